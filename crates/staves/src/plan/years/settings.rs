//! What a plan over years is asked for: settings, from TOML; targets are in `target`.

use super::target::Wanted;
use crate::document::{Document, Section, Value, read_text};
use staves_core::{Error, Place, Result};
use std::path::{Path, PathBuf};

/// Settings of a plan over years; each has a default (docs/src/models/years.md, "Settings").
#[derive(Clone, Debug)]
pub struct Settings {
    /// Patterns of the regions that are planned; all when empty.
    pub home: Vec<(String, Place)>,
    /// Patterns of the categories of final demand that are investment; known ones when empty.
    pub investment: Vec<(String, Place)>,
    /// Growth of final demand that is given, a year.
    pub growth: f64,
    /// Growth of work, a year.
    pub labour_growth: f64,
    /// Growth of what imports may cost, a year.
    pub foreign_growth: f64,
    /// Growth of capacity that must be there after the last year, a year.
    pub terminal_growth: f64,
    /// By how much a later year counts less.
    pub discount: f64,
    /// Share of capacity lost a year.
    pub depreciation: f64,
    /// Years until capacity is there.
    pub lag: usize,
    /// Capital in years of value added, where the economy has no attribute `capital`; from investment
    /// when it is not said.
    pub capital_to_value_added: Option<f64>,
    /// Capacity beyond the output of the base year, as a share of it.
    pub spare: f64,
    /// By how much larger than today the imported part of the use of a good may be, as a factor.
    pub import_factor: f64,
    /// Least level of consumption of every year, relative to the base year.
    pub floor: f64,
    /// Whether no year may consume less than the year before.
    pub never_less: bool,
    /// Attributes of the economy that are work of one kind each; `labour` when empty.
    pub labour: Vec<(String, Place)>,
    /// Growth of what may be emitted, a year (attribute `emissions`); no limit when it is not said.
    pub emissions_growth: Option<(f64, Place)>,
    /// Table of capital by supplying and using sector.
    pub capital_table: Option<PathBuf>,
    /// Table of work by skill.
    pub labour_table: Option<PathBuf>,
    /// Targets as they are written.
    pub(super) targets: Vec<Wanted>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            home: Vec::new(),
            investment: Vec::new(),
            growth: 0.02,
            labour_growth: 0.02,
            foreign_growth: 0.02,
            terminal_growth: 0.02,
            discount: 0.03,
            depreciation: 0.05,
            lag: 1,
            capital_to_value_added: None,
            spare: 0.05,
            import_factor: 1.1,
            floor: 1.0,
            never_less: true,
            labour: Vec::new(),
            emissions_growth: None,
            capital_table: None,
            labour_table: None,
            targets: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads a file of settings and targets.
    ///
    /// # Errors
    /// `config::*` for its form; `scenario::out-of-range`, `scenario::unknown-choice`.
    pub fn read(path: &Path) -> Result<Self> {
        let mut settings = Self::parse(&path.display().to_string(), &read_text(path)?)?;
        // Tables stand beside the file that names them.
        for table in [&mut settings.capital_table, &mut settings.labour_table] {
            let beside = table.as_ref().map(|name| path.with_file_name(name));
            *table = beside;
        }
        Ok(settings)
    }

    /// The same from text.
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let document = Document::parse(file, text)?;
        let root = document.root();
        let mut settings = Self::default();
        if let Some(section) = root.get("plan") {
            settings.section(&section.section()?)?;
        }
        for section in root.sections("target")? {
            settings.targets.push(Wanted::read(&section)?);
        }
        root.finish()?;
        Ok(settings)
    }

    fn section(&mut self, section: &Section<'_>) -> Result<()> {
        self.home = patterns(section.get("home"))?;
        self.investment = patterns(section.get("investment"))?;
        self.labour = patterns(section.get("labour"))?;
        let rate = (-0.5, 0.5);
        for (key, into, (least, most)) in [
            ("growth", &mut self.growth, rate),
            ("labour_growth", &mut self.labour_growth, rate),
            ("foreign_growth", &mut self.foreign_growth, rate),
            ("terminal_growth", &mut self.terminal_growth, rate),
            ("discount", &mut self.discount, (0.0, 1.0)),
            ("depreciation", &mut self.depreciation, (0.0, 0.9)),
            ("spare", &mut self.spare, (0.0, 10.0)),
            ("import_factor", &mut self.import_factor, (0.0, 1e6)),
            ("floor", &mut self.floor, (0.0, 1e6)),
        ] {
            if let Some(value) = section.get(key) {
                *into = within(&value, least, most)?;
            }
        }
        for (key, into) in
            [("capital_table", &mut self.capital_table), ("labour_table", &mut self.labour_table)]
        {
            if let Some(value) = section.get(key) {
                *into = Some(PathBuf::from(value.text()?));
            }
        }
        if let Some(value) = section.get("emissions_growth") {
            self.emissions_growth = Some((within(&value, rate.0, rate.1)?, value.place()));
        }
        if let Some(value) = section.get("capital_to_value_added") {
            self.capital_to_value_added = Some(within(&value, 0.01, 100.0)?);
        }
        if let Some(value) = section.get("never_less") {
            self.never_less = value.flag()?;
        }
        if let Some(value) = section.get("lag") {
            self.lag = count(&value, 0, 20)?;
        }
        section.finish()
    }
}

fn patterns(value: Option<Value<'_>>) -> Result<Vec<(String, Place)>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let items = value.one_or_more();
    items.iter().map(|item| Ok((item.text()?.to_owned(), item.place()))).collect()
}

fn outside(value: &Value<'_>, found: f64, least: f64, most: f64) -> Error {
    Error::new("scenario::out-of-range")
        .with("key", value.place().key.unwrap_or_default())
        .with("found", found)
        .with("wanted", format!("between {least} and {most}"))
        .at(value.place())
}

/// A number between two limits.
pub(super) fn within(value: &Value<'_>, least: f64, most: f64) -> Result<f64> {
    let number = value.number()?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(outside(value, number, least, most))
    }
}

/// A whole number between two limits.
pub(super) fn count(value: &Value<'_>, least: u64, most: u64) -> Result<usize> {
    let number = value.count()?;
    if (least..=most).contains(&number) {
        return Ok(number as usize);
    }
    Err(outside(value, number as f64, least as f64, most as f64))
}
