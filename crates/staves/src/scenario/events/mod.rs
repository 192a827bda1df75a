//! An event set: a table in which each event is one run and its lines are the shocks of that run
//! (docs/src/reference/events.md).
//!
//! Held as columns, with one template for each distinct (kind, shape, region, sector, category,
//! consumer), so that 10^5 events take a few megabytes and names are resolved once.

pub mod layout;
mod read;
#[cfg(test)]
mod tests;

use super::shock::{RebuildSpec, ShockSpec};
use crate::document::Value;
use crate::read::InputFile;
use staves_core::{Place, Result};
use std::path::Path;

/// Events with their shocks, in file order.
#[derive(Clone, Debug)]
pub struct EventSet {
    /// The file, with its BLAKE3.
    pub file: InputFile,
    /// Columns of the file that were not read.
    pub unused: Vec<String>,
    /// By event.
    names: Vec<Box<str>>,
    /// First shock of each event, and one past the last shock.
    first: Vec<u32>,
    /// Line of the file on which each event begins.
    lines: Vec<u32>,
    /// By event; NaN throughout when the file has none.
    probability: Vec<f64>,
    /// By shock: which template it follows.
    template: Vec<u32>,
    /// By shock.
    numbers: Vec<Numbers>,
    /// Shocks without numbers, each where it first stands.
    templates: Vec<ShockSpec>,
}

/// The numbers of one shock of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Numbers {
    size: f64,
    start: f64,
    duration: f64,
    recovery: f64,
}

impl Numbers {
    /// A number by the name it has in a shock of a scenario.
    fn get(&self, name: &str) -> f64 {
        match name {
            "starts" => self.start,
            "lasts" => self.duration,
            "recovery.days" | "rebuild.days" => self.recovery,
            _ => self.size,
        }
    }
}

/// One shock of an event.
pub(super) struct EventShock<'e> {
    /// Number of its template.
    pub template: usize,
    numbers: &'e Numbers,
}

impl EventShock<'_> {
    /// A number by the name it has in a shock of a scenario, such as `starts`.
    pub(super) fn number(&self, name: &str) -> f64 {
        self.numbers.get(name)
    }
}

impl EventSet {
    /// Reads the `[events]` of a scenario; the file is relative to the scenario's folder.
    pub(super) fn read(value: Value<'_>, scenario: &str) -> Result<Self> {
        let section = value.section()?;
        let file = section.need("file")?;
        let rebuild = section.get("rebuild").map(RebuildSpec::of_events).transpose()?;
        section.finish()?;
        let folder = Path::new(scenario).parent().unwrap_or(Path::new(""));
        read::read(&folder.join(file.text()?), rebuild.as_ref())
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none; never true for a set that was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// How many shocks all events have together.
    #[must_use]
    pub fn shock_count(&self) -> usize {
        self.numbers.len()
    }

    /// The event of a run: run k is event k in file order, beginning again after the last.
    #[must_use]
    pub fn event(&self, run: u64) -> usize {
        (run % self.len() as u64) as usize
    }

    /// The name of an event.
    #[must_use]
    pub fn name(&self, event: usize) -> &str {
        &self.names[event]
    }

    /// Annual rate or probability of an event, if the file gives it.
    #[must_use]
    pub fn probability(&self, event: usize) -> Option<f64> {
        Some(self.probability[event]).filter(|rate| !rate.is_nan())
    }

    /// Sum of the rates of all events, if the file gives them.
    #[must_use]
    pub fn total_probability(&self) -> Option<f64> {
        Some(self.probability.iter().sum()).filter(|total: &f64| !total.is_nan())
    }

    /// What one run of its event stands for when there are `runs` runs: the event's rate, shared
    /// by the runs that repeat it; 1 when the file gives no rates.
    #[must_use]
    pub fn weight(&self, run: u64, runs: u64) -> f64 {
        let (event, count) = (self.event(run), self.len() as u64);
        let repeats = runs / count + u64::from((event as u64) < runs % count);
        self.probability(event).map_or(1.0, |rate| rate / repeats.max(1) as f64)
    }

    /// The shocks of an event.
    pub(super) fn shocks(&self, event: usize) -> impl Iterator<Item = EventShock<'_>> {
        let rows = self.first[event] as usize..self.first[event + 1] as usize;
        rows.map(|row| EventShock {
            template: self.template[row] as usize,
            numbers: &self.numbers[row],
        })
    }

    /// Shocks without numbers: what [`EventShock::template`] counts.
    pub(super) fn templates(&self) -> &[ShockSpec] {
        &self.templates
    }

    /// Where an event begins.
    pub(super) fn place(&self, event: usize) -> Place {
        read::place(&self.file.name, self.lines[event] as usize)
    }
}
