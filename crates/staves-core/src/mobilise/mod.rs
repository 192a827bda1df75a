//! Emergency mobilisation: what to make, convert, release, import and ship, period by period and
//! place by place, so that what is short is shared fairly and the rest is cheap
//! (docs/src/models/mobilise.md).

mod again;
mod audit;
mod balance;
mod build;
mod epidemic;
mod facts;
mod fair;
mod needs;
mod plan;
mod proportional;
mod reasons;
#[cfg(test)]
mod tests;

pub use again::Done;
pub use build::Limit;
pub use epidemic::Epidemic;
pub use facts::{Conversion, Demand, Facts, Good, Holding, Import, Line, Route, Shift};
pub use fair::Fairness;
pub use needs::{Care, SEVERITIES, Sick, User};
pub use plan::{Asked, Mobilised, Shipped, Stocked, mobilise, mobilise_again};
pub use reasons::{Help, Means, Reason};
