//! What one run leaves behind: a fixed list of numbers, the same for every run of an ensemble.
//!
//! draws · indicators × scopes · facts about the run · daily totals
//!
//! Prices have their place only where the scenario has shocks on costs.

use staves_core::indicator::{Indicator, collapse_suspected};
use staves_core::model::System;
use staves_core::trajectory::{Baseline, Scopes, Trajectory, Variable};

/// Places of the numbers of a run.
#[derive(Clone, Debug)]
pub struct Layout {
    draws: usize,
    scopes: Scopes,
    steps: usize,
    step: f64,
    baseline: Baseline,
    prices: bool,
}

/// Facts about a run that are not results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// 1 when the run looks like a collapse that feeds itself.
    CollapseSuspected,
    /// Steps in which more capital was to be lost somewhere than there is.
    ClippedSteps,
}

const FACTS: usize = 2;

impl Fact {
    /// All of them.
    pub const ALL: [Self; FACTS] = [Self::CollapseSuspected, Self::ClippedSteps];
}

impl Layout {
    /// The layout for a system when `draws` numbers vary between runs; `prices` says whether any
    /// may move.
    #[must_use]
    pub fn new(system: &System, draws: usize, prices: bool) -> Self {
        Self {
            draws,
            prices,
            scopes: Scopes::of(system),
            steps: system.rules.steps(),
            step: system.rules.step,
            baseline: Baseline::of(system),
        }
    }

    /// How many numbers a run leaves.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.series(0, 0) + self.variables().len() * self.steps
    }

    /// The indicators a run has.
    #[must_use]
    pub fn indicators(&self) -> &'static [Indicator] {
        Indicator::kept(self.prices)
    }

    /// The daily totals a run has.
    #[must_use]
    pub fn variables(&self) -> &'static [Variable] {
        Variable::kept(self.prices)
    }

    /// How many of them were drawn; they come first.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// The scopes.
    #[must_use]
    pub fn scopes(&self) -> Scopes {
        self.scopes
    }

    /// Steps in a run.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Days in a step.
    #[must_use]
    pub fn step(&self) -> f64 {
        self.step
    }

    /// The undisturbed day.
    #[must_use]
    pub fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// Place of an indicator.
    #[must_use]
    pub fn indicator(&self, scope: usize, indicator: Indicator) -> usize {
        self.draws + scope * self.indicators().len() + indicator as usize
    }

    /// Place of a fact.
    #[must_use]
    pub fn fact(&self, fact: Fact) -> usize {
        self.draws + self.scopes.count() * self.indicators().len() + fact as usize
    }

    /// Place of a total of a variable on a step.
    #[must_use]
    pub fn series(&self, variable: usize, step: usize) -> usize {
        self.fact(Fact::CollapseSuspected) + FACTS + variable * self.steps + step
    }

    /// The numbers of one run: what was drawn, what happened, the day of its first shock.
    #[must_use]
    pub fn fill(&self, draws: &[f64], run: &Trajectory, first: f64, clipped: usize) -> Vec<f64> {
        let mut numbers = Vec::with_capacity(self.slots());
        numbers.extend_from_slice(draws);
        for scope in 0..self.scopes.count() {
            let value = |i: &Indicator| i.value(run, &self.baseline, scope, first, self.step);
            numbers.extend(self.indicators().iter().map(value));
        }
        let collapsed = collapse_suspected(run, &self.baseline, self.step);
        numbers.extend([f64::from(u8::from(collapsed)), clipped as f64]);
        for variable in self.variables() {
            let series = run.series(*variable, 0);
            numbers.extend_from_slice(series);
            // A run in which no price rose has none.
            numbers.extend(std::iter::repeat_n(0.0, self.steps - series.len()));
        }
        numbers
    }
}
