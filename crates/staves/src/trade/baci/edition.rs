//! Which edition of BACI a file is, by its name: `BACI_HS17_Y2021_V202601.csv`.

use staves_core::{Error, Note, Result};

/// What the name of a file says.
pub(super) struct Edition {
    file: String,
    /// Edition of the Harmonised System, such as `17`; empty when unknown.
    vintage: String,
    /// Which year it holds, if the name says so.
    pub year: Option<u32>,
    /// Empty when unknown.
    release: String,
}

impl Edition {
    pub fn of(file: &str) -> Self {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let digits =
            |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let part = |prefix: &str| {
            let part = stem.split('_').filter_map(|part| part.strip_prefix(prefix)).find(digits);
            part.unwrap_or_default().to_owned()
        };
        Self {
            file: file.to_owned(),
            vintage: part("HS"),
            year: part("Y").parse().ok(),
            release: part("V"),
        }
    }

    /// Codes of two editions of the Harmonised System do not mean the same products.
    pub fn same_vintage(&self, other: &Self) -> Result<()> {
        if self.vintage == other.vintage {
            return Ok(());
        }
        Err(Error::new("trade::vintages")
            .with("first", &self.file)
            .with("second", &other.file)
            .with("vintage", &self.vintage)
            .with("other", &other.vintage))
    }
}

/// What was read, and what the names of the files do not say.
pub(super) fn notes(editions: &[Edition], flows: usize) -> Option<Note> {
    let first = editions.first()?;
    let files = editions.iter().map(|edition| edition.file.clone());
    if first.vintage.is_empty() {
        return Some(Note::new("trade::baci-vintage-unknown", flows).places(files));
    }
    let release = if first.release.is_empty() { "–" } else { &first.release };
    let note = Note::new("trade::baci", flows).with("vintage", &first.vintage);
    Some(note.with("release", release).places(files))
}
