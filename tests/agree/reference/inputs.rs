//! How far stocks let output go, and what is ordered next.

use super::table::{Square, Table};
use staves_core::Economy;
use staves_core::model::{Binding, Inputs, Parameters, Restocking, Rules};

/// The stock policy of every buyer.
pub struct Stocks<'a> {
    rules: &'a Rules,
    parameters: &'a Parameters,
    /// Target in days of use, product × buyer.
    pub days: Square,
    speed: Vec<f64>,
    /// Criticality of each product for each buyer, product × buyer.
    critical: Square,
}

impl<'a> Stocks<'a> {
    pub fn new(
        economy: &Economy,
        table: &Table,
        rules: &'a Rules,
        parameters: &'a Parameters,
    ) -> Self {
        let added = table.attribute(economy, "inventory_days_added", 0.0);
        let own = economy.attribute("inventory_days").map(|attribute| &attribute.values);
        let mut days = vec![vec![0.0; table.n]; table.products];
        let mut critical = vec![vec![1.0; table.n]; table.products];
        for product in 0..table.products {
            for f in 0..table.n {
                let usual = match own {
                    Some(own) if parameters.own_inventory[product] => own[f],
                    _ => parameters.inventory_days[product],
                };
                days[product][f] = usual + added[f];
                if let Some(matrix) = &rules.criticality {
                    critical[product][f] = matrix[product * table.products + table.sector[f]];
                }
            }
        }
        let speed = table.attribute(economy, "restoration_speed", 1.0);
        Self { rules, parameters, days, speed, critical }
    }

    /// Output of buyer f that stocks allow, money per day; infinite when nothing holds it up.
    pub fn limit(&self, table: &Table, stock: &Square, f: usize) -> f64 {
        let survey = self.rules.asks_criticality();
        let threshold = match self.rules.binding {
            Binding::BelowTarget if !survey => 1e-5,
            _ => 0.0,
        };
        // What the stock of one input alone allows, with its criticality and its coefficient.
        let mut inputs = Vec::new();
        for product in 0..table.products {
            let (technical, days) = (table.technical(product, f), self.days[product][f]);
            if technical > threshold && days.is_finite() {
                let per_output = match self.rules.binding {
                    Binding::BelowTarget => technical * self.parameters.psi * days,
                    Binding::WholeStock => technical * self.rules.step,
                };
                let possible = stock[product][f] / per_output;
                inputs.push((possible, self.critical[product][f], technical));
            }
        }
        let least = |from: f64, below: f64| {
            let counts = |critical: f64| critical >= from && critical < below;
            let counting = inputs.iter().filter(|(_, critical, _)| counts(*critical));
            counting.map(|(possible, ..)| *possible).fold(f64::INFINITY, f64::min)
        };
        match self.rules.inputs {
            Inputs::Leontief => least(0.0, f64::INFINITY),
            Inputs::StronglyCritical => least(0.5, f64::INFINITY),
            Inputs::HalfCritical => {
                least(1.0, f64::INFINITY).min(0.5 * (least(0.5, 1.0) + table.x[f]))
            }
            Inputs::WeaklyCritical => least(1.0, f64::INFINITY),
            Inputs::Linear => {
                let all: f64 = inputs.iter().map(|(_, _, technical)| technical).sum();
                let possible: f64 = inputs.iter().map(|(possible, _, t)| possible * t).sum();
                if all > 0.0 { possible / all } else { f64::INFINITY }
            }
        }
    }

    /// What buyer f orders of a product, money per day. `output`, `wished` and `demand` are those
    /// of the step that ends, `stock` is what it leaves.
    pub fn order(
        &self,
        table: &Table,
        (product, f): (usize, usize),
        stock: f64,
        (output, wished, demand): (f64, f64, f64),
    ) -> f64 {
        let technical = table.technical(product, f);
        let days = self.days[product][f];
        let pace = self.speed[f] / self.parameters.restoration_days[product];
        let refill = |level: f64| {
            if days.is_finite() { (technical * level * days - stock) * pace } else { 0.0 }
        };
        match self.rules.restocking {
            Restocking::TopUp => technical * output + refill(wished).max(0.0),
            Restocking::DemandLed => (technical * demand + refill(table.x[f])).max(0.0),
            Restocking::OutputLed => (technical * output + refill(output)).max(0.0),
            Restocking::OutputLedFixedTarget => (technical * output + refill(table.x[f])).max(0.0),
            Restocking::OutputLedTopUp => technical * output + refill(output).max(0.0),
        }
    }
}
