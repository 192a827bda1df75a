//! A table of the layout, CSV or Parquet, as pieces of columns.

use super::layout::{ColumnLayout, Holds, TableLayout};
use crate::read::Source;
use crate::read::records::{Record, Records, number};
use crate::table::{Column, ParquetReader, Table, Values};
use staves_core::economy::id;
use staves_core::{Error, Place, Result};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Lines handed on at a time.
const LINES: usize = 1 << 16;

/// Some lines of a table: the columns of its layout that the file has. Texts are [`Values::Names`],
/// numbers are [`Values::Number`] with NaN for missing.
pub struct Chunk {
    table: Table,
    place: Place,
    /// Line of each row in a CSV file; empty for Parquet.
    lines: Vec<usize>,
    /// Rows that came before.
    before: usize,
}

impl Chunk {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// The text column of a name, if the file has it.
    pub fn text(&self, name: &str) -> Option<(&[u32], &[String])> {
        match self.table.column(name)? {
            Values::Names(keys, names) => Some((keys, names)),
            _ => None,
        }
    }

    /// The text of a row, if the file has the column.
    pub fn text_at(&self, name: &str, row: usize) -> Option<&str> {
        self.table.column(name)?.text(row)
    }

    /// The number of a row, if the file has the column and the cell is not empty.
    pub fn number_at(&self, name: &str, row: usize) -> Option<f64> {
        self.numbers(name).map(|values| values[row]).filter(|value| !value.is_nan())
    }

    /// The numbers of a column, if the file has it.
    pub fn numbers(&self, name: &str) -> Option<&[f64]> {
        match self.table.column(name)? {
            Values::Number(values) => Some(values),
            _ => None,
        }
    }

    /// Line of a row, or its number in a Parquet file, from 1.
    pub fn line(&self, row: usize) -> usize {
        self.lines.get(row).copied().unwrap_or(self.before + row + 1)
    }

    /// The place of a row.
    pub fn place(&self, row: usize) -> Place {
        at(&self.place, self.line(row), self.lines.is_empty())
    }
}

/// A place by the number that [`Chunk::line`] gives.
pub fn at(file: &Place, line: usize, parquet: bool) -> Place {
    if parquet { file.clone().key(format!("row {line}")) } else { file.clone().line(line) }
}

/// Whether a member is a Parquet file.
pub fn is_parquet(source: &Source, member: usize) -> bool {
    source.members()[member].name.to_lowercase().ends_with(".parquet")
}

/// Reads a table piece by piece; at least one piece, perhaps without rows. Returns the names of
/// columns that the layout does not know.
///
/// # Errors
/// `table::missing-column`, `table::wrong-column`, `table::ragged`, `table::text-in-number`,
/// those of `each`, of CSV and of Parquet.
pub fn read(
    source: &Source,
    member: usize,
    layout: &TableLayout,
    each: &mut dyn FnMut(&Chunk) -> Result<()>,
) -> Result<Vec<String>> {
    match is_parquet(source, member) {
        true => read_parquet(source, member, layout, each),
        false => read_csv(source, member, layout, each),
    }
}

fn read_parquet(
    source: &Source,
    member: usize,
    layout: &TableLayout,
    each: &mut dyn FnMut(&Chunk) -> Result<()>,
) -> Result<Vec<String>> {
    let place = source.place(member);
    let reader = ParquetReader::from_bytes(Path::new(&place.file), source.bytes(member)?)?;
    let empty = reader.columns();
    let unknown = unknown(layout, empty.columns.iter().map(|column| column.name.as_str()));
    let mut before = 0;
    for batch in std::iter::once(Ok(empty)).chain(reader) {
        let table = normal(&batch?, layout, &place)?;
        let chunk = Chunk { table, place: place.clone(), lines: Vec::new(), before };
        before += chunk.len();
        each(&chunk)?;
    }
    Ok(unknown)
}

fn unknown<'n>(layout: &TableLayout, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let known = |name: &str| layout.columns.iter().any(|column| column.name == name);
    names.filter(|name| !known(name)).map(str::to_owned).collect()
}

/// The columns of the layout in the form that [`Chunk`] promises.
fn normal(table: &Table, layout: &TableLayout, place: &Place) -> Result<Table> {
    let mut columns = Vec::new();
    for column in layout.columns {
        if table.column(column.name).is_none() && !column.required {
            continue;
        }
        let values = match column.holds {
            Holds::Number => Values::Number(table.need_numbers(column.name, place)?.into_owned()),
            Holds::Label if table.column(column.name).is_some_and(|values| !values.is_text()) => {
                whole_numbers(table, column.name, place)?
            }
            Holds::Text | Holds::Label => match table.need_text(column.name, place)? {
                names @ Values::Names(..) => names.clone(),
                text => {
                    let mut names = NamesBuilder::default();
                    (0..table.len()).for_each(|row| names.push(text.text(row).unwrap_or_default()));
                    names.finish()
                }
            },
        };
        columns.push(Column { name: column.name.to_owned(), values });
    }
    Ok(Table { columns })
}

/// Labels that a Parquet file holds as whole numbers.
fn whole_numbers(table: &Table, name: &str, place: &Place) -> Result<Values> {
    let Some(Values::Integer(values)) = table.column(name) else {
        return Err(Error::new("table::wrong-column")
            .with("column", name)
            .with("wanted", "text or whole numbers")
            .with("found", "numbers")
            .at(place.clone().key(name)));
    };
    let mut names = NamesBuilder::default();
    values.iter().for_each(|value| names.push(&value.to_string()));
    Ok(names.finish())
}

/// Texts on their way to numbers and a list of names.
#[derive(Default)]
struct NamesBuilder {
    keys: Vec<u32>,
    names: Vec<String>,
    known: BTreeMap<String, u32>,
}

impl NamesBuilder {
    fn push(&mut self, text: &str) {
        // Sellers stand in runs: most texts are the one before.
        let last = self.keys.last().copied().filter(|key| self.names[*key as usize] == text);
        let key = last.or_else(|| self.known.get(text).copied()).unwrap_or_else(|| {
            let key = id(self.names.len());
            self.names.push(text.to_owned());
            self.known.insert(text.to_owned(), key);
            key
        });
        self.keys.push(key);
    }

    fn finish(&mut self) -> Values {
        let names = Arc::new(std::mem::take(&mut self.names));
        self.known.clear();
        Values::Names(std::mem::take(&mut self.keys), names)
    }
}

/// Columns of a CSV file being filled.
struct CsvColumns {
    columns: Vec<(usize, &'static ColumnLayout, Builder)>,
    lines: Vec<usize>,
}

enum Builder {
    Names(NamesBuilder),
    Numbers(Vec<f64>),
}

impl CsvColumns {
    /// Finds the columns of a layout in a header.
    fn find(header: &Record, layout: &TableLayout, place: &Place) -> Result<Self> {
        let mut columns = Vec::new();
        for column in layout.columns {
            let Some(at) = header.fields.iter().position(|name| name == column.name) else {
                if column.required {
                    let known = header.fields.iter();
                    return Err(Error::new("table::missing-column")
                        .with("column", column.name)
                        .nearest(staves_core::codes::nearest_name(column.name, known))
                        .at(place.clone().line(header.line)));
                }
                continue;
            };
            let builder = match column.holds {
                Holds::Text | Holds::Label => Builder::Names(NamesBuilder::default()),
                Holds::Number => Builder::Numbers(Vec::new()),
            };
            columns.push((at, column, builder));
        }
        Ok(Self { columns, lines: Vec::new() })
    }

    fn push(&mut self, record: &Record, place: &Place) -> Result<()> {
        for (at, column, builder) in &mut self.columns {
            let field = &record.fields[*at];
            match builder {
                Builder::Names(names) => names.push(field),
                Builder::Numbers(values) if field.is_empty() => values.push(f64::NAN),
                Builder::Numbers(values) => {
                    let place = || place.clone().line(record.line).key(column.name);
                    values.push(number(field, place)?);
                }
            }
        }
        self.lines.push(record.line);
        Ok(())
    }

    fn take(&mut self, place: &Place) -> Chunk {
        let columns = self.columns.iter_mut().map(|(_, column, builder)| Column {
            name: column.name.to_owned(),
            values: match builder {
                Builder::Names(names) => names.finish(),
                Builder::Numbers(values) => Values::Number(std::mem::take(values)),
            },
        });
        let table = Table { columns: columns.collect() };
        Chunk { table, place: place.clone(), lines: std::mem::take(&mut self.lines), before: 0 }
    }
}

fn read_csv(
    source: &Source,
    member: usize,
    layout: &TableLayout,
    each: &mut dyn FnMut(&Chunk) -> Result<()>,
) -> Result<Vec<String>> {
    let place = source.place(member);
    let mut records = Records::open(source, member)?;
    let header = records
        .next()
        .transpose()?
        .ok_or_else(|| Error::new("import::empty-file").at(place.clone()))?;
    let mut columns = CsvColumns::find(&header, layout, &place)?;
    for record in records {
        let record = record?;
        if record.fields.len() != header.fields.len() {
            return Err(Error::new("table::ragged")
                .with("found", record.fields.len())
                .with("wanted", header.fields.len())
                .at(place.line(record.line)));
        }
        columns.push(&record, &place)?;
        if columns.lines.len() == LINES {
            each(&columns.take(&place))?;
        }
    }
    each(&columns.take(&place))?;
    Ok(unknown(layout, header.fields.iter()))
}
