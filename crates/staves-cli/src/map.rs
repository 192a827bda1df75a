//! `staves map`: what can be made along a chain, and on what it hangs.

use crate::arguments::{Cli, Format, ListOf, Map};
use crate::dependence;
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use clap::ValueEnum;
use staves::chain::{self, ChainFile, list, map};
use staves::table::{Table, Values};
use staves::{Error, Lang, Result};
use std::path::Path;

/// Columns that hold codes.
const CODED: [&str; 7] = ["available", "unit", "state", "kind", "mode", "reason", "keeps_running"];

pub fn run(asked: &Map, cli: &Cli, screen: &Screen) -> Result<Exit> {
    if let Some(trade) = &asked.on_trade.trade {
        return dependence::run(trade, asked, cli, screen);
    }
    // Without trade there is a chain: the arguments see to that.
    let file = chain::read(asked.chain.as_deref().unwrap_or(Path::new(".")))?;
    let home = file.home(&asked.home)?;
    let request = map::Request { file: &file, home: home.as_deref(), size: asked.size };
    let (schema, table, more) = match asked.list {
        None => {
            let (table, notes) = map::indicators(&request);
            (map::SCHEMA, table, notes)
        }
        Some(ListOf::Spof) => ("staves.map.spof.v1", list::spof(&request), Vec::new()),
        Some(ListOf::Cuts) => {
            let (table, notes) = list::cuts(&request);
            ("staves.map.cuts.v1", table, notes)
        }
        Some(ListOf::Missing) => ("staves.map.missing.v1", list::missing(&request), Vec::new()),
        Some(other) => return Err(no_such_list(other, "spof, cuts, missing")),
    };
    let notes = [&file.notes[..], &more].concat();
    let people = output::format(cli) == Format::Table;
    if people {
        heading(&file, screen);
    }
    let table = if people { worded(table, screen) } else { table };
    output::print(cli, screen.lang, &Shown::new(schema, table, &notes))?;
    screen.notes(&notes);
    if home.is_none() {
        screen.hint("map.no-home", &[]);
    }
    if people && asked.list.is_none() {
        screen.hint("map.list", &[]);
    }
    Ok(Exit::Done)
}

/// A list that belongs to another kind of data.
pub fn no_such_list(list: ListOf, known: &str) -> Error {
    let name = list.to_possible_value().map(|value| value.get_name().to_owned());
    Error::new("map::other-list").with("list", name.unwrap_or_default()).with("known", known)
}

/// The table for people: codes in words, one language of names, bounds only where they say more.
fn worded(table: Table, screen: &Screen) -> Table {
    let other = if screen.lang == Lang::Zh { "label_en" } else { "label_zh" };
    let table = table.without("definition").without(other);
    let open = |state: &Values| {
        (0..table.len()).any(|row| matches!(state.text(row), Some("between" | "at least")))
    };
    let bounds = table.column("state").is_none_or(open);
    let table = if bounds { table } else { table.without("low").without("high") };
    in_words(table, &CODED, screen)
}

/// A table with the codes of some columns in words.
pub fn in_words(mut table: Table, coded: &[&str], screen: &Screen) -> Table {
    for column in &mut table.columns {
        if !coded.contains(&column.name.as_str()) {
            continue;
        }
        if let Values::Text(texts) = &mut column.values {
            texts
                .iter_mut()
                .filter(|text| !text.is_empty())
                .for_each(|text| *text = screen.text(&format!("map.words.{text}"), &[]));
        }
    }
    table
}

fn heading(file: &ChainFile, screen: &Screen) {
    let chain = &file.chain;
    let counts = [chain.activities().len(), chain.goods().len(), chain.finals().len()];
    let [activities, goods, finals] = counts.map(|count| count.to_string());
    let values = [
        ("title", file.about.title.text(screen.lang)),
        ("activities", &activities),
        ("goods", &goods),
        ("finals", &finals),
    ];
    output::text(&screen.text("map.title", &values));
    if file.about.synthetic {
        output::text(&screen.text("map.synthetic", &[]));
    }
}
