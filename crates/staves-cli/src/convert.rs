//! `staves convert`: an economy as long tables for other programs.

use crate::arguments::{Cli, Convert, LongTables};
use crate::exit::Exit;
use crate::render::Screen;
use crate::stress::{economy, find_study};
use staves::Result;
use staves::store::long;
use staves::table::FileKind;

pub fn run(asked: &Convert, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let stored = economy(asked.economy.as_deref(), find_study(cli)?.as_ref())?;
    let kind = match asked.as_format {
        LongTables::Csv => FileKind::Csv,
        LongTables::Parquet => FileKind::Parquet,
    };
    long::write(&asked.out, &stored.economy, kind)?;
    screen.done("convert.done", &[("out", &asked.out.display().to_string())]);
    Ok(Exit::Done)
}
