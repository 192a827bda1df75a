//! A table of named columns: the one form in which results go to Parquet, CSV, JSON and Markdown.

mod read;
mod write;

pub use read::{ParquetReader, is_decoding};
pub use write::{ParquetWriter, parquet_error};

use crate::store::atomic::{self, disk_error};
use arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray, UInt32Array,
    types::UInt32Type,
};
use arrow_schema::{DataType, Field, Schema};
use staves_core::codes::nearest_name;
use staves_core::{Error, Place, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Text.
    Text(Vec<String>),
    /// Text drawn from a short list: numbers of names.
    Names(Vec<u32>, Arc<Vec<String>>),
    /// Whole numbers.
    Integer(Vec<i64>),
    /// Numbers; NaN stands for missing and is written as empty, null, never as a number.
    Number(Vec<f64>),
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// `snake_case`, with the unit in the name or in a column beside it.
    pub name: String,
    /// Its values.
    pub values: Values,
}

/// A kind of file that holds a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Comma-separated values, UTF-8.
    Csv,
    /// Parquet.
    Parquet,
}

impl FileKind {
    /// The extension of such files, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// Columns of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// In the order shown.
    pub columns: Vec<Column>,
}

/// One cell, for printing.
pub enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// No value.
    Missing,
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Names(values, _) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Number(values) => values.len(),
        }
    }

    /// The text of a row; `None` for numbers.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text(values) => Some(&values[row]),
            Self::Names(keys, names) => Some(&names[keys[row] as usize]),
            Self::Integer(_) | Self::Number(_) => None,
        }
    }

    /// Whether it holds text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Names(..))
    }

    /// The rows of the given numbers, in their order.
    fn rows(&self, rows: &[usize]) -> Self {
        fn pick<T: Clone>(values: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|row| values[*row].clone()).collect()
        }
        match self {
            Self::Text(values) => Self::Text(pick(values, rows)),
            Self::Names(keys, names) => Self::Names(pick(keys, rows), names.clone()),
            Self::Integer(values) => Self::Integer(pick(values, rows)),
            Self::Number(values) => Self::Number(pick(values, rows)),
        }
    }

    /// All values as numbers, NaN for missing; `None` for text.
    #[must_use]
    pub fn numbers(&self) -> Option<Cow<'_, [f64]>> {
        match self {
            Self::Number(values) => Some(Cow::Borrowed(values)),
            Self::Integer(values) => Some(values.iter().map(|value| *value as f64).collect()),
            Self::Text(_) | Self::Names(..) => None,
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Self::Text(_) => DataType::Utf8,
            Self::Names(..) => {
                DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8))
            }
            Self::Integer(_) => DataType::Int64,
            Self::Number(_) => DataType::Float64,
        }
    }

    fn to_arrow(&self) -> ArrayRef {
        match self {
            Self::Text(values) => Arc::new(StringArray::from_iter_values(values)),
            Self::Names(keys, names) => {
                let keys = UInt32Array::from(keys.clone());
                let names = Arc::new(StringArray::from_iter_values(names.iter()));
                let array = DictionaryArray::<UInt32Type>::try_new(keys, names);
                Arc::new(array.expect("every key has a name"))
            }
            Self::Integer(values) => Arc::new(Int64Array::from(values.clone())),
            Self::Number(values) => {
                let present = values.iter().map(|value| (!value.is_nan()).then_some(*value));
                Arc::new(present.collect::<Float64Array>())
            }
        }
    }
}

impl Table {
    /// A table of columns.
    #[must_use]
    pub fn new(columns: Vec<(&str, Values)>) -> Self {
        let columns: Vec<Column> = columns
            .into_iter()
            .map(|(name, values)| Column { name: name.to_owned(), values })
            .collect();
        debug_assert!(columns.windows(2).all(|pair| pair[0].values.len() == pair[1].values.len()));
        Self { columns }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One cell.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match &self.columns[column].values {
            Values::Text(values) => Cell::Text(&values[row]),
            Values::Names(keys, names) => Cell::Text(&names[keys[row] as usize]),
            Values::Integer(values) => Cell::Integer(values[row]),
            Values::Number(values) if values[row].is_nan() => Cell::Missing,
            Values::Number(values) => Cell::Number(values[row]),
        }
    }

    /// The rows that are wanted, in their order.
    #[must_use]
    pub fn filtered(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..self.len()).filter(|row| wanted(*row)).collect();
        let columns = self.columns.iter();
        let columns = columns
            .map(|column| Column { name: column.name.clone(), values: column.values.rows(&rows) });
        Self { columns: columns.collect() }
    }

    /// The same table without a column.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.columns.retain(|column| column.name != name);
        self
    }

    /// The column of a name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Values> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.values)
    }

    /// A column that a layout needs to hold text; `place` is the table's file.
    ///
    /// # Errors
    /// `table::missing-column` with the nearest name, `table::wrong-column`.
    pub fn need_text(&self, name: &str, place: &Place) -> Result<&Values> {
        let values = self.need(name, place)?;
        match values {
            Values::Text(_) | Values::Names(..) => Ok(values),
            _ => Err(wrong_column(name, "text", "numbers", place)),
        }
    }

    /// A column that a layout needs to hold numbers, NaN for missing.
    ///
    /// # Errors
    /// As [`Table::need_text`].
    pub fn need_numbers(&self, name: &str, place: &Place) -> Result<Cow<'_, [f64]>> {
        let values = self.need(name, place)?;
        values.numbers().ok_or_else(|| wrong_column(name, "numbers", "text", place))
    }

    fn need(&self, name: &str, place: &Place) -> Result<&Values> {
        self.column(name).ok_or_else(|| {
            let known = self.columns.iter().map(|column| column.name.as_str());
            Error::new("table::missing-column")
                .with("column", name)
                .nearest(nearest_name(name, known))
                .at(place.clone())
        })
    }

    /// Comma-separated values with a header; numbers in full precision.
    ///
    /// # Errors
    /// Of the writer.
    pub fn write_csv(&self, out: impl Write) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(|column| &column.name))?;
        self.write_csv_rows(&mut writer)?;
        writer.flush()
    }

    fn write_csv_rows(&self, writer: &mut csv::Writer<impl Write>) -> std::io::Result<()> {
        for row in 0..self.len() {
            for column in 0..self.columns.len() {
                match self.cell(row, column) {
                    Cell::Text(text) => writer.write_field(text)?,
                    Cell::Integer(value) => writer.write_field(value.to_string())?,
                    Cell::Number(value) => writer.write_field(value.to_string())?,
                    Cell::Missing => writer.write_field("")?,
                }
            }
            writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    /// Writes a file atomically; `about` is kept where the kind of file has a place for it.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write(&self, path: &Path, kind: FileKind, about: &[(&str, &str)]) -> Result<()> {
        let mut parts = [self.clone()].into_iter();
        Self::write_parts(path, kind, about, self, &mut || parts.next())
    }

    /// Writes tables with the columns of `like` below each other as one file, atomically.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write_parts(
        path: &Path,
        kind: FileKind,
        about: &[(&str, &str)],
        like: &Self,
        next: &mut dyn FnMut() -> Option<Self>,
    ) -> Result<()> {
        let failed = |error: std::io::Error| disk_error(path, &error);
        atomic::file(path, |out| match kind {
            FileKind::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                let header = writer.write_record(like.columns.iter().map(|column| &column.name));
                header.map_err(|error| failed(error.into()))?;
                while let Some(part) = next() {
                    part.write_csv_rows(&mut writer).map_err(failed)?;
                }
                writer.flush().map_err(failed)
            }
            FileKind::Parquet => {
                let mut writer = ParquetWriter::new(out, like, about, path)?;
                while let Some(part) = next() {
                    writer.write(&part)?;
                }
                writer.finish().map(|_| ())
            }
        })
    }

    /// Rows as flat JSON objects.
    #[must_use]
    pub fn to_json_rows(&self) -> serde_json::Value {
        let row = |row: usize| {
            let cells = self.columns.iter().enumerate().map(|(k, column)| {
                let value = match self.cell(row, k) {
                    Cell::Text(text) => text.into(),
                    Cell::Integer(value) => value.into(),
                    Cell::Number(value) => value.into(),
                    Cell::Missing => serde_json::Value::Null,
                };
                (column.name.clone(), value)
            });
            serde_json::Value::Object(cells.collect())
        };
        (0..self.len()).map(row).collect()
    }

    fn schema(&self) -> Schema {
        let fields = self.columns.iter().map(|column| {
            let nullable = matches!(column.values, Values::Number(_));
            Field::new(&column.name, column.values.data_type(), nullable)
        });
        Schema::new(fields.collect::<Vec<_>>())
    }

    fn to_batch(&self, schema: Arc<Schema>) -> RecordBatch {
        let arrays = self.columns.iter().map(|column| column.values.to_arrow()).collect();
        RecordBatch::try_new(schema, arrays)
            .expect("columns have the length and type of the schema")
    }

    /// The bytes of a Parquet file.
    ///
    /// # Errors
    /// `disk::bad-parquet`, should the encoder refuse.
    pub fn to_parquet(&self, about: &[(&str, &str)]) -> Result<Vec<u8>> {
        let mut writer = ParquetWriter::new(Vec::new(), self, about, Path::new("-"))?;
        writer.write(self)?;
        writer.finish()
    }

    /// Writes a Parquet file atomically; `about` is kept in the file's key-value metadata.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write_parquet(&self, path: &Path, about: &[(&str, &str)]) -> Result<()> {
        self.write(path, FileKind::Parquet, about)
    }

    /// Reads a whole Parquet file with its key-value metadata.
    ///
    /// # Errors
    /// As [`ParquetReader::open`].
    pub fn read_parquet(path: &Path) -> Result<(Self, BTreeMap<String, String>)> {
        let reader = ParquetReader::open(path)?;
        let about = reader.about().clone();
        Ok((reader.table()?, about))
    }
}

impl Table {
    /// Reads some columns of a Parquet file; those it does not have are left out.
    ///
    /// # Errors
    /// As [`ParquetReader::open`].
    pub fn read_columns(path: &Path, names: &[&str]) -> Result<Self> {
        ParquetReader::open_columns(path, Some(names))?.table()
    }
}

fn wrong_column(name: &str, wanted: &str, found: &str, place: &Place) -> Error {
    Error::new("table::wrong-column")
        .with("column", name)
        .with("wanted", wanted)
        .with("found", found)
        .at(place.clone().key(name))
}
