//! Which items of a classification exist somewhere, as far as is known
//! (docs/src/models/completeness.md, "Three states").

use super::{Classification, Level};

/// What is known of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Somebody is active in it.
    Present,
    /// Nobody is active in it.
    Absent,
    /// Nothing is known, or what is known contradicts itself.
    Unknown,
}

impl State {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Present, Self::Absent, Self::Unknown];

    /// Name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Unknown => "unknown",
        }
    }
}

/// The states of all items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct States {
    /// Of each item.
    pub of: Vec<State>,
    /// Items for which there is evidence both ways; their state is unknown.
    pub contradicted: Vec<u32>,
}

/// How many items of a level are in each state; together they are the denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Which level.
    pub level: Level,
    /// Known to exist.
    pub present: usize,
    /// Known not to exist.
    pub absent: usize,
    /// Neither.
    pub unknown: usize,
}

impl Count {
    /// All items of the level.
    #[must_use]
    pub fn denominator(&self) -> usize {
        self.present + self.absent + self.unknown
    }
}

impl Classification {
    /// Items by level, the finest first.
    fn upwards(&self) -> Vec<usize> {
        let mut items: Vec<usize> = (0..self.items.len()).collect();
        items.sort_by_key(|item| std::cmp::Reverse(self.level[*item]));
        items
    }

    /// States from evidence for single items. Presence holds for everything above an item, absence
    /// for everything below it and, where all items below are absent, for the one above them.
    ///
    /// `present` and `absent` hold one value an item.
    #[must_use]
    pub fn states(&self, present: &[bool], absent: &[bool]) -> States {
        let upwards = self.upwards();
        let mut some_present = present.to_vec();
        // How many directly below are not known to be absent, and whether there are any below.
        let mut open = vec![0; self.items.len()];
        let mut parents = vec![false; self.items.len()];
        let mut none_left = absent.to_vec();
        for item in upwards.iter().copied() {
            none_left[item] |= parents[item] && open[item] == 0;
            if let Some(parent) = self.parent[item].map(|parent| parent as usize) {
                parents[parent] = true;
                open[parent] += u32::from(!none_left[item]);
                some_present[parent] |= some_present[item];
            }
        }
        for item in upwards.iter().rev().copied() {
            none_left[item] |= self.parent[item].is_some_and(|parent| none_left[parent as usize]);
        }
        let mut of = vec![State::Unknown; self.items.len()];
        let mut below = vec![false; self.items.len()];
        for item in upwards {
            of[item] = match (some_present[item], none_left[item]) {
                (true, true) => State::Unknown,
                (_, true) => State::Absent,
                _ if present[item] || below[item] => State::Present,
                _ => State::Unknown,
            };
            if let (State::Present, Some(parent)) = (of[item], self.parent[item]) {
                below[parent as usize] = true;
            }
        }
        let both = |item: &u32| some_present[*item as usize] && none_left[*item as usize];
        States { of, contradicted: (0..self.items.len() as u32).filter(both).collect() }
    }

    /// States counted by level, among the items in a scope.
    #[must_use]
    pub fn count(&self, states: &[State], scope: &[bool]) -> Vec<Count> {
        let of = |level: Level| {
            let number = |state: State| {
                let items = (0..self.items.len()).filter(|item| scope[*item]);
                items.filter(|item| self.level[*item] == level && states[*item] == state).count()
            };
            let [present, absent, unknown] = State::ALL.map(number);
            Count { level, present, absent, unknown }
        };
        Level::ALL.map(of).to_vec()
    }
}
