//! One scenario under several choices of a rule: the page that `--compare` writes.

use super::chart::bars::{Bar, Bars};
use super::figure::{Figure, Sign};
use super::findings::Findings;
use super::html::{Column, Grid, element, prose};
use super::number::{MISSING, computed, decimals, fixed};
use super::words::Words;
use super::{Report, notes, page, shocks, sources};
use crate::compare::{COMPARED, Compared, comparison_of};
use crate::results::manifest::Title;
use crate::table::{Table, Values};
use staves_core::indicator::{Indicator, Unit};
use staves_core::{Lang, locale};
use std::collections::BTreeMap;

/// The page on a comparison as one self-contained HTML document; `title` is the scenario's, and
/// `of` names what was compared.
#[must_use]
pub fn render_comparison(compared: &Compared, title: &Title, of: &str, lang: Lang) -> String {
    let Some((_, first)) = compared.outcomes.first() else { return String::new() };
    let mut manifest = first.manifest.clone();
    let named = |lang: Lang| {
        let of = comparison_of(lang, of);
        locale::text(lang, "report.comparison.of", &[("title", title.text(lang)), ("of", &of)])
    };
    manifest.asked.title = Title { en: named(Lang::En), zh: named(Lang::Zh) };
    manifest.happened.notes.clone_from(&compared.notes);
    let tables = &first.tables;
    let findings = Findings::new(&tables.output, &tables.indicators, &tables.runs);
    let more = BTreeMap::new();
    let manifest = &manifest;
    let report = Report { manifest, tables, findings, more: &more, words: Words { lang } };
    let sections = [
        section(&report, compared, of),
        shocks::section(&report),
        notes::section(&report),
        sources::section(&report),
    ];
    page::Page::of(&report).html(&sections.concat())
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table.column(column).and_then(Values::numbers).map(|v| v.to_vec()).unwrap_or_default()
}

/// A choice in words, where the dictionary has it.
fn choice(report: &Report, of: &str, table: &Table, row: usize) -> String {
    let name = table.column("choice").and_then(|column| column.text(row)).unwrap_or_default();
    let group = match (of, name) {
        ("presets", name) if report.words.known("edition", name).is_some() => "edition",
        ("presets", _) => "model-name",
        (of, _) => of,
    };
    report.words.named(group, name)
}

fn section(report: &Report, compared: &Compared, of: &str) -> String {
    let about = element("p", "lead", &prose(&reading(report, compared, of)));
    let inner = about + &figure(report, compared, of);
    report.section("comparison", &inner)
}

/// How far the choices lie apart, in a sentence.
fn reading(report: &Report, compared: &Compared, of: &str) -> String {
    let table = &compared.table;
    let losses = numbers(table, "output_lost");
    let by = |better: &dyn Fn(f64, f64) -> bool| {
        (1..losses.len())
            .fold(0, |best, row| if better(losses[row], losses[best]) { row } else { best })
    };
    let (least, most) = (by(&|a, b| a < b), by(&|a, b| a > b));
    let spread = numbers(&compared.spread, "spread").first().copied().unwrap_or(f64::NAN);
    let values = [
        ("least", choice(report, of, table, least)),
        ("most", choice(report, of, table, most)),
        ("low", report.amount(losses[least])),
        ("high", report.amount(losses[most])),
        ("times", if spread.is_finite() { computed(spread) } else { MISSING.into() }),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let key = match spread {
        times if times.is_nan() => "comparison.apart",
        times if times < 1.05 => "comparison.alike",
        _ => "comparison.times",
    };
    report.words.say(key, &values)
}

fn figure(report: &Report, compared: &Compared, of: &str) -> String {
    let (words, table) = (report.words, &compared.table);
    let [loss, low, high, times] =
        ["output_lost", "output_lost_p05", "output_lost_p95", "times_smallest"]
            .map(|name| numbers(table, name));
    let largest = loss.iter().chain(&high).fold(0.0_f64, |most, value| most.max(value.abs()));
    let money = report.money(largest);
    let several = !report.is_single();
    let bar = |row: usize| Bar {
        name: choice(report, of, table, row),
        value: money.scaled(loss[row]),
        whisker: several.then(|| (money.scaled(low[row]), money.scaled(high[row]))),
        says: [
            computed(money.scaled(loss[row])),
            if times[row].is_finite() {
                format!("× {}", computed(times[row]))
            } else {
                MISSING.into()
            },
        ],
    };
    let title = words.plain("comparison.title");
    let mut legend =
        vec![(Sign::Bar, words.plain(if several { "legend.bar" } else { "legend.bar-single" }))];
    if several {
        legend.push((Sign::Whisker, words.plain("legend.whisker")));
    }
    let bars = Bars {
        bars: (0..table.len()).map(bar).collect(),
        title: words.say("losses.axis", &[("unit", &money.unit)]),
        heads: [money.unit.clone(), words.plain("comparison.times-smallest")],
        label: title.clone(),
    };
    let places = decimals(money.scaled(largest), 4).min(4);
    let cell = |indicator: Indicator, row: usize| {
        let value = numbers(table, indicator.name())[row];
        match indicator.unit() {
            Unit::Money => fixed(money.scaled(value), places),
            Unit::Percent => fixed(value, 2),
            Unit::Days => fixed(value, 1),
        }
    };
    let head = |indicator: Indicator| {
        let unit = match indicator.unit() {
            Unit::Money => money.unit.clone(),
            Unit::Percent => "%".into(),
            Unit::Days => words.plain("comparison.days"),
        };
        let name = words.indicator(indicator.name());
        Column::number(words.say("comparison.head", &[("name", &name), ("unit", &unit)]))
    };
    let figure = Figure {
        id: "comparison-losses",
        title,
        reading: words.plain("comparison.how"),
        legend,
        svg: bars.draw(),
        table: Grid {
            caption: words.plain("comparison.caption"),
            columns: std::iter::once(Column::text(words.plain("comparison.choice")))
                .chain(COMPARED.map(head))
                .collect(),
            rows: (0..table.len())
                .map(|row| {
                    let first = std::iter::once(choice(report, of, table, row));
                    first.chain(COMPARED.map(|indicator| cell(indicator, row))).collect()
                })
                .collect(),
            ..Grid::default()
        },
        table_note: String::new(),
    };
    figure.html(report)
}
