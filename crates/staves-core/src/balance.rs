//! Balancing a matrix to given row and column totals: RAS, and GRAS where cells are negative.
//!
//! Source: Junius and Oosterhaven (2003), with the correction of Lenzen, Wood and Gallego (2007).
//! With no negative cell GRAS is RAS. Signs and zeros are kept.

use crate::error::{Error, Result};

/// A balanced matrix and how it was reached.
#[derive(Debug)]
pub struct Balanced {
    /// The balanced cells, row-major.
    pub cells: Vec<f64>,
    /// Rounds until the multipliers stopped moving.
    pub rounds: usize,
}

/// Scales `cells` (rows × cols, row-major) so that rows add up to `rows_to` and columns to
/// `cols_to`.
///
/// # Errors
/// `balance::infeasible` when a line of zeros has another target, `balance::no-convergence` when
/// the targets cannot be met.
pub fn gras(cells: &[f64], rows_to: &[f64], cols_to: &[f64]) -> Result<Balanced> {
    const TOLERANCE: f64 = 1e-13;
    const MOST_ROUNDS: usize = 20_000;
    let (m, n) = (rows_to.len(), cols_to.len());
    let mut row_factor = vec![1.0; m];
    let mut col_factor = vec![1.0; n];
    for round in 1..=MOST_ROUNDS {
        let mut moved: f64 = 0.0;
        let line = |j: usize| (0..m).map(move |i| (i, cells[i * n + j]));
        for j in 0..n {
            let next = factor(line(j), &row_factor, cols_to[j]).ok_or_else(|| infeasible(j, 1))?;
            moved = moved.max((next - col_factor[j]).abs() / next);
            col_factor[j] = next;
        }
        let line = |i: usize| (0..n).map(move |j| (j, cells[i * n + j]));
        for i in 0..m {
            let next = factor(line(i), &col_factor, rows_to[i]).ok_or_else(|| infeasible(i, 0))?;
            moved = moved.max((next - row_factor[i]).abs() / next);
            row_factor[i] = next;
        }
        if moved < TOLERANCE {
            let scaled = cells.iter().enumerate().map(|(k, &cell)| {
                let factor = row_factor[k / n] * col_factor[k % n];
                if cell > 0.0 { cell * factor } else { cell / factor }
            });
            return Ok(Balanced { cells: scaled.collect(), rounds: round });
        }
    }
    Err(Error::new("balance::no-convergence").with("rounds", MOST_ROUNDS))
}

/// The multiplier of one line: positive cells are multiplied by it, negative ones divided.
fn factor(line: impl Iterator<Item = (usize, f64)>, other: &[f64], target: f64) -> Option<f64> {
    let (mut positive, mut negative) = (0.0, 0.0);
    for (k, cell) in line {
        if cell > 0.0 {
            positive += cell * other[k];
        } else {
            negative -= cell / other[k];
        }
    }
    let next = if positive > 0.0 {
        (target + (target * target + 4.0 * positive * negative).sqrt()) / (2.0 * positive)
    } else if negative > 0.0 {
        -negative / target
    } else {
        return (target.abs() < 1e-9).then_some(1.0);
    };
    (next > 0.0 && next.is_finite()).then_some(next)
}

fn infeasible(line: usize, axis: usize) -> Error {
    Error::new("balance::infeasible").with("axis", ["row", "column"][axis]).with("number", line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(found: &[f64], wanted: &[f64], tolerance: f64) {
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() <= tolerance, "{found} is not {wanted}");
        }
    }

    /// Values computed independently; docs/src/models/tables.md, "Balancing".
    #[test]
    fn ras_and_gras_give_the_worked_values() {
        let prior = [50., 20., 30., 10., 60., 30., 40., 20., 40.];
        let ras = gras(&prior, &[120., 110., 90.], &[105., 105., 110.]).unwrap();
        let wanted = [
            58.976356145,
            23.285903392,
            37.737740462,
            10.867509760,
            64.363025862,
            34.769464377,
            35.156134095,
            17.351070745,
            37.492795161,
        ];
        assert_close(&ras.cells, &wanted, 1e-8);
        let prior = [7., 3., 5., -3., 2., 9., 8., 1., -2., 0., 2., 1.];
        let gras = gras(&prior, &[15., 26., -1.], &[9., 16., 17., -2.]).unwrap();
        let wanted = [
            8.97644, 3.74316, 5.721728, -3.441329, 2.799335, 12.25684, 9.992314, 0.951511,
            -2.775776, 0., 1.285958, 0.489818,
        ];
        assert_close(&gras.cells, &wanted, 1e-5);
    }

    #[test]
    fn a_line_of_zeros_with_a_target_is_named() {
        let error = gras(&[0.0, 0.0, 1.0, 1.0], &[1.0, 1.0], &[1.0, 1.0]).unwrap_err();
        assert_eq!(error.code(), "balance::infeasible");
    }
}
