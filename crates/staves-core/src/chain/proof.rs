//! One way in which a good is made: activities that suffice for it. What is not part of it cannot
//! be a single point of failure, so a few proofs leave little to be tried.

use super::closure::{Mode, Running, Started, keep_running, start};
use super::{Chain, NONE, Units};

/// Ways of making goods that avoid some units where they can.
pub enum Proofs {
    /// Each good by the activity that made it first.
    Started(Started),
    /// Each good by any source that goes on, one outside the avoided units if there is one.
    Running(Running, Vec<bool>),
}

impl Proofs {
    /// Finds them for the available activities; `avoid` says of each unit whether to avoid it.
    pub fn find(
        chain: &Chain,
        available: &[bool],
        mode: Mode,
        units: &Units,
        avoid: &[bool],
    ) -> Self {
        let avoided = |activity| units.of(chain, activity).any(|unit| avoid[unit as usize]);
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
    fn alternative(&self, chain: &Chain, group: usize, seen: &[bool]) -> Option<u32> {
        let mut made = chain.alternatives.of(group).iter().copied().filter(|g| self.makes(*g));
        match self {
            // The earliest: it was there before the activity started, so there is no circle.
            Self::Started(started) => made.min_by_key(|good| started.rank[*good as usize]),
            Self::Running(_, avoided) => {
                let any = made.clone().next();
                let good = |good: &u32| {
                    let source = self.source(chain, *good);
                    seen[*good as usize] || source == NONE || !avoided[source as usize]
                };
                made.find(good).or(any)
            }
        }
    }

    /// Activities that together make a good, which must be made.
    pub fn of(&self, chain: &Chain, good: u32) -> Vec<u32> {
        let mut seen = vec![false; chain.goods.len()];
        let (mut proof, mut goods) = (Vec::new(), vec![good]);
        seen[good as usize] = true;
        while let Some(good) = goods.pop() {
            let source = self.source(chain, good);
            if source == NONE {
                continue;
            }
            proof.push(source);
            for group in chain.groups(source as usize) {
                if let Some(next) = self.alternative(chain, group, &seen)
                    && !std::mem::replace(&mut seen[next as usize], true)
                {
                    goods.push(next);
                }
            }
        }
        proof
    }
}

/// The units of every proof found of a good, by final good. A unit outside is in no way needed;
/// one inside may be. Each round avoids what is still suspect, and stops when that helps no more.
pub fn suspects(
    chain: &Chain,
    available: &[bool],
    mode: Mode,
    units: &Units,
    goods: &[u32],
) -> Vec<Vec<u32>> {
    let mut avoid = vec![false; units.count];
    let mut suspects: Vec<Option<Vec<u32>>> = vec![None; goods.len()];
    loop {
        let proofs = Proofs::find(chain, available, mode, units, &avoid);
        let mut shrunk = false;
        for (suspects, good) in suspects.iter_mut().zip(goods) {
            let mut used = match proofs.makes(*good) {
                true => of_proof(chain, units, &proofs.of(chain, *good)),
                false => Vec::new(),
            };
            if let Some(before) = &suspects {
                used.retain(|unit| before.binary_search(unit).is_ok());
                shrunk |= used.len() < before.len();
            } else {
                shrunk = true;
            }
            *suspects = Some(used);
        }
        avoid.fill(false);
        suspects.iter().flatten().flatten().for_each(|unit| avoid[*unit as usize] = true);
        if !shrunk {
            return suspects.into_iter().flatten().collect();
        }
    }
}

/// The units of some activities, sorted, each once.
pub fn of_proof(chain: &Chain, units: &Units, proof: &[u32]) -> Vec<u32> {
    let mut used: Vec<u32> = proof.iter().flat_map(|a| units.of(chain, *a)).collect();
    used.sort_unstable();
    used.dedup();
    used
}
