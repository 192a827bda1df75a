//! A results folder while it fills: finished runs are put aside part by part, so that a killed
//! run loses only what was under way and can be resumed to the same bits.

use super::manifest::{Asked, Manifest};
use crate::store::atomic::{self, Pending, disk_error};
use crate::table::{Table, Values};
use staves_core::{Error, Place, Result};
use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A results folder that is being filled.
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
}

/// Name of the copy of the scenario.
pub const SCENARIO: &str = "scenario.toml";
/// Name of the folder of finished parts.
pub(crate) const PARTS: &str = "parts";

impl Folder {
    /// Makes a new folder with a manifest and a copy of the scenario.
    ///
    /// # Errors
    /// `disk::exists`, or of the disk.
    pub fn create(path: &Path, manifest: &Manifest, scenario: &str) -> Result<Self> {
        atomic::folder(path, |partial| {
            manifest.write(partial)?;
            atomic::text(&partial.join(SCENARIO), scenario)?;
            let parts = partial.join(PARTS);
            fs::create_dir(&parts).map_err(|error| disk_error(&parts, &error))
        })?;
        Ok(Self { path: path.to_owned() })
    }

    /// Opens an unfinished folder to go on with it, without the unfinished files of a killed run.
    /// What was asked must be the same.
    ///
    /// # Errors
    /// `results::already-complete`, `results::asked-something-else`, or of the manifest.
    pub fn resume(path: &Path, asked: &Asked) -> Result<(Self, Manifest)> {
        let manifest = Manifest::read(path)?;
        let place = || Place::file(path.display().to_string());
        if manifest.asked != *asked {
            return Err(Error::new("results::asked-something-else").at(place()));
        }
        if manifest.is_complete() {
            return Err(Error::new("results::already-complete").at(place()));
        }
        atomic::sweep(path);
        atomic::sweep(&path.join(PARTS));
        Ok((Self { path: path.to_owned() }, manifest))
    }

    /// Path of a part's file; `kind` is empty for the numbers of the runs.
    #[must_use]
    pub fn part(&self, runs: &Range<u64>, kind: &str) -> PathBuf {
        let dot = if kind.is_empty() { "" } else { "." };
        let name = format!("{:08}-{:08}{dot}{kind}.parquet", runs.start, runs.end);
        self.path.join(PARTS).join(name)
    }

    /// Puts the numbers of finished runs aside.
    ///
    /// # Errors
    /// Of the disk.
    pub fn put(&self, runs: &Range<u64>, numbers: &[Vec<f64>]) -> Result<()> {
        let slots = numbers.first().map_or(0, Vec::len);
        let run = runs.clone().flat_map(|run| std::iter::repeat_n(run as i64, slots));
        let slot = numbers.iter().flat_map(|numbers| 0..numbers.len() as i64);
        let table = Table::new(vec![
            ("run", Values::Integer(run.collect())),
            ("slot", Values::Integer(slot.collect())),
            ("value", Values::Number(numbers.concat())),
        ]);
        let path = self.part(runs, "");
        let mut pending = Pending::create(&path)?;
        pending.write_all(&table.to_parquet(&[])?).map_err(|error| disk_error(&path, &error))?;
        pending.rename()
    }

    /// The numbers of a part, if it is there and whole; the runs of any other part are to be done
    /// again.
    #[must_use]
    pub fn numbers(&self, runs: &Range<u64>, slots: usize) -> Option<Vec<Vec<f64>>> {
        let path = self.part(runs, "");
        if !path.is_file() {
            return None;
        }
        let (table, _) = Table::read_parquet(&path).ok()?;
        let Some(Values::Number(values)) = table.column("value") else { return None };
        let numbers: Vec<Vec<f64>> = values.chunks_exact(slots).map(<[f64]>::to_vec).collect();
        (numbers.len() as u64 == runs.end - runs.start).then_some(numbers)
    }

    /// Removes the parts once the tables are written.
    pub fn discard_parts(&self) {
        // What stays behind after a failure here is only superfluous.
        let _ = fs::remove_dir_all(self.path.join(PARTS));
    }
}
