//! What a restart would need: the least set of goods in stock from which everything that can keep
//! running can also be started (docs/src/models/integrity.md, "The restart gap").
//!
//! While something is still missing, choose for every source of a missing good one group it lacks.
//! Goods that lack only each other are then stuck: whatever set of seeds is right holds one of
//! them. The search branches on which; disjoint stuck sets bound the size from below. A good that
//! another good of the set can start is never needed as a seed.

use super::closure::{Started, keep_running, start};
use super::components::components;
use super::lists::Lists;
use super::{Chain, NONE};
use std::collections::BTreeSet;

/// Work after which a search gives up, in alternatives looked at: about ten seconds.
pub const WORK: usize = 1_000_000_000;

/// The restart gap and what closes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    /// Goods that can be kept running and cannot be started.
    pub gap: Vec<u32>,
    /// Goods which, in stock, close the gap.
    pub seeds: Vec<u32>,
    /// No smaller set than this many goods does; equal to the number of seeds when it is exact.
    pub at_least: usize,
}

/// Finds the restart gap and a least set of seeds, or bounds when `work` runs out.
#[must_use]
pub fn restart(chain: &Chain, available: &[bool], work: usize) -> Restart {
    let goal = keep_running(chain, available).good;
    let started = start(chain, available, &[], |_| false);
    let gap: Vec<u32> = (0..chain.goods.len() as u32)
        .filter(|good| goal[*good as usize] && !started.makes(*good as usize))
        .collect();
    let mut search = Search { chain, available, goal, best: None, work, exact: true };
    let at_least = disjoint(&search.stuck(&started));
    search.descend(&mut Vec::new(), &started);
    let mut seeds = search.best.unwrap_or_default();
    seeds.sort_unstable();
    let at_least = if search.exact { seeds.len() } else { at_least };
    Restart { gap, seeds, at_least }
}

struct Search<'c> {
    chain: &'c Chain,
    available: &'c [bool],
    goal: Vec<bool>,
    best: Option<Vec<u32>>,
    work: usize,
    exact: bool,
}

impl Search<'_> {
    fn spend(&mut self) -> bool {
        let left = self.work.checked_sub(self.chain.size());
        self.work = left.unwrap_or(0);
        left.is_some()
    }

    fn descend(&mut self, seeds: &mut Vec<u32>, started: &Started) {
        let stuck = self.stuck(started);
        let Some(smallest) = stuck.iter().min_by_key(|set| set.len()) else {
            self.best = Some(seeds.clone());
            return;
        };
        let most = self.best.as_ref().map_or(usize::MAX, Vec::len);
        if seeds.len() + disjoint(&stuck) >= most {
            return;
        }
        for (seed, started) in self.strongest(seeds, smallest) {
            // The first way down is always finished, so that there is an answer.
            if self.best.is_some() && !self.spend() {
                self.exact = false;
                return;
            }
            seeds.push(seed);
            self.descend(seeds, &started);
            seeds.pop();
        }
    }

    /// Seeds of a stuck set that no other of them starts, the one that starts most first.
    fn strongest(&mut self, seeds: &[u32], stuck: &[u32]) -> Vec<(u32, Started)> {
        let mut kept: Vec<(u32, Started)> = Vec::new();
        for good in stuck {
            if kept.iter().any(|(_, started)| started.makes(*good as usize)) {
                continue;
            }
            if !kept.is_empty() && !self.spend() {
                self.exact = false;
                break;
            }
            let all: Vec<u32> = seeds.iter().copied().chain([*good]).collect();
            let started = start(self.chain, self.available, &all, |_| false);
            kept.retain(|(seed, _)| !started.makes(*seed as usize));
            kept.push((*good, started));
        }
        let made = |started: &Started| started.rank.iter().filter(|rank| **rank != NONE).count();
        kept.sort_by_key(|(good, started)| (std::cmp::Reverse(made(started)), *good));
        kept
    }

    /// Sets of missing goods that lack only each other, each with a good of the goal in it and
    /// as small as the choice of groups allows.
    fn stuck(&self, started: &Started) -> Vec<Vec<u32>> {
        let chain = self.chain;
        let missing = |good: u32| !started.makes(good as usize);
        let lacks = |good: u32| {
            let sources = chain.sources.of(good as usize).iter();
            let sources = sources.filter(|a| self.available[**a as usize]);
            let unmet = |activity: &u32| {
                let groups = chain.groups(*activity as usize);
                let unmet =
                    groups.filter(|g| chain.alternatives.of(*g).iter().all(|g| missing(*g)));
                unmet.min_by_key(|group| chain.alternatives.of(*group).len())
            };
            sources.filter_map(unmet).flat_map(|group| chain.alternatives.of(group))
        };
        let edges: Vec<(u32, u32)> = (0..chain.goods.len() as u32)
            .filter(|good| missing(*good))
            .flat_map(|good| lacks(good).map(move |input| (good, *input)))
            .collect();
        let edges = Lists::from_pairs(chain.goods.len(), edges.into_iter());
        // Inputs come first: a component is the start of a stuck set if it holds a missing good of
        // the goal and nothing below it does.
        let mut above = vec![false; chain.goods.len()];
        let mut sets = Vec::new();
        for members in components(&edges) {
            let below = |good: &u32| edges.of(*good as usize).iter();
            let over = members.iter().flat_map(below).any(|good| above[*good as usize]);
            let wanted = |good: &u32| self.goal[*good as usize] && missing(*good);
            let start = !over && members.iter().any(wanted);
            if start {
                sets.push(closed(&edges, &members));
            }
            if start || over {
                members.iter().for_each(|good| above[*good as usize] = true);
            }
        }
        sets
    }
}

/// Some nodes and all that they lead to, sorted.
fn closed(edges: &Lists, from: &[u32]) -> Vec<u32> {
    let mut set: BTreeSet<u32> = from.iter().copied().collect();
    let mut open = from.to_vec();
    while let Some(node) = open.pop() {
        open.extend(edges.of(node as usize).iter().filter(|next| set.insert(**next)));
    }
    set.into_iter().collect()
}

/// How many of some sets can be chosen one after another so that no two share a good.
fn disjoint(sets: &[Vec<u32>]) -> usize {
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    let mut count = 0;
    for set in sets {
        if set.iter().all(|good| !taken.contains(good)) {
            taken.extend(set);
            count += 1;
        }
    }
    count
}
