//! From a use table at purchasers' prices and a supply table to a closed domestic table of
//! industries, in five steps (docs/src/models/tables.md, "From make
//! and use to one table"):
//!
//! 0. freight on imports that domestic carriers earn becomes an export ([`freight_to_exports`]),
//! 1. each product's use is brought to basic prices; the margins go to the rows that earn them
//!    and the rest is a row of product taxes ([`basic_prices`]),
//! 2. imports are taken out in proportion to each product's share ([`domestic`]),
//! 3. products become industries by their market shares, model D ([`domestic`]),
//! 4. GRAS closes what is left ([`close`]).
//!
//! Columns are the industries, then the final uses.

use super::supply_use::SupplyUse;
use staves_core::{Result, balance};

type Rows = Vec<Vec<f64>>;

/// Counts the c.i.f./f.o.b. adjustment k as exports of the products concerned (freight and
/// insurance that residents earn on imports). Returns what exports grew by.
pub fn freight_to_exports(accounts: &mut SupplyUse) -> f64 {
    let Some(exports) = accounts.exports() else { return 0.0 };
    let mut earned = 0.0;
    for product in 0..accounts.products.len() {
        let freight = -std::mem::take(&mut accounts.cif_fob[product]);
        earned += freight;
        accounts.uses[product][exports] += freight;
        accounts.total_use[product] += freight;
        accounts.supply[product] += freight;
    }
    earned
}

/// Use at basic prices.
pub struct Basic {
    /// Products × columns.
    pub cells: Rows,
    /// Taxes less subsidies on products by column.
    pub taxes: Vec<f64>,
    /// Trade and transport margins that were moved to the rows that earn them.
    pub margins: f64,
}

/// Step 1. The gap g = T − S of a product is its margins and taxes. Products with g > 0 are
/// scaled by S / T; what is taken off a column goes to the products with g < 0 in proportion to
/// −g, as far as they earn it, and the rest is taxes.
pub fn basic_prices(accounts: &SupplyUse) -> Basic {
    let products = accounts.products.len();
    let gap = |product: usize| accounts.total_use[product] - accounts.supply[product];
    let mut cells = accounts.uses.clone();
    let mut taken = vec![0.0; cells[0].len()];
    for product in (0..products).filter(|&product| gap(product) > 0.0) {
        let keep = accounts.supply[product] / accounts.total_use[product];
        for (cell, taken) in cells[product].iter_mut().zip(&mut taken) {
            *taken += *cell * (1.0 - keep);
            *cell *= keep;
        }
    }
    let earned: Vec<f64> = (0..products).map(|product| (-gap(product)).max(0.0)).collect();
    let margins: f64 = earned.iter().sum();
    let share = margins / taken.iter().sum::<f64>();
    for (row, earned) in cells.iter_mut().zip(&earned) {
        for (cell, taken) in row.iter_mut().zip(&taken) {
            *cell += taken * share * earned / margins;
        }
    }
    Basic { cells, taxes: taken.iter().map(|taken| taken * (1.0 - share)).collect(), margins }
}

/// Use of domestic output, by industry.
pub struct Domestic {
    /// Industries × columns.
    pub cells: Rows,
    /// Imports by column.
    pub imports: Vec<f64>,
}

/// Steps 2 and 3.
pub fn domestic(accounts: &SupplyUse, basic: &Basic) -> Domestic {
    let (n, columns) = (accounts.industries.len(), basic.taxes.len());
    let mut cells = vec![vec![0.0; columns]; n];
    let mut imports = vec![0.0; columns];
    for (product, uses) in basic.cells.iter().enumerate() {
        let output = accounts.domestic_output(product);
        let supply = accounts.supply[product];
        let share = if supply == 0.0 { 0.0 } else { (output / supply).clamp(0.0, 1.0) };
        for (imports, used) in imports.iter_mut().zip(uses) {
            *imports += (1.0 - share) * used;
        }
        if output <= 0.0 {
            continue;
        }
        for (industry, row) in cells.iter_mut().enumerate() {
            let market_share = accounts.make[product][industry] / output;
            for (cell, used) in row.iter_mut().zip(uses) {
                *cell += market_share * share * used;
            }
        }
    }
    Domestic { cells, imports }
}

/// The closed table.
pub struct Closed {
    /// Industries, imports and taxes × columns.
    pub cells: Rows,
    /// The same before closing.
    pub before: Rows,
    /// Rounds of the balancing.
    pub rounds: usize,
}

impl Closed {
    /// Imports by column.
    pub fn imports(&self) -> &[f64] {
        &self.cells[self.cells.len() - 2]
    }

    /// Taxes less subsidies on products by column.
    pub fn taxes(&self) -> &[f64] {
        &self.cells[self.cells.len() - 1]
    }
}

/// Step 4. Keeps output and value added of the use table, the sum of each final use and the
/// published sum of product taxes; imports take what is left of the rounding.
pub fn close(accounts: &SupplyUse, basic: &Basic, domestic: &Domestic) -> Result<Closed> {
    let (n, columns) = (accounts.industries.len(), basic.taxes.len());
    let mut before = domestic.cells.clone();
    before.push(domestic.imports.clone());
    before.push(basic.taxes.clone());
    let inputs = (0..n).map(|j| accounts.output[j] - accounts.value_added[j]);
    let bought = (n..columns).map(|k| accounts.uses.iter().map(|row| row[k]).sum::<f64>());
    let columns_to: Vec<f64> = inputs.chain(bought).collect();
    let mut rows_to = accounts.output.clone();
    let domestic_and_taxes = rows_to.iter().sum::<f64>() + accounts.product_taxes;
    rows_to.push(columns_to.iter().sum::<f64>() - domestic_and_taxes);
    rows_to.push(accounts.product_taxes);
    let balanced = balance::gras(&before.concat(), &rows_to, &columns_to)?;
    let cells = balanced.cells.chunks(columns).map(<[f64]>::to_vec).collect();
    Ok(Closed { cells, before, rounds: balanced.rounds })
}
