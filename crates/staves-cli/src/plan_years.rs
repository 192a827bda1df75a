//! `staves plan --years`: the plan over years.

use crate::arguments::{Cli, Format, Plan as Asked, PlanList};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use crate::stress::{actions, economy, find_study, interruptible};
use staves::plan::years::{Roadmap, SCHEMA, Settings, Structure, Test};
use staves::plan::{Loss, Weights};
use staves::store::atomic;
use staves::store::economy::Stored;
use staves::study::{self, Study};
use staves::table::Table;
use staves::{Error, Place, Result, report};
use staves_core::action::Kind;
use staves_core::codes::nearest_name;
use std::time::Instant;

/// Share of the goal that plans nearly as good may lose.
const NEAR: f64 = 0.02;

pub fn run(years: usize, asked: &Asked, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let start = Instant::now();
    let study = find_study(cli)?;
    let stored = economy(asked.economy.as_deref(), study.as_ref())?;
    needs_scenario(asked)?;
    let kind = asked.kind.as_deref().map(kind).transpose()?;
    let mut settings = match &asked.goals {
        Some(path) => Settings::read(path)?,
        None => Settings::default(),
    };
    if !asked.home.is_empty() {
        let home = asked.home.iter().map(|code| (code.clone(), Place::file("--home")));
        settings.home = home.collect();
    }
    let mut structure = Structure::new(&stored.economy, &settings, years)?;
    if asked.actions.is_some() {
        let actions = actions(asked.actions.as_deref(), study.as_ref(), &stored)?;
        structure.add(&stored.economy, &actions)?;
    }
    let mut roadmap = Roadmap::new(&stored.economy, structure)?;
    if let Some(name) = &asked.scenario {
        stress(&mut roadmap, name, asked, study.as_ref(), &stored)?;
    }
    if let Some(page) = &asked.report {
        atomic::text(page, &report::render_years(&roadmap, kind, screen.lang)?)?;
        output::text(&page.display().to_string());
        return Ok(Exit::Done);
    }
    print(&roadmap, kind, asked, cli, screen)?;
    screen.notes(roadmap.notes());
    if output::format(cli) == Format::Table {
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        screen.done("plan.years-done", &[("seconds", &seconds)]);
        screen.hint("plan.years-lists", &[]);
    }
    Ok(Exit::Done)
}

/// What belongs to the stress test says nothing without one.
fn needs_scenario(asked: &Asked) -> Result<()> {
    let given = [
        ("--list stress", asked.list == Some(PlanList::Stress)),
        ("--weights", asked.weights.is_some()),
        ("--runs", asked.runs.is_some()),
        ("--seed", asked.seed.is_some()),
    ];
    match given.iter().find(|(_, given)| *given && asked.scenario.is_none()) {
        Some((what, _)) => Err(Error::new("plan::needs-scenario").with("what", what)),
        None => Ok(()),
    }
}

/// The kind of action of a name.
fn kind(name: &str) -> Result<Kind> {
    let known = || Kind::ALL.iter().map(|(known, _)| *known);
    let found = Kind::ALL.iter().find(|(known, _)| *known == name);
    found.map(|(_, kind)| *kind).ok_or_else(|| {
        Error::new("scenario::unknown-choice")
            .with("what", "--kind")
            .with("found", name)
            .with("known", known().collect::<Vec<_>>().join("`, `"))
            .nearest(nearest_name(name, known()))
    })
}

/// Puts each year through the stress test of a scenario.
fn stress(
    roadmap: &mut Roadmap<'_>,
    scenario: &str,
    asked: &Asked,
    study: Option<&Study>,
    stored: &Stored,
) -> Result<()> {
    let mut scenario = study::scenario(Some(scenario), study)?;
    scenario.runs = asked.runs.unwrap_or(scenario.runs);
    scenario.seed = asked.seed.unwrap_or(scenario.seed);
    let weights = asked.weights.as_deref();
    let weights = weights.map(|path| Weights::read(path, &stored.economy)).transpose()?;
    let test = Test {
        scenario: &scenario,
        loss: Loss::from_name(&asked.loss)?,
        weights: weights.as_ref(),
        tail: asked.tail,
        stop: &interruptible(),
    };
    match asked.tail_limit {
        Some(limit) => roadmap.limit(&test, limit),
        None => roadmap.stress(&test),
    }
}

fn print(
    roadmap: &Roadmap<'_>,
    kind: Option<Kind>,
    asked: &Asked,
    cli: &Cli,
    screen: &Screen,
) -> Result<()> {
    let people = output::format(cli) == Format::Table;
    let one_language = |table: Table| output::one_language(table, cli, screen.lang);
    let table = |list: PlanList| -> Result<Table> {
        Ok(match list {
            PlanList::Roadmap => one_language(roadmap.roadmap()),
            PlanList::Limits => roadmap.limits(),
            PlanList::Targets => roadmap.targets(),
            PlanList::Why => roadmap.why(),
            PlanList::Ranges => roadmap.ranges(NEAR)?,
            PlanList::Stress => roadmap.tested(),
            PlanList::Schedule => one_language(roadmap.schedule(kind)),
            PlanList::Gantt => one_language(roadmap.gantt(kind)),
            PlanList::Kinds => roadmap.kinds(kind),
            _ => roadmap.years(),
        })
    };
    let show =
        |table: Table| output::print(cli, screen.lang, &Shown::new(SCHEMA, table, roadmap.notes()));
    if let Some(list) = asked.list {
        return show(table(list)?);
    }
    if people {
        show(roadmap.summary())?;
        for list in [PlanList::Years, PlanList::Targets, PlanList::Stress] {
            let table = table(list)?;
            if !table.is_empty() {
                output::text("");
                show(table)?;
            }
        }
        output::text("");
        roadmap.sentences(screen.lang)?.iter().for_each(|sentence| output::text(sentence));
        return Ok(());
    }
    let lists = [
        ("years", PlanList::Years),
        ("roadmap", PlanList::Roadmap),
        ("schedule", PlanList::Schedule),
        ("limits", PlanList::Limits),
        ("targets", PlanList::Targets),
        ("why", PlanList::Why),
        ("stress", PlanList::Stress),
    ];
    let tables = lists.iter().map(|(_, list)| table(*list)).collect::<Result<Vec<_>>>()?;
    let mut shown = Shown::new(SCHEMA, roadmap.summary(), roadmap.notes());
    let further = lists.iter().map(|(name, _)| *name).zip(&tables);
    // A stress test that was not asked for has no table.
    shown.further =
        further.filter(|(name, table)| *name != "stress" || !table.is_empty()).collect();
    output::print(cli, screen.lang, &shown)
}
