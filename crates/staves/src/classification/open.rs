//! A classification by its name, or from a file of the user.

use super::layout::ITEMS;
use crate::read::long::chunks;
use crate::read::{Limits, Source};
use staves_core::classification::{Builder, Classification};
use staves_core::codes::Entry;
use staves_core::{Error, Note, Result};
use std::path::Path;

/// The classifications that are part of the program (NOTICE.md beside them says where from).
const EMBEDDED: [(&str, &str); 2] =
    [("isic4", include_str!("isic4.csv")), ("nace", include_str!("nace.csv"))];

/// A classification with the name by which goods refer to it.
#[derive(Clone, Debug)]
pub struct Named {
    /// `isic4`, `nace`, or the name of the file without its extension.
    pub name: String,
    /// Its items.
    pub classification: Classification,
    /// What was odd about the file.
    pub notes: Vec<Note>,
}

/// The classification of a name, or the one in a file.
///
/// # Errors
/// `classification::*`, `table::*`, those of CSV, Parquet and the disk.
pub fn open(name: &str) -> Result<Named> {
    if let Some((_, text)) = EMBEDDED.iter().find(|(known, _)| *known == name) {
        let classification = embedded(text)?;
        return Ok(Named { name: name.to_owned(), classification, notes: Vec::new() });
    }
    let path = Path::new(name);
    if !path.exists() {
        let known = EMBEDDED.map(|(known, _)| known);
        return Err(Error::new("classification::unknown")
            .with("name", name)
            .with("known", known.join("`, `"))
            .nearest(staves_core::codes::nearest_name(name, known)));
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (classification, notes) = read(path)?;
    Ok(Named { name: stem, classification, notes })
}

fn embedded(text: &str) -> Result<Classification> {
    let mut builder = Builder::default();
    let mut records = csv::Reader::from_reader(text.as_bytes());
    for record in records.records().map_while(Result::ok) {
        let field = |k: usize| record.get(k).unwrap_or_default();
        builder.item(Entry::labelled(field(0), field(3)), field(1), field(2))?;
    }
    builder.finish()
}

fn read(path: &Path) -> Result<(Classification, Vec<Note>)> {
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    let mut builder = Builder::default();
    let unused = chunks::read(&source, 0, &ITEMS, &mut |chunk| {
        let text = |column: &str, row| chunk.text_at(column, row).unwrap_or_default();
        (0..chunk.len()).try_for_each(|row| {
            let (code, zh) = (text("code", row), text("name_zh", row));
            let names = [text("name", row), zh, code];
            let en = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            let entry = Entry { code: code.into(), en: en.into(), zh: zh.into() };
            let added = builder.item(entry, text("level", row), text("parent", row));
            added.map_err(|error| error.or_at(chunk.place(row)))
        })
    })?;
    let place = source.place(0);
    let mut notes = Vec::new();
    if !unused.is_empty() {
        let note = Note::new("chain::unused-columns", unused.len()).with("file", &place.file);
        notes.push(note.places(unused.into_iter().map(|name| format!("`{name}`"))));
    }
    Ok((builder.finish().map_err(|error| error.or_at(place))?, notes))
}
