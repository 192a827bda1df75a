//! The exact probability that a good can be made, by disjoint products (Dotson and Gobien 1979): a
//! way of making it is taken; either all its units work, or the first of them that fails splits the
//! rest into cases, each settled in the same manner. The cases still open bound the answer at any
//! time (docs/src/models/integrity.md, "Reliability").

use super::proof::Proofs;
use super::{Chain, Mode, Units};
use std::collections::BinaryHeap;

/// Cases kept at most: each is a short list of units.
const CASES: usize = 200_000;

/// Passes over the chain that one case takes, about.
const PASSES: usize = 3;

/// What is known of a probability.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Cases in which the good is made, together.
    pub made: f64,
    /// Cases in which it is not.
    pub failed: f64,
    /// Whether no case is left open.
    pub complete: bool,
    /// Derivative of `made` by the probability that each unit works.
    pub slope: Vec<f64>,
}

/// Some units work, some have failed, the others are open.
#[derive(Clone, Debug, Default)]
struct Case {
    probability: f64,
    works: Vec<u32>,
    failed: Vec<u32>,
    /// Which case came first, so that equal ones are taken in a fixed order.
    number: usize,
}

impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Case {}

impl PartialOrd for Case {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Case {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let likely = self.probability.total_cmp(&other.probability);
        likely.then_with(|| other.number.cmp(&self.number))
    }
}

/// A good of a chain whose units fail independently.
pub struct Factoring<'c> {
    /// The chain.
    pub chain: &'c Chain,
    /// The activities that are there to begin with.
    pub available: &'c [bool],
    /// From a standstill or while running.
    pub mode: Mode,
    /// What fails.
    pub units: &'c Units,
    /// Probability that each unit fails.
    pub failure: &'c [f64],
}

impl Factoring<'_> {
    /// Settles a good, likely cases first, until none is open or the work is used up. `points` are
    /// its single points of failure, which every way of making it contains.
    pub fn settle(&self, good: u32, points: &[u32], work: usize) -> Settled {
        let mut settled =
            Settled { made: 0.0, failed: 0.0, complete: false, slope: vec![0.0; self.units.count] };
        let all = points.iter().map(|unit| 1.0 - self.failure[*unit as usize]).product::<f64>();
        settled.failed = 1.0 - all;
        let first = Case { probability: all, works: points.to_vec(), ..Case::default() };
        let mut open = BinaryHeap::from([first]);
        let mut numbered = 0;
        let affordable = work / (PASSES * self.chain.size()).max(1);
        for _ in 0..affordable.max(1) {
            let Some(case) = open.pop() else { break };
            let Some(path) = self.path(good, &case) else {
                settled.failed += case.probability;
                continue;
            };
            let mut works = case.works;
            let mut probability = case.probability;
            for unit in path {
                let fails = self.failure[unit as usize];
                numbered += 1;
                let failed = case.failed.iter().copied().chain([unit]).collect();
                let probability_failed = probability * fails;
                open.push(Case {
                    probability: probability_failed,
                    works: works.clone(),
                    failed,
                    number: numbered,
                });
                works.push(unit);
                probability *= 1.0 - fails;
            }
            settled.made += probability;
            self.add_slope(&works, &case.failed, &mut settled.slope);
            if open.len() > CASES {
                return settled;
            }
        }
        settled.complete = open.is_empty();
        settled
    }

    /// The open units of a way of making the good, few where there is a choice; `None` when there
    /// is no way left.
    fn path(&self, good: u32, case: &Case) -> Option<Vec<u32>> {
        let mut decided = vec![false; self.units.count];
        case.works.iter().for_each(|unit| decided[*unit as usize] = true);
        let left = match case.failed.is_empty() {
            true => self.available.to_vec(),
            false => {
                let mut gone = vec![false; self.units.count];
                case.failed.iter().for_each(|unit| gone[*unit as usize] = true);
                self.units.without(self.available, |unit| gone[unit as usize])
            }
        };
        let avoid = |unit: u32| !decided[unit as usize];
        let proofs = Proofs::find(self.chain, &left, self.mode, self.units, avoid);
        let mut path = proofs.makes(good).then(|| proofs.of(self.chain, self.units, good))?;
        path.retain(|unit| !decided[*unit as usize]);
        Some(path)
    }

    /// Adds the derivative of the product of what works and what has failed by each of its factors.
    fn add_slope(&self, works: &[u32], failed: &[u32], slope: &mut [f64]) {
        let works = works.iter().map(|unit| (*unit, 1.0 - self.failure[*unit as usize], 1.0));
        let failed = failed.iter().map(|unit| (*unit, self.failure[*unit as usize], -1.0));
        let factors: Vec<(u32, f64, f64)> = works.chain(failed).collect();
        let mut after = vec![1.0; factors.len() + 1];
        for (k, (_, factor, _)) in factors.iter().enumerate().rev() {
            after[k] = after[k + 1] * factor;
        }
        let mut before = 1.0;
        for (k, (unit, factor, sign)) in factors.iter().enumerate() {
            slope[*unit as usize] += sign * before * after[k + 1];
            before *= factor;
        }
    }
}
