//! Consecutive blocks of sectors with the state of all lanes for them: the unit of threading.
//!
//! What is kept between steps is a stock and an order for each product, buyer and lane. Everything
//! else is made anew for a segment of columns at a time: sums of weights (pass 1), stocks and
//! orders (sweep), orders by supplier (pass 2). So the table and the state are read from memory
//! once a step.

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

    /// Keeps the sums of weights under which orders now stand, where somebody fell short.
    fn keep(&mut self, system: &System, lanes: &[Lane], block: usize, segment: &Range<usize>) {
        if system.only_supplier(block).is_some() {
            return;
        }
        for (k, weights) in self.room.weights.chunks_exact(segment.len()).enumerate() {
            if lanes[k].any_short(system, block) {
                let cells = self.cells(system, lanes.len(), block, k, segment);
                self.standing[cells].copy_from_slice(weights);
            }
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

    /// Pass 1 for a segment: sums of the coming weights, and what share of its order each buyer
    /// gets in lanes in which somebody falls short.
    fn add_up(&mut self, system: &System, lanes: &[Lane], block: usize, segment: &Range<usize>) {
        let columns = segment.len();
        self.room.weights.resize(lanes.len() * columns, 0.0);
        self.room.delivered.resize(lanes.len() * columns, 0.0);
        self.room.factor.resize(lanes.len() * columns, 0.0);
        if system.only_supplier(block).is_some() {
            return;
        }
        let use0 = &system.use0[block * system.width..][segment.clone()];
        let rows = system.blocks[block].rows.clone();
        let panels = panels(segment);
        let panels = std::slice::from_ref(&panels);
        let uneven: Vec<usize> = (0..lanes.len()).filter(|k| !lanes[*k].even[block]).collect();
        let weight = |k: usize, row: usize| lanes[k].weight[row];
        self.room.sum(system, block, panels, segment, &uneven, &rows, &weight);
        let mut sums = self.room.sums.chunks_exact(columns);
        for (k, to) in self.room.weights.chunks_exact_mut(columns).enumerate() {
            // With all weights 1 the sum is the baseline's, bit for bit.
            let from = if lanes[k].even[block] { use0 } else { sums.next().unwrap_or(use0) };
            to.copy_from_slice(from);
        }
        self.stand(system, lanes, block, segment);
        for class in (0..system.classes.count).filter(|class| system.classes.has_buyers(*class)) {
            self.deliver(system, lanes, block, segment, class);
        }
    }

    /// Sums of the weights that standing orders were placed with, where somebody falls short and
    /// they are not known from the step before.
    fn stand(&mut self, system: &System, lanes: &[Lane], block: usize, segment: &Range<usize>) {
        let (columns, at) = (segment.len(), self.at(block, lanes.len(), 0));
        let asked = |k: &usize| lanes[*k].any_short(system, block) && !self.known[at + k];
        let asked: Vec<usize> = (0..lanes.len()).filter(asked).collect();
        if asked.is_empty() {
            return;
        }
        let (panels, rows) = (panels(segment), system.blocks[block].rows.clone());
        let before = |k: usize, row: usize| lanes[k].weight_before[row];
        let panels = std::slice::from_ref(&panels);
        self.room.sum(system, block, panels, segment, &asked, &rows, &before);
        for (sums, k) in self.room.sums.chunks_exact(columns).zip(asked) {
            let cells = self.cells(system, lanes.len(), block, k, segment);
            self.standing[cells].copy_from_slice(sums);
        }
    }

    /// Sums of the weights that a class of buyers gets delivered, in lanes in which somebody falls
    /// short.
    fn deliver(
        &mut self,
        system: &System,
        lanes: &[Lane],
        block: usize,
        segment: &Range<usize>,
        class: usize,
    ) {
        let (columns, classes) = (segment.len(), &system.classes);
        let (short, full): (Vec<usize>, Vec<usize>) = (0..lanes.len())
            .filter(|k| lanes[*k].any_short(system, block))
            .partition(|k| lanes[*k].short(system, block, class));
        if short.is_empty() && full.is_empty() {
            return;
        }
        let (panels, rows) = (classes.panels_of(class, segment), system.blocks[block].rows.clone());
        let delivering = |k: usize, row: usize| lanes[k].delivering[row * classes.count + class];
        self.room.sum(system, block, &panels, segment, &short, &rows, &delivering);
        let all: Vec<Range<usize>> =
            full.iter().map(|k| self.cells(system, lanes.len(), block, *k, segment)).collect();
        let summed = short.iter().zip(self.room.sums.chunks_exact(columns));
        let served = full.iter().zip(all.into_iter().map(|cells| &self.standing[cells]));
        for (k, from) in summed.chain(served) {
            let to = &mut self.room.delivered[k * columns..(k + 1) * columns];
            if classes.sole().is_some() {
                to.copy_from_slice(from);
                continue;
            }
            let mine = classes.columns_of(class, segment).map(|column| column - segment.start);
            mine.for_each(|column| to[column] = from[column]);
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

    /// Stocks that shocks destroy as the coming step begins, and caps on the coming orders.
    #[expect(clippy::too_many_arguments, reason = "one cell range of one lane, and when")]
    fn shocks(
        &mut self,
        system: &System,
        lane: &Lane,
        lanes: usize,
        block: usize,
        k: usize,
        segment: &Range<usize>,
        first: bool,
    ) {
        let losses = lane.stock_losses(block);
        if !losses.is_empty() {
            self.destroy(system, lane, lanes, block, k, segment);
        }
        if !lane.caps.any(block, first) {
            return;
        }
        let part = k * segment.len()..(k + 1) * segment.len();
        let cells = self.cells(system, lanes, block, k, segment);
        let columns = Columns {
            segment: segment.clone(),
            placed: &mut self.placed[cells],
            factor: &mut self.room.factor[part],
        };
        let at = (block - self.blocks.start) * lanes + k;
        let weight = if first { &system.ones } else { &lane.weight };
        lane.caps.correct(system, block, weight, first, columns, &mut self.corrections[at]);
    }

    fn destroy(
        &mut self,
        system: &System,
        lane: &Lane,
        lanes: usize,
        block: usize,
        k: usize,
        segment: &Range<usize>,
    ) {
        let (width, at) = (system.width, self.at(block, lanes, k));
        let policy = &lane.policies[block];
        let added = lane.days_added(policy, system);
        let (basis, goal) = lane.basis_and_goal(system);
        let cells = self.cells(system, lanes, block, k, segment);
        let held = stocks::total(&self.stock[cells.clone()]);
        for (buyer, share) in lane.stock_losses(block) {
            let added = added.map_or(0.0, |days| days[*buyer]);
            if !segment.contains(buyer) || !policy.target(added).is_finite() {
                continue;
            }
            let (cell, use0) =
                (cells.start + buyer - segment.start, system.use0[block * width + buyer]);
            let left = self.stock[cell] * (1.0 - share);
            self.flows[at].destroyed += self.stock[cell] - left;
            self.stock[cell] = left;
            let eased = system.eased.get(block * width + buyer).copied().unwrap_or(0.0);
            let allowed = policy.allowed(left, system.binds[block * width + buyer], eased, added);
            let limit = &mut self.limit[k * width + buyer];
            *limit = limit.min(allowed);
            let speed = system.own.speed.get(*buyer).copied().unwrap_or(1.0);
            let target = use0 * goal[*buyer] * policy.target(added);
            let order = policy.order(use0 * basis[*buyer], target, left, speed);
            let local = k * segment.len() + buyer - segment.start;
            let weights = match system.only_supplier(block) {
                Some(row) => lane.weight[row],
                None => self.room.weights[local],
            };
            self.placed[cell] = if weights > 0.0 { order } else { 0.0 };
            self.room.factor[local] = if weights > 0.0 { order / weights } else { 0.0 };
        }
        // Added up anew where it was: nothing is left of a difference.
        let flows = &mut self.flows[at];
        flows.held = (flows.held - held) + stocks::total(&self.stock[cells]);
    }

    /// Pass 2 for a segment: adds to the coming orders by supplier.
    fn order(&mut self, system: &System, lanes: usize, block: usize, segment: &Range<usize>) {
        if system.only_supplier(block).is_some() {
            return;
        }
        let (classes, columns) = (&system.classes, segment.len());
        let room = &mut self.room;
        if let Some(class) = classes.sole() {
            let panels = panels(segment);
            let panels = std::slice::from_ref(&panels);
            let (factor, sums) = (&room.factor[..lanes * columns], &mut room.ordered[class]);
            return system.table.orders(block, panels, segment.clone(), factor, lanes, sums);
        }
        for (class, sums) in room.ordered.iter_mut().enumerate() {
            let panels = classes.panels_of(class, segment);
            if panels.is_empty() {
                continue;
            }
            room.masked.clear();
            room.masked.resize(lanes * columns, 0.0);
            for column in classes.columns_of(class, segment).map(|column| column - segment.start) {
                for k in 0..lanes {
                    room.masked[k * columns + column] = room.factor[k * columns + column];
                }
            }
            system.table.orders(block, &panels, segment.clone(), &room.masked, lanes, sums);
        }
    }

    fn finish(&mut self, system: &System, lanes: usize, block: usize) {
        if system.only_supplier(block).is_some() {
            return;
        }
        let (classes, rows) = (system.classes.count, system.blocks[block].rows.len());
        let from = self.orders_from(system, lanes, block);
        let mut ordered = vec![0.0; rows * lanes];
        for (class, sums) in self.room.ordered.iter().enumerate() {
            system.table.finish(block, sums, lanes, &mut ordered);
            for (row, ordered) in ordered.chunks_exact(lanes).enumerate() {
                let to = from + (row * classes + class) * lanes;
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
        let classes = &system.classes;
        if let Some(row) = system.only_supplier(block) {
            let placed = self.placed(system, lanes, block, k);
            let orders = &mut out[row * classes.count..(row + 1) * classes.count];
            return classes.totals(placed, orders);
        }
        let from = self.orders_from(system, lanes, block);
        for (at, row) in system.blocks[block].rows.clone().enumerate() {
            for class in 0..classes.count {
                let ordered = self.orders[from + (at * classes.count + class) * lanes + k];
                out[row * classes.count + class] = weight[row] * ordered;
            }
        }
        for correction in self.corrections(block, lanes, k) {
            let class = classes.buyers[correction.buyer];
            let order = &mut out[correction.row * classes.count + class];
            *order = (*order + correction.money).max(0.0);
        }
    }
}

/// The compatible edition: one segment, and room for every block.
impl Group {
    /// Both sums of pass 1 for all lanes of a block. Where everybody is served in full, deliveries
    /// are the sums of the weights that orders were placed with, and these are kept.
    pub(super) fn add_up_compatibly(&mut self, system: &System, lanes: &[Lane], block: usize) {
        let (width, rows) = (system.width, system.blocks[block].rows.clone());
        let (classes, count) = (&system.classes, lanes.len());
        let cells = {
            let slot = (block - self.blocks.start) * count * width;
            slot..slot + count * width
        };
        let room = &mut self.room;
        if room.weights.is_empty() {
            room.delivered.resize(self.placed.len(), 0.0);
            for block in self.blocks.clone() {
                let use0 = &system.use0[block * width..(block + 1) * width];
                (0..count).for_each(|_| room.weights.extend(use0));
            }
        }
        let (segment, all) = (0..width, panels(&(0..width)));
        for class in 0..classes.count {
            let delivering =
                |k: usize, row: usize| lanes[k].delivering[row * classes.count + class];
            let cut = |k: &usize| {
                rows.clone().any(|row| delivering(*k, row) != lanes[*k].weight_before[row])
            };
            let (short, full): (Vec<usize>, Vec<usize>) = (0..count).partition(cut);
            let panels = classes.panels_of(class, &segment);
            room.sum(system, block, &panels, &segment, &short, &rows, &delivering);
            let share = &mut room.delivered[cells.clone()];
            let weights = room.weights[cells.clone()].chunks_exact(width);
            let kept = weights.enumerate().filter(|(k, _)| full.binary_search(k).is_ok());
            let summed = short.iter().copied().zip(room.sums.chunks_exact(width));
            for (k, from) in kept.chain(summed) {
                let to = &mut share[k * width..(k + 1) * width];
                if classes.count == 1 {
                    to.copy_from_slice(from);
                } else {
                    classes.columns_of(class, &segment).for_each(|f| to[f] = from[f]);
                }
            }
        }
        let weight = |k: usize, row: usize| lanes[k].weight[row];
        let moved =
            |k: &usize| rows.clone().any(|row| weight(*k, row) != lanes[*k].weight_before[row]);
        let moved: Vec<usize> = (0..count).filter(moved).collect();
        room.sum(system, block, std::slice::from_ref(&all), &segment, &moved, &rows, &weight);
        let weights = &mut room.weights[cells];
        for (k, from) in moved.iter().zip(room.sums.chunks_exact(width)) {
            weights[k * width..(k + 1) * width].copy_from_slice(from);
        }
    }

    /// The coming orders of a block.
    pub(super) fn order_compatibly(&mut self, system: &System, lanes: usize, block: usize) {
        let from = (block - self.blocks.start) * lanes * system.width;
        self.room.ordered.resize(system.classes.count, Vec::new());
        for sums in &mut self.room.ordered {
            system.table.clear(block, lanes, sums);
        }
        self.room.factor.clear();
        self.room.factor.extend(&self.placed[from..from + lanes * system.width]);
        self.order(system, lanes, block, &(0..system.width));
        self.finish(system, lanes, block);
    }

    /// The cells of one product in one lane after pass 1.
    pub(super) fn row<'g>(
        &'g mut self,
        system: &'g System,
        lane: &'g Lane,
        lanes: usize,
        block: usize,
        k: usize,
    ) -> (super::boario_stocks::Row<'g>, &'g Policy) {
        let width = system.width;
        let cells = self.at(block, lanes, k) * width;
        let cells = cells..cells + width;
        let row = super::boario_stocks::Row {
            use0: &system.use0[block * width..(block + 1) * width],
            binds: &system.binds[block * width..(block + 1) * width],
            activity: &lane.activity,
            wanted: &lane.wanted,
            delivered: &self.room.delivered[cells.clone()],
            weights: &self.room.weights[cells.clone()],
            stock: &mut self.stock[cells.clone()],
            factor: &mut self.placed[cells],
            limit: &mut self.limit[k * width..(k + 1) * width],
        };
        (row, &lane.policies[block])
    }
}

impl Room {
    /// Pass 1 of a block for some lanes: `sums` is their results in a row.
    #[expect(clippy::too_many_arguments, reason = "the parts of one sum")]
    fn sum(
        &mut self,
        system: &System,
        block: usize,
        panels: &[Range<usize>],
        segment: &Range<usize>,
        lanes: &[usize],
        rows: &Range<usize>,
        coefficient: &dyn Fn(usize, usize) -> f64,
    ) {
        self.coefficients.clear();
        for row in rows.clone() {
            self.coefficients.extend(lanes.iter().map(|k| coefficient(*k, row)));
        }
        self.sums.resize(lanes.len() * segment.len(), 0.0);
        let (columns, coefficients) = (segment.clone(), &self.coefficients);
        system.table.deliveries(block, panels, columns, coefficients, lanes.len(), &mut self.sums);
    }
}

/// The panels of a stretch of columns.
fn panels(columns: &Range<usize>) -> Range<usize> {
    columns.start / PAD..columns.end / PAD
}

/// Order factors of a row of orders placed under some weights; the orders themselves where there
/// is only one supplier.
pub(super) fn factors<'p>(
    system: &System,
    block: usize,
    weight: &[f64],
    placed: impl Iterator<Item = &'p [f64]>,
) -> Vec<f64> {
    let placed = placed.flatten().copied();
    if system.only_supplier(block).is_some() {
        return placed.collect();
    }
    let (width, rows) = (system.width, system.blocks[block].rows.clone());
    let mut weights = vec![0.0; width];
    let all = panels(&(0..width));
    let all = std::slice::from_ref(&all);
    system.table.deliveries(block, all, 0..width, &weight[rows], 1, &mut weights);
    let factor =
        |(placed, weights): (f64, &f64)| if *weights > 0.0 { placed / weights } else { 0.0 };
    placed.zip(&weights).map(factor).collect()
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
