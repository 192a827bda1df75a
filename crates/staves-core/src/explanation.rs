//! Why output was lost: each producer's loss on each day belongs to exactly one cause, so that the
//! losses by cause add up to the loss (docs/src/models/explanation.md, "Losses by cause").

use crate::model::{Bottleneck, System, View};
use std::collections::BTreeMap;

/// Losses of one run by step, producer and cause.
#[derive(Clone, Debug)]
pub struct Explanation {
    rows: usize,
    /// Days in a step.
    step: f64,
    /// Baseline less output, money in the step: steps × rows.
    lost: Vec<f64>,
    /// What bound: steps × rows.
    binding: Vec<Bottleneck>,
}

/// The loss of one producer in one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Number of the step, from 0.
    pub step: usize,
    /// Row of the economy.
    pub row: usize,
    /// What it is put down to.
    pub binding: Bottleneck,
    /// Baseline less output over the step, money; below zero where more than usual was made.
    pub lost: f64,
}

/// Losses below this share of the baseline are what rounding left.
const NO_LOSS: f64 = 1e-12;

impl Explanation {
    /// An empty one for a run of `steps`.
    #[must_use]
    pub fn new(system: &System, steps: usize) -> Self {
        let rows = system.len();
        Self {
            rows,
            step: system.rules.step,
            lost: Vec::with_capacity(rows * steps),
            binding: Vec::with_capacity(rows * steps),
        }
    }

    /// Keeps one step of a lane; to be called for every step in turn.
    pub fn observe(&mut self, view: &View<'_>) {
        let system = view.system();
        for row in 0..self.rows {
            let baseline = system.output_of(row);
            let lost = baseline - view.production(row);
            let lost = if lost.abs() <= NO_LOSS * baseline { 0.0 } else { lost };
            // Whoever makes more than usual does so because more is asked for.
            let binding = if lost > 0.0 { view.bottleneck(row) } else { Bottleneck::Demand };
            self.lost.push(lost * self.step);
            self.binding.push(binding);
        }
    }

    /// Every loss (and gain) that is not zero, by step and producer.
    pub fn losses(&self) -> impl Iterator<Item = Loss> {
        let each = self.lost.iter().zip(&self.binding).enumerate();
        each.filter(|(_, (lost, _))| **lost != 0.0).map(|(k, (lost, binding))| Loss {
            step: k / self.rows,
            row: k % self.rows,
            binding: *binding,
            lost: *lost,
        })
    }

    /// Money lost in all, and steps with a loss, by cause and producer.
    #[must_use]
    pub fn by_cause(&self) -> BTreeMap<(Bottleneck, usize), (f64, usize)> {
        self.since(0)
    }

    /// The same from a step on.
    #[must_use]
    pub fn since(&self, step: usize) -> BTreeMap<(Bottleneck, usize), (f64, usize)> {
        let mut sums = BTreeMap::new();
        for loss in self.losses().filter(|loss| loss.step >= step) {
            let (lost, steps) = sums.entry((loss.binding, loss.row)).or_insert((0.0, 0));
            *lost += loss.lost;
            *steps += 1;
        }
        sums
    }

    /// Money lost over the run.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.lost.iter().sum()
    }

    /// Output a producer lost over the run as a share of its baseline, by row.
    #[must_use]
    pub fn shortfalls(&self, system: &System) -> Vec<f64> {
        let mut lost = vec![0.0; self.rows];
        for step in self.lost.chunks_exact(self.rows) {
            lost.iter_mut().zip(step).for_each(|(sum, lost)| *sum += lost);
        }
        let days = (self.lost.len() / self.rows) as f64 * self.step;
        let share = |(row, lost): (usize, &f64)| match system.output_of(row) {
            baseline if baseline > 0.0 => lost / (baseline * days),
            _ => 0.0,
        };
        lost.iter().enumerate().map(share).collect()
    }
}

/// The supplier of a product whose shortfall weighs most in what a buyer usually buys of it;
/// `None` when no supplier fell short. `shortfalls` are [`Explanation::shortfalls`].
#[must_use]
pub fn from_whom(
    system: &System,
    shortfalls: &[f64],
    sector: usize,
    buyer: usize,
) -> Option<usize> {
    let economy = &system.economy;
    let suppliers =
        (0..economy.len()).filter(|row| economy.producers[*row].sector as usize == sector);
    let missing = suppliers.map(|row| (row, economy.flows.get(row, buyer) * shortfalls[row]));
    missing
        .filter(|(_, missing)| *missing > 0.0)
        .reduce(|most, next| if next.1 > most.1 { next } else { most })
        .map(|(row, _)| row)
}

/// What a buyer usually spends on a product, as a share of all it buys from others.
#[must_use]
pub fn share_of_costs(system: &System, sector: usize, buyer: usize) -> f64 {
    let (mut spent, mut all) = (0.0, 0.0);
    for (row, producer) in system.economy.producers.iter().enumerate() {
        let flow = system.economy.flows.get(row, buyer).max(0.0);
        all += flow;
        if producer.sector as usize == sector {
            spent += flow;
        }
    }
    if all > 0.0 { spent / all } else { 0.0 }
}
