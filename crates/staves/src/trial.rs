//! Runs that are asked for one by one rather than drawn: shocks left out, made larger, confined.

use crate::scenario::{Drawing, Scenario};
use rayon::prelude::*;
use staves_core::Result;
use staves_core::diim::{self, Interdependency};
use staves_core::ensemble::{self, run_batch};
use staves_core::model::{Batch, Lane, Parameters, System};
use staves_core::shock::Shock;
use staves_core::trajectory::{Recorder, Trajectory};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// What turns shocks into trajectories: the engine, or the inoperability model.
pub struct Model<'s> {
    /// The economy with its rules.
    pub system: &'s System,
    /// Links of the inoperability model, where it is the one.
    pub interdependency: Option<Interdependency>,
}

impl<'s> Model<'s> {
    /// The model of a scenario.
    ///
    /// # Errors
    /// Of the interdependency matrix.
    pub fn new(scenario: &Scenario, system: &'s System) -> Result<Self> {
        let form = scenario.parameters.diim.form;
        let interdependency =
            scenario.is_diim().then(|| Interdependency::of(&system.economy, form)).transpose()?;
        Ok(Self { system, interdependency })
    }
}

/// One run: its parameters and its shocks.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Parameters of the engine.
    pub parameters: Parameters,
    /// Parameters of the inoperability model.
    pub diim: diim::Parameters,
    /// Shocks.
    pub shocks: Vec<Shock>,
}

impl Trial {
    /// What was drawn, with other shocks.
    #[must_use]
    pub fn with(drawing: &Drawing, shocks: Vec<Shock>) -> Self {
        Self { parameters: drawing.parameters.clone(), diim: drawing.diim.clone(), shocks }
    }

    /// The day of the first shock; 0 without shocks.
    #[must_use]
    pub fn first_day(&self) -> f64 {
        let starts = self.shocks.iter().map(|shock| shock.profile.starts);
        let first = starts.fold(f64::INFINITY, f64::min);
        if first.is_finite() { first.max(0.0) } else { 0.0 }
    }
}

/// Runs trials side by side and reads each off its trajectory; in the order of the trials. `None`
/// when `stop` was raised before the end.
///
/// # Errors
/// Of the engine.
pub fn evaluate<T: Send>(
    model: &Model<'_>,
    trials: &[Trial],
    stop: &AtomicBool,
    read: &(dyn Fn(&Trial, &Trajectory) -> T + Sync),
) -> Result<Option<Vec<T>>> {
    let system = model.system;
    if let Some(interdependency) = &model.interdependency {
        let one = |trial: &Trial| {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let run = diim::run(system, interdependency, &trial.diim, &trial.shocks)?;
            Ok(Some(read(trial, &run)))
        };
        return trials.par_iter().map(one).collect();
    }
    let batches = ensemble::batches(system, &(0..trials.len() as u64));
    let groups = rayon::current_num_threads().div_ceil(batches.len().max(1));
    let parts = batches.into_par_iter().map(|runs: Range<u64>| {
        let trials = &trials[runs.start as usize..runs.end as usize];
        let lanes = trials
            .iter()
            .map(|trial| Lane::new(system, trial.parameters.clone(), &trial.shocks))
            .collect::<Result<Vec<_>>>()?;
        let steps = system.rules.steps();
        let mut recorders: Vec<Recorder> =
            lanes.iter().map(|_| Recorder::new(system, steps)).collect();
        let mut batch = Batch::new(system, lanes, groups);
        let whole = run_batch(&mut batch, steps, stop, |view| {
            recorders[view.index].observe(view);
            Ok(())
        })?;
        let recorded = recorders.into_iter().map(Recorder::finish).zip(trials);
        Ok(whole.then(|| recorded.map(|(run, trial)| read(trial, &run)).collect::<Vec<T>>()))
    });
    let parts = parts.collect::<Result<Vec<_>>>()?;
    Ok(parts
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .map(|parts| parts.into_iter().flatten().collect()))
}
