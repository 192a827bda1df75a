//! The five files, as they are.

use super::super::roles;
use crate::read::Source;
use crate::read::long::chunks::{self, Chunk};
use crate::read::long::layout::{TableLayout, number, text};
use staves_core::{Error, Note, Result};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

const TABLES: [TableLayout; 5] = [
    TableLayout {
        name: "inputs",
        also: "",
        required: true,
        meaning: "a tool, a material, a design, a process",
        columns: &[
            text("input_id", true, "unique code"),
            text("input_name", true, "what it is"),
            text("stage_id", true, "for processes, the stage they are part of"),
        ],
    },
    TableLayout {
        name: "sequence",
        also: "",
        required: true,
        meaning: "an input goes into another, or is a type of another",
        columns: &[
            text("input_id", true, "which"),
            text("goes_into_id", true, "what it goes into"),
            text("is_type_of_id", true, "what it is a type of"),
        ],
    },
    TableLayout {
        name: "provision",
        also: "",
        required: true,
        meaning: "a provider's share of an input or of a stage",
        columns: &[
            text("provider_id", true, "who"),
            text("provided_id", true, "what"),
            number("share_provided", true, "% of the world market", "how much; unknown when empty"),
            text("year", false, "of the share"),
            text("source", false, "where the share is from"),
        ],
    },
    TableLayout {
        name: "providers",
        also: "",
        required: true,
        meaning: "a country or an organisation",
        columns: &[
            text("provider_id", true, "unique code"),
            text("provider_name", true, "its name; the code of a country"),
            text("provider_type", true, "`country` or `organization`"),
            text("country", true, "of an organisation"),
        ],
    },
    TableLayout {
        name: "stages",
        also: "",
        required: true,
        meaning: "a stage of the chain",
        columns: &[text("stage_id", true, "unique code"), text("stage_name", true, "its name")],
    },
];

/// Whether the five files are there.
pub(crate) fn detects(source: &Source) -> Result<bool> {
    Ok(roles::all(source, &TABLES)?.is_some())
}

/// Who provides something.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its name; the code of a country.
    pub name: String,
    /// Of an organisation, its country; of a country, its own code.
    pub country: String,
    /// Whether it is an organisation.
    pub organisation: bool,
}

/// A share of something.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who has it.
    pub provider: String,
    /// In per cent; `None` when unknown.
    pub share: Option<f64>,
    /// Where it is from, and of when.
    pub evidence: String,
}

/// The content of the files.
#[derive(Default)]
pub struct Files {
    /// Code, name, and the stage a process is part of, in file order.
    pub inputs: Vec<(String, String, String)>,
    /// Code and name of the stages.
    pub stages: Vec<(String, String)>,
    /// What goes into each thing.
    pub needs: BTreeMap<String, Vec<String>>,
    /// The types of each thing.
    pub types: BTreeMap<String, Vec<String>>,
    /// Who there is.
    pub providers: BTreeMap<String, Provider>,
    /// Shares by what is provided.
    pub shares: BTreeMap<String, Vec<Share>>,
    /// What was odd.
    pub notes: Vec<Note>,
}

impl Files {
    /// Reads them.
    pub fn read(source: &Source) -> Result<Self> {
        let found = roles::all(source, &TABLES)?;
        let found =
            found.ok_or_else(|| Error::new("import::not-this-layout").at(source.place(0)))?;
        let mut files = Self::default();
        let mut odd = Odd::default();
        // Names come before what refers to them.
        for table in [0, 4, 3, 1, 2] {
            let Some(member) = found[table] else { continue };
            chunks::read(source, member, &TABLES[table], &mut |chunk| {
                (0..chunk.len()).for_each(|row| files.line(table, &Line { chunk, row }, &mut odd));
                Ok(())
            })?;
        }
        let found =
            [("chips::repeated-provider", odd.repeated), ("chips::unknown-id", odd.unknown)];
        for (code, places) in found {
            if !places.is_empty() {
                files.notes.push(Note::new(code, places.len()).places(places));
            }
        }
        Ok(files)
    }

    fn knows(&self, id: &str) -> bool {
        self.inputs.iter().any(|(known, ..)| known == id)
            || self.stages.iter().any(|(known, _)| known == id)
    }

    fn line(&mut self, table: usize, line: &Line<'_>, odd: &mut Odd) {
        match table {
            0 => self.inputs.push((
                line.own("input_id"),
                line.own("input_name"),
                line.own("stage_id"),
            )),
            4 => self.stages.push((line.own("stage_id"), line.own("stage_name"))),
            3 => {
                let (id, name) = (line.own("provider_id"), line.own("provider_name"));
                let organisation = line.text("provider_type") != "country";
                let country = if organisation { line.own("country") } else { name.clone() };
                match self.providers.entry(id) {
                    Entry::Occupied(known) => {
                        odd.repeated.push(format!("`{}` ({name})", known.key()));
                    }
                    Entry::Vacant(free) => {
                        free.insert(Provider { name, country, organisation });
                    }
                }
            }
            1 => {
                let (id, into, kind) =
                    (line.own("input_id"), line.own("goes_into_id"), line.own("is_type_of_id"));
                for (target, links) in [(into, &mut self.needs), (kind, &mut self.types)] {
                    if !target.is_empty() {
                        links.entry(target).or_default().push(id.clone());
                    }
                }
            }
            _ => {
                let (provider, provided) = (line.own("provider_id"), line.own("provided_id"));
                if !self.providers.contains_key(&provider) || !self.knows(&provided) {
                    odd.unknown.push(format!("`{provider}` → `{provided}`"));
                    return;
                }
                let evidence = [line.text("source"), line.text("year")];
                let evidence: Vec<&str> =
                    evidence.into_iter().filter(|text| !text.is_empty()).collect();
                let share = Share {
                    provider,
                    share: line.chunk.number_at("share_provided", line.row),
                    evidence: evidence.join("; "),
                };
                self.shares.entry(provided).or_default().push(share);
            }
        }
    }
}

/// What is odd about lines.
#[derive(Default)]
struct Odd {
    repeated: Vec<String>,
    unknown: Vec<String>,
}

/// A line of a table.
struct Line<'l> {
    chunk: &'l Chunk,
    row: usize,
}

impl Line<'_> {
    fn text(&self, column: &str) -> &str {
        self.chunk.text_at(column, self.row).unwrap_or_default()
    }

    fn own(&self, column: &str) -> String {
        self.text(column).to_owned()
    }
}
