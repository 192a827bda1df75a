//! The reverse stress test: the least that does a given harm (docs/src/models/reverse.md).

mod kept;

use crate::results::Folder;
use crate::results::manifest::{Asked, Manifest};
use crate::scenario::{Resolved, Scenario};
use crate::store::atomic;
use crate::store::economy::Stored;
use crate::stress::{self, Request};
use crate::table::{Table, Values};
use crate::trial::{Model, Trial, evaluate};
use kept::Kept;
use staves_core::codes::nearest_name;
use staves_core::indicator::{Indicator, Unit};
use staves_core::model::System;
use staves_core::search::{self, Certainty, Crossing, SmallestSet};
use staves_core::shock::Shock;
use staves_core::trajectory::Baseline;
use staves_core::variation::{confined, largest_factor, rows_hit, scaled};
use staves_core::{Error, Note, Place, Result};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Version of `find.json`.
pub const SCHEMA: &str = "staves.find.v1";
/// The file with the answer.
pub const FILE: &str = "find.json";
/// The table of everything tried (factors), or of the members found.
pub const TABLE: &str = "find.parquet";

/// Indicators that can be asked for, each with the one that says the same as a share of baseline.
const ASKABLE: [(Indicator, Option<Indicator>); 8] = [
    (Indicator::OutputLost, Some(Indicator::OutputLostShare)),
    (Indicator::OutputLostShare, Some(Indicator::OutputLostShare)),
    (Indicator::ValueAddedLost, Some(Indicator::ValueAddedLostShare)),
    (Indicator::ValueAddedLostShare, Some(Indicator::ValueAddedLostShare)),
    (Indicator::PeakLoss, Some(Indicator::PeakLoss)),
    (Indicator::FinalDemandUnmet, Some(Indicator::FinalDemandUnmetShare)),
    (Indicator::FinalDemandUnmetShare, Some(Indicator::FinalDemandUnmetShare)),
    (Indicator::TimeToRecover, None),
];

/// The harm that is to be done: an indicator in total reaching a threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The indicator.
    pub indicator: Indicator,
    /// What it must reach, in the indicator's unit.
    pub threshold: f64,
}

impl Goal {
    /// From `output_lost >= 5%`: an indicator in total, `>=`, a number; `%` asks for the share of
    /// baseline.
    ///
    /// # Errors
    /// `find::not-a-goal`, `find::unknown-indicator`, `find::no-threshold`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::new("find::not-a-goal").with("found", text);
        let (name, number) = text.split_once(">=").ok_or_else(wrong)?;
        let (name, number) = (name.trim(), number.trim());
        let known = ASKABLE.map(|(indicator, _)| indicator.name());
        let (plain, share) = ASKABLE
            .into_iter()
            .find(|(indicator, _)| indicator.name() == name)
            .ok_or_else(|| {
                Error::new("find::unknown-indicator")
                    .with("name", name)
                    .with("known", known.join("`, `"))
                    .nearest(nearest_name(name, known))
            })?;
        let (number, percent) =
            number.strip_suffix('%').map_or((number, false), |number| (number.trim(), true));
        let threshold: f64 = number.parse().map_err(|_| wrong())?;
        let indicator = match (percent, share) {
            (true, Some(share)) => share,
            (true, None) => return Err(wrong()),
            (false, _) => plain,
        };
        if threshold.is_finite() && threshold > 0.0 {
            return Ok(Self { indicator, threshold });
        }
        Err(Error::new("find::no-threshold").with("found", number))
    }

    /// The value of a run; a time that is missing is later than any other.
    fn value(self, system: &System, base: &Baseline, trial: &Trial, run: &Run) -> f64 {
        let value = self.indicator.value(run, base, 0, trial.first_day(), system.rules.step);
        if value.is_nan() && self.indicator == Indicator::TimeToRecover {
            return f64::INFINITY;
        }
        value
    }

    /// As it is written.
    fn shown(self) -> String {
        format!("{} >= {}", self.indicator.name(), self.threshold)
    }

    /// The unit of the threshold.
    #[must_use]
    pub fn unit(self, system: &System) -> String {
        match self.indicator.unit() {
            Unit::Money => system.economy.about.unit.name(),
            Unit::Percent => "%".into(),
            Unit::Days => "days".into(),
        }
    }
}

type Run = staves_core::trajectory::Trajectory;

/// What a smallest set is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Regions.
    Regions,
    /// Sectors.
    Sectors,
    /// Producers.
    Producers,
}

impl Over {
    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Regions => "regions",
            Self::Sectors => "sectors",
            Self::Producers => "producers",
        }
    }

    /// The member a row of the economy belongs to.
    fn member(self, system: &System, row: usize) -> usize {
        let producer = system.economy.producers[row];
        match self {
            Self::Regions => producer.region as usize,
            Self::Sectors => producer.sector as usize,
            Self::Producers => row,
        }
    }
}

/// One member of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Code of its region; empty for a sector.
    pub region: String,
    /// Code of its sector; empty for a region.
    pub sector: String,
    /// The indicator when it alone is hit; NaN when that was not tried.
    pub alone: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The smallest common factor on all sizes.
    Factor {
        /// Where the threshold is crossed.
        crossing: Crossing,
        /// The largest factor that still makes a shock larger.
        largest: f64,
    },
    /// The smallest set.
    Set {
        /// What it is made of.
        over: Over,
        /// Its members.
        members: Vec<Member>,
        /// Members there were to choose from.
        candidates: usize,
        /// The indicator when all of them are hit.
        set: SmallestSet,
    },
}

/// An answer with what was asked.
pub struct Found {
    /// What was asked of the model.
    pub asked: Asked,
    /// The same with the goal, as a stored search is known by it.
    question: serde_json::Value,
    /// The harm.
    pub goal: Goal,
    /// Its unit.
    pub unit: String,
    /// The answer.
    pub answer: Answer,
    /// Whether the search was stopped before its end: the answer is the best so far.
    pub stopped: bool,
    /// Runs done.
    pub tried: usize,
    /// What a reader must know of the rules and of the actions applied.
    pub notes: Vec<Note>,
}

/// Width of the interval of a factor, relative to its upper end.
const WIDTH: f64 = 1e-4;
/// Factors of the first grid, beside 0.
const GRID: usize = 15;
/// The smallest of them, and the largest where sizes have no end.
const GRID_ENDS: (f64, f64) = (1.0 / 64.0, 1024.0);
/// Runs that trying every set may take.
const AFFORDABLE: usize = 4096;

/// Searches; when `stop` is raised the best so far is kept, and the folder can be gone on with.
///
/// # Errors
/// `find::no-shocks`, `find::unreachable`, `stress::needs-draws`, `stress::interrupted-early`; of
/// the model and of the disk.
pub fn find(
    request: &Request<'_>,
    goal: Goal,
    over: Option<Over>,
    stop: &AtomicBool,
    progress: &dyn Fn(usize),
) -> Result<Found> {
    let scenario = request.scenario;
    let place = || Place::file(scenario.file.clone());
    if scenario.events.is_some() {
        // One run is varied, and no event of a set stands for the others.
        return Err(Error::new("stress::needs-draws").with("what", "--find").at(place()));
    }
    let (rules, mut notes) = scenario.rules_for(&request.stored.economy)?;
    notes.extend(request.stored.applied.notes.clone());
    let system = System::new(&request.stored.economy, &rules);
    let resolved = Resolved::new(scenario, &system)?;
    let model = Model::new(scenario, &system)?;
    let drawing = resolved.central()?;
    if drawing.shocks.is_empty() {
        return Err(Error::new("find::no-shocks").at(place()));
    }
    let base = Baseline::of(&system);
    let asked = stress::asked(request, &resolved);
    let question = question(&asked, goal, over);
    let mut kept = Kept::open(request, &question)?;
    let mut stopped = false;
    let mut run = |shocks: Vec<Vec<Shock>>| -> Result<Option<Vec<f64>>> {
        let trials: Vec<Trial> =
            shocks.into_iter().map(|shocks| Trial::with(&drawing, shocks)).collect();
        let read = |trial: &Trial, run: &Run| goal.value(&system, &base, trial, run);
        let values = kept.values(&trials, &|trials| evaluate(&model, trials, stop, &read))?;
        stopped |= values.is_none();
        progress(kept.tried);
        Ok(values)
    };
    let answer = match over {
        None => factor(&drawing.shocks, &system, goal, &mut run),
        Some(over) => set(&drawing.shocks, &system, goal, over, &mut run),
    };
    if answer.is_err() && !stopped {
        // There is no answer, and nothing to go on with. What stays behind is only superfluous.
        let _ = std::fs::remove_dir_all(&request.out);
    }
    let answer = answer.map_err(|error| error.or_at(place()))?;
    let unit = goal.unit(&system);
    Ok(Found { asked, question, goal, unit, answer, stopped, tried: kept.tried, notes })
}

/// What decides every number of a search.
fn question(asked: &Asked, goal: Goal, over: Option<Over>) -> serde_json::Value {
    serde_json::json!({ "asked": asked, "goal": goal.shown(), "over": over.map(Over::name) })
}

/// The newest search of a folder of results that asked the same and was stopped.
///
/// # Errors
/// `results::nothing-to-resume`.
pub fn unfinished(
    results: &Path,
    scenario: &Scenario,
    stored: &Stored,
    goal: Goal,
    over: Option<Over>,
) -> Result<PathBuf> {
    let hash = blake3::hash(scenario.text.as_bytes()).to_hex().to_string();
    let fits = |folder: &PathBuf| {
        kept::stored(folder).is_ok_and(|(question, complete)| {
            let asked = &question["asked"];
            !complete
                && question["goal"] == goal.shown()
                && question["over"] == serde_json::json!(over.map(Over::name))
                && asked["scenario_blake3"] == hash
                && asked["economy_fingerprint"] == stored.fingerprint
        })
    };
    let found = stress::folders_with(results, FILE).into_iter().rev().find(fits);
    found.ok_or_else(|| stress::nothing_to_resume(results, scenario))
}

type Runs<'r> = dyn FnMut(Vec<Vec<Shock>>) -> Result<Option<Vec<f64>>> + 'r;

fn unreachable(goal: Goal, system: &System, largest: f64, how: &'static str) -> Error {
    Error::new(how)
        .with("indicator", goal.indicator.name())
        .with("threshold", goal.threshold)
        .with("unit", goal.unit(system))
        .with("largest", format!("{largest:.6}"))
}

fn factor(shocks: &[Shock], system: &System, goal: Goal, run: &mut Runs<'_>) -> Result<Answer> {
    let largest = match largest_factor(shocks, system) {
        largest if largest.is_finite() => largest,
        _ => GRID_ENDS.1,
    };
    let (first, last) = (GRID_ENDS.0.min(largest / 2.0).ln(), largest.ln());
    let point = |k: usize| (first + (last - first) * k as f64 / (GRID - 1) as f64).exp();
    let mut grid: Vec<f64> = std::iter::once(0.0).chain((0..GRID).map(point)).collect();
    // Exactly the end, whatever the logarithm rounds to.
    grid[GRID] = largest;
    let mut evaluate = |factors: &[f64]| {
        let with = |factor: &f64| {
            shocks.iter().map(|shock| scaled(shock, *factor, system)).collect::<Vec<_>>()
        };
        run(factors.iter().map(with).collect())
    };
    match search::crossing(&grid, goal.threshold, WIDTH, &mut evaluate)? {
        None => Err(Error::new("stress::interrupted-early")),
        Some(Ok(crossing)) => Ok(Answer::Factor { crossing, largest }),
        Some(Err(tried)) => {
            let most = tried.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
            Err(unreachable(goal, system, most, "find::unreachable"))
        }
    }
}

fn set(
    shocks: &[Shock],
    system: &System,
    goal: Goal,
    over: Over,
    run: &mut Runs<'_>,
) -> Result<Answer> {
    let hit = shocks.iter().flat_map(rows_hit).map(|row| over.member(system, row));
    let mut candidates: Vec<usize> = hit.collect();
    candidates.sort_unstable();
    candidates.dedup();
    let only = |set: &Vec<usize>| {
        let kept = |row: usize| {
            let member = over.member(system, row);
            set.iter().any(|k| candidates[*k] == member)
        };
        shocks.iter().filter_map(|shock| confined(shock, &kept)).collect::<Vec<_>>()
    };
    let mut alone = vec![f64::NAN; candidates.len()];
    let mut evaluate = |sets: &[Vec<usize>]| {
        let values = run(sets.iter().map(only).collect())?;
        for (set, value) in sets.iter().zip(values.iter().flatten()) {
            if let [member] = set[..] {
                alone[member] = *value;
            }
        }
        Ok(values)
    };
    match search::smallest_set(candidates.len(), goal.threshold, AFFORDABLE, &mut evaluate)? {
        Err(nothing) if nothing.stopped => Err(Error::new("stress::interrupted-early")),
        Err(nothing) => Err(unreachable(goal, system, nothing.largest, "find::set-unreachable")),
        Ok(set) => {
            let member = |k: &usize| member(system, over, candidates[*k], alone[*k]);
            let members = set.members.iter().map(member).collect();
            Ok(Answer::Set { over, members, candidates: candidates.len(), set })
        }
    }
}

fn member(system: &System, over: Over, member: usize, alone: f64) -> Member {
    let economy = &system.economy;
    let (region, sector) = match over {
        Over::Regions => (economy.regions.code(member), ""),
        Over::Sectors => ("", economy.sectors.code(member)),
        Over::Producers => {
            let producer = economy.producers[member];
            let region = economy.regions.code(producer.region as usize);
            (region, economy.sectors.code(producer.sector as usize))
        }
    };
    Member { region: region.to_owned(), sector: sector.to_owned(), alone }
}

/// The manifest that a set of runs of the same request would have, for the page of an answer.
///
/// # Errors
/// Of the scenario on the economy.
pub fn manifest(request: &Request<'_>) -> Result<Manifest> {
    let (rules, _) = request.scenario.rules_for(&request.stored.economy)?;
    let system = System::new(&request.stored.economy, &rules);
    Ok(stress::new_manifest(request, &Resolved::new(request.scenario, &system)?))
}

impl Found {
    /// How sure the answer is: `smallest`, `bracket`, or `best-found`.
    #[must_use]
    pub fn certificate(&self) -> &'static str {
        match &self.answer {
            Answer::Factor { crossing, .. } if crossing.monotone && !self.stopped => "bracket",
            Answer::Set { set, .. } if set.certainty == Certainty::Smallest => "smallest",
            _ => "best-found",
        }
    }

    /// The answer as rows: one for a factor, one a member for a set.
    #[must_use]
    pub fn table(&self) -> Table {
        let rows = match &self.answer {
            Answer::Factor { .. } => 1,
            Answer::Set { members, .. } => members.len(),
        };
        let text = |text: &str| Values::Text(vec![text.to_owned(); rows]);
        let number = |number: f64| Values::Number(vec![number; rows]);
        let first = [
            ("indicator", text(self.goal.indicator.name())),
            ("threshold", number(self.goal.threshold)),
            ("unit", text(&self.unit)),
        ];
        let middle = match &self.answer {
            Answer::Factor { crossing, .. } => vec![
                ("factor", number(crossing.above)),
                ("factor_below", number(crossing.below)),
                ("reached", number(crossing.value)),
            ],
            Answer::Set { members, set, .. } => {
                let of = |pick: &dyn Fn(&Member) -> String| {
                    Values::Text(members.iter().map(pick).collect())
                };
                vec![
                    ("region", of(&|member| member.region.clone())),
                    ("sector", of(&|member| member.sector.clone())),
                    ("alone", Values::Number(members.iter().map(|member| member.alone).collect())),
                    ("reached", number(set.value)),
                ]
            }
        };
        let last = [
            ("certificate", text(self.certificate())),
            ("tried", Values::Integer(vec![self.tried as i64; rows])),
        ];
        let table = Table::new(first.into_iter().chain(middle).chain(last).collect());
        match &self.answer {
            Answer::Set { over: Over::Regions, .. } => table.without("sector"),
            Answer::Set { over: Over::Sectors, .. } => table.without("region"),
            _ => table,
        }
    }

    /// Factors tried and what they reach; nothing for a set.
    #[must_use]
    pub fn response(&self) -> Option<Table> {
        let Answer::Factor { crossing, .. } = &self.answer else { return None };
        let (factors, values): (Vec<f64>, Vec<f64>) = crossing.tried.iter().copied().unzip();
        // What never recovers is a missing time again.
        let values = values.into_iter().map(|v| if v.is_finite() { v } else { f64::NAN });
        Some(Table::new(vec![
            ("factor", Values::Number(factors)),
            (self.goal.indicator.name(), Values::Number(values.collect())),
        ]))
    }

    /// The certificate in full, for programs.
    fn searched(&self) -> serde_json::Value {
        match &self.answer {
            Answer::Factor { crossing, largest } => serde_json::json!({
                "kind": "factor", "below": crossing.below, "above": crossing.above,
                "monotone_on_grid": crossing.monotone, "largest_factor": largest,
            }),
            Answer::Set { over, candidates, set, .. } => serde_json::json!({
                "kind": "set", "over": over.name(), "candidates": candidates,
                "all_sets_tried_up_to": match set.certainty {
                    Certainty::Smallest => set.members.len().saturating_sub(1),
                    Certainty::BestFound { all_tried_up_to } => all_tried_up_to,
                },
            }),
        }
    }

    /// Writes the answer and the table behind it into the folder of the search. The runs put aside
    /// go when it is finished.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write(&self, request: &Request<'_>) -> Result<()> {
        let folder = &request.out;
        let table = self.table();
        let json = serde_json::json!({
            "schema": SCHEMA,
            "version": env!("CARGO_PKG_VERSION"),
            "question": self.question,
            "status": if self.stopped { "interrupted" } else { "complete" },
            "certificate": self.certificate(),
            "search": self.searched(),
            "rows": table.to_json_rows(),
            "response": self.response().map(|table| table.to_json_rows()),
            "notes": self.notes,
        });
        let about = [("schema", SCHEMA), ("unit", self.unit.as_str())];
        self.response().unwrap_or(table).write_parquet(&folder.join(TABLE), &about)?;
        atomic::text(&folder.join(FILE), &format!("{json:#}\n"))?;
        if !self.stopped {
            Folder { path: folder.clone() }.discard_parts();
        }
        Ok(())
    }
}
