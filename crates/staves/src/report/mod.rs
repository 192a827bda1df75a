//! The report: one HTML file with everything in it, to read, to print on A4 and to hand round.
//!
//! [`render`] turns the tables of a results folder into a page. The page has no script and asks
//! for nothing outside itself; its words come from the dictionary under `report.`.

mod chain;
mod chart;
mod comparison;
mod drawn;
mod explanation;
mod figure;
mod find;
mod findings;
mod glossary;
mod html;
mod key_figures;
mod losses;
mod mobilise;
mod model;
mod money;
mod notes;
mod number;
mod over_time;
mod page;
mod risk;
mod sensitivity;
mod shocks;
mod sources;
mod spread;
mod summary;
#[cfg(test)]
mod tests;
mod words;
mod years;

pub use chain::{ChainPage, Highlight, render_chain};
pub use comparison::render_comparison;
pub use find::render_found;
pub use mobilise::render_mobilisation;
pub(crate) use number::computed;
pub use years::render_years;

use crate::results::Tables;
use crate::results::manifest::Manifest;
use crate::table::Table;
use findings::{Findings, Scope};
use html::{element, escape, prose};
use money::Money;
use number::MISSING;
use staves_core::Lang;
use std::collections::BTreeMap;
use words::Words;

/// The report on a set of runs as one self-contained HTML document. Columns and rows of the
/// tables that are not there are shown as missing.
#[must_use]
pub fn render(manifest: &Manifest, tables: &Tables, lang: Lang) -> String {
    render_with(manifest, tables, &BTreeMap::new(), lang)
}

/// The same with tables that only some sets of runs have, by name: an explanation of a run.
#[must_use]
pub fn render_with(
    manifest: &Manifest,
    tables: &Tables,
    more: &BTreeMap<String, Table>,
    lang: Lang,
) -> String {
    let findings = Findings::new(&tables.output, &tables.indicators, &tables.runs);
    let report = Report { manifest, tables, findings, more, words: Words { lang } };
    let sections = [
        summary::section(&report),
        key_figures::section(&report),
        shocks::section(&report),
        over_time::section(&report),
        losses::section(&report),
        explanation::section(&report),
        spread::section(&report),
        risk::section(&report),
        sensitivity::section(&report),
        model::section(&report),
        notes::section(&report),
        sources::section(&report),
        glossary::section(&report),
    ];
    page::Page::of(&report).html(&sections.concat())
}

/// Everything a section needs.
struct Report<'a> {
    manifest: &'a Manifest,
    tables: &'a Tables,
    findings: Findings<'a>,
    more: &'a BTreeMap<String, Table>,
    words: Words,
}

impl Report<'_> {
    /// Whether there is one run only, so that there is nothing to say about spread.
    fn is_single(&self) -> bool {
        self.manifest.happened.runs_done <= 1
    }

    /// Whether shocks on costs moved prices.
    fn has_prices(&self) -> bool {
        self.findings.total("price_rise").p50.is_finite()
    }

    /// A unit that suits amounts up to `largest`.
    fn money(&self, largest: f64) -> Money {
        Money::fitting(&self.manifest.economy.about.unit, largest, self.words)
    }

    /// An amount in the unit that suits it.
    fn amount(&self, value: f64) -> String {
        match value.is_finite() {
            true => money::amount(&self.manifest.economy.about.unit, value, self.words),
            false => MISSING.to_owned(),
        }
    }

    /// The label of a region or sector; the code when the economy does not know it.
    fn label(&self, scope: Scope, code: &str) -> String {
        let entries = match scope {
            Scope::Region => &self.manifest.economy.regions,
            Scope::Sector => &self.manifest.economy.sectors,
        };
        let known = entries.iter().find(|entry| entry.code == code);
        known.map_or(code, |entry| entry.label(self.words.lang)).to_owned()
    }

    /// Title of the economy in the language of the report.
    fn economy_title(&self) -> &str {
        let about = &self.manifest.economy.about;
        match self.words.lang {
            Lang::Zh if !about.title_zh.is_empty() => &about.title_zh,
            _ => &about.title,
        }
    }

    /// A section with its heading, `report.<id>.heading`.
    fn section(&self, id: &str, inner: &str) -> String {
        let heading = element("h2", "", &escape(&self.words.plain(&format!("{id}.heading"))));
        format!("<section id=\"{id}\">{heading}{inner}</section>")
    }

    /// A paragraph of a dictionary text without marks.
    fn paragraph(&self, key: &str) -> String {
        element("p", "", &prose(&self.words.plain(key)))
    }

    /// A small tag on every figure of made-up data, so that it stays when a figure is cut out.
    fn synthetic_tag(&self) -> String {
        match self.manifest.economy.about.synthetic {
            true => {
                let text = escape(&self.words.plain("synthetic.tag"));
                format!(" <span class=\"tag\">{text}</span>")
            }
            false => String::new(),
        }
    }

    /// Where the numbers of a figure come from.
    fn source_line(&self) -> String {
        let about = &self.manifest.economy.about;
        let happened = &self.manifest.happened;
        let runs = self.words.count("runs", &number::fixed(happened.runs_done as f64, 0));
        let values = [
            ("table", self.economy_title()),
            ("year", &about.year.to_string()),
            ("version", &self.manifest.version),
            ("runs", &runs),
            ("seed", &self.manifest.asked.seed.to_string()),
        ];
        let key = if about.year > 0 { "figure.source" } else { "figure.source-no-year" };
        let estimated = match notes::any_estimate(self) {
            true => self.words.plain("figure.estimated"),
            false => String::new(),
        };
        self.words.say(key, &values) + &estimated
    }
}
