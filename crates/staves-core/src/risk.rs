//! Risk over the runs of an ensemble: expected loss, value at risk, expected shortfall and the
//! loss-exceedance curve, with 95 % intervals (docs/src/models/ensembles.md, "Risk").

use crate::normal;
use crate::quantile::interpolated;
use crate::random;
use rand::RngExt;
use std::collections::BTreeMap;

/// What the runs of an ensemble stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// Equally likely draws of one scenario: nothing is known about how often it happens.
    #[default]
    Draws,
    /// Events, each with the rate at which it happens, per year.
    AnnualRates,
}

impl Basis {
    /// The name in manifests and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draws => "draws",
            Self::AnnualRates => "annual-rates",
        }
    }
}

/// Levels at which value at risk and expected shortfall are given.
pub const LEVELS: [f64; 3] = [0.90, 0.95, 0.99];
/// Most points of an exceedance curve.
pub const POINTS: usize = 200;
/// Fewer runs beyond a level have no interval for their mean.
const TAIL_RUNS: f64 = 10.0;
/// Resamples behind the intervals of event sets.
const RESAMPLES: u64 = 400;

/// A number with the ends of its 95 % interval; an end is NaN where the runs are too few to tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What is lost at worst, at one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtLevel {
    /// Between 0 and 1.
    pub level: f64,
    /// The loss not exceeded with that probability: in a run, or in a year.
    pub value_at_risk: Estimate,
    /// The mean of the losses beyond it.
    pub expected_shortfall: Estimate,
}

/// A point of the loss-exceedance curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exceedance {
    /// The loss.
    pub loss: f64,
    /// How often so much or more is lost: per year, or per run.
    pub rate: f64,
    /// Probability of so much or more, in a year or in a run.
    pub probability: f64,
}

/// All of it for one kind of loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// Mean loss of a run; for events the average annual loss.
    pub expected: Estimate,
    /// At [`LEVELS`].
    pub levels: Vec<AtLevel>,
    /// At most [`POINTS`] points, losses ascending.
    pub exceedance: Vec<Exceedance>,
}

/// The loss of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// How much; NaN where it is missing.
    pub loss: f64,
    /// Annual rate of what the run stands for; not used for plain draws.
    pub rate: f64,
    /// The event that the run is a draw of, from 0: runs of one event are not independent of each
    /// other.
    pub event: usize,
}

impl Risk {
    /// Of equally likely draws; missing losses (NaN) are left out.
    ///
    /// Intervals: of value at risk by order statistics, without assumption about the losses; of
    /// the two means by the normal distribution of their influence functions. Runs of one event
    /// are a cluster (docs/src/models/ensembles.md, "Repeated events").
    #[must_use]
    pub fn of_draws(runs: &[Loss]) -> Self {
        let mut runs: Vec<Loss> = runs.iter().copied().filter(|run| !run.loss.is_nan()).collect();
        runs.sort_by(|a, b| a.loss.total_cmp(&b.loss));
        let losses: Vec<f64> = runs.iter().map(|run| run.loss).collect();
        let spread =
            |of: &dyn Fn(f64) -> f64| clustered(runs.iter().map(|run| (of(run.loss), run.event)));
        let share = |rank: usize, of: usize| rank as f64 / of as f64;
        let exceedance = curve(&losses, |from_top| {
            let rate = share(from_top, losses.len());
            (rate, rate)
        });
        let at = |level: f64| {
            let value = interpolated(&losses, losses.len(), level);
            let beyond = spread(&|loss| f64::from(loss > value));
            // As many independent runs would tell as much.
            let effective = losses.len() as f64 / beyond.design_effect;
            let excess = spread(&|loss| (loss - value).max(0.0) / (1.0 - level));
            AtLevel {
                level,
                value_at_risk: quantile_with_interval(&losses, level, effective),
                expected_shortfall: shortfall_with_interval(&losses, level, effective, &excess),
            }
        };
        let expected = spread(&|loss| loss).estimate();
        Self { expected, levels: LEVELS.map(at).into(), exceedance }
    }

    /// Of events with annual rates. Value at risk and expected shortfall are those of the largest
    /// loss of a year when events happen independently of each other (a Poisson process); gains
    /// count as no loss there.
    ///
    /// Intervals: bootstrap, as if the set were a catalogue of independent events and another of
    /// the same length had been compiled; an event comes or stays away with all its runs. `seed`
    /// names its streams.
    #[must_use]
    pub fn of_events(runs: &[Loss], seed: u64) -> Self {
        let mut runs: Vec<Loss> = runs.iter().copied().filter(|run| !run.loss.is_nan()).collect();
        runs.sort_by(|a, b| b.loss.total_cmp(&a.loss));
        let found = annual(runs.iter().map(|run| (run.loss, run.rate)));
        let events = runs.iter().map(|run| run.event + 1).max().unwrap_or(0);
        let resamples: Vec<Annual> = (0..RESAMPLES)
            .map(|resample| {
                let mut stream = random::stream(seed, resample, "risk bootstrap");
                let times: Vec<f64> = (0..events).map(|_| poisson(stream.random())).collect();
                annual(runs.iter().map(|run| (run.loss, run.rate * times[run.event])))
            })
            .collect();
        let estimate = |pick: &dyn Fn(&Annual) -> f64| {
            let mut values: Vec<f64> = resamples.iter().map(pick).collect();
            values.sort_by(f64::total_cmp);
            let at = |q: f64| interpolated(&values, values.len(), q);
            Estimate { value: pick(&found), low: at(0.025), high: at(0.975) }
        };
        let levels = LEVELS.iter().enumerate().map(|(k, level)| AtLevel {
            level: *level,
            value_at_risk: estimate(&|annual| annual.levels[k].0),
            expected_shortfall: estimate(&|annual| annual.levels[k].1),
        });
        let (levels, expected) = (levels.collect(), estimate(&|annual| annual.average));
        let mut rates: Vec<f64> = runs.iter().map(|run| run.rate).collect();
        (1..rates.len()).for_each(|k| rates[k] += rates[k - 1]);
        let ascending: Vec<f64> = runs.iter().rev().map(|run| run.loss).collect();
        let exceedance = curve(&ascending, |from_top| {
            let rate = rates[from_top - 1];
            (rate, -(-rate).exp_m1())
        });
        Self { expected, levels, exceedance }
    }
}

/// Average annual loss, and value at risk with expected shortfall at each level.
struct Annual {
    average: f64,
    levels: [(f64, f64); LEVELS.len()],
}

/// Of events with their rates, largest loss first.
fn annual(events: impl Iterator<Item = (f64, f64)>) -> Annual {
    let (mut average, mut rate) = (0.0, 0.0);
    // Of the probability beyond each level: what is open yet, the losses in it, the last of them.
    let mut tails = LEVELS.map(|level| (1.0 - level, 0.0, None));
    for (loss, more) in events {
        average += loss * more;
        let mass = f64::exp(-rate) - f64::exp(-rate - more);
        rate += more;
        for (open, sum, last) in &mut tails {
            if last.is_some() {
                continue;
            }
            let taken = mass.min(*open);
            *sum += taken * loss.max(0.0);
            *open -= taken;
            if mass > taken {
                *last = Some(loss.max(0.0));
            }
        }
    }
    let mut levels = [(0.0, 0.0); LEVELS.len()];
    for ((found, level), (_, sum, last)) in levels.iter_mut().zip(LEVELS).zip(tails) {
        *found = (last.unwrap_or(0.0), sum / (1.0 - level));
    }
    Annual { average, levels }
}

/// A number of the Poisson distribution with mean 1, from an even one.
fn poisson(mut even: f64) -> f64 {
    let mut mass = (-1.0_f64).exp();
    let mut count = 0.0;
    while even >= mass && count < 20.0 {
        even -= mass;
        count += 1.0;
        mass /= count;
    }
    count
}

/// Points of a curve over losses in ascending order; `at` gives rate and probability of the so
/// many largest losses. Ranks are dense where the losses are large.
fn curve(ascending: &[f64], at: impl Fn(usize) -> (f64, f64)) -> Vec<Exceedance> {
    let count = ascending.len();
    let mut ranks: Vec<usize> = match count <= POINTS {
        true => (1..=count).collect(),
        false => (0..POINTS)
            .map(|k| (count as f64).powf(k as f64 / (POINTS - 1) as f64).round() as usize)
            .collect(),
    };
    // Equal losses are one point: that of the last of them.
    for rank in &mut ranks {
        let loss = ascending[count - *rank];
        *rank = count - ascending.partition_point(|other| *other < loss);
    }
    ranks.sort_unstable();
    ranks.dedup();
    let point = |rank: usize| {
        let (rate, probability) = at(rank);
        Exceedance { loss: ascending[count - rank], rate, probability }
    };
    ranks.into_iter().rev().map(point).collect()
}

/// A mean with its standard error when numbers come in clusters.
struct Clustered {
    mean: f64,
    /// NaN of fewer than two clusters.
    standard_error: f64,
    /// Variance of the mean over what it would be without clusters; at least 1.
    design_effect: f64,
}

impl Clustered {
    fn estimate(&self) -> Estimate {
        let half = normal::quantile(0.975) * self.standard_error;
        Estimate { value: self.mean, low: self.mean - half, high: self.mean + half }
    }
}

/// The sandwich estimator with one cluster an event (Liang and Zeger 1986); the plain standard
/// error where every event has one number.
fn clustered(numbers: impl Iterator<Item = (f64, usize)> + Clone) -> Clustered {
    let (sum, count) =
        numbers.clone().fold((0.0, 0.0), |(sum, n), (value, _)| (sum + value, n + 1.0));
    let mean = sum / count;
    let mut off: BTreeMap<usize, f64> = BTreeMap::new();
    let mut plain = 0.0;
    for (value, event) in numbers {
        *off.entry(event).or_default() += value - mean;
        plain += (value - mean).powi(2);
    }
    let clusters = off.len() as f64;
    let between: f64 = off.values().map(|off| off.powi(2)).sum();
    let varies = clusters > 1.0 && plain > 0.0;
    let correction = if clusters > 1.0 { clusters / (clusters - 1.0) } else { f64::NAN };
    Clustered {
        mean,
        standard_error: (between * correction).sqrt() / count,
        // Where nothing can be estimated, runs of one event tell no more than one of them.
        design_effect: if varies { (between / plain).max(1.0) } else { count / clusters },
    }
}

/// A quantile (type 7) with the interval between two order statistics that holds it with at
/// least 95 % probability, whatever the distribution, when the numbers tell as much as
/// `effective` independent ones (Woodruff 1952).
fn quantile_with_interval(sorted: &[f64], level: f64, effective: f64) -> Estimate {
    let count = sorted.len();
    let value = interpolated(sorted, count, level);
    let fewer = effective.round() as usize;
    let (low, high) = ranks_around(fewer, level);
    let at = |rank: usize| match rank {
        rank if rank == 0 || rank > fewer => f64::NAN,
        // Outward, where the ranks of fewer numbers are spread over all.
        rank if rank == low => sorted[((rank - 1) * count) / fewer],
        rank => sorted[(rank * count).div_ceil(fewer) - 1],
    };
    Estimate { value, low: at(low), high: at(high) }
}

/// Ranks (from 1) of the order statistics around a quantile; 0 or beyond the last when there is
/// none. The number of values below the quantile is binomial.
fn ranks_around(count: usize, level: f64) -> (usize, usize) {
    let odds = (level / (1.0 - level)).ln();
    let mut log_mass = count as f64 * (1.0 - level).ln();
    let (mut sum, mut low) = (0.0, 0);
    for below in 0..=count {
        let before: f64 = sum;
        sum += log_mass.exp();
        // P(fewer than `below`) is what the lower end misses.
        if before <= 0.025 {
            low = below;
        }
        if sum >= 0.975 {
            return (low, below + 1);
        }
        log_mass += ((count - below) as f64 / (below + 1) as f64).ln() + odds;
    }
    (low, count + 1)
}

/// The mean of the share beyond a level (Acerbi and Tasche 2002).
fn shortfall(sorted: &[f64], level: f64) -> f64 {
    let beyond = (1.0 - level) * sorted.len() as f64;
    let mut open = beyond;
    let mut sum = 0.0;
    for loss in sorted.iter().rev() {
        let taken = open.min(1.0);
        sum += taken * loss;
        open -= taken;
        if open <= 0.0 {
            break;
        }
    }
    sum / beyond
}

/// `excess` is the influence function of the shortfall over the numbers.
fn shortfall_with_interval(
    sorted: &[f64],
    level: f64,
    effective: f64,
    excess: &Clustered,
) -> Estimate {
    let value = shortfall(sorted, level);
    if (1.0 - level) * effective < TAIL_RUNS - 1e-9 {
        return Estimate { value, low: f64::NAN, high: f64::NAN };
    }
    let half = normal::quantile(0.975) * excess.standard_error;
    Estimate { value, low: value - half, high: value + half }
}

/// Mean and variance of a stream of numbers (Welford 1962).
#[derive(Clone, Copy, Debug, Default)]
pub struct Running {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Running {
    /// Adds a number.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }

    /// The mean; NaN of none.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// Half the width of the 95 % interval of the mean; NaN of fewer than two numbers.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        if self.count < 2 {
            return f64::NAN;
        }
        let variance = self.squares / (self.count - 1) as f64;
        normal::quantile(0.975) * (variance / self.count as f64).sqrt()
    }

    /// The same as a share of the mean; NaN when the mean is 0.
    #[must_use]
    pub fn relative_half_width(&self) -> f64 {
        if self.mean == 0.0 { f64::NAN } else { self.half_width() / self.mean.abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values in the middle of `count` equal shares of a distribution.
    fn spread(count: usize, quantile: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..count).map(|k| quantile((k as f64 + 0.5) / count as f64)).collect()
    }

    fn exponential(share: f64) -> f64 {
        -(-share).ln_1p()
    }

    /// Independent runs.
    fn draws(losses: Vec<f64>) -> Risk {
        let runs = losses.into_iter().enumerate();
        let runs: Vec<Loss> = runs.map(|(event, loss)| Loss { loss, rate: 1.0, event }).collect();
        Risk::of_draws(&runs)
    }

    /// One run an event.
    fn catalogue(losses: &[f64], rates: &[f64], seed: u64) -> Risk {
        let pairs = losses.iter().zip(rates).enumerate();
        let runs = pairs.map(|(event, (loss, rate))| Loss { loss: *loss, rate: *rate, event });
        Risk::of_events(&runs.collect::<Vec<_>>(), seed)
    }

    /// Four standard deviations of a share of so many trials below 95 %.
    fn least(trials: u64) -> f64 {
        trials as f64 * (0.95 - 4.0 * (0.95 * 0.05 / trials as f64).sqrt())
    }

    fn holds(estimate: Estimate, truth: f64) -> bool {
        (estimate.low..=estimate.high).contains(&truth)
    }

    #[test]
    fn closed_forms() {
        let risk = draws(spread(100_000, exponential));
        assert!((risk.expected.value - 1.0).abs() < 1e-4);
        for at in &risk.levels {
            let exact = -(1.0 - at.level).ln();
            assert!((at.value_at_risk.value - exact).abs() < 1e-3);
            assert!((at.expected_shortfall.value - exact - 1.0).abs() < 1e-3);
            assert!(at.value_at_risk.low < exact && exact < at.value_at_risk.high);
        }
        let even = draws(spread(100_000, |share| share));
        for at in &even.levels {
            assert!((at.value_at_risk.value - at.level).abs() < 1e-4);
            assert!((at.expected_shortfall.value - f64::midpoint(1.0, at.level)).abs() < 1e-4);
        }
        // The survival function of each loss, over the whole curve.
        for point in &risk.exceedance {
            assert!((point.probability - (-point.loss).exp()).abs() < 1e-5, "{point:?}");
        }
        assert!(risk.exceedance.len() > 100 && risk.exceedance.len() <= POINTS);
    }

    /// The binomial tables: for the median of 10 the 2nd and 9th value hold 97.9 %.
    #[test]
    fn order_statistics_around_a_quantile() {
        assert_eq!(ranks_around(10, 0.5), (2, 9));
        assert_eq!(ranks_around(200, 0.99), (195, 201));
        assert_eq!(ranks_around(3, 0.5), (0, 4));
        for (count, level) in [(50, 0.9), (333, 0.95), (100_000, 0.99)] {
            let (low, high) = ranks_around(count, level);
            let centre = level * count as f64;
            let sd = (centre * (1.0 - level)).sqrt();
            assert!((low as f64 - centre + 1.96 * sd).abs() < 3.0, "{low} {centre} {sd}");
            assert!((high as f64 - centre - 1.96 * sd).abs() < 3.0, "{high} {centre} {sd}");
        }
    }

    #[test]
    fn shortfall_is_the_mean_of_the_quantiles_beyond() {
        let losses = [0.0, 1.0, 1.0, 2.5, 3.0, 7.0, 11.0];
        for level in [0.1, 0.5, 0.9, 0.95] {
            let steps = 700_000;
            let quantiles = (0..steps).map(|k| {
                let share = level + (1.0 - level) * (f64::from(k) + 0.5) / f64::from(steps);
                losses[((share * 7.0) as usize).min(6)]
            });
            let brute = quantiles.sum::<f64>() / f64::from(steps);
            assert!((shortfall(&losses, level) - brute).abs() < 1e-4, "{level}");
        }
    }

    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        const TRIALS: u64 = 400;
        let mut held = [0; 3];
        for trial in 0..TRIALS {
            let mut stream = random::stream(trial, 0, "coverage");
            let losses = (0..2_000).map(|_| exponential(stream.random())).collect();
            let risk = draws(losses);
            let at = risk.levels[1];
            let truth = -(0.05_f64).ln();
            let pairs = [
                (risk.expected, 1.0),
                (at.value_at_risk, truth),
                (at.expected_shortfall, truth + 1.0),
            ];
            for (held, (estimate, truth)) in held.iter_mut().zip(pairs) {
                *held += i32::from(holds(estimate, truth));
            }
        }
        assert!(held.iter().all(|held| f64::from(*held) >= least(TRIALS)), "{held:?} of {TRIALS}");
    }

    /// 240 events of 6 runs each. Nearly all of the variance is between events, so that intervals
    /// that took the runs for independent would be too narrow by a factor above two.
    fn repeated(trial: u64, rate: f64) -> Vec<Loss> {
        let mut stream = random::stream(trial, 0, "coverage of repeated events");
        let mut runs = Vec::new();
        for event in 0..240 {
            let size = exponential(stream.random());
            let run = |within: f64| Loss { loss: size * (0.5 + within), rate, event };
            runs.extend((0..6).map(|_| run(stream.random())));
        }
        runs
    }

    /// The survival function of such a loss: the mean of `exp(−loss / (½ + u))` over even `u`.
    fn survival(loss: f64) -> f64 {
        let points = spread(20_000, |within| (-loss / (0.5 + within)).exp());
        points.iter().sum::<f64>() / points.len() as f64
    }

    /// The loss that is exceeded with a probability.
    fn exceeded_with(probability: f64) -> f64 {
        let (mut low, mut high) = (0.0, 50.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if survival(middle) > probability { low = middle } else { high = middle }
        }
        low
    }

    #[test]
    fn intervals_of_repeated_events_hold_the_truth_too() {
        const TRIALS: u64 = 200;
        let truth = exceeded_with(0.05);
        let mut held = [0; 2];
        let mut width = [0.0; 2];
        for trial in 0..TRIALS {
            let runs = repeated(trial, 1.0);
            let risk = Risk::of_draws(&runs);
            let pairs = [(risk.expected, 1.0), (risk.levels[1].value_at_risk, truth)];
            for (held, (estimate, truth)) in held.iter_mut().zip(pairs) {
                *held += i32::from(holds(estimate, truth));
            }
            let apart = draws(runs.iter().map(|run| run.loss).collect());
            width[0] += risk.expected.high - risk.expected.low;
            width[1] += apart.expected.high - apart.expected.low;
        }
        assert!(held.iter().all(|held| f64::from(*held) >= least(TRIALS)), "{held:?} of {TRIALS}");
        assert!(width[0] > 2.0 * width[1], "{width:?}");
    }

    #[test]
    fn catalogues_of_repeated_events_hold_the_truth_too() {
        const TRIALS: u64 = 200;
        // A catalogue of 300 years in which 0.8 events a year happen.
        let rate = 1.0 / 300.0 / 6.0;
        // Beyond the largest loss of the year at 95 %: −ln 0.95 events a year.
        let truth = exceeded_with(-(0.95_f64).ln() / 0.8);
        let mut held = [0; 2];
        for trial in 0..TRIALS {
            let risk = Risk::of_events(&repeated(trial, rate), trial);
            let pairs = [(risk.expected, 0.8), (risk.levels[1].value_at_risk, truth)];
            for (held, (estimate, truth)) in held.iter_mut().zip(pairs) {
                *held += i32::from(holds(estimate, truth));
            }
        }
        assert!(held.iter().all(|held| f64::from(*held) >= least(TRIALS)), "{held:?} of {TRIALS}");
    }

    #[test]
    fn repeating_every_run_narrows_nothing() {
        let once: Vec<f64> = (0..500).map(|k| f64::from(k * k % 499)).collect();
        let runs = |times: usize| -> Vec<Loss> {
            let runs = (0..times * 500).map(|k| k % 500);
            runs.map(|event| Loss { loss: once[event], rate: 0.01 / times as f64, event }).collect()
        };
        for (one, many) in [
            (Risk::of_draws(&runs(1)), Risk::of_draws(&runs(6))),
            (Risk::of_events(&runs(1), 3), Risk::of_events(&runs(6), 3)),
        ] {
            for (a, b) in one.levels.iter().zip(&many.levels) {
                // The quantile of numbers that come six times lies on one of them.
                for (a, b) in [
                    (a.value_at_risk, b.value_at_risk),
                    (a.expected_shortfall, b.expected_shortfall),
                ] {
                    let near = |a: f64, b: f64| a.is_nan() && b.is_nan() || (a - b).abs() < 1.5;
                    assert!(
                        near(a.value, b.value) && near(a.low, b.low) && near(a.high, b.high),
                        "{a:?} {b:?}"
                    );
                }
            }
            assert!((one.expected.high - many.expected.high).abs() < 1e-9);
        }
        // Of one event alone nothing can be told about others.
        let alone: Vec<Loss> =
            (0..50).map(|k| Loss { loss: f64::from(k), rate: 0.1, event: 0 }).collect();
        let risk = Risk::of_draws(&alone);
        assert!(risk.expected.low.is_nan() && risk.levels[0].value_at_risk.high.is_nan());
    }

    #[test]
    fn few_runs_have_open_intervals() {
        let risk = draws((0..50).map(f64::from).collect());
        let at = risk.levels[2];
        assert!(at.value_at_risk.high.is_nan() && at.expected_shortfall.low.is_nan());
        assert_eq!(risk.exceedance.len(), 50);
        assert_eq!(risk.exceedance[49].probability, 0.02);
        let equal = draws(vec![3.0; 40]);
        assert_eq!(equal.exceedance, [Exceedance { loss: 3.0, rate: 1.0, probability: 1.0 }]);
    }

    #[test]
    fn events_in_closed_form() {
        // A flood once in 10 years, a quake once in 200.
        let risk = catalogue(&[10.0, 100.0, -5.0], &[0.1, 0.005, 0.2], 1);
        assert!((risk.expected.value - 0.5).abs() < 1e-12);
        let beyond = |rate: f64| 1.0 - f64::exp(-rate);
        // Up to 1 year in 200 the quake, then the flood.
        let at = |level: f64| *risk.levels.iter().find(|at| at.level == level).unwrap();
        assert_eq!(at(0.99).value_at_risk.value, 10.0);
        let quake = beyond(0.005);
        let exact = (100.0 * quake + 10.0 * (0.01 - quake)) / 0.01;
        assert!((at(0.99).expected_shortfall.value - exact).abs() < 1e-9);
        // The two together happen in fewer than 1 year of 10, and gains are no loss.
        assert!(beyond(0.105) < 0.1);
        assert_eq!(at(0.90).value_at_risk.value, 0.0);
        let exact = (100.0 * quake + 10.0 * (beyond(0.105) - quake)) / 0.1;
        assert!((at(0.90).expected_shortfall.value - exact).abs() < 1e-9);
        let losses: Vec<(f64, f64)> =
            risk.exceedance.iter().map(|point| (point.loss, point.rate)).collect();
        assert_eq!(losses.len(), 3);
        assert!((losses[2].1 - 0.005).abs() < 1e-15 && (losses[0].1 - 0.305).abs() < 1e-12);
    }

    /// Years of independent events, one after the other.
    #[test]
    fn events_by_simulation() {
        let losses: Vec<f64> = (1..=20).map(f64::from).collect();
        let rates: Vec<f64> = losses.iter().map(|loss| 0.4 / loss).collect();
        let risk = catalogue(&losses, &rates, 1);
        let years = 40_000;
        let worst: Vec<f64> = (0..years)
            .map(|year| {
                let mut stream = random::stream(9, year, "years");
                let happens = |rate: &f64| stream.random::<f64>() < 1.0 - f64::exp(-rate);
                let hit: Vec<bool> = rates.iter().map(happens).collect();
                losses.iter().zip(hit).filter(|(_, hit)| *hit).map(|(l, _)| *l).fold(0.0, f64::max)
            })
            .collect();
        let simulated = draws(worst);
        for at in &risk.levels {
            let simulated = *simulated.levels.iter().find(|of| of.level == at.level).unwrap();
            assert!(holds(simulated.value_at_risk, at.value_at_risk.value), "{at:?} {simulated:?}");
            let simulated = simulated.expected_shortfall;
            // Twice the half width: four standard errors.
            let slack = simulated.high - simulated.low;
            let off = at.expected_shortfall.value - simulated.value;
            assert!(off.abs() <= slack + 1e-9, "{at:?} {simulated:?}");
            let interval = at.expected_shortfall;
            assert!(interval.low <= interval.value && interval.value <= interval.high);
        }
    }

    #[test]
    fn means_and_widths() {
        let mut running = Running::default();
        assert!(running.mean().is_nan() && running.half_width().is_nan());
        [1.0, 2.0, 3.0, 6.0].iter().for_each(|value| running.add(*value));
        assert_eq!(running.mean(), 3.0);
        let sd = (14.0_f64 / 3.0).sqrt();
        assert!((running.half_width() - 1.959963984540054 * sd / 2.0).abs() < 1e-12);
    }
}
