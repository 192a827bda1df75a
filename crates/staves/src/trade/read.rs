//! Reading product trade: the core takes every row, the reader says which line was left out.

use super::{Years, baci, long};
use crate::read::{Limits, Source};
use staves_core::dependence::{Builder, Dropped, Row, Trade};
use staves_core::error::PLACES_SHOWN;
use staves_core::{Error, Note, Place, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Most decompressed bytes: all years of BACI are long, and no line of them is kept as text.
const LIMITS: Limits = Limits { bytes: 64 << 30 };

/// What shares are taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Money.
    Value,
    /// Quantities.
    Quantity,
}

/// Product trade with what is known of its making.
#[derive(Debug)]
pub struct TradeFile {
    /// The panel.
    pub trade: Trade,
    /// Unit of its values; empty when the file does not say.
    pub unit: String,
    /// What was left out, repaired or odd.
    pub notes: Vec<Note>,
}

/// Reads a file, a folder or an archive.
///
/// # Errors
/// `trade::*`, `table::*`, those of CSV, Parquet and the disk.
pub fn read(path: &Path, years: &Years, by: By) -> Result<TradeFile> {
    let source = Source::open(&[path.to_owned()], &LIMITS)?;
    let members = baci::members(&source)?;
    let mut reading = Reading::new(&source, years, by);
    let (products, countries, unit) = match members.is_empty() {
        true => long::read(&mut reading)?,
        false => baci::read(&mut reading, &members)?,
    };
    let notes = reading.notes();
    if reading.builder.is_empty() {
        return Err(Error::new("trade::nothing").at(source.place(0)));
    }
    let (trade, twice) = reading.builder.finish(products, countries);
    Ok(TradeFile { trade, unit, notes: notes.into_iter().chain(twice).collect() })
}

/// A source being read.
pub(super) struct Reading<'s> {
    pub source: &'s Source,
    pub years: &'s Years,
    pub by: By,
    pub builder: Builder,
    /// Members that were read.
    pub used: Vec<usize>,
    /// Notes that stand by themselves.
    pub said: Vec<Note>,
    kept: f64,
    counted: BTreeMap<&'static str, Counted>,
}

/// Rows that were left out or repaired for one reason.
#[derive(Default)]
struct Counted {
    count: usize,
    places: Vec<String>,
    value: f64,
}

impl<'s> Reading<'s> {
    fn new(source: &'s Source, years: &'s Years, by: By) -> Self {
        Self {
            source,
            years,
            by,
            builder: Builder::default(),
            used: Vec::new(),
            said: Vec::new(),
            kept: 0.0,
            counted: BTreeMap::new(),
        }
    }

    /// Takes a row, or notes why it is left out and gives false. NaN is a quantity that is not
    /// known.
    pub fn row(&mut self, row: Row, place: impl FnOnce() -> Place) -> bool {
        let dropped = match row.value.is_nan() {
            true => ("trade::no-quantity", 0.0),
            false => match self.builder.row(row) {
                Ok(()) => {
                    self.kept += row.value;
                    return true;
                }
                Err(Dropped::SelfFlow) => ("trade::self-flows", row.value),
                Err(Dropped::NotPositive) => ("trade::not-positive", row.value),
            },
        };
        self.count(dropped.0, dropped.1, place);
        false
    }

    /// Counts a row under the code of a note, with the value that is lost by it.
    pub fn count(&mut self, code: &'static str, value: f64, place: impl FnOnce() -> Place) {
        let counted = self.counted.entry(code).or_default();
        counted.count += 1;
        counted.value += value;
        if counted.places.len() < PLACES_SHOWN {
            counted.places.push(place().to_string());
        }
    }

    /// The notes of everything read.
    fn notes(&mut self) -> Vec<Note> {
        let mut notes = std::mem::take(&mut self.said);
        for (code, counted) in std::mem::take(&mut self.counted) {
            let note = Note::new(code, counted.count).places(counted.places);
            let share = 100.0 * counted.value / (self.kept + counted.value);
            notes.push(match counted.value == 0.0 {
                true => note,
                false => note.effect(format!("{:+.2} %", -share)),
            });
        }
        let members = self.source.members();
        let other = (0..members.len()).filter(|member| !self.used.contains(member));
        let other: Vec<String> = other.map(|member| members[member].name.clone()).collect();
        if !other.is_empty() {
            notes.push(Note::new("trade::unused-files", other.len()).places(other));
        }
        notes
    }
}
