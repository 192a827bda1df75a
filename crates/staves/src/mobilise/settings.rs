//! `mobilise.toml`: what a mobilisation is called, how long it is, and what limits all of it.

use crate::document::{Document, Section, Value, read_text};
use crate::results::manifest::Title;
use crate::scenario::title;
use staves_core::mobilise::Epidemic;
use staves_core::{Codes, Error, Place, Result};
use std::path::Path;

/// Name of the file that makes a folder a mobilisation.
pub const FILE: &str = "mobilise.toml";

/// Largest number of periods.
const PERIODS: u64 = 520;

/// Settings of a mobilisation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Title in both languages.
    pub title: Title,
    /// Whether the numbers are made up.
    pub synthetic: bool,
    /// Folder of the chain, seen from that of the study.
    pub chain: String,
    /// How many periods are planned.
    pub periods: usize,
    /// What a period is called, in both languages.
    pub period: Title,
    /// Days of a period, for scenarios.
    pub days: f64,
    /// How many of these periods make one of the chain's, in which its capacities are given.
    pub per_chain_period: f64,
    /// What a unit short counts for where the table of supplies does not say.
    pub value: f64,
    /// Share of a conversion's capacity that is there in the first periods after its lag.
    pub ramp: Vec<f64>,
    /// Crews for conversions by period; infinite for no limit.
    pub crews: Vec<f64>,
    /// Names of carriers.
    pub carriers: Codes,
    /// Volume of each carrier by period.
    pub volumes: Vec<Vec<f64>>,
    /// The course of an epidemic, where it is not a table.
    pub epidemic: Option<Curve>,
}

/// The course of an epidemic, alike in all regions.
#[derive(Clone, Debug)]
pub struct Curve {
    /// What regions have in common; population and infected are theirs.
    pub epidemic: Epidemic,
    /// Region, people infectious at the start, and where that is said.
    pub infected: Vec<(String, f64, Place)>,
}

impl Curve {
    fn read(section: &Section<'_>) -> Result<Self> {
        let four = |key: &str| -> Result<[f64; 4]> {
            let numbers = by_period(section.need(key)?, 4)?;
            Ok(std::array::from_fn(|severity| numbers[severity]))
        };
        let severity = four("severity")?;
        let all: f64 = severity.iter().sum();
        if (all - 1.0).abs() > 1e-9 {
            return Err(outside(&section.need("severity")?, all, "Σ = 1"));
        }
        let infected = section.need("infected")?.section()?.entries();
        let infected = infected
            .iter()
            .map(|(region, value)| Ok((region.clone(), above_zero(value)?, value.place())));
        let curve = Self {
            epidemic: Epidemic {
                population: f64::NAN,
                infected: f64::NAN,
                reproduction: above_zero(&section.need("reproduction")?)?,
                incubation: above_zero(&section.need("incubation")?)?,
                infectious: above_zero(&section.need("infectious")?)?,
                severity,
                stay: four("stay")?,
                tests: positive(section, "tests", 1.0)?,
            },
            infected: infected.collect::<Result<_>>()?,
        };
        section.finish()?;
        Ok(curve)
    }
}

impl Settings {
    /// Reads the file of a folder.
    ///
    /// # Errors
    /// `config::*` for its form; `scenario::out-of-range`.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        Self::parse(&path.display().to_string(), &read_text(&path)?)
    }

    fn parse(file: &str, text: &str) -> Result<Self> {
        let document = Document::parse(file, text)?;
        let top = document.root();
        let section = top.need("mobilise")?.section()?;
        let periods = section.need("periods")?;
        let count = periods.count()?;
        if !(1..=PERIODS).contains(&count) {
            return Err(outside(&periods, count as f64, &format!("from 1 to {PERIODS}")));
        }
        let periods = count as usize;
        let mut settings = Self {
            title: section.get("title").map(title).transpose()?.unwrap_or_default(),
            synthetic: section.get("synthetic").map_or(Ok(false), |value| value.flag())?,
            chain: section.get("chain").map_or(Ok("chain"), |value| value.text())?.to_owned(),
            periods,
            period: match section.get("period") {
                Some(value) => title(value)?,
                None => Title { en: "week".into(), zh: "周".into() },
            },
            days: positive(&section, "days", 7.0)?,
            per_chain_period: positive(&section, "per_chain_period", 1.0)?,
            value: positive(&section, "value", 1000.0)?,
            ramp: match section.get("ramp") {
                Some(value) => shares(value)?,
                None => Vec::new(),
            },
            crews: match section.get("crews") {
                Some(value) => by_period(value, periods)?,
                None => vec![f64::INFINITY; periods],
            },
            carriers: Codes::new(Vec::new())?,
            volumes: Vec::new(),
            epidemic: match top.get("epidemic") {
                Some(value) => Some(Curve::read(&value.section()?)?),
                None => None,
            },
        };
        section.finish()?;
        if let Some(value) = top.get("carriers") {
            let carriers = value.section()?.entries();
            settings.carriers = Codes::plain(carriers.iter().map(|(name, _)| name))?;
            for (_, value) in carriers {
                settings.volumes.push(by_period(value, periods)?);
            }
        }
        top.finish()?;
        Ok(settings)
    }
}

fn outside(value: &Value<'_>, found: f64, wanted: &str) -> Error {
    Error::new("scenario::out-of-range")
        .with("key", value.place().key.unwrap_or_default())
        .with("found", found)
        .with("wanted", wanted)
        .at(value.place())
}

fn positive(section: &Section<'_>, key: &str, otherwise: f64) -> Result<f64> {
    section.get(key).map_or(Ok(otherwise), |value| above_zero(&value))
}

fn above_zero(value: &Value<'_>) -> Result<f64> {
    let number = value.number()?;
    if number > 0.0 { Ok(number) } else { Err(outside(value, number, "> 0")) }
}

fn shares(value: Value<'_>) -> Result<Vec<f64>> {
    let share = |value: &Value<'_>| {
        let number = value.number()?;
        let inside = (0.0..=1.0).contains(&number);
        if inside { Ok(number) } else { Err(outside(value, number, "0 … 1")) }
    };
    value.one_or_more().iter().map(share).collect()
}

/// One number for all periods, or one for each.
fn by_period(value: Value<'_>, periods: usize) -> Result<Vec<f64>> {
    let place = value.place();
    let number = |value: &Value<'_>| {
        let number = value.number()?;
        if number >= 0.0 { Ok(number) } else { Err(outside(value, number, "≥ 0")) }
    };
    let numbers: Vec<f64> = value.one_or_more().iter().map(number).collect::<Result<_>>()?;
    match numbers[..] {
        [every] => Ok(vec![every; periods]),
        _ if numbers.len() == periods => Ok(numbers),
        _ => Err(Error::new("mobilise::periods")
            .with("found", numbers.len())
            .with("periods", periods)
            .at(place)),
    }
}
