//! An economy on disk: a folder of Parquet tables beside a `manifest.json`.
//!
//! | file | columns |
//! |---|---|
//! | `regions`, `sectors`, `categories` | code, label_en, label_zh |
//! | `producers` | number, region, sector, stated_output, output, value_added |
//! | `flows` | seller_region, seller_sector, buyer_region, buyer_sector, value |
//! | `demand_columns` | number, region, category |
//! | `final_demand` | seller_region, seller_sector, region, category, value |
//! | `primary_inputs` | code, label, kind, region, sector, value |
//! | `attributes` | name, unit, estimated, region, sector, value |
//!
//! Rows keep the order of the source. Cells that are zero are left out of `flows` and
//! `final_demand`; `output` and `value_added` are there for the reader's convenience and are
//! derived again. Names stand in the tables as text (dictionary-encoded), so that any program
//! can use them. A round trip changes no bit.

pub(crate) mod cells;
mod fingerprint;
pub(crate) mod from_tables;
pub(crate) mod to_tables;

pub use fingerprint::fingerprint;

use super::atomic::{self, disk_error};
use crate::read::InputFile;
use crate::results::manifest::ActionShown;
use crate::table::{FileKind, ParquetReader, Table};
use serde::{Deserialize, Serialize};
use staves_core::economy::{About, EconomyParts};
use staves_core::{Economy, Error, Note, Place, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Version of the layout.
pub const SCHEMA: &str = "staves.economy.v1";

/// Name of the file that says what the tables are.
pub const MANIFEST: &str = "manifest.json";

/// What the tables of the folder are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of the program that wrote it.
    pub version: String,
    /// Title, source, licence, format, year, unit.
    pub about: About,
    /// Files it was read from.
    pub inputs: Vec<InputFile>,
    /// What was dropped, repaired or imputed on the way.
    pub notes: Vec<Note>,
    /// How many there are.
    pub counts: Counts,
    /// Sums of a year, in the table's unit.
    pub totals: Totals,
    /// BLAKE3 over order, names and values: see [`fingerprint`].
    pub fingerprint: String,
}

/// Sizes of the tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Regions.
    pub regions: usize,
    /// Sectors.
    pub sectors: usize,
    /// Final-demand categories.
    pub categories: usize,
    /// Producers.
    pub producers: usize,
    /// Flows that are not zero.
    pub flows: usize,
    /// Cells of final demand that are not zero.
    pub final_demand: usize,
}

/// Sums over all producers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// Gross output.
    pub output: f64,
    /// Flows between producers.
    pub flows: f64,
    /// Final demand.
    pub final_demand: f64,
    /// Value added.
    pub value_added: f64,
}

/// An economy as it was stored, with where it came from.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The economy.
    pub economy: Economy,
    /// Notes of the import.
    pub notes: Vec<Note>,
    /// Files it was read from.
    pub inputs: Vec<InputFile>,
    /// BLAKE3 over its content; what results cite. Before actions, if any were applied.
    pub fingerprint: String,
    /// Actions that were applied to it since.
    pub applied: Applied,
}

/// Actions that were applied to an economy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    /// BLAKE3 of their file.
    pub blake3: String,
    /// In the order of the file.
    pub actions: Vec<ActionShown>,
    /// What a reader must know about them.
    pub notes: Vec<Note>,
}

/// Writes an economy as a new folder; on any error nothing is left behind.
///
/// # Errors
/// `disk::exists` when the folder exists, or of the disk.
pub fn write(folder: &Path, economy: &Economy, notes: &[Note], inputs: &[InputFile]) -> Result<()> {
    let manifest = Manifest {
        schema: SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        about: economy.about.clone(),
        inputs: inputs.to_vec(),
        notes: notes.to_vec(),
        counts: Counts {
            regions: economy.regions.len(),
            sectors: economy.sectors.len(),
            categories: economy.categories.len(),
            producers: economy.len(),
            flows: economy.flows.filled(),
            final_demand: economy.final_demand.filled(),
        },
        totals: Totals {
            output: economy.output().iter().sum(),
            flows: economy.flows.total(),
            final_demand: economy.final_demand.total(),
            value_added: economy.value_added().iter().sum(),
        },
        fingerprint: fingerprint(economy),
    };
    let json = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
    atomic::folder(folder, |folder| {
        to_tables::write(folder, economy, FileKind::Parquet)?;
        atomic::text(&folder.join(MANIFEST), &(json + "\n"))
    })
}

/// Reads an economy from its folder.
///
/// # Errors
/// `economy::not-an-economy` when the folder has no manifest, `economy::bad-manifest`,
/// `economy::other-schema`, `economy::missing-table`, `economy::unknown-name`,
/// `economy::unknown-producer`, `economy::incomplete`, `table::missing-column`,
/// `table::wrong-column`, `disk::bad-parquet`, what [`Economy::new`] refuses, and
/// `economy::other-content` when the tables are not those the manifest describes.
pub fn read(folder: &Path) -> Result<Stored> {
    read_from(&Folder::Disk(folder))
}

/// Writes an economy in the place of one that is there, which goes only when the new one is whole.
///
/// # Errors
/// Of the disk.
pub fn replace(
    folder: &Path,
    economy: &Economy,
    notes: &[Note],
    inputs: &[InputFile],
) -> Result<()> {
    atomic::replace(folder, |fresh| write(fresh, economy, notes, inputs))
}

/// Whether a folder holds a stored economy.
#[must_use]
pub fn is_stored(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file() && folder.join("producers.parquet").is_file()
}

/// An economy that was just read and not stored, in the form of one that was.
#[must_use]
pub fn unstored(economy: Economy, notes: Vec<Note>, inputs: Vec<InputFile>) -> Stored {
    let fingerprint = fingerprint(&economy);
    Stored { economy, notes, inputs, fingerprint, applied: Applied::default() }
}

/// Reads an economy that is part of the program, from (file name, content) pairs.
///
/// # Errors
/// As [`read`].
pub fn embedded(name: &str, files: &[(&'static str, &'static [u8])]) -> Result<Stored> {
    read_from(&Folder::Embedded(Path::new(name), files))
}

/// Where the files of an economy are.
enum Folder<'f> {
    Disk(&'f Path),
    Embedded(&'f Path, &'f [(&'static str, &'static [u8])]),
}

impl Folder<'_> {
    fn path(&self, file: &str) -> PathBuf {
        match self {
            Self::Disk(folder) | Self::Embedded(folder, _) => folder.join(file),
        }
    }

    fn place(&self, file: &str) -> Place {
        Place::file(self.path(file).display().to_string())
    }

    /// The content of the manifest; `None` when there is no such file.
    fn manifest(&self) -> Result<Option<Vec<u8>>> {
        let path = self.path(MANIFEST);
        match self {
            Self::Disk(folder) if folder.is_dir() => match fs::read(&path) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(disk_error(&path, &error)),
            },
            // A file, or nothing at all: the disk says which.
            Self::Disk(folder) => match fs::read_dir(folder) {
                Ok(_) => Ok(None),
                Err(error) => Err(disk_error(folder, &error)),
            },
            Self::Embedded(_, files) => Ok(bytes_of(files, MANIFEST).map(<[u8]>::to_vec)),
        }
    }

    /// A table of the folder by its name, such as `flows`.
    fn open(&self, table: &str) -> Result<ParquetReader> {
        let file = format!("{table}.parquet");
        let path = self.path(&file);
        let missing = || {
            Error::new("economy::missing-table").with("file", &file).at(Place::file(
                self.path("").display().to_string().trim_end_matches('/').to_owned(),
            ))
        };
        match self {
            Self::Disk(_) => ParquetReader::open(&path)
                .map_err(|error| if error.code() == "disk::not-found" { missing() } else { error }),
            Self::Embedded(_, files) => {
                ParquetReader::embedded(&path, bytes_of(files, &file).ok_or_else(missing)?)
            }
        }
    }

    fn table(&self, table: &str) -> Result<Table> {
        self.open(table)?.table()
    }
}

fn bytes_of(files: &[(&str, &'static [u8])], name: &str) -> Option<&'static [u8]> {
    files.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes)
}

fn read_from(folder: &Folder<'_>) -> Result<Stored> {
    let manifest = read_manifest(folder)?;
    let parts: EconomyParts = from_tables::read(folder, manifest.about)?;
    let economy = Economy::new(parts).map_err(|error| error.or_at(folder.place("")))?;
    let found = fingerprint(&economy);
    if found != manifest.fingerprint {
        return Err(Error::new("economy::other-content")
            .with("found", &found)
            .with("wanted", &manifest.fingerprint)
            .at(folder.place(MANIFEST).key("fingerprint")));
    }
    Ok(Stored {
        economy,
        notes: manifest.notes,
        inputs: manifest.inputs,
        fingerprint: found,
        applied: Applied::default(),
    })
}

fn read_manifest(folder: &Folder<'_>) -> Result<Manifest> {
    let place = || folder.place(MANIFEST);
    let Some(bytes) = folder.manifest()? else {
        return Err(Error::new("economy::not-an-economy").at(folder.place("")));
    };
    let bad = |reason: &dyn std::fmt::Display| {
        Error::new("economy::bad-manifest").with("reason", reason).at(place())
    };
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| bad(&error))?;
    match value.get("schema").and_then(|schema| schema.as_str()) {
        Some(SCHEMA) => serde_json::from_value(value).map_err(|error| bad(&error)),
        Some(other) => Err(Error::new("economy::other-schema")
            .with("found", other)
            .with("wanted", SCHEMA)
            .at(place().key("schema"))),
        None => Err(bad(&"no `schema`")),
    }
}
