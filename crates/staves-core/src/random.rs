//! Counter-based random streams: one per (seed, run, purpose), so that the number a draw gets
//! depends on nothing else: not on threads, not on order, not on which other quantities are drawn.

use crate::normal;
use rand::RngExt;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;

/// The stream of one purpose in one run.
#[must_use]
pub fn stream(seed: u64, run: u64, purpose: &str) -> ChaCha12Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&fnv1a(purpose).to_le_bytes());
    let mut stream = ChaCha12Rng::from_seed(key);
    stream.set_stream(run);
    stream
}

/// FNV-1a, 64 bits: stable across platforms and releases, which `Hash` does not promise.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A number that is fixed or drawn anew in each run.
#[derive(Clone, Debug, PartialEq)]
pub enum Draw {
    /// Always the same.
    Fixed(f64),
    /// Evenly between two bounds.
    Uniform {
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Triangular with its mode.
    Triangular {
        /// Lower bound.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Upper bound.
        high: f64,
    },
    /// Normal, drawn again until it falls between the bounds.
    Normal {
        /// Mean before truncation; lies between the bounds.
        mean: f64,
        /// Standard deviation before truncation.
        sd: f64,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// One of a list, each equally likely.
    Choice(Vec<f64>),
}

impl Draw {
    /// Smallest and largest value it can take.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        match self {
            Self::Fixed(value) => (*value, *value),
            Self::Uniform { low, high }
            | Self::Triangular { low, high, .. }
            | Self::Normal { low, high, .. } => (*low, *high),
            Self::Choice(values) => values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v))),
        }
    }

    /// Whether it differs between runs.
    #[must_use]
    pub fn varies(&self) -> bool {
        let (low, high) = self.bounds();
        low < high
    }

    /// The median; for a truncated normal the mean before truncation, and of a list with an even
    /// number of values the lower of the two in the middle.
    #[must_use]
    pub fn median(&self) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform { low, high } => f64::midpoint(*low, *high),
            Self::Triangular { low, mode, high } if *mode >= f64::midpoint(*low, *high) => {
                low + ((high - low) * (mode - low) / 2.0).sqrt()
            }
            Self::Triangular { low, mode, high } => {
                high - ((high - low) * (high - mode) / 2.0).sqrt()
            }
            Self::Normal { mean, .. } => *mean,
            Self::Choice(values) => {
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                sorted[(sorted.len() - 1) / 2]
            }
        }
    }

    /// The value in one run.
    #[must_use]
    pub fn value(&self, seed: u64, run: u64, purpose: &str) -> f64 {
        let mut rng = stream(seed, run, purpose);
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform { low, high } => low + (high - low) * rng.random::<f64>(),
            Self::Triangular { low, mode, high } => triangular(rng.random(), *low, *mode, *high),
            Self::Normal { mean, sd, low, high } => loop {
                // Box–Muller; 1 − u keeps the logarithm finite.
                let (u, v): (f64, f64) = (rng.random(), rng.random());
                let normal = (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos();
                let value = mean + sd * normal;
                if (*low..=*high).contains(&value) {
                    return value;
                }
            },
            Self::Choice(values) => values[rng.random_range(0..values.len())],
        }
    }

    /// The value below which a share of the distribution lies, for a share between 0 and 1: how
    /// draws that hang together are made. A choice is in the order of its list.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform { low, high } => low + (high - low) * share,
            Self::Triangular { low, mode, high } => triangular(share, *low, *mode, *high),
            Self::Normal { mean, sd, low, high } => {
                let below = normal::cumulative((low - mean) / sd);
                let within = normal::cumulative((high - mean) / sd) - below;
                let value = mean + sd * normal::quantile(below + share * within);
                value.clamp(*low, *high)
            }
            Self::Choice(values) => {
                let at = (share * values.len() as f64) as usize;
                values[at.min(values.len() - 1)]
            }
        }
    }
}

/// The quantile of a triangular distribution.
fn triangular(share: f64, low: f64, mode: f64, high: f64) -> f64 {
    let left = (mode - low) / (high - low);
    if share < left {
        low + (share * (high - low) * (mode - low)).sqrt()
    } else {
        high - ((1.0 - share) * (high - low) * (high - mode)).sqrt()
    }
}

/// A number evenly between 0 and 1 for a purpose of a run.
#[must_use]
pub fn uniform(seed: u64, run: u64, purpose: &str) -> f64 {
    stream(seed, run, purpose).random()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_seed_run_and_purpose_and_repeat() {
        let draw = Draw::Uniform { low: 0.0, high: 1.0 };
        let base = draw.value(1, 1, "a");
        assert_eq!(base, draw.value(1, 1, "a"));
        for other in [draw.value(2, 1, "a"), draw.value(1, 2, "a"), draw.value(1, 1, "b")] {
            assert!((base - other).abs() > 1e-9);
        }
    }

    #[test]
    fn moments_and_bounds_are_those_of_the_distribution() {
        let cases = [
            (Draw::Uniform { low: 1.0, high: 3.0 }, 2.0),
            (Draw::Triangular { low: 0.0, mode: 1.0, high: 5.0 }, 2.0),
            (Draw::Normal { mean: 0.5, sd: 0.1, low: 0.0, high: 1.0 }, 0.5),
            (Draw::Choice(vec![1.0, 2.0, 6.0]), 3.0),
        ];
        for (draw, mean) in cases {
            let values: Vec<f64> = (0..20_000).map(|run| draw.value(7, run, "x")).collect();
            let found = values.iter().sum::<f64>() / 20_000.0;
            assert!((found - mean).abs() < 0.05, "{draw:?} has mean {found}");
            let below = values.iter().filter(|value| **value < draw.median()).count();
            let even = matches!(draw, Draw::Choice(_)) || below.abs_diff(10_000) < 300;
            assert!(even, "{draw:?}: {below} of 20,000 lie below its median");
            let (low, high) = draw.bounds();
            assert!(values.iter().all(|value| (low..=high).contains(value)));
            // The same distribution by its quantiles: shares of draws below them.
            for share in [0.1, 0.4, 0.9] {
                let at = draw.quantile(share);
                let (less, most) = (
                    values.iter().filter(|value| **value < at).count() as f64 / 20_000.0,
                    values.iter().filter(|value| **value <= at).count() as f64 / 20_000.0,
                );
                // Five standard deviations of a share of 20,000.
                let slack = 5.0 * (share * (1.0 - share) / 20_000.0_f64).sqrt();
                assert!(less <= share + slack && share - slack <= most, "{draw:?} {share}");
            }
        }
    }
}
