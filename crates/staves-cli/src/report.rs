//! `staves report`: one HTML file from the results of a run.

use crate::arguments::{Cli, Report};
use crate::exit::Exit;
use crate::output;
use crate::render::Screen;
use crate::stress::find_study;
use staves::results::manifest::Manifest;
use staves::results::{Tables, manifest};
use staves::store::atomic;
use staves::study::Study;
use staves::table::Table;
use staves::{Error, Place, Result, explain, report, stress};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A results folder that has been read.
pub struct Run {
    pub folder: PathBuf,
    pub manifest: Manifest,
    pub tables: Tables,
    /// Tables that only some sets of runs have, by name.
    pub more: BTreeMap<String, Table>,
}

impl Run {
    /// Opens a results folder, or the newest finished one of a study.
    pub fn open(path: Option<&Path>, study: Option<&Study>) -> Result<Self> {
        let folder = match path {
            Some(path) => named(path, study),
            None => newest(study)?,
        };
        let manifest = Manifest::read(&folder)?;
        if manifest.happened.runs_done == 0 {
            let place = Place::file(folder.display().to_string());
            return Err(Error::new("results::not-finished").at(place));
        }
        let tables = Tables::read(&folder)?;
        let more = more(&folder)?;
        Ok(Self { folder, manifest, tables, more })
    }
}

/// The tables of an explanation, where there is one.
fn more(folder: &Path) -> Result<BTreeMap<String, Table>> {
    let mut more = BTreeMap::new();
    for name in [explain::BOTTLENECKS, explain::ATTRIBUTION, explain::HELD_UP] {
        let path = folder.join(format!("{name}.parquet"));
        if path.is_file() {
            more.insert(name.to_owned(), Table::read_parquet(&path)?.0);
        }
    }
    Ok(more)
}

/// A path as it is, or the name of a folder in the study's results.
fn named(path: &Path, study: Option<&Study>) -> PathBuf {
    let below = study.map(|study| study.results().join(path));
    match below {
        Some(below) if !path.exists() && below.join(manifest::FILE).is_file() => below,
        _ => path.to_owned(),
    }
}

fn newest(study: Option<&Study>) -> Result<PathBuf> {
    let results = study.map_or_else(|| PathBuf::from("results"), Study::results);
    let done = |folder: &PathBuf| Manifest::read(folder).is_ok_and(|m| m.happened.runs_done > 0);
    stress::folders(&results)
        .into_iter()
        .rev()
        .find(done)
        .ok_or_else(|| Error::new("results::none").at(Place::file(results.display().to_string())))
}

pub fn run(asked: &Report, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let run = Run::open(asked.run.as_deref(), find_study(cli)?.as_ref())?;
    let html = report::render_with(&run.manifest, &run.tables, &run.more, screen.lang);
    let path = match &asked.out {
        Some(path) => {
            atomic::text(path, &html)?;
            path.clone()
        }
        None => stress::write_report(&run.folder, &html)?,
    };
    output::text(&path.display().to_string());
    Ok(Exit::Done)
}
