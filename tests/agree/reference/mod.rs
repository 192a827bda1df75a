//! Plain, slow, obviously right implementations of the step, against which the engine is held.
//!
//! They follow docs/src/models/dynamic.md line by line, keep the economy's own order, form the
//! whole N×N order matrix and every cell of final demand and of rebuilding, and share nothing with
//! the engine but the types of its input and the severity of a profile (which has its own test).
#![expect(clippy::needless_range_loop, reason = "formulas with indices read as they are printed")]

pub mod blur;
pub mod compatible;
pub mod corrected;
pub mod damage;
pub mod inputs;
pub mod links;
pub mod prices;
pub mod rationing;
pub mod table;
pub mod transit;

/// What one step shows; vectors by producer, money per day.
#[derive(Debug, Default)]
pub struct Day {
    pub production: Vec<f64>,
    pub capacity: Vec<f64>,
    pub overproduction: Vec<f64>,
    pub orders: Vec<f64>,
    pub final_demand: Vec<f64>,
    pub rebuild: Vec<f64>,
    pub rebuilt: Vec<f64>,
    pub capital_lost: Vec<f64>,
    /// Whether an exact test of equality hangs on rounding from here on (compatible edition).
    pub doubtful: bool,
    pub delivered: Vec<f64>,
    pub final_delivered: Vec<f64>,
    /// Stock by product and buyer at the start of the step.
    pub stock: Vec<Vec<f64>>,
    /// Labour at work relative to the baseline; empty in the compatible edition.
    pub labour: Vec<f64>,
    /// Rise of prices; empty in the compatible edition.
    pub prices: Vec<f64>,
    /// Final demand not met by consuming region and product; empty in the compatible edition.
    pub unmet: Vec<Vec<f64>>,
}
