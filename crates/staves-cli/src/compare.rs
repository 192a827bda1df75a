//! `staves stress --compare`: one scenario under several choices of a rule.

use crate::arguments::{Cli, Format};
use crate::output::{self, Shown};
use crate::progress::Bar;
use crate::render::Screen;
use staves::compare::{self, Compared, Comparison};
use staves::stress::{self, Request};
use staves::{Result, report};
use std::sync::atomic::AtomicBool;

/// Runs and prints a comparison; false when it was interrupted.
pub fn run(
    comparison: &Comparison,
    request: &Request<'_>,
    stop: &AtomicBool,
    cli: &Cli,
    screen: &Screen,
) -> Result<bool> {
    let bar = Bar::new(screen);
    let compared = compare::run(comparison, request, stop, &|progress| bar.update(progress));
    bar.finish();
    let compared = compared?;
    for (_, outcome) in &compared.outcomes {
        crate::stress::write_report(outcome, screen.lang)?;
    }
    let title = request.scenario.full_title();
    let html = report::render_comparison(&compared, &title, &comparison.of, screen.lang);
    let path = stress::write_report(&compared.folder, &html)?;
    print(comparison, &compared, cli, screen)?;
    screen.notes(&compared.notes);
    let (done, folder) = (compared.outcomes.len().to_string(), path.display().to_string());
    let asked = comparison.values.len().to_string();
    let values = [("done", done.as_str()), ("asked", &asked), ("report", &folder)];
    if compared.complete {
        screen.done("compare.done", &values);
    } else {
        screen.hint("compare.interrupted", &values);
    }
    Ok(compared.complete)
}

fn print(comparison: &Comparison, compared: &Compared, cli: &Cli, screen: &Screen) -> Result<()> {
    let table = compared.table.clone();
    if output::format(cli) != Format::Table {
        let mut shown = Shown::new(compare::SCHEMA, table, &compared.notes);
        shown.further.push(("spread", &compared.spread));
        return output::print(cli, screen.lang, &shown);
    }
    let title = compared.outcomes.first().map(|(_, outcome)| &outcome.manifest.economy.about);
    if title.is_some_and(|about| about.synthetic) {
        output::text(&screen.text("stress.synthetic", &[]));
    }
    output::text(
        &screen.text(
            "compare.caption",
            &[("of", &compare::comparison_of(screen.lang, &comparison.of))],
        ),
    );
    let table = table.without("output_lost_p05").without("output_lost_p95");
    output::print(cli, screen.lang, &Shown::new("", table, &[]))?;
    output::text("");
    let table = compared.spread.clone();
    output::print(cli, screen.lang, &Shown::new("", table, &[]))
}
