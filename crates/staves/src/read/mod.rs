//! Reading economies, and chains, from the files people have: one module per published layout.
//!
//! [`import`] opens a [`Source`], finds the layout by content, and reads it. A reader keeps the
//! file's order, reports whatever it drops, aggregates, repairs or imputes as [`Note`]s, and
//! checks that the total of what it read is the total of what it hands on.

mod bea;
pub(crate) mod cells;
mod countries;
mod exiobase;
mod hashed;
mod icio;
pub mod long;
pub(crate) mod numeric;
mod oecd_sectors;
pub(crate) mod records;
pub mod source;
mod unpack;
mod wide;
mod wiod;
mod year;

pub use source::{InputFile, Limits, Member, Source};

use crate::chain::draft::Draft;
use crate::chain::import::{chips, graph};
use staves_core::codes::nearest_name;
use staves_core::{Economy, EconomyParts, Error, Note, Place, Result};
use std::path::PathBuf;

/// A published layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Our own long tables.
    Long,
    /// OECD inter-country input-output tables, CSV.
    Icio,
    /// World Input-Output Database, release 2013, CSV.
    Wiod2013,
    /// US Bureau of Economic Analysis, use and make tables, CSV.
    Bea,
    /// EXIOBASE 3 and other text folders of the same layout.
    Exiobase,
    /// A map of the semiconductor chain: inputs, sequence, providers, provision, stages.
    Chips,
    /// A graph of companies and products mined from texts.
    ChainGraph,
}

impl Format {
    /// The name on the command line and in manifests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Icio => "icio",
            Self::Wiod2013 => "wiod-2013",
            Self::Bea => "bea",
            Self::Exiobase => "exiobase",
            Self::Chips => "chips",
            Self::ChainGraph => "chain-graph",
        }
    }

    /// The format of a name.
    ///
    /// # Errors
    /// `import::unknown-format`, with the nearest name.
    pub fn from_name(name: &str) -> Result<Self> {
        let known = || READERS.iter().map(|reader| reader.format.name());
        READERS.iter().map(|reader| reader.format).find(|format| format.name() == name).ok_or_else(
            || {
                Error::new("import::unknown-format")
                    .with("name", name)
                    .with("known", known().collect::<Vec<_>>().join(", "))
                    .nearest(nearest_name(name, known()))
            },
        )
    }
}

/// What to do with blank cells and with texts that stand for a missing number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Missing {
    /// Missing is not zero: an error that lists the places.
    #[default]
    Refuse,
    /// Read them as zero, and say so in a note.
    Zero,
}

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The layout, if detection shall not decide.
    pub format: Option<Format>,
    /// The year to read, where a source holds several or names none.
    pub year: Option<u32>,
    /// Keep the parts of split economies (CN1, CN2, MX1, MX2) instead of adding them up.
    pub keep_split: bool,
    /// What to do with missing numbers.
    pub missing: Missing,
    /// How much may be read.
    pub limits: Limits,
}

/// An economy and how it was read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The economy.
    pub economy: Economy,
    /// What was dropped, aggregated, repaired, imputed or found odd.
    pub notes: Vec<Note>,
    /// The layout.
    pub format: Format,
    /// The files it was read from.
    pub inputs: Vec<InputFile>,
}

/// What a layout's reader gives: the parts of an economy, and what it did to them.
type Found = (EconomyParts, Vec<Note>);

/// A chain and how it was read.
#[derive(Clone, Debug)]
pub struct ImportedChain {
    /// Its tables, with what was dropped, imputed or found odd.
    pub draft: Draft,
    /// The layout.
    pub format: Format,
}

/// What files can hold.
#[derive(Clone, Debug)]
pub enum Import {
    /// An economy.
    Economy(Box<Imported>),
    /// A chain.
    Chain(Box<ImportedChain>),
}

/// How a layout is read.
#[derive(Clone, Copy)]
enum Reads {
    Economy(fn(&Source, &Wish) -> Result<Found>),
    Chain(fn(&Source) -> Result<Draft>),
}

/// The reader of one layout.
struct Reader {
    format: Format,
    detects: fn(&Source) -> Result<bool>,
    read: Reads,
}

/// Every layout that can be read, one line each.
const READERS: &[Reader] = &[
    Reader { format: Format::Long, detects: long::detects, read: Reads::Economy(long::read) },
    Reader { format: Format::Icio, detects: icio::detects, read: Reads::Economy(icio::read) },
    Reader { format: Format::Wiod2013, detects: wiod::detects, read: Reads::Economy(wiod::read) },
    Reader {
        format: Format::Exiobase,
        detects: exiobase::detects,
        read: Reads::Economy(exiobase::read),
    },
    Reader { format: Format::Bea, detects: bea::detects, read: Reads::Economy(bea::read) },
    Reader { format: Format::Chips, detects: chips::detects, read: Reads::Chain(chips::read) },
    Reader { format: Format::ChainGraph, detects: graph::detects, read: Reads::Chain(graph::read) },
];

/// Reads an economy from files, folders or archives.
///
/// # Errors
/// Of [`import_any`]; `import::is-a-chain` when they hold a chain.
pub fn import(paths: &[PathBuf], wish: &Wish) -> Result<Imported> {
    match import_any(paths, wish)? {
        Import::Economy(imported) => Ok(*imported),
        Import::Chain(imported) => {
            let place = paths.first().map(|path| path.display().to_string()).unwrap_or_default();
            let format = imported.format.name();
            Err(Error::new("import::is-a-chain").with("format", format).at(Place::file(place)))
        }
    }
}

/// Reads what files, folders or archives hold, an economy or a chain.
///
/// # Errors
/// Of the disk and the archives (see [`Source::open`]); `import::unknown-layout` and
/// `import::ambiguous-layout`; those of the layout's reader; those of [`Economy::new`].
pub fn import_any(paths: &[PathBuf], wish: &Wish) -> Result<Import> {
    let source = Source::open(paths, &wish.limits)?;
    let reader = find(&source, wish.format)?;
    let format = reader.format;
    match reader.read {
        Reads::Economy(read) => {
            let (parts, notes) = read(&source, wish)?;
            let (economy, inputs) = (Economy::new(parts)?, source.fingerprints()?);
            Ok(Import::Economy(Box::new(Imported { economy, notes, format, inputs })))
        }
        Reads::Chain(read) => {
            Ok(Import::Chain(Box::new(ImportedChain { draft: read(&source)?, format })))
        }
    }
}

fn find(source: &Source, asked: Option<Format>) -> Result<&'static Reader> {
    let names = |readers: &mut dyn Iterator<Item = &'static Reader>| {
        readers.map(|reader| reader.format.name()).collect::<Vec<_>>().join(", ")
    };
    let mut fitting = Vec::new();
    for reader in READERS {
        let fits = match asked {
            Some(format) => reader.format == format,
            None => (reader.detects)(source)?,
        };
        if fits {
            fitting.push(reader);
        }
    }
    match fitting[..] {
        [reader] => Ok(reader),
        [] => Err(Error::new("import::unknown-layout")
            .with("known", names(&mut READERS.iter()))
            .at(source.place(0))),
        _ => Err(Error::new("import::ambiguous-layout")
            .with("fitting", names(&mut fitting.into_iter()))
            .at(source.place(0))),
    }
}
