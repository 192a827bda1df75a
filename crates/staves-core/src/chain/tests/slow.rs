//! Plain answers by definition: repeat until nothing changes, try every subset.

use super::super::{Chain, Mode, Units};

/// Both fixed points by iterating the one-step operator from nothing or from everything.
pub fn made(chain: &Chain, available: &[bool], seeds: &[u32], mode: Mode) -> Vec<bool> {
    let goods = chain.goods().len();
    let seeded = |good: usize| chain.stocked[good] || seeds.contains(&(good as u32));
    let mut there = vec![mode == Mode::KeepRunning; goods];
    loop {
        let works = |a: usize| {
            available[a]
                && chain
                    .groups(a)
                    .all(|group| chain.alternatives(group).iter().any(|g| there[*g as usize]))
        };
        let next: Vec<bool> = (0..goods)
            .map(|good| seeded(good) || chain.sources(good).iter().any(|a| works(*a as usize)))
            .collect();
        if next == there {
            return there;
        }
        there = next;
    }
}

/// Subsets of `0..count` of exactly `size` members.
pub fn subsets(count: u32, size: usize) -> Vec<Vec<u32>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut sets = Vec::new();
    for set in subsets(count, size - 1) {
        let first = set.last().map_or(0, |last| last + 1);
        sets.extend((first..count).map(|next| set.iter().copied().chain([next]).collect()));
    }
    sets
}

/// Minimal cuts of at most `size` units, each subset tried.
pub fn cuts(
    chain: &Chain,
    available: &[bool],
    mode: Mode,
    units: &Units,
    good: u32,
    size: usize,
) -> Vec<Vec<u32>> {
    let mut found: Vec<Vec<u32>> = Vec::new();
    if !made(chain, available, &[], mode)[good as usize] {
        return found;
    }
    for size in 1..=size {
        for set in subsets(units.count as u32, size) {
            let left = units.without(available, |unit| set.contains(&unit));
            let known = found.iter().any(|cut| cut.iter().all(|unit| set.contains(unit)));
            if !known && !made(chain, &left, &[], mode)[good as usize] {
                found.push(set);
            }
        }
    }
    found
}

/// Size of the least set of seeds that starts all that can keep running.
pub fn seeds(chain: &Chain, available: &[bool]) -> usize {
    let goal = made(chain, available, &[], Mode::KeepRunning);
    let count = chain.goods().len();
    let starts = |seeds: &Vec<u32>| {
        let there = made(chain, available, seeds, Mode::ColdStart);
        goal.iter().zip(&there).all(|(goal, there)| !goal || *there)
    };
    let sizes = 0..=count;
    sizes.into_iter().find(|size| subsets(count as u32, *size).iter().any(starts)).unwrap()
}
