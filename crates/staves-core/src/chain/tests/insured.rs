//! Weighted rates, and the cheapest links against outages, by trying every set.

use super::super::fill::{Fill, Target};
use super::super::links::{Insured, insure, with};
use super::super::{Chain, Kind, Units};
use super::fill::{CLOSE, cheapest, random_candidates, rate};
use super::random::{Draw, MIDDLE, build, plan};
use crate::program::Go;

/// With one final good the weighted rate is its own; with several it is no less than that of serving all
/// alike, and no more than the mean of serving each alone.
#[test]
fn the_weighted_rate_lies_between_serving_alike_and_alone() {
    for seed in 0..500 {
        let chain = build(&plan(seed, MIDDLE));
        let mut fill = Fill::new(&chain, None);
        let found = rate(&mut fill, Target::Weighted, &chain.all()).rate;
        let joint = rate(&mut fill, Target::Joint, &chain.all()).rate;
        let wanted = |known: &&super::super::Final| known.demand > 0.0;
        let total: f64 = chain.finals().iter().filter(wanted).map(|known| known.weight).sum();
        let mut alone = 0.0;
        for (place, known) in chain.finals().iter().enumerate().filter(|(_, k)| k.demand > 0.0) {
            let single = rate(&mut fill, Target::Single(place), &chain.all()).rate;
            alone += single * known.weight / total;
        }
        if total > 0.0 {
            assert!(found >= joint - CLOSE && found <= alone + CLOSE, "{seed} {found}");
        }
    }
}

/// A concave function lies below its tangents, also where something had no capacity.
#[test]
fn slopes_bound_the_rate_everywhere() {
    for seed in 0..500 {
        let chain = build(&plan(seed, MIDDLE));
        let mut draw = Draw::new(seed ^ 0x5e);
        let mut drawn = || -> Vec<f64> {
            chain.capacity.iter().map(|k| k * draw.below(4) as f64 / 3.0).collect()
        };
        let (one, other) = (drawn(), drawn());
        let mut fill = Fill::new(&chain, None);
        for target in [Target::Joint, Target::Weighted] {
            let mut of = |capacity: &[f64]| {
                fill.rate_of(target, capacity, &mut |_| Go::On).unwrap().unwrap()
            };
            let (here, there) = (of(&one), of(&other));
            let added: f64 = here
                .slopes
                .iter()
                .zip(one.iter().zip(&other))
                .map(|(slope, (one, other))| slope * (other - one))
                .sum();
            assert!(there.rate <= here.rate + added + CLOSE, "{seed} {target:?}");
        }
    }
}

/// Activities left in the outage of each region.
fn outages(chain: &Chain) -> Vec<Vec<bool>> {
    let units = Units::new(chain, Kind::Region);
    let of = |region: u32| units.without(&chain.all(), |unit| unit == region);
    (0..units.count as u32).map(of).collect()
}

/// Mean of equally likely losses over the worst that together have a probability.
fn mean_of_worst(mut losses: Vec<f64>, share: f64) -> f64 {
    losses.sort_by(|a, b| b.total_cmp(a));
    let (mut left, mut sum) = (share, 0.0);
    let chance = 1.0 / losses.len() as f64;
    for loss in losses {
        let part = left.min(chance);
        sum += part * loss;
        left -= part;
    }
    sum / share
}

#[test]
fn the_cheapest_links_against_outages_are_those_of_trying_every_set() {
    let (mut reached, mut out_of_reach) = (0, 0);
    for seed in 0..300 {
        let (chain, base, candidates) = random_candidates(seed);
        let outages = outages(&chain);
        let chances = vec![1.0 / outages.len() as f64; outages.len()];
        let share = [0.0, 0.05, 0.2][(seed % 3) as usize];
        let tail = [1.0, 0.5, 0.25][(seed / 3 % 3) as usize];
        let limit = [1.0, 0.95, 0.8][(seed / 9 % 3) as usize];
        let insured =
            Insured { outages: &outages, chances: &chances, tail, limit, share, budget: None };
        let mut fill = Fill::new(&chain, None);
        let wanted = cheapest(&candidates, &mut |chosen| {
            let available = with(&chain, &base, &candidates, chosen.iter().copied());
            let served = rate(&mut fill, Target::Joint, &available).rate;
            let losses: Vec<f64> = outages
                .iter()
                .map(|left| available.iter().zip(left).map(|(a, b)| *a && *b).collect::<Vec<_>>())
                .map(|available| 1.0 - rate(&mut fill, Target::Weighted, &available).rate)
                .collect();
            let worst = mean_of_worst(losses, tail);
            served >= share - CLOSE && worst <= limit + CLOSE
        });
        let found = insure(&chain, &base, &candidates, &insured, 0.0, &mut |_| Go::On).unwrap();
        assert_eq!(found.map(|(links, _)| links.cost), wanted, "{seed}");
        if wanted.is_some() { reached += 1 } else { out_of_reach += 1 }
    }
    assert!(reached > 50 && out_of_reach > 20, "{reached} {out_of_reach}");
}
