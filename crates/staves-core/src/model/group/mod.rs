//! Consecutive blocks of sectors with the state of all lanes for them: the unit of threading.
//!
//! What is kept between steps is a stock and an order for each product, buyer and lane. Everything
//! else is made anew for a segment of columns at a time: sums of weights (pass 1), stocks and
//! orders (sweep), orders by supplier (pass 2). So the table and the state are read from memory
//! once a step.

mod compatible;
mod orders;
mod shocks;
mod sums;

pub(super) use orders::{each_order, factors};

use super::lane::Lane;
use super::links::{Columns, Correction};
use super::rules::Edition;
use super::stocks::{self, Flows, Policy, Rare, Row, Share};
use super::system::{PAD, System};
use std::ops::Range;

pub(super) struct Group {
    pub(super) blocks: Range<usize>,
    /// Money; blocks × segments × lanes × columns.
    stock: Vec<f64>,
    /// Orders placed, money per day, without corrections; in the compatible edition order factors.
    placed: Vec<f64>,
    /// Sums of the weights that orders were placed with, like `placed`: of the blocks and lanes in
    /// which somebody fell short in the step before, where they are likely to be needed again.
    standing: Vec<f64>,
    /// Whether they are known, blocks × lanes.
    known: Vec<bool>,
    /// Smallest limit of the group's inputs, lanes × width.
    pub(super) limit: Vec<f64>,
    /// What the last sweep added up to, blocks × lanes.
    pub(super) flows: Vec<Flows>,
    /// Next orders without the supplier's own weight, rows of the group × classes × lanes.
    orders: Vec<f64>,
    /// Where standing orders differ from the factored form, blocks × lanes.
    corrections: Vec<Vec<Correction>>,
    room: Room,
}

/// Room for one segment of one block (for every block in the compatible edition).
#[derive(Default)]
struct Room {
    /// Sums of the coming weights, lanes × columns.
    weights: Vec<f64>,
    /// Sums of the weights of what is delivered, lanes × columns; shares of orders where there is
    /// one supplier.
    delivered: Vec<f64>,
    /// Next order factors, lanes × columns.
    factor: Vec<f64>,
    /// Results of pass 1 before they are sorted in, vectors × columns.
    sums: Vec<f64>,
    coefficients: Vec<f64>,
    /// Sums under way of pass 2, by class.
    ordered: Vec<Vec<f64>>,
    masked: Vec<f64>,
    /// Deliveries outside the factored form, by lane; empty where there are none.
    extra: Vec<Vec<f64>>,
    /// Corrections of the standing orders, by lane.
    before: Vec<Vec<Correction>>,
}

impl Group {
    pub(super) fn new(system: &System, lanes: &[Lane], blocks: Range<usize>) -> Self {
        let (count, width) = (lanes.len(), system.width);
        let cells = blocks.len() * count * width;
        let rows: usize = blocks.clone().map(|block| system.blocks[block].rows.len()).sum();
        let mut group = Self {
            stock: vec![0.0; cells],
            placed: vec![0.0; cells],
            standing: vec![0.0; cells],
            known: vec![false; blocks.len() * count],
            limit: first_limits(system, lanes, blocks.clone()),
            flows: vec![Flows::default(); blocks.len() * count],
            orders: vec![0.0; rows * system.classes.count * count],
            corrections: vec![Vec::new(); blocks.len() * count],
            room: Room { extra: vec![Vec::new(); count], ..Room::default() },
            blocks,
        };
        for block in group.blocks.clone() {
            for (k, lane) in lanes.iter().enumerate() {
                group.first_state(system, lane, count, block, k);
            }
        }
        group
    }

    /// Stocks at their targets, orders as at the baseline.
    fn first_state(&mut self, system: &System, lane: &Lane, lanes: usize, block: usize, k: usize) {
        let policy = &lane.policies[block];
        let added = lane.days_added(policy, system);
        let mut held = 0.0;
        for segment in &system.segments {
            let cells = self.cells(system, lanes, block, k, segment);
            for (cell, column) in cells.clone().zip(segment.clone()) {
                let used = system.use0[block * system.width + column];
                let days = policy.target(added.map_or(0.0, |days| days[column]));
                self.stock[cell] = if days.is_finite() { used * days } else { f64::INFINITY };
                self.placed[cell] = match system.rules.edition {
                    Edition::Corrected => used,
                    Edition::Boario072 => 1.0,
                };
            }
            held += stocks::total(&self.stock[cells]);
        }
        let at = self.at(block, lanes, k);
        self.flows[at].held = held;
    }

    /// Where a block's numbers of a lane are in the arrays by block × lane.
    fn at(&self, block: usize, lanes: usize, k: usize) -> usize {
        (block - self.blocks.start) * lanes + k
    }

    /// Where the cells of a segment are in the arrays of state.
    fn cells(
        &self,
        system: &System,
        lanes: usize,
        block: usize,
        k: usize,
        segment: &Range<usize>,
    ) -> Range<usize> {
        let block = (block - self.blocks.start) * lanes * system.width;
        let from = block + segment.start * lanes + k * segment.len();
        from..from + segment.len()
    }

    /// The stock of a block's product at a buyer.
    pub(super) fn stock(
        &self,
        system: &System,
        lanes: usize,
        block: usize,
        k: usize,
        buyer: usize,
    ) -> f64 {
        let segment = system.segments.iter().find(|segment| segment.contains(&buyer));
        segment.map_or(0.0, |segment| {
            let cells = self.cells(system, lanes, block, k, segment);
            self.stock[cells.start + buyer - segment.start]
        })
    }

    /// A row of orders placed, in the order of columns, segment by segment.
    pub(super) fn placed<'g>(
        &'g self,
        system: &'g System,
        lanes: usize,
        block: usize,
        k: usize,
    ) -> impl Iterator<Item = &'g [f64]> {
        let cells = move |segment| self.cells(system, lanes, block, k, segment);
        system.segments.iter().map(move |segment| &self.placed[cells(segment)])
    }

    /// Where standing orders of a block in a lane differ from the factored form.
    pub(super) fn corrections(&self, block: usize, lanes: usize, k: usize) -> &[Correction] {
        &self.corrections[self.at(block, lanes, k)]
    }

    /// Corrected edition: one step of all lanes.
    pub(super) fn advance(&mut self, system: &System, lanes: &[Lane]) {
        self.limit.fill(f64::INFINITY);
        for block in self.blocks.clone() {
            self.begin(system, lanes, block);
            for segment in &system.segments {
                self.add_up(system, lanes, block, segment);
                for (k, lane) in lanes.iter().enumerate() {
                    self.sweep(system, lane, lanes.len(), block, k, segment);
                    self.shocks(system, lane, lanes.len(), block, k, segment, false);
                }
                self.keep(system, lanes, block, segment);
                self.order(system, lanes.len(), block, segment);
            }
            for (k, lane) in lanes.iter().enumerate() {
                let at = self.at(block, lanes.len(), k);
                self.known[at] = lane.any_short(system, block);
            }
            self.finish(system, lanes.len(), block);
        }
    }

    /// Caps and losses of stock of the very first day, before anything is made.
    pub(super) fn first_day(&mut self, system: &System, lanes: &[Lane]) {
        for block in self.blocks.clone() {
            self.begin(system, lanes, block);
            for k in 0..lanes.len() {
                let at = self.at(block, lanes.len(), k);
                self.flows[at].held = self.flows[at].before;
            }
            for segment in &system.segments {
                let columns = segment.len();
                self.room.weights.clear();
                let use0 = &system.use0[block * system.width..][segment.clone()];
                (0..lanes.len()).for_each(|_| self.room.weights.extend(use0));
                self.room.factor.clear();
                self.room.factor.resize(lanes.len() * columns, 1.0);
                for (k, lane) in lanes.iter().enumerate() {
                    self.shocks(system, lane, lanes.len(), block, k, segment, true);
                }
                self.order(system, lanes.len(), block, segment);
            }
            self.finish(system, lanes.len(), block);
        }
    }

    fn begin(&mut self, system: &System, lanes: &[Lane], block: usize) {
        let (count, classes) = (lanes.len(), system.classes.count);
        self.room.ordered.resize(classes, Vec::new());
        if system.only_supplier(block).is_none() {
            for sums in &mut self.room.ordered {
                system.table.clear(block, count, sums);
            }
        }
        self.room.before.resize(count, Vec::new());
        for (k, lane) in lanes.iter().enumerate() {
            let at = self.at(block, count, k);
            self.room.before[k].clear();
            std::mem::swap(&mut self.room.before[k], &mut self.corrections[at]);
            self.flows[at] = Flows { before: self.flows[at].held, ..Flows::default() };
            self.extra(system, lane, block, k);
        }
    }

    /// Deliveries outside the factored form: on capped and delayed links, and of suppliers whose
    /// rationing looks at each order.
    fn extra(&mut self, system: &System, lane: &Lane, block: usize, k: usize) {
        let (extra, before) = (&mut self.room.extra[k], &self.room.before[k]);
        extra.clear();
        let levelled = &lane.levelled[block];
        let mut late = lane.transit.received(block).peekable();
        if before.is_empty() && levelled.is_none() && late.peek().is_none() {
            return;
        }
        extra.resize(system.width, 0.0);
        late.for_each(|(buyer, money)| extra[buyer] += money);
        let classes = &system.classes;
        for correction in before {
            let class = correction.row * classes.count + classes.buyers[correction.buyer];
            if lane.fill.level[class].is_infinite() {
                extra[correction.buyer] += correction.money * lane.fill.orders[class];
            }
        }
        if let Some(factor) = levelled {
            for row in system.blocks[block].rows.clone() {
                let weight = lane.weight_before[row];
                each_order(system, block, row, weight, factor, before, |buyer, order, usual| {
                    let level = lane.fill.level[row * classes.count + classes.buyers[buyer]];
                    if level.is_finite() {
                        extra[buyer] += order.min(level * usual);
                    }
                });
            }
        }
    }

    /// Moves the stocks of one product in one lane and sets its next orders.
    fn sweep(
        &mut self,
        system: &System,
        lane: &Lane,
        lanes: usize,
        block: usize,
        k: usize,
        segment: &Range<usize>,
    ) {
        let (width, columns) = (system.width, segment.len());
        let (only, policy) = (system.only_supplier(block), &lane.policies[block]);
        let (classes, part) = (&system.classes, k * columns..(k + 1) * columns);
        let extra = &self.room.extra[k];
        let seldom = lane.rare(system, policy, block, segment);
        let rare = (seldom.is_some() || !extra.is_empty()).then(|| Rare {
            extra: if extra.is_empty() {
                &system.zeros[segment.clone()]
            } else {
                &extra[segment.clone()]
            },
            ..seldom.unwrap_or(system.nothing_rare(segment))
        });
        let by_buyer = match only {
            None => lane.any_short(system, block),
            Some(_) => classes.sole().is_none() && lane.any_short(system, block),
        };
        if let (Some(row), true) = (only, by_buyer) {
            lane.fill.by_buyer(classes, row, segment, &mut self.room.delivered[part.clone()]);
        }
        let cells = self.cells(system, lanes, block, k, segment);
        let share = match (by_buyer, only) {
            (true, only) => Share::ByBuyer {
                delivered: &self.room.delivered[part.clone()],
                standing: match only {
                    Some(_) => &system.ones[segment.clone()],
                    None => &self.standing[cells.clone()],
                },
            },
            (false, Some(row)) => Share::Same(lane.delivered_share(&system.classes, row)),
            (false, None) => Share::Same(1.0),
        };
        let (basis, goal) = lane.basis_and_goal(system);
        let row = Row {
            use0: &system.use0[block * width..][segment.clone()],
            binds: &system.binds[block * width..][segment.clone()],
            activity: &lane.activity[segment.clone()],
            basis: &basis[segment.clone()],
            goal: &goal[segment.clone()],
            share,
            weights: &self.room.weights[part.clone()],
            rare,
            stock: &mut self.stock[cells.clone()],
            placed: &mut self.placed[cells],
            factor: &mut self.room.factor[part],
            limit: &mut self.limit[k * width..][segment.clone()],
        };
        let flows = stocks::advance(row, policy, only.map(|row| lane.weight[row]));
        let at = self.at(block, lanes, k);
        self.flows[at].add(&flows);
    }
}

/// Output relative to the baseline that full stocks allow, lanes × width; never below 1, whatever
/// it rounds to.
fn first_limits(system: &System, lanes: &[Lane], blocks: Range<usize>) -> Vec<f64> {
    let width = system.width;
    let mut limits = vec![f64::INFINITY; lanes.len() * width];
    for (lane, limits) in lanes.iter().zip(limits.chunks_exact_mut(width)) {
        for block in blocks.clone() {
            let policy = &lane.policies[block];
            let added = lane.days_added(policy, system);
            for (col, limit) in limits.iter_mut().enumerate().take(system.len()) {
                let (cell, added) = (block * width + col, added.map_or(0.0, |days| days[col]));
                if policy.target(added).is_finite() {
                    let stock = system.use0[cell] * policy.target(added);
                    let eased = system.eased.get(cell).copied().unwrap_or(0.0);
                    let allowed = policy.allowed(stock, system.binds[cell], eased, added);
                    *limit = limit.min(allowed.max(1.0));
                }
            }
        }
    }
    limits
}
