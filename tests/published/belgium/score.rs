//! How far an index is from the observed one.

/// Errors over months, of model less observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Mean error.
    pub bias: f64,
    /// Mean absolute error.
    pub mae: f64,
    /// Root of the mean squared error.
    pub rmse: f64,
}

/// The score over the months after the first, which is the base of both.
pub fn score(index: &[f64], observed: &[f64]) -> Score {
    assert_eq!(index.len(), observed.len());
    let errors: Vec<f64> = index.iter().zip(observed).skip(1).map(|(a, b)| a - b).collect();
    let mean = |of: &dyn Fn(f64) -> f64| {
        errors.iter().map(|error| of(*error)).sum::<f64>() / errors.len() as f64
    };
    Score { bias: mean(&|e| e), mae: mean(&f64::abs), rmse: mean(&|e| e * e).sqrt() }
}

/// Each month is like the one before: it knows what the model does not.
pub fn persistence(observed: &[f64]) -> Vec<f64> {
    observed.iter().take(1).chain(&observed[..observed.len() - 1]).copied().collect()
}

/// Real gross domestic product of the quarters of 2020 relative to the last of 2019, chained from
/// the changes first published by the National Accounts Institute (docs/src/models/replay.md,
/// "What was observed").
pub const OFFICIAL: [f64; 4] =
    [0.966, 0.966 * 0.882, 0.966 * 0.882 * 1.116, 0.966 * 0.882 * 1.116 * 0.999];

/// Means over the days of the quarters of 2020 of an index from February to December; January is
/// like February.
pub fn quarters(index: &[f64]) -> [f64; 4] {
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map(f64::from);
    let months: Vec<f64> = [&index[..1], index].concat();
    [0, 3, 6, 9].map(|first| {
        let part = |of: &dyn Fn(usize) -> f64| (first..first + 3).map(of).sum::<f64>();
        part(&|month| days[month] * months[month]) / part(&|month| days[month])
    })
}
