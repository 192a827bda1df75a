//! How probable it is that a good can be made when units fail at random, each by itself: activities,
//! or everything of an owner, a site or a region at one stroke (docs/src/models/integrity.md,
//! "Reliability").

use super::bits::LANES;
use super::factoring::{Factoring, Settled};
use super::failure::single_points;
use super::sampling::{Drawing, share};
use super::units::names;
use super::{Chain, Kind, Mode, Units};
use crate::codes::Codes;

/// Work after which the search for an exact answer gives up, in alternatives looked at, for all
/// goods together: about a second.
pub const WORK: usize = 100_000_000;

/// Bounds closer than this are an answer by themselves: draws would not be closer.
const CLOSE: f64 = 1e-3;

/// Batches of draws: at least 4 (1,024 draws), at most 256 (65,536).
const BATCHES: std::ops::RangeInclusive<usize> = 4..=256;

/// Work that drawing may take, in alternatives looked at, for 256 draws at once.
const DRAWING: usize = 50_000_000;

/// Random numbers that cost as much as one alternative looked at in 256 draws at once.
const DRAWS_A_STEP: usize = 4;

/// How sure a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It is the value.
    Exact,
    /// The value lies between the bounds; the number is their middle.
    Between,
    /// It is a share of so many draws; the bounds are its 95 % interval.
    Sampled(u64),
}

/// A number with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// How sure they are.
    pub certainty: Certainty,
}

impl Estimate {
    /// A value that is known.
    pub(super) fn exact(value: f64) -> Self {
        Self { value, low: value, high: value, certainty: Certainty::Exact }
    }

    fn between(low: f64, high: f64) -> Self {
        Self { value: f64::midpoint(low, high), low, high, certainty: Certainty::Between }
    }
}

/// Units of one kind that fail at random.
pub struct Failures<'c> {
    pub(super) chain: &'c Chain,
    pub(super) available: &'c [bool],
    pub(super) mode: Mode,
    pub(super) units: Units,
    pub(super) names: &'c Codes,
    pub(super) failure: Vec<f64>,
}

impl<'c> Failures<'c> {
    /// Each unit of a kind fails with the same probability, 0 to 1. Activities without a known unit
    /// do not fail.
    #[must_use]
    pub fn alike(
        chain: &'c Chain,
        available: &'c [bool],
        mode: Mode,
        kind: Kind,
        probability: f64,
    ) -> Self {
        let units = Units::new(chain, kind);
        let failure = vec![probability; units.count];
        Self { chain, available, mode, units, names: names(chain, kind), failure }
    }

    /// The same with a probability for each unit.
    #[must_use]
    pub fn with(mut self, failure: Vec<f64>) -> Self {
        assert_eq!(failure.len(), self.units.count, "one probability a unit");
        self.failure = failure;
        self
    }

    /// How many batches can be afforded when each takes so many passes.
    pub(super) fn batches(&self, passes: usize) -> u64 {
        let drawing = self.units.count * LANES / DRAWS_A_STEP;
        let affordable = DRAWING / (passes * self.chain.size() + drawing).max(1);
        affordable.clamp(*BATCHES.start(), *BATCHES.end()) as u64
    }

    /// Each good by disjoint products, as far as the work goes.
    pub(super) fn settle(&self, goods: &[u32], work: usize) -> Vec<Settled> {
        let (chain, available, mode) = (self.chain, self.available, self.mode);
        let points = single_points(chain, available, mode, &self.units, goods);
        let factoring =
            Factoring { chain, available, mode, units: &self.units, failure: &self.failure };
        let each = work / goods.len().max(1);
        let goods = goods.iter().zip(&points);
        goods.map(|(good, points)| factoring.settle(*good, points, each)).collect()
    }

    /// The same question for draws.
    pub(super) fn drawing(&self) -> Drawing<'_> {
        Drawing {
            chain: self.chain,
            available: self.available,
            mode: self.mode,
            units: &self.units,
            names: self.names,
            failure: &self.failure,
        }
    }

    /// The probability that each good can be made: exact where the work suffices, else between
    /// bounds, else from draws.
    #[must_use]
    pub fn reliability(&self, goods: &[u32], work: usize) -> Vec<Estimate> {
        let settled = self.settle(goods, work);
        let known = settled.iter().map(|settled| {
            let (low, high) = (settled.made.min(1.0), (1.0 - settled.failed).clamp(0.0, 1.0));
            match settled.complete {
                true => Estimate::exact(low),
                false => Estimate::between(low, high.max(low)),
            }
        });
        let mut known: Vec<Estimate> = known.collect();
        let wide = |e: &Estimate| e.high - e.low > CLOSE;
        let open: Vec<usize> = (0..goods.len()).filter(|k| wide(&known[*k])).collect();
        if open.is_empty() {
            return known;
        }
        let asked: Vec<u32> = open.iter().map(|k| goods[*k]).collect();
        let drawn = self.drawing().made(&asked, self.batches(1));
        for (k, hits) in open.into_iter().zip(&drawn.hits) {
            let share = share(*hits, drawn.draws);
            // The bounds are certain, so that the interval may be cut to them.
            let (least, most) = (known[k].low, known[k].high);
            known[k] = Estimate {
                value: share.value.clamp(least, most),
                low: share.low.clamp(least, most),
                high: share.high.clamp(least, most),
                certainty: Certainty::Sampled(drawn.draws),
            };
        }
        known
    }
}
