//! `staves map`: the indicators of a chain, one a row, never added up to a single score.

use super::row::{Row, table};
use super::served;
use super::{ChainFile, reliability};
use crate::table::Table;
use staves_core::chain::cuts::{Redundancy, Search, WORK};
use staves_core::chain::failure::single_points;
use staves_core::chain::restart::{self, restart};
use staves_core::chain::units::names;
use staves_core::chain::width::link_width;
use staves_core::chain::{Chain, Kind, Mode, NONE, Units, closure, restart_time};
use staves_core::{Note, Result};

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.map.v1";

/// Where the book defines what is asked; the part behind `#` is a heading.
const MADE: &str = "models/integrity#what-can-be-made";
const RESTART: &str = "models/integrity#the-restart-gap";
const TIME: &str = "models/integrity#time-to-restart";
const CUTS: &str = "models/integrity#redundancy-and-minimal-cuts";
const WIDTH: &str = "models/integrity#weakest-link";

/// What is asked of a chain.
pub struct Request<'r> {
    /// The chain.
    pub file: &'r ChainFile,
    /// Which regions are home, if that is known.
    pub home: Option<&'r [bool]>,
    /// Largest size of cuts to look for.
    pub size: usize,
    /// Probability with which a unit fails.
    pub failure: f64,
}

impl Request<'_> {
    pub(super) fn chain(&self) -> &Chain {
        &self.file.chain
    }

    /// The activities that home has: all of them when home is not known.
    #[must_use]
    pub fn at_home(&self) -> Vec<bool> {
        self.home.map_or_else(|| self.chain().all(), |home| self.chain().inside(home))
    }

    /// Work that the search for one final good may take: for a kind of unit and a sense, all goods
    /// together take no longer than one.
    pub(super) fn work(&self) -> usize {
        WORK / self.chain().finals().len()
    }

    /// Ids of the final goods.
    pub(super) fn goods(&self) -> Vec<u32> {
        self.chain().finals().iter().map(|known| known.good).collect()
    }
}

/// All indicators, with notes on what could not be settled.
///
/// # Errors
/// `program::*` when a fill rate cannot be found.
pub fn indicators(request: &Request<'_>) -> Result<(Table, Vec<Note>)> {
    let chain = request.chain();
    let mut sets = vec![("all", chain.all())];
    if request.home.is_some() {
        sets.push(("home", request.at_home()));
    }
    let mut rows = Vec::new();
    for (name, available) in &sets {
        let mut found = structural(chain, available);
        found.extend(served::rates(chain, available)?);
        found.extend(gap(chain, available));
        found.extend(restart_times(chain, available));
        for mode in [Mode::ColdStart, Mode::KeepRunning] {
            found.extend(Kind::ALL.iter().flat_map(|k| redundancy(request, available, *k, mode)));
        }
        found.extend(widths(chain, available));
        found.extend(reliability::rows(request, available));
        found.iter_mut().for_each(|row| row.available = name);
        rows.extend(found);
    }
    if let Some(home) = request.home {
        rows.extend(foreign_cut(request, home));
    }
    // A bound within the size asked for means that the search did not come that far.
    let ended = rows.iter().filter(|row| {
        row.definition == CUTS && row.state == "at least" && row.low <= request.size as f64
    });
    let ended: Vec<String> = ended
        .map(|row| {
            format!("{} ({}), `{}`: {}", row.indicator, row.available, row.good, row.low - 1.0)
        })
        .collect();
    let mut notes = served::notes(chain, &rows);
    if !ended.is_empty() {
        notes.push(Note::new("chain::search-ended", ended.len()).places(ended));
    }
    Ok((table(&rows), notes))
}

/// Codes of goods on one line.
pub fn listed(chain: &Chain, goods: &[u32]) -> String {
    let codes: Vec<&str> = goods.iter().map(|good| chain.goods().code(*good as usize)).collect();
    codes.join("; ")
}

fn structural(chain: &Chain, available: &[bool]) -> Vec<Row> {
    let modes = [
        ("structural_integrity", Mode::ColdStart),
        ("structural_integrity_running", Mode::KeepRunning),
    ];
    let of = |(name, mode): (&'static str, Mode)| {
        let made = closure::made(chain, available, mode);
        let share = chain.weighted_share(|good| made[good]);
        let whole = Row::exact(name, share, "share", MADE);
        let each = chain.finals().iter().map(move |known| {
            let value = f64::from(u8::from(made[known.good as usize]));
            Row::exact(name, value, "share", MADE).of(chain.goods().code(known.good as usize))
        });
        std::iter::once(whole).chain(each).collect::<Vec<_>>()
    };
    modes.into_iter().flat_map(of).collect()
}

fn gap(chain: &Chain, available: &[bool]) -> [Row; 2] {
    let found = restart(chain, available, restart::WORK);
    let gap = Row::exact("restart_gap", found.gap.len() as f64, "goods", RESTART);
    let (low, high) = (found.at_least as f64, found.seeds.len() as f64);
    let seeds = Row::exact("restart_seeds", high, "goods", RESTART);
    let seeds = if low < high { seeds.bounded(low, high, "between") } else { seeds };
    [gap.naming(listed(chain, &found.gap)), seeds.naming(listed(chain, &found.seeds))]
}

/// Days until each final good is there again after a standstill; nothing when no ramp-up is known.
fn restart_times(chain: &Chain, available: &[bool]) -> Vec<Row> {
    let at_work = || (0..available.len()).filter(|a| available[*a]);
    if at_work().all(|a| chain.ramp_up(a).is_none()) {
        return Vec::new();
    }
    let some_unknown = at_work().any(|a| chain.ramp_up(a).is_none());
    let times = restart_time::times(chain, available);
    let row = |good: usize| {
        let row = Row::exact("time_to_restart", times[good], "days", TIME);
        let row = row.of(chain.goods().code(good));
        match (times[good].is_finite(), some_unknown) {
            (false, _) => row.bounded(f64::NAN, f64::NAN, "none"),
            (true, true) => row.bounded(times[good], f64::NAN, "at least"),
            (true, false) => row,
        }
    };
    chain.finals().iter().map(|known| row(known.good as usize)).collect()
}

/// Names of an indicator and of its unit.
fn redundancy_of(kind: Kind, mode: Mode) -> (&'static str, &'static str) {
    match (kind, mode) {
        (Kind::Activity, Mode::ColdStart) => ("redundancy_activity", "activities"),
        (Kind::Site, Mode::ColdStart) => ("redundancy_site", "sites"),
        (Kind::Owner, Mode::ColdStart) => ("redundancy_owner", "owners"),
        (Kind::Region, Mode::ColdStart) => ("redundancy_region", "regions"),
        (Kind::Activity, Mode::KeepRunning) => ("redundancy_running_activity", "activities"),
        (Kind::Site, Mode::KeepRunning) => ("redundancy_running_site", "sites"),
        (Kind::Owner, Mode::KeepRunning) => ("redundancy_running_owner", "owners"),
        (Kind::Region, Mode::KeepRunning) => ("redundancy_running_region", "regions"),
    }
}

fn redundancy(request: &Request<'_>, available: &[bool], kind: Kind, mode: Mode) -> Vec<Row> {
    let chain = request.chain();
    let (indicator, unit) = redundancy_of(kind, mode);
    let (units, goods) = (Units::new(chain, kind), request.goods());
    let removable = vec![true; units.count];
    // One pass settles all final goods that have a single point of failure.
    let points = single_points(chain, available, mode, &units, &goods);
    let row = |(good, points): (&u32, Vec<u32>)| {
        let row = Row::exact(indicator, 1.0, unit, CUTS).of(chain.goods().code(*good as usize));
        if units.count == 0 {
            return row.bounded(f64::NAN, f64::NAN, "unknown");
        }
        if !points.is_empty() {
            let codes: Vec<&str> =
                points.iter().map(|unit| names(chain, kind).code(*unit as usize)).collect();
            return row.naming(codes.join("; "));
        }
        let search = Search::new(chain, mode, &units, *good, &removable);
        settled(row, search.at_most(request.work()).redundancy(available, request.size))
    };
    goods.iter().zip(points).map(row).collect()
}

fn settled(row: Row, redundancy: Redundancy) -> Row {
    match redundancy {
        Redundancy::Exact(size) => {
            let size = size as f64;
            Row { value: size, low: size, high: size, ..row }
        }
        Redundancy::AtLeast(size) => row.bounded(size as f64, f64::NAN, "at least"),
        Redundancy::Unbreakable => row.bounded(f64::NAN, f64::NAN, "none"),
    }
}

fn foreign_cut(request: &Request<'_>, home: &[bool]) -> Vec<Row> {
    let chain = request.chain();
    let units = Units::new(chain, Kind::Activity);
    let foreign: Vec<bool> = (0..units.count).map(|a| !home[chain.region(a)]).collect();
    let row = |good: u32| {
        let row = Row::exact("foreign_cut", 0.0, "activities", CUTS);
        let row = Row { available: "all", ..row.of(chain.goods().code(good as usize)) };
        let search = Search::new(chain, Mode::ColdStart, &units, good, &foreign);
        settled(row, search.at_most(request.work()).redundancy(&chain.all(), request.size))
    };
    request.goods().into_iter().map(row).collect()
}

fn widths(chain: &Chain, available: &[bool]) -> Vec<Row> {
    let owners = names(chain, Kind::Owner).len();
    let pools = [("link_width_region", Kind::Region), ("link_width_owner", Kind::Owner)];
    let pools = pools.into_iter().filter(|(_, kind)| *kind == Kind::Region || owners > 0);
    let of = |(indicator, kind): (&'static str, Kind)| {
        let widths = link_width(chain, available, kind);
        let row = move |(width, good): (staves_core::chain::width::Width, u32)| {
            let row = Row::exact(indicator, width.sources, "sources", WIDTH);
            let row = row.of(chain.goods().code(good as usize));
            let row = row.naming(listed(chain, &width.goods));
            if width.sources.is_infinite() { row.bounded(f64::NAN, f64::NAN, "none") } else { row }
        };
        let finals = chain.finals().iter().map(|known| known.good);
        widths.into_iter().zip(finals).map(row).collect::<Vec<_>>()
    };
    pools.flat_map(of).collect()
}

/// A stage as a number; missing for goods that no final good needs.
pub(super) fn stage(stage: u32) -> f64 {
    if stage == NONE { f64::NAN } else { f64::from(stage) }
}
