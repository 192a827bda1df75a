//! Checks of signs: what a table should not have below zero, and producers without output.

use super::facts::Facts;
use super::{Finding, Verdict};
use crate::codes::Entry;
use crate::economy::Economy;
use crate::error::PLACES_SHOWN;

/// A finding that counts things below zero.
fn negative(check: &'static str, unit: &'static str, places: Vec<(f64, String)>) -> Finding {
    Finding::new(check, unit, places.len() as f64, 0.0).at(places).above(Verdict::Warn)
}

/// Names the worst of some cells only: a table may have a million of them.
fn named(
    mut cells: Vec<(usize, usize, f64)>,
    name: impl Fn(usize, usize) -> String,
) -> Vec<(f64, String)> {
    cells.sort_by(|a, b| a.2.total_cmp(&b.2));
    let shown = |(k, (row, col, value)): (usize, (usize, usize, f64))| {
        let place =
            if k < PLACES_SHOWN { format!("{} ({value})", name(row, col)) } else { String::new() };
        (value, place)
    };
    cells.into_iter().enumerate().map(shown).collect()
}

/// Flows below zero.
pub(super) fn flows(economy: &Economy, facts: &Facts) -> Finding {
    let name = |row, col| format!("{} → {}", economy.name(row), economy.name(col));
    negative("negative-flows", "cells", named(facts.negative_flows.clone(), name))
}

/// Final demand below zero, cell by cell, outside the categories that may be negative; and
/// producers whose final demand is negative in all.
pub(super) fn final_demand(economy: &Economy, facts: &Facts) -> Finding {
    let categories = economy.categories.entries();
    let column = |col: usize| &categories[economy.demand_columns[col].category as usize];
    let allowed: Vec<bool> =
        (0..economy.demand_columns.len()).map(|col| may_be_negative(column(col))).collect();
    let cells = economy.final_demand.cells();
    let cells = cells.filter(|(_, col, value)| *value < 0.0 && !allowed[*col]).collect();
    let name = |row, col: usize| {
        let region = economy.regions.code(economy.demand_columns[col].region as usize);
        format!("{} → {region}|{}", economy.name(row), column(col).code)
    };
    let mut places = named(cells, name);
    let rows = facts.demand.iter().enumerate().filter(|(_, demand)| **demand < 0.0);
    places.extend(rows.map(|(row, demand)| (*demand, format!("{} ({demand})", economy.name(row)))));
    negative("negative-final-demand", "cells", places)
}

/// Changes in stocks, acquisitions less disposals, purchases abroad and imports that are taken
/// away from domestic use may all be negative. Sources name them in many ways.
fn may_be_negative(category: &Entry) -> bool {
    const CODES: [&str; 9] =
        ["invnt", "p52", "p53", "p5m", "p52_p53", "c42", "f030", "f050", "dpabr"];
    const WORDS: [&str; 8] = [
        "inventor",
        "stock",
        "valuables",
        "import",
        "discrepanc",
        "purchases abroad",
        "库存",
        "存货",
    ];
    let code = category.code.to_lowercase();
    let name = format!("{code} {} {}", category.en.to_lowercase(), category.zh);
    CODES.contains(&code.as_str()) || WORDS.iter().any(|word| name.contains(word))
}

fn producers(economy: &Economy, values: &[f64]) -> Vec<(f64, String)> {
    let below = values.iter().enumerate().filter(|(_, value)| **value < 0.0);
    below.map(|(row, value)| (*value, format!("{} ({value})", economy.name(row)))).collect()
}

/// Output below zero: shares of it have no meaning.
pub(super) fn output(economy: &Economy) -> Finding {
    negative("negative-output", "producers", producers(economy, economy.output()))
}

/// Value added below zero.
pub(super) fn value_added(economy: &Economy) -> Finding {
    negative("negative-value-added", "producers", producers(economy, economy.value_added()))
}

/// Producers without output (0, or −0 in the source): they neither sell nor take part in a run.
pub(super) fn dead(economy: &Economy) -> Finding {
    let dead = economy.output().iter().enumerate().filter(|(_, output)| **output == 0.0);
    let places = dead.map(|(row, _)| (0.0, economy.name(row))).collect();
    negative("zero-output", "producers", places)
}
