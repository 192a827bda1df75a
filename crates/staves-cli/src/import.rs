//! `staves import`: from published files to the folder of an economy or of a chain.

use crate::arguments::{Cli, Import};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::chain;
use staves::read::{self, Format, Imported, ImportedChain, Limits, Wish};
use staves::store::economy as store;
use staves::table::{Table, Values};
use staves::{Error, Place, Result};
use staves_core::audit::{Thresholds, Verdict, audit};

pub fn run(asked: &Import, cli: &Cli, screen: &Screen) -> Result<Exit> {
    // Before hours of reading: is there a place to put it?
    if asked.out.exists() && !asked.overwrite {
        return Err(Error::new("disk::exists").at(Place::file(asked.out.display().to_string())));
    }
    let wish = Wish {
        format: asked.as_format.as_deref().map(Format::from_name).transpose()?,
        year: asked.year,
        keep_split: asked.keep_split,
        missing: asked.missing.into(),
        limits: Limits { bytes: asked.max_size << 30 },
    };
    match read::import_any(&asked.files, &wish)? {
        read::Import::Economy(imported) => write_economy(&imported, asked, cli, screen)?,
        read::Import::Chain(imported) => write_chain(&imported, asked, cli, screen)?,
    }
    Ok(Exit::Done)
}

fn write_chain(imported: &ImportedChain, asked: &Import, cli: &Cli, screen: &Screen) -> Result<()> {
    let draft = &imported.draft;
    let replacing = asked.overwrite && chain::is_stored(&asked.out);
    if replacing { draft.replace(&asked.out) } else { draft.write(&asked.out) }?;
    let counts = [
        ("goods", draft.goods.len()),
        ("activities", draft.activities.len()),
        ("inputs", draft.inputs.len()),
        ("final_goods", draft.finals.len()),
    ];
    let table = Table::new(vec![
        ("quantity", Values::Text(counts.map(|(name, _)| name.to_owned()).to_vec())),
        ("value", Values::Integer(counts.map(|(_, value)| value as i64).to_vec())),
    ]);
    output::print(cli, screen.lang, &Shown::new("staves.import.v1", table, &draft.notes))?;
    screen.notes(&draft.notes);
    if draft.about.no_evidence {
        screen.hint("map.no-evidence", &[]);
    }
    let out = asked.out.display().to_string();
    screen.done("import.done", &[("format", imported.format.name()), ("out", &out)]);
    Ok(())
}

fn write_economy(imported: &Imported, asked: &Import, cli: &Cli, screen: &Screen) -> Result<()> {
    let replacing = asked.overwrite && store::is_stored(&asked.out);
    let write = if replacing { store::replace } else { store::write };
    write(&asked.out, &imported.economy, &imported.notes, &imported.inputs)?;
    let found = &imported.economy;
    let counts = [
        ("regions", found.regions.len() as f64),
        ("sectors", found.sectors.len() as f64),
        ("producers", found.len() as f64),
        ("final_demand_columns", found.demand_columns.len() as f64),
        ("nonzero_flows", found.flows.filled() as f64),
        ("flows", found.flows.total()),
        ("final_demand", found.final_demand.total()),
        ("output", found.output().iter().sum()),
        ("value_added", found.value_added().iter().sum()),
    ];
    let money = format!("{}/year", found.about.unit.name());
    let unit = |k: usize| if k < 5 { String::new() } else { money.clone() };
    let table = Table::new(vec![
        ("quantity", Values::Text(counts.map(|(name, _)| name.to_owned()).to_vec())),
        ("value", Values::Number(counts.map(|(_, value)| value).to_vec())),
        ("unit", Values::Text((0..counts.len()).map(unit).collect())),
    ]);
    let notes = &imported.notes;
    output::print(cli, screen.lang, &Shown::new("staves.import.v1", table, notes))?;
    screen.notes(notes);
    let findings = audit(found, notes, &Thresholds::default());
    let odd = findings.iter().filter(|finding| finding.verdict >= Verdict::Warn).count();
    let out = asked.out.display().to_string();
    screen.done("import.done", &[("format", imported.format.name()), ("out", &out)]);
    if odd > 0 {
        screen.hint("import.odd", &[("count", &odd.to_string()), ("out", &out)]);
    }
    Ok(())
}
