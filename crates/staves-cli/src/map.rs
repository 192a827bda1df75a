//! `staves map`: what can be made along a chain, and on what it hangs.

use crate::arguments::{Cli, Format, ListOf, Map};
use crate::completeness;
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::chain::concentration::concentration;
use staves::chain::importance::importance;
use staves::chain::robustness::robustness;
use staves::chain::{self, ChainFile, list, map};
use staves::table::{Table, Values};
use staves::{Error, Lang, Result};
use std::path::Path;

/// Columns that hold codes.
const CODED: [&str; 11] = [
    "available",
    "unit",
    "state",
    "kind",
    "mode",
    "reason",
    "keeps_running",
    "level",
    "epidemic",
    "order",
    "fussell_vesely_state",
];

pub fn run(asked: &Map, cli: &Cli, screen: &Screen) -> Result<Exit> {
    if let Some(classification) = &asked.classification {
        return completeness::run(asked, classification, cli, screen);
    }
    let file = chain::read(asked.chain.as_deref().unwrap_or(Path::new(".")))?;
    let home = file.home(&asked.home)?;
    let request = asked.request(&file, home.as_deref());
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
        Some(ListOf::Importance) => {
            let (table, notes) = importance(&request);
            ("staves.map.importance.v1", table, notes)
        }
        Some(ListOf::Robustness) => {
            let (table, notes) = robustness(&request);
            ("staves.map.robustness.v1", table, notes)
        }
        Some(ListOf::Concentration) => {
            ("staves.map.concentration.v1", concentration(&request), Vec::new())
        }
        Some(ListOf::Classes) => return Err(Error::new("map::no-classification")),
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

impl Map {
    /// What is asked of a chain.
    pub fn request<'r>(&self, file: &'r ChainFile, home: Option<&'r [bool]>) -> map::Request<'r> {
        map::Request { file, home, size: self.size, failure: self.failure }
    }
}

/// The table for people: codes in words, one language of names, bounds only where they say more.
pub fn worded(table: Table, screen: &Screen) -> Table {
    let other = if screen.lang == Lang::Zh { "label_en" } else { "label_zh" };
    let table = table.without("definition").without(other);
    let open = |state: &Values| {
        (0..table.len())
            .any(|row| matches!(state.text(row), Some("between" | "at least" | "sampled")))
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
    if file.about.no_evidence {
        output::text(&screen.text("map.no-evidence", &[]));
    }
    if file.about.synthetic {
        output::text(&screen.text("map.synthetic", &[]));
    }
}
