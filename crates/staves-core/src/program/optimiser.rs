//! A program that is solved again and again, and whose answers are checked.

use super::check::{Check, check, reduced_costs};
use super::solver::{Ask, Change, Go, Outcome, Progress, Solver, Status};
use super::{Bounds, Column, Program, Row};
use crate::error::{Error, Result};

/// An answer that has been checked.
#[derive(Clone, Debug)]
pub struct Answer {
    /// How solving ended.
    pub status: Status,
    /// A value per column; empty where there is none. Whole numbers are exactly whole.
    pub values: Vec<f64>,
    /// Cost of the values, added up by us; ∞ without values.
    pub objective: f64,
    /// What no values can fall below: from the duals, by us; for whole numbers from the solver's
    /// tree.
    pub bound: f64,
    /// What a further unit of the bound of each row costs; none for whole numbers.
    pub duals: Option<Vec<f64>>,
    /// What is left of the cost of each column after its rows are paid: what a further unit of its
    /// bound costs. None for whole numbers.
    pub reduced_costs: Option<Vec<f64>>,
    /// What our own check found.
    pub check: Check,
    /// Whether the first answer failed the check and the program was solved again from the start.
    pub again: bool,
}

impl Answer {
    /// (objective − bound) / |objective|, 0 or more; infinite without values or bound.
    #[must_use]
    pub fn gap(&self) -> f64 {
        if self.objective.is_infinite() {
            return f64::INFINITY;
        }
        let apart = (self.objective - self.bound).max(0.0);
        if apart == 0.0 { 0.0 } else { apart / self.objective.abs().max(1e-10) }
    }

    /// The value of a column.
    #[must_use]
    pub fn value(&self, column: Column) -> f64 {
        self.values[column.place()]
    }

    /// Whether there are values.
    #[must_use]
    pub fn found(&self) -> bool {
        matches!(self.status, Status::Optimal | Status::Feasible)
    }
}

/// A program, what solves it, and what has changed since.
pub struct Optimiser {
    program: Program,
    solver: Box<dyn Solver>,
    changes: Vec<Change>,
}

impl Optimiser {
    /// A program with the solver of this build: HiGHS, or microlp where that is not part of it.
    #[must_use]
    pub fn new(program: Program) -> Self {
        #[cfg(feature = "highs")]
        let solver = super::Highs::new();
        #[cfg(not(feature = "highs"))]
        let solver = super::Microlp;
        Self::with(program, Box::new(solver))
    }

    /// A program with a solver.
    #[must_use]
    pub fn with(program: Program, solver: Box<dyn Solver>) -> Self {
        Self { program, solver, changes: Vec::new() }
    }

    /// The program as it is now.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Name of the solver.
    #[must_use]
    pub fn solver(&self) -> &'static str {
        self.solver.name()
    }

    fn change(&mut self, change: Change) {
        self.program.apply(change);
        self.changes.push(change);
    }

    /// Sets the bounds of a row.
    pub fn set_row(&mut self, row: Row, bounds: Bounds) {
        self.change(Change::Row(row, bounds));
    }

    /// Sets the bounds of a column.
    pub fn set_column(&mut self, column: Column, bounds: Bounds) {
        self.change(Change::Column(column, bounds));
    }

    /// Sets what a unit of a column costs.
    pub fn set_cost(&mut self, column: Column, cost: f64) {
        self.change(Change::Cost(column, cost));
    }

    /// Adds a row.
    pub fn add_row(&mut self, bounds: Bounds, terms: &[(Column, f64)]) -> Row {
        let row = self.program.row(bounds, terms);
        self.changes.push(Change::Added(row));
        row
    }

    /// Solves the program from where the last answer stood.
    ///
    /// # Errors
    /// `program::solver`; `program::check` when the answer does not stand our check, even after it
    /// was found anew from the start.
    pub fn solve(&mut self, ask: &Ask<'_>) -> Result<Answer> {
        self.solve_watched(ask, &mut |_| Go::On)
    }

    /// The same with somebody who watches and may stop it.
    ///
    /// # Errors
    /// As [`solve`](Self::solve).
    pub fn solve_watched(
        &mut self,
        ask: &Ask<'_>,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Answer> {
        let changes = std::mem::take(&mut self.changes);
        if self.program.columns() == 0 {
            return Ok(self.checked(self.program.without_columns(), false));
        }
        let first = self.solver.solve(&self.program, &changes, ask, watch);
        let first = first.map(|outcome| self.checked(outcome, false));
        match first {
            Ok(answer) if self.stands(&answer) => return Ok(answer),
            Err(error) if ask.cold => return Err(error),
            _ => {}
        }
        let cold = Ask { cold: true, ..*ask };
        let outcome = self.solver.solve(&self.program, &[], &cold, watch)?;
        let answer = self.checked(outcome, true);
        if self.stands(&answer) {
            return Ok(answer);
        }
        Err(Error::new("program::check")
            .with("solver", self.solver.name())
            .with("violation", answer.check.violation)
            .with("apart", answer.objective - answer.bound))
    }

    fn checked(&self, outcome: Outcome, again: bool) -> Answer {
        let mut values = outcome.values;
        for (value, integer) in values.iter_mut().zip(&self.program.integer) {
            if *integer && (*value - value.round()).abs() <= 1e-6 {
                *value = value.round();
            }
        }
        let found = matches!(outcome.status, Status::Optimal | Status::Feasible);
        let duals = outcome.duals;
        let (objective, check) = if found {
            (self.program.objective(&values), check(&self.program, &values, duals.as_deref()))
        } else {
            let nothing = Check { violation: 0.0, relative: 0.0, dual_bound: f64::NEG_INFINITY };
            (f64::INFINITY, nothing)
        };
        let reduced_costs = duals.as_ref().map(|duals| reduced_costs(&self.program, duals));
        let bound = outcome.bound.max(check.dual_bound);
        Answer {
            status: outcome.status,
            values,
            objective,
            bound,
            duals,
            reduced_costs,
            check,
            again,
        }
    }

    /// Whether an answer stands: its values satisfy the program, and where the solver says that they
    /// are the best and gives duals, those prove it.
    fn stands(&self, answer: &Answer) -> bool {
        let proven = answer.duals.is_none() || answer.check.proves(answer.objective);
        answer.check.feasible() && (answer.status != Status::Optimal || proven)
    }

    /// What no values can fall below when nothing need be whole, by our own sum over the duals: the
    /// part of a bound for whole numbers that need not be believed.
    ///
    /// # Errors
    /// As [`solve`](Self::solve).
    pub fn root_bound(&self, seconds: Option<f64>) -> Result<f64> {
        let mut relaxed = Self::new(self.program.relaxed());
        Ok(relaxed.solve(&Ask { seconds, ..Ask::default() })?.check.dual_bound)
    }
}
