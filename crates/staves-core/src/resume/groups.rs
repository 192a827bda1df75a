//! The least of several groups, all of which are needed: a chain of plants.

use super::output::{Output, Terms};
use crate::program::{Bounds, Program};

/// Output is the least over groups of what their units give together.
#[derive(Clone, Debug, PartialEq)]
pub struct Groups {
    /// Units of each group with the output that a unit of their capacity is enough for.
    pub groups: Vec<Vec<(usize, f64)>>,
    /// Capacity of each unit when it is open.
    pub capacity: Vec<f64>,
    /// Share of it that is there before.
    pub left: Vec<f64>,
}

impl Output for Groups {
    fn units(&self) -> usize {
        self.capacity.len()
    }

    fn write(&self, program: &mut Program, open: &[Terms], weight: f64) -> Terms {
        let most = |group: &Vec<(usize, f64)>| -> f64 {
            group.iter().map(|(unit, factor)| factor * self.capacity[*unit]).sum()
        };
        let least = self.groups.iter().map(most).fold(f64::INFINITY, f64::min);
        // Without any group nothing is made.
        let upper = if least.is_finite() { least } else { 0.0 };
        let output = program.column(-weight, Bounds::between(0.0, upper));
        for group in &self.groups {
            let (mut row, mut there) = (vec![(output, 1.0)], 0.0);
            for (unit, factor) in group {
                let whole = factor * self.capacity[*unit];
                there += whole * self.left[*unit];
                let more = whole * (1.0 - self.left[*unit]);
                row.extend(open[*unit].iter().map(|(column, share)| (*column, -more * share)));
            }
            program.row(Bounds::at_most(there), &row);
        }
        vec![(output, 1.0)]
    }
}
