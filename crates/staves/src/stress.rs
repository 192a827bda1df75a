//! The stress test, whole: resolve, run, put aside, make tables, report.

use crate::explain::{self, Which};
use crate::results::manifest::{Asked, EconomyShown, EventsShown, Happened, Manifest, SCHEMA};
use crate::results::{self, Done, Fact, Folder, Keep, KeptWriter, Layout, Tables};
use crate::scenario::{Drawing, Resolved, Scenario, ShockKind};
use crate::store::atomic;
use crate::store::economy::Stored;
use crate::table::{Column, Table, Values};
use crate::trial::{Model, Trial, evaluate};
use rayon::prelude::*;
use staves_core::ensemble::{self, Statistic, run_batch};
use staves_core::indicator::Indicator;
use staves_core::model::{Batch, System};
use staves_core::trajectory::Recorder;
use staves_core::{Error, Note, Place, Result};
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
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
    let resolved = Resolved::new(request.scenario, &system)?;
    request.explain.map_or(Ok(()), |explain| explain.check(request.scenario.runs))?;
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
    let layout = Layout::new(&system, resolved.varying().len());
    let work = Ensemble { request, model: &model, resolved: &resolved, layout: &layout };
    let done = work.run(&folder, stop, progress)?;
    if done.is_empty() {
        return Err(Error::new("stress::interrupted-early")
            .at(Place::file(folder.path.display().to_string())));
    }
    let complete = done.len() as u64 == request.scenario.runs;
    if complete {
        for keep in &request.keep {
            results::join(*keep, &folder, &ensemble::batches(&system, request.scenario.runs))?;
        }
    }
    let economy = &request.stored.economy;
    let mut tables = results::make(&done, &layout, economy, &resolved.varying());
    add_events(&mut tables.runs, &resolved, &done);
    let mut notes = notes(&system, &layout, &done);
    if model.interdependency.is_some() {
        // Nothing binds in this model, and what stays down is held down by the shocks.
        notes.retain(|note| note.code != "run::collapse-suspected");
        let risen = request
            .scenario
            .shocks
            .iter()
            .filter(|shock| shock.kind == ShockKind::Demand && shock.size.bounds().1 > 0.0);
        let risen: Vec<String> = risen.map(|shock| shock.name.en.clone()).collect();
        if !risen.is_empty() {
            notes.push(Note::new("diim::risen-demand", risen.len()).places(risen));
        }
    } else if let Some(run) =
        done.iter().find(|(_, n)| n[layout.fact(Fact::CollapseSuspected)] > 0.0)
    {
        notes.extend(explain::trap(&resolved, &system, *run.0, stop)?);
    }
    let mut more = BTreeMap::new();
    if let (Some(asked), true) = (request.explain, complete) {
        let run = asked.run(&layout, &done);
        match explain::tables(&resolved, &model, run, stop)? {
            Some((tables, found)) => {
                more = tables;
                notes.extend(found);
            }
            None => notes.push(Note::new("explain::interrupted", 1).with("run", run)),
        }
    }
    notes.extend(rule_notes);
    notes.extend(event_notes(request.scenario));
    notes.extend(request.stored.applied.notes.clone());
    manifest.happened = Happened {
        status: if complete { "complete" } else { "interrupted" }.into(),
        runs_done: done.len() as u64,
        ended: utc_now(),
        seconds: manifest.happened.seconds + start.elapsed().as_secs_f64(),
        notes,
        ..manifest.happened
    };
    write_all(&folder, &manifest, &tables, &more)?;
    if complete {
        folder.discard_parts();
    }
    Ok(Outcome { folder: folder.path, manifest, tables, more })
}

/// Everything one ensemble needs.
struct Ensemble<'e> {
    request: &'e Request<'e>,
    model: &'e Model<'e>,
    resolved: &'e Resolved<'e>,
    layout: &'e Layout,
}

impl Ensemble<'_> {
    /// Runs what is not done yet and returns the numbers of all runs that are.
    fn run(
        &self,
        folder: &Folder,
        stop: &AtomicBool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Done> {
        let total = self.request.scenario.runs;
        let before = folder.done(self.layout.slots())?;
        let todo: Vec<Range<u64>> = ensemble::batches(self.model.system, total)
            .into_iter()
            .filter(|runs| runs.clone().any(|run| !before.contains_key(&run)))
            .collect();
        let threads = rayon::current_num_threads();
        // Few batches: the threads share each step instead.
        let groups = threads.div_ceil(todo.len().max(1));
        let done = Mutex::new(before);
        todo.into_par_iter().try_for_each(|runs| {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let Some(numbers) = self.part(folder, &runs, groups, stop)? else { return Ok(()) };
            folder.put(&runs, &numbers)?;
            let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            done.extend(runs.zip(numbers));
            progress(Progress { done: done.len() as u64, total, median: self.median(&done) });
            Ok(())
        })?;
        Ok(done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn median(&self, done: &Done) -> f64 {
        let slot = self.layout.indicator(0, Indicator::OutputLostShare);
        let mut losses: Vec<f64> = done.values().map(|numbers| numbers[slot]).collect();
        ensemble::sort(&mut losses);
        Statistic::Quantile(0.5).of(&losses)
    }

    /// One batch of runs; `None` when stopped before its end.
    fn part(
        &self,
        folder: &Folder,
        runs: &Range<u64>,
        groups: usize,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Vec<f64>>>> {
        if self.model.interdependency.is_some() {
            return self.part_without_engine(runs, stop);
        }
        let system = self.model.system;
        let drawn = runs.clone().map(|run| self.resolved.lane(run)).collect::<Result<Vec<_>>>()?;
        let (lanes, drawings): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
        let steps = self.layout.steps();
        let mut recorders: Vec<Recorder> =
            lanes.iter().map(|_| Recorder::new(system, steps)).collect();
        let economy = &self.request.stored.economy;
        let mut kept = self
            .request
            .keep
            .iter()
            .map(|keep| KeptWriter::create(*keep, folder, runs, economy))
            .collect::<Result<Vec<_>>>()?;
        let mut batch = Batch::new(system, lanes, groups);
        let whole = run_batch(&mut batch, steps, stop, |view| {
            recorders[view.index].observe(view);
            let run = runs.start + view.index as u64;
            kept.iter_mut().try_for_each(|writer| writer.observe(run, view))
        })?;
        if !whole {
            return Ok(None);
        }
        kept.into_iter().try_for_each(KeptWriter::finish)?;
        let clipped = batch.lanes().iter().map(staves_core::model::Lane::clipped_steps);
        let runs = recorders.into_iter().map(Recorder::finish).zip(drawings).zip(clipped);
        let numbers = runs.map(|((run, drawing), clipped)| {
            self.layout.fill(&drawing.values, &run, drawing.first_day, clipped)
        });
        Ok(Some(numbers.collect()))
    }

    /// A batch of runs of a model that has neither lanes nor series to keep.
    fn part_without_engine(
        &self,
        runs: &Range<u64>,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Vec<f64>>>> {
        let drawings =
            runs.clone().map(|run| self.resolved.draw(run)).collect::<Result<Vec<_>>>()?;
        let trial = |drawing: &Drawing| Trial::with(drawing, drawing.shocks.clone());
        let trials: Vec<Trial> = drawings.iter().map(trial).collect();
        let found = evaluate(self.model, &trials, stop, &|_, run| run.clone())?;
        let Some(found) = found else { return Ok(None) };
        let numbers = found.iter().zip(&drawings);
        let numbers =
            numbers.map(|(run, drawn)| self.layout.fill(&drawn.values, run, drawn.first_day, 0));
        Ok(Some(numbers.collect()))
    }
}

fn write_all(
    folder: &Folder,
    manifest: &Manifest,
    tables: &Tables,
    more: &BTreeMap<String, Table>,
) -> Result<()> {
    let about = [("schema", SCHEMA)];
    let path = |name: &str| folder.path.join(format!("{name}.parquet"));
    tables.output.write_parquet(&path("output"), &about)?;
    tables.indicators.write_parquet(&path("indicators"), &about)?;
    tables.runs.write_parquet(&path("runs"), &about)?;
    more.iter().try_for_each(|(name, table)| table.write_parquet(&path(name), &about))?;
    manifest.write(&folder.path)
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
        seed: scenario.seed,
        shocks: resolved.shown(),
        without: scenario.without.clone(),
        actions: stored.applied.actions.clone(),
        actions_blake3: stored.applied.blake3.clone(),
        actions_cost: cost(stored),
        events: events_shown(scenario),
        parameters: match scenario.is_diim() {
            true => scenario.parameters.diim.shown(),
            false => scenario.parameters.shown(&scenario.rules),
        },
        keep: request.keep.iter().map(|keep| keep.name().to_owned()).collect(),
    }
}

/// What a reader must know about the runs themselves.
fn notes(system: &System, layout: &Layout, done: &Done) -> Vec<Note> {
    let count = |fact: Fact| {
        let slot = layout.fact(fact);
        done.values().filter(|numbers| numbers[slot] > 0.0).count()
    };
    let economy = &system.economy;
    let inactive = system.inactive();
    let names =
        inactive.iter().map(|row| economy.name(*row)).take(staves_core::error::PLACES_SHOWN);
    let candidates = [
        Note::new("run::collapse-suspected", count(Fact::CollapseSuspected)),
        Note::new("run::capital-clipped", count(Fact::ClippedSteps)),
        Note::new("run::inactive-producers", inactive.len()).places(names),
        Note::new("run::negative-flows", system.negative_flows()),
    ];
    let runs = done.len();
    candidates
        .into_iter()
        .filter(|note| note.count > 0)
        .map(|note| note.with("runs", runs))
        .collect()
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

/// Puts the event of each run, and what the run stands for, beside its number.
fn add_events(runs: &mut Table, resolved: &Resolved<'_>, done: &Done) {
    let names: Option<Vec<String>> =
        done.keys().map(|run| resolved.event(*run).map(str::to_owned)).collect();
    if let Some(names) = names {
        let weights = done.keys().map(|run| resolved.weight(*run)).collect();
        let event = Column { name: "event".into(), values: Values::Text(names) };
        let weight = Column { name: "weight".into(), values: Values::Number(weights) };
        runs.columns.splice(1..1, [event, weight]);
    }
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
pub fn unfinished(results: &Path, scenario: &Scenario, stored: &Stored) -> Result<PathBuf> {
    let hash = blake3::hash(scenario.text.as_bytes()).to_hex().to_string();
    let fits = |folder: &PathBuf| {
        Manifest::read(folder).is_ok_and(|manifest| {
            !manifest.is_complete()
                && manifest.asked.scenario_blake3 == hash
                && manifest.asked.events == events_shown(scenario)
                && manifest.asked.actions == stored.applied.actions
                && manifest.asked.actions_blake3 == stored.applied.blake3
                && manifest.asked.economy_fingerprint == stored.fingerprint
                && manifest.asked.without == scenario.without
                && manifest.asked.runs == scenario.runs
                && manifest.asked.seed == scenario.seed
        })
    };
    folders(results).into_iter().rev().find(fits).ok_or_else(|| {
        Error::new("results::nothing-to-resume")
            .with("scenario", &scenario.file)
            .at(Place::file(results.display().to_string()))
    })
}

/// Results folders below a folder, oldest first: their names begin with their time.
#[must_use]
pub fn folders(results: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(results).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.join(results::manifest::FILE).is_file())
        .collect();
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
