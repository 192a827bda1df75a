//! `staves plan`: which actions to take under a budget.

use crate::arguments::{AimOf, Cli, Format, Plan as Asked, PlanList};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::progress::Spinner;
use crate::render::Screen;
use crate::stress::{actions, economy, find_study, interruptible};
use clap::ValueEnum;
use staves::plan::{self, Loss, Plan, Request, Weights};
use staves::table::Table;
use staves::{Error, Result, study};
use staves_core::plan::Aim;
use std::path::Path;
use std::time::Instant;

pub fn run(asked: &Asked, cli: &Cli, screen: &Screen) -> Result<Exit> {
    if let Some(list) = asked.list
        && !list.is_of(asked.years.is_some(), asked.chain.is_some())
    {
        let name = list.to_possible_value().map_or_else(String::new, |v| v.get_name().to_owned());
        return Err(Error::new("plan::wrong-list").with("list", name));
    }
    let tested = asked.chain.is_some() || (asked.years.is_some() && asked.scenario.is_some());
    if asked.tail_limit.is_some() && !tested {
        return Err(Error::new("plan::tail-limit-of-what"));
    }
    if let Some(years) = asked.years {
        return crate::plan_years::run(years as usize, asked, cli, screen);
    }
    if let Some(path) = &asked.chain {
        return crate::plan_chain::run(path, asked, cli, screen);
    }
    if let Some(path) = &asked.program {
        return program(path, asked, cli, screen);
    }
    let study = find_study(cli)?;
    let mut scenario = study::scenario(asked.scenario.as_deref(), study.as_ref())?;
    scenario.runs = asked.runs.unwrap_or(scenario.runs);
    scenario.seed = asked.seed.unwrap_or(scenario.seed);
    let stored = economy(asked.economy.as_deref(), study.as_ref())?;
    let actions = actions(asked.actions.as_deref(), study.as_ref(), &stored)?;
    let weights = asked.weights.as_deref();
    let weights = weights.map(|path| Weights::read(path, &stored.economy)).transpose()?;
    let request = Request {
        scenario: &scenario,
        stored: &stored,
        actions: &actions,
        budget: asked.budget.unwrap_or(0.0),
        aim: match asked.aim {
            AimOf::Expected => Aim::Expected,
            AimOf::Tail => Aim::Tail { share: asked.tail, weight: asked.tail_weight },
            AimOf::Worst => Aim::Worst,
            AimOf::Integrity => return Err(Error::new("plan::integrity-of-a-chain")),
        },
        loss: Loss::from_name(&asked.loss)?,
        weights: weights.as_ref(),
        failures: asked.failures.map(|count| count as usize),
        within: asked.within,
        gap: asked.gap,
        simulate: asked.simulate,
        fresh: asked.fresh,
    };
    let (stop, start) = (interruptible(), Instant::now());
    let spinner = Spinner::new(screen);
    let watch = spinner.watch(&stop, asked.time_limit);
    let plan = plan::plan(&request, &stop, &watch);
    spinner.finish();
    let plan = plan?;
    print(&plan, asked, cli, screen)?;
    screen.notes(&plan.notes);
    if output::format(cli) == Format::Table {
        let (simulated, runs) = (plan.simulated.0.to_string(), plan.simulated.1.to_string());
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        let values = [("simulated", simulated.as_str()), ("runs", &runs), ("seconds", &seconds)];
        screen.done("plan.done", &values);
        let summary = plan.summary();
        let ids = summary.column("actions").and_then(|column| column.text(0)).unwrap_or_default();
        if !ids.is_empty() {
            screen.hint("plan.check", &[("actions", &ids.replace(';', ","))]);
        }
    }
    Ok(Exit::unless(&stop))
}

/// Solves planning instances of a file.
fn program(path: &Path, asked: &Asked, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let stop = interruptible();
    let spinner = Spinner::new(screen);
    let mut watch = spinner.watch(&stop, asked.time_limit);
    let table = plan::program::solve(path, asked.instance.as_deref(), &mut watch);
    spinner.finish();
    output::print(cli, screen.lang, &Shown::new(plan::program::SCHEMA, table?, &[]))?;
    Ok(Exit::unless(&stop))
}

fn print(plan: &Plan<'_>, asked: &Asked, cli: &Cli, screen: &Screen) -> Result<()> {
    let people = output::format(cli) == Format::Table;
    let one_language = |table: Table| output::one_language(table, cli, screen.lang);
    let table = |list: PlanList| match list {
        PlanList::Actions => one_language(plan.actions()),
        PlanList::Candidates => plan.candidates(),
        PlanList::Alternatives => plan.alternatives(),
        PlanList::Frontier => plan.frontier(),
        _ => plan.kinds(),
    };
    if let Some(list) = asked.list {
        return output::print(
            cli,
            screen.lang,
            &Shown::new(plan::SCHEMA, table(list), &plan.notes),
        );
    }
    if people {
        output::print(cli, screen.lang, &Shown::new("", plan.short(), &[]))?;
        output::text("");
        let actions = table(PlanList::Actions).without("evidence");
        output::print(cli, screen.lang, &Shown::new("", actions, &[]))?;
        output::text("");
        plan.sentences(screen.lang).iter().for_each(|sentence| output::text(sentence));
        return Ok(());
    }
    let further = [
        ("plan", table(PlanList::Actions)),
        ("candidates", table(PlanList::Candidates)),
        ("alternatives", table(PlanList::Alternatives)),
        ("frontier", table(PlanList::Frontier)),
        ("kinds", table(PlanList::Kinds)),
    ];
    let mut shown = Shown::new(plan::SCHEMA, plan.summary(), &plan.notes);
    shown.further = further.iter().map(|(name, table)| (*name, table)).collect();
    output::print(cli, screen.lang, &shown)
}
