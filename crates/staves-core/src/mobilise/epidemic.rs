//! The course of an epidemic where no table of cases is at hand: susceptible, exposed, infectious,
//! removed (Kermack and McKendrick 1927), a region at a time
//! (docs/src/models/mobilise.md, "Demand of an epidemic").

use super::needs::Sick;

/// An epidemic in a closed population.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epidemic {
    /// People.
    pub population: f64,
    /// Infectious at the start.
    pub infected: f64,
    /// New infections by one infectious person among all susceptible.
    pub reproduction: f64,
    /// Mean days from infection to being infectious.
    pub incubation: f64,
    /// Mean days of being infectious.
    pub infectious: f64,
    /// Share of cases by severity.
    pub severity: [f64; 4],
    /// Days in care or isolation by severity.
    pub stay: [f64; 4],
    /// Tests per case.
    pub tests: f64,
}

/// Steps a day of the method of Runge and Kutta.
const STEPS: usize = 8;

impl Epidemic {
    /// New cases by period of so many days: who becomes infectious.
    #[must_use]
    pub fn cases(&self, periods: usize, days: f64) -> Vec<f64> {
        let mut state = [self.population - self.infected, 0.0, self.infected, 0.0];
        let steps = (days * STEPS as f64).ceil().max(1.0);
        let step = days / steps;
        let period = |_| {
            let before = state[3];
            (0..steps as usize).for_each(|_| state = self.after(state, step));
            state[3] - before
        };
        (0..periods).map(period).collect()
    }

    /// Change a day of the susceptible, the exposed, the infectious, and of all cases so far.
    fn change(&self, [susceptible, exposed, infectious, _]: [f64; 4]) -> [f64; 4] {
        let force = self.reproduction / self.infectious * infectious / self.population;
        let infections = force * susceptible;
        let onset = exposed / self.incubation;
        [-infections, infections - onset, onset - infectious / self.infectious, onset]
    }

    fn after(&self, state: [f64; 4], step: f64) -> [f64; 4] {
        let moved = |by: &[f64; 4], part: f64| -> [f64; 4] {
            std::array::from_fn(|k| state[k] + part * step * by[k])
        };
        let first = self.change(state);
        let second = self.change(moved(&first, 0.5));
        let third = self.change(moved(&second, 0.5));
        let fourth = self.change(moved(&third, 1.0));
        let mean = |k: usize| (first[k] + 2.0 * (second[k] + third[k]) + fourth[k]) / 6.0;
        std::array::from_fn(|k| state[k] + step * mean(k))
    }

    /// The sick by period.
    #[must_use]
    pub fn sick(&self, periods: usize, days: f64) -> Vec<Sick> {
        let cases = self.cases(periods, days);
        let period = |t: usize| Sick {
            in_care: std::array::from_fn(|severity| {
                let from = |s: usize| cases[s] * in_care(self.stay[severity], days, t - s);
                self.severity[severity] * (0..=t).map(from).sum::<f64>()
            }),
            new: self.severity.map(|share| share * cases[t]),
            tests: self.tests * cases[t],
        };
        (0..periods).map(period).collect()
    }
}

/// Share of those who fall ill evenly over a period that is in care on the average day of a period
/// so many later.
fn in_care(stay: f64, days: f64, later: usize) -> f64 {
    // The integral of the share that has fallen ill up to a day.
    let ill = |day: f64| match day {
        day if day <= 0.0 => 0.0,
        day if day < days => day * day / (2.0 * days),
        day => day - days / 2.0,
    };
    let (first, last) = (later as f64 * days, (later as f64 + 1.0) * days);
    (ill(last) - ill(first) - ill(last - stay) + ill(first - stay)) / days
}
