//! `staves diff`: what changed between two runs, indicator by indicator.

use crate::arguments::{Cli, Diff};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use crate::report;
use crate::stress::find_study;
use serde_json::Value as Json;
use staves::results::manifest::Asked;
use staves::stress::Outcome;
use staves::table::{Table, Values};
use staves::{Note, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Relative difference below which two numbers count as the same.
const SAME: f64 = 1e-12;

/// Indicator, unit, scope, region, sector, statistic.
type Key = [String; 6];
const KEY: [&str; 6] = ["indicator", "unit", "scope", "region", "sector", "statistic"];

pub fn run(asked: &Diff, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let study = find_study(cli)?;
    let before = report::open(Some(&asked.before), study.as_ref())?;
    let after = report::open(Some(&asked.after), study.as_ref())?;
    let table = changes(&before, &after, asked.all);
    let notes = what_was_asked(&before.manifest.asked, &after.manifest.asked);
    output::print(cli, screen.lang, &Shown::new("staves.diff.v1", table, &notes))?;
    screen.notes(&notes);
    Ok(Exit::Done)
}

fn changes(before: &Outcome, after: &Outcome, all: bool) -> Table {
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
    let (old, new) = (parts(before), parts(after));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    // The hash of a file differs with what is in it, which is shown.
    let differs = |name: &&String| old.get(*name) != new.get(*name) && !name.contains("blake3");
    let text = |part: Option<&String>| part.map_or_else(|| "–".to_owned(), Clone::clone);
    names
        .into_iter()
        .filter(differs)
        .filter(|name| !belongs_to_one_side(name, &old, &new))
        .map(|name| {
            Note::new("diff::asked-differently", 1)
                .with("part", name)
                .with("before", text(old.get(name)))
                .with("after", text(new.get(name)))
        })
        .collect()
}

/// Whether a part lies in a shock or an action that only one of the two has: its own line says so.
fn belongs_to_one_side(
    name: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> bool {
    let ends = name.match_indices('.').map(|(at, _)| at);
    let wholes = ends.filter_map(|at| name.get(..at));
    wholes.into_iter().any(|whole| old.contains_key(whole) != new.contains_key(whole))
}

/// What was asked, part by part: `psi` of the parameters is `parameters.psi`, the size of a shock
/// named `port` is `shocks.port.size`.
fn parts(asked: &Asked) -> BTreeMap<String, String> {
    let mut parts = BTreeMap::new();
    flatten("", &serde_json::to_value(asked).unwrap_or_default(), &mut parts);
    parts
}

fn flatten(path: &str, value: &Json, parts: &mut BTreeMap<String, String>) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Json::Object(map) => map.iter().for_each(|(k, v)| flatten(&below(k), v, parts)),
        Json::Array(items) if items.iter().any(|item| named(item).is_some()) => {
            for item in items {
                let Some((name, short)) = named(item) else { continue };
                // Two of one name are told apart by their number.
                let same = |name: &String| parts.contains_key(&below(name));
                let numbered = (2..).map(|number| format!("{name}#{number}"));
                let unique = std::iter::once(name.clone()).chain(numbered).find(|n| !same(n));
                let whole = below(&unique.unwrap_or_default());
                if item.is_object() {
                    flatten(&whole, item, parts);
                }
                parts.insert(whole, short);
            }
        }
        Json::String(text) => {
            parts.insert(path.to_owned(), text.clone());
        }
        other => {
            parts.insert(path.to_owned(), other.to_string());
        }
    }
}

/// The name of an item of a list, and the item in short: an action by its id, a shock by its
/// name, a parameter as a pair.
fn named(item: &Json) -> Option<(String, String)> {
    let text = |value: Option<&Json>| value.and_then(Json::as_str).map(str::to_owned);
    if let [name, value] = item.as_array().map_or(&[][..], Vec::as_slice) {
        return Some((text(Some(name))?, text(Some(value))?));
    }
    let name = text(item.get("id")).or_else(|| text(item.get("name")?.get("en")))?;
    Some((name, text(item.get("kind"))?))
}
