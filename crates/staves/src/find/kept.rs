//! The folder of a search while it fills: runs that are done are put aside, and a search that was
//! stopped goes on where it was. A search asks for the same runs in the same order as long as they
//! give the same values, so that a run is known by its number.

use super::{FILE, SCHEMA};
use crate::results::{Folder, PARTS, SCENARIO};
use crate::store::atomic::{self, disk_error};
use crate::stress::Request;
use crate::trial::Trial;
use serde_json::Value;
use staves_core::{Error, Place, Result};
use std::fs;
use std::path::Path;

/// Runs put aside together.
const TOGETHER: usize = 64;

/// Runs trials and gives their values; `None` when it was stopped.
pub(super) type Evaluate<'e> = dyn Fn(&[Trial]) -> Result<Option<Vec<f64>>> + 'e;

/// Runs of a search, on disk.
pub(super) struct Kept {
    folder: Folder,
    /// Runs handed out so far.
    pub tried: usize,
}

impl Kept {
    /// Makes the folder of a search, or opens one that was stopped; `question` is what a folder
    /// must have been asked to be gone on with.
    ///
    /// # Errors
    /// `disk::exists`, `results::asked-something-else`, `results::already-complete`; of the disk.
    pub fn open(request: &Request<'_>, question: &Value) -> Result<Self> {
        let out = &request.out;
        if request.resume {
            let place = || Place::file(out.display().to_string());
            let (stored, complete) = stored(out)?;
            if stored != *question {
                return Err(Error::new("results::asked-something-else").at(place()));
            }
            if complete {
                return Err(Error::new("results::already-complete").at(place()));
            }
            atomic::sweep(out);
            atomic::sweep(&out.join(PARTS));
        } else {
            if request.overwrite && out.join(FILE).is_file() {
                fs::remove_dir_all(out).map_err(|error| disk_error(out, &error))?;
            }
            atomic::folder(out, |partial| {
                let begun = serde_json::json!({
                    "schema": SCHEMA, "question": question, "status": "running",
                });
                atomic::text(&partial.join(FILE), &format!("{begun:#}\n"))?;
                atomic::text(&partial.join(SCENARIO), &request.scenario.text)?;
                let parts = partial.join(PARTS);
                fs::create_dir(&parts).map_err(|error| disk_error(&parts, &error))
            })?;
        }
        Ok(Self { folder: Folder { path: out.clone() }, tried: 0 })
    }

    /// Values of the next runs: read where they are done, else of `evaluate`; `None` when that was
    /// stopped.
    ///
    /// # Errors
    /// Of the runs and of the disk.
    pub fn values(
        &mut self,
        trials: &[Trial],
        evaluate: &Evaluate<'_>,
    ) -> Result<Option<Vec<f64>>> {
        let mut values = Vec::with_capacity(trials.len());
        for trials in trials.chunks(TOGETHER) {
            let runs = self.tried as u64..(self.tried + trials.len()) as u64;
            if let Some(before) = self.folder.numbers(&runs, 1) {
                values.extend(before.concat());
            } else {
                let Some(found) = evaluate(trials)? else { return Ok(None) };
                let numbers: Vec<Vec<f64>> = found.iter().map(|value| vec![*value]).collect();
                self.folder.put(&runs, &numbers)?;
                values.extend(found);
            }
            self.tried += trials.len();
        }
        Ok(Some(values))
    }
}

/// What a folder was asked, and whether the answer is there.
///
/// # Errors
/// `results::not-a-search` when it holds none.
pub(super) fn stored(folder: &Path) -> Result<(Value, bool)> {
    let place = || Place::file(folder.display().to_string());
    let text = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    let json: Value =
        serde_json::from_str(&text).map_err(|_| Error::new("results::not-a-search").at(place()))?;
    Ok((json["question"].clone(), json["status"] == "complete"))
}
