//! Why output was lost: by cause over time, by shock, and who was held up by what.

use super::Report;
use super::chart::bars::{Bar, Bars};
use super::chart::stacked::{LAYERS_MOST, Stacked};
use super::figure::{Figure, Sign};
use super::findings::Scope;
use super::html::{Column, Grid, element, prose};
use super::number::{computed, days as day_text, decimals, fixed};
use crate::explain::{ATTRIBUTION, BOTTLENECKS, HELD_UP};
use crate::table::{Table, Values};
use std::collections::BTreeMap;

/// Rows of a table shown at most.
const ROWS_MOST: usize = 15;
/// Steps of the table behind the chart at most.
const STEPS_MOST: usize = 400;

/// The section; nothing when no run was explained.
pub(super) fn section(report: &Report) -> String {
    let Some(attribution) = report.more.get(ATTRIBUTION) else { return String::new() };
    let bottlenecks = report.more.get(BOTTLENECKS);
    let run = numbers(attribution, "run").first().copied().unwrap_or(0.0);
    let about = if bottlenecks.is_some() { "about" } else { "about-shocks" };
    let about = report.words.say(&format!("explanation.{about}"), &[("run", &fixed(run, 0))]);
    let mut inner = element("p", "", &prose(&about));
    inner += &bottlenecks.and_then(|table| timeline(report, table)).unwrap_or_default();
    inner += &shocks(report, attribution).unwrap_or_default();
    if let Some(held_up) = report.more.get(HELD_UP).filter(|table| !table.is_empty()) {
        inner += &buyers(report, held_up);
    }
    report.section("explanation", &inner)
}

fn text<'t>(table: &'t Table, column: &str, row: usize) -> &'t str {
    table.column(column).and_then(|column| column.text(row)).unwrap_or_default()
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table.column(column).and_then(Values::numbers).map(|v| v.to_vec()).unwrap_or_default()
}

/// A cause in words: `capacity`, or the product that was missing.
fn cause_label(report: &Report, cause: &str, input: &str) -> String {
    match cause {
        "input" => {
            let product = report.label(Scope::Sector, input);
            report.words.say("explanation.missing", &[("product", &product)])
        }
        cause => report.words.named("explanation.cause", cause),
    }
}

/// Loss by cause and day, largest cause first, with the rest added up.
fn layers(report: &Report, table: &Table) -> (Vec<f64>, Vec<(String, Vec<f64>)>) {
    let (on, lost) = (numbers(table, "day"), numbers(table, "loss"));
    let step = report.manifest.asked.step;
    let steps = (report.manifest.asked.days / step).round().max(1.0) as usize;
    let mut causes: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for row in 0..table.len() {
        let cause = (text(table, "cause", row), text(table, "input", row));
        let series = causes.entry(cause).or_insert_with(|| vec![0.0; steps]);
        if let Some(cell) = series.get_mut((on[row] / step).round() as usize) {
            // Per day, whatever the length of a step.
            *cell += lost[row] / step;
        }
    }
    let mut causes: Vec<_> = causes.into_iter().collect();
    let size = |series: &[f64]| series.iter().map(|value| value.max(0.0)).sum::<f64>();
    causes.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)));
    let rest = causes.split_off(causes.len().min(LAYERS_MOST - 1));
    let mut layers: Vec<(String, Vec<f64>)> = causes
        .into_iter()
        .map(|((cause, input), series)| (cause_label(report, cause, input), series))
        .collect();
    if !rest.is_empty() {
        let mut others = vec![0.0; steps];
        for (_, series) in rest {
            others.iter_mut().zip(series).for_each(|(sum, value)| *sum += value);
        }
        layers.push((report.words.plain("explanation.others"), others));
    }
    ((0..steps).map(|k| k as f64 * step).collect(), layers)
}

fn timeline(report: &Report, table: &Table) -> Option<String> {
    let words = report.words;
    let (days, layers) = layers(report, table);
    let largest = (0..days.len())
        .map(|day| layers.iter().map(|(_, series)| series[day].max(0.0)).sum::<f64>())
        .fold(0.0, f64::max);
    let (first, _) = layers.first()?;
    let money = report.money(largest);
    let step = report.manifest.asked.step;
    let total = |series: &[f64]| series.iter().sum::<f64>() * step;
    let all: f64 = layers.iter().map(|(_, series)| total(series)).sum();
    let share = words.percent(100.0 * total(&layers[0].1) / all);
    let title = words.plain("explanation.timeline.title");
    let reading = words.say(
        "explanation.timeline.reading",
        &[("first", first), ("share", &share), ("amount", &report.amount(all))],
    );
    let scaled = |series: &[f64]| series.iter().map(|v| money.scaled(*v)).collect::<Vec<f64>>();
    let stacked = Stacked {
        days: &days,
        horizon: report.manifest.asked.days,
        layers: layers.iter().map(|(_, series)| scaled(series)).collect(),
        title: words.say("explanation.timeline.axis", &[("unit", &money.unit)]),
        days_title: words.plain("over-time.days-axis"),
        label: format!("{title} {reading}"),
    };
    // From top to bottom, as the layers lie.
    let mut legend: Vec<(Sign, String)> =
        layers.iter().enumerate().map(|(k, (name, _))| (Sign::Layer(k), name.clone())).collect();
    legend.reverse();
    if layers.iter().any(|(_, series)| series.iter().any(|value| *value < 0.0)) {
        legend.push((Sign::Gain, words.plain("explanation.gain")));
    }
    let places = decimals(money.scaled(largest), 4).min(4);
    let stride = days.len().div_ceil(STEPS_MOST).max(1);
    let row = |k: usize| {
        let cells = layers.iter().map(|(_, series)| fixed(money.scaled(series[k]), places));
        std::iter::once(day_text(days[k])).chain(cells).collect()
    };
    let heads = layers.iter().map(|(name, _)| Column::number(name.clone()));
    let figure = Figure {
        id: "bottleneck-timeline",
        title,
        reading,
        legend,
        svg: stacked.draw(),
        table: Grid {
            caption: words.say("explanation.timeline.axis", &[("unit", &money.unit)]),
            columns: std::iter::once(Column::number(words.plain("over-time.day")))
                .chain(heads)
                .collect(),
            rows: (0..days.len()).step_by(stride).map(row).collect(),
            printed_every: 28,
        },
        table_note: words.plain("explanation.timeline.note"),
    };
    Some(figure.html(report))
}

/// What each shock contributes to the output lost.
fn shocks(report: &Report, table: &Table) -> Option<String> {
    let words = report.words;
    let (loss, share, error) =
        (numbers(table, "loss"), numbers(table, "share"), numbers(table, "standard_error"));
    let of_shock = |indicator: &str| -> Vec<usize> {
        let is = |row: &usize| {
            text(table, "attributed_to", *row) == "shock"
                && text(table, "indicator", *row) == indicator
        };
        (0..table.len()).filter(is).collect()
    };
    let rows = of_shock("output_lost");
    let most = *rows.iter().max_by(|a, b| loss[**a].total_cmp(&loss[**b]))?;
    let largest = rows.iter().map(|row| loss[*row].abs()).fold(0.0, f64::max);
    let money = report.money(largest);
    let sampled = rows.iter().any(|row| error[*row] > 0.0);
    let title = words.plain("explanation.shocks.title");
    let method = if sampled { "sampled" } else { "exact" };
    let name = |row: usize| report.shock_name(text(table, "name", row));
    let reading = words.joined(&[
        words.say(
            "explanation.shocks.reading",
            &[("first", &name(most)), ("share", &words.percent(share[most]))],
        ),
        words.plain(&format!("explanation.shocks.{method}")),
    ]);
    let bar = |row: &usize| Bar {
        name: name(*row),
        value: money.scaled(loss[*row]),
        whisker: sampled.then(|| {
            let half = 1.96 * error[*row];
            (money.scaled(loss[*row] - half), money.scaled(loss[*row] + half))
        }),
        says: [computed(money.scaled(loss[*row])), words.percent(share[*row])],
    };
    let bars = Bars {
        bars: rows.iter().map(bar).collect(),
        title: words.say("losses.axis", &[("unit", &money.unit)]),
        heads: [money.unit.clone(), words.plain("explanation.shocks.share")],
        label: format!("{title} {reading}"),
    };
    let indicators = ["output_lost", "value_added_lost", "final_demand_unmet"];
    let columns = indicators.map(of_shock);
    let places = decimals(money.scaled(largest), 4).min(4);
    let row = |k: usize| {
        let amounts = columns.iter().map(|rows| match rows.get(k) {
            Some(row) => fixed(money.scaled(loss[*row]), places),
            None => super::number::MISSING.to_owned(),
        });
        std::iter::once(name(rows[k])).chain(amounts).collect()
    };
    let heads = indicators.map(|name| Column::number(words.indicator(name)));
    let figure = Figure {
        id: "shock-contributions",
        title,
        reading,
        legend: Vec::new(),
        svg: bars.draw(),
        table: Grid {
            caption: words.say("money.caption", &[("unit", &money.unit)]),
            columns: std::iter::once(Column::text(words.plain("explanation.shocks.shock")))
                .chain(heads)
                .collect(),
            rows: (0..rows.len()).map(row).collect(),
            ..Grid::default()
        },
        table_note: String::new(),
    };
    Some(figure.html(report))
}

/// Who was held up by what.
fn buyers(report: &Report, table: &Table) -> String {
    let words = report.words;
    let columns = ["loss", "share", "days_bound", "cost_share"].map(|name| numbers(table, name));
    let [loss, share, days, cost] = &columns;
    let money = report.money(loss.first().copied().unwrap_or(0.0));
    let places = decimals(money.scaled(loss.first().copied().unwrap_or(0.0)), 4).min(4);
    let from = |row: usize| match text(table, "from_region", row) {
        "" => words.plain("explanation.buyers.nobody"),
        code => report.label(Scope::Region, code),
    };
    let row = |row: usize| {
        vec![
            report.label(Scope::Region, text(table, "region", row)),
            report.label(Scope::Sector, text(table, "sector", row)),
            report.label(Scope::Sector, text(table, "input", row)),
            from(row),
            fixed(money.scaled(loss[row]), places),
            fixed(share[row], 1),
            day_text(days[row]),
            fixed(cost[row], 1),
        ]
    };
    let head =
        |name: &str| words.say(&format!("explanation.buyers.{name}"), &[("unit", &money.unit)]);
    let grid = Grid {
        caption: words.plain("explanation.buyers.caption"),
        columns: vec![
            Column::text(head("region")),
            Column::text(head("sector")),
            Column::text(head("input")),
            Column::text(head("from")),
            Column::number(head("loss")),
            Column::number(head("share")),
            Column::number(head("days")),
            Column::number(head("cost")),
        ],
        rows: (0..table.len().min(ROWS_MOST)).map(row).collect(),
        ..Grid::default()
    };
    let heading = element("h3", "", &prose(&words.plain("explanation.buyers.title")));
    let about = element("p", "reading", &prose(&words.plain("explanation.buyers.about")));
    let more = match table.len().saturating_sub(ROWS_MOST) {
        0 => String::new(),
        n => {
            let text = words.say("explanation.buyers.left-out", &[("n", &n.to_string())]);
            element("p", "reading", &prose(&text))
        }
    };
    heading + &about + &grid.html() + &more
}
