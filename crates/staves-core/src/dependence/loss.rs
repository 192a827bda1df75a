//! What losing a source would cost (docs/src/models/dependence.md, "Losing a source").

use super::bloc::Bloc;
use super::position::Position;
use super::trade::{Market, Trade};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// An elasticity of substitution between sources, known to lie between two values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elasticity {
    low: f64,
    high: f64,
}

impl Elasticity {
    /// Checks that both are finite and above 0, and in order.
    ///
    /// # Errors
    /// `trade::elasticity`.
    pub fn new(low: f64, high: f64) -> Result<Self> {
        if low > 0.0 && low <= high && high.is_finite() {
            return Ok(Self { low, high });
        }
        Err(Error::new("trade::elasticity").with("low", low).with("high", high))
    }

    /// The smaller end.
    #[must_use]
    pub fn low(self) -> f64 {
        self.low
    }

    /// The larger end.
    #[must_use]
    pub fn high(self) -> f64 {
        self.high
    }
}

/// ln(P′/P) of a CES basket that loses a share of what is spent on it; ∞ when all is lost, and NaN
/// for σ ≤ 1, where no price clears the market.
#[must_use]
pub fn log_price(share: f64, sigma: f64) -> f64 {
    if sigma > 1.0 { -(-share).ln_1p() / (sigma - 1.0) } else { f64::NAN }
}

/// The share that is missing when the other sources can deliver more by a share of what they do
/// deliver.
#[must_use]
pub fn quantity_loss(share: f64, spare: f64) -> f64 {
    (share - spare * (1.0 - share)).max(0.0)
}

/// One source of a product, lost by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Id of the country.
    pub source: u32,
    /// What the bloc buys there.
    pub value: f64,
    /// The same as a share of what the bloc is known to buy of the product.
    pub share: f64,
}

/// The sources of a bloc in a market, by id.
#[must_use]
pub fn losses(market: Market<'_>, position: &Position, bloc: &Bloc) -> Vec<Loss> {
    let mut values = BTreeMap::new();
    for flow in market.flows {
        if bloc.has(flow.importer) && !bloc.has(flow.exporter) {
            *values.entry(flow.exporter).or_insert(0.0) += flow.value;
        }
    }
    let share = |value: f64| value / position.purchases();
    values.into_iter().map(|(source, value)| Loss { source, value, share: share(value) }).collect()
}

/// What the bloc is known to buy of all products together, year by year.
#[must_use]
pub fn purchases(trade: &Trade, positions: &[Position]) -> BTreeMap<u32, f64> {
    let mut totals = BTreeMap::new();
    for (market, position) in trade.markets().zip(positions) {
        *totals.entry(market.year).or_insert(0.0) += position.purchases();
    }
    totals
}
