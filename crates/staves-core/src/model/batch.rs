//! A batch of lanes stepped side by side, so that the table is read once per step for all.

use super::group::Group;
use super::lane::Lane;
use super::rules::{Edition, Inputs};
use super::system::System;
use super::view::View;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::ops::Range;

/// Relative difference allowed between what suppliers sent and what buyers received, and between
/// what moved into stocks and what they hold more.
const CONSERVATION: f64 = 1e-12;

/// Lanes of one system at the same day.
pub struct Batch<'a> {
    system: &'a System,
    lanes: Vec<Lane>,
    groups: Vec<Group>,
    steps_done: usize,
}

impl<'a> Batch<'a> {
    /// Puts lanes at the baseline. `groups` is how many threads may share one step.
    #[must_use]
    pub fn new(system: &'a System, lanes: Vec<Lane>, groups: usize) -> Self {
        let groups = split(system.blocks.len(), groups)
            .map(|blocks| Group::new(system, &lanes, blocks))
            .collect();
        debug_assert!(!lanes.is_empty(), "a batch has lanes");
        let mut batch = Self { system, lanes, groups, steps_done: 0 };
        batch.first_day();
        batch
    }

    /// Shocks on stocks and links that are there on the very first day.
    fn first_day(&mut self) {
        let (system, count) = (self.system, self.lanes.len());
        if system.rules.edition == Edition::Boario072 {
            return;
        }
        let mut hit = false;
        for lane in &mut self.lanes {
            hit |= lane.first_stock_losses(system.rules.step);
            hit |= (0..system.blocks.len()).any(|block| lane.caps.any(block, true));
        }
        for (k, lane) in self.lanes.iter_mut().enumerate() {
            take_limits(system, &self.groups, lane, count, k);
        }
        if hit {
            for group in &mut self.groups {
                group.first_day(system, &self.lanes);
            }
            for (k, lane) in self.lanes.iter_mut().enumerate() {
                let flows = |group: &Group| {
                    let of_lane = group.flows.iter().skip(k).step_by(count);
                    of_lane.map(|flows| flows.destroyed).sum::<f64>()
                };
                lane.accounts.destroyed += self.groups.iter().map(flows).sum::<f64>();
                take_limits(system, &self.groups, lane, count, k);
                lane.take_orders(system, &self.groups, count, k);
            }
        }
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
        let (count, day) = (self.lanes.len(), number as f64 * system.rules.step);
        for (k, lane) in self.lanes.iter_mut().enumerate() {
            lane.produce(system, number, day)?;
            lane.level_out(system, &self.groups, count, k);
            lane.ship(system, &self.groups, count, k);
        }
        for (index, lane) in self.lanes.iter().enumerate() {
            let groups = &self.groups[..];
            observe(&View { system, lane, groups, lanes: count, index, step: number });
        }
        for lane in &mut self.lanes {
            lane.settle(system, day);
        }
        match system.rules.edition {
            Edition::Corrected => {
                let lanes = &self.lanes;
                each(&mut self.groups, |group| group.advance(system, lanes));
            }
            Edition::Boario072 => self.advance_compatibly()?,
        }
        self.collect()?;
        self.steps_done += 1;
        Ok(())
    }

    /// Compatible: BoARIO's tests of closeness look at a whole matrix before anything moves.
    fn advance_compatibly(&mut self) -> Result<()> {
        let (system, count, n) = (self.system, self.lanes.len(), self.system.len());
        let step = system.rules.step;
        for group in &mut self.groups {
            group.limit.fill(f64::INFINITY);
            for block in group.blocks.clone() {
                group.add_up_compatibly(system, &self.lanes, block);
            }
        }
        for (k, lane) in self.lanes.iter().enumerate() {
            let (mut stay, mut met) = (true, true);
            for group in &mut self.groups {
                for block in group.blocks.clone() {
                    let (row, _) = group.row(system, lane, count, block, k);
                    let (stays, received) = row.stocks_stay(n, step);
                    stay &= stays;
                    group.flows[(block - group.blocks.start) * count + k].received = received;
                }
            }
            for group in &mut self.groups {
                for block in group.blocks.clone() {
                    let (mut row, policy) = group.row(system, lane, count, block, k);
                    if !stay && !row.move_stocks(n, step) {
                        let sector = system.economy.sectors.code(system.blocks[block].sector);
                        return Err(Error::new("run::crashed").with("sector", sector));
                    }
                    met &= row.goals_met(n, policy);
                }
            }
            for group in &mut self.groups {
                for block in group.blocks.clone() {
                    let (mut row, policy) = group.row(system, lane, count, block, k);
                    row.reorder(n, policy, met);
                }
            }
        }
        for group in &mut self.groups {
            for block in group.blocks.clone() {
                group.order_compatibly(system, count, block);
            }
        }
        Ok(())
    }

    /// Hands each lane its next orders and limits, and checks that nothing was lost on the way.
    fn collect(&mut self) -> Result<()> {
        let (system, count) = (self.system, self.lanes.len());
        for (k, lane) in self.lanes.iter_mut().enumerate() {
            take_limits(system, &self.groups, lane, count, k);
            for group in &self.groups {
                for block in group.blocks.clone() {
                    conserved(system, group, lane, count, block, k, self.steps_done)?;
                    let flows = &group.flows[(block - group.blocks.start) * count + k];
                    lane.accounts.received += flows.received * system.rules.step;
                    lane.accounts.used += flows.used * system.rules.step;
                    lane.accounts.skipped += flows.skipped * system.rules.step;
                    lane.accounts.destroyed += flows.destroyed;
                }
            }
            lane.take_orders(system, &self.groups, count, k);
        }
        Ok(())
    }
}

/// What was sent was received or is under way, and what was received and not used is in stock.
fn conserved(
    system: &System,
    group: &Group,
    lane: &Lane,
    count: usize,
    block: usize,
    k: usize,
    step: usize,
) -> Result<()> {
    let flows = &group.flows[(block - group.blocks.start) * count + k];
    let broken = |sent: f64, received: f64, scale: f64| {
        if (received - sent).abs() <= CONSERVATION * scale.max(1e-9) {
            return Ok(());
        }
        Err(Error::new("run::not-conserved")
            .with("step", step)
            .with("sector", system.economy.sectors.code(system.blocks[block].sector))
            .with("sent", sent)
            .with("received", received))
    };
    let (late, gross) = lane.transit.moved(block);
    let arrived = lane.sent[block] + late;
    broken(arrived, flows.received, lane.sent[block].abs() + gross)?;
    if system.rules.edition == Edition::Boario072 || lane.policies[block].endless() {
        return Ok(());
    }
    let moved = system.rules.step * (flows.received - flows.used) - flows.destroyed;
    let daily = flows.received + gross + flows.used + flows.skipped;
    let turned_over = system.rules.step * daily + flows.destroyed;
    let scale = flows.before.abs() + flows.held.abs() + turned_over.abs();
    broken(flows.before + moved, flows.held, scale)
}

/// Output that inputs allow, by the input function.
fn take_limits(system: &System, groups: &[Group], lane: &mut Lane, count: usize, k: usize) {
    lane.limit.fill(f64::INFINITY);
    if system.rules.inputs == Inputs::Linear {
        return pool(system, groups, lane, count, k);
    }
    for group in groups {
        let limit = &group.limit[k * system.width..(k + 1) * system.width];
        lane.limit.iter_mut().zip(limit).for_each(|(all, part)| *all = all.min(*part));
    }
}

/// The linear input function: output that the stocks of all inputs together allow. Summed in the
/// order of blocks, whatever the number of threads.
fn pool(system: &System, groups: &[Group], lane: &mut Lane, count: usize, k: usize) {
    let width = system.width;
    let (mut possible, mut used) = (vec![0.0; width], vec![0.0; width]);
    for group in groups {
        for block in group.blocks.clone() {
            let policy = &lane.policies[block];
            let added = lane.days_added(policy, system);
            for buyer in 0..system.len() {
                let cell = block * width + buyer;
                let stock = group.stock(system, count, block, k, buyer);
                if system.binds[cell] > 0.0 && stock.is_finite() {
                    let added = added.map_or(0.0, |days| days[buyer]);
                    let use0 = system.use0[cell];
                    possible[buyer] += use0 * policy.allowed(stock, system.binds[cell], 0.0, added);
                    used[buyer] += use0;
                }
            }
        }
    }
    for (buyer, limit) in lane.limit.iter_mut().enumerate() {
        if used[buyer] > 0.0 {
            // A full stock must not count as a shortage of the last bit.
            *limit = (possible[buyer] / used[buyer]) * (1.0 + 4.0 * f64::EPSILON);
        }
    }
}

/// `count` things in at most `parts` runs of nearly equal length.
fn split(count: usize, parts: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = parts.clamp(1, count);
    (0..parts).map(move |k| k * count / parts..(k + 1) * count / parts)
}

fn each(groups: &mut [Group], work: impl Fn(&mut Group) + Send + Sync) {
    match groups {
        [one] => work(one),
        many => many.par_iter_mut().for_each(work),
    }
}
