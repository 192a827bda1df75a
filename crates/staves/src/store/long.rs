//! An economy as the long tables that [`crate::read`] takes in, for other programs and for editing.

use super::atomic;
use super::economy::to_tables;
use crate::read::long::{ABOUT, about_text};
use crate::table::FileKind;
use staves_core::{Economy, Result};
use std::path::Path;

/// Writes a new folder of long tables with their `about.toml`.
///
/// # Errors
/// `disk::exists` when the folder exists, or of the disk.
pub fn write(folder: &Path, economy: &Economy, kind: FileKind) -> Result<()> {
    atomic::folder(folder, |folder| {
        to_tables::write(folder, economy, kind)?;
        atomic::text(&folder.join(ABOUT), &about_text(&economy.about))
    })
}
