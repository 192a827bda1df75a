//! Random chains: groups with alternatives, cycles, stocks, idle activities, shared owners.

use super::super::{Builder, Chain, Declared};
use crate::codes::Entry;
use crate::random::stream;
use rand::Rng;
use rand_chacha::ChaCha12Rng;

/// What a random chain is like.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub goods: u64,
    pub sources: u64,
    pub regions: u64,
}

/// A chain small enough for every subset to be tried.
pub const SMALL: Size = Size { goods: 7, sources: 2, regions: 4 };
/// A larger one, for what is compared with iteration only.
pub const MIDDLE: Size = Size { goods: 24, sources: 3, regions: 6 };

/// Whole numbers from a seed.
pub struct Draw(ChaCha12Rng);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(stream(seed, 0, "random chain"))
    }

    /// From 0 to below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.next_u64() % bound
    }

    pub fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}

/// One activity as drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub good: u64,
    pub region: u64,
    pub owner: u64,
    pub capacity: f64,
    pub ramp_up: Option<f64>,
    pub groups: Vec<Vec<u64>>,
}

/// A chain as drawn, before it is built.
#[derive(Clone, Debug)]
pub struct Plan {
    pub goods: u64,
    pub stocked: Vec<bool>,
    pub activities: Vec<Drawn>,
}

/// Draws a plan: inputs mostly have higher numbers, one in five goes back and may close a cycle.
pub fn plan(seed: u64, size: Size) -> Plan {
    let mut draw = Draw::new(seed);
    let goods = 2 + draw.below(size.goods - 1);
    let stocked = (0..goods).map(|_| draw.one_in(12)).collect();
    let mut activities = Vec::new();
    for good in 0..goods {
        for _ in 0..draw.below(size.sources + 1) {
            let mut groups = Vec::new();
            for _ in 0..draw.below(4) {
                let mut group: Vec<u64> = (0..=draw.below(3))
                    .map(|_| match draw.one_in(5) || good + 1 == goods {
                        true => draw.below(goods),
                        false => good + 1 + draw.below(goods - good - 1),
                    })
                    .collect();
                group.sort_unstable();
                group.dedup();
                groups.push(group);
            }
            activities.push(Drawn {
                good,
                region: draw.below(size.regions),
                owner: draw.below(4),
                capacity: draw.below(6) as f64,
                ramp_up: None,
                groups,
            });
        }
    }
    if activities.is_empty() {
        let groups = Vec::new();
        let ramp_up = None;
        activities.push(Drawn { good: 0, region: 0, owner: 0, capacity: 1.0, ramp_up, groups });
    }
    Plan { goods, stocked, activities }
}

/// Builds a plan; goods 0 and 1 are final, with demands, owner 0 is unknown.
pub fn build(plan: &Plan) -> Chain {
    let mut builder = Builder::default();
    for good in 0..plan.goods {
        let stock = f64::from(u8::from(plan.stocked[good as usize]));
        builder.good(Entry::plain(format!("g{good}")), "", stock).unwrap();
    }
    for (k, activity) in plan.activities.iter().enumerate() {
        let owner =
            if activity.owner == 0 { String::new() } else { format!("o{}", activity.owner) };
        builder
            .activity(Declared {
                entry: Entry::plain(format!("a{k}")),
                good: &format!("g{}", activity.good),
                region: &format!("r{}", activity.region),
                owner: &owner,
                site: "",
                capacity: activity.capacity,
                ramp_up: activity.ramp_up,
            })
            .unwrap();
        for (label, group) in activity.groups.iter().enumerate() {
            for good in group {
                let quantity = 1.0 + *good as f64;
                let (code, label) = (format!("a{k}"), label.to_string());
                builder.input(&code, &label, &format!("g{good}"), quantity).unwrap();
            }
        }
    }
    builder.final_good("g0", 2.0, 3.0).unwrap();
    builder.final_good("g1", 1.0, 5.0).unwrap();
    builder.finish().unwrap().0
}

/// A random chain.
pub fn chain(seed: u64, size: Size) -> Chain {
    build(&plan(seed, size))
}
