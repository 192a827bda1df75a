//! The figures a reader looks for first, each with its interval.

use super::Report;
use super::findings::Spread;
use super::html::{element, escape};
use super::number::days;

/// Six cards, and one on prices where they move.
pub(super) fn section(report: &Report) -> String {
    let cards = [
        loss(report, "output_lost"),
        loss(report, "value_added_lost"),
        worst_day(report),
        loss(report, "final_demand_unmet"),
        time(report, "time_to_recover", "recovered_share"),
        time(report, "time_to_survive", "survived_share"),
    ];
    let prices = report.has_prices().then(|| price_rise(report));
    let cards: String = cards.iter().chain(&prices).map(Card::html).collect();
    report.section("key-figures", &format!("<dl class=\"cards\">{cards}</dl>"))
}

struct Card {
    label: String,
    value: String,
    /// Smaller lines below the value.
    notes: Vec<String>,
}

impl Card {
    fn html(&self) -> String {
        let notes = self.notes.iter().filter(|note| !note.is_empty());
        let notes: String = notes.map(|note| element("dd", "", &escape(note))).collect();
        let label = element("dt", "", &escape(&self.label));
        let value = element("dd", "value", &escape(&self.value));
        element("div", "", &(label + &value + &notes))
    }
}

/// An amount and its share of the baseline.
fn loss(report: &Report, indicator: &str) -> Card {
    let words = report.words;
    let share = report.findings.total(&format!("{indicator}_share"));
    let amount = report.findings.total(indicator);
    Card {
        label: words.plain(&format!("indicator.{indicator}")),
        value: words.percent(share.p50),
        notes: vec![
            report.amount(amount.p50),
            interval(report, share.is_spread(), &words.percent_span(share.p05, share.p95)),
        ],
    }
}

fn worst_day(report: &Report) -> Card {
    let words = report.words;
    let loss = report.findings.total("peak_loss");
    let day = report.findings.total("peak_day").p50;
    let on = if loss.p50 > 0.0 && day.is_finite() {
        words.say("key-figures.on-day", &[("day", &days(day))])
    } else {
        String::new()
    };
    Card {
        label: words.plain("indicator.peak_loss"),
        value: words.percent(loss.p50),
        notes: vec![
            on,
            interval(report, loss.is_spread(), &words.percent_span(loss.p05, loss.p95)),
        ],
    }
}

fn price_rise(report: &Report) -> Card {
    let words = report.words;
    let rise = report.findings.total("price_rise");
    let mean = report.findings.total("price_rise_mean").p50;
    Card {
        label: words.plain("indicator.price_rise"),
        value: words.percent(rise.p50),
        notes: vec![
            words.say("key-figures.price_rise.mean", &[("share", &words.percent(mean))]),
            interval(report, rise.is_spread(), &words.percent_span(rise.p05, rise.p95)),
        ],
    }
}

/// A time that some runs may not have: those that never recover, those that never run short.
fn time(report: &Report, indicator: &str, share: &str) -> Card {
    let words = report.words;
    let time = report.findings.total(indicator);
    let value = match time.p50.is_finite() {
        true => words.count("days", &days(time.p50)),
        false => words.plain(&format!("key-figures.{indicator}.never")),
    };
    let share = report.findings.share_of_runs(share);
    let share = match report.is_single() || !share.is_finite() {
        true => String::new(),
        false => words.say(
            &format!("key-figures.{indicator}.share"),
            &[("share", &words.percent_of_whole(share))],
        ),
    };
    let range = time_span(report, indicator, time);
    Card {
        label: words.plain(&format!("indicator.{indicator}")),
        value,
        notes: vec![interval(report, time.is_spread() && time.p05.is_finite(), &range), share],
    }
}

/// The interval of a time; runs that never get there count as later than all others, so its upper
/// end may be missing.
pub(super) fn time_span(report: &Report, indicator: &str, time: Spread) -> String {
    let words = report.words;
    let unit = |digits: &str| words.count("days", digits);
    match time.p95.is_finite() {
        true => words.span_of(&days(time.p05), &days(time.p95), &unit),
        false => {
            let low = unit(&days(time.p05));
            words.say(&format!("key-figures.{indicator}.open"), &[("low", &low)])
        }
    }
}

/// "5–95 %: …", when the runs differ.
fn interval(report: &Report, spread: bool, range: &str) -> String {
    match spread && !report.is_single() {
        true => report.words.say("interval", &[("range", range)]),
        false => String::new(),
    }
}
