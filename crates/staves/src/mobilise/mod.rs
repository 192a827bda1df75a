//! Emergency mobilisation as files: a folder that is read into facts, and a plan as tables, orders,
//! sentences and a scenario (docs/src/reference/mobilise.md).

mod epidemic;
pub mod layout;
mod line;
mod orders;
pub mod program;
mod read;
mod scenario;
mod sentences;
mod settings;
mod tables;
#[cfg(test)]
mod tests;

pub use read::{Study, Taken, read};
pub use settings::Settings;
pub use tables::{Plan, SCHEMA};
