//! `staves map`: what can be made along a chain and on what it hangs; an economy is told apart and
//! passed on.

use crate::arguments::{Cli, Format, HighlightOf, ListOf, Map};
use crate::completeness;
use crate::dependence;
use crate::exit::Exit;
use crate::exposure;
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::chain::concentration::concentration;
use staves::chain::importance::importance;
use staves::chain::matrix::matrix;
use staves::chain::robustness::robustness;
use staves::chain::{
    self, ChainFile, choke, enterprises, list, map, mend, panorama, projects, served,
};
use staves::store::atomic;
use staves::study::FILE;
use staves::table::{Table, Values};
use staves::{Error, Lang, Result, report};
use staves_core::program::Go;
use std::path::Path;

/// Size of cuts that are looked for when nothing is said.
const SIZE: usize = 3;

/// Probability of a failure when nothing is said.
const FAILURE: f64 = 0.05;

/// Lists that a chain has.
const OF_A_CHAIN: &str = "panorama, spof, cuts, missing, short-boards, choke, enterprises, projects, \
                          importance, robustness, concentration, matrix";

pub fn run(asked: &Map, cli: &Cli, screen: &Screen) -> Result<Exit> {
    if let Some(trade) = &asked.on_trade.trade {
        refuse(asked.of_chains())?;
        return dependence::run(trade, asked, cli, screen);
    }
    if let Some(classification) = &asked.classification {
        return completeness::run(asked, classification, cli, screen);
    }
    match &asked.chain {
        // A study may hold chains, too; what it is the folder of is its economy.
        Some(path) if !path.join(FILE).is_file() && chain::is_chain(path) => {
            of_chain(path, asked, cli, screen)
        }
        path => {
            refuse(asked.of_chains())?;
            exposure::run(path.as_deref(), asked, cli, screen)
        }
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
    let request = asked.request(&file, home.as_deref());
    if let Some(page) = &asked.report {
        return report(page, path, asked, &request, screen);
    }
    let (schema, table, more) = match asked.list {
        None => {
            let (table, notes) = map::indicators(&request)?;
            (map::SCHEMA, table, notes)
        }
        Some(ListOf::Spof) => ("staves.map.spof.v1", list::spof(&request), Vec::new()),
        Some(ListOf::Cuts) => {
            let (table, notes) = list::cuts(&request);
            ("staves.map.cuts.v1", table, notes)
        }
        Some(ListOf::ShortBoards) => {
            let available = request.at_home();
            ("staves.map.short_boards.v1", served::boards(&file.chain, &available)?, Vec::new())
        }
        Some(ListOf::Choke) => {
            let (table, notes) = choke::choke(&request, thresholds(asked))?;
            ("staves.map.choke.v1", table, notes)
        }
        Some(ListOf::Enterprises) => {
            ("staves.map.enterprises.v1", enterprises::enterprises(&request)?, Vec::new())
        }
        Some(ListOf::Missing) => ("staves.map.missing.v1", list::missing(&request), Vec::new()),
        Some(ListOf::Panorama) => {
            ("staves.map.panorama.v1", panorama::panorama(&request)?, Vec::new())
        }
        Some(ListOf::Projects) => return projects(path, asked, cli, screen),
        Some(ListOf::Importance) => {
            let (table, notes) = importance(&request);
            ("staves.map.importance.v1", table, notes)
        }
        Some(ListOf::Robustness) => {
            let (table, notes) = robustness(&request)?;
            ("staves.map.robustness.v1", table, notes)
        }
        Some(ListOf::Concentration) => {
            ("staves.map.concentration.v1", concentration(&request), Vec::new())
        }
        Some(ListOf::Matrix) => ("staves.map.matrix.v1", matrix(&request), Vec::new()),
        Some(ListOf::Classes) => return Err(Error::new("map::no-classification")),
        Some(other) => return Err(no_such_list(other, OF_A_CHAIN)),
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

/// Everything on one page.
fn report(
    page: &Path,
    path: &Path,
    asked: &Map,
    request: &map::Request<'_>,
    screen: &Screen,
) -> Result<Exit> {
    let open = match request.file.has_candidates {
        true => Some(chain::read_open(path, None)?),
        false => None,
    };
    let thresholds = thresholds(asked);
    let highlight = asked.highlight.into();
    let shown = chain::page(request, thresholds, highlight, open.as_ref(), &mut |_| Go::On)?;
    atomic::text(page, &report::render_chain(&shown, screen.lang))?;
    output::text(&page.display().to_string());
    Ok(Exit::Done)
}

fn thresholds(asked: &Map) -> choke::Thresholds {
    let plain = choke::Thresholds::default();
    choke::Thresholds {
        score: asked.choke_score.unwrap_or(plain.score),
        foreign: asked.foreign_share.unwrap_or(plain.foreign),
    }
}

impl From<HighlightOf> for report::Highlight {
    fn from(asked: HighlightOf) -> Self {
        match asked {
            HighlightOf::Availability => Self::Availability,
            HighlightOf::Choke => Self::ChokeScore,
            HighlightOf::Foreign => Self::ForeignShare,
            HighlightOf::Sources => Self::Sources,
        }
    }
}

/// The list of candidates, which are not part of the chain that the other lists are about.
fn projects(path: &Path, asked: &Map, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let open = chain::read_open(path, None)?;
    let home = open.file.home(&asked.home)?;
    let request = mend::Request { open: &open, home: home.as_deref(), gap: 0.0 };
    let table = projects::projects(&request, &mut |_| Go::On)?;
    let people = output::format(cli) == Format::Table;
    if people {
        heading(&open.file, screen);
    }
    let table = if people { worded(table, screen) } else { table };
    let notes = &open.file.notes;
    output::print(cli, screen.lang, &Shown::new("staves.map.projects.v1", table, notes))?;
    screen.notes(notes);
    Ok(Exit::Done)
}

impl Map {
    /// Options that only chains have, and whether they were given.
    fn of_chains(&self) -> [(&'static str, bool); 5] {
        [
            ("--size", self.size.is_some()),
            ("--failure", self.failure.is_some()),
            ("--choke-score", self.choke_score.is_some()),
            ("--foreign-share", self.foreign_share.is_some()),
            ("--report", self.report.is_some()),
        ]
    }

    /// What is asked of a chain.
    pub fn request<'r>(&self, file: &'r ChainFile, home: Option<&'r [bool]>) -> map::Request<'r> {
        map::Request {
            file,
            home,
            size: self.size.unwrap_or(SIZE),
            failure: self.failure.unwrap_or(FAILURE),
        }
    }
}

/// A list that belongs to another kind of data.
pub fn no_such_list(list: ListOf, known: &str) -> Error {
    Error::new("map::other-list").with("list", list.name()).with("known", known)
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
        (0..table.len())
            .any(|row| matches!(state.text(row), Some("between" | "at least" | "sampled")))
    };
    let bounds = table.column("state").is_none_or(open);
    let table = if bounds { table } else { table.without("low").without("high") };
    in_words(table, &chain::CODED, screen)
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
    if file.about.no_evidence {
        output::text(&screen.text("map.no-evidence", &[]));
    }
    if file.about.synthetic {
        output::text(&screen.text("map.synthetic", &[]));
    }
}
