//! Robustness against plain removal, the worked instance, and concentration by hand.

use super::super::capacity_integrity::CapacityIntegrity;
use super::super::closure::made;
use super::super::concentration::concentration;
use super::super::robustness::{Curve, Point, Removals};
use super::super::{Chain, Kind, Mode, NONE, UNKNOWN, Units};
use super::random::{Draw, SMALL, build, chain, plan};
use super::reference::instance;
use super::slow;

fn share(chain: &Chain) -> impl Fn(&[bool]) -> f64 + Sync + '_ {
    |available| {
        let made = made(chain, available, Mode::ColdStart);
        chain.weighted_share(|good| made[good])
    }
}

#[test]
fn the_worked_instance_falls_with_one_region() {
    let chain = instance();
    let all = chain.all();
    let removals = Removals::new(&chain, &all, Kind::Region);
    let curve = removals.targeted(&share(&chain), 1_000);
    assert_eq!((curve.units, curve.points.len(), curve.complete), (12, 13, true));
    assert_eq!(chain.regions().code(curve.order[0] as usize), "CN-HE");
    assert_eq!((curve.points[0].value, curve.mean()), (1.0, 0.0));
}

#[test]
fn fill_rates_of_the_worked_instance_fall_with_one_region() {
    let mut chain = instance();
    // The stored curve is a plain mean.
    chain.finals.iter_mut().for_each(|known| known.weight = 1.0);
    let all = chain.all();
    let integrity = CapacityIntegrity::new(&chain);
    let fill = |left: &[bool]| integrity.of(left).unwrap().unwrap();
    let curve = Removals::new(&chain, &all, Kind::Region).targeted(&fill, 1_000);
    let order: Vec<&str> =
        curve.order.iter().map(|region| chain.regions().code(*region as usize)).collect();
    let stored = [
        "CN-HE", "CN-FJ", "CN-GD", "CN-HB", "CN-HL", "CN-JS", "CN-LN", "CN-SH", "CN-ZJ", "F1",
        "F2", "F3",
    ];
    assert_eq!(order, stored);
    for (k, point) in curve.points.iter().enumerate() {
        let wanted = if k == 0 { 0.916_666_666_7 } else { 0.0 };
        assert!((point.value - wanted).abs() < 1e-9, "{point:?}");
    }
    assert_eq!((curve.points.len(), curve.mean()), (13, 0.0));
}

#[test]
fn means_by_hand() {
    let point = |removed, value| Point { removed, value, half: 0.0 };
    let points = vec![point(0, 1.0), point(1, 0.5), point(2, 0.0)];
    let curve = Curve { units: 2, points, order: Vec::new(), complete: true };
    assert_eq!((curve.mean(), curve.trapezoid()), (0.25, 0.5));
}

#[test]
fn targeted_removal_is_that_of_trying_every_unit() {
    for seed in 0..2_000 {
        let chain = chain(seed, SMALL);
        let all = chain.all();
        let kind = Kind::ALL[(seed % 4) as usize];
        let curve = Removals::new(&chain, &all, kind).targeted(&share(&chain), 1_000_000);
        assert!(curve.complete);
        let units = Units::new(&chain, kind);
        let value = |gone: &[u32]| {
            let left = units.without(&all, |unit| gone.contains(&unit));
            let made = slow::made(&chain, &left, &[], Mode::ColdStart);
            chain.weighted_share(|good| made[good])
        };
        for (k, point) in curve.points.iter().enumerate() {
            assert_eq!(point.value, value(&curve.order[..k]), "{seed} {k}");
            assert!((0.0..=1.0).contains(&point.value));
            if k > 0 {
                let others = curve.order[k - 1..].iter();
                let tried = others.map(|unit| {
                    let gone: Vec<u32> =
                        curve.order[..k - 1].iter().chain([unit]).copied().collect();
                    value(&gone)
                });
                assert_eq!(point.value, tried.fold(f64::INFINITY, f64::min), "{seed} {k}");
            }
        }
    }
}

/// The mean over random orders is that over all sets of a size, within what draws can differ.
#[test]
fn random_removal_is_the_mean_over_all_sets() {
    for seed in 0..300 {
        let chain = chain(seed, SMALL);
        let all = chain.all();
        let curve = Removals::new(&chain, &all, Kind::Region).random(&share(&chain), 400);
        let units = Units::new(&chain, Kind::Region);
        let mut present: Vec<u32> =
            (0..all.len()).filter(|a| all[*a]).map(|a| chain.region(a) as u32).collect();
        present.sort_unstable();
        present.dedup();
        assert_eq!(curve.units, present.len());
        for point in &curve.points {
            let sets = slow::subsets(present.len() as u32, point.removed);
            let value = |set: &Vec<u32>| {
                let gone: Vec<u32> = set.iter().map(|k| present[*k as usize]).collect();
                let left = units.without(&all, |unit| gone.contains(&unit));
                let made = slow::made(&chain, &left, &[], Mode::ColdStart);
                chain.weighted_share(|good| made[good])
            };
            let mean = sets.iter().map(value).sum::<f64>() / sets.len() as f64;
            // Hoeffding: off by more than this once in 10^8.
            assert!((point.value - mean).abs() < 0.16, "{seed}: {point:?} {mean}");
        }
    }
}

/// With the units and their orders held fixed, more sources never lower the curve.
#[test]
fn a_further_stock_never_lowers_a_random_curve() {
    for seed in 0..500 {
        let mut plan = plan(seed, SMALL);
        let before = build(&plan);
        let more = Draw::new(seed).below(plan.goods) as usize;
        plan.stocked[more] = true;
        let after = build(&plan);
        let [before, after] = [&before, &after].map(|chain| {
            let all = chain.all();
            Removals::new(chain, &all, Kind::Activity).random(&share(chain), 20)
        });
        for (before, after) in before.points.iter().zip(&after.points) {
            assert!(after.value >= before.value - 1e-12, "{seed}");
        }
    }
}

#[test]
fn nothing_to_remove_and_too_little_work_are_said() {
    let chain = super::chain(&[("a", "R", "x", 0.0, &[])], &[("x", 1.0)]);
    let all = chain.all();
    let removals = Removals::new(&chain, &all, Kind::Activity);
    let curve = removals.random(&share(&chain), 20);
    assert_eq!((curve.units, curve.points.len()), (0, 1));
    assert!(curve.mean().is_nan() && curve.trapezoid().is_nan());
    let chain = instance();
    let all = chain.all();
    let removals = Removals::new(&chain, &all, Kind::Activity);
    let curve = removals.targeted(&share(&chain), 10);
    assert_eq!((curve.points.len(), curve.complete), (1, false));
}

#[test]
fn concentration_by_hand() {
    let lines: [super::Line<'_>; 5] = [
        ("a", "R", "x", 50.0, &[]),
        ("b", "S", "x", 30.0, &[]),
        ("c", UNKNOWN, "x", 20.0, &[]),
        ("d", UNKNOWN, "y", 5.0, &[]),
        ("e", "R", "z", f64::INFINITY, &[]),
    ];
    let chain = super::chain(&lines, &[("x", 1.0), ("y", 1.0), ("z", 1.0)]);
    let units = Units::new(&chain, Kind::Region);
    let all = chain.all();
    let of = |good: &str| {
        let good = chain.goods().id(good).unwrap();
        concentration(&chain, &all, &units, Kind::Region, good)
    };
    let x = of("x").unwrap();
    assert_eq!((x.units, x.top, x.top_share, x.unknown, x.total), (2, 0, 0.5, 0.2, 100.0));
    assert_eq!((x.low, x.high), (2500.0 + 900.0, 4900.0 + 900.0));
    let y = of("y").unwrap();
    assert_eq!((y.units, y.top, y.low, y.high), (0, NONE, 0.0, 10_000.0));
    assert_eq!(of("z"), None);
}
