//! What can be made: from a standstill, and while everything runs.
//!
//! With T(P) = stocked goods ∪ { output of a : a available, every group of a has an alternative in
//! P }, cold start is the least fixed point of T and keep running the greatest
//! (docs/src/models/integrity.md, "What can be made"). Both are found in time linear in the chain
//! by counting, as in Horn satisfiability (Dowling and Gallier 1984).

use super::{Chain, NONE};

/// Which of the two questions is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// What can be made starting from a standstill, with stocks.
    ColdStart,
    /// What can go on being made if everything runs now.
    KeepRunning,
}

impl Mode {
    /// Name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ColdStart => "cold_start",
            Self::KeepRunning => "keep_running",
        }
    }
}

/// What can be made from a standstill, and in which order.
#[derive(Clone, Debug)]
pub struct Started {
    /// Activities in the order in which they can start.
    pub order: Vec<u32>,
    /// The activity that made each good first; [`NONE`] for stocks and for what is not made.
    pub first: Vec<u32>,
    /// Step at which each good is there first; [`NONE`] if never.
    pub rank: Vec<u32>,
}

impl Started {
    /// Whether a good can be made.
    #[must_use]
    pub fn makes(&self, good: usize) -> bool {
        self.rank[good] != NONE
    }

    /// The goods that are made, in the order in which they come.
    pub(super) fn goods(&self) -> Vec<u32> {
        let mut goods = vec![NONE; self.rank.iter().filter(|rank| **rank != NONE).count()];
        for (good, rank) in (0..).zip(&self.rank).filter(|(_, rank)| **rank != NONE) {
            goods[*rank as usize] = good;
        }
        goods
    }
}

/// What can go on being made.
#[derive(Clone, Debug)]
pub struct Running {
    /// Whether each activity can go on.
    pub activity: Vec<bool>,
    /// Whether each good goes on being there.
    pub good: Vec<bool>,
}

/// The least fixed point for the available activities.
#[must_use]
pub fn cold_start(chain: &Chain, available: &[bool]) -> Started {
    start(chain, available, &[], |_| false)
}

/// The same with further goods in stock, and with some activities that start only when nothing
/// else can: the others are then used wherever they suffice.
pub(super) fn start(
    chain: &Chain,
    available: &[bool],
    seeds: &[u32],
    late: impl Fn(u32) -> bool,
) -> Started {
    let goods = chain.goods.len();
    let mut started =
        Started { order: Vec::new(), first: vec![NONE; goods], rank: vec![NONE; goods] };
    let mut open: Vec<u32> =
        chain.first_group.windows(2).map(|bounds| bounds[1] - bounds[0]).collect();
    let mut served = vec![false; chain.group_activity.len()];
    // Goods that are there, in the order in which they came; each is handed on once.
    let stocked = (0..goods as u32).filter(|good| chain.stocked[*good as usize]);
    let mut there: Vec<u32> = Vec::new();
    for good in stocked.chain(seeds.iter().copied()) {
        if started.rank[good as usize] == NONE {
            started.rank[good as usize] = there.len() as u32;
            there.push(good);
        }
    }
    let mut ready: Vec<u32> = (0..open.len() as u32)
        .filter(|a| open[*a as usize] == 0 && available[*a as usize])
        .collect();
    let mut waiting = Vec::new();
    let mut next = 0;
    loop {
        for activity in std::mem::take(&mut ready) {
            if late(activity) {
                waiting.push(activity);
            } else {
                fire(chain, activity, &mut started, &mut there);
            }
        }
        if next == there.len() {
            if waiting.is_empty() {
                return started;
            }
            for activity in std::mem::take(&mut waiting) {
                fire(chain, activity, &mut started, &mut there);
            }
            continue;
        }
        for group in chain.users.of(there[next] as usize) {
            let activity = chain.group_activity[*group as usize];
            if !std::mem::replace(&mut served[*group as usize], true) {
                open[activity as usize] -= 1;
                if open[activity as usize] == 0 && available[activity as usize] {
                    ready.push(activity);
                }
            }
        }
        next += 1;
    }
}

fn fire(chain: &Chain, activity: u32, started: &mut Started, there: &mut Vec<u32>) {
    started.order.push(activity);
    let good = chain.output[activity as usize];
    if started.rank[good as usize] == NONE {
        started.rank[good as usize] = there.len() as u32;
        started.first[good as usize] = activity;
        there.push(good);
    }
}

/// The greatest fixed point for the available activities.
#[must_use]
pub fn keep_running(chain: &Chain, available: &[bool]) -> Running {
    let mut activity = available.to_vec();
    let mut sources: Vec<u32> = chain.stocked.iter().map(|stocked| u32::from(*stocked)).collect();
    for (output, _) in chain.output.iter().zip(available).filter(|(_, available)| **available) {
        sources[*output as usize] += 1;
    }
    let groups = 0..chain.group_activity.len();
    let alive = |group: usize| {
        let there = chain.alternatives.of(group).iter().filter(|g| sources[**g as usize] > 0);
        there.count() as u32
    };
    let mut alive: Vec<u32> = groups.map(alive).collect();
    let mut stopped = Vec::new();
    for (group, alive) in alive.iter().enumerate() {
        let owner = chain.group_activity[group];
        if *alive == 0 && std::mem::replace(&mut activity[owner as usize], false) {
            stopped.push(owner);
        }
    }
    while let Some(stops) = stopped.pop() {
        let good = chain.output[stops as usize] as usize;
        sources[good] -= 1;
        if sources[good] > 0 {
            continue;
        }
        for group in chain.users.of(good) {
            alive[*group as usize] -= 1;
            let owner = chain.group_activity[*group as usize];
            if alive[*group as usize] == 0
                && std::mem::replace(&mut activity[owner as usize], false)
            {
                stopped.push(owner);
            }
        }
    }
    Running { activity, good: sources.iter().map(|count| *count > 0).collect() }
}

/// Whether each good can be made, in either sense.
#[must_use]
pub fn made(chain: &Chain, available: &[bool], mode: Mode) -> Vec<bool> {
    match mode {
        Mode::ColdStart => {
            let rank = cold_start(chain, available).rank;
            rank.into_iter().map(|rank| rank != NONE).collect()
        }
        Mode::KeepRunning => keep_running(chain, available).good,
    }
}
