//! The indicators of an economy, one a row, in the form of those of a chain.

use super::request::{Home, Request, Subject};
use crate::chain::row::{Row, table};
use crate::table::Table;
use staves_core::economy::PrimaryKind;
use staves_core::exposure::coverage::{balances, breadth, coverage};
use staves_core::exposure::origins::{Denominator, Origins, of_basket, origins};
use staves_core::exposure::stages::{bought, bought_within, depth};
use staves_core::exposure::value::{Value, value};
use staves_core::{Note, Result};

/// Stages that are looked at.
pub(super) const STAGES: usize = 8;

/// Where the book defines what is asked; the part behind `#` is a heading.
const VALUE: &str = "models/exposure#value-integrity";
const DEPTH: &str = "models/exposure#stages";
const THROUGH: &str = "models/exposure#look-through-shares";
const COVERAGE: &str = "models/exposure#coverage-and-breadth";

/// Cost and value added of a producer may differ by this share of output before it is noted, as in
/// the audit of a table.
const BALANCE: f64 = 1e-3;

/// All indicators, with notes on what is not defined.
///
/// # Errors
/// `table::no-inverse`.
pub fn indicators(request: &Request<'_>) -> Result<(Table, Vec<Note>)> {
    let coefficients = &request.coefficients;
    let origins = origins(coefficients, &request.part, request.parts);
    let all = bought(coefficients, &vec![true; coefficients.len()], STAGES);
    let mut rows = Vec::new();
    for home in &request.homes {
        let subjects = request.subjects(home);
        if subjects.is_empty() {
            continue;
        }
        let inside = coefficients.inside(&home.regions);
        let within = bought_within(coefficients, &inside, STAGES);
        let value = value(coefficients, &inside)?;
        for subject in subjects {
            let mut found = of_value(&subject, home, &value, &origins);
            found.push(depth_of(request, &subject, &all, &within));
            found.extend(of_inputs(request, &subject, home, &origins));
            rows.extend(found.into_iter().map(|row| row.of(&subject.entry.code)));
        }
        if !request.selective {
            rows.extend(of_coverage(request, home).map(|row| row.of(&home.whole())));
        }
    }
    rows.iter_mut().for_each(|row| row.available = "home");
    Ok((table(&rows), notes(request)))
}

fn of_value(subject: &Subject, home: &Home, value: &Value, origins: &Origins) -> Vec<Row> {
    let basket = &subject.basket;
    let added = |part: usize| of_basket(&origins.value_added[part], basket);
    let abroad = (0..origins.value_added.len()).filter(|part| *part != home.part);
    let (domestic, foreign) = (added(home.part), abroad.map(added).fold(0.0, |a, b| a + b));
    let integrity = of_basket(&value.integrity, basket);
    let rows = [
        ("value_integrity", integrity),
        ("vertical_specialisation", of_basket(&value.vertical_specialisation, basket)),
        ("domestic_value_added", domestic),
        ("foreign_value_added", foreign),
        ("round_trip", domestic - integrity),
    ];
    rows.map(|(indicator, value)| Row::exact(indicator, value, "share", VALUE)).into()
}

fn depth_of(
    request: &Request<'_>,
    subject: &Subject,
    all: &[Vec<f64>],
    within: &[Vec<f64>],
) -> Row {
    let shares = shares(subject, within, all);
    let (stages, exact) = depth(&shares, request.choices.tau);
    let row = Row::exact("depth_of_integrity", stages as f64, "stages", DEPTH);
    let row = row.naming(format!("τ = {}", request.choices.tau));
    if exact { row } else { row.bounded(stages as f64, f64::NAN, "at least") }
}

/// Parts of what is bought at each stage; NaN where nothing is.
pub(super) fn shares(subject: &Subject, part: &[Vec<f64>], all: &[Vec<f64>]) -> Vec<f64> {
    let of = |values: &Vec<f64>| of_basket(values, &subject.basket);
    part.iter().zip(all).map(|(part, all)| of(part) / of(all)).collect()
}

/// Foreign shares of inputs; there are none where nothing is bought.
fn of_inputs(request: &Request<'_>, subject: &Subject, home: &Home, origins: &Origins) -> [Row; 4] {
    let (basket, denominator) = (&subject.basket, request.choices.denominator);
    let abroad = |part: usize| part != home.part;
    let face = origins.share_of_inputs(basket, &abroad);
    let through = origins.look_through_share(basket, &abroad, denominator);
    let row = |indicator, value: f64, unit| {
        let row = Row::exact(indicator, value, unit, THROUGH).naming(name(denominator).into());
        if value.is_finite() { row } else { row.bounded(f64::NAN, f64::NAN, "none") }
    };
    [
        row("foreign_input_share", face, "share").naming(String::new()),
        row("look_through_share", through, "share"),
        row("hidden_exposure", through - face, "share"),
        row("hidden_exposure_ratio", through / face, "ratio"),
    ]
}

/// The name of a denominator, as it is asked for.
fn name(denominator: Denominator) -> &'static str {
    match denominator {
        Denominator::Inputs => "inputs",
        Denominator::Output => "output",
    }
}

fn of_coverage(request: &Request<'_>, home: &Home) -> [Row; 2] {
    let balances = balances(request.economy, &home.regions);
    let theta = request.choices.theta;
    let covered = Row::exact("coverage", coverage(&balances, theta), "share", COVERAGE);
    let covered = covered.naming(format!("θ = {theta}"));
    let known = uses_are_known(request, home) && covered.value.is_finite();
    let covered = if known { covered } else { covered.bounded(f64::NAN, f64::NAN, "unknown") };
    let breadth = Row::exact("breadth", breadth(&balances), "sectors", COVERAGE);
    [covered, breadth.naming(request.economy.sectors.len().to_string())]
}

/// Whether all that home uses has a product: imports from beyond the table have none, and where all
/// of the table is home, it says nothing of what is bought elsewhere.
pub(super) fn uses_are_known(request: &Request<'_>, home: &Home) -> bool {
    let abroad = home.regions.iter().any(|home| !home);
    abroad && !request.coefficients.has_outside
}

pub(super) fn notes(request: &Request<'_>) -> Vec<Note> {
    let (economy, coefficients) = (request.economy, &request.coefficients);
    let mut notes = vec![Note::new("exposure::no-structure", economy.len())];
    let dead = request.without_output();
    if !dead.is_empty() {
        notes.push(Note::new("exposure::no-output", dead.len()).places(dead));
    }
    if request.homes.iter().any(|home| home.regions.iter().all(|home| *home)) {
        notes.push(Note::new("exposure::nothing-foreign", economy.regions.len()));
    }
    if coefficients.has_outside {
        notes.push(Note::new("exposure::imports-without-product", economy.len()));
    }
    let named = |wanted: &dyn Fn(usize) -> bool| -> Vec<String> {
        let found = (0..economy.len()).filter(|i| coefficients.live[*i] && wanted(*i));
        found.map(|i| economy.name(i)).collect()
    };
    let negative = named(&|i| coefficients.value_added[i] < 0.0);
    if !negative.is_empty() {
        notes.push(Note::new("exposure::negative-value-added", negative.len()).places(negative));
    }
    if let Some(stated) = stated_value_added(request) {
        let off = |i: usize| (stated[i] / economy.output()[i] - coefficients.value_added[i]).abs();
        let differing = named(&|i| off(i) > BALANCE);
        if !differing.is_empty() {
            notes.push(Note::new("exposure::unbalanced", differing.len()).places(differing));
        }
    }
    notes
}

/// Value added with taxes on products, where the source states value added.
fn stated_value_added(request: &Request<'_>) -> Option<Vec<f64>> {
    let mut stated = request.economy.primary(PrimaryKind::ValueAdded)?;
    if let Some(taxes) = request.economy.primary(PrimaryKind::ProductTax) {
        stated.iter_mut().zip(taxes).for_each(|(stated, tax)| *stated += tax);
    }
    Some(stated)
}
