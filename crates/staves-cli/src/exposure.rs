//! `staves map ECONOMY`: what the products of an economy owe to home and to abroad.

use crate::arguments::{Cli, Format, ListOf, Map};
use crate::exit::Exit;
use crate::map::{other_kind, refuse, worded};
use crate::output::{self, Shown};
use crate::render::Screen;
use crate::stress::{economy, find_study};
use staves::chain::map::SCHEMA;
use staves::exposure::{Choices, Request, list, map};
use staves::store::economy::Stored;
use staves::study::{FILE, Study};
use staves::{Lang, Result};
use std::path::Path;

pub fn run(path: Option<&Path>, asked: &Map, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let list = asked.list;
    refuse([
        ("--tau", asked.tau.is_some() && list.is_some()),
        ("--theta", asked.theta.is_some() && list.is_some()),
        (
            "--denominator",
            asked.denominator.is_some() && !matches!(list, None | Some(ListOf::Exposure)),
        ),
        (
            "--select",
            !asked.select.is_empty() && matches!(list, Some(ListOf::Matrix | ListOf::Coverage)),
        ),
    ])?;
    let stored = open(path, cli)?;
    let plain = Choices::default();
    let choices = Choices {
        denominator: asked.denominator.map_or(plain.denominator, Into::into),
        theta: asked.theta.unwrap_or(plain.theta),
        tau: asked.tau.unwrap_or(plain.tau),
    };
    let request = Request::new(&stored.economy, &asked.home, &asked.select, choices)?;
    let (schema, (table, notes)) = match list {
        None => (SCHEMA, map::indicators(&request)?),
        Some(ListOf::Stages) => ("staves.map.stages.v1", list::stages(&request)),
        Some(ListOf::Exposure) => ("staves.map.exposure.v1", list::exposure(&request)),
        Some(ListOf::Matrix) => ("staves.map.matrix.v1", list::matrix(&request)),
        Some(ListOf::Coverage) => ("staves.map.coverage.v1", list::coverage(&request)),
        Some(list) => return Err(other_kind(&format!("--list {}", list.name()))),
    };
    let people = output::format(cli) == Format::Table;
    if people {
        heading(&stored, asked, screen);
    }
    let table = if people { worded(table, screen) } else { table };
    let notes = [&stored.notes[..], &notes].concat();
    output::print(cli, screen.lang, &Shown::new(schema, table, &notes))?;
    screen.notes(&notes);
    if asked.home.is_empty() && stored.economy.regions.len() > 1 {
        screen.hint("map.no-home-region", &[]);
    }
    if people && list.is_none() {
        screen.hint("map.lists", &[]);
    }
    Ok(Exit::Done)
}

/// The economy of a path: a study's, where it is the folder of one; of the study around otherwise.
fn open(path: Option<&Path>, cli: &Cli) -> Result<Stored> {
    match path {
        Some(path) if path.join(FILE).is_file() => economy(None, Some(&Study::find(path)?)),
        Some(path) => economy(Some(path), None),
        None => economy(None, find_study(cli)?.as_ref()),
    }
}

fn heading(stored: &Stored, asked: &Map, screen: &Screen) {
    let economy = &stored.economy;
    let about = &economy.about;
    let chinese = screen.lang == Lang::Zh && !about.title_zh.is_empty();
    let title = if chinese { &about.title_zh } else { &about.title };
    let home = match &asked.home[..] {
        [] if economy.regions.len() == 1 => economy.regions.code(0).to_owned(),
        [] => screen.text("map.each", &[]),
        patterns => patterns.join(", "),
    };
    let producers = economy.len().to_string();
    let values = [("title", title.as_str()), ("producers", &producers), ("home", &home)];
    output::text(&screen.text("map.economy", &values));
    if about.synthetic {
        output::text(&screen.text("stress.synthetic", &[]));
    }
}
