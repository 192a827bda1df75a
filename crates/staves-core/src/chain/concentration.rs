//! How much of a good comes from how few units (docs/src/models/integrity.md, "Concentration").

use super::units::names;
use super::{Chain, Kind, NONE, UNKNOWN, Units};
use std::collections::BTreeMap;

/// How concentrated the sources of a good are, by capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    /// Capacity of all sources.
    pub total: f64,
    /// Units that are known, with some capacity.
    pub units: usize,
    /// The largest of them; [`NONE`] where none is known.
    pub top: u32,
    /// Its share, 0 to 1.
    pub top_share: f64,
    /// Share of capacity whose unit is not known.
    pub unknown: f64,
    /// Herfindahl–Hirschman index, 0 to 10,000, if what is unknown comes from very many units.
    pub low: f64,
    /// The same if all that is unknown comes from the largest unit, or from one when none is known.
    pub high: f64,
}

/// Concentration of the sources of a good over units of a kind; `None` when it has none, or when
/// the capacity of one is not known.
#[must_use]
pub fn concentration(
    chain: &Chain,
    available: &[bool],
    units: &Units,
    kind: Kind,
    good: usize,
) -> Option<Concentration> {
    let names = names(chain, kind);
    let (mut pools, mut unknown) = (BTreeMap::<u32, f64>::new(), 0.0);
    for source in chain.sources(good).iter().filter(|source| available[**source as usize]) {
        let capacity = chain.capacity[*source as usize];
        match units.of_activity[*source as usize] {
            NONE => unknown += capacity,
            unit if names.code(unit as usize) == UNKNOWN => unknown += capacity,
            unit => *pools.entry(unit).or_default() += capacity,
        }
    }
    let total = pools.values().fold(unknown, |sum, capacity| sum + capacity);
    if !(total > 0.0 && total.is_finite()) {
        return None;
    }
    let larger = |a: (u32, f64), b: (u32, f64)| if b.1 > a.1 { b } else { a };
    let top = pools.iter().map(|(unit, capacity)| (*unit, *capacity)).reduce(larger);
    let (top, largest) = top.unwrap_or((NONE, 0.0));
    let square = |capacity: f64| (100.0 * capacity / total) * (100.0 * capacity / total);
    let low = pools.values().fold(0.0, |sum, capacity| sum + square(*capacity));
    Some(Concentration {
        total,
        units: pools.len(),
        top,
        top_share: largest / total,
        unknown: unknown / total,
        low,
        high: low - square(largest) + square(largest + unknown),
    })
}
