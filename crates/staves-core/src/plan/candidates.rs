//! What can be chosen together: costs under a budget, needs, exclusions and alternatives.

use super::portfolio::Portfolio;
use crate::error::{Error, Result};
use crate::program::{Bounds, Column, Program};

/// Rounding that does not count against a budget, relative.
const ROUNDING: f64 = 1e-9;

/// The candidate actions of a plan and the rules of choosing among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidates {
    /// Their names, for messages.
    pub names: Vec<String>,
    /// What each costs, money.
    pub costs: Vec<f64>,
    /// The others that each cannot be taken without.
    pub needs: Vec<Vec<usize>>,
    /// Lists of which at most one can be taken.
    pub alternatives: Vec<Vec<usize>>,
    /// What all may cost together, money.
    pub budget: f64,
}

impl Candidates {
    /// Candidates without needs or alternatives.
    #[must_use]
    pub fn free(names: Vec<String>, costs: Vec<f64>, budget: f64) -> Self {
        let needs = vec![Vec::new(); costs.len()];
        Self { names, costs, needs, alternatives: Vec::new(), budget }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.costs.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.costs.is_empty()
    }

    /// What a portfolio costs.
    #[must_use]
    pub fn cost(&self, portfolio: &Portfolio) -> f64 {
        portfolio.members().iter().fold(0.0, |sum, j| sum + self.costs[*j])
    }

    /// Whether a portfolio is within the budget.
    #[must_use]
    pub fn affords(&self, portfolio: &Portfolio) -> bool {
        self.cost(portfolio) <= self.budget * (1.0 + ROUNDING)
    }

    /// Whether a portfolio is within the budget and keeps the rules.
    #[must_use]
    pub fn allows(&self, portfolio: &Portfolio) -> bool {
        let needs = |j: &usize| self.needs[*j].iter().all(|other| portfolio.has(*other));
        self.affords(portfolio)
            && portfolio.members().iter().all(needs)
            && self.clash(portfolio).is_none()
    }

    /// Two members that are alternatives of each other.
    fn clash(&self, portfolio: &Portfolio) -> Option<(usize, usize)> {
        self.alternatives.iter().find_map(|list| {
            let mut taken = list.iter().filter(|j| portfolio.has(**j));
            Some((*taken.next()?, *taken.next()?))
        })
    }

    /// A candidate with everything that it needs, and what those need.
    #[must_use]
    pub fn bundle(&self, candidate: usize) -> Vec<usize> {
        let mut bundle = vec![candidate];
        let mut at = 0;
        while at < bundle.len() {
            for other in &self.needs[bundle[at]] {
                if !bundle.contains(other) {
                    bundle.push(*other);
                }
            }
            at += 1;
        }
        bundle.sort_unstable();
        bundle
    }

    /// A portfolio with everything that still fits, the cheapest first.
    #[must_use]
    pub fn filled(&self, portfolio: &Portfolio) -> Portfolio {
        let mut left = portfolio.left_out();
        left.sort_by(|a, b| self.costs[*a].total_cmp(&self.costs[*b]).then(a.cmp(b)));
        let with = |portfolio: Portfolio, j: usize| {
            let more = portfolio.with(&[j]);
            if self.allows(&more) { more } else { portfolio }
        };
        left.into_iter().fold(portfolio.clone(), with)
    }

    /// Refuses a candidate that could never be taken whatever the budget, as its needs exclude each
    /// other.
    ///
    /// # Errors
    /// `plan::negative-cost`, `plan::contradiction`.
    pub fn check(&self, candidate: usize) -> Result<()> {
        let (name, cost) = (&self.names[candidate], self.costs[candidate]);
        if !(cost.is_finite() && cost >= 0.0) {
            return Err(Error::new("plan::negative-cost").with("action", name).with("cost", cost));
        }
        let bundle = Portfolio::of(self.len(), &self.bundle(candidate));
        match self.clash(&bundle) {
            None => Ok(()),
            Some((one, other)) => Err(Error::new("plan::contradiction")
                .with("action", name)
                .with("one", &self.names[one])
                .with("other", &self.names[other])),
        }
    }

    /// Writes the rules of choosing on columns that are 0 or 1.
    pub fn rules(&self, program: &mut Program, taken: &[Column]) {
        let costs = taken.iter().copied().zip(self.costs.iter().copied());
        program.row(Bounds::at_most(self.budget), &costs.collect::<Vec<_>>());
        for (j, needs) in self.needs.iter().enumerate() {
            for other in needs {
                let row = [(taken[j], 1.0), (taken[*other], -1.0)];
                program.row(Bounds::at_most(0.0), &row);
            }
        }
        for list in &self.alternatives {
            let row: Vec<_> = list.iter().map(|j| (taken[*j], 1.0)).collect();
            program.row(Bounds::at_most(1.0), &row);
        }
    }
}
