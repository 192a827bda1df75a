//! One scenario under several choices of a rule: how much the choice matters
//! (docs/src/guides/compare.md, "How much a rule matters").

use crate::results::manifest::{Manifest, Title};
use crate::results::total;
use crate::scenario::{self, ALL_CRITICAL, DEFAULT_RULE, Scenario, choices_of};
use crate::store::atomic;
use crate::store::economy::Stored;
use crate::stress::{self, Outcome, Progress, Request, Until};
use crate::table::{Table, Values};
use staves_core::codes::nearest_name;
use staves_core::indicator::Indicator;
use staves_core::{Error, Lang, Note, Place, Result, locale};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Name of the table and of the page of contents in the folder of a comparison.
pub const TABLE: &str = "comparison.parquet";
/// Which choices there are and where their results lie.
pub const FILE: &str = "comparison.json";
/// Version of that file.
pub const SCHEMA: &str = "staves.compare.v1";

/// What `--compare` says for whole presets.
const PRESETS: &str = "presets";
/// What it says for the criticality of inputs.
const CRITICALITY: &str = "criticality";
/// The choice that leaves the scenario alone: its own rules beside whole presets, its own file
/// beside other criticalities.
const AS_WRITTEN: &str = "as-written";
/// What it says for the input function.
const INPUTS: &str = "inputs";
/// The input function under which every input is critical.
const LEONTIEF: &str = "leontief";
/// Keys of a scenario's head that say what is asked, not how the economy answers.
const GENERAL: [&str; 8] = [
    "title",
    "days",
    "runs",
    "seed",
    "step",
    "days_per_year",
    "capital_to_value_added",
    "households",
];

/// What is to be compared: a key of the scenario's head, and the values it takes in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// `presets`, or the key: `rationing`.
    pub of: String,
    /// Its values.
    pub values: Vec<String>,
}

impl Comparison {
    /// From what the user wrote: `presets`, `rationing`, or `rationing=A,B`.
    ///
    /// # Errors
    /// `compare::unknown`, `compare::too-few`.
    pub fn parse(text: &str) -> Result<Self> {
        let (of, list) = text.split_once('=').map_or((text, None), |(of, list)| (of, Some(list)));
        let of = of.trim();
        let Some(known) = choices_of(of) else {
            let names = scenario::CHOICES;
            return Err(Error::new("compare::unknown")
                .with("name", of)
                .with("known", names.join("`, `"))
                .nearest(nearest_name(of, names)));
        };
        let as_written = [PRESETS, CRITICALITY].contains(&of).then_some(AS_WRITTEN);
        let known: Vec<&str> = as_written.into_iter().chain(known).collect();
        let values: Vec<String> = match list {
            Some(list) => list.split(',').map(|value| value.trim().to_owned()).collect(),
            None => known.iter().map(|value| (*value).to_owned()).collect(),
        };
        if let Some(value) = values.iter().find(|value| !known.contains(&value.as_str())) {
            return Err(Error::new("scenario::unknown-choice")
                .with("what", of)
                .with("found", value)
                .with("known", known.join("`, `"))
                .nearest(nearest_name(value, known.iter().copied())));
        }
        if values.len() < 2 {
            return Err(Error::new("compare::too-few").with("name", of));
        }
        Ok(Self { of: of.to_owned(), values })
    }

    /// The scenario with one of the choices; its text is a scenario that can be run by itself.
    ///
    /// # Errors
    /// Of the scenario, where it cannot be combined with the choice.
    pub fn variant(&self, scenario: &Scenario, value: &str) -> Result<Scenario> {
        let mut document: toml::Table =
            toml::from_str(&scenario.text).map_err(|error| unreadable(scenario, &error))?;
        if value != AS_WRITTEN && [PRESETS, "rationing"].contains(&self.of.as_str()) {
            // Classes of buyers belong to the rule that makes way.
            document.remove("priority");
        }
        let head = document.entry("scenario").or_insert_with(|| toml::Table::new().into());
        if let Some(head) = head.as_table_mut() {
            self.choose(value, head)
                .map_err(|error| error.or_at(Place::file(scenario.file.clone())))?;
        }
        let text = toml::to_string(&document).map_err(|error| unreadable(scenario, &error))?;
        let mut variant = Scenario::parse(&scenario.file, &text)?;
        variant.runs = scenario.runs;
        variant.seed = scenario.seed;
        variant.take_out(&scenario.without)?;
        let named = |lang: Lang| {
            let title = scenario.title.text(lang);
            let of = comparison_of(lang, &self.of);
            let values = [("title", title), ("of", of.as_str()), ("value", value)];
            locale::text(lang, "compare.title", &values)
        };
        variant.title = Title { en: named(Lang::En), zh: named(Lang::Zh) };
        Ok(variant)
    }

    /// Writes a choice into the head of a scenario.
    fn choose(&self, value: &str, head: &mut toml::Table) -> Result<()> {
        match (self.of.as_str(), value) {
            (CRITICALITY, AS_WRITTEN) => {
                let named = head.get(CRITICALITY).and_then(toml::Value::as_str);
                if named.is_none_or(|name| name == DEFAULT_RULE) {
                    return Err(Error::new("compare::no-criticality"));
                }
            }
            (_, AS_WRITTEN) => {}
            (PRESETS, _) => {
                // A preset is a whole set of rules: those named one by one make way.
                head.retain(|key, _| GENERAL.contains(&key));
                let (model, compat) = scenario::preset(value);
                head.insert("model".into(), model.into());
                compat.map(|compat| head.insert("compat".into(), compat.into()));
            }
            (CRITICALITY, ALL_CRITICAL) => {
                head.remove(CRITICALITY);
                head.insert(INPUTS.into(), LEONTIEF.into());
            }
            (CRITICALITY, _) => {
                // An input function that asks no criticality makes way for the usual one that does.
                if !head.get(INPUTS).and_then(toml::Value::as_str).is_some_and(asks_criticality) {
                    head.remove(INPUTS);
                }
                head.insert(CRITICALITY.into(), value.into());
            }
            (of, _) => {
                if of == INPUTS && !asks_criticality(value) {
                    head.remove(CRITICALITY);
                }
                head.insert(of.into(), value.into());
            }
        }
        Ok(())
    }
}

/// Whether an input function reads the criticality of inputs.
fn asks_criticality(inputs: &str) -> bool {
    scenario::INPUTS.iter().any(|(name, rule)| *name == inputs && rule.asks_criticality())
}

/// What is compared, in words.
#[must_use]
pub fn comparison_of(lang: Lang, of: &str) -> String {
    locale::text(lang, &format!("compare.of.{of}"), &[])
}

fn unreadable(scenario: &Scenario, reason: &dyn std::fmt::Display) -> Error {
    let reason = reason.to_string();
    let reason = reason.lines().next().unwrap_or_default();
    Error::new("config::syntax").with("reason", reason).at(Place::file(scenario.file.clone()))
}

/// What came of a comparison.
pub struct Compared {
    /// Its folder, with a folder of results for each choice.
    pub folder: PathBuf,
    /// Choices and their results.
    pub outcomes: Vec<(String, Outcome)>,
    /// One row a choice: medians of the main indicators.
    pub table: Table,
    /// Smallest and largest by indicator.
    pub spread: Table,
    /// Choices that the scenario does not allow, and what is to be known of all others alike.
    pub notes: Vec<Note>,
    /// Whether every run of every choice was done.
    pub complete: bool,
}

/// Indicators that are compared.
pub const COMPARED: [Indicator; 6] = [
    Indicator::OutputLost,
    Indicator::OutputLostShare,
    Indicator::PeakLoss,
    Indicator::TimeToRecover,
    Indicator::FinalDemandUnmet,
    Indicator::FinalDemandUnmetShare,
];

/// Runs a scenario under each choice, with the same draws. Each choice has a folder of results of
/// its own, so that a comparison that was stopped keeps what is done and can be gone on with.
///
/// # Errors
/// `compare::refused` when fewer than two choices can be run; of the runs; of the disk.
pub fn run(
    comparison: &Comparison,
    base: &Request<'_>,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Compared> {
    let mut variants = Vec::new();
    let mut notes = Vec::new();
    for value in &comparison.values {
        match comparison.variant(base.scenario, value) {
            Ok(variant) => variants.push((value.clone(), variant)),
            Err(error) => notes.push(left_out(comparison, value, &error)),
        }
    }
    if variants.len() < 2 {
        let reasons =
            |lang: Lang| notes.iter().map(|note| note.message(lang)).collect::<Vec<_>>().join("; ");
        return Err(Error::new("compare::refused")
            .with("name", &comparison.of)
            .with("reasons", reasons(Lang::En))
            .with("reasons.zh", reasons(Lang::Zh))
            .at(Place::file(base.scenario.file.clone())));
    }
    make_folder(base)?;
    let whole = |outcome: &Outcome| outcome.manifest.is_complete();
    let mut outcomes: Vec<(String, Outcome)> = Vec::new();
    for (value, variant) in &variants {
        match outcome(value, variant, base, stop, progress) {
            Ok(outcome) => outcomes.push((value.clone(), outcome)),
            Err(error) if error.code() == "stress::interrupted-early" => break,
            // Somebody else's folder, or another question's, is no choice to be left out.
            Err(error) if error.code().starts_with("results::") => return Err(error),
            Err(error) => notes.push(left_out(comparison, value, &error)),
        }
        if outcomes.last().is_some_and(|(_, outcome)| !whole(outcome)) {
            break;
        }
    }
    let complete = outcomes.len() + notes.len() == comparison.values.len()
        && outcomes.iter().all(|(_, outcome)| whole(outcome));
    if outcomes.is_empty() {
        let place = Place::file(base.out.display().to_string());
        return Err(Error::new("stress::interrupted-early").at(place));
    }
    notes.extend(common_notes(&outcomes));
    let (table, spread) = (table(&outcomes), spread(&outcomes));
    let unit = base.stored.economy.about.unit.name();
    let about = [("schema", SCHEMA), ("unit", unit.as_str())];
    table.write_parquet(&base.out.join(TABLE), &about)?;
    let folder = base.out.clone();
    let compared = Compared { folder, outcomes, table, spread, notes, complete };
    atomic::text(&base.out.join(FILE), &contents(comparison, &compared))?;
    Ok(compared)
}

/// Runs one choice; when a comparison is gone on with, from where it was.
fn outcome(
    value: &str,
    variant: &Scenario,
    base: &Request<'_>,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Outcome> {
    let out = base.out.join(value);
    let resume = base.resume && out.join(crate::results::manifest::FILE).is_file();
    let (keep, arguments) = (base.keep.clone(), base.arguments.clone());
    let request = Request { scenario: variant, out, resume, keep, arguments, ..*base };
    match stress::run(&request, stop, progress) {
        Err(error) if error.code() == "results::already-complete" => Outcome::read(&request.out),
        other => other,
    }
}

/// The newest comparison of a folder of results that asked the same and was stopped.
///
/// # Errors
/// `results::nothing-to-resume`.
pub fn unfinished(
    results: &Path,
    comparison: &Comparison,
    scenario: &Scenario,
    stored: &Stored,
    sensitivity: bool,
    until: Option<Until>,
) -> Result<PathBuf> {
    let variants: Vec<(&String, Scenario)> = comparison
        .values
        .iter()
        .filter_map(|value| Some((value, comparison.variant(scenario, value).ok()?)))
        .collect();
    let fits = |folder: &PathBuf| {
        let of = |(value, variant): &(&String, Scenario)| {
            Manifest::read(&folder.join(value))
                .is_ok_and(|found| stress::asks(&found, variant, stored, sensitivity, until))
        };
        let text = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
        let contents: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        contents["complete"] != true && variants.iter().any(of)
    };
    let entries = std::fs::read_dir(results).into_iter().flatten().flatten();
    let found = entries.map(|entry| entry.path()).filter(fits).max();
    found.ok_or_else(|| stress::nothing_to_resume(results, scenario))
}

/// Makes the folder, or refuses one that is there and neither to be replaced nor to be gone on
/// with.
fn make_folder(base: &Request<'_>) -> Result<()> {
    let disk = |error: std::io::Error| atomic::disk_error(&base.out, &error);
    if base.overwrite && base.out.join(FILE).is_file() {
        std::fs::remove_dir_all(&base.out).map_err(disk)?;
    }
    if base.resume && !base.out.exists() {
        return Err(stress::nothing_to_resume(&base.out, base.scenario));
    }
    if base.out.exists() && !base.resume {
        return Err(Error::new("disk::exists").at(Place::file(base.out.display().to_string())));
    }
    std::fs::create_dir_all(&base.out).map_err(disk)
}

fn left_out(comparison: &Comparison, value: &str, error: &Error) -> Note {
    Note::new("compare::left-out", 1)
        .with("name", &comparison.of)
        .with("value", value)
        .with("reason", error.message(Lang::En))
        .with("reason.zh", error.message(Lang::Zh))
}

/// Notes that every choice has; what only some have stands on their own pages.
fn common_notes(outcomes: &[(String, Outcome)]) -> Vec<Note> {
    let mut all = outcomes.iter().map(|(_, outcome)| &outcome.manifest.happened.notes);
    let Some(first) = all.next() else { return Vec::new() };
    let others: Vec<_> = all.collect();
    first.iter().filter(|note| others.iter().all(|notes| notes.contains(note))).cloned().collect()
}

/// A statistic of an indicator in total over the runs, such as `p50`.
fn statistic(outcome: &Outcome, indicator: Indicator, statistic: &str) -> f64 {
    total(&outcome.tables.indicators, indicator.name(), statistic)
}

fn table(outcomes: &[(String, Outcome)]) -> Table {
    let names = outcomes.iter().map(|(value, _)| value.clone()).collect();
    let column = |indicator: Indicator, of: &str| {
        Values::Number(outcomes.iter().map(|(_, o)| statistic(o, indicator, of)).collect())
    };
    let losses: Vec<f64> =
        outcomes.iter().map(|(_, o)| statistic(o, Indicator::OutputLost, "p50")).collect();
    let smallest = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let times = losses.iter().map(|loss| ratio(*loss, smallest)).collect();
    let first = [("choice", Values::Text(names))];
    let medians = COMPARED.map(|indicator| (indicator.name(), column(indicator, "p50")));
    let last = [
        ("output_lost_p05", column(Indicator::OutputLost, "p05")),
        ("output_lost_p95", column(Indicator::OutputLost, "p95")),
        ("times_smallest", Values::Number(times)),
    ];
    Table::new(first.into_iter().chain(medians).chain(last).collect())
}

/// Missing where the smaller is nothing or a gain.
fn ratio(larger: f64, smaller: f64) -> f64 {
    if smaller > 0.0 { larger / smaller } else { f64::NAN }
}

fn spread(outcomes: &[(String, Outcome)]) -> Table {
    let ends = COMPARED.map(|indicator| {
        let values: Vec<f64> =
            outcomes.iter().map(|(_, o)| statistic(o, indicator, "p50")).collect();
        let smallest = values.iter().copied().fold(f64::NAN, f64::min);
        // A time that is missing is later than any other.
        match values.iter().any(|value| value.is_nan()) {
            true => (smallest, f64::NAN),
            false => (smallest, values.iter().copied().fold(f64::NAN, f64::max)),
        }
    });
    let economy = |outcome: &Outcome| outcome.manifest.economy.about.unit.name();
    let unit = |indicator: Indicator| match indicator.unit() {
        staves_core::indicator::Unit::Money => {
            outcomes.first().map_or(String::new(), |(_, o)| economy(o))
        }
        staves_core::indicator::Unit::Percent => "%".into(),
        staves_core::indicator::Unit::Days => "days".into(),
    };
    Table::new(vec![
        ("indicator", Values::Text(COMPARED.map(|i| i.name().to_owned()).to_vec())),
        ("unit", Values::Text(COMPARED.map(unit).to_vec())),
        ("smallest", Values::Number(ends.map(|(low, _)| low).to_vec())),
        ("largest", Values::Number(ends.map(|(_, high)| high).to_vec())),
        ("spread", Values::Number(ends.map(|(low, high)| ratio(high, low)).to_vec())),
    ])
}

/// The page of contents: every choice, its folder, and the hash of its manifest.
fn contents(comparison: &Comparison, compared: &Compared) -> String {
    let hash = |folder: &Path| {
        let bytes = std::fs::read(folder.join(crate::results::manifest::FILE)).unwrap_or_default();
        blake3::hash(&bytes).to_hex().to_string()
    };
    let choice = |(value, outcome): &(String, Outcome)| {
        let manifest: &Manifest = &outcome.manifest;
        serde_json::json!({
            "choice": value,
            "folder": value,
            "manifest_blake3": hash(&outcome.folder),
            "status": manifest.happened.status,
        })
    };
    let json = serde_json::json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "compared": comparison.of,
        "complete": compared.complete,
        "choices": compared.outcomes.iter().map(choice).collect::<Vec<_>>(),
        "rows": compared.table.to_json_rows(),
        "spread": compared.spread.to_json_rows(),
        "notes": compared.notes,
    });
    serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
}
