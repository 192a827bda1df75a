//! `staves stress --find`: the least that does a given harm.

use crate::arguments::{Cli, Format, SetOf};
use crate::output::{self, Shown};
use crate::progress::Bar;
use crate::render::Screen;
use staves::find::{self, Found, Goal, Over};
use staves::stress::{self, Progress, Request};
use staves::{Result, report};
use std::sync::atomic::AtomicBool;

impl From<SetOf> for Over {
    fn from(asked: SetOf) -> Self {
        match asked {
            SetOf::Regions => Self::Regions,
            SetOf::Sectors => Self::Sectors,
            SetOf::Producers => Self::Producers,
        }
    }
}

/// Searches and prints what was found; false when it was interrupted.
pub fn run(
    goal: Goal,
    over: Option<Over>,
    request: &Request<'_>,
    stop: &AtomicBool,
    cli: &Cli,
    screen: &Screen,
) -> Result<bool> {
    let bar = Bar::new(screen);
    let show = |tried: usize| {
        let done = tried as u64;
        bar.update(Progress { done, total: done, median: f64::NAN });
    };
    let found = find::find(request, goal, over, stop, &show);
    bar.finish();
    let found = found?;
    found.write(request)?;
    let manifest = find::manifest(request)?;
    let html = report::render_found(&found, &manifest, screen.lang);
    let report = stress::write_report(&request.out, &html)?;
    print(&found, cli, screen)?;
    screen.notes(&found.notes);
    let certificate = format!("find.{}", found.certificate());
    let (tried, report) = (found.tried.to_string(), report.display().to_string());
    let values = [("tried", tried.as_str()), ("report", &report)];
    screen.done("find.done", &values);
    screen.hint(if found.stopped { "find.stopped" } else { &certificate }, &values);
    Ok(!found.stopped)
}

fn print(found: &Found, cli: &Cli, screen: &Screen) -> Result<()> {
    let table = found.table();
    if output::format(cli) == Format::Table {
        let table = table.without("certificate").without("tried");
        return output::print(cli, screen.lang, &Shown::new("", table, &[]));
    }
    let mut shown = Shown::new(find::SCHEMA, table, &found.notes);
    let response = found.response();
    shown.further.extend(response.as_ref().map(|response| ("response", response)));
    output::print(cli, screen.lang, &shown)
}
