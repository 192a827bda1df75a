//! The compatible edition: one segment, and room for every block.

use super::sums::panels;
use super::{Group, Lane, Policy, System};
use crate::model::boario_stocks;

impl Group {
    /// Both sums of pass 1 for all lanes of a block. Where everybody is served in full, deliveries
    /// are the sums of the weights that orders were placed with, and these are kept.
    pub(in crate::model) fn add_up_compatibly(
        &mut self,
        system: &System,
        lanes: &[Lane],
        block: usize,
    ) {
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
            let delivered = &mut room.delivered[cells.clone()];
            let weights = room.weights[cells.clone()].chunks_exact(width);
            let kept = weights.enumerate().filter(|(k, _)| full.binary_search(k).is_ok());
            let summed = short.iter().copied().zip(room.sums.chunks_exact(width));
            for (k, from) in kept.chain(summed) {
                let to = &mut delivered[k * width..(k + 1) * width];
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
    pub(in crate::model) fn order_compatibly(
        &mut self,
        system: &System,
        lanes: usize,
        block: usize,
    ) {
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
    pub(in crate::model) fn row<'g>(
        &'g mut self,
        system: &'g System,
        lane: &'g Lane,
        lanes: usize,
        block: usize,
        k: usize,
    ) -> (boario_stocks::Row<'g>, &'g Policy) {
        let width = system.width;
        let cells = self.at(block, lanes, k) * width;
        let cells = cells..cells + width;
        let row = boario_stocks::Row {
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
