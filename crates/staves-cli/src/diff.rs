//! `staves diff`: what changed between two runs, indicator by indicator.

use crate::arguments::{Cli, Diff};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use crate::report::Run;
use crate::stress::find_study;
use staves::results::manifest::Asked;
use staves::table::{Table, Values};
use staves::{Note, Result};
use std::collections::BTreeMap;

/// Relative difference below which two numbers count as the same.
const SAME: f64 = 1e-12;

/// Indicator, unit, scope, region, sector, statistic.
type Key = [String; 6];
const KEY: [&str; 6] = ["indicator", "unit", "scope", "region", "sector", "statistic"];

pub fn run(asked: &Diff, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let study = find_study(cli)?;
    let before = Run::open(Some(&asked.before), study.as_ref())?;
    let after = Run::open(Some(&asked.after), study.as_ref())?;
    let table = changes(&before, &after, asked.all);
    let notes = what_was_asked(&before.manifest.asked, &after.manifest.asked);
    output::print(cli, screen.lang, &Shown::new("staves.diff.v1", table, &notes))?;
    screen.notes(&notes);
    Ok(Exit::Done)
}

fn changes(before: &Run, after: &Run, all: bool) -> Table {
    let (old, new) = (values(&before.tables.indicators), values(&after.tables.indicators));
    let mut texts: [Vec<String>; 6] = Default::default();
    let mut numbers: [Vec<f64>; 3] = Default::default();
    // The order of the newer run; what only the older one has comes last.
    let keys = order(&after.tables.indicators)
        .into_iter()
        .chain(order(&before.tables.indicators).into_iter().filter(|key| !new.contains_key(key)));
    for key in keys {
        let shown = key[2] == "total" && ["p05", "p50", "p95", "mean"].contains(&key[5].as_str());
        let value = |table: &BTreeMap<Key, f64>| table.get(&key).copied().unwrap_or(f64::NAN);
        let (a, b) = (value(&old), value(&new));
        let same = (a.is_nan() && b.is_nan()) || (a - b).abs() <= SAME * a.abs().max(b.abs());
        if same || !(all || shown) {
            continue;
        }
        texts.iter_mut().zip(key).for_each(|(column, cell)| column.push(cell));
        numbers.iter_mut().zip([a, b, b - a]).for_each(|(column, value)| column.push(value));
    }
    let texts = KEY.into_iter().zip(texts.map(Values::Text));
    let numbers = ["before", "after", "change"].into_iter().zip(numbers.map(Values::Number));
    Table::new(texts.chain(numbers).collect())
}

fn order(table: &Table) -> Vec<Key> {
    let text = |name: &str, row: usize| {
        table.column(name).and_then(|column| column.text(row)).unwrap_or_default().to_owned()
    };
    (0..table.len()).map(|row| KEY.map(|name| text(name, row))).collect()
}

fn values(table: &Table) -> BTreeMap<Key, f64> {
    let values = table.column("value").and_then(Values::numbers).unwrap_or_default();
    order(table).into_iter().zip(values.iter().copied()).collect()
}

/// A note for each part of the question that differs.
fn what_was_asked(before: &Asked, after: &Asked) -> Vec<Note> {
    let parts = |asked: &Asked| match serde_json::to_value(asked) {
        Ok(serde_json::Value::Object(parts)) => parts,
        _ => serde_json::Map::new(),
    };
    let (old, new) = (parts(before), parts(after));
    let differs = |name: &&String| old.get(*name) != new.get(*name) && !name.contains("blake3");
    let mut names: Vec<&String> = new.keys().chain(old.keys()).filter(differs).collect();
    names.sort();
    names.dedup();
    let text = |part: Option<&serde_json::Value>| part.map_or("–".into(), ToString::to_string);
    names
        .into_iter()
        .map(|name| {
            Note::new("diff::asked-differently", 1)
                .with("part", name)
                .with("before", text(old.get(name)))
                .with("after", text(new.get(name)))
        })
        .collect()
}
