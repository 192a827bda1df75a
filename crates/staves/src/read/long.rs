//! Our own long layout: one line a sale, by name, CSV or Parquet; see [`layout`] for its tables.
//!
//! Only `flows` and `final_demand` must be there. Regions, sectors and categories keep the order
//! in which they first appear, unless a table declares them; producers then go region by region.
//! A line that is not there is zero. An economy that Staves stored can be read this way too.

mod about;
mod cells;
pub(crate) mod chunks;
pub mod layout;
mod missing;
mod names;
mod rows;
#[cfg(test)]
mod tests;

use super::{Source, Wish};
use crate::store::economy::cells::Pairs;
use cells::LongCells;
use chunks::{Chunk, is_parquet};
use missing::MissingValues;
use names::{CodeColumn, List, Names};
use staves_core::codes::Entry;
use staves_core::economy::{DemandColumn, EconomyParts, Producer};
use staves_core::{Error, Note, Result};

pub use about::{FILE as ABOUT, written as about_text};

/// Whether a source holds `flows` and `final_demand` with the columns of the layout.
pub(super) fn detects(source: &Source) -> Result<bool> {
    let Some(flows) = tables(source, "flows").first().copied() else { return Ok(false) };
    if tables(source, "final_demand").is_empty() {
        return Ok(false);
    }
    let head = source.head(flows, 4096)?;
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let named = String::from_utf8_lossy(line).contains("seller_sector");
    Ok(is_parquet(source, flows) || named)
}

/// The members that hold a table of the layout.
fn tables(source: &Source, name: &str) -> Vec<usize> {
    let layout = layout::table(name);
    source.find(|file| match file.to_lowercase().rsplit_once('.') {
        Some((stem, "csv" | "parquet")) => {
            stem == name || (stem == layout.also && !layout.also.is_empty())
        }
        _ => false,
    })
}

/// Reads the tables.
///
/// # Errors
/// `long::*`, `table::*`, `config::*` for `about.toml`, those of CSV and Parquet.
pub(super) fn read(source: &Source, wish: &Wish) -> Result<super::Found> {
    let mut reading = Reading::new(source);
    for list in [List::Regions, List::Sectors, List::Categories] {
        reading.declare(list)?;
    }
    let producers = reading.declared("producers", PRODUCER)?;
    let columns = reading.declared("demand_columns", CONSUMER)?;
    let flows = reading.cells("flows", [SELLER[0], SELLER[1], BUYER[0], BUYER[1]])?;
    let sales = [SELLER[0], SELLER[1], CONSUMER[0], CONSUMER[1]];
    let demand = reading.cells("final_demand", sales)?;
    reading.names.complete();

    let regions = reading.names.codes(List::Regions)?;
    let sectors = reading.names.codes(List::Sectors)?;
    let categories = reading.names.codes(List::Categories)?;
    let seen = flows.sellers().chain(flows.buyers()).chain(demand.sellers());
    let (producers, stated) = match producers {
        Some(declared) => (declared.pairs, declared.stated),
        None => (in_order(seen, sectors.len()), None),
    };
    let columns = match columns {
        Some(declared) => declared.pairs,
        None => in_order(demand.buyers(), categories.len()),
    };
    let rows = Pairs::new([&regions, &sectors], producers.iter().copied())?;
    let users = Pairs::new([&regions, &categories], columns.iter().copied())?;
    let (flows, final_demand) = (flows.matrix(&rows, &rows)?, demand.matrix(&rows, &users)?);
    let primary_inputs = reading.primary_inputs(&rows)?;
    let attributes = reading.attributes(&rows)?;
    let about = reading.about(wish)?;
    let notes = reading.finish(wish)?;
    drop((rows, users));
    let producer = |(region, sector)| Producer { region, sector };
    let column = |(region, category)| DemandColumn { region, category };
    let parts = EconomyParts {
        about,
        regions,
        sectors,
        categories,
        producers: producers.into_iter().map(producer).collect(),
        demand_columns: columns.into_iter().map(column).collect(),
        flows,
        final_demand,
        primary_inputs,
        stated_output: stated,
        attributes,
    };
    Ok((parts, notes))
}

const SELLER: [CodeColumn; 2] =
    [("seller_region", List::Regions), ("seller_sector", List::Sectors)];
const BUYER: [CodeColumn; 2] = [("buyer_region", List::Regions), ("buyer_sector", List::Sectors)];
const PRODUCER: [CodeColumn; 2] = [("region", List::Regions), ("sector", List::Sectors)];
const CONSUMER: [CodeColumn; 2] = [("region", List::Regions), ("category", List::Categories)];

/// The pairs that occur, by their first part, then by their second.
fn in_order(pairs: impl Iterator<Item = (u32, u32)>, seconds: usize) -> Vec<(u32, u32)> {
    let mut seen = Vec::new();
    for (first, second) in pairs {
        let at = first as usize * seconds + second as usize;
        if at >= seen.len() {
            seen.resize(at + 1, false);
        }
        seen[at] = true;
    }
    let occurs = seen.into_iter().enumerate().filter(|(_, seen)| *seen);
    occurs.map(|(at, _)| ((at / seconds) as u32, (at % seconds) as u32)).collect()
}

/// Pairs that a table declares, with the output it states.
struct Declared {
    pairs: Vec<(u32, u32)>,
    stated: Option<Vec<f64>>,
}

/// A source being read.
struct Reading<'s> {
    source: &'s Source,
    names: Names,
    missing: MissingValues,
    notes: Vec<Note>,
    /// Members that were read.
    used: Vec<usize>,
}

impl<'s> Reading<'s> {
    fn new(source: &'s Source) -> Self {
        Self {
            source,
            names: Names::new(),
            missing: MissingValues::default(),
            notes: Vec::new(),
            used: Vec::new(),
        }
    }

    /// The member of a table, if there is one.
    fn member(&mut self, name: &str) -> Result<Option<usize>> {
        let found = tables(self.source, name);
        match found[..] {
            [] => Ok(None),
            [member] => {
                self.used.push(member);
                Ok(Some(member))
            }
            [first, second, ..] => Err(Error::new("long::table-twice")
                .with("name", name)
                .with("first", &self.source.members()[first].name)
                .at(self.source.place(second))),
        }
    }

    /// Reads a table, if it is there, piece by piece.
    fn each(
        &mut self,
        name: &str,
        mut each: impl FnMut(&mut Self, &Chunk) -> Result<()>,
    ) -> Result<Option<usize>> {
        let Some(member) = self.member(name)? else { return Ok(None) };
        let source = self.source;
        let layout = layout::table(name);
        let unknown = chunks::read(source, member, layout, &mut |chunk| each(self, chunk))?;
        if !unknown.is_empty() {
            let file = source.members()[member].name.clone();
            let note = Note::new("long::unused-columns", unknown.len()).with("file", file);
            self.notes.push(note.places(unknown));
        }
        Ok(Some(member))
    }

    /// Reads a list of names, if it is there.
    fn declare(&mut self, list: List) -> Result<()> {
        let mut entries = Vec::new();
        let member = self.each(list.table(), |_, chunk| {
            for row in 0..chunk.len() {
                let text = |name| chunk.text_at(name, row).unwrap_or_default().to_owned();
                let code = text("code");
                if code.is_empty() {
                    return Err(Error::new("long::empty-name").at(chunk.place(row).key("code")));
                }
                let en = Some(text("label_en")).filter(|label| !label.is_empty());
                let en = en.unwrap_or_else(|| code.clone());
                entries.push(Entry { en, zh: text("label_zh"), code });
            }
            Ok(())
        })?;
        if let Some(member) = member {
            staves_core::Codes::new(entries.clone())
                .map_err(|error| error.or_at(self.source.place(member)))?;
            self.names.declare(list, entries);
        }
        Ok(())
    }

    /// Reads a table that declares pairs, if it is there.
    fn declared(&mut self, name: &str, columns: [CodeColumn; 2]) -> Result<Option<Declared>> {
        let (mut pairs, mut stated) = (Vec::new(), Vec::new());
        let member = self.each(name, |reading, chunk| {
            let ids = reading.names.ids(chunk, columns)?;
            pairs.extend(ids.into_iter().map(|ids| (ids[0], ids[1])));
            stated.extend(chunk.numbers("stated_output").unwrap_or_default());
            Ok(())
        })?;
        let Some(member) = member else { return Ok(None) };
        // All or none: an output that only some producers state is no column to compare with.
        let missing = stated.iter().filter(|value: &&f64| value.is_nan()).count();
        if missing > 0 && missing < stated.len() {
            return Err(Error::new("table::missing-values")
                .with("count", missing)
                .at(self.source.place(member).key("stated_output")));
        }
        let stated = (missing == 0 && !stated.is_empty()).then_some(stated);
        Ok(Some(Declared { pairs, stated }))
    }

    /// Reads a table of cells, which must be there.
    fn cells(&mut self, name: &str, columns: [CodeColumn; 4]) -> Result<LongCells> {
        let Some(first) = tables(self.source, name).first().copied() else {
            let place = self.source.place(0);
            return Err(Error::new("import::missing-file").with("file", name).at(place));
        };
        let mut cells = LongCells::new(self.source.place(first), is_parquet(self.source, first));
        self.each(name, |reading, chunk| {
            let ids = reading.names.ids(chunk, columns)?;
            cells.push(chunk, ids, &mut reading.missing);
            Ok(())
        })?;
        Ok(cells)
    }

    /// What `about.toml` says; a note when there is none.
    fn about(&mut self, wish: &Wish) -> Result<staves_core::economy::About> {
        let found = self.source.find(|file| file == ABOUT);
        let mut about = match found.first() {
            Some(&member) => {
                self.used.push(member);
                about::read(self.source, member)?
            }
            None => {
                self.notes.push(Note::new("long::no-about", 1));
                about::unknown()
            }
        };
        about.year = wish.year.unwrap_or(about.year);
        Ok(about)
    }

    /// The notes of everything read.
    fn finish(mut self, wish: &Wish) -> Result<Vec<Note>> {
        self.notes.extend(self.missing.settle(wish.missing)?);
        let members = self.source.members();
        let unused = (0..members.len()).filter(|member| !self.used.contains(member));
        let unused: Vec<String> = unused.map(|member| members[member].name.clone()).collect();
        if !unused.is_empty() {
            self.notes.push(Note::new("import::unused-files", unused.len()).places(unused));
        }
        Ok(self.notes)
    }
}
