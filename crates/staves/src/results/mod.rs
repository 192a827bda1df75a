//! Results of a stress test on disk: one folder per set of runs, tidy tables beside a manifest.

mod fold;
mod folder;
mod kept;
mod layout;
pub mod manifest;
mod risk;
mod tables;

pub use fold::{Fold, Folded};
pub(crate) use folder::PARTS;
pub use folder::{Folder, SCENARIO};
pub use kept::{Keep, KeptWriter, join};
pub use layout::{Fact, Layout};
pub use risk::LOSSES;
pub(crate) use tables::{Repeated, total};
pub use tables::{Tables, make, unit_name};
