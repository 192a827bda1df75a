//! Leontief's quantities: technical coefficients A, solves with I − A, the spectral radius.
//! The inverse itself is formed only on request (docs/src/models/tables.md, "Core").

use crate::economy::Economy;
use crate::error::{Error, Result};
use crate::matrix::Matrix;
use faer::linalg::solvers::{PartialPivLu, Solve};
use faer::{Mat, MatRef};

/// A = Z x̂⁻¹; the column of a producer without output is zero.
#[must_use]
pub fn technical_coefficients(economy: &Economy) -> Matrix {
    let output = economy.output();
    economy.flows.map(|_, col, flow| if output[col] == 0.0 { 0.0 } else { flow / output[col] })
}

/// B = x̂⁻¹ Z; the row of a producer without output is zero.
#[must_use]
pub fn allocation_coefficients(economy: &Economy) -> Matrix {
    let output = economy.output();
    economy.flows.map(|row, _, flow| if output[row] == 0.0 { 0.0 } else { flow / output[row] })
}

/// The largest modulus of an eigenvalue of a non-negative matrix, by power iteration with the
/// Collatz–Wielandt bounds as the stopping rule.
#[must_use]
pub fn spectral_radius(matrix: &Matrix) -> f64 {
    // A small shift makes the iteration converge on periodic matrices too.
    const SHIFT: f64 = 0.1;
    let n = matrix.rows();
    let mut vector = vec![1.0; n];
    let mut radius = 0.0;
    for _ in 0..10_000 {
        let mut next = matrix.times(&vector);
        next.iter_mut().zip(&vector).for_each(|(next, old)| *next += SHIFT * old);
        let size = next.iter().map(|value| value.abs()).sum::<f64>();
        let before = vector.iter().map(|value| value.abs()).sum::<f64>();
        if size == 0.0 {
            return 0.0;
        }
        let estimate = size / before - SHIFT;
        next.iter_mut().for_each(|value| *value /= size);
        vector = next;
        if (estimate - radius).abs() <= 1e-13 * (1.0 + estimate.abs()) {
            return estimate.max(0.0);
        }
        radius = estimate;
    }
    radius.max(0.0)
}

/// An upper bound of the spectral radius of A without forming A; `bought` is the sum of absolute
/// flows bought by each producer.
///
/// For a non-negative M and any v > 0, ρ(M) ≤ max (Mv)ᵢ/vᵢ (Collatz–Wielandt), and the bound
/// falls towards ρ when v is the last product. Signs are dropped, as ρ(M) ≤ ρ(|M|). A few products
/// tighten the bound; more are made only while it does not decide whether ρ is below one.
#[must_use]
pub fn spectral_radius_bound(economy: &Economy, bought: &[f64]) -> f64 {
    // The shift keeps v positive where a producer sells nothing to others.
    const SHIFT: f64 = 0.1;
    const ALWAYS: usize = 4;
    const MOST: usize = 100;
    let inverse = |output: f64| if output == 0.0 { 0.0 } else { 1.0 / output.abs() };
    let inverse: Vec<f64> = economy.output().iter().copied().map(inverse).collect();
    let sums = bought.iter().zip(&inverse).map(|(bought, inverse)| bought * inverse);
    let mut bound = sums.fold(0.0, f64::max);
    let mut vector = vec![1.0; economy.len()];
    for product in 0..MOST {
        let scaled: Vec<f64> =
            vector.iter().zip(&inverse).map(|(v, inverse)| v * inverse).collect();
        let mut next = economy.flows.times_absolute(&scaled);
        let ratios = next.iter().zip(&vector).map(|(sum, old)| sum / old);
        bound = bound.min(ratios.fold(0.0, f64::max));
        next.iter_mut().zip(&vector).for_each(|(sum, old)| *sum += SHIFT * old);
        let size: f64 = next.iter().fold(0.0, |size, value| size.max(*value));
        if (product + 1 >= ALWAYS && bound < 1.0) || size == 0.0 {
            break;
        }
        // Smallest values are kept above zero, so that they can be divided by.
        vector = next.into_iter().map(|value| (value / size).max(1e-200)).collect();
    }
    bound
}

/// I − M factored once, for many solves.
pub struct Factored {
    lu: PartialPivLu<f64>,
    size: usize,
}

impl Factored {
    /// Factors I − M for a coefficient matrix M (A, or B for the Ghosh model).
    ///
    /// # Errors
    /// `table::no-inverse` when the factor is singular to working precision.
    pub fn identity_minus(coefficients: &Matrix) -> Result<Self> {
        let n = coefficients.rows();
        let mut matrix = Mat::<f64>::identity(n, n);
        for (row, col, value) in coefficients.cells() {
            matrix[(row, col)] -= value;
        }
        let lu = matrix.partial_piv_lu();
        let pivot = (0..n).map(|k| lu.U()[(k, k)].abs()).fold(f64::INFINITY, f64::min);
        if pivot > 1e-14 { Ok(Self { lu, size: n }) } else { Err(Error::new("table::no-inverse")) }
    }

    /// (I − M)⁻¹ b: with A, the output that final demand b needs.
    #[must_use]
    pub fn solve(&self, demand: &[f64]) -> Vec<f64> {
        let rhs = MatRef::from_column_major_slice(demand, self.size, 1);
        let solution = self.lu.solve(rhs);
        (0..self.size).map(|row| solution[(row, 0)]).collect()
    }

    /// (I − M)⁻ᵀ b: with A, the prices that unit costs b imply.
    #[must_use]
    pub fn solve_transposed(&self, costs: &[f64]) -> Vec<f64> {
        let rhs = MatRef::from_column_major_slice(costs, self.size, 1);
        let solution = self.lu.solve_transpose(rhs);
        (0..self.size).map(|row| solution[(row, 0)]).collect()
    }

    /// The inverse as a matrix (`leontief_inverse` for A, `ghosh_inverse` for B).
    #[must_use]
    pub fn inverse(&self) -> Matrix {
        let inverse = self.lu.solve(Mat::<f64>::identity(self.size, self.size));
        let values =
            (0..self.size * self.size).map(|k| inverse[(k / self.size, k % self.size)]).collect();
        Matrix::from_dense(self.size, self.size, values)
    }
}
