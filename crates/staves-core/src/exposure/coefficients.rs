//! What a unit of each product is made of.

use crate::codes::{Codes, Entry};
use crate::economy::{Economy, PrimaryKind, RegionId, id};
use crate::error::{Error, Result};
use crate::leontief::{Factored, technical_coefficients};
use crate::matrix::Matrix;

/// Code of the region that stands for everything beyond the table.
pub const OUTSIDE: &str = "outside";

/// The regions of an economy, and [`OUTSIDE`] after them where there are imports from beyond the
/// table.
///
/// # Errors
/// `table::duplicate-code` when a region has that code already.
pub fn regions_with_outside(economy: &Economy) -> Result<Codes> {
    let imports = economy.primary(PrimaryKind::Imports).unwrap_or_default();
    if imports.iter().all(|imports| *imports == 0.0) {
        return Ok(economy.regions.clone());
    }
    let outside =
        Entry { code: OUTSIDE.into(), en: "outside the table".into(), zh: "表外".into() };
    Codes::new(economy.regions.entries().iter().cloned().chain([outside]).collect())
}

/// Input coefficients of an economy, factored once.
///
/// Imports from beyond the table are the row of one more producer, the last, in a region of its
/// own ([`OUTSIDE`]). Nothing is known of what it buys, so its whole price is value added there.
pub struct Coefficients {
    /// A: inputs per unit of output, rows sell to columns.
    pub technical: Matrix,
    /// v = 1 − column sums of A: taxes and margins sit in it. 0 without output.
    pub value_added: Vec<f64>,
    /// Regions of the economy, and the outside where there is one.
    pub regions: Codes,
    /// The region of each producer.
    pub region: Vec<RegionId>,
    /// Whether each producer has output; shares of others are not defined.
    pub live: Vec<bool>,
    /// Whether the last producer is the outside.
    pub has_outside: bool,
    /// I − A, factored.
    pub(super) factored: Factored,
}

impl Coefficients {
    /// The coefficients of an economy.
    ///
    /// # Errors
    /// `table::not-productive` when the table uses up all it makes, `table::no-inverse`;
    /// `table::duplicate-code` when a region is called [`OUTSIDE`] and there are imports.
    pub fn of(economy: &Economy) -> Result<Self> {
        let technical = technical_coefficients(economy);
        let region = economy.producers.iter().map(|producer| producer.region).collect();
        let live = economy.output().iter().map(|output| *output > 0.0).collect();
        let regions = regions_with_outside(economy)?;
        if regions.len() == economy.regions.len() {
            return Self::new(technical, regions, region, live);
        }
        let imports = economy.primary(PrimaryKind::Imports).unwrap_or_default();
        Self::with_outside(technical, regions, region, live, &imports, economy.output())
    }

    fn with_outside(
        technical: Matrix,
        regions: Codes,
        mut region: Vec<RegionId>,
        mut live: Vec<bool>,
        imports: &[f64],
        output: &[f64],
    ) -> Result<Self> {
        let n = live.len();
        let mut values = vec![0.0; (n + 1) * (n + 1)];
        technical.cells().for_each(|(row, col, value)| values[row * (n + 1) + col] = value);
        let bought =
            imports.iter().zip(output).enumerate().filter(|(_, (_, output))| **output != 0.0);
        bought.for_each(|(col, (imports, output))| values[n * (n + 1) + col] = imports / output);
        region.push(id(regions.len() - 1));
        live.push(true);
        let technical = Matrix::from_dense(n + 1, n + 1, values);
        let with = Self::new(technical, regions, region, live)?;
        Ok(Self { has_outside: true, ..with })
    }

    /// Coefficients as they are: A, and for each producer its region and whether it has output.
    ///
    /// # Errors
    /// `table::not-productive`, `table::no-inverse`.
    pub fn new(
        technical: Matrix,
        regions: Codes,
        region: Vec<RegionId>,
        live: Vec<bool>,
    ) -> Result<Self> {
        let bought = technical.col_sums();
        let rest =
            bought.iter().zip(&live).map(|(bought, live)| if *live { 1.0 - bought } else { 0.0 });
        let value_added = rest.collect();
        let factored = Factored::identity_minus(&technical)?;
        // For A ≥ 0, all output multipliers are at least 1 exactly if the spectral radius is below 1
        // (Hawkins and Simon 1949). What rounding takes away is far less than a half.
        let multipliers = factored.solve_transposed(&vec![1.0; technical.rows()]);
        let signed = technical.find(|value| value < 0.0).is_some();
        if !signed && multipliers.iter().any(|multiplier| *multiplier < 0.5) {
            return Err(Error::new("table::not-productive"));
        }
        Ok(Self { technical, value_added, regions, region, live, has_outside: false, factored })
    }

    /// Number of producers, the outside included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.live.len()
    }

    /// Whether there is no producer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// The producers of some regions.
    #[must_use]
    pub fn inside(&self, regions: &[bool]) -> Vec<bool> {
        let inside = |region: &RegionId| regions.get(*region as usize).copied().unwrap_or(false);
        self.region.iter().map(inside).collect()
    }
}
