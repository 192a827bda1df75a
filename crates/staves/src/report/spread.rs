//! How the total loss is spread over the runs.

use super::Report;
use super::chart::histogram::{Class, Histogram};
use super::chart::scale::extent;
use super::figure::Figure;
use super::findings::Spread;
use super::html::{Column, Grid};
use super::money::Money;
use super::number::{decimals, fixed};

/// The distribution of the output lost; a sentence instead when there is one run only.
pub(super) fn section(report: &Report) -> String {
    let values = report.findings.runs("output_lost");
    if report.is_single() || values.len() < 2 {
        return report.section("spread", &report.paragraph("spread.single"));
    }
    report.section("spread", &figure(report, &values))
}

/// Where the chart ends: at the largest loss, unless a few runs lie so far out that nothing could
/// be told of the others.
fn chart_end(total: Spread, low: f64, high: f64) -> f64 {
    let width = total.p95 - total.p05;
    let near = total.p95 + width;
    if width > 0.0 && high - low > 3.0 * (near - low) { near } else { high }
}

fn figure(report: &Report, values: &[f64]) -> String {
    let words = report.words;
    let (low, high) = extent(values.iter().copied());
    let total = report.findings.total("output_lost");
    let end = chart_end(total, low, high);
    let money = report.money(low.abs().max(end.abs()));
    let mark =
        |value: f64, name: &str| (money.scaled(value), words.plain(&format!("statistic.{name}")));
    let marks = match total.is_spread() {
        true => vec![mark(total.p50, "p50"), mark(total.p05, "p05"), mark(total.p95, "p95")],
        false => vec![mark(total.p50, "p50")],
    };
    let beyond: Vec<f64> = values.iter().copied().filter(|value| *value > end).collect();
    let ends = [("least", report.amount(low)), ("most", report.amount(high))];
    let ends = ends.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut reading = vec![words.say("spread.reading", &ends)];
    if !beyond.is_empty() {
        reading.push(words.count("spread.beyond", &fixed(beyond.len() as f64, 0)));
    }
    let reading = words.joined(&reading);
    let title = words.plain("spread.title");
    let shown = values.iter().filter(|value| **value <= end);
    let histogram = Histogram {
        values: shown.map(|value| money.scaled(*value)).collect(),
        marks,
        title: words.say("spread.axis", &[("unit", &money.unit)]),
        runs_title: words.plain("spread.runs"),
        label: format!("{title} {reading}"),
    };
    let table = table(report, &histogram.classes(), &beyond, &money);
    let svg = histogram.draw();
    let none = String::new();
    Figure { id: "distribution", title, reading, legend: vec![], svg, table, table_note: none }
        .html(report)
}

/// How many runs lie in each class, and how many far beyond.
fn table(report: &Report, classes: &[Class], beyond: &[f64], money: &Money) -> Grid {
    let words = report.words;
    let places = decimals(classes.first().map_or(1.0, |class| class.to - class.from), 1);
    let all = beyond.len() + classes.iter().map(|class| class.count).sum::<usize>();
    let row = |range: String, count: usize| {
        let share = 100.0 * count as f64 / all.max(1) as f64;
        vec![range, fixed(count as f64, 0), fixed(share, 1)]
    };
    let range =
        |class: &Class| words.interval(&fixed(class.from, places), &fixed(class.to, places));
    let mut rows: Vec<Vec<String>> =
        classes.iter().map(|class| row(range(class), class.count)).collect();
    if !beyond.is_empty() {
        let least = money.scaled(extent(beyond.iter().copied()).0);
        rows.push(row(format!("≥ {}", fixed(least, places)), beyond.len()));
    }
    Grid {
        caption: words.say("money.caption", &[("unit", &money.unit)]),
        columns: ["lost", "runs", "share"]
            .map(|name| Column::number(words.plain(&format!("spread.column.{name}"))))
            .into(),
        rows,
        ..Grid::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_far_out_does_not_hide_the_others() {
        let total = Spread { p05: 30.0, p50: 80.0, p95: 230.0 };
        assert_eq!(chart_end(total, 20.0, 300.0), 300.0);
        assert_eq!(chart_end(total, 20.0, 5_900.0), 430.0);
        let flat = Spread { p05: 1.0, p50: 1.0, p95: 1.0 };
        assert_eq!(chart_end(flat, 1.0, 9.0), 9.0);
        let missing = Spread { p05: f64::NAN, p50: f64::NAN, p95: f64::NAN };
        assert_eq!(chart_end(missing, 1.0, 9.0), 9.0);
    }
}
