//! The page of a reverse stress test: the least that does a given harm.

use super::chart::bars::{Bar, Bars};
use super::chart::curve::Curve;
use super::figure::Figure;
use super::findings::{Findings, Scope};
use super::html::{Column, Grid, element, escape, prose};
use super::number::{MISSING, computed, decimals, fixed, written};
use super::words::Words;
use super::{Report, notes, page, shocks, sources};
use crate::find::{Answer, Found, Member, Over};
use crate::results::Tables;
use crate::results::manifest::{Manifest, Title};
use staves_core::search::{Certainty, Crossing, SmallestSet};
use staves_core::{Lang, locale};
use std::collections::BTreeMap;

/// The page as one self-contained HTML document; `manifest` says what was asked of the model.
#[must_use]
pub fn render_found(found: &Found, manifest: &Manifest, lang: Lang) -> String {
    let mut manifest = manifest.clone();
    let named = |lang: Lang| {
        let title = manifest.asked.title.text(lang);
        locale::text(
            lang,
            "report.find.of",
            &[("title", title), ("goal", &goal(found, Words { lang }))],
        )
    };
    manifest.asked.title = Title { en: named(Lang::En), zh: named(Lang::Zh) };
    manifest.happened.status = "complete".into();
    manifest.happened.runs_done = found.tried as u64;
    manifest.happened.notes.clone_from(&found.notes);
    let (tables, more) = (Tables::default(), BTreeMap::new());
    let findings = Findings::new(&tables.output, &tables.indicators, &tables.runs);
    let (manifest, tables) = (&manifest, &tables);
    let report = Report { manifest, tables, findings, more: &more, words: Words { lang } };
    let sections = [
        section(&report, found),
        shocks::section(&report),
        notes::section(&report),
        sources::section(&report),
    ];
    page::Page::of(&report).html(&sections.concat())
}

/// The harm in words: `output lost, share ≥ 5 %`.
fn goal(found: &Found, words: Words) -> String {
    let name = words.indicator(found.goal.indicator.name());
    let values = [
        ("name", name.as_str()),
        ("threshold", &written(found.goal.threshold)),
        ("unit", &unit(found, words)),
    ];
    words.say("find.goal", &values)
}

fn unit(found: &Found, words: Words) -> String {
    match found.unit.as_str() {
        "days" => words.plain("comparison.days"),
        unit => unit.to_owned(),
    }
}

fn section(report: &Report, found: &Found) -> String {
    let (lead, figure) = match &found.answer {
        Answer::Factor { crossing, .. } => {
            (factor_says(report, found, crossing), curve(report, found, crossing))
        }
        Answer::Set { over, members, candidates, set } => {
            let lead = set_says(report, found, members, *over, *candidates);
            (lead, bars(report, found, members, set))
        }
    };
    let lead = element("p", "lead", &prose(&lead));
    let sure = element("p", "callout", &prose(&certificate(report, found)));
    let how = report.paragraph("find.central");
    report.section("find", &(lead + &sure + &figure + &how))
}

fn factor_says(report: &Report, found: &Found, crossing: &Crossing) -> String {
    let words = report.words;
    let key = if crossing.above <= 1.0 { "find.factor.smaller" } else { "find.factor.larger" };
    let values = [("factor", exact(crossing.above)), ("goal", goal(found, words))];
    words.say(key, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// A factor to six digits: the ends of the interval differ in the fifth.
fn exact(factor: f64) -> String {
    fixed(factor, decimals(factor, 6))
}

/// A member as people read it.
fn label(report: &Report, member: &Member) -> String {
    let region = report.label(Scope::Region, &member.region);
    let sector = report.label(Scope::Sector, &member.sector);
    match (member.region.is_empty(), member.sector.is_empty()) {
        (false, false) => {
            report.words.say("find.producer", &[("region", &region), ("sector", &sector)])
        }
        (true, _) => sector,
        (_, true) => region,
    }
}

fn set_says(
    report: &Report,
    found: &Found,
    members: &[Member],
    over: Over,
    candidates: usize,
) -> String {
    const NAMED: usize = 6;
    let words = report.words;
    let names: Vec<String> = members.iter().map(|member| label(report, member)).collect();
    let values = [
        ("n", members.len().to_string()),
        ("candidates", candidates.to_string()),
        ("over", words.named("find.over", over.name())),
        ("names", words.list(&names, NAMED)),
        ("goal", goal(found, words)),
    ];
    words.say("find.set.says", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// How sure the answer is, and why.
fn certificate(report: &Report, found: &Found) -> String {
    let words = report.words;
    let tried = found.tried.to_string();
    let mut values = vec![("tried", tried)];
    let key = match &found.answer {
        _ if found.stopped => "find.certificate.stopped",
        Answer::Factor { crossing, .. } => {
            values.push(("below", exact(crossing.below)));
            values.push(("above", exact(crossing.above)));
            if crossing.monotone { "find.certificate.bracket" } else { "find.certificate.falls" }
        }
        Answer::Set { set, members, .. } => match set.certainty {
            Certainty::Smallest if members.len() == 1 => "find.certificate.one",
            Certainty::Smallest => "find.certificate.smallest",
            Certainty::BestFound { all_tried_up_to } => {
                values.push(("size", all_tried_up_to.to_string()));
                "find.certificate.best"
            }
        },
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(name, v)| (*name, v.as_str())).collect();
    words.say(key, &values)
}

fn curve(report: &Report, found: &Found, crossing: &Crossing) -> String {
    let words = report.words;
    let name = words.indicator(found.goal.indicator.name());
    let axis = words.say("comparison.head", &[("name", &name), ("unit", &unit(found, words))]);
    let title = words.plain("find.curve.title");
    let chart = Curve {
        points: crossing.tried.clone(),
        threshold: found.goal.threshold,
        reached: (crossing.above, crossing.value),
        titles: [words.plain("find.curve.factor"), axis.clone()],
        mark: computed(crossing.above),
        label: title.clone(),
    };
    let cell = |value: f64| if value.is_finite() { computed(value) } else { MISSING.to_owned() };
    let row = |(factor, value): &(f64, f64)| vec![exact(*factor), cell(*value)];
    Figure {
        id: "find-curve",
        title,
        reading: words.plain("find.curve.reading"),
        legend: Vec::new(),
        svg: chart.draw(),
        table: Grid {
            columns: vec![Column::number(words.plain("find.curve.factor")), Column::number(axis)],
            rows: crossing.tried.iter().map(row).collect(),
            ..Grid::default()
        },
        table_note: String::new(),
    }
    .html(report)
}

fn bars(report: &Report, found: &Found, members: &[Member], set: &SmallestSet) -> String {
    let words = report.words;
    let name = words.indicator(found.goal.indicator.name());
    let axis = words.say("comparison.head", &[("name", &name), ("unit", &unit(found, words))]);
    let title = words.plain("find.set.title");
    let cell = |value: f64| if value.is_finite() { computed(value) } else { MISSING.to_owned() };
    let bar = |name: String, value: f64| Bar {
        name,
        value: if value.is_finite() { value } else { f64::NAN },
        whisker: None,
        says: [cell(value), String::new()],
    };
    let together = words.plain("find.set.together");
    let each = members.iter().map(|member| bar(label(report, member), member.alone));
    let chart = Bars {
        bars: std::iter::once(bar(together.clone(), set.value)).chain(each).collect(),
        title: axis.clone(),
        heads: [unit(found, words), String::new()],
        label: title.clone(),
    };
    let rows = members.iter().map(|member| vec![label(report, member), cell(member.alone)]);
    let figure = Figure {
        id: "find-set",
        title,
        reading: words.plain("find.set.reading"),
        legend: Vec::new(),
        svg: chart.draw(),
        table: Grid {
            columns: vec![
                Column::text(escape(&words.plain("find.set.member"))),
                Column::number(axis),
            ],
            rows: std::iter::once(vec![together, cell(set.value)]).chain(rows).collect(),
            ..Grid::default()
        },
        table_note: String::new(),
    };
    figure.html(report)
}
