//! Losses of portfolios by the stress test itself: the economy after the actions, the same draws.

use super::Request;
use super::loss::Counted;
use crate::scenario::Resolved;
use rayon::prelude::*;
use staves_core::action::apply_all;
use staves_core::model::{Lane, System};
use staves_core::plan::{Portfolio, next};
use staves_core::program::{Go, Progress};
use staves_core::shock::Shock;
use staves_core::{Action, Error, Note, Place, Result};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

/// What gives the loss of a portfolio.
pub struct Simulation<'s> {
    request: &'s Request<'s>,
    candidates: &'s [&'s Action],
    stop: &'s AtomicBool,
    /// Shocks that happen in each draw, where they are not drawn.
    failures: Option<Vec<Vec<usize>>>,
    /// What a reader must know of the rules.
    pub notes: Vec<Note>,
}

/// Most ways to fail that are planned for.
const WAYS: usize = 5000;

/// All ways in which so many of some shocks happen.
pub(super) fn ways(shocks: usize, failures: usize) -> Result<Vec<Vec<usize>>> {
    let error = |code| Error::new(code).with("failures", failures).with("shocks", shocks);
    if failures == 0 || failures > shocks {
        return Err(error("plan::too-many-failures"));
    }
    let mut places: Vec<usize> = (0..failures).collect();
    let mut ways = vec![places.clone()];
    while next(&mut places, shocks) {
        if ways.len() == WAYS {
            return Err(error("plan::too-many-ways").with("most", WAYS));
        }
        ways.push(places.clone());
    }
    Ok(ways)
}

impl<'s> Simulation<'s> {
    /// Checks that every candidate can be applied and the scenario runs.
    ///
    /// # Errors
    /// `plan::needs-engine`, `plan::no-jobs`; of the actions and the scenario.
    pub fn new(
        request: &'s Request<'s>,
        candidates: &'s [&'s Action],
        stop: &'s AtomicBool,
    ) -> Result<Self> {
        let scenario = request.scenario;
        if scenario.is_diim() {
            let place = Place::file(scenario.file.clone());
            return Err(Error::new("plan::needs-engine").at(place));
        }
        for action in candidates {
            let place = || request.actions.place(&action.entry.code);
            action.apply(&request.stored.economy).map_err(|error| error.or_at(place()))?;
        }
        let (_, mut notes) = scenario.rules_for(&request.stored.economy)?;
        notes.extend(request.stored.applied.notes.clone());
        let place = || Place::file(scenario.file.clone());
        let failures = request.failures.map(|count| ways(scenario.shocks.len(), count));
        let failures = failures.transpose().map_err(|error| error.at(place()))?;
        let simulation = Self { request, candidates, stop, failures, notes };
        simulation.with(&Portfolio::none(candidates.len()), |_, system| {
            Counted::new(request.loss, request.weights, system).map(drop)
        })?;
        Ok(simulation)
    }

    /// The scenario on the economy after a portfolio.
    fn with<T>(
        &self,
        portfolio: &Portfolio,
        work: impl FnOnce(&Resolved<'_>, &System) -> Result<T>,
    ) -> Result<T> {
        let taken: Vec<&Action> = portfolio.members().iter().map(|j| self.candidates[*j]).collect();
        let economy = apply_all(&taken, &self.request.stored.economy)?;
        let (rules, _) = self.request.scenario.rules_for(&economy)?;
        let system = System::new(&economy, &rules);
        work(&Resolved::new(self.request.scenario, &system)?, &system)
    }

    /// How many draws are planned for.
    #[must_use]
    pub fn draws(&self) -> u64 {
        self.failures.as_ref().map_or(self.request.scenario.runs, |ways| ways.len() as u64)
    }

    /// The lane of a draw.
    fn lane(&self, resolved: &Resolved<'_>, system: &System, draw: u64) -> Result<Lane> {
        let Some(ways) = &self.failures else { return Ok(resolved.lane(draw)?.0) };
        let drawing = resolved.central()?;
        let way = &ways[draw as usize];
        let shocks: Vec<Shock> = way.iter().map(|k| drawing.shocks[*k].clone()).collect();
        let place = || Place::file(self.request.scenario.file.clone());
        Lane::new(system, drawing.parameters, &shocks).map_err(|error| error.or_at(place()))
    }

    /// Probabilities of some runs, which add up to one.
    ///
    /// # Errors
    /// Of the scenario.
    pub fn chances(&self, runs: Range<u64>) -> Result<Vec<f64>> {
        if let Some(ways) = &self.failures {
            return Ok(vec![1.0 / ways.len() as f64; ways.len()]);
        }
        let none = Portfolio::none(self.candidates.len());
        self.with(&none, |resolved, _| {
            let weights: Vec<f64> = runs.map(|run| resolved.weight(run)).collect();
            let total: f64 = weights.iter().sum();
            Ok(weights.into_iter().map(|weight| weight / total).collect())
        })
    }

    /// Losses of portfolios in some runs; none when it was stopped.
    ///
    /// # Errors
    /// Of the actions and the engine.
    pub fn losses(
        &self,
        portfolios: &[Portfolio],
        runs: Range<u64>,
        watch: &(dyn Fn(&Progress) -> Go + Sync),
    ) -> Result<Option<Vec<Vec<f64>>>> {
        let mut all = Vec::with_capacity(portfolios.len());
        let nothing = Progress { seconds: 0.0, objective: f64::INFINITY, bound: f64::NEG_INFINITY };
        for some in portfolios.chunks(2 * rayon::current_num_threads()) {
            if watch(&nothing) == Go::Stop {
                return Ok(None);
            }
            let one = |portfolio: &Portfolio| {
                self.with(portfolio, |resolved, system| self.run(resolved, system, runs.clone()))
            };
            let losses = some.par_iter().map(one).collect::<Result<Option<Vec<_>>>>()?;
            let Some(losses) = losses else { return Ok(None) };
            all.extend(losses);
        }
        Ok(Some(all))
    }

    fn run(
        &self,
        resolved: &Resolved<'_>,
        system: &System,
        runs: Range<u64>,
    ) -> Result<Option<Vec<f64>>> {
        let counted = Counted::new(self.request.loss, self.request.weights, system)?;
        counted.losses(system, runs, self.stop, &|run| self.lane(resolved, system, run))
    }
}
