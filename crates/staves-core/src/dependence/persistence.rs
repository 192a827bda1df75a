//! How long products stay dependent (docs/src/models/dependence.md, "Thresholds and years").

use super::assess::{Assessment, Verdict};
use super::grid::Chance;
use super::trade::Trade;

/// A product over the years of a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Persistence {
    /// Id of the product.
    pub product: u32,
    /// Years with a verdict.
    pub observed: u32,
    /// Years in which it was dependent.
    pub flagged: u32,
    /// The first and the last of these.
    pub span: Option<(u32, u32)>,
    /// How often the verdict changed from one year with a verdict to the next.
    pub turns: u32,
    /// Mean over years of the share of the grid of thresholds; NaN when none is known.
    pub dependent: f64,
}

impl Persistence {
    /// Years flagged over years observed; NaN when there are none.
    #[must_use]
    pub fn share(&self) -> f64 {
        f64::from(self.flagged) / f64::from(self.observed)
    }
}

/// Every product that is traded in some year, in the order of the products.
#[must_use]
pub fn persistence(
    trade: &Trade,
    assessments: &[Assessment],
    chances: &[Chance],
) -> Vec<Persistence> {
    let mut of_product: Vec<Vec<usize>> = vec![Vec::new(); trade.products().len()];
    for (number, market) in trade.markets().enumerate() {
        of_product[market.product as usize].push(number);
    }
    let of = |(product, numbers): (u32, Vec<usize>)| {
        let verdict = |number: &usize| assessments[*number].verdict;
        let decided: Vec<usize> =
            numbers.iter().copied().filter(|n| verdict(n) != Verdict::Undefined).collect();
        let flagged = || decided.iter().filter(|n| verdict(n) == Verdict::Dependent);
        let years = || flagged().map(|number| trade.market(*number).year);
        let turns = decided.windows(2).filter(|pair| verdict(&pair[0]) != verdict(&pair[1]));
        let shares = numbers.iter().map(|number| chances[*number].dependent);
        let known: Vec<f64> = shares.filter(|share| !share.is_nan()).collect();
        Persistence {
            product,
            observed: decided.len() as u32,
            flagged: flagged().count() as u32,
            span: years().min().zip(years().max()),
            turns: turns.count() as u32,
            dependent: known.iter().sum::<f64>() / known.len() as f64,
        }
    };
    (0..).zip(of_product).filter(|(_, numbers)| !numbers.is_empty()).map(of).collect()
}

/// What became of the products that were dependent in one year in a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Churn {
    /// The earlier year.
    pub from: u32,
    /// The later year.
    pub to: u32,
    /// Dependent in both.
    pub stayed: u32,
    /// Dependent in the earlier year only, among them what is no longer traded.
    pub left: u32,
    /// Dependent in the later year only.
    pub entered: u32,
    /// Dependent in one of them and undefined in the other.
    pub undecided: u32,
}

impl Churn {
    /// Share of the products dependent in the earlier year that are not in the later one; NaN
    /// when there are none.
    #[must_use]
    pub fn share_left(&self) -> f64 {
        f64::from(self.left) / f64::from(self.left + self.stayed)
    }
}

/// Every pair of years of a panel.
#[must_use]
pub fn churn(trade: &Trade, assessments: &[Assessment]) -> Vec<Churn> {
    let verdict = |year: u32, product: u32| {
        trade.find(year, product).map_or(Verdict::NotDependent, |n| assessments[n].verdict)
    };
    let between = |from: u32, to: u32| {
        let mut churn = Churn { from, to, stayed: 0, left: 0, entered: 0, undecided: 0 };
        for product in 0..trade.products().len() as u32 {
            match (verdict(from, product), verdict(to, product)) {
                (Verdict::Dependent, Verdict::Dependent) => churn.stayed += 1,
                (Verdict::Dependent, Verdict::NotDependent) => churn.left += 1,
                (Verdict::NotDependent, Verdict::Dependent) => churn.entered += 1,
                (Verdict::Dependent, _) | (_, Verdict::Dependent) => churn.undecided += 1,
                _ => {}
            }
        }
        churn
    };
    let years = trade.years();
    let later = |k: usize| years[k + 1..].iter().map(move |to| (years[k], *to));
    (0..years.len()).flat_map(later).map(|(from, to)| between(from, to)).collect()
}
