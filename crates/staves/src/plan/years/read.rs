//! What a plan over years is asked for: settings and targets, from TOML.

use crate::document::{Document, Section, Value, read_text};
use crate::scenario::Selector;
use staves_core::codes::nearest_name;
use staves_core::plan::years::{Quantity, Target};
use staves_core::{Economy, Error, Place, Result};
use std::path::Path;

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
    pub emissions_growth: Option<f64>,
    targets: Vec<Wanted>,
}

/// A target as it is written.
#[derive(Clone, Debug)]
struct Wanted {
    name: String,
    quantity: Quantity,
    sector: Option<Selector>,
    year: usize,
    amount: Amount,
    priority: u32,
    weight: f64,
    place: Place,
}

/// What is to be reached.
#[derive(Clone, Copy, Debug)]
enum Amount {
    Value(f64),
    /// A multiple of the base year.
    Times(f64),
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
        Self::parse(&path.display().to_string(), &read_text(path)?)
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
        if let Some(value) = section.get("emissions_growth") {
            self.emissions_growth = Some(within(&value, rate.0, rate.1)?);
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

    /// The targets on an economy with goods by sector: `good` gives the place of a sector among the
    /// goods, `base` the value of a quantity in the base year.
    ///
    /// # Errors
    /// `scenario::unknown-sector`, `plan::no-such-good`, `plan::year-outside`.
    pub(super) fn targets(
        &self,
        economy: &Economy,
        years: usize,
        good: &dyn Fn(usize) -> Option<usize>,
        base: &dyn Fn(Quantity, usize) -> f64,
    ) -> Result<Vec<Target>> {
        let mut targets = Vec::new();
        for wanted in &self.targets {
            if !(1..=years).contains(&wanted.year) {
                return Err(Error::new("plan::year-outside")
                    .with("year", wanted.year)
                    .with("years", years)
                    .at(wanted.place.clone()));
            }
            let sectors = match &wanted.sector {
                None => vec![None],
                Some(selector) => {
                    let found = selector.ids(&economy.sectors, "scenario::unknown-sector")?;
                    let goods: Vec<_> = found.iter().filter_map(|s| good(*s)).map(Some).collect();
                    if goods.is_empty() {
                        return Err(Error::new("plan::no-such-good").at(wanted.place.clone()));
                    }
                    goods
                }
            };
            for good in sectors {
                let place = good.unwrap_or(0);
                let value = match wanted.amount {
                    Amount::Value(value) => value,
                    Amount::Times(times) => times * base(wanted.quantity, place),
                };
                targets.push(Target {
                    name: wanted.name.clone(),
                    quantity: wanted.quantity,
                    good: place,
                    year: wanted.year,
                    value,
                    priority: wanted.priority,
                    weight: wanted.weight,
                });
            }
        }
        Ok(targets)
    }
}

impl Wanted {
    fn read(section: &Section<'_>) -> Result<Self> {
        let quantity = section.need("quantity")?;
        let text = quantity.text()?;
        let known = || Quantity::ALL.iter().map(|(name, _)| *name);
        let found = Quantity::ALL.iter().find(|(name, _)| *name == text).map(|(_, q)| *q);
        let found = found.ok_or_else(|| {
            Error::new("scenario::unknown-choice")
                .with("what", "quantity")
                .with("found", text)
                .with("known", known().collect::<Vec<_>>().join("`, `"))
                .nearest(nearest_name(text, known()))
                .at(quantity.place())
        })?;
        let of_one = !matches!(found, Quantity::Consumption | Quantity::Emissions);
        let sector = match (of_one, section.get("sector")) {
            (true, None) => {
                let place = section.place();
                return Err(Error::new("config::missing-key").with("key", "sector").at(place));
            }
            (_, sector) => sector,
        };
        let sector =
            sector.map(|value| Ok::<_, Error>(Selector::one(value.text()?, value.place())));
        let amount = match (section.get("value"), section.get("times")) {
            (Some(value), _) => Amount::Value(within(&value, 0.0, f64::MAX)?),
            (None, Some(times)) => Amount::Times(within(&times, 0.0, 1e6)?),
            (None, None) => {
                let place = section.place();
                return Err(Error::new("config::missing-key").with("key", "value").at(place));
            }
        };
        let wanted = Self {
            name: match section.get("name") {
                Some(name) => name.text()?.to_owned(),
                None => text.to_owned(),
            },
            quantity: found,
            sector: sector.transpose()?.filter(|_| of_one),
            year: count(&section.need("year")?, 0, 1000)?,
            amount,
            priority: match section.get("priority") {
                Some(value) => count(&value, 1, 1000)? as u32,
                None => 1,
            },
            weight: match section.get("weight") {
                Some(value) => within(&value, 0.0, 1e9)?,
                None => 1.0,
            },
            place: section.place(),
        };
        section.finish()?;
        Ok(wanted)
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

fn within(value: &Value<'_>, least: f64, most: f64) -> Result<f64> {
    let number = value.number()?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(outside(value, number, least, most))
    }
}

fn count(value: &Value<'_>, least: u64, most: u64) -> Result<usize> {
    let number = value.count()?;
    if (least..=most).contains(&number) {
        return Ok(number as usize);
    }
    Err(outside(value, number as f64, least as f64, most as f64))
}
