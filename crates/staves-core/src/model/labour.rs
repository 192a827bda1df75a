//! Labour: what shocks leave, and how firms hire and fire (docs/src/models/dynamic.md, "Labour").

use super::rules::{Labour, Parameters};
use super::system::System;

/// Labour of one lane, relative to the baseline, by engine row.
#[derive(Debug)]
pub(super) struct Workforce {
    pub now: Vec<f64>,
    /// Output that inputs and demand allowed in the step before, less capacity; relative to
    /// baseline output.
    pull: Vec<f64>,
}

impl Workforce {
    pub(super) fn new(rows: usize) -> Self {
        Self { now: vec![1.0; rows], pull: vec![0.0; rows] }
    }

    /// The labour of this step: at most what shocks leave (Pichler et al. 2022, eq. 19–20).
    pub(super) fn update(&mut self, system: &System, parameters: &Parameters, left: &[f64]) {
        match system.rules.labour {
            Labour::Fixed => self.now.copy_from_slice(left),
            Labour::HireFire => {
                for (row, now) in self.now.iter_mut().enumerate() {
                    let pull = self.pull[row];
                    let days =
                        if pull >= 0.0 { parameters.hiring_days } else { parameters.firing_days };
                    let moved = *now + pull * system.rules.step / days;
                    *now = moved.clamp(0.0, left[row]);
                }
            }
        }
    }

    /// Remembers what one producer could have used: `possible` and `capacity` relative to
    /// baseline output.
    pub(super) fn remember(&mut self, row: usize, possible: f64, capacity: f64) {
        self.pull[row] = possible - capacity;
    }

    /// Labour income of each region relative to its baseline; 1 where there is none.
    pub(super) fn income(&self, system: &System) -> Vec<f64> {
        let mut earned = vec![0.0; system.economy.regions.len()];
        for (row, now) in self.now.iter().enumerate() {
            earned[system.region(row)] += now * system.labour0[row];
        }
        let share = |(earned, usual): (f64, &f64)| if *usual > 0.0 { earned / usual } else { 1.0 };
        earned.into_iter().zip(&system.income0).map(share).collect()
    }
}
