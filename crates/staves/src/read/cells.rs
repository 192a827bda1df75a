//! Cells of delimited text: numbers, labels, and what stands for a missing number.

use crate::read::numeric::Shape;

/// Texts that statistics offices write where they have no number.
const MISSING: [&str; 12] =
    ["", "na", "n/a", "n.a.", "nan", "null", "none", "-", "--", "---", "..", "n.p."];

/// Whether a trimmed cell says that there is no number.
pub(crate) fn is_missing(text: &str) -> bool {
    MISSING.contains(&text.to_ascii_lowercase().as_str())
}

/// One row without its numbers.
pub(super) struct Row {
    pub labels: Vec<String>,
    pub line: usize,
    /// The sum of the row's numbers.
    pub sum: f64,
    /// Columns that hold no number.
    pub missing: Vec<u32>,
}

/// What is wrong with a row.
pub(crate) struct Fault {
    pub line: usize,
    pub kind: Kind,
}

/// The kinds of faults; columns count from 0 after the labels, cells from the start of the line.
pub(crate) enum Kind {
    NotUtf8,
    Ragged { found: usize },
    Text { column: usize, text: String },
}

/// The rows of a piece of text that consists of whole lines.
pub(super) struct Rows<'b> {
    bytes: &'b [u8],
    at: usize,
    shape: Shape,
    /// Columns of numbers in the left and in the right part.
    widths: [usize; 2],
    line: usize,
}

impl<'b> Rows<'b> {
    /// Starts at the first byte, which is on line `line`.
    pub fn new(bytes: &'b [u8], shape: Shape, widths: [usize; 2], line: usize) -> Self {
        Self { bytes, at: 0, shape, widths, line }
    }

    /// Parses every row; numbers go to `left` and `right`, which have room for one row a line.
    pub fn parse(mut self, left: &mut [f64], right: &mut [f64]) -> Result<Vec<Row>, Fault> {
        let [wide, rest] = self.widths;
        let mut rows = Vec::new();
        while self.at < self.bytes.len() {
            if !self.skip_blank_line() {
                let k = rows.len();
                let left = &mut left[k * wide..(k + 1) * wide];
                let row = self.row(left, &mut right[k * rest..(k + 1) * rest]);
                rows.push(row.map_err(|kind| Fault { line: self.line, kind })?);
            }
            self.line += 1;
        }
        Ok(rows)
    }

    /// Passes a line that holds nothing but separators and spaces.
    fn skip_blank_line(&mut self) -> bool {
        let separator = self.shape.separator;
        let blank = |byte: &u8| matches!(byte, b' ' | b'\r' | b'\t' | b'"') || *byte == separator;
        let rest = &self.bytes[self.at..];
        match rest.iter().position(|byte| !blank(byte)) {
            None => self.at = self.bytes.len(),
            Some(k) if rest[k] == b'\n' => self.at += k + 1,
            Some(_) => return false,
        }
        true
    }

    fn row(&mut self, left: &mut [f64], right: &mut [f64]) -> Result<Row, Kind> {
        let start = self.at;
        let mut row = Row { labels: Vec::new(), line: self.line, sum: 0.0, missing: Vec::new() };
        for _ in 0..self.shape.label_columns {
            let label = std::str::from_utf8(self.cell()).map_err(|_| Kind::NotUtf8)?;
            row.labels.push(unquoted(label));
            self.pass_separator().ok_or_else(|| self.ragged(start))?;
        }
        let [wide, rest] = self.widths;
        self.numbers(left, 0, rest == 0, &mut row, start)?;
        self.numbers(right, wide, true, &mut row, start)?;
        self.pass_line_end().ok_or_else(|| self.ragged(start))?;
        Ok(row)
    }

    /// Fills `values`, the columns from `first`; after the very last no separator follows.
    fn numbers(
        &mut self,
        values: &mut [f64],
        first: usize,
        last: bool,
        row: &mut Row,
        start: usize,
    ) -> Result<(), Kind> {
        let separated = values.len() - usize::from(last && !values.is_empty());
        for (k, value) in values.iter_mut().enumerate() {
            match self.number(first + k)? {
                Some(number) => {
                    *value = number;
                    row.sum += number;
                }
                None => row.missing.push(staves_core::economy::id(first + k)),
            }
            if k < separated {
                self.pass_separator().ok_or_else(|| self.ragged(start))?;
            }
        }
        Ok(())
    }

    /// A number, or `None` where the cell says that there is none.
    #[inline]
    fn number(&mut self, column: usize) -> Result<Option<f64>, Kind> {
        let rest = &self.bytes[self.at..];
        if let Ok((number, count)) = fast_float2::parse_partial::<f64, _>(rest)
            && number.is_finite()
            && self.ends_cell(rest.get(count))
        {
            self.at += count;
            return Ok(Some(number));
        }
        self.unusual_number(column)
    }

    /// A number in quotes or between spaces, a missing value, or text.
    #[cold]
    fn unusual_number(&mut self, column: usize) -> Result<Option<f64>, Kind> {
        let cell = self.cell();
        let text = unquoted(std::str::from_utf8(cell).map_err(|_| Kind::NotUtf8)?);
        match fast_float2::parse::<f64, _>(&text) {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ if is_missing(&text) => Ok(None),
            _ => Err(Kind::Text { column, text: text.chars().take(40).collect() }),
        }
    }

    fn ends_cell(&self, byte: Option<&u8>) -> bool {
        match byte {
            None | Some(b'\n' | b'\r') => true,
            Some(byte) => *byte == self.shape.separator,
        }
    }

    /// The bytes of the cell that starts here, quotes included; moves to its end.
    fn cell(&mut self) -> &'b [u8] {
        let rest = &self.bytes[self.at..];
        let mut quoted = false;
        let end = rest.iter().position(|byte| {
            quoted ^= *byte == b'"';
            *byte == b'\n' || (!quoted && *byte == self.shape.separator)
        });
        let cell = &rest[..end.unwrap_or(rest.len())];
        let cell = cell.strip_suffix(b"\r").unwrap_or(cell);
        self.at += cell.len();
        cell
    }

    fn pass_separator(&mut self) -> Option<()> {
        let here = self.bytes.get(self.at)?;
        (*here == self.shape.separator).then(|| self.at += 1)
    }

    fn pass_line_end(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        match rest {
            [] | [b'\r'] => self.at = self.bytes.len(),
            [b'\n', ..] => self.at += 1,
            [b'\r', b'\n', ..] => self.at += 2,
            _ => return None,
        }
        Some(())
    }

    /// How many cells the line that starts at `start` really has.
    fn ragged(&mut self, start: usize) -> Kind {
        self.at = start;
        let mut found = 0;
        loop {
            self.cell();
            found += 1;
            if self.pass_separator().is_none() {
                return Kind::Ragged { found };
            }
        }
    }
}

/// A trimmed cell without its quotes, doubled quotes made single.
fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
        Some(inner) => inner.trim().replace("\"\"", "\""),
        None => cell.to_owned(),
    }
}
