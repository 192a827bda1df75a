//! Chains as files: a folder of tables that is read into a [`Chain`](staves_core::Chain), and what
//! is said about one (docs/src/reference/chains.md).

pub mod layout;
pub mod list;
pub mod map;
mod read;
#[cfg(test)]
mod tests;

pub use read::{About, ChainFile, read};
