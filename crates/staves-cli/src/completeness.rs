//! `staves map --classification`: how many classes exist, as an interval with its denominator.

use crate::arguments::{Cli, Format, ListOf, Map};
use crate::exit::Exit;
use crate::map::{refuse, worded};
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::chain;
use staves::classification::completeness::{self, Completeness};
use staves::classification::{gather, list, open};
use staves::{Error, Lang, Result};

pub fn run(asked: &Map, classification: &str, cli: &Cli, screen: &Screen) -> Result<Exit> {
    refuse([
        ("--report", asked.report.is_some()),
        ("--choke-score", asked.choke_score.is_some()),
        ("--foreign-share", asked.foreign_share.is_some()),
    ])?;
    let named = open(classification)?;
    let file = asked.chain.as_deref().map(chain::read).transpose()?;
    let home = file.as_ref().map(|file| file.home(&asked.home)).transpose()?.flatten();
    let request = file.as_ref().map(|file| asked.request(file, home.as_deref()));
    let evidence = gather(&named, asked.presence.as_deref(), request.as_ref())?;
    let scope = asked.scope.as_deref().unwrap_or_default();
    let found = Completeness::new(&named, scope, evidence)?;
    let (schema, table) = match asked.list {
        None => (completeness::SCHEMA, found.table()),
        Some(ListOf::Classes) => {
            (list::SCHEMA, list::classes(&found, file.as_ref().map(|file| &file.chain)))
        }
        Some(_) => return Err(Error::new("map::list")),
    };
    let people = output::format(cli) == Format::Table;
    let mut table = if people { worded(table, screen) } else { table };
    // On a screen `level` is a level of confidence elsewhere.
    let level = table.columns.iter_mut().find(|column| people && column.name == "level");
    level.into_iter().for_each(|column| column.name = "class_level".into());
    let notes = file.iter().flat_map(|file| &file.notes).chain(&found.notes);
    let notes: Vec<_> = notes.cloned().collect();
    output::print(cli, screen.lang, &Shown::new(schema, table, &notes))?;
    if people && asked.list.is_none() {
        epidemic(&found, screen);
        screen.hint("map.classes", &[]);
    }
    screen.notes(&notes);
    if file.is_some() && home.is_none() {
        screen.hint("map.no-home", &[]);
    }
    Ok(Exit::Done)
}

/// The goods that an epidemic calls for, by name.
fn epidemic(found: &Completeness<'_>, screen: &Screen) {
    let items = found.epidemic();
    if !items.is_empty() {
        output::text(&format!("\n{}", screen.text("map.epidemic.title", &[])));
    }
    for item in items {
        let entry = &found.named.classification.items().entries()[item];
        let name = match screen.lang {
            Lang::Zh => entry.zh.clone(),
            Lang::En => screen.text(&format!("map.epidemic.{}", entry.code), &[]),
        };
        let state = found.states.of[item].name();
        let state = screen.text(&format!("map.words.{state}"), &[]);
        output::text(&format!("{}  {name}  {state}", entry.code));
    }
}
