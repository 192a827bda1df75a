//! What is hit, by how much, when, and how it recovers; resolved to the rows of an economy.
//!
//! Shocks compose: any number may overlap, and their order never changes a result
//! (docs/src/models/dynamic.md, "Shocks").

use crate::profile::Profile;
use std::sync::Arc;

/// One shock on an economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Shock {
    /// Name shown in tables and notes.
    pub name: String,
    /// When it acts and how it recovers.
    pub profile: Profile,
    /// What it does at full severity.
    pub effect: Effect,
}

/// What a shock does at full severity.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A share of the capacity of some producers cannot be used: closure, strike, power cut.
    Capacity {
        /// Rows of the economy.
        rows: Vec<usize>,
        /// Share of capacity lost, 0..=1.
        size: f64,
    },
    /// Productive capital is destroyed. Without [`Rebuild`] it recovers by the profile's curve;
    /// with it, capital is back when the rebuilding sectors have delivered it.
    Capital {
        /// Row of the economy and money lost there.
        lost: Vec<(usize, f64)>,
        /// Who rebuilds it, if demand for rebuilding is to be counted.
        rebuild: Option<Rebuild>,
    },
    /// A share of the labour of some producers cannot work: illness, lock-down. Output can go on
    /// with the share of labour that works remotely.
    Labour {
        /// Rows of the economy.
        rows: Vec<usize>,
        /// Share of labour kept from its place of work, 0..=1.
        size: f64,
        /// Share of that labour that works remotely; the economy's `remote_share` where missing.
        remote: Option<f64>,
    },
    /// Trade on some links is capped at a share 1 − `size` of its baseline: a ban, a closed route,
    /// a missing import. What buyers cannot order there they order from their other suppliers.
    /// What still goes this way arrives later.
    Trade {
        /// The links.
        links: Vec<Links>,
        /// Share of baseline trade that is impossible, 0..=1.
        size: f64,
        /// Days by which goods arrive later, at most those of a run.
        delay: f64,
    },
    /// A share of stocks is destroyed on the first day.
    Inventory {
        /// Products lost, by sector id.
        inputs: Vec<usize>,
        /// Whose stocks, by row of the economy.
        buyers: Vec<usize>,
        /// Share lost, 0..=1.
        size: f64,
    },
    /// Unit costs of some producers rise, and prices with them along the chain
    /// (docs/src/models/prices.md).
    Cost {
        /// Row of the economy and rise of its unit cost at a size of 1, as a share of its price.
        costs: Vec<(usize, f64)>,
        /// How many times that.
        size: f64,
        /// Rise of every price at a size of 1, where known: [`crate::model::price_rise`] of the
        /// costs.
        rise: Option<Arc<[f64]>>,
    },
    /// Final demand changes by a factor 1 + `change`.
    Demand {
        /// Relative change: −0.3 falls by 30 %, 9 is tenfold. Not below −1.
        change: f64,
        /// Cells of final demand: row of the economy, column of final demand.
        cells: Vec<(usize, usize)>,
    },
}

/// Links of trade: from each supplier to each buyer and each column of final demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    /// Suppliers, by row of the economy, ascending.
    pub suppliers: Vec<usize>,
    /// Producers that buy, by row of the economy, ascending.
    pub buyers: Vec<usize>,
    /// Columns of final demand, ascending.
    pub columns: Vec<usize>,
    /// Share of the trade on these links that goes this way, 0..=1.
    pub share: f64,
}

/// Demand for rebuilding what was destroyed.
#[derive(Clone, Debug, PartialEq)]
pub struct Rebuild {
    /// Time constant: each day 1/days of what is left is ordered.
    pub days: f64,
    /// Sector ids that rebuild and their shares, adding up to 1.
    pub mix: Vec<(usize, f64)>,
    /// Money of rebuilding demand per money of capital destroyed.
    pub factor: f64,
    /// Goods of final users destroyed: column of final demand and money lost there. They are
    /// rebuilt too but take no capacity away.
    pub final_users: Vec<(usize, f64)>,
}
