//! Targets as they are written in a file of goals.

use super::settings::{count, within};
use crate::document::Section;
use crate::scenario::Selector;
use staves_core::codes::nearest_name;
use staves_core::plan::years::{Quantity, Target};
use staves_core::{Economy, Error, Place, Result};

/// A target as it is written.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
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

impl Wanted {
    pub fn read(section: &Section<'_>) -> Result<Self> {
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

    /// The target for each good that its sector names; `goods` gives the good of a sector, `base`
    /// the value of a quantity in the base year.
    ///
    /// # Errors
    /// `scenario::unknown-sector`, `plan::no-such-good`, `plan::year-outside`.
    pub fn targets(
        &self,
        economy: &Economy,
        years: usize,
        goods: &[Option<usize>],
        base: &dyn Fn(Quantity, usize) -> f64,
    ) -> Result<Vec<Target>> {
        if !(1..=years).contains(&self.year) {
            return Err(Error::new("plan::year-outside")
                .with("year", self.year)
                .with("years", years)
                .at(self.place.clone()));
        }
        let found: Vec<usize> = match &self.sector {
            // A target about no industry has no good; its place is not used.
            None => vec![0],
            Some(selector) => {
                let sectors = selector.ids(&economy.sectors, "scenario::unknown-sector")?;
                sectors.iter().filter_map(|sector| goods[*sector]).collect()
            }
        };
        if found.is_empty() {
            return Err(Error::new("plan::no-such-good").at(self.place.clone()));
        }
        let target = |good: usize| Target {
            name: self.name.clone(),
            quantity: self.quantity,
            good,
            year: self.year,
            value: match self.amount {
                Amount::Value(value) => value,
                Amount::Times(times) => times * base(self.quantity, good),
            },
            priority: self.priority,
            weight: self.weight,
        };
        Ok(found.into_iter().map(target).collect())
    }
}
