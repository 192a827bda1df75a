//! `staves plan --chain`: which missing links to add, against outages.

use crate::arguments::{AimOf, Cli, Format, Plan as Asked, PlanList, UnitOf};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::progress::Spinner;
use crate::render::Screen;
use crate::stress::interruptible;
use staves::plan::chain::{Goals, Request, SCHEMA, insured, plan_chain};
use staves::table::Table;
use staves::{Result, chain};
use staves_core::chain::Kind;
use staves_core::plan::Aim;
use std::path::Path;

/// Draws when nothing is said.
const RUNS: u64 = 200;

pub fn run(path: &Path, asked: &Asked, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let open = chain::read_open(path, asked.candidates.as_deref())?;
    let home = open.file.home(&asked.home)?;
    let request = Request {
        open: &open,
        home: home.as_deref(),
        kind: kind(asked.unit),
        failure: asked.failure,
        failures: asked.failures.map(|count| count as usize),
        runs: asked.runs.unwrap_or(RUNS),
        fresh: asked.fresh,
        seed: asked.seed.unwrap_or(1),
        budget: asked.budget.unwrap_or(0.0),
        aim: match asked.aim {
            AimOf::Tail => Aim::Tail { share: asked.tail, weight: asked.tail_weight },
            AimOf::Worst => Aim::Worst,
            AimOf::Expected | AimOf::Integrity => Aim::Expected,
        },
        gap: asked.gap,
        simulate: asked.simulate,
    };
    let stop = interruptible();
    let spinner = Spinner::new(screen);
    let mut watch = spinner.watch(&stop, asked.time_limit);
    let people = output::format(cli) == Format::Table;
    let one_language = |table: Table| output::one_language(table, cli, screen.lang);
    let goals = asked.aim == AimOf::Integrity || asked.integrity.is_some();
    if goals || asked.tail_limit.is_some() {
        let goals = Goals {
            integrity: asked.integrity.unwrap_or(0.0),
            tail: asked.tail,
            limit: asked.tail_limit.unwrap_or(1.0),
            budget: asked.budget,
        };
        let found = insured(&request, goals, &mut watch);
        spinner.finish();
        let notes = &open.file.notes;
        output::print(cli, screen.lang, &Shown::new(SCHEMA, found?.summary(), notes))?;
        screen.notes(notes);
        return Ok(Exit::unless(&stop));
    }
    let plan = plan_chain(&request, &watch);
    spinner.finish();
    let plan = plan?;
    let table = |list: PlanList| match list {
        PlanList::Outages => plan.outages(),
        _ => one_language(plan.actions()),
    };
    if let Some(list) = asked.list {
        output::print(cli, screen.lang, &Shown::new(SCHEMA, table(list), &plan.notes))?;
    } else if people {
        let hidden = ["actions", "loss", "unit", "aim", "gap_coordination", "candidates", "runs"];
        let short = hidden.iter().fold(plan.summary(), |table, name| table.without(name));
        output::print(cli, screen.lang, &Shown::new("", short, &[]))?;
        output::text("");
        output::print(cli, screen.lang, &Shown::new("", table(PlanList::Actions), &[]))?;
    } else {
        let further = [("plan", table(PlanList::Actions)), ("outages", table(PlanList::Outages))];
        let mut shown = Shown::new(SCHEMA, plan.summary(), &plan.notes);
        shown.further = further.iter().map(|(name, table)| (*name, table)).collect();
        output::print(cli, screen.lang, &shown)?;
    }
    screen.notes(&plan.notes);
    Ok(Exit::unless(&stop))
}

fn kind(unit: UnitOf) -> Kind {
    match unit {
        UnitOf::Activity => Kind::Activity,
        UnitOf::Site => Kind::Site,
        UnitOf::Owner => Kind::Owner,
        UnitOf::Region => Kind::Region,
    }
}
