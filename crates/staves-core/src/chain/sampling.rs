//! Failures drawn at random, 256 draws a pass. A unit's draws depend on its name, the seed and the
//! number of the batch alone: chains with the same units, and other probabilities, meet the same
//! draws, and a unit that fails in one draw also fails in it at any higher probability.

use super::bits::{Bits, LANES, NOWHERE, and, lane, or};
use super::lanes::Works;
use super::{Chain, Mode, Units};
use crate::codes::Codes;
use crate::normal;
use crate::random::stream;
use rand::RngExt;
use rayon::prelude::*;

/// Seed of the draws: fixed, so that the same question always gets the same answer.
const SEED: u64 = 2010;

/// Draws counted.
#[derive(Clone, Debug)]
pub struct Sample {
    /// How many draws there were.
    pub draws: u64,
    /// Draws in which each good was made.
    pub made: Vec<u64>,
    /// Draws in which each unit had failed.
    pub failed: Vec<u64>,
    /// Where it was asked for: by good, draws in which each unit had failed and the good was made
    /// nevertheless.
    pub made_without: Vec<Vec<u64>>,
}

/// A share of draws with its 95 % interval (Wilson 1927).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share itself.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The share of some draws.
#[must_use]
pub fn share(hits: u64, draws: u64) -> Share {
    let (n, value) = (draws as f64, hits as f64 / draws as f64);
    let z = normal::quantile(0.975);
    let middle = (value + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (value * (1.0 - value) / n + z * z / (4.0 * n * n)).sqrt();
    Share { value, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

/// Lanes of a batch in which each unit has failed.
pub fn failures(names: &Codes, failure: &[f64], batch: u64) -> Vec<Bits> {
    let draw = |(entry, probability): (&crate::codes::Entry, &f64)| {
        let mut stream = stream(SEED, batch, &entry.code);
        (0..LANES).fold(NOWHERE, |bits, k| {
            let fails = stream.random::<f64>() < *probability;
            if fails { or(bits, lane(k)) } else { bits }
        })
    };
    names.entries().iter().zip(failure).map(draw).collect()
}

fn count(bits: &Bits) -> u64 {
    bits.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// Draws whole batches and counts.
pub fn draw(
    chain: &Chain,
    available: &[bool],
    mode: Mode,
    (units, names): (&Units, &Codes),
    failure: &[f64],
    goods: &[u32],
    by_unit: bool,
    batches: u64,
) -> Sample {
    let works = Works::find(chain, available, mode);
    let zero = || Sample {
        draws: 0,
        made: vec![0; goods.len()],
        failed: vec![0; units.count],
        made_without: vec![vec![0; units.count]; if by_unit { goods.len() } else { 0 }],
    };
    // Whole numbers: the sum does not depend on the order.
    let batch = |mut sample: Sample, batch: u64| {
        let failed = failures(names, failure, batch);
        let made = works.made(chain, units, |unit| failed[unit as usize]);
        sample.draws += LANES as u64;
        for (total, failed) in sample.failed.iter_mut().zip(&failed) {
            *total += count(failed);
        }
        for (k, good) in goods.iter().enumerate() {
            let made = made[*good as usize];
            sample.made[k] += count(&made);
            for (total, failed) in sample.made_without.get_mut(k).into_iter().flatten().zip(&failed)
            {
                *total += count(&and(made, *failed));
            }
        }
        sample
    };
    let add = |mut a: Sample, b: Sample| {
        let sum = |a: &mut [u64], b: &[u64]| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a.draws += b.draws;
        sum(&mut a.made, &b.made);
        sum(&mut a.failed, &b.failed);
        a.made_without.iter_mut().zip(&b.made_without).for_each(|(a, b)| sum(a, b));
        a
    };
    (0..batches).into_par_iter().fold(zero, batch).reduce(zero, add)
}
