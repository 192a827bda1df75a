//! `staves stress`: runs scenarios and prints what they do.

use crate::arguments::{Cli, Format, Stress};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::progress::Bar;
use crate::render::Screen;
use staves::actions::{self, Actions};
use staves::compare::{self, Comparison};
use staves::find::{self, Goal};
use staves::results::Keep;
use staves::results::manifest::Manifest;
use staves::scenario::Scenario;
use staves::store::economy::Stored;
use staves::stress::{self, Gate, Outcome, Request, Until};
use staves::study::{self, Study, open_economy};
use staves::table::{Table, Values};
use staves::{Error, Lang, Place, Result, explain, report};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub fn run(asked: &Stress, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let study = find_study(cli)?;
    let names: Vec<Option<&str>> = match &asked.scenarios[..] {
        [] => vec![None],
        names => names.iter().map(|name| Some(name.as_str())).collect(),
    };
    // Everything is read before anything runs: a mistake in the last file costs no time.
    let mut scenarios = Vec::new();
    for name in names {
        let mut scenario = study::scenario(name, study.as_ref())?;
        scenario.runs = asked.runs.unwrap_or(scenario.runs);
        scenario.seed = asked.seed.unwrap_or(scenario.seed);
        scenario.take_out(&asked.without)?;
        scenarios.push(scenario);
    }
    let stored = economy(asked.economy.as_deref(), study.as_ref())?;
    let stored = match &asked.with[..] {
        [] => stored,
        with => {
            let actions = actions(asked.actions.as_deref(), study.as_ref(), &stored)?;
            actions.apply(&actions.choose(with)?, &stored)?
        }
    };
    let until = asked.until.as_deref().map(Until::parse).transpose()?;
    let gates = asked.fail_if.iter().map(|text| Gate::parse(text)).collect::<Result<Vec<_>>>()?;
    let keep = asked.keep.iter().map(|name| Keep::from_name(name)).collect::<Result<Vec<_>>>()?;
    let comparison = asked.compare.as_deref().map(Comparison::parse).transpose()?;
    let goal = asked.find.as_deref().map(Goal::parse).transpose()?;
    let stop = interruptible();
    let mut outcomes = Vec::new();
    let mut interrupted = false;
    for scenario in &scenarios {
        let out = out_folder(asked, study.as_ref(), scenario, &stored, scenarios.len())?;
        let request = Request {
            scenario,
            stored: &stored,
            out,
            resume: asked.resume,
            overwrite: asked.overwrite,
            keep: keep.clone(),
            explain: asked.explain,
            sensitivity: asked.sensitivity,
            until,
            arguments: std::env::args().skip(1).collect(),
        };
        if let Some(goal) = goal {
            let over = asked.over.map(Into::into);
            interrupted |= !crate::find::run(goal, over, &request, &stop, cli, screen)?;
            if interrupted {
                break;
            }
            continue;
        }
        if let Some(comparison) = &comparison {
            interrupted |= !crate::compare::run(comparison, &request, &stop, cli, screen)?;
            if interrupted {
                break;
            }
            continue;
        }
        let bar = Bar::new(screen);
        let outcome = stress::run(&request, &stop, &|progress| bar.update(progress));
        bar.finish();
        let outcome = outcome?;
        write_report(&outcome, screen.lang)?;
        interrupted |= !outcome.manifest.is_complete();
        outcomes.push(outcome);
        if interrupted {
            break;
        }
    }
    if comparison.is_none() && goal.is_none() {
        print(&outcomes, cli, screen)?;
    }
    if interrupted {
        return Ok(Exit::Interrupted);
    }
    Ok(if gates_hold(&gates, &outcomes, screen) { Exit::Done } else { Exit::GateFailed })
}

/// Whether no outcome is what must not be; says which are.
fn gates_hold(gates: &[Gate], outcomes: &[Outcome], screen: &Screen) -> bool {
    let mut hold = true;
    for outcome in outcomes {
        for gate in gates {
            let value = gate.value(&outcome.tables.indicators);
            if gate.fails(value) {
                hold = false;
                let scenario = outcome.manifest.asked.title.text(screen.lang);
                let value = if value.is_finite() { output::number(value) } else { "∞".into() };
                let values = [("scenario", scenario), ("limit", gate.text()), ("value", &value)];
                screen.gate("stress.gate-failed", &values);
            }
        }
    }
    hold
}

/// Writes the report of one set of runs.
pub fn write_report(outcome: &Outcome, lang: Lang) -> Result<()> {
    let html = report::render_with(&outcome.manifest, &outcome.tables, &outcome.more, lang);
    stress::write_report(&outcome.folder, &html).map(drop)
}

/// The study around the current folder or named by `--study`; none is no error here.
pub fn find_study(cli: &Cli) -> Result<Option<Study>> {
    match &cli.study {
        Some(dir) => Study::find(dir).map(Some),
        None => match Study::find(Path::new(".")) {
            Ok(study) => Ok(Some(study)),
            Err(error) if error.code() == "study::not-found" => Ok(None),
            Err(error) => Err(error),
        },
    }
}

/// The actions of a file, or of the study.
pub fn actions(path: Option<&Path>, study: Option<&Study>, stored: &Stored) -> Result<Actions> {
    let own = study.map(|study| study.root.join(actions::FILE));
    match path.map(Path::to_owned).or(own) {
        Some(path) => actions::read(&path, &stored.economy),
        None => Err(Error::new("study::not-found").at(Place::file("."))),
    }
}

/// The economy of `--economy`, or of the study.
pub fn economy(path: Option<&Path>, study: Option<&Study>) -> Result<Stored> {
    match (path, study) {
        (Some(path), _) => open_economy(path),
        (None, Some(study)) => open_economy(&study.economy),
        (None, None) => Err(Error::new("study::not-found").at(Place::file("."))),
    }
}

/// The first Ctrl-C asks the runs to stop; the second one ends the program.
pub fn interruptible() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = stop.clone();
    // Without a handler Ctrl-C ends the program at once, and finished parts are kept all the same.
    let _ = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
    });
    stop
}

fn out_folder(
    asked: &Stress,
    study: Option<&Study>,
    scenario: &Scenario,
    stored: &Stored,
    count: usize,
) -> Result<PathBuf> {
    let results = study.map_or_else(|| PathBuf::from("results"), Study::results);
    match &asked.out {
        Some(out) if count == 1 => Ok(out.clone()),
        Some(out) => Ok(out.join(scenario.stem())),
        None if asked.resume => unfinished(asked, &results, scenario, stored),
        None => {
            let folder = stress::fresh_folder(&results, scenario, stored);
            Ok(match (&asked.find, &asked.compare) {
                (Some(_), _) => with_suffix(&folder, "find"),
                (_, Some(_)) => with_suffix(&folder, "compare"),
                _ => folder,
            })
        }
    }
}

/// The newest folder of results in which the same question was begun.
fn unfinished(
    asked: &Stress,
    results: &Path,
    scenario: &Scenario,
    stored: &Stored,
) -> Result<PathBuf> {
    if let Some(goal) = asked.find.as_deref() {
        let over = asked.over.map(Into::into);
        return find::unfinished(results, scenario, stored, Goal::parse(goal)?, over);
    }
    let until = asked.until.as_deref().map(Until::parse).transpose()?;
    let Some(comparison) = asked.compare.as_deref() else {
        return stress::unfinished(results, scenario, stored, asked.sensitivity, until);
    };
    let comparison = Comparison::parse(comparison)?;
    compare::unfinished(results, &comparison, scenario, stored, asked.sensitivity, until)
}

/// A folder that is told from a plain set of runs by its name.
fn with_suffix(folder: &Path, suffix: &str) -> PathBuf {
    let name = |number: usize| match number {
        1 => format!("{}-{suffix}", folder.display()),
        number => format!("{}-{suffix}-{number}", folder.display()),
    };
    let mut names = (1..).map(|number| PathBuf::from(name(number)));
    names.find(|path| !path.exists()).unwrap_or_default()
}

fn print(outcomes: &[Outcome], cli: &Cli, screen: &Screen) -> Result<()> {
    let notes: Vec<_> =
        outcomes.iter().flat_map(|outcome| outcome.manifest.happened.notes.clone()).collect();
    if output::format(cli) == Format::Table {
        for outcome in outcomes {
            print_for_people(outcome, cli, screen)?;
        }
    } else {
        let table = summary(outcomes, &|row| row["scope"] == "total");
        let mut shown = Shown::new("staves.stress.v1", table, &notes);
        // With several scenarios the further tables are in their folders.
        if let [only] = outcomes {
            let tables = &only.tables;
            let further = [
                ("risk", &tables.risk),
                ("exceedance", &tables.exceedance),
                ("sensitivity", &tables.sensitivity),
            ];
            let explained = [explain::ATTRIBUTION, explain::HELD_UP];
            let explained =
                explained.into_iter().filter_map(|name| Some((name, only.more.get(name)?)));
            let further = further.into_iter().filter(|(_, table)| !table.is_empty());
            shown.further = further.chain(explained).collect();
        }
        output::print(cli, screen.lang, &shown)?;
    }
    screen.notes(&notes);
    for outcome in outcomes {
        let (done, asked) =
            (outcome.manifest.happened.runs_done, outcome.manifest.asked.total_runs());
        let seconds = format!("{:.2}", outcome.manifest.happened.seconds);
        let folder = outcome.folder.display().to_string();
        let report = outcome.folder.join("report.html").display().to_string();
        let (done, asked) = (done.to_string(), asked.to_string());
        let values = [
            ("done", done.as_str()),
            ("asked", &asked),
            ("seconds", &seconds),
            ("folder", &folder),
            ("report", &report),
        ];
        if outcome.manifest.is_complete() {
            screen.done("stress.done", &values);
        } else {
            screen.hint("stress.interrupted", &values);
        }
    }
    Ok(())
}

/// What was asked, the indicators in total, and who lost most.
fn print_for_people(outcome: &Outcome, cli: &Cli, screen: &Screen) -> Result<()> {
    const SHOWN: usize = 5;
    let economy = &outcome.manifest.economy;
    output::text(&caption(&outcome.manifest, screen));
    let outcomes = std::slice::from_ref(outcome);
    let table = summary(outcomes, &|row| row["scope"] == "total").without("scenario");
    output::print(cli, screen.lang, &Shown::new("", table, &[]))?;
    let sensitivity = &outcome.tables.sensitivity;
    if !sensitivity.is_empty() {
        let lost = |row: usize| {
            sensitivity.column("indicator").and_then(|c| c.text(row)) == Some("output_lost")
        };
        output::text("");
        let table = sensitivity.filtered(lost);
        output::print(cli, screen.lang, &Shown::new("", table, &[]))?;
    }
    for (scope, entries) in [("region", &economy.regions), ("sector", &economy.sectors)] {
        if entries.len() < 2 {
            continue;
        }
        let lost =
            summary(outcomes, &|row| row["scope"] == scope && row["indicator"] == "output_lost");
        let table = crate::show::ranked(&lost, scope, entries, SHOWN, screen.lang);
        output::text("");
        output::print(cli, screen.lang, &Shown::new("", table, &[]))?;
    }
    print_explanation(outcome, cli, screen)
}

/// What was put down to whom, the largest first.
fn print_explanation(outcome: &Outcome, cli: &Cli, screen: &Screen) -> Result<()> {
    const SHOWN: usize = 8;
    for name in [explain::ATTRIBUTION, explain::HELD_UP] {
        let Some(table) = outcome.more.get(name).filter(|table| !table.is_empty()) else {
            continue;
        };
        let table = table.clone().without("run");
        let loss = table.column("loss").and_then(Values::numbers).unwrap_or_default();
        let other = |row: usize| {
            let indicator = table.column("indicator").and_then(|column| column.text(row));
            indicator.is_some_and(|indicator| indicator != "output_lost")
        };
        let mut rows: Vec<usize> = (0..table.len()).filter(|row| !other(*row)).collect();
        rows.sort_by(|a, b| loss[*b].abs().total_cmp(&loss[*a].abs()));
        rows.truncate(SHOWN);
        output::text(&format!("\n{}", screen.text(&format!("stress.{name}"), &[])));
        let table = table.filtered(|row| rows.contains(&row));
        output::print(cli, screen.lang, &Shown::new("", table, &[]))?;
    }
    Ok(())
}

/// Scenario, economy, runs; and that the numbers are made up, if they are.
fn caption(manifest: &Manifest, screen: &Screen) -> String {
    let about = &manifest.economy.about;
    let economy = match screen.lang {
        Lang::Zh if !about.title_zh.is_empty() => &about.title_zh,
        _ => &about.title,
    };
    let (runs, days) = (manifest.happened.runs_done.to_string(), manifest.asked.days.to_string());
    let values = [
        ("scenario", manifest.asked.title.text(screen.lang)),
        ("economy", economy),
        ("runs", &runs),
        ("days", &days),
        ("rationing", &manifest.asked.rules.rationing),
    ];
    let key =
        if manifest.asked.rules.model == "diim" { "stress.caption-diim" } else { "stress.caption" };
    let caption = screen.text(key, &values);
    if about.synthetic {
        return format!("{caption}\n{}", screen.text("stress.synthetic", &[]));
    }
    caption
}

type Row<'r> = BTreeMap<&'r str, &'r str>;

/// Indicators with one column a statistic, for the rows that are wanted.
pub fn summary(outcomes: &[Outcome], wanted: &dyn Fn(&Row<'_>) -> bool) -> Table {
    const TEXTS: [&str; 5] = ["indicator", "unit", "scope", "region", "sector"];
    const STATISTICS: [&str; 4] = ["p50", "p05", "p95", "mean"];
    let mut texts: [Vec<String>; 6] = Default::default();
    let mut numbers: [Vec<f64>; 4] = Default::default();
    for outcome in outcomes {
        let table = &outcome.tables.indicators;
        let Some(values) = table.column("value").and_then(Values::numbers) else { continue };
        let text = |name: &str, row: usize| table.column(name).and_then(|column| column.text(row));
        let mut last = None;
        for (row, value) in values.iter().enumerate() {
            let cells: Row<'_> =
                TEXTS.iter().filter_map(|name| Some((*name, text(name, row)?))).collect();
            if !wanted(&cells) {
                continue;
            }
            let statistic = text("statistic", row).unwrap_or_default();
            if last.as_ref() != Some(&cells) {
                texts[0].push(outcome.manifest.asked.title.en.clone());
                for (column, name) in texts.iter_mut().skip(1).zip(TEXTS) {
                    column.push(cells.get(name).copied().unwrap_or_default().to_owned());
                }
                numbers.iter_mut().for_each(|column| column.push(f64::NAN));
            }
            if let Some(k) = STATISTICS.iter().position(|name| *name == statistic)
                && let Some(cell) = numbers[k].last_mut()
            {
                *cell = *value;
            }
            last = Some(cells);
        }
    }
    let texts = ["scenario", "indicator", "unit", "scope", "region", "sector"]
        .into_iter()
        .zip(texts)
        // A column that says the same nothing in every row is left out.
        .filter(|(name, column)| {
            !matches!(*name, "scope" | "region" | "sector")
                || column.iter().any(|cell| !cell.is_empty() && cell != "total")
        })
        .map(|(name, column)| (name, Values::Text(column)));
    let numbers = STATISTICS.into_iter().zip(numbers.map(Values::Number));
    Table::new(texts.chain(numbers).collect())
}
