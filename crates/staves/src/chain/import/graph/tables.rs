//! The files of the graph, as they are.

use super::super::roles;
use crate::read::Source;
use crate::read::long::chunks::{self, Chunk};
use crate::read::long::layout::{TableLayout, number, text};
use staves_core::{Error, Note, Result};
use std::collections::{BTreeMap, BTreeSet};

const fn table(
    name: &'static str,
    required: bool,
    meaning: &'static str,
    columns: &'static [crate::read::long::layout::ColumnLayout],
) -> TableLayout {
    TableLayout { name, also: "", required, meaning, columns }
}

const NAME: crate::read::long::layout::ColumnLayout = text("name", true, "its name");
const FROM: crate::read::long::layout::ColumnLayout = text("from", true, "where the link starts");
const TO: crate::read::long::layout::ColumnLayout = text("to", true, "where it ends");
const REL: crate::read::long::layout::ColumnLayout = text("rel", true, "what the link means");
const COMPANY: crate::read::long::layout::ColumnLayout = text("company", true, "its code");

/// Those with more columns come first: they are told apart by their headers alone.
const TABLES: [TableLayout; 7] = [
    table(
        "companies",
        true,
        "a listed company",
        &[
            text("code", true, "its code"),
            NAME,
            text("fullname", true, "its full name"),
            text("exchange", true, "where it is listed"),
        ],
    ),
    table(
        "industry_industry",
        false,
        "a link between industries",
        &[FROM, TO, REL, text("kind", true, "its kind")],
    ),
    table("product_product", true, "a link between products", &[FROM, TO, REL]),
    table(
        "company_product",
        true,
        "a company sells a product",
        &[
            COMPANY,
            text("product", true, "its name"),
            number("weight", true, "share of revenue", "how much of the company's sales it is"),
        ],
    ),
    table(
        "company_industry",
        false,
        "a company is in an industry",
        &[COMPANY, text("industry", true, "its code")],
    ),
    table("industries", false, "an industry", &[text("code", true, "its code"), NAME]),
    table("products", true, "a product", &[NAME]),
];

/// Whether the files that are needed are there.
pub(crate) fn detects(source: &Source) -> Result<bool> {
    Ok(roles::all(source, &TABLES)?.is_some())
}

/// What a link between products means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// The second is a material of the first.
    Material,
    /// The second is a kind of the first.
    Kind,
    /// The second is made from the first.
    Downstream,
}

impl Relation {
    fn of(text: &str) -> Option<Self> {
        match text {
            "上游材料" => Some(Self::Material),
            "产品小类" => Some(Self::Kind),
            "下游产品" => Some(Self::Downstream),
            _ => None,
        }
    }
}

/// The content of the files; products are numbered.
#[derive(Default)]
pub struct Graph {
    /// Names in file order, each once.
    pub products: Vec<String>,
    number: BTreeMap<String, u32>,
    /// Short name of each company by its code.
    companies: BTreeMap<String, String>,
    /// Who sells each product: code and name of companies.
    pub sellers: BTreeMap<u32, BTreeMap<String, String>>,
    /// Materials of each product.
    pub materials: BTreeMap<u32, BTreeSet<u32>>,
    /// Kinds of each product.
    pub kinds: BTreeMap<u32, BTreeSet<u32>>,
    /// Places of what was odd, by the code of its note.
    pub odd: BTreeMap<&'static str, Vec<String>>,
}

impl Graph {
    /// Reads the files.
    pub fn read(source: &Source) -> Result<Self> {
        let found = roles::all(source, &TABLES)?;
        let found =
            found.ok_or_else(|| Error::new("import::not-this-layout").at(source.place(0)))?;
        let mut graph = Self::default();
        // Names come before what refers to them.
        for table in [6, 0, 2, 3] {
            let Some(member) = found[table] else { continue };
            chunks::read(source, member, &TABLES[table], &mut |chunk| {
                (0..chunk.len()).for_each(|row| match table {
                    6 => graph.product(chunk, row),
                    0 => graph.company(chunk, row),
                    2 => graph.link(chunk, row),
                    _ => graph.sale(chunk, row),
                });
                Ok(())
            })?;
        }
        for member in [1, 4, 5].into_iter().filter_map(|table| found[table]) {
            graph.note("graph::left-aside", source.members()[member].name.clone());
        }
        Ok(graph)
    }

    fn note(&mut self, code: &'static str, place: String) {
        self.odd.entry(code).or_default().push(place);
    }

    fn product(&mut self, chunk: &Chunk, row: usize) {
        let name = chunk.text_at("name", row).unwrap_or_default();
        if self.number.contains_key(name) {
            self.note("graph::repeated-product", format!("`{name}`"));
            return;
        }
        self.number.insert(name.to_owned(), self.products.len() as u32);
        self.products.push(name.to_owned());
    }

    fn company(&mut self, chunk: &Chunk, row: usize) {
        let text = |column| chunk.text_at(column, row).unwrap_or_default();
        let (code, name) = (text("code"), text("name"));
        if text("exchange").starts_with(|c: char| c.is_ascii_digit()) {
            self.note("graph::shifted", format!("`{code}` ({name}), line {}", chunk.line(row)));
        }
        let digits = digits(code).to_owned();
        if self.companies.insert(digits, name.to_owned()).is_some() {
            self.note("graph::repeated-company", format!("`{code}` ({name})"));
        }
    }

    fn link(&mut self, chunk: &Chunk, row: usize) {
        let text = |column| chunk.text_at(column, row).unwrap_or_default();
        let (from, to) = (text("from"), text("to"));
        let ends = [from, to].map(|name| self.number.get(name).copied());
        let place = || format!("`{from}` → `{to}`");
        let [Some(first), Some(second)] = ends else {
            return self.note("graph::unknown-product", place());
        };
        if first == second {
            return self.note("graph::self-loop", format!("`{from}`"));
        }
        match Relation::of(text("rel")) {
            None => self.note("graph::unknown-relation", format!("`{}`", text("rel"))),
            Some(Relation::Material) => {
                self.materials.entry(first).or_default().insert(second);
            }
            Some(Relation::Downstream) => {
                self.materials.entry(second).or_default().insert(first);
            }
            Some(Relation::Kind) => {
                self.kinds.entry(first).or_default().insert(second);
            }
        }
    }

    fn sale(&mut self, chunk: &Chunk, row: usize) {
        let text = |column| chunk.text_at(column, row).unwrap_or_default();
        let (code, product) = (text("company"), text("product"));
        let weight = chunk.number_at("weight", row);
        let place = || format!("`{code}`, `{product}`");
        if weight.is_some_and(|weight| !(0.0..=1.0).contains(&weight)) {
            let place = format!("{}: {}", place(), weight.unwrap_or_default());
            self.note("graph::weight", place);
        }
        // Less than nothing is sold of what accountants set off against other lines.
        if weight.is_some_and(|weight| weight < 0.0) {
            return self.note("graph::negative", place());
        }
        let Some(number) = self.number.get(product).copied() else {
            return self.note("graph::unknown-product", place());
        };
        let name = self.companies.get(digits(code)).cloned().unwrap_or_else(|| {
            self.note("graph::unknown-company", format!("`{code}`"));
            code.to_owned()
        });
        let sellers = self.sellers.entry(number).or_default();
        if sellers.insert(code.to_owned(), name).is_some() {
            self.note("graph::repeated-sale", place());
        }
    }

    /// What was odd, as notes.
    pub fn notes(&self) -> Vec<Note> {
        let note = |(code, places): (&&str, &Vec<String>)| {
            Note::new(code, places.len()).places(places.iter().cloned())
        };
        self.odd.iter().map(note).collect()
    }
}

/// A code without the letters of its exchange, which only some files give.
fn digits(code: &str) -> &str {
    code.trim_end_matches(|c: char| c.is_ascii_alphabetic())
}
