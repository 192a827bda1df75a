//! Strategic dependence of a bloc of countries on what it imports, product by product.
//!
//! A [`Trade`] is the panel of flows (year, product, exporter, importer, value), a [`Bloc`] the
//! countries whose dependence is asked. [`positions`] reads the core indicators off every market,
//! a [`RuleSet`] turns them into a verdict ([`assess()`]), and [`grid`], [`persistence`] and
//! [`agreement`] say how far the verdict hangs on thresholds, years and the choice of rules.
//! [`loss`] is what losing a source would cost, [`matrix`] who depends on whom, [`network`] how
//! concentrated world trade in a product is. The mathematics is in `docs/src/models/dependence.md`.

pub mod agreement;
mod assess;
mod bloc;
mod build;
pub mod grid;
pub mod loss;
pub mod matrix;
pub mod network;
pub mod persistence;
mod position;
mod rules;
#[cfg(test)]
mod tests;
mod trade;

pub use assess::{Assessment, Verdict, assess, margin};
pub use bloc::Bloc;
pub use build::{Builder, Dropped, Row};
pub use position::{Known, Position, Reason, Top, positions};
pub use rules::{Criterion, Indicator, RULE_SETS, RuleSet, Window, rule_set};
pub use trade::{Flow, Market, Trade};
