//! Studies, chains and mobilisations that are part of the program.

mod chains;
mod mobilisations;
mod studies;

use crate::store::atomic::{self, disk_error};
use crate::store::economy::{self as store, Stored};
use staves_core::codes::nearest_name;
use staves_core::{Economy, Error, Lang, Result};
use std::fs;
use std::io::Write;
use std::path::Path;

/// A text in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

impl Text {
    /// The text in a language.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// What an example is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An economy with scenarios.
    Study,
    /// The tables of a chain.
    Chain,
    /// A mobilisation with its chain.
    Mobilisation,
}

impl Kind {
    /// Its name in files and dictionaries.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Chain => "chain",
            Self::Mobilisation => "mobilisation",
        }
    }
}

/// A study, a chain or a mobilisation that is part of the program.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Title.
    pub title: Text,
    /// What is in it, on one line.
    pub about: Text,
    /// Whether the numbers are made up.
    pub synthetic: bool,
    /// Files of its own.
    files: &'static [File],
    /// Files that it shares with another example.
    shared: &'static [File],
}

/// Path inside the folder of an example, with forward slashes, and content.
type File = (&'static str, &'static [u8]);

/// Where an example keeps its economy.
const ECONOMY: &str = "economy/";

impl Example {
    /// The study's economy with the notes of its making.
    ///
    /// # Errors
    /// `example::not-a-study` for anything else; no other that a released program can give, as a test
    /// reads every example.
    pub fn stored(&self) -> Result<Stored> {
        if self.kind != Kind::Study {
            return Err(Error::new("example::not-a-study").with("name", self.name));
        }
        let inside = |(path, bytes): &(&'static str, &'static [u8])| {
            Some((path.strip_prefix(ECONOMY)?, *bytes))
        };
        let files: Vec<_> = self.files().filter_map(inside).collect();
        store::embedded(&format!("{}/{ECONOMY}", self.name), &files)
    }

    fn files(&self) -> impl Iterator<Item = &'static File> {
        self.files.iter().chain(self.shared)
    }

    /// Writes all files into a folder, which must be empty or not exist.
    ///
    /// # Errors
    /// `example::not-empty`, or of the disk.
    pub fn write(&self, folder: &Path) -> Result<()> {
        atomic::empty_folder(folder, |folder| {
            for (path, bytes) in self.files() {
                let path = folder.join(path);
                let inside = path.parent().unwrap_or(folder);
                fs::create_dir_all(inside).map_err(|error| disk_error(inside, &error))?;
                atomic::file(&path, |out| {
                    out.write_all(bytes).map_err(|error| disk_error(&path, &error))
                })?;
            }
            Ok(())
        })
    }
}

/// All examples.
pub fn list() -> impl Iterator<Item = &'static Example> {
    studies::STUDIES.iter().chain(chains::CHAINS).chain(mobilisations::MOBILISATIONS)
}

/// The examples that are studies.
pub fn studies() -> impl Iterator<Item = &'static Example> {
    list().filter(|example| example.kind == Kind::Study)
}

/// The examples that are chains.
pub fn chains() -> impl Iterator<Item = &'static Example> {
    list().filter(|example| example.kind == Kind::Chain)
}

/// The example of a name.
///
/// # Errors
/// `example::unknown`, with the nearest name.
pub fn find(name: &str) -> Result<&'static Example> {
    list().find(|example| example.name == name).ok_or_else(|| {
        let names = || list().map(|example| example.name);
        Error::new("example::unknown")
            .with("name", name)
            .with("known", names().collect::<Vec<_>>().join("`, `"))
            .nearest(nearest_name(name, names()))
    })
}

/// Writes an example.
///
/// # Errors
/// Of [`find`] and [`Example::write`].
pub fn write(name: &str, folder: &Path) -> Result<()> {
    find(name)?.write(folder)
}

/// The economy of an example.
///
/// # Errors
/// Of [`find`] and [`Example::stored`].
pub fn economy(name: &str) -> Result<Economy> {
    Ok(find(name)?.stored()?.economy)
}
