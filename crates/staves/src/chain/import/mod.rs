//! Chains from the files in which others publish them: one module per layout. A reader hands on a
//! [`Draft`](super::draft::Draft) of the tables of a chain, with notes on everything that it
//! dropped or did not find.

pub(crate) mod chips;
pub(crate) mod graph;
mod roles;
#[cfg(test)]
mod tests;
