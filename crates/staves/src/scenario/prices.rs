//! The `[prices]` of a scenario: how costs are passed on and what final users then want
//! (docs/src/models/prices.md). Shocks on costs read them; others leave them alone.

use super::draw::{Drawn, is_distribution};
use super::parameters::{BySector, shares_by_sector, spread};
use crate::document::Value;
use staves_core::model::Parameters;
use staves_core::{Codes, Place, Result};

/// How prices move, fixed or drawn.
#[derive(Clone, Debug)]
pub struct PriceDraws {
    pass_through: Drawn,
    by_sector: Vec<BySector>,
    elasticity: Drawn,
}

const PASS_THROUGH: &str = "pass_through";
const ELASTICITY: &str = "elasticity";

impl PriceDraws {
    pub(super) fn read(value: Option<Value<'_>>) -> Result<Self> {
        let plain = |value| Drawn::fixed(value, Place::default());
        let mut draws =
            Self { pass_through: plain(1.0), by_sector: Vec::new(), elasticity: plain(0.0) };
        let Some(section) = value.map(Value::section).transpose()? else { return Ok(draws) };
        match section.get(PASS_THROUGH) {
            None => {}
            Some(table) if table.is_section() && !is_distribution(&table) => {
                draws.by_sector = shares_by_sector(table.section()?)?;
            }
            Some(value) => {
                draws.pass_through = Drawn::read(value)?.within(PASS_THROUGH, 0.0, 1.0, false)?;
            }
        }
        if let Some(value) = section.get(ELASTICITY) {
            draws.elasticity = Drawn::read(value)?.within(ELASTICITY, 0.0, f64::INFINITY, false)?;
        }
        section.finish()?;
        Ok(draws)
    }

    /// Draws that differ between runs: their purpose and distribution.
    pub(super) fn draws(&self) -> impl Iterator<Item = (String, &Drawn)> {
        [(PASS_THROUGH, &self.pass_through), (ELASTICITY, &self.elasticity)]
            .into_iter()
            .map(|(name, drawn)| (name.to_owned(), drawn))
    }

    /// Names and values as people read them.
    #[must_use]
    pub fn shown(&self) -> Vec<(String, String)> {
        let scalars = self.draws().map(|(name, drawn)| (name, drawn.shown()));
        let sectors = self.by_sector.iter();
        let sectors =
            sectors.map(|by| (format!("{PASS_THROUGH}.{}", by.sector), by.value.to_string()));
        scalars.chain(sectors).collect()
    }

    /// Whether all runs pass on costs alike, so that prices can be solved for once.
    pub(super) fn is_fixed(&self) -> bool {
        !self.pass_through.draw.varies()
    }

    /// Puts what is drawn for one run into its parameters.
    ///
    /// # Errors
    /// `scenario::unknown-sector`.
    pub(super) fn draw(
        &self,
        sectors: &Codes,
        value: &dyn Fn(&str, &Drawn) -> f64,
        parameters: &mut Parameters,
    ) -> Result<()> {
        parameters.elasticity = value(ELASTICITY, &self.elasticity);
        parameters.pass_through = vec![value(PASS_THROUGH, &self.pass_through); sectors.len()];
        spread(&self.by_sector, sectors, &mut parameters.pass_through)
    }
}
