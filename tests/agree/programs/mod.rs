//! Programs with stored optima, each written down from its description and solved by both solvers:
//! five-year planning, hardening, credit, reopening, layout, order of restoration, mobilisation.

mod hardening;
mod interdiction;
mod layout;
mod mobilisation;
mod network;
mod restoration;
mod small;
mod williams;

use serde_json::Value;
use staves_core::program::{Ask, Column, Microlp, Optimiser, Program, Status};
use std::path::Path;

/// An object of the stored instances; none, visibly, when they are not there.
fn instance(key: &str) -> Option<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/reference/plan/planning_instances.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: {key}: {} is not there", file.display());
        return None;
    };
    let all: Value = serde_json::from_str(&text).unwrap();
    Some(all[key].clone())
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

/// The least cost by HiGHS and by microlp, which must agree to 1e-6 with each other; both answers have
/// stood the check. For whole numbers the bound must close.
fn least(program: &Program) -> f64 {
    let ours = Optimiser::new(program.clone());
    let other = Optimiser::with(program.clone(), Box::new(Microlp));
    let found = [ours, other].map(|mut optimiser| {
        let answer = optimiser.solve(&Ask::default()).unwrap();
        assert_eq!(answer.status, Status::Optimal, "{}", optimiser.solver());
        close(answer.bound, answer.objective);
        answer.objective
    });
    close(found[0], found[1]);
    found[0]
}

/// Relative 1e-6, absolute below 1: the tolerance of the stored optima.
fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-6 * wanted.abs().max(1.0), "{found} {wanted}");
}

/// The program has the size that was stored, rows that bound one column aside.
fn has_size(program: &Program, stored: &Value) {
    assert_eq!(program.columns() as u64, stored["n_vars"].as_u64().unwrap());
    assert_eq!(program.integers() as u64, stored["n_int"].as_u64().unwrap());
}

fn times(columns: &[Column], factors: &[f64]) -> Vec<(Column, f64)> {
    columns.iter().copied().zip(factors.iter().copied()).collect()
}
