//! A study: a folder with one economy, scenarios and results (`staves.toml` at its top).

use crate::document::{Document, read_text};
use crate::read::{self, Wish};
use crate::results::manifest::Title;
use crate::scenario::{Scenario, title};
use crate::store::economy::{self, Stored};
use staves_core::codes::nearest_name;
use staves_core::{Error, Place, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the file that makes a folder a study.
pub const FILE: &str = "staves.toml";

/// A study on disk.
#[derive(Clone, Debug)]
pub struct Study {
    /// Its folder.
    pub root: PathBuf,
    /// Its title.
    pub title: Title,
    /// Its economy: an imported folder, or files to be imported at each use.
    pub economy: PathBuf,
    /// Name of the scenario that runs when none is named.
    pub scenario: Option<String>,
}

impl Study {
    /// The study in a folder or in the nearest folder above it.
    ///
    /// # Errors
    /// `study::not-found`, or of `staves.toml`.
    pub fn find(from: &Path) -> Result<Self> {
        let start = fs::canonicalize(from)
            .map_err(|error| crate::store::atomic::disk_error(from, &error))?;
        match start.ancestors().find(|folder| folder.join(FILE).is_file()) {
            // Keep the path short and as the user wrote it where the study is right here.
            Some(root) if root == start => Self::read(from),
            Some(root) => Self::read(root),
            None => Err(Error::new("study::not-found").at(Place::file(from.display().to_string()))),
        }
    }

    fn read(root: &Path) -> Result<Self> {
        let root = if root == Path::new(".") { PathBuf::new() } else { root.to_owned() };
        let path = root.join(FILE);
        let text = read_text(&path)?;
        let document = Document::parse(&path.display().to_string(), &text)?;
        let top = document.root();
        let section = top.need("study")?.section()?;
        let text = |key: &str| section.get(key).map(|value| value.text()).transpose();
        let study = Self {
            title: section.get("title").map(title).transpose()?.unwrap_or_default(),
            economy: root.join(text("economy")?.unwrap_or("economy")),
            scenario: text("scenario")?.map(str::to_owned),
            root,
        };
        section.finish()?;
        top.finish()?;
        Ok(study)
    }

    /// Folder of the results.
    #[must_use]
    pub fn results(&self) -> PathBuf {
        self.root.join("results")
    }

    /// The scenario files, by name.
    #[must_use]
    pub fn scenarios(&self) -> Vec<(String, PathBuf)> {
        let entries = fs::read_dir(self.root.join("scenarios")).into_iter().flatten().flatten();
        let mut scenarios: Vec<(String, PathBuf)> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "toml"))
            .filter_map(|path| {
                Some((path.file_stem()?.to_string_lossy().into_owned(), path.clone()))
            })
            .collect();
        scenarios.sort();
        scenarios
    }

    /// The file of a scenario named on the command line, or of the study's own choice: the one
    /// `staves.toml` names, else the only one, else the first by name.
    ///
    /// # Errors
    /// `study::no-scenario`, `study::unknown-scenario`.
    pub fn scenario_file(&self, name: Option<&str>) -> Result<PathBuf> {
        let scenarios = self.scenarios();
        let place = || Place::file(self.root.join("scenarios").display().to_string());
        let Some(name) = name.or(self.scenario.as_deref()) else {
            return match scenarios.into_iter().next() {
                Some((_, path)) => Ok(path),
                None => Err(Error::new("study::no-scenario").at(place())),
            };
        };
        match scenarios.iter().find(|(known, _)| known == name) {
            Some((_, path)) => Ok(path.clone()),
            None => Err(Error::new("study::unknown-scenario")
                .with("name", name)
                .with("count", scenarios.len())
                .nearest(nearest_name(name, scenarios.iter().map(|(known, _)| known.as_str())))
                .at(place())),
        }
    }
}

/// A scenario from a file path, or by its name in a study.
///
/// # Errors
/// Of the file, or of the study.
pub fn scenario(name: Option<&str>, study: Option<&Study>) -> Result<Scenario> {
    match (name, study) {
        (Some(file), _) if Path::new(file).is_file() || file.contains(['/', '.']) => {
            Scenario::read(Path::new(file))
        }
        (name, Some(study)) => Scenario::read(&study.scenario_file(name)?),
        (Some(file), None) => Scenario::read(Path::new(file)),
        (None, None) => Err(Error::new("study::not-found").at(Place::file("."))),
    }
}

/// An economy from a path: a folder written by `staves import`, or files and folders of any
/// layout that can be imported.
///
/// # Errors
/// Of the store or of the readers.
pub fn open_economy(path: &Path) -> Result<Stored> {
    if economy::is_stored(path) {
        return economy::read(path);
    }
    if !path.exists() {
        return Err(Error::new("study::no-economy").at(Place::file(path.display().to_string())));
    }
    let imported = read::import(&[path.to_owned()], &Wish::default())?;
    Ok(economy::unstored(imported.economy, imported.notes, imported.inputs))
}
