//! Single points of failure: units without which a good can no longer be made
//! (docs/src/models/integrity.md, "Single points of failure").

use super::proof::suspects;
use super::{Chain, Mode, Units, lanes};

/// For each of some goods, the units whose loss alone makes it impossible, in order. A good that
/// cannot be made to begin with has none.
#[must_use]
pub fn single_points(
    chain: &Chain,
    available: &[bool],
    mode: Mode,
    units: &Units,
    goods: &[u32],
) -> Vec<Vec<u32>> {
    let mut suspects = suspects(chain, available, mode, units, goods);
    let mut tried: Vec<u32> = suspects.iter().flatten().copied().collect();
    tried.sort_unstable();
    tried.dedup();
    let lost = lanes::lost(chain, available, mode, units, &tried, goods);
    for (k, suspects) in suspects.iter_mut().enumerate() {
        suspects.retain(|unit| tried.binary_search(unit).is_ok_and(|row| lost[row][k]));
    }
    suspects
}
