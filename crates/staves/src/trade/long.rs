//! Our own table of flows, with what countries make beside it.

use super::By;
use super::layout::{OUTPUT, TRADE};
use super::read::Reading;
use crate::read::long::chunks::{self, Chunk};
use crate::read::long::layout::TableLayout;
use staves_core::codes::Entry;
use staves_core::dependence::Row;
use staves_core::economy::id;
use staves_core::{Codes, Error, Note, Result};
use std::collections::BTreeMap;

/// Codes in the order in which they first appear.
#[derive(Default)]
struct Names {
    codes: Vec<String>,
    known: BTreeMap<String, u32>,
}

impl Names {
    fn id(&mut self, code: &str) -> u32 {
        if let Some(id) = self.known.get(code) {
            return *id;
        }
        let new = id(self.codes.len());
        self.codes.push(code.to_owned());
        self.known.insert(code.to_owned(), new);
        new
    }

    fn codes(&self) -> Result<Codes> {
        Codes::new(self.codes.iter().map(Entry::plain).collect())
    }
}

/// Reads the tables; gives the products, the countries and the unit.
pub(super) fn read(reading: &mut Reading<'_>) -> Result<(Codes, Codes, String)> {
    let (mut products, mut countries) = (Names::default(), Names::default());
    let member = member(reading, &TRADE)?.ok_or_else(|| {
        Error::new("trade::no-table").with("table", TRADE.name).at(reading.source.place(0))
    })?;
    let mut unit = String::new();
    each(reading, member, &TRADE, &mut |reading, chunk| {
        same_unit(chunk, &mut unit)?;
        flows(reading, chunk, &mut products, &mut countries)
    })?;
    if let Some(member) = self::member(reading, &OUTPUT)? {
        each(reading, member, &OUTPUT, &mut |reading, chunk| {
            output(reading, chunk, &products, &countries)
        })?;
    }
    lost_zeros(reading, &products.codes);
    let unit = if reading.by == By::Value { unit } else { String::new() };
    Ok((products.codes()?, countries.codes()?, unit))
}

/// The member that holds a table: by its name, or, for the flows, the only one there is.
fn member(reading: &Reading<'_>, layout: &TableLayout) -> Result<Option<usize>> {
    let found = reading.source.find(|file| match file.to_lowercase().rsplit_once('.') {
        Some((stem, "csv" | "parquet")) => stem == layout.name,
        _ => false,
    });
    match found[..] {
        [] if layout.required && reading.source.members().len() == 1 => Ok(Some(0)),
        [] => Ok(None),
        [member] => Ok(Some(member)),
        [_, second, ..] => {
            let place = reading.source.place(second);
            Err(Error::new("trade::table-twice").with("table", layout.name).at(place))
        }
    }
}

fn each(
    reading: &mut Reading<'_>,
    member: usize,
    layout: &TableLayout,
    each: &mut dyn FnMut(&mut Reading<'_>, &Chunk) -> Result<()>,
) -> Result<()> {
    reading.used.push(member);
    let source = reading.source;
    let unused = chunks::read(source, member, layout, &mut |chunk| each(reading, chunk))?;
    if !unused.is_empty() {
        let file = &source.members()[member].name;
        let note = Note::new("trade::unused-columns", unused.len()).with("file", file);
        reading.said.push(note.places(unused.into_iter().map(|name| format!("`{name}`"))));
    }
    Ok(())
}

/// The unit is the same in all lines.
fn same_unit(chunk: &Chunk, unit: &mut String) -> Result<()> {
    for row in 0..chunk.len() {
        let found = chunk.text_at("unit", row).unwrap_or_default();
        if unit.is_empty() {
            found.clone_into(unit);
        } else if !found.is_empty() && found != unit {
            return Err(Error::new("trade::units")
                .with("unit", found)
                .with("known", unit)
                .at(chunk.place(row).key("unit")));
        }
    }
    Ok(())
}

/// The year of a row.
fn year(chunk: &Chunk, row: usize) -> Result<u32> {
    let year = chunk.number_at("year", row).unwrap_or(f64::NAN);
    if year.fract() == 0.0 && (0.0..=9999.0).contains(&year) {
        return Ok(year as u32);
    }
    Err(Error::new("trade::year").with("year", year).at(chunk.place(row).key("year")))
}

/// The text of a column that must not be empty.
fn filled<'c>(chunk: &'c Chunk, row: usize, column: &'static str) -> Result<&'c str> {
    let text = chunk.text_at(column, row).unwrap_or_default();
    if text.is_empty() { Err(empty(chunk, row, column)) } else { Ok(text) }
}

fn empty(chunk: &Chunk, row: usize, column: &'static str) -> Error {
    Error::new("trade::empty-cell").with("column", column).at(chunk.place(row).key(column))
}

fn flows(
    reading: &mut Reading<'_>,
    chunk: &Chunk,
    products: &mut Names,
    countries: &mut Names,
) -> Result<()> {
    if reading.by == By::Quantity && chunk.numbers("quantity").is_none() {
        return Err(Error::new("trade::no-quantities").at(chunk.place(0)));
    }
    for row in 0..chunk.len() {
        let (year, product) = (year(chunk, row)?, filled(chunk, row, "product")?);
        let value = match reading.by {
            By::Value => chunk.number_at("value", row).ok_or_else(|| empty(chunk, row, "value"))?,
            By::Quantity => chunk.number_at("quantity", row).unwrap_or(f64::NAN),
        };
        if !reading.years.has(year) {
            continue;
        }
        let [exporter, importer] =
            ["exporter", "importer"].map(|column| chunk.text_at(column, row).unwrap_or_default());
        let place = || chunk.place(row);
        if exporter.is_empty() || importer.is_empty() {
            reading.count("trade::no-partner", value.max(0.0), place);
            continue;
        }
        let (exporter, importer) = (countries.id(exporter), countries.id(importer));
        let product = products.id(product);
        reading.row(Row { year, product, exporter, importer, value }, place);
    }
    Ok(())
}

fn output(
    reading: &mut Reading<'_>,
    chunk: &Chunk,
    products: &Names,
    countries: &Names,
) -> Result<()> {
    for row in 0..chunk.len() {
        let (year, product) = (year(chunk, row)?, filled(chunk, row, "product")?);
        let country = filled(chunk, row, "country")?;
        let value = chunk.number_at("value", row).ok_or_else(|| empty(chunk, row, "value"))?;
        let place = || chunk.place(row);
        if value < 0.0 {
            return Err(Error::new("trade::output").with("value", value).at(place().key("value")));
        }
        if !reading.years.has(year) {
            continue;
        }
        // Who trades nothing has no position that its output could change.
        match (products.known.get(product), countries.known.get(country)) {
            (Some(product), Some(country)) => {
                if !reading.builder.output(year, *product, *country, value) {
                    return Err(Error::new("trade::output-twice").at(place()));
                }
            }
            _ => reading.count("trade::output-not-traded", 0.0, place),
        }
    }
    Ok(())
}

/// Codes of five and of six digits side by side are what a spreadsheet leaves of HS6 codes.
fn lost_zeros(reading: &mut Reading<'_>, codes: &[String]) {
    let digits = |code: &&String| code.bytes().all(|byte| byte.is_ascii_digit());
    let of = |length: usize| codes.iter().filter(digits).filter(move |code| code.len() == length);
    let short = of(5).count();
    if short > 0 && of(6).next().is_some() {
        let places = of(5).map(|code| format!("`{code}`"));
        reading.said.push(Note::new("trade::five-digits", short).places(places));
    }
}
