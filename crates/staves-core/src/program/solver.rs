//! What is asked of a solver, and what it answers.

use super::{Bounds, Column, Program, Row};
use crate::error::Result;

/// A change of a program that a solver may already know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// A row has other bounds.
    Row(Row, Bounds),
    /// A column has other bounds.
    Column(Column, Bounds),
    /// A unit of a column costs something else.
    Cost(Column, f64),
    /// A row has been added.
    Added(Row),
}

/// How far a solver has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Seconds since it began.
    pub seconds: f64,
    /// Cost of the best values so far; ∞ while there are none.
    pub objective: f64,
    /// What no values can fall below; −∞ while nothing is known.
    pub bound: f64,
}

/// Whether a solver goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// It goes on.
    On,
    /// It stops and gives what it has.
    Stop,
}

/// How a program is to be solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ask<'a> {
    /// Seconds after which the best values so far are good enough; none for no limit. What is found
    /// within a time may differ from run to run.
    pub seconds: Option<f64>,
    /// Largest (objective − bound) / |objective| at which whole numbers are good enough.
    pub gap: f64,
    /// Values of the columns to start from, if some are known.
    pub start: Option<&'a [f64]>,
    /// Whether what is known from before must not be used.
    pub cold: bool,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Self { seconds: None, gap: 0.0, start: None, cold: false }
    }
}

/// How solving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Solved, to the gap asked for.
    Optimal,
    /// Stopped with values that satisfy the program.
    Feasible,
    /// Stopped before any such values were found.
    Nothing,
    /// There are no values that satisfy the program.
    Infeasible,
    /// The cost has no lower limit.
    Unbounded,
}

/// What a solver says, unchecked.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// A value per column; empty without any.
    pub values: Vec<f64>,
    /// What a further unit of each row's bound costs; none for whole numbers.
    pub duals: Option<Vec<f64>>,
    /// What no values can fall below, as far as the solver knows.
    pub bound: f64,
}

/// Something that solves programs, and may keep what it knows between two of them.
pub trait Solver: Send {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Solves a program. `changes` are all since the last call, and the program has them already.
    ///
    /// # Errors
    /// `program::solver` when it cannot take the program or fails.
    fn solve(
        &mut self,
        program: &Program,
        changes: &[Change],
        ask: &Ask<'_>,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Outcome>;
}
