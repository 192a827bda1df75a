//! The compatible edition, per step and with BoARIO's matrices (docs/src/models/dynamic.md,
//! "Compatible mode").

use super::Day;
use super::corrected::{ration, split_orders};
use super::table::{Square, Table, rebuild_demand};
use staves_core::Economy;
use staves_core::model::{Orders, Parameters, Rules};
use staves_core::shock::{Effect, Shock};

#[derive(Clone, Copy, PartialEq)]
enum State {
    Pending,
    Happening,
    Over,
    Finished,
}

struct Event<'a> {
    shock: &'a Shock,
    state: State,
    /// Damage now and at first, by hit producer: money, or share of capacity.
    damage: Vec<(usize, f64)>,
    initial: Vec<(usize, f64)>,
    rebuild: Option<Square>,
}

/// Amounts are per step throughout: money and days count in steps.
pub struct Compatible<'a> {
    rules: &'a Rules,
    parameters: &'a Parameters,
    pub table: Table,
    events: Vec<Event<'a>>,
    lagged: Vec<f64>,
    stock: Square,
    orders: Square,
    production: Vec<f64>,
    alpha: Vec<f64>,
    decimals: i32,
    number: usize,
}

impl<'a> Compatible<'a> {
    pub fn new(
        economy: &'a Economy,
        rules: &'a Rules,
        parameters: &'a Parameters,
        shocks: &'a [Shock],
    ) -> Self {
        let mut table = Table::new(economy, rules);
        let h = rules.step;
        let scale = |values: &mut [f64]| values.iter_mut().for_each(|value| *value *= h);
        table.z.iter_mut().for_each(|row| scale(row));
        table.used.iter_mut().for_each(|row| scale(row));
        scale(&mut table.x);
        scale(&mut table.final_demand);
        let events = shocks.iter().map(|shock| {
            let (initial, rebuild) = match &shock.effect {
                Effect::Capacity { rows, size } => {
                    (rows.iter().map(|row| (*row, *size)).collect(), None)
                }
                Effect::Capital { lost, rebuild } => {
                    let demand = rebuild
                        .as_ref()
                        .and_then(|rebuild| rebuild_demand(&table, economy, rebuild, lost, false));
                    (lost.clone(), demand)
                }
                _ => panic!("BoARIO has no such shock"),
            };
            Event { shock, state: State::Pending, damage: initial.clone(), initial, rebuild }
        });
        let events = events.collect();
        let days = |product: usize| in_steps(parameters.inventory_days[product], h);
        let stock = (0..table.products).map(|product| {
            let stock = |f: usize| match days(product) {
                days if days.is_finite() => table.used[product][f] * days,
                infinite => infinite,
            };
            (0..table.n).map(stock).collect()
        });
        Self {
            stock: stock.collect(),
            events,
            lagged: vec![0.0; table.n],
            orders: table.z.clone(),
            production: table.x.clone(),
            alpha: vec![parameters.alpha_base; table.n],
            decimals: economy.about.unit.scale.log10().trunc() as i32 + 1,
            number: 0,
            rules,
            parameters,
            table,
        }
    }

    /// Share of capacity lost, and capital lost.
    fn damage(&mut self, t: f64) -> (Vec<f64>, Vec<f64>) {
        let (n, h) = (self.table.n, self.rules.step);
        let (mut capital, mut capacity) = (vec![0.0; n], vec![0.0_f64; n]);
        for event in &mut self.events {
            let profile = &event.shock.profile;
            let (occurs, ends) = (profile.starts, profile.starts + profile.lasts);
            if event.state == State::Pending && t - h <= occurs && occurs <= t {
                event.state = State::Happening;
            }
            if event.state == State::Happening && t >= ends {
                event.state = State::Over;
            }
            if event.state == State::Pending || event.state == State::Finished {
                continue;
            }
            for (row, damage) in &event.damage {
                match event.shock.effect {
                    Effect::Capacity { .. } => capacity[*row] = capacity[*row].max(*damage),
                    _ => capital[*row] += damage,
                }
            }
        }
        let share = (0..n).map(|i| {
            let share =
                if self.table.capital[i] > 0.0 { capital[i] / self.table.capital[i] } else { 0.0 };
            share.max(self.lagged[i])
        });
        let share = share.collect();
        self.lagged = capacity;
        (share, capital)
    }

    /// Rebuilding demand of this step by event, supplier and target.
    fn asked(&self) -> Vec<Option<Square>> {
        let ask = |event: &Event<'_>| {
            let Effect::Capital { rebuild: Some(rebuild), .. } = &event.shock.effect else {
                return None;
            };
            if event.state != State::Over {
                return None;
            }
            let mut asked = event.rebuild.clone()?;
            asked.iter_mut().flatten().for_each(|cell| *cell *= self.rules.step / rebuild.days);
            Some(asked)
        };
        self.events.iter().map(ask).collect()
    }

    fn settle(&mut self, t: f64, asked: &[Option<Square>], fill: &[f64]) {
        for (event, asked) in self.events.iter_mut().zip(asked) {
            if event.state != State::Over {
                continue;
            }
            let (capacity, factor) = match &event.shock.effect {
                Effect::Capacity { .. } => (true, 1.0),
                Effect::Capital { rebuild, .. } => {
                    (false, rebuild.as_ref().map_or(1.0, |r| r.factor))
                }
                _ => continue,
            };
            let mut left_over = 0.0;
            if let (Some(left), Some(asked)) = (&mut event.rebuild, asked) {
                for i in 0..self.table.n {
                    for (left, asked) in left[i].iter_mut().zip(&asked[i]) {
                        *left = round(*left - asked * fill[i], self.decimals).max(0.0);
                        left_over += *left;
                    }
                }
                for (target, (_, damage)) in event.damage.iter_mut().enumerate() {
                    *damage = left.iter().map(|row| row[target]).sum::<f64>() / factor;
                }
            } else {
                let elapsed = t - (event.shock.profile.starts + event.shock.profile.lasts);
                let left = event.shock.profile.recovery.left(elapsed);
                let decimals = if capacity { 6 } else { self.decimals };
                for ((_, damage), (_, initial)) in event.damage.iter_mut().zip(&event.initial) {
                    *damage = round(initial * left, decimals);
                }
            }
            if left_over == 0.0 && event.damage.iter().all(|(_, damage)| *damage == 0.0) {
                event.state = State::Finished;
            }
        }
    }

    /// `None` where BoARIO stops.
    pub fn step(&mut self) -> Option<Day> {
        let (n, h, parameters) = (self.table.n, self.rules.step, self.parameters);
        let t = self.number as f64 * h;
        let (lost, capital_lost) = self.damage(t);
        if lost.iter().any(|share| *share > 1.0) {
            return None;
        }
        let asked = self.asked();
        let mut rebuild = vec![0.0; n];
        for asked in asked.iter().flatten() {
            (0..n).for_each(|i| rebuild[i] += asked[i].iter().sum::<f64>());
        }
        let orders: Vec<f64> = self.orders.iter().map(|row| row.iter().sum()).collect();
        let final_demand = self.table.final_demand.clone();
        let demand: Vec<f64> =
            (0..n).map(|i| (orders[i] + final_demand[i] + rebuild[i]).max(0.0)).collect();
        let (mut capacity, mut production) = (vec![0.0; n], vec![0.0; n]);
        let mut doubtful = false;
        for i in 0..n {
            if t > 1.0 {
                let short = match demand[i] {
                    0.0 => 0.0,
                    demand => (demand - self.production[i]) / demand,
                };
                let alpha = self.alpha[i];
                // A sum in another order may be zero where this one is 1e-16.
                doubtful |=
                    short.abs() < 1e-12 && alpha != parameters.alpha_base && orders[i] > 0.0;
                let relax = if short == 0.0 { parameters.alpha_base - alpha } else { 0.0 };
                let pace = h / parameters.alpha_tau;
                let next = alpha + (parameters.alpha_max - alpha) * short * pace + relax * pace;
                self.alpha[i] = next.max(1.0);
            }
            capacity[i] = self.table.x[i] * (1.0 - lost[i]) * self.alpha[i];
            production[i] = self.limited(i, demand[i].min(capacity[i]));
        }

        let mut received = vec![vec![0.0; n]; self.table.products];
        let mut fill_rebuild = vec![0.0; n];
        let (mut delivered, mut final_delivered) = (vec![0.0; n], vec![0.0; n]);
        for i in 0..n {
            let (to_orders, to_final, to_rebuild) = ration(
                &self.rules.rationing,
                production[i],
                orders[i],
                final_demand[i],
                rebuild[i],
            );
            for f in 0..n {
                received[self.table.sector[i]][f] += self.orders[i][f] * to_orders;
            }
            fill_rebuild[i] = to_rebuild;
            delivered[i] = orders[i] * to_orders;
            final_delivered[i] = final_demand[i] * to_final;
        }
        let daily = |values: &[f64]| values.iter().map(|value| value / h).collect::<Vec<f64>>();
        let rebuilt: Vec<f64> = (0..n).map(|i| rebuild[i] * fill_rebuild[i]).collect();
        let day = Day {
            production: daily(&production),
            capacity: daily(&capacity),
            overproduction: self.alpha.clone(),
            orders: daily(&orders),
            final_demand: daily(&final_demand),
            rebuild: daily(&rebuild),
            rebuilt: daily(&rebuilt),
            capital_lost,
            delivered: daily(&delivered),
            final_delivered: daily(&final_delivered),
            doubtful,
            stock: self.stock.clone(),
        };
        self.settle(t, &asked, &fill_rebuild);
        let wanted: Vec<f64> = (0..n)
            .map(|i| {
                let after = rebuild[i] - rebuilt[i];
                (orders[i] + final_demand[i] + after).max(0.0).min(capacity[i])
            })
            .collect();
        if !self.restock(&received, &production, &wanted, &capacity) {
            return None;
        }
        self.production = production;
        self.number += 1;
        Some(day)
    }

    /// Production that stocks allow.
    fn limited(&self, f: usize, wished: f64) -> f64 {
        let year = self.rules.days_per_year;
        let mut smallest = 1.0_f64;
        for product in 0..self.table.products {
            let days = in_steps(self.parameters.inventory_days[product], self.rules.step);
            let need = wished * self.table.technical(product, f) * self.parameters.psi * days;
            // Yearly use against the output of a step.
            let yearly = self.table.used[product][f] / self.rules.step * year;
            if yearly > self.table.x[f] * 1e-5 && days.is_finite() && need != 0.0 {
                smallest = smallest.min(self.stock[product][f] / need);
            }
        }
        wished * smallest
    }

    /// Stocks and the next orders; false when a stock falls below zero.
    fn restock(
        &mut self,
        received: &Square,
        production: &[f64],
        wanted: &[f64],
        capacity: &[f64],
    ) -> bool {
        let (n, h) = (self.table.n, self.rules.step);
        let cells = || (0..self.table.products).flat_map(|p| (0..n).map(move |f| (p, f)));
        let used = |p: usize, f: usize| self.table.technical(p, f) * production[f];
        if !cells().all(|(p, f)| close(received[p][f], used(p, f))) {
            let mut sound = true;
            for (p, f) in cells() {
                self.stock[p][f] += received[p][f] - used(p, f);
                sound &= self.stock[p][f] >= 0.0;
            }
            if !sound {
                return false;
            }
        }
        let goal = |p: usize, f: usize| {
            wanted[f] * self.table.technical(p, f) * in_steps(self.parameters.inventory_days[p], h)
        };
        let met = cells().all(|(p, f)| close(self.stock[p][f], goal(p, f)));
        let mut gap = vec![vec![0.0; n]; self.table.products];
        for (p, f) in cells() {
            let short = goal(p, f) - self.stock[p][f];
            if !met && short.is_finite() {
                gap[p][f] = short.max(0.0) * h / self.parameters.restoration_days[p];
            }
            gap[p][f] += used(p, f);
        }
        let weight = |i: usize| match self.rules.orders {
            Orders::CapacityWeighted if self.table.x[i] > 0.0 => capacity[i] / self.table.x[i],
            _ => 1.0,
        };
        self.orders = split_orders(&self.table, &gap, weight);
        true
    }
}

/// Days as steps; one step or less becomes two.
fn in_steps(days: f64, step: f64) -> f64 {
    let steps = days / step;
    if steps <= 1.0 { 2.0 } else { steps }
}

/// Closeness of numpy: equal infinities are close, not-a-number never is.
fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-8 + 1e-5 * b.abs()
}

fn round(value: f64, decimals: i32) -> f64 {
    let scale = 10.0_f64.powi(decimals);
    (value * scale).round_ties_even() / scale
}
