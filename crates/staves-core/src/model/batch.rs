//! A batch of lanes stepped side by side, so that the table is read once per step for all.

use super::Edition;
use super::lane::Lane;
use super::stocks::{self, Only, Policy, Row};
use super::system::System;
use super::view::View;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::ops::Range;

/// Relative difference allowed between what suppliers sent and what buyers received.
const CONSERVATION: f64 = 1e-12;

/// Lanes of one system at the same day.
pub struct Batch<'a> {
    system: &'a System,
    lanes: Vec<Lane>,
    groups: Vec<Group>,
    steps_done: usize,
}

/// Consecutive blocks of sectors with the state of all lanes for them: the unit of threading.
pub(super) struct Group {
    pub(super) blocks: Range<usize>,
    /// blocks × lanes × width.
    pub(super) stock: Vec<f64>,
    /// Order factors, blocks × lanes × width.
    factor: Vec<f64>,
    /// Smallest limit of the group's inputs, lanes × width.
    limit: Vec<f64>,
    /// What buyers received, blocks × lanes.
    received: Vec<f64>,
    /// Next orders, rows of the group × lanes.
    orders: Vec<f64>,
    /// Deliveries and weights of one block (of each block in the compatible edition):
    /// 2·lanes × width.
    sums: Vec<f64>,
    coefficients: Vec<f64>,
}

impl<'a> Batch<'a> {
    /// Puts lanes at the baseline. `groups` is how many threads may share one step.
    #[must_use]
    pub fn new(system: &'a System, lanes: Vec<Lane>, groups: usize) -> Self {
        let count = lanes.len();
        let groups = split(system.blocks.len(), groups)
            .map(|blocks| Group::new(system, &lanes, blocks))
            .collect();
        debug_assert!(count > 0, "a batch has lanes");
        Self { system, lanes, groups, steps_done: 0 }
    }

    /// The lanes.
    #[must_use]
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// Runs one step for every lane and shows each lane before its stocks move.
    ///
    /// # Errors
    /// `run::not-conserved` when goods appear or vanish, which is a defect of the engine;
    /// `run::crashed` and `shock::above-capital` where BoARIO stops, in the compatible edition.
    pub fn step(&mut self, mut observe: impl FnMut(&View<'_>)) -> Result<()> {
        let (system, number) = (self.system, self.steps_done);
        let day = number as f64 * system.rules.step;
        for lane in &mut self.lanes {
            lane.produce(system, number, day)?;
        }
        for (index, lane) in self.lanes.iter().enumerate() {
            let (groups, lanes) = (&self.groups[..], self.lanes.len());
            observe(&View { system, lane, groups, lanes, index, step: number });
        }
        for lane in &mut self.lanes {
            lane.settle(system, day);
        }
        match system.rules.edition {
            Edition::Corrected => self.advance(),
            Edition::Boario072 => self.advance_compatibly()?,
        }
        self.collect()?;
        self.steps_done += 1;
        Ok(())
    }

    /// Corrected: a block's cells stay in cache between the two passes over it.
    fn advance(&mut self) {
        let (system, lanes) = (self.system, &self.lanes);
        each(&mut self.groups, |group| {
            group.limit.fill(f64::INFINITY);
            for block in group.blocks.clone() {
                let only = system.only_supplier(block);
                if only.is_none() {
                    group.add_up(system, lanes, block, 0);
                }
                for (k, lane) in lanes.iter().enumerate() {
                    let only_one = only
                        .map(|row| Only { fill: lane.fill[row].orders, weight: lane.weight[row] });
                    let (row, policy) = group.row(system, lane, lanes.len(), block, k, 0);
                    let flows = stocks::advance(row, policy, system.rules.step, only_one);
                    group.set_received(block, lanes.len(), k, flows.received);
                    if let Some(row) = only {
                        let first = system.blocks[group.blocks.start].rows.start;
                        group.orders[(row - first) * lanes.len() + k] = flows.ordered;
                    }
                }
                if only.is_none() {
                    group.order(system, lanes.len(), block);
                }
            }
        });
    }

    /// Compatible: BoARIO's tests of closeness look at a whole matrix before anything moves.
    fn advance_compatibly(&mut self) -> Result<()> {
        let (system, count, n) = (self.system, self.lanes.len(), self.system.len());
        let step = system.rules.step;
        for group in &mut self.groups {
            group.limit.fill(f64::INFINITY);
            for block in group.blocks.clone() {
                group.add_up(system, &self.lanes, block, block - group.blocks.start);
            }
        }
        for (k, lane) in self.lanes.iter().enumerate() {
            let (mut stay, mut met) = (true, true);
            for group in &mut self.groups {
                for block in group.blocks.clone() {
                    let slot = block - group.blocks.start;
                    let (row, _) = group.row(system, lane, count, block, k, slot);
                    let (stays, received) = row.stocks_stay(n, step);
                    stay &= stays;
                    group.set_received(block, count, k, received);
                }
            }
            for group in &mut self.groups {
                for block in group.blocks.clone() {
                    let slot = block - group.blocks.start;
                    let (mut row, policy) = group.row(system, lane, count, block, k, slot);
                    if !stay && !row.move_stocks(n, step) {
                        let sector = system.economy.sectors.code(system.blocks[block].sector);
                        return Err(Error::new("run::crashed").with("sector", sector));
                    }
                    met &= row.goals_met(n, policy);
                }
            }
            for group in &mut self.groups {
                for block in group.blocks.clone() {
                    let slot = block - group.blocks.start;
                    let (mut row, policy) = group.row(system, lane, count, block, k, slot);
                    row.reorder(n, policy, met);
                }
            }
        }
        for group in &mut self.groups {
            for block in group.blocks.clone() {
                group.order(system, count, block);
            }
        }
        Ok(())
    }

    /// Hands each lane its next orders and limits, and checks that nothing was lost on the way.
    fn collect(&mut self) -> Result<()> {
        let (system, count) = (self.system, self.lanes.len());
        for (k, lane) in self.lanes.iter_mut().enumerate() {
            lane.limit.fill(f64::INFINITY);
            for group in &self.groups {
                let limit = &group.limit[k * system.width..(k + 1) * system.width];
                lane.limit.iter_mut().zip(limit).for_each(|(all, part)| *all = all.min(*part));
                for block in group.blocks.clone() {
                    let received = group.received[(block - group.blocks.start) * count + k];
                    let sent = lane.sent[block];
                    if (received - sent).abs() > CONSERVATION * sent.abs().max(1e-9) {
                        return Err(Error::new("run::not-conserved")
                            .with("step", self.steps_done)
                            .with(
                                "sector",
                                system.economy.sectors.code(system.blocks[block].sector),
                            )
                            .with("sent", sent)
                            .with("received", received));
                    }
                }
                let first = system.blocks[group.blocks.start].rows.start;
                for (row, orders) in group.orders.chunks_exact(count).enumerate() {
                    lane.orders[first + row] = lane.weight[first + row] * orders[k];
                }
            }
        }
        Ok(())
    }
}

/// `count` things in at most `parts` runs of nearly equal length.
fn split(count: usize, parts: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = parts.clamp(1, count);
    (0..parts).map(move |k| k * count / parts..(k + 1) * count / parts)
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

fn each(groups: &mut [Group], work: impl Fn(&mut Group) + Send + Sync) {
    match groups {
        [one] => work(one),
        many => many.par_iter_mut().for_each(work),
    }
}

impl Group {
    fn new(system: &System, lanes: &[Lane], blocks: Range<usize>) -> Self {
        let (count, width) = (lanes.len(), system.width);
        let mut stock = Vec::with_capacity(blocks.len() * count * width);
        for block in blocks.clone() {
            let use0 = &system.use0[block * width..(block + 1) * width];
            for lane in lanes {
                let days = lane.policies[block].days;
                stock.extend(
                    use0.iter().map(
                        |used| {
                            if days.is_finite() { used * days } else { f64::INFINITY }
                        },
                    ),
                );
            }
        }
        let rows = |block: usize| system.blocks[block].rows.len();
        let slots = match system.rules.edition {
            Edition::Corrected => 1,
            Edition::Boario072 => blocks.len(),
        };
        let most = blocks.clone().map(rows).max().unwrap_or(0);
        Self {
            stock,
            factor: first_factors(system, count, blocks.clone()),
            limit: vec![f64::INFINITY; count * width],
            received: vec![0.0; blocks.len() * count],
            orders: vec![0.0; blocks.clone().map(rows).sum::<usize>() * count],
            sums: vec![0.0; slots * 2 * count * width],
            coefficients: vec![0.0; most * 2 * count],
            blocks,
        }
    }

    /// Pass 1: deliveries under the standing weights and fills, and sums of the coming weights.
    fn add_up(&mut self, system: &System, lanes: &[Lane], block: usize, slot: usize) {
        let (count, width) = (lanes.len(), system.width);
        let rows = system.blocks[block].rows.clone();
        for (row, coefficients) in rows.clone().zip(self.coefficients.chunks_exact_mut(2 * count)) {
            let (delivering, weights) = coefficients.split_at_mut(count);
            for (k, lane) in lanes.iter().enumerate() {
                delivering[k] = lane.delivering[row];
                weights[k] = lane.weight[row];
            }
        }
        let coefficients = &self.coefficients[..rows.len() * 2 * count];
        let sums = &mut self.sums[slot * 2 * count * width..][..2 * count * width];
        system.table.deliveries(block, coefficients, 2 * count, sums);
    }

    /// Pass 2: the coming orders, still without the supplier's own weight.
    fn order(&mut self, system: &System, count: usize, block: usize) {
        let width = system.width;
        let local = block - self.blocks.start;
        let first = system.blocks[self.blocks.start].rows.start;
        let rows = &system.blocks[block].rows;
        let out = &mut self.orders[(rows.start - first) * count..(rows.end - first) * count];
        let factors = &self.factor[local * count * width..(local + 1) * count * width];
        system.table.orders(block, factors, count, out);
    }

    fn set_received(&mut self, block: usize, count: usize, k: usize, received: f64) {
        self.received[(block - self.blocks.start) * count + k] = received;
    }

    /// The cells of one product in one lane, after pass 1.
    fn row<'g>(
        &'g mut self,
        system: &'g System,
        lane: &'g Lane,
        count: usize,
        block: usize,
        k: usize,
        slot: usize,
    ) -> (Row<'g>, Policy) {
        let width = system.width;
        let cells = ((block - self.blocks.start) * count + k) * width;
        let sums = &self.sums[slot * 2 * count * width..][..2 * count * width];
        let row = Row {
            use0: &system.use0[block * width..(block + 1) * width],
            binds: &system.binds[block * width..(block + 1) * width],
            activity: &lane.activity,
            wanted: &lane.wanted,
            delivered: &sums[k * width..(k + 1) * width],
            weights: &sums[(count + k) * width..(count + k + 1) * width],
            stock: &mut self.stock[cells..cells + width],
            factor: &mut self.factor[cells..cells + width],
            limit: &mut self.limit[k * width..(k + 1) * width],
        };
        (row, lane.policies[block])
    }
}
