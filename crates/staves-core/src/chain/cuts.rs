//! Minimal cuts: sets of units whose joint loss makes a good impossible, none of which can be
//! left out (docs/src/models/integrity.md, "Redundancy and minimal cuts").
//!
//! A cut hits every way of making the good. The search takes one way that is still open, and
//! branches on which of its units the cut contains; a unit that was branched on is kept afterwards,
//! so that no cut is found twice, and a branch ends when the kept units alone can make the good.

use super::closure::{Mode, made};
use super::failure::single_points;
use super::proof::Proofs;
use super::{Chain, Units};

/// Work after which a search gives up, in alternatives looked at: about ten seconds.
pub const WORK: usize = 1_000_000_000;

/// Passes over the chain that one call of [`single_points`] takes, about.
const PASSES: usize = 8;

/// The minimal cuts of a good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// Sets of units, by size, then by their ids.
    pub list: Vec<Vec<u32>>,
    /// All cuts of at most so many units are listed.
    pub complete_to: usize,
}

/// Least number of units whose loss makes a good impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redundancy {
    /// Exactly so many; 0 when it cannot be made to begin with.
    Exact(usize),
    /// More than the search went through.
    AtLeast(usize),
    /// No loss of such units does it.
    Unbreakable,
}

/// A search for the cuts of one good.
pub struct Search<'c> {
    chain: &'c Chain,
    mode: Mode,
    units: &'c Units,
    good: u32,
    /// Units that cannot be lost, or no longer.
    kept: Vec<bool>,
    work: usize,
    found: Vec<Vec<u32>>,
}

impl<'c> Search<'c> {
    /// A search among the units that can be lost.
    #[must_use]
    pub fn new(
        chain: &'c Chain,
        mode: Mode,
        units: &'c Units,
        good: u32,
        removable: &[bool],
    ) -> Self {
        let kept = removable.iter().map(|removable| !removable).collect();
        Self { chain, mode, units, good, kept, work: WORK, found: Vec::new() }
    }

    /// Gives up after less work.
    #[must_use]
    pub fn at_most(mut self, work: usize) -> Self {
        self.work = work;
        self
    }

    /// All minimal cuts of at most `size` units.
    #[must_use]
    pub fn cuts(self, available: &[bool], size: usize) -> Cuts {
        self.search(available, size, false)
    }

    fn search(mut self, available: &[bool], size: usize, first: bool) -> Cuts {
        let mut complete_to = 0;
        for size in 1..=size {
            if self.extend(available, &mut Vec::new(), size).is_none() {
                break;
            }
            complete_to = size;
            if first && !self.found.is_empty() {
                break;
            }
            // A unit that is a cut by itself is in no other minimal cut.
            let singles = self.found.iter().filter(|cut| cut.len() == 1);
            singles.for_each(|cut| self.kept[cut[0] as usize] = true);
        }
        // What a search that gave up had found is whole only up to the size before.
        self.found.retain(|cut| cut.len() <= complete_to);
        Cuts { list: minimal(self.found), complete_to }
    }

    /// Least number of units whose loss makes the good impossible, searched up to `size`.
    #[must_use]
    pub fn redundancy(self, available: &[bool], size: usize) -> Redundancy {
        let (chain, mode, good) = (self.chain, self.mode, self.good as usize);
        if !made(chain, available, mode)[good] {
            return Redundancy::Exact(0);
        }
        let hardest = self.units.without(available, |unit| !self.kept[unit as usize]);
        if made(chain, &hardest, mode)[good] {
            return Redundancy::Unbreakable;
        }
        let cuts = self.search(available, size, true);
        let least = cuts.list.first().map(Vec::len);
        least.map_or(Redundancy::AtLeast(cuts.complete_to + 1), Redundancy::Exact)
    }

    fn spend(&mut self, passes: usize) -> Option<()> {
        self.work = self.work.checked_sub(passes * self.chain.size())?;
        Some(())
    }

    /// Finds the cuts that add at most `more` units to those gone, which are no cut yet; `None`
    /// when the work is used up.
    fn extend(&mut self, available: &[bool], gone: &mut Vec<u32>, more: usize) -> Option<()> {
        let (chain, mode, units, good) = (self.chain, self.mode, self.units, self.good);
        self.spend(PASSES)?;
        if more == 1 {
            let goods = [good];
            for unit in single_points(chain, available, mode, units, &goods).swap_remove(0) {
                if !self.kept[unit as usize] {
                    self.found.push(gone.iter().copied().chain([unit]).collect());
                }
            }
            return Some(());
        }
        let last = units.without(available, |unit| !self.kept[unit as usize]);
        if made(chain, &last, mode)[good as usize] {
            return Some(());
        }
        // A way that avoids what can still be lost leaves fewer branches.
        let open = |unit: u32| !self.kept[unit as usize];
        let proofs = Proofs::find(chain, available, mode, units, open);
        if !proofs.makes(good) {
            return Some(());
        }
        let mut branches = proofs.of(chain, units, good);
        branches.retain(|unit| !self.kept[*unit as usize]);
        let mut done = Some(());
        for unit in &branches {
            let left = units.without(available, |gone| gone == *unit);
            gone.push(*unit);
            self.spend(1)?;
            if made(chain, &left, mode)[good as usize] {
                done = self.extend(&left, gone, more - 1);
            } else {
                self.found.push(gone.clone());
            }
            gone.pop();
            self.kept[*unit as usize] = true;
            if done.is_none() {
                break;
            }
        }
        branches.iter().for_each(|unit| self.kept[*unit as usize] = false);
        done
    }
}

/// The sets that contain no other, each once, by size.
fn minimal(mut sets: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    sets.dedup();
    let mut kept: Vec<Vec<u32>> = Vec::new();
    for set in sets {
        let inside = |small: &Vec<u32>| small.iter().all(|unit| set.binary_search(unit).is_ok());
        if !kept.iter().any(inside) {
            kept.push(set);
        }
    }
    kept
}
