//! Codes in the order in which they first appear, or as a table declares them.

use super::chunks::Chunk;
use staves_core::codes::Entry;
use staves_core::economy::id;
use staves_core::{Codes, Error, Place, Result};
use std::collections::BTreeMap;

/// Which list of names a column draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Regions.
    Regions,
    /// Sectors.
    Sectors,
    /// Categories of final demand.
    Categories,
}

impl List {
    /// Name of the table that declares them.
    pub fn table(self) -> &'static str {
        match self {
            Self::Regions => "regions",
            Self::Sectors => "sectors",
            Self::Categories => "categories",
        }
    }
}

/// A column of codes and the list they belong to.
pub type CodeColumn = (&'static str, List);

struct Known {
    entries: Vec<Entry>,
    by_code: BTreeMap<String, u32>,
    /// Whether a name that is not there yet is an error.
    complete: bool,
}

/// The names met so far, by [`List`].
pub struct Names {
    lists: [Known; 3],
}

impl Names {
    /// No names.
    pub fn new() -> Self {
        let none = || Known { entries: Vec::new(), by_code: BTreeMap::new(), complete: false };
        Self { lists: [none(), none(), none()] }
    }

    /// Declares a list: nothing may be added to it.
    pub fn declare(&mut self, list: List, entries: Vec<Entry>) {
        let by_code = entries.iter().zip(0..).map(|(entry, id)| (entry.code.clone(), id));
        self.lists[list as usize] = Known { by_code: by_code.collect(), entries, complete: true };
    }

    /// Declares all lists as they are now.
    pub fn complete(&mut self) {
        self.lists.iter_mut().for_each(|known| known.complete = true);
    }

    /// The names of a list.
    ///
    /// # Errors
    /// Of [`Codes::new`].
    pub fn codes(&self, list: List) -> Result<Codes> {
        Codes::new(self.lists[list as usize].entries.clone())
    }

    fn id(&mut self, list: List, code: &str, place: impl FnOnce() -> Place) -> Result<u32> {
        let known = &mut self.lists[list as usize];
        if let Some(id) = known.by_code.get(code) {
            return Ok(*id);
        }
        if code.is_empty() {
            return Err(Error::new("long::empty-name").at(place()));
        }
        if known.complete {
            let codes = Codes::new(known.entries.clone())?;
            return Err(Error::new("long::unknown-name")
                .with("name", code)
                .with("table", list.table())
                .nearest(codes.nearest_shown(code))
                .at(place()));
        }
        let new = id(known.entries.len());
        known.entries.push(Entry::plain(code));
        known.by_code.insert(code.to_owned(), new);
        Ok(new)
    }

    /// The ids of some columns, row by row: new names get theirs in reading order.
    ///
    /// # Errors
    /// `long::empty-name`, `long::unknown-name`.
    pub fn ids<const N: usize>(
        &mut self,
        chunk: &Chunk,
        columns: [CodeColumn; N],
    ) -> Result<Vec<[u32; N]>> {
        let mut found = columns.map(|_| Vec::new());
        for ((name, _), found) in columns.iter().zip(&mut found) {
            *found = vec![None; chunk.text(name).map_or(0, |(_, names)| names.len())];
        }
        let mut rows = Vec::with_capacity(chunk.len());
        for row in 0..chunk.len() {
            let mut ids = [0; N];
            for (k, (name, list)) in columns.iter().enumerate() {
                let Some((keys, names)) = chunk.text(name) else { continue };
                let key = keys[row] as usize;
                ids[k] = match found[k][key] {
                    Some(id) => id,
                    None => {
                        let place = || chunk.place(row).key(*name);
                        let id = self.id(*list, &names[key], place)?;
                        found[k][key] = Some(id);
                        id
                    }
                };
            }
            rows.push(ids);
        }
        Ok(rows)
    }
}
