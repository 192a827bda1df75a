//! Classifications of economic activities, those in the program and those in users' files, and how
//! complete an economy is against one (docs/src/models/completeness.md).

pub mod completeness;
mod evidence;
pub mod layout;
pub mod list;
mod open;
#[cfg(test)]
mod tests;

pub use evidence::{Evidence, gather};
pub use open::{Named, open};
