//! What `staves map` says of an economy: what its products owe to home and to abroad
//! (docs/src/models/exposure.md).

pub mod list;
pub mod map;
mod request;

pub(crate) use request::share;
pub use request::{Choices, Request};
