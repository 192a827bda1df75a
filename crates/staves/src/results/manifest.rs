//! What was asked of a set of runs and what happened: `manifest.json` of a results folder.

use crate::scenario::RuleNames;
use crate::store::atomic::{self, disk_error};
use serde::{Deserialize, Serialize};
use staves_core::codes::Entry;
use staves_core::economy::About;
use staves_core::sensitivity::runs_per_draw;
use staves_core::{Error, Lang, Note, Place, Result};
use std::fs;
use std::path::Path;

/// Version of the layout of a results folder.
pub const SCHEMA: &str = "staves.results.v1";

/// A text in both languages; Chinese may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    #[serde(default)]
    pub zh: String,
}

impl Title {
    /// The text in a language, falling back to English.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh if !self.zh.is_empty() => &self.zh,
            _ => &self.en,
        }
    }
}

/// Everything about a set of runs that is not a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// What was asked.
    pub asked: Asked,
    /// The economy it was asked of.
    pub economy: EconomyShown,
    /// What happened.
    pub happened: Happened,
}

/// What was asked: all of it together decides every number of the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The scenario's title.
    pub title: Title,
    /// File of the scenario, as the user named it.
    pub scenario: String,
    /// BLAKE3 of the scenario file.
    pub scenario_blake3: String,
    /// Fingerprint of the economy's content.
    pub economy_fingerprint: String,
    /// The rules by name.
    #[serde(flatten)]
    pub rules: RuleNames,
    /// Length of a run, days.
    pub days: f64,
    /// Length of a step, days.
    pub step: f64,
    /// Number of draws; each is a run, but in a design for sensitivity. The most of them when
    /// runs stop by precision.
    pub runs: u64,
    /// Names of what is drawn anew in each run.
    #[serde(default)]
    pub varying: Vec<String>,
    /// Whether runs stand in a design for sensitivity: as many for each draw as numbers vary,
    /// and two.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitivity: bool,
    /// Precision at which runs stop, as `output_lost ± 2%`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Seed of every draw.
    pub seed: u64,
    /// Shocks in file order.
    pub shocks: Vec<ShockShown>,
    /// What was taken out of the scenario: names of shocks, `input:SECTOR` for an input that
    /// never binds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Actions applied to the economy before the run, in the order of their file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ActionShown>,
    /// BLAKE3 of the file of actions, when any was applied.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub actions_blake3: String,
    /// What the actions cost together, in the table's unit, when any was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions_cost: Option<f64>,
    /// The event set, when each run is an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<EventsShown>,
    /// Model parameters by name, as text: `0.8`, or `uniform 0.7 to 0.9`.
    pub parameters: Vec<(String, String)>,
    /// Series kept besides totals: `producers`, `stocks`.
    pub keep: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Asked {
    /// Runs that were asked for.
    #[must_use]
    pub fn total_runs(&self) -> u64 {
        match self.sensitivity {
            true => self.runs * runs_per_draw(self.varying.len()),
            false => self.runs,
        }
    }
}

/// An action as a reader should see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionShown {
    /// Its id.
    pub id: String,
    /// Its name in both languages.
    pub name: Title,
    /// `stockpile`, `diversify` and so on.
    pub kind: String,
    /// Cost in the table's unit.
    pub cost: f64,
    /// Days until it takes effect; the run takes it as ready.
    pub lead_time: f64,
    /// Where its numbers come from.
    pub evidence: String,
}

/// An event set as a reader should see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventsShown {
    /// File, as the user named it.
    pub file: String,
    /// BLAKE3 of the file.
    pub blake3: String,
    /// How many events it has.
    pub events: u64,
    /// How many shocks its events have together.
    pub shocks: u64,
    /// Sum of the annual rates or probabilities of its events, when it gives them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
}

/// One shock as a reader should see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShockShown {
    /// Name given in the file, or made from its kind and number.
    pub name: Title,
    /// `capacity`, `capital` or `demand`.
    pub kind: String,
    /// Codes of the regions hit.
    pub regions: Vec<String>,
    /// Codes of the sectors hit.
    pub sectors: Vec<String>,
    /// How many producers are hit.
    pub producers: usize,
    /// Share lost, or relative change of demand: `0.3`, `triangular 0.2, 0.4, 0.7`.
    pub size: String,
    /// First day, as written.
    pub starts: String,
    /// Days over which it builds up, as written; absent when it starts in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp: Option<String>,
    /// Days by which goods arrive later, as written; absent when they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<String>,
    /// Days of full severity, as written.
    pub lasts: String,
    /// `sudden`, `linear, 45 days`, `rebuilt, 60 days`.
    pub recovery: String,
}

/// What a reader must know of the economy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EconomyShown {
    /// Title, source, licence, year, unit, synthetic or not.
    pub about: About,
    /// Regions that produce or consume.
    pub regions: Vec<Entry>,
    /// Sectors.
    pub sectors: Vec<Entry>,
    /// Number of producers.
    pub producers: usize,
    /// Gross output of a year, in the table's unit.
    pub output_per_year: f64,
    /// Notes of the import.
    pub notes: Vec<Note>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    /// `running`, `complete`, or `interrupted` when only some runs were done.
    pub status: String,
    /// Runs whose results are in the tables.
    pub runs_done: u64,
    /// When the runs ended, UTC, such as `2026-11-23T14:31:07Z`.
    pub ended: String,
    /// Seconds from start to end, of this call and of those it resumed.
    pub seconds: f64,
    /// Operating system and processor architecture.
    pub platform: String,
    /// Arguments of the program.
    pub arguments: Vec<String>,
    /// What runs stand for in statistics: `draws` or `annual-rates`.
    #[serde(default)]
    pub basis: String,
    /// Most by which the rank of a quantile of what is not a total of the economy is off, as a
    /// share of the runs; 0 when all numbers were at hand.
    #[serde(default)]
    pub rank_error: f64,
    /// Half the width of the 95 % interval of the mean that `until` names, per cent of the mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// Findings about the runs themselves: clipped damage, a collapse that feeds itself.
    pub notes: Vec<Note>,
}

/// Name of the file in a results folder.
pub const FILE: &str = "manifest.json";

impl Manifest {
    /// Whether all runs that were asked for are in the tables.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.happened.status == "complete"
    }

    /// Reads the manifest of a results folder.
    ///
    /// # Errors
    /// `results::not-a-run` when the folder has none, `results::bad-manifest` when it cannot be
    /// read, `results::other-schema` when a different version wrote it.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let place = Place::file(path.display().to_string());
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Error::new("results::not-a-run").at(Place::file(folder.display().to_string()))
            }
            _ => disk_error(&path, &error),
        })?;
        let bad = |reason: &dyn std::fmt::Display| {
            Error::new("results::bad-manifest").with("reason", reason).at(place.clone())
        };
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|e| bad(&e))?;
        match value.get("schema").and_then(|schema| schema.as_str()) {
            Some(SCHEMA) => serde_json::from_value(value).map_err(|e| bad(&e)),
            Some(other) => Err(Error::new("results::other-schema")
                .with("found", other)
                .with("wanted", SCHEMA)
                .at(place)),
            None => Err(bad(&"no `schema`")),
        }
    }

    /// Writes it into a results folder.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let json = serde_json::to_string_pretty(self).expect("a manifest is plain data");
        atomic::text(&folder.join(FILE), &(json + "\n"))
    }
}
