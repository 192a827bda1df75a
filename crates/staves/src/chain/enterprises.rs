//! `--list enterprises`: who makes what along a chain, and what is lost without them.

use super::map::Request;
use super::served::{SECONDS, wanted};
use crate::table::{Table, Values};
use staves_core::Result;
use staves_core::chain::choke::choke_scores;
use staves_core::chain::failure::single_points;
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::units::names;
use staves_core::chain::{Chain, Kind, Mode, Units};
use std::collections::BTreeSet;

/// What is said of one owner.
#[derive(Default)]
struct Enterprise {
    /// Largest choke score and the final good it is for.
    choke: (f64, String),
    /// Final goods that are lost with it.
    lost: BTreeSet<String>,
}

/// One row per owner, the worst to lose first. What is said of owners leaves out activities whose
/// owner is not known.
///
/// # Errors
/// `program::*`.
pub fn enterprises(request: &Request<'_>) -> Result<Table> {
    let chain = request.chain();
    let units = Units::new(chain, Kind::Owner);
    let found = losses(request, &units)?;
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&found[*a], &found[*b]);
        b.lost.len().cmp(&a.lost.len()).then(b.choke.0.total_cmp(&a.choke.0))
    });
    let entries = names(chain, Kind::Owner).entries();
    let text =
        |of: &dyn Fn(usize) -> String| Values::Text(order.iter().map(|owner| of(*owner)).collect());
    let number =
        |of: &dyn Fn(usize) -> f64| Values::Number(order.iter().map(|owner| of(*owner)).collect());
    let members = units.members();
    let distinct = |of: &dyn Fn(usize) -> usize| -> Vec<Vec<usize>> {
        let of = |activities: &Vec<usize>| -> BTreeSet<usize> {
            activities.iter().map(|activity| of(*activity)).collect()
        };
        members.iter().map(|activities| of(activities).into_iter().collect()).collect()
    };
    let goods = distinct(&|activity| chain.output(activity));
    let regions = distinct(&|activity| chain.region(activity));
    Ok(Table::new(vec![
        ("owner", text(&|owner| entries[owner].code.clone())),
        ("label_en", text(&|owner| entries[owner].en.clone())),
        ("label_zh", text(&|owner| entries[owner].zh.clone())),
        ("role", text(&|owner| role(chain, &goods[owner]).to_owned())),
        ("at_home", text(&|owner| at_home(request, &regions[owner]).to_owned())),
        ("regions", text(&|owner| listed(&regions[owner], |r| chain.regions().code(r)))),
        ("goods", text(&|owner| listed(&goods[owner], |good| chain.goods().code(good)))),
        ("largest_share", number(&|owner| largest_share(chain, &units, owner, &goods[owner]))),
        ("substitutes", number(&|owner| substitutes(request, &units, owner, &goods[owner]))),
        ("choke_score", number(&|owner| found[owner].choke.0)),
        ("final_good", text(&|owner| found[owner].choke.1.clone())),
        (
            "lost_without",
            text(&|owner| found[owner].lost.iter().cloned().collect::<Vec<_>>().join("; ")),
        ),
    ]))
}

fn losses(request: &Request<'_>, units: &Units) -> Result<Vec<Enterprise>> {
    let chain = request.chain();
    let (all, goods) = (chain.all(), request.goods());
    let mut found: Vec<Enterprise> = (0..units.count).map(|_| Enterprise::default()).collect();
    for mode in [Mode::ColdStart, Mode::KeepRunning] {
        let points = single_points(chain, &all, mode, units, &goods);
        for (good, points) in goods.iter().zip(points) {
            for point in points {
                let code = chain.goods().code(*good as usize).to_owned();
                found[point as usize].lost.insert(code);
            }
        }
    }
    let mut fill = Fill::new(chain, Some(SECONDS));
    if !fill.any_wanted() {
        found.iter_mut().for_each(|enterprise| enterprise.choke.0 = f64::NAN);
    }
    for (place, code) in wanted(chain, &fill) {
        let target = Target::Single(place);
        let Some(base) = fill.rate(target, &all)?.filter(|base| base.rate > 0.0) else { continue };
        let scores = choke_scores(&mut fill, target, &all, &base, units)?;
        for (enterprise, score) in found.iter_mut().zip(scores) {
            match score {
                Some(score) if score > enterprise.choke.0 => {
                    enterprise.choke = (score, code.to_owned());
                }
                _ => {}
            }
        }
    }
    Ok(found)
}

fn listed<'c>(ids: &[usize], code: impl Fn(usize) -> &'c str) -> String {
    ids.iter().map(|id| code(*id)).collect::<Vec<_>>().join("; ")
}

/// A leader of the chain makes a final good.
fn role(chain: &Chain, goods: &[usize]) -> &'static str {
    let last = |good: &usize| chain.finals().iter().any(|known| known.good as usize == *good);
    if goods.iter().any(last) { "chain_leader" } else { "supplier" }
}

fn at_home(request: &Request<'_>, regions: &[usize]) -> &'static str {
    let Some(home) = request.home else { return "unknown" };
    match (regions.iter().any(|r| home[*r]), regions.iter().any(|r| !home[*r])) {
        (true, true) => "partly",
        (true, false) => "yes",
        (false, _) => "no",
    }
}

/// Its largest share of the capacity for a good it makes; missing where a capacity has no limit.
fn largest_share(chain: &Chain, units: &Units, owner: usize, goods: &[usize]) -> f64 {
    let capacity = |good: usize, whose: &dyn Fn(usize) -> bool| -> f64 {
        let sources = chain.sources(good).iter().map(|a| *a as usize);
        sources.filter(|a| whose(*a)).map(|a| chain.capacity(a)).sum()
    };
    let share = |good: &usize| {
        let share = capacity(*good, &|a| units.member(owner, a)) / capacity(*good, &|_| true);
        if share.is_finite() { share } else { f64::NAN }
    };
    goods.iter().map(share).fold(f64::NAN, f64::max)
}

/// How many others at home (anywhere, when home is not known) make the good for which there are the
/// fewest. Sources without a known owner count one by one.
fn substitutes(request: &Request<'_>, units: &Units, owner: usize, goods: &[usize]) -> f64 {
    let chain = request.chain();
    let at_home = request.at_home();
    let others = |good: &usize| {
        let sources = chain.sources(*good).iter().map(|a| *a as usize);
        let others = sources.filter(|a| at_home[*a] && !units.member(owner, *a));
        others.map(|a| units.unit(a).ok_or(a)).collect::<BTreeSet<_>>().len() as f64
    };
    goods.iter().map(others).fold(f64::NAN, f64::min)
}
