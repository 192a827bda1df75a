//! Risk over the runs of an ensemble: expected loss, value at risk, expected shortfall and the
//! loss-exceedance curve, with 95 % intervals (docs/src/models/ensembles.md, "Risk").

use crate::normal;
use crate::quantile::interpolated;
use crate::random;
use rand::RngExt;

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

impl Risk {
    /// Of equally likely draws; missing losses (NaN) are left out.
    ///
    /// Intervals: of value at risk by order statistics, without assumption about the losses; of
    /// the two means by the normal distribution of their influence functions.
    #[must_use]
    pub fn of_draws(mut losses: Vec<f64>) -> Self {
        losses.retain(|loss| !loss.is_nan());
        losses.sort_by(f64::total_cmp);
        let share = |rank: usize, of: usize| rank as f64 / of as f64;
        let exceedance = curve(&losses, |from_top| {
            let rate = share(from_top, losses.len());
            (rate, rate)
        });
        let mut running = Running::default();
        losses.iter().for_each(|loss| running.add(*loss));
        let at = |level: f64| AtLevel {
            level,
            value_at_risk: quantile_with_interval(&losses, level),
            expected_shortfall: shortfall_with_interval(&losses, level),
        };
        Self { expected: running.estimate(), levels: LEVELS.map(at).into(), exceedance }
    }

    /// Of events with annual rates. Value at risk and expected shortfall are those of the largest
    /// loss of a year when events happen independently of each other (a Poisson process); gains
    /// count as no loss there.
    ///
    /// Intervals: bootstrap, as if the set were a catalogue of independent events and another of
    /// the same length had been compiled. `seed` names its streams.
    #[must_use]
    pub fn of_events(losses: &[f64], rates: &[f64], seed: u64) -> Self {
        let pairs = losses.iter().copied().zip(rates.iter().copied());
        let mut events: Vec<(f64, f64)> = pairs.filter(|(loss, _)| !loss.is_nan()).collect();
        events.sort_by(|a, b| b.0.total_cmp(&a.0));
        let found = annual(events.iter().copied());
        let resamples: Vec<Annual> = (0..RESAMPLES)
            .map(|resample| {
                let mut stream = random::stream(seed, resample, "risk bootstrap");
                annual(events.iter().map(|(loss, rate)| (*loss, rate * poisson(stream.random()))))
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
        let mut rates: Vec<f64> = events.iter().map(|(_, rate)| *rate).collect();
        (1..rates.len()).for_each(|k| rates[k] += rates[k - 1]);
        let ascending: Vec<f64> = events.iter().rev().map(|(loss, _)| *loss).collect();
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

/// A quantile (type 7) with the interval between two order statistics that holds it with at
/// least 95 % probability, whatever the distribution.
fn quantile_with_interval(sorted: &[f64], level: f64) -> Estimate {
    let count = sorted.len();
    let value = interpolated(sorted, count, level);
    let (low, high) = ranks_around(count, level);
    let at = |rank: usize| rank.checked_sub(1).and_then(|k| sorted.get(k)).copied();
    Estimate { value, low: at(low).unwrap_or(f64::NAN), high: at(high).unwrap_or(f64::NAN) }
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

fn shortfall_with_interval(sorted: &[f64], level: f64) -> Estimate {
    let value = shortfall(sorted, level);
    let beyond = 1.0 - level;
    if beyond * (sorted.len() as f64) < TAIL_RUNS - 1e-9 {
        return Estimate { value, low: f64::NAN, high: f64::NAN };
    }
    let at = interpolated(sorted, sorted.len(), level);
    let mut influence = Running::default();
    sorted.iter().for_each(|loss| influence.add((loss - at).max(0.0) / beyond));
    let half = influence.half_width();
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

    fn estimate(&self) -> Estimate {
        let (value, half) = (self.mean(), self.half_width());
        Estimate { value, low: value - half, high: value + half }
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

    #[test]
    fn closed_forms() {
        let risk = Risk::of_draws(spread(100_000, exponential));
        assert!((risk.expected.value - 1.0).abs() < 1e-4);
        for at in &risk.levels {
            let exact = -(1.0 - at.level).ln();
            assert!((at.value_at_risk.value - exact).abs() < 1e-3);
            assert!((at.expected_shortfall.value - exact - 1.0).abs() < 1e-3);
            assert!(at.value_at_risk.low < exact && exact < at.value_at_risk.high);
        }
        let even = Risk::of_draws(spread(100_000, |share| share));
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
        // Four standard deviations of a share of 400 trials below 95 %.
        let least = TRIALS as f64 * (0.95 - 4.0 * (0.95 * 0.05 / TRIALS as f64).sqrt());
        let mut held = [0; 3];
        for trial in 0..TRIALS {
            let mut stream = random::stream(trial, 0, "coverage");
            let losses = (0..2_000).map(|_| exponential(stream.random())).collect();
            let risk = Risk::of_draws(losses);
            let at = risk.levels[1];
            let truth = -(0.05_f64).ln();
            let pairs = [
                (risk.expected, 1.0),
                (at.value_at_risk, truth),
                (at.expected_shortfall, truth + 1.0),
            ];
            for (held, (estimate, truth)) in held.iter_mut().zip(pairs) {
                *held += i32::from((estimate.low..=estimate.high).contains(&truth));
            }
        }
        assert!(held.iter().all(|held| f64::from(*held) >= least), "{held:?} of {TRIALS}");
    }

    #[test]
    fn few_runs_have_open_intervals() {
        let risk = Risk::of_draws((0..50).map(f64::from).collect());
        let at = risk.levels[2];
        assert!(at.value_at_risk.high.is_nan() && at.expected_shortfall.low.is_nan());
        assert_eq!(risk.exceedance.len(), 50);
        assert_eq!(risk.exceedance[49].probability, 0.02);
        let equal = Risk::of_draws(vec![3.0; 40]);
        assert_eq!(equal.exceedance, [Exceedance { loss: 3.0, rate: 1.0, probability: 1.0 }]);
    }

    #[test]
    fn events_in_closed_form() {
        // A flood once in 10 years, a quake once in 200.
        let risk = Risk::of_events(&[10.0, 100.0, -5.0], &[0.1, 0.005, 0.2], 1);
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
        let risk = Risk::of_events(&losses, &rates, 1);
        let years = 40_000;
        let mut worst: Vec<f64> = (0..years)
            .map(|year| {
                let mut stream = random::stream(9, year, "years");
                let happens = |rate: &f64| stream.random::<f64>() < 1.0 - f64::exp(-rate);
                let hit: Vec<bool> = rates.iter().map(happens).collect();
                losses.iter().zip(hit).filter(|(_, hit)| *hit).map(|(l, _)| *l).fold(0.0, f64::max)
            })
            .collect();
        worst.sort_by(f64::total_cmp);
        for at in &risk.levels {
            let simulated = quantile_with_interval(&worst, at.level);
            let held = simulated.low..=simulated.high;
            assert!(held.contains(&at.value_at_risk.value), "{at:?} {simulated:?}");
            let simulated = shortfall_with_interval(&worst, at.level);
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
