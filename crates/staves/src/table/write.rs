//! Writing tables as Parquet.

use super::{Table, Values};
use crate::store::atomic::disk_error;
use arrow_schema::Schema;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::schema::types::ColumnPath;
use staves_core::{Error, Place, Result};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Writes tables of one schema into one Parquet file, each as a row group or more.
pub struct ParquetWriter<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: Arc<Schema>,
    path: PathBuf,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Opens a file for tables with the columns of `like`.
    ///
    /// # Errors
    /// Of the disk.
    pub fn new(out: W, like: &Table, about: &[(&str, &str)], path: &Path) -> Result<Self> {
        let schema = like.schema().with_metadata(
            about.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        );
        let mut properties = WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_compression(Compression::ZSTD(ZstdLevel::default()));
        for column in &like.columns {
            // Byte-stream split suits measured numbers and fails on text: set it column by column.
            if matches!(column.values, Values::Number(_)) {
                let name = ColumnPath::from(column.name.as_str());
                properties = properties
                    .set_column_dictionary_enabled(name.clone(), false)
                    .set_column_encoding(name, Encoding::BYTE_STREAM_SPLIT);
            }
        }
        let schema = Arc::new(schema);
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties.build()))
            .map_err(|error| parquet_error(path, &error))?;
        Ok(Self { writer, schema, path: path.to_owned() })
    }

    /// Adds the rows of a table with the same columns.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write(&mut self, table: &Table) -> Result<()> {
        self.writer
            .write(&table.to_batch(self.schema.clone()))
            .map_err(|error| parquet_error(&self.path, &error))
    }

    /// Writes the footer and gives the output back.
    ///
    /// # Errors
    /// Of the disk.
    pub fn finish(self) -> Result<W> {
        let path = self.path;
        self.writer.into_inner().map_err(|error| parquet_error(&path, &error))
    }
}

/// A Parquet error with its file; a disk error inside keeps its own code.
pub fn parquet_error(path: &Path, error: &parquet::errors::ParquetError) -> Error {
    if let parquet::errors::ParquetError::External(inner) = error
        && let Some(io) = inner.downcast_ref::<std::io::Error>()
    {
        return disk_error(path, io);
    }
    Error::new("disk::bad-parquet")
        .with("reason", error)
        .at(Place::file(path.display().to_string()))
}
