//! What shocks do in a step: capacity, capital and labour lost, rebuilding, final demand, stocks.

use super::table::{Square, Table, rebuild_demand};
use staves_core::Economy;
use staves_core::model::{Compounding, Rules};
use staves_core::shock::{Effect, Rebuild, Shock};

/// One capital shock that is being rebuilt: supplier × target, money.
struct Rebuilding {
    shock: usize,
    rebuild: Rebuild,
    ordered: Square,
    left: Square,
    asked: Square,
}

pub struct Damage<'a> {
    rules: &'a Rules,
    shocks: &'a [Shock],
    protected: Vec<f64>,
    remote: Vec<f64>,
    rebuildings: Vec<Rebuilding>,
}

/// Money lost by a capital shock, less what protection averts.
fn averted(lost: &[(usize, f64)], protected: &[f64]) -> Vec<(usize, f64)> {
    lost.iter().map(|(row, money)| (*row, money * (1.0 - protected[*row]))).collect()
}

impl<'a> Damage<'a> {
    /// `None` when nobody makes a product that rebuilds.
    pub fn new(
        economy: &Economy,
        table: &Table,
        rules: &'a Rules,
        shocks: &'a [Shock],
    ) -> Option<Self> {
        let protected = table.attribute(economy, "protected_share", 0.0);
        let mut rebuildings = Vec::new();
        for (shock, Shock { effect, .. }) in shocks.iter().enumerate() {
            if let Effect::Capital { lost, rebuild: Some(rebuild) } = effect {
                let lost = averted(lost, &protected);
                let ordered = rebuild_demand(table, economy, rebuild, &lost, true)?;
                let (left, asked) = (ordered.clone(), ordered.clone());
                rebuildings.push(Rebuilding {
                    shock,
                    rebuild: rebuild.clone(),
                    ordered,
                    left,
                    asked,
                });
            }
        }
        let remote = table.attribute(economy, "remote_share", 0.0);
        Some(Self { rules, shocks, protected, remote, rebuildings })
    }

    fn severity(&self, shock: usize, day: f64) -> f64 {
        self.shocks[shock].profile.mean(day, self.rules.step)
    }

    /// Share of the step after some moment.
    fn passed(&self, moment: f64, day: f64) -> f64 {
        let h = self.rules.step;
        ((day + h - moment) / h).clamp(0.0, 1.0)
    }

    /// What shares lost by several shocks leave.
    fn compound(&self, losses: &[f64]) -> f64 {
        let left = match self.rules.compounding {
            Compounding::Multiply => losses.iter().map(|lost| 1.0 - lost).product(),
            Compounding::Max => 1.0 - losses.iter().copied().fold(0.0, f64::max),
            Compounding::Add => 1.0 - losses.iter().sum::<f64>(),
        };
        f64::max(left, 0.0)
    }

    /// Shares of capacity and of labour that shocks leave, by producer.
    pub fn left(&self, n: usize, day: f64) -> (Vec<f64>, Vec<f64>) {
        let (mut capacity, mut labour) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        for (k, shock) in self.shocks.iter().enumerate() {
            let severity = self.severity(k, day);
            match &shock.effect {
                Effect::Capacity { rows, size } => {
                    for row in rows {
                        capacity[*row].push(size * severity * (1.0 - self.protected[*row]));
                    }
                }
                Effect::Labour { rows, size, remote } => {
                    for row in rows {
                        let at_home = remote.unwrap_or(self.remote[*row]);
                        labour[*row].push(size * severity * (1.0 - at_home));
                    }
                }
                _ => {}
            }
        }
        let compound = |losses: &[Vec<f64>]| losses.iter().map(|all| self.compound(all)).collect();
        (compound(&capacity), compound(&labour))
    }

    /// Productive capital out of use, at most all of it.
    pub fn capital_lost(&self, table: &Table, day: f64) -> Vec<f64> {
        let mut out = vec![0.0; table.n];
        for (k, shock) in self.shocks.iter().enumerate() {
            let Effect::Capital { lost, rebuild } = &shock.effect else { continue };
            let lost = averted(lost, &self.protected);
            match self.rebuildings.iter().find(|rebuilding| rebuilding.shock == k) {
                Some(rebuilding) => {
                    let begun = self.passed(shock.profile.starts, day);
                    let factor = rebuild.as_ref().map_or(1.0, |rebuild| rebuild.factor);
                    for (target, (row, _)) in lost.iter().enumerate() {
                        for i in 0..table.n {
                            out[*row] += begun * rebuilding.left[i][target] / factor;
                        }
                    }
                }
                None => {
                    lost.iter().for_each(|(row, money)| out[*row] += money * self.severity(k, day));
                }
            }
        }
        for (lost, capital) in out.iter_mut().zip(&table.capital) {
            *lost = lost.min(capital.max(0.0));
        }
        out
    }

    /// What rebuilding asks of each supplier in this step, money per day.
    pub fn ask(&mut self, n: usize, day: f64) -> Vec<f64> {
        let h = self.rules.step;
        let mut demand = vec![0.0; n];
        for k in 0..self.rebuildings.len() {
            let profile = self.shocks[self.rebuildings[k].shock].profile.clone();
            let ended = self.passed(profile.starts + profile.lasts, day);
            let Rebuilding { rebuild, ordered, left, asked, .. } = &mut self.rebuildings[k];
            for i in 0..n {
                let (rest, all): (f64, f64) = (left[i].iter().sum(), ordered[i].iter().sum());
                let share = if ended == 0.0 {
                    0.0
                } else if rest <= 1e-6 * all {
                    1.0
                } else {
                    (ended * h / rebuild.days).min(1.0)
                };
                for (asked, left) in asked[i].iter_mut().zip(&left[i]) {
                    *asked = left * share;
                }
                demand[i] += asked[i].iter().sum::<f64>() / h;
            }
        }
        demand
    }

    /// Books what was delivered for rebuilding: a share of what was asked of each supplier.
    pub fn deliver(&mut self, share: &[f64]) {
        for Rebuilding { ordered, left, asked, .. } in &mut self.rebuildings {
            for (i, share) in share.iter().enumerate() {
                for t in 0..left[i].len() {
                    left[i][t] -= asked[i][t] * share;
                    if left[i][t] <= f64::EPSILON * ordered[i][t] {
                        left[i][t] = 0.0;
                    }
                }
            }
        }
    }

    /// What shocks on demand multiply a cell of final demand by.
    pub fn demand_factor(&self, i: usize, c: usize, day: f64) -> f64 {
        let mut factor = 1.0;
        for (k, shock) in self.shocks.iter().enumerate() {
            let Effect::Demand { change, cells } = &shock.effect else { continue };
            for _ in cells.iter().filter(|cell| **cell == (i, c)) {
                factor *= 1.0 + change * self.severity(k, day);
            }
        }
        factor
    }

    /// Share of a stock that is left after what shocks destroy as the step on `day` begins.
    pub fn stock_left(&self, product: usize, buyer: usize, day: f64) -> f64 {
        let mut left = 1.0;
        for shock in self.shocks {
            let Effect::Inventory { inputs, buyers, size } = &shock.effect else { continue };
            let starts = shock.profile.starts;
            let now = day <= starts && starts < day + self.rules.step;
            if now && inputs.contains(&product) && buyers.contains(&buyer) {
                left *= 1.0 - size;
            }
        }
        left
    }
}
