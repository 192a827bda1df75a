//! Resumption of work: whom to reopen under budgets, and in which order
//! (docs/src/models/resume.md).
//!
//! What comes out when some units are open is an [`Output`]: an industry with its inputs
//! ([`Opening`]) or the least of several groups ([`Groups`]). [`choose`] finds the set that gives most
//! within [`Budget`]s, [`schedule`] the order in which crews open it, each with a bound.

mod bound;
mod choice;
pub mod closure;
mod dispatch;
mod groups;
mod improve;
mod opening;
mod orders;
mod output;
mod tasks;
#[cfg(test)]
mod tests;
mod values;

pub use choice::{Budget, Choice, choose, fitting};
pub use closure::upstream;
pub use dispatch::{by_sets, by_single};
pub use groups::Groups;
pub use improve::improve;
pub use opening::{Final, Opening, SHORT, Use};
pub use orders::{Orders, all_orders};
pub use output::{Output, Terms};
pub use tasks::{Schedule, Tasks, schedule};
pub use values::Values;
