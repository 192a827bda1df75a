//! Actions that are worth more together than one by one.

use super::aim::Aim;
use super::candidates::Candidates;
use super::gains::{Gains, screened};
use super::portfolio::Portfolio;
use super::record::Record;
use crate::error::Result;

/// Candidates that are looked at: those that gain most by what else is done.
const LOOKED_AT: usize = 12;
/// Share of what two candidates gain last that must be the same money for them to be complements.
const SHARED: f64 = 0.5;
/// By how much a group must gain more than its members alone.
const TOGETHER: f64 = 1.05;

/// Groups of candidates that gain more together than the sum of what each gains alone. Where two
/// are needed for the same thing, each gains it when it comes last: leaving out both loses no more
/// than leaving out one (docs/src/models/planning.md, "Complements").
///
/// # Errors
/// Of the simulation.
pub fn complements(
    record: &mut Record<'_>,
    candidates: &Candidates,
    gains: &Gains,
    aim: Aim,
) -> Result<Vec<Vec<usize>>> {
    let n = candidates.len();
    let more = |j: usize| gains.last[j] - gains.alone[j];
    let mut looked_at: Vec<usize> = (0..n).filter(|j| more(*j) > 0.0).collect();
    looked_at.sort_by(|a, b| more(*b).total_cmp(&more(*a)).then(a.cmp(b)));
    looked_at.truncate(LOOKED_AT);
    let all = Portfolio::all(n);
    let pairs: Vec<(usize, usize)> = (0..looked_at.len())
        .flat_map(|b| (0..b).map(move |a| (a, b)))
        .map(|(a, b)| (looked_at[a], looked_at[b]))
        .collect();
    let without: Vec<Portfolio> = pairs.iter().map(|(a, b)| all.without(&[*a, *b])).collect();
    let draws = screened(record, aim);
    if !record.learn(&without, draws)? {
        return Ok(Vec::new());
    }
    let none = Portfolio::none(n);
    let gain = |record: &Record<'_>, from: &Portfolio, to: &Portfolio| {
        record.gain(from, to, aim).map_or(f64::NAN, |gain| gain.mean)
    };
    let shares = |a: usize, b: usize, without: &Portfolio| {
        let both = gain(record, without, &all);
        let twice = gains.last[a] + gains.last[b] - both;
        twice > SHARED * gains.last[a].min(gains.last[b])
    };
    let linked: Vec<(usize, usize)> = pairs
        .iter()
        .zip(&without)
        .filter(|((a, b), without)| shares(*a, *b, without))
        .map(|(pair, _)| *pair)
        .collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (a, b) in &linked {
        groups.push(bundle(candidates, &[*a, *b]));
    }
    for one in &looked_at {
        let mates = linked.iter().filter_map(|(a, b)| match one {
            one if one == a => Some(*b),
            one if one == b => Some(*a),
            _ => None,
        });
        let group: Vec<usize> = std::iter::once(*one).chain(mates).collect();
        if group.len() > 2 {
            groups.push(bundle(candidates, &group));
        }
    }
    groups.sort();
    groups.dedup();
    let together: Vec<Portfolio> = groups.iter().map(|group| none.with(group)).collect();
    if !record.learn(&together, draws)? {
        return Ok(Vec::new());
    }
    let worth = |group: &Vec<usize>, portfolio: &Portfolio| {
        let alone: f64 = group.iter().map(|j| gains.alone[*j].max(0.0)).sum();
        let gain = gain(record, &none, portfolio);
        gain > TOGETHER * alone && gain > 0.0
    };
    let kept = groups.iter().zip(&together).filter(|(group, portfolio)| worth(group, portfolio));
    Ok(kept.map(|(group, _)| group.clone()).collect())
}

/// Candidates with all that they need.
fn bundle(candidates: &Candidates, members: &[usize]) -> Vec<usize> {
    let mut bundle: Vec<usize> = members.iter().flat_map(|j| candidates.bundle(*j)).collect();
    bundle.sort_unstable();
    bundle.dedup();
    bundle
}
