//! The tables of a small chain, to be edited: the materials of a surgical mask are those of a published
//! inventory, line by line; who makes what where is made up.

use crate::store::atomic;
use staves_core::Result;
use std::path::Path;

const FILES: [(&str, &str); 5] = [
    ("about.toml", include_str!("template/about.toml")),
    ("goods.csv", include_str!("template/goods.csv")),
    ("activities.csv", include_str!("template/activities.csv")),
    ("inputs.csv", include_str!("template/inputs.csv")),
    ("final_goods.csv", include_str!("template/final_goods.csv")),
];

/// Writes them into a folder, which must be empty or not exist.
///
/// # Errors
/// `example::not-empty`, or of the disk.
pub fn write(folder: &Path) -> Result<()> {
    atomic::empty_folder(folder, |folder| {
        FILES.iter().try_for_each(|(name, text)| atomic::text(&folder.join(name), text))
    })
}
