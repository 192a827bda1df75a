//! The audit of an economy: does the table add up, and can it be what it claims to be?
//!
//! Nothing is repaired here; [`audit`] only says what it found, and what it could not check
//! (docs/src/models/tables.md, "Audit"). Some defects cannot reach it: an [`Economy`] with
//! duplicate or empty names, duplicate producers, rows that differ from columns, NaN or infinite
//! numbers is refused when it is built. What a reader filled in or changed is known from its notes.
//!
//! The flows are read once for all checks, and a few times more for the spectral radius, without
//! forming the coefficients.

mod balance;
mod facts;
mod scale;
mod signs;

use crate::economy::Economy;
use crate::error::{Note, PLACES_SHOWN};
use crate::locale::{self, Lang};
use facts::Facts;

/// How an audit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The economy lacks what the check needs.
    Skipped,
    /// Nothing found.
    Pass,
    /// Results can be used with care.
    Warn,
    /// Results would be wrong.
    Fail,
}

impl Verdict {
    /// The verdict in a word.
    #[must_use]
    pub fn name(self, lang: Lang) -> String {
        let key = match self {
            Self::Skipped => "audit.verdict.skipped",
            Self::Pass => "audit.verdict.pass",
            Self::Warn => "audit.verdict.warn",
            Self::Fail => "audit.verdict.fail",
        };
        locale::text(lang, key, &[])
    }
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Finding {
    /// Stable name of the check, such as `row-column-balance`.
    pub check: &'static str,
    /// What was found, in `unit`; 0 when skipped.
    pub value: f64,
    /// The value from which on the verdict is no longer a pass.
    pub threshold: f64,
    /// `share`, `ratio`, `cells` or `producers`.
    pub unit: &'static str,
    /// The outcome.
    pub verdict: Verdict,
    /// How many cells or producers are concerned.
    pub count: usize,
    /// The worst few of them, with how much.
    pub places: Vec<String>,
}

impl Finding {
    fn new(check: &'static str, unit: &'static str, value: f64, threshold: f64) -> Self {
        let (verdict, count, places) = (Verdict::Pass, 0, Vec::new());
        Self { check, value, threshold, unit, verdict, count, places }
    }

    fn skipped(check: &'static str, unit: &'static str, threshold: f64) -> Self {
        Self { verdict: Verdict::Skipped, ..Self::new(check, unit, 0.0, threshold) }
    }

    /// The verdict `otherwise` when the value is above the threshold.
    fn above(mut self, otherwise: Verdict) -> Self {
        if self.value > self.threshold {
            self.verdict = otherwise;
        }
        self
    }

    /// The places concerned, largest first.
    fn at(mut self, mut places: Vec<(f64, String)>) -> Self {
        self.count = places.len();
        places.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        self.places = places.into_iter().take(PLACES_SHOWN).map(|(_, place)| place).collect();
        self
    }

    /// What is checked, in a few words.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        locale::text(lang, &format!("audit.{}.title", self.check), &[])
    }

    /// What the check means, when it is skipped, and what to do about it.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        locale::text(lang, &format!("audit.{}.explain", self.check), &[])
    }

    /// The unit in words.
    #[must_use]
    pub fn unit_name(&self, lang: Lang) -> String {
        locale::text(lang, &format!("audit.unit.{}", self.unit), &[])
    }
}

/// From which values on a check warns or fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Row against column of a producer, relative: warns above.
    pub balance: f64,
    /// All such differences as a share of total output: fails above.
    pub total_balance: f64,
    /// Output as the source states it against the row sum, relative: warns above.
    pub stated_output: f64,
    /// Differences below this share of total output count as rounding, whatever they are
    /// relative to a small producer.
    pub rounding: f64,
    /// Value added of a world table against world GDP, or the inverse: fails above.
    pub magnitude: f64,
    /// Final demand against value added, imports and taxes: fails above.
    pub final_demand: f64,
    /// How many times better the table must balance when it is turned round: fails above.
    pub transposition: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            balance: 1e-3,
            total_balance: 0.05,
            stated_output: 1e-6,
            rounding: 1e-9,
            magnitude: 2.0,
            final_demand: 1.5,
            transposition: 2.0,
        }
    }
}

/// All checks of an economy; `notes` are those of the reader it came from.
///
/// A check that cannot be made is listed as skipped, so that a missing finding never reads as a
/// pass.
#[must_use]
pub fn audit(economy: &Economy, notes: &[Note], thresholds: &Thresholds) -> Vec<Finding> {
    let facts = Facts::new(economy);
    vec![
        balance::row_column(economy, &facts, thresholds),
        balance::total(&facts, thresholds),
        balance::transposition(&facts, thresholds),
        balance::stated_output(economy, &facts, thresholds),
        balance::final_demand(&facts, thresholds),
        signs::flows(economy, &facts),
        signs::final_demand(economy, &facts),
        signs::output(economy),
        signs::value_added(economy),
        signs::dead(economy),
        scale::column_sums(economy, &facts),
        scale::spectral_radius(economy, &facts),
        scale::unit_magnitude(economy, &facts, thresholds),
        changed_by_reader(notes),
        estimated(economy),
    ]
}

/// Cells that the reader filled in, repaired or dropped with an effect on the numbers.
fn changed_by_reader(notes: &[Note]) -> Finding {
    let changing: Vec<&Note> = notes.iter().filter(|note| note.effect.is_some()).collect();
    let count: usize = changing.iter().map(|note| note.count).sum();
    let places = changing.iter().map(|note| {
        let first = note.places.first().map(|place| format!(", {place}")).unwrap_or_default();
        (note.count as f64, format!("{} × {}{first}", note.code, note.count))
    });
    let finding = Finding::new("changed-by-reader", "cells", count as f64, 0.0);
    Finding { count, ..finding.at(places.collect()).above(Verdict::Warn) }
}

/// Attributes whose values were imputed.
fn estimated(economy: &Economy) -> Finding {
    let imputed = economy.attributes.iter().filter(|attribute| attribute.estimated);
    let places: Vec<_> = imputed.map(|attribute| (0.0, attribute.name.clone())).collect();
    let cells = places.len() * economy.len();
    let finding = Finding::new("estimated-attributes", "cells", cells as f64, 0.0);
    Finding { count: cells, ..finding.at(places).above(Verdict::Warn) }
}

#[cfg(test)]
mod tests;
