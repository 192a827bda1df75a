//! What each candidate gains alone, and last of all.

use super::aim::Aim;
use super::candidates::Candidates;
use super::portfolio::Portfolio;
use super::record::Record;
use crate::error::Result;

/// Gains of single candidates at both ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Gains {
    /// The value without any.
    pub before: f64,
    /// The value with all.
    pub after: f64,
    /// By how much each, with what it needs, lowers the value when nothing else is done.
    pub alone: Vec<f64>,
    /// By how much each lowers it when everything else is done.
    pub last: Vec<f64>,
    /// The most that each can gain alone.
    pub most_alone: Vec<f64>,
    /// The most that each can gain last.
    pub most_last: Vec<f64>,
}

impl Gains {
    /// The larger of both: the most that a candidate lowers the value by, wherever its gain is
    /// largest at one of the ends.
    #[must_use]
    pub fn largest(&self) -> Vec<f64> {
        let both = self.most_alone.iter().zip(&self.most_last);
        both.map(|(alone, last)| alone.max(*last).max(0.0)).collect()
    }

    /// Candidates that gain something worth speaking of at either end.
    #[must_use]
    pub fn useful(&self) -> Vec<usize> {
        let enough = NEGLIGIBLE * (self.before - self.after).abs();
        (0..self.alone.len()).filter(|j| self.alone[*j].max(self.last[*j]) > enough).collect()
    }

    /// How often some candidate was seen to come on top of others, and how often it gained more than
    /// at both ends.
    #[must_use]
    pub fn seen(&self, record: &Record<'_>, aim: Aim) -> (usize, usize) {
        let largest = self.largest();
        let (mut seen, mut above) = (0, 0);
        for (portfolio, _) in record.whole() {
            for j in portfolio.members() {
                let Some(gain) = record.gain(&portfolio.without(&[j]), portfolio, aim) else {
                    continue;
                };
                seen += 1;
                above += usize::from(gain.mean > largest[j] + 1e-9 * self.before.abs());
            }
        }
        (seen, above)
    }
}

/// Candidates that are tried together first.
const TOGETHER: usize = 8;
/// Share of what all candidates gain below which a group of them is not looked into.
const NEGLIGIBLE: f64 = 1e-4;

/// Draws that gains are measured on, where the mean is asked for.
const SCREENED: usize = 32;

/// How many draws gains are measured on.
#[must_use]
pub fn screened(record: &Record<'_>, aim: Aim) -> usize {
    if aim == Aim::Expected { SCREENED.min(record.draws()) } else { record.draws() }
}

/// Simulates each candidate alone and last, on some of the draws. Where several together gain next to
/// nothing each of them is given what they gain together, which is no less as long as more never
/// hurts. None when it was stopped.
///
/// # Errors
/// Of the simulation.
pub fn gains(record: &mut Record<'_>, candidates: &Candidates, aim: Aim) -> Result<Option<Gains>> {
    let n = candidates.len();
    let (none, all) = (Portfolio::none(n), Portfolio::all(n));
    let draws = screened(record, aim);
    let Some((alone, most_alone)) = alone(record, candidates, aim, draws)? else {
        return Ok(None);
    };
    let pair = |members: &[usize]| (all.without(members), all.clone());
    let Some((last, most_last)) = ends(record, n, aim, draws, &pair)? else { return Ok(None) };
    let value = |portfolio: &Portfolio| record.value(portfolio, aim).unwrap_or(f64::NAN);
    let (before, after) = (value(&none), value(&all));
    Ok(Some(Gains { before, after, alone, last, most_alone, most_last }))
}

/// Simulates each candidate alone, with what it needs, in so many draws: what it gains, and the most
/// that can be. None when it was stopped.
///
/// # Errors
/// Of the simulation.
pub fn alone(
    record: &mut Record<'_>,
    candidates: &Candidates,
    aim: Aim,
    draws: usize,
) -> Result<Option<(Vec<f64>, Vec<f64>)>> {
    let none = Portfolio::none(candidates.len());
    let with = |members: &[usize]| {
        none.with(&members.iter().flat_map(|j| candidates.bundle(*j)).collect::<Vec<_>>())
    };
    ends(record, candidates.len(), aim, draws, &|members| (none.clone(), with(members)))
}

/// Gains between pairs of portfolios that differ by some candidates: the mean, and the most.
fn ends(
    record: &mut Record<'_>,
    candidates: usize,
    aim: Aim,
    draws: usize,
    pair: &dyn Fn(&[usize]) -> (Portfolio, Portfolio),
) -> Result<Option<(Vec<f64>, Vec<f64>)>> {
    let (none, all) = (Portfolio::none(candidates), Portfolio::all(candidates));
    let (Some(before), Some(after)) = (record.evaluate(&none, aim)?, record.evaluate(&all, aim)?)
    else {
        return Ok(None);
    };
    let enough = NEGLIGIBLE * (before - after).abs();
    let (mut means, mut most) = (vec![0.0; candidates], vec![0.0; candidates]);
    let places: Vec<usize> = (0..candidates).collect();
    let mut groups: Vec<&[usize]> = places.chunks(TOGETHER).collect();
    while !groups.is_empty() {
        let pairs: Vec<_> = groups.iter().map(|group| pair(group)).collect();
        let both = pairs.iter().flat_map(|(from, to)| [from.clone(), to.clone()]);
        if !record.learn(&both.collect::<Vec<_>>(), draws)? {
            return Ok(None);
        }
        let mut closer = Vec::new();
        for (group, (from, to)) in groups.iter().zip(&pairs) {
            let Some(gain) = record.gain(from, to, aim) else { continue };
            if group.len() > 1 && gain.mean.abs() > enough {
                closer.extend(group.chunks(1));
                continue;
            }
            for j in *group {
                (means[*j], most[*j]) = (gain.mean, gain.most.max(0.0));
            }
        }
        groups = closer;
    }
    Ok(Some((means, most)))
}
