//! How the total loss is spread over the runs.

use super::Report;
use super::chart::histogram::Histogram;
use super::chart::scale::extent;
use super::figure::Figure;
use super::html::{Column, Grid};
use super::number::{decimals, fixed};

/// The distribution of the output lost; a sentence instead when there is one run only.
pub(super) fn section(report: &Report) -> String {
    let values = report.findings.runs("output_lost");
    if report.is_single() || values.len() < 2 {
        return report.section("spread", &report.paragraph("spread.single"));
    }
    report.section("spread", &figure(report, &values))
}

fn figure(report: &Report, values: &[f64]) -> String {
    let words = report.words;
    let (low, high) = extent(values.iter().copied());
    let money = report.money(low.abs().max(high.abs()));
    let total = report.findings.total("output_lost");
    let mark =
        |value: f64, name: &str| (money.scaled(value), words.plain(&format!("statistic.{name}")));
    let marks = match total.is_spread() {
        true => vec![mark(total.p50, "p50"), mark(total.p05, "p05"), mark(total.p95, "p95")],
        false => vec![mark(total.p50, "p50")],
    };
    let title = words.plain("spread.title");
    let reading = words
        .say("spread.reading", &[("least", &report.amount(low)), ("most", &report.amount(high))]);
    let histogram = Histogram {
        values: values.iter().map(|value| money.scaled(*value)).collect(),
        marks,
        title: words.say("spread.axis", &[("unit", &money.unit)]),
        runs_title: words.plain("spread.runs"),
        label: format!("{title} {reading}"),
    };
    let classes = histogram.classes();
    let width = classes.first().map_or(1.0, |class| class.to - class.from);
    let places = decimals(width, 1);
    let row = |class: &super::chart::histogram::Class| {
        let share = 100.0 * class.count as f64 / values.len() as f64;
        vec![
            words.interval(&fixed(class.from, places), &fixed(class.to, places)),
            fixed(class.count as f64, 0),
            fixed(share, 1),
        ]
    };
    let table = Grid {
        caption: words.say("money.caption", &[("unit", &money.unit)]),
        columns: vec![
            Column::number(words.plain("spread.column.lost")),
            Column::number(words.plain("spread.column.runs")),
            Column::number(words.plain("spread.column.share")),
        ],
        rows: classes.iter().map(row).collect(),
        ..Grid::default()
    };
    let svg = histogram.draw();
    let none = String::new();
    Figure { id: "distribution", title, reading, legend: vec![], svg, table, table_note: none }
        .html(report)
}
