//! What opening may take: budgets by name, and crews.

use super::closed::{BUDGETS, Closed};
use staves_core::codes::nearest_name;
use staves_core::resume::{Budget, Tasks};
use staves_core::{Economy, Error, Result};

/// Name of the number of crews among the budgets.
const CREWS: &str = "crews";
/// Column of the work before a unit opens.
const DAYS: &str = "days";

/// Budgets as they are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// Name and limit of each.
    pub budgets: Vec<(String, f64)>,
    /// Crews that open one unit each at a time; none when all open at once.
    pub crews: Option<usize>,
}

impl Limits {
    /// Reads `NAME=NUMBER` of each budget.
    ///
    /// # Errors
    /// `resume::bad-budget`, `resume::unknown-budget`.
    pub fn parse(texts: &[String]) -> Result<Self> {
        let mut limits = Self::default();
        for text in texts {
            let bad = || Error::new("resume::bad-budget").with("text", text);
            let (name, number) = text.split_once('=').ok_or_else(bad)?;
            let limit: f64 = number.parse().map_err(|_| bad())?;
            if !(limit.is_finite() && limit >= 0.0) {
                return Err(bad());
            }
            if name == CREWS {
                if limit.fract() != 0.0 || !(1.0..=1000.0).contains(&limit) {
                    return Err(bad());
                }
                limits.crews = Some(limit as usize);
            } else if BUDGETS.contains(&name) {
                limits.budgets.push((name.to_owned(), limit));
            } else {
                let known = || BUDGETS.into_iter().chain([CREWS]);
                return Err(Error::new("resume::unknown-budget")
                    .with("name", name)
                    .with("known", known().collect::<Vec<_>>().join("`, `"))
                    .nearest(nearest_name(name, known())));
            }
        }
        Ok(limits)
    }

    /// The budgets with what opening the rest of each unit takes.
    ///
    /// # Errors
    /// `resume::no-number`.
    pub fn budgets(&self, closed: &Closed, economy: &Economy) -> Result<Vec<Budget>> {
        let budget = |(name, limit): &(String, f64)| {
            let needed = closed.needed(name, economy)?;
            let uses = needed.iter().zip(&closed.open).map(|(needed, open)| needed * (1.0 - open));
            Ok(Budget { name: name.clone(), limit: *limit, uses: uses.collect() })
        };
        self.budgets.iter().map(budget).collect()
    }

    /// The work of opening some units within so many days, and the days in a period: the longest
    /// that divides the work on each of them. Without crews all open at once.
    ///
    /// # Errors
    /// `resume::no-number` for a unit without days of work.
    pub fn tasks(
        &self,
        units: &[usize],
        closed: &Closed,
        economy: &Economy,
        days: f64,
    ) -> Result<(Tasks, f64)> {
        let none = vec![0; economy.len()];
        let tasks = |work, crews, horizon| Tasks { units: units.to_vec(), work, crews, horizon };
        let Some(crews) = self.crews else { return Ok((tasks(none, 1, 1), 1.0)) };
        let needed: Vec<usize> =
            closed.needed(DAYS, economy)?.iter().map(|days| *days as usize).collect();
        // Over all that is closed, so that every order counts in the same periods.
        let period = needed.iter().copied().fold(0, gcd).max(1);
        let mut work = none;
        units.iter().for_each(|unit| work[*unit] = needed[*unit] / period);
        let longest = work.iter().copied().max().unwrap_or_default();
        let end = work.iter().sum::<usize>().div_ceil(crews) + longest + 1;
        let horizon = end.min((days / period as f64) as usize);
        Ok((tasks(work, crews, horizon), period as f64))
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
