//! Chains as files: a folder of tables that is read into a [`Chain`](staves_core::Chain), and what
//! is said about one (docs/src/reference/chains.md).

mod about;
pub mod choke;
pub mod concentration;
pub mod cut;
pub mod draft;
pub mod enterprises;
pub(crate) mod import;
pub mod importance;
pub mod join;
pub mod layout;
pub mod list;
mod located;
pub mod map;
pub mod matrix;
pub mod mend;
mod page;
pub mod panorama;
pub mod projects;
mod read;
mod reliability;
pub mod robustness;
pub(crate) mod row;
pub mod served;
#[cfg(test)]
mod tests;

pub use about::About;
pub use page::page;
pub use read::{ChainFile, Classed, Open, Sectored, is_chain, is_stored, read, read_open};
pub(crate) use read::{Line, Reading};

/// Columns of all these tables that hold codes, whose words are in the dictionary under `map.words.`.
pub const CODED: [&str; 18] = [
    "available",
    "unit",
    "state",
    "kind",
    "mode",
    "reason",
    "keeps_running",
    "single_point",
    "verdict",
    "role",
    "at_home",
    "for_cold_start",
    "for_full_fill",
    "availability",
    "level",
    "epidemic",
    "order",
    "fussell_vesely_state",
];
