//! What the recipe changed, each change with its size.

use super::recipe::{Basic, Closed, Domestic};
use super::supply_use::{SupplyUse, Zeros};
use staves_core::Note;

/// The publisher's mark for nothing was read as zero.
pub fn zeros(zeros: &Zeros) -> Note {
    Note::new("bea::zeros", zeros.count).places(zeros.places.clone())
}

/// Freight and insurance on imports that residents earn were counted as exports.
pub fn freight(moved: f64) -> Option<Note> {
    (moved != 0.0).then(|| Note::new("bea::freight", 1).with("amount", millions(moved)))
}

/// Notes of steps 1 to 4.
pub fn steps(
    accounts: &SupplyUse,
    basic: &Basic,
    domestic: &Domestic,
    closed: &Closed,
) -> Vec<Note> {
    let n = accounts.industries.len();
    let sum = |values: &[f64]| millions(values.iter().sum());
    vec![
        Note::new("bea::basic-prices", accounts.products.len())
            .with("margins", millions(basic.margins))
            .with("taxes", sum(&basic.taxes)),
        Note::new("bea::proportional-imports", accounts.products.len())
            .with("imports", sum(&domestic.imports)),
        closing(accounts, closed),
        Note::new("bea::final-use-only", accounts.final_uses.len())
            .with("imports", sum(&closed.imports()[n..]))
            .with("taxes", sum(&closed.taxes()[n..])),
        Note::new("bea::labour", n).with("code", super::COMPENSATION),
    ]
}

fn closing(accounts: &SupplyUse, closed: &Closed) -> Note {
    let n = accounts.industries.len();
    let gap = |i: usize| {
        let before = closed.before[i].iter().sum::<f64>();
        (before - accounts.output[i]).abs() / accounts.output[i].abs().max(f64::MIN_POSITIVE)
    };
    let mut rows: Vec<usize> = (0..n).collect();
    rows.sort_by(|a, b| gap(*b).total_cmp(&gap(*a)));
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    let moved: f64 = closed
        .cells
        .iter()
        .zip(&closed.before)
        .flat_map(|(after, before)| after.iter().zip(before))
        .map(|(after, before)| (after - before).abs())
        .sum();
    let all: f64 = closed.before.iter().flatten().map(|cell| cell.abs()).sum();
    Note::new("bea::closed", n)
        .places(rows.iter().map(|&i| format!("{}: {}", accounts.industries[i], percent(gap(i)))))
        .with("rounds", closed.rounds)
        .with("largest", percent(rows.first().map_or(0.0, |&i| gap(i))))
        .effect(format!("{} of all cells together", percent(moved / all)))
}

fn millions(value: f64) -> String {
    format!("{value:.0} million USD")
}
