//! Which units of a chain fail in each draw.

use super::super::simulation::ways;
use super::Request;
use staves_core::Result;
use staves_core::chain::Units;
use staves_core::chain::units::names;
use staves_core::random::uniform;
use std::ops::Range;

/// Outages of units of a chain, each with its probability.
pub(super) struct Outages {
    /// Places of the units that fail in each.
    pub failed: Vec<Vec<usize>>,
    /// Probability of each; they add up to one.
    pub chances: Vec<f64>,
}

impl Outages {
    /// Those of a request: every way in which so many units fail, or some draws in which each unit
    /// fails by itself.
    ///
    /// # Errors
    /// `plan::too-many-failures`, `plan::too-many-ways`.
    pub fn new(request: &Request<'_>) -> Result<Self> {
        let failed = match request.failures {
            Some(count) => ways(names(request.chain(), request.kind).len(), count)?,
            None => drawn(request, 0..request.runs),
        };
        let chances = vec![1.0 / failed.len() as f64; failed.len()];
        Ok(Self { failed, chances })
    }

    /// Further draws than those.
    pub fn fresh(request: &Request<'_>) -> Self {
        let failed = drawn(request, request.runs..request.runs + request.fresh);
        let chances = vec![1.0 / failed.len() as f64; failed.len()];
        Self { failed, chances }
    }
}

/// The number that a unit gets in a draw depends on the seed, the draw and its name alone.
fn drawn(request: &Request<'_>, draws: Range<u64>) -> Vec<Vec<usize>> {
    let units = names(request.chain(), request.kind).entries();
    let fails = |draw: u64, code: &str| uniform(request.seed, draw, code) < request.failure;
    let of = |draw: u64| (0..units.len()).filter(|unit| fails(draw, &units[*unit].code)).collect();
    draws.map(of).collect()
}

/// Activities that are left when some units have failed.
pub(super) fn left(units: &Units, activities: usize, failed: &[usize]) -> Vec<bool> {
    let fell = |unit: u32| failed.contains(&(unit as usize));
    units.without(&vec![true; activities], fell)
}
