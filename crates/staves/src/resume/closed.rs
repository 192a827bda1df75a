//! What is closed now, and what opening it takes: a table.

use crate::read::long::chunks::{self, Chunk};
use crate::read::long::layout::{TableLayout, number, text};
use crate::read::{Limits, Source};
use crate::scenario::Selector;
use staves_core::{Economy, Error, Place, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the table in a study.
pub const FILE: &str = "closed.csv";

/// One line of a table of what is closed.
pub const CLOSED: TableLayout = TableLayout {
    name: "closed",
    also: "",
    required: false,
    meaning: "what is closed, and what opening it takes; a cell of a later line takes the place of \
              an earlier one, and what no line names is open",
    columns: &[
        text("region", false, "code or pattern; all when empty or absent"),
        text("sector", false, "code or pattern; all when empty or absent"),
        number("open", true, "share", "how much of it is open now, 0 to 1"),
        number("contacts", false, "any", "contacts when all of it is open"),
        number("infections", false, "any", "infections when all of it is open"),
        number("labour", false, "any", "people at work when all of it is open"),
        number("days", false, "days", "work of a crew before it opens, whole days"),
        number("essential", false, "share", "final demand for its product that must be served"),
    ],
};

/// Columns that a budget can be set for.
pub const BUDGETS: [&str; 3] = ["contacts", "infections", "labour"];

/// Most days of work on a unit, a century: more is a slip of the pen.
const MOST_DAYS: f64 = 36_500.0;

/// What is closed, by row of the economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// The file.
    pub file: String,
    /// Share that is open.
    pub open: Vec<f64>,
    /// Line that says so, for those that are closed.
    lines: Vec<Option<Place>>,
    /// Numbers of the other columns, NaN where there are none.
    numbers: BTreeMap<&'static str, Vec<f64>>,
}

impl Closed {
    /// Reads a table, CSV or Parquet, against an economy.
    ///
    /// # Errors
    /// `scenario::unknown-region`, `scenario::unknown-sector`, `scenario::out-of-range`,
    /// `resume::nothing-closed`; of the table and of the disk.
    pub fn read(path: &Path, economy: &Economy) -> Result<Self> {
        let source = Source::open(&[path.to_owned()], &Limits::default())?;
        let count = economy.len();
        let optional = CLOSED.columns.iter().map(|column| column.name).skip(3);
        let mut closed = Self {
            file: path.display().to_string(),
            open: vec![1.0; count],
            lines: vec![None; count],
            numbers: optional.map(|name| (name, vec![f64::NAN; count])).collect(),
        };
        chunks::read(&source, 0, &CLOSED, &mut |chunk| {
            (0..chunk.len()).try_for_each(|row| closed.line(chunk, row, economy))
        })?;
        if closed.units().is_empty() {
            return Err(Error::new("resume::nothing-closed").at(Place::file(closed.file)));
        }
        Ok(closed)
    }

    fn line(&mut self, chunk: &Chunk, row: usize, economy: &Economy) -> Result<()> {
        let select = |column: &str| {
            Selector::one(chunk.text_at(column, row).unwrap_or_default(), chunk.place(row))
        };
        let regions = select("region").ids(&economy.regions, "scenario::unknown-region")?;
        let sectors = select("sector").ids(&economy.sectors, "scenario::unknown-sector")?;
        let producers = regions.iter().flat_map(|region| {
            sectors.iter().filter_map(move |sector| economy.producer(*region, *sector))
        });
        let open = cell(chunk, "open", row)?.unwrap_or(f64::NAN);
        if open.is_nan() {
            return Err(out_of_range("open", "–", chunk.place(row)));
        }
        for unit in producers {
            self.open[unit] = open;
            self.lines[unit] = Some(chunk.place(row));
            for (name, numbers) in &mut self.numbers {
                if let Some(number) = cell(chunk, name, row)? {
                    numbers[unit] = number;
                }
            }
        }
        Ok(())
    }

    /// Rows of the economy that are closed, in part or whole.
    #[must_use]
    pub fn units(&self) -> Vec<usize> {
        (0..self.open.len()).filter(|unit| self.open[*unit] < 1.0).collect()
    }

    /// The numbers of a column for the units that are closed, 0 for all others. People at work are
    /// those of the economy where the table does not say.
    ///
    /// # Errors
    /// `resume::no-number` for a closed unit without one.
    pub fn needed(&self, column: &str, economy: &Economy) -> Result<Vec<f64>> {
        let labour = economy.attribute("labour").filter(|_| column == "labour");
        let mut needed = vec![0.0; self.open.len()];
        for unit in self.units() {
            let own = self.numbers.get(column).map_or(f64::NAN, |numbers| numbers[unit]);
            let number =
                if own.is_nan() { labour.map(|labour| labour.values[unit]) } else { Some(own) };
            needed[unit] = number.ok_or_else(|| {
                Error::new("resume::no-number")
                    .with("column", column)
                    .with("unit", economy.name(unit))
                    .at(self.place(unit))
            })?;
        }
        Ok(needed)
    }

    /// Share of final demand for each product that must be served: the most of what its producers
    /// have.
    #[must_use]
    pub fn essential(&self, economy: &Economy) -> Vec<f64> {
        let mut shares = vec![0.0_f64; economy.sectors.len()];
        for (producer, share) in economy.producers.iter().zip(&self.numbers["essential"]) {
            let known = &mut shares[producer.sector as usize];
            // `max` leaves out what is not known.
            *known = known.max(*share);
        }
        shares
    }

    /// Where a unit was closed.
    #[must_use]
    pub fn place(&self, unit: usize) -> Place {
        self.lines[unit].clone().unwrap_or_else(|| Place::file(self.file.clone()))
    }
}

/// A number of a line, if it is there.
fn cell(chunk: &Chunk, name: &str, row: usize) -> Result<Option<f64>> {
    let Some(number) = chunk.number_at(name, row) else { return Ok(None) };
    let most = match name {
        "open" | "essential" => 1.0,
        "days" => MOST_DAYS,
        _ => f64::MAX,
    };
    let whole = name != "days" || number.fract() == 0.0;
    match (0.0..=most).contains(&number) && whole {
        true => Ok(Some(number)),
        false => Err(out_of_range(name, &number.to_string(), chunk.place(row))),
    }
}

fn out_of_range(name: &str, found: &str, place: Place) -> Error {
    let wanted = match name {
        "open" | "essential" => "0 to 1",
        "days" => "a whole number, 0 to 36500",
        _ => "0 or more",
    };
    Error::new("scenario::out-of-range")
        .with("key", name)
        .with("found", found)
        .with("wanted", wanted)
        .at(place)
}
