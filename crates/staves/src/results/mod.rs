//! Results of a stress test on disk: one folder per set of runs, tidy tables beside a manifest.

mod folder;
mod kept;
mod layout;
pub mod manifest;
mod tables;

pub use folder::{Done, Folder, SCENARIO};
pub use kept::{Keep, KeptWriter, join};
pub use layout::{Fact, Layout};
pub(crate) use tables::Repeated;
pub use tables::{Tables, make, unit_name};
