//! Orders made better by small changes.

use super::tasks::Tasks;
use super::values::Values;
use crate::error::Result;
use crate::program::{Go, Progress};

/// Moves units to another place and exchanges two, as long as that helps. Returns the order with
/// what comes out of it.
///
/// # Errors
/// Of the solver.
pub fn improve(
    tasks: &Tasks,
    mut order: Vec<usize>,
    values: &mut Values,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<(Vec<usize>, f64)> {
    let mut total = tasks.total(&order, values)?;
    loop {
        let before = total;
        for from in 0..order.len() {
            let progress = Progress { seconds: 0.0, objective: -total, bound: f64::NEG_INFINITY };
            if watch(&progress) == Go::Stop {
                return Ok((order, total));
            }
            for to in 0..order.len() {
                for other in changed(&order, from, to) {
                    let reached = tasks.total(&other, values)?;
                    if reached > total + 1e-9 * total.abs() {
                        (order, total) = (other, reached);
                    }
                }
            }
        }
        if total <= before {
            return Ok((order, total));
        }
    }
}

/// The order with a unit at another place, and with two exchanged.
fn changed(order: &[usize], from: usize, to: usize) -> Vec<Vec<usize>> {
    if from == to {
        return Vec::new();
    }
    let mut moved = order.to_vec();
    let unit = moved.remove(from);
    moved.insert(to, unit);
    if from > to {
        return vec![moved];
    }
    let mut exchanged = order.to_vec();
    exchanged.swap(from, to);
    vec![moved, exchanged]
}
