//! How much can be made: the share of the demand for final goods that can be served in a steady
//! state (docs/src/models/integrity.md, "Fill rate").
//!
//! max t subject to, for every activity a and group k, Σ_g z_akg = x_a (all groups, any alternative);
//! for every good g, Σ_{a makes g} x_a ≥ Σ b_akg z_akg + t d_g; 0 ≤ x_a ≤ K_a; 0 ≤ t ≤ 1.
//! A group with one alternative needs no z. Stocks do not count: they run out.

use super::{Chain, Final};
use crate::error::Result;
use crate::program::{Answer, Ask, Bounds, Column, Go, Optimiser, Program, Progress};

/// A rate is known to the tolerance of the solver.
pub const TOLERANCE: f64 = 1e-9;

/// What is to be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// One final good, by its place among the final goods, with nothing for the others.
    Single(usize),
    /// The same share of the demand for every final good.
    Joint,
    /// Of the share of each final good that is served, the mean by weight: what there is goes where it
    /// counts most.
    Weighted,
}

/// A fill rate, and what it is made with.
#[derive(Clone, Debug)]
pub struct Filled {
    /// Share of demand that is served, 0 to 1.
    pub rate: f64,
    /// What each activity makes, in units of its good a period.
    pub output: Vec<f64>,
    /// What a further unit of capacity adds to the rate, for each activity: one of possibly several
    /// sets of prices that prove the rate. 0 for an activity that is not available.
    pub prices: Vec<f64>,
    /// The same, also for activities without capacity: with other capacities K' the rate is at most
    /// rate + Σ slope (K' − K).
    pub slopes: Vec<f64>,
}

/// Rows and columns of a chain that served fill rates share.
pub(super) struct Serving {
    /// Output of each activity; none for those that no final good needs.
    pub output: Vec<Option<Column>>,
    /// Share of the demand for each final good; none where nothing is wanted of it.
    pub single: Vec<Option<Column>>,
    /// Share of the demand for all final goods alike.
    pub joint: Column,
}

/// Writes the program of the fill rate with every capacity as it is and nothing that costs.
pub(super) fn serving(program: &mut Program, chain: &Chain) -> Serving {
    let (goods, activities) = upstream(chain);
    let mut terms: Vec<Vec<(Column, f64)>> = vec![Vec::new(); chain.goods.len()];
    let mut output = vec![None; activities.len()];
    for activity in (0..activities.len()).filter(|a| activities[*a]) {
        let column = program.column(0.0, Bounds::between(0.0, chain.capacity[activity]));
        output[activity] = Some(column);
        terms[chain.output(activity)].push((column, 1.0));
        for group in chain.groups(activity) {
            let inputs: Vec<(u32, f64)> = chain.inputs(group).collect();
            if let [(good, quantity)] = inputs[..] {
                terms[good as usize].push((column, -quantity));
                continue;
            }
            let mut shares = vec![(column, -1.0)];
            for (good, quantity) in inputs {
                let share = program.column(0.0, Bounds::at_least(0.0));
                terms[good as usize].push((share, -quantity));
                shares.push((share, 1.0));
            }
            program.row(Bounds::exactly(0.0), &shares);
        }
    }
    let joint = program.column(0.0, Bounds::exactly(0.0));
    let mut single = Vec::new();
    for known in &chain.finals {
        single.push((known.demand > 0.0).then(|| {
            let column = program.column(0.0, Bounds::exactly(0.0));
            terms[known.good as usize].extend([(column, -known.demand), (joint, -known.demand)]);
            column
        }));
    }
    for (terms, _) in terms.iter().zip(goods).filter(|(_, needed)| *needed) {
        program.row(Bounds::at_least(0.0), terms);
    }
    Serving { output, single, joint }
}

/// Weight of each final good over that of all with a demand; nothing for the others.
pub(super) fn weights(chain: &Chain) -> Vec<f64> {
    let weight = |known: &Final| if known.demand > 0.0 { known.weight } else { 0.0 };
    let total: f64 = chain.finals.iter().map(weight).sum();
    chain.finals.iter().map(|known| if total > 0.0 { weight(known) / total } else { 0.0 }).collect()
}

/// Goods and activities that a final good with a demand can go back to.
fn upstream(chain: &Chain) -> (Vec<bool>, Vec<bool>) {
    let (mut goods, mut activities) =
        (vec![false; chain.goods.len()], vec![false; chain.output.len()]);
    let wanted = chain.finals.iter().filter(|known| known.demand > 0.0);
    let mut open: Vec<u32> = wanted.map(|known| known.good).collect();
    while let Some(good) = open.pop() {
        if std::mem::replace(&mut goods[good as usize], true) {
            continue;
        }
        for activity in chain.sources.of(good as usize) {
            if !std::mem::replace(&mut activities[*activity as usize], true) {
                let groups = chain.groups(*activity as usize);
                open.extend(groups.flat_map(|group| chain.alternatives(group)));
            }
        }
    }
    (goods, activities)
}

/// Fill rates of a chain, for one set of activities after the other: each starts from the answer
/// before.
pub struct Fill<'c> {
    chain: &'c Chain,
    serving: Serving,
    optimiser: Optimiser,
    /// Capacity of each activity as it stands in the program.
    capacity: Vec<f64>,
    /// Weight of each final good with a demand over that of all.
    weights: Vec<f64>,
    target: Option<Target>,
    seconds: Option<f64>,
}

impl<'c> Fill<'c> {
    /// For a chain, with a limit in seconds for each rate.
    #[must_use]
    pub fn new(chain: &'c Chain, seconds: Option<f64>) -> Self {
        let mut program = Program::new();
        let serving = serving(&mut program, chain);
        let optimiser = Optimiser::new(program);
        let (weights, capacity) = (weights(chain), chain.capacity.clone());
        Self { chain, serving, optimiser, capacity, weights, target: None, seconds }
    }

    /// Whether anything is wanted of a final good; without a demand it has no fill rate.
    #[must_use]
    pub fn wanted(&self, place: usize) -> bool {
        self.serving.single[place].is_some()
    }

    /// Whether anything is wanted at all.
    #[must_use]
    pub fn any_wanted(&self) -> bool {
        self.serving.single.iter().any(Option::is_some)
    }

    /// The share of a target that the available activities can serve. None when no answer was found
    /// within the time.
    ///
    /// # Errors
    /// `program::*`.
    pub fn rate(&mut self, target: Target, available: &[bool]) -> Result<Option<Filled>> {
        let capacity = self.chain.capacity.iter().zip(available);
        let capacity: Vec<f64> = capacity.map(|(k, is)| if *is { *k } else { 0.0 }).collect();
        self.rate_of(target, &capacity, &mut |_| Go::On)
    }

    /// The same with the capacity of each activity, and somebody who watches.
    ///
    /// # Errors
    /// `program::*`.
    pub fn rate_of(
        &mut self,
        target: Target,
        capacity: &[f64],
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Option<Filled>> {
        self.set_target(target);
        self.set_capacity(capacity);
        let ask = Ask { seconds: self.seconds, ..Ask::default() };
        let answer = self.optimiser.solve_watched(&ask, watch)?;
        Ok(answer.reduced_costs.is_some().then(|| self.filled(&answer)))
    }

    fn set_target(&mut self, target: Target) {
        if self.target == Some(target) {
            return;
        }
        let single = self.serving.single.iter().enumerate();
        let columns = single.filter_map(|(place, c)| Some(((*c)?, Target::Single(place))));
        for (column, which) in columns.chain([(self.serving.joint, Target::Joint)]) {
            let counts = match (target, which) {
                (Target::Weighted, Target::Single(place)) => Some(self.weights[place]),
                _ => (which == target).then_some(1.0),
            };
            self.optimiser.set_cost(column, -counts.unwrap_or(0.0));
            let most = if counts.is_some() { 1.0 } else { 0.0 };
            self.optimiser.set_column(column, Bounds::between(0.0, most));
        }
        self.target = Some(target);
    }

    fn set_capacity(&mut self, capacity: &[f64]) {
        for (activity, column) in self.serving.output.iter().enumerate() {
            let Some(column) = *column else { continue };
            if self.capacity[activity] != capacity[activity] {
                let bounds = Bounds::between(0.0, capacity[activity]);
                self.optimiser.set_column(column, bounds);
            }
        }
        self.capacity.copy_from_slice(capacity);
    }

    fn filled(&self, answer: &Answer) -> Filled {
        let of = |values: &[f64]| -> Vec<f64> {
            let column = |column: &Option<Column>| column.map_or(0.0, |c| values[c.place()]);
            self.serving.output.iter().map(column).collect()
        };
        let costs = answer.reduced_costs.as_deref().unwrap_or_default();
        let slopes: Vec<f64> = of(costs).into_iter().map(|cost| (-cost).max(0.0)).collect();
        let price = |(slope, k): (&f64, &f64)| if *k > 0.0 { *slope } else { 0.0 };
        Filled {
            // The cost is −t. The answer has been checked, so what is outside 0 to 1 is rounding.
            rate: (-answer.objective).clamp(0.0, 1.0) + 0.0,
            output: of(&answer.values),
            prices: slopes.iter().zip(&self.capacity).map(price).collect(),
            slopes,
        }
    }

    /// What a further unit of capacity of an activity adds to the rate, measured: its capacity, which
    /// must be above 0, is raised by a thousandth and the rate is found again. Where prices are not
    /// unique, this is the least of them.
    ///
    /// # Errors
    /// `program::*`.
    pub fn gain(
        &mut self,
        target: Target,
        available: &[bool],
        activity: usize,
        before: f64,
    ) -> Result<Option<f64>> {
        let capacity = self.chain.capacity.iter().zip(available);
        let mut capacity: Vec<f64> = capacity.map(|(k, is)| if *is { *k } else { 0.0 }).collect();
        let step = capacity[activity] * 1e-3;
        capacity[activity] += step;
        let after = self.rate_of(target, &capacity, &mut |_| Go::On)?;
        Ok(after.map(|after| ((after.rate - before) / step).max(0.0)))
    }
}
