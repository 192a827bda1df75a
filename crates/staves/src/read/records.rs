//! Records of a CSV member, each with its line.

use super::Source;
use csv::{ReaderBuilder, StringRecord};
use staves_core::{Error, Place, Result};
use std::io::BufRead;

/// Records of a member one after another. Fields are trimmed, a byte-order mark is skipped, and
/// records without any text are left out.
pub struct Records<'s> {
    records: csv::StringRecordsIntoIter<Box<dyn BufRead + 's>>,
    source: &'s Source,
    member: usize,
}

impl<'s> Records<'s> {
    /// Opens a member.
    ///
    /// # Errors
    /// Of [`Source::read`].
    pub fn open(source: &'s Source, member: usize) -> Result<Self> {
        let mut input = source.read(member)?;
        let start = input.fill_buf().map_err(|error| source.stream_error(member, &error))?;
        if start.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(input);
        Ok(Self { records: reader.into_records(), source, member })
    }

    fn error(&self, error: csv::Error) -> Error {
        let place = self.source.place(self.member);
        let line = error.position().map(|position| usize::try_from(position.line()).unwrap_or(0));
        let place = line.map_or(place.clone(), |line| place.line(line));
        match error.into_kind() {
            csv::ErrorKind::Io(error) => self.source.stream_error(self.member, &error),
            csv::ErrorKind::Utf8 { .. } => Error::new("import::not-utf8").at(place),
            _ => Error::new("import::bad-csv").at(place),
        }
    }
}

/// A record and the line it stands on.
pub struct Record {
    /// Line of the file, from 1.
    pub line: usize,
    /// Its fields.
    pub fields: StringRecord,
}

impl Iterator for Records<'_> {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Result<Record>> {
        loop {
            let fields = match self.records.next()? {
                Ok(fields) => fields,
                Err(error) => return Some(Err(self.error(error))),
            };
            if fields.iter().any(|field| !field.is_empty()) {
                let line = fields.position().map_or(0, csv::Position::line);
                return Some(Ok(Record { line: usize::try_from(line).unwrap_or(0), fields }));
            }
        }
    }
}

/// A field as a finite number.
///
/// # Errors
/// `table::text-in-number`, at the place given.
pub fn number(field: &str, place: impl FnOnce() -> Place) -> Result<f64> {
    match fast_float2::parse::<f64, _>(field) {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(Error::new("table::text-in-number").with("text", field).at(place())),
    }
}
