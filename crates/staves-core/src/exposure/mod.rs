//! What a product owes to home and to abroad, over all tiers behind it: value integrity, stages,
//! look-through shares, coverage, mutual dependence (docs/src/models/exposure.md).
//!
//! Everything is read off [`Coefficients`] by solves with I − A or products with A; no inverse is
//! formed. A set of producers that is home is a flag for each producer, the outside included.

mod coefficients;
pub mod coverage;
pub mod mutual;
pub mod origins;
pub mod stages;
#[cfg(test)]
mod tests;
pub mod value;

pub use coefficients::{Coefficients, OUTSIDE, regions_with_outside};
