//! Reliability against full enumeration, the worked instance, and its axioms.

use super::super::closure::made;
use super::super::importance::Importance;
use super::super::reliability::{Certainty, Failures, WORK};
use super::super::{Chain, Kind, Mode, Units};
use super::random::{Draw, MIDDLE, SMALL, build, chain, plan};
use super::reference::instance;
use super::slow;

const MODES: [Mode; 2] = [Mode::ColdStart, Mode::KeepRunning];

/// Units beyond which not every set of failures is tried.
const TRIED: usize = 10;

fn goods(chain: &Chain) -> Vec<u32> {
    chain.finals().iter().map(|known| known.good).collect()
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}

/// Probabilities that include never and always.
fn drawn(seed: u64, units: usize) -> Vec<f64> {
    let mut draw = Draw::new(seed ^ 0xfa11);
    (0..units).map(|_| draw.below(11) as f64 / 10.0).collect()
}

/// Every set of failures with its probability and whether the good is still made.
fn states(
    chain: &Chain,
    mode: Mode,
    units: &Units,
    failure: &[f64],
    good: u32,
) -> Vec<(u32, f64, bool)> {
    let state = |failed: u32| {
        let factor = |k: usize| match failed >> k & 1 {
            1 => failure[k],
            _ => 1.0 - failure[k],
        };
        let probability = (0..units.count).map(factor).product();
        let left = units.without(&chain.all(), |unit| failed >> unit & 1 == 1);
        (failed, probability, slow::made(chain, &left, &[], mode)[good as usize])
    };
    (0..1 << units.count).map(state).collect()
}

fn reliability(states: &[(u32, f64, bool)], among: impl Fn(u32) -> bool) -> f64 {
    let made = states.iter().filter(|(failed, _, made)| *made && among(*failed));
    made.fold(0.0, |sum, (_, probability, _)| sum + probability)
}

#[test]
fn exact_answers_are_those_of_trying_every_set_of_failures() {
    let mut tried = 0;
    for seed in 0..12_000 {
        let chain = chain(seed, SMALL);
        let kind = Kind::ALL[(seed % 4) as usize];
        let mode = MODES[(seed / 4 % 2) as usize];
        let good = chain.finals()[(seed / 8 % 2) as usize].good;
        let units = Units::new(&chain, kind);
        if units.count > TRIED {
            continue;
        }
        tried += 1;
        let failure = drawn(seed, units.count);
        let all = chain.all();
        let failures = Failures::alike(&chain, &all, mode, kind, 0.0).with(failure.clone());
        let found = failures.reliability(&[good], WORK)[0];
        let states = states(&chain, mode, &units, &failure, good);
        assert_eq!(found.certainty, Certainty::Exact);
        let wanted = reliability(&states, |_| true);
        assert!(near(found.value, wanted, 1e-12), "{seed}: {} {wanted}", found.value);
        for importance in failures.importance(good, 6, WORK).unwrap() {
            let unit = importance.unit as usize;
            let sure = |value: f64| {
                let mut failure = failure.clone();
                failure[unit] = value;
                let states = self::states(&chain, mode, &units, &failure, good);
                reliability(&states, |_| true)
            };
            let wanted = sure(0.0) - sure(1.0);
            let value = importance.birnbaum.value;
            assert!(near(value, wanted, 1e-12), "{seed} {unit}: {value} {wanted}");
        }
    }
    assert!(tried >= 10_000, "only {tried} chains were small enough");
}

#[test]
fn fussell_vesely_is_that_of_trying_every_set_of_failures() {
    let mut seen = 0;
    for seed in 0..5_000 {
        let chain = chain(seed, SMALL);
        let (kind, good) = (Kind::ALL[(seed % 4) as usize], chain.finals()[0].good);
        let units = Units::new(&chain, kind);
        if units.count > 6 {
            continue;
        }
        let all = chain.all();
        let failures = Failures::alike(&chain, &all, Mode::ColdStart, kind, 0.3);
        let states = states(&chain, Mode::ColdStart, &units, &vec![0.3; units.count], good);
        let cuts = slow::cuts(&chain, &all, Mode::ColdStart, &units, good, units.count);
        let down = 1.0 - reliability(&states, |_| true);
        let found = failures.importance(good, 6, WORK).unwrap();
        for Importance { unit, fussell_vesely, all_cuts, .. } in found {
            let through = |failed: u32| {
                let gone = |cut: &&Vec<u32>| cut.iter().all(|unit| failed >> unit & 1 == 1);
                cuts.iter().filter(gone).any(|cut| cut.contains(&unit))
            };
            let part = states.iter().filter(|(failed, _, _)| through(*failed));
            let part = part.fold(0.0, |sum, (_, probability, _)| sum + probability);
            assert!(all_cuts && near(fussell_vesely.unwrap(), part / down, 1e-12), "{seed} {unit}");
            seen += 1;
        }
    }
    assert!(seen > 1_000, "only {seen} units mattered");
}

/// Found by full enumeration elsewhere.
#[test]
fn the_worked_instance() {
    let (chain, all) = {
        let chain = instance();
        let all = chain.all();
        (chain, all)
    };
    let of = |kind, q| {
        let failures = Failures::alike(&chain, &all, Mode::ColdStart, kind, q);
        let found = failures.reliability(&goods(&chain), WORK);
        assert!(found.iter().all(|found| found.certainty == Certainty::Exact));
        found.iter().map(|found| found.value).collect::<Vec<f64>>()
    };
    let cases = [
        (0.05, [0.8043757014, 0.8915842491, 0.857375]),
        (0.2, [0.3339766569, 0.5316280320, 0.512]),
    ];
    for (q, wanted) in cases {
        let found = of(Kind::Activity, q);
        for (found, wanted) in found.iter().zip(wanted) {
            assert!(near(*found, wanted, 1e-9), "{found} {wanted}");
        }
    }
    // By hand: four single points and five pairs; three single points.
    let found = of(Kind::Activity, 0.05);
    assert!(near(found[0], 0.95_f64.powi(4) * (1.0 - 0.05_f64.powi(2)).powi(5), 1e-12));
    assert!(near(found[2], 0.95_f64.powi(3), 1e-12));
    let regions = Units::new(&chain, Kind::Region);
    for (good, found) in goods(&chain).into_iter().zip(of(Kind::Region, 0.05)) {
        let failure = vec![0.05; regions.count];
        let states = states(&chain, Mode::ColdStart, &regions, &failure, good);
        assert!(near(found, reliability(&states, |_| true), 1e-12));
    }
}

#[test]
fn birnbaum_of_the_worked_instance() {
    let chain = instance();
    let all = chain.all();
    let failures = Failures::alike(&chain, &all, Mode::ColdStart, Kind::Activity, 0.05);
    let ventilator: [(&str, f64); 9] = [
        ("steel_HB", 0.9385097359),
        ("turbine_F2", 0.9385097359),
        ("mcu_F1", 0.0854162523),
        ("sensor_F3", 0.0854162523),
        ("wafer_F3", 0.0832781734),
        ("vent_GD", 0.0446909398),
        ("vent_JS", 0.0446909398),
        ("mcu_SH", 0.0426546742),
        ("sensor_JS", 0.0426546742),
    ];
    let castings: [(&str, f64); 3] =
        [("castings_LN", 0.9025), ("machtool_F1", 0.9025), ("steel_HB", 0.9025)];
    for (good, wanted) in goods(&chain)[1..].iter().zip([&ventilator[..], &castings]) {
        let found = failures.importance(*good, 3, WORK).unwrap();
        assert_eq!(found.len(), wanted.len());
        for (code, wanted) in wanted {
            let unit = chain.activities().id(code).unwrap() as u32;
            let found = found.iter().find(|found| found.unit == unit).unwrap();
            assert!(near(found.birnbaum.value, *wanted, 1e-9), "{code}");
            assert!(found.all_cuts);
        }
    }
}

#[test]
fn draws_surround_the_exact_answer_whatever_the_number_of_threads() {
    let mut inside = 0;
    for seed in 0..200 {
        let chain = chain(seed, MIDDLE);
        let all = chain.all();
        let failures = Failures::alike(&chain, &all, Mode::ColdStart, Kind::Activity, 0.1);
        let goods = goods(&chain);
        let exact = failures.reliability(&goods, WORK)[0];
        assert_eq!(exact.certainty, Certainty::Exact, "{seed}");
        let [one, four] = [1, 4].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| failures.reliability(&goods, 0)[0])
        });
        assert_eq!(one, four, "{seed}");
        assert!(one.low <= one.value && one.value <= one.high);
        inside += u32::from((one.low..=one.high).contains(&exact.value));
    }
    // 95 % of 200, less five standard deviations.
    assert!(inside >= 175, "{inside} of 200 intervals hold the exact answer");
}

/// Without work for the exact answer, importance comes from draws, on any number of threads.
#[test]
fn drawn_importance_surrounds_the_exact_one() {
    let (mut inside, mut units) = (0, 0);
    for seed in 0..100 {
        let chain = chain(seed, MIDDLE);
        let all = chain.all();
        let failures = Failures::alike(&chain, &all, Mode::ColdStart, Kind::Activity, 0.1);
        let good = chain.finals()[0].good;
        let exact = failures.importance(good, 3, WORK).unwrap();
        let drawn = failures.importance(good, 3, 0).unwrap();
        for drawn in drawn.iter().filter(|drawn| drawn.birnbaum.certainty != Certainty::Exact) {
            let exact = exact.iter().find(|exact| exact.unit == drawn.unit);
            let wanted = exact.map_or(0.0, |exact| exact.birnbaum.value);
            units += 1;
            inside += u32::from((drawn.birnbaum.low..=drawn.birnbaum.high).contains(&wanted));
        }
    }
    assert!(units > 200, "only {units} were drawn");
    assert!(inside * 10 >= units * 9, "{inside} of {units} intervals hold the exact value");
}

#[test]
fn draws_are_common_to_all_probabilities() {
    for seed in 0..200 {
        let chain = chain(seed, MIDDLE);
        let all = chain.all();
        let mut before = 1.0;
        for q in [0.0, 0.01, 0.1, 0.1000001, 0.4, 1.0] {
            let failures = Failures::alike(&chain, &all, Mode::KeepRunning, Kind::Activity, q);
            let sample = failures.drawing().made(&goods(&chain)[..1], 8);
            let share = sample.hits[0] as f64 / sample.draws as f64;
            assert!(share <= before, "{seed} {q}");
            before = share;
        }
    }
}

#[test]
fn reliability_is_bounded_and_falls_with_every_probability() {
    for seed in 0..2_000 {
        let chain = chain(seed, SMALL);
        let all = chain.all();
        let kind = Kind::ALL[(seed % 4) as usize];
        let mode = MODES[(seed / 4 % 2) as usize];
        let good = chain.finals()[0].good;
        let count = Units::new(&chain, kind).count;
        let mut failure = drawn(seed, count);
        let of = |failure: &[f64]| {
            let failures = Failures::alike(&chain, &all, mode, kind, 0.0).with(failure.to_vec());
            failures.reliability(&[good], WORK)[0].value
        };
        let before = of(&failure);
        assert!((0.0..=1.0).contains(&before));
        // Multilinear: it moves by no more than the probabilities together.
        let close: Vec<f64> = failure.iter().map(|q| (q - 1e-6).max(0.0)).collect();
        assert!(near(of(&close), before, 1e-6 * (count + 1) as f64), "{seed}");
        if !made(&chain, &all, mode)[good as usize] {
            assert_eq!(before, 0.0);
        }
        if count > 0 {
            let unit = Draw::new(seed).below(count as u64) as usize;
            failure[unit] = (failure[unit] + 0.3).min(1.0);
            assert!(of(&failure) <= before + 1e-12, "{seed}");
        }
    }
}

#[test]
fn a_further_source_or_stock_never_lowers_it() {
    for seed in 0..2_000 {
        let mut plan = plan(seed, SMALL);
        let before = build(&plan);
        let mut draw = Draw::new(seed);
        if draw.one_in(2) {
            let more = draw.below(plan.goods) as usize;
            plan.stocked[more] = true;
        } else {
            let again = plan.activities[draw.below(plan.activities.len() as u64) as usize].clone();
            plan.activities.push(again);
        }
        let after = build(&plan);
        let [before, after] = [&before, &after].map(|chain| {
            let all = chain.all();
            let failures = Failures::alike(chain, &all, Mode::ColdStart, Kind::Activity, 0.2);
            failures.reliability(&[chain.finals()[0].good], WORK)[0].value
        });
        assert!(after >= before - 1e-12, "{seed}");
    }
}

/// Two halves in one region fall together; counted as independent plants they would not.
#[test]
fn splitting_inside_a_region_matters_only_for_activities() {
    let lines: [super::Line<'_>; 2] =
        [("a", "R", "x", 1.0, &[&[("y", 1.0)]]), ("b", "S", "y", 1.0, &[])];
    let split: [super::Line<'_>; 3] = [lines[0], lines[1], ("b2", "S", "y", 1.0, &[])];
    let [whole, split] = [&lines[..], &split].map(|lines| {
        let chain = super::chain(lines, &[("x", 1.0)]);
        let all = chain.all();
        [Kind::Activity, Kind::Region].map(|kind| {
            let failures = Failures::alike(&chain, &all, Mode::ColdStart, kind, 0.1);
            failures.reliability(&goods(&chain), WORK)[0].value
        })
    });
    assert!(near(whole[1], split[1], 1e-12) && near(whole[1], 0.81, 1e-12));
    assert!(near(whole[0], 0.81, 1e-12) && near(split[0], 0.9 * 0.99, 1e-12));
}
