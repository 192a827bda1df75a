//! `staves import`: from published files to an economy folder.

use crate::arguments::{Cli, Import};
use crate::exit::Exit;
use crate::output::{self, Shown};
use crate::render::Screen;
use staves::read::{self, Format, Limits, Wish};
use staves::store::economy;
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
    let imported = read::import(&asked.files, &wish)?;
    let replacing = asked.overwrite && economy::is_stored(&asked.out);
    let store = if replacing { economy::replace } else { economy::write };
    store(&asked.out, &imported.economy, &imported.notes, &imported.inputs)?;
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
    Ok(Exit::Done)
}
