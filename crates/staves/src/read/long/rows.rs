//! Primary inputs and attributes: rows of one value per producer.

use super::Reading;
use super::cells::{duplicate, unknown_producer};
use super::chunks::Chunk;
use crate::store::economy::cells::Pairs;
use crate::store::economy::from_tables::kind_named;
use staves_core::economy::{Attribute, PrimaryInput, PrimaryKind};
use staves_core::{Error, Result};

/// One value per producer, and the line each came from (0 for none).
struct Filled {
    values: Vec<f64>,
    lines: Vec<u32>,
}

impl Filled {
    fn new(producers: usize) -> Self {
        Self { values: vec![0.0; producers], lines: vec![0; producers] }
    }
}

/// Puts the value of a row of a chunk where it belongs.
fn put(
    reading: &mut Reading<'_>,
    (chunk, row): (&Chunk, usize),
    (producers, pair): (&Pairs<'_>, [u32; 2]),
    name: &str,
    filled: &mut Filled,
) -> Result<()> {
    let pair = (pair[0], pair[1]);
    let number = producers
        .number(pair)
        .ok_or_else(|| unknown_producer(producers, pair, chunk.place(row)))?;
    let line = &mut filled.lines[number as usize];
    if *line != 0 {
        let name = format!("{name}, {}", producers.name(pair));
        return Err(duplicate(&name, *line, chunk.place(row)));
    }
    *line = u32::try_from(chunk.line(row)).unwrap_or(u32::MAX);
    let value = chunk.numbers("value").map_or(0.0, |values| values[row]);
    let value = reading.missing.or_zero(value, || chunk.place(row).key("value"));
    filled.values[number as usize] = value;
    Ok(())
}

/// The position of a key in a short list, which is added when it is new.
fn position<K: PartialEq, V>(list: &mut Vec<(K, V)>, key: K, new: impl FnOnce() -> V) -> usize {
    list.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
        list.push((key, new()));
        list.len() - 1
    })
}

impl Reading<'_> {
    /// Rows by code and kind, in order of first appearance; what is not there is zero.
    pub(super) fn primary_inputs(&mut self, producers: &Pairs<'_>) -> Result<Vec<PrimaryInput>> {
        let mut rows: Vec<((String, PrimaryKind), (String, Filled))> = Vec::new();
        self.each("primary_inputs", |reading, chunk| {
            let ids = reading.names.ids(chunk, super::PRODUCER)?;
            for (row, pair) in ids.into_iter().enumerate() {
                let code = chunk.text_at("code", row).unwrap_or_default();
                if code.is_empty() {
                    return Err(Error::new("long::empty-name").at(chunk.place(row).key("code")));
                }
                let kind = chunk.text_at("kind", row).filter(|kind| !kind.is_empty());
                let kind = kind_named(kind.unwrap_or("value-added"))
                    .map_err(|error| error.or_at(chunk.place(row).key("kind")))?;
                let label = chunk.text_at("label", row).filter(|label| !label.is_empty());
                let new = || (label.unwrap_or(code).to_owned(), Filled::new(producers.len));
                let k = position(&mut rows, (code.to_owned(), kind), new);
                put(reading, (chunk, row), (producers, pair), code, &mut rows[k].1.1)?;
            }
            Ok(())
        })?;
        let row = |((code, kind), (label, filled)): (_, (_, Filled))| PrimaryInput {
            code,
            label,
            kind,
            values: filled.values,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Attributes by name, in order of first appearance; each is given for every producer.
    pub(super) fn attributes(&mut self, producers: &Pairs<'_>) -> Result<Vec<Attribute>> {
        let mut rows: Vec<(String, (String, bool, Filled))> = Vec::new();
        let member = self.each("attributes", |reading, chunk| {
            let ids = reading.names.ids(chunk, super::PRODUCER)?;
            for (row, pair) in ids.into_iter().enumerate() {
                let text = |name| chunk.text_at(name, row).unwrap_or_default();
                let name = text("name");
                if name.is_empty() {
                    return Err(Error::new("long::empty-name").at(chunk.place(row).key("name")));
                }
                let new = || (text("unit").to_owned(), false, Filled::new(producers.len));
                let k = position(&mut rows, name.to_owned(), new);
                let (_, estimated, filled) = &mut rows[k].1;
                *estimated |= text("estimated") == "true";
                put(reading, (chunk, row), (producers, pair), name, filled)?;
            }
            Ok(())
        })?;
        let mut attributes = Vec::new();
        for (name, (unit, estimated, filled)) in rows {
            if let (Some(absent), Some(member)) =
                (filled.lines.iter().position(|line| *line == 0), member)
            {
                let pair = producers.pair(absent);
                return Err(Error::new("long::attribute-incomplete")
                    .with("name", &name)
                    .with("producer", producers.name(pair))
                    .at(self.source.place(member)));
            }
            attributes.push(Attribute { name, unit, estimated, values: filled.values });
        }
        Ok(attributes)
    }
}
