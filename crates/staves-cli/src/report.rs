//! `staves report`: one HTML file from the results of a run.

use crate::arguments::{Cli, Report};
use crate::exit::Exit;
use crate::output;
use crate::render::Screen;
use crate::stress::find_study;
use staves::results::manifest::{self, Manifest};
use staves::store::atomic;
use staves::stress::Outcome;
use staves::study::Study;
use staves::{Error, Place, Result, report, stress};
use std::path::{Path, PathBuf};

/// Opens a results folder, or the newest finished one of a study.
pub fn open(path: Option<&Path>, study: Option<&Study>) -> Result<Outcome> {
    match path {
        Some(path) => Outcome::read(&named(path, study)),
        None => Outcome::read(&newest(study)?),
    }
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
    let run = open(asked.run.as_deref(), find_study(cli)?.as_ref())?;
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
