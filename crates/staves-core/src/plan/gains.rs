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
}

impl Gains {
    /// The larger of both: the most that a candidate lowers the value by, wherever its gain is
    /// largest at one of the ends.
    #[must_use]
    pub fn largest(&self) -> Vec<f64> {
        self.alone.iter().zip(&self.last).map(|(alone, last)| alone.max(*last).max(0.0)).collect()
    }
}

impl Gains {
    /// Candidates that gain something worth speaking of at either end.
    #[must_use]
    pub fn useful(&self) -> Vec<usize> {
        let enough = NEGLIGIBLE * (self.before - self.after).abs();
        let largest = self.largest();
        (0..largest.len()).filter(|j| largest[*j] > enough).collect()
    }

    /// How often some candidate was seen to come on top of others, and how often it gained more than
    /// at both ends.
    #[must_use]
    pub fn seen(&self, record: &Record<'_>, aim: Aim) -> (usize, usize) {
        let largest = self.largest();
        let (mut seen, mut above) = (0, 0);
        for (portfolio, losses) in record.whole() {
            let value = aim.value(losses, record.chances());
            for j in portfolio.members() {
                let Some(before) = record.value(&portfolio.without(&[j]), aim) else { continue };
                seen += 1;
                above += usize::from(before - value > largest[j] + 1e-9 * before.abs());
            }
        }
        (seen, above)
    }
}

/// Candidates that are tried together first.
const TOGETHER: usize = 8;
/// Share of what all candidates gain below which a group of them is not looked into.
const NEGLIGIBLE: f64 = 1e-4;

/// Simulates each candidate alone and last. Where several together gain next to nothing each of them
/// is given what they gain together, which is no less as long as more never hurts. None when it was
/// stopped.
///
/// # Errors
/// Of the simulation.
pub fn gains(record: &mut Record<'_>, candidates: &Candidates, aim: Aim) -> Result<Option<Gains>> {
    let n = candidates.len();
    let (none, all) = (Portfolio::none(n), Portfolio::all(n));
    let (Some(before), Some(after)) = (record.evaluate(&none, aim)?, record.evaluate(&all, aim)?)
    else {
        return Ok(None);
    };
    let enough = NEGLIGIBLE * (before - after).abs();
    let with = |members: &[usize]| {
        none.with(&members.iter().flat_map(|j| candidates.bundle(*j)).collect::<Vec<_>>())
    };
    let mut gain = |to: &dyn Fn(&[usize]) -> Portfolio, from: f64, sign: f64| {
        let mut gains = vec![0.0; n];
        let places: Vec<usize> = (0..n).collect();
        let groups: Vec<&[usize]> = places.chunks(TOGETHER).collect();
        let first: Vec<Portfolio> = groups.iter().map(|group| to(group)).collect();
        let mut single = Vec::new();
        if !record.learn(&first, record.draws())? {
            return Ok(None);
        }
        for (group, portfolio) in groups.iter().zip(&first) {
            let gain = sign * (from - record.value(portfolio, aim).unwrap_or(from));
            if gain.abs() <= enough {
                group.iter().for_each(|j| gains[*j] = gain.max(0.0));
            } else {
                single.extend_from_slice(group);
            }
        }
        let last: Vec<Portfolio> = single.iter().map(|j| to(&[*j])).collect();
        if !record.learn(&last, record.draws())? {
            return Ok(None);
        }
        for (j, portfolio) in single.iter().zip(&last) {
            gains[*j] = sign * (from - record.value(portfolio, aim).unwrap_or(from));
        }
        Ok(Some(gains))
    };
    let Some(alone) = gain(&with, before, 1.0)? else { return Ok(None) };
    let Some(last) = gain(&|members| all.without(members), after, -1.0)? else { return Ok(None) };
    Ok(Some(Gains { before, after, alone, last }))
}
