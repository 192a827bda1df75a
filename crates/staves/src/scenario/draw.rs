//! A number in a scenario that may be drawn anew in each run: `0.3`, or a table that names its
//! distribution: `{ triangular = [0.2, 0.4, 0.7] }`.

use crate::document::Value;
use staves_core::codes::nearest_name;
use staves_core::random::Draw;
use staves_core::{Error, Place, Result};

/// A number or distribution with where it stands.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The distribution.
    pub draw: Draw,
    /// Where it was written.
    pub place: Place,
}

const SHAPES: [&str; 4] = ["uniform", "triangular", "normal", "choice"];

/// Whether a value is a table that names a distribution.
pub(super) fn is_distribution(value: &Value<'_>) -> bool {
    matches!(value.keys()[..], [key] if SHAPES.contains(&key))
}

impl Drawn {
    /// Reads a number or a distribution.
    pub(super) fn read(value: Value<'_>) -> Result<Self> {
        let place = value.place();
        if !value.is_section() {
            return Ok(Self { draw: Draw::Fixed(value.number()?), place });
        }
        let section = value.section()?;
        let entries = section.entries();
        let [(shape, numbers)] = &entries[..] else {
            return Err(Error::new("scenario::one-distribution").at(place));
        };
        let numbers: Vec<f64> = numbers.list()?.iter().map(Value::number).collect::<Result<_>>()?;
        let draw = match (shape.as_str(), &numbers[..]) {
            ("uniform", &[low, high]) => Draw::Uniform { low, high },
            ("triangular", &[low, mode, high]) => Draw::Triangular { low, mode, high },
            ("normal", &[mean, sd, low, high]) => Draw::Normal { mean, sd, low, high },
            ("choice", [_, ..]) => Draw::Choice(numbers),
            (shape, _) if SHAPES.contains(&shape) => {
                return Err(Error::new("scenario::bad-distribution")
                    .with("shape", shape)
                    .with("wanted", wanted(shape))
                    .at(place));
            }
            (shape, _) => {
                return Err(Error::new("scenario::unknown-choice")
                    .with("what", "distribution")
                    .with("found", shape)
                    .with("known", SHAPES.join("`, `"))
                    .nearest(nearest_name(shape, SHAPES))
                    .at(place));
            }
        };
        if ordered(&draw) {
            return Ok(Self { draw, place });
        }
        Err(Error::new("scenario::bad-distribution")
            .with("shape", shape)
            .with("wanted", wanted(shape))
            .at(place))
    }

    /// A fixed number that was not written anywhere.
    pub(super) fn fixed(value: f64, place: Place) -> Self {
        Self { draw: Draw::Fixed(value), place }
    }

    /// Smallest and largest value.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        self.draw.bounds()
    }

    /// Refuses values outside `low..=high`; `open` leaves `low` itself out.
    pub(super) fn within(self, key: &str, low: f64, high: f64, open: bool) -> Result<Self> {
        let (from, to) = self.bounds();
        if (from > low || (!open && from == low)) && to <= high {
            return Ok(self);
        }
        let wanted = match (open, high.is_finite()) {
            (true, false) => format!("above {low}"),
            (false, false) => format!("{low} or more"),
            (true, true) => format!("above {low} and at most {high}"),
            (false, true) => format!("between {low} and {high}"),
        };
        let found = if to > high { to } else { from };
        Err(super::out_of_range(key, found, wanted, self.place))
    }

    /// As people read it: `0.3`, `triangular 0.2, 0.4, 0.7`.
    #[must_use]
    pub fn shown(&self) -> String {
        let list = |name: &str, values: &[f64]| {
            let values: Vec<String> = values.iter().map(f64::to_string).collect();
            format!("{name} {}", values.join(", "))
        };
        match &self.draw {
            Draw::Fixed(value) => value.to_string(),
            Draw::Uniform { low, high } => list("uniform", &[*low, *high]),
            Draw::Triangular { low, mode, high } => list("triangular", &[*low, *mode, *high]),
            Draw::Normal { mean, sd, low, high } => list("normal", &[*mean, *sd, *low, *high]),
            Draw::Choice(values) => list("choice", values),
        }
    }
}

fn wanted(shape: &str) -> &'static str {
    match shape {
        "uniform" => "[low, high] with low < high",
        "triangular" => "[low, mode, high] with low ≤ mode ≤ high and low < high",
        "normal" => "[mean, sd, low, high] with low ≤ mean ≤ high, low < high and sd > 0",
        _ => "a list of at least one number",
    }
}

fn ordered(draw: &Draw) -> bool {
    match draw {
        Draw::Fixed(_) => true,
        Draw::Uniform { low, high } => low < high,
        Draw::Triangular { low, mode, high } => low < high && low <= mode && mode <= high,
        Draw::Normal { mean, sd, low, high } => {
            low < high && low <= mean && mean <= high && *sd > 0.0
        }
        Draw::Choice(values) => !values.is_empty(),
    }
}
