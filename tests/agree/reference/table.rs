//! The baseline and the split of rebuilding demand, as both reference implementations need them.

use staves_core::Economy;
use staves_core::model::Rules;
use staves_core::shock::Rebuild;

pub type Square = Vec<Vec<f64>>;

/// The table in money per day, without what takes no part in a run.
pub struct Table {
    pub n: usize,
    pub products: usize,
    pub sector: Vec<usize>,
    pub region: Vec<usize>,
    pub z: Square,
    pub y: Square,
    pub x: Vec<f64>,
    pub final_demand: Vec<f64>,
    /// Baseline use of a product by a buyer.
    pub used: Square,
    pub capital: Vec<f64>,
    /// Labour or its income, in any unit.
    pub labour: Vec<f64>,
}

impl Table {
    pub fn new(economy: &Economy, rules: &Rules) -> Self {
        let n = economy.len();
        let year = rules.days_per_year;
        let columns = economy.demand_columns.len();
        let sector: Vec<usize> = economy.producers.iter().map(|p| p.sector as usize).collect();
        let region = economy.producers.iter().map(|p| p.region as usize).collect();
        let mut live: Vec<bool> = economy.output().iter().map(|output| *output > 0.0).collect();
        let (mut z, mut y, mut x, mut final_demand);
        // A producer whose sales all go to producers that take no part takes no part either.
        loop {
            z = vec![vec![0.0; n]; n];
            y = vec![vec![0.0; columns]; n];
            x = vec![0.0; n];
            final_demand = vec![0.0; n];
            for i in 0..n {
                for f in 0..n {
                    if live[i] && live[f] {
                        z[i][f] = economy.flows.get(i, f).max(0.0) / year;
                    }
                    x[i] += z[i][f];
                }
                for c in 0..columns {
                    if live[i] {
                        y[i][c] = economy.final_demand.get(i, c) / year;
                    }
                    final_demand[i] += y[i][c];
                }
                x[i] += final_demand[i];
            }
            let gone: Vec<usize> = (0..n)
                .filter(|&i| live[i])
                .filter(|&i| x[i] <= 1e-12 * (x[i] - final_demand[i] + final_demand[i].abs()))
                .collect();
            gone.iter().for_each(|&i| live[i] = false);
            if gone.is_empty() {
                break;
            }
        }
        let products = economy.sectors.len();
        let mut used = vec![vec![0.0; n]; products];
        for i in 0..n {
            for f in 0..n {
                used[sector[i]][f] += z[i][f];
            }
        }
        let capital = match economy.attribute("capital") {
            Some(attribute) => attribute.values.clone(),
            None => {
                let times = rules.capital_to_value_added;
                economy.value_added().iter().map(|va| va.max(0.0) * times).collect()
            }
        };
        let labour = match economy.attribute("labour") {
            Some(attribute) => attribute.values.clone(),
            None => economy.value_added().iter().map(|va| va.max(0.0)).collect(),
        };
        Self { n, products, sector, region, z, y, x, final_demand, used, capital, labour }
    }

    /// What an economy says of its own producers, or the usual.
    pub fn attribute(&self, economy: &Economy, name: &str, usual: f64) -> Vec<f64> {
        economy.attribute(name).map_or(vec![usual; self.n], |attribute| attribute.values.clone())
    }

    pub fn technical(&self, product: usize, f: usize) -> f64 {
        if self.x[f] > 0.0 { self.used[product][f] / self.x[f] } else { 0.0 }
    }
}

/// Rebuilding demand: what supplier i delivers for target t. Targets are the damaged producers,
/// then the final users. `None` when nobody makes a rebuilding product.
pub fn rebuild_demand(
    table: &Table,
    economy: &Economy,
    rebuild: &Rebuild,
    lost: &[(usize, f64)],
    fall_back: bool,
) -> Option<Square> {
    let n = table.n;
    let targets = lost.len() + rebuild.final_users.len();
    let mut demand = vec![vec![0.0; targets]; n];
    for t in 0..targets {
        for (product, share) in &rebuild.mix {
            let makers: Vec<usize> =
                (0..n).filter(|&i| table.sector[i] == *product && table.x[i] > 0.0).collect();
            let mut bought = vec![0.0; n];
            let (money, home);
            if t < lost.len() {
                let (f, amount) = lost[t];
                (money, home) = (amount, table.region[f]);
                makers.iter().for_each(|&i| bought[i] = economy.flows.get(i, f).max(0.0));
            } else {
                let (c, amount) = rebuild.final_users[t - lost.len()];
                (money, home) = (amount, economy.demand_columns[c].region as usize);
                makers.iter().for_each(|&i| bought[i] = economy.final_demand.get(i, c).max(0.0));
            }
            if fall_back && bought.iter().sum::<f64>() == 0.0 {
                for &i in &makers {
                    let here = |c: &usize| economy.demand_columns[*c].region as usize == home;
                    let users = (0..economy.demand_columns.len()).filter(here);
                    bought[i] = users.map(|c| table.y[i][c]).sum::<f64>().max(0.0);
                }
            }
            if fall_back && bought.iter().sum::<f64>() == 0.0 {
                let at_home = makers.iter().filter(|i| table.region[**i] == home);
                at_home.for_each(|&i| bought[i] = table.x[i]);
            }
            if fall_back && bought.iter().sum::<f64>() == 0.0 {
                makers.iter().for_each(|&i| bought[i] = table.x[i]);
            }
            let total: f64 = bought.iter().sum();
            if total == 0.0 {
                if fall_back {
                    return None;
                }
                continue;
            }
            for i in 0..n {
                demand[i][t] += share * money * rebuild.factor * bought[i] / total;
            }
        }
    }
    Some(demand)
}
