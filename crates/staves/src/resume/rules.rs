//! Plain rules that a plan is compared with.

use staves_core::leontief::{Factored, allocation_coefficients};
use staves_core::model::System;
use staves_core::{Economy, Result};

/// Units in the order of a plain rule, those to open first first.
pub type Rule = (&'static str, Vec<usize>);

/// By size (output), by value added, and upstream first: by the upstreamness of Antràs, Chor, Fally
/// and Hillberry (2012), (I − B)⁻¹ 1 with the allocation coefficients B.
///
/// # Errors
/// `table::no-inverse`.
pub fn rules(units: &[usize], system: &System) -> Result<Vec<Rule>> {
    let upstreamness = upstreamness(&system.economy)?;
    let ordered = |score: &dyn Fn(usize) -> f64| {
        let mut order = units.to_vec();
        order.sort_by(|a, b| score(*b).total_cmp(&score(*a)));
        order
    };
    Ok(vec![
        ("by_size", ordered(&|unit| system.output_of(unit))),
        ("by_value_added", ordered(&|unit| system.value_added_of(unit))),
        ("upstream_first", ordered(&|unit| upstreamness[unit])),
    ])
}

fn upstreamness(economy: &Economy) -> Result<Vec<f64>> {
    let factored = Factored::identity_minus(&allocation_coefficients(economy))?;
    Ok(factored.solve(&vec![1.0; economy.len()]))
}
