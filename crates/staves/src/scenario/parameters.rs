//! The `[parameters]` of a scenario; names and defaults are BoARIO's where it has them.

use super::diim::DiimDraws;
use super::draw::{Drawn, is_distribution};
use super::out_of_range;
use crate::document::{Section, Value};
use staves_core::model::{Binding, Consumption, Labour, Parameters, Preset, Rules};
use staves_core::{Codes, Error, Place, Result};

/// Model parameters, each fixed or drawn.
#[derive(Clone, Debug)]
pub struct ParameterDraws {
    /// In the order of [`NAMES`].
    scalars: Vec<Drawn>,
    /// Whether `main_inv_dur` was written: then it stands over what the economy says.
    inventory_given: bool,
    /// Days of stock by sector, over `main_inv_dur`; infinite for an input that never binds.
    inventory: Vec<BySector>,
    /// Restoration time by sector, over `inventory_restoration_tau`.
    restoration: Vec<BySector>,
    /// Those of the inoperability model.
    pub diim: DiimDraws,
}

/// A value for one sector or pattern of sectors.
#[derive(Clone, Debug)]
pub(super) struct BySector {
    pub(super) sector: String,
    pub(super) value: f64,
    place: Place,
}

/// A parameter that is one number.
struct Name {
    name: &'static str,
    low: f64,
    high: f64,
    /// Whether the lower bound itself is excluded.
    open: bool,
    /// Under which rules it plays a part; under others it is read and left alone, so that one file
    /// can be run under several presets.
    used: fn(&Rules) -> bool,
}

const fn always(name: &'static str, low: f64, high: f64, open: bool) -> Name {
    Name { name, low, high, open, used: |_| true }
}

const fn only(
    name: &'static str,
    (low, high, open): (f64, f64, bool),
    used: fn(&Rules) -> bool,
) -> Name {
    Name { name, low, high, open, used }
}

const ENDLESS: f64 = f64::INFINITY;
const DAYS: (f64, f64, bool) = (0.0, ENDLESS, true);
const SHARE: (f64, f64, bool) = (0.0, 1.0, false);
const HIRES: fn(&Rules) -> bool = |rules| rules.labour == Labour::HireFire;
const SPENDS: fn(&Rules) -> bool = |rules| rules.consumption == Consumption::PermanentIncome;

const NAMES: [Name; 12] = [
    only("psi", (0.0, 1.0, true), |rules| rules.binding == Binding::BelowTarget),
    always("alpha_base", 1.0, 100.0, false),
    always("alpha_max", 1.0, 100.0, false),
    always("alpha_tau", 0.0, ENDLESS, true),
    always("main_inv_dur", 0.0, ENDLESS, true),
    always("inventory_restoration_tau", 0.0, ENDLESS, true),
    only("hiring_days", DAYS, HIRES),
    only("firing_days", DAYS, HIRES),
    only("consumption_memory", SHARE, SPENDS),
    only("benefits", SHARE, SPENDS),
    only("saving", SHARE, SPENDS),
    only("expected_income", (0.0, 10.0, false), SPENDS),
];
const ALPHA_BASE: usize = 1;
const ALPHA_MAX: usize = 2;
const INVENTORY: usize = 4;
const RESTORATION: usize = 5;

/// The numbers of a set of parameters, in the order of [`NAMES`].
fn scalars(parameters: &Parameters) -> [f64; NAMES.len()] {
    let first = |days: &[f64]| days.first().copied().unwrap_or(f64::NAN);
    [
        parameters.psi,
        parameters.alpha_base,
        parameters.alpha_max,
        parameters.alpha_tau,
        first(&parameters.inventory_days),
        first(&parameters.restoration_days),
        parameters.hiring_days,
        parameters.firing_days,
        parameters.consumption_memory,
        parameters.benefits,
        parameters.saving,
        parameters.expected_income,
    ]
}

impl ParameterDraws {
    pub(super) fn read(value: Option<Value<'_>>, preset: Preset) -> Result<Self> {
        let section = value.map(Value::section).transpose()?;
        let mut restoration = Vec::new();
        let mut inventory_given = false;
        let mut drawn_scalars = Vec::new();
        let usual = scalars(&Parameters::preset(preset, 1));
        for (k, of) in NAMES.iter().enumerate() {
            let (name, default) = (of.name, usual[k]);
            let written = section.as_ref().and_then(|section| section.get(name));
            inventory_given |= k == INVENTORY && written.is_some();
            let is_table = k == RESTORATION && written.as_ref().is_some_and(Value::is_section);
            let drawn = match written {
                None => Drawn::fixed(default, Place::default()),
                Some(table) if is_table && !is_distribution(&table) => {
                    restoration = by_sector(table.section()?, false)?;
                    Drawn::fixed(default, Place::default())
                }
                Some(value) => Drawn::read(value)?.within(name, of.low, of.high, of.open)?,
            };
            drawn_scalars.push(drawn);
        }
        let diim = DiimDraws::read(section.as_ref())?;
        let mut inventory = Vec::new();
        if let Some(section) = &section {
            if let Some(table) = section.get("inventory_dict") {
                inventory = by_sector(table.section()?, true)?;
            }
            section.finish()?;
        }
        let scalars = drawn_scalars;
        let (base, max) = (&scalars[ALPHA_BASE], &scalars[ALPHA_MAX]);
        if base.bounds().1 > max.bounds().0 {
            let (found, place) = (base.bounds().1, base.place.clone());
            return Err(out_of_range("alpha_base", found, "at most alpha_max".into(), place));
        }
        Ok(Self { scalars, inventory_given, inventory, restoration, diim })
    }

    /// Makes an input, or a pattern of inputs, so plentiful that it never binds.
    pub(super) fn never_binding(&mut self, sector: &str, place: Place) {
        self.inventory.retain(|by| by.sector != sector);
        self.inventory.push(BySector { sector: sector.to_owned(), value: f64::INFINITY, place });
    }

    /// Names and values as people read them, in a fixed order.
    #[must_use]
    pub fn shown(&self, rules: &Rules) -> Vec<(String, String)> {
        let scalars = NAMES.iter().zip(&self.scalars).filter(|(of, _)| (of.used)(rules));
        let scalars = scalars.map(|(of, drawn)| (of.name.to_owned(), drawn.shown()));
        let tables =
            [("inventory_dict", &self.inventory), (NAMES[RESTORATION].name, &self.restoration)];
        let tables = tables.into_iter().flat_map(|(name, list)| {
            list.iter().map(move |by| (format!("{name}.{}", by.sector), by.value.to_string()))
        });
        scalars.chain(tables).collect()
    }

    /// Draws that differ between runs: their purpose and distribution.
    pub(super) fn draws(&self) -> impl Iterator<Item = (String, &Drawn)> {
        NAMES.iter().zip(&self.scalars).map(|(of, drawn)| (of.name.to_owned(), drawn))
    }

    /// The parameters of one run.
    ///
    /// # Errors
    /// `scenario::unknown-sector` for a table that names one.
    pub(super) fn draw(
        &self,
        sectors: &Codes,
        value: &dyn Fn(&str, &Drawn) -> f64,
    ) -> Result<Parameters> {
        let scalar = |k: usize| value(NAMES[k].name, &self.scalars[k]);
        let mut parameters = Parameters {
            psi: scalar(0),
            alpha_base: scalar(1),
            alpha_max: scalar(2),
            alpha_tau: scalar(3),
            inventory_days: vec![scalar(INVENTORY); sectors.len()],
            restoration_days: vec![scalar(RESTORATION); sectors.len()],
            own_inventory: vec![!self.inventory_given; sectors.len()],
            hiring_days: scalar(6),
            firing_days: scalar(7),
            consumption_memory: scalar(8),
            benefits: scalar(9),
            saving: scalar(10),
            expected_income: scalar(11),
            ..Parameters::new(sectors.len())
        };
        for by in &self.inventory {
            let found = sectors.select(&by.sector);
            found.into_iter().for_each(|sector| parameters.own_inventory[sector] = false);
        }
        spread(&self.inventory, sectors, &mut parameters.inventory_days)?;
        spread(&self.restoration, sectors, &mut parameters.restoration_days)?;
        Ok(parameters)
    }
}

pub(super) fn spread(list: &[BySector], sectors: &Codes, days: &mut [f64]) -> Result<()> {
    for by in list {
        let found = sectors.select(&by.sector);
        if found.is_empty() {
            return Err(Error::new("scenario::unknown-sector")
                .with("name", &by.sector)
                .with("count", sectors.len())
                .nearest(sectors.nearest_shown(&by.sector))
                .at(by.place.clone()));
        }
        found.into_iter().for_each(|sector| days[sector] = by.value);
    }
    Ok(())
}

pub(super) fn by_sector(section: Section<'_>, infinite: bool) -> Result<Vec<BySector>> {
    let read = |(sector, value): (String, Value<'_>)| {
        let place = value.place();
        let days = match value.is_text() {
            true if infinite && value.text()? == "inf" => f64::INFINITY,
            _ => value.number()?,
        };
        if days > 0.0 {
            return Ok(BySector { sector, value: days, place });
        }
        Err(out_of_range(&sector, days, "above 0".into(), place))
    };
    section.entries().into_iter().map(read).collect()
}

/// Shares by sector.
pub(super) fn shares_by_sector(section: Section<'_>) -> Result<Vec<BySector>> {
    let read = |(sector, value): (String, Value<'_>)| {
        let (place, share) = (value.place(), value.number()?);
        if (0.0..=1.0).contains(&share) {
            return Ok(BySector { sector, value: share, place });
        }
        Err(out_of_range(&sector, share, "between 0 and 1".into(), place))
    };
    section.entries().into_iter().map(read).collect()
}
