//! `staves mend`: the cheapest candidates that reach a goal, what else would, and what each goal
//! costs and buys.

use super::read::Open;
use crate::table::{Table, Values};
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::links::{Capacity, Links, Structure, with};
use staves_core::chain::{Chain, Mode, closure};
use staves_core::program::{Go, Progress};
use staves_core::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.mend.v1";

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// This share of the demand for every final good is served.
    Fill(f64),
    /// Every final good can be made from a standstill.
    ColdStart,
    /// Every final good can go on being made.
    KeepRunning,
    /// As large a share of the demand as this much money can buy.
    Budget(f64),
}

impl FromStr for Goal {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Error::new("mend::goal").with("goal", text);
        match text {
            "cold-start" => Ok(Self::ColdStart),
            "keep-running" => Ok(Self::KeepRunning),
            _ => {
                let (name, value) = text.split_once('=').ok_or_else(unknown)?;
                let value: f64 = value.parse().map_err(|_| unknown())?;
                match name {
                    "fill" if value > 0.0 && value <= 1.0 => Ok(Self::Fill(value)),
                    "budget" if value >= 0.0 && value.is_finite() => Ok(Self::Budget(value)),
                    _ => Err(unknown()),
                }
            }
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fill(share) => write!(f, "fill={share}"),
            Self::ColdStart => f.write_str("cold-start"),
            Self::KeepRunning => f.write_str("keep-running"),
            Self::Budget(money) => write!(f, "budget={money}"),
        }
    }
}

/// What is asked.
pub struct Request<'r> {
    /// The chain with its candidates.
    pub open: &'r Open,
    /// Which regions are home; all of them when that is not known.
    pub home: Option<&'r [bool]>,
    /// Largest gap at which a set is good enough.
    pub gap: f64,
}

/// The candidates found for a goal.
#[derive(Clone, Debug)]
pub struct Mended {
    /// The goal.
    pub goal: Goal,
    /// The set; none when the goal is out of reach or nothing was found in time.
    pub links: Option<Links>,
    /// For a budget: the share of the demand that no set within it can exceed. NaN for other goals.
    pub at_most: f64,
}

impl Mended {
    fn new(goal: Goal, links: Option<Links>) -> Self {
        Self { goal, links, at_most: f64::NAN }
    }
}

/// Somebody who watches and may stop a search.
pub type Watch<'w> = dyn FnMut(&Progress) -> Go + 'w;

impl Request<'_> {
    fn chain(&self) -> &Chain {
        &self.open.file.chain
    }

    /// What is there and at home. Candidates count wherever they are.
    #[must_use]
    pub fn base(&self) -> Vec<bool> {
        let there = self.open.existing.iter().copied();
        match self.home {
            Some(home) => there.zip(self.chain().inside(home)).map(|(a, b)| a && b).collect(),
            None => there.collect(),
        }
    }

    /// The final goods that the goal is about: for how much, those with a demand.
    fn goods(&self) -> Vec<u32> {
        self.chain().finals().iter().map(|known| known.good).collect()
    }
}

/// Finds the cheapest candidates for a goal, and then, with an `extra` share of cost, up to `more`
/// further sets that differ, cheapest first.
///
/// # Errors
/// `mend::no-demand` for a share without any demand; `mend::out-of-reach` when all candidates
/// together do not reach the goal; `links::no-capacity`, `program::*`.
pub fn cheapest(
    request: &Request<'_>,
    goal: Goal,
    extra: f64,
    more: usize,
    watch: &mut Watch<'_>,
) -> Result<(Mended, Vec<Links>)> {
    reachable(request, goal)?;
    let base = request.base();
    let goods = request.goods();
    let candidates = &request.open.candidates;
    match goal {
        Goal::Budget(money) => {
            let mut search = Capacity::new(request.chain(), &base, candidates)?;
            let found = search.most(money, request.gap, watch)?;
            let at_most = found.as_ref().map_or(f64::NAN, |(_, bound)| *bound);
            let links = found.map(|(links, _)| links);
            Ok((Mended { goal, links, at_most }, Vec::new()))
        }
        Goal::Fill(share) => {
            let mut search = Capacity::new(request.chain(), &base, candidates)?;
            let mut least = |watch: &mut Watch<'_>, without: Option<&Links>| {
                without.into_iter().for_each(|links| search.exclude(&links.chosen));
                search.least(share, request.gap, watch)
            };
            collect(goal, &mut least, extra, more, watch)
        }
        Goal::ColdStart | Goal::KeepRunning => {
            let mode = mode(goal);
            let mut search = Structure::new(request.chain(), &base, candidates, mode, &goods);
            let mut least = |watch: &mut Watch<'_>, without: Option<&Links>| {
                without.into_iter().for_each(|links| search.exclude(&links.chosen));
                search.least(request.gap, watch)
            };
            collect(goal, &mut least, extra, more, watch)
        }
    }
}

fn mode(goal: Goal) -> Mode {
    if goal == Goal::KeepRunning { Mode::KeepRunning } else { Mode::ColdStart }
}

/// A search that leaves out the set it is given from then on.
type Least<'l> = dyn FnMut(&mut Watch<'_>, Option<&Links>) -> Result<Option<Links>> + 'l;

fn collect(
    goal: Goal,
    least: &mut Least<'_>,
    extra: f64,
    more: usize,
    watch: &mut Watch<'_>,
) -> Result<(Mended, Vec<Links>)> {
    let best = least(watch, None)?;
    let mut others: Vec<Links> = Vec::new();
    if let Some(best) = &best {
        let most = best.cost * (1.0 + extra);
        // Nothing to leave out: the goal is met already, and every other set only adds to that.
        while others.len() < more && !best.chosen.is_empty() {
            let last = others.last().unwrap_or(best).clone();
            match least(watch, Some(&last))? {
                Some(next) if next.cost <= most => others.push(next),
                _ => break,
            }
        }
    }
    Ok((Mended::new(goal, best), others))
}

/// Refuses a goal that no set of candidates reaches, and says what stays out of reach.
pub(super) fn reachable(request: &Request<'_>, goal: Goal) -> Result<()> {
    let (chain, candidates) = (request.chain(), &request.open.candidates);
    let all = with(chain, &request.base(), candidates, 0..candidates.len());
    let codes = |goods: &[u32]| -> String {
        goods.iter().map(|good| chain.goods().code(*good as usize)).collect::<Vec<_>>().join("`, `")
    };
    match goal {
        Goal::Fill(_) | Goal::Budget(_) if !Fill::new(chain, None).any_wanted() => {
            Err(Error::new("mend::no-demand"))
        }
        Goal::Budget(_) => Ok(()),
        Goal::Fill(share) => {
            let mut fill = Fill::new(chain, None);
            let most = fill.rate(Target::Joint, &all)?.map_or(1.0, |filled| filled.rate);
            // A rate is known to the solver's tolerance.
            if most >= share - 1e-9 {
                return Ok(());
            }
            Err(Error::new("mend::too-little").with("goal", goal.to_string()).with("most", most))
        }
        Goal::ColdStart | Goal::KeepRunning => {
            let made = closure::made(chain, &all, mode(goal));
            let mut goods = request.goods();
            goods.retain(|good| !made[*good as usize]);
            if goods.is_empty() {
                return Ok(());
            }
            let error = Error::new("mend::out-of-reach").with("goal", goal.to_string());
            Err(error.with("goods", codes(&goods)))
        }
    }
}

/// The candidates of some sets, one a row, with the number of the set.
#[must_use]
pub fn links(request: &Request<'_>, sets: &[&Links]) -> Table {
    let chain = request.chain();
    let rows: Vec<(usize, usize)> = sets
        .iter()
        .enumerate()
        .flat_map(|(set, links)| links.chosen.iter().map(move |place| (set + 1, *place)))
        .collect();
    let activity = |place: usize| request.open.candidates[place].activity as usize;
    let entry = |place: usize| &chain.activities().entries()[activity(place)];
    let text = |of: &dyn Fn(usize) -> String| {
        Values::Text(rows.iter().map(|(_, place)| of(*place)).collect())
    };
    let number = |of: &dyn Fn(usize) -> f64| {
        Values::Number(rows.iter().map(|(_, place)| of(*place)).collect())
    };
    Table::new(vec![
        ("set", Values::Integer(rows.iter().map(|(set, _)| *set as i64).collect())),
        ("activity", text(&|place| entry(place).code.clone())),
        ("label_en", text(&|place| entry(place).en.clone())),
        ("label_zh", text(&|place| entry(place).zh.clone())),
        ("good", text(&|place| chain.goods().code(chain.output(activity(place))).to_owned())),
        ("region", text(&|place| chain.regions().code(chain.region(activity(place))).to_owned())),
        ("capacity", number(&|place| chain.capacity(activity(place)))),
        ("cost", number(&|place| request.open.candidates[place].cost)),
        ("ramp_up", number(&|place| chain.ramp_up(activity(place)).unwrap_or(f64::NAN))),
    ])
}

/// What is known of each of some goals: cost with bound and gap, and what the chain then is.
///
/// # Errors
/// `program::*`.
pub fn summary(request: &Request<'_>, found: &[Mended]) -> Result<Table> {
    let (chain, candidates) = (request.chain(), &request.open.candidates);
    let base = request.base();
    let mut fill = Fill::new(chain, None);
    let mut numbers: [Vec<f64>; 8] = Default::default();
    let (mut goals, mut states, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for Mended { goal, links, at_most } in found {
        let chosen = links.as_ref().map_or(&[][..], |links| &links.chosen);
        let available = with(chain, &base, candidates, chosen.iter().copied());
        let integrity = |mode| {
            let made = closure::made(chain, &available, mode);
            chain.weighted_share(|good| made[good])
        };
        let joint = match fill.any_wanted() {
            true => fill.rate(Target::Joint, &available)?.map_or(f64::NAN, |filled| filled.rate),
            false => f64::NAN,
        };
        let known = |of: &dyn Fn(&Links) -> f64| links.as_ref().map_or(f64::NAN, of);
        let row = [
            known(&|links| links.cost),
            known(&|links| links.bound),
            known(&|links| links.gap()),
            known(&|links| links.chosen.len() as f64),
            if links.is_some() { integrity(Mode::ColdStart) } else { f64::NAN },
            if links.is_some() { integrity(Mode::KeepRunning) } else { f64::NAN },
            if links.is_some() { joint } else { f64::NAN },
            *at_most,
        ];
        numbers.iter_mut().zip(row).for_each(|(column, number)| column.push(number));
        goals.push(goal.to_string());
        let close = match goal {
            Goal::Budget(_) => joint >= at_most - request.gap.max(1e-9) * at_most,
            _ => links.as_ref().is_some_and(|links| links.gap() <= request.gap + 1e-9),
        };
        states.push(state(links.is_some(), close).to_owned());
        let code = |place: &usize| chain.activities().code(candidates[*place].activity as usize);
        names.push(chosen.iter().map(code).collect::<Vec<_>>().join("; "));
    }
    let columns = [
        "cost",
        "bound",
        "gap",
        "links",
        "structural_integrity",
        "structural_integrity_running",
        "joint_fill_rate",
        "joint_fill_rate_at_most",
    ];
    let mut table = vec![("goal", Values::Text(goals)), ("state", Values::Text(states))];
    table.extend(columns.into_iter().zip(numbers.map(Values::Number)));
    table.push(("activities", Values::Text(names)));
    Ok(Table::new(table))
}

/// Whether a set is proven to be the best, to the gap asked for.
fn state(found: bool, close: bool) -> &'static str {
    match (found, close) {
        (true, true) => "proven",
        (true, false) => "stopped",
        (false, _) => "not_found",
    }
}

/// The largest share of the demand that can be served with all candidates, as a goal; none when that
/// is nothing, or nothing is wanted.
pub(super) fn most_served(request: &Request<'_>) -> Result<Option<Goal>> {
    let (chain, candidates) = (request.chain(), &request.open.candidates);
    let all = with(chain, &request.base(), candidates, 0..candidates.len());
    let mut fill = Fill::new(chain, None);
    if !fill.any_wanted() {
        return Ok(None);
    }
    let most = fill.rate(Target::Joint, &all)?.map_or(0.0, |filled| filled.rate);
    // A rate is known to the solver's tolerance, and a goal must be within reach.
    let most = if most > 1.0 - 1e-9 { 1.0 } else { most - 1e-9 };
    Ok((most > 0.0).then_some(Goal::Fill(most)))
}

/// Shares of the frontier, in per cent.
const SHARES: [u32; 10] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

/// The cheapest candidates for a start, for keeping running and for growing shares of the demand:
/// what each goal costs. Goals that are out of reach are left out.
///
/// # Errors
/// `links::no-capacity`, `program::*`.
pub fn frontier(request: &Request<'_>, watch: &mut Watch<'_>) -> Result<Vec<Mended>> {
    let (chain, candidates) = (request.chain(), &request.open.candidates);
    let mut found = Vec::new();
    for goal in [Goal::KeepRunning, Goal::ColdStart] {
        if reachable(request, goal).is_ok() {
            found.push(cheapest(request, goal, 0.0, 0, watch)?.0);
        }
    }
    let Some(Goal::Fill(most)) = most_served(request)? else { return Ok(found) };
    let base = request.base();
    let mut search = Capacity::new(chain, &base, candidates)?;
    for share in SHARES.map(|share| f64::from(share) / 100.0) {
        // What was taken off to stay within reach.
        if share > most + 2e-9 {
            break;
        }
        let links = search.least(share, request.gap, watch)?;
        found.push(Mended::new(Goal::Fill(share), links));
    }
    Ok(found)
}
