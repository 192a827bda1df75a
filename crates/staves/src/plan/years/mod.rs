//! The plan over years of an economy: its structure as a dynamic Leontief program, the targets of a
//! file, and the plan as tables (docs/src/models/years.md).

mod base;
mod economy;
mod factors;
mod limit;
mod prices;
mod projects;
mod roadmap;
mod schedule;
mod settings;
mod stress;
mod structure;
mod tables;
mod target;

pub use roadmap::Roadmap;
pub use settings::Settings;
pub use stress::Test;
pub use structure::Structure;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.plan.years.v1";
