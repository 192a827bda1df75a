//! The economy of a year of the plan, as a table that the stress test can run
//! (docs/src/models/years.md, "Stress test of each year").

use super::base::{Base, Use};
use super::structure::{Structure, grown};
use staves_core::action::{SPARE_CAPACITY, apply_all, attribute_of};
use staves_core::plan::years::Developed;
use staves_core::{Economy, EconomyParts, Result};

/// Attributes that are amounts of a producer and go with its output, besides kinds of work.
const WITH_OUTPUT: [&str; 3] = ["labour", "workers", "emissions"];

/// How much larger than in the base year what stands in the table is in a year.
struct Year<'s> {
    economy: &'s Economy,
    base: &'s Base,
    /// Output by good.
    output: Vec<f64>,
    /// Level of consumption.
    level: f64,
    /// Investment by good; for goods that are not planned, that of all together.
    investment: Vec<f64>,
    investment_of_all: f64,
    /// Growth of what is given.
    grown: f64,
    /// The part of given demand that is met, by good.
    met: Vec<f64>,
    /// By good, what sales at home of producers at home and of those abroad must be multiplied with
    /// so that output and imports are those of the plan.
    from: [Vec<f64>; 2],
}

/// The base table scaled to a year of a plan, after the parts of actions that are done by then.
///
/// # Errors
/// `table::not-a-number` when the table cannot be scaled; of the actions.
pub(super) fn economy_of(
    economy: &Economy,
    structure: &Structure,
    found: &Developed,
    year: usize,
    done: &[f64],
) -> Result<Economy> {
    let scaled = Year::new(economy, structure, found, year);
    let mut parts = EconomyParts::clone(economy);
    parts.flows = economy.flows.map(|row, column, value| scaled.flow(row, column, value));
    parts.final_demand =
        economy.final_demand.map(|row, column, value| scaled.demand(row, column, value));
    // What the source stated was the base year.
    parts.stated_output = None;
    let (plan, base) = (&structure.plan, &structure.base);
    let capacity = |good: usize| found.capacity[year][good];
    let output = |good: usize| found.output[year][good];
    let made: Vec<f64> = parts.flows.row_sums();
    let made = made.iter().zip(parts.final_demand.row_sums()).map(|(z, y)| z + y);
    let ratio = |(made, before): (f64, &f64)| if *before > 0.0 { made / before } else { 1.0 };
    let ratios: Vec<f64> = made.zip(economy.output()).map(ratio).collect();
    for row in &mut parts.primary_inputs {
        row.values.iter_mut().zip(&ratios).for_each(|(value, ratio)| *value *= ratio);
    }
    let planned = |row: usize| {
        base.good(economy, row).filter(|good| base.at_home(economy, row) && output(*good) > 0.0)
    };
    for attribute in &mut parts.attributes {
        let name = attribute.name.as_str();
        let with_output =
            WITH_OUTPUT.contains(&name) || plan.labour.iter().any(|labour| labour.name == name);
        for (row, value) in attribute.values.iter_mut().enumerate() {
            *value *= match (name, planned(row)) {
                ("capital", Some(good)) => capacity(good) / plan.capacity[good],
                (name, _) if with_output || name == "capital" => ratios[row],
                _ => 1.0,
            };
        }
    }
    let spare = attribute_of(&mut parts, SPARE_CAPACITY, 0.0);
    for (row, value) in spare.values.iter_mut().enumerate() {
        if let Some(good) = planned(row) {
            *value = (capacity(good) / output(good) - 1.0).max(0.0);
        }
    }
    let actions = structure.done(done);
    apply_all(&actions.iter().collect::<Vec<_>>(), &Economy::new(parts)?)
}

impl<'s> Year<'s> {
    fn new(economy: &'s Economy, structure: &'s Structure, found: &Developed, year: usize) -> Self {
        let (plan, base) = (&structure.plan, &structure.base);
        let n = plan.goods();
        let mut ordered = vec![0.0; n];
        for one in &plan.capital {
            ordered[one.of] += one.amount * found.ordered[year][one.by];
        }
        for (project, begun) in plan.projects.iter().zip(&found.begun[year]) {
            ordered.iter_mut().zip(&project.goods).for_each(|(sum, goods)| *sum += goods * begun);
        }
        let over = |now: f64, before: f64| if before > 0.0 { now / before } else { 1.0 };
        let given = &plan.demand[year];
        let mut scaled = Self {
            economy,
            base,
            output: (0..n).map(|i| found.output[year][i] / base.output[i]).collect(),
            level: found.level[year],
            investment: (0..n).map(|i| over(ordered[i], base.investment[i])).collect(),
            investment_of_all: ordered.iter().sum::<f64>() / base.investment.iter().sum::<f64>(),
            grown: grown(structure.growth, year),
            met: (0..n).map(|i| over(given[i] - found.shortage[year][i], given[i])).collect(),
            from: [vec![1.0; n], vec![1.0; n]],
        };
        let (mut sold, mut abroad) = ([vec![0.0; n], vec![0.0; n]], vec![0.0; n]);
        for row in 0..economy.len() {
            let Some(good) = base.good(economy, row) else { continue };
            let side = usize::from(!base.at_home(economy, row));
            let flows = economy.flows.row(row);
            let flows =
                flows.map(|(by, v)| (base.use_of_flow(economy, by), scaled.flow(row, by, v)));
            let demand = economy.final_demand.row(row);
            let demand = demand.map(|(k, v)| (base.use_of_demand(k), scaled.demand(row, k, v)));
            for (what, value) in flows.chain(demand) {
                match what {
                    Use::Abroad if side == 0 => abroad[good] += value,
                    Use::Abroad => {}
                    _ => sold[side][good] += value,
                }
            }
        }
        for good in 0..n {
            let at_home = (found.output[year][good] - abroad[good]).max(0.0);
            scaled.from[0][good] = over(at_home, sold[0][good]);
            scaled.from[1][good] = over(found.imported[year][good], sold[1][good]);
        }
        scaled
    }

    fn flow(&self, row: usize, by: usize, value: f64) -> f64 {
        self.cell(row, self.base.use_of_flow(self.economy, by), value)
    }

    fn demand(&self, row: usize, column: usize, value: f64) -> f64 {
        self.cell(row, self.base.use_of_demand(column), value)
    }

    fn cell(&self, row: usize, what: Use, value: f64) -> f64 {
        let good = self.base.good(self.economy, row);
        let from_home = self.base.at_home(self.economy, row);
        let met = good.map_or(1.0, |good| self.met[good]);
        let factor = match what {
            Use::Inputs(by) => by.map_or(1.0, |by| self.output[by]),
            Use::Households => self.level,
            Use::Investment => good.map_or(self.investment_of_all, |good| self.investment[good]),
            Use::Inventories => 0.0,
            Use::Other => self.grown * met,
            Use::Abroad if from_home => self.grown * met,
            Use::Abroad => self.grown,
        };
        let from = match (good, what) {
            (_, Use::Abroad) | (None, _) => 1.0,
            (Some(good), _) => self.from[usize::from(!from_home)][good],
        };
        what.counted(value) * factor * from
    }
}
