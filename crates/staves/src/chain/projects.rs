//! `--list projects`: every candidate link with its cost and what it changes, alone, after all the
//! others, and as part of the cheapest sets.

use super::mend::{Goal, Request, Watch, cheapest, most_served, reachable};
use crate::table::{Table, Values};
use staves_core::Result;
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::links::with;
use staves_core::chain::{Chain, Mode, closure};

/// Structural integrity from a standstill, and the joint fill rate (NaN without demands).
fn state(chain: &Chain, fill: &mut Fill<'_>, available: &[bool]) -> Result<[f64; 2]> {
    let made = closure::made(chain, available, Mode::ColdStart);
    let joint = match fill.any_wanted() {
        true => fill.rate(Target::Joint, available)?.map_or(f64::NAN, |filled| filled.rate),
        false => f64::NAN,
    };
    Ok([chain.weighted_share(|good| made[good]), joint])
}

/// One row per candidate. Links are complements as often as not: what one changes alone may be
/// nothing and what it changes last a lot, so both are given.
///
/// # Errors
/// `program::*`.
pub fn projects(request: &Request<'_>, watch: &mut Watch<'_>) -> Result<Table> {
    let (chain, candidates) = (&request.open.file.chain, &request.open.candidates);
    let base = request.base();
    let mut fill = Fill::new(chain, None);
    let everything = 0..candidates.len();
    let before = state(chain, &mut fill, &base)?;
    let all = state(chain, &mut fill, &with(chain, &base, candidates, everything.clone()))?;
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for place in everything.clone() {
        let alone = with(chain, &base, candidates, [place]);
        let others = with(chain, &base, candidates, everything.clone().filter(|k| *k != place));
        let [alone, others] = [alone, others].map(|available| state(chain, &mut fill, &available));
        let (alone, others) = (alone?, others?);
        first.push([alone[0] - before[0], alone[1] - before[1]]);
        last.push([all[0] - others[0], all[1] - others[1]]);
    }
    let mut sets = Vec::new();
    for goal in [Some(Goal::ColdStart), most_served(request)?] {
        let found = match goal {
            // A goal that is out of reach has no cheapest set; any other error is one.
            Some(goal) if reachable(request, goal).is_ok() => {
                cheapest(request, goal, 0.0, 0, watch)?.0.links
            }
            _ => None,
        };
        sets.push(found.map(|links| links.chosen));
    }
    let text = |of: &dyn Fn(usize) -> String| Values::Text(everything.clone().map(of).collect());
    let number = |of: &dyn Fn(usize) -> f64| Values::Number(everything.clone().map(of).collect());
    let activity = |place: usize| candidates[place].activity as usize;
    let entry = |place: usize| &chain.activities().entries()[activity(place)];
    let chosen = |set: usize, place: usize| match &sets[set] {
        Some(chosen) if chosen.contains(&place) => "yes".to_owned(),
        Some(_) => "no".to_owned(),
        None => "unknown".to_owned(),
    };
    Ok(Table::new(vec![
        ("kind", text(&|place| kind(chain, &base, activity(place)).to_owned())),
        ("activity", text(&|place| entry(place).code.clone())),
        ("label_en", text(&|place| entry(place).en.clone())),
        ("label_zh", text(&|place| entry(place).zh.clone())),
        ("good", text(&|place| chain.goods().code(chain.output(activity(place))).to_owned())),
        ("region", text(&|place| chain.regions().code(chain.region(activity(place))).to_owned())),
        ("capacity", number(&|place| chain.capacity(activity(place)))),
        ("cost", number(&|place| candidates[place].cost)),
        ("ramp_up", number(&|place| chain.ramp_up(activity(place)).unwrap_or(f64::NAN))),
        ("integrity_first", number(&|place| first[place][0])),
        ("integrity_last", number(&|place| last[place][0])),
        ("joint_fill_first", number(&|place| first[place][1])),
        ("joint_fill_last", number(&|place| last[place][1])),
        ("for_cold_start", text(&|place| chosen(0, place))),
        ("for_full_fill", text(&|place| chosen(1, place))),
    ]))
}

/// The kind of action: `supplement` where nobody there makes the good, `diversify` where all that is
/// made comes from one region, `strengthen` otherwise.
fn kind(chain: &Chain, base: &[bool], activity: usize) -> &'static str {
    let sources = chain.sources(chain.output(activity)).iter().map(|a| *a as usize);
    let mut regions: Vec<usize> = sources.filter(|a| base[*a]).map(|a| chain.region(a)).collect();
    regions.sort_unstable();
    regions.dedup();
    match regions.len() {
        0 => "supplement",
        1 => "diversify",
        _ => "strengthen",
    }
}
