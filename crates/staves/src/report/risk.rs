//! How bad it can get: the loss-exceedance curve, value at risk and expected shortfall.

use super::Report;
use super::chart::exceedance::Curve;
use super::figure::Figure;
use super::findings::{numbers, texts};
use super::html::{Column, Grid};
use super::money::Money;
use super::number::{MISSING, decimals, fixed, written};
use crate::table::Table;

/// The loss that is drawn.
const DRAWN: &str = "output_lost";
/// On paper every so many points of the curve are printed.
const PRINTED_EVERY: usize = 10;

/// A row of the table of risk.
struct Row {
    indicator: String,
    statistic: String,
    level: f64,
    value: f64,
    low: f64,
    high: f64,
}

fn rows(table: &Table) -> Vec<Row> {
    let (indicators, statistics) = (texts(table, "indicator"), texts(table, "statistic"));
    let [level, value, low, high] =
        ["level", "value", "low", "high"].map(|name| numbers(table, name));
    let names = indicators.into_iter().zip(statistics).enumerate();
    names
        .map(|(k, (indicator, statistic))| Row {
            indicator,
            statistic,
            level: level[k],
            value: value[k],
            low: low[k],
            high: high[k],
        })
        .collect()
}

/// The curve and the table; nothing for a single run.
pub(super) fn section(report: &Report) -> String {
    let rows = rows(&report.tables.risk);
    if rows.is_empty() {
        return String::new();
    }
    let largest = rows.iter().map(|row| row.value.abs()).fold(0.0, f64::max);
    let money = report.money(largest);
    report.section("risk", &(figure(report, &rows, &money) + &table(report, &rows, &money).html()))
}

fn is_annual(report: &Report) -> bool {
    report.manifest.happened.basis == "annual-rates"
}

fn figure(report: &Report, rows: &[Row], money: &Money) -> String {
    let words = report.words;
    let table = &report.tables.exceedance;
    let indicators = texts(table, "indicator");
    let drawn: Vec<usize> = (0..table.len()).filter(|row| indicators[*row] == DRAWN).collect();
    let pick = |name: &str| {
        let all = numbers(table, name);
        drawn.iter().map(|row| all[*row]).collect::<Vec<f64>>()
    };
    let (losses, rates, probabilities) = (pick("loss"), pick("rate"), pick("probability"));
    let (form, share) = match is_annual(report) {
        true => ("annual", &rates),
        false => ("draws", &probabilities),
    };
    let at_risk = |row: &&Row| row.indicator == DRAWN && row.statistic == "value_at_risk";
    let marks: Vec<(f64, String)> = rows
        .iter()
        .filter(at_risk)
        .map(|row| (money.scaled(row.value), words.percent_of(&written(row.level))))
        .collect();
    let title = words.plain("risk.title");
    let reading = words.plain(&format!("risk.reading-{form}"));
    let curve = Curve {
        points: losses.iter().map(|loss| money.scaled(*loss)).zip(share.iter().copied()).collect(),
        marks,
        title: words.say("spread.axis", &[("unit", &money.unit)]),
        y_title: words.plain(&format!("risk.axis-{form}")),
        label: format!("{title} {reading}"),
    };
    let places = decimals(money.scaled(losses.last().copied().unwrap_or(0.0)), 4).min(4);
    let row = |k: usize| {
        let probability = 100.0 * probabilities[k];
        let mut row = vec![fixed(money.scaled(losses[k]), places)];
        if is_annual(report) {
            row.push(fixed(rates[k], decimals(rates[k], 3)));
        }
        row.push(fixed(probability, decimals(probability, 3)));
        row
    };
    let names: &[&str] =
        if is_annual(report) { &["loss", "rate", "probability"] } else { &["loss", "probability"] };
    let head = |name: &&str| Column::number(words.plain(&format!("risk.column.{name}")));
    let grid = Grid {
        caption: words.say("money.caption", &[("unit", &money.unit)]),
        columns: names.iter().map(head).collect(),
        rows: (0..losses.len()).map(row).collect(),
        printed_every: PRINTED_EVERY,
    };
    let svg = curve.draw();
    let none = String::new();
    Figure { id: "exceedance", title, reading, legend: vec![], svg, table: grid, table_note: none }
        .html(report)
}

/// Every statistic of every loss, with its interval.
fn table(report: &Report, rows: &[Row], money: &Money) -> Grid {
    let words = report.words;
    let text = |value: f64| {
        let value = money.scaled(value);
        fixed(value, decimals(value, 3))
    };
    let interval = |row: &Row| match (row.low.is_finite(), row.high.is_finite()) {
        (true, true) => words.interval(&text(row.low), &text(row.high)),
        (true, false) => words.say("risk.from", &[("low", &text(row.low))]),
        (false, true) => words.say("risk.up-to", &[("high", &text(row.high))]),
        (false, false) => MISSING.to_owned(),
    };
    let statistic = |row: &Row| {
        let name = words.plain(&format!("risk.statistic.{}", row.statistic));
        let level = words.percent_of(&written(row.level));
        match row.level.is_finite() {
            true => words.say("risk.at-level", &[("statistic", &name), ("level", &level)]),
            false => name,
        }
    };
    let row = |row: &Row| {
        let name = words.named("risk.loss", &row.indicator);
        vec![name, statistic(row), text(row.value), interval(row)]
    };
    let head = |name: &str| words.plain(&format!("risk.column.{name}"));
    Grid {
        caption: words.say("risk.caption", &[("unit", &money.unit)]),
        columns: vec![
            Column::text(head("kind")),
            Column::text(head("statistic")),
            Column::number(head("value")),
            Column::number(head("interval")),
        ],
        rows: rows.iter().map(row).collect(),
        ..Grid::default()
    }
}
