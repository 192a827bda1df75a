//! In which order crews open units (docs/src/models/resume.md, "In which order").

use super::bound::{caps, proven};
use super::dispatch::{by_sets, by_single};
use super::improve::improve;
use super::output::Output;
use super::values::Values;
use crate::error::Result;
use crate::program::{Ask, Go, Progress};

/// Work before units open. A unit that is done at t counts from period t on.
#[derive(Clone, Debug, PartialEq)]
pub struct Tasks {
    /// Units to open.
    pub units: Vec<usize>,
    /// Periods of work on each of all units, 0 or more.
    pub work: Vec<usize>,
    /// Crews that work on one unit each.
    pub crews: usize,
    /// Periods that count.
    pub horizon: usize,
}

/// An order with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Units in the order in which work on them begins.
    pub order: Vec<usize>,
    /// Period in which work on each of them begins.
    pub starts: Vec<usize>,
    /// Period from which each of them counts.
    pub done: Vec<usize>,
    /// What comes out of all periods together.
    pub total: f64,
    /// What no order exceeds.
    pub bound: f64,
}

impl Schedule {
    /// (bound − total) / |total|, 0 or more.
    #[must_use]
    pub fn gap(&self) -> f64 {
        let apart = (self.bound - self.total).max(0.0);
        if apart <= 1e-9 * self.total.abs() { 0.0 } else { apart / self.total.abs().max(1e-10) }
    }
}

impl Tasks {
    /// When work on the units of an order begins and is done: each by the crew that is free first.
    #[must_use]
    pub fn times(&self, order: &[usize]) -> Vec<(usize, usize)> {
        let mut free = vec![0; self.crews.max(1)];
        let time = |unit: &usize| {
            let crew = (0..free.len()).min_by_key(|crew| free[*crew]).unwrap_or_default();
            let starts = free[crew];
            free[crew] += self.work[*unit];
            (starts, free[crew])
        };
        order.iter().map(time).collect()
    }

    /// What comes out of all periods in an order.
    ///
    /// # Errors
    /// Of the solver.
    pub fn total(&self, order: &[usize], values: &mut Values) -> Result<f64> {
        let times = self.times(order);
        let mut ends: Vec<usize> = (0..order.len()).collect();
        ends.sort_by_key(|k| times[*k].1);
        let mut set = vec![false; self.work.len()];
        let (mut total, mut now, mut next) = (0.0, 0, 0);
        while now < self.horizon {
            while next < ends.len() && times[ends[next]].1 <= now {
                set[order[ends[next]]] = true;
                next += 1;
            }
            let until = ends.get(next).map_or(self.horizon, |k| times[*k].1.min(self.horizon));
            total += (until - now) as f64 * values.of(&set)?;
            now = until;
        }
        Ok(total)
    }
}

/// A good order with a bound: the best of two dispatching rules, improved by insertion and exchange,
/// then a program over time for as long as it is asked for.
///
/// # Errors
/// Of the solver.
pub fn schedule(
    output: &dyn Output,
    tasks: &Tasks,
    values: &mut Values,
    ask: &Ask<'_>,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Schedule> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    for order in [by_single(tasks, values)?, by_sets(tasks, values)?] {
        let (order, total) = improve(tasks, order, values, watch)?;
        if best.as_ref().is_none_or(|(known, _)| total > *known) {
            best = Some((total, order));
        }
    }
    let (total, order) = best.unwrap_or_default();
    let caps = caps(output, tasks, values.shares(), watch)?;
    let bound: f64 = caps.iter().sum();
    let mut schedule = tasks.scheduled(order, total, bound.max(total));
    if schedule.gap() > ask.gap {
        let (order, bound) = proven(output, tasks, values.shares(), &caps, ask, watch)?;
        if let Some(order) = order {
            let (order, total) = improve(tasks, order, values, watch)?;
            if total > schedule.total {
                schedule = tasks.scheduled(order, total, schedule.bound);
            }
        }
        schedule.bound = schedule.bound.min(bound).max(schedule.total);
    }
    Ok(schedule)
}

impl Tasks {
    fn scheduled(&self, order: Vec<usize>, total: f64, bound: f64) -> Schedule {
        let (starts, done) = self.times(&order).into_iter().unzip();
        Schedule { order, starts, done, total, bound }
    }
}
