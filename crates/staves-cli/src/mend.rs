//! `staves mend`: the cheapest links that reach a goal.

use crate::arguments::{Cli, Format, Mend, MendList};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::progress::Spinner;
use crate::render::Screen;
use crate::stress::interruptible;
use staves::Result;
use staves::chain::{self, mend};

pub fn run(asked: &Mend, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let goal: mend::Goal = asked.goal.parse()?;
    let open = chain::read_open(&asked.chain, asked.candidates.as_deref())?;
    let home = open.file.home(&asked.home)?;
    let request = mend::Request { open: &open, home: home.as_deref(), gap: asked.gap };
    let stop = interruptible();
    let spinner = Spinner::new(screen);
    let mut watch = spinner.watch(&stop, asked.time_limit);
    let (table, plan) = match asked.list {
        Some(MendList::Frontier) => {
            let found = mend::frontier(&request, &mut watch)?;
            (mend::summary(&request, &found)?, None)
        }
        None => {
            let (best, others) =
                mend::cheapest(&request, goal, asked.extra, asked.alternatives, &mut watch)?;
            let sets: Vec<_> = best.links.iter().chain(&others).collect();
            (
                mend::links(&request, &sets),
                Some(mend::summary(&request, std::slice::from_ref(&best))?),
            )
        }
    };
    spinner.finish();
    let people = output::format(cli) == Format::Table;
    let table = output::one_language(table, cli, screen.lang);
    let mut shown = Shown::new(mend::SCHEMA, table, &open.file.notes);
    if let Some(plan) = &plan {
        shown.further.push(("plan", plan));
        if people {
            let plan = Shown::new("", plan.clone().without("activities"), &[]);
            output::print(cli, screen.lang, &plan)?;
            output::text("");
        }
    }
    output::print(cli, screen.lang, &shown)?;
    screen.notes(&open.file.notes);
    if people && asked.list.is_none() {
        screen.hint("mend.list", &[]);
    }
    Ok(Exit::unless(&stop))
}
