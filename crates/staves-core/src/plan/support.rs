//! Cuts that rest on gains: what is chosen loses no less than that together with a known portfolio S,
//! and that no less than S less the largest gain of each further action (docs/src/models/planning.md,
//! "Certificate").

use super::aim::Aim;
use super::candidates::Candidates;
use super::gains::{Gains, screened};
use super::portfolio::Portfolio;
use super::record::Record;
use crate::error::Result;

/// Gains that are measured in all draws at once, those first that can be far below what they are taken
/// for.
const SURER: usize = 8;

/// V ≥ constant + Σ slope z.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cut {
    pub constant: f64,
    pub slopes: Vec<f64>,
}

impl Cut {
    /// What it says of a portfolio.
    pub fn at(&self, portfolio: &Portfolio) -> f64 {
        portfolio.members().iter().fold(self.constant, |sum, j| sum + self.slopes[*j])
    }

    /// Whether it says more than another one of the same portfolio somewhere.
    pub fn above(&self, other: &Self) -> bool {
        let more = |(here, there): (&f64, &f64)| *here > there + ROUNDING * self.constant.abs();
        self.slopes.iter().zip(&other.slopes).any(more)
    }
}

/// Difference of slopes relative to a loss that is no more than rounding.
const ROUNDING: f64 = 1e-12;

/// The cut of a portfolio S by all that is known. Where the gain of a candidate on top of S was not
/// measured its largest at both ends stands in. `slack` is by how much a larger portfolio may lose
/// more. None when S is not known in all draws.
pub(super) fn cut(
    record: &Record<'_>,
    gains: &Gains,
    portfolio: &Portfolio,
    aim: Aim,
    slack: f64,
) -> Option<Cut> {
    let value = record.value(portfolio, aim)?;
    let (ends, seen) = (gains.largest(), record.gains_beyond(portfolio, aim));
    let all = Portfolio::all(portfolio.candidates());
    let last = |j: usize| {
        let last = record.gain(&all.without(&[j]), &all, aim);
        last.map_or(gains.most_last[j], |gain| gain.most)
    };
    let slope = |j: usize| match portfolio.has(j) {
        true => 0.0,
        false if seen[j].is_nan() || !measured(record, portfolio, j) => -ends[j],
        false => -seen[j].max(last(j)).max(0.0),
    };
    let slopes = (0..portfolio.candidates()).map(slope).collect();
    Some(Cut { constant: value - slack, slopes })
}

/// Whether what a candidate gains on top of a portfolio was measured.
fn measured(record: &Record<'_>, portfolio: &Portfolio, j: usize) -> bool {
    !record.losses(&portfolio.with(&[j])).is_empty()
}

/// Measures what the cut of a portfolio S rests on at another one, if there is more to be known: first
/// what was never measured on top of S, on some draws, then what is known on some draws only, in all.
/// False when there is nothing more, or it was stopped.
///
/// # Errors
/// Of the simulation.
pub(super) fn refine(
    record: &mut Record<'_>,
    candidates: &Candidates,
    gains: &Gains,
    support: &Portfolio,
    at: &Portfolio,
    aim: Aim,
) -> Result<bool> {
    let useful = gains.useful();
    let further: Vec<usize> =
        at.members().into_iter().filter(|j| !support.has(*j) && useful.contains(j)).collect();
    let on_top = |j: &usize| support.with(&candidates.bundle(*j));
    let unknown: Vec<Portfolio> =
        further.iter().map(on_top).filter(|more| record.losses(more).is_empty()).collect();
    if !unknown.is_empty() {
        let draws = screened(record, aim);
        return record.learn(&unknown, draws);
    }
    let all = Portfolio::all(at.candidates());
    let part = |portfolio: &Portfolio| record.losses(portfolio).len() < record.draws();
    let open = |j: &usize| {
        let both = [on_top(j), all.without(&[*j])];
        let raised = [(support, &both[0]), (&both[1], &all)].map(|(from, to)| {
            let gain = record.gain(from, to, aim);
            gain.map_or(0.0, |gain| gain.most - gain.mean)
        });
        let open = both.into_iter().filter(part).collect::<Vec<_>>();
        (raised[0].max(raised[1]), open)
    };
    let mut unsure: Vec<(f64, Vec<Portfolio>)> = further
        .iter()
        .map(open)
        .filter(|(raised, open)| *raised > 0.0 && !open.is_empty())
        .collect();
    unsure.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    unsure.truncate(SURER);
    let surer: Vec<Portfolio> = unsure.into_iter().flat_map(|(_, open)| open).collect();
    Ok(!surer.is_empty() && record.learn(&surer, record.draws())?)
}
