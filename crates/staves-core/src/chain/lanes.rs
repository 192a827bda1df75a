//! Many removals side by side. A lane is one set of removed units; a good or an activity holds one
//! bit a lane, and one pass over the chain settles all lanes at once.

use super::bits::{self, Bits, EVERYWHERE, LANES, NOWHERE, Waiting, and, has, lane, or};
use super::closure::{Mode, cold_start, keep_running};
use super::{Chain, NONE, Units};
use rayon::prelude::*;

/// For each of some units: which of the goods can no longer be made without it.
pub fn lost(
    chain: &Chain,
    available: &[bool],
    mode: Mode,
    units: &Units,
    tried: &[u32],
    goods: &[u32],
) -> Vec<Vec<bool>> {
    let works = Works::find(chain, available, mode);
    let made = tried.par_chunks(LANES).flat_map_iter(|tried| {
        let mut lanes = vec![NONE; units.count];
        (0..).zip(tried).for_each(|(k, unit)| lanes[*unit as usize] = k);
        let gone = |unit: u32| match lanes[unit as usize] {
            NONE => NOWHERE,
            at => lane(at as usize),
        };
        let made = works.made(chain, units, gone);
        let lost = |k: usize| {
            let gone = |good: &u32| !has(&made[*good as usize], k);
            goods.iter().map(gone).collect()
        };
        (0..tried.len()).map(lost).collect::<Vec<_>>()
    });
    made.collect()
}

/// What works with everything there: what does not, cannot with less.
pub struct Works {
    mode: Mode,
    /// In the order in which they start, from a standstill.
    order: Vec<u32>,
    activity: Vec<bool>,
}

impl Works {
    /// The activities that work among those available.
    pub fn find(chain: &Chain, available: &[bool], mode: Mode) -> Self {
        let (order, activity) = match mode {
            Mode::ColdStart => {
                let order = cold_start(chain, available).order;
                let mut works = vec![false; chain.output.len()];
                order.iter().for_each(|a| works[*a as usize] = true);
                (order, works)
            }
            Mode::KeepRunning => (Vec::new(), keep_running(chain, available).activity),
        };
        Self { mode, order, activity }
    }

    /// Lanes in which each good is made when each unit is gone in the lanes that `gone` gives.
    pub fn made(&self, chain: &Chain, units: &Units, gone: impl Fn(u32) -> Bits) -> Vec<Bits> {
        let removal = Removal { chain, units, gone, works: &self.activity };
        match self.mode {
            Mode::ColdStart => removal.cold_start(&self.order),
            Mode::KeepRunning => removal.keep_running(),
        }
    }
}

struct Removal<'c, G> {
    chain: &'c Chain,
    units: &'c Units,
    /// Lanes in which a unit is gone.
    gone: G,
    works: &'c [bool],
}

impl<G: Fn(u32) -> Bits> Removal<'_, G> {
    /// The lanes in which a unit is gone; none for [`NONE`].
    fn gone(&self, unit: u32) -> Bits {
        if unit == NONE { NOWHERE } else { (self.gone)(unit) }
    }

    /// Lanes in which an activity works, given those in which goods are there.
    fn works_in(&self, activity: u32, there: &[Bits]) -> Bits {
        let own = self.units.of_activity[activity as usize];
        let mut left = bits::without(EVERYWHERE, self.gone(own));
        for group in self.chain.groups(activity as usize) {
            let goods = self.chain.alternatives.of(group).iter();
            let served = goods.fold(NOWHERE, |bits, good| or(bits, there[*good as usize]));
            let unit = self.units.of_group.get(group).copied().unwrap_or(NONE);
            left = and(left, bits::without(served, self.gone(unit)));
        }
        left
    }

    /// Lanes in which each good is made from a standstill: goods are only ever added.
    fn cold_start(&self, order: &[u32]) -> Vec<Bits> {
        let stock = |stocked: &bool| if *stocked { EVERYWHERE } else { NOWHERE };
        let mut there: Vec<Bits> = self.chain.stocked.iter().map(stock).collect();
        let mut waiting = Waiting::new(self.works.len());
        order.iter().for_each(|activity| waiting.add(*activity));
        while let Some(activity) = waiting.next() {
            let good = self.chain.output[activity as usize] as usize;
            let more = or(there[good], self.works_in(activity, &there));
            if more != there[good] {
                there[good] = more;
                self.wake_users(good, &mut waiting);
            }
        }
        there
    }

    /// Lanes in which each good goes on being made: goods are only ever taken away.
    fn keep_running(&self) -> Vec<Bits> {
        let chain = self.chain;
        let all = |works: &bool| if *works { EVERYWHERE } else { NOWHERE };
        let mut active: Vec<Bits> = self.works.iter().map(all).collect();
        let supply = |good: usize, active: &[Bits]| {
            let stock = if chain.stocked[good] { EVERYWHERE } else { NOWHERE };
            let sources = chain.sources.of(good).iter();
            sources.fold(stock, |bits, a| or(bits, active[*a as usize]))
        };
        let mut there: Vec<Bits> = (0..chain.goods.len()).map(|g| supply(g, &active)).collect();
        let mut waiting = Waiting::new(active.len());
        let hit = |a: &u32| self.units.of(chain, *a).any(|unit| (self.gone)(unit) != NOWHERE);
        let hit = (0..active.len() as u32).filter(|a| self.works[*a as usize]).filter(hit);
        hit.for_each(|activity| waiting.add(activity));
        while let Some(activity) = waiting.next() {
            let fewer = and(active[activity as usize], self.works_in(activity, &there));
            if fewer == active[activity as usize] {
                continue;
            }
            active[activity as usize] = fewer;
            let good = chain.output[activity as usize] as usize;
            let left = supply(good, &active);
            if left != there[good] {
                there[good] = left;
                self.wake_users(good, &mut waiting);
            }
        }
        there
    }

    fn wake_users(&self, good: usize, waiting: &mut Waiting) {
        for group in self.chain.users.of(good) {
            let activity = self.chain.group_activity[*group as usize];
            if self.works[activity as usize] {
                waiting.add(activity);
            }
        }
    }
}
