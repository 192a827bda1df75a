//! Which uncertainty matters: variance-based sensitivity indices
//! (docs/src/models/ensembles.md, "Sensitivity").
//!
//! Two independent samples A and B of all inputs; for each input i a third, AB_i, that is A with
//! the values of input i from B (Saltelli et al. 2010). With the estimators of Jansen (1999)
//! first order is 1 − E[(f(B) − f(AB_i))²] / 2V, total is E[(f(A) − f(AB_i))²] / 2V.

use crate::random;
use rand::RngExt;

/// What a run of the design is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of the draw, from 0.
    pub draw: u64,
    /// Whose sample it takes.
    pub sample: Sample,
}

/// The samples of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// The first sample.
    A,
    /// The second, independent sample.
    B,
    /// The first, with one input from the second.
    Swapped(usize),
}

impl Place {
    /// The place of a run in a design of so many inputs: the runs of one draw stand together, so
    /// that an ensemble cut short holds whole draws.
    #[must_use]
    pub fn of(run: u64, inputs: usize) -> Self {
        let width = runs_per_draw(inputs);
        let sample = match run % width {
            0 => Sample::A,
            1 => Sample::B,
            k => Sample::Swapped(k as usize - 2),
        };
        Self { draw: run / width, sample }
    }

    /// Whether an input comes from the second sample.
    #[must_use]
    pub fn takes_second(self, input: usize) -> bool {
        self.sample == Sample::B || self.sample == Sample::Swapped(input)
    }
}

/// Runs that one draw of the design takes.
#[must_use]
pub fn runs_per_draw(inputs: usize) -> u64 {
    inputs as u64 + 2
}

/// A share of the variance, with the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The estimate; a little below 0 or above 1 is noise.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How much of the variance of a result an input is behind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indices {
    /// By itself: the part of the variance that would go if the input were known.
    pub first: Share,
    /// With everything it acts through: the part that would stay if only it were unknown.
    pub total: Share,
}

/// First order and total of each input.
type Shares = Vec<(f64, f64)>;

/// Resamples behind an interval.
const RESAMPLES: u64 = 1_000;

/// The indices of each input from the results of a whole design, in the order of runs. `seed`
/// names the streams of the bootstrap. All NaN when the result does not vary.
#[must_use]
pub fn indices(results: &[f64], inputs: usize, seed: u64) -> Vec<Indices> {
    let width = runs_per_draw(inputs) as usize;
    let draws: Vec<&[f64]> = results.chunks_exact(width).collect();
    let all: Vec<usize> = (0..draws.len()).collect();
    let estimates = estimate(&draws, &all, inputs);
    let resamples: Vec<Shares> = (0..RESAMPLES)
        .map(|resample| {
            let mut stream = random::stream(seed, resample, "sensitivity bootstrap");
            let picked: Vec<usize> =
                (0..draws.len()).map(|_| stream.random_range(0..draws.len())).collect();
            estimate(&draws, &picked, inputs)
        })
        .collect();
    let share = |value: f64, pick: &dyn Fn(&Shares) -> f64| {
        let mut values: Vec<f64> = resamples.iter().map(pick).collect();
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        let at = |q: f64| crate::quantile::interpolated(&values, values.len(), q);
        Share { value, low: at(0.025), high: at(0.975) }
    };
    let of = |(input, (first, total)): (usize, (f64, f64))| Indices {
        first: share(first, &|resample| resample[input].0),
        total: share(total, &|resample| resample[input].1),
    };
    estimates.into_iter().enumerate().map(of).collect()
}

/// First-order and total index of each input from the picked draws.
fn estimate(draws: &[&[f64]], picked: &[usize], inputs: usize) -> Shares {
    let count = picked.len() as f64;
    let plain = || picked.iter().flat_map(|k| [draws[*k][0], draws[*k][1]]);
    let mean = plain().sum::<f64>() / (2.0 * count);
    let variance = plain().map(|value| (value - mean).powi(2)).sum::<f64>() / (2.0 * count);
    let half_square = |input: usize, sample: usize| {
        let squares = picked.iter().map(|k| (draws[*k][sample] - draws[*k][2 + input]).powi(2));
        squares.sum::<f64>() / (2.0 * count)
    };
    (0..inputs)
        .map(|input| match variance > 0.0 {
            true => (1.0 - half_square(input, 1) / variance, half_square(input, 0) / variance),
            false => (f64::NAN, f64::NAN),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draw;
    use std::f64::consts::PI;

    /// The results of a design over inputs evenly spread between ±π, and 0..=1 for the last one.
    fn design(draws: u64, inputs: usize, result: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        let draw = Draw::Uniform { low: -PI, high: PI };
        (0..draws * runs_per_draw(inputs))
            .map(|run| {
                let place = Place::of(run, inputs);
                let x: Vec<f64> = (0..inputs)
                    .map(|k| {
                        draw.value(u64::from(place.takes_second(k)), place.draw, &format!("x{k}"))
                    })
                    .collect();
                result(&x)
            })
            .collect()
    }

    /// Ishigami and Homma 1990; the indices in closed form are those of Saltelli et al. 2008.
    #[test]
    fn ishigami() {
        let f = |x: &[f64]| x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin();
        let found = indices(&design(4_096, 3, f), 3, 1);
        let wanted = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (indices, (first, total)) in found.iter().zip(wanted) {
            for (share, exact) in [(indices.first, first), (indices.total, total)] {
                // Four standard errors, read off the interval of 2 × 1.96 of them.
                let slack = 4.0 * (share.high - share.low) / 3.92;
                assert!((share.value - exact).abs() < slack, "{share:?} for {exact}");
                assert!(slack < 0.12, "{share:?}");
            }
        }
    }

    #[test]
    fn an_input_without_effect_has_none_at_all() {
        let found = indices(&design(64, 3, |x| x[0] + 2.0 * x[1]), 3, 1);
        let none = found[2];
        assert_eq!((none.total.value, none.total.low, none.total.high), (0.0, 0.0, 0.0));
        assert!(none.first.low < 0.0 && 0.0 < none.first.high, "{none:?}");
        let flat = indices(&design(8, 2, |_| 3.0), 2, 1);
        assert!(flat.iter().all(|indices| indices.total.value.is_nan()));
    }

    #[test]
    fn intervals_hold_what_they_should() {
        // A sum of two inputs: ¼ and ¾ of the variance, no interaction.
        let f = |x: &[f64]| x[0] + 3f64.sqrt() * x[1];
        let held = (0..40u64)
            .filter(|trial| {
                let draw = Draw::Uniform { low: 0.0, high: 1.0 };
                let value = |run: u64| {
                    let place = Place::of(run, 2);
                    let x = [0, 1].map(|k| {
                        let seed = 2 * trial + u64::from(place.takes_second(k));
                        draw.value(seed, place.draw, ["a", "b"][k])
                    });
                    f(&x)
                };
                let results: Vec<f64> = (0..4 * 256).map(value).collect();
                let total = indices(&results, 2, *trial)[0].total;
                (total.low..=total.high).contains(&0.25)
            })
            .count();
        // 38 of 40 on average; 33 or fewer has a chance of 1 in 400.
        assert!(held > 33, "{held} of 40");
    }

    #[test]
    fn runs_of_a_draw_stand_together() {
        let places: Vec<Place> = (4..8).map(|run| Place::of(run, 2)).collect();
        assert!(places.iter().all(|place| place.draw == 1));
        assert!(!places[0].takes_second(0) && places[1].takes_second(0));
        assert!(places[2].takes_second(0) && !places[2].takes_second(1));
    }
}
