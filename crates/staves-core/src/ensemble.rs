//! Many draws of a scenario: which runs are stepped together, and statistics over runs.

use crate::error::Result;
use crate::model::{Batch, System, View};
use crate::quantile::Summary;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// State that one batch may hold: beyond it, more lanes no longer pay for the table they share.
const BYTES_PER_BATCH: usize = 128 << 20;
/// Most lanes in a batch: the kernels' tiles are full, and a batch is done within seconds.
const MOST_LANES: u64 = 32;

/// Splits a range of runs into batches of lanes. The split never changes a result.
#[must_use]
pub fn batches(system: &System, runs: &Range<u64>) -> Vec<Range<u64>> {
    let fits = (BYTES_PER_BATCH / system.bytes_per_lane()) as u64;
    let lanes = fits.clamp(1, MOST_LANES);
    let (first, count) = (runs.start, runs.end - runs.start);
    let batch = |k: u64| first + k * lanes..(first + (k + 1) * lanes).min(runs.end);
    (0..count.div_ceil(lanes)).map(batch).collect()
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
    /// A quantile between 0 and 1, as [`Summary::quantile`] gives it. A missing value counts as
    /// larger than any other.
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

    /// The statistic of a summary.
    #[must_use]
    pub fn of(self, summary: &Summary) -> f64 {
        match self {
            Self::Mean => summary.mean(),
            Self::Quantile(q) => summary.quantile(q),
        }
    }
}
