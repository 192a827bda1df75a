//! `staves example list` and `staves new`: studies that are part of the program, and the template of
//! a chain.

use crate::arguments::{Cli, Example, ExampleVerb, New};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::table::{Table, Values};
use staves::{Result, chain, example};

pub fn list(asked: &Example, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let ExampleVerb::List = asked.what;
    let examples = example::list();
    let text = |pick: &dyn Fn(&example::Example) -> String| {
        Values::Text(examples.iter().map(pick).collect())
    };
    let synthetic = |example: &example::Example| {
        screen.text(if example.synthetic { "example.synthetic" } else { "example.real" }, &[])
    };
    let table = Table::new(vec![
        ("name", text(&|example| example.name.to_owned())),
        ("data", text(&synthetic)),
        ("title", text(&|example| example.title.text(screen.lang).to_owned())),
        ("about", text(&|example| example.about.text(screen.lang).to_owned())),
    ]);
    output::print(cli, screen.lang, &Shown::new("staves.examples.v1", table, &[]))?;
    Ok(Exit::Done)
}

pub fn new(asked: &New, screen: &Screen) -> Result<Exit> {
    let dir = asked.dir.display().to_string();
    let Some(name) = &asked.example else {
        chain::write_template(&asked.dir)?;
        screen.done("example.chain-written", &[("dir", &dir)]);
        screen.hint("example.chain-next", &[("dir", &dir)]);
        return Ok(Exit::Done);
    };
    example::write(name, &asked.dir)?;
    screen.done("example.written", &[("name", name), ("dir", &dir)]);
    screen.hint("example.next", &[("dir", &dir)]);
    Ok(Exit::Done)
}
