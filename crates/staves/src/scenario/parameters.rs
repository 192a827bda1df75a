//! The `[parameters]` of a scenario; names and defaults are BoARIO's where it has them.

use super::diim::DiimDraws;
use super::draw::{Drawn, is_distribution};
use super::out_of_range;
use crate::document::{Section, Value};
use staves_core::model::Parameters;
use staves_core::{Codes, Error, Place, Result};

/// Model parameters, each fixed or drawn.
#[derive(Clone, Debug)]
pub struct ParameterDraws {
    /// ψ, alpha_base, alpha_max, alpha_tau, main_inv_dur, inventory_restoration_tau, in the order
    /// of [`NAMES`].
    scalars: Vec<Drawn>,
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

/// Names of the parameters that are one number, with default, lower and upper bound and whether
/// the lower bound itself is excluded.
const NAMES: [(&str, f64, f64, f64, bool); 6] = [
    ("psi", 0.8, 0.0, 1.0, true),
    ("alpha_base", 1.0, 1.0, 100.0, false),
    ("alpha_max", 1.25, 1.0, 100.0, false),
    ("alpha_tau", 365.0, 0.0, f64::INFINITY, true),
    ("main_inv_dur", 90.0, 0.0, f64::INFINITY, true),
    ("inventory_restoration_tau", 60.0, 0.0, f64::INFINITY, true),
];
const INVENTORY: usize = 4;
const RESTORATION: usize = 5;

impl ParameterDraws {
    pub(super) fn read(value: Option<Value<'_>>) -> Result<Self> {
        let section = value.map(Value::section).transpose()?;
        let mut restoration = Vec::new();
        let mut scalars = Vec::new();
        for (name, default, low, high, open) in NAMES {
            let written = section.as_ref().and_then(|section| section.get(name));
            let is_table =
                name == NAMES[RESTORATION].0 && written.as_ref().is_some_and(Value::is_section);
            let drawn = match written {
                None => Drawn::fixed(default, Place::default()),
                Some(table) if is_table && !is_distribution(&table) => {
                    restoration = by_sector(table.section()?, false)?;
                    Drawn::fixed(default, Place::default())
                }
                Some(value) => Drawn::read(value)?.within(name, low, high, open)?,
            };
            scalars.push(drawn);
        }
        let diim = DiimDraws::read(section.as_ref())?;
        let mut inventory = Vec::new();
        if let Some(section) = &section {
            if let Some(table) = section.get("inventory_dict") {
                inventory = by_sector(table.section()?, true)?;
            }
            section.finish()?;
        }
        let (base, max) = (&scalars[1], &scalars[2]);
        if base.bounds().1 > max.bounds().0 {
            let (found, place) = (base.bounds().1, base.place.clone());
            return Err(out_of_range("alpha_base", found, "at most alpha_max".into(), place));
        }
        Ok(Self { scalars, inventory, restoration, diim })
    }

    /// Makes an input, or a pattern of inputs, so plentiful that it never binds.
    pub(super) fn never_binding(&mut self, sector: &str, place: Place) {
        self.inventory.retain(|by| by.sector != sector);
        self.inventory.push(BySector { sector: sector.to_owned(), value: f64::INFINITY, place });
    }

    /// Names and values as people read them, in a fixed order.
    #[must_use]
    pub fn shown(&self) -> Vec<(String, String)> {
        let scalars = NAMES.iter().zip(&self.scalars);
        let scalars = scalars.map(|((name, ..), drawn)| ((*name).to_owned(), drawn.shown()));
        let tables =
            [("inventory_dict", &self.inventory), (NAMES[RESTORATION].0, &self.restoration)];
        let tables = tables.into_iter().flat_map(|(name, list)| {
            list.iter().map(move |by| (format!("{name}.{}", by.sector), by.value.to_string()))
        });
        scalars.chain(tables).collect()
    }

    /// Draws that differ between runs: their purpose and distribution.
    pub(super) fn draws(&self) -> impl Iterator<Item = (String, &Drawn)> {
        NAMES.iter().zip(&self.scalars).map(|((name, ..), drawn)| ((*name).to_owned(), drawn))
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
        let scalar = |k: usize| value(NAMES[k].0, &self.scalars[k]);
        let mut parameters = Parameters {
            psi: scalar(0),
            alpha_base: scalar(1),
            alpha_max: scalar(2),
            alpha_tau: scalar(3),
            inventory_days: vec![scalar(INVENTORY); sectors.len()],
            restoration_days: vec![scalar(RESTORATION); sectors.len()],
        };
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
