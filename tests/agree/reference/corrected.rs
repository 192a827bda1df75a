//! The corrected edition, cell by cell (docs/src/models/dynamic.md, "Corrected mode").

use super::Day;
use super::table::{Square, Table, rebuild_demand};
use staves_core::Economy;
use staves_core::model::{Compounding, Orders, Parameters, Rationing, Rules};
use staves_core::shock::{Effect, Shock};

/// One capital shock that is being rebuilt.
struct Rebuilding {
    shock: usize,
    ordered: Square,
    left: Square,
}

pub struct Corrected<'a> {
    economy: &'a Economy,
    rules: &'a Rules,
    parameters: &'a Parameters,
    shocks: &'a [Shock],
    pub table: Table,
    stock: Square,
    orders: Square,
    production: Vec<f64>,
    alpha: Vec<f64>,
    rebuildings: Vec<Rebuilding>,
    number: usize,
}

impl<'a> Corrected<'a> {
    /// `None` when nobody makes a product that rebuilds.
    pub fn new(
        economy: &'a Economy,
        rules: &'a Rules,
        parameters: &'a Parameters,
        shocks: &'a [Shock],
    ) -> Option<Self> {
        let table = Table::new(economy, rules);
        let mut rebuildings = Vec::new();
        for (k, shock) in shocks.iter().enumerate() {
            if let Effect::Capital { lost, rebuild: Some(rebuild) } = &shock.effect {
                let ordered = rebuild_demand(&table, economy, rebuild, lost, true)?;
                rebuildings.push(Rebuilding { shock: k, left: ordered.clone(), ordered });
            }
        }
        let mut stock = vec![vec![f64::INFINITY; table.n]; table.products];
        for (product, stock) in stock.iter_mut().enumerate() {
            let days = parameters.inventory_days[product];
            if days.is_finite() {
                (0..table.n).for_each(|f| stock[f] = table.used[product][f] * days);
            }
        }
        Some(Self {
            stock,
            orders: table.z.clone(),
            production: table.x.clone(),
            alpha: vec![parameters.alpha_base; table.n],
            rebuildings,
            number: 0,
            economy,
            rules,
            parameters,
            shocks,
            table,
        })
    }

    fn severity(&self, shock: usize) -> f64 {
        self.shocks[shock].profile.mean(self.number as f64 * self.rules.step, self.rules.step)
    }

    /// Shares of the step after the start, and after the end of full severity.
    fn passed(&self, shock: usize) -> (f64, f64) {
        let profile = &self.shocks[shock].profile;
        let end = (self.number + 1) as f64 * self.rules.step;
        let share = |from: f64| ((end - from) / self.rules.step).clamp(0.0, 1.0);
        (share(profile.starts), share(profile.starts + profile.lasts))
    }

    /// Share of capacity that capacity shocks leave.
    fn left_by_shocks(&self) -> Vec<f64> {
        let mut left = vec![1.0_f64; self.table.n];
        for (k, shock) in self.shocks.iter().enumerate() {
            let Effect::Capacity { rows, size } = &shock.effect else { continue };
            let lost = size * self.severity(k);
            for row in rows {
                left[*row] = match self.rules.compounding {
                    Compounding::Multiply => left[*row] * (1.0 - lost),
                    Compounding::Max => left[*row].min(1.0 - lost),
                    Compounding::Add => left[*row] - lost,
                };
            }
        }
        left.into_iter().map(|left| left.max(0.0)).collect()
    }

    fn capital_lost(&self) -> Vec<f64> {
        let mut lost_now = vec![0.0; self.table.n];
        for (k, shock) in self.shocks.iter().enumerate() {
            let Effect::Capital { lost, rebuild } = &shock.effect else { continue };
            match (rebuild, self.rebuildings.iter().find(|rebuilding| rebuilding.shock == k)) {
                (Some(rebuild), Some(rebuilding)) => {
                    let (begun, _) = self.passed(k);
                    for (target, (row, _)) in lost.iter().enumerate() {
                        for i in 0..self.table.n {
                            lost_now[*row] += begun * rebuilding.left[i][target] / rebuild.factor;
                        }
                    }
                }
                _ => {
                    lost.iter().for_each(|(row, money)| lost_now[*row] += money * self.severity(k));
                }
            }
        }
        for (lost, capital) in lost_now.iter_mut().zip(&self.table.capital) {
            *lost = lost.min(capital.max(0.0));
        }
        lost_now
    }

    /// What each rebuilding asks of each supplier for each target in this step, money.
    fn rebuild_asked(&self) -> Vec<Square> {
        let h = self.rules.step;
        self.rebuildings
            .iter()
            .map(|rebuilding| {
                let Effect::Capital { rebuild: Some(rebuild), .. } =
                    &self.shocks[rebuilding.shock].effect
                else {
                    unreachable!("only capital shocks are rebuilt")
                };
                let (_, ended) = self.passed(rebuilding.shock);
                let mut asked = rebuilding.left.clone();
                for i in 0..self.table.n {
                    let (left, ordered): (f64, f64) =
                        (rebuilding.left[i].iter().sum(), rebuilding.ordered[i].iter().sum());
                    let share = if ended == 0.0 {
                        0.0
                    } else if left <= 1e-6 * ordered {
                        1.0
                    } else {
                        (ended * h / rebuild.days).min(1.0)
                    };
                    asked[i].iter_mut().for_each(|asked| *asked *= share);
                }
                asked
            })
            .collect()
    }

    fn final_demand(&self) -> Vec<f64> {
        let mut demand = self.table.final_demand.clone();
        for i in 0..self.table.n {
            for c in 0..self.economy.demand_columns.len() {
                let mut factor = 1.0;
                for (k, shock) in self.shocks.iter().enumerate() {
                    let Effect::Demand { change, cells } = &shock.effect else { continue };
                    for _ in cells.iter().filter(|cell| **cell == (i, c)) {
                        factor *= 1.0 + change * self.severity(k);
                    }
                }
                demand[i] += self.table.y[i][c] * (factor - 1.0);
            }
        }
        demand
    }

    /// Output relative to output at baseline that stocks allow a buyer.
    fn limit(&self, f: usize) -> f64 {
        let mut limit = f64::INFINITY;
        for product in 0..self.table.products {
            let technical = self.table.technical(product, f);
            let days = self.parameters.inventory_days[product];
            if technical > 1e-5 && days.is_finite() {
                let needed = technical * self.parameters.psi * days;
                limit = limit.min(self.stock[product][f] / needed);
            }
        }
        limit
    }

    pub fn step(&mut self) -> Day {
        let n = self.table.n;
        let (h, rules) = (self.rules.step, self.rules);
        let (left, lost) = (self.left_by_shocks(), self.capital_lost());
        let asked = self.rebuild_asked();
        let mut rebuild = vec![0.0; n];
        for asked in &asked {
            for i in 0..n {
                rebuild[i] += asked[i].iter().sum::<f64>() / h;
            }
        }
        let final_demand = self.final_demand();
        let orders: Vec<f64> = self.orders.iter().map(|row| row.iter().sum()).collect();
        let demand: Vec<f64> =
            (0..n).map(|i| (orders[i] + final_demand[i] + rebuild[i]).max(0.0)).collect();

        let parameters = self.parameters;
        let mut capacity = vec![0.0; n];
        let mut production = vec![0.0; n];
        for i in 0..n {
            let short =
                if demand[i] > 0.0 { (demand[i] - self.production[i]) / demand[i] } else { 0.0 };
            let mut alpha = self.alpha[i];
            let pace = h / parameters.alpha_tau;
            let relax = if short <= 1e-9 { parameters.alpha_base - alpha } else { 0.0 };
            alpha += pace * ((parameters.alpha_max - alpha) * short.max(0.0) + relax);
            self.alpha[i] = alpha.max(1.0);
            let capital = if lost[i] > 0.0 { 1.0 - lost[i] / self.table.capital[i] } else { 1.0 };
            capacity[i] = self.table.x[i] * self.alpha[i] * left[i] * capital;
            production[i] = demand[i].min(capacity[i]).min(self.limit(i));
        }

        // Rationing, cell by cell.
        let mut received = vec![vec![0.0; n]; self.table.products];
        let mut rebuilt = vec![0.0; n];
        let (mut delivered, mut final_delivered) = (vec![0.0; n], vec![0.0; n]);
        let mut fill_rebuild = vec![0.0; n];
        for i in 0..n {
            let (to_orders, to_final, to_rebuild) =
                ration(&rules.rationing, production[i], orders[i], final_demand[i], rebuild[i]);
            for f in 0..n {
                received[self.table.sector[i]][f] += self.orders[i][f] * to_orders;
            }
            rebuilt[i] = rebuild[i] * to_rebuild;
            fill_rebuild[i] = to_rebuild;
            delivered[i] = orders[i] * to_orders;
            final_delivered[i] = final_demand[i] * to_final;
        }
        let day = Day {
            production: production.clone(),
            capacity: capacity.clone(),
            overproduction: self.alpha.clone(),
            orders: orders.clone(),
            final_demand: final_demand.clone(),
            rebuild: rebuild.clone(),
            rebuilt: rebuilt.clone(),
            capital_lost: lost,
            delivered,
            final_delivered,
            doubtful: false,
            stock: self.stock.clone(),
        };

        for (rebuilding, asked) in self.rebuildings.iter_mut().zip(&asked) {
            for i in 0..n {
                let ordered = &rebuilding.ordered[i];
                for ((left, asked), ordered) in
                    rebuilding.left[i].iter_mut().zip(&asked[i]).zip(ordered)
                {
                    *left -= asked * fill_rebuild[i];
                    if *left <= f64::EPSILON * ordered {
                        *left = 0.0;
                    }
                }
            }
        }
        let wanted: Vec<f64> = (0..n)
            .map(|i| {
                let after = rebuild[i] - rebuilt[i];
                (orders[i] + final_demand[i] + after).max(0.0).min(capacity[i])
            })
            .collect();
        let mut gap = vec![vec![0.0; n]; self.table.products];
        for product in 0..self.table.products {
            let days = parameters.inventory_days[product];
            for f in 0..n {
                let technical = self.table.technical(product, f);
                let used = technical * production[f];
                gap[product][f] = used;
                if days.is_finite() {
                    let stock = &mut self.stock[product][f];
                    *stock = (*stock + h * (received[product][f] - used)).max(0.0);
                    let goal = wanted[f] * technical * days;
                    let restoration = parameters.restoration_days[product];
                    gap[product][f] += (goal - *stock).max(0.0) / restoration;
                }
            }
        }
        let weight = |i: usize| match rules.orders {
            Orders::CapacityWeighted if self.table.x[i] > 0.0 => capacity[i] / self.table.x[i],
            _ => 1.0,
        };
        self.orders = split_orders(&self.table, &gap, weight);
        self.production = production;
        self.number += 1;
        day
    }
}

/// An order for a product over its suppliers, by baseline flow times weight.
pub fn split_orders(table: &Table, gap: &Square, weight: impl Fn(usize) -> f64) -> Square {
    let n = table.n;
    let mut orders = vec![vec![0.0; n]; n];
    for f in 0..n {
        for (product, gap) in gap.iter().enumerate() {
            let suppliers = (0..n).filter(|i| table.sector[*i] == product);
            let total: f64 = suppliers.clone().map(|i| table.z[i][f] * weight(i)).sum();
            for i in suppliers.filter(|_| total > 0.0) {
                orders[i][f] = gap[f] * table.z[i][f] * weight(i) / total;
            }
        }
    }
    orders
}

/// Shares filled of orders, final demand and rebuilding.
pub fn ration(
    rule: &Rationing,
    output: f64,
    orders: f64,
    final_demand: f64,
    rebuild: f64,
) -> (f64, f64, f64) {
    let demand = orders + final_demand + rebuild;
    if demand <= 0.0 {
        // Net sales out of inventories cover all that is asked for, and no more is drawn.
        let drawn = if final_demand < 0.0 { -(orders + rebuild) / final_demand } else { 0.0 };
        return (1.0, drawn, 1.0);
    }
    let same = output / demand;
    match rule {
        Rationing::IntermediateFirst if final_demand + rebuild >= 0.0 && orders > 0.0 => {
            let first = output.min(orders);
            let last = final_demand + rebuild;
            let rest = if last > 0.0 { (output - first) / last } else { 0.0 };
            (first / orders, rest, rest)
        }
        _ => (same, same, same),
    }
}
