//! How far a verdict hangs on the thresholds (docs/src/models/dependence.md, "Thresholds and
//! years"): the share of a grid on which every threshold is multiplied by each of 0.5, 0.6 … 1.5.

use super::position::Position;
use super::rules::{Criterion, RuleSet};
use super::trade::Trade;
use rayon::prelude::*;

/// How many factors each threshold is multiplied by.
pub const FACTORS: usize = 11;

fn factor(k: usize) -> f64 {
    (5 + k) as f64 / 10.0
}

/// What a market looks like on the grid; shares of it, NaN where they are not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// Share of all combinations of factors for which the product is dependent.
    pub dependent: f64,
    /// For each criterion, share of the factors for which it holds in the year itself.
    pub criteria: Vec<f64>,
}

/// For each criterion, the number of factors from the smallest on for which it holds.
type Holds = Vec<Option<usize>>;

fn holds(position: &Position, criteria: &[Criterion]) -> Holds {
    let of = |criterion: &Criterion| {
        let value = position.get(criterion.indicator).ok()?;
        Some((0..FACTORS).take_while(|k| value > factor(*k) * criterion.above).count())
    };
    match position.imports == 0.0 {
        true => vec![Some(0); criteria.len()],
        false => criteria.iter().map(of).collect(),
    }
}

/// The grid of every market of a panel, given the positions in them.
#[must_use]
pub fn chances(trade: &Trade, positions: &[Position], rules: &RuleSet) -> Vec<Chance> {
    let years: Vec<Holds> = positions.iter().map(|at| holds(at, rules.criteria)).collect();
    let of = |number: usize| {
        let market = trade.market(number);
        let window = (0..rules.window.of).filter_map(|back| market.year.checked_sub(back));
        let in_year = |year: u32| match trade.find(year, market.product) {
            Some(number) => years[number].clone(),
            None if trade.years().contains(&year) => vec![Some(0); rules.criteria.len()],
            None => vec![None; rules.criteria.len()],
        };
        let window: Vec<Holds> = window.map(in_year).collect();
        let share = |holds: &Option<usize>| holds.map_or(f64::NAN, |k| k as f64 / FACTORS as f64);
        Chance {
            dependent: share_of_grid(&window, rules.window.at_least),
            criteria: window[0].iter().map(share).collect(),
        }
    };
    (0..trade.len()).into_par_iter().map(of).collect()
}

/// The share of combinations for which all criteria hold in enough years; NaN if that hangs on
/// what is not known.
fn share_of_grid(years: &[Holds], at_least: usize) -> f64 {
    let criteria = years.first().map_or(0, Vec::len);
    let points = FACTORS.pow(criteria as u32);
    let holds = |year: &Holds, mut point: usize, unknown: bool| {
        year.iter().all(|holds| {
            let k = point % FACTORS;
            point /= FACTORS;
            holds.map_or(unknown, |count| k < count)
        })
    };
    let count = |unknown: bool| {
        let enough = |point: &usize| {
            years.iter().filter(|year| holds(year, *point, unknown)).count() >= at_least
        };
        (0..points).filter(enough).count()
    };
    let certain = count(false);
    let all_known = years.iter().flatten().all(Option::is_some);
    if all_known || certain == count(true) { certain as f64 / points as f64 } else { f64::NAN }
}
