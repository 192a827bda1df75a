//! Belgium in 2020, replayed with the pandemic preset (docs/src/models/replay.md).
//!
//! Nothing is fitted to what was observed. The scores are reported, then frozen, and stand in the
//! book as they are here.

mod data;
mod frozen;
mod policy;
mod reopening;
mod score;
mod study;
mod variant;

use data::Data;
use frozen::{CELL, CHOICES, FUNCTIONS, NAIVE, NAIVE_QUARTERS, QUARTERS};
use score::{OFFICIAL, Score, persistence, quarters, score};
use std::fs;
use std::path::Path;
use study::Index;
use variant::{Criticality, Households, Labour, MEANT, Other, Variant};

fn replay(data: &Data, variant: &Variant) -> Index {
    let folder = tempfile::tempdir().unwrap();
    study::run(data, variant, folder.path())
}

/// Prints a row of the book, and demands that the book has it.
fn stands_in_the_book(cells: &[String]) {
    let row = format!("| {} |", cells.join(" | "));
    println!("{row}");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/models/replay.md");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.lines().any(|line| line == row), "docs/src/models/replay.md lacks the row {row}");
}

fn rounded(values: &[f64]) -> Vec<String> {
    values.iter().map(|value| format!("{value:.3}")).collect()
}

fn scores(name: &str, Score { bias, mae, rmse }: Score, wanted: [f64; 3]) -> Vec<String> {
    let found = [bias, mae, rmse];
    println!("{name}: {found:.7?}");
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < 1e-6, "{name}: {found} is frozen as {wanted}");
    }
    vec![format!("{bias:+.3}"), format!("{mae:.3}"), format!("{rmse:.3}")]
}

fn row(name: &str, middle: &[f64], score: Vec<String>) {
    let cells = [vec![name.to_owned()], rounded(middle), score].concat();
    stands_in_the_book(&cells);
}

fn quarterly(name: &str, index: &[f64], wanted: f64) {
    let found = quarters(index);
    let errors = found.iter().zip(OFFICIAL).map(|(found, official)| (found - official).abs());
    let error = errors.sum::<f64>() / 4.0;
    println!("{name}, by quarter: {error:.7}");
    assert!((error - wanted).abs() < 1e-6, "{name}: {error} is frozen as {wanted}");
    row(name, &found, rounded(&[error]));
}

#[test]
fn forecasts_without_a_model_score_as_they_did() {
    let Some(folder) = data::folder() else { return };
    let data = data::read(&folder);
    let observed = &data.observed;
    stands_in_the_book(&[vec!["**observed**".into()], rounded(&observed[1..])].concat());
    stands_in_the_book(&[vec!["**national accounts**".into()], rounded(&OFFICIAL)].concat());
    let same = vec![1.0; observed.len()];
    let closed = policy::direct(&data, Labour::Index);
    let forecasts = [&same, &persistence(observed), &closed];
    for ((name, wanted), index) in NAIVE.into_iter().zip(forecasts) {
        row(name, &index[1..], scores(name, score(index, observed), wanted));
    }
    for ((name, wanted), index) in NAIVE_QUARTERS.into_iter().zip([same, closed]) {
        quarterly(name, &index, wanted);
    }
}

#[test]
fn each_input_function_scores_as_it_did() {
    let Some(folder) = data::folder() else { return };
    let data = data::read(&folder);
    let mut april = Vec::new();
    for ((name, wanted), by_quarter) in FUNCTIONS.into_iter().zip(QUARTERS) {
        let inputs = name.trim_matches('`');
        let Index { output, compensation } = replay(&data, &Variant { inputs, ..MEANT });
        row(name, &output[1..], scores(name, score(&output, &data.observed), wanted[0]));
        let weighted = score(&compensation, &data.observed);
        row(name, &compensation[2..3], scores(name, weighted, wanted[1]));
        quarterly(name, &output, by_quarter[0]);
        quarterly(name, &compensation, by_quarter[1]);
        april.push(output[2]);
    }
    assert!(april.is_sorted(), "the fewer inputs bind, the less is lost: {april:?}");
}

#[test]
fn each_choice_moves_the_score_as_it_did() {
    let Some(folder) = data::folder() else { return };
    let data = data::read(&folder);
    let at = |missing| Variant { criticality: Criticality::Survey(missing), ..MEANT };
    let variants = [
        MEANT,
        at("0"),
        at("1"),
        Variant { criticality: Criticality::Default, ..MEANT },
        Variant { criticality: Criticality::Edited, ..MEANT },
        Variant { rationing: "intermediate-first", ..MEANT },
        Variant { parameters: "inventory_restoration_tau = 10", ..MEANT },
        Variant { labour: Labour::Observed, ..MEANT },
        Variant { labour: Labour::None, ..MEANT },
        Variant { households: Households::Fading, ..MEANT },
        Variant { households: Households::Leisure, ..MEANT },
        Variant { households: Households::OnSite, ..MEANT },
        Variant { households: Households::Unchanged, ..MEANT },
        Variant { other: Other::Tenth, ..MEANT },
        Variant { other: Other::Unchanged, ..MEANT },
    ];
    assert_eq!(variants.len(), CHOICES.len());
    for (variant, (name, wanted)) in variants.iter().zip(CHOICES) {
        let index = replay(&data, variant).output;
        let shown = [index[2], index[4], index[10]];
        row(name, &shown, scores(name, score(&index, &data.observed), wanted));
    }
}

/// One of the eleven missing cells decides: whether telecommunications need what arts, recreation
/// and other personal services make.
#[test]
fn one_missing_cell_of_the_survey_decides() {
    let Some(folder) = data::folder() else { return };
    let mut data = data::read(&folder);
    let (name, wanted) = CELL;
    data.survey = with_cell(&data.survey, "R_S", "J61", "1");
    let index = replay(&data, &MEANT).output;
    let shown = [index[2], index[4], index[10]];
    row(name, &shown, scores(name, score(&index, &data.observed), wanted));
}

/// A matrix with one of its missing cells filled.
fn with_cell(text: &str, input: &str, user: &str, class: &str) -> String {
    let quoted = |name: &str| format!("\"{name}\"");
    let column = text.lines().next().unwrap().split(',').position(|cell| cell == quoted(user));
    let filled = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if cells[0] == quoted(input) {
            assert_eq!(std::mem::replace(&mut cells[column.unwrap()], class), "NA");
        }
        cells.join(",")
    };
    text.lines().map(filled).collect::<Vec<_>>().join("\n")
}
