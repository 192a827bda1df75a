//! Reading a chain: the core checks every line as it comes, the reader says which line it was.

use super::about::{self, About};
use super::cut::Cut;
use super::layout::{
    ACTIVITIES, CANDIDATES, CANDIDATES_INPUTS, FINAL_GOODS, GOODS, INPUTS, TABLES,
};
use super::located::located;
use crate::read::long::ABOUT;
use crate::read::long::chunks::{self, Chunk};
use crate::read::long::layout::TableLayout;
use crate::read::{Limits, Source};
use staves_core::chain::links::Candidate;
use staves_core::chain::{Builder, Chain, Declared};
use staves_core::codes::Entry;
use staves_core::{Codes, Error, Note, Place, Result};
use std::path::{Path, PathBuf};

/// Name of the file that keeps what an importer noted.
pub(super) const NOTES: &str = "notes.json";

/// The classes of a good.
#[derive(Clone, Debug)]
pub struct Classed {
    /// Which good.
    pub good: u32,
    /// Names of classifications with codes in them.
    pub codes: Vec<(String, String)>,
    /// Where that is said.
    pub place: Place,
}

/// The sector of an economy that makes a good.
#[derive(Clone, Debug)]
pub struct Sectored {
    /// Which good.
    pub good: u32,
    /// The sector, as `SECTOR` or `SECTOR@REGION`.
    pub sector: String,
    /// Money of the economy per unit of the good.
    pub price: Option<f64>,
    /// Where that is said.
    pub place: Place,
}

/// A chain with what is known of its making.
#[derive(Clone, Debug)]
pub struct ChainFile {
    /// The chain.
    pub chain: Chain,
    /// What it is.
    pub about: About,
    /// Whether there is a table of candidates beside the others.
    pub has_candidates: bool,
    /// Classes of the goods that have one.
    pub classes: Vec<Classed>,
    /// Sectors of the goods that have one.
    pub sectors: Vec<Sectored>,
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

/// Whether a folder holds the tables of a chain.
#[must_use]
pub fn is_stored(folder: &Path) -> bool {
    let table = |name: &str| folder.join(format!("{name}.csv")).is_file();
    table(ACTIVITIES.name) && table(INPUTS.name) && table(FINAL_GOODS.name)
}

/// Whether a folder or an archive holds any table that a chain must have.
#[must_use]
pub fn is_chain(path: &Path) -> bool {
    let Ok(source) = Source::open(&[path.to_owned()], &Limits::default()) else { return false };
    let reading = Reading::new(&source);
    let mut required = TABLES.iter().filter(|layout| layout.required);
    required.any(|layout| !reading.files(layout.name).is_empty())
}

fn unknown_region(regions: &Codes, pattern: &str) -> Error {
    Error::new("chain::unknown-region")
        .with("region", pattern)
        .with("count", regions.len())
        .nearest(regions.nearest_shown(pattern))
}

/// A chain with activities that could be added to it.
#[derive(Clone, Debug)]
pub struct Open {
    /// The chain, with the candidates among its activities, after all others.
    pub file: ChainFile,
    /// What is there without them.
    pub existing: Vec<bool>,
    /// The candidates.
    pub candidates: Vec<Candidate>,
}

/// Reads the tables of a chain from a folder or an archive, without candidates.
///
/// # Errors
/// `chain::*`, `table::*`, `config::*` for `about.toml`, those of CSV, Parquet and the disk.
pub fn read(path: &Path) -> Result<ChainFile> {
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    let mut reading = Reading::new(&source);
    let mut builder = Builder::default();
    let stated = existing(&mut reading, &mut builder)?;
    finals(&mut reading, &mut builder)?;
    reading.pass_over(&[&CANDIDATES, &CANDIDATES_INPUTS]);
    finish(reading, builder, stated)
}

/// Reads a chain with candidates: those of a table, whose inputs are in the file beside it whose name
/// ends in `_inputs`, or those of the chain's own tables.
///
/// # Errors
/// Of [`read`]; `chain::no-table` without candidates.
pub fn read_open(path: &Path, candidates: Option<&Path>) -> Result<Open> {
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    let mut reading = Reading::new(&source);
    let mut builder = Builder::default();
    let stated = existing(&mut reading, &mut builder)?;
    let there = builder.activities();
    let (found, notes) = match candidates {
        Some(file) => {
            reading.pass_over(&[&CANDIDATES, &CANDIDATES_INPUTS]);
            let (source, stem) = beside(file)?;
            let mut other = Reading::new(&source);
            let found = additional(&mut other, &mut builder, &stem)?;
            (found, other.finish())
        }
        None => (additional(&mut reading, &mut builder, CANDIDATES.name)?, Vec::new()),
    };
    finals(&mut reading, &mut builder)?;
    let mut file = finish(reading, builder, stated)?;
    file.notes.extend(notes);
    let existing = file.chain.all().into_iter().enumerate().map(|(a, works)| works && a < there);
    Ok(Open { existing: existing.collect(), file, candidates: found })
}

/// A table of candidates with the table of their inputs, if there is one, and the stem of its name.
fn beside(file: &Path) -> Result<(Source, String)> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = file.extension().unwrap_or_default().to_string_lossy().into_owned();
    let inputs = file.with_file_name(format!("{stem}_inputs.{extension}"));
    let files: Vec<PathBuf> =
        std::iter::once(file.to_owned()).chain(inputs.is_file().then_some(inputs)).collect();
    Ok((Source::open(&files, &Limits::default())?, stem.to_lowercase()))
}

/// What the tables of goods and activities say beside the chain.
#[derive(Default)]
struct Beside {
    /// Activities that state no capacity.
    unlimited: usize,
    /// Classes of the goods that have one.
    classes: Vec<Classed>,
    /// Sectors of the goods that have one.
    sectors: Vec<Sectored>,
}

/// Goods, activities and their inputs.
fn existing(reading: &mut Reading<'_>, builder: &mut Builder) -> Result<Beside> {
    let mut beside = Beside::default();
    let mut good = 0;
    reading.each(&GOODS, GOODS.name, &mut |line| {
        let stock = line.number("stock").unwrap_or(0.0);
        builder.good(line.entry("good"), line.text("unit"), stock)?;
        let codes = line.classes()?;
        if !codes.is_empty() {
            beside.classes.push(Classed { good, codes, place: line.place() });
        }
        beside.sectors.extend(line.sector(good)?);
        good += 1;
        Ok(())
    })?;
    reading.each(&ACTIVITIES, ACTIVITIES.name, &mut |line| {
        beside.unlimited += usize::from(line.number("capacity").is_none());
        activity(builder, line)
    })?;
    reading.each(&INPUTS, INPUTS.name, &mut |line| input(builder, line))?;
    Ok(beside)
}

fn activity(builder: &mut Builder, line: &Line<'_>) -> Result<()> {
    builder.activity(Declared {
        entry: line.entry("id"),
        good: line.text("good"),
        region: line.text("region"),
        owner: line.text("owner"),
        site: line.text("site"),
        capacity: line.number("capacity").unwrap_or(f64::INFINITY),
        ramp_up: line.number("ramp_up"),
    })?;
    builder.unit(line.text("good"), line.text("unit"))
}

fn input(builder: &mut Builder, line: &Line<'_>) -> Result<()> {
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
}

/// Candidates and their inputs.
fn additional(
    reading: &mut Reading<'_>,
    builder: &mut Builder,
    stem: &str,
) -> Result<Vec<Candidate>> {
    let needed = TableLayout { required: true, ..CANDIDATES };
    let mut found = Vec::new();
    reading.each(&needed, stem, &mut |line| {
        let place = builder.activities();
        activity(builder, line)?;
        let cost = line.number("cost");
        let cost = cost.ok_or_else(|| Error::new("chain::empty-cell").with("column", "cost"))?;
        // Not `< 0`: NaN must not pass.
        if !(cost >= 0.0 && cost.is_finite()) {
            let error = Error::new("chain::out-of-range").with("column", "cost");
            return Err(error.with("value", cost));
        }
        found.push(Candidate { activity: place as u32, cost });
        Ok(())
    })?;
    let mut stated = 0;
    reading.each(&CANDIDATES_INPUTS, &format!("{stem}_inputs"), &mut |line| {
        stated += 1;
        input(builder, line)
    })?;
    if stated == 0 && !found.is_empty() {
        reading.notes.push(Note::new("chain::candidates-need-nothing", found.len()));
    }
    Ok(found)
}

fn finals(reading: &mut Reading<'_>, builder: &mut Builder) -> Result<()> {
    reading.each(&FINAL_GOODS, FINAL_GOODS.name, &mut |line| {
        let weight = line.number("weight").unwrap_or(1.0);
        // Without a demand a good has no fill rate, which the map says.
        let demand = line.number("demand").unwrap_or(0.0);
        builder.final_good(line.text("good"), weight, demand)
    })
}

fn finish(mut reading: Reading<'_>, builder: Builder, stated: Beside) -> Result<ChainFile> {
    let about = reading.about()?;
    reading.noted()?;
    let source = reading.source;
    let place = source.place(0);
    let has_candidates = !reading.files(CANDIDATES.name).is_empty();
    let mut notes = reading.finish();
    let (chain, mut odd) = builder.finish().map_err(|error| error.or_at(place))?;
    located(source, &chain, &mut odd)?;
    notes.extend(odd);
    notes.extend(about.cut.as_ref().map(Cut::note));
    notes.extend(about.join.as_ref().map(Cut::joined));
    if stated.unlimited > 0 {
        notes.push(Note::new("chain::no-capacity", stated.unlimited));
    }
    let Beside { classes, sectors, .. } = stated;
    Ok(ChainFile { chain, about, has_candidates, classes, sectors, notes })
}

/// A line of a table.
pub(crate) struct Line<'l> {
    chunk: &'l Chunk,
    row: usize,
}

impl Line<'_> {
    pub(crate) fn place(&self) -> Place {
        self.chunk.place(self.row)
    }

    pub(crate) fn text(&self, column: &str) -> &str {
        self.chunk.text_at(column, self.row).unwrap_or_default()
    }

    pub(crate) fn number(&self, column: &str) -> Option<f64> {
        self.chunk.number_at(column, self.row)
    }

    fn classes(&self) -> Result<Vec<(String, String)>> {
        let each = self.text("class").split(';').map(str::trim).filter(|text| !text.is_empty());
        let pair = |text: &str| {
            let (name, code) = text.split_once(':')?;
            let (name, code) = (name.trim(), code.trim());
            (!name.is_empty() && !code.is_empty()).then(|| (name.to_owned(), code.to_owned()))
        };
        let checked =
            |text: &str| pair(text).ok_or_else(|| Error::new("chain::class").with("class", text));
        each.map(checked).collect()
    }

    fn sector(&self, good: u32) -> Result<Option<Sectored>> {
        let price = self.number("price");
        // Not `<= 0`: NaN must not pass.
        if let Some(price) = price.filter(|price| !(*price > 0.0 && price.is_finite())) {
            return Err(Error::new("chain::price").with("value", price));
        }
        let sector = self.text("sector").to_owned();
        let place = self.place();
        Ok((!sector.is_empty()).then_some(Sectored { good, sector, price, place }))
    }

    pub(crate) fn entry(&self, code: &str) -> Entry {
        let code = self.text(code);
        let name = if self.text("name").is_empty() { code } else { self.text("name") };
        Entry { code: code.into(), en: name.into(), zh: self.text("name_zh").into() }
    }
}

/// The tables of a folder or an archive, read one after the other.
pub(crate) struct Reading<'s> {
    pub(super) source: &'s Source,
    notes: Vec<Note>,
    used: Vec<usize>,
}

impl<'s> Reading<'s> {
    pub(crate) fn new(source: &'s Source) -> Self {
        Self { source, notes: Vec::new(), used: Vec::new() }
    }

    /// The files of a table, by the stem of their name.
    pub(super) fn files(&self, stem: &str) -> Vec<usize> {
        self.source.find(|file| match file.to_lowercase().rsplit_once('.') {
            Some((found, "csv" | "parquet")) => found == stem,
            _ => false,
        })
    }

    /// Says that some tables are known and not needed now.
    fn pass_over(&mut self, tables: &[&TableLayout]) {
        let files: Vec<usize> = tables.iter().flat_map(|table| self.files(table.name)).collect();
        self.used.extend(files);
    }

    /// Reads a table line by line, if it is there, from the file with a stem.
    pub(crate) fn each(
        &mut self,
        layout: &TableLayout,
        stem: &str,
        each: &mut dyn FnMut(&Line<'_>) -> Result<()>,
    ) -> Result<()> {
        let member = match self.files(stem)[..] {
            [] if layout.required => {
                let place = self.source.place(0);
                return Err(Error::new("chain::no-table").with("table", stem).at(place));
            }
            [] => return Ok(()),
            [member] => member,
            [_, second, ..] => {
                let place = self.source.place(second);
                return Err(Error::new("chain::table-twice").with("table", stem).at(place));
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
        about::parse(&self.source.place(member), self.source.bytes(member)?)
    }

    /// What the importer that wrote the tables noted.
    fn noted(&mut self) -> Result<()> {
        let Some(&member) = self.source.find(|file| file == NOTES).first() else { return Ok(()) };
        self.used.push(member);
        let notes: Vec<Note> =
            serde_json::from_slice(&self.source.bytes(member)?).map_err(|error| {
                let place = self.source.place(member).line(error.line());
                Error::new("chain::bad-notes").with("reason", error).at(place)
            })?;
        self.notes.extend(notes);
        Ok(())
    }

    /// The notes of everything read.
    pub(crate) fn finish(mut self) -> Vec<Note> {
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
