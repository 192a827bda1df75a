//! Who goes short (docs/src/models/mobilise.md, "Fairness").

use super::build::Terms;
use super::plan::{HELD, Session};
use crate::error::Result;
use crate::program::{Bounds, Column, Row};

/// A rule for sharing what is short, over pairs of region and good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fairness {
    /// None: whatever is cheapest.
    Cheapest,
    /// The least share served is as large as can be.
    MaxMin,
    /// So is the next, and the next, until none can rise.
    Lexicographic,
    /// The sum of the logarithms of the shares served is as large as can be.
    Proportional,
    /// Max–min within each class of demand, the first class first.
    Priority,
}

impl Fairness {
    /// All with their names in files.
    pub const ALL: [(&'static str, Self); 5] = [
        ("cheapest", Self::Cheapest),
        ("maxmin", Self::MaxMin),
        ("lexicographic", Self::Lexicographic),
        ("proportional", Self::Proportional),
        ("priority", Self::Priority),
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, rule)| *rule == self).map_or("", |(name, _)| name)
    }

    /// The rule by which whole conversions are chosen: those that look at prices cannot.
    pub(super) fn choosing(self) -> Self {
        match self {
            Self::Lexicographic | Self::Proportional => Self::MaxMin,
            other => other,
        }
    }
}

/// How far a pair is let rise to see whether it can.
const RISE: f64 = 1e-4;

/// Rises and prices below this are rounding.
const NOTHING: f64 = 1e-7;

/// A demand with its share, and the row that keeps it above the least.
type Pair = (Column, Row);

impl Session<'_> {
    /// Shares by a rule, and holds what that gives.
    pub fn fair(&mut self, fairness: Fairness) -> Result<()> {
        let all: Vec<usize> = (0..self.facts.demands.len()).collect();
        match fairness {
            Fairness::Cheapest => Ok(()),
            Fairness::MaxMin => {
                let pairs = self.pairs(&all);
                let least = self.raise()?;
                pairs.iter().for_each(|(share, _)| self.hold(*share, least));
                Ok(())
            }
            Fairness::Priority => self.by_class(),
            Fairness::Lexicographic => self.level_by_level(self.pairs(&all)),
            Fairness::Proportional => self.proportional(),
        }
    }

    /// The demands of a list that are above 0.
    fn pairs(&self, demands: &[usize]) -> Vec<Pair> {
        let pair = |d: &usize| Some((self.built.share[*d]?, self.built.above_least[*d]?));
        demands.iter().filter_map(pair).collect()
    }

    /// The largest least share.
    fn raise(&mut self) -> Result<f64> {
        self.rounds += 1;
        Ok(-self.minimise(vec![(self.built.least, -1.0)])?.objective)
    }

    fn by_class(&mut self) -> Result<()> {
        let class = |d: usize| self.facts.demands[d].class;
        let all: Vec<usize> = (0..self.facts.demands.len()).collect();
        let mut classes: Vec<u32> = all.iter().map(|d| class(*d)).collect();
        classes.sort_unstable();
        classes.dedup();
        let of = |wanted: u32| -> Vec<usize> {
            all.iter().copied().filter(|d| class(*d) == wanted).collect()
        };
        let groups: Vec<Vec<Pair>> = classes.iter().map(|c| self.pairs(&of(*c))).collect();
        let every = groups.iter().flatten();
        every.for_each(|(_, row)| self.optimiser.set_row(*row, Bounds::free()));
        for pairs in groups.iter().filter(|pairs| !pairs.is_empty()) {
            pairs.iter().for_each(|(_, row)| self.optimiser.set_row(*row, Bounds::at_least(0.0)));
            let least = self.raise()?;
            for (share, row) in pairs {
                self.hold(*share, least);
                self.optimiser.set_row(*row, Bounds::free());
            }
        }
        Ok(())
    }

    /// Raises the least share, holds the pairs that cannot rise further, and goes on with the rest.
    fn level_by_level(&mut self, mut pairs: Vec<Pair>) -> Result<()> {
        while !pairs.is_empty() {
            self.rounds += 1;
            let answer = self.minimise(vec![(self.built.least, -1.0)])?;
            let level = -answer.objective;
            let duals = answer.duals.unwrap_or_default();
            // A pair whose row has a price holds the level down, in every best plan; where all are
            // served in full nothing has a price.
            let holds = |(_, row): &Pair| level > 1.0 - HELD || duals[row.place()].abs() > NOTHING;
            let (mut stuck, open): (Vec<Pair>, Vec<Pair>) = pairs.iter().partition(|p| holds(p));
            stuck.extend(self.cannot_rise(&pairs, open, level)?);
            for (share, row) in &pairs {
                self.hold(*share, level);
                if stuck.contains(&(*share, *row)) {
                    self.optimiser.set_row(*row, Bounds::free());
                }
            }
            pairs.retain(|pair| !stuck.contains(pair));
        }
        Ok(())
    }

    /// Those among the open pairs that cannot rise above a level while none falls below it. Plans
    /// are convex: what can rise one by one can rise together, a little; so most are found at once.
    fn cannot_rise(
        &mut self,
        pairs: &[Pair],
        mut open: Vec<Pair>,
        level: f64,
    ) -> Result<Vec<Pair>> {
        for (share, _) in pairs {
            let bounds = Bounds::between((level - HELD).max(0.0), (level + RISE).min(1.0));
            self.optimiser.set_column(*share, bounds);
        }
        while !open.is_empty() {
            self.rounds += 1;
            let rise: Terms = open.iter().map(|(share, _)| (*share, -1.0)).collect();
            let answer = self.minimise(rise)?;
            let before = open.len();
            open.retain(|(share, _)| answer.value(*share) <= level + NOTHING);
            if open.len() == before {
                break;
            }
        }
        Ok(open)
    }
}
