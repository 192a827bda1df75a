//! What comes out of sets of units, remembered.

use super::output::{Output, Terms};
use crate::error::Result;
use crate::program::{Ask, Bounds, Column, Optimiser, Program};
use std::collections::BTreeMap;

/// Values of sets of units. A unit of a set is opened to its share.
pub struct Values {
    optimiser: Optimiser,
    open: Vec<Column>,
    shares: Vec<f64>,
    now: Vec<bool>,
    known: BTreeMap<Vec<bool>, f64>,
}

impl Values {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(output: &dyn Output, shares: Vec<f64>) -> Self {
        let mut program = Program::new();
        let open: Vec<Column> =
            shares.iter().map(|_| program.column(0.0, Bounds::exactly(0.0))).collect();
        let of: Vec<Terms> = open.iter().map(|column| vec![(*column, 1.0)]).collect();
        output.write(&mut program, &of, 1.0);
        let now = vec![false; shares.len()];
        Self { optimiser: Optimiser::new(program), open, shares, now, known: BTreeMap::new() }
    }

    /// Shares to which units are opened.
    #[must_use]
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// What comes out of a period in which the units of a set are open.
    ///
    /// # Errors
    /// Of the solver.
    pub fn of(&mut self, set: &[bool]) -> Result<f64> {
        if let Some(value) = self.known.get(set) {
            return Ok(*value);
        }
        for (unit, wanted) in set.iter().enumerate().filter(|(j, wanted)| self.now[*j] != **wanted)
        {
            let share = if *wanted { self.shares[unit] } else { 0.0 };
            self.optimiser.set_column(self.open[unit], Bounds::exactly(share));
        }
        self.now = set.to_vec();
        // Adding zero turns −0 into 0.
        let value = -self.optimiser.solve(&Ask::default())?.objective + 0.0;
        self.known.insert(set.to_vec(), value);
        Ok(value)
    }
}
