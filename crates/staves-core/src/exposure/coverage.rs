//! How many kinds of products home makes, and for how much of what it uses
//! (docs/src/models/exposure.md, "Coverage and breadth").

use crate::economy::Economy;

/// What one region makes and uses of the products of one sector, money per year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Balance {
    /// Output.
    pub output: f64,
    /// Use by producers and final users of the region, wherever it was made.
    pub demand: f64,
}

impl Balance {
    /// Whether output reaches a share of demand.
    #[must_use]
    pub fn covers(&self, share: f64) -> bool {
        self.output >= share * self.demand
    }
}

/// Output and demand by sector of some regions together.
///
/// Only uses within the table are known: imports from beyond it have no product here.
#[must_use]
pub fn balances(economy: &Economy, home: &[bool]) -> Vec<Balance> {
    let mut balances = vec![Balance::default(); economy.sectors.len()];
    let at_home: Vec<bool> =
        economy.producers.iter().map(|producer| home[producer.region as usize]).collect();
    let sector = |row: usize| economy.producers[row].sector as usize;
    for (row, output) in economy.output().iter().enumerate().filter(|(row, _)| at_home[*row]) {
        balances[sector(row)].output += output;
    }
    for (row, col, value) in economy.flows.cells() {
        if at_home[col] {
            balances[sector(row)].demand += value;
        }
    }
    for (row, col, value) in economy.final_demand.cells() {
        if home[economy.demand_columns[col].region as usize] {
            balances[sector(row)].demand += value;
        }
    }
    balances
}

/// Coverage C(θ) = Σ_i w_i [output_i ≥ θ·demand_i] / Σ_i w_i with demand (where above zero) as the
/// weight; NaN without any demand.
#[must_use]
pub fn coverage(balances: &[Balance], share: f64) -> f64 {
    let weight = |balance: &Balance| balance.demand.max(0.0);
    let covered = balances.iter().filter(|balance| balance.covers(share));
    // Not `sum`, which is −0 when nothing is counted.
    covered.map(weight).fold(0.0, |a, b| a + b) / balances.iter().map(weight).sum::<f64>()
}

/// Breadth: the effective number of sectors, e to the entropy of their shares in output
/// (Jacquemin and Berry 1979). With n sectors, Theil's index is ln n − ln breadth. NaN without
/// output.
#[must_use]
pub fn breadth(balances: &[Balance]) -> f64 {
    let outputs = || balances.iter().map(|balance| balance.output).filter(|output| *output > 0.0);
    let total: f64 = outputs().sum();
    if total == 0.0 {
        return f64::NAN;
    }
    let shares = outputs().map(|output| output / total);
    shares.map(|share| -share * share.ln()).sum::<f64>().exp()
}
