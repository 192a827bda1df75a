//! Failures drawn at random, 256 draws a pass. A unit's draws depend on its name, the seed and the
//! number of the batch alone: chains with the same units, and other probabilities, meet the same
//! draws, and a unit that fails in one draw also fails in it at any higher probability.

use super::bits::{Bits, EVERYWHERE, LANES, NOWHERE, lane, or, without};
use super::lanes::Works;
use super::{Chain, Mode, NONE, Units};
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
    /// Draws in which it was so, for each good or unit asked about.
    pub hits: Vec<u64>,
}

/// A chain whose units fail at random.
#[derive(Clone, Copy)]
pub struct Drawing<'c> {
    /// The chain.
    pub chain: &'c Chain,
    /// The activities that are there to begin with.
    pub available: &'c [bool],
    /// From a standstill or while running.
    pub mode: Mode,
    /// What fails.
    pub units: &'c Units,
    /// Names of the units.
    pub names: &'c Codes,
    /// Probability that each unit fails.
    pub failure: &'c [f64],
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

impl Drawing<'_> {
    /// Draws whole batches and counts those in which each good is made.
    pub fn made(&self, goods: &[u32], batches: u64) -> Sample {
        let works = Works::find(self.chain, self.available, self.mode);
        let batch = |batch: u64| -> Vec<u64> {
            let failed = failures(self.names, self.failure, batch);
            let made = works.made(self.chain, self.units, |unit| failed[unit as usize]);
            goods.iter().map(|good| count(&made[*good as usize])).collect()
        };
        // Whole numbers: the sum does not depend on the order.
        let zero = || vec![0; goods.len()];
        let made = (0..batches).into_par_iter().map(batch).reduce(zero, sum);
        Sample { draws: batches * LANES as u64, hits: made }
    }

    /// Counts, for each of some units, the draws in which it alone decides whether a good is made.
    pub fn decided(&self, good: u32, tried: &[u32], batches: u64) -> Sample {
        let works = Works::find(self.chain, self.available, self.mode);
        let batch = |batch: u64| -> Vec<u64> {
            let failed = failures(self.names, self.failure, batch);
            let made = |other: u32| {
                let gone = |unit: u32| match unit == other {
                    true => without(EVERYWHERE, failed[unit as usize]),
                    false => failed[unit as usize],
                };
                works.made(self.chain, self.units, gone)[good as usize]
            };
            let usual = made(NONE);
            let differs = |unit: &u32| {
                let other = made(*unit);
                count(&or(without(usual, other), without(other, usual)))
            };
            tried.par_iter().map(differs).collect()
        };
        let made = (0..batches).map(batch).fold(vec![0; tried.len()], sum);
        Sample { draws: batches * LANES as u64, hits: made }
    }
}

fn sum(mut a: Vec<u64>, b: Vec<u64>) -> Vec<u64> {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
    a
}
