//! Both passes over the table for a segment: sums of weights before the sweep, orders by supplier
//! after it.

use super::{Group, Lane, PAD, Room, System};
use std::ops::Range;

impl Group {
    /// Pass 1 for a segment: sums of the coming weights, and where somebody falls short those of
    /// standing orders and of deliveries.
    pub(super) fn add_up(
        &mut self,
        system: &System,
        lanes: &[Lane],
        block: usize,
        segment: &Range<usize>,
    ) {
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

    /// Keeps the sums of weights under which orders now stand, where somebody fell short.
    pub(super) fn keep(
        &mut self,
        system: &System,
        lanes: &[Lane],
        block: usize,
        segment: &Range<usize>,
    ) {
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

    /// Pass 2 for a segment: adds to the coming orders by supplier.
    pub(super) fn order(
        &mut self,
        system: &System,
        lanes: usize,
        block: usize,
        segment: &Range<usize>,
    ) {
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

    pub(super) fn finish(&mut self, system: &System, lanes: usize, block: usize) {
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
    pub(in crate::model) fn write_orders(
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

impl Room {
    /// Pass 1 of a block for some lanes: `sums` is their results in a row.
    #[expect(clippy::too_many_arguments, reason = "the parts of one sum")]
    pub(super) fn sum(
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
pub(super) fn panels(columns: &Range<usize>) -> Range<usize> {
    columns.start / PAD..columns.end / PAD
}
