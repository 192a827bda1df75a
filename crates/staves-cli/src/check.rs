//! `staves check`: the audit of an economy.

use crate::arguments::{Check, Cli, Format};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use crate::stress::{economy, find_study};
use staves::Result;
use staves::table::{Table, Values};
use staves_core::audit::{Finding, Thresholds, Verdict, audit};

pub fn run(asked: &Check, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let stored = economy(asked.economy.as_deref(), find_study(cli)?.as_ref())?;
    let findings = audit(&stored.economy, &stored.notes, &Thresholds::default());
    let people = matches!(output::format(cli), Format::Table | Format::Markdown);
    let table = table(&findings, people, screen);
    output::print(cli, screen.lang, &Shown::new("staves.check.v1", table, &stored.notes))?;
    screen.notes(&stored.notes);
    let failed = findings.iter().filter(|finding| finding.verdict == Verdict::Fail).count();
    if failed > 0 {
        screen.hint("check.failed", &[("count", &failed.to_string())]);
    }
    Ok(if asked.strict && failed > 0 { Exit::GateFailed } else { Exit::Done })
}

/// One row a finding; in words for people, in stable codes for programs.
fn table(findings: &[Finding], people: bool, screen: &Screen) -> Table {
    let text =
        |pick: &dyn Fn(&Finding) -> String| Values::Text(findings.iter().map(pick).collect());
    let check = |finding: &Finding| match people {
        true => screen.text(&format!("audit.{}.title", finding.check), &[]),
        false => finding.check.to_owned(),
    };
    let verdict = |finding: &Finding| match people {
        true => finding.verdict.name(screen.lang),
        false => finding.verdict.name(staves::Lang::En),
    };
    // A check that could not be made has no value.
    let value = |finding: &Finding| match finding.verdict {
        Verdict::Skipped => f64::NAN,
        _ => finding.value,
    };
    Table::new(vec![
        ("check", text(&check)),
        ("value", Values::Number(findings.iter().map(value).collect())),
        ("threshold", Values::Number(findings.iter().map(|finding| finding.threshold).collect())),
        ("unit", text(&|finding| finding.unit.to_owned())),
        ("verdict", text(&verdict)),
        ("count", Values::Integer(findings.iter().map(|finding| finding.count as i64).collect())),
        ("places", text(&|finding| finding.places.join("; "))),
    ])
}
