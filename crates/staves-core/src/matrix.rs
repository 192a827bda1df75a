//! A matrix that is stored dense or sparse by its own density, behind one type.

/// Below this share of non-zero cells a matrix is stored sparse: the dense kernels do about
/// fifteen multiply-adds in the time of one scattered one.
pub const SPARSE_BELOW: f64 = 0.05;

/// An immutable matrix of `rows × cols` numbers, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    store: Store,
}

#[derive(Clone, Debug, PartialEq)]
enum Store {
    Dense(Vec<f64>),
    /// Compressed rows: cells `starts[i]..starts[i + 1]` belong to row `i`, columns ascending.
    Sparse {
        starts: Vec<usize>,
        columns: Vec<u32>,
        values: Vec<f64>,
    },
}

impl Matrix {
    /// From row-major values; stored sparse when few cells differ from zero.
    ///
    /// # Panics
    /// When `values.len() != rows * cols`, which is a defect of the caller.
    #[must_use]
    pub fn from_dense(rows: usize, cols: usize, values: Vec<f64>) -> Self {
        assert_eq!(values.len(), rows * cols, "shape of a dense matrix");
        if is_thin(&values) {
            let cells = values.iter().enumerate().filter(|(_, value)| **value != 0.0);
            return Self::sparse(rows, cols, cells.map(|(k, value)| (k / cols, k % cols, *value)));
        }
        Self { rows, cols, store: Store::Dense(values) }
    }

    /// From cells in row-major order; equal places add up. Stored by density.
    #[must_use]
    pub fn from_cells(rows: usize, cols: usize, mut cells: Vec<(usize, usize, f64)>) -> Self {
        cells.sort_by_key(|(row, col, _)| (*row, *col));
        cells.dedup_by(|next, first| {
            let same = (next.0, next.1) == (first.0, first.1);
            if same {
                first.2 += next.2;
            }
            same
        });
        if (cells.len() as f64) < SPARSE_BELOW * (rows * cols) as f64 {
            return Self::sparse(rows, cols, cells.into_iter());
        }
        let mut values = vec![0.0; rows * cols];
        for (row, col, value) in cells {
            values[row * cols + col] = value;
        }
        Self { rows, cols, store: Store::Dense(values) }
    }

    fn sparse(rows: usize, cols: usize, cells: impl Iterator<Item = (usize, usize, f64)>) -> Self {
        let mut starts = vec![0; rows + 1];
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for (row, col, value) in cells {
            starts[row + 1] += 1;
            columns.push(u32::try_from(col).expect("a column number fits 32 bits"));
            values.push(value);
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        Self { rows, cols, store: Store::Sparse { starts, columns, values } }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Whether only non-zero cells are stored.
    #[must_use]
    pub fn is_sparse(&self) -> bool {
        matches!(self.store, Store::Sparse { .. })
    }

    /// The stored cells of a row as (column, value), columns ascending.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let (columns, values): (&[u32], &[f64]) = match &self.store {
            Store::Dense(values) => (&[], &values[row * self.cols..(row + 1) * self.cols]),
            Store::Sparse { starts, columns, values } => {
                let range = starts[row]..starts[row + 1];
                (&columns[range.clone()], &values[range])
            }
        };
        let sparse = self.is_sparse();
        values
            .iter()
            .enumerate()
            .map(move |(k, value)| (if sparse { columns[k] as usize } else { k }, *value))
    }

    /// All stored cells as (row, column, value), row by row.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (0..self.rows).flat_map(move |row| self.row(row).map(move |(col, value)| (row, col, value)))
    }

    /// One cell.
    #[must_use]
    pub fn get(&self, row: usize, col: usize) -> f64 {
        match &self.store {
            Store::Dense(values) => values[row * self.cols + col],
            Store::Sparse { starts, columns, values } => {
                let range = starts[row]..starts[row + 1];
                let wanted = u32::try_from(col).expect("a column number fits 32 bits");
                columns[range.clone()]
                    .binary_search(&wanted)
                    .map_or(0.0, |k| values[range.start + k])
            }
        }
    }

    /// The stored values of a row, columns ascending.
    fn row_values(&self, row: usize) -> &[f64] {
        match &self.store {
            Store::Dense(values) => &values[row * self.cols..(row + 1) * self.cols],
            Store::Sparse { starts, values, .. } => &values[starts[row]..starts[row + 1]],
        }
    }

    /// The sum of each row.
    #[must_use]
    pub fn row_sums(&self) -> Vec<f64> {
        (0..self.rows).map(|row| self.row_values(row).iter().sum()).collect()
    }

    /// The sum of each column.
    #[must_use]
    pub fn col_sums(&self) -> Vec<f64> {
        self.times_transposed(&vec![1.0; self.rows])
    }

    /// The product of the transpose with a column vector. Rows with a factor of zero are not read.
    #[must_use]
    pub fn times_transposed(&self, vector: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.cols];
        let rows = vector.iter().enumerate().filter(|(_, factor)| **factor != 0.0);
        for (row, factor) in rows {
            match &self.store {
                Store::Dense(_) => {
                    let cells = sums.iter_mut().zip(self.row_values(row));
                    cells.for_each(|(sum, cell)| *sum += cell * factor);
                }
                Store::Sparse { .. } => {
                    self.row(row).for_each(|(col, cell)| sums[col] += cell * factor);
                }
            }
        }
        sums
    }

    /// The first stored cell that satisfies a condition, as (row, column, value).
    #[must_use]
    pub fn find(&self, wanted: impl Fn(f64) -> bool) -> Option<(usize, usize, f64)> {
        // Looking at every cell of a row, without stopping early, is what compilers vectorise.
        let holds = |row: &usize| {
            self.row_values(*row).iter().fold(false, |found, value| found | wanted(*value))
        };
        let row = (0..self.rows).find(holds)?;
        self.row(row).find(|(_, value)| wanted(*value)).map(|(col, value)| (row, col, value))
    }

    /// The product with a column vector.
    #[must_use]
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        self.times_mapped(vector, |value| value)
    }

    /// The product of the absolute values with a column vector.
    #[must_use]
    pub fn times_absolute(&self, vector: &[f64]) -> Vec<f64> {
        self.times_mapped(vector, f64::abs)
    }

    fn times_mapped(&self, vector: &[f64], map: impl Fn(f64) -> f64) -> Vec<f64> {
        let product = |row: usize| match &self.store {
            Store::Dense(_) => dot(self.row_values(row), vector, &map),
            Store::Sparse { .. } => {
                self.row(row).map(|(col, value)| map(value) * vector[col]).sum()
            }
        };
        (0..self.rows).map(product).collect()
    }

    /// The sum of all cells.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.row_sums().iter().sum()
    }

    /// How many cells are not zero.
    #[must_use]
    pub fn filled(&self) -> usize {
        self.cells().filter(|(_, _, value)| *value != 0.0).count()
    }

    /// The same cells with each value replaced.
    #[must_use]
    pub fn map(&self, mut f: impl FnMut(usize, usize, f64) -> f64) -> Self {
        let mut next = self.clone();
        match &mut next.store {
            Store::Dense(values) => {
                for (k, value) in values.iter_mut().enumerate() {
                    *value = f(k / self.cols, k % self.cols, *value);
                }
            }
            Store::Sparse { values, .. } => {
                let changed: Vec<f64> =
                    self.cells().map(|(row, col, value)| f(row, col, value)).collect();
                *values = changed;
            }
        }
        next
    }

    /// The matrix as a full row-major vector.
    #[must_use]
    pub fn to_dense(&self) -> Vec<f64> {
        let mut values = vec![0.0; self.rows * self.cols];
        for (row, col, value) in self.cells() {
            values[row * self.cols + col] = value;
        }
        values
    }
}

/// Whether few values differ from zero; stops as soon as enough do.
fn is_thin(values: &[f64]) -> bool {
    let mut filled = 0;
    for chunk in values.chunks(1 << 12) {
        filled += chunk.iter().filter(|value| **value != 0.0).count();
        if filled as f64 >= SPARSE_BELOW * values.len() as f64 {
            return false;
        }
    }
    !values.is_empty()
}

/// A dot product in eight partial sums, which do not wait for each other.
fn dot(values: &[f64], vector: &[f64], map: impl Fn(f64) -> f64) -> f64 {
    const PARTS: usize = 8;
    let mut sums = [0.0; PARTS];
    let (values, vector) = (values.chunks_exact(PARTS), vector.chunks_exact(PARTS));
    let rest = values.remainder().iter().zip(vector.remainder());
    let rest: f64 = rest.map(|(value, factor)| map(*value) * factor).sum();
    for (values, factors) in values.zip(vector) {
        for k in 0..PARTS {
            sums[k] += map(values[k]) * factors[k];
        }
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_follows_density_and_changes_no_answer() {
        let (rows, cols) = (30, 20);
        let mut few = vec![0.0; rows * cols];
        few[25] = 2.0;
        few[599] = 3.0;
        let sparse = Matrix::from_dense(rows, cols, few.clone());
        assert!(sparse.is_sparse());
        assert_eq!(sparse.to_dense(), few);
        assert_eq!((sparse.get(1, 5), sparse.get(0, 0), sparse.filled()), (2.0, 0.0, 2));
        assert_eq!(sparse.col_sums()[19], 3.0);
        let ones_and_a_two: Vec<f64> =
            (0..rows).map(|row| f64::from(1 + u8::from(row == 29))).collect();
        assert_eq!(sparse.times_transposed(&ones_and_a_two)[19], 6.0);
        let dense = Matrix::from_dense(2, 2, vec![1.0, 2.0, 3.0, 4.0]);
        assert!(!dense.is_sparse());
        assert_eq!(dense.times(&[1.0, 1.0]), [3.0, 7.0]);
        assert_eq!(dense.row_sums(), [3.0, 7.0]);
        assert_eq!(dense.times_transposed(&[1.0, 2.0]), [7.0, 10.0]);
    }

    #[test]
    fn equal_places_add_up() {
        let matrix = Matrix::from_cells(2, 2, vec![(1, 0, 1.0), (0, 1, 5.0), (1, 0, 2.0)]);
        assert_eq!(matrix.to_dense(), [0.0, 5.0, 3.0, 0.0]);
    }
}
