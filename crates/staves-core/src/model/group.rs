//! Consecutive blocks of sectors with the state of all lanes for them: the unit of threading.

use super::lane::Lane;
use super::links::Correction;
use super::rules::Edition;
use super::stocks::{self, Flows, Only, Policy, Rare, Row};
use super::system::System;
use std::ops::Range;

pub(super) struct Group {
    pub(super) blocks: Range<usize>,
    /// blocks × lanes × width.
    pub(super) stock: Vec<f64>,
    /// Order factors, blocks × lanes × width.
    factor: Vec<f64>,
    /// Sums of the weights under which the standing orders were placed, blocks × lanes × width.
    standing: Vec<f64>,
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

/// Room for one block at a time (for each block in the compatible edition).
#[derive(Default)]
struct Room {
    /// Sums of the coming weights, lanes × width.
    weights: Vec<f64>,
    /// Deliveries per unit of order factor, lanes × width.
    delivered: Vec<f64>,
    /// Results of the kernel before they are sorted in, vectors × width.
    sums: Vec<f64>,
    coefficients: Vec<f64>,
    extra: Vec<f64>,
    kernel: Vec<f64>,
    ordered: Vec<f64>,
}

/// Columns of one block in one lane after the sweep.
pub(super) struct Columns<'c> {
    pub weights: &'c [f64],
    pub factor: &'c mut [f64],
}

impl Group {
    pub(super) fn new(system: &System, lanes: &[Lane], blocks: Range<usize>) -> Self {
        let (count, width) = (lanes.len(), system.width);
        let mut stock = Vec::with_capacity(blocks.len() * count * width);
        let mut flows = Vec::with_capacity(blocks.len() * count);
        for block in blocks.clone() {
            for lane in lanes {
                let (policy, from) = (&lane.policies[block], stock.len());
                let use0 = &system.use0[block * width..(block + 1) * width];
                let days = |col: usize| {
                    policy.target(lane.days_added(policy, system).map_or(0.0, |d| d[col]))
                };
                stock.extend(use0.iter().enumerate().map(|(col, used)| {
                    if days(col).is_finite() { used * days(col) } else { f64::INFINITY }
                }));
                flows.push(Flows { held: stocks::total(&stock[from..]), ..Flows::default() });
            }
        }
        let rows = |block: usize| system.blocks[block].rows.len();
        let slots = match system.rules.edition {
            Edition::Corrected => 1,
            Edition::Boario072 => blocks.len(),
        };
        let rows_in_all = blocks.clone().map(rows).sum::<usize>();
        let standing = blocks.clone().flat_map(|block| {
            let use0 = &system.use0[block * width..(block + 1) * width];
            (0..count).flat_map(move |_| use0.iter().copied())
        });
        let room = Room {
            weights: vec![0.0; slots * count * width],
            delivered: vec![0.0; slots * count * width],
            extra: vec![0.0; width],
            ..Room::default()
        };
        Self {
            stock,
            factor: first_factors(system, count, blocks.clone()),
            standing: standing.collect(),
            limit: vec![f64::INFINITY; count * width],
            flows,
            orders: vec![0.0; rows_in_all * system.classes.count * count],
            corrections: vec![Vec::new(); blocks.len() * count],
            room,
            blocks,
        }
    }

    /// Order factors of a block in a lane.
    pub(super) fn factor(&self, system: &System, lanes: usize, block: usize, k: usize) -> &[f64] {
        let from = ((block - self.blocks.start) * lanes + k) * system.width;
        &self.factor[from..from + system.width]
    }

    /// Where standing orders of a block in a lane differ from the factored form.
    pub(super) fn corrections(&self, block: usize, lanes: usize, k: usize) -> &[Correction] {
        &self.corrections[self.at(block, lanes, k)]
    }

    /// Where a block's numbers of a lane begin in the arrays of the group.
    fn at(&self, block: usize, lanes: usize, k: usize) -> usize {
        (block - self.blocks.start) * lanes + k
    }

    /// Corrected edition: a block's cells stay in cache between the two passes over it.
    pub(super) fn advance(&mut self, system: &System, lanes: &[Lane]) {
        self.limit.fill(f64::INFINITY);
        for block in self.blocks.clone() {
            if system.only_supplier(block).is_none() {
                self.add_up(system, lanes, block);
            }
            for (k, lane) in lanes.iter().enumerate() {
                let held = self.flows[self.at(block, lanes.len(), k)].held;
                let flows = self.sweep(system, lane, lanes.len(), block, k);
                let at = self.at(block, lanes.len(), k);
                self.flows[at] = Flows { before: held, ..flows };
            }
            if system.only_supplier(block).is_none() {
                self.order(system, lanes.len(), block);
            }
        }
    }

    /// Caps and losses of stock of the very first day, before anything is made.
    pub(super) fn first_day(&mut self, system: &System, lanes: &[Lane]) {
        for block in self.blocks.clone() {
            for (k, lane) in lanes.iter().enumerate() {
                let at = self.at(block, lanes.len(), k);
                let mut flows = self.flows[at];
                self.destroy(system, lane, lanes.len(), block, k, &mut flows);
                self.flows[at] = flows;
                self.correct(system, lane, lanes.len(), block, k, true);
            }
            if system.only_supplier(block).is_none() {
                self.order(system, lanes.len(), block);
            }
        }
    }

    /// Pass 1, where something has changed: sums of the coming weights, and deliveries of lanes in
    /// which somebody falls short. The others repeat the standing sums bit for bit.
    fn add_up(&mut self, system: &System, lanes: &[Lane], block: usize) {
        let (width, rows) = (system.width, system.blocks[block].rows.clone());
        let moved: Vec<usize> = (0..lanes.len()).filter(|k| lanes[*k].moved[block]).collect();
        let all = system.all_panels();
        let weight = |k: usize, row: usize| lanes[k].weight[row];
        self.room.sum(system, block, &all, &moved, &rows, &weight);
        for (sums, k) in self.room.sums.chunks_exact(width).zip(&moved) {
            self.room.weights[k * width..(k + 1) * width].copy_from_slice(sums);
        }
        let classes = &system.classes;
        for class in 0..classes.count {
            let short: Vec<usize> =
                (0..lanes.len()).filter(|k| lanes[*k].short(system, block, class)).collect();
            let delivering =
                |k: usize, row: usize| lanes[k].delivering[row * classes.count + class];
            self.room.sum(system, block, &classes.panels[class], &short, &rows, &delivering);
            for k in 0..lanes.len() {
                let to = &mut self.room.delivered[k * width..(k + 1) * width];
                let at = ((block - self.blocks.start) * lanes.len() + k) * width;
                let from = match short.binary_search(&k) {
                    Ok(at) => &self.room.sums[at * width..(at + 1) * width],
                    Err(_) => &self.standing[at..at + width],
                };
                if classes.count == 1 {
                    to.copy_from_slice(from);
                } else {
                    classes.columns_of(class).for_each(|column| to[column] = from[column]);
                }
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
    ) -> Flows {
        let (width, index) = (system.width, self.at(block, lanes, k));
        let (only, policy) = (system.only_supplier(block), &lane.policies[block]);
        let extra = self.extra(system, lane, lanes, block, k);
        let cells = index * width..(index + 1) * width;
        let lane_cells = k * width..(k + 1) * width;
        let uneven =
            only.is_some_and(|row| system.classes.count > 1 && lane.row_short(system, row));
        let seldom = lane.rare(system, policy, block);
        let rare = seldom.is_some() || extra || uneven;
        if let (Some(row), true) = (only, rare) {
            lane.fill.by_buyer(&system.classes, row, &mut self.room.delivered[lane_cells.clone()]);
        }
        let rare = rare.then(|| Rare {
            extra: if extra { &self.room.extra } else { &system.zeros },
            ..seldom.unwrap_or(system.nothing_rare())
        });
        let moved = lane.moved[block] && only.is_none();
        let weights = match moved {
            true => &self.room.weights[lane_cells.clone()],
            false => &self.standing[cells.clone()],
        };
        let (basis, goal) = lane.basis_and_goal(system);
        let row = Row {
            use0: &system.use0[block * width..(block + 1) * width],
            binds: &system.binds[block * width..(block + 1) * width],
            activity: &lane.activity,
            basis,
            goal,
            delivered: &self.room.delivered[lane_cells.clone()],
            weights,
            rare,
            stock: &mut self.stock[cells.clone()],
            factor: &mut self.factor[cells.clone()],
            limit: &mut self.limit[lane_cells.clone()],
        };
        let only = only.map(|row| Only {
            fill: lane.fill.orders[row * system.classes.count],
            weight: lane.weight[row],
        });
        let mut flows = stocks::advance(row, policy, only);
        self.destroy(system, lane, lanes, block, k, &mut flows);
        self.correct(system, lane, lanes, block, k, false);
        if moved {
            self.standing[cells].copy_from_slice(&self.room.weights[lane_cells]);
        }
        flows
    }

    /// Deliveries outside the factored form: on capped links, and of suppliers whose rationing
    /// looks at each order. False when there are none.
    fn extra(
        &mut self,
        system: &System,
        lane: &Lane,
        lanes: usize,
        block: usize,
        k: usize,
    ) -> bool {
        let index = self.at(block, lanes, k);
        let levelled = lane.levelled[block];
        if self.corrections[index].is_empty() && !levelled {
            return false;
        }
        let classes = &system.classes;
        let extra = &mut self.room.extra;
        extra.fill(0.0);
        for correction in &self.corrections[index] {
            let class = correction.row * classes.count + classes.buyers[correction.buyer];
            if lane.fill.level[class].is_infinite() {
                extra[correction.buyer] += correction.money * lane.fill.orders[class];
            }
        }
        if levelled {
            let factor = &self.factor[index * system.width..(index + 1) * system.width];
            let corrections = &self.corrections[index];
            for row in system.blocks[block].rows.clone() {
                each_order(
                    system,
                    block,
                    row,
                    lane.weight[row],
                    factor,
                    corrections,
                    |buyer, order, usual| {
                        let level = lane.fill.level[row * classes.count + classes.buyers[buyer]];
                        if level.is_finite() {
                            extra[buyer] += order.min(level * usual);
                        }
                    },
                );
            }
        }
        true
    }

    /// Destroys stocks that a shock hits in the coming step, and orders for what is missing.
    fn destroy(
        &mut self,
        system: &System,
        lane: &Lane,
        lanes: usize,
        block: usize,
        k: usize,
        flows: &mut Flows,
    ) {
        let losses = lane.stock_losses(block);
        if losses.is_empty() {
            return;
        }
        let (width, index) = (system.width, self.at(block, lanes, k));
        let policy = &lane.policies[block];
        let added = lane.days_added(policy, system);
        let speed = &system.own.speed;
        let (basis, goal) = lane.basis_and_goal(system);
        for (buyer, share) in losses {
            let (cell, use0) = (index * width + buyer, system.use0[block * width + buyer]);
            let stock = self.stock[cell];
            let added = added.map_or(0.0, |days| days[*buyer]);
            if !policy.target(added).is_finite() {
                continue;
            }
            let left = stock * (1.0 - share);
            flows.destroyed += stock - left;
            self.stock[cell] = left;
            let eased = system.eased.get(block * width + buyer).copied().unwrap_or(0.0);
            let allowed = policy.allowed(left, system.binds[block * width + buyer], eased, added);
            let limit = &mut self.limit[k * width + buyer];
            *limit = limit.min(allowed);
            let order = |stock: f64| {
                let target = use0 * goal[*buyer] * policy.target(added);
                let speed = speed.get(*buyer).copied().unwrap_or(1.0);
                policy.order(use0 * basis[*buyer], target, stock, speed)
            };
            let (was, now) = (order(stock), order(left));
            // An order of nothing says nothing of the factor; then it is made anew.
            self.factor[cell] = match (was > 0.0, system.only_supplier(block)) {
                (true, _) => self.factor[cell] * (now / was),
                (false, Some(row)) => now * lane.weight[row],
                (false, None) => {
                    let moved = lane.moved[block];
                    let at = k * width + buyer;
                    let weights = if moved { self.room.weights[at] } else { self.standing[cell] };
                    if weights > 0.0 { now / weights } else { 0.0 }
                }
            };
        }
        let from = index * width;
        flows.held = stocks::total(&self.stock[from..from + width]);
    }

    /// Caps the coming orders on links that shocks hold.
    pub(super) fn correct(
        &mut self,
        system: &System,
        lane: &Lane,
        lanes: usize,
        block: usize,
        k: usize,
        first: bool,
    ) {
        let index = self.at(block, lanes, k);
        self.corrections[index].clear();
        if !lane.caps.any(block, first) {
            return;
        }
        let cells = index * system.width..(index + 1) * system.width;
        let moved = lane.moved[block] && !first;
        let weights = match moved {
            true => &self.room.weights[k * system.width..(k + 1) * system.width],
            false => &self.standing[cells.clone()],
        };
        let columns = Columns { weights, factor: &mut self.factor[cells] };
        let corrections = &mut self.corrections[index];
        lane.caps.correct(system, block, &lane.weight, first, columns, corrections);
    }

    /// Pass 2: the coming orders, still without the supplier's own weight.
    pub(super) fn order(&mut self, system: &System, lanes: usize, block: usize) {
        let (width, classes) = (system.width, &system.classes);
        let rows = system.blocks[block].rows.len();
        let from = self.orders_from(system, lanes, block);
        let at = (block - self.blocks.start) * lanes * width;
        let factors = &self.factor[at..at + lanes * width];
        let room = &mut self.room;
        if classes.count == 1 {
            let out = &mut self.orders[from..from + rows * lanes];
            let all = system.all_panels();
            return system.table.orders(block, &all, factors, lanes, out, &mut room.kernel);
        }
        room.ordered.resize(rows * lanes, 0.0);
        for class in 0..classes.count {
            room.sums.clear();
            room.sums.resize(lanes * width, 0.0);
            for (to, from) in room.sums.chunks_exact_mut(width).zip(factors.chunks_exact(width)) {
                classes.columns_of(class).for_each(|column| to[column] = from[column]);
            }
            let (panels, ordered) = (&classes.panels[class], &mut room.ordered);
            system.table.orders(block, panels, &room.sums, lanes, ordered, &mut room.kernel);
            for (row, ordered) in ordered.chunks_exact(lanes).enumerate() {
                let to = from + (row * classes.count + class) * lanes;
                self.orders[to..to + lanes].copy_from_slice(ordered);
            }
        }
    }

    fn orders_from(&self, system: &System, lanes: usize, block: usize) -> usize {
        let first = system.blocks[self.blocks.start].rows.start;
        (system.blocks[block].rows.start - first) * system.classes.count * lanes
    }

    /// Writes a lane's next orders of a block by row and class, money per day.
    pub(super) fn write_orders(
        &self,
        system: &System,
        lanes: usize,
        block: usize,
        k: usize,
        weight: &[f64],
        out: &mut [f64],
    ) {
        let (classes, index) = (&system.classes, self.at(block, lanes, k));
        if let Some(row) = system.only_supplier(block) {
            let factor = &self.factor[index * system.width..(index + 1) * system.width];
            let orders = &mut out[row * classes.count..(row + 1) * classes.count];
            classes.totals(factor, orders);
            return;
        }
        let from = self.orders_from(system, lanes, block);
        for (at, row) in system.blocks[block].rows.clone().enumerate() {
            for class in 0..classes.count {
                let ordered = self.orders[from + (at * classes.count + class) * lanes + k];
                out[row * classes.count + class] = weight[row] * ordered;
            }
        }
        for correction in &self.corrections[index] {
            let class = classes.buyers[correction.buyer];
            let order = &mut out[correction.row * classes.count + class];
            *order = (*order + correction.money).max(0.0);
        }
    }

    /// Both sums of pass 1 for all lanes of a block: the compatible edition.
    pub(super) fn add_up_compatibly(&mut self, system: &System, lanes: &[Lane], block: usize) {
        let (width, rows) = (system.width, system.blocks[block].rows.clone());
        let slot = (block - self.blocks.start) * lanes.len() * width;
        let every: Vec<usize> = (0..lanes.len()).collect();
        let all = system.all_panels();
        let weight = |k: usize, row: usize| lanes[k].weight[row];
        self.room.sum(system, block, &all, &every, &rows, &weight);
        self.room.weights[slot..slot + lanes.len() * width].copy_from_slice(&self.room.sums);
        let classes = &system.classes;
        for class in 0..classes.count {
            let delivering =
                |k: usize, row: usize| lanes[k].delivering[row * classes.count + class];
            self.room.sum(system, block, &classes.panels[class], &every, &rows, &delivering);
            let to = self.room.delivered[slot..].chunks_exact_mut(width);
            for (to, from) in to.zip(self.room.sums.chunks_exact(width)) {
                classes.columns_of(class).for_each(|column| to[column] = from[column]);
            }
        }
    }

    /// The cells of one product in one lane after pass 1: the compatible edition.
    pub(super) fn row<'g>(
        &'g mut self,
        system: &'g System,
        lane: &'g Lane,
        lanes: usize,
        block: usize,
        k: usize,
    ) -> (Row<'g>, &'g Policy) {
        let width = system.width;
        let cells = self.at(block, lanes, k) * width;
        let cells = cells..cells + width;
        let row = Row {
            use0: &system.use0[block * width..(block + 1) * width],
            binds: &system.binds[block * width..(block + 1) * width],
            activity: &lane.activity,
            basis: &lane.activity,
            goal: &lane.wanted,
            delivered: &self.room.delivered[cells.clone()],
            weights: &self.room.weights[cells.clone()],
            rare: None,
            stock: &mut self.stock[cells.clone()],
            factor: &mut self.factor[cells],
            limit: &mut self.limit[k * width..(k + 1) * width],
        };
        (row, &lane.policies[block])
    }
}

impl Room {
    /// Pass 1 of a block for some lanes: `sums` is their results in a row.
    fn sum(
        &mut self,
        system: &System,
        block: usize,
        panels: &[Range<usize>],
        lanes: &[usize],
        rows: &Range<usize>,
        coefficient: &dyn Fn(usize, usize) -> f64,
    ) {
        self.coefficients.clear();
        for row in rows.clone() {
            self.coefficients.extend(lanes.iter().map(|k| coefficient(*k, row)));
        }
        self.sums.resize(lanes.len() * system.width, 0.0);
        system.table.deliveries(block, panels, &self.coefficients, lanes.len(), &mut self.sums);
    }
}

/// Shows each standing order of one supplier: buyer, order, usual delivery; money per day.
pub(super) fn each_order(
    system: &System,
    block: usize,
    row: usize,
    weight: f64,
    factor: &[f64],
    corrections: &[Correction],
    mut show: impl FnMut(usize, f64, f64),
) {
    if system.only_supplier(block).is_some() {
        let use0 = &system.use0[block * system.width..(block + 1) * system.width];
        for (buyer, (order, usual)) in factor.iter().zip(use0).enumerate() {
            if *usual > 0.0 {
                show(buyer, *order, *usual);
            }
        }
        return;
    }
    let mut corrected: Vec<(usize, f64)> = corrections
        .iter()
        .filter(|correction| correction.row == row)
        .map(|correction| (correction.buyer, correction.money))
        .collect();
    corrected.sort_unstable_by_key(|(buyer, _)| *buyer);
    for (buyer, usual) in system.table.row(block, row - system.blocks[block].rows.start) {
        if usual > 0.0 {
            let found = corrected.binary_search_by_key(&buyer, |(buyer, _)| *buyer);
            let more = found.map_or(0.0, |at| corrected[at].1);
            show(buyer, (weight * usual * factor[buyer] + more).max(0.0), usual);
        }
    }
}

/// Order factors at the baseline, blocks × lanes × width: 1, or the order itself where there is
/// only one supplier.
fn first_factors(system: &System, lanes: usize, blocks: Range<usize>) -> Vec<f64> {
    let width = system.width;
    let mut factors = Vec::with_capacity(blocks.len() * lanes * width);
    for block in blocks {
        for _ in 0..lanes {
            match system.only_supplier(block) {
                Some(_) => factors.extend(&system.use0[block * width..(block + 1) * width]),
                None => factors.extend(std::iter::repeat_n(1.0, width)),
            }
        }
    }
    factors
}
