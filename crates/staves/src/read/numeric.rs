//! Labelled numbers in delimited text, parsed from bytes: no text per cell, pieces in parallel.
//!
//! A file is read in blocks of whole lines, a block is cut into pieces at line ends, and every
//! piece writes its rows straight into the place they keep. The result does not depend on the
//! number of threads: a cell's value depends on its own bytes alone.

use crate::read::cells::{Fault, Kind, Row, Rows};
use crate::read::source::Source;
use rayon::prelude::*;
use staves_core::{Error, Place, Result};
use std::io::{BufRead, Read};

const BLOCK_BYTES: usize = 16 << 20;
const PIECE_BYTES: usize = 1 << 20;

/// How the text is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// The byte between cells.
    pub separator: u8,
    /// Lines before the first row of numbers.
    pub header_lines: usize,
    /// Columns of text before the numbers.
    pub label_columns: usize,
}

/// A cell that holds no number: row and column of the grid, from 0.
pub(super) type Spot = (u32, u32);

/// Rows of labels and numbers, the numbers in two parts side by side.
#[derive(Debug)]
pub(super) struct Grid {
    /// How errors name the file.
    pub place: Place,
    /// The header lines without their label columns, trimmed.
    pub header: Vec<Vec<String>>,
    /// `label_columns` labels a row, trimmed.
    pub labels: Vec<Vec<String>>,
    /// The line of each row, from 1.
    pub lines: Vec<usize>,
    /// The first `split` columns, row-major.
    pub left: Vec<f64>,
    /// The other columns, row-major.
    pub right: Vec<f64>,
    /// The sum of each row over all columns, as read.
    pub sums: Vec<f64>,
    /// Cells without a number, held as zero; row by row.
    pub missing: Vec<Spot>,
    /// How many columns are in `left`.
    pub split: usize,
    label_columns: usize,
}

/// Reads a member; `split` tells from the header how many columns belong to the left part.
///
/// # Errors
/// Of the source; `import::empty-file`, `import::not-utf8`, `table::ragged`,
/// `table::text-in-number`; those of `split`.
pub(super) fn read(
    source: &Source,
    member: usize,
    shape: Shape,
    split: impl FnOnce(&[Vec<String>]) -> Result<usize>,
) -> Result<Grid> {
    let place = source.place(member);
    let mut blocks = Blocks::open(source, member)?;
    let empty = || Error::new("import::empty-file").at(place.clone());
    let mut taken = blocks.fill()?;
    let header_bytes = line_starts(&blocks.bytes[..taken], shape.header_lines).ok_or_else(empty)?;
    let header = header(&blocks.bytes[..header_bytes], shape)
        .ok_or_else(|| Error::new("import::not-utf8").at(place.clone().line(1)))?;
    let width = header.first().ok_or_else(empty)?.len();
    if let Some(line) = header.iter().position(|line| line.len() != width) {
        return Err(ragged(header[line].len(), width, shape).at(place.line(line + 1)));
    }
    let split = split(&header)?.min(width);
    let mut grid = Grid {
        place: place.clone(),
        header,
        labels: Vec::new(),
        lines: Vec::new(),
        left: Vec::new(),
        right: Vec::new(),
        sums: Vec::new(),
        missing: Vec::new(),
        split,
        label_columns: shape.label_columns,
    };
    let mut first_line = shape.header_lines + 1;
    let mut from = header_bytes;
    while taken > 0 {
        first_line += grid.append(&blocks.bytes[from..taken], shape, first_line)?;
        if from == header_bytes {
            grid.reserve(source.members()[member].bytes, taken);
        }
        blocks.bytes.drain(..taken);
        taken = blocks.fill()?;
        from = 0;
    }
    if grid.lines.is_empty() { Err(empty()) } else { Ok(grid) }
}

impl Grid {
    /// How many columns of numbers there are.
    pub fn width(&self) -> usize {
        self.header.first().map_or(0, Vec::len)
    }

    /// The place of a row, or of a cell of it.
    pub fn place(&self, row: usize, column: Option<usize>) -> Place {
        let place = self.place.clone().line(self.lines[row]);
        match column {
            Some(column) => place.key(self.column_name(column)),
            None => place,
        }
    }

    /// The labels of a column, joined.
    pub fn column_name(&self, column: usize) -> String {
        let parts: Vec<&str> = self.header.iter().map(|line| line[column].as_str()).collect();
        format!("column `{}`", parts.join("|").trim_end_matches('|'))
    }

    /// Reserves what the file will need, judged from its first block.
    fn reserve(&mut self, bytes: u64, block: usize) {
        let share = bytes as f64 / block.max(1) as f64;
        let more = |len: usize| ((len as f64 * share * 1.01) as usize).saturating_sub(len);
        self.left.reserve(more(self.left.len()));
        self.right.reserve(more(self.right.len()));
    }

    /// Parses whole lines; gives their number.
    fn append(&mut self, bytes: &[u8], shape: Shape, first_line: usize) -> Result<usize> {
        let pieces = pieces(bytes);
        let counts: Vec<usize> = pieces.par_iter().map(|piece| count_lines(piece)).collect();
        let lines: usize = counts.iter().sum();
        let (split, rest) = (self.split, self.width() - self.split);
        let (rows, left_from, right_from) = (self.lines.len(), self.left.len(), self.right.len());
        self.left.resize(left_from + lines * split, 0.0);
        self.right.resize(right_from + lines * rest, 0.0);
        let (mut left, mut right) = (&mut self.left[left_from..], &mut self.right[right_from..]);
        let mut line = first_line;
        let mut jobs = Vec::with_capacity(pieces.len());
        for (piece, count) in pieces.iter().zip(&counts) {
            let (mine, others) = left.split_at_mut(count * split);
            let (mine_too, others_too) = right.split_at_mut(count * rest);
            jobs.push((Rows::new(piece, shape, [split, rest], line), mine, mine_too));
            (left, right) = (others, others_too);
            line += count;
        }
        let parsed: Vec<Result<Vec<Row>, Fault>> =
            jobs.into_par_iter().map(|(rows, left, right)| rows.parse(left, right)).collect();
        self.keep(parsed, &counts, rows)?;
        Ok(lines)
    }

    /// Takes over the rows of each piece, closing the gaps that blank lines left.
    fn keep(
        &mut self,
        parsed: Vec<Result<Vec<Row>, Fault>>,
        counts: &[usize],
        rows: usize,
    ) -> Result<()> {
        let (split, rest) = (self.split, self.width() - self.split);
        let (mut from, mut to) = (rows, rows);
        for (piece, count) in parsed.into_iter().zip(counts) {
            let piece = piece.map_err(|fault| self.error(&fault))?;
            let found = piece.len();
            if from != to {
                self.left.copy_within(from * split..(from + found) * split, to * split);
                self.right.copy_within(from * rest..(from + found) * rest, to * rest);
            }
            for row in piece {
                let number = staves_core::economy::id(self.lines.len());
                self.missing.extend(row.missing.iter().map(|column| (number, *column)));
                self.labels.push(row.labels);
                self.lines.push(row.line);
                self.sums.push(row.sum);
            }
            from += count;
            to += found;
        }
        self.left.truncate(to * split);
        self.right.truncate(to * rest);
        Ok(())
    }

    fn error(&self, fault: &Fault) -> Error {
        let place = self.place.clone().line(fault.line);
        match &fault.kind {
            Kind::NotUtf8 => Error::new("import::not-utf8").at(place),
            Kind::Ragged { found } => Error::new("table::ragged")
                .with("found", found)
                .with("wanted", self.label_columns + self.width())
                .at(place),
            Kind::Text { column, text } => Error::new("table::text-in-number")
                .with("text", text)
                .at(place.key(self.column_name(*column))),
        }
    }
}

fn ragged(found: usize, wanted: usize, shape: Shape) -> Error {
    Error::new("table::ragged")
        .with("found", found + shape.label_columns)
        .with("wanted", wanted + shape.label_columns)
}

/// A stream cut into blocks that end at line ends.
pub(crate) struct Blocks<'s> {
    source: &'s Source,
    member: usize,
    reader: Box<dyn BufRead + 's>,
    /// Bytes not yet taken.
    pub bytes: Vec<u8>,
}

impl<'s> Blocks<'s> {
    /// Opens a member.
    ///
    /// # Errors
    /// Of [`Source::read`].
    pub fn open(source: &'s Source, member: usize) -> Result<Self> {
        Ok(Self { source, member, reader: source.read(member)?, bytes: Vec::new() })
    }

    /// Reads on; gives how many bytes at the front of `bytes` are whole lines, 0 at the end.
    ///
    /// # Errors
    /// Of the stream.
    pub fn fill(&mut self) -> Result<usize> {
        let first = self.bytes.capacity() == 0;
        let mut wanted = BLOCK_BYTES;
        loop {
            let more = wanted.saturating_sub(self.bytes.len());
            let read = self
                .reader
                .by_ref()
                .take(more as u64)
                .read_to_end(&mut self.bytes)
                .map_err(|error| self.source.stream_error(self.member, &error))?;
            if first && self.bytes.starts_with(b"\xef\xbb\xbf") {
                self.bytes.drain(..3);
            }
            if read < more {
                return Ok(self.bytes.len());
            }
            if let Some(end) = self.bytes.iter().rposition(|byte| *byte == b'\n') {
                return Ok(end + 1);
            }
            wanted *= 2;
        }
    }
}

/// Where line `lines` starts, counting from 0; `None` if there are fewer full lines.
fn line_starts(bytes: &[u8], lines: usize) -> Option<usize> {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(k, _)| k + 1);
    ends.take(lines).nth(lines.checked_sub(1)?)
}

fn header(bytes: &[u8], shape: Shape) -> Option<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(shape.separator)
        .from_reader(bytes);
    let cells = |record: csv::StringRecord| -> Vec<String> {
        record.iter().skip(shape.label_columns).map(|cell| cell.trim().to_owned()).collect()
    };
    let mut lines = Vec::new();
    for record in reader.records() {
        let line = cells(record.ok()?);
        // A line of blank cells only names the row labels.
        if line.iter().any(|cell| !cell.is_empty()) {
            lines.push(line);
        }
    }
    Some(lines)
}

/// Cuts whole lines into pieces of about equal size, at line ends.
pub(crate) fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while rest.len() > PIECE_BYTES {
        let Some(end) = rest[PIECE_BYTES..].iter().position(|byte| *byte == b'\n') else { break };
        let (piece, others) = rest.split_at(PIECE_BYTES + end + 1);
        pieces.push(piece);
        rest = others;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// How many lines whole lines are. Counts in bytes, at most 255 at a time, which is vectorised.
pub(crate) fn count_lines(bytes: &[u8]) -> usize {
    let in_chunk = |chunk: &[u8]| {
        chunk.iter().fold(0_u8, |ends, byte| ends.wrapping_add(u8::from(*byte == b'\n')))
    };
    let ends: usize = bytes.chunks(192).map(|chunk| usize::from(in_chunk(chunk))).sum();
    ends + usize::from(bytes.last().is_some_and(|byte| *byte != b'\n'))
}
