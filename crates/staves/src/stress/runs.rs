//! The runs of an ensemble: which are done, which are to do, and in which order they count.

use super::{Progress, Request, Until};
use crate::results::{Fold, Folder, KeptWriter, Layout};
use crate::scenario::{Drawing, Resolved};
use crate::trial::{Model, Trial, evaluate};
use rayon::prelude::*;
use staves_core::Result;
use staves_core::ensemble::{self, run_batch};
use staves_core::indicator::Indicator;
use staves_core::model::Batch;
use staves_core::quantile::Summary;
use staves_core::trajectory::Recorder;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs folded at a time: what is in memory at once, and where runs may stop by precision.
const ROUND: u64 = 1024;
/// The same when they may: a decision is taken only here, whatever the threads.
const ROUND_UNTIL: u64 = 256;

/// Everything one ensemble needs.
pub(super) struct Ensemble<'e> {
    pub request: &'e Request<'e>,
    pub model: &'e Model<'e>,
    pub resolved: &'e Resolved<'e>,
    pub layout: &'e Layout,
    pub until: Option<&'e Until>,
}

impl<'e> Ensemble<'e> {
    /// Runs what is not done yet, round by round, and folds all of it in the order of runs. True
    /// when nothing is left to do.
    pub fn run(
        &self,
        folder: &Folder,
        stop: &AtomicBool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(Fold<'e>, bool)> {
        let total = self.resolved.runs(self.request.scenario.runs);
        let watched = self.until.map(|until| until.indicator);
        let mut fold = Fold::new(folder, self.layout, self.resolved, watched)?;
        let watch = Watch { progress, total, seen: Mutex::default() };
        for runs in self.rounds(total) {
            let done = self.round(folder, &runs, stop, &watch)?;
            fold.add(&done)?;
            if (done.len() as u64) < runs.end - runs.start {
                return Ok((fold, false));
            }
            if self.until.is_some_and(|until| until.is_reached(fold.relative_half_width())) {
                break;
            }
        }
        Ok((fold, true))
    }

    fn rounds(&self, total: u64) -> impl Iterator<Item = Range<u64>> {
        let size = if self.until.is_some() { ROUND_UNTIL } else { ROUND };
        (0..total.div_ceil(size)).map(move |k| k * size..((k + 1) * size).min(total))
    }

    /// The parts that hold the first so many runs.
    pub fn parts(&self, runs: u64) -> Vec<Range<u64>> {
        self.rounds(runs).flat_map(|round| ensemble::batches(self.model.system, &round)).collect()
    }

    /// The numbers of the runs of one round, in order: read where they are done, else run. When
    /// stopped, runs that were not finished are missing.
    fn round(
        &self,
        folder: &Folder,
        runs: &Range<u64>,
        stop: &AtomicBool,
        watch: &Watch<'_>,
    ) -> Result<Vec<(u64, Vec<f64>)>> {
        let parts = ensemble::batches(self.model.system, runs);
        // Few batches: the threads share each step instead.
        let groups = rayon::current_num_threads().div_ceil(parts.len().max(1));
        let slot = self.layout.indicator(0, Indicator::OutputLostShare);
        let done: Vec<Vec<(u64, Vec<f64>)>> = parts
            .into_par_iter()
            .map(|runs| {
                let numbers = match folder.numbers(&runs, self.layout.slots()) {
                    Some(numbers) => Some(numbers),
                    None => self.part(folder, &runs, groups, stop)?,
                };
                let Some(numbers) = numbers else { return Ok(Vec::new()) };
                watch.saw(numbers.iter().map(|numbers| numbers[slot]));
                Ok(runs.zip(numbers).collect())
            })
            .collect::<Result<_>>()?;
        Ok(done.concat())
    }

    /// One batch of runs, put aside when it is done; `None` when stopped before its end.
    fn part(
        &self,
        folder: &Folder,
        runs: &Range<u64>,
        groups: usize,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Vec<f64>>>> {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let numbers = match self.model.interdependency {
            Some(_) => self.numbers_without_engine(runs, stop)?,
            None => self.numbers(folder, runs, groups, stop)?,
        };
        if let Some(numbers) = &numbers {
            folder.put(runs, numbers)?;
        }
        Ok(numbers)
    }

    /// The numbers of a batch of runs of the engine; `None` when stopped before its end.
    fn numbers(
        &self,
        folder: &Folder,
        runs: &Range<u64>,
        groups: usize,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Vec<f64>>>> {
        let system = self.model.system;
        let drawn = runs.clone().map(|run| self.resolved.lane(run)).collect::<Result<Vec<_>>>()?;
        let (lanes, drawings): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
        let steps = self.layout.steps();
        let mut recorders: Vec<Recorder> =
            lanes.iter().map(|_| Recorder::new(system, steps)).collect();
        let economy = &self.request.stored.economy;
        let mut kept = self
            .request
            .keep
            .iter()
            .map(|keep| KeptWriter::create(*keep, folder, runs, economy))
            .collect::<Result<Vec<_>>>()?;
        let mut batch = Batch::new(system, lanes, groups);
        let whole = run_batch(&mut batch, steps, stop, |view| {
            recorders[view.index].observe(view);
            let run = runs.start + view.index as u64;
            kept.iter_mut().try_for_each(|writer| writer.observe(run, view))
        })?;
        if !whole {
            return Ok(None);
        }
        kept.into_iter().try_for_each(KeptWriter::finish)?;
        let clipped = batch.lanes().iter().map(staves_core::model::Lane::clipped_steps);
        let done = recorders.into_iter().map(Recorder::finish).zip(drawings).zip(clipped);
        let numbers = done.map(|((run, drawing), clipped)| {
            self.layout.fill(&drawing.values, &run, drawing.first_day, clipped)
        });
        Ok(Some(numbers.collect()))
    }

    /// The same of a model that has neither lanes nor series to keep.
    fn numbers_without_engine(
        &self,
        runs: &Range<u64>,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Vec<f64>>>> {
        let drawings =
            runs.clone().map(|run| self.resolved.draw(run)).collect::<Result<Vec<_>>>()?;
        let trial = |drawing: &Drawing| Trial::with(drawing, drawing.shocks.clone());
        let trials: Vec<Trial> = drawings.iter().map(trial).collect();
        let found = evaluate(self.model, &trials, stop, &|_, run| run.clone())?;
        let Some(found) = found else { return Ok(None) };
        let numbers = found.iter().zip(&drawings);
        let numbers =
            numbers.map(|(run, drawn)| self.layout.fill(&drawn.values, run, drawn.first_day, 0));
        Ok(Some(numbers.collect()))
    }
}

/// Tells how far the runs are, as they come.
struct Watch<'w> {
    progress: &'w (dyn Fn(Progress) + Sync),
    total: u64,
    seen: Mutex<Summary>,
}

impl Watch<'_> {
    fn saw(&self, losses: impl Iterator<Item = f64>) {
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        losses.for_each(|loss| seen.add(loss, 1.0));
        let (done, median) = (seen.count(), seen.quantile(0.5));
        (self.progress)(Progress { done, total: self.total, median });
    }
}
