//! Linear and mixed-integer programs: what everything that plans is made of.
//!
//! A [`Program`] is columns, rows and a cost. An [`Optimiser`] keeps one, lets it be changed, and
//! solves it again from where it stood, through a [`Solver`]: HiGHS, or microlp where no C++ can be
//! built. No answer is taken on the solver's word: the [`Answer`] carries our own check of it
//! (docs/src/models/programs.md).

mod check;
mod dual;
mod explain;
#[cfg(feature = "highs")]
mod highs;
mod microlp;
mod optimiser;
mod solver;
#[cfg(test)]
mod tests;

pub use check::Check;
pub use explain::{Conflict, conflict};
#[cfg(feature = "highs")]
pub use highs::Highs;
pub use microlp::Microlp;
pub use optimiser::{Answer, Optimiser};
pub use solver::{Ask, Change, Go, Outcome, Progress, Solver, Status};

/// A column of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column(u32);

impl Column {
    /// Its place among the columns.
    #[must_use]
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// A row of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(u32);

impl Row {
    /// Its place among the rows.
    #[must_use]
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// Least and largest value, infinite where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Least value; −∞ for none.
    pub lower: f64,
    /// Largest value; ∞ for none.
    pub upper: f64,
}

impl Bounds {
    /// At least and at most so much.
    #[must_use]
    pub fn between(lower: f64, upper: f64) -> Self {
        Self { lower, upper }
    }

    /// At least so much.
    #[must_use]
    pub fn at_least(lower: f64) -> Self {
        Self { lower, upper: f64::INFINITY }
    }

    /// At most so much.
    #[must_use]
    pub fn at_most(upper: f64) -> Self {
        Self { lower: f64::NEG_INFINITY, upper }
    }

    /// Exactly so much.
    #[must_use]
    pub fn exactly(value: f64) -> Self {
        Self { lower: value, upper: value }
    }

    /// Neither below nor above anything.
    #[must_use]
    pub fn free() -> Self {
        Self { lower: f64::NEG_INFINITY, upper: f64::INFINITY }
    }

    /// How far a value lies outside; 0 inside.
    #[must_use]
    pub fn distance(self, value: f64) -> f64 {
        (self.lower - value).max(value - self.upper).max(0.0)
    }
}

/// minimise c·x subject to bounds of rows on A x and bounds of columns on x, some of which are whole
/// numbers. What is maximised is written with costs below zero.
#[derive(Clone, Debug, Default)]
pub struct Program {
    cost: Vec<f64>,
    columns: Vec<Bounds>,
    integer: Vec<bool>,
    rows: Vec<Bounds>,
    /// Where each row ends in `index` and `value`.
    ends: Vec<usize>,
    index: Vec<u32>,
    value: Vec<f64>,
}

impl Program {
    /// An empty program.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column with a cost per unit.
    pub fn column(&mut self, cost: f64, bounds: Bounds) -> Column {
        self.cost.push(cost);
        self.columns.push(bounds);
        self.integer.push(false);
        Column(self.cost.len() as u32 - 1)
    }

    /// Adds a column that is 0 or 1.
    pub fn choice(&mut self, cost: f64) -> Column {
        self.whole(cost, Bounds::between(0.0, 1.0))
    }

    /// Adds a column that is a whole number.
    pub fn whole(&mut self, cost: f64, bounds: Bounds) -> Column {
        let column = self.column(cost, bounds);
        self.integer[column.place()] = true;
        column
    }

    /// Adds a row: bounds on a sum of columns, each with a coefficient. A column that comes twice
    /// counts with the sum of its coefficients.
    pub fn row(&mut self, bounds: Bounds, terms: &[(Column, f64)]) -> Row {
        let mut terms = terms.to_vec();
        terms.sort_by_key(|(column, _)| *column);
        let first = self.index.len();
        for (column, value) in terms {
            match self.index[first..].last() {
                Some(last) if *last == column.0 => *self.value.last_mut().expect("one") += value,
                _ => {
                    self.index.push(column.0);
                    self.value.push(value);
                }
            }
        }
        self.rows.push(bounds);
        self.ends.push(self.index.len());
        Row(self.rows.len() as u32 - 1)
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.cost.len()
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many coefficients there are.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.value.len()
    }

    /// How many columns must be whole numbers.
    #[must_use]
    pub fn integers(&self) -> usize {
        self.integer.iter().filter(|integer| **integer).count()
    }

    /// Bounds of a row.
    #[must_use]
    pub fn bounds(&self, row: Row) -> Bounds {
        self.rows[row.place()]
    }

    /// The same program with no column that must be a whole number.
    #[must_use]
    pub fn relaxed(&self) -> Self {
        Self { integer: vec![false; self.cost.len()], ..self.clone() }
    }

    /// The columns of a row with their coefficients.
    pub fn terms(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = if row == 0 { 0 } else { self.ends[row - 1] }..self.ends[row];
        let value = self.value[range.clone()].iter().copied();
        self.index[range].iter().map(|column| *column as usize).zip(value)
    }

    /// What some values of the columns cost.
    #[must_use]
    pub fn objective(&self, values: &[f64]) -> f64 {
        self.cost.iter().zip(values).map(|(cost, value)| cost * value).sum()
    }

    /// The answer to a program of no columns, which solvers need not take: its rows hold, or do not.
    fn without_columns(&self) -> Outcome {
        let holds = self.rows.iter().all(|bounds| bounds.distance(0.0) == 0.0);
        let status = if holds { Status::Optimal } else { Status::Infeasible };
        let bound = if holds { 0.0 } else { f64::NEG_INFINITY };
        Outcome { status, values: Vec::new(), duals: None, bound }
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Row(row, bounds) => self.rows[row.place()] = bounds,
            Change::Column(column, bounds) => self.columns[column.place()] = bounds,
            Change::Cost(column, cost) => self.cost[column.place()] = cost,
            // The row itself has been added where the change was made.
            Change::Added(_) => {}
        }
    }
}
