//! The economy and its mathematics: no files, no clock, no printing, no global state.
//!
//! The central object is the [`Economy`]: who makes what for whom, as producers (a region × a
//! sector), the flows between them, final demand and value added. It is checked once, when it is
//! built from [`EconomyParts`], and immutable and cheap to clone afterwards.
//!
//! A stress test puts three things together. A list of [`Shock`]s says what is hit, by how much
//! and when. [`Rules`] say how the economy answers (orders, rationing, stocks, overproduction).
//! A [`model::Batch`] runs many lanes (draws of a scenario) side by side on one economy, and a
//! [`Recorder`](trajectory::Recorder) keeps what was asked for, from which [`indicator`]s are read.
//!
//! ```text
//! Economy ──▶ model::System ─┐
//! Shock, Rules ──▶ Lane ─────┴─▶ Batch::step … ──▶ Trajectory ──▶ Indicators
//! ```
//!
//! The mathematics is in `docs/src/models/dynamic.md`; formulas in the code name its sections.
#![forbid(unsafe_code)]

pub mod action;
pub mod audit;
pub mod balance;
pub mod chain;
pub mod classification;
pub mod codes;
pub mod correlation;
pub mod criticality;
pub mod dependence;
pub mod diim;
pub mod economy;
pub mod ensemble;
pub mod error;
pub mod explanation;
pub mod exposure;
pub mod indicator;
pub mod leontief;
pub mod locale;
pub mod matrix;
pub mod mobilise;
pub mod model;
pub mod normal;
pub mod plan;
pub mod profile;
pub mod program;
pub mod quantile;
pub mod random;
pub mod resume;
pub mod risk;
pub mod search;
pub mod sensitivity;
pub mod shapley;
pub mod shock;
pub mod trajectory;
pub mod units;
pub mod variation;

pub use action::Action;
pub use chain::Chain;
pub use codes::Codes;
pub use economy::{Economy, EconomyParts, Producer, RegionId, SectorId};
pub use error::{Error, Note, Place, Result};
pub use locale::Lang;
pub use matrix::Matrix;
pub use model::Rules;
pub use profile::{Profile, Recovery};
pub use shock::Shock;
