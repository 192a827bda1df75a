//! Cells as read, with their lines, on their way into a matrix.

use super::chunks::{Chunk, at};
use super::missing::MissingValues;
use crate::store::economy::cells::{Cells, Pairs};
use staves_core::{Error, Matrix, Place, Result};

/// Cells of a long table: two pairs of ids and a value each.
pub struct LongCells {
    place: Place,
    parquet: bool,
    ids: Vec<[u32; 4]>,
    values: Vec<f64>,
    lines: Vec<u32>,
}

impl LongCells {
    /// No cells of a file yet.
    pub fn new(place: Place, parquet: bool) -> Self {
        Self { place, parquet, ids: Vec::new(), values: Vec::new(), lines: Vec::new() }
    }

    /// Adds the rows of a chunk, whose ids are given.
    pub fn push(&mut self, chunk: &Chunk, ids: Vec<[u32; 4]>, missing: &mut MissingValues) {
        let values = chunk.numbers("value").unwrap_or_default();
        for (row, (ids, value)) in ids.into_iter().zip(values).enumerate() {
            self.ids.push(ids);
            self.values.push(missing.or_zero(*value, || chunk.place(row).key("value")));
            self.lines.push(u32::try_from(chunk.line(row)).unwrap_or(u32::MAX));
        }
    }

    /// The first pair of each cell: the seller.
    pub fn sellers(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.ids.iter().map(|ids| (ids[0], ids[1]))
    }

    /// The second pair of each cell: the buyer, or the column of final demand.
    pub fn buyers(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.ids.iter().map(|ids| (ids[2], ids[3]))
    }

    fn place(&self, cell: usize) -> Place {
        at(&self.place, self.lines[cell] as usize, self.parquet)
    }

    /// The matrix of these cells.
    ///
    /// # Errors
    /// `long::unknown-producer` for a pair that is not declared, `long::duplicate-cell`.
    pub fn matrix(&self, rows: &Pairs<'_>, columns: &Pairs<'_>) -> Result<Matrix> {
        let number = |pairs: &Pairs<'_>, pair, cell| {
            pairs.number(pair).ok_or_else(|| unknown_producer(pairs, pair, self.place(cell)))
        };
        let mut order = Vec::with_capacity(self.ids.len());
        for (cell, ids) in self.ids.iter().enumerate() {
            let row = number(rows, (ids[0], ids[1]), cell)?;
            let col = number(columns, (ids[2], ids[3]), cell)?;
            order.push((row, col, cell));
        }
        order.sort_unstable();
        for pair in order.windows(2) {
            if (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1) {
                let ids = self.ids[pair[0].2];
                let name =
                    format!("{} → {}", rows.name((ids[0], ids[1])), columns.name((ids[2], ids[3])));
                return Err(duplicate(&name, self.lines[pair[0].2], self.place(pair[1].2)));
            }
        }
        let mut cells = Cells::new(rows.len, columns.len, order.len());
        for (row, col, cell) in order {
            cells.put(row as usize, col as usize, self.values[cell]);
        }
        Ok(cells.matrix())
    }
}

/// A pair that is not among the declared ones.
pub fn unknown_producer(pairs: &Pairs<'_>, pair: (u32, u32), place: Place) -> Error {
    Error::new("long::unknown-producer").with("name", pairs.name(pair)).at(place)
}

/// The same cell a second time.
pub fn duplicate(name: &str, first: u32, place: Place) -> Error {
    Error::new("long::duplicate-cell").with("name", name).with("first", first).at(place)
}
