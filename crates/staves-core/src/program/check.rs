//! Our own check of an answer, in plain loops over the program (docs/src/models/programs.md,
//! "The check").

use super::{Bounds, Program};

/// What we found when we put the answer into the program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// Largest distance of a row, a column or a whole number from where it must be.
    pub violation: f64,
    /// The same, each relative to the size of what it is made of.
    pub relative: f64,
    /// Bound on the objective from the duals, valid whatever they are; −∞ without duals.
    pub dual_bound: f64,
}

impl Check {
    /// Relative distance up to which an answer stands.
    pub const TOLERANCE: f64 = 1e-7;

    /// Whether the values satisfy the program.
    #[must_use]
    pub fn feasible(&self) -> bool {
        self.relative <= Self::TOLERANCE
    }

    /// Whether the duals prove an objective to be the least.
    #[must_use]
    pub fn proves(&self, objective: f64) -> bool {
        objective - self.dual_bound <= Self::TOLERANCE * objective.abs().max(1.0)
    }
}

/// Puts values and duals into a program.
pub fn check(program: &Program, values: &[f64], duals: Option<&[f64]>) -> Check {
    let (violation, relative) = distances(program, values);
    let dual_bound = duals.map_or(f64::NEG_INFINITY, |duals| dual_bound(program, duals));
    Check { violation, relative, dual_bound }
}

/// Largest distance, absolute and relative to the terms that were added up.
fn distances(program: &Program, values: &[f64]) -> (f64, f64) {
    let mut largest = (0.0_f64, 0.0_f64);
    let mut see = |distance: f64, size: f64| {
        // A value that is not a number is as far off as can be.
        let distance = if distance.is_nan() { f64::INFINITY } else { distance };
        // Not divided when infinite: ∞ / ∞ would be lost.
        let relative = if distance.is_finite() { distance / size.max(1.0) } else { distance };
        largest = (largest.0.max(distance), largest.1.max(relative));
    };
    for ((value, bounds), integer) in values.iter().zip(&program.columns).zip(&program.integer) {
        let outside = if value.is_nan() { f64::NAN } else { bounds.distance(*value) };
        see(outside, value.abs());
        if *integer {
            see((value - value.round()).abs(), 1.0);
        }
    }
    for (row, bounds) in program.rows.iter().enumerate() {
        let (sum, size) = program.terms(row).fold((0.0, 0.0_f64), |(sum, size), (place, value)| {
            let term = value * values[place];
            (sum + term, size.max(term.abs()))
        });
        see(if f64::is_nan(sum) { sum } else { bounds.distance(sum) }, size);
    }
    largest
}

/// Reduced costs: what is left of the costs after the rows are paid, d = c − Aᵀy.
pub fn reduced_costs(program: &Program, duals: &[f64]) -> Vec<f64> {
    let mut left = program.cost.clone();
    for (row, dual) in duals.iter().enumerate().filter(|(_, dual)| **dual != 0.0) {
        program.terms(row).for_each(|(place, value)| left[place] -= dual * value);
    }
    left
}

/// What a price asks of bounds; none when it points to a bound that is not there.
fn paid(price: f64, bounds: Bounds) -> Option<f64> {
    let bound = if price > 0.0 { bounds.lower } else { bounds.upper };
    if price == 0.0 { Some(0.0) } else { bound.is_finite().then_some(price * bound) }
}

/// min over the bounds of y·(A x) + d·x: never above the least cost, whatever y is. A price of a row
/// that points to no bound is taken as 0, and so is a reduced cost that points to no bound while it
/// is no larger than rounding makes it; a larger one leaves no bound at all.
fn dual_bound(program: &Program, duals: &[f64]) -> f64 {
    let usable: Vec<f64> = duals
        .iter()
        .zip(&program.rows)
        .map(|(dual, bounds)| if paid(*dual, *bounds).is_some() { *dual } else { 0.0 })
        .collect();
    let rows = usable.iter().zip(&program.rows);
    let of_rows: f64 = rows.filter_map(|(dual, bounds)| paid(*dual, *bounds)).sum();
    let rest = reduced_costs(program, &usable);
    let sizes = sizes(program, &usable);
    let of_columns: f64 = rest
        .iter()
        .zip(sizes)
        .zip(&program.columns)
        .map(|((rest, size), bounds)| {
            let small = rest.abs() <= ROUNDING * size;
            paid(*rest, *bounds).unwrap_or(if small { 0.0 } else { f64::NEG_INFINITY })
        })
        .sum();
    of_rows + of_columns
}

/// What is taken for rounding of a sum, relative to its largest term: the tolerance to which solvers
/// work.
const ROUNDING: f64 = 1e-9;

/// Largest term of each reduced cost, at least 1.
fn sizes(program: &Program, duals: &[f64]) -> Vec<f64> {
    let mut sizes: Vec<f64> = program.cost.iter().map(|cost| cost.abs().max(1.0)).collect();
    for (row, dual) in duals.iter().enumerate() {
        program
            .terms(row)
            .for_each(|(place, value)| sizes[place] = sizes[place].max((dual * value).abs()));
    }
    sizes
}
