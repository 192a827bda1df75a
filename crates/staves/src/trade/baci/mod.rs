//! BACI (CEPII): one file a year with the columns `t,i,j,k,v,q`, and lists of countries and
//! products beside them. Values are thousand USD, quantities tonnes.

mod edition;
mod names;
mod rows;

use super::By;
use super::read::Reading;
use crate::read::Source;
use edition::Edition;
use names::Countries;
use rows::Raw;
use staves_core::codes::Entry;
use staves_core::dependence::Row;
use staves_core::{Codes, Error, Result};
use std::collections::BTreeMap;

/// The members that are years of BACI, known by their first line.
pub(super) fn members(source: &Source) -> Result<Vec<usize>> {
    let mut found = Vec::new();
    for member in 0..source.members().len() {
        let head = source.head(member, 64)?;
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let columns = line.split(|byte| *byte == b',').map(rows::bare);
        if columns.eq(["t", "i", "j", "k", "v", "q"].map(str::as_bytes)) {
            found.push(member);
        }
    }
    Ok(found)
}

/// Reads the years asked for; gives the products, the countries and the unit.
pub(super) fn read(reading: &mut Reading<'_>, members: &[usize]) -> Result<(Codes, Codes, String)> {
    let countries = names::countries(reading)?;
    let labels = names::products(reading)?;
    let mut editions: Vec<Edition> = Vec::new();
    let mut seen = Seen::default();
    for &member in members {
        let edition = Edition::of(reading.source.members()[member].file_name());
        reading.used.push(member);
        if edition.year.is_some_and(|year| !reading.years.has(year)) {
            continue;
        }
        if let Some(first) = editions.first() {
            first.same_vintage(&edition).map_err(|e| e.or_at(reading.source.place(member)))?;
        }
        editions.push(edition);
        seen.year = None;
        let by = reading.by;
        rows::each(reading.source, member, by, &mut |raw| {
            seen.add(reading, &countries, member, raw)
        })?;
    }
    reading.said.extend(edition::notes(&editions, reading.builder.len()));
    reading.said.extend(countries.notes(seen.numbers.codes()));
    let product = |code: u32| {
        let code = format!("{code:06}");
        let label = labels.get(&code).cloned().unwrap_or_else(|| code.clone());
        Entry::labelled(code, label)
    };
    let products = Codes::new(seen.products.codes().map(product).collect())?;
    let named = Codes::new(seen.countries.codes().map(|code| countries.entry(code)).collect())?;
    let (product, country) = (seen.products.ranks(), seen.countries.ranks());
    reading.builder.renumber(|code| product[code as usize], |code| country[code as usize]);
    let unit = if reading.by == By::Value { "thousand USD" } else { "t" };
    Ok((products, named, unit.into()))
}

/// Codes that occur.
#[derive(Default)]
struct Used(Vec<bool>);

impl Used {
    fn mark(&mut self, code: u32) {
        let at = code as usize;
        if at >= self.0.len() {
            self.0.resize(at + 1, false);
        }
        self.0[at] = true;
    }

    /// In ascending order.
    fn codes(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.0).filter(|(_, used)| **used).map(|(code, _)| code)
    }

    /// Of each code, how many that occur come before it.
    fn ranks(&self) -> Vec<u32> {
        let rank = |before: &mut u32, used: &bool| {
            let rank = *before;
            *before += u32::from(*used);
            Some(rank)
        };
        self.0.iter().scan(0, rank).collect()
    }
}

/// What has been met so far.
#[derive(Default)]
struct Seen {
    products: Used,
    /// Numbers of countries as the file has them …
    numbers: Used,
    /// … and as they are read.
    countries: Used,
    /// The member that holds a year.
    years: BTreeMap<u32, usize>,
    /// The year of the line before, in the same member.
    year: Option<u32>,
}

impl Seen {
    fn add(
        &mut self,
        reading: &mut Reading<'_>,
        countries: &Countries,
        member: usize,
        raw: &Raw,
    ) -> Result<()> {
        if !reading.years.has(raw.year) {
            return Ok(());
        }
        let source = reading.source;
        let place = || source.place(member).line(raw.line);
        if self.year != Some(raw.year) {
            let first = *self.years.entry(raw.year).or_insert(member);
            if first != member {
                return Err(Error::new("trade::year-twice")
                    .with("year", raw.year)
                    .with("first", &source.members()[first].name)
                    .at(place()));
            }
            self.year = Some(raw.year);
        }
        let [exporter, importer] = [raw.exporter, raw.importer].map(|code| countries.main(code));
        if raw.short {
            reading.count("trade::lost-zeros", 0.0, place);
        }
        let Raw { year, product, value, .. } = *raw;
        if reading.row(Row { year, product, exporter, importer, value }, place) {
            self.products.mark(product);
            [exporter, importer].into_iter().for_each(|country| self.countries.mark(country));
            [raw.exporter, raw.importer].into_iter().for_each(|code| self.numbers.mark(code));
        }
        Ok(())
    }
}
