//! From indicators to verdicts (docs/src/models/dependence.md, "Verdict and margin").

use super::position::{Position, Reason};
use super::rules::{Criterion, RuleSet};
use super::trade::Trade;

/// What a rule set says of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All criteria hold.
    Dependent,
    /// One of them does not.
    NotDependent,
    /// It hangs on a number that is not known.
    Undefined,
}

impl Verdict {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dependent => "dependent",
            Self::NotDependent => "not_dependent",
            Self::Undefined => "undefined",
        }
    }
}

/// A verdict with what stands behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assessment {
    /// What the rule set says.
    pub verdict: Verdict,
    /// Why it says so without having compared all numbers.
    pub reason: Option<Reason>,
    /// By which factor, less 1, all thresholds could rise before the verdict turns: above 0 where
    /// the product is dependent. NaN where a number behind it is not known.
    pub margin: f64,
}

impl Assessment {
    fn undefined(reason: Reason) -> Self {
        Self { verdict: Verdict::Undefined, reason: Some(reason), margin: f64::NAN }
    }

    /// Nothing that could be lost: every ratio to a threshold is at its lowest, 0.
    fn nothing(reason: Reason) -> Self {
        Self { verdict: Verdict::NotDependent, reason: Some(reason), margin: -1.0 }
    }
}

/// How far above its threshold an indicator is, as a share of the threshold; NaN if not known.
#[must_use]
pub fn margin(position: &Position, criterion: Criterion) -> f64 {
    position.get(criterion.indicator).map_or(f64::NAN, |value| value / criterion.above - 1.0)
}

/// What a rule set says of every market of a panel, given the positions in them.
#[must_use]
pub fn assess(trade: &Trade, positions: &[Position], rules: &RuleSet) -> Vec<Assessment> {
    let years: Vec<Assessment> =
        positions.iter().map(|position| in_year(position, rules.criteria)).collect();
    if rules.window.of == 1 {
        return years;
    }
    trade
        .markets()
        .map(|market| {
            let last = market.year;
            let window = (0..rules.window.of).filter_map(|back| last.checked_sub(back));
            let of = |year: u32| match trade.find(year, market.product) {
                Some(number) => years[number],
                None if trade.years().contains(&year) => Assessment::nothing(Reason::NotTraded),
                None => Assessment::undefined(Reason::TooFewYears),
            };
            over_years(&window.map(of).collect::<Vec<_>>(), rules.window.at_least)
        })
        .collect()
}

/// One failing criterion settles it, whatever is not known of the others.
pub(super) fn in_year(position: &Position, criteria: &[Criterion]) -> Assessment {
    if position.imports == 0.0 {
        return Assessment::nothing(Reason::NotImported);
    }
    let (mut fails, mut unknown) = (false, None);
    for criterion in criteria {
        match position.get(criterion.indicator) {
            Ok(value) => fails |= value <= criterion.above,
            Err(reason) => unknown = unknown.or(Some(reason)),
        }
    }
    let margins = criteria.iter().map(|criterion| margin(position, *criterion));
    let verdict = match (fails, unknown) {
        (false, Some(reason)) => return Assessment::undefined(reason),
        (true, _) => Verdict::NotDependent,
        (false, None) => Verdict::Dependent,
    };
    let least = margins.reduce(|a, b| if a.is_nan() || a < b { a } else { b });
    Assessment { verdict, reason: None, margin: least.unwrap_or(f64::NAN) }
}

fn over_years(years: &[Assessment], at_least: usize) -> Assessment {
    let count = |verdict| years.iter().filter(|year| year.verdict == verdict).count();
    let (yes, unknown) = (count(Verdict::Dependent), count(Verdict::Undefined));
    // The rule turns with the year that is the last one needed: the k-th best.
    let mut margins: Vec<f64> = years.iter().map(|year| year.margin).collect();
    margins.sort_by(|a, b| b.total_cmp(a));
    let known = margins.iter().all(|margin| !margin.is_nan());
    let margin = if known { margins[at_least - 1] } else { f64::NAN };
    let verdict = match (yes >= at_least, yes + unknown >= at_least) {
        (true, _) => Verdict::Dependent,
        (false, false) => Verdict::NotDependent,
        (false, true) => {
            let first = years.iter().find(|year| year.verdict == Verdict::Undefined);
            let reason = first.and_then(|year| year.reason).unwrap_or(Reason::TooFewYears);
            return Assessment::undefined(reason);
        }
    };
    Assessment {
        verdict,
        reason: years[0].reason.filter(|_| verdict != Verdict::Dependent),
        margin,
    }
}
