//! All orders, for few tasks.

use super::tasks::Tasks;
use super::values::Values;
use crate::error::Result;

/// What all orders come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orders {
    /// What the best gives.
    pub best: f64,
    /// How many give as much.
    pub best_count: usize,
    /// What the worst gives.
    pub worst: f64,
}

/// Tries all orders: n! of them.
///
/// # Errors
/// Of the solver.
pub fn all_orders(tasks: &Tasks, values: &mut Values) -> Result<Orders> {
    let mut totals = Vec::new();
    let mut order = tasks.units.clone();
    order.sort_unstable();
    loop {
        totals.push(tasks.total(&order, values)?);
        if !next(&mut order) {
            break;
        }
    }
    let best = totals.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let equal = |total: &&f64| **total >= best - 1e-9 * best.abs();
    Ok(Orders {
        best,
        best_count: totals.iter().filter(equal).count(),
        worst: totals.iter().copied().fold(f64::INFINITY, f64::min),
    })
}

/// The next order of the alphabet; false after the last.
fn next(order: &mut [usize]) -> bool {
    let Some(k) = (1..order.len()).rev().find(|k| order[k - 1] < order[*k]) else { return false };
    let larger = (k..order.len()).rev().find(|j| order[*j] > order[k - 1]).unwrap_or(k);
    order.swap(k - 1, larger);
    order[k..].reverse();
    true
}
