//! Reading tables from Parquet: ours, and those of pandas, polars and DuckDB.

use super::{Column, Table, Values, parquet_error};
use crate::store::atomic::disk_error;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;
use staves_core::{Error, Place, Result};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows read at a time.
const BATCH: usize = 1 << 16;

/// A Parquet file read piece by piece, so that a large one is never in memory twice.
pub struct ParquetReader {
    batches: ParquetRecordBatchReader,
    columns: Vec<Column>,
    about: BTreeMap<String, String>,
    rows: usize,
    path: PathBuf,
}

impl ParquetReader {
    /// Opens a file.
    ///
    /// # Errors
    /// Of the disk; `disk::bad-parquet` when the file is not Parquet or is cut short,
    /// `disk::column-type` when a column holds neither text nor numbers.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_columns(path, None)
    }

    /// Opens a file for some of its columns only; those it does not have are left out.
    ///
    /// # Errors
    /// As [`ParquetReader::open`].
    pub fn open_columns(path: &Path, names: Option<&[&str]>) -> Result<Self> {
        let file = File::open(path).map_err(|error| disk_error(path, &error))?;
        guarded(path, || Self::parse(file, path, names))
    }

    /// Opens a file that is part of the program; `path` is its name in errors.
    ///
    /// # Errors
    /// As [`ParquetReader::open`].
    pub fn embedded(path: &Path, bytes: &'static [u8]) -> Result<Self> {
        Self::new(Bytes::from_static(bytes), path)
    }

    /// Opens the content of a file that was read already; `path` is its name in errors.
    ///
    /// # Errors
    /// As [`ParquetReader::open`].
    pub fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Self> {
        Self::new(Bytes::from(bytes), path)
    }

    fn new(source: impl ChunkReader + 'static, path: &Path) -> Result<Self> {
        guarded(path, || Self::parse(source, path, None))
    }

    fn parse(
        source: impl ChunkReader + 'static,
        path: &Path,
        names: Option<&[&str]>,
    ) -> Result<Self> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(source)
            .map_err(|error| parquet_error(path, &error))?;
        let rows = builder.metadata().file_metadata().num_rows();
        let wanted = |name: &String| names.is_none_or(|names| names.contains(&name.as_str()));
        let fields = builder.schema().fields();
        let roots: Vec<usize> =
            (0..fields.len()).filter(|field| wanted(fields[*field].name())).collect();
        let schema = builder.schema().project(&roots).map_err(|error| damaged(path, &error))?;
        let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
        let builder = builder.with_projection(mask);
        let empty = |field: &Arc<arrow_schema::Field>| {
            let values = no_values(field.data_type()).ok_or_else(|| {
                Error::new("disk::column-type")
                    .with("column", field.name())
                    .with("found", field.data_type())
                    .at(Place::file(path.display().to_string()).key(field.name()))
            })?;
            Ok(Column { name: field.name().clone(), values })
        };
        Ok(Self {
            columns: schema.fields().iter().map(empty).collect::<Result<_>>()?,
            about: schema.metadata().iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            rows: usize::try_from(rows).unwrap_or(0),
            path: path.to_owned(),
            batches: builder
                .with_batch_size(BATCH)
                .build()
                .map_err(|error| parquet_error(path, &error))?,
        })
    }

    /// Number of rows the file says it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Key-value metadata of the file.
    #[must_use]
    pub fn about(&self) -> &BTreeMap<String, String> {
        &self.about
    }

    /// A table with the columns of the file and no rows.
    #[must_use]
    pub fn columns(&self) -> Table {
        Table { columns: self.columns.clone() }
    }

    /// All rows at once.
    ///
    /// # Errors
    /// `disk::bad-parquet` when the file is damaged.
    pub fn table(self) -> Result<Table> {
        let mut whole = self.columns();
        for batch in self {
            for (column, next) in whole.columns.iter_mut().zip(batch?.columns) {
                append(&mut column.values, next.values);
            }
        }
        Ok(whole)
    }
}

impl Iterator for ParquetReader {
    type Item = Result<Table>;

    fn next(&mut self) -> Option<Result<Table>> {
        let (path, batches) = (&self.path, &mut self.batches);
        let batch = guarded(path, || {
            let Some(batch) = batches.next() else { return Ok(None) };
            let batch = batch.map_err(|error| damaged(path, &error))?;
            let columns = self.columns.iter().zip(batch.columns()).map(|(column, array)| {
                let values = from_arrow(array).map_err(|error| damaged(path, &error))?;
                Ok(Column { name: column.name.clone(), values })
            });
            Ok(Some(Table { columns: columns.collect::<Result<_>>()? }))
        });
        batch.transpose()
    }
}

fn damaged(path: &Path, reason: &dyn std::fmt::Display) -> Error {
    Error::new("disk::bad-parquet")
        .with("reason", reason)
        .at(Place::file(path.display().to_string()))
}

thread_local! {
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside the Parquet decoder: a panic there is caught and becomes an
/// error about the file, so that a panic hook should stay silent.
#[must_use]
pub fn is_decoding() -> bool {
    DECODING.get()
}

/// Calls into the Parquet decoder, which panics on some damaged pages instead of failing.
fn guarded<T>(path: &Path, decode: impl FnOnce() -> Result<T>) -> Result<T> {
    DECODING.set(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(false);
    decoded.unwrap_or_else(|_| Err(damaged(path, &"a page of it is damaged")))
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// The empty column that values of an Arrow type are read into, if they can be.
fn no_values(data_type: &DataType) -> Option<Values> {
    match data_type {
        DataType::Dictionary(_, names) if is_text(names) => {
            Some(Values::Names(Vec::new(), Arc::default()))
        }
        text if is_text(text) => Some(Values::Text(Vec::new())),
        DataType::Boolean => Some(Values::Integer(Vec::new())),
        whole if whole.is_integer() => Some(Values::Integer(Vec::new())),
        number if number.is_numeric() => Some(Values::Number(Vec::new())),
        // pandas writes a column without any value as one of nulls.
        DataType::Null => Some(Values::Number(Vec::new())),
        _ => None,
    }
}

/// Values of an Arrow array whose type [`no_values`] accepts. Missing text is empty; whole
/// numbers with missing ones among them become numbers.
fn from_arrow(array: &ArrayRef) -> Result<Values, arrow_schema::ArrowError> {
    let cast = |to: &DataType| arrow_cast::cast(array, to);
    let text = || DataType::Utf8;
    Ok(match no_values(array.data_type()) {
        Some(Values::Names(..)) => {
            let names = DataType::Dictionary(Box::new(DataType::UInt32), Box::new(text()));
            names_from(cast(&names)?.as_dictionary::<UInt32Type>())
        }
        Some(Values::Text(_)) => {
            let array = cast(&text())?;
            let values = array.as_string::<i32>().iter();
            Values::Text(values.map(|value| value.unwrap_or_default().to_owned()).collect())
        }
        Some(Values::Integer(_)) if array.null_count() == 0 => {
            let whole = cast(&DataType::Int64)?;
            if whole.null_count() > 0 {
                return Err(arrow_schema::ArrowError::CastError("beyond 64 bits".into()));
            }
            Values::Integer(whole.as_primitive::<Int64Type>().values().to_vec())
        }
        _ => {
            let array = cast(&DataType::Float64)?;
            let values = array.as_primitive::<Float64Type>().iter();
            Values::Number(values.map(|value| value.unwrap_or(f64::NAN)).collect())
        }
    })
}

fn names_from(array: &arrow_array::DictionaryArray<UInt32Type>) -> Values {
    let texts = array.values().as_string::<i32>();
    let mut names: Vec<String> =
        texts.iter().map(|text| text.unwrap_or_default().to_owned()).collect();
    let missing = u32::try_from(names.len()).unwrap_or(u32::MAX);
    if array.null_count() > 0 {
        names.push(String::new());
    }
    let keys = array.keys().iter().map(|key| key.unwrap_or(missing)).collect();
    Values::Names(keys, Arc::new(names))
}

fn append(whole: &mut Values, next: Values) {
    match (&mut *whole, next) {
        (Values::Text(all), Values::Text(next)) => all.extend(next),
        (Values::Integer(all), Values::Integer(next)) => all.extend(next),
        (Values::Number(all), Values::Number(next)) => all.extend(next),
        (Values::Number(all), Values::Integer(next)) => all.extend(next.iter().map(|v| *v as f64)),
        (Values::Integer(all), Values::Number(next)) => {
            let numbers = all.iter().map(|value| *value as f64).chain(next);
            *whole = Values::Number(numbers.collect());
        }
        (Values::Names(keys, names), Values::Names(next_keys, next_names)) => {
            append_names(keys, Arc::make_mut(names), next_keys, &next_names);
        }
        // Batches of one file have columns of one kind.
        _ => unreachable!("a column keeps its kind"),
    }
}

fn append_names(keys: &mut Vec<u32>, names: &mut Vec<String>, next: Vec<u32>, their: &[String]) {
    if names.as_slice() == their {
        keys.extend(next);
        return;
    }
    let known: BTreeMap<String, u32> =
        names.iter().zip(0..).map(|(name, k)| (name.clone(), k)).collect();
    let renumbered: Vec<u32> = their
        .iter()
        .map(|name| {
            known.get(name).copied().unwrap_or_else(|| {
                names.push(name.clone());
                staves_core::economy::id(names.len() - 1)
            })
        })
        .collect();
    keys.extend(next.iter().map(|key| renumbered[*key as usize]));
}
