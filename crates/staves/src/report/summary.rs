//! The paragraph in words: what was shocked, what was lost, when, by whom, and how sure that is.

use super::Report;
use super::findings::{Scope, Spread};
use super::html::{element, escape, prose};
use super::key_figures::time_span;
use super::notes;
use super::number::{computed, days, fixed};
use super::shocks;

/// Shocks described one by one; the rest is in the table.
const SHOCKS_MOST: usize = 2;

/// The paragraph, and what the model cannot say.
pub(super) fn section(report: &Report) -> String {
    let lost = report.findings.total("output_lost");
    let mut sentences = marked_up(shocked(report));
    sentences.push(element("strong", "", &prose(&loss(report, lost))));
    sentences.extend(marked_up(answers(report, lost)));
    let paragraph = element("p", "lead", &report.words.joined(&sentences));
    let limits = match report.has_prices() {
        true => "summary.limits-prices",
        false => "summary.limits",
    };
    let limits = element("p", "limits", &escape(&report.words.plain(limits)));
    report.section("summary", &(paragraph + &notes::warnings(report) + &limits))
}

fn marked_up(sentences: Vec<String>) -> Vec<String> {
    sentences.iter().map(|sentence| prose(sentence)).collect()
}

/// When it is worst and over, who is short, who loses most, and how sure all that is.
fn answers(report: &Report, lost: Spread) -> Vec<String> {
    let mut sentences = Vec::new();
    if lost.p50 != 0.0 && lost.p50.is_finite() {
        sentences.extend(worst_day(report));
        sentences.push(recovery(report));
        sentences.extend(unmet(report));
        sentences.extend(most(report, Scope::Sector));
        sentences.extend(most(report, Scope::Region));
    }
    sentences.extend(certainty(report, lost));
    sentences
}

fn shocked(report: &Report) -> Vec<String> {
    let sentences = shocked_by(report).into_iter();
    sentences.chain(shocks::actions_sentence(report)).collect()
}

fn shocked_by(report: &Report) -> Vec<String> {
    let words = report.words;
    let all = &report.manifest.asked.shocks;
    if let Some(events) = shocks::events_sentence(report) {
        let more = words.say("summary.shocks", &[("n", &words.number_word(all.len()))]);
        return [events].into_iter().chain((!all.is_empty()).then_some(more)).collect();
    }
    if let [only] = all.as_slice() {
        return vec![shocks::sentence(report, &words.plain("summary.the-shock"), only)];
    }
    if all.is_empty() {
        return vec![words.plain("summary.no-shock")];
    }
    let mut sentences = vec![words.say("summary.shocks", &[("n", &words.number_word(all.len()))])];
    let shown = if all.len() > SHOCKS_MOST + 1 { SHOCKS_MOST } else { all.len() };
    for shock in &all[..shown] {
        let subject = words.say("summary.named-shock", &[("name", shock.name.text(words.lang))]);
        sentences.push(shocks::sentence(report, &subject, shock));
    }
    if shown < all.len() {
        sentences
            .push(words.say("summary.more-shocks", &[("n", &(all.len() - shown).to_string())]));
    }
    sentences
}

fn loss(report: &Report, lost: Spread) -> String {
    let words = report.words;
    let horizon = words.count("days", &days(report.manifest.asked.days));
    let share = report.findings.total("output_lost_share");
    if lost.p50.is_nan() {
        return words.plain("summary.loss.unknown");
    }
    if lost.p50 == 0.0 && !lost.is_spread() {
        return words.say("summary.loss.none", &[("days", &horizon)]);
    }
    let gain = lost.p50 < 0.0;
    let values = [
        ("days", horizon),
        ("amount", report.amount(lost.p50.abs())),
        ("share", words.percent(share.p50.abs())),
        ("range", report.money(lost.p95.abs().max(lost.p05.abs())).interval(lost.p05, lost.p95)),
        ("share-range", words.percent_span(share.p05, share.p95)),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    match (gain, report.is_single() || !lost.is_spread()) {
        (true, _) => words.say("summary.loss.gain", &values[..3]),
        (false, true) => words.say("summary.loss.single", &values[..3]),
        (false, false) => words.say("summary.loss.spread", &values),
    }
}

fn worst_day(report: &Report) -> Option<String> {
    let words = report.words;
    let (loss, day) = (report.findings.total("peak_loss"), report.findings.total("peak_day").p50);
    if !(loss.p50 > 0.0 && day.is_finite()) {
        return None;
    }
    let range = words.percent_span(loss.p05, loss.p95);
    let (day, loss_text) = (days(day), words.percent(loss.p50));
    let values = [("day", day.as_str()), ("loss", &loss_text), ("range", &range)];
    Some(match report.is_single() || !loss.is_spread() {
        true => words.say("summary.worst.single", &values[..2]),
        false => words.say("summary.worst.spread", &values),
    })
}

fn recovery(report: &Report) -> String {
    let words = report.words;
    let time = report.findings.total("time_to_recover");
    let share = report.findings.share_of_runs("recovered_share");
    let horizon = words.count("days", &days(report.manifest.asked.days));
    let share_text = words.percent_of_whole(share);
    let median = words.count("days", &days(time.p50));
    let range = time_span(report, "time_to_recover", time);
    let values = [
        ("days", median.as_str()),
        ("range", &range),
        ("share", &share_text),
        ("horizon", &horizon),
    ];
    let key = match (time.p50.is_finite(), report.is_single() || !time.is_spread()) {
        (true, true) if time.p50 == 0.0 => "stayed",
        (true, true) => "single",
        (true, false) => "spread",
        (false, _) if share > 0.0 && share < 100.0 => "some",
        (false, _) if report.is_single() => "single-never",
        (false, _) => "never",
    };
    words.say(&format!("summary.recovery.{key}"), &values)
}

fn unmet(report: &Report) -> Option<String> {
    let words = report.words;
    let amount = report.findings.total("final_demand_unmet");
    if amount.p50.is_nan() {
        return None;
    }
    if amount.p50 == 0.0 && !amount.is_spread() {
        return Some(words.plain("summary.unmet.none"));
    }
    let share = report.findings.total("final_demand_unmet_share");
    let time = report.findings.total("time_to_survive").p50;
    let (amount, share) = (report.amount(amount.p50), words.percent(share.p50));
    let after = words.count("days", &days(time));
    let values = [("amount", amount.as_str()), ("share", &share), ("days", &after)];
    Some(match time.is_finite() {
        true if time < 0.5 => words.say("summary.unmet.at-once", &values[..2]),
        true => words.say("summary.unmet.after", &values),
        false => words.say("summary.unmet.little", &values[..2]),
    })
}

/// Who loses most, when there are several to compare.
fn most(report: &Report, scope: Scope) -> Option<String> {
    let words = report.words;
    let ranked = report.findings.ranked(scope);
    let losers: Vec<_> = ranked.iter().filter(|(_, spread)| spread.p50 > 0.0).collect();
    let (first, spread) = losers.first()?;
    if ranked.len() < 2 {
        return None;
    }
    let share = report.findings.of(scope, "output_lost_share", first).p50;
    let next = |(code, spread): &&(String, Spread)| {
        let values = [("name", report.label(scope, code)), ("amount", report.amount(spread.p50))];
        words.say("summary.most.next", &values.each_ref().map(|(k, v)| (*k, v.as_str())))
    };
    let others: Vec<String> = losers[1..losers.len().min(3)].iter().map(next).collect();
    let others = words.list(&others, 2);
    let values = [
        ("name", report.label(scope, first)),
        ("amount", report.amount(spread.p50)),
        ("share", words.percent(share)),
        ("others", others.clone()),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let form = if others.is_empty() { "alone" } else { "followed" };
    Some(words.say(&format!("summary.most.{}-{form}", scope.name()), &values))
}

fn certainty(report: &Report, lost: Spread) -> Vec<String> {
    let words = report.words;
    if report.is_single() {
        let form = if shocks::anything_drawn(report) { "one-draw" } else { "single" };
        return vec![words.plain(&format!("summary.certainty.{form}"))];
    }
    let drawn = drawn(report);
    let runs = fixed(report.manifest.happened.runs_done as f64, 0);
    let events = report.manifest.asked.events.is_some();
    let mut sentences = Vec::new();
    if events {
        sentences.push(words.plain("summary.certainty.events"));
    }
    match drawn.is_empty() {
        true if events => {}
        true => sentences.push(words.say("summary.certainty.same", &[("runs", &runs)])),
        false => {
            let drawn = words.list(&drawn, 3);
            let values = [("runs", runs.as_str()), ("drawn", &drawn)];
            sentences.push(words.say("summary.certainty.drawn", &values));
        }
    }
    if lost.p05 > 0.0 && lost.is_spread() {
        let ratio = computed(lost.p95 / lost.p05);
        sentences.push(words.say("summary.certainty.ratio", &[("ratio", &ratio)]));
    }
    let covers = if events { "covers-events" } else { "covers" };
    sentences.push(words.plain(&format!("summary.certainty.{covers}")));
    sentences
}

/// What was drawn, by name.
fn drawn(report: &Report) -> Vec<String> {
    report.manifest.asked.varying.iter().map(|name| report.drawn_name(name)).collect()
}

impl Report<'_> {
    /// What was drawn in words: `Fire.size`, or `shock[0].size`, is the size of the shock called
    /// Fire.
    pub(super) fn drawn_name(&self, column: &str) -> String {
        let words = self.words;
        let of_shock = self.manifest.asked.shocks.iter().enumerate().find_map(|(k, shock)| {
            let by_number = column.strip_prefix(&format!("shock[{k}]"));
            let rest = by_number.or_else(|| column.strip_prefix(shock.name.en.as_str()))?;
            // A second shock of the same name is called `Fire#2`.
            let (number, field) = rest.split_once('.')?;
            (number.is_empty() || number.starts_with('#')).then_some((shock, field))
        });
        match of_shock.map(|(shock, field)| (shock, words.known("drawn.field", field))) {
            Some((shock, Some(field))) => words.say(
                "drawn.of-shock",
                &[("field", &field), ("shock", shock.name.text(words.lang))],
            ),
            _ => words.say("drawn.parameter", &[("name", column)]),
        }
    }
}
