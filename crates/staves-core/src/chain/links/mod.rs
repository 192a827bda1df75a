//! Links that a chain lacks, and the cheapest way to get them: which candidate activities, added to
//! those that are there, reach a goal at the least cost
//! (docs/src/models/integrity.md, "The price of the missing links").

mod capacity;
mod growth;
mod insured;
mod race;
mod structure;

pub use capacity::Capacity;
pub use insured::{Insured, insure};
pub use structure::Structure;

use super::Chain;

/// An activity that is not there yet. It is part of the chain, and not of what is available.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Which activity.
    pub activity: u32,
    /// What it costs to have it; 0 or more.
    pub cost: f64,
}

/// A set of candidates that reaches a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    /// Places among the candidates, in order.
    pub chosen: Vec<usize>,
    /// What they cost together.
    pub cost: f64,
    /// No set that reaches the goal costs less than this.
    pub bound: f64,
}

impl Links {
    fn new(candidates: &[Candidate], mut chosen: Vec<usize>, bound: f64) -> Self {
        chosen.sort_unstable();
        let cost = cost(candidates, &chosen);
        Self { chosen, cost, bound: bound.clamp(0.0, cost) }
    }

    /// (cost − bound) / cost, 0 to 1.
    #[must_use]
    pub fn gap(&self) -> f64 {
        if self.cost > self.bound { (self.cost - self.bound) / self.cost } else { 0.0 }
    }
}

fn cost(candidates: &[Candidate], chosen: &[usize]) -> f64 {
    // Not `sum`, which is −0 for nothing.
    chosen.iter().fold(0.0, |sum, place| sum + candidates[*place].cost)
}

/// What is available when some candidates have been added.
#[must_use]
pub fn with(
    chain: &Chain,
    base: &[bool],
    candidates: &[Candidate],
    chosen: impl IntoIterator<Item = usize>,
) -> Vec<bool> {
    let mut available = base.to_vec();
    for place in chosen {
        let activity = candidates[place].activity as usize;
        available[activity] = chain.capacity[activity] > 0.0;
    }
    available
}
