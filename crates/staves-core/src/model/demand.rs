//! The demand rule: baseline final demand, changed by shocks cell by cell; changes multiply.

use super::system::System;
use crate::profile::Profile;
use crate::shock::{Effect, Shock};
use std::collections::BTreeMap;

/// Final demand of one lane.
#[derive(Debug, Default)]
pub(super) struct Demand {
    changes: Vec<(Profile, f64)>,
    cells: Vec<Cell>,
    /// Change of final demand now: engine row, consuming region, money per day.
    pub now: Vec<(usize, usize, f64)>,
}

/// A cell of final demand that some shock changes.
#[derive(Debug)]
struct Cell {
    row: usize,
    region: usize,
    baseline: f64,
    changes: Vec<usize>,
}

impl Demand {
    pub(super) fn new(system: &System, shocks: &[Shock]) -> Self {
        let mut changes = Vec::new();
        let mut hit: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for shock in shocks {
            if let Effect::Demand { change, cells } = &shock.effect {
                cells.iter().for_each(|cell| hit.entry(*cell).or_default().push(changes.len()));
                changes.push((shock.profile.clone(), *change));
            }
        }
        let economy = &system.economy;
        let cells = hit.into_iter().filter(|((row, _), _)| system.live[*row]);
        let cells = cells.map(|((row, column), changes)| Cell {
            row: system.position[row],
            region: economy.demand_columns[column].region as usize,
            baseline: economy.final_demand.get(row, column) / system.rules.days_per_year,
            changes,
        });
        Self { cells: cells.collect(), changes, now: Vec::new() }
    }

    /// Writes this step's final demand by row and remembers the changes.
    pub(super) fn update(&mut self, system: &System, day: f64, step: f64, out: &mut [f64]) {
        out.copy_from_slice(&system.final0);
        self.now.clear();
        let factors: Vec<f64> =
            self.changes.iter().map(|(profile, change)| change * profile.mean(day, step)).collect();
        if factors.iter().all(|factor| *factor == 0.0) {
            return;
        }
        for cell in &self.cells {
            let factor: f64 = cell.changes.iter().map(|k| 1.0 + factors[*k]).product();
            let change = cell.baseline * (factor - 1.0);
            out[cell.row] += change;
            self.now.push((cell.row, cell.region, change));
        }
    }
}
