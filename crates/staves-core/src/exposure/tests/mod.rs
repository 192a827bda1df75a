//! The stored instance, plain references with the full inverse, and the axioms.

mod axioms;
mod economy;
mod reference;

use super::Coefficients;
use super::origins::{Origins, origins};
use crate::codes::Codes;
use crate::matrix::Matrix;

/// Coefficients of a plain matrix, the first producers at home in one region, the others abroad.
fn coefficients(n: usize, home: usize, technical: Vec<f64>) -> Coefficients {
    let regions = Codes::plain(["home", "abroad"]).unwrap();
    let region = (0..n).map(|i| u32::from(i >= home)).collect();
    Coefficients::new(Matrix::from_dense(n, n, technical), regions, region, vec![true; n]).unwrap()
}

/// Origins by home (0) and abroad (1).
fn by_region(coefficients: &Coefficients) -> Origins {
    origins(coefficients, &coefficients.region, coefficients.regions.len())
}

fn close(found: f64, wanted: f64, tolerance: f64, what: &str) {
    assert!((found - wanted).abs() <= tolerance, "{what}: {found} and not {wanted}");
}
