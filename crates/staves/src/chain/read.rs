//! Reading a chain: the core checks every line as it comes, the reader says which line it was.

use super::cut::Cut;
use super::layout::{ACTIVITIES, FINAL_GOODS, GOODS, INPUTS, TABLES};
use crate::document::Document;
use crate::read::long::ABOUT;
use crate::read::long::chunks::{self, Chunk};
use crate::read::long::layout::TableLayout;
use crate::read::{Limits, Source};
use crate::results::manifest::Title;
use crate::scenario::title;
use staves_core::chain::{Builder, Chain, Declared};
use staves_core::codes::Entry;
use staves_core::{Codes, Error, Note, Place, Result};
use std::path::Path;

/// What `about.toml` says of a chain.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Title in both languages.
    pub title: Title,
    /// Where the numbers come from.
    pub source: String,
    /// Regions that are home, as codes or patterns.
    pub home: Vec<String>,
    /// Whether the numbers are made up.
    pub synthetic: bool,
    /// How it was cut out of an economy, if it was.
    pub cut: Option<Cut>,
}

/// A chain with what is known of its making.
#[derive(Clone, Debug)]
pub struct ChainFile {
    /// The chain.
    pub chain: Chain,
    /// What it is.
    pub about: About,
    /// What was odd.
    pub notes: Vec<Note>,
}

impl ChainFile {
    /// Which regions are home: those asked for, or those of the file; `None` when neither is given.
    ///
    /// # Errors
    /// `chain::unknown-region`, with the nearest region.
    pub fn home(&self, asked: &[String]) -> Result<Option<Vec<bool>>> {
        let patterns = if asked.is_empty() { &self.about.home } else { asked };
        if patterns.is_empty() {
            return Ok(None);
        }
        let regions = self.chain.regions();
        let mut home = vec![false; regions.len()];
        for pattern in patterns {
            let found = regions.select(pattern);
            if found.is_empty() {
                return Err(unknown_region(regions, pattern));
            }
            found.into_iter().for_each(|region| home[region] = true);
        }
        Ok(Some(home))
    }
}

fn unknown_region(regions: &Codes, pattern: &str) -> Error {
    Error::new("chain::unknown-region")
        .with("region", pattern)
        .with("count", regions.len())
        .nearest(regions.nearest_shown(pattern))
}

/// Whether a folder or an archive holds a table of a chain.
#[must_use]
pub fn is_chain(path: &Path) -> bool {
    let Ok(source) = Source::open(&[path.to_owned()], &Limits::default()) else { return false };
    let required = TABLES.iter().filter(|layout| layout.required);
    required.into_iter().any(|layout| !source.find(|file| is_table(file, layout)).is_empty())
}

/// Whether a file is the one of a table: its name, as CSV or Parquet.
fn is_table(file: &str, layout: &TableLayout) -> bool {
    match file.to_lowercase().rsplit_once('.') {
        Some((stem, "csv" | "parquet")) => stem == layout.name,
        _ => false,
    }
}

/// Reads the tables of a chain from a folder or an archive.
///
/// # Errors
/// `chain::*`, `table::*`, `config::*` for `about.toml`, those of CSV, Parquet and the disk.
pub fn read(path: &Path) -> Result<ChainFile> {
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    let mut reading = Reading { source: &source, notes: Vec::new(), used: Vec::new() };
    let mut builder = Builder::default();
    let mut unlimited = 0;
    reading.each(&GOODS, &mut |line| {
        let stock = line.number("stock").unwrap_or(0.0);
        builder.good(line.entry("good"), line.text("unit"), stock)
    })?;
    reading.each(&ACTIVITIES, &mut |line| {
        let capacity = line.number("capacity");
        unlimited += usize::from(capacity.is_none());
        builder.activity(Declared {
            entry: line.entry("id"),
            good: line.text("good"),
            region: line.text("region"),
            owner: line.text("owner"),
            site: line.text("site"),
            capacity: capacity.unwrap_or(f64::INFINITY),
        })?;
        builder.unit(line.text("good"), line.text("unit"))
    })?;
    reading.each(&INPUTS, &mut |line| {
        let good = line.text("good");
        let group = line.text("group");
        if group.is_empty() && good.is_empty() {
            return Err(Error::new("chain::empty-cell").with("column", "good"));
        }
        // A line without a group is one of its own; no label in a file begins with a space.
        let alone = format!(" {good}");
        let group = if group.is_empty() { &alone } else { group };
        let empty = || Error::new("chain::empty-cell").with("column", "quantity");
        // Without a good the group is empty, which is the worse mistake.
        let quantity = line.number("quantity").or(good.is_empty().then_some(1.0));
        builder.input(line.text("activity"), group, good, quantity.ok_or_else(empty)?)?;
        builder.unit(good, line.text("unit"))
    })?;
    reading.each(&FINAL_GOODS, &mut |line| {
        builder.final_good(line.text("good"), line.number("weight").unwrap_or(1.0))
    })?;
    let about = reading.about()?;
    let mut notes = reading.finish();
    let (chain, odd) = builder.finish().map_err(|error| error.or_at(source.place(0)))?;
    notes.extend(odd);
    notes.extend(about.cut.as_ref().map(Cut::note));
    if unlimited > 0 {
        notes.push(Note::new("chain::no-capacity", unlimited));
    }
    Ok(ChainFile { chain, about, notes })
}

/// A line of a table.
struct Line<'l> {
    chunk: &'l Chunk,
    row: usize,
}

impl Line<'_> {
    fn text(&self, column: &str) -> &str {
        self.chunk.text_at(column, self.row).unwrap_or_default()
    }

    fn number(&self, column: &str) -> Option<f64> {
        self.chunk.number_at(column, self.row)
    }

    fn entry(&self, code: &str) -> Entry {
        let code = self.text(code);
        let name = if self.text("name").is_empty() { code } else { self.text("name") };
        Entry { code: code.into(), en: name.into(), zh: self.text("name_zh").into() }
    }
}

struct Reading<'s> {
    source: &'s Source,
    notes: Vec<Note>,
    used: Vec<usize>,
}

impl Reading<'_> {
    /// Reads a table line by line, if it is there.
    fn each(
        &mut self,
        layout: &TableLayout,
        each: &mut dyn FnMut(&Line<'_>) -> Result<()>,
    ) -> Result<()> {
        let table = layout.name;
        let found = self.source.find(|file| is_table(file, layout));
        let member = match found[..] {
            [] if layout.required => {
                let place = self.source.place(0);
                return Err(Error::new("chain::no-table").with("table", table).at(place));
            }
            [] => return Ok(()),
            [member] => member,
            [_, second, ..] => {
                let place = self.source.place(second);
                return Err(Error::new("chain::table-twice").with("table", table).at(place));
            }
        };
        self.used.push(member);
        let unused = chunks::read(self.source, member, layout, &mut |chunk| {
            (0..chunk.len()).try_for_each(|row| {
                each(&Line { chunk, row }).map_err(|error| error.or_at(chunk.place(row)))
            })
        })?;
        if !unused.is_empty() {
            let file = &self.source.members()[member].name;
            let note = Note::new("chain::unused-columns", unused.len()).with("file", file);
            self.notes.push(note.places(unused.into_iter().map(|name| format!("`{name}`"))));
        }
        Ok(())
    }

    fn about(&mut self) -> Result<About> {
        let Some(&member) = self.source.find(|file| file == ABOUT).first() else {
            return Ok(About::default());
        };
        self.used.push(member);
        parse(&self.source.place(member), self.source.bytes(member)?)
    }

    /// The notes of everything read.
    fn finish(mut self) -> Vec<Note> {
        let members = self.source.members();
        let other = (0..members.len()).filter(|member| !self.used.contains(member));
        let other: Vec<String> = other.map(|member| members[member].name.clone()).collect();
        // A page that explains the folder is no mistake.
        let other: Vec<String> = other.into_iter().filter(|name| !name.ends_with(".md")).collect();
        if !other.is_empty() {
            self.notes.push(Note::new("chain::unused-files", other.len()).places(other));
        }
        self.notes
    }
}

fn parse(place: &Place, bytes: Vec<u8>) -> Result<About> {
    let text =
        String::from_utf8(bytes).map_err(|_| Error::new("config::not-text").at(place.clone()))?;
    let document = Document::parse(&place.file, &text)?;
    let top = document.root();
    let mut about = About::default();
    if let Some(value) = top.get("title") {
        about.title = title(value)?;
    }
    if let Some(value) = top.get("source") {
        value.text()?.clone_into(&mut about.source);
    }
    if let Some(value) = top.get("home") {
        for pattern in value.one_or_more() {
            about.home.push(pattern.text()?.to_owned());
        }
    }
    if let Some(value) = top.get("synthetic") {
        about.synthetic = value.flag()?;
    }
    if let Some(value) = top.get("cut") {
        about.cut = Some(Cut::read(&value.section()?)?);
    }
    top.finish()?;
    Ok(about)
}
