//! Mobilisation against plain methods, the axioms of fairness, and the edges.

mod again;
mod axioms;
mod levels;
mod needs;
mod reasons;
mod wrong;

use super::*;
use crate::random::stream;
use rand::Rng;

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-6 * wanted.abs().max(1.0), "{found} {wanted}");
}

/// A plan without asking why.
fn planned(facts: &Facts, fairness: Fairness, whole: bool) -> crate::error::Result<Mobilised> {
    mobilise(facts, Asked { fairness, whole, reasons: 0 })
}

fn good() -> Good {
    Good { volume: 1.0, carrier: None, storage: 0.001, life: None, reusable: false }
}

fn demand(region: usize, good: usize, amounts: Vec<f64>) -> Demand {
    Demand { region, good, amounts, value: 100.0, class: 1, again: None, waste: 0.0 }
}

fn line(region: usize, good: usize, capacity: f64, inputs: Vec<Vec<(usize, f64)>>) -> Line {
    Line { region, good, capacity, share_good: 1.0, inputs, hours: 1.0, cost: 0.01 }
}

fn route(from: usize, to: usize, lag: usize) -> Route {
    Route { from, to, lag, cost: 0.05, limit: Vec::new() }
}

/// Facts of nothing but a horizon, regions and goods.
fn empty(periods: usize, regions: usize, goods: usize) -> Facts {
    Facts {
        periods,
        regions,
        goods: vec![good(); goods],
        lines: Vec::new(),
        conversions: Vec::new(),
        crews: vec![f64::INFINITY; periods],
        demands: Vec::new(),
        holdings: Vec::new(),
        imports: Vec::new(),
        routes: Vec::new(),
        carriers: Vec::new(),
        shifts: Vec::new(),
    }
}

/// Routes between some regions, without limits.
fn connect(facts: &mut Facts, pairs: impl IntoIterator<Item = (usize, usize)>, lag: usize) {
    let limit = vec![f64::INFINITY; facts.periods];
    let ways = pairs.into_iter().filter(|(from, to)| from != to);
    facts
        .routes
        .extend(ways.map(|(from, to)| Route { limit: limit.clone(), ..route(from, to, lag) }));
}

/// Random facts with a little of everything: two goods wanted, one of them made of a third.
fn random(seed: u64) -> Facts {
    let mut draws = stream(seed, 0, "random mobilisation");
    let mut below = |bound: u64| (draws.next_u64() % bound) as f64;
    let (periods, regions) = (3 + below(3) as usize, 2 + below(2) as usize);
    let mut facts = empty(periods, regions, 3);
    if below(2) == 0.0 {
        facts.goods[1].life = Some(1 + below(3) as usize);
    }
    facts.goods[0].carrier = Some(0);
    facts.carriers = vec![vec![5.0 + below(20); periods]];
    for region in 0..regions {
        facts.lines.push(line(region, 0, below(10), vec![vec![(2, 0.5)]]));
        facts.lines.push(line(region, 1, below(10), vec![vec![(2, 1.0), (0, 0.5)]]));
        facts.lines.push(line(region, 2, below(8), Vec::new()));
        for good in 0..2 {
            let amounts = (0..periods).map(|_| below(20)).collect();
            facts.demands.push(demand(region, good, amounts));
        }
        facts.holdings.push(Holding { region, good: 2, stock: below(10), reserve: below(10) });
        facts.shifts.push(Shift { region, hours: 5.0 + below(20), cost: 0.1 });
    }
    facts.conversions.push(Conversion {
        line: 0,
        capacity: 5.0,
        instead_of: Some((1, 2.0)),
        lag: 1,
        ramp: vec![0.5],
        most: 3.0,
        most_a_period: 2.0,
        crews: 1.0,
        cost: 3.0,
        forgone: 0.5,
    });
    facts.crews = vec![1.5; periods];
    facts.imports.push(Import {
        region: 0,
        good: 2,
        limit: (0..periods).map(|_| below(5)).collect(),
        cost: vec![0.5; periods],
    });
    let pairs = (0..regions).flat_map(|from| (0..regions).map(move |to| (from, to)));
    connect(&mut facts, pairs.filter(|pair| pair.0 < 2), below(2) as usize);
    facts
}
