//! Emergency mobilisation: what to make, convert, release, import and ship, period by period and
//! place by place, so that what is short is shared fairly and the rest is cheap
//! (docs/src/models/mobilise.md).

mod audit;
mod balance;
mod build;
mod facts;
mod fair;
mod plan;
mod proportional;
mod reasons;
#[cfg(test)]
mod tests;

pub use build::Limit;
pub use facts::{Conversion, Demand, Facts, Good, Holding, Import, Line, Route, Shift};
pub use fair::Fairness;
pub use plan::{Asked, Mobilised, Shipped, Stocked, mobilise};
pub use reasons::{Help, Means, Reason};
