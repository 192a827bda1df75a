//! A classification being put together, item by item, so that an error can name the line.

use super::{Classification, Level};
use crate::codes::{Codes, Entry, nearest_name};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// A classification being put together.
#[derive(Default)]
pub struct Builder {
    entries: Vec<Entry>,
    level: Vec<Level>,
    /// Code of the parent as declared; empty when it follows from the item's own code.
    parent: Vec<String>,
    by_code: BTreeMap<String, u32>,
}

impl Builder {
    /// Adds an item. Without a parent it belongs to the item of a higher level whose code its own
    /// begins with, the longest such.
    ///
    /// # Errors
    /// `classification::empty-code`, `classification::duplicate`, `classification::unknown-level`.
    pub fn item(&mut self, entry: Entry, level: &str, parent: &str) -> Result<()> {
        if entry.code.is_empty() {
            return Err(Error::new("classification::empty-code"));
        }
        let known = Level::ALL.into_iter().find(|known| known.name() == level);
        let known = known.ok_or_else(|| {
            let names = Level::ALL.map(Level::name);
            Error::new("classification::unknown-level")
                .with("level", level)
                .with("code", &entry.code)
                .with("known", names.join("`, `"))
                .nearest(nearest_name(level, names))
        })?;
        let number = self.entries.len() as u32;
        if self.by_code.insert(entry.code.clone(), number).is_some() {
            return Err(Error::new("classification::duplicate").with("code", entry.code));
        }
        self.entries.push(entry);
        self.level.push(known);
        self.parent.push(parent.to_owned());
        Ok(())
    }

    /// The classification.
    ///
    /// # Errors
    /// `classification::empty`, `classification::no-parent`, `classification::parent-level`.
    pub fn finish(self) -> Result<Classification> {
        if self.entries.is_empty() {
            return Err(Error::new("classification::empty"));
        }
        let parent = (0..self.entries.len()).map(|item| self.parent_of(item));
        let parent = parent.collect::<Result<Vec<_>>>()?;
        Ok(Classification { items: Codes::new(self.entries)?, level: self.level, parent })
    }

    fn parent_of(&self, item: usize) -> Result<Option<u32>> {
        let (code, level, declared) =
            (&self.entries[item].code, self.level[item], &self.parent[item]);
        if level == Level::Section {
            return Ok(None);
        }
        if declared.is_empty() {
            let shorter = code.char_indices().rev().filter_map(|(end, _)| code.get(..end));
            let mut known = shorter.filter_map(|shorter| self.by_code.get(shorter).copied());
            let found = known.find(|parent| self.level[*parent as usize] < level);
            let none = || Error::new("classification::no-parent").with("code", code);
            return found.map(Some).ok_or_else(none);
        }
        let Some(parent) = self.by_code.get(declared).copied() else {
            return Err(Error::new("classification::no-parent")
                .with("code", code)
                .nearest(nearest_name(declared, self.by_code.keys().map(String::as_str))));
        };
        // Levels that rise along every chain of parents also rule out circles.
        if self.level[parent as usize] >= level {
            return Err(Error::new("classification::parent-level")
                .with("code", code)
                .with("parent", declared));
        }
        Ok(Some(parent))
    }
}
