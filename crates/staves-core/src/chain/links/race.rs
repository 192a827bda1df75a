//! The best set of links so far against the bound on its cost.

use super::Links;
use crate::program::{Go, Progress};
use std::time::Instant;

/// A search between its bounds, and somebody who watches it.
pub(super) struct Race<'w> {
    start: Instant,
    gap: f64,
    best: Option<Links>,
    bound: f64,
    stopped: bool,
    watch: &'w mut dyn FnMut(&Progress) -> Go,
}

impl<'w> Race<'w> {
    pub fn new(gap: f64, watch: &'w mut dyn FnMut(&Progress) -> Go) -> Self {
        Self { start: Instant::now(), gap, best: None, bound: 0.0, stopped: false, watch }
    }

    pub fn best(&self) -> Option<&Links> {
        self.best.as_ref()
    }

    /// A set that reaches the goal.
    pub fn offer(&mut self, cost: f64, chosen: Vec<usize>) {
        if self.best.as_ref().is_none_or(|best| cost < best.cost) {
            self.best = Some(Links { chosen, cost, bound: 0.0 });
        }
    }

    /// A set that costs as much need not be found: the gap is closed without it.
    pub fn cutoff(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |best| best.cost * (1.0 - self.gap))
    }

    /// No set costs less.
    pub fn at_least(&mut self, bound: f64) {
        self.bound = self.bound.max(bound);
    }

    /// What a solver inside the search tells.
    pub fn watch(&mut self, inner: &Progress) -> Go {
        let objective = self.best.as_ref().map_or(f64::INFINITY, |best| best.cost);
        let bound = self.bound.max(inner.bound.min(objective));
        let seconds = self.start.elapsed().as_secs_f64();
        let go = (self.watch)(&Progress { seconds, objective, bound });
        self.stopped |= go == Go::Stop;
        go
    }

    /// Whether the gap is closed, or whoever watches has stopped the search.
    pub fn over(&mut self) -> bool {
        let nothing = Progress { seconds: 0.0, objective: f64::INFINITY, bound: self.bound };
        self.stopped || self.bound >= self.cutoff() || self.watch(&nothing) == Go::Stop
    }

    /// The best set with its bound.
    pub fn end(self) -> Option<Links> {
        let bound = self.bound;
        self.best.map(|best| Links { bound: bound.clamp(0.0, best.cost), ..best })
    }
}
