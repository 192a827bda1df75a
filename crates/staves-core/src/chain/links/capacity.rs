//! The cheapest candidates with which a share of the demand for all final goods can be served.
//!
//! The program of the fill rate with a choice for each candidate: min Σ c_y b_y subject to
//! x_y ≤ K_y b_y and t ≥ τ. K_y is the tightest factor there is.

use super::super::Chain;
use super::super::fill::{Serving, serving};
use super::race::Race;
use super::{Candidate, Links, cost};
use crate::error::{Error, Result};
use crate::program::{Answer, Ask, Bounds, Column, Go, Optimiser, Program, Progress, Row};

/// Seconds in which a first set is looked for.
const SOON: f64 = 40.0;

/// A search for the cheapest candidates.
pub struct Capacity<'c> {
    candidates: &'c [Candidate],
    optimiser: Optimiser,
    choices: Vec<Column>,
    joint: Column,
    spent: Row,
}

impl<'c> Capacity<'c> {
    /// All final goods with a demand are to be served alike, with some candidates beside the
    /// activities there are.
    ///
    /// # Errors
    /// `links::no-capacity` for a candidate without a capacity.
    pub fn new(chain: &Chain, base: &[bool], candidates: &'c [Candidate]) -> Result<Self> {
        let mut program = Program::new();
        let Serving { output, joint, .. } = serving(&mut program, chain);
        let choices: Vec<Column> = candidates.iter().map(|c| program.choice(c.cost)).collect();
        let mut candidate = vec![false; output.len()];
        for (Candidate { activity, .. }, choice) in candidates.iter().zip(&choices) {
            let activity = *activity as usize;
            candidate[activity] = true;
            let capacity = chain.capacity[activity];
            if capacity.is_infinite() {
                let code = chain.activities.code(activity);
                return Err(Error::new("links::no-capacity").with("activity", code));
            }
            if let Some(column) = output[activity] {
                program.row(Bounds::at_most(0.0), &[(column, 1.0), (*choice, -capacity)]);
            }
        }
        let costs: Vec<_> = choices.iter().zip(candidates).map(|(b, c)| (*b, c.cost)).collect();
        let spent = program.row(Bounds::free(), &costs);
        let mut optimiser = Optimiser::new(program);
        for (activity, column) in output.iter().enumerate() {
            if let (Some(column), false, false) = (column, base[activity], candidate[activity]) {
                optimiser.set_column(*column, Bounds::exactly(0.0));
            }
        }
        Ok(Self { candidates, optimiser, choices, joint, spent })
    }

    /// Leaves out a set, and all that hold it, from now on.
    pub fn exclude(&mut self, chosen: &[usize]) {
        let terms: Vec<_> = chosen.iter().map(|place| (self.choices[*place], 1.0)).collect();
        self.optimiser.add_row(Bounds::at_most(chosen.len() as f64 - 1.0), &terms);
    }

    /// The cheapest set that serves a share of the demand, to a gap; or the best one with its bound
    /// when `watch` stops the search. None when no set does, or none was found in time.
    ///
    /// # Errors
    /// `program::*`.
    pub fn least(
        &mut self,
        share: f64,
        gap: f64,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Option<Links>> {
        for (choice, candidate) in self.choices.iter().zip(self.candidates) {
            self.optimiser.set_cost(*choice, candidate.cost);
        }
        self.optimiser.set_cost(self.joint, 0.0);
        self.optimiser.set_column(self.joint, Bounds::between(share, 1.0));
        self.optimiser.set_row(self.spent, Bounds::free());
        let mut race = Race::new(gap, watch);
        let first = self.among_fractions(gap, &mut race)?.filter(Answer::found);
        if race.over() {
            return Ok(race.end());
        }
        let start = first.as_ref().map(|first| &first.values[..]);
        let ask = Ask { gap, start, ..Ask::default() };
        let answer = self.optimiser.solve_watched(&ask, &mut |inner| race.watch(inner))?;
        self.offer(&answer, &mut race);
        race.at_least(answer.bound);
        Ok(race.end())
    }

    /// The best set of those candidates that the program without whole numbers takes some of, if it
    /// is found soon: a good one to begin with, for they are few (relaxation enforced neighbourhood,
    /// Berthold 2014).
    fn among_fractions(&mut self, gap: f64, race: &mut Race<'_>) -> Result<Option<Answer>> {
        let mut relaxed = Optimiser::new(self.optimiser.program().relaxed());
        let fractions = relaxed.solve_watched(&Ask::default(), &mut |inner| race.watch(inner))?;
        if !fractions.found() {
            return Ok(None);
        }
        race.at_least(fractions.bound);
        let none = |b: &&Column| fractions.value(**b) <= 1e-7;
        let unused: Vec<Column> = self.choices.iter().filter(none).copied().collect();
        unused.iter().for_each(|b| self.optimiser.set_column(*b, Bounds::exactly(0.0)));
        let ask = Ask { gap, seconds: Some(SOON), ..Ask::default() };
        let answer = self.optimiser.solve_watched(&ask, &mut |inner| race.watch(inner));
        unused.iter().for_each(|b| self.optimiser.set_column(*b, Bounds::between(0.0, 1.0)));
        let answer = answer?;
        self.offer(&answer, race);
        Ok(Some(answer))
    }

    fn offer(&self, answer: &Answer, race: &mut Race<'_>) {
        if answer.found() {
            let chosen = self.chosen(answer);
            race.offer(cost(self.candidates, &chosen), chosen);
        }
    }

    /// The set that serves most within a budget, and the share that no set within it can exceed. Its
    /// cost is not the least for what it serves, and is its own bound.
    ///
    /// # Errors
    /// `program::*`.
    pub fn most(
        &mut self,
        budget: f64,
        gap: f64,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Option<(Links, f64)>> {
        self.choices.iter().for_each(|choice| self.optimiser.set_cost(*choice, 0.0));
        self.optimiser.set_cost(self.joint, -1.0);
        self.optimiser.set_column(self.joint, Bounds::between(0.0, 1.0));
        self.optimiser.set_row(self.spent, Bounds::at_most(budget));
        let answer = self.optimiser.solve_watched(&Ask { gap, ..Ask::default() }, watch)?;
        let links = || Links::new(self.candidates, self.chosen(&answer), f64::INFINITY);
        let share = (-answer.bound).clamp(0.0, 1.0);
        Ok(answer.found().then(|| (links(), share)))
    }

    /// Our own bound on the cost of a share, from the program without whole numbers.
    ///
    /// # Errors
    /// `program::*`.
    pub fn root_bound(&self) -> Result<f64> {
        self.optimiser.root_bound(None)
    }

    fn chosen(&self, answer: &Answer) -> Vec<usize> {
        let choices = self.choices.iter().enumerate();
        choices.filter(|(_, b)| answer.value(**b) > 0.5).map(|(place, _)| place).collect()
    }
}
