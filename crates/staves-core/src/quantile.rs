//! Statistics of a stream of numbers in bounded memory: sums exactly, quantiles exactly up to
//! [`EXACT`] numbers and from a summary with a known rank error beyond
//! (docs/src/models/ensembles.md, "Quantiles in bounded memory").
//!
//! Full buffers are merged in pairs of equal rank and every second number is kept with the weight
//! of both (Munro and Paterson 1980; Manku, Rajagopalan and Lindsay 1998). Whether the lower or
//! the upper of each two is kept alternates, so that nothing is drawn at random and the same
//! numbers in the same order always give the same bits.

/// So many numbers are kept one by one; a merge brings as many together.
pub const EXACT: usize = 1024;

/// A summary of numbers, each with a weight.
#[derive(Clone, Debug)]
pub struct Summary {
    count: u64,
    weight: f64,
    sum: f64,
    missing: u64,
    missing_weight: f64,
    min: f64,
    max: f64,
    fresh: Buffer,
    /// At most one buffer of each rank; the first holds numbers that stand for two.
    levels: Vec<Level>,
    /// The weight up to any number may be overstated by so much …
    over: f64,
    /// … and understated by so much.
    under: f64,
}

/// One rank of buffers.
#[derive(Clone, Debug, Default)]
struct Level {
    buffer: Option<Buffer>,
    /// Whether the next merge into this rank keeps the upper of each two numbers.
    upper: bool,
}

/// Numbers in ascending order, except in the buffer that is filling.
#[derive(Clone, Debug)]
struct Buffer {
    values: Vec<f64>,
    weights: Weights,
}

/// What the numbers of a buffer weigh. All alike is the usual case and needs no memory.
#[derive(Clone, Debug)]
enum Weights {
    Each(f64),
    Own(Vec<f64>),
}

impl Buffer {
    fn empty() -> Self {
        Self { values: Vec::new(), weights: Weights::Each(1.0) }
    }

    fn weight(&self, at: usize) -> f64 {
        match &self.weights {
            Weights::Each(weight) => *weight,
            Weights::Own(weights) => weights[at],
        }
    }

    fn push(&mut self, value: f64, weight: f64) {
        if let Weights::Each(each) = self.weights
            && each != weight
        {
            self.weights = match self.values.is_empty() {
                true => Weights::Each(weight),
                false => Weights::Own(vec![each; self.values.len()]),
            };
        }
        if let Weights::Own(weights) = &mut self.weights {
            weights.push(weight);
        }
        self.values.push(value);
    }

    fn pairs(&self) -> impl Iterator<Item = (f64, f64)> {
        self.values.iter().enumerate().map(|(k, value)| (*value, self.weight(k)))
    }

    /// The same in ascending order.
    fn sorted(mut self) -> Self {
        if let Weights::Own(_) = self.weights {
            let mut pairs: Vec<(f64, f64)> = self.pairs().collect();
            pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (values, weights) = pairs.into_iter().unzip();
            return Self { values, weights: Weights::Own(weights) };
        }
        self.values.sort_by(f64::total_cmp);
        self
    }

    /// Both buffers in one, in ascending order.
    fn merged(mut self, other: Self) -> Self {
        other.pairs().for_each(|(value, weight)| self.push(value, weight));
        self.sorted()
    }

    /// Every second number with the weight of two, and the most that the weight up to any number
    /// changes by.
    fn halved(self, upper: bool) -> (Self, f64) {
        let kept = usize::from(upper);
        let values = self.values.iter().skip(kept).step_by(2).copied().collect();
        let (weights, change) = match &self.weights {
            Weights::Each(weight) => (Weights::Each(2.0 * weight), *weight),
            Weights::Own(weights) => {
                let pairs = weights.chunks_exact(2);
                let dropped = pairs.clone().map(|pair| pair[1 - kept]).fold(0.0, f64::max);
                (Weights::Own(pairs.map(|pair| pair[0] + pair[1]).collect()), dropped)
            }
        };
        (Self { values, weights }, change)
    }
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            count: 0,
            weight: 0.0,
            sum: 0.0,
            missing: 0,
            missing_weight: 0.0,
            min: f64::NAN,
            max: f64::NAN,
            fresh: Buffer::empty(),
            levels: Vec::new(),
            over: 0.0,
            under: 0.0,
        }
    }
}

impl Summary {
    /// Adds a number (NaN when missing) with its weight, above 0.
    pub fn add(&mut self, value: f64, weight: f64) {
        self.count += 1;
        self.weight += weight;
        if value.is_nan() {
            self.missing += 1;
            self.missing_weight += weight;
            return;
        }
        self.sum += weight * value;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        if self.fresh.values.len() == EXACT {
            let full = std::mem::replace(&mut self.fresh, Buffer::empty());
            self.rise(full);
        }
        self.fresh.push(value, weight);
    }

    /// Of numbers that are all at hand: exact, however many they are.
    #[must_use]
    pub fn exact(numbers: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut whole = Self::default();
        let mut all = Buffer::empty();
        for (value, weight) in numbers {
            whole.add(value, weight);
            if !value.is_nan() {
                all.push(value, weight);
            }
        }
        Self { fresh: all, levels: Vec::new(), over: 0.0, under: 0.0, ..whole }
    }

    /// Halves a full buffer and puts the half where it belongs, merging on the way up.
    fn rise(&mut self, full: Buffer) {
        let mut rising = full.sorted();
        for rank in 0.. {
            if self.levels.len() == rank {
                self.levels.push(Level::default());
            }
            let level = &mut self.levels[rank];
            let (half, change) = rising.halved(level.upper);
            let error = if level.upper { &mut self.under } else { &mut self.over };
            *error += change;
            level.upper = !level.upper;
            match level.buffer.take() {
                None => {
                    level.buffer = Some(half);
                    return;
                }
                Some(there) => rising = there.merged(half),
            }
        }
    }

    /// How many numbers were added, missing ones too.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether quantiles are those of the numbers themselves.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.levels.is_empty()
    }

    /// The most by which the rank of a quantile is off, as a share of all weight; 0 when exact.
    #[must_use]
    pub fn rank_error(&self) -> f64 {
        if self.weight > 0.0 { self.over.max(self.under) / self.weight } else { 0.0 }
    }

    /// Share of the weight whose number is not missing, per cent.
    #[must_use]
    pub fn present(&self) -> f64 {
        100.0 * (self.weight - self.missing_weight) / self.weight
    }

    /// The weighted mean; missing when any number is, or when there is none.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.missing > 0 { f64::NAN } else { self.sum / self.weight }
    }

    /// A quantile between 0 and 1; missing numbers count as larger than any other.
    ///
    /// While all numbers are kept and weigh the same it is interpolated between order statistics
    /// (Hyndman and Fan 1996, type 7). Otherwise it is the smallest number up to which lies at
    /// least the share `q` of the weight.
    #[must_use]
    pub fn quantile(&self, q: f64) -> f64 {
        if let (true, Weights::Each(_)) = (self.is_exact(), &self.fresh.weights) {
            let mut values = self.fresh.values.clone();
            values.sort_by(f64::total_cmp);
            return interpolated(&values, self.count as usize, q);
        }
        if q <= 0.0 {
            return self.min;
        }
        if q >= 1.0 {
            return if self.missing > 0 { f64::NAN } else { self.max };
        }
        let full = self.levels.iter().filter_map(|level| level.buffer.as_ref());
        let mut pairs: Vec<(f64, f64)> =
            self.fresh.pairs().chain(full.flat_map(Buffer::pairs)).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        reached(&pairs, q * self.weight)
    }
}

/// The quantile of numbers in ascending order, of which the last ones up to `count` are missing,
/// interpolated linearly between order statistics (type 7).
#[must_use]
pub fn interpolated(sorted: &[f64], count: usize, q: f64) -> f64 {
    let Some(last) = count.checked_sub(1) else { return f64::NAN };
    let at = q * last as f64;
    let (low, part) = (at.floor() as usize, at.fract());
    let value = |k: usize| sorted.get(k).copied().unwrap_or(f64::NAN);
    match part {
        0.0 => value(low),
        part => value(low) + part * (value(low + 1) - value(low)),
    }
}

/// The first value up to which the weight reaches `wanted`; missing when it never does.
fn reached(sorted: &[(f64, f64)], wanted: f64) -> f64 {
    // Sums of weights are rounded; a hair short of the share counts as reached.
    let wanted = wanted * (1.0 - 1e-12);
    let mut sum = 0.0;
    let found = sorted.iter().find(|(_, weight)| {
        sum += weight;
        sum >= wanted
    });
    found.map_or(f64::NAN, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixed shuffle of 0 … n − 1: multiples of a number without common divisor.
    fn shuffled(n: u64) -> impl Iterator<Item = f64> {
        (0..n).map(move |k| (k * 7_919 % n) as f64)
    }

    #[test]
    fn quantiles_are_exact_while_all_numbers_are_kept() {
        let mut summary = Summary::default();
        shuffled(1_001).for_each(|value| summary.add(value, 1.0));
        assert!(summary.is_exact() && summary.rank_error() == 0.0);
        for (q, value) in [(0.0, 0.0), (0.05, 50.0), (0.0005, 0.5), (0.5, 500.0), (1.0, 1_000.0)] {
            assert_eq!(summary.quantile(q), value);
        }
        assert_eq!(summary.mean(), 500.0);
        let all = Summary::exact(shuffled(5_000).map(|value| (value, 1.0)));
        assert!(all.is_exact());
        assert_eq!(all.quantile(0.5), 2_499.5);
    }

    #[test]
    fn ranks_are_off_by_no_more_than_the_bound_whatever_the_order() {
        for n in [1_025, 5_000, 100_000u64] {
            let ascending: Vec<f64> = (0..n).map(|k| k as f64).collect();
            let descending: Vec<f64> = ascending.iter().rev().copied().collect();
            for values in [ascending, descending, shuffled(n).collect()] {
                let mut summary = Summary::default();
                values.iter().for_each(|value| summary.add(*value, 1.0));
                let bound = summary.rank_error();
                let levels = (n as f64 / EXACT as f64).log2().ceil();
                // Half of the merges of a rank err to one side, and one more when odd.
                assert!(bound <= levels / (2 * EXACT) as f64 + 2f64.powf(levels) / n as f64);
                assert!(n < 100_000 || bound < 0.005, "{bound}");
                for q in [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] {
                    // The value is its own rank.
                    let rank = (summary.quantile(q) + 1.0) / n as f64;
                    assert!((rank - q).abs() <= bound + 1.0 / n as f64, "{n} {q}: {rank}");
                }
                assert_eq!(summary.quantile(0.0), 0.0);
                assert_eq!(summary.quantile(1.0), (n - 1) as f64);
                assert_eq!(summary.mean(), (n - 1) as f64 / 2.0);
            }
        }
    }

    #[test]
    fn memory_grows_with_the_logarithm() {
        let mut summary = Summary::default();
        shuffled(1 << 20).for_each(|value| summary.add(value, 1.0));
        let buffers = summary.levels.iter().filter_map(|level| level.buffer.as_ref());
        let kept: usize = buffers.map(|buffer| buffer.values.len()).sum();
        assert!(kept <= EXACT / 2 * 11, "{kept}");
    }

    #[test]
    fn weights_count_like_repetitions() {
        let (mut weighted, mut repeated) = (Summary::default(), Summary::default());
        let mut rank: Vec<(f64, f64)> = Vec::new();
        for (k, value) in shuffled(20_000).enumerate() {
            let weight = 1.0 + (k % 5) as f64;
            weighted.add(value, weight);
            rank.push((value, weight));
            (0..=k % 5).for_each(|_| repeated.add(value, 1.0));
        }
        assert_eq!(weighted.mean(), repeated.mean());
        rank.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = rank.iter().map(|(_, weight)| weight).sum();
        for q in [0.05, 0.5, 0.95] {
            let exact = reached(&rank, q * total);
            let near = |found: f64, bound: f64| {
                let between: f64 = rank
                    .iter()
                    .filter(|(value, _)| *value > exact.min(found) && *value <= exact.max(found))
                    .map(|(_, weight)| weight)
                    .sum();
                assert!(between <= bound * total + 10.0, "{q}: {found} for {exact}");
            };
            near(weighted.quantile(q), weighted.rank_error());
            near(repeated.quantile(q), repeated.rank_error());
        }
    }

    #[test]
    fn missing_numbers_come_last() {
        let mut summary = Summary::default();
        [4.0, f64::NAN, 1.0, 3.0, f64::NAN].iter().for_each(|value| summary.add(*value, 1.0));
        assert_eq!(summary.quantile(0.25), 3.0);
        assert!(summary.quantile(0.6).is_nan() && summary.mean().is_nan());
        assert!(summary.quantile(1.0).is_nan());
        assert_eq!(summary.present(), 60.0);
        let mut weighted = Summary::default();
        [(1.0, 3.0), (2.0, 1.0), (f64::NAN, 4.0)].iter().for_each(|(v, w)| weighted.add(*v, *w));
        assert_eq!(weighted.quantile(0.5), 2.0);
        assert_eq!(weighted.quantile(0.375), 1.0);
        assert!(weighted.quantile(0.51).is_nan());
        assert!(Summary::default().quantile(0.5).is_nan());
    }
}
