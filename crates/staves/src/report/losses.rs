//! Who loses most: sectors and regions as ranked bars.

use super::Report;
use super::chart::bars::{Bar, Bars};
use super::figure::{Figure, Sign};
use super::findings::{Scope, Spread};
use super::html::{Column, Grid};
use super::money::Money;
use super::number::{computed, decimals, fixed};

/// Bars shown at most.
const BARS_MOST: usize = 20;

/// Losses by sector and, where there are several, by region.
pub(super) fn section(report: &Report) -> String {
    let sectors = figure(report, Scope::Sector, 1);
    let regions = figure(report, Scope::Region, 2);
    let shown: String = [sectors, regions].into_iter().flatten().collect();
    let inner = if shown.is_empty() { report.paragraph("losses.none") } else { shown };
    report.section("losses", &inner)
}

/// One ranking; `None` when the scope has fewer than `least` names.
fn figure(report: &Report, scope: Scope, least: usize) -> Option<String> {
    let words = report.words;
    let ranked = report.findings.ranked(scope);
    if ranked.len() < least {
        return None;
    }
    let shown = &ranked[..ranked.len().min(BARS_MOST)];
    let largest = shown.iter().map(|(_, spread)| largest(spread)).fold(0.0, f64::max);
    let money = report.money(largest);
    let name = scope.name();
    let reading = reading(report, scope, &ranked);
    let title = words.plain(&format!("losses.{name}.title"));
    let bars = Bars {
        bars: shown.iter().map(|(code, spread)| bar(report, scope, code, spread, &money)).collect(),
        title: words.say("losses.axis", &[("unit", &money.unit)]),
        heads: [money.unit.clone(), words.plain("losses.own-share")],
        label: format!("{title} {reading}"),
    };
    let mut legend = vec![(Sign::Bar, words.plain(legend_of_bar(report)))];
    if !report.is_single() {
        legend.push((Sign::Whisker, words.plain("legend.whisker")));
    }
    let left_out = ranked.len() - shown.len();
    let figure = Figure {
        id: name,
        title,
        reading,
        legend,
        svg: bars.draw(),
        table: table(report, scope, shown, &money),
        table_note: match left_out {
            0 => String::new(),
            n => words
                .say("losses.left-out", &[("n", &n.to_string()), ("most", &BARS_MOST.to_string())]),
        },
    };
    Some(figure.html(report))
}

fn legend_of_bar(report: &Report) -> &'static str {
    if report.is_single() { "legend.bar-single" } else { "legend.bar" }
}

fn largest(spread: &Spread) -> f64 {
    [spread.p05, spread.p50, spread.p95].into_iter().map(f64::abs).fold(0.0, f64::max)
}

fn bar(report: &Report, scope: Scope, code: &str, spread: &Spread, money: &Money) -> Bar {
    let share = report.findings.of(scope, "output_lost_share", code).p50;
    let whisker = (!report.is_single() && spread.is_spread())
        .then(|| (money.scaled(spread.p05), money.scaled(spread.p95)));
    Bar {
        name: report.label(scope, code),
        value: money.scaled(spread.p50),
        whisker,
        says: [computed(money.scaled(spread.p50)), report.words.percent(share)],
    }
}

/// Who loses most in money, and who in relation to its own size.
fn reading(report: &Report, scope: Scope, ranked: &[(String, Spread)]) -> String {
    let words = report.words;
    let name = scope.name();
    let share = |code: &str| report.findings.of(scope, "output_lost_share", code).p50;
    let Some((first, spread)) = ranked.first().filter(|(_, spread)| spread.p50 > 0.0) else {
        return words.plain(&format!("losses.{name}.quiet"));
    };
    let hardest = ranked
        .iter()
        .map(|(code, _)| (code, share(code)))
        .filter(|(_, share)| share.is_finite())
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let first_label = report.label(scope, first);
    let amount = report.amount(spread.p50);
    let values = [("first", first_label.as_str()), ("amount", amount.as_str())];
    match hardest {
        Some((code, share)) if code != first => words.say(
            &format!("losses.{name}.two"),
            &[
                values[0],
                values[1],
                ("hardest", &report.label(scope, code)),
                ("share", &words.percent(share)),
            ],
        ),
        _ => words.say(&format!("losses.{name}.one"), &values),
    }
}

fn table(report: &Report, scope: Scope, shown: &[(String, Spread)], money: &Money) -> Grid {
    let words = report.words;
    let largest = shown.iter().map(|(_, spread)| largest(spread)).fold(0.0, f64::max);
    let places = decimals(money.scaled(largest), 4).min(4);
    let interval = |spread: Spread, text: &dyn Fn(f64) -> String| {
        words.interval(&text(spread.p05), &text(spread.p95))
    };
    let row = |(code, lost): &(String, Spread)| {
        let share = report.findings.of(scope, "output_lost_share", code);
        let value_added = report.findings.of(scope, "value_added_lost", code);
        let amount = |value: f64| fixed(money.scaled(value), places);
        let percent = |value: f64| fixed(value, 2);
        let mut row = vec![report.label(scope, code), code.clone(), amount(lost.p50)];
        let alone = [percent(share.p50), amount(value_added.p50)];
        match report.is_single() {
            true => row.extend(alone),
            false => {
                let [share_text, added_text] = alone;
                row.extend([interval(*lost, &amount), share_text]);
                row.extend([interval(share, &percent), added_text]);
            }
        }
        row
    };
    let head = |name: &str| Column::number(words.plain(&format!("losses.column.{name}")));
    let mut columns = vec![
        Column::text(words.plain(&format!("losses.{}.name", scope.name()))),
        Column::text(words.plain("losses.column.code")),
    ];
    let numbers: Vec<Column> = match report.is_single() {
        true => ["lost", "share", "value-added"].map(head).into(),
        false => ["lost", "interval", "share", "interval", "value-added"].map(head).into(),
    };
    columns.extend(numbers);
    Grid {
        caption: words.say("losses.caption", &[("unit", &money.unit)]),
        columns,
        rows: shown.iter().map(row).collect(),
        ..Grid::default()
    }
}
