//! What is left when more and more units are gone: at random, or each time the one that costs most
//! (docs/src/models/integrity.md, "Robustness"). What is measured of what is left is a function of
//! the available activities, so that the same curve serves every measure between 0 and 1.

use super::Chain;
use super::units::names;
use super::{Kind, Units};
use crate::normal;
use crate::random::stream;
use rand::RngExt;
use rayon::prelude::*;

/// Points of a random curve after its first, at most.
const POINTS: usize = 40;

/// Seed of the random orders: fixed, so that the same question always gets the same answer.
const SEED: u64 = 2011;

/// What is measured of the activities that are left, 0 to 1.
pub type Measure<'m> = &'m (dyn Fn(&[bool]) -> f64 + Sync);

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// How many units are gone.
    pub removed: usize,
    /// What is left.
    pub value: f64,
    /// Half the 95 % interval of the mean over orders; 0 where nothing is drawn.
    pub half: f64,
}

/// What is left after more and more removals.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// How many units there are to remove.
    pub units: usize,
    /// From nothing removed; evenly spaced.
    pub points: Vec<Point>,
    /// The units in the order of their removal, where there is one order.
    pub order: Vec<u32>,
    /// Whether the work sufficed for the whole curve.
    pub complete: bool,
}

impl Curve {
    /// Mean of the curve without its first point (Schneider et al. 2011).
    #[must_use]
    pub fn mean(&self) -> f64 {
        let later = self.points.get(1..).unwrap_or_default();
        let sum = later.iter().fold(0.0, |sum, point| sum + point.value);
        if later.is_empty() { f64::NAN } else { sum / later.len() as f64 }
    }

    /// Area below the curve by the trapezoid rule, over the share of units removed.
    #[must_use]
    pub fn trapezoid(&self) -> f64 {
        let pairs = self.points.windows(2);
        let sum = pairs.clone().fold(0.0, |sum, pair| sum + (pair[0].value + pair[1].value) / 2.0);
        if pairs.len() == 0 { f64::NAN } else { sum / pairs.len() as f64 }
    }
}

/// Units of a kind that can be removed: those that hold an available activity.
pub struct Removals<'c> {
    chain: &'c Chain,
    available: &'c [bool],
    kind: Kind,
    units: Units,
    universe: Vec<u32>,
}

impl<'c> Removals<'c> {
    /// The units of a kind among the available activities.
    #[must_use]
    pub fn new(chain: &'c Chain, available: &'c [bool], kind: Kind) -> Self {
        let units = Units::new(chain, kind);
        let activities = (0..available.len() as u32).filter(|a| available[*a as usize]);
        let mut universe: Vec<u32> = activities.flat_map(|a| units.of(chain, a)).collect();
        universe.sort_unstable();
        universe.dedup();
        // In the order of their names, which settles ties.
        universe.sort_by_key(|unit| names(chain, kind).code(*unit as usize));
        Self { chain, available, kind, units, universe }
    }

    fn left(&self, gone: &[bool]) -> Vec<bool> {
        self.units.without(self.available, |unit| gone[unit as usize])
    }

    /// Points of a random curve with its first.
    #[must_use]
    pub fn points(&self) -> usize {
        self.universe.len().min(POINTS) + 1
    }

    /// The mean over random orders. A unit's place in an order depends on its name and the number of
    /// the order alone.
    #[must_use]
    pub fn random(&self, measure: Measure<'_>, orders: usize) -> Curve {
        let count = self.universe.len();
        let points = self.points() - 1;
        let removed: Vec<usize> =
            (0..=points).map(|k| (k * count).checked_div(points).unwrap_or(0)).collect();
        let of = |order: u64| -> Vec<f64> {
            let order = self.shuffled(order);
            let mut gone = vec![false; self.units.count];
            let mut next = 0;
            let value = |removed: &usize| {
                order[next..*removed].iter().for_each(|unit| gone[*unit as usize] = true);
                next = *removed;
                measure(&self.left(&gone))
            };
            removed.iter().map(value).collect()
        };
        let curves: Vec<Vec<f64>> = (0..orders as u64).into_par_iter().map(of).collect();
        let point = |(k, removed): (usize, &usize)| {
            let values = curves.iter().map(|curve| curve[k]);
            let n = orders as f64;
            let value = values.clone().fold(0.0, |a, b| a + b) / n;
            let variance = values.fold(0.0, |sum, v| sum + (v - value) * (v - value)) / (n - 1.0);
            let half = normal::quantile(0.975) * (variance / n).sqrt();
            Point { removed: *removed, value, half }
        };
        let points = removed.iter().enumerate().map(point).collect();
        Curve { units: count, points, order: Vec::new(), complete: true }
    }

    fn shuffled(&self, order: u64) -> Vec<u32> {
        let names = names(self.chain, self.kind);
        let place = |unit: &u32| stream(SEED, order, names.code(*unit as usize)).random::<f64>();
        let mut placed: Vec<(f64, u32)> = self.universe.iter().map(|u| (place(u), *u)).collect();
        placed.sort_by(|a, b| a.0.total_cmp(&b.0));
        placed.into_iter().map(|(_, unit)| unit).collect()
    }

    /// Each time the unit goes that leaves least, the first by name among equals. Nothing more is
    /// tried once nothing is left, or after so many calls of the measure.
    #[must_use]
    pub fn targeted(&self, measure: Measure<'_>, calls: usize) -> Curve {
        let mut gone = vec![false; self.units.count];
        let first = Point { removed: 0, value: measure(&self.left(&gone)), half: 0.0 };
        let (mut points, mut order) = (vec![first], Vec::new());
        let mut rest = self.universe.clone();
        let mut left = calls;
        while !rest.is_empty() && points.last().is_some_and(|point| point.value > 0.0) {
            let Some(fewer) = left.checked_sub(rest.len()) else { break };
            left = fewer;
            let without = |unit: &u32| {
                let units = &self.units;
                measure(&units.without(self.available, |u| gone[u as usize] || u == *unit))
            };
            let values: Vec<f64> = rest.par_iter().map(without).collect();
            let least = (0..rest.len()).reduce(|a, b| if values[b] < values[a] { b } else { a });
            let Some(at) = least else { break };
            points.push(Point { removed: points.len(), value: values[at], half: 0.0 });
            let unit = rest.remove(at);
            gone[unit as usize] = true;
            order.push(unit);
        }
        let over = points.last().is_none_or(|point| point.value == 0.0) || rest.is_empty();
        if over {
            for unit in rest {
                points.push(Point { removed: points.len(), value: 0.0, half: 0.0 });
                order.push(unit);
            }
        }
        Curve { units: self.universe.len(), points, order, complete: over }
    }
}
