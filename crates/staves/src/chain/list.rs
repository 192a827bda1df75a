//! `staves map --list`: what stands behind the indicators.

use super::map::{Request, listed, stage};
use crate::table::{Table, Values};
use staves_core::Note;
use staves_core::chain::cuts::Search;
use staves_core::chain::failure::single_points;
use staves_core::chain::stages::stages;
use staves_core::chain::units::names;
use staves_core::chain::{Kind, Missing, Mode, Units, missing as missing_goods};

/// Rows being gathered as texts, column by column.
pub(super) struct Texts<const N: usize>([Vec<String>; N]);

impl<const N: usize> Texts<N> {
    pub fn new() -> Self {
        Self(std::array::from_fn(|_| Vec::new()))
    }

    pub fn push(&mut self, row: [&str; N]) {
        self.0.iter_mut().zip(row).for_each(|(column, text)| column.push(text.to_owned()));
    }

    pub fn columns(self, names: [&'static str; N]) -> Vec<(&'static str, Values)> {
        names.into_iter().zip(self.0.map(Values::Text)).collect()
    }
}

/// Single points of failure of every final good over activities, sites, owners and regions, from
/// a standstill and while running.
#[must_use]
pub fn spof(request: &Request<'_>) -> Table {
    let chain = &request.file.chain;
    let (available, goods) = (chain.all(), request.goods());
    let mut rows = Texts::new();
    for kind in Kind::ALL {
        let (units, names) = (Units::new(chain, kind), names(chain, kind));
        for mode in [Mode::ColdStart, Mode::KeepRunning] {
            let points = single_points(chain, &available, mode, &units, &goods);
            for (good, points) in goods.iter().zip(points) {
                for point in points {
                    let entry = &names.entries()[point as usize];
                    let good = chain.goods().code(*good as usize);
                    rows.push([kind.name(), &entry.code, &entry.en, &entry.zh, good, mode.name()]);
                }
            }
        }
    }
    Table::new(rows.columns(["kind", "code", "label_en", "label_zh", "good", "mode"]))
}

/// Minimal cuts of every final good up to the size asked for, from a standstill and while running.
#[must_use]
pub fn cuts(request: &Request<'_>) -> (Table, Vec<Note>) {
    let chain = &request.file.chain;
    let (available, goods) = (chain.all(), request.goods());
    let mut rows = Texts::new();
    let (mut sizes, mut ended) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let (units, names) = (Units::new(chain, kind), names(chain, kind));
        let removable = vec![true; units.count];
        let modes = [Mode::ColdStart, Mode::KeepRunning];
        for (good, mode) in goods.iter().flat_map(|good| modes.map(|mode| (good, mode))) {
            let code = chain.goods().code(*good as usize);
            let search = Search::new(chain, mode, &units, *good, &removable);
            let found = search.at_most(request.work()).cuts(&available, request.size);
            if found.complete_to < request.size {
                let (kind, mode) = (kind.name(), mode.name());
                ended.push(format!("{kind}, `{code}`, {mode}: {}", found.complete_to));
            }
            for cut in found.list {
                let members: Vec<&str> =
                    cut.iter().map(|unit| names.code(*unit as usize)).collect();
                rows.push([kind.name(), code, mode.name(), &members.join("; ")]);
                sizes.push(cut.len() as i64);
            }
        }
    }
    let mut columns = rows.columns(["kind", "good", "mode", "members"]);
    columns.insert(3, ("size", Values::Integer(sizes)));
    let notes = match ended.len() {
        0 => Vec::new(),
        count => vec![Note::new("chain::search-ended", count).places(ended)],
    };
    (Table::new(columns), notes)
}

/// Goods that home cannot make from a standstill and that keep a final good from being made.
#[must_use]
pub fn missing(request: &Request<'_>) -> Table {
    let chain = &request.file.chain;
    let at_home = request.at_home();
    let stages = stages(chain).stage;
    let mut found = missing_goods(chain, &at_home);
    // The farthest from the final goods first: what others wait for.
    found.sort_by_key(|missing| (std::cmp::Reverse(stages[missing.good as usize]), missing.good));
    let all = chain.all();
    let elsewhere = |missing: &Missing| {
        let sources = chain.sources(missing.good as usize).iter().map(|a| *a as usize);
        sources.filter(|a| all[*a] && !at_home[*a]).count() as i64
    };
    let mut rows = Texts::new();
    for missing in &found {
        let entry = &chain.goods().entries()[missing.good as usize];
        let reason = if missing.activity.is_none() { "no-source" } else { "unmet-input" };
        let activity = missing.activity.map_or("", |a| chain.activities().code(a as usize));
        let lacks = missing.group.map(|group| listed(chain, chain.alternatives(group as usize)));
        let running = if missing.keeps_running { "yes" } else { "no" };
        let (lacks, blocks) = (lacks.unwrap_or_default(), listed(chain, &missing.blocks));
        let row = [&entry.code, &entry.en, &entry.zh, reason, activity, &lacks, running, &blocks];
        rows.push(row);
    }
    let mut columns = rows.columns([
        "good",
        "label_en",
        "label_zh",
        "reason",
        "activity",
        "lacks",
        "keeps_running",
        "blocks",
    ]);
    let stage = found.iter().map(|missing| stage(stages[missing.good as usize]));
    columns.insert(3, ("stage", Values::Number(stage.collect())));
    columns
        .insert(7, ("sources_elsewhere", Values::Integer(found.iter().map(elsewhere).collect())));
    Table::new(columns)
}
