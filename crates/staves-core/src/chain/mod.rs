//! The part of an economy behind some final goods: activities that each make one good out of
//! groups of inputs. All groups are needed (AND); inside a group any alternative will do (OR).
//!
//! A [`Chain`] is put together by a [`Builder`], which checks every part as it comes, and does not
//! change afterwards. What can be made from it is in [`closure`], how much in [`fill`], what it hangs
//! on in [`failure`], [`cuts`], [`choke`], [`width`] and [`concentration`], what random failures do in
//! [`reliability`] and [`robustness`], what a restart would need in [`restart`] and how long it takes in
//! [`restart_time`], what it lacks and what that would cost in [`links`], its order in [`stages`]. The
//! mathematics is in `docs/src/models/integrity.md`.

mod bits;
mod build;
pub mod capacity_integrity;
pub mod choke;
pub mod closure;
mod components;
pub mod concentration;
pub mod cuts;
mod explain;
mod factoring;
pub mod failure;
pub mod fill;
pub mod importance;
mod lanes;
pub mod links;
mod lists;
mod notes;
mod proof;
pub mod reliability;
pub mod restart;
pub mod restart_time;
pub mod robustness;
mod sampling;
pub mod stages;
#[cfg(test)]
mod tests;
pub mod units;
pub mod width;

pub use build::{Builder, Declared};
pub use closure::{Mode, cold_start, keep_running};
pub use explain::{Missing, missing};
pub use units::{Kind, Units};

use crate::codes::Codes;
use lists::Lists;

/// No id: an activity without a known owner, a good that no activity made.
pub const NONE: u32 = u32::MAX;

/// Code of a region that is not known. As a place that can be lost it stands for all of them at
/// once, so that what hangs on it shows; concentration does not count it as one place.
pub const UNKNOWN: &str = "unknown";

/// A good that is wanted for its own sake.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Final {
    /// Which.
    pub good: u32,
    /// How much it counts among the final goods; 0 or more.
    pub weight: f64,
    /// Units wanted a period; 0 when that is not known.
    pub demand: f64,
}

/// A chain that has been checked.
#[derive(Clone, Debug)]
pub struct Chain {
    goods: Codes,
    activities: Codes,
    regions: Codes,
    owners: Codes,
    sites: Codes,
    /// Whether there is a stock of each good.
    stocked: Vec<bool>,
    finals: Vec<Final>,
    output: Vec<u32>,
    region: Vec<u32>,
    owner: Vec<u32>,
    site: Vec<u32>,
    capacity: Vec<f64>,
    /// Days from the start of each activity to its first output; NaN when not known.
    ramp_up: Vec<f64>,
    /// Groups of each activity; groups are numbered activity by activity.
    first_group: Vec<u32>,
    /// The activity of each group.
    group_activity: Vec<u32>,
    /// Alternatives of each group.
    alternatives: Lists,
    /// Units of the alternative per unit of output, in the order of `alternatives`.
    quantities: Vec<f64>,
    /// Groups that list a good.
    users: Lists,
    /// Activities that make a good.
    sources: Lists,
}

impl Chain {
    /// Names of the goods.
    #[must_use]
    pub fn goods(&self) -> &Codes {
        &self.goods
    }

    /// Names of the activities.
    #[must_use]
    pub fn activities(&self) -> &Codes {
        &self.activities
    }

    /// Names of the regions.
    #[must_use]
    pub fn regions(&self) -> &Codes {
        &self.regions
    }

    /// The final goods in the order given.
    #[must_use]
    pub fn finals(&self) -> &[Final] {
        &self.finals
    }

    /// The good an activity makes.
    #[must_use]
    pub fn output(&self, activity: usize) -> usize {
        self.output[activity] as usize
    }

    /// The region an activity is in.
    #[must_use]
    pub fn region(&self, activity: usize) -> usize {
        self.region[activity] as usize
    }

    /// Whether there is a stock of a good.
    #[must_use]
    pub fn stocked(&self, good: usize) -> bool {
        self.stocked[good]
    }

    /// The most an activity can make, in units of its good a period; infinite without a limit.
    #[must_use]
    pub fn capacity(&self, activity: usize) -> f64 {
        self.capacity[activity]
    }

    /// Days from the start of an activity, or from the decision to have it, to its first output.
    #[must_use]
    pub fn ramp_up(&self, activity: usize) -> Option<f64> {
        Some(self.ramp_up[activity]).filter(|days| !days.is_nan())
    }

    /// The activities that make a good.
    #[must_use]
    pub fn sources(&self, good: usize) -> &[u32] {
        self.sources.of(good)
    }

    /// The activities that use a good; one that lists it in several groups comes several times.
    pub fn users(&self, good: usize) -> impl Iterator<Item = usize> + '_ {
        let groups = self.users.of(good).iter();
        groups.map(|group| self.group_activity[*group as usize] as usize)
    }

    /// The alternatives of a group, as goods.
    #[must_use]
    pub fn alternatives(&self, group: usize) -> &[u32] {
        self.alternatives.of(group)
    }

    /// The groups of an activity.
    #[must_use]
    pub fn groups(&self, activity: usize) -> std::ops::Range<usize> {
        self.first_group[activity] as usize..self.first_group[activity + 1] as usize
    }

    /// The alternatives of a group with units of each per unit of output.
    pub fn inputs(&self, group: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.alternatives.range(group);
        let quantities = self.quantities[range].iter().copied();
        self.alternatives.of(group).iter().copied().zip(quantities)
    }

    /// Every activity that can work at all: those of no capacity make nothing.
    #[must_use]
    pub fn all(&self) -> Vec<bool> {
        self.capacity.iter().map(|capacity| *capacity > 0.0).collect()
    }

    /// The activities in some regions, among those that can work.
    #[must_use]
    pub fn inside(&self, regions: &[bool]) -> Vec<bool> {
        let inside = self.region.iter().map(|region| regions[*region as usize]);
        self.all().into_iter().zip(inside).map(|(works, inside)| works && inside).collect()
    }

    /// Share of the weight of the final goods that satisfy a condition, 0 to 1.
    #[must_use]
    pub fn weighted_share(&self, holds: impl Fn(usize) -> bool) -> f64 {
        let weight = |wanted: bool| -> f64 {
            let counted = self.finals.iter().filter(|f| !wanted || holds(f.good as usize));
            // Not `sum`, which is −0 when nothing is counted.
            counted.fold(0.0, |sum, f| sum + f.weight)
        };
        weight(true) / weight(false)
    }

    /// Alternatives and groups together: what one pass over the chain touches.
    fn size(&self) -> usize {
        self.quantities.len() + self.group_activity.len() + self.output.len()
    }
}
