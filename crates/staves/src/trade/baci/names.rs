//! The lists of countries and of products that stand beside the years.

use super::super::read::Reading;
use crate::read::records::{Record, Records, number};
use staves_core::codes::{Entry, nearest_name};
use staves_core::{Error, Note, Place, Result};
use std::collections::BTreeMap;

/// A list with some of its columns, in the order asked for.
fn list<const N: usize>(
    reading: &mut Reading<'_>,
    begins: &str,
    columns: [&str; N],
    each: &mut dyn FnMut([&str; N], Place) -> Result<()>,
) -> Result<bool> {
    let named = |file: &str| file.starts_with(begins) && file.ends_with(".csv");
    let Some(&member) = reading.source.find(named).first() else { return Ok(false) };
    reading.used.push(member);
    let place = reading.source.place(member);
    let mut records = Records::open(reading.source, member)?;
    let header = records.next().transpose()?;
    let header = header.ok_or_else(|| Error::new("import::empty-file").at(place.clone()))?;
    let mut at = [0; N];
    for (at, column) in at.iter_mut().zip(columns) {
        *at = position(&header, column).map_err(|e| e.at(place.clone().line(header.line)))?;
    }
    for record in records {
        let record = record?;
        let fields = at.map(|at| record.fields.get(at).unwrap_or_default());
        each(fields, place.clone().line(record.line))?;
    }
    Ok(true)
}

fn position(header: &Record, column: &str) -> Result<usize> {
    header.fields.iter().position(|name| name == column).ok_or_else(|| {
        Error::new("table::missing-column")
            .with("column", column)
            .nearest(nearest_name(column, header.fields.iter()))
    })
}

/// Countries by their numbers.
pub(super) struct Countries {
    /// ISO 3166 alpha-3 code and name.
    names: BTreeMap<u32, (String, String)>,
    /// The number under which each is read: the first that has the same alpha-3 code.
    main: Vec<u32>,
    listed: bool,
}

/// Reads `country_codes_V….csv`, if it is there.
pub(super) fn countries(reading: &mut Reading<'_>) -> Result<Countries> {
    let mut names = BTreeMap::new();
    let columns = ["country_code", "country_name", "country_iso3"];
    let listed = list(reading, "country_codes", columns, &mut |[code, name, iso3], place| {
        let place = || place.clone().key("country_code");
        let number = number(code, place)?;
        if number.fract() != 0.0 || !(0.0..10_000.0).contains(&number) {
            return Err(Error::new("table::text-in-number").with("text", code).at(place()));
        }
        // Groups of countries have no code: `NA` is what a program wrote for that.
        let iso3 = if iso3.len() == 3 { iso3 } else { "" };
        names.insert(number as u32, (iso3.to_owned(), name.to_owned()));
        Ok(())
    })?;
    let mut main = Vec::new();
    let mut first = BTreeMap::new();
    for (code, (iso3, _)) in &names {
        while main.len() < *code as usize {
            main.push(main.len() as u32);
        }
        let known = if iso3.is_empty() { *code } else { *first.entry(iso3).or_insert(*code) };
        main.push(known);
    }
    Ok(Countries { names, main, listed })
}

impl Countries {
    /// The number under which a country is read.
    pub fn main(&self, code: u32) -> u32 {
        self.main.get(code as usize).copied().unwrap_or(code)
    }

    /// Code and label of a country.
    pub fn entry(&self, code: u32) -> Entry {
        match self.names.get(&code) {
            Some((iso3, name)) if !iso3.is_empty() => Entry::labelled(iso3, name),
            Some((_, name)) => Entry::labelled(code.to_string(), name),
            None => Entry::plain(code.to_string()),
        }
    }

    /// What is to be said of the numbers that occur.
    pub fn notes(&self, used: impl Iterator<Item = u32>) -> Vec<Note> {
        let used: Vec<u32> = used.collect();
        if !self.listed {
            return vec![Note::new("trade::no-country-list", used.len())];
        }
        let unknown = used.iter().filter(|code| !self.names.contains_key(code));
        let unknown: Vec<String> = unknown.map(u32::to_string).collect();
        let merged = used.iter().filter(|code| self.main(**code) != **code);
        let merged: Vec<String> =
            merged.map(|code| format!("{code} ({})", self.entry(*code).code)).collect();
        [("trade::country-not-listed", unknown), ("trade::countries-merged", merged)]
            .into_iter()
            .filter(|(_, places)| !places.is_empty())
            .map(|(code, places)| Note::new(code, places.len()).places(places))
            .collect()
    }
}

/// Reads `product_codes_HS….csv`, if it is there: description by code.
pub(super) fn products(reading: &mut Reading<'_>) -> Result<BTreeMap<String, String>> {
    let mut labels = BTreeMap::new();
    list(reading, "product_codes", ["code", "description"], &mut |[code, text], _| {
        labels.insert(format!("{code:0>6}"), text.to_owned());
        Ok(())
    })?;
    Ok(labels)
}
