//! Many draws of a scenario: which runs are stepped together, and statistics over runs.

use crate::error::Result;
use crate::model::{Batch, System, View};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// State that one batch may hold: beyond it, more lanes no longer pay for the table they share.
const BYTES_PER_BATCH: usize = 128 << 20;
/// Most lanes in a batch: the kernels' tiles are full, and a batch is done within seconds.
const MOST_LANES: u64 = 32;
/// The same for a table that stays in the processor's caches, where fewer lanes leave it room.
const MOST_LANES_OF_A_SMALL_TABLE: u64 = 8;
/// What counts as small: about a share of the outermost cache.
const SMALL_TABLE: usize = 24 << 20;

/// Splits runs into batches of lanes. The split never changes a result.
#[must_use]
pub fn batches(system: &System, runs: u64) -> Vec<Range<u64>> {
    let fits = (BYTES_PER_BATCH / system.bytes_per_lane()) as u64;
    let small = system.table_bytes() <= SMALL_TABLE;
    let lanes = fits.clamp(1, if small { MOST_LANES_OF_A_SMALL_TABLE } else { MOST_LANES });
    (0..runs.div_ceil(lanes)).map(|k| k * lanes..((k + 1) * lanes).min(runs)).collect()
}

/// Steps a batch to the end of the run, showing every lane at every step. False when `stop` was
/// raised before the end.
///
/// # Errors
/// Of the engine ([`Batch::step`]) or of `observe`.
pub fn run_batch(
    batch: &mut Batch<'_>,
    steps: usize,
    stop: &AtomicBool,
    mut observe: impl FnMut(&View<'_>) -> Result<()>,
) -> Result<bool> {
    for _ in 0..steps {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let mut seen = Ok(());
        batch.step(|view| {
            if seen.is_ok() {
                seen = observe(view);
            }
        })?;
        seen?;
    }
    Ok(true)
}

/// A statistic over the runs of an ensemble.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// Arithmetic mean; missing when any run's value is missing.
    Mean,
    /// A quantile between 0 and 1, interpolated linearly between order statistics (Hyndman and
    /// Fan 1996, type 7). A missing value counts as later than any other.
    Quantile(f64),
}

impl Statistic {
    /// Those kept for every number, with their names in result tables.
    pub const ALL: [(&'static str, Self); 8] = [
        ("mean", Self::Mean),
        ("min", Self::Quantile(0.0)),
        ("p05", Self::Quantile(0.05)),
        ("p25", Self::Quantile(0.25)),
        ("p50", Self::Quantile(0.5)),
        ("p75", Self::Quantile(0.75)),
        ("p95", Self::Quantile(0.95)),
        ("max", Self::Quantile(1.0)),
    ];

    /// The statistic of values in ascending order, missing ones (NaN) last.
    #[must_use]
    pub fn of(self, sorted: &[f64]) -> f64 {
        match self {
            Self::Mean => sorted.iter().sum::<f64>() / sorted.len() as f64,
            Self::Quantile(q) => {
                let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
                let at = q * last as f64;
                let (low, part) = (at.floor() as usize, at.fract());
                match part {
                    0.0 => sorted[low],
                    part => sorted[low] + part * (sorted[low + 1] - sorted[low]),
                }
            }
        }
    }
}

/// Sorts values in ascending order, missing ones last.
pub fn sort(values: &mut [f64]) {
    // The sign of a NaN must not decide its place.
    values.sort_by(|a, b| a.is_nan().cmp(&b.is_nan()).then(a.total_cmp(b)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_and_missing_values_come_last() {
        let mut values = [4.0, f64::NAN, 1.0, 3.0, -f64::NAN];
        sort(&mut values);
        assert_eq!(values[..3], [1.0, 3.0, 4.0]);
        assert_eq!(Statistic::Quantile(0.25).of(&values), 3.0);
        assert_eq!(Statistic::Quantile(0.125).of(&values), 2.0);
        assert!(Statistic::Quantile(0.6).of(&values).is_nan());
        assert!(Statistic::Mean.of(&values).is_nan());
        assert_eq!(Statistic::Mean.of(&[1.0, 2.0, 6.0]), 3.0);
        assert_eq!(Statistic::Quantile(1.0).of(&[1.0, 2.0]), 2.0);
    }
}
