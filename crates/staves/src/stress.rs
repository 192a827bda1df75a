//! The stress test, whole: resolve, run, put aside, make tables, report.

mod half_step;
mod prices;
mod runs;
mod until;

pub use until::{Gate, Until};

use crate::explain::{self, Which};
use crate::results::manifest::{Asked, EconomyShown, EventsShown, Happened, Manifest, SCHEMA};
use crate::results::{self, Fact, Fold, Folder, Keep, Layout, Tables};
use crate::scenario::{Resolved, Scenario, ShockKind};
use crate::store::atomic;
use crate::store::economy::Stored;
use crate::table::Table;
use crate::trial::Model;
use staves_core::indicator::Indicator;
use staves_core::model::System;
use staves_core::{Error, Note, Place, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Instant, SystemTime};

/// What is asked of a stress test.
pub struct Request<'r> {
    /// The scenario, with runs and seed as they shall be.
    pub scenario: &'r Scenario,
    /// The economy.
    pub stored: &'r Stored,
    /// Results folder to make, or to go on with.
    pub out: PathBuf,
    /// Go on with an unfinished folder.
    pub resume: bool,
    /// Replace results that are there, once the scenario is known to fit the economy.
    pub overwrite: bool,
    /// Series kept besides totals.
    pub keep: Vec<Keep>,
    /// Which run is to be explained, if one is.
    pub explain: Option<Which>,
    /// Run a design for sensitivity instead of plain draws.
    pub sensitivity: bool,
    /// Stop before the last run when this precision is reached.
    pub until: Option<Until>,
    /// Arguments of the program, for the manifest.
    pub arguments: Vec<String>,
}

/// How far a stress test is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Runs done.
    pub done: u64,
    /// Runs asked for.
    pub total: u64,
    /// Median share of output lost so far, per cent.
    pub median: f64,
}

/// What a stress test left behind.
pub struct Outcome {
    /// The results folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// Its tables.
    pub tables: Tables,
    /// Tables that only some sets of runs have, by name.
    pub more: BTreeMap<String, Table>,
}

impl Outcome {
    /// Reads results that are there.
    ///
    /// # Errors
    /// `results::not-a-run`, `results::not-finished` without any run; of the files.
    pub fn read(folder: &Path) -> Result<Self> {
        let manifest = Manifest::read(folder)?;
        if manifest.happened.runs_done == 0 {
            let place = Place::file(folder.display().to_string());
            return Err(Error::new("results::not-finished").at(place));
        }
        let tables = Tables::read(folder)?;
        let mut more = BTreeMap::new();
        for name in [explain::BOTTLENECKS, explain::ATTRIBUTION, explain::HELD_UP] {
            let path = folder.join(format!("{name}.parquet"));
            if path.is_file() {
                more.insert(name.to_owned(), Table::read_parquet(&path)?.0);
            }
        }
        Ok(Self { folder: folder.to_owned(), manifest, tables, more })
    }
}

/// Runs a scenario. When `stop` is raised, finished runs are kept and the folder can be resumed.
///
/// # Errors
/// Of the scenario on this economy, of the engine, of the disk.
pub fn run(
    request: &Request<'_>,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Outcome> {
    let start = Instant::now();
    let (rules, rule_notes) = request.scenario.rules_for(&request.stored.economy)?;
    let system = System::new(&request.stored.economy, &rules);
    let resolved = resolve(request, &system)?;
    let model = Model::new(request.scenario, &system)?;
    if let (Some(_), Some(keep)) = (&model.interdependency, request.keep.first()) {
        return Err(Error::new("diim::nothing-to-keep").with("name", keep.name()));
    }
    let mut manifest = new_manifest(request, &resolved);
    let folder = if request.resume {
        let (folder, before) = Folder::resume(&request.out, &manifest.asked)?;
        manifest.happened.seconds = before.happened.seconds;
        folder
    } else {
        if request.overwrite && request.out.join(results::manifest::FILE).is_file() {
            fs::remove_dir_all(&request.out)
                .map_err(|error| atomic::disk_error(&request.out, &error))?;
        }
        Folder::create(&request.out, &manifest, &request.scenario.text)?
    };
    let layout = Layout::new(&system, resolved.varying().len(), request.scenario.has_prices());
    let work = runs::Ensemble {
        request,
        model: &model,
        resolved: &resolved,
        layout: &layout,
        until: request.until.as_ref(),
    };
    let (fold, complete) = work.run(&folder, stop, progress)?;
    let done = fold.done();
    if done == 0 {
        return Err(Error::new("stress::interrupted-early")
            .at(Place::file(folder.path.display().to_string())));
    }
    if complete {
        for keep in &request.keep {
            results::join(*keep, &folder, &work.parts(done), &request.stored.economy)?;
        }
    }
    let precision = fold.relative_half_width().filter(|width| width.is_finite());
    let collapsed = fold.first(Fact::CollapseSuspected);
    let mut notes = notes(request, &system, &fold);
    let folded = fold.finish()?;
    let economy = &request.stored.economy;
    let tables = results::make(&folded, &folder.path, &layout, economy, &resolved, complete)?;
    notes.extend(approximate(folded.rank_error(), done));
    match (&model.interdependency, collapsed) {
        (Some(_), _) => without_bottlenecks(request.scenario, &mut notes),
        (None, Some(run)) => notes.extend(explain::trap(&resolved, &system, run, stop)?),
        (None, None) => {}
    }
    let mut more = BTreeMap::new();
    if let (Some(asked), true) = (request.explain, complete) {
        let run = asked.run(&folded)?;
        match explain::tables(&resolved, &model, run, stop)? {
            Some((tables, found)) => {
                more = tables;
                notes.extend(found);
            }
            None => notes.push(Note::new("explain::interrupted", 1).with("run", run)),
        }
    }
    if request.scenario.has_prices() {
        more.insert(prices::PRICES.into(), prices::table(&resolved, &system)?);
    }
    if request.scenario.check_step && complete {
        notes.extend(half_step::note(request.scenario, &resolved, &model, stop)?);
    }
    notes.extend(rule_notes);
    notes.extend(event_notes(request.scenario));
    notes.extend(request.stored.applied.notes.clone());
    manifest.happened = Happened {
        status: if complete { "complete" } else { "interrupted" }.into(),
        runs_done: done,
        ended: utc_now(),
        seconds: manifest.happened.seconds + start.elapsed().as_secs_f64(),
        rank_error: folded.rank_error(),
        precision: precision.map(|width| 100.0 * width),
        notes,
        ..manifest.happened
    };
    tables.write(&folder.path)?;
    for (name, table) in &more {
        let path = folder.path.join(format!("{name}.parquet"));
        table.write_parquet(&path, &[("schema", SCHEMA)])?;
    }
    manifest.write(&folder.path)?;
    if complete {
        folder.discard_parts();
    }
    Ok(Outcome { folder: folder.path, manifest, tables, more })
}

/// Notes of the inoperability model: nothing binds in it, what stays down is held down by the
/// shocks, and demand that rises is no shock to it.
fn without_bottlenecks(scenario: &Scenario, notes: &mut Vec<Note>) {
    notes.retain(|note| note.code != "run::collapse-suspected");
    let risen = scenario
        .shocks
        .iter()
        .filter(|shock| shock.kind == ShockKind::Demand && shock.size.bounds().1 > 0.0);
    let risen: Vec<String> = risen.map(|shock| shock.name.en.clone()).collect();
    if !risen.is_empty() {
        notes.push(Note::new("diim::risen-demand", risen.len()).places(risen));
    }
}

/// The scenario on its economy, as plain draws, as events or as a design.
fn resolve<'r>(request: &Request<'r>, system: &'r System) -> Result<Resolved<'r>> {
    let resolved = Resolved::new(request.scenario, system)?;
    if request.until.is_some() && request.scenario.events.is_some() {
        let place = Place::file(request.scenario.file.clone());
        return Err(Error::new("stress::needs-draws").with("what", "--until").at(place));
    }
    if let Some(until) = request.until
        && !Indicator::kept(request.scenario.has_prices()).contains(&until.indicator)
    {
        let place = Place::file(request.scenario.file.clone());
        let error = Error::new("stress::no-prices").with("indicator", until.indicator.name());
        return Err(error.at(place));
    }
    let resolved = if request.sensitivity { resolved.for_sensitivity()? } else { resolved };
    let runs = resolved.runs(request.scenario.runs);
    request.explain.map_or(Ok(()), |explain| explain.check(runs))?;
    Ok(resolved)
}

pub(crate) fn new_manifest(request: &Request<'_>, resolved: &Resolved<'_>) -> Manifest {
    let stored = request.stored;
    let economy = &stored.economy;
    Manifest {
        schema: SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        asked: asked(request, resolved),
        economy: EconomyShown {
            about: economy.about.clone(),
            regions: economy.regions.entries().to_vec(),
            sectors: economy.sectors.entries().to_vec(),
            producers: economy.len(),
            output_per_year: economy.output().iter().sum(),
            notes: stored.notes.clone(),
        },
        happened: Happened {
            status: "running".into(),
            runs_done: 0,
            ended: utc_now(),
            seconds: 0.0,
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            arguments: request.arguments.clone(),
            basis: resolved.basis().name().into(),
            rank_error: 0.0,
            precision: None,
            notes: Vec::new(),
        },
    }
}

/// What is asked: all of it together decides every number of the result.
pub(crate) fn asked(request: &Request<'_>, resolved: &Resolved<'_>) -> Asked {
    let (scenario, stored) = (request.scenario, request.stored);
    Asked {
        title: scenario.full_title(),
        scenario: scenario.file.clone(),
        scenario_blake3: blake3::hash(scenario.text.as_bytes()).to_hex().to_string(),
        economy_fingerprint: stored.fingerprint.clone(),
        rules: scenario.rule_names(),
        days: scenario.rules.days,
        step: scenario.rules.step,
        runs: scenario.runs,
        varying: resolved.varying(),
        sensitivity: request.sensitivity,
        until: request.until.map(|until| until.shown()),
        seed: scenario.seed,
        shocks: resolved.shown(),
        without: scenario.without.clone(),
        actions: stored.applied.actions.clone(),
        actions_blake3: stored.applied.blake3.clone(),
        actions_cost: cost(stored),
        events: events_shown(scenario),
        parameters: parameters(scenario),
        keep: request.keep.iter().map(|keep| keep.name().to_owned()).collect(),
    }
}

/// Names and values of the parameters that play a part.
fn parameters(scenario: &Scenario) -> Vec<(String, String)> {
    let mut shown = match scenario.is_diim() {
        true => scenario.parameters.diim.shown(),
        false => scenario.parameters.shown(&scenario.rules),
    };
    if scenario.has_prices() {
        shown.extend(scenario.prices.shown());
    }
    shown
}

/// What a reader must know about the runs themselves.
fn notes(request: &Request<'_>, system: &System, fold: &Fold<'_>) -> Vec<Note> {
    let economy = &system.economy;
    let inactive = system.inactive();
    let names =
        inactive.iter().map(|row| economy.name(*row)).take(staves_core::error::PLACES_SHOWN);
    let candidates = [
        Note::new("run::collapse-suspected", fold.holds(Fact::CollapseSuspected)),
        Note::new("run::capital-clipped", fold.holds(Fact::ClippedSteps)),
        Note::new("run::inactive-producers", inactive.len()).places(names),
        Note::new("run::negative-flows", system.negative_flows()),
    ];
    let runs = fold.done();
    let found = candidates.into_iter().filter(|note| note.count > 0);
    found.map(|note| note.with("runs", runs)).chain(precision(request, fold)).collect()
}

/// Whether the precision that was asked for is reached.
fn precision(request: &Request<'_>, fold: &Fold<'_>) -> Option<Note> {
    let (until, width) = (request.until?, fold.relative_half_width()?);
    let runs = fold.done();
    let note = match until.is_reached(Some(width)) {
        true => Note::new("run::precision-reached", runs as usize),
        false => Note::new("run::precision-not-reached", runs as usize),
    };
    let reached = if width.is_finite() { format!("{:.2}", 100.0 * width) } else { "–".into() };
    Some(
        note.with("indicator", until.indicator.name())
            .with("wanted", until.percent)
            .with("reached", reached),
    )
}

/// That quantiles of what is not a total come from a summary, if they do.
fn approximate(rank_error: f64, runs: u64) -> Option<Note> {
    let percent = format!("{:.2}", 100.0 * rank_error);
    (rank_error > 0.0)
        .then(|| Note::new("run::quantiles-approximate", runs as usize).with("error", percent))
}

/// What the actions applied cost together.
fn cost(stored: &Stored) -> Option<f64> {
    let actions = &stored.applied.actions;
    (!actions.is_empty()).then(|| actions.iter().map(|action| action.cost).sum())
}

fn events_shown(scenario: &Scenario) -> Option<EventsShown> {
    scenario.events.as_ref().map(|events| EventsShown {
        file: events.file.name.clone(),
        blake3: events.file.blake3.clone(),
        events: events.len() as u64,
        shocks: events.shock_count() as u64,
        probability: events.total_probability(),
    })
}

/// What a reader must know about the event set.
fn event_notes(scenario: &Scenario) -> Vec<Note> {
    let Some(events) = &scenario.events else { return Vec::new() };
    let mut notes = Vec::new();
    if !events.unused.is_empty() {
        let names = events.unused.iter().map(|name| format!("`{name}`"));
        notes.push(Note::new("events::unused-columns", events.unused.len()).places(names));
    }
    let (count, runs) = (events.len() as u64, scenario.runs);
    if !runs.is_multiple_of(count) {
        let counted = usize::try_from(runs).unwrap_or(usize::MAX);
        notes.push(Note::new("events::not-all-alike", counted).with("events", count));
    }
    notes
}

/// The newest unfinished results of the same question in a folder of results.
///
/// # Errors
/// `results::nothing-to-resume`.
pub fn unfinished(
    results: &Path,
    scenario: &Scenario,
    stored: &Stored,
    sensitivity: bool,
    until: Option<Until>,
) -> Result<PathBuf> {
    let fits = |folder: &PathBuf| {
        Manifest::read(folder).is_ok_and(|manifest| {
            !manifest.is_complete() && asks(&manifest, scenario, stored, sensitivity, until)
        })
    };
    let found = folders(results).into_iter().rev().find(fits);
    found.ok_or_else(|| nothing_to_resume(results, scenario))
}

/// Whether results were asked for by this question.
pub(crate) fn asks(
    manifest: &Manifest,
    scenario: &Scenario,
    stored: &Stored,
    sensitivity: bool,
    until: Option<Until>,
) -> bool {
    let asked = &manifest.asked;
    asked.scenario_blake3 == blake3::hash(scenario.text.as_bytes()).to_hex().to_string()
        && asked.events == events_shown(scenario)
        && asked.actions == stored.applied.actions
        && asked.actions_blake3 == stored.applied.blake3
        && asked.economy_fingerprint == stored.fingerprint
        && asked.without == scenario.without
        && asked.runs == scenario.runs
        && asked.seed == scenario.seed
        && asked.sensitivity == sensitivity
        && asked.until == until.map(|until| until.shown())
}

pub(crate) fn nothing_to_resume(results: &Path, scenario: &Scenario) -> Error {
    Error::new("results::nothing-to-resume")
        .with("scenario", &scenario.file)
        .at(Place::file(results.display().to_string()))
}

/// Results folders below a folder, oldest first: their names begin with their time.
#[must_use]
pub fn folders(results: &Path) -> Vec<PathBuf> {
    folders_with(results, results::manifest::FILE)
}

/// Folders below a folder that hold a file, by name.
pub(crate) fn folders_with(results: &Path, file: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(results).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.join(file).is_file()).collect();
    folders.sort();
    folders
}

/// A folder for new results that does not exist yet: time, scenario, and a few letters of what
/// was asked.
#[must_use]
pub fn fresh_folder(results: &Path, scenario: &Scenario, stored: &Stored) -> PathBuf {
    let now = chrono::DateTime::<chrono::Utc>::from(SystemTime::now());
    let asked =
        format!("{}{}{}{}", scenario.text, stored.fingerprint, scenario.runs, scenario.seed);
    let asked = asked + &scenario.without.concat();
    let events = events_shown(scenario).map_or_else(String::new, |events| events.blake3);
    let actions = stored.applied.actions.iter().map(|action| action.id.as_str());
    let asked = asked + &events + &actions.collect::<Vec<_>>().join(",");
    let hash = blake3::hash(asked.as_bytes()).to_hex();
    let hash: String = hash.chars().take(4).collect();
    let name = format!("{}-{}-{hash}", now.format("%Y-%m-%dT%H%M%S"), scenario.stem());
    let numbered = (2..).map(|number| results.join(format!("{name}-{number}")));
    let mut names = std::iter::once(results.join(&name)).chain(numbered);
    names.find(|path| !path.exists()).unwrap_or_default()
}

fn utc_now() -> String {
    let now = chrono::DateTime::<chrono::Utc>::from(SystemTime::now());
    now.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Writes a report beside results.
///
/// # Errors
/// Of the disk.
pub fn write_report(folder: &Path, html: &str) -> Result<PathBuf> {
    let path = folder.join("report.html");
    atomic::text(&path, html)?;
    Ok(path)
}
