//! How the economy answers: the choice of model, its rules and parameters.

use super::Report;
use super::drawn::Drawn;
use super::html::{Column, Grid, element, escape, prose};
use super::number::{days, fixed};

/// The rules, with the rationing rule first among them, and the parameters.
pub(super) fn section(report: &Report) -> String {
    let words = report.words;
    let matters = match report.manifest.asked.rules.model == DIIM {
        true => words.plain("model.linear"),
        false => rationing(report),
    };
    let warning = element("p", "callout", &prose(&matters));
    let heading = element("h3", "", &escape(&words.plain("model.parameters")));
    let parameters = match report.manifest.asked.parameters.is_empty() {
        true => report.paragraph("model.defaults"),
        false => parameters(report).html(),
    };
    report.section("model", &(warning + &rules(report).html() + &heading + &parameters))
}

/// The preset that has no rationing, orders or stocks.
const DIIM: &str = "diim";

/// Which rationing rule was used, and why that matters.
fn rationing(report: &Report) -> String {
    let words = report.words;
    let rule = words.named("rationing", &report.manifest.asked.rules.rationing);
    words.say("model.rationing-matters", &[("rule", &rule)])
}

fn rules(report: &Report) -> Grid {
    let words = report.words;
    let asked = &report.manifest.asked;
    let rule = |name: &str, group: &str, value: &str| {
        let about = words.known(&format!("{group}-about"), value).unwrap_or_default();
        vec![words.plain(&format!("model.{name}")), words.named(group, value), about]
    };
    let plain = |name: &str, value: String| {
        vec![
            words.plain(&format!("model.{name}")),
            value,
            words.plain(&format!("model.{name}-about")),
        ]
    };
    let runs = if asked.events.is_some() { "event-runs" } else { "runs" };
    let of_the_engine = asked.rules.model != DIIM;
    let edition = asked.rules.compat.as_deref().unwrap_or("corrected");
    let engine = || {
        [
            rule("edition", "edition", edition),
            rule("rationing", "rationing", &asked.rules.rationing),
            rule("inputs", "inputs", &asked.rules.inputs),
            rule("binding", "binding", &asked.rules.binding),
            rule("orders", "orders", &asked.rules.orders),
            rule("restocking", "restocking", &asked.rules.restocking),
            rule("labour", "labour", &asked.rules.labour),
            rule("consumption", "consumption", &asked.rules.consumption),
            rule("compounding", "compounding", &asked.rules.compounding),
        ]
    };
    let step = Drawn::new(&asked.step.to_string()).plain(words);
    Grid {
        columns: ["rule", "choice", "meaning"]
            .map(|name| Column::text(words.plain(&format!("model.{name}"))))
            .into(),
        rows: std::iter::once(rule("model", "model-name", &asked.rules.model))
            .chain(of_the_engine.then(engine).into_iter().flatten())
            .chain([
                plain("days", words.count("days", &days(asked.days))),
                plain("step", words.count("days", &step)),
                plain(runs, fixed(asked.runs as f64, 0)),
            ])
            .collect(),
        ..Grid::default()
    }
}

fn parameters(report: &Report) -> Grid {
    let words = report.words;
    let row = |(name, value): &(String, String)| {
        // A parameter given by sector, `inventory_dict.333`, is named by its first part.
        let (base, sector) = name.split_once('.').unwrap_or((name, ""));
        let about = words.named("parameter-name", base);
        let about = match sector {
            "" => about,
            code => {
                let label = report.label(super::findings::Scope::Sector, code);
                words.say("model.of-sector", &[("parameter", &about), ("sector", &label)])
            }
        };
        vec![name.clone(), Drawn::new(value).plain(words), about]
    };
    Grid {
        columns: ["parameter", "value", "meaning"]
            .map(|name| Column::text(words.plain(&format!("model.{name}"))))
            .into(),
        rows: report.manifest.asked.parameters.iter().map(row).collect(),
        ..Grid::default()
    }
}
