//! Which actions to take under a budget, how good that is, and how far from the best it can be.
//!
//! What a choice of actions leads to is asked of whoever calls: a simulation gives the loss of a
//! [`Portfolio`] in each draw, the same draws for every portfolio. A [`Record`] remembers the
//! answers, [`Search`] looks for a good portfolio, and [`certify`] proves how good it is with the
//! cuts of a relaxation and of the simulated portfolios themselves
//! (docs/src/models/planning.md).

mod aim;
mod candidates;
mod certify;
mod clairvoyant;
mod complements;
mod exchange;
mod gains;
mod hardening;
mod interdiction;
mod master;
mod network;
mod portfolio;
mod race;
mod record;
mod search;
mod support;
#[cfg(test)]
mod tests;
pub mod years;

pub use aim::Aim;
pub use candidates::Candidates;
pub use certify::{Certificate, Certify, Relax, Relaxed, certify};
pub use clairvoyant::Clairvoyant;
pub use complements::complements;
pub use gains::{Gains, alone, gains, screened};
pub use hardening::{Hardened, Hardening};
pub use interdiction::{Protected, Worst, next, protect, worst_of};
pub use network::{Measure, Network, Supply};
pub use portfolio::Portfolio;
pub use race::race;
pub use record::{Gain, Harm, Record, Simulate};
pub use search::Search;
