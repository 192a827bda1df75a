//! The opening of an economy: who needs what of whom, and what is closed.

use super::closed::Closed;
use staves_core::model::{Binding, Inputs, Parameters, System};
use staves_core::resume::{Final, Opening, Use};
use staves_core::{Error, Result};

/// The opening of an economy under the rules of a scenario. Goods are products, whichever region
/// makes them; an input with an infinite stock binds nobody. At most the share `imports` of the
/// normal output of a product can be imported instead.
///
/// # Errors
/// `resume::nothing-binds` under an input function in which no input stops anybody.
pub fn opening(
    system: &System,
    parameters: &Parameters,
    closed: &Closed,
    imports: f64,
) -> Result<Opening> {
    if system.rules.inputs == Inputs::Linear {
        return Err(Error::new("resume::nothing-binds"));
    }
    let economy = &system.economy;
    let (units, goods) = (economy.len(), economy.sectors.len());
    let output: Vec<f64> = (0..units).map(|row| system.output_of(row)).collect();
    let good: Vec<usize> =
        economy.producers.iter().map(|producer| producer.sector as usize).collect();
    let per_output = |row: usize, amount: f64| match output[row] {
        output if output > 0.0 => amount / output,
        _ => 0.0,
    };
    let mut bought = vec![0.0; goods * units];
    for (seller, buyer, flow) in economy.flows.cells() {
        bought[good[seller] * units + buyer] += flow.max(0.0) / system.rules.days_per_year;
    }
    let sales = (0..goods * units).filter(|cell| bought[*cell] > 0.0).map(|cell| {
        let (good, unit) = (cell / units, cell % units);
        Use { good, unit, coefficient: per_output(unit, bought[cell]), without: 0.0 }
    });
    let sales: Vec<Use> = sales.collect();
    let uses = needed(system, parameters, &sales);
    let (mut finals, mut supplied) = (vec![Final::default(); goods], vec![0.0; goods]);
    let (mut made, essential) = (vec![0.0; goods], closed.essential(economy));
    for row in 0..units {
        let demand: f64 = system.final_demand_of(row).iter().sum();
        finals[good[row]].most += demand.max(0.0);
        supplied[good[row]] += (-demand).max(0.0);
        made[good[row]] += output[row];
    }
    for (demand, share) in finals.iter_mut().zip(essential) {
        demand.least = share * demand.most;
    }
    Ok(Opening {
        value_added: (0..units).map(|row| per_output(row, system.value_added_of(row))).collect(),
        sales: Some(sales),
        imports: made.iter().map(|made| imports * made).collect(),
        open: closed.open.clone(),
        good,
        output,
        uses,
        finals,
        supplied,
    })
}

/// Uses that must be met. A product that stops somebody when it runs out is shared among all that use
/// it, so that none of them is served alone.
fn needed(system: &System, parameters: &Parameters, sales: &[Use]) -> Vec<Use> {
    let (units, goods) = (system.economy.len(), system.economy.sectors.len());
    // Share of output that goes on without, by product and user; none where the user goes on.
    let mut without = vec![None; goods * units];
    let mut binds = vec![false; goods];
    for (good, unit, share) in binding(system, parameters) {
        without[good * units + unit] = Some(share);
        binds[good] = true;
    }
    // What half of output goes on without is needed in full above that half where stocks drain below
    // their target, as less than is used arrives: then it is counted like a critical input.
    let whole_stock = system.rules.binding == Binding::WholeStock;
    let eased = |used: &Use| match without[used.good * units + used.unit] {
        Some(share) if whole_stock => share,
        _ => 0.0,
    };
    let counted = sales.iter().filter(|used| binds[used.good]);
    counted.map(|used| Use { without: eased(used), ..*used }).collect()
}

/// Inputs that can stop or slow their users: product, user, and share of its output that goes on
/// without. Those with infinite stocks never do.
pub(super) fn binding(
    system: &System,
    parameters: &Parameters,
) -> impl Iterator<Item = (usize, usize, f64)> {
    let finite = |good: usize| parameters.inventory_days[good].is_finite();
    let of = |unit| {
        system.binding_inputs_of(unit).into_iter().map(move |(good, _, share)| (good, unit, share))
    };
    (0..system.economy.len()).flat_map(of).filter(move |(good, ..)| finite(*good))
}
