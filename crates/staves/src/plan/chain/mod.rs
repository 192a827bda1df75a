//! Which missing links of a chain to add under a budget, against outages of its units
//! (docs/src/models/planning.md, "Chains").

mod insured;
mod outages;
mod tables;
#[cfg(test)]
mod tests;

pub use insured::{Goals, Insured, insured};

use crate::chain::{Open, mend};
use outages::{Outages, left};
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::links::{Candidate as Link, with};
use staves_core::chain::{Chain, Kind, Units};
use staves_core::plan::{
    Aim, Candidates, Certificate, Certify, Portfolio, Record, Relaxed, Search, certify,
};
use staves_core::program::{Go, Progress};
use staves_core::{Error, Note, Result};
use std::ops::Range;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.plan.chain.v1";

/// What is asked of a plan for a chain.
pub struct Request<'r> {
    /// The chain with its candidates.
    pub open: &'r Open,
    /// Which regions are home; all of them when that is not known.
    pub home: Option<&'r [bool]>,
    /// What fails at one stroke.
    pub kind: Kind,
    /// Probability that a unit fails in a draw.
    pub failure: f64,
    /// Draws are all ways in which so many units fail instead.
    pub failures: Option<usize>,
    /// Number of draws.
    pub runs: u64,
    /// Further draws that the plan is tried on.
    pub fresh: u64,
    /// Seed of all draws.
    pub seed: u64,
    /// Money for all candidates together.
    pub budget: f64,
    /// What is made small.
    pub aim: Aim,
    /// Gap at which a plan is good enough.
    pub gap: f64,
    /// Portfolios that may be simulated.
    pub simulate: usize,
}

impl Request<'_> {
    pub(super) fn chain(&self) -> &Chain {
        &self.open.file.chain
    }

    /// What is there and at home, without candidates.
    fn base(&self) -> Vec<bool> {
        mend::Request { open: self.open, home: self.home, gap: self.gap }.base()
    }
}

/// A plan for a chain.
pub struct ChainPlan<'r> {
    request: &'r Request<'r>,
    rules: Candidates,
    outages: Outages,
    /// How good it is.
    pub certificate: Certificate,
    before: Vec<f64>,
    after: Vec<f64>,
    /// Losses on fresh draws before and after; empty when there are none.
    fresh: [Vec<f64>; 2],
    /// Share of the demand for all final goods alike that is served when nothing fails, before and
    /// after.
    fill: [f64; 2],
    /// What the plan loses without each of its candidates.
    marginal: Vec<(usize, f64)>,
    simulated: usize,
    stopped: bool,
    /// What a reader must know.
    pub notes: Vec<Note>,
}

/// The share of the weighted demand that stays unserved, for one outage after the other.
struct Unserved<'u> {
    request: &'u Request<'u>,
    fill: Fill<'u>,
    units: Units,
    base: Vec<bool>,
}

impl<'u> Unserved<'u> {
    fn new(request: &'u Request<'u>) -> Self {
        let chain = request.chain();
        let units = Units::new(chain, request.kind);
        Self { request, fill: Fill::new(chain, None), units, base: request.base() }
    }

    /// At levels of the candidates, with how it falls with each.
    fn at(&mut self, levels: &[f64], failed: &[usize]) -> Result<Relaxed> {
        let (chain, candidates) = (self.request.chain(), &self.request.open.candidates);
        let left = left(&self.units, self.base.len(), failed);
        let there = |a: usize| if self.base[a] && left[a] { chain.capacity(a) } else { 0.0 };
        let mut capacity: Vec<f64> = (0..self.base.len()).map(there).collect();
        // What a candidate could make in this outage.
        let whole: Vec<f64> = candidates
            .iter()
            .map(|c| c.activity as usize)
            .map(|a| if left[a] { chain.capacity(a) } else { 0.0 })
            .collect();
        for ((candidate, level), whole) in candidates.iter().zip(levels).zip(&whole) {
            // Not 0 × ∞.
            let part = if *level > 0.0 { whole * level } else { 0.0 };
            capacity[candidate.activity as usize] = part;
        }
        let filled = self.fill.rate_of(Target::Weighted, &capacity, &mut |_| Go::On)?;
        let filled = filled.ok_or_else(|| Error::new("stress::interrupted-early"))?;
        let slope =
            |(candidate, whole): (&Link, &f64)| -filled.slopes[candidate.activity as usize] * whole;
        let slope = candidates.iter().zip(&whole).map(slope).collect();
        Ok(Relaxed { value: 1.0 - filled.rate, slope })
    }
}

/// Makes a plan. What is shared out in an outage is shared out as well as can be, so that the
/// simulation is its own relaxation and the bound is proven. `watch` is told the best value and its
/// bound, and may stop it.
///
/// # Errors
/// `mend::no-demand`, `links::no-capacity`, `plan::nothing-lost`, `plan::no-links`,
/// `plan::too-many-failures`, `plan::too-many-ways`; of the solver.
pub fn plan_chain<'r>(
    request: &'r Request<'r>,
    watch: &(dyn Fn(&Progress) -> Go + Sync),
) -> Result<ChainPlan<'r>> {
    check(request)?;
    let chain = request.chain();
    let candidates = &request.open.candidates;
    let code = |a: u32| chain.activities().code(a as usize).to_owned();
    let rules = Candidates::free(
        candidates.iter().map(|candidate| code(candidate.activity)).collect(),
        candidates.iter().map(|candidate| candidate.cost).collect(),
        request.budget,
    );
    let outages = Outages::new(request)?;
    let nothing = Progress { seconds: 0.0, objective: f64::INFINITY, bound: f64::NEG_INFINITY };
    let mut simulated = Unserved::new(request);
    let simulate = |portfolios: &[Portfolio], draws: Range<usize>| {
        let mut all = Vec::with_capacity(portfolios.len());
        for portfolio in portfolios {
            if watch(&nothing) == Go::Stop {
                return Ok(None);
            }
            let levels = portfolio.levels();
            let losses = outages.failed[draws.clone()].iter();
            let losses = losses.map(|failed| Ok(simulated.at(&levels, failed)?.value));
            all.push(losses.collect::<Result<Vec<f64>>>()?);
        }
        Ok(Some(all))
    };
    let mut record = Record::new(outages.chances.clone(), Box::new(simulate));
    let early = || Error::new("stress::interrupted-early");
    let (none, aim) = (Portfolio::none(rules.len()), request.aim);
    let before = record.evaluate(&none, aim)?.ok_or_else(early)?;
    if before <= 0.0 {
        return Err(Error::new("plan::nothing-lost").with("loss", "unserved_share"));
    }
    let every: Vec<usize> = (0..rules.len()).collect();
    Search::new(&rules, &every, &[], aim).greedy(&mut record, usize::MAX)?;
    let mut relaxed = Unserved::new(request);
    let mut relax = |levels: &[f64]| {
        outages.failed.iter().map(|failed| relaxed.at(levels, failed)).collect::<Result<Vec<_>>>()
    };
    let mut ask = Certify {
        candidates: &rules,
        aim,
        gap: request.gap,
        simulated: request.simulate,
        relax: Some(&mut relax),
        gains: None,
        supports: Vec::new(),
    };
    let certificate = certify(&mut record, &mut ask, &mut |progress| watch(progress))?;
    let certificate = certificate.ok_or_else(early)?;
    let best = certificate.best.clone();
    let mut marginal = Vec::new();
    for j in best.members() {
        let less = record.evaluate(&best.without(&[j]), aim)?;
        marginal.push((j, less.map_or(f64::NAN, |less| less - certificate.value)));
    }
    let (before, after) = (record.losses(&none).to_vec(), record.losses(&best).to_vec());
    let (simulated, stopped) = (record.simulated(), record.stopped());
    drop(record);
    let fresh = match request.failures {
        Some(_) => [Vec::new(), Vec::new()],
        None => tried(request, &[&none, &best])?,
    };
    let fill = [filled(request, &none)?, filled(request, &best)?];
    let notes = tables::notes(request, &rules, &certificate);
    Ok(ChainPlan {
        request,
        rules,
        outages,
        certificate,
        before,
        after,
        fresh,
        fill,
        marginal,
        simulated,
        stopped,
        notes,
    })
}

fn check(request: &Request<'_>) -> Result<()> {
    let chain = request.chain();
    if !Fill::new(chain, None).any_wanted() {
        return Err(Error::new("mend::no-demand"));
    }
    if request.open.candidates.is_empty() {
        return Err(Error::new("plan::no-links"));
    }
    let endless = |activity: &u32| chain.capacity(*activity as usize).is_infinite();
    let mut activities = request.open.candidates.iter().map(|candidate| candidate.activity);
    match activities.find(endless) {
        None => Ok(()),
        Some(activity) => {
            let code = chain.activities().code(activity as usize);
            Err(Error::new("links::no-capacity").with("activity", code))
        }
    }
}

/// Losses of two portfolios on fresh draws.
fn tried(request: &Request<'_>, both: &[&Portfolio; 2]) -> Result<[Vec<f64>; 2]> {
    let outages = Outages::fresh(request);
    let mut unserved = Unserved::new(request);
    let mut losses = |portfolio: &Portfolio| {
        let levels = portfolio.levels();
        let of = |failed: &Vec<usize>| Ok(unserved.at(&levels, failed)?.value);
        outages.failed.iter().map(of).collect::<Result<Vec<f64>>>()
    };
    Ok([losses(both[0])?, losses(both[1])?])
}

/// Share of the demand for all final goods alike that is served when nothing fails.
fn filled(request: &Request<'_>, portfolio: &Portfolio) -> Result<f64> {
    let chain = request.chain();
    let candidates = &request.open.candidates;
    let available = with(chain, &request.base(), candidates, portfolio.members());
    let filled = Fill::new(chain, None).rate(Target::Joint, &available)?;
    Ok(filled.map_or(f64::NAN, |filled| filled.rate))
}
