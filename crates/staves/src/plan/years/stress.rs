//! The stress test of an economy as it is in a year: what is lost on average and in the worst draws.

use super::limit::Limited;
use crate::plan::loss::Counted;
use crate::plan::{Loss, Weights};
use crate::scenario::{Resolved, Scenario};
use crate::table::{Table, Values};
use staves_core::model::System;
use staves_core::plan::Aim;
use staves_core::{Economy, Error, Place, Result};
use std::sync::atomic::AtomicBool;

/// A stress test of each year.
pub struct Test<'t> {
    /// The scenario, with runs and seed as they shall be.
    pub scenario: &'t Scenario,
    /// What counts as lost.
    pub loss: Loss,
    /// How much each producer or product counts, if not all alike.
    pub weights: Option<&'t Weights>,
    /// Share of the draws that count as the worst.
    pub tail: f64,
    /// Raised to end it.
    pub stop: &'t AtomicBool,
}

/// What is lost in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tested {
    /// Output of all producers, money per year.
    pub output: f64,
    /// Expected loss of a run.
    pub expected: f64,
    /// Mean loss of the worst runs.
    pub tail: f64,
}

impl Test<'_> {
    /// Runs the scenario on an economy. The draws are the same for every economy.
    ///
    /// # Errors
    /// `plan::needs-engine`, `plan::no-jobs`, `stress::interrupted-early`; of the scenario and the
    /// engine.
    pub fn of(&self, economy: &Economy) -> Result<Tested> {
        let place = || Place::file(self.scenario.file.clone());
        if self.scenario.is_diim() {
            return Err(Error::new("plan::needs-engine").at(place()));
        }
        let (rules, _) = self.scenario.rules_for(economy)?;
        let system = System::new(economy, &rules);
        let resolved = Resolved::new(self.scenario, &system)?;
        let counted = Counted::new(self.loss, self.weights, &system)?;
        let runs = 0..self.scenario.runs;
        let lane = |run| Ok(resolved.lane(run)?.0);
        let losses = counted.losses(&system, runs.clone(), self.stop, &lane)?;
        let losses = losses.ok_or_else(|| Error::new("stress::interrupted-early").at(place()))?;
        let weights: Vec<f64> = runs.map(|run| resolved.weight(run)).collect();
        let total: f64 = weights.iter().sum();
        let chances: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        let tail = Aim::Tail { share: self.tail, weight: 1.0 };
        Ok(Tested {
            output: economy.output().iter().sum(),
            expected: Aim::Expected.value(&losses, &chances),
            tail: tail.value(&losses, &chances),
        })
    }
}

impl Tested {
    /// The tail loss as a share of a year's output.
    #[must_use]
    pub fn tail_share(&self) -> f64 {
        self.tail / self.output
    }
}

/// One row a year; the first is the base year as the table has it. With a limit, how much was lost
/// without it, and whether it holds.
#[must_use]
pub(super) fn table(years: &[Tested], limited: Option<&Limited>) -> Table {
    let number = |pick: &dyn Fn(usize) -> f64| Values::Number((0..years.len()).map(pick).collect());
    let mut columns = vec![
        ("year", Values::Integer((0..years.len()).map(|year| year as i64).collect())),
        ("output", number(&|year| years[year].output)),
        ("expected_loss", number(&|year| years[year].expected)),
        ("tail_loss", number(&|year| years[year].tail)),
        ("expected_share", number(&|year| 100.0 * years[year].expected / years[year].output)),
        ("tail_share", number(&|year| 100.0 * years[year].tail_share())),
    ];
    if let Some(limited) = limited {
        let limit = limited.limit;
        columns
            .push(("tail_share_before", number(&|year| 100.0 * limited.before[year].tail_share())));
        columns.push(("tail_limit", number(&|_| 100.0 * limit)));
        let holds = |year: usize| i64::from(years[year].tail_share() <= limit);
        columns.push(("holds", Values::Integer((0..years.len()).map(holds).collect())));
    }
    Table::new(columns)
}
