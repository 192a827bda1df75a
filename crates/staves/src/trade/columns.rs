//! Columns of a table from rows.

use crate::table::Values;
use staves_core::dependence::Known;

pub(super) fn texts<R, T: Into<String>>(rows: &[R], of: impl Fn(&R) -> T) -> Values {
    Values::Text(rows.iter().map(|row| of(row).into()).collect())
}

pub(super) fn integers<R>(rows: &[R], of: impl Fn(&R) -> u32) -> Values {
    Values::Integer(rows.iter().map(|row| i64::from(of(row))).collect())
}

pub(super) fn numbers<R>(rows: &[R], of: impl Fn(&R) -> f64) -> Values {
    Values::Number(rows.iter().map(of).collect())
}

/// Numbers, missing where they are not known or ∞: a column of states beside them says which.
pub(super) fn known<R>(rows: &[R], of: impl Fn(&R) -> Known) -> Values {
    numbers(rows, |row| finite(of(row).unwrap_or(f64::NAN)))
}

/// No table holds ∞.
pub(super) fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}
