//! The corrected edition, cell by cell, under every rule (docs/src/models/dynamic.md).

use super::Day;
use super::blur::Blur;
use super::damage::Damage;
use super::inputs::Stocks;
use super::links::{caps, split_orders};
use super::prices::price_rise;
use super::rationing::{Classes, Sales, share_out};
use super::table::{Square, Table};
use super::transit::{Transit, detours};
use staves_core::Economy;
use staves_core::model::{Consumption, Labour, Orders, Parameters, Rules};
use staves_core::shock::{Effect, Links, Shock};

pub struct Corrected<'a> {
    economy: &'a Economy,
    rules: &'a Rules,
    parameters: &'a Parameters,
    shocks: &'a [Shock],
    pub table: Table,
    damage: Damage<'a>,
    stocks: Stocks<'a>,
    classes: Classes,
    transit: Transit,
    spare: Vec<f64>,
    /// Product × buyer, money.
    pub stock: Square,
    /// Supplier × buyer, money per day.
    orders: Square,
    production: Vec<f64>,
    alpha: Vec<f64>,
    /// Labour at work and what it could have been used for, relative to the baseline.
    labour: Vec<f64>,
    useful: Vec<f64>,
    /// Logarithm of c̃ relative to baseline consumption, by region.
    remembered: Vec<f64>,
    number: usize,
    blur: Blur,
}

impl<'a> Corrected<'a> {
    /// `None` when nobody makes a product that rebuilds.
    pub fn new(
        economy: &'a Economy,
        rules: &'a Rules,
        parameters: &'a Parameters,
        shocks: &'a [Shock],
        blur: Blur,
    ) -> Option<Self> {
        let table = Table::new(economy, rules);
        let damage = Damage::new(economy, &table, rules, shocks)?;
        let stocks = Stocks::new(economy, &table, rules, parameters);
        let n = table.n;
        let mut stock = stocks.days.clone();
        for product in 0..table.products {
            for f in 0..n {
                if stock[product][f].is_finite() {
                    stock[product][f] *= table.used[product][f];
                }
            }
        }
        let mut plain = Self {
            damage,
            stocks,
            stock,
            classes: Classes::new(economy, rules),
            transit: Transit::default(),
            spare: table.attribute(economy, "spare_capacity", 0.0),
            orders: Vec::new(),
            production: table.x.clone(),
            alpha: vec![parameters.alpha_base; n],
            labour: vec![1.0; n],
            useful: vec![1.0; n],
            remembered: vec![0.0; economy.regions.len()],
            number: 0,
            blur,
            economy,
            rules,
            parameters,
            shocks,
            table,
        };
        let x = plain.table.x.clone();
        plain.place_orders(0.0, &x, &x, &x, &x);
        Some(plain)
    }

    /// Labour at work: what shocks leave, or what firms hire and fire towards it.
    fn employ(&mut self, left: &[f64]) {
        for (row, left) in left.iter().enumerate() {
            self.labour[row] = match self.rules.labour {
                Labour::Fixed => *left,
                Labour::HireFire => {
                    // Who makes nothing neither hires nor fires.
                    let useful =
                        if self.table.x[row] > 0.0 { self.useful[row] } else { self.labour[row] };
                    let missing = useful - self.labour[row];
                    let Parameters { hiring_days, firing_days, .. } = *self.parameters;
                    let days = if missing >= 0.0 { hiring_days } else { firing_days };
                    let moved = self.labour[row] + self.rules.step / days * missing;
                    moved.max(0.0).min(*left)
                }
            };
        }
    }

    /// What households of each region spend relative to the baseline: c̃.
    fn spend(&mut self) -> Vec<f64> {
        let Parameters { consumption_memory, benefits, expected_income, .. } = *self.parameters;
        let memory = consumption_memory.powf(self.rules.step);
        for region in 0..self.remembered.len() {
            let (mut usual, mut now) = (0.0, 0.0);
            for row in (0..self.table.n).filter(|row| self.table.region[*row] == region) {
                usual += self.table.labour[row];
                now += self.table.labour[row] * self.labour[row];
            }
            let income = if usual > 0.0 { benefits + (1.0 - benefits) * now / usual } else { 1.0 };
            let log = |income: f64| income.max(1e-9).ln();
            self.remembered[region] = memory * self.remembered[region]
                + (1.0 - memory) / 2.0 * log(income)
                + (1.0 - memory) / 2.0 * log(expected_income);
        }
        self.remembered.iter().map(|remembered| remembered.exp()).collect()
    }

    /// Final demand cell by cell, before links are capped.
    fn wish(&mut self, day: f64) -> Square {
        let columns = self.economy.demand_columns.len();
        let factor = |i: usize, c: usize| self.damage.demand_factor(i, c, day);
        let mut wanted = self.table.y.clone();
        for i in 0..self.table.n {
            for c in 0..columns {
                wanted[i][c] *= factor(i, c);
            }
        }
        if self.rules.consumption == Consumption::Baseline {
            return wanted;
        }
        let spent = self.spend();
        let categories = self.economy.households(&self.rules.households);
        for (region, spent) in spent.iter().enumerate() {
            let household = |c: &usize| {
                let column = self.economy.demand_columns[*c];
                column.region as usize == region && categories.contains(&(column.category as usize))
            };
            let cells: Vec<usize> = (0..columns).filter(household).collect();
            let sum = |of: &Square| of.iter().flat_map(|row| cells.iter().map(|c| row[*c])).sum();
            let (usual, liked): (f64, f64) = (sum(&self.table.y), sum(&wanted));
            if usual > 0.0 && liked > 0.0 {
                let fear = self.parameters.saving * (1.0 - liked / usual);
                let times = spent * (1.0 - fear) * usual / liked;
                for i in 0..self.table.n {
                    cells.iter().for_each(|c| wanted[i][*c] *= times);
                }
            }
        }
        wanted
    }

    pub fn step(&mut self) -> Day {
        let (n, h) = (self.table.n, self.rules.step);
        let day = self.number as f64 * h;
        let (other_left, labour_left) = self.damage.left(n, day);
        let capital_lost = self.damage.capital_lost(&self.table, day);
        let rebuild = self.damage.ask(n, day);
        self.employ(&labour_left);
        let mut wanted = self.wish(day);
        let prices = price_rise(&self.table, self.parameters, self.shocks, day, h);
        for i in 0..n {
            let times = (1.0 + prices[i]).powf(-self.parameters.elasticity);
            wanted[i].iter_mut().for_each(|wanted| *wanted *= times);
        }
        self.blur.all(self.orders.iter_mut().flatten());
        self.blur.all(&mut self.labour);
        self.blur.all(wanted.iter_mut().flatten());
        let mut last = wanted.clone();
        let (_, held) = caps(&self.table, self.shocks, day, h);
        for i in 0..n {
            for c in 0..last[i].len() {
                let usual = self.table.y[i][c];
                if held[i][c] < 1.0 && usual > 0.0 {
                    last[i][c] = last[i][c].min(held[i][c] * usual);
                }
            }
        }
        let sum = |rows: &Square| -> Vec<f64> { rows.iter().map(|row| row.iter().sum()).collect() };
        let (orders, final_demand) = (sum(&self.orders), sum(&last));
        let demand: Vec<f64> =
            (0..n).map(|i| (orders[i] + final_demand[i] + rebuild[i]).max(0.0)).collect();

        let (mut capacity, mut production) = (vec![0.0; n], vec![0.0; n]);
        for i in 0..n {
            let Parameters { alpha_base, alpha_max, alpha_tau, .. } = *self.parameters;
            let missing = demand[i] - self.production[i];
            let scarcity =
                if demand[i] > 0.0 { missing / demand[i].max(1e-3 * self.table.x[i]) } else { 0.0 };
            let relax = if scarcity <= 1e-9 { alpha_base - self.alpha[i] } else { 0.0 };
            let stretch = (alpha_max - self.alpha[i]) * scarcity.max(0.0);
            self.alpha[i] = (self.alpha[i] + h / alpha_tau * (stretch + relax)).max(1.0);
            let lost = capital_lost[i];
            let capital = if lost > 0.0 { 1.0 - lost / self.table.capital[i] } else { 1.0 };
            let most = self.table.x[i] * (1.0 + self.spare[i]);
            capacity[i] = most * self.alpha[i] * other_left[i] * capital.min(self.labour[i]);
            let limit = self.stocks.limit(&self.table, &self.stock, i);
            production[i] = demand[i].min(capacity[i]).min(limit);
            self.blur.all([&mut self.alpha[i], &mut capacity[i], &mut production[i]]);
            if self.table.x[i] > 0.0 {
                self.useful[i] = limit.min(demand[i]) / self.table.x[i];
            }
        }

        // Rationing, client by client.
        let mut received = vec![vec![0.0; n]; self.table.products];
        let (mut rebuilt, mut rebuilt_share) = (vec![0.0; n], vec![1.0; n]);
        let (mut delivered, mut final_delivered) = (vec![0.0; n], vec![0.0; n]);
        let mut unmet = vec![vec![0.0; self.table.products]; self.economy.regions.len()];
        let mut given_last = Vec::new();
        for i in 0..n {
            let asked = Sales {
                orders: self.orders[i].clone(),
                last: last[i].clone(),
                rebuild: rebuild[i],
            };
            let (orders, last) = (self.table.z[i].clone(), self.table.y[i].clone());
            let usual = Sales { orders, last, rebuild: 0.0 };
            let given = share_out(&self.classes, production[i], &asked, &usual);
            let product = self.table.sector[i];
            for f in 0..n {
                let on = |links: &Links| links.suppliers.contains(&i) && links.buyers.contains(&f);
                let ways = detours(self.shocks, day, h, on);
                let late = self.transit.send(day, &ways, product * n + f, given.orders[f]);
                received[product][f] += given.orders[f] - late;
            }
            for (c, column) in self.economy.demand_columns.iter().enumerate() {
                unmet[column.region as usize][self.table.sector[i]] += wanted[i][c] - given.last[c];
            }
            if rebuild[i] > 0.0 {
                rebuilt_share[i] = given.rebuild / rebuild[i];
            }
            rebuilt[i] = given.rebuild;
            delivered[i] = given.orders.iter().sum();
            final_delivered[i] = given.last.iter().sum();
            given_last.push(given.last);
        }
        let arrived = self.arrive(day, &wanted, &given_last, &mut unmet);
        for (product, received) in received.iter_mut().enumerate() {
            for f in 0..n {
                received[f] += arrived[product * n + f];
            }
        }
        self.damage.deliver(&rebuilt_share);
        let stock = self.stock.clone();

        for product in 0..self.table.products {
            for f in 0..n {
                let used = self.table.technical(product, f) * production[f];
                let left = self.stock[product][f] + h * (received[product][f] - used);
                self.stock[product][f] = left.max(0.0);
            }
        }
        let wished: Vec<f64> = (0..n)
            .map(|i| (orders[i] + final_demand[i] + rebuild[i] - rebuilt[i]).max(0.0))
            .zip(&capacity)
            .map(|(demand, capacity)| demand.min(*capacity))
            .collect();
        self.number += 1;
        self.place_orders(day + h, &production, &wished, &demand, &capacity);
        self.production.clone_from(&production);
        Day {
            production,
            capacity,
            overproduction: self.alpha.clone(),
            orders,
            final_demand,
            rebuild,
            rebuilt,
            capital_lost,
            delivered,
            final_delivered,
            doubtful: false,
            stock,
            labour: self.labour.clone(),
            prices,
            unmet,
        }
    }

    /// Sends final users' late goods off, and takes in what arrives in this step, for whom:
    /// product × buyer, then supplier × class × region of final users. Late goods meet the demand
    /// of the day on which they arrive, and no more.
    fn arrive(
        &mut self,
        day: f64,
        wanted: &Square,
        given: &Square,
        unmet: &mut Square,
    ) -> Vec<f64> {
        let (n, h, regions) = (self.table.n, self.rules.step, self.economy.regions.len());
        let (first, classes) = (self.table.products * n, self.classes.count);
        let receivers = n * classes * regions;
        let (mut missing, mut sent) = (vec![0.0; receivers], vec![0.0; receivers]);
        for i in 0..n {
            for (c, column) in self.economy.demand_columns.iter().enumerate() {
                let on = |links: &Links| links.suppliers.contains(&i) && links.columns.contains(&c);
                let delayed = |shock: &Shock| match &shock.effect {
                    Effect::Trade { links, delay, .. } => *delay > 0.0 && links.iter().any(on),
                    _ => false,
                };
                if self.table.y[i][c] <= 0.0 || !self.shocks.iter().any(delayed) {
                    continue;
                }
                let region = column.region as usize;
                let users = (i * classes + self.classes.columns[c]) * regions + region;
                missing[users] += wanted[i][c] - given[i][c];
                let ways = detours(self.shocks, day, h, on);
                sent[users] += self.transit.send(day, &ways, first + users, given[i][c]);
            }
        }
        let arrived = self.transit.arrive(day, h, first + receivers);
        for users in 0..receivers {
            let late = sent[users] - arrived[first + users];
            let (i, region) = (users / regions / classes, users % regions);
            unmet[region][self.table.sector[i]] += late.max(-missing[users]);
        }
        arrived
    }

    /// Takes away the stocks that shocks destroy as the step on `day` begins, and orders.
    fn place_orders(
        &mut self,
        day: f64,
        production: &[f64],
        wished: &[f64],
        demand: &[f64],
        capacity: &[f64],
    ) {
        self.blur.all(self.stock.iter_mut().flatten());
        let mut gap = self.stock.clone();
        for product in 0..self.table.products {
            for f in 0..self.table.n {
                let stock = &mut self.stock[product][f];
                if stock.is_finite() {
                    *stock *= self.damage.stock_left(product, f, day);
                }
                let flows = (production[f], wished[f], demand[f]);
                gap[product][f] = self.stocks.order(&self.table, (product, f), *stock, flows);
            }
        }
        let weight = |i: usize| match self.rules.orders {
            Orders::CapacityWeighted if self.table.x[i] > 0.0 && self.number > 0 => {
                capacity[i] / (self.table.x[i] * (1.0 + self.spare[i]))
            }
            _ => 1.0,
        };
        let (caps, _) = caps(&self.table, self.shocks, day, self.rules.step);
        self.orders = split_orders(&self.table, &gap, weight, &caps);
    }
}
