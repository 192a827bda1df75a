//! Indices of interdependency (docs/src/models/diim.md, "Indices").

use super::Interdependency;
use crate::error::Result;
use crate::leontief::Factored;
use crate::matrix::Matrix;

impl Interdependency {
    /// How much a producer leans on others: mean of its row of A* off the diagonal.
    #[must_use]
    pub fn dependency(&self) -> Vec<f64> {
        row_means(self.matrix())
    }

    /// How much others lean on a producer: mean of its column of A* off the diagonal.
    #[must_use]
    pub fn influence(&self) -> Vec<f64> {
        column_means(self.matrix())
    }

    /// Dependency with all indirect effects: the same mean over (I − A*)⁻¹.
    ///
    /// # Errors
    /// `table::no-inverse`.
    pub fn overall_dependency(&self) -> Result<Vec<f64>> {
        Ok(row_means(&Factored::identity_minus(self.matrix())?.inverse()))
    }

    /// Influence with all indirect effects.
    ///
    /// # Errors
    /// `table::no-inverse`.
    pub fn overall_influence(&self) -> Result<Vec<f64>> {
        Ok(column_means(&Factored::identity_minus(self.matrix())?.inverse()))
    }

    /// For each producer the one it leans on most through paths of exactly `order` steps, and by
    /// how much: the largest entry of its row of A*ⁿ; the first of equals.
    #[must_use]
    pub fn strongest(&self, order: u32) -> Vec<(usize, f64)> {
        let n = self.len();
        let row = |row: usize| {
            let mut unit = vec![0.0; n];
            unit[row] = 1.0;
            // A row of a power is a row vector times the matrix, again and again.
            let powered =
                (0..order).fold(unit, |vector, _| times_from_left(self.matrix(), &vector));
            let largest = powered.iter().copied().fold(0.0, f64::max);
            let at = powered.iter().position(|value| *value == largest).unwrap_or(0);
            (at, largest)
        };
        (0..n).map(row).collect()
    }
}

fn times_from_left(matrix: &Matrix, vector: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; matrix.cols()];
    for (row, weight) in vector.iter().enumerate().filter(|(_, weight)| **weight != 0.0) {
        matrix.row(row).for_each(|(col, value)| out[col] += weight * value);
    }
    out
}

fn row_means(matrix: &Matrix) -> Vec<f64> {
    means(matrix.row_sums(), matrix)
}

fn column_means(matrix: &Matrix) -> Vec<f64> {
    means(matrix.col_sums(), matrix)
}

/// Sums without the diagonal, over the number of others.
fn means(sums: Vec<f64>, matrix: &Matrix) -> Vec<f64> {
    let others = (matrix.rows().max(2) - 1) as f64;
    sums.into_iter().enumerate().map(|(k, sum)| (sum - matrix.get(k, k)) / others).collect()
}
