//! The `staves` program: arguments, progress, colours and exit codes; all else is in the library.

mod arguments;
mod chain;
mod check;
mod compare;
mod completeness;
mod convert;
mod dependence;
mod diff;
mod example;
mod exit;
mod explain;
mod exposure;
mod find;
mod import;
mod map;
mod mend;
mod mobilise;
mod output;
mod plan;
mod plan_chain;
mod plan_years;
mod progress;
mod render;
mod report;
mod resume;
mod show;
mod stress;

use arguments::{Cli, Verb};
use exit::Exit;
use staves::{Lang, Result};
use std::process::ExitCode;

fn main() -> ExitCode {
    let lang = arguments::language(std::env::args().skip(1));
    render::on_defect(lang);
    let cli = match arguments::parse(lang) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are data; a closed pipe is no error.
            let _ = error.print();
            return if error.use_stderr() { Exit::NotDone } else { Exit::Done }.into();
        }
    };
    let screen = render::Screen::new(&cli, lang);
    if let Some(threads) = cli.threads {
        // A second call would fail; this is the first.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let exit = run(&cli, &screen).unwrap_or_else(|error| {
        screen.error(&error);
        Exit::NotDone
    });
    exit.into()
}

fn run(cli: &Cli, screen: &render::Screen) -> Result<Exit> {
    match &cli.verb {
        Verb::New(asked) => example::new(asked, screen),
        Verb::Example(asked) => example::list(asked, cli, screen),
        Verb::Import(asked) => import::run(asked, cli, screen),
        Verb::Convert(asked) => convert::run(asked, cli, screen),
        Verb::Check(asked) => check::run(asked, cli, screen),
        Verb::Map(asked) => map::run(asked, cli, screen),
        Verb::Mend(asked) => mend::run(asked, cli, screen),
        Verb::Plan(asked) => plan::run(asked, cli, screen),
        Verb::Resume(asked) => resume::run(asked, cli, screen),
        Verb::Mobilise(asked) => mobilise::run(asked, cli, screen),
        Verb::Chain(asked) => chain::run(asked, cli, screen),
        Verb::Stress(asked) => stress::run(asked, cli, screen),
        Verb::Report(asked) => report::run(asked, cli, screen),
        Verb::Diff(asked) => diff::run(asked, cli, screen),
        Verb::Show(asked) => show::run(asked, cli, screen),
        Verb::Explain(asked) => explain::run(asked, screen),
        Verb::Completions(asked) => {
            arguments::completions(asked.shell);
            Ok(Exit::Done)
        }
    }
}

/// The language of a word such as `zh`, or of the environment.
fn language_of(tag: Option<&str>) -> Lang {
    tag.and_then(Lang::from_tag).unwrap_or_default()
}
