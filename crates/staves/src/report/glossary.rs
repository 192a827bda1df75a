//! What the terms of the report mean.

use super::Report;
use super::html::{element, escape};

/// Terms in the order a reader meets them; `report.glossary.<name>.term` and `.means`.
const TERMS: [&str; 9] = [
    "output",
    "value-added",
    "final-demand",
    "baseline",
    "interval",
    "time-to-recover",
    "time-to-survive",
    "rationing",
    "run",
];

/// The list of terms.
pub(super) fn section(report: &Report) -> String {
    let text =
        |name: &str, part: &str| escape(&report.words.plain(&format!("glossary.{name}.{part}")));
    let term = |name: &str| {
        let inner =
            element("dt", "", &text(name, "term")) + &element("dd", "", &text(name, "means"));
        element("div", "", &inner)
    };
    let terms: String = TERMS.into_iter().map(term).collect();
    report.section("glossary", &element("dl", "terms", &terms))
}
