//! The inoperability input-output model, static and dynamic (docs/src/models/diim.md).
//!
//! Inoperability `q` is the share of its usual output that a producer cannot deliver. The model
//! is linear but for the clip to 0..1; it shares shocks, trajectories and indicators with the
//! engine and no kernel.

mod indices;
mod run;

pub use run::{Parameters, run};

use crate::economy::Economy;
use crate::error::{Error, Result};
use crate::leontief::{Factored, spectral_radius};
use crate::matrix::Matrix;

/// How the interdependency matrix is made from a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Form {
    /// `A*[i,j] = Z[i,j] / x[i]`: what `j` does not buy, `i` does not sell.
    #[default]
    Demand,
    /// The transpose: what `i` does not deliver holds `j` up.
    Supply,
}

/// Largest resilience in one step: above it the recursion would overshoot.
pub const RESILIENCE_MOST: f64 = 0.9999;

/// An interdependency matrix A* with a spectral radius below one.
#[derive(Clone, Debug)]
pub struct Interdependency(Matrix);

impl Interdependency {
    /// Of a table; flows below zero are left out.
    ///
    /// # Errors
    /// `diim::unstable` when the spectral radius is one or more.
    pub fn of(economy: &Economy, form: Form) -> Result<Self> {
        let output = economy.output();
        let n = economy.len();
        let cells =
            economy.flows.cells().filter(|(row, _, flow)| *flow > 0.0 && output[*row] > 0.0);
        let cells = cells.map(|(row, col, flow)| match form {
            Form::Demand => (row, col, flow / output[row]),
            Form::Supply => (col, row, flow / output[row]),
        });
        Self::given(Matrix::from_cells(n, n, cells.collect()))
    }

    /// A matrix of the user's own.
    ///
    /// # Errors
    /// `diim::not-square`, `diim::negative`, `diim::unstable`.
    pub fn given(matrix: Matrix) -> Result<Self> {
        if matrix.rows() != matrix.cols() {
            return Err(Error::new("diim::not-square")
                .with("rows", matrix.rows())
                .with("cols", matrix.cols()));
        }
        if let Some((row, col, value)) = matrix.find(|value| value.is_nan() || value < 0.0) {
            return Err(Error::new("diim::negative")
                .with("row", row)
                .with("col", col)
                .with("value", value));
        }
        let radius = spectral_radius(&matrix);
        if radius >= 1.0 {
            return Err(Error::new("diim::unstable").with("radius", format!("{radius:.4}")));
        }
        Ok(Self(matrix))
    }

    /// A* itself.
    #[must_use]
    pub fn matrix(&self) -> &Matrix {
        &self.0
    }

    /// Number of producers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.rows()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.rows() == 0
    }

    /// Resilience K by producer, for steps of `step` days, from the days after which a share
    /// `lambda` of an inoperability of its own is left: K = (−ln λ · step/τ) / (1 − A*ᵢᵢ), at most
    /// [`RESILIENCE_MOST`].
    #[must_use]
    pub fn resilience(&self, recovery_days: &[f64], lambda: f64, step: f64) -> Vec<f64> {
        let own = |row: usize| 1.0 - self.0.get(row, row);
        let each = recovery_days.iter().enumerate();
        each.map(|(row, days)| (-lambda.ln() * step / days / own(row)).min(RESILIENCE_MOST))
            .collect()
    }

    /// Where a lasting perturbation `c` leads: q = (I − A*)⁻¹ c, clipped to 0..1.
    ///
    /// # Errors
    /// `table::no-inverse`.
    pub fn lasting(&self, perturbation: &[f64]) -> Result<Vec<f64>> {
        let q = Factored::identity_minus(&self.0)?.solve(perturbation);
        Ok(q.into_iter().map(|q| q.clamp(0.0, 1.0)).collect())
    }

    /// One step of the recursion: q + K·(A*q + c − q), clipped to 0..1.
    #[must_use]
    pub fn next(&self, q: &[f64], perturbation: &[f64], resilience: &[f64]) -> Vec<f64> {
        let passed_on = self.0.times(q);
        let next = |i: usize| {
            (q[i] + resilience[i] * (passed_on[i] + perturbation[i] - q[i])).clamp(0.0, 1.0)
        };
        (0..q.len()).map(next).collect()
    }

    /// Recovery without perturbation: exp(−K(I − A*)·time)·q₀, clipped to 0..1; `time` in the unit
    /// in which K is per unit.
    ///
    /// With κ the largest K, −K(I − A*) = κ(P − I) and P is not negative, so the exponential is
    /// a sum of terms of one sign (uniformisation): nothing cancels.
    #[must_use]
    pub fn recovery(&self, start: &[f64], resilience: &[f64], time: f64) -> Vec<f64> {
        // Short pieces, so that e^(−κt) stays far from the smallest number.
        const PIECE: f64 = 16.0;
        let rate = resilience.iter().copied().fold(0.0, f64::max);
        if rate == 0.0 || time <= 0.0 {
            return start.to_vec();
        }
        let pieces = (rate * time / PIECE).ceil().max(1.0);
        let length = rate * time / pieces;
        let mut q = start.to_vec();
        for _ in 0..pieces as usize {
            let mut term: Vec<f64> = q.iter().map(|q| q * (-length).exp()).collect();
            q = term.clone();
            let mut number = 1.0;
            while term.iter().sum::<f64>() > 1e-18 * q.iter().sum::<f64>() || number <= length {
                let passed_on = self.0.times(&term);
                for (i, term) in term.iter_mut().enumerate() {
                    let share = resilience[i] / rate;
                    *term = (share * passed_on[i] + (1.0 - share) * *term) * length / number;
                }
                q.iter_mut().zip(&term).for_each(|(sum, term)| *sum += term);
                number += 1.0;
            }
        }
        q.into_iter().map(|q| q.clamp(0.0, 1.0)).collect()
    }
}

/// Inoperability added up over time: the trapezoid rule over steps of `step` days.
#[must_use]
pub fn impact(series: &[f64], step: f64) -> f64 {
    series.windows(2).map(|pair| step * f64::midpoint(pair[0], pair[1])).sum()
}

#[cfg(test)]
mod tests;
