//! A mobilisation of 31 regions, 24 goods and 26 weeks: planned by max–min, shared level by level, and
//! planned again when facts change in the middle.
//!
//! `cargo bench --bench mobilise` (`./x bench mobilise`); numbers after `--` are regions (31), goods
//! (24), weeks (26) and neighbours of each region (6).

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "benchmarks share these functions and each uses some")]
mod common;

use common::{cpu_seconds, peak_mb};
use rand::Rng;
use staves_core::mobilise::{
    Asked, Conversion, Demand, Done, Facts, Fairness, Good, Holding, Import, Line, Mobilised,
    Route, mobilise, mobilise_again,
};
use staves_core::random::stream;
use std::time::Instant;

/// Goods that are wanted for their own sake; the others are what they are made of.
const WANTED: usize = 5;

/// Recipes of three inputs that come later in the list, half of the lines there at the start, a surge
/// around the eighth week, imports from the fourth week on.
fn facts([regions, goods, weeks, near]: [usize; 4]) -> Facts {
    let mut draws = stream(1, 0, "bench mobilise");
    let mut between =
        |low: f64, high: f64| low + (high - low) * (draws.next_u64() % 10_000) as f64 / 10_000.0;
    let recipes: Vec<Vec<Vec<(usize, f64)>>> = (0..goods)
        .map(|good| {
            let first = WANTED.max(good + 1);
            let inputs = (first..goods).step_by(3).take(if good < 10 { 3 } else { 0 });
            inputs.map(|input| vec![(input, between(0.2, 1.2))]).collect()
        })
        .collect();
    let mut facts = Facts {
        periods: weeks,
        regions,
        goods: vec![
            Good { volume: 1.0, carrier: None, storage: 0.02, life: None, reusable: false };
            goods
        ],
        lines: Vec::new(),
        conversions: Vec::new(),
        crews: vec![25.0 * regions as f64; weeks],
        demands: Vec::new(),
        holdings: Vec::new(),
        imports: Vec::new(),
        routes: Vec::new(),
        carriers: Vec::new(),
        shifts: Vec::new(),
    };
    for region in 0..regions {
        for (good, inputs) in recipes.iter().enumerate() {
            let there = between(0.0, 1.0) < 0.5;
            let capacity = if there { between(0.0, 60.0) } else { 0.0 };
            let (cost, inputs) = (1.0 + between(0.0, 1.0), inputs.clone());
            let line = facts.lines.len();
            facts.lines.push(Line {
                region,
                good,
                capacity,
                share_good: 1.0,
                inputs,
                hours: 0.0,
                cost,
            });
            facts.conversions.push(Conversion {
                line,
                capacity: 1.0,
                instead_of: None,
                lag: 2,
                ramp: vec![0.4, 0.7],
                most: 60.0,
                most_a_period: 25.0,
                crews: 1.0,
                cost: 6.0 + between(0.0, 2.0),
                forgone: 0.0,
            });
            facts.holdings.push(Holding { region, good, stock: between(0.0, 30.0), reserve: 0.0 });
            let most = between(0.0, 4.0);
            let limit = (0..weeks).map(|week| if week < 3 { 0.0 } else { most }).collect();
            facts.imports.push(Import { region, good, limit, cost: vec![8.0; weeks] });
        }
        for good in 0..WANTED {
            let usual = between(5.0, 40.0);
            let surge = |week: usize| 1.0 + 3.0 * (-((week as f64 - 7.0) / 4.0).powi(2)).exp();
            let amounts = (0..weeks).map(|week| usual * surge(week)).collect();
            let value = 100.0 * (1.0 + 0.2 * good as f64);
            let demand = Demand { region, good, amounts, value, class: 1, again: None, waste: 0.0 };
            facts.demands.push(demand);
        }
        for step in 1..=near {
            let (to, cost) = ((region + step) % regions, 0.05 + between(0.0, 0.5));
            facts.routes.push(Route { from: region, to, lag: 1, cost, limit: vec![400.0; weeks] });
        }
    }
    facts
}

fn timed(what: &str, work: impl FnOnce() -> staves_core::Result<Mobilised>) -> Option<Mobilised> {
    let (start, before) = (Instant::now(), cpu_seconds());
    match work() {
        Ok(plan) => {
            println!(
                "{what}: {:.1} s, {:.1} CPU s, {} programs, least share {:.4}, price of fairness \
                 {:.2} %, peak {:.0} MB",
                start.elapsed().as_secs_f64(),
                cpu_seconds() - before,
                plan.rounds,
                plan.least,
                100.0 * plan.price_of_fairness(),
                peak_mb()
            );
            Some(plan)
        }
        Err(error) => {
            println!("{what}: {error}");
            None
        }
    }
}

fn main() {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let usual = [31, 24, 26, 6];
    let sizes = std::array::from_fn(|k| asked.get(k).copied().unwrap_or(usual[k]));
    let facts = facts(sizes);
    println!("regions, goods, weeks, neighbours: {sizes:?}");
    let by = |fairness| Asked { fairness, whole: false, reasons: 0 };
    timed("max-min", || mobilise(&facts, by(Fairness::MaxMin)));
    let level = by(Fairness::Lexicographic);
    let Some(plan) = timed("lexicographic", || mobilise(&facts, level)) else { return };
    let mut changed = facts.clone();
    let from = sizes[2] / 2;
    changed.lines[0].capacity /= 2.0;
    changed.demands[0].amounts[from..].iter_mut().for_each(|amount| *amount *= 1.5);
    let done = Done { facts: &facts, plan: &plan, from };
    timed("again from the middle", || mobilise_again(&changed, level, done));
}
