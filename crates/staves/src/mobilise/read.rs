//! A mobilisation from its folder: settings, a chain, and tables beside it
//! (docs/src/reference/mobilise.md).

use super::epidemic;
use super::layout::{
    CONVERSIONS, DEMAND, IMPORTS, LINES, REGIONS, SHIFTS, STOCKS, SUPPLIES, TRANSPORT,
};
use super::line::{self, exactly_one, fraction, number, span, whole};
use super::settings::{FILE, Settings};
use crate::chain::{self, Line as Row, Reading};
use crate::read::{Limits, Source};
use staves_core::codes::Entry;
use staves_core::mobilise::{Conversion, Demand, Facts, Good, Holding, Import, Line, Route, Shift};
use staves_core::{Chain, Codes, Error, Note, Place, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a conversion takes from a sector of an economy.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Code of the sector.
    pub sector: String,
    /// Share of its capacity in the region that each conversion takes.
    pub share: f64,
}

/// A mobilisation with the names of what it is about.
#[derive(Clone, Debug)]
pub struct Study {
    /// Settings.
    pub settings: Settings,
    /// Regions.
    pub regions: Codes,
    /// Goods.
    pub goods: Codes,
    /// Lines, with the ids that activities have in the chain.
    pub lines: Codes,
    /// Conversions.
    pub conversions: Codes,
    /// What each conversion takes from a sector, where that is known.
    pub taken: Vec<Option<Taken>>,
    /// Names of shifts.
    pub shifts: Vec<String>,
    /// People by region; NaN where that is not known.
    pub population: Vec<f64>,
    /// Everything else.
    pub facts: Facts,
    /// What was odd.
    pub notes: Vec<Note>,
}

/// What demand has in common for a good, wherever it is wanted.
#[derive(Clone, Debug)]
struct Supply {
    value: f64,
    class: u32,
    again: Option<usize>,
    waste: f64,
}

/// Reads a mobilisation.
///
/// # Errors
/// `mobilise::*`, `chain::*`, `table::*`, `config::*`; those of CSV, Parquet and the disk.
pub fn read(folder: &Path) -> Result<Study> {
    let settings = Settings::read(folder)?;
    let file = chain::read(&folder.join(&settings.chain))?;
    let source = Source::open(&tables(folder)?, &Limits::default())?;
    let mut reader = Reader::new(settings, &file.chain, Reading::new(&source))?;
    reader.study.notes.extend(file.notes);
    reader.chain(&file.chain)?;
    reader.supplies()?;
    reader.lines()?;
    reader.demand()?;
    reader.stocks()?;
    reader.conversions()?;
    reader.imports()?;
    reader.transport()?;
    reader.shifts()?;
    let Reader { mut study, reading, .. } = reader;
    study.notes.extend(reading.finish());
    if study.facts.demands.is_empty() {
        return Err(Error::new("mobilise::no-demand").at(source.place(0)));
    }
    Ok(study)
}

/// The tables of a folder: its files of the known names, but not what lies in folders below.
fn tables(folder: &Path) -> Result<Vec<PathBuf>> {
    let named = |layout: &crate::read::long::layout::TableLayout| {
        ["csv", "parquet"].map(|kind| folder.join(format!("{}.{kind}", layout.name)))
    };
    let found: Vec<PathBuf> =
        super::layout::TABLES.iter().flat_map(named).filter(|path| path.is_file()).collect();
    if found.is_empty() {
        let place = Place::file(folder.join(FILE).display().to_string());
        return Err(Error::new("mobilise::no-tables").at(place));
    }
    Ok(found)
}

struct Reader<'s> {
    study: Study,
    supplies: Vec<Supply>,
    reading: Reading<'s>,
}

impl<'s> Reader<'s> {
    /// The regions come first: everything else names them.
    fn new(settings: Settings, chain: &Chain, mut reading: Reading<'s>) -> Result<Self> {
        let (mut entries, mut population) = (Vec::new(), Vec::new());
        reading.each(&REGIONS, REGIONS.name, &mut |row| {
            let entry = row.entry("region");
            exactly_one(entries.iter().any(|known: &Entry| known.code == entry.code), &entry.code)?;
            population.push(number(row, "population", Some(f64::NAN))?);
            entries.push(entry);
            Ok(())
        })?;
        let regions = Codes::new(entries)?;
        let usual = Good { volume: 1.0, carrier: None, storage: 0.0, life: None, reusable: false };
        let supply = Supply { value: settings.value, class: 1, again: None, waste: 0.0 };
        let facts = Facts {
            periods: settings.periods,
            regions: regions.len(),
            goods: vec![usual; chain.goods().len()],
            lines: Vec::new(),
            conversions: Vec::new(),
            crews: settings.crews.clone(),
            demands: Vec::new(),
            holdings: Vec::new(),
            imports: Vec::new(),
            routes: Vec::new(),
            carriers: settings.volumes.clone(),
            shifts: Vec::new(),
        };
        let study = Study {
            settings,
            regions,
            goods: chain.goods().clone(),
            lines: Codes::new(Vec::new())?,
            conversions: Codes::new(Vec::new())?,
            taken: Vec::new(),
            shifts: Vec::new(),
            population,
            facts,
            notes: Vec::new(),
        };
        Ok(Self { supplies: vec![supply; chain.goods().len()], study, reading })
    }

    /// Activities in the regions become lines; others are abroad.
    fn chain(&mut self, chain: &Chain) -> Result<()> {
        let (mut entries, mut abroad, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        for (activity, entry) in chain.activities().entries().iter().enumerate() {
            let code = chain.regions().code(chain.region(activity));
            let Some(region) = self.study.regions.id(code) else {
                abroad.push(format!("`{}`", entry.code));
                continue;
            };
            let group = |group| chain.inputs(group).map(|(good, q)| (good as usize, q)).collect();
            let inputs: Vec<Vec<(usize, f64)>> = chain.groups(activity).map(group).collect();
            if inputs.is_empty() {
                bare.push(format!("`{}`", entry.code));
            }
            self.study.facts.lines.push(Line {
                region,
                good: chain.output(activity),
                capacity: chain.capacity(activity) / self.study.settings.per_chain_period,
                share_good: 1.0,
                inputs,
                hours: 0.0,
                cost: 0.0,
            });
            entries.push(entry.clone());
        }
        for (code, places) in [("mobilise::abroad", abroad), ("mobilise::no-recipe", bare)] {
            if !places.is_empty() {
                self.study.notes.push(Note::new(code, places.len()).places(places));
            }
        }
        self.study.lines = Codes::new(entries)?;
        Ok(())
    }

    fn supplies(&mut self) -> Result<()> {
        let Self { study, supplies, reading } = self;
        let Study { settings, goods, facts, .. } = study;
        reading.each(&SUPPLIES, SUPPLIES.name, &mut |row| {
            let good = line::good(goods, row.text("good"))?;
            let usual = supplies[good].clone();
            supplies[good] = Supply {
                value: number(row, "value", Some(usual.value))?,
                class: whole(row, "class", Some(1))?.max(1) as u32,
                again: Some(whole(row, "again_after", Some(0))?).filter(|after| *after > 0),
                waste: fraction(row, "waste", 0.0, |share| share < 1.0)?,
            };
            let carrier = row.text("carrier");
            facts.goods[good] = Good {
                volume: number(row, "volume", Some(1.0))?,
                carrier: match carrier {
                    "" => None,
                    name => Some(line::carrier(&settings.carriers, name)?),
                },
                storage: number(row, "storage_cost", Some(0.0))?,
                life: Some(whole(row, "shelf_life", Some(0))?).filter(|life| *life > 0),
                reusable: match row.text("reusable") {
                    "yes" => true,
                    "" | "no" => false,
                    other => return Err(Error::new("mobilise::yes-or-no").with("found", other)),
                },
            };
            if facts.goods[good].reusable && facts.goods[good].life.is_some() {
                return Err(Error::new("mobilise::reusable-expires").with("good", row.text("good")));
            }
            Ok(())
        })
    }

    fn lines(&mut self) -> Result<()> {
        let Self { study, reading, .. } = self;
        let Study { lines, facts, .. } = study;
        reading.each(&LINES, LINES.name, &mut |row| {
            let pattern = row.text("activity");
            let found = lines.select(pattern);
            if found.is_empty() {
                line::activity(lines, pattern)?;
            }
            for line in found {
                let of = &mut facts.lines[line];
                of.share_good = fraction(row, "yield", 1.0, |share| share > 0.0)?;
                of.hours = number(row, "hours", Some(0.0))?;
                of.cost = number(row, "cost", Some(0.0))?;
            }
            Ok(())
        })
    }

    fn demand(&mut self) -> Result<()> {
        let Self { study, supplies, reading } = self;
        let Study { settings, regions, goods, population, facts, .. } = study;
        let mut amounts: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
        reading.each(&DEMAND, DEMAND.name, &mut |row| {
            let pair = place(row, regions, goods)?;
            let amount = number(row, "amount", None)?;
            let wanted = amounts.entry(pair).or_insert_with(|| vec![0.0; facts.periods]);
            span(row, facts.periods)?.for_each(|t| wanted[t] += amount);
            Ok(())
        })?;
        let asked =
            epidemic::Asked { settings, regions, population, goods, of_goods: &facts.goods };
        for (pair, used) in epidemic::demand(&asked, reading)? {
            let wanted = amounts.entry(pair).or_insert_with(|| vec![0.0; facts.periods]);
            wanted.iter_mut().zip(used).for_each(|(wanted, used)| *wanted += used);
        }
        for ((region, good), amounts) in amounts {
            let Supply { value, class, again, waste } = supplies[good].clone();
            facts.demands.push(Demand { region, good, amounts, value, class, again, waste });
        }
        Ok(())
    }

    fn stocks(&mut self) -> Result<()> {
        let Self { study, reading, .. } = self;
        let Study { regions, goods, facts, .. } = study;
        reading.each(&STOCKS, STOCKS.name, &mut |row| {
            let (region, good) = place(row, regions, goods)?;
            let known = |h: &Holding| (h.region, h.good) == (region, good);
            exactly_one(facts.holdings.iter().any(known), row.text("good"))?;
            let stock = number(row, "stock", Some(0.0))?;
            let reserve = number(row, "reserve", Some(0.0))?;
            facts.holdings.push(Holding { region, good, stock, reserve });
            Ok(())
        })
    }

    fn conversions(&mut self) -> Result<()> {
        let Self { study, reading, .. } = self;
        let Study { settings, lines, conversions, taken, facts, .. } = study;
        let mut entries: Vec<Entry> = Vec::new();
        reading.each(&CONVERSIONS, CONVERSIONS.name, &mut |row| {
            let entry = row.entry("id");
            exactly_one(entries.iter().any(|known| known.code == entry.code), &entry.code)?;
            let line = |column: &str| line::activity(lines, row.text(column));
            let instead_of = match row.text("instead_of") {
                "" => None,
                _ => Some((line("instead_of")?, number(row, "less", None)?)),
            };
            facts.conversions.push(Conversion {
                line: line("activity")?,
                capacity: number(row, "capacity", None)?,
                instead_of,
                lag: whole(row, "lag", Some(0))?,
                ramp: settings.ramp.clone(),
                most: number(row, "most", Some(f64::INFINITY))?,
                most_a_period: number(row, "most_a_period", Some(f64::INFINITY))?,
                crews: number(row, "crews", Some(1.0))?,
                cost: number(row, "cost", Some(0.0))?,
                forgone: number(row, "forgone", Some(0.0))?,
            });
            let sector = row.text("sector").to_owned();
            let share = fraction(row, "sector_share", 0.0, |_| true)?;
            taken.push((!sector.is_empty()).then_some(Taken { sector, share }));
            entries.push(entry);
            Ok(())
        })?;
        *conversions = Codes::new(entries)?;
        Ok(())
    }

    fn imports(&mut self) -> Result<()> {
        let Self { study, reading, .. } = self;
        let Study { regions, goods, facts, .. } = study;
        let n = facts.periods;
        let mut limits: BTreeMap<(usize, usize), (Vec<f64>, Vec<f64>)> = BTreeMap::new();
        reading.each(&IMPORTS, IMPORTS.name, &mut |row| {
            let pair = place(row, regions, goods)?;
            let (limit, cost) = (number(row, "limit", None)?, number(row, "cost", Some(0.0))?);
            let entry = || (vec![f64::NAN; n], vec![0.0; n]);
            let (limits, costs) = limits.entry(pair).or_insert_with(entry);
            for t in span(row, n)? {
                exactly_one(!limits[t].is_nan(), row.text("good"))?;
                (limits[t], costs[t]) = (limit, cost);
            }
            Ok(())
        })?;
        for ((region, good), (mut limit, cost)) in limits {
            limit.iter_mut().filter(|limit| limit.is_nan()).for_each(|limit| *limit = 0.0);
            facts.imports.push(Import { region, good, limit, cost });
        }
        Ok(())
    }

    fn transport(&mut self) -> Result<()> {
        let Self { study, reading, .. } = self;
        let Study { regions, facts, .. } = study;
        reading.each(&TRANSPORT, TRANSPORT.name, &mut |row| {
            let ends = |column: &str| match row.text(column) {
                "*" => Ok((0..regions.len()).collect()),
                code => Ok(vec![line::region(regions, code)?]),
            };
            let (from, to): (Vec<usize>, Vec<usize>) = (ends("from")?, ends("to")?);
            let pairs = from.iter().flat_map(|from| to.iter().map(|to| (*from, *to)));
            for (from, to) in pairs.filter(|(from, to)| from != to) {
                let known = |route: &Route| (route.from, route.to) == (from, to);
                exactly_one(facts.routes.iter().any(known), regions.code(to))?;
                facts.routes.push(Route {
                    from,
                    to,
                    lag: whole(row, "lag", Some(0))?,
                    cost: number(row, "cost", Some(0.0))?,
                    limit: vec![number(row, "limit", Some(f64::INFINITY))?; facts.periods],
                });
            }
            Ok(())
        })
    }

    fn shifts(&mut self) -> Result<()> {
        let Self { study, reading, .. } = self;
        let Study { regions, shifts, facts, .. } = study;
        reading.each(&SHIFTS, SHIFTS.name, &mut |row| {
            facts.shifts.push(Shift {
                region: line::region(regions, row.text("region"))?,
                hours: number(row, "hours", None)?,
                cost: number(row, "cost", Some(0.0))?,
            });
            shifts.push(row.text("shift").to_owned());
            Ok(())
        })
    }
}

/// The region and the good of a row.
fn place(row: &Row<'_>, regions: &Codes, goods: &Codes) -> Result<(usize, usize)> {
    let region = line::region(regions, row.text("region"))?;
    Ok((region, line::good(goods, row.text("good"))?))
}
