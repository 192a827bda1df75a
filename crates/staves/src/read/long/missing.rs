//! Values that are blank.

use crate::read::Missing;
use staves_core::error::PLACES_SHOWN;
use staves_core::{Error, Note, Place, Result};

/// Blank values met so far.
#[derive(Default)]
pub struct MissingValues {
    count: usize,
    places: Vec<Place>,
}

impl MissingValues {
    /// The value, or zero for a missing one, which is counted.
    pub fn or_zero(&mut self, value: f64, place: impl FnOnce() -> Place) -> f64 {
        if !value.is_nan() {
            return value;
        }
        self.count += 1;
        if self.places.len() < PLACES_SHOWN {
            self.places.push(place());
        }
        0.0
    }

    /// What the user wished to happen to them.
    ///
    /// # Errors
    /// `table::missing-values`.
    pub fn settle(self, wish: Missing) -> Result<Option<Note>> {
        let Some(first) = self.places.first() else { return Ok(None) };
        match wish {
            Missing::Refuse => {
                Err(Error::new("table::missing-values").with("count", self.count).at(first.clone()))
            }
            Missing::Zero => {
                let places = self.places.iter().map(Place::to_string);
                Ok(Some(Note::new("import::missing-as-zero", self.count).places(places)))
            }
        }
    }
}
