//! Draws that hang together: a Gaussian copula
//! (docs/src/models/ensembles.md, "Correlated draws").

use crate::normal;
use crate::random;

/// Numbers between 0 and 1, each evenly spread, with given rank correlations.
#[derive(Clone, Debug)]
pub struct Copula {
    /// Names of the random streams of its numbers.
    streams: Vec<String>,
    /// Lower triangle with L·Lᵀ = correlations of the normal numbers behind, row by row.
    factor: Vec<Vec<f64>>,
}

/// A wanted rank correlation (Spearman's) between two numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// One number, by its place in the list of streams.
    pub one: usize,
    /// The other.
    pub other: usize,
    /// Spearman's rank correlation, between −1 and 1.
    pub rank: f64,
}

impl Copula {
    /// A copula of the numbers of `streams`; pairs that are not named are not correlated.
    ///
    /// # Errors
    /// When no joint distribution can have all the pairs: the place of the first one that cannot
    /// be had together with those before it.
    pub fn new(streams: Vec<String>, pairs: &[Pair]) -> Result<Self, usize> {
        let count = streams.len();
        let mut correlations = vec![vec![0.0; count]; count];
        (0..count).for_each(|k| correlations[k][k] = 1.0);
        let mut factors = vec![cholesky(&correlations)];
        for pair in pairs {
            let normal = 2.0 * (std::f64::consts::PI * pair.rank / 6.0).sin();
            correlations[pair.one][pair.other] = normal;
            correlations[pair.other][pair.one] = normal;
            factors.push(cholesky(&correlations));
        }
        // What a list lacks may be what makes its beginning possible: only all of it decides.
        let possible = factors.iter().rposition(Option::is_some).unwrap_or(0);
        match factors.pop().flatten() {
            Some(factor) => Ok(Self { streams, factor }),
            None => Err(possible.min(pairs.len() - 1)),
        }
    }

    /// Whether a stream is one of its numbers.
    #[must_use]
    pub fn position(&self, stream: &str) -> Option<usize> {
        self.streams.iter().position(|name| name == stream)
    }

    /// A number of a run, evenly spread between 0 and 1.
    #[must_use]
    pub fn share(&self, seed: u64, run: u64, position: usize) -> f64 {
        let row = self.factor.get(position).map_or(&[][..], Vec::as_slice);
        let independent = self.streams.iter().map(|name| random::uniform(seed, run, name));
        // A zero would be −∞ times a correlation of 0.
        let normal = independent.map(|u| normal::quantile(u.max(f64::MIN_POSITIVE)));
        normal::cumulative(row.iter().zip(normal).map(|(factor, z)| factor * z).sum())
    }
}

/// The lower triangle of a positive definite matrix; `None` for any other.
fn cholesky(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    /// A pivot this small is a rounded zero.
    const SMALLEST: f64 = 1e-12;
    let mut factor: Vec<Vec<f64>> = Vec::new();
    for (k, line) in matrix.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(k + 1);
        for (j, above) in factor.iter().enumerate() {
            let known: f64 = row.iter().zip(above).map(|(a, b)| a * b).sum();
            row.push((line[j] - known) / above[j]);
        }
        let pivot = line[k] - row.iter().map(|value| value * value).sum::<f64>();
        if pivot < SMALLEST {
            return None;
        }
        row.push(pivot.sqrt());
        factor.push(row);
    }
    Some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|k| format!("n{k}")).collect()
    }

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let n = a.len() as f64;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
        let product = |x: &[f64], y: &[f64]| {
            let (mx, my) = (mean(x), mean(y));
            x.iter().zip(y).map(|(p, q)| (p - mx) * (q - my)).sum::<f64>()
        };
        product(a, b) / (product(a, a) * product(b, b)).sqrt()
    }

    #[test]
    fn ranks_are_correlated_as_asked() {
        let pairs = [Pair { one: 0, other: 2, rank: 0.7 }, Pair { one: 1, other: 2, rank: -0.4 }];
        let copula = Copula::new(names(3), &pairs).unwrap();
        let runs = 20_000;
        let draws: Vec<Vec<f64>> =
            (0..3).map(|k| (0..runs).map(|run| copula.share(5, run, k)).collect()).collect();
        // Numbers evenly spread are their own ranks. Four standard deviations, 1/√n each at most.
        let slack = 4.0 / (runs as f64).sqrt();
        for (a, b, wanted) in [(0, 2, 0.7), (1, 2, -0.4), (0, 1, 0.0)] {
            let found = correlation(&draws[a], &draws[b]);
            assert!((found - wanted).abs() < slack, "{a} {b}: {found}");
        }
        for values in draws {
            let mean = values.iter().sum::<f64>() / runs as f64;
            assert!((mean - 0.5).abs() < slack && values.iter().all(|u| (0.0..=1.0).contains(u)));
        }
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let pair = |one, other, rank| Pair { one, other, rank };
        let impossible = [pair(0, 1, 0.6), pair(1, 2, 0.6), pair(0, 2, -0.9)];
        assert_eq!(Copula::new(names(3), &impossible).unwrap_err(), 2);
        assert_eq!(Copula::new(names(2), &[pair(0, 1, 1.0)]).unwrap_err(), 0);
        // Two of these need the third.
        let close = [pair(0, 1, 0.9), pair(1, 2, 0.9), pair(0, 2, 0.9)];
        Copula::new(names(3), &close).unwrap();
        assert_eq!(Copula::new(names(3), &close[..2]).unwrap_err(), 1);
    }
}
