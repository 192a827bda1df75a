//! Reading `actions.csv`: form, numbers and names, each with its line.

use super::Actions;
use super::layout::{ACTIONS, UNITS, Unit};
use crate::read::long::chunks::{self, Chunk};
use crate::read::{Limits, Source};
use crate::scenario::Selector;
use staves_core::action::{Effect, Kind};
use staves_core::codes::{Entry, nearest_name};
use staves_core::{Action, Economy, Error, Place, Result};
use std::path::Path;

/// Reads a file of actions, CSV or Parquet, against the economy they are for.
///
/// # Errors
/// `action::*`, `scenario::unknown-region`, `scenario::unknown-sector`, of the table and of the disk.
pub fn read(path: &Path, economy: &Economy) -> Result<Actions> {
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    let (mut list, mut places) = (Vec::new(), Vec::new());
    let unused = chunks::read(&source, 0, &ACTIONS, &mut |chunk| {
        for row in 0..chunk.len() {
            list.push(Line { chunk, row, economy }.action()?);
            places.push(chunk.place(row));
        }
        Ok(())
    })?;
    let file = source.fingerprints()?.into_iter().next();
    let none = || Error::new("action::none").at(source.place(0));
    let actions = Actions { file: file.ok_or_else(none)?, list, places, unused };
    if actions.list.is_empty() {
        return Err(none());
    }
    check_ids(&actions)?;
    Ok(actions)
}

/// Ids stand once, and those that others name exist.
fn check_ids(actions: &Actions) -> Result<()> {
    let places = &actions.places;
    let ids = || actions.list.iter().map(|action| action.entry.code.as_str());
    for (k, action) in actions.list.iter().enumerate() {
        let id = &action.entry.code;
        if ids().take(k).any(|before| before == id) {
            return Err(Error::new("action::twice").with("id", id).at(places[k].clone().key("id")));
        }
        for (column, named) in [("needs", &action.needs), ("excludes", &action.excludes)] {
            if let Some(name) = named.iter().find(|name| !ids().any(|id| id == *name)) {
                return Err(Error::new("action::unknown")
                    .with("name", name)
                    .with("count", actions.list.len())
                    .with("file", &actions.file.name)
                    .nearest(nearest_name(name, ids()))
                    .at(places[k].clone().key(column)));
            }
        }
    }
    Ok(())
}

/// One line being read.
struct Line<'l> {
    chunk: &'l Chunk,
    row: usize,
    economy: &'l Economy,
}

impl Line<'_> {
    fn text(&self, column: &str) -> &str {
        self.chunk.text_at(column, self.row).unwrap_or_default()
    }

    fn number(&self, column: &str) -> Option<f64> {
        self.chunk.number_at(column, self.row)
    }

    fn place(&self, column: &str) -> Place {
        let place = self.chunk.place(self.row);
        let key = match &place.key {
            Some(row) => format!("{row}, column `{column}`"),
            None => format!("column `{column}`"),
        };
        place.key(key)
    }

    fn empty(&self, column: &str) -> Error {
        Error::new("action::empty-cell").with("column", column).at(self.place(column))
    }

    fn regions(&self, column: &str) -> Result<Vec<usize>> {
        let selector = Selector::one(self.text(column), self.place(column));
        selector.ids(&self.economy.regions, "scenario::unknown-region")
    }

    fn sectors(&self, column: &str) -> Result<Vec<usize>> {
        let selector = Selector::one(self.text(column), self.place(column));
        selector.ids(&self.economy.sectors, "scenario::unknown-sector")
    }

    fn ids(&self, column: &str) -> Vec<String> {
        let ids = self.text(column).split(';').map(str::trim).filter(|id| !id.is_empty());
        ids.map(str::to_owned).collect()
    }

    /// A number of 0 or more.
    fn amount(&self, column: &'static str, least: f64, most: f64) -> Result<f64> {
        let value = self.number(column).ok_or_else(|| self.empty(column))?;
        if (least..=most).contains(&value) && value.is_finite() {
            return Ok(value);
        }
        let wanted = match most.is_finite() {
            true => format!("between {least} and {most}"),
            false => format!("{least} or more"),
        };
        Err(Error::new("scenario::out-of-range")
            .with("key", column)
            .with("found", value)
            .with("wanted", wanted)
            .at(self.place(column)))
    }

    fn kind(&self) -> Result<Kind> {
        let text = self.text("kind");
        let known = || Kind::ALL.iter().map(|(name, _)| *name);
        Kind::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind).ok_or_else(|| {
            Error::new("scenario::unknown-choice")
                .with("what", "kind of action")
                .with("found", text)
                .with("known", known().collect::<Vec<_>>().join("`, `"))
                .nearest(nearest_name(text, known()))
                .at(self.place("kind"))
        })
    }

    fn unit(&self, kind: Kind) -> Result<Unit> {
        let text = self.text("unit");
        let of_kind = || UNITS.iter().filter(|(of, ..)| *of == kind);
        of_kind().find(|(_, name, ..)| *name == text).map(|(_, _, unit, _)| *unit).ok_or_else(
            || {
                let known: Vec<&str> = of_kind().map(|(_, name, ..)| *name).collect();
                Error::new("action::wrong-unit")
                    .with("found", text)
                    .with("kind", kind.name())
                    .with("known", known.join("`, `"))
                    .at(self.place("unit"))
            },
        )
    }

    fn effect(&self, kind: Kind, regions: &[usize]) -> Result<Effect> {
        let (least, most) = (0.0, f64::INFINITY);
        Ok(match self.unit(kind)? {
            Unit::Days => Effect::Stock { days: self.amount("amount", least, most)? },
            Unit::Capacity => Effect::Capacity { share: self.amount("amount", least, most)? },
            Unit::Protected => Effect::Protection { share: self.amount("amount", least, 1.0)? },
            Unit::Labour => Effect::Remote { share: self.amount("amount", least, 1.0)? },
            Unit::Factor => Effect::Restoration { factor: self.amount("amount", 1.0, most)? },
            Unit::Money => Effect::Finance { amount: self.amount("amount", least, most)? },
            Unit::Moved => self.moved(kind, regions, self.amount("amount", least, 1.0)?)?,
        })
    }

    fn moved(&self, kind: Kind, regions: &[usize], share: f64) -> Result<Effect> {
        if kind == Kind::Substitute {
            let buyers = self.buyers()?;
            return Ok(Effect::Sources { to: None, buyers, share });
        }
        if self.text("to").is_empty() {
            return Err(self.empty("to"));
        }
        let to = self.regions("to")?;
        if kind == Kind::Relocate {
            return Ok(Effect::Relocation { to, share });
        }
        // Opening means buying from abroad: a source among the buyers' own regions is none.
        if kind == Kind::Open && to.iter().any(|region| regions.contains(region)) {
            return Err(Error::new("action::not-abroad")
                .with("action", self.text("id"))
                .at(self.place("to")));
        }
        Ok(Effect::Sources { to: Some(to), buyers: self.buyers()?, share })
    }

    fn buyers(&self) -> Result<Option<Vec<usize>>> {
        let any = self.text("buyer").is_empty();
        (!any).then(|| self.sectors("buyer")).transpose()
    }

    fn action(&self) -> Result<Action> {
        let id = self.text("id");
        if id.is_empty() {
            return Err(self.empty("id"));
        }
        if id.contains(|c: char| c.is_whitespace() || ",;*?".contains(c)) {
            return Err(Error::new("action::bad-id").with("id", id).at(self.place("id")));
        }
        let kind = self.kind()?;
        let regions = self.regions("region")?;
        let name = if self.text("name").is_empty() { id } else { self.text("name") };
        let lead_time = match self.number("lead_time") {
            Some(_) => self.amount("lead_time", 0.0, f64::INFINITY)?,
            None => 0.0,
        };
        Ok(Action {
            entry: Entry { code: id.into(), en: name.into(), zh: self.text("name_zh").into() },
            kind,
            effect: self.effect(kind, &regions)?,
            regions,
            sectors: self.sectors("sector")?,
            cost: self.amount("cost", 0.0, f64::INFINITY)?,
            lead_time,
            evidence: self.text("evidence").into(),
            needs: self.ids("needs"),
            excludes: self.ids("excludes"),
            group: self.text("group").into(),
        })
    }
}
