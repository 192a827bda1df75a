//! A classification of economic activities, such as ISIC: sections, divisions, groups and classes,
//! each inside one of a higher level. Which of them exist somewhere is in [`presence`]
//! (docs/src/models/completeness.md).

mod build;
pub mod presence;
#[cfg(test)]
mod tests;

pub use build::Builder;

use crate::codes::Codes;
use crate::error::{Error, Result};

/// A level of a classification, from the coarsest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// One letter.
    Section,
    /// Two digits; 大类.
    Division,
    /// Three digits; 中类.
    Group,
    /// Four digits; 小类.
    Class,
}

impl Level {
    /// All levels, from the coarsest.
    pub const ALL: [Self; 4] = [Self::Section, Self::Division, Self::Group, Self::Class];

    /// Name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Division => "division",
            Self::Group => "group",
            Self::Class => "class",
        }
    }
}

/// A classification that has been checked. What it lists, at any level, is an item.
#[derive(Clone, Debug)]
pub struct Classification {
    items: Codes,
    level: Vec<Level>,
    /// The item one step up; `None` for sections.
    parent: Vec<Option<u32>>,
}

impl Classification {
    /// Names of the items, in file order.
    #[must_use]
    pub fn items(&self) -> &Codes {
        &self.items
    }

    /// The level of an item.
    #[must_use]
    pub fn level(&self, item: usize) -> Level {
        self.level[item]
    }

    /// Codes of the sections, in file order.
    #[must_use]
    pub fn sections(&self) -> Vec<&str> {
        let sections = (0..self.items.len()).filter(|item| self.level[*item] == Level::Section);
        sections.map(|item| self.items.code(item)).collect()
    }

    /// The section an item is in.
    fn section(&self, item: usize) -> usize {
        let mut at = item;
        while let Some(parent) = self.parent[at] {
            at = parent as usize;
        }
        at
    }

    /// Which items are in some sections, given as single ones and ranges: `B-E`, `B,C`, `B-D,F`.
    /// An empty text stands for all.
    ///
    /// # Errors
    /// `classification::unknown-section` with the nearest, `classification::range` for a range that
    /// runs backwards.
    pub fn scope(&self, text: &str) -> Result<Vec<bool>> {
        let sections = self.sections();
        let position = |code: &str| {
            sections.iter().position(|known| *known == code).ok_or_else(|| {
                Error::new("classification::unknown-section")
                    .with("section", code)
                    .with("known", sections.join(", "))
            })
        };
        let mut wanted = vec![text.is_empty(); sections.len()];
        for part in text.split(',').map(str::trim).filter(|_| !text.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (position(first.trim())?, position(last.trim())?);
            if last < first {
                return Err(Error::new("classification::range").with("range", part));
            }
            wanted[first..=last].fill(true);
        }
        let inside = |item: usize| {
            let code = self.items.code(self.section(item));
            sections.iter().position(|known| *known == code).is_some_and(|k| wanted[k])
        };
        Ok((0..self.items.len()).map(inside).collect())
    }
}
