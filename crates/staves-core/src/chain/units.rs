//! What can fail at one stroke: an activity, a plant, an owner, a region.

use super::{Chain, NONE};
use crate::codes::Codes;

/// A kind of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One activity.
    Activity,
    /// All activities of a plant.
    Site,
    /// All activities of an owner.
    Owner,
    /// All activities in a region.
    Region,
}

impl Kind {
    /// All kinds, from the smallest.
    pub const ALL: [Self; 4] = [Self::Activity, Self::Site, Self::Owner, Self::Region];

    /// Name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Site => "site",
            Self::Owner => "owner",
            Self::Region => "region",
        }
    }
}

/// Which unit each activity or group of inputs falls with.
#[derive(Clone, Debug)]
pub struct Units {
    /// How many there are.
    pub count: usize,
    /// Unit of each activity; [`NONE`] for one that falls with none.
    pub(super) of_activity: Vec<u32>,
    /// Unit of each group of inputs; empty when groups do not fail by themselves.
    pub(super) of_group: Vec<u32>,
}

impl Units {
    /// The units of a kind.
    #[must_use]
    pub fn new(chain: &Chain, kind: Kind) -> Self {
        let of_activity = match kind {
            Kind::Activity => (0..chain.output.len() as u32).collect(),
            Kind::Site => chain.site.clone(),
            Kind::Owner => chain.owner.clone(),
            Kind::Region => chain.region.clone(),
        };
        Self { count: names(chain, kind).len(), of_activity, of_group: Vec::new() }
    }

    /// The imports of each good: all its sources outside home fail together. One unit per good.
    #[must_use]
    pub fn imports(chain: &Chain, home: &[bool]) -> Self {
        let foreign = |activity: usize| match home[chain.region(activity)] {
            true => NONE,
            false => chain.output[activity],
        };
        let of_activity = (0..chain.output.len()).map(foreign).collect();
        Self { count: chain.goods.len(), of_activity, of_group: Vec::new() }
    }

    /// The activities of each unit, in one pass over the chain.
    #[must_use]
    pub fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.count];
        for activity in 0..self.of_activity.len() {
            self.unit(activity).into_iter().for_each(|unit| members[unit].push(activity));
        }
        members
    }

    /// Whether an activity falls with a unit.
    #[must_use]
    pub fn member(&self, unit: usize, activity: usize) -> bool {
        self.unit(activity) == Some(unit)
    }

    /// The unit an activity falls with.
    #[must_use]
    pub fn unit(&self, activity: usize) -> Option<usize> {
        let unit = self.of_activity[activity];
        (unit != NONE).then_some(unit as usize)
    }

    /// Units that are themselves sets of groups of inputs.
    pub(super) fn of_groups(chain: &Chain, count: usize, of_group: Vec<u32>) -> Self {
        Self { count, of_activity: vec![NONE; chain.output.len()], of_group }
    }

    /// Every unit that an activity needs to work: its own, and those of its groups.
    pub(super) fn of<'u>(
        &'u self,
        chain: &Chain,
        activity: u32,
    ) -> impl Iterator<Item = u32> + use<'u> {
        let groups = match self.of_group.is_empty() {
            true => 0..0,
            false => chain.groups(activity as usize),
        };
        let own = std::iter::once(self.of_activity[activity as usize]);
        own.chain(self.of_group[groups].iter().copied()).filter(|unit| *unit != NONE)
    }

    /// The activities that are left when some units are gone.
    #[must_use]
    pub fn without(&self, available: &[bool], gone: impl Fn(u32) -> bool) -> Vec<bool> {
        let units = self.of_activity.iter().zip(available);
        units.map(|(unit, available)| *available && (*unit == NONE || !gone(*unit))).collect()
    }
}

/// Names of the units of a kind.
#[must_use]
pub fn names(chain: &Chain, kind: Kind) -> &Codes {
    match kind {
        Kind::Activity => &chain.activities,
        Kind::Site => &chain.sites,
        Kind::Owner => &chain.owners,
        Kind::Region => &chain.regions,
    }
}
