//! How a chain is cut, as asked for and as `about.toml` keeps it.

use crate::document::Section;
use crate::exposure::share;
use staves_core::codes::nearest_name;
use staves_core::{Error, Note, Result};

/// How a chain is cut out of an economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// The final products, as `SECTOR@REGION` or `SECTOR`.
    pub products: Vec<String>,
    /// Tiers of producers that have their inputs; 1 or more.
    pub depth: usize,
    /// Which inputs are kept.
    pub filter: Filter,
    /// What several origins of an input are to each other.
    pub reading: Reading,
    /// Capacity as a multiple of output, above 0.
    pub capacity: f64,
}

/// Which inputs of a producer are kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// The largest, until they make up a share of all its inputs.
    Share(f64),
    /// Those of at least so much per unit of output.
    Threshold(f64),
    /// Those that a file of criticalities calls critical.
    Criticality(String),
}

/// What several origins of one input are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Any of them may serve all of it.
    Substitutable,
    /// Each is needed for its part.
    Fixed,
}

impl Reading {
    const ALL: [Self; 2] = [Self::Substitutable, Self::Fixed];

    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Substitutable => "substitutable",
            Self::Fixed => "fixed",
        }
    }
}

impl Cut {
    /// # Errors
    /// `map::not-a-share`, `cut::not-positive`.
    pub(in crate::chain) fn check(&self) -> Result<()> {
        match &self.filter {
            Filter::Share(kept) => share("--share", *kept)?,
            Filter::Threshold(least) => positive("--threshold", *least)?,
            Filter::Criticality(_) => {}
        }
        positive("--capacity", self.capacity)
    }

    /// What is said of the cut whenever the chain is read.
    pub(crate) fn note(&self) -> Note {
        self.described(Note::new("cut::filter", self.depth))
    }

    /// What is said of a chain that was extended by it.
    pub(in crate::chain) fn joined(&self) -> Note {
        self.described(Note::new("join::filter", self.depth))
    }

    fn described(&self, note: Note) -> Note {
        let filter = match &self.filter {
            Filter::Share(share) => format!("share {share}"),
            Filter::Threshold(least) => format!("threshold {least}"),
            Filter::Criticality(file) => format!("criticality {file}"),
        };
        note.with("products", self.products.join(", "))
            .with("filter", filter)
            .with("reading", self.reading.name())
    }

    /// As a table of TOML.
    pub(in crate::chain) fn written(&self) -> toml::Table {
        let mut cut = toml::Table::new();
        cut.insert("products".into(), self.products.clone().into());
        cut.insert("depth".into(), (self.depth as i64).into());
        match &self.filter {
            Filter::Share(share) => cut.insert("share".into(), (*share).into()),
            Filter::Threshold(least) => cut.insert("threshold".into(), (*least).into()),
            Filter::Criticality(file) => cut.insert("criticality".into(), file.clone().into()),
        };
        cut.insert("read".into(), self.reading.name().into());
        cut.insert("capacity".into(), self.capacity.into());
        cut
    }

    /// Reads the table back.
    ///
    /// # Errors
    /// `config::*`, `cut::no-filter`, `cut::reading`.
    pub(crate) fn read(section: &Section<'_>) -> Result<Self> {
        let products = section.need("products")?.one_or_more();
        let products = products.iter().map(|product| Ok(product.text()?.to_owned()));
        let products = products.collect::<Result<_>>()?;
        let filter = match ["share", "threshold", "criticality"].map(|key| section.get(key)) {
            [Some(share), None, None] => Filter::Share(share.number()?),
            [None, Some(least), None] => Filter::Threshold(least.number()?),
            [None, None, Some(file)] => Filter::Criticality(file.text()?.to_owned()),
            _ => return Err(Error::new("cut::no-filter").at(section.place())),
        };
        let name = section.need("read")?;
        let reading =
            Reading::ALL.into_iter().find(|reading| name.text().is_ok_and(|n| n == reading.name()));
        let known = Reading::ALL.map(Reading::name);
        let unknown = |name: &str| {
            Error::new("cut::reading").with("name", name).nearest(nearest_name(name, known))
        };
        let cut = Self {
            products,
            depth: section.need("depth")?.count()? as usize,
            filter,
            reading: reading.ok_or(()).or_else(|()| Err(unknown(name.text()?).at(name.place())))?,
            capacity: section.need("capacity")?.number()?,
        };
        section.finish()?;
        Ok(cut)
    }
}

fn positive(option: &str, value: f64) -> Result<()> {
    // Not `<= 0`: NaN must not pass.
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(Error::new("cut::not-positive").with("option", option).with("value", value))
}
