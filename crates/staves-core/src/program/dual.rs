//! The dual of a linear program, for solvers that give no duals.

use super::{Bounds, Column, Program};

/// The dual program, and for each row the columns whose values, added with these signs, are its
/// dual.
///
/// For min c·x, r ≤ A x ≤ R, l ≤ x ≤ u it is max r·y⁺ − R·y⁻ + l·d⁺ − u·d⁻ with
/// Aᵀ(y⁺ − y⁻) + d⁺ − d⁻ = c and nothing below 0; a bound that is infinite has no column.
pub fn dual(program: &Program) -> (Program, Vec<Vec<(Column, f64)>>) {
    let mut dual = Program::new();
    // What both signs of a bound give: maximising is minimising the negative.
    let signs = |dual: &mut Program, bounds: Bounds| -> Vec<(Column, f64)> {
        let mut columns = Vec::new();
        if bounds.lower.is_finite() {
            columns.push((dual.column(-bounds.lower, Bounds::at_least(0.0)), 1.0));
        }
        if bounds.upper.is_finite() {
            columns.push((dual.column(bounds.upper, Bounds::at_least(0.0)), -1.0));
        }
        columns
    };
    let rows: Vec<_> = program.rows.iter().map(|bounds| signs(&mut dual, *bounds)).collect();
    let mut sums: Vec<_> = program.columns.iter().map(|bounds| signs(&mut dual, *bounds)).collect();
    for (row, columns) in rows.iter().enumerate() {
        for (place, value) in program.terms(row) {
            sums[place].extend(columns.iter().map(|(column, sign)| (*column, sign * value)));
        }
    }
    for (terms, cost) in sums.iter().zip(&program.cost) {
        dual.row(Bounds::exactly(*cost), terms);
    }
    (dual, rows)
}
