//! What shocks do to stocks and orders between the sweep and pass 2.

use super::{Columns, Group, Lane, System, stocks};
use std::ops::Range;

impl Group {
    /// Stocks that shocks destroy as the coming step begins, and caps on the coming orders.
    #[expect(clippy::too_many_arguments, reason = "one cell range of one lane, and when")]
    pub(super) fn shocks(
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
        let (cells, at) = (self.cells(system, lanes, block, k, segment), self.at(block, lanes, k));
        let columns = Columns {
            segment: segment.clone(),
            placed: &mut self.placed[cells],
            factor: &mut self.room.factor[part],
        };
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
}
