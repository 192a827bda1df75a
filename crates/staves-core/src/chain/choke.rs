//! Choke scores: how much of what is served is lost with a unit
//! (docs/src/models/integrity.md, "Choke points").

use super::Units;
use super::fill::{Fill, Filled, TOLERANCE, Target};
use crate::error::Result;

/// CP = 1 − Φ(without the unit) / Φ(with all), for each unit in order; 0 to 1. A unit that makes
/// nothing of what serves the target has 0 without being tried. None for a unit whose rate was not
/// found within the time.
///
/// `all` is the rate of the target with the available activities, and must be above 0: of a final
/// good that is not served at all nothing can be lost.
///
/// # Errors
/// `program::*`.
pub fn choke_scores(
    fill: &mut Fill<'_>,
    target: Target,
    available: &[bool],
    all: &Filled,
    units: &Units,
) -> Result<Vec<Option<f64>>> {
    let mut works = vec![false; units.count];
    for (unit, output) in units.of_activity.iter().zip(&all.output) {
        if *output > 0.0 && *unit != super::NONE {
            works[*unit as usize] = true;
        }
    }
    let score = |(unit, works): (usize, bool)| {
        if !works {
            return Ok(Some(0.0));
        }
        let left = fill.rate(target, &units.without(available, |gone| gone as usize == unit))?;
        let lost = left.map(|left| (1.0 - left.rate / all.rate).min(1.0));
        Ok(lost.map(|lost| if lost > TOLERANCE { lost } else { 0.0 }))
    };
    works.into_iter().enumerate().map(score).collect()
}
