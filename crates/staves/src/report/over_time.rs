//! Output, unmet final demand and prices over time.

use super::Report;
use super::chart::fan::Fan;
use super::chart::scale::extent;
use super::figure::{Figure, Sign};
use super::findings::Series;
use super::html::{Column, Grid};
use super::money::Money;
use super::number::{MISSING, days as day_text, decimals, fixed};
use super::shocks;

/// The statistics of the table behind a fan chart, in its order.
const STATISTICS: [&str; 6] = ["p05", "p25", "p50", "p75", "p95", "baseline"];
/// Rows of the table on screen at most, and about how many of them are printed.
const ROWS_MOST: usize = 400;
const ROWS_PRINTED: usize = 16;

/// The fan charts; of prices where they move.
pub(super) fn section(report: &Report) -> String {
    let output = figure(report, "output", "output");
    let unmet = figure(report, "final_demand_unmet", "unmet");
    let prices = figure(report, "price_rise", "prices");
    let shown: String = [output, unmet, prices].into_iter().flatten().collect();
    let inner = if shown.is_empty() { report.paragraph("over-time.none") } else { shown };
    report.section("over-time", &inner)
}

fn figure(report: &Report, variable: &str, id: &'static str) -> Option<String> {
    let words = report.words;
    let series = report.findings.series(variable)?;
    let middle = series.middle()?;
    let all = STATISTICS.iter().filter_map(|name| series.line(name)).flatten();
    let (low, high) = extent(all.chain(middle).copied());
    let money = match id {
        "prices" => Money::percent(words),
        _ => report.money(low.abs().max(high.abs())),
    };
    let text = |name: &str| words.plain(&format!("over-time.{id}.{name}"));
    let baseline = if id == "output" { series.line("baseline") } else { None };
    let scaled = |line: &[f64]| line.iter().map(|value| money.scaled(*value)).collect::<Vec<_>>();
    let windows = shocks::windows(report);
    let mut fan = Fan {
        days: &series.days,
        horizon: report.manifest.asked.days,
        bands: bands(report, series).map(|lines| lines.map(scaled)),
        middle: scaled(middle),
        baseline: baseline.map(scaled),
        from_zero: id != "output",
        windows: &windows,
        marks: if id == "output" { recovery_mark(report) } else { Vec::new() },
        title: words.say(&format!("over-time.{id}.axis"), &[("unit", &money.unit)]),
        share_title: words.plain("over-time.share-axis"),
        days_title: words.plain("over-time.days-axis"),
        label: String::new(),
    };
    let mut sentences = vec![reading(report, series, id)];
    if fan.is_cut_off() {
        sentences.push(words.plain("over-time.cut-off"));
    }
    let reading = words.joined(&sentences);
    fan.label = format!("{} {reading}", text("title"));
    let (table, table_note) = table(report, series, &money, id);
    let figure = Figure {
        id,
        title: text("title"),
        reading,
        legend: legend(report, &fan),
        svg: fan.draw(),
        table,
        table_note,
    };
    Some(figure.html(report))
}

/// The four lines that bound the bands, when there are several runs.
fn bands<'s>(report: &Report, series: &'s Series) -> Option<[&'s [f64]; 4]> {
    let line = |name| series.line(name);
    match report.is_single() {
        true => None,
        false => Some([line("p05")?, line("p25")?, line("p75")?, line("p95")?]),
    }
}

/// One sentence on what the chart shows, read off its own line.
fn reading(report: &Report, series: &Series, id: &str) -> String {
    let words = report.words;
    let middle = series.middle().unwrap_or_default();
    let points = || series.days.iter().zip(middle).filter(|(_, value)| value.is_finite());
    let form = if report.is_single() { "single" } else { "median" };
    let extreme = match id {
        "output" => points().min_by(|a, b| a.1.total_cmp(b.1)),
        _ => points().max_by(|a, b| a.1.total_cmp(b.1)),
    };
    let Some((day, value)) = extreme else { return words.plain("over-time.no-values") };
    let value_shown = match id {
        "prices" => words.percent(*value),
        _ => words.say("money.per-day", &[("amount", &report.amount(*value))]),
    };
    let below = series.line("baseline").and_then(|line| {
        let at = series.days.iter().position(|found| found == day)?;
        (line[at] > 0.0).then(|| words.percent(100.0 * (1.0 - value / line[at])))
    });
    let below = below.unwrap_or_else(|| MISSING.to_owned());
    let values = [("day", day_text(*day)), ("value", value_shown), ("below", below)];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let quiet = match id {
        "output" => extent(middle.iter().copied()).0 >= baseline_least(series) * (1.0 - 1e-9),
        _ => *value <= 0.0,
    };
    let key = if quiet { "quiet" } else { form };
    words.say(&format!("over-time.{id}.{key}"), &values)
}

fn baseline_least(series: &Series) -> f64 {
    series.line("baseline").map_or(f64::INFINITY, |line| extent(line.iter().copied()).0)
}

/// The median day of recovery, when more than half of the runs recover.
fn recovery_mark(report: &Report) -> Vec<(f64, String)> {
    let time = report.findings.total("time_to_recover").p50;
    let Some(start) = shocks::first_start(report) else { return Vec::new() };
    if !time.is_finite() || time <= 0.0 {
        return Vec::new();
    }
    let form = if report.is_single() { "single" } else { "median" };
    let day = day_text(start + time);
    vec![(start + time, report.words.say(&format!("over-time.recovered.{form}"), &[("day", &day)]))]
}

fn legend(report: &Report, fan: &Fan) -> Vec<(Sign, String)> {
    let mut signs = match fan.bands {
        Some(_) => vec![(Sign::Median, "median"), (Sign::Inner, "inner"), (Sign::Outer, "outer")],
        None => vec![(Sign::Median, "single")],
    };
    if fan.baseline.is_some() {
        signs.push((Sign::Baseline, "baseline"));
    }
    if !fan.windows.is_empty() {
        signs.push((Sign::Shock, "shock"));
    }
    let text = |name: &str| report.words.plain(&format!("legend.{name}"));
    signs.into_iter().map(|(sign, name)| (sign, text(name))).collect()
}

/// The numbers behind the chart, in its unit, and what the table leaves out.
fn table(report: &Report, series: &Series, money: &Money, id: &str) -> (Grid, String) {
    let words = report.words;
    // Output moves by per cents of itself and needs a digit more to show it.
    let digits = if id == "output" { 5 } else { 4 };
    let names: Vec<&str> = match report.is_single() {
        true if series.line("p50").is_some() => vec!["p50", "baseline"],
        true => vec!["mean", "baseline"],
        false => STATISTICS.to_vec(),
    };
    // Nothing is unmet in the baseline, and no price risen.
    let shown = names.into_iter().filter(|name| id == "output" || *name != "baseline");
    let lines: Vec<(&str, &[f64])> =
        shown.filter_map(|name| Some((name, series.line(name)?))).collect();
    let (low, high) = extent(lines.iter().flat_map(|(_, line)| *line).copied());
    let places = decimals(money.scaled(high.abs().max(low.abs())), digits).min(4);
    let stride = series.days.len().div_ceil(ROWS_MOST).max(1);
    let row = |k: usize| {
        let cells = lines.iter().map(|(_, line)| fixed(money.scaled(line[k]), places));
        std::iter::once(day_text(series.days[k])).chain(cells).collect()
    };
    let statistic = |name: &str| match (report.is_single(), name) {
        (true, "p50" | "mean") => words.plain("statistic.single"),
        _ => words.plain(&format!("statistic.{name}")),
    };
    let heads = lines.iter().map(|(name, _)| Column::number(statistic(name)));
    let rows: Vec<Vec<String>> = (0..series.days.len()).step_by(stride).map(row).collect();
    let printed_every = round_stride(rows.len().div_ceil(ROWS_PRINTED));
    let note = if stride > 1 || printed_every > 1 {
        words.plain("over-time.table-note")
    } else {
        String::new()
    };
    let grid = Grid {
        caption: words.say("money.caption", &[("unit", &money.unit)]),
        columns: std::iter::once(Column::number(words.plain("over-time.day")))
            .chain(heads)
            .collect(),
        rows,
        printed_every,
    };
    (grid, note)
}

/// The next stride that people count days in.
fn round_stride(least: usize) -> usize {
    [1, 2, 5, 7, 14, 28, 56].into_iter().find(|stride| *stride >= least).unwrap_or(least)
}
