//! How much the loss of each region and product counts: a table of weights.

use crate::read::long::chunks;
use crate::read::long::layout::{TableLayout, number, text};
use crate::read::{Limits, Source};
use crate::scenario::Selector;
use staves_core::{Economy, Error, Result};
use std::path::Path;

/// One line of a table of weights.
pub const WEIGHTS: TableLayout = TableLayout {
    name: "weights",
    also: "",
    required: false,
    meaning: "how much a loss counts; later lines take the place of earlier ones, 1 where there is none",
    columns: &[
        text("region", true, "code or pattern: of who consumes, or who makes; all when empty"),
        text("sector", true, "code or pattern: of the product; all when empty"),
        number("weight", true, "–", "what each unit lost counts, 0 or more"),
    ],
};

/// Weights by region × product.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(Vec<f64>);

impl Weights {
    /// Reads a table, CSV or Parquet, against an economy.
    ///
    /// # Errors
    /// `scenario::unknown-region`, `scenario::unknown-sector`, `scenario::out-of-range`; of the table
    /// and of the disk.
    pub fn read(path: &Path, economy: &Economy) -> Result<Self> {
        let source = Source::open(&[path.to_owned()], &Limits::default())?;
        let sectors = economy.sectors.len();
        let mut weights = vec![1.0; economy.regions.len() * sectors];
        chunks::read(&source, 0, &WEIGHTS, &mut |chunk| {
            for row in 0..chunk.len() {
                let place = || chunk.place(row);
                let select = |column: &str| {
                    Selector::one(chunk.text_at(column, row).unwrap_or_default(), place())
                };
                let regions = select("region").ids(&economy.regions, "scenario::unknown-region")?;
                let products =
                    select("sector").ids(&economy.sectors, "scenario::unknown-sector")?;
                let weight = chunk.number_at("weight", row).unwrap_or(f64::NAN);
                if !(weight.is_finite() && weight >= 0.0) {
                    return Err(Error::new("scenario::out-of-range")
                        .with("key", "weight")
                        .with("found", weight)
                        .with("wanted", "0 or more")
                        .at(place()));
                }
                for region in &regions {
                    products.iter().for_each(|sector| weights[region * sectors + sector] = weight);
                }
            }
            Ok(())
        })?;
        Ok(Self(weights))
    }

    /// The weight of a region and a product.
    pub(super) fn of(&self, region: usize, sector: usize, economy: &Economy) -> f64 {
        self.0[region * economy.sectors.len() + sector]
    }
}
