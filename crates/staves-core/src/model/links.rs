//! Capped and delayed links of trade. Orders and deliveries stay factored; only the cells on capped
//! links carry a correction of their own (docs/src/models/dynamic.md, "Links").

use super::system::System;
use crate::profile::Profile;
use crate::shock::{Effect, Shock};
use std::collections::BTreeMap;

/// The caps of one lane: which shocks hold which link.
#[derive(Debug, Default)]
pub(super) struct Caps {
    shocks: Vec<Stop>,
    /// Distinct sets of (shock, share of the link's trade that it stops), by number.
    sets: Vec<Vec<(usize, f64)>>,
    /// Share of baseline trade that is possible now and in the next step, by set.
    now: Vec<f64>,
    next: Vec<f64>,
    /// Days by which goods arrive later and the share of deliveries they are now, by set.
    detours: Vec<Vec<(f64, f64)>>,
    /// Cells by block, buyers ascending.
    cells: Vec<Vec<Link>>,
}

/// What one shock does to trade, and when.
#[derive(Debug)]
struct Stop {
    profile: Profile,
    size: f64,
    delay: f64,
}

/// One link between producers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub row: usize,
    pub buyer: usize,
    pub baseline: f64,
    pub set: usize,
}

/// Columns of one block in one lane after the sweep.
pub(super) struct Columns<'c> {
    pub segment: std::ops::Range<usize>,
    /// Orders placed, money per day.
    pub placed: &'c mut [f64],
    /// The same over the sums of the coming weights.
    pub factor: &'c mut [f64],
}

/// An order outside the factored form, money per day: of a buyer whom some cap holds. Its order
/// factor is zero, and all its orders for the product are listed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Correction {
    pub row: usize,
    pub buyer: usize,
    pub money: f64,
}

type Hits<K> = BTreeMap<K, Vec<(usize, f64)>>;

impl Caps {
    pub(super) fn new(system: &System, shocks: &[Shock]) -> Self {
        let mut caps = Self { cells: vec![Vec::new(); system.blocks.len()], ..Self::default() };
        let mut hits: Hits<(usize, usize)> = BTreeMap::new();
        for shock in shocks {
            let Effect::Trade { links, size, delay } = &shock.effect else { continue };
            for links in links {
                let mut buys = vec![false; system.len()];
                links.buyers.iter().for_each(|was| buys[system.position[*was]] = true);
                for supplier in links.suppliers.iter().map(|was| system.position[*was]) {
                    let block = system.block_of[supplier];
                    let first = system.blocks[block].rows.start;
                    for (buyer, flow) in system.table.row(block, supplier - first) {
                        if flow > 0.0 && buys[buyer] {
                            let hit = hits.entry((supplier, buyer)).or_default();
                            hit.push((caps.shocks.len(), links.share));
                        }
                    }
                }
            }
            caps.shocks.push(Stop { profile: shock.profile.clone(), size: *size, delay: *delay });
        }
        let mut numbers = BTreeMap::new();
        for ((row, buyer), hit) in hits {
            let set = caps.set(hit, &mut numbers);
            let block = system.block_of[row];
            let baseline = system.table.cell(block, row - system.blocks[block].rows.start, buyer);
            caps.cells[block].push(Link { row, buyer, baseline, set });
        }
        caps.cells.iter_mut().for_each(|cells| cells.sort_by_key(|link| (link.buyer, link.row)));
        caps
    }

    /// The number of a set of hits.
    fn set(
        &mut self,
        hit: Vec<(usize, f64)>,
        numbers: &mut BTreeMap<Vec<(usize, u64)>, usize>,
    ) -> usize {
        let key = hit.iter().map(|(shock, share)| (*shock, share.to_bits())).collect();
        *numbers.entry(key).or_insert_with(|| {
            self.sets.push(hit);
            self.now.push(1.0);
            self.next.push(1.0);
            self.detours.push(Vec::new());
            self.sets.len() - 1
        })
    }

    /// Which sets hold which cells of final demand (row of the economy, column).
    pub(super) fn final_demand(
        &mut self,
        system: &System,
        shocks: &[Shock],
    ) -> BTreeMap<(usize, usize), usize> {
        let mut hits: Hits<(usize, usize)> = BTreeMap::new();
        let trade = shocks.iter().filter_map(|shock| match &shock.effect {
            Effect::Trade { links, .. } => Some(links),
            _ => None,
        });
        for (number, links) in trade.enumerate() {
            for links in links {
                for row in &links.suppliers {
                    let demand = system.economy.final_demand.row(*row);
                    let held = demand.filter(|(column, v)| {
                        *v > 0.0 && links.columns.binary_search(column).is_ok()
                    });
                    for (column, _) in held {
                        hits.entry((*row, column)).or_default().push((number, links.share));
                    }
                }
            }
        }
        let mut numbers = BTreeMap::new();
        hits.into_iter().map(|(cell, hit)| (cell, self.set(hit, &mut numbers))).collect()
    }

    /// Share of baseline trade that a set of caps leaves in this step.
    pub(super) fn now(&self, set: usize) -> f64 {
        self.now[set]
    }

    /// Moves on to the step that starts on `day`; orders are placed a step ahead.
    pub(super) fn begin(&mut self, day: f64, step: f64) {
        self.now = self.possible(day, step);
        self.next = self.possible(day + step, step);
        if self.shocks.iter().any(|shock| shock.delay > 0.0) {
            self.detours = self.sets.iter().map(|set| self.detours_of(set, day, step)).collect();
        }
    }

    /// Days by which goods arrive later, and which share of what is delivered they are. Each shock
    /// sends its way what it does not stop of its share of the trade; delays of several add up.
    fn detours_of(&self, set: &[(usize, f64)], day: f64, step: f64) -> Vec<(f64, f64)> {
        let mut ways = vec![(0.0, 1.0)];
        for (shock, share) in set {
            let Stop { profile, size, delay } = &self.shocks[*shock];
            let severity = profile.mean(day, step);
            let left = 1.0 - share * size * severity;
            if *delay == 0.0 || severity == 0.0 || left <= 0.0 {
                continue;
            }
            let part = severity * share * (1.0 - size * severity) / left;
            for (days, all) in std::mem::take(&mut ways) {
                for (days, all) in [(days, all * (1.0 - part)), (days + delay, all * part)] {
                    match ways.iter_mut().find(|(known, _)| *known == days) {
                        Some((_, sum)) => *sum += all,
                        None => ways.push((days, all)),
                    }
                }
            }
        }
        ways.retain(|(days, part)| *days > 0.0 && *part > 0.0);
        ways
    }

    /// Days by which goods under a set of caps arrive later now, and their share of deliveries.
    pub(super) fn detours(&self, set: usize) -> &[(f64, f64)] {
        &self.detours[set]
    }

    /// Whether anything is sent off now that arrives later.
    pub(super) fn delays_now(&self) -> bool {
        self.detours.iter().any(|ways| !ways.is_empty())
    }

    /// Whether goods under a set of caps are ever delayed.
    pub(super) fn delays(&self, set: usize) -> bool {
        self.sets[set].iter().any(|(shock, _)| self.shocks[*shock].delay > 0.0)
    }

    /// The links between producers that are ever delayed, by block, buyers ascending.
    pub(super) fn delayed_links(&self) -> Vec<Vec<Link>> {
        let delayed = |link: &&Link| self.delays(link.set);
        self.cells.iter().map(|cells| cells.iter().filter(delayed).copied().collect()).collect()
    }

    /// Multipliers multiply.
    fn possible(&self, day: f64, step: f64) -> Vec<f64> {
        let lost: Vec<f64> =
            self.shocks.iter().map(|stop| stop.size * stop.profile.mean(day, step)).collect();
        let left = |set: &Vec<(usize, f64)>| {
            set.iter().map(|(shock, share)| 1.0 - share * lost[*shock]).product::<f64>().max(0.0)
        };
        self.sets.iter().map(left).collect()
    }

    /// Whether any link of a block is capped in the coming step (the first one: now).
    pub(super) fn any(&self, block: usize, first: bool) -> bool {
        let caps = if first { &self.now } else { &self.next };
        // Most days no cap is in force, and no link need be looked at.
        caps.iter().any(|cap| *cap < 1.0)
            && self.cells[block].iter().any(|link| caps[link.set] < 1.0)
    }

    /// Caps the next orders of a block: what a buyer cannot order on capped links it orders from
    /// its other suppliers. `weight` is the coming weight of each row. For the first step
    /// (`first`) the caps of now hold.
    pub(super) fn correct(
        &self,
        system: &System,
        block: usize,
        weight: &[f64],
        first: bool,
        columns: Columns<'_>,
        out: &mut Vec<Correction>,
    ) {
        let caps = if first { &self.now } else { &self.next };
        let only = system.only_supplier(block).is_some();
        let in_segment = |link: &&Link| columns.segment.contains(&link.buyer);
        let cells = &self.cells[block];
        let first_cell = cells.partition_point(|link| link.buyer < columns.segment.start);
        let count = cells[first_cell..].iter().take_while(in_segment).count();
        for links in cells[first_cell..first_cell + count].chunk_by(|a, b| a.buyer == b.buyer) {
            let buyer = links[0].buyer;
            let at = buyer - columns.segment.start;
            let order = columns.placed[at];
            if links.iter().all(|link| caps[link.set] >= 1.0) || order <= 0.0 {
                continue;
            }
            if only {
                columns.placed[at] = order.min(caps[links[0].set] * links[0].baseline);
                continue;
            }
            let suppliers = suppliers(system, block, links, caps, weight);
            if suppliers.iter().all(|s| columns.factor[at] * s.weighted <= s.most) {
                continue;
            }
            for (row, money) in fill_up(suppliers, order) {
                out.push(Correction { row, buyer, money });
            }
            (columns.factor[at], columns.placed[at]) = (0.0, 0.0);
        }
    }
}

/// One supplier of a buyer: its share of an order is by `weighted`, up to `most`.
#[derive(Clone, Copy)]
struct Supplier {
    row: usize,
    weighted: f64,
    most: f64,
}

/// Everybody who can supply the buyer of some capped links.
fn suppliers(
    system: &System,
    block: usize,
    links: &[Link],
    caps: &[f64],
    weight: &[f64],
) -> Vec<Supplier> {
    let (rows, buyer) = (system.blocks[block].rows.clone(), links[0].buyer);
    let cells = rows.clone().map(|row| {
        let flow = system.table.cell(block, row - rows.start, buyer);
        let cap = links.iter().find(|link| link.row == row).map_or(1.0, |link| caps[link.set]);
        let most = if cap < 1.0 { cap * flow } else { f64::INFINITY };
        Supplier { row, weighted: weight[row] * flow, most }
    });
    cells.filter(|supplier| supplier.weighted > 0.0).collect()
}

/// An order over suppliers by their weighted flows, none above its most; what remains when all are
/// at their most is not ordered. Sums of those still free are added up from the last, so that no
/// difference of large numbers is left of a small supplier.
fn fill_up(mut suppliers: Vec<Supplier>, order: f64) -> Vec<(usize, f64)> {
    let full_at = |supplier: &Supplier| supplier.most / supplier.weighted;
    suppliers.sort_by(|a, b| full_at(a).total_cmp(&full_at(b)));
    let mut free = vec![0.0; suppliers.len() + 1];
    for (at, supplier) in suppliers.iter().enumerate().rev() {
        free[at] = free[at + 1] + supplier.weighted;
    }
    let mut left = order;
    let mut orders = Vec::with_capacity(suppliers.len());
    for (at, supplier) in suppliers.iter().enumerate() {
        let money = (left.max(0.0) * supplier.weighted / free[at]).min(supplier.most);
        orders.push((supplier.row, money));
        left -= money;
    }
    orders
}
