//! How far from the best a portfolio can be: a relaxation from below, simulated portfolios from
//! above, until they meet (docs/src/models/planning.md, "Certificate").

use super::aim::Aim;
use super::candidates::Candidates;
use super::gains::Gains;
use super::master::Master;
use super::portfolio::Portfolio;
use super::record::{Harm, Record};
use super::support::{Cut, cut, refine};
use crate::error::Result;
use crate::program::{Go, Progress};

/// What the loss of a draw cannot fall below around some levels of the candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxed {
    /// At these levels.
    pub value: f64,
    /// How it falls with each level.
    pub slope: Vec<f64>,
}

/// Gives for each draw what its loss cannot fall below, at levels of the candidates in 0..=1. It
/// must be convex in the levels.
pub type Relax<'r> = dyn FnMut(&[f64]) -> Result<Vec<Relaxed>> + 'r;

/// What a certificate is made with.
pub struct Certify<'c> {
    /// The candidates.
    pub candidates: &'c Candidates,
    /// What is made small.
    pub aim: Aim,
    /// (value − bound) / value at which it is good enough.
    pub gap: f64,
    /// Portfolios that may be simulated.
    pub simulated: usize,
    /// A relaxation, if there is one.
    pub relax: Option<&'c mut Relax<'c>>,
    /// Gains at both ends, if gains on top of a portfolio may be taken as the largest that are seen.
    pub gains: Option<&'c Gains>,
    /// Portfolios on top of which further gains are looked at.
    pub supports: Vec<Portfolio>,
}

/// How good a portfolio is.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// The best portfolio simulated.
    pub best: Portfolio,
    /// Its value.
    pub value: f64,
    /// What no portfolio's simulated value can fall below.
    pub bound: f64,
    /// What no portfolio can fall below even when everything is shared out with foresight; none
    /// without a relaxation.
    pub clairvoyant: Option<f64>,
    /// The portfolio that would be best with foresight; none without a relaxation.
    pub with_foresight: Option<Portfolio>,
    /// How often more was seen to hurt, and by how much: the bound rests on its never hurting more.
    pub harm: Harm,
    /// Rounds of solving and simulating.
    pub rounds: usize,
}

impl Certificate {
    /// (value − bound) / value; 0 where nothing is lost.
    #[must_use]
    pub fn gap(&self) -> f64 {
        let apart = (self.value - self.bound).max(0.0);
        if apart == 0.0 { 0.0 } else { apart / self.value.abs() }
    }
}

/// Rounds in which the relaxation is asked at fractions before whole choices are looked at.
const FRACTIONS: usize = 200;
/// Relative difference at which a relaxation is known well enough.
const CLOSE: f64 = 1e-9;

/// Proves how good the best portfolio known is, and finds better ones on the way. None when it was
/// stopped before anything was known.
///
/// # Errors
/// Of the simulation, the relaxation and the solver.
pub fn certify(
    record: &mut Record<'_>,
    ask: &mut Certify<'_>,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Option<Certificate>> {
    loop {
        let before = record.harm(ask.aim);
        let mut cuts = Vec::new();
        let found = attempt(record, ask, before.largest, &mut cuts, watch)?;
        // Cuts that rested on less than what was seen later are worth nothing: once more.
        let seen = |cut: &(usize, Cut)| {
            let now = support(record, ask, cut.0, before.largest);
            now.is_some_and(|now| cut.1.above(&now))
        };
        let worse = |found: &Certificate| found.harm.largest > before.largest;
        if !found.as_ref().is_some_and(|found| worse(found) || cuts.iter().any(seen)) {
            return Ok(found);
        }
    }
}

/// `slack` is by how much a larger portfolio may lose more; `cuts` are given those of the supports, by
/// place.
fn attempt(
    record: &mut Record<'_>,
    ask: &mut Certify<'_>,
    slack: f64,
    cuts: &mut Vec<(usize, Cut)>,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Option<Certificate>> {
    let (aim, chances) = (ask.aim, record.chances().to_vec());
    let all = Portfolio::all(ask.candidates.len());
    let Some(rest) = record.evaluate(&all, aim)? else { return Ok(None) };
    let mut master = Master::new(ask.candidates, aim, &chances, ask.relax.is_some());
    let (mut clairvoyant, mut with_foresight) = (None, None);
    if let Some(relax) = ask.relax.as_deref_mut() {
        let (portfolio, bound) = foresight(&mut master, relax, aim, &chances)?;
        (clairvoyant, with_foresight) = (Some(bound), portfolio);
    }
    let lowest = clairvoyant.unwrap_or(f64::NEG_INFINITY).max(rest - slack);
    master.at_least(lowest);
    let known: Vec<Portfolio> = record.whole().map(|(portfolio, _)| portfolio.clone()).collect();
    for portfolio in &known {
        let value = record.value(portfolio, aim).unwrap_or(lowest) - slack;
        closing_cut(&mut master, portfolio, value, lowest);
    }
    for k in 0..ask.supports.len() {
        add_support(&mut master, record, ask, k, slack, cuts);
    }
    let (mut bound, mut rounds) = (lowest, 0);
    let (best, value) = loop {
        let Some((best, value)) = best(record, ask.candidates, aim) else { return Ok(None) };
        let open = |bound: f64| value - bound > ask.gap.max(CLOSE) * value.abs();
        if !open(bound) {
            break (best, value);
        }
        // What is known is made use of once, even when time is up.
        let stopped = |bound: f64, watch: &mut dyn FnMut(&Progress) -> Go| {
            watch(&Progress { seconds: 0.0, objective: value, bound }) == Go::Stop
        };
        let late = record.stopped() || stopped(bound, watch);
        let found = match late {
            true if rounds == 0 => master.solve(&mut |_| Go::On)?,
            true => None,
            false => master.solve(watch)?,
        };
        rounds += 1;
        let Some((next, found)) = found else { break (best, value) };
        bound = bound.max(found);
        if late || !open(bound) {
            break (best, value);
        }
        if let Some(relax) = ask.relax.as_deref_mut() {
            let (levels, known) = (next.levels(), record.value(&next, aim).is_some());
            let relaxed = relax(&levels)?;
            master.relaxed(&levels, &relaxed);
            // Not even with foresight is it as good as the best: no need to simulate it.
            if !known && foreseen(&relaxed, aim, &chances) >= value {
                continue;
            }
        }
        // The support that says most of it is looked at more closely first: that costs less.
        let says = |(_, cut): &&(usize, Cut)| cut.at(&next);
        let most = cuts.iter().max_by(|a, b| says(a).total_cmp(&says(b)).then(b.0.cmp(&a.0)));
        if let (Some(gains), Some(k)) = (ask.gains, most.map(|(k, _)| *k))
            && refine(record, ask.candidates, gains, &ask.supports[k], &next, aim)?
        {
            add_support(&mut master, record, ask, k, slack, cuts);
            continue;
        }
        // What still fits is taken along: the cut then rules out more.
        let next = ask.candidates.filled(&next);
        let new = record.value(&next, aim).is_none() && record.simulated() < ask.simulated;
        let Some(loss) = (if new { record.evaluate(&next, aim)? } else { None }) else {
            break (best, value);
        };
        closing_cut(&mut master, &next, loss - slack, lowest);
        ask.supports.push(next);
        add_support(&mut master, record, ask, ask.supports.len() - 1, slack, cuts);
    };
    Ok(Some(Certificate {
        best,
        value,
        bound: bound.min(value),
        clairvoyant,
        with_foresight,
        harm: record.harm(aim),
        rounds,
    }))
}

/// The cut of a support by all that is known; none without gains.
fn support(record: &Record<'_>, ask: &Certify<'_>, k: usize, slack: f64) -> Option<Cut> {
    cut(record, ask.gains?, &ask.supports[k], ask.aim, slack)
}

/// Adds the cut of a support to the program and to those that are kept, in place of its earlier one.
fn add_support(
    master: &mut Master,
    record: &Record<'_>,
    ask: &Certify<'_>,
    k: usize,
    slack: f64,
    cuts: &mut Vec<(usize, Cut)>,
) {
    let Some(cut) = support(record, ask, k, slack) else { return };
    master.cut(cut.constant, &cut.slopes);
    cuts.push((k, cut));
}

/// Cuts of the relaxation until it is known around the portfolio that is best by it: first at
/// fractions, which is fast, then at whole choices.
fn foresight(
    master: &mut Master,
    relax: &mut Relax<'_>,
    aim: Aim,
    chances: &[f64],
) -> Result<(Option<Portfolio>, f64)> {
    let value = |found: &[Relaxed]| foreseen(found, aim, chances);
    for _ in 0..FRACTIONS {
        let Some((levels, bound)) = master.fractions()? else { break };
        let found = relax(&levels)?;
        master.relaxed(&levels, &found);
        if value(&found) - bound <= 1e-6 * value(&found).abs() {
            break;
        }
    }
    let (mut best, mut least): (Option<(Portfolio, f64)>, f64) = (None, 0.0);
    while let Some((portfolio, bound)) = master.solve(&mut |_| Go::On)? {
        least = least.max(bound);
        let levels = portfolio.levels();
        let found = relax(&levels)?;
        master.relaxed(&levels, &found);
        let value = value(&found);
        if best.as_ref().is_none_or(|(_, before)| value < *before) {
            best = Some((portfolio, value));
        }
        let reached = best.as_ref().map_or(f64::INFINITY, |(_, value)| *value);
        if reached - least <= CLOSE * reached.abs() + 1e-9 {
            break;
        }
    }
    Ok((best.map(|(portfolio, _)| portfolio), least))
}

/// The aim of what the losses of the draws cannot fall below.
fn foreseen(found: &[Relaxed], aim: Aim, chances: &[f64]) -> f64 {
    let losses: Vec<f64> = found.iter().map(|one| one.value).collect();
    aim.value(&losses, chances)
}

/// The best portfolio known that is allowed.
fn best(record: &Record<'_>, candidates: &Candidates, aim: Aim) -> Option<(Portfolio, f64)> {
    let allowed = record.whole().filter(|(portfolio, _)| candidates.allows(portfolio));
    let valued =
        allowed.map(|(portfolio, losses)| (portfolio, aim.value(losses, record.chances())));
    let best = valued.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
    best.map(|(portfolio, value)| (portfolio.clone(), value))
}

/// The cut of a simulated portfolio (integer L-shaped; Laporte and Louveaux 1993): only what is left
/// out of it can lower the value, at most to the lowest.
fn closing_cut(master: &mut Master, portfolio: &Portfolio, value: f64, lowest: f64) {
    let fall = (value - lowest).max(0.0);
    let slope = |j: usize| if portfolio.has(j) { 0.0 } else { -fall };
    let slopes: Vec<f64> = (0..portfolio.candidates()).map(slope).collect();
    master.cut(value, &slopes);
}
