//! The examples that are part of the program: they are what their makers say, and they run.
//!
//! `STAVES_REWRITE_EXAMPLES=1` writes the stored economies anew from their sources.

mod archipelago;
mod bills;
mod chains;
mod compare;
mod explain;
mod find;
mod rules;
mod studies;
mod us2021;
mod years;

use staves::read::InputFile;
use staves::scenario::Scenario;
use staves::store::economy;
use staves::store::economy::Stored;
use staves::stress::{Outcome, Request};
use staves::table::Table;
use staves::{Economy, Note, example};
use std::fs;
use std::path::Path;

/// The rows of `runs.parquet`.
fn runs_of(outcome: &Outcome) -> Table {
    Table::read_parquet(&outcome.folder.join("runs.parquet")).unwrap().0
}

/// Compares a rebuilt economy with the stored one, or stores it when asked to.
fn compare(name: &str, rebuilt: &Economy, notes: &[Note], inputs: &[InputFile]) {
    if std::env::var_os("STAVES_REWRITE_EXAMPLES").is_some() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let folder = root.join(name).join("economy");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        economy::write(&folder, rebuilt, notes, inputs).unwrap();
        eprintln!("{name} was written; build again to embed it");
        return;
    }
    let stored = example::find(name).unwrap().stored().unwrap();
    assert_eq!(stored.economy.about, rebuilt.about);
    for (stored, rebuilt) in [
        (&stored.economy.regions, &rebuilt.regions),
        (&stored.economy.sectors, &rebuilt.sectors),
        (&stored.economy.categories, &rebuilt.categories),
    ] {
        assert_eq!(stored.entries(), rebuilt.entries());
    }
    assert_eq!(stored.fingerprint, economy::fingerprint(rebuilt), "{name} is not what is stored");
    assert_eq!((stored.notes.as_slice(), stored.inputs.as_slice()), (notes, inputs));
}

/// A plain question: nothing kept, nothing explained, nothing replaced.
fn request<'r>(scenario: &'r Scenario, stored: &'r Stored, out: &Path) -> Request<'r> {
    Request {
        scenario,
        stored,
        out: out.to_owned(),
        resume: false,
        overwrite: false,
        keep: vec![],
        explain: None,
        sensitivity: false,
        until: None,
        arguments: vec![],
    }
}
