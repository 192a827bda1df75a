//! A severity that is tabulated: `series = [[0, 1.0], [30, 0.4], [60, 0.0]]`, days since the start
//! and shares of full severity.

use super::one_of;
use crate::document::Value;
use staves_core::profile::{Between, Series};
use staves_core::{Error, Place, Result};

const BETWEENS: [(&str, Between); 2] = [("linear", Between::Linear), ("step", Between::Step)];

/// Reads the points, and what `between` says lies between them.
pub(super) fn read(points: &Value<'_>, between: Option<Value<'_>>) -> Result<Series> {
    let between = match between {
        Some(value) => one_of(&value, "between", BETWEENS)?,
        None => Between::default(),
    };
    let mut read: Vec<(f64, f64)> = Vec::new();
    for point in points.list()? {
        let pair = point.list()?;
        let [day, severity] = &pair[..] else {
            return Err(bad("a pair of a day and a severity", point.place()));
        };
        let (at, value) = (day.number()?, severity.number()?);
        match read.last() {
            None if at != 0.0 => return Err(bad("day 0 first", day.place())),
            Some((before, _)) if at <= *before => {
                return Err(bad("days that increase", day.place()));
            }
            _ if !(0.0..=1.0).contains(&value) => {
                return Err(bad("severities between 0 and 1", severity.place()));
            }
            _ => read.push((at, value)),
        }
    }
    Series::new(&read, between).ok_or_else(|| bad("at least one point", points.place()))
}

fn bad(wanted: &'static str, place: Place) -> Error {
    Error::new("scenario::bad-series").with("wanted", wanted).at(place)
}
