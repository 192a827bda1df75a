//! The dynamic stress test: one engine of small interchangeable parts.
//!
//! [`System`] is an economy prepared for daily steps, shared by all lanes. A [`Lane`] is one draw:
//! its shocks and parameters. A [`Batch`] steps lanes side by side, so that the table is read once
//! per step for all of them. The order matrix is never formed: orders are
//! `Z0[i,f] · weight[i] · factor[s(i),f]` (docs/src/models/dynamic.md, "Factored form").
//!
//! Parts: input function (stocks bind below a share ψ of their target), order rule ([`Orders`]),
//! rationing rule ([`Rationing`]), capacity rule (capital, other losses, overproduction), demand
//! rule (baseline times shocks). The edition ([`Edition`]) chooses between the corrected rules and
//! a faithful copy of BoARIO 0.7.2.

mod batch;
mod boario;
mod check;
mod damage;
mod demand;
mod forcing;
mod kernel;
mod lane;
mod rationing;
mod stocks;
mod system;
mod view;

pub use batch::Batch;
pub use forcing::Forcing;
pub use lane::{Lane, Parameters};
pub use system::System;
pub use view::{Bottleneck, View};

/// How an order for a product is split over its suppliers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Orders {
    /// By baseline flow times the capacity each supplier has left.
    #[default]
    CapacityWeighted,
    /// Always as in the baseline.
    FixedShares,
}

/// Who gets what when output falls short of demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rationing {
    /// Everybody the same share.
    #[default]
    Proportional,
    /// Orders of producers first, then final demand and rebuilding.
    IntermediateFirst,
}

/// How capacity losses of several shocks on one producer add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Compounding {
    /// What is left multiplies: 30 % and 40 % leave 42 %.
    #[default]
    Multiply,
    /// The largest counts: 30 % and 40 % leave 60 %.
    Max,
    /// Losses add, at most to everything: 30 % and 40 % leave 30 %.
    Add,
}

/// Which edition of the ARIO rules is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Edition {
    /// Rates per day, exact mean severity, no rounding, exact finish of rebuilding.
    #[default]
    Corrected,
    /// BoARIO 0.7.2, quirk for quirk.
    Boario072,
}

/// How the economy answers; the same for all lanes of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Corrected or compatible.
    pub edition: Edition,
    /// Split of orders over suppliers.
    pub orders: Orders,
    /// Who gets what in a shortage.
    pub rationing: Rationing,
    /// How capacity losses add up.
    pub compounding: Compounding,
    /// Length of a step in days.
    pub step: f64,
    /// Length of a run in days.
    pub days: f64,
    /// Days in a year of the table.
    pub days_per_year: f64,
    /// Productive capital in years of value added, where the economy has no `capital` attribute.
    pub capital_to_value_added: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            edition: Edition::default(),
            orders: Orders::default(),
            rationing: Rationing::default(),
            compounding: Compounding::default(),
            step: 1.0,
            days: 365.0,
            days_per_year: 365.0,
            capital_to_value_added: 4.0,
        }
    }
}

impl Rules {
    /// Number of steps in a run.
    #[must_use]
    pub fn steps(&self) -> usize {
        (self.days / self.step).round().max(1.0) as usize
    }
}
