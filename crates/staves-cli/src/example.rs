//! `staves example list` and `staves new`: studies and chains that are part of the program.

use crate::arguments::{Cli, Example, ExampleVerb, New};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::table::{Table, Values};
use staves::{Result, example};

pub fn list(asked: &Example, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let ExampleVerb::List = asked.what;
    let text = |pick: &dyn Fn(&example::Example) -> String| {
        Values::Text(example::list().map(pick).collect())
    };
    let kind =
        |example: &example::Example| screen.text(&format!("example.{}", example.kind.code()), &[]);
    let synthetic = |example: &example::Example| {
        screen.text(if example.synthetic { "example.synthetic" } else { "example.real" }, &[])
    };
    let table = Table::new(vec![
        ("name", text(&|example| example.name.to_owned())),
        ("kind", text(&kind)),
        ("data", text(&synthetic)),
        ("title", text(&|example| example.title.text(screen.lang).to_owned())),
        ("about", text(&|example| example.about.text(screen.lang).to_owned())),
    ]);
    output::print(cli, screen.lang, &Shown::new("staves.examples.v1", table, &[]))?;
    Ok(Exit::Done)
}

/// The chain that is written when none is named.
const FIRST_CHAIN: &str = "mask";

pub fn new(asked: &New, screen: &Screen) -> Result<Exit> {
    let dir = asked.dir.display().to_string();
    let name = asked.example.as_deref().unwrap_or(FIRST_CHAIN);
    let example = example::find(name)?;
    example.write(&asked.dir)?;
    screen.done("example.written", &[("name", name), ("dir", &dir)]);
    screen.hint(&format!("example.next-{}", example.kind.code()), &[("dir", &dir)]);
    Ok(Exit::Done)
}
