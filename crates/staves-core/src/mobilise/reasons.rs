//! Why somebody goes short: what would help, and how much, found by doing it
//! (docs/src/models/mobilise.md, "Why somebody goes short").

use super::build::{Limit, Site};
use super::facts::Facts;
use super::plan::{Mobilised, Session};
use crate::error::Result;
use crate::program::{Answer, Bounds};

/// What could be more, in every period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Means {
    /// Capacity of a line.
    Line(usize),
    /// Crews.
    Crews,
    /// Conversions of a kind.
    Conversion(usize),
    /// A reserve, by its place among the holdings.
    Reserve(usize),
    /// Imports, by their place.
    Import(usize),
    /// A route.
    Route(usize),
    /// A carrier.
    Carrier(usize),
    /// A shift.
    Shift(usize),
}

/// A step that would help.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Help {
    /// More of what.
    pub means: Means,
    /// How much more, in every period.
    pub step: f64,
    /// Units of the demand that are served then and are not now, when no other is served less.
    pub worth: f64,
}

/// Why a demand is not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Which.
    pub demand: usize,
    /// Units that are short when as little of it is short as can be while no other is served less.
    pub short: f64,
    /// What would help, most first.
    pub helps: Vec<Help>,
}

/// Means that are tried for each demand.
const TRIED: usize = 4;

impl Limit {
    /// What it is a limit on, whatever the period.
    #[must_use]
    pub fn means(self) -> Means {
        match self {
            Self::Capacity(line, _) => Means::Line(line),
            Self::Crews(_) => Means::Crews,
            Self::Conversions(kind) | Self::Starts(kind, _) => Means::Conversion(kind),
            Self::Reserve(place) => Means::Reserve(place),
            Self::Import(place, _) => Means::Import(place),
            Self::Route(route, _) => Means::Route(route),
            Self::Carrier(carrier, _) => Means::Carrier(carrier),
            Self::Shift(shift, _) => Means::Shift(shift),
        }
    }

    /// The period it is a limit in, if it is one of a period.
    #[must_use]
    pub fn period(self) -> Option<usize> {
        match self {
            Self::Conversions(_) | Self::Reserve(_) => None,
            Self::Crews(t)
            | Self::Capacity(_, t)
            | Self::Starts(_, t)
            | Self::Import(_, t)
            | Self::Route(_, t)
            | Self::Carrier(_, t)
            | Self::Shift(_, t) => Some(t),
        }
    }

    /// Its value.
    fn value(self, facts: &Facts) -> f64 {
        match self {
            Self::Capacity(line, _) => facts.lines[line].capacity,
            Self::Crews(t) => facts.crews[t],
            Self::Conversions(kind) => facts.conversions[kind].most,
            Self::Starts(kind, _) => facts.conversions[kind].most_a_start(),
            Self::Reserve(place) => facts.holdings[place].reserve,
            Self::Import(place, t) => facts.imports[place].limit[t],
            Self::Route(route, t) => facts.routes[route].limit[t],
            Self::Carrier(carrier, t) => facts.carriers[carrier][t],
            Self::Shift(shift, _) => facts.shifts[shift].hours,
        }
    }
}

impl Session<'_> {
    /// Why the demands are not met of which most is short by value, at most so many.
    pub fn reasons(&mut self, plan: &Mobilised, most: usize) -> Result<Vec<Reason>> {
        let lost = |d: usize| plan.unmet[d].iter().sum::<f64>() * self.facts.demands[d].value;
        let mut short: Vec<usize> = (0..self.facts.demands.len())
            .filter(|d| plan.share[*d].is_some_and(|share| share < 1.0 - 1e-6))
            .collect();
        short.sort_by(|a, b| lost(*b).total_cmp(&lost(*a)).then(a.cmp(b)));
        for (share, at) in self.built.share.clone().into_iter().zip(&plan.share) {
            if let (Some(share), Some(at)) = (share, at) {
                self.hold(share, *at);
            }
        }
        short.into_iter().take(most).map(|demand| self.reason(demand)).collect()
    }

    fn reason(&mut self, demand: usize) -> Result<Reason> {
        let aim: Vec<_> = self.built.unmet[demand].iter().map(|column| (*column, 1.0)).collect();
        let answer = self.minimise(aim.clone())?;
        let mut helps = Vec::new();
        for (means, step) in self.promising(&answer) {
            self.raise_limits(means, step);
            let worth = answer.objective - self.minimise(aim.clone())?.objective;
            self.raise_limits(means, 0.0);
            // Less than this is rounding.
            if worth > 1e-6 * answer.objective.max(1e-3) {
                helps.push(Help { means, step, worth });
            }
        }
        helps.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        Ok(Reason { demand, short: answer.objective, helps })
    }

    /// The means whose limits have the highest prices, with the step that is tried.
    fn promising(&self, answer: &Answer) -> Vec<(Means, f64)> {
        let mut all: Vec<(Means, f64, f64)> = Vec::new();
        for (limit, price) in self.worth(answer) {
            match all.iter_mut().find(|(means, ..)| *means == limit.means()) {
                Some((_, sum, _)) => *sum += price,
                None => all.push((limit.means(), price, self.step(limit.means()))),
            }
        }
        all.sort_by(|a, b| (b.1 * b.2).total_cmp(&(a.1 * a.2)));
        all.into_iter().take(TRIED).map(|(means, _, step)| (means, step)).collect()
    }

    /// One crew, one conversion; otherwise a tenth of what there is, or a unit where there is
    /// nothing.
    fn step(&self, means: Means) -> f64 {
        if matches!(means, Means::Crews | Means::Conversion(_)) {
            return 1.0;
        }
        let of = self.built.limits.iter().filter(|(limit, _)| limit.means() == means);
        let most = of.map(|(limit, _)| limit.value(self.facts)).fold(0.0, f64::max);
        if most > 0.0 { most / 10.0 } else { 1.0 }
    }

    /// Sets all limits on something to their value and a step more.
    fn raise_limits(&mut self, means: Means, step: f64) {
        for (limit, site) in self.built.limits.iter().filter(|(limit, _)| limit.means() == means) {
            let most = limit.value(self.facts) + step;
            match site {
                Site::Row(row) => self.optimiser.set_row(*row, Bounds::at_most(most)),
                Site::Column(column) => {
                    self.optimiser.set_column(*column, Bounds::between(0.0, most));
                }
            }
        }
    }
}
