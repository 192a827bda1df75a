//! Which actions to take under a budget, against the stress test itself
//! (docs/src/models/planning.md).

pub mod chain;
pub(crate) mod instances;
mod loss;
pub mod program;
mod simulation;
mod tables;
mod weights;
pub mod years;

pub use loss::Loss;
pub use simulation::Simulation;
pub use weights::{WEIGHTS, Weights};

use crate::actions::Actions;
use crate::scenario::Scenario;
use crate::store::economy::Stored;
use staves_core::action::Effect;
use staves_core::plan::{
    Aim, Candidates, Certificate, Certify, Gains, Portfolio, Record, Search, alone, certify,
    complements, gains, screened,
};
use staves_core::program::{Go, Progress};
use staves_core::{Action, Error, Note, Place, Result};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.plan.v1";

/// Share of the best value by which another portfolio may be worse and is still told.
const NEAR: f64 = 0.02;
/// Points of the frontier between no money and the budget.
const POINTS: usize = 10;

/// What is asked of a plan.
pub struct Request<'r> {
    /// The scenario, with runs and seed as they shall be: its draws are those planned for.
    pub scenario: &'r Scenario,
    /// The economy as it is.
    pub stored: &'r Stored,
    /// What could be done.
    pub actions: &'r Actions,
    /// Money for all actions together.
    pub budget: f64,
    /// What is made small.
    pub aim: Aim,
    /// What counts as lost.
    pub loss: Loss,
    /// How much each producer or product counts, if not all alike.
    pub weights: Option<&'r Weights>,
    /// Draws are all ways in which so many of the scenario's shocks happen, each at its median,
    /// instead of random ones.
    pub failures: Option<usize>,
    /// Longest lead time of an action, days.
    pub within: Option<f64>,
    /// Gap at which a plan is good enough.
    pub gap: f64,
    /// Portfolios that may be simulated.
    pub simulate: usize,
    /// Runs with fresh draws that the plan is tried on afterwards.
    pub fresh: u64,
}

/// A plan with everything that is known of it.
pub struct Plan<'r> {
    /// What was asked.
    pub request: &'r Request<'r>,
    /// Places of the candidates among the actions.
    candidates: Vec<usize>,
    rules: Candidates,
    /// How good it is; its portfolio is of candidates.
    pub certificate: Certificate,
    /// Gains of the candidates alone and last.
    pub gains: Gains,
    /// Groups that gain more together than one by one, of candidates.
    pub complements: Vec<Vec<usize>>,
    /// How often an action was seen to come last, and how often it then gained more than at both ends.
    pub seen: (usize, usize),
    before: Vec<f64>,
    after: Vec<f64>,
    chances: Vec<f64>,
    /// Losses on fresh draws before and after; empty when there are none.
    fresh: [Vec<f64>; 2],
    /// Portfolios as good as the best, with their values: of candidates, best first.
    near: Vec<(Portfolio, f64)>,
    /// What the plan loses without each of its actions.
    marginal: Vec<(usize, f64)>,
    /// Budget, and the best portfolio known within it with its value.
    frontier: Vec<(f64, Portfolio, f64)>,
    /// Portfolios simulated in all draws, and runs.
    pub simulated: (usize, usize),
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// What a reader must know.
    pub notes: Vec<Note>,
}

/// Makes a plan. `watch` is told the best value and its bound, and may stop it: the best plan so far
/// is given with its gap.
///
/// # Errors
/// `plan::contradiction`, `plan::nothing-lost`, `plan::nothing-changes`, `plan::no-candidates`,
/// `plan::no-jobs`, `plan::needs-engine`, `plan::too-many-failures`, `stress::interrupted-early`; of
/// the actions, the scenario, the engine and the solver.
pub fn plan<'r>(
    request: &'r Request<'r>,
    stop: &AtomicBool,
    watch: &(dyn Fn(&Progress) -> Go + Sync),
) -> Result<Plan<'r>> {
    let place = || Place::file(request.scenario.file.clone());
    let (candidates, mut notes) = candidates(request)?;
    let list: Vec<&Action> = candidates.iter().map(|k| &request.actions.list[*k]).collect();
    let rules = rules(request, &list)?;
    let simulation = Simulation::new(request, &list, stop)?;
    notes.extend(simulation.notes.clone());
    let draws = simulation.draws() as usize;
    let chances = simulation.chances(0..draws as u64)?;
    let aim = request.aim;
    let simulate = |portfolios: &[Portfolio], draws: Range<usize>| {
        simulation.losses(portfolios, draws.start as u64..draws.end as u64, watch)
    };
    let mut record = Record::new(chances.clone(), Box::new(simulate));
    let early = || Error::new("stress::interrupted-early").at(place());
    let (none, all) = (Portfolio::none(rules.len()), Portfolio::all(rules.len()));
    let before = record.evaluate(&none, aim)?.ok_or_else(early)?;
    if before <= 0.0 {
        return Err(Error::new("plan::nothing-lost").with("loss", request.loss.name()).at(place()));
    }
    if record.evaluate(&all, aim)?.ok_or_else(early)? == before {
        return Err(Error::new("plan::nothing-changes")
            .with("count", rules.len())
            .with("loss", request.loss.name())
            .at(Place::file(request.actions.file.name.clone())));
    }
    let first = first(&mut record, &rules, aim)?;
    let found = gains(&mut record, &rules, aim)?;
    let complete = found.is_some();
    let gains = found.unwrap_or_else(|| unknown(before, rules.len()));
    let useful = gains.useful();
    let complements = complements(&mut record, &rules, &gains, aim)?;
    let mut search = Search::new(&rules, &useful, &complements, aim);
    let mut supports = vec![none.clone()];
    if complete {
        let looked = screened(&record, aim);
        let again = !complements.is_empty() || first.is_none();
        let second = again.then(|| search.greedy(&mut record, looked)).transpose()?;
        let value = |one: &Portfolio| record.value(one, aim).unwrap_or(f64::INFINITY);
        let known = first.into_iter().chain(second);
        let start = known.min_by(|a, b| value(a).total_cmp(&value(b)));
        let start = start.unwrap_or_else(|| none.clone());
        supports.push(start.clone());
        let good = search.improve(&mut record, start)?;
        if !supports.contains(&good) {
            supports.push(good);
        }
    }
    let mut ask = Certify {
        candidates: &rules,
        aim,
        gap: request.gap,
        simulated: request.simulate,
        relax: None,
        gains: complete.then_some(&gains),
        supports,
    };
    let certificate = certify(&mut record, &mut ask, &mut |progress| watch(progress))?;
    let mut certificate = certificate.ok_or_else(early)?;
    let seen = gains.seen(&record, aim);
    let marginal = marginal(&mut record, &rules, &mut certificate, aim)?;
    let frontier = frontier(&record, &rules, aim);
    let near = near(&record, &rules, &certificate, aim);
    // All ways to fail are planned for: there are no further ones.
    let more = if request.failures.is_some() { 0 } else { request.fresh };
    let fresh = match (more, record.stopped()) {
        (0, _) | (_, true) => [Vec::new(), Vec::new()],
        (runs, false) => {
            let both = [none.clone(), certificate.best.clone()];
            let first = draws as u64;
            let losses = simulation.losses(&both, first..first + runs, watch)?;
            let mut losses = losses.unwrap_or_default().into_iter();
            [losses.next().unwrap_or_default(), losses.next().unwrap_or_default()]
        }
    };
    notes.extend(tables::notes(request, &rules, &certificate, complete.then_some((&gains, seen))));
    let losses = |portfolio: &Portfolio| record.losses(portfolio).to_vec();
    Ok(Plan {
        before: losses(&none),
        after: losses(&certificate.best),
        simulated: (record.simulated(), record.runs()),
        stopped: record.stopped(),
        request,
        candidates,
        rules: rules.clone(),
        certificate,
        gains,
        complements,
        seen,
        chances,
        fresh,
        near,
        marginal,
        frontier,
        notes,
    })
}

/// Draws that the first search looks at.
const QUICK: usize = 8;

/// A portfolio by the gains of few draws, so that there is one soon; none where all draws count or
/// there are few of them.
fn first(record: &mut Record<'_>, rules: &Candidates, aim: Aim) -> Result<Option<Portfolio>> {
    if aim != Aim::Expected || record.draws() <= 2 * QUICK {
        return Ok(None);
    }
    let Some((gains, _)) = alone(record, rules, aim, QUICK)? else { return Ok(None) };
    let gainful: Vec<usize> = (0..rules.len()).filter(|j| gains[*j] > 0.0).collect();
    Search::new(rules, &gainful, &[], aim).greedy(record, QUICK).map(Some)
}

/// Gains of a search that was stopped before they were known.
fn unknown(before: f64, candidates: usize) -> Gains {
    let nothing = || vec![f64::NAN; candidates];
    Gains {
        before,
        after: before,
        alone: nothing(),
        last: nothing(),
        most_alone: nothing(),
        most_last: nothing(),
    }
}

/// Places of the actions that can be planned, with notes on those that cannot.
fn candidates(request: &Request<'_>) -> Result<(Vec<usize>, Vec<Note>)> {
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    let (mut late, mut financial) = (Vec::new(), Vec::new());
    for (k, action) in request.actions.list.iter().enumerate() {
        if matches!(action.effect, Effect::Finance { .. }) {
            financial.push(action.entry.code.clone());
        } else if request.within.is_some_and(|days| action.lead_time > days) {
            late.push(action.entry.code.clone());
        } else {
            kept.push(k);
        }
    }
    for (code, ids) in [("plan::through-cash", financial), ("plan::too-late", late)] {
        if !ids.is_empty() {
            notes.push(Note::new(code, ids.len()).places(ids));
        }
    }
    if kept.is_empty() {
        let place = Place::file(request.actions.file.name.clone());
        return Err(Error::new("plan::no-candidates").at(place));
    }
    Ok((kept, notes))
}

/// What each of some actions needs, and lists of those of which at most one may be taken.
type Relations = (Vec<Vec<usize>>, Vec<Vec<usize>>);

/// How some actions of a file stand to each other.
fn relations(actions: &Actions, list: &[&Action]) -> Result<Relations> {
    let find = |id: &String| list.iter().position(|action| action.entry.code == *id);
    let mut needs = Vec::new();
    for action in list {
        let missing = action.needs.iter().find(|id| find(id).is_none());
        if let Some(missing) = missing {
            return Err(Error::new("plan::needs-what-is-left-out")
                .with("action", &action.entry.code)
                .with("other", missing)
                .at(actions.place(&action.entry.code)));
        }
        needs.push(action.needs.iter().filter_map(find).collect());
    }
    let excluded = list.iter().enumerate().flat_map(|(j, action)| {
        action.excludes.iter().filter_map(find).map(move |other| vec![j, other])
    });
    let mut alternatives: Vec<Vec<usize>> = excluded.filter(|pair| pair[0] != pair[1]).collect();
    let mut groups: Vec<&str> = list.iter().map(|action| action.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups.into_iter().filter(|group| !group.is_empty()) {
        alternatives.push((0..list.len()).filter(|j| list[*j].group == group).collect());
    }
    Ok((needs, alternatives))
}

/// The rules of choosing among some actions.
fn rules(request: &Request<'_>, list: &[&Action]) -> Result<Candidates> {
    let (needs, alternatives) = relations(request.actions, list)?;
    let rules = Candidates {
        names: list.iter().map(|action| action.entry.code.clone()).collect(),
        costs: list.iter().map(|action| action.cost).collect(),
        needs,
        alternatives,
        budget: request.budget,
    };
    for (j, action) in list.iter().enumerate() {
        let place = || request.actions.place(&action.entry.code);
        rules.check(j).map_err(|error| error.or_at(place()))?;
    }
    Ok(rules)
}

/// What the plan loses without each of its actions. Those without which it loses no more are taken
/// out of it first, the dearest first.
fn marginal(
    record: &mut Record<'_>,
    rules: &Candidates,
    certificate: &mut Certificate,
    aim: Aim,
) -> Result<Vec<(usize, f64)>> {
    let mut members = certificate.best.members();
    members.sort_by(|a, b| rules.costs[*b].total_cmp(&rules.costs[*a]).then(a.cmp(b)));
    for j in members {
        let less = certificate.best.without(&[j]);
        let needed = certificate.best.members().iter().any(|k| rules.needs[*k].contains(&j));
        let value = if needed { None } else { record.evaluate(&less, aim)? };
        if let Some(value) = value.filter(|value| *value <= certificate.value) {
            (certificate.best, certificate.value) = (less, value);
            certificate.bound = certificate.bound.min(value);
        }
    }
    let members = certificate.best.members();
    let less: Vec<Portfolio> = members.iter().map(|j| certificate.best.without(&[*j])).collect();
    record.learn(&less, record.draws())?;
    let worth = |portfolio: &Portfolio| {
        record.value(portfolio, aim).map_or(f64::NAN, |value| value - certificate.value)
    };
    Ok(members.iter().copied().zip(less.iter().map(worth)).collect())
}

/// The best portfolio known within each of some budgets.
fn frontier(record: &Record<'_>, rules: &Candidates, aim: Aim) -> Vec<(f64, Portfolio, f64)> {
    let budgets = (0..=POINTS).map(|k| rules.budget * k as f64 / POINTS as f64);
    let within = budgets.filter_map(|budget| {
        let rules = Candidates { budget, ..rules.clone() };
        let allowed = record.whole().filter(|(portfolio, _)| rules.allows(portfolio));
        let valued = allowed.map(|(p, losses)| (p, aim.value(losses, record.chances())));
        let best = valued.min_by(|a, b| {
            let cost = || rules.cost(a.0).total_cmp(&rules.cost(b.0));
            a.1.total_cmp(&b.1).then_with(cost).then(a.0.cmp(b.0))
        })?;
        Some((budget, best.0.clone(), best.1))
    });
    within.collect()
}

/// Portfolios nearly as good as the best, and none that holds another of them.
fn near(
    record: &Record<'_>,
    rules: &Candidates,
    certificate: &Certificate,
    aim: Aim,
) -> Vec<(Portfolio, f64)> {
    let most = certificate.value + NEAR * certificate.value.abs();
    let allowed = record.whole().filter(|(p, _)| rules.allows(p) && **p != certificate.best);
    let valued = allowed.map(|(p, losses)| (p.clone(), aim.value(losses, record.chances())));
    let mut near: Vec<(Portfolio, f64)> = valued.filter(|(_, value)| *value <= most).collect();
    near.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let least: Vec<(Portfolio, f64)> = near
        .iter()
        .filter(|(p, _)| {
            let within = |other: &Portfolio| other != p && other.within(p);
            !within(&certificate.best) && !near.iter().any(|(other, _)| within(other))
        })
        .cloned()
        .collect();
    least
}
