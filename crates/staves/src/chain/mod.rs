//! Chains as files: a folder of tables that is read into a [`Chain`](staves_core::Chain), and what
//! is said about one (docs/src/reference/chains.md).

pub mod cut;
pub mod layout;
pub mod list;
pub mod map;
mod read;
mod template;
#[cfg(test)]
mod tests;

pub use read::{About, ChainFile, is_chain, read};
pub use template::write as write_template;
