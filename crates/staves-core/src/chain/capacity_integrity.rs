//! Capacity integrity: the weighted mean of the fill rates of all final goods, each served alone
//! (docs/src/models/integrity.md, "Fill rate"), asked for many sets of activities at once.

use super::Chain;
use super::fill::{Fill, TOLERANCE, Target};
use crate::error::Result;
use std::sync::{Mutex, PoisonError};

/// Capacity integrity of a chain, for any set of its activities.
pub struct CapacityIntegrity<'c> {
    chain: &'c Chain,
    /// Programs that nobody is using.
    idle: Mutex<Vec<Fill<'c>>>,
}

impl<'c> CapacityIntegrity<'c> {
    /// For a chain.
    #[must_use]
    pub fn new(chain: &'c Chain) -> Self {
        Self { chain, idle: Mutex::new(vec![Fill::new(chain, None)]) }
    }

    /// The mean for the available activities, 0 to 1. None when nothing is wanted of any final good
    /// that has a weight, or a rate was not found.
    ///
    /// # Errors
    /// `program::*`.
    pub fn of(&self, available: &[bool]) -> Result<Option<f64>> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut fill = taken.unwrap_or_else(|| Fill::new(self.chain, None));
        let (mut sum, mut weights) = (0.0, 0.0);
        for (place, known) in self.chain.finals().iter().enumerate() {
            if !fill.wanted(place) {
                continue;
            }
            let Some(filled) = fill.rate(Target::Single(place), available)? else {
                return Ok(None);
            };
            sum += known.weight * filled.rate;
            weights += known.weight;
        }
        idle().push(fill);
        // Rounded to what is known of it, so that it does not depend on which question came before.
        Ok((weights > 0.0).then(|| (sum / weights / TOLERANCE).round() * TOLERANCE))
    }
}
