//! Chains as files: a folder of tables that is read into a [`Chain`](staves_core::Chain), and what
//! is said about one (docs/src/reference/chains.md).

mod about;
pub mod concentration;
pub mod draft;
pub(crate) mod import;
pub mod importance;
pub mod layout;
pub mod list;
pub mod map;
mod read;
mod reliability;
pub mod robustness;
mod template;
#[cfg(test)]
mod tests;

pub use about::About;
pub use read::{ChainFile, Classed, is_stored, read};
pub use template::write as write_template;
