//! The plan over years of an economy: its structure as a dynamic Leontief program, the targets of a
//! file, and the plan as tables (docs/src/models/years.md).

mod read;
mod structure;
mod tables;

pub use read::Settings;
pub use structure::Structure;
pub use tables::Roadmap;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.plan.years.v1";
