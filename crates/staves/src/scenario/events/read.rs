//! Reading an event set, CSV or Parquet, piece by piece into columns.

use super::layout::{
    CATEGORY, CONSUMER, DURATION, EVENT, EVENTS, KIND, PROBABILITY, RECOVERY, REGION, SECTOR,
    SHAPE, SIZE, START,
};
use super::{EventSet, Numbers};
use crate::read::long::chunks::{self, Chunk};
use crate::read::{InputFile, Limits, Source};
use crate::scenario::out_of_range;
use crate::scenario::select::Selector;
use crate::scenario::shock::{RebuildSpec, ShockKind, ShockSpec};
use staves_core::economy::id;
use staves_core::{Error, Place, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// The columns whose texts together make a template.
const TEXTS: [&str; 6] = [KIND, SHAPE, REGION, SECTOR, CATEGORY, CONSUMER];

pub(super) fn read(path: &Path, rebuild: Option<&RebuildSpec>) -> Result<EventSet> {
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    let mut reading = Reading { rebuild, ..Reading::default() };
    let unused = chunks::read(&source, 0, &EVENTS, &mut |chunk| reading.add(chunk))?;
    let place = source.place(0);
    let file = source.fingerprints()?.into_iter().next();
    reading.finish(file.ok_or_else(|| Error::new("events::none").at(place))?, unused)
}

/// A place in an event set, by line or, in Parquet, by row.
pub(super) fn place(file: &str, line: usize) -> Place {
    let parquet = file.to_lowercase().ends_with(".parquet");
    chunks::at(&Place::file(file), line, parquet)
}

/// An event set being filled.
#[derive(Default)]
struct Reading<'r> {
    rebuild: Option<&'r RebuildSpec>,
    names: Vec<Box<str>>,
    first: Vec<u32>,
    lines: Vec<u32>,
    probability: Vec<f64>,
    template: Vec<u32>,
    numbers: Vec<Numbers>,
    templates: Vec<ShockSpec>,
    known: BTreeMap<[String; 6], u32>,
}

impl Reading<'_> {
    fn add(&mut self, chunk: &Chunk) -> Result<()> {
        // Which template a line follows, by the keys of its texts in this piece.
        let mut in_chunk: BTreeMap<[u32; 6], u32> = BTreeMap::new();
        for row in 0..chunk.len() {
            self.event(chunk, row)?;
            let keys = TEXTS.map(|column| chunk.text(column).map_or(0, |(keys, _)| keys[row]));
            let template = match in_chunk.get(&keys) {
                Some(template) => *template,
                None => {
                    let template = self.template(chunk, row)?;
                    in_chunk.insert(keys, template);
                    template
                }
            };
            let numbers = numbers(chunk, row, &self.templates[template as usize])?;
            self.template.push(template);
            self.numbers.push(numbers);
        }
        Ok(())
    }

    /// Begins a new event, unless the line belongs to the one before.
    fn event(&mut self, chunk: &Chunk, row: usize) -> Result<()> {
        let name = chunk.text_at(EVENT, row).unwrap_or_default();
        let place = |column: &str| at(chunk, row, column);
        if name.is_empty() {
            return Err(empty(EVENT, place(EVENT)));
        }
        let rate = chunk.numbers(PROBABILITY).map_or(f64::NAN, |values| values[row]);
        if rate < 0.0 {
            return Err(out_of_range(PROBABILITY, rate, "0 or more".into(), place(PROBABILITY)));
        }
        if self.names.last().is_none_or(|last| **last != *name) {
            self.names.push(name.into());
            self.first.push(id(self.numbers.len()));
            self.lines.push(u32::try_from(chunk.line(row)).unwrap_or(u32::MAX));
            self.probability.push(rate);
            return Ok(());
        }
        let first = self.probability[self.names.len() - 1];
        if rate.is_nan() || rate == first {
            return Ok(());
        }
        Err(Error::new("events::two-probabilities")
            .with("event", name)
            .with("first", if first.is_nan() { "-".to_owned() } else { first.to_string() })
            .with("second", rate)
            .at(place(PROBABILITY)))
    }

    /// The template of a line, made when it is new.
    fn template(&mut self, chunk: &Chunk, row: usize) -> Result<u32> {
        let text = |column| chunk.text_at(column, row).unwrap_or_default();
        let key = TEXTS.map(|column| text(column).to_owned());
        if let Some(template) = self.known.get(&key) {
            return Ok(*template);
        }
        let select = |column| Selector::one(text(column), at(chunk, row, column));
        let named = |column, default: &'static str| match text(column) {
            "" => default,
            text => text,
        };
        let kind = ShockKind::named(named(KIND, "capacity"))
            .map_err(|error| error.or_at(at(chunk, row, KIND)))?;
        let mut spec = ShockSpec::of_event(kind, chunk.place(row), named(SHAPE, "linear"))
            .map_err(|error| error.or_at(at(chunk, row, SHAPE)))?;
        (spec.region, spec.sector) = (select(REGION), select(SECTOR));
        if kind == ShockKind::Demand {
            (spec.category, spec.consumer) = (select(CATEGORY), select(CONSUMER));
        }
        if kind == ShockKind::Capital {
            spec.rebuild = self.rebuild.cloned();
        }
        let number = id(self.templates.len());
        self.templates.push(spec);
        self.known.insert(key, number);
        Ok(number)
    }

    fn finish(mut self, file: InputFile, unused: Vec<String>) -> Result<EventSet> {
        if self.names.is_empty() {
            return Err(Error::new("events::none").at(Place::file(file.name)));
        }
        self.first.push(id(self.numbers.len()));
        let set = EventSet {
            file,
            unused,
            names: self.names,
            first: self.first,
            lines: self.lines,
            probability: self.probability,
            template: self.template,
            numbers: self.numbers,
            templates: self.templates,
        };
        check_together(&set)?;
        check_probabilities(&set)?;
        Ok(set)
    }
}

/// The lines of an event stand together.
fn check_together(set: &EventSet) -> Result<()> {
    let mut order: Vec<usize> = (0..set.len()).collect();
    order.sort_by(|a, b| set.names[*a].cmp(&set.names[*b]).then(a.cmp(b)));
    let twice = order.windows(2).filter(|pair| set.names[pair[0]] == set.names[pair[1]]);
    match twice.min_by_key(|pair| pair[1]) {
        Some(pair) => Err(Error::new("events::split")
            .with("event", set.name(pair[0]))
            .with("first", set.lines[pair[0]])
            .at(set.place(pair[1]))),
        None => Ok(()),
    }
}

/// All events have a probability, or none.
fn check_probabilities(set: &EventSet) -> Result<()> {
    let without = set.probability.iter().position(|rate| rate.is_nan());
    let Some(event) = without else {
        let total: f64 = set.probability.iter().sum();
        if total > 0.0 {
            return Ok(());
        }
        return Err(out_of_range(
            PROBABILITY,
            total,
            "above 0 for some event".into(),
            set.place(0),
        ));
    };
    if set.probability.iter().all(|rate| rate.is_nan()) {
        return Ok(());
    }
    Err(empty(PROBABILITY, set.place(event)))
}

fn numbers(chunk: &Chunk, row: usize, template: &ShockSpec) -> Result<Numbers> {
    let number = |column: &'static str| {
        let value = chunk.numbers(column).map_or(f64::NAN, |values| values[row]);
        if value.is_nan() { Err(empty(column, at(chunk, row, column))) } else { Ok(value) }
    };
    let bounded = |column: &'static str, value: f64, low: f64, high: f64, wanted: &str| {
        if (low..=high).contains(&value) && value.is_finite() {
            return Ok(value);
        }
        Err(out_of_range(column, value, wanted.to_owned(), at(chunk, row, column)))
    };
    let most = f64::INFINITY;
    let size = match template.kind {
        ShockKind::Demand => bounded(SIZE, number(SIZE)?, -1.0, most, "-1 or more")?,
        _ => bounded(SIZE, number(SIZE)?, 0.0, 1.0, "between 0 and 1")?,
    };
    let start = bounded(START, number(START)?, -most, most, "a day")?;
    let duration = bounded(DURATION, number(DURATION)?, 0.0, most, "0 or more")?;
    let days = chunk.numbers(RECOVERY).map_or(f64::NAN, |values| values[row]);
    let days = if days.is_nan() { 0.0 } else { days };
    let recovery = match template.least_recovery() {
        // Without days everything recovers at once, whatever the shape.
        Some(_) if days == 0.0 && template.rebuild.is_none() => 0.0,
        Some(least) if days <= least => {
            let zero = least == 0.0 && template.rebuild.is_none();
            let wanted = if zero { "0 or more".to_owned() } else { format!("above {least}") };
            return Err(out_of_range(RECOVERY, days, wanted, at(chunk, row, RECOVERY)));
        }
        _ => bounded(RECOVERY, days, 0.0, most, "0 or more")?,
    };
    Ok(Numbers { size, start, duration, recovery })
}

fn at(chunk: &Chunk, row: usize, column: &str) -> Place {
    let place = chunk.place(row);
    let key = match &place.key {
        Some(row) => format!("{row}, column `{column}`"),
        None => format!("column `{column}`"),
    };
    place.key(key)
}

fn empty(column: &str, place: Place) -> Error {
    Error::new("events::empty-cell").with("column", column).at(place)
}
