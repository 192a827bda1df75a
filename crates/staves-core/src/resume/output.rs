//! What comes out when some units are open.

use crate::program::{Column, Program};

/// Terms of a sum of columns.
pub type Terms = Vec<(Column, f64)>;

/// What comes out of a period, as a linear program over the shares opened.
pub trait Output: Sync {
    /// How many units can be opened.
    fn units(&self) -> usize;

    /// Writes into a program the most that comes out when the sum `open[j]` is the share of unit j
    /// that is opened, 0 to 1. Returns the sum that comes out; `weight` is what each unit of it
    /// counts in the objective.
    fn write(&self, program: &mut Program, open: &[Terms], weight: f64) -> Terms;
}
