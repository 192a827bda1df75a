//! Product trade as files, our own table or BACI, read into a
//! [`Trade`](staves_core::dependence::Trade), and what is said about dependence on it
//! (docs/src/reference/trade.md, docs/src/models/dependence.md).

mod baci;
mod columns;
mod elasticities;
pub mod layout;
pub mod list;
mod long;
pub mod losses;
pub mod map;
mod read;
#[cfg(test)]
mod tests;
mod years;

pub use elasticities::Elasticities;
pub use read::{By, TradeFile, read};
pub use years::Years;
