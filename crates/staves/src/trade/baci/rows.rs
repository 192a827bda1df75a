//! Lines of a year, parsed from bytes in parallel pieces: no text per line.

use super::super::By;
use crate::read::Source;
use crate::read::cells::{Fault, Kind, is_missing};
use crate::read::numeric::{Blocks, count_lines, pieces};
use rayon::prelude::*;
use staves_core::{Error, Place, Result};

/// A line.
#[derive(Clone, Copy)]
pub(super) struct Raw {
    pub year: u32,
    pub exporter: u32,
    pub importer: u32,
    /// Code of the product as a number.
    pub product: u32,
    /// NaN for a quantity that is not known.
    pub value: f64,
    pub line: usize,
    /// Whether the product's code has fewer than six digits.
    pub short: bool,
}

/// Columns in the order of the file.
const COLUMNS: [&str; 6] = ["t", "i", "j", "k", "v", "q"];

/// Numbers of countries have three digits, products six.
const MOST_DIGITS: [usize; 4] = [4, 4, 4, 6];

/// Reads a member line by line.
///
/// # Errors
/// `table::ragged`, `table::text-in-number`, those of `each` and of the stream.
pub(super) fn each(
    source: &Source,
    member: usize,
    by: By,
    each: &mut dyn FnMut(&Raw) -> Result<()>,
) -> Result<()> {
    let place = source.place(member);
    let mut blocks = Blocks::open(source, member)?;
    let mut taken = blocks.fill()?;
    let header = blocks.bytes[..taken].iter().position(|byte| *byte == b'\n');
    let mut from = header.map_or(taken, |end| end + 1);
    let mut line = 2;
    while taken > 0 {
        let pieces = pieces(&blocks.bytes[from..taken]);
        let counts: Vec<usize> = pieces.iter().map(|piece| count_lines(piece)).collect();
        let first = counts.iter().scan(line, |at, count| {
            let first = *at;
            *at += count;
            Some(first)
        });
        let jobs: Vec<(&[u8], usize)> = pieces.into_iter().zip(first).collect();
        let parsed: Vec<Result<Vec<Raw>, Fault>> =
            jobs.into_par_iter().map(|(piece, first)| parse(piece, first, by)).collect();
        for piece in parsed {
            piece.map_err(|fault| error(&place, &fault))?.iter().try_for_each(&mut *each)?;
        }
        line += counts.iter().sum::<usize>();
        blocks.bytes.drain(..taken);
        taken = blocks.fill()?;
        from = 0;
    }
    Ok(())
}

fn parse(piece: &[u8], first: usize, by: By) -> Result<Vec<Raw>, Fault> {
    let lines = piece.strip_suffix(b"\n").unwrap_or(piece).split(|byte| *byte == b'\n');
    (first..)
        .zip(lines)
        .filter(|(_, bytes)| !bytes.trim_ascii().is_empty())
        .map(|(line, bytes)| raw(bytes, line, by).map_err(|kind| Fault { line, kind }))
        .collect()
}

/// A cell without spaces and quotes around it.
pub(super) fn bare(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    match cell {
        [b'"', inner @ .., b'"'] => inner.trim_ascii(),
        _ => cell,
    }
}

fn raw(line: &[u8], number: usize, by: By) -> Result<Raw, Kind> {
    let mut cells = [[].as_slice(); 6];
    let mut found = 0;
    for cell in line.split(|byte| *byte == b',') {
        if let Some(slot) = cells.get_mut(found) {
            *slot = bare(cell);
        }
        found += 1;
    }
    if found != cells.len() {
        return Err(Kind::Ragged { found });
    }
    let [year, exporter, importer, product] = [0, 1, 2, 3].map(|k| whole(cells[k], k));
    let value = match by {
        By::Value => amount(cells[4], 4)?,
        By::Quantity if std::str::from_utf8(cells[5]).is_ok_and(is_missing) => f64::NAN,
        By::Quantity => amount(cells[5], 5)?,
    };
    Ok(Raw {
        year: year?,
        exporter: exporter?,
        importer: importer?,
        product: product?,
        value,
        line: number,
        short: cells[3].len() < MOST_DIGITS[3],
    })
}

fn text(cell: &[u8], column: usize) -> Kind {
    Kind::Text { column, text: String::from_utf8_lossy(cell).chars().take(40).collect() }
}

fn whole(cell: &[u8], column: usize) -> Result<u32, Kind> {
    let digits = (1..=MOST_DIGITS[column]).contains(&cell.len());
    if !digits || !cell.iter().all(u8::is_ascii_digit) {
        return Err(text(cell, column));
    }
    Ok(cell.iter().fold(0, |number, digit| 10 * number + u32::from(digit - b'0')))
}

fn amount(cell: &[u8], column: usize) -> Result<f64, Kind> {
    match fast_float2::parse::<f64, _>(cell) {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(text(cell, column)),
    }
}

fn error(place: &Place, fault: &Fault) -> Error {
    let place = place.clone().line(fault.line);
    match &fault.kind {
        Kind::NotUtf8 => Error::new("import::not-utf8").at(place),
        Kind::Ragged { found } => {
            Error::new("table::ragged").with("found", found).with("wanted", COLUMNS.len()).at(place)
        }
        Kind::Text { column, text } => {
            Error::new("table::text-in-number").with("text", text).at(place.key(COLUMNS[*column]))
        }
    }
}
