//! One way in which goods are made: activities that suffice for them. What is not part of it cannot
//! be a single point of failure, so a few proofs leave little to be tried.

use super::bits::{Bits, LANES, NOWHERE, Waiting, and, has, lane, or};
use super::closure::{Mode, Running, Started, keep_running, start};
use super::{Chain, NONE, Units};

/// Ways of making goods that avoid some units where they can.
pub enum Proofs {
    /// Each good by the activity that made it first.
    Started(Started),
    /// Each good by any source that goes on, one outside the avoided activities if there is one.
    Running(Running, Vec<bool>),
}

impl Proofs {
    /// Finds them for the available activities; `avoid` says of each unit whether to avoid it.
    pub fn find(
        chain: &Chain,
        available: &[bool],
        mode: Mode,
        units: &Units,
        avoid: impl Fn(u32) -> bool,
    ) -> Self {
        let avoided = |activity| units.of(chain, activity).any(&avoid);
        match mode {
            Mode::ColdStart => Self::Started(start(chain, available, &[], avoided)),
            Mode::KeepRunning => {
                let avoided = (0..chain.output.len() as u32).map(avoided).collect();
                Self::Running(keep_running(chain, available), avoided)
            }
        }
    }

    /// Whether a good is made.
    pub fn makes(&self, good: u32) -> bool {
        match self {
            Self::Started(started) => started.makes(good as usize),
            Self::Running(running, _) => running.good[good as usize],
        }
    }

    /// The activity that makes a good here; [`NONE`] for a stock.
    fn source(&self, chain: &Chain, good: u32) -> u32 {
        match self {
            Self::Started(started) => started.first[good as usize],
            Self::Running(..) if chain.stocked[good as usize] => NONE,
            Self::Running(running, avoided) => {
                let sources = chain.sources.of(good as usize).iter().copied();
                let mut running = sources.filter(|a| running.activity[*a as usize]);
                let any = running.clone().next();
                running.find(|a| !avoided[*a as usize]).or(any).unwrap_or(NONE)
            }
        }
    }

    /// The alternative that serves a group here, among those that are made.
    fn alternative(&self, chain: &Chain, group: usize) -> Option<u32> {
        let mut made = chain.alternatives.of(group).iter().copied().filter(|g| self.makes(*g));
        match self {
            // The earliest: it was there before the activity started, so there is no circle.
            Self::Started(started) => made.min_by_key(|good| started.rank[*good as usize]),
            Self::Running(_, avoided) => {
                let any = made.clone().next();
                let free = |good: &u32| {
                    let source = self.source(chain, *good);
                    source == NONE || !avoided[source as usize]
                };
                made.find(free).or(any)
            }
        }
    }

    /// For each unit, in which of at most [`LANES`] goods' proofs it stands: bit k for good k.
    /// Goods that are not made have no proof.
    fn used(&self, chain: &Chain, units: &Units, goods: &[u32]) -> Vec<Bits> {
        let mut wanted = vec![NOWHERE; chain.goods.len()];
        let mut used = vec![NOWHERE; units.count];
        let mut waiting = Waiting::new(chain.goods.len());
        for (k, good) in goods.iter().enumerate().filter(|(_, good)| self.makes(**good)) {
            wanted[*good as usize] = or(wanted[*good as usize], lane(k));
            waiting.add(*good);
        }
        let mut visit = |good: u32, wanted: &mut [Bits], waiting: &mut Waiting| {
            let (source, of) = (self.source(chain, good), wanted[good as usize]);
            if source == NONE {
                return;
            }
            units
                .of(chain, source)
                .for_each(|unit| used[unit as usize] = or(used[unit as usize], of));
            for group in chain.groups(source as usize) {
                let Some(input) = self.alternative(chain, group) else { continue };
                let more = or(wanted[input as usize], of);
                if more != wanted[input as usize] {
                    wanted[input as usize] = more;
                    waiting.add(input);
                }
            }
        };
        if let Self::Started(started) = self {
            // What a good is made from came before it, so going backwards each is met once.
            for good in started.goods().into_iter().rev() {
                if wanted[good as usize] != NOWHERE {
                    visit(good, &mut wanted, &mut waiting);
                }
            }
            return used;
        }
        while let Some(good) = waiting.next() {
            visit(good, &mut wanted, &mut waiting);
        }
        used
    }

    /// The units of a proof of a good, in order.
    pub fn of(&self, chain: &Chain, units: &Units, good: u32) -> Vec<u32> {
        let used = self.used(chain, units, &[good]);
        (0..units.count as u32).filter(|unit| used[*unit as usize] != NOWHERE).collect()
    }
}

/// By final good, the units of every proof found of it. A unit outside is in no way needed; one
/// inside may be. Each round avoids what is still suspect, and the last one helps no more.
pub fn suspects(
    chain: &Chain,
    available: &[bool],
    mode: Mode,
    units: &Units,
    goods: &[u32],
) -> Vec<Vec<u32>> {
    let of = |goods: &[u32]| {
        let proofs = Proofs::find(chain, available, mode, units, |_| false);
        let mut suspects = proofs.used(chain, units, goods);
        loop {
            let avoid = |unit: u32| suspects[unit as usize] != NOWHERE;
            let proofs = Proofs::find(chain, available, mode, units, avoid);
            let used = proofs.used(chain, units, goods);
            let fewer: Vec<Bits> =
                suspects.iter().zip(&used).map(|(before, used)| and(*before, *used)).collect();
            if fewer == suspects {
                break;
            }
            suspects = fewer;
        }
        let of_good = |k: usize| {
            let inside = |unit: &u32| has(&suspects[*unit as usize], k);
            (0..units.count as u32).filter(inside).collect()
        };
        (0..goods.len()).map(of_good).collect::<Vec<Vec<u32>>>()
    };
    goods.chunks(LANES).flat_map(of).collect()
}
