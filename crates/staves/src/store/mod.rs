//! What Staves keeps on disk: economies and results, as plain files others can open.

pub mod atomic;
pub mod economy;
pub mod long;
