//! Lexicographic shares, level by level, against two methods that use neither prices nor tricks.

use super::super::build::Built;
use super::super::plan::HELD;
use super::*;
use crate::program::{Ask, Bounds, Optimiser};

/// One good in stock at some places, wanted at others, with some ways between them.
struct Spread {
    stock: Vec<f64>,
    wanted: Vec<f64>,
    /// Places in reach of each that wants some.
    reach: Vec<u32>,
}

impl Spread {
    fn random(seed: u64) -> Self {
        let mut draws = stream(seed, 0, "spread");
        let mut below = |bound: u64| draws.next_u64() % bound;
        let (from, to) = (1 + below(4), 1 + below(5));
        let stock = (0..from).map(|_| below(12) as f64).collect();
        let wanted = (0..to).map(|_| 1.0 + below(10) as f64).collect();
        Self { stock, wanted, reach: (0..to).map(|_| below(1 << from) as u32).collect() }
    }

    fn facts(&self) -> Facts {
        let (from, to) = (self.stock.len(), self.wanted.len());
        let mut facts = empty(1, from + to, 1);
        let stock = self.stock.iter().enumerate();
        facts.holdings = stock
            .map(|(region, stock)| Holding { region, good: 0, stock: *stock, reserve: 0.0 })
            .collect();
        let wanted = self.wanted.iter().enumerate();
        facts.demands = wanted.map(|(k, amount)| demand(from + k, 0, vec![*amount])).collect();
        let ways = (0..from).flat_map(|f| (0..to).map(move |t| (f, t)));
        let open = ways.filter(|(f, t)| self.reach[*t] >> f & 1 == 1).map(|(f, t)| (f, from + t));
        connect(&mut facts, open, 0);
        facts
    }

    /// No set of places can be served better than what is in its reach allows; the set for which
    /// that is least is served so, and the rest shares what is left (Hall's condition, by
    /// enumeration of all sets).
    fn shares(&self) -> Vec<f64> {
        let n = self.wanted.len();
        let mut shares = vec![1.0; n];
        let (mut open, mut left) = ((1_u32 << n) - 1, self.stock.clone());
        while open != 0 {
            let inside = |set: u32| (0..n).filter(move |k| set >> k & 1 == 1);
            let reach = |set: u32| inside(set).fold(0, |all, k| all | self.reach[k]);
            let ratio = |set: u32| -> f64 {
                let there: f64 =
                    (0..left.len()).filter(|f| reach(set) >> f & 1 == 1).map(|f| left[f]).sum();
                there / inside(set).map(|k| self.wanted[k]).sum::<f64>()
            };
            let sets: Vec<u32> = (1..1 << n).filter(|set| set & !open == 0).collect();
            let least = sets.iter().map(|set| ratio(*set)).fold(f64::INFINITY, f64::min);
            if least >= 1.0 {
                break;
            }
            // Of sets that tie, all belong together.
            let held = sets.iter().filter(|set| ratio(**set) <= least + 1e-9).fold(0, |a, b| a | b);
            inside(held).for_each(|k| shares[k] = least);
            (0..left.len()).filter(|f| reach(held) >> f & 1 == 1).for_each(|f| left[f] = 0.0);
            open &= !held;
        }
        shares
    }
}

#[test]
fn a_thousand_spreads_are_shared_as_enumeration_of_sets_says() {
    for seed in 0..1_000 {
        let spread = Spread::random(seed);
        let plan = planned(&spread.facts(), Fairness::Lexicographic, false).unwrap();
        for (found, wanted) in plan.share.iter().zip(spread.shares()) {
            let found = found.unwrap();
            assert!((found - wanted).abs() < 1e-6, "seed {seed}: {found} {wanted}");
        }
    }
}

/// The textbook method: the largest least share, then one program per pair to see whether that pair
/// can rise, each solved from the start.
fn one_at_a_time(facts: &Facts) -> Vec<Option<f64>> {
    let built = Built::new(facts, Fairness::Lexicographic, false);
    let mut held: Vec<Option<f64>> = vec![None; facts.demands.len()];
    let most = |held: &[Option<f64>], level: f64, pair: Option<usize>| -> f64 {
        let mut optimiser = Optimiser::new(built.program.clone());
        built.cost.iter().for_each(|(column, _)| optimiser.set_cost(*column, 0.0));
        for (k, share) in built.share.iter().enumerate() {
            let Some(share) = share else { continue };
            let least = held[k].unwrap_or(level);
            optimiser.set_column(*share, Bounds::between((least - HELD).max(0.0), 1.0));
            if held[k].is_some() {
                optimiser.set_row(built.above_least[k].unwrap(), Bounds::free());
            }
        }
        let aim = pair.map_or(built.least, |k| built.share[k].unwrap());
        optimiser.set_cost(aim, -1.0);
        -optimiser.solve(&Ask::default()).unwrap().objective
    };
    while (0..held.len()).any(|k| held[k].is_none() && built.share[k].is_some()) {
        let level = most(&held, 0.0, None);
        let open = (0..held.len()).filter(|k| held[*k].is_none() && built.share[*k].is_some());
        let stuck: Vec<usize> =
            open.filter(|k| most(&held, level, Some(*k)) <= level + 1e-7).collect();
        assert!(!stuck.is_empty());
        stuck.into_iter().for_each(|k| held[k] = Some(level));
    }
    held
}

#[test]
fn levels_are_those_of_one_program_per_pair() {
    for seed in 0..150 {
        let facts = random(seed);
        let plan = planned(&facts, Fairness::Lexicographic, false).unwrap();
        for (found, wanted) in plan.share.iter().zip(one_at_a_time(&facts)) {
            match (found, wanted) {
                (Some(found), Some(wanted)) => {
                    assert!((found - wanted).abs() < 1e-6, "seed {seed}: {found} {wanted}");
                }
                pair => assert_eq!(pair, (&None, None)),
            }
        }
    }
}
