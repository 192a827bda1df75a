//! What a run must not depend on: the order of regions, sectors and shocks, threads, the batch a
//! lane is in, money units, the length of a year.

use crate::cases::rules::Model;
use crate::cases::shocks::{CAPACITY, CAPITAL, DEMAND, REBUILT};
use crate::cases::{Case, boario, cases, config, economy};
use crate::reference::table::Table;
use crate::runs::{plain_run, production};
use proptest::prelude::*;
use staves_core::Economy;
use staves_core::economy::EconomyParts;
use staves_core::model::{Batch, Edition, Lane, Parameters, Rationing, Rules, System};
use staves_core::shock::{Effect, Shock};
use std::sync::Arc;

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn the_order_of_regions_sectors_and_shocks_does_not_matter(
        case in cases(Model::Any),
        turn in 0_usize..7,
    ) {
        let Some(wanted) = production(&case, 1) else { return Ok(()) };
        let (turned, position) = permuted(&case, turn);
        let found = production(&turned, 1).expect("the same economy");
        let table = Table::new(&case.economy, &case.rules);
        let plain = plain_run(&case).expect("the same economy");
        for ((found, wanted), (_, tolerance)) in found.iter().zip(&wanted).zip(plain) {
            for (row, wanted) in wanted.iter().enumerate() {
                let found = found[position[row]];
                let room = tolerance * table.x[row].max(*wanted);
                prop_assert!((found - wanted).abs() <= room, "{found} is not {wanted}");
            }
        }
    }

    #[test]
    fn threads_change_no_bit(
        case in cases(Model::Any),
        compatible in boario(Edition::Boario072, &[CAPACITY, CAPITAL, REBUILT, DEMAND]),
    ) {
        for case in [case, compatible] {
            let alone = production(&case, 1);
            for groups in [2, 3, 8] {
                prop_assert_eq!(&production(&case, groups), &alone, "{} groups", groups);
            }
        }
    }

    #[test]
    fn a_lane_gets_the_same_bits_in_any_batch(
        case in cases(Model::Any),
        compatible in boario(Edition::Boario072, &[CAPACITY, DEMAND]),
    ) {
        for case in [case, compatible] {
            same_in_any_batch(&case)?;
        }
    }

    #[test]
    fn money_units_and_the_length_of_a_year_change_nothing_relative(
        case in cases(Model::Any),
        unit in prop_oneof![Just(2.0), Just(1000.0), Just(1.0 / 7.0)],
    ) {
        // Capital is given, so that it does not follow from the length of a year.
        let system = System::new(&case.economy, &case.rules);
        let capital = (0..system.len()).map(|row| system.capital_of(row)).collect::<Vec<_>>();
        let case = Case { economy: with_capital(&case.economy, &capital, 1.0, 1.0), ..case };
        let Some(wanted) = production(&case, 1) else { return Ok(()) };
        let table = Table::new(&case.economy, &case.rules);

        let scaled = Case {
            economy: with_capital(&case.economy, &capital, unit, unit),
            shocks: case.shocks.iter().map(|shock| in_unit(shock, unit)).collect(),
            ..case.clone()
        };
        let short_year = Case {
            economy: with_capital(&case.economy, &capital, 360.0 / 365.0, 1.0),
            rules: Rules { days_per_year: 360.0, ..case.rules.clone() },
            ..case.clone()
        };
        let plain = plain_run(&case).expect("the same economy");
        for (case, unit) in [(scaled, unit), (short_year, 1.0)] {
            let found = production(&case, 1).expect("the same economy");
            for ((found, wanted), (_, tolerance)) in found.iter().zip(&wanted).zip(&plain) {
                for (row, wanted) in wanted.iter().enumerate() {
                    let room = tolerance * table.x[row].max(*wanted);
                    let found = found[row] / unit;
                    prop_assert!((found - wanted).abs() <= room, "{found} is not {wanted}");
                }
            }
        }
    }
}

/// Lanes with scaled variants of the shocks, in batches of several widths, against each alone.
fn same_in_any_batch(case: &Case) -> Result<(), TestCaseError> {
    let system = System::new(&case.economy, &case.rules);
    let lane = |k: usize| {
        let scale = 1.0 - k as f64 / 64.0;
        let shocks: Vec<Shock> = case.shocks.iter().map(|shock| scaled(shock, scale)).collect();
        let psi = case.parameters.psi * (1.0 - 0.002 * k as f64);
        Lane::new(&system, Parameters { psi, ..case.parameters.clone() }, &shocks)
    };
    let run = |lanes: Vec<Lane>| {
        let count = lanes.len();
        let mut batch = Batch::new(&system, lanes, 1);
        let mut days = vec![Vec::new(); count];
        for _ in 0..10 {
            let stepped = batch.step(|view| {
                days[view.index].extend_from_slice(view.production_in_engine_order());
            });
            stepped.ok()?;
        }
        Some(days)
    };
    let alone: Option<Vec<_>> =
        (0..64).map(|k| Some(run(vec![lane(k).ok()?])?.remove(0))).collect();
    let Some(alone) = alone else { return Ok(()) };
    for width in [7, 8, 64] {
        let together = run((0..width).map(|k| lane(k).unwrap()).collect()).unwrap();
        prop_assert_eq!(&together[..], &alone[..width], "{} lanes", width);
    }
    Ok(())
}

fn scaled(shock: &Shock, scale: f64) -> Shock {
    let mut shock = shock.clone();
    match &mut shock.effect {
        Effect::Capacity { size, .. } => *size *= scale,
        Effect::Capital { lost, .. } => lost.iter_mut().for_each(|(_, money)| *money *= scale),
        Effect::Demand { change, .. } => *change *= scale,
        Effect::Cost { size, .. } => *size *= scale,
        Effect::Labour { size, .. }
        | Effect::Trade { size, .. }
        | Effect::Inventory { size, .. } => *size *= scale,
    }
    shock
}

fn in_unit(shock: &Shock, unit: f64) -> Shock {
    let mut shock = shock.clone();
    if let Effect::Capital { lost, rebuild } = &mut shock.effect {
        lost.iter_mut().for_each(|(_, money)| *money *= unit);
        let users = rebuild.iter_mut().flat_map(|rebuild| &mut rebuild.final_users);
        users.for_each(|(_, money)| *money *= unit);
    }
    shock
}

/// The same economy with its flows in another unit, and capital given.
fn with_capital(economy: &Economy, capital: &[f64], flows: f64, money: f64) -> Economy {
    let mut parts: EconomyParts = (**economy).clone();
    parts.flows = parts.flows.map(|_, _, value| value * flows);
    parts.final_demand = parts.final_demand.map(|_, _, value| value * flows);
    parts.attributes = vec![staves_core::economy::Attribute {
        name: "capital".into(),
        unit: "money".into(),
        estimated: false,
        values: capital.iter().map(|capital| capital * money).collect(),
    }];
    Economy::new(parts).unwrap()
}

/// The same case with regions, sectors and shocks turned round by some places, and where each old
/// row went.
fn permuted(case: &Case, turn: usize) -> (Case, Vec<usize>) {
    let old = &case.economy;
    let (regions, sectors) = (old.regions.len(), old.sectors.len());
    let n = old.len();
    let region = |r: usize| (r + turn) % regions;
    // Backwards, so that it is not a mere rotation.
    let sector = |s: usize| (2 * sectors - 1 - s + turn) % sectors;
    let row = |i: usize| region(i / sectors) * sectors + sector(i % sectors);
    let column = |c: usize| region(c / 2) * 2 + c % 2;
    let mut flows = vec![0.0; n * n];
    let mut demand = vec![0.0; n * 2 * regions];
    for i in 0..n {
        (0..n).for_each(|j| flows[row(i) * n + row(j)] = old.flows.get(i, j));
        for c in 0..2 * regions {
            demand[row(i) * 2 * regions + column(c)] = old.final_demand.get(i, c);
        }
    }
    let mut parts = economy(regions, sectors, flows, demand);
    parts.attributes = old.attributes.clone();
    for (now, was) in parts.attributes.iter_mut().zip(&old.attributes) {
        was.values.iter().enumerate().for_each(|(i, value)| now.values[row(i)] = *value);
    }
    let mut parameters = case.parameters.clone();
    for s in 0..sectors {
        parameters.inventory_days[sector(s)] = case.parameters.inventory_days[s];
        parameters.own_inventory[sector(s)] = case.parameters.own_inventory[s];
        parameters.restoration_days[sector(s)] = case.parameters.restoration_days[s];
        parameters.pass_through[sector(s)] = case.parameters.pass_through[s];
    }
    let moved = case.shocks.iter().map(|shock| {
        let mut shock = shock.clone();
        match &mut shock.effect {
            Effect::Capacity { rows, .. } => rows.iter_mut().for_each(|i| *i = row(*i)),
            Effect::Capital { lost, rebuild } => {
                lost.iter_mut().for_each(|(i, _)| *i = row(*i));
                if let Some(rebuild) = rebuild {
                    rebuild.mix.iter_mut().for_each(|(s, _)| *s = sector(*s));
                    rebuild.final_users.iter_mut().for_each(|(c, _)| *c = column(*c));
                }
            }
            Effect::Demand { cells, .. } => {
                cells.iter_mut().for_each(|(i, c)| (*i, *c) = (row(*i), column(*c)));
            }
            Effect::Cost { costs, .. } => costs.iter_mut().for_each(|(i, _)| *i = row(*i)),
            Effect::Labour { rows, .. } => rows.iter_mut().for_each(|i| *i = row(*i)),
            Effect::Trade { links, .. } => {
                for links in links {
                    links.suppliers.iter_mut().for_each(|i| *i = row(*i));
                    links.buyers.iter_mut().for_each(|i| *i = row(*i));
                    links.columns.iter_mut().for_each(|c| *c = column(*c));
                    links.columns.sort_unstable();
                }
            }
            Effect::Inventory { inputs, buyers, .. } => {
                inputs.iter_mut().for_each(|s| *s = sector(*s));
                buyers.iter_mut().for_each(|i| *i = row(*i));
            }
        }
        shock
    });
    let mut shocks: Vec<Shock> = moved.collect();
    shocks.reverse();
    let economy = Economy::new(parts).unwrap();
    let mut rules = case.rules.clone();
    rules.criticality = rules.criticality.map(|was| {
        let mut now = (*was).clone();
        for input in 0..sectors {
            for user in 0..sectors {
                now[sector(input) * sectors + sector(user)] = was[input * sectors + user];
            }
        }
        Arc::new(now)
    });
    if let Rationing::Priority(was) = &case.rules.rationing {
        let mut now = (**was).clone();
        was.producers.iter().enumerate().for_each(|(i, class)| now.producers[row(i)] = *class);
        was.final_demand
            .iter()
            .enumerate()
            .for_each(|(c, class)| now.final_demand[column(c)] = *class);
        rules.rationing = Rationing::Priority(Arc::new(now));
    }
    let turned = Case { economy, rules, parameters, shocks };
    (turned, (0..n).map(row).collect())
}
