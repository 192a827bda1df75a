//! `--list choke`: what a final good hangs on abroad. One row per unit and final good that loses
//! something with it, with what makes it a choke point or not.

use super::map::Request;
use super::served::{SECONDS, wanted};
use crate::table::{Table, Values};
use staves_core::chain::choke::choke_scores;
use staves_core::chain::failure::single_points;
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::units::names;
use staves_core::chain::{Chain, Kind, Mode, Units};
use staves_core::codes::Codes;
use staves_core::{Error, Note, Result};
use std::collections::BTreeSet;

/// From which choke score and which foreign share on a unit is listed as a choke point. There are no
/// agreed values: these are ours, and every list says which it used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Share of what is served that is lost with the unit, 0 to 1.
    pub score: f64,
    /// Share of the unit's activities that are abroad, or, for imports, of the capacity for the good,
    /// 0 to 1.
    pub foreign: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { score: 0.5, foreign: 0.5 }
    }
}

/// One unit and one final good.
struct Link {
    kind: &'static str,
    code: String,
    label_en: String,
    label_zh: String,
    final_good: String,
    score: f64,
    foreign: f64,
    sources: f64,
    single_point: &'static str,
}

impl Link {
    fn verdict(&self, thresholds: Thresholds) -> &'static str {
        if self.score.is_nan() || self.foreign.is_nan() {
            "unknown"
        } else if self.score >= thresholds.score && self.foreign >= thresholds.foreign {
            "choke_point"
        } else {
            "below"
        }
    }
}

/// The table, worst first, with a note on how many rows other thresholds would list.
///
/// # Errors
/// `chain::no-home`, `program::*`.
pub fn choke(request: &Request<'_>, thresholds: Thresholds) -> Result<(Table, Vec<Note>)> {
    let Some(home) = request.home else { return Err(Error::new("chain::no-home")) };
    let chain = request.chain();
    let mut fill = Fill::new(chain, Some(SECONDS));
    let imports = Units::imports(chain, home);
    // Imports are all abroad by definition; what counts is how much of the good they are.
    let share = |good: usize| foreign_share(chain, home, good);
    let mut links = each(request, &mut fill, "imports", &imports, chain.goods(), &share)?;
    for kind in Kind::ALL {
        let units = Units::new(chain, kind);
        let members = units.members();
        let share = |unit: usize| abroad(chain, home, &members[unit]);
        links.extend(each(request, &mut fill, kind.name(), &units, names(chain, kind), &share)?);
    }
    let worst =
        |a: &Link, b: &Link| b.score.total_cmp(&a.score).then(b.foreign.total_cmp(&a.foreign));
    links.sort_by(worst);
    let count = |score: f64| {
        let thresholds = Thresholds { score, ..thresholds };
        links.iter().filter(|link| link.verdict(thresholds) == "choke_point").count()
    };
    let places = [0.25, 0.5, 0.75, 1.0].map(|score| format!("{score}: {}", count(score)));
    let note = Note::new("chain::choke-thresholds", count(thresholds.score))
        .with("score", thresholds.score)
        .with("foreign", thresholds.foreign)
        .places(places);
    Ok((table(&links, thresholds), vec![note]))
}

fn each(
    request: &Request<'_>,
    fill: &mut Fill<'_>,
    kind: &'static str,
    units: &Units,
    names: &Codes,
    foreign: &dyn Fn(usize) -> f64,
) -> Result<Vec<Link>> {
    let chain = request.chain();
    let (all, goods) = (chain.all(), request.goods());
    let modes = [Mode::ColdStart, Mode::KeepRunning];
    let points = modes.map(|mode| single_points(chain, &all, mode, units, &goods));
    let members = units.members();
    let mut links = Vec::new();
    for (place, code) in wanted(chain, fill) {
        let target = Target::Single(place);
        // Of what is not served at all, nothing can be lost.
        let Some(base) = fill.rate(target, &all)?.filter(|base| base.rate > 0.0) else { continue };
        let scores = choke_scores(fill, target, &all, &base, units)?;
        for (unit, score) in scores.into_iter().enumerate() {
            let score = score.unwrap_or(f64::NAN);
            if score <= SMALLEST {
                continue;
            }
            let [cold, running] =
                [0, 1].map(|mode| points[mode][place].binary_search(&(unit as u32)).is_ok());
            let entry = &names.entries()[unit];
            links.push(Link {
                kind,
                code: entry.code.clone(),
                label_en: entry.en.clone(),
                label_zh: entry.zh.clone(),
                final_good: code.to_owned(),
                score,
                foreign: foreign(unit),
                sources: sources(chain, &members[unit]),
                single_point: match (cold, running) {
                    (true, true) => "always",
                    (true, false) => "cold_start",
                    (false, true) => "keep_running",
                    (false, false) => "no",
                },
            });
        }
    }
    Ok(links)
}

/// A score that is rounding of a fill rate.
const SMALLEST: f64 = 1e-9;

/// Share of the activities of a unit that are abroad.
fn abroad(chain: &Chain, home: &[bool], members: &[usize]) -> f64 {
    let abroad = members.iter().filter(|activity| !home[chain.region(**activity)]).count();
    abroad as f64 / members.len() as f64
}

/// The effective number of sources of the good of a unit that has the fewest.
fn sources(chain: &Chain, members: &[usize]) -> f64 {
    let goods: BTreeSet<usize> = members.iter().map(|a| chain.output(*a)).collect();
    goods.into_iter().map(|good| effective_sources(chain, good)).fold(f64::NAN, f64::min)
}

/// What each source of a good counts: its capacity; where some capacity has no limit, those without
/// a limit count, each the same.
fn weights(chain: &Chain, good: usize) -> Vec<(usize, f64)> {
    let sources = chain.sources(good).iter().map(|a| *a as usize);
    let unlimited = sources.clone().any(|a| chain.capacity(a).is_infinite());
    let weight = |a: usize| match unlimited {
        true => f64::from(u8::from(chain.capacity(a).is_infinite())),
        false => chain.capacity(a),
    };
    sources.map(|a| (a, weight(a))).collect()
}

/// Share of the capacity for a good that is abroad; NaN where nobody makes it.
pub(super) fn foreign_share(chain: &Chain, home: &[bool], good: usize) -> f64 {
    let weights = weights(chain, good);
    let sum = |wanted: &dyn Fn(usize) -> bool| -> f64 {
        // Not `sum`, which is −0 for nothing.
        weights.iter().filter(|(a, _)| wanted(*a)).fold(0.0, |sum, (_, weight)| sum + weight)
    };
    sum(&|a| !home[chain.region(a)]) / sum(&|_| true)
}

/// Effective number of regions that make a good, 1 / Σ shares²; NaN where nobody does.
pub(super) fn effective_sources(chain: &Chain, good: usize) -> f64 {
    let mut by_region = vec![0.0; chain.regions().len()];
    for (a, weight) in weights(chain, good) {
        by_region[chain.region(a)] += weight;
    }
    let sum: f64 = by_region.iter().sum();
    sum * sum / by_region.iter().map(|k| k * k).sum::<f64>()
}

fn table(links: &[Link], thresholds: Thresholds) -> Table {
    let text = |of: &dyn Fn(&Link) -> &str| {
        Values::Text(links.iter().map(|link| of(link).to_owned()).collect())
    };
    let number = |of: &dyn Fn(&Link) -> f64| Values::Number(links.iter().map(of).collect());
    Table::new(vec![
        ("kind", text(&|link| link.kind)),
        ("code", text(&|link| &link.code)),
        ("label_en", text(&|link| &link.label_en)),
        ("label_zh", text(&|link| &link.label_zh)),
        ("final_good", text(&|link| &link.final_good)),
        ("choke_score", number(&|link| link.score)),
        ("foreign_share", number(&|link| link.foreign)),
        ("sources", number(&|link| link.sources)),
        ("single_point", text(&|link| link.single_point)),
        ("verdict", text(&|link| link.verdict(thresholds))),
    ])
}
