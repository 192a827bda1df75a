//! What counts as lost in a run.

use super::weights::Weights;
use rayon::prelude::*;
use staves_core::codes::nearest_name;
use staves_core::ensemble::{batches, run_batch};
use staves_core::model::{Batch, Lane, System, View};
use staves_core::{Error, Result};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

/// What is summed over a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Final demand not met, by the region that consumes and the product; money.
    FinalDemandUnmet,
    /// Output below the baseline, by who makes it; money.
    OutputLost,
    /// Value added below the baseline, by who makes it; money.
    ValueAddedLost,
    /// Work below the baseline, by who employs: the attribute `labour` × days.
    JobsLost,
}

impl Loss {
    /// All of them with their names.
    pub const ALL: [(&'static str, Self); 4] = [
        ("final_demand_unmet", Self::FinalDemandUnmet),
        ("output_lost", Self::OutputLost),
        ("value_added_lost", Self::ValueAddedLost),
        ("jobs_lost", Self::JobsLost),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, loss)| *loss == self).map_or("", |(name, _)| name)
    }

    /// The loss of a name.
    ///
    /// # Errors
    /// `plan::unknown-loss`.
    pub fn from_name(name: &str) -> Result<Self> {
        let known = || Self::ALL.iter().map(|(name, _)| *name);
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, loss)| *loss).ok_or_else(|| {
            Error::new("plan::unknown-loss")
                .with("name", name)
                .with("known", known().collect::<Vec<_>>().join("`, `"))
                .nearest(nearest_name(name, known()))
        })
    }
}

/// What a unit of each thing lost counts in an economy.
pub(super) enum Counted {
    /// By consuming region × product.
    Unmet(Vec<f64>),
    /// By producer, for each money of output.
    Output(Vec<f64>),
}

impl Counted {
    /// # Errors
    /// `plan::no-jobs` without the attribute `labour`.
    pub fn new(loss: Loss, weights: Option<&Weights>, system: &System) -> Result<Self> {
        let economy = &system.economy;
        let weight =
            |region: usize, sector: usize| weights.map_or(1.0, |w| w.of(region, sector, economy));
        let by_producer = |rate: &dyn Fn(usize) -> f64| {
            let rows = economy.producers.iter().enumerate();
            rows.map(|(row, producer)| {
                rate(row) * weight(producer.region as usize, producer.sector as usize)
            })
            .collect()
        };
        let per_output = |amount: &dyn Fn(usize) -> f64, row: usize| match system.output_of(row) {
            output if output > 0.0 => amount(row) / output,
            _ => 0.0,
        };
        Ok(match loss {
            Loss::FinalDemandUnmet => {
                let (regions, sectors) = (economy.regions.len(), economy.sectors.len());
                let cells = (0..regions * sectors).map(|at| weight(at / sectors, at % sectors));
                Self::Unmet(cells.collect())
            }
            Loss::OutputLost => Self::Output(by_producer(&|_| 1.0)),
            Loss::ValueAddedLost => {
                Self::Output(by_producer(&|row| per_output(&|row| system.value_added_of(row), row)))
            }
            Loss::JobsLost => {
                let labour =
                    economy.attribute("labour").ok_or_else(|| Error::new("plan::no-jobs"))?;
                Self::Output(by_producer(&|row| per_output(&|row| labour.values[row], row)))
            }
        })
    }

    /// What is lost in a step; `room` is for unmet demand by region × product.
    pub fn of(&self, view: &View<'_>, room: &mut Vec<f64>) -> f64 {
        let system = view.system();
        let daily = match self {
            Self::Unmet(weights) => {
                if !view.anything_unmet() {
                    return 0.0;
                }
                room.clear();
                room.resize(weights.len(), 0.0);
                view.add_unmet(room);
                weights.iter().zip(room).map(|(weight, unmet)| weight * *unmet).sum::<f64>()
            }
            Self::Output(weights) => {
                let lost = |row: usize| system.output_of(row) - view.production(row);
                weights.iter().enumerate().map(|(row, weight)| weight * lost(row)).sum()
            }
        };
        daily * system.rules.step
    }

    /// What is lost in some runs, each with its lane; none when `stop` was raised.
    ///
    /// # Errors
    /// Of the lanes and the engine.
    pub fn losses(
        &self,
        system: &System,
        runs: Range<u64>,
        stop: &AtomicBool,
        lane: &(dyn Fn(u64) -> Result<Lane> + Sync),
    ) -> Result<Option<Vec<f64>>> {
        let batch = |runs: Range<u64>| {
            let lanes: Vec<Lane> = runs.map(lane).collect::<Result<Vec<_>>>()?;
            let mut losses = vec![0.0; lanes.len()];
            let mut room = Vec::new();
            let mut batch = Batch::new(system, lanes, 1);
            let whole = run_batch(&mut batch, system.rules.steps(), stop, |view| {
                losses[view.index] += self.of(view, &mut room);
                Ok(())
            })?;
            Ok(whole.then_some(losses))
        };
        let parts = batches(system, &runs).into_par_iter().map(batch);
        let parts = parts.collect::<Result<Option<Vec<Vec<f64>>>>>()?;
        Ok(parts.map(|parts| parts.into_iter().flatten().collect()))
    }
}
