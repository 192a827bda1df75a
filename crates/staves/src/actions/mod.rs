//! What could be done: `actions.csv` of a study, the choice among it, and the economy after it
//! (docs/src/reference/actions.md).

pub mod layout;
mod read;
#[cfg(test)]
mod tests;

pub use read::read;

use crate::results::manifest::{ActionShown, Title};
use crate::store::economy::{Applied, Stored};
use staves_core::action::{self, Effect};
use staves_core::codes::nearest_name;
use staves_core::{Action, Codes, Error, Note, Place, Result};

/// Name of the file in a study.
pub const FILE: &str = "actions.csv";

/// The actions of a file.
#[derive(Clone, Debug)]
pub struct Actions {
    /// The file, with its BLAKE3.
    pub file: crate::read::InputFile,
    /// In file order.
    pub list: Vec<Action>,
    /// Where each stands.
    pub places: Vec<Place>,
    /// Columns of the file that were not read.
    pub unused: Vec<String>,
}

impl Actions {
    /// Where an action stands; the file when there is no such action.
    #[must_use]
    pub fn place(&self, id: &str) -> Place {
        let at = self.list.iter().position(|action| action.entry.code == id);
        at.map_or_else(|| Place::file(self.file.name.clone()), |at| self.places[at].clone())
    }

    /// The actions that ids or patterns name, in file order.
    ///
    /// # Errors
    /// `action::unknown`, with the nearest id; `action::needs`, `action::excludes` and
    /// `action::same-group` when they cannot stand together.
    pub fn choose(&self, patterns: &[String]) -> Result<Vec<&Action>> {
        let codes = Codes::new(self.list.iter().map(|action| action.entry.clone()).collect())?;
        let mut chosen = vec![false; self.list.len()];
        for pattern in patterns {
            let found = codes.select(pattern.trim());
            if found.is_empty() {
                let ids = self.list.iter().map(|action| action.entry.code.as_str());
                return Err(Error::new("action::unknown")
                    .with("name", pattern)
                    .with("count", self.list.len())
                    .with("file", &self.file.name)
                    .nearest(codes.nearest_shown(pattern).or_else(|| nearest_name(pattern, ids))));
            }
            found.into_iter().for_each(|k| chosen[k] = true);
        }
        let list = self.list.iter().zip(chosen).filter(|(_, chosen)| *chosen);
        let list: Vec<&Action> = list.map(|(action, _)| action).collect();
        action::check_together(&list)?;
        Ok(list)
    }

    /// An economy with actions applied, in file order. Its fingerprint stays that of the economy
    /// they were applied to: the actions are named beside it.
    ///
    /// # Errors
    /// Of [`Action::apply`].
    pub fn apply(&self, chosen: &[&Action], stored: &Stored) -> Result<Stored> {
        let before = &stored.economy;
        let economy = action::apply_all(chosen, before)?;
        let cost: f64 = chosen.iter().map(|action| action.cost).sum();
        let applied = Note::new("action::applied", chosen.len())
            .places(chosen.iter().map(|action| action.entry.code.clone()))
            .with("cost", cost)
            .with("unit", before.about.unit.name());
        let mut notes = vec![applied];
        if !self.unused.is_empty() {
            let names = self.unused.iter().map(|name| format!("`{name}`"));
            notes.push(Note::new("action::unused-columns", self.unused.len()).places(names));
        }
        let waiting: Vec<&&Action> = chosen.iter().filter(|a| a.lead_time > 0.0).collect();
        if !waiting.is_empty() {
            let longest = waiting.iter().map(|action| action.lead_time).fold(0.0, f64::max);
            let ids = waiting.iter().map(|action| action.entry.code.clone());
            notes.push(
                Note::new("action::taken-as-ready", waiting.len())
                    .with("days", longest)
                    .places(ids),
            );
        }
        let moving = chosen.iter().filter(|action| {
            matches!(action.effect, Effect::Sources { .. } | Effect::Relocation { .. })
        });
        let moving: Vec<String> = moving.map(|action| action.entry.code.clone()).collect();
        if !moving.is_empty() {
            let total = |economy: &staves_core::Economy| economy.output().iter().sum::<f64>();
            let change = 100.0 * (total(&economy) / total(before) - 1.0);
            let note = Note::new("action::sources-changed", moving.len()).places(moving);
            notes.push(note.with("change", format!("{change:+.3}")));
        }
        let actions = chosen.iter().map(|action| shown(action)).collect();
        let applied = Applied { blake3: self.file.blake3.clone(), actions, notes };
        Ok(Stored { economy, applied, ..stored.clone() })
    }
}

fn shown(action: &Action) -> ActionShown {
    ActionShown {
        id: action.entry.code.clone(),
        name: Title { en: action.entry.en.clone(), zh: action.entry.zh.clone() },
        kind: action.kind.name().to_owned(),
        cost: action.cost,
        lead_time: action.lead_time,
        evidence: action.evidence.clone(),
    }
}
