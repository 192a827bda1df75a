//! What a chain can make as candidates are added to it one after the other, and taken back.
//!
//! Whether a set of candidates reaches a goal is one closure. A search asks that of thousands of
//! sets that differ little, so the closure is continued from what is there: an addition costs only
//! what it brings about, and a trail takes it back.

use super::super::Chain;
use super::super::closure::{self, Mode};
use super::super::stages::stages;
use super::Candidate;

/// One thing that an addition brought about.
#[derive(Clone, Copy)]
enum Step {
    Available(u32),
    Served(u32),
    There(u32),
}

/// Where the trail stood.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

/// A chain with some of its candidates.
pub(super) struct Growth<'c> {
    chain: &'c Chain,
    candidates: &'c [Candidate],
    goods: &'c [u32],
    /// Goods on a cycle can keep each other running without having been started, which no
    /// continuation finds: then a closure from the start decides.
    cyclic: bool,
    available: Vec<bool>,
    there: Vec<bool>,
    served: Vec<bool>,
    /// Groups of each activity that nothing serves.
    open: Vec<u32>,
    /// Goods of the goal that are not there.
    missing: usize,
    wanted: Vec<bool>,
    trail: Vec<Step>,
}

impl<'c> Growth<'c> {
    pub fn new(
        chain: &'c Chain,
        base: &[bool],
        candidates: &'c [Candidate],
        mode: Mode,
        goods: &'c [u32],
    ) -> Self {
        let mut wanted = vec![false; chain.goods.len()];
        goods.iter().for_each(|good| wanted[*good as usize] = true);
        let mut growth = Self {
            chain,
            candidates,
            goods,
            cyclic: mode == Mode::KeepRunning && !stages(chain).cycles.is_empty(),
            available: base.to_vec(),
            there: vec![false; chain.goods.len()],
            served: vec![false; chain.group_activity.len()],
            open: chain.first_group.windows(2).map(|ends| ends[1] - ends[0]).collect(),
            missing: wanted.iter().filter(|wanted| **wanted).count(),
            wanted,
            trail: Vec::new(),
        };
        for (good, made) in (0..).zip(closure::made(chain, base, mode)) {
            if made {
                growth.bring(good);
            }
        }
        growth.trail.clear();
        growth
    }

    /// Whether the goal is reached.
    pub fn reached(&self) -> bool {
        self.missing == 0
            || self.cyclic && {
                let made = closure::made(self.chain, &self.available, Mode::KeepRunning);
                self.goods.iter().all(|good| made[*good as usize])
            }
    }

    pub fn mark(&self) -> Mark {
        Mark(self.trail.len())
    }

    /// Adds candidates.
    pub fn add(&mut self, places: &[usize]) {
        for place in places {
            let activity = self.candidates[*place].activity;
            let works = self.chain.capacity[activity as usize] > 0.0;
            if works && !std::mem::replace(&mut self.available[activity as usize], true) {
                self.trail.push(Step::Available(activity));
                if self.open[activity as usize] == 0 {
                    self.bring(self.chain.output[activity as usize]);
                }
            }
        }
    }

    /// A good is there, and with it all that starts because of it.
    fn bring(&mut self, good: u32) {
        let mut coming = vec![good];
        while let Some(good) = coming.pop() {
            if std::mem::replace(&mut self.there[good as usize], true) {
                continue;
            }
            self.trail.push(Step::There(good));
            self.missing -= usize::from(self.wanted[good as usize]);
            for group in self.chain.users.of(good as usize) {
                if std::mem::replace(&mut self.served[*group as usize], true) {
                    continue;
                }
                self.trail.push(Step::Served(*group));
                let user = self.chain.group_activity[*group as usize] as usize;
                self.open[user] -= 1;
                if self.open[user] == 0 && self.available[user] {
                    coming.push(self.chain.output[user]);
                }
            }
        }
    }

    /// Takes back everything since a mark.
    pub fn back_to(&mut self, mark: Mark) {
        for step in self.trail.drain(mark.0..) {
            match step {
                Step::Available(activity) => self.available[activity as usize] = false,
                Step::Served(group) => {
                    self.served[group as usize] = false;
                    self.open[self.chain.group_activity[group as usize] as usize] += 1;
                }
                Step::There(good) => {
                    self.there[good as usize] = false;
                    self.missing += usize::from(self.wanted[good as usize]);
                }
            }
        }
    }

    /// Adds, in order, as many candidates as the goal can stay unreached with. The others are a
    /// *blocking set*: without one of them the goal is never reached. Halves are tried at a time, for
    /// blocking sets are small.
    pub fn block(&mut self, order: &[usize]) -> Vec<usize> {
        let mark = self.mark();
        self.add(order);
        if !self.reached() {
            return Vec::new();
        }
        self.back_to(mark);
        if let [one] = order {
            return vec![*one];
        }
        let (first, second) = order.split_at(order.len() / 2);
        let mut left = self.block(first);
        left.extend(self.block(second));
        left
    }

    /// The candidates that are needed to reach the goal when the last in order are left out first:
    /// none of them can be missed. They are not added. The goal must be in reach
    /// (QuickXplain, Junker 2004).
    pub fn least(&mut self, order: &[usize]) -> Vec<usize> {
        if self.reached() { Vec::new() } else { self.needed(order) }
    }

    fn needed(&mut self, order: &[usize]) -> Vec<usize> {
        if let [one] = order {
            return vec![*one];
        }
        let (first, second) = order.split_at(order.len() / 2);
        let mark = self.mark();
        self.add(first);
        let mut needed = self.least(second);
        self.back_to(mark);
        self.add(&needed);
        // When none of the second half is needed, some of the first are: nothing has changed.
        needed.extend(if needed.is_empty() { self.needed(first) } else { self.least(first) });
        self.back_to(mark);
        needed
    }
}
