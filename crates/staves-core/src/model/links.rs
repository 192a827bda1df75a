//! Capped links of trade. Orders and deliveries stay factored; only the cells on capped links
//! carry a correction of their own (docs/src/models/dynamic.md, "Links").

use super::group::Columns;
use super::system::System;
use crate::profile::Profile;
use crate::shock::{Effect, Shock};
use std::collections::BTreeMap;

/// The caps of one lane: which shocks hold which link.
#[derive(Debug, Default)]
pub(super) struct Caps {
    shocks: Vec<(Profile, f64)>,
    /// Distinct sets of (shock, share of the link's trade that it stops), by number.
    sets: Vec<Vec<(usize, f64)>>,
    /// Share of baseline trade that is possible now and in the next step, by set.
    now: Vec<f64>,
    next: Vec<f64>,
    /// Cells by block, buyers ascending.
    cells: Vec<Vec<Link>>,
}

/// One link between producers.
#[derive(Clone, Copy, Debug)]
struct Link {
    row: usize,
    buyer: usize,
    baseline: f64,
    set: usize,
}

/// An order on a capped link differs from the factored form by this much, money per day.
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
            let Effect::Trade { links, size } = &shock.effect else { continue };
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
            caps.shocks.push((shock.profile.clone(), *size));
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
    }

    /// Multipliers multiply.
    fn possible(&self, day: f64, step: f64) -> Vec<f64> {
        let lost: Vec<f64> =
            self.shocks.iter().map(|(profile, size)| size * profile.mean(day, step)).collect();
        let left = |set: &Vec<(usize, f64)>| {
            set.iter().map(|(shock, share)| 1.0 - share * lost[*shock]).product::<f64>().max(0.0)
        };
        self.sets.iter().map(left).collect()
    }

    /// Whether any link of a block is capped in the coming step (the first one: now).
    pub(super) fn any(&self, block: usize, first: bool) -> bool {
        let caps = if first { &self.now } else { &self.next };
        self.cells[block].iter().any(|link| caps[link.set] < 1.0)
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
        for links in self.cells[block].chunk_by(|a, b| a.buyer == b.buyer) {
            let buyer = links[0].buyer;
            if links.iter().all(|link| caps[link.set] >= 1.0) || columns.factor[buyer] <= 0.0 {
                continue;
            }
            if only {
                let most = caps[links[0].set] * links[0].baseline;
                columns.factor[buyer] = columns.factor[buyer].min(most);
                continue;
            }
            let order = columns.factor[buyer] * columns.weights[buyer];
            let factor = free_factor(links, caps, weight, order, columns.weights[buyer]);
            let held = |link: &&Link| caps[link.set] < 1.0 && weight[link.row] > 0.0;
            for link in links.iter().filter(held) {
                let (wish, most) =
                    (weight[link.row] * factor * link.baseline, caps[link.set] * link.baseline);
                let without_free = !factor.is_finite();
                if without_free || wish > most {
                    let asked = if without_free { 0.0 } else { wish };
                    out.push(Correction { row: link.row, buyer, money: most - asked });
                }
            }
            columns.factor[buyer] = if factor.is_finite() { factor } else { 0.0 };
        }
    }
}

/// The order factor of suppliers that are not held by a cap, such that all orders add up to
/// `order`; infinite when every supplier is held.
fn free_factor(links: &[Link], caps: &[f64], weight: &[f64], order: f64, weights: f64) -> f64 {
    // Factor at which each link becomes held, lowest first.
    let mut held: Vec<(f64, f64, f64)> = links
        .iter()
        .filter(|link| caps[link.set] < 1.0 && weight[link.row] > 0.0)
        .map(|link| {
            let weighted = weight[link.row] * link.baseline;
            (caps[link.set] / weight[link.row], weighted, caps[link.set] * link.baseline)
        })
        .collect();
    held.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut left, mut free) = (order, weights);
    for (factor, weighted, most) in held {
        if free > 0.0 && left / free <= factor {
            return left / free;
        }
        left -= most;
        free -= weighted;
        // What rounding leaves of the last supplier is none.
        if free <= 1e-12 * weights {
            return f64::INFINITY;
        }
    }
    (left / free).max(0.0)
}
