//! `staves resume`: whom to reopen within budgets, and in which order.

use crate::arguments::{Cli, Format, Resume as Asked, ResumeList};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::progress::Spinner;
use crate::render::Screen;
use crate::stress::{economy, find_study, interruptible};
use staves::resume::{self, Closed, Limits, Plan, Request};
use staves::scenario::Scenario;
use staves::store::atomic;
use staves::study::{self, Study};
use staves::{Result, chain};
use staves_core::program::Ask;
use std::path::{Path, PathBuf};

pub fn run(asked: &Asked, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let ask = Ask { gap: asked.gap, seconds: Some(asked.time_limit), ..Ask::default() };
    if let (Some(folder), Some(product)) = (&asked.chain, &asked.product) {
        return firms(folder, product, &ask, cli, screen);
    }
    let stop = interruptible();
    let spinner = Spinner::new(screen);
    let mut watch = spinner.watch(&stop, None);
    if let Some(path) = &asked.program {
        let table = resume::program::solve(path, asked.instance.as_deref(), &ask, &mut watch);
        spinner.finish();
        output::print(cli, screen.lang, &Shown::new(resume::program::SCHEMA, table?, &[]))?;
        return Ok(Exit::unless(&stop));
    }
    let study = find_study(cli)?;
    let stored = economy(asked.economy.as_deref(), study.as_ref())?;
    let limits = Limits::parse(&asked.budget)?;
    let closed = Closed::read(&closed_file(asked, study.as_ref()), &stored.economy)?;
    let scenario = asked.scenario.as_deref();
    let scenario: Option<Scenario> =
        scenario.map(|name| study::scenario(Some(name), study.as_ref())).transpose()?;
    let out = asked.out.as_deref().map(|path| path.display().to_string());
    let request = Request {
        scenario: scenario.as_ref(),
        stored: &stored,
        closed: &closed,
        limits: &limits,
        shares: asked.shares,
        product: asked.product.as_deref().map(|product| (product, asked.supplier_share)),
        imports: asked.imports,
        out: out.as_deref(),
        ask,
    };
    let plan = resume::plan(&request, &stop, &mut watch);
    spinner.finish();
    let plan = plan?;
    if let Some(path) = &asked.out {
        atomic::text(path, &plan.scenario)?;
    }
    print(&plan, asked, cli, screen)?;
    screen.notes(&plan.notes);
    if let Some(out) = &out {
        screen.hint("resume.check", &[("out", out)]);
    }
    Ok(Exit::unless(&stop))
}

/// What is closed: the file asked for, or that of the study, or of the current folder.
fn closed_file(asked: &Asked, study: Option<&Study>) -> PathBuf {
    let own = || study.map_or_else(|| resume::FILE.into(), |study| study.root.join(resume::FILE));
    asked.closed.clone().unwrap_or_else(own)
}

/// The firms of a chain behind a product.
fn firms(folder: &Path, product: &str, ask: &Ask<'_>, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let file = chain::read(folder)?;
    let (table, mut notes) = resume::firms_behind(&file.chain, product, ask)?;
    notes.extend(file.notes);
    output::print(cli, screen.lang, &Shown::new(resume::SCHEMA, table, &notes))?;
    screen.notes(&notes);
    Ok(Exit::Done)
}

fn print(plan: &Plan<'_>, asked: &Asked, cli: &Cli, screen: &Screen) -> Result<()> {
    let people = output::format(cli) == Format::Table;
    let table = |list: ResumeList| {
        let table = match list {
            ResumeList::Order => plan.order(),
            ResumeList::Opening => plan.opening(),
            ResumeList::Budgets => plan.budgets(),
            ResumeList::Comparison => plan.comparison(),
            ResumeList::Closure => plan.closure(),
            ResumeList::Summary => plan.summary(),
        };
        output::one_language(table, cli, screen.lang)
    };
    if let Some(list) = asked.list {
        let shown = Shown::new(resume::SCHEMA, table(list), &plan.notes);
        return output::print(cli, screen.lang, &shown);
    }
    if people {
        for list in [ResumeList::Order, ResumeList::Comparison] {
            output::print(cli, screen.lang, &Shown::new("", table(list), &[]))?;
            output::text("");
        }
        plan.sentences(screen.lang).iter().for_each(|sentence| output::text(sentence));
        return Ok(());
    }
    let further = [
        ("opening", table(ResumeList::Opening)),
        ("budgets", table(ResumeList::Budgets)),
        ("comparison", table(ResumeList::Comparison)),
        ("closure", table(ResumeList::Closure)),
        ("summary", table(ResumeList::Summary)),
    ];
    let mut shown = Shown::new(resume::SCHEMA, table(ResumeList::Order), &plan.notes);
    shown.further = further.iter().map(|(name, table)| (*name, table)).collect();
    output::print(cli, screen.lang, &shown)
}
