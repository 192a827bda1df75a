//! `staves map`: the indicators of a chain, one a row, never added up to a single score.

use super::ChainFile;
use crate::table::{Table, Values};
use staves_core::Note;
use staves_core::chain::cuts::{Redundancy, Search, WORK};
use staves_core::chain::failure::single_points;
use staves_core::chain::restart::{self, restart};
use staves_core::chain::units::names;
use staves_core::chain::width::link_width;
use staves_core::chain::{Chain, Kind, Mode, NONE, Units, closure};

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.map.v1";

/// Where the book defines what is asked; the part behind `#` is a heading.
const MADE: &str = "models/integrity#what-can-be-made";
const RESTART: &str = "models/integrity#the-restart-gap";
const CUTS: &str = "models/integrity#redundancy-and-minimal-cuts";
const WIDTH: &str = "models/integrity#weakest-link";

/// One number with everything that is said of it.
pub(crate) struct Row {
    indicator: &'static str,
    /// A final good; empty for the whole chain.
    good: String,
    pub(crate) available: &'static str,
    /// NaN when it is not known exactly.
    pub(crate) value: f64,
    /// Bounds: equal to the value when it is exact, NaN when there is none.
    low: f64,
    high: f64,
    unit: &'static str,
    state: &'static str,
    detail: String,
    definition: &'static str,
}

impl Row {
    pub(crate) fn exact(
        indicator: &'static str,
        value: f64,
        unit: &'static str,
        definition: &'static str,
    ) -> Self {
        let (good, detail) = (String::new(), String::new());
        let (available, state) = ("", "exact");
        Self {
            indicator,
            good,
            available,
            value,
            low: value,
            high: value,
            unit,
            state,
            detail,
            definition,
        }
    }

    pub(crate) fn bounded(mut self, low: f64, high: f64, state: &'static str) -> Self {
        (self.value, self.low, self.high, self.state) = (f64::NAN, low, high, state);
        self
    }

    pub(crate) fn of(mut self, good: &str) -> Self {
        good.clone_into(&mut self.good);
        self
    }

    pub(crate) fn naming(mut self, detail: String) -> Self {
        self.detail = detail;
        self
    }
}

/// What is asked of a chain.
pub struct Request<'r> {
    /// The chain.
    pub file: &'r ChainFile,
    /// Which regions are home, if that is known.
    pub home: Option<&'r [bool]>,
    /// Largest size of cuts to look for.
    pub size: usize,
}

impl Request<'_> {
    fn chain(&self) -> &Chain {
        &self.file.chain
    }

    /// The activities that home has: all of them when home is not known.
    pub(super) fn at_home(&self) -> Vec<bool> {
        self.home.map_or_else(|| self.chain().all(), |home| self.chain().inside(home))
    }

    /// Work that the search for one final good may take: together they take no longer than one.
    pub(super) fn work(&self) -> usize {
        WORK / self.chain().finals().len()
    }

    /// Ids of the final goods.
    pub(super) fn goods(&self) -> Vec<u32> {
        self.chain().finals().iter().map(|known| known.good).collect()
    }
}

/// All indicators, with notes on what could not be settled.
#[must_use]
pub fn indicators(request: &Request<'_>) -> (Table, Vec<Note>) {
    let chain = request.chain();
    let mut sets = vec![("all", chain.all())];
    if request.home.is_some() {
        sets.push(("home", request.at_home()));
    }
    let mut rows = Vec::new();
    for (name, available) in &sets {
        let mut found = structural(chain, available);
        found.extend(gap(chain, available));
        found.extend(Kind::ALL.iter().flat_map(|kind| redundancy(request, available, *kind)));
        found.extend(widths(chain, available));
        found.iter_mut().for_each(|row| row.available = name);
        rows.extend(found);
    }
    if let Some(home) = request.home {
        rows.extend(foreign_cut(request, home));
    }
    // A bound within the size asked for means that the search did not come that far.
    let ended = rows.iter().filter(|row| row.state == "at least" && row.low <= request.size as f64);
    let ended: Vec<String> = ended
        .map(|row| {
            format!("{} ({}), `{}`: {}", row.indicator, row.available, row.good, row.low - 1.0)
        })
        .collect();
    let notes = match ended.len() {
        0 => Vec::new(),
        count => vec![Note::new("chain::search-ended", count).places(ended)],
    };
    (table(&rows), notes)
}

/// The rows as a table.
pub(crate) fn table(rows: &[Row]) -> Table {
    let text = |of: &dyn Fn(&Row) -> &str| {
        Values::Text(rows.iter().map(|row| of(row).to_owned()).collect())
    };
    let number = |of: &dyn Fn(&Row) -> f64| Values::Number(rows.iter().map(of).collect());
    Table::new(vec![
        ("indicator", text(&|row| row.indicator)),
        ("good", text(&|row| &row.good)),
        ("available", text(&|row| row.available)),
        ("value", number(&|row| row.value)),
        ("low", number(&|row| row.low)),
        ("high", number(&|row| row.high)),
        ("unit", text(&|row| row.unit)),
        ("state", text(&|row| row.state)),
        ("detail", text(&|row| &row.detail)),
        ("definition", text(&|row| row.definition)),
    ])
}

/// Codes of goods on one line.
pub(super) fn listed(chain: &Chain, goods: &[u32]) -> String {
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

/// Names of an indicator and of its unit.
fn redundancy_of(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Activity => ("redundancy_activity", "activities"),
        Kind::Site => ("redundancy_site", "sites"),
        Kind::Owner => ("redundancy_owner", "owners"),
        Kind::Region => ("redundancy_region", "regions"),
    }
}

fn redundancy(request: &Request<'_>, available: &[bool], kind: Kind) -> Vec<Row> {
    let chain = request.chain();
    let (indicator, unit) = redundancy_of(kind);
    let (units, goods) = (Units::new(chain, kind), request.goods());
    let removable = vec![true; units.count];
    // One pass settles all final goods that have a single point of failure.
    let points = single_points(chain, available, Mode::ColdStart, &units, &goods);
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
        let search = Search::new(chain, Mode::ColdStart, &units, *good, &removable);
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
