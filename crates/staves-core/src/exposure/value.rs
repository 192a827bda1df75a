//! Value integrity: the share of a product's value that is created on paths that stay at home at
//! every stage (docs/src/models/exposure.md, "Value integrity").

use super::Coefficients;
use crate::error::Result;
use crate::leontief::Factored;
use crate::matrix::Matrix;

/// Shares of the value of a unit, by producer; NaN abroad and without output.
pub struct Value {
    /// IV_j = v_H' (I − A_HH)⁻¹ e_j.
    pub integrity: Vec<f64>,
    /// VS_j = m' (I − A_HH)⁻¹ e_j with m the imports per unit (Hummels, Ishii and Yi 2001); it is
    /// 1 − IV_j.
    pub vertical_specialisation: Vec<f64>,
}

/// Value integrity and vertical specialisation of every home product: one factor of I − A_HH, a
/// transposed solve each.
///
/// # Errors
/// `table::no-inverse`.
pub fn value(coefficients: &Coefficients, home: &[bool]) -> Result<Value> {
    let inside: Vec<usize> = (0..coefficients.len()).filter(|i| home[*i]).collect();
    let mut place = vec![None; coefficients.len()];
    inside.iter().enumerate().for_each(|(at, i)| place[*i] = Some(at));
    let mut block = Vec::new();
    let mut imports = vec![0.0; inside.len()];
    for (row, col, value) in coefficients.technical.cells() {
        match (place[row], place[col]) {
            (Some(row), Some(col)) => block.push((row, col, value)),
            (None, Some(col)) => imports[col] += value,
            (_, None) => {}
        }
    }
    let block = Matrix::from_cells(inside.len(), inside.len(), block);
    let factored = Factored::identity_minus(&block)?;
    let added: Vec<f64> = inside.iter().map(|i| coefficients.value_added[*i]).collect();
    let spread = |solved: Vec<f64>| {
        let mut all = vec![f64::NAN; coefficients.len()];
        let live = inside.iter().zip(solved).filter(|(i, _)| coefficients.live[**i]);
        live.for_each(|(i, share)| all[*i] = share);
        all
    };
    Ok(Value {
        integrity: spread(factored.solve_transposed(&added)),
        vertical_specialisation: spread(factored.solve_transposed(&imports)),
    })
}
