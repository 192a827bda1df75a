//! Named cells on their way into a matrix.

use staves_core::matrix::SPARSE_BELOW;
use staves_core::{Codes, Error, Matrix, Result};

/// The row or column number of each pair of names: producers, or columns of final demand.
pub(crate) struct Pairs<'c> {
    /// What the two parts of a pair are numbers of.
    pub codes: [&'c Codes; 2],
    numbers: Vec<u32>,
    /// How many pairs there are.
    pub len: usize,
}

const ABSENT: u32 = u32::MAX;

impl<'c> Pairs<'c> {
    /// Numbers pairs from 0 in the order given; of equal pairs the last counts.
    pub fn new(
        codes: [&'c Codes; 2],
        pairs: impl ExactSizeIterator<Item = (u32, u32)>,
    ) -> Result<Self> {
        const MOST: usize = 1 << 28;
        let all = codes[0].len().saturating_mul(codes[1].len());
        if all > MOST {
            return Err(Error::new("table::too-large"));
        }
        let len = pairs.len();
        let mut numbers = vec![ABSENT; all];
        for (number, (first, second)) in (0..).zip(pairs) {
            numbers[first as usize * codes[1].len() + second as usize] = number;
        }
        Ok(Self { codes, numbers, len })
    }

    /// The number of a pair of known parts.
    pub fn number(&self, pair: (u32, u32)) -> Option<u32> {
        let number = self.numbers[pair.0 as usize * self.codes[1].len() + pair.1 as usize];
        (number != ABSENT).then_some(number)
    }

    /// The pair of a number.
    pub fn pair(&self, number: usize) -> (u32, u32) {
        let at = self.numbers.iter().position(|known| *known as usize == number).unwrap_or(0);
        ((at / self.codes[1].len()) as u32, (at % self.codes[1].len()) as u32)
    }

    /// The pair as people read it.
    pub fn name(&self, pair: (u32, u32)) -> String {
        format!("{}|{}", self.codes[0].code(pair.0 as usize), self.codes[1].code(pair.1 as usize))
    }
}

/// Cells on their way into a matrix: laid out at once where the matrix will be dense.
pub(crate) enum Cells {
    Dense { rows: usize, cols: usize, values: Vec<f64> },
    Sparse { rows: usize, cols: usize, cells: Vec<(usize, usize, f64)> },
}

impl Cells {
    /// For about `expected` cells.
    pub fn new(rows: usize, cols: usize, expected: usize) -> Self {
        if (expected as f64) < SPARSE_BELOW * rows as f64 * cols as f64 {
            Self::Sparse { rows, cols, cells: Vec::new() }
        } else {
            Self::Dense { rows, cols, values: vec![0.0; rows * cols] }
        }
    }

    /// Puts a value into its cell.
    pub fn put(&mut self, row: usize, col: usize, value: f64) {
        match self {
            Self::Dense { cols, values, .. } => values[row * *cols + col] = value,
            Self::Sparse { cells, .. } => cells.push((row, col, value)),
        }
    }

    /// The matrix of all cells put so far.
    pub fn matrix(self) -> Matrix {
        match self {
            Self::Dense { rows, cols, values } => Matrix::from_dense(rows, cols, values),
            Self::Sparse { rows, cols, cells } => Matrix::from_cells(rows, cols, cells),
        }
    }
}
