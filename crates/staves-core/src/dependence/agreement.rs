//! How far rule sets agree (docs/src/models/dependence.md, "Agreement of rule sets").

use super::assess::{Assessment, Verdict};
use super::trade::Trade;

/// Two rule sets on the products of a year for which both have a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Products that both call dependent.
    pub both: u32,
    /// Only the first.
    pub only_first: u32,
    /// Only the second.
    pub only_second: u32,
    /// Products for which one of them has no verdict; left out.
    pub undecided: u32,
}

impl Agreement {
    /// Products that both call dependent over products that at least one does (Jaccard 1901);
    /// NaN when there are none.
    #[must_use]
    pub fn jaccard(&self) -> f64 {
        f64::from(self.both) / f64::from(self.both + self.only_first + self.only_second)
    }
}

/// How far two rule sets agree in a year, given what each says of every market.
#[must_use]
pub fn agreement(
    trade: &Trade,
    year: u32,
    first: &[Assessment],
    second: &[Assessment],
) -> Agreement {
    let mut found = Agreement::default();
    for (market, (first, second)) in trade.markets().zip(first.iter().zip(second)) {
        if market.year != year {
            continue;
        }
        match (first.verdict, second.verdict) {
            (Verdict::Undefined, _) | (_, Verdict::Undefined) => found.undecided += 1,
            (Verdict::Dependent, Verdict::Dependent) => found.both += 1,
            (Verdict::Dependent, Verdict::NotDependent) => found.only_first += 1,
            (Verdict::NotDependent, Verdict::Dependent) => found.only_second += 1,
            (Verdict::NotDependent, Verdict::NotDependent) => {}
        }
    }
    found
}

/// How many of some rule sets call a product dependent, and how many have a verdict.
#[must_use]
pub fn votes<'a>(assessments: impl IntoIterator<Item = &'a Assessment>) -> (u32, u32) {
    assessments.into_iter().fold((0, 0), |(flagged, decided), assessment| {
        match assessment.verdict {
            Verdict::Dependent => (flagged + 1, decided + 1),
            Verdict::NotDependent => (flagged, decided + 1),
            Verdict::Undefined => (flagged, decided),
        }
    })
}
