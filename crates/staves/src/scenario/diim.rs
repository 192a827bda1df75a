//! The `[parameters]` of the inoperability model; other presets leave them alone.

use super::draw::{Drawn, is_distribution};
use super::one_of;
use super::parameters::{BySector, by_sector, spread};
use crate::document::Section;
use staves_core::diim::{Form, Parameters};
use staves_core::{Codes, Place, Result};

/// Parameters of the inoperability model, fixed or drawn.
#[derive(Clone, Debug)]
pub struct DiimDraws {
    recovery_days: Drawn,
    lambda: Drawn,
    by_sector: Vec<BySector>,
    /// How the interdependency matrix is made.
    pub form: Form,
}

const RECOVERY: &str = "recovery_days";
const LAMBDA: &str = "lambda";
const FORM: &str = "interdependency";
const FORMS: [(&str, Form); 2] = [("demand", Form::Demand), ("supply", Form::Supply)];

impl DiimDraws {
    pub(super) fn read(section: Option<&Section<'_>>) -> Result<Self> {
        let plain = |value| Drawn::fixed(value, Place::default());
        let mut draws = Self {
            recovery_days: plain(60.0),
            lambda: plain(0.01),
            by_sector: Vec::new(),
            form: Form::default(),
        };
        let Some(section) = section else { return Ok(draws) };
        match section.get(RECOVERY) {
            None => {}
            Some(table) if table.is_section() && !is_distribution(&table) => {
                draws.by_sector = by_sector(table.section()?, false)?;
            }
            Some(value) => {
                draws.recovery_days =
                    Drawn::read(value)?.within(RECOVERY, 0.0, f64::INFINITY, true)?;
            }
        }
        if let Some(value) = section.get(LAMBDA) {
            draws.lambda = Drawn::read(value)?.within(LAMBDA, 0.0, 0.99, true)?;
        }
        if let Some(value) = section.get(FORM) {
            draws.form = one_of(&value, FORM, FORMS)?;
        }
        Ok(draws)
    }

    /// Draws that differ between runs: their purpose and distribution.
    pub(super) fn draws(&self) -> impl Iterator<Item = (String, &Drawn)> {
        [(RECOVERY, &self.recovery_days), (LAMBDA, &self.lambda)]
            .into_iter()
            .map(|(name, drawn)| (name.to_owned(), drawn))
    }

    /// Names and values as people read them.
    #[must_use]
    pub fn shown(&self) -> Vec<(String, String)> {
        let form = FORMS.iter().find(|(_, form)| *form == self.form).map_or("", |(name, _)| name);
        let scalars = self.draws().map(|(name, drawn)| (name, drawn.shown()));
        let sectors = self
            .by_sector
            .iter()
            .map(|by| (format!("{RECOVERY}.{}", by.sector), by.value.to_string()));
        scalars.chain(sectors).chain([(FORM.to_owned(), form.to_owned())]).collect()
    }

    /// The parameters of one run.
    ///
    /// # Errors
    /// `scenario::unknown-sector`.
    pub(super) fn draw(
        &self,
        sectors: &Codes,
        value: &dyn Fn(&str, &Drawn) -> f64,
    ) -> Result<Parameters> {
        let mut recovery_days = vec![value(RECOVERY, &self.recovery_days); sectors.len()];
        spread(&self.by_sector, sectors, &mut recovery_days)?;
        Ok(Parameters { recovery_days, lambda: value(LAMBDA, &self.lambda) })
    }
}
