//! The weakest link: the needed input with the fewest effective sources
//! (docs/src/models/integrity.md, "Weakest link").

use super::closure::{Mode, cold_start};
use super::failure::single_points;
use super::units::{Kind, names};
use super::{Chain, NONE, Units};
use std::collections::BTreeMap;

/// The weakest link of a final good.
#[derive(Clone, Debug, PartialEq)]
pub struct Width {
    /// Effective number of sources; 0 when the good cannot be made, infinite when a stock of it
    /// makes every source needless.
    pub sources: f64,
    /// The alternatives of the weakest input, as goods; the good itself where its own makers are it.
    pub goods: Vec<u32>,
}

/// The weakest link of each final good from a standstill, sources pooled by region or owner.
#[must_use]
pub fn link_width(chain: &Chain, available: &[bool], pool: Kind) -> Vec<Width> {
    let started = cold_start(chain, available);
    let mut starts = vec![false; chain.output.len()];
    started.order.iter().for_each(|activity| starts[*activity as usize] = true);
    let pools = Pools {
        chain,
        starts: &starts,
        unit: Units::new(chain, pool),
        count: names(chain, pool).len(),
    };
    let classes = Classes::of(chain);
    let units = Units::of_groups(chain, classes.members.len(), classes.class.clone());
    let goods: Vec<u32> = chain.finals.iter().map(|known| known.good).collect();
    let needed = single_points(chain, available, Mode::ColdStart, &units, &goods);
    let widest = Width { sources: f64::INFINITY, goods: Vec::new() };
    let of = |(good, needed): (&u32, &Vec<u32>)| {
        if !started.makes(*good as usize) {
            return Width { sources: 0.0, goods: vec![*good] };
        }
        let own =
            Width { sources: pools.effective([(*good, 1.0)].into_iter()), goods: vec![*good] };
        let groups = needed.iter().flat_map(|class| &classes.members[*class as usize]);
        let working =
            groups.filter(|group| starts[chain.group_activity[**group as usize] as usize]);
        let widths = working.map(|group| Width {
            sources: pools.effective(chain.inputs(*group as usize)),
            goods: chain.alternatives.of(*group as usize).to_vec(),
        });
        let narrower =
            |best: Width, next: Width| if next.sources < best.sources { next } else { best };
        std::iter::once(own).chain(widths).fold(widest.clone(), narrower)
    };
    goods.iter().zip(&needed).map(of).collect()
}

/// Groups with the same alternatives are one input.
struct Classes {
    class: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Classes {
    fn of(chain: &Chain) -> Self {
        let mut known: BTreeMap<&[u32], u32> = BTreeMap::new();
        let (mut class, mut members) = (Vec::new(), Vec::<Vec<u32>>::new());
        for group in 0..chain.group_activity.len() {
            let next = members.len() as u32;
            let number = *known.entry(chain.alternatives.of(group)).or_insert(next);
            if number == next {
                members.push(Vec::new());
            }
            members[number as usize].push(group as u32);
            class.push(number);
        }
        Self { class, members }
    }
}

/// Sources pooled by unit.
struct Pools<'c> {
    chain: &'c Chain,
    starts: &'c [bool],
    unit: Units,
    count: usize,
}

impl Pools<'_> {
    /// (Σ K)² / Σ K² over the pools of all sources of some goods, K in units of what they serve.
    /// Where the capacity of some is unlimited, only those count, each the same. A stock is as
    /// wide as can be: it does not fail.
    fn effective(&self, goods: impl Iterator<Item = (u32, f64)>) -> f64 {
        // Activities without a known unit are pools of their own, after the known ones.
        let mut pools: BTreeMap<usize, f64> = BTreeMap::new();
        for (good, quantity) in goods {
            if self.chain.stocked[good as usize] {
                return f64::INFINITY;
            }
            for source in self.chain.sources.of(good as usize) {
                let at = *source as usize;
                if self.starts[at] {
                    let unit = self.unit.of_activity[at];
                    let pool = if unit == NONE { self.count + at } else { unit as usize };
                    *pools.entry(pool).or_default() += self.chain.capacity[at] / quantity;
                }
            }
        }
        let unlimited = pools.values().filter(|capacity| capacity.is_infinite()).count();
        if unlimited > 0 {
            return unlimited as f64;
        }
        // Scaled to the largest, so that squares of large capacities stay finite.
        let largest = pools.values().fold(0.0, |a: f64, b| a.max(*b));
        let scaled = || pools.values().map(|capacity| capacity / largest);
        if largest == 0.0 {
            0.0
        } else {
            scaled().sum::<f64>().powi(2) / scaled().map(|k| k * k).sum::<f64>()
        }
    }
}
