//! `staves plan --years`: the plan over years.

use crate::arguments::{Cli, Format, Plan as Asked, PlanList};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use crate::stress::{economy, find_study};
use staves::plan::years::{Roadmap, SCHEMA, Settings, Structure};
use staves::table::Table;
use staves::{Lang, Place, Result};
use std::time::Instant;

/// Share of the goal that plans nearly as good may lose.
const NEAR: f64 = 0.02;

pub fn run(years: usize, asked: &Asked, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let start = Instant::now();
    let study = find_study(cli)?;
    let stored = economy(asked.economy.as_deref(), study.as_ref())?;
    let mut settings = match &asked.goals {
        Some(path) => Settings::read(path)?,
        None => Settings::default(),
    };
    if !asked.home.is_empty() {
        let home = asked.home.iter().map(|code| (code.clone(), Place::file("--home")));
        settings.home = home.collect();
    }
    let structure = Structure::new(&stored.economy, &settings, years)?;
    let roadmap = Roadmap::new(&stored.economy, structure)?;
    let people = output::format(cli) == Format::Table;
    let table = |list: PlanList| -> Result<Table> {
        Ok(match list {
            PlanList::Roadmap if people => {
                let other = if screen.lang == Lang::Zh { "label_en" } else { "label_zh" };
                roadmap.roadmap().without(other)
            }
            PlanList::Roadmap => roadmap.roadmap(),
            PlanList::Limits => roadmap.limits(),
            PlanList::Targets => roadmap.targets(),
            PlanList::Why => roadmap.why(),
            PlanList::Ranges => roadmap.ranges(NEAR)?,
            _ => roadmap.years(),
        })
    };
    let print =
        |table: Table| output::print(cli, screen.lang, &Shown::new(SCHEMA, table, roadmap.notes()));
    if let Some(list) = asked.list {
        print(table(list)?)?;
    } else if people {
        print(roadmap.summary())?;
        for list in [PlanList::Years, PlanList::Targets] {
            let table = table(list)?;
            if !table.is_empty() {
                output::text("");
                print(table)?;
            }
        }
        output::text("");
        roadmap.sentences(screen.lang).iter().for_each(|sentence| output::text(sentence));
    } else {
        let names = ["years", "roadmap", "limits", "targets", "why"];
        let lists = [
            PlanList::Years,
            PlanList::Roadmap,
            PlanList::Limits,
            PlanList::Targets,
            PlanList::Why,
        ];
        let tables = lists.into_iter().map(table).collect::<Result<Vec<_>>>()?;
        let mut shown = Shown::new(SCHEMA, roadmap.summary(), roadmap.notes());
        shown.further = names.into_iter().zip(&tables).collect();
        output::print(cli, screen.lang, &shown)?;
    }
    screen.notes(roadmap.notes());
    if people {
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        screen.done("plan.years-done", &[("seconds", &seconds)]);
        screen.hint("plan.years-lists", &[]);
    }
    Ok(Exit::Done)
}
