//! Cells of a table, checked; whoever reads the table adds the line.

use crate::chain::Line as Row;
use staves_core::{Codes, Error, Result};
use std::ops::Range;

/// The id of a region.
pub fn region(codes: &Codes, name: &str) -> Result<usize> {
    find(codes, "mobilise::unknown-region", name)
}

/// The id of a good.
pub fn good(codes: &Codes, name: &str) -> Result<usize> {
    find(codes, "mobilise::unknown-good", name)
}

/// The id of a carrier.
pub fn carrier(codes: &Codes, name: &str) -> Result<usize> {
    find(codes, "mobilise::unknown-carrier", name)
}

/// The id of an activity.
pub fn activity(codes: &Codes, name: &str) -> Result<usize> {
    find(codes, "mobilise::unknown-activity", name)
}

/// The id of a name, or the nearest name that is known.
fn find(codes: &Codes, error: &'static str, name: &str) -> Result<usize> {
    codes.id(name).ok_or_else(|| {
        Error::new(error)
            .with("name", name)
            .with("count", codes.len())
            .nearest(codes.nearest_shown(name))
    })
}

/// A number of 0 or more; what stands for an empty cell, unless it must not be empty.
pub fn number(row: &Row<'_>, column: &'static str, otherwise: Option<f64>) -> Result<f64> {
    match row.number(column) {
        Some(found) if found >= 0.0 => Ok(found),
        Some(found) => Err(outside(column, found, "≥ 0")),
        None => otherwise.ok_or_else(|| Error::new("chain::empty-cell").with("column", column)),
    }
}

/// The same, whole.
pub fn whole(row: &Row<'_>, column: &'static str, otherwise: Option<usize>) -> Result<usize> {
    let found = number(row, column, otherwise.map(|number| number as f64))?;
    // Larger than any horizon, and far below where whole numbers are no longer exact.
    if found.fract() == 0.0 && found < 1e6 {
        return Ok(found as usize);
    }
    Err(outside(column, found, "0, 1, 2, …"))
}

/// A share from 0 to 1 for which something more holds.
pub fn fraction(
    row: &Row<'_>,
    column: &'static str,
    otherwise: f64,
    holds: impl Fn(f64) -> bool,
) -> Result<f64> {
    let found = number(row, column, Some(otherwise))?;
    if found <= 1.0 && holds(found) { Ok(found) } else { Err(outside(column, found, "0 … 1")) }
}

/// The periods that a row is about, counted from 0.
pub fn span(row: &Row<'_>, periods: usize) -> Result<Range<usize>> {
    let first = whole(row, "first", Some(1))?;
    let last = whole(row, "last", Some(periods))?;
    if (1..=last).contains(&first) && last <= periods {
        return Ok(first - 1..last);
    }
    Err(Error::new("mobilise::span")
        .with("first", first)
        .with("last", last)
        .with("periods", periods))
}

/// Refuses what was there before.
pub fn exactly_one(known: bool, name: &str) -> Result<()> {
    if known { Err(Error::new("mobilise::twice").with("name", name)) } else { Ok(()) }
}

/// What lies outside of what has a meaning.
pub fn outside(column: &'static str, found: f64, wanted: &str) -> Error {
    Error::new("mobilise::out-of-range")
        .with("column", column)
        .with("found", found)
        .with("wanted", wanted)
}
