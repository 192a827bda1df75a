//! Why a final good cannot be made: the goods that are missing on the way to it, each with the
//! group that nobody serves (docs/src/models/integrity.md, "Missing links").

use super::Chain;
use super::closure::{cold_start, keep_running};
use std::collections::BTreeMap;

/// A missing good that keeps a final good from being made from a standstill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Which.
    pub good: u32,
    /// Whether it could go on being made if everything ran.
    pub keeps_running: bool,
    /// Its source that lacks fewest groups of inputs; `None` when it has no source at all.
    pub activity: Option<u32>,
    /// The first group that this source lacks.
    pub group: Option<u32>,
    /// The final goods it stands in the way of.
    pub blocks: Vec<u32>,
}

/// What is missing from a standstill with the available activities, by good.
#[must_use]
pub fn missing(chain: &Chain, available: &[bool]) -> Vec<Missing> {
    let started = cold_start(chain, available);
    let running = keep_running(chain, available).good;
    let unmet = |activity: u32| {
        let lacks = |group: &usize| {
            !chain.alternatives.of(*group).iter().any(|good| started.makes(*good as usize))
        };
        chain.groups(activity as usize).filter(lacks).collect::<Vec<_>>()
    };
    let sources = |good: u32| {
        let sources = chain.sources.of(good as usize).iter().copied();
        sources.filter(|activity| available[*activity as usize])
    };
    let mut found: BTreeMap<u32, Missing> = BTreeMap::new();
    for known in chain.finals.iter().filter(|known| !started.makes(known.good as usize)) {
        let mut open = vec![known.good];
        while let Some(good) = open.pop() {
            let missing = found.entry(good).or_insert_with(|| {
                let least =
                    sources(good).map(|a| (unmet(a), a)).min_by_key(|(unmet, _)| unmet.len());
                Missing {
                    good,
                    keeps_running: running[good as usize],
                    group: least.as_ref().map(|(unmet, _)| unmet[0] as u32),
                    activity: least.map(|(_, activity)| activity),
                    blocks: Vec::new(),
                }
            });
            if missing.blocks.last() == Some(&known.good) {
                continue;
            }
            missing.blocks.push(known.good);
            let groups = sources(good).flat_map(unmet);
            open.extend(groups.flat_map(|group| chain.alternatives.of(group).iter().copied()));
        }
    }
    found.into_values().collect()
}
