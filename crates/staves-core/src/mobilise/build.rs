//! The program of a mobilisation (docs/src/models/mobilise.md, "The program").

use super::balance::balance;
use super::facts::Facts;
use super::fair::Fairness;
use crate::program::{Bounds, Column, Program, Row};

/// What a bound of the program stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Capacity: line, period.
    Capacity(usize, usize),
    /// Crews: period.
    Crews(usize),
    /// How many conversions of a kind are possible.
    Conversions(usize),
    /// How many conversions of a kind can be started: kind, period.
    Starts(usize, usize),
    /// A reserve, by its place among the holdings.
    Reserve(usize),
    /// Imports: place among them, period.
    Import(usize, usize),
    /// Volume on a route: route, period.
    Route(usize, usize),
    /// Volume of a carrier: carrier, period.
    Carrier(usize, usize),
    /// Hours of a shift: shift, period.
    Shift(usize, usize),
}

/// Where a limit is in the program.
#[derive(Clone, Copy, Debug)]
pub enum Site {
    Row(Row),
    Column(Column),
}

/// A good in a region, by age and period.
pub struct Kept {
    pub region: usize,
    pub good: usize,
    /// In stock at the end of a period, by age and period.
    pub stock: Vec<Vec<Column>>,
    /// Used in a period, by age and period; empty for goods that keep, whose use stands in the
    /// balance itself.
    pub used: Vec<Vec<Column>>,
}

/// What is sent on a route, by period of departure.
pub struct Sent {
    pub route: usize,
    pub good: usize,
    pub age: usize,
    pub columns: Vec<Column>,
}

/// The program with its columns; those of a list have the order of the facts, then periods.
pub struct Built {
    pub program: Program,
    /// Per line, then per period.
    pub made: Vec<Vec<Column>>,
    /// What is made with each alternative of the groups that have several: line, group, alternative.
    pub with: Vec<Vec<Vec<Vec<Column>>>>,
    pub converted: Vec<Vec<Column>>,
    pub kept: Vec<Kept>,
    pub released: Vec<Vec<Column>>,
    pub imported: Vec<Vec<Column>>,
    pub sent: Vec<Sent>,
    pub worked: Vec<Vec<Column>>,
    pub unmet: Vec<Vec<Column>>,
    /// Share served of each demand that is above 0.
    pub share: Vec<Option<Column>>,
    /// The least share, with the row that keeps each share above it.
    pub least: Column,
    pub above_least: Vec<Option<Row>>,
    /// Logarithm of each share, where the rule asks for it.
    pub logarithm: Vec<Option<Column>>,
    pub limits: Vec<(Limit, Site)>,
    /// What is paid, as columns with their cost per unit.
    pub cost: Terms,
    /// Place in `kept` by region and good.
    pub place: Vec<Vec<usize>>,
}

pub type Terms = Vec<(Column, f64)>;

/// A program in the making, and what is paid in it: costs come and go while stages are solved.
#[derive(Default)]
struct Columns {
    program: Program,
    cost: Terms,
}

impl Columns {
    fn one(&mut self, cost: f64, bounds: Bounds) -> Column {
        let column = self.program.column(cost, bounds);
        self.paid(column, cost)
    }

    fn whole(&mut self, cost: f64, bounds: Bounds) -> Column {
        let column = self.program.whole(cost, bounds);
        self.paid(column, cost)
    }

    fn paid(&mut self, column: Column, cost: f64) -> Column {
        if cost != 0.0 {
            self.cost.push((column, cost));
        }
        column
    }

    fn over(
        &mut self,
        periods: usize,
        cost: impl Fn(usize) -> f64,
        most: impl Fn(usize) -> f64,
    ) -> Vec<Column> {
        (0..periods).map(|t| self.one(cost(t), Bounds::between(0.0, most(t)))).collect()
    }
}

impl Built {
    /// The program of some facts; conversions are whole numbers if so asked.
    pub fn new(facts: &Facts, fairness: Fairness, whole: bool) -> Self {
        let mut built = Self::columns(facts, whole);
        balance(&mut built, facts);
        built.alternatives(facts);
        built.capacities(facts);
        built.conversions(facts);
        built.transport(facts);
        built.labour(facts);
        built.shares(facts);
        if fairness == Fairness::Proportional {
            built.logarithms();
        }
        built.bounds_of_columns(facts);
        built
    }

    fn columns(facts: &Facts, whole: bool) -> Self {
        let mut columns = Columns::default();
        let (n, none) = (facts.periods, f64::INFINITY);
        let made = facts.lines.iter().map(|line| columns.over(n, |_| line.cost, |_| none));
        let made = made.collect();
        let with = facts.lines.iter().map(|line| {
            let group = |group: &Vec<(usize, f64)>| {
                let several = if group.len() > 1 { group.len() } else { 0 };
                (0..several).map(|_| columns.over(n, |_| 0.0, |_| none)).collect()
            };
            line.inputs.iter().map(group).collect()
        });
        let with = with.collect();
        let converted = facts.conversions.iter().map(|conversion| {
            let start = |t: usize| {
                // What would be ready after the last period is not started.
                let inside = t + conversion.lag < n;
                let most = if inside { conversion.most_a_start() } else { 0.0 };
                let cost = conversion.cost + conversion.forgone * (n - t) as f64;
                let bounds = Bounds::between(0.0, most);
                if whole { columns.whole(cost, bounds) } else { columns.one(cost, bounds) }
            };
            (0..n).map(start).collect()
        });
        let converted = converted.collect();
        let released = facts.holdings.iter().map(|h| {
            let there = h.reserve > 0.0;
            if there { columns.over(n, |_| 0.0, |_| none) } else { Vec::new() }
        });
        let released = released.collect();
        let imported = facts.imports.iter().map(|i| columns.over(n, |t| i.cost[t], |t| i.limit[t]));
        let imported = imported.collect();
        let mut sent = Vec::new();
        for (route, way) in facts.routes.iter().enumerate() {
            for (good, of) in facts.goods.iter().enumerate() {
                for age in 0..facts.ages(good) {
                    if facts.older(good, age, way.lag).is_some() {
                        let departs = columns.over(n, |_| way.cost * of.volume, |_| none);
                        sent.push(Sent { route, good, age, columns: departs });
                    }
                }
            }
        }
        let worked = facts.shifts.iter().map(|s| columns.over(n, |_| s.cost, |_| s.hours));
        let worked = worked.collect();
        let unmet =
            facts.demands.iter().map(|d| columns.over(n, |_| d.value, |t| d.amounts[t])).collect();
        let share = facts
            .demands
            .iter()
            .map(|d| (d.total() > 0.0).then(|| columns.one(0.0, Bounds::between(0.0, 1.0))));
        let share = share.collect();
        let least = columns.one(0.0, Bounds::between(0.0, 1.0));
        let mut kept = Vec::new();
        let mut place = vec![vec![0; facts.goods.len()]; facts.regions];
        for (region, row) in place.iter_mut().enumerate() {
            for (good, at) in row.iter_mut().enumerate() {
                *at = kept.len();
                let of = &facts.goods[good];
                let stock = |_| columns.over(n, |_| of.storage, |_| none);
                let stock = (0..facts.ages(good)).map(stock).collect();
                let ages = of.life.unwrap_or(0);
                let used = (0..ages).map(|_| columns.over(n, |_| 0.0, |_| none)).collect();
                kept.push(Kept { region, good, stock, used });
            }
        }
        Self {
            made,
            with,
            converted,
            kept,
            released,
            imported,
            sent,
            worked,
            unmet,
            share,
            least,
            above_least: Vec::new(),
            logarithm: Vec::new(),
            limits: Vec::new(),
            place,
            program: columns.program,
            cost: columns.cost,
        }
    }

    /// What is made is made with one or another alternative of each group.
    fn alternatives(&mut self, facts: &Facts) {
        for (line, groups) in self.with.iter().enumerate() {
            for alternatives in groups.iter().filter(|alternatives| !alternatives.is_empty()) {
                for t in 0..facts.periods {
                    let mut row: Terms = alternatives.iter().map(|with| (with[t], -1.0)).collect();
                    row.push((self.made[line][t], 1.0));
                    self.program.row(Bounds::exactly(0.0), &row);
                }
            }
        }
    }

    /// Capacity of a line: what it has, what conversions add after their lag, what others take.
    fn capacities(&mut self, facts: &Facts) {
        for (line, of) in facts.lines.iter().enumerate().filter(|(_, of)| of.capacity.is_finite()) {
            for t in 0..facts.periods {
                let mut row: Terms = vec![(self.made[line][t], 1.0)];
                for (kind, conversion) in facts.conversions.iter().enumerate() {
                    for start in 0..=t {
                        let column = self.converted[kind][start];
                        if conversion.line == line {
                            let ready = conversion.ready(t - start);
                            row.push((column, -conversion.capacity * ready));
                        }
                        if let Some((_, less)) = conversion.instead_of.filter(|(l, _)| *l == line) {
                            row.push((column, less));
                        }
                    }
                }
                row.retain(|(_, value)| *value != 0.0);
                self.limit(of.capacity, &row, Limit::Capacity(line, t));
            }
        }
    }

    fn limit(&mut self, most: f64, terms: &[(Column, f64)], limit: Limit) {
        if most.is_finite() && !terms.is_empty() {
            let row = self.program.row(Bounds::at_most(most), terms);
            self.limits.push((limit, Site::Row(row)));
        }
    }

    /// Crews, conversions that are possible, reserves.
    fn conversions(&mut self, facts: &Facts) {
        for t in 0..facts.periods {
            let each = facts.conversions.iter().zip(&self.converted);
            let row: Terms =
                each.filter(|(c, _)| c.crews > 0.0).map(|(c, of)| (of[t], c.crews)).collect();
            self.limit(facts.crews[t], &row, Limit::Crews(t));
        }
        for (kind, conversion) in facts.conversions.iter().enumerate() {
            let row: Terms = self.converted[kind].iter().map(|column| (*column, 1.0)).collect();
            self.limit(conversion.most, &row, Limit::Conversions(kind));
        }
        for (place, holding) in facts.holdings.iter().enumerate() {
            let row: Terms = self.released[place].iter().map(|column| (*column, 1.0)).collect();
            self.limit(holding.reserve, &row, Limit::Reserve(place));
        }
    }

    /// Volume on routes and of carriers.
    fn transport(&mut self, facts: &Facts) {
        for t in 0..facts.periods {
            let mut on: Vec<Terms> = vec![Terms::new(); facts.routes.len()];
            let mut by: Vec<Terms> = vec![Terms::new(); facts.carriers.len()];
            for sent in &self.sent {
                let good = &facts.goods[sent.good];
                if good.volume > 0.0 {
                    on[sent.route].push((sent.columns[t], good.volume));
                    if let Some(carrier) = good.carrier {
                        by[carrier].push((sent.columns[t], good.volume));
                    }
                }
            }
            for (route, row) in on.iter().enumerate() {
                self.limit(facts.routes[route].limit[t], row, Limit::Route(route, t));
            }
            for (carrier, row) in by.iter().enumerate() {
                self.limit(facts.carriers[carrier][t], row, Limit::Carrier(carrier, t));
            }
        }
    }

    /// Hours of work in regions that have shifts.
    fn labour(&mut self, facts: &Facts) {
        for region in 0..facts.regions {
            let here = |k: &usize| facts.shifts[*k].region == region;
            let shifts: Vec<usize> = (0..facts.shifts.len()).filter(here).collect();
            if shifts.is_empty() {
                continue;
            }
            for t in 0..facts.periods {
                let lines = facts.lines.iter().zip(&self.made);
                let lines = lines.filter(|(line, _)| line.region == region && line.hours > 0.0);
                let mut row: Terms = lines.map(|(line, made)| (made[t], line.hours)).collect();
                row.extend(shifts.iter().map(|shift| (self.worked[*shift][t], -1.0)));
                self.program.row(Bounds::at_most(0.0), &row);
            }
        }
    }

    /// The share served of each demand, and the least of them.
    fn shares(&mut self, facts: &Facts) {
        for (place, demand) in facts.demands.iter().enumerate() {
            let row = self.share[place].map(|share| {
                let part = 1.0 / demand.total();
                let mut row: Terms = self.unmet[place].iter().map(|u| (*u, part)).collect();
                row.push((share, 1.0));
                self.program.row(Bounds::at_most(1.0), &row);
                self.program.row(Bounds::at_least(0.0), &[(share, 1.0), (self.least, -1.0)])
            });
            self.above_least.push(row);
        }
    }

    /// Limits that are bounds of columns.
    fn bounds_of_columns(&mut self, facts: &Facts) {
        for t in 0..facts.periods {
            let imports =
                (0..facts.imports.len()).map(|k| (Limit::Import(k, t), self.imported[k][t]));
            let shifts = (0..facts.shifts.len()).map(|k| (Limit::Shift(k, t), self.worked[k][t]));
            let starts =
                facts.conversions.iter().enumerate().filter(|(_, c)| t + c.lag < facts.periods);
            let starts = starts.map(|(k, _)| (Limit::Starts(k, t), self.converted[k][t]));
            let all = imports.chain(shifts).chain(starts);
            self.limits.extend(all.map(|(limit, column)| (limit, Site::Column(column))));
        }
    }
}
