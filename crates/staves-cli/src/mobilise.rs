//! `staves mobilise`: what to make, convert, release, import and ship, and who goes short.

use crate::arguments::{Cli, Format, Mobilise, MobiliseList};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::mobilise::{self, Plan, SCHEMA, program};
use staves::store::atomic;
use staves::table::Table;
use staves::{Error, Result, report};
use staves_core::mobilise::Asked;
use std::path::Path;
use std::time::Instant;

/// Tables of the JSON with the lists they are.
const TABLES: [(&str, MobiliseList); 11] = [
    ("served", MobiliseList::Served),
    ("production", MobiliseList::Production),
    ("conversion", MobiliseList::Conversion),
    ("shipment", MobiliseList::Shipment),
    ("release", MobiliseList::Release),
    ("import", MobiliseList::Import),
    ("stock", MobiliseList::Stock),
    ("shortage", MobiliseList::Shortage),
    ("dual", MobiliseList::Dual),
    ("why", MobiliseList::Why),
    ("orders", MobiliseList::Orders),
];

pub fn run(asked: &Mobilise, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let start = Instant::now();
    let how = Asked { fairness: asked.fairness.into(), whole: asked.whole, reasons: asked.reasons };
    if let Some(path) = &asked.program {
        let how = Asked { reasons: 0, ..how };
        let table = program::solve(path, asked.instance.as_deref(), how)?;
        output::print(cli, screen.lang, &Shown::new(program::SCHEMA, table, &[]))?;
        return Ok(Exit::Done);
    }
    let study = mobilise::read(asked.folder.as_deref().unwrap_or(Path::new(".")))?;
    let plan = match (&asked.before, asked.from) {
        (Some(before), Some(from)) => Plan::again(&study, &mobilise::read(before)?, from, how)?,
        _ => Plan::new(&study, how)?,
    };
    if let Some(path) = &asked.scenario {
        atomic::text(path, &plan.scenario()?)?;
    }
    if let Some(page) = &asked.report {
        atomic::text(page, &report::render_mobilisation(&plan, screen.lang))?;
        output::text(&page.display().to_string());
        return Ok(Exit::Done);
    }
    print(&plan, &study, asked, cli, screen)?;
    screen.notes(&study.notes);
    if output::format(cli) == Format::Table {
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        screen.done("mobilise.done", &[("seconds", &seconds)]);
        screen.hint("mobilise.lists", &[]);
    }
    Ok(Exit::Done)
}

fn table(plan: &Plan<'_>, list: MobiliseList) -> Table {
    match list {
        MobiliseList::Served => plan.served(),
        MobiliseList::Production => plan.production(),
        MobiliseList::Conversion => plan.conversion(),
        MobiliseList::Shipment => plan.shipment(),
        MobiliseList::Release => plan.release(),
        MobiliseList::Import => plan.import(),
        MobiliseList::Stock => plan.stock(),
        MobiliseList::Shortage => plan.shortage(),
        MobiliseList::Dual => plan.dual(),
        MobiliseList::Why => plan.why(),
        MobiliseList::Orders => plan.orders(),
    }
}

fn print(
    plan: &Plan<'_>,
    study: &mobilise::Study,
    asked: &Mobilise,
    cli: &Cli,
    screen: &Screen,
) -> Result<(), Error> {
    let notes = &study.notes;
    if let Some(list) = asked.list {
        return output::print(cli, screen.lang, &Shown::new(SCHEMA, table(plan, list), notes));
    }
    if output::format(cli) != Format::Table {
        let tables = TABLES.map(|(name, list)| (name, table(plan, list)));
        let mut shown = Shown::new(SCHEMA, plan.summary(), notes);
        shown.further = tables.iter().map(|(name, table)| (*name, table)).collect();
        return output::print(cli, screen.lang, &shown);
    }
    for table in [plan.summary(), plan.served()] {
        output::print(cli, screen.lang, &Shown::new("", table, &[]))?;
        output::text("");
    }
    plan.sentences(screen.lang).iter().for_each(|sentence| output::text(sentence));
    Ok(())
}
