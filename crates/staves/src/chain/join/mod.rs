//! A chain extended upstream by an economy: goods that name a sector are made by its producers
//! (docs/src/models/exposure.md, "A chain joined to a table").

mod tables;
#[cfg(test)]
mod tests;
mod write;

pub use write::write;

use super::cut::{Cut, Pieces, upstream};
use super::{ChainFile, Sectored};
use crate::product;
use staves_core::{Economy, Error, Note, Place, Result};
use std::collections::BTreeSet;
use std::path::Path;
use tables::Tables;

/// A good that is delivered by producers of the economy.
struct Delivery<'f> {
    good: &'f Sectored,
    producers: Vec<usize>,
}

/// A chain with what the economy adds to it.
pub struct Joined<'e> {
    economy: &'e Economy,
    file: &'e ChainFile,
    settings: &'e Cut,
    tables: Tables,
    pieces: Pieces<'e>,
    deliveries: Vec<Delivery<'e>>,
}

/// How a chain is to be joined to the economy: goods of the chain that name a sector and that nobody
/// makes, or all goods that name one.
///
/// # Errors
/// `join::no-sector` when there are none, `join::twice`.
pub fn settings(file: &ChainFile, all: bool, cut: Cut) -> Result<Cut> {
    if file.about.join.is_some() {
        return Err(Error::new("join::twice"));
    }
    let sectors: BTreeSet<&str> = wanted(file, all).map(|good| good.sector.as_str()).collect();
    if sectors.is_empty() {
        return Err(Error::new("join::no-sector").with("named", file.sectors.len()));
    }
    Ok(Cut { products: sectors.into_iter().map(str::to_owned).collect(), ..cut })
}

fn wanted(file: &ChainFile, all: bool) -> impl Iterator<Item = &Sectored> {
    let made = |good: &Sectored| !file.chain.sources(good.good as usize).is_empty();
    file.sectors.iter().filter(move |good| all || !made(good))
}

/// Joins the chain that was read from `path`, with [`settings`] for the same goods.
///
/// # Errors
/// Of the [`Cut`]; `scenario::unknown-sector`, `scenario::unknown-region`, `product::no-producer`,
/// `cut::no-output`, at the line of the good; `join::code-clash`; of the file of criticalities and
/// of the tables.
pub fn join<'e>(
    path: &Path,
    file: &'e ChainFile,
    economy: &'e Economy,
    all: bool,
    settings: &'e Cut,
) -> Result<(Joined<'e>, Vec<Note>)> {
    settings.check()?;
    let deliveries =
        wanted(file, all).map(|good| delivery(economy, good)).collect::<Result<Vec<_>>>()?;
    let products: BTreeSet<usize> =
        deliveries.iter().flat_map(|delivery| delivery.producers.iter().copied()).collect();
    let products: Vec<usize> = products.into_iter().collect();
    let (pieces, more) = upstream(economy, settings, &products)?;
    let tables = Tables::read(path)?;
    let joined = Joined { economy, file, settings, tables, pieces, deliveries };
    joined.check_codes(path)?;
    let mut notes = vec![settings.joined()];
    notes.extend(more);
    notes.extend(joined.notes());
    Ok((joined, notes))
}

/// The producers with an output that make a good.
fn delivery<'f>(economy: &Economy, good: &'f Sectored) -> Result<Delivery<'f>> {
    let place = || good.place.clone().key("sector");
    let found = product::select(economy, std::slice::from_ref(&good.sector), "sector");
    let mut producers = found.map_err(|error| error.at(place()))?;
    producers.retain(|producer| economy.output()[*producer] > 0.0);
    if producers.is_empty() {
        let error = Error::new("cut::no-output").with("product", &good.sector);
        return Err(error.at(place()));
    }
    Ok(Delivery { good, producers })
}

impl Joined<'_> {
    /// Activities, and lines of inputs, that the economy adds.
    #[must_use]
    pub fn counts(&self) -> [usize; 2] {
        let lines: usize = self.deliveries.iter().map(|delivery| delivery.producers.len()).sum();
        self.pieces.counts().map(|count| count + lines)
    }

    /// Whether every good that is joined has a price. Without one, money cannot be told from units of
    /// the good, and nothing that the economy makes can have a limit.
    fn priced(&self) -> bool {
        self.deliveries.iter().all(|delivery| delivery.good.price.is_some())
    }

    fn code(&self, good: &Sectored) -> &str {
        self.file.chain.goods().code(good.good as usize)
    }

    /// # Errors
    /// `join::code-clash`: one name for two things would be one thing.
    fn check_codes(&self, path: &Path) -> Result<()> {
        let [activities, goods] = self.tables.names();
        let clash = |code: &str| {
            let place = Place::file(path.display().to_string());
            Err(Error::new("join::code-clash").with("code", code).at(place))
        };
        let made = self.pieces.goods();
        let made = made.column("good").expect("a cut names its goods");
        let mut made = (0..self.pieces.goods().len()).filter_map(|row| made.text(row));
        if let Some(code) = made.find(|code| activities.contains(*code) || goods.contains(*code)) {
            return clash(code);
        }
        match self.delivered().into_iter().find(|line| activities.contains(&line.id)) {
            Some(line) => clash(&line.id),
            None => Ok(()),
        }
    }

    fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let bare = self.deliveries.iter().filter(|delivery| delivery.good.price.is_none());
        let bare: Vec<String> = bare.map(|d| format!("`{}`", self.code(d.good))).collect();
        if !bare.is_empty() {
            notes.push(Note::new("join::no-price", bare.len()).places(bare));
        }
        let known = |region: &str| self.economy.regions.id(region).is_some();
        let regions = self.file.chain.regions().entries().iter().map(|entry| &entry.code);
        let other: Vec<String> =
            regions.filter(|region| !known(region)).map(|region| format!("`{region}`")).collect();
        if !other.is_empty() {
            notes.push(Note::new("join::other-regions", other.len()).places(other));
        }
        notes
    }
}
