//! `staves map`: what can be made along a chain and on what it hangs; an economy is told apart and
//! passed on.

use crate::arguments::{Cli, Format, ListOf, Map};
use crate::exit::Exit;
use crate::exposure;
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::chain::{self, ChainFile, list, map};
use staves::study::FILE;
use staves::table::{Table, Values};
use staves::{Error, Lang, Result};
use std::path::Path;

/// Size of cuts that are looked for when nothing is said.
const SIZE: usize = 3;

/// Columns that hold codes.
const CODED: [&str; 7] = ["available", "unit", "state", "kind", "mode", "reason", "keeps_running"];

pub fn run(asked: &Map, cli: &Cli, screen: &Screen) -> Result<Exit> {
    match &asked.chain {
        // A study may hold chains, too; what it is the folder of is its economy.
        Some(path) if !path.join(FILE).is_file() && chain::is_chain(path) => {
            of_chain(path, asked, cli, screen)
        }
        path => exposure::run(path.as_deref(), asked, cli, screen),
    }
}

fn of_chain(path: &Path, asked: &Map, cli: &Cli, screen: &Screen) -> Result<Exit> {
    refuse([
        ("--select", !asked.select.is_empty()),
        ("--tau", asked.tau.is_some()),
        ("--theta", asked.theta.is_some()),
        ("--denominator", asked.denominator.is_some()),
    ])?;
    let file = chain::read(path)?;
    let home = file.home(&asked.home)?;
    let size = asked.size.unwrap_or(SIZE);
    let request = map::Request { file: &file, home: home.as_deref(), size };
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
        Some(list) => return Err(other_kind(&format!("--list {}", list.name()))),
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

/// Refuses options that were given and would change nothing.
pub fn refuse<const N: usize>(options: [(&str, bool); N]) -> Result<()> {
    match options.into_iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(other_kind(option)),
        None => Ok(()),
    }
}

pub fn other_kind(option: &str) -> Error {
    Error::new("map::other-kind").with("option", option)
}

/// The table for people: codes in words, one language of names, bounds only where they say more.
pub fn worded(table: Table, screen: &Screen) -> Table {
    let other = if screen.lang == Lang::Zh { "label_en" } else { "label_zh" };
    let table = table.without("definition").without(other);
    let open = |state: &Values| {
        (0..table.len()).any(|row| matches!(state.text(row), Some("between" | "at least")))
    };
    let bounds = table.column("state").is_none_or(open);
    let mut table = if bounds { table } else { table.without("low").without("high") };
    for column in &mut table.columns {
        if !CODED.contains(&column.name.as_str()) {
            continue;
        }
        if let Values::Text(texts) = &mut column.values {
            texts
                .iter_mut()
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
