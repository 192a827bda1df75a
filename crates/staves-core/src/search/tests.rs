use super::*;
use std::convert::Infallible;

fn find(
    grid: &[f64],
    threshold: f64,
    f: impl Fn(f64) -> f64,
) -> Option<Result<Crossing, Vec<(f64, f64)>>> {
    let mut evaluate = |list: &[f64]| -> Result<_, Infallible> {
        Ok(Some(list.iter().map(|x| f(*x)).collect::<Vec<f64>>()))
    };
    crossing(grid, threshold, 1e-6, &mut evaluate).unwrap_or(None)
}

#[test]
fn a_crossing_is_bracketed_to_the_width_asked_for() {
    let found = find(&[0.0, 0.5, 1.0, 2.0, 4.0], 2.0, |x| x * x).unwrap().unwrap();
    let root = 2.0_f64.sqrt();
    assert!(found.below < root && root <= found.above, "{found:?}");
    assert!(found.above - found.below <= 1e-6 * found.above);
    assert!(found.monotone && found.value >= 2.0);
}

#[test]
fn a_response_that_falls_before_the_crossing_is_said_to() {
    // A hump that stays below the threshold, then the crossing at 2.5.
    let humped = |x: f64| if x < 2.0 { (x * 2.0).sin() } else { 2.0 * (x - 2.0) + 0.1 };
    let grid = [0.0, 0.75, 1.5, 3.0, 6.0];
    let found = find(&grid, 1.1, humped).unwrap().unwrap();
    assert!(!found.monotone);
    assert!((found.above - 2.5).abs() < 1e-5, "{found:?}");
    // What happens beyond the crossing does not matter.
    let later = find(&[0.0, 1.0, 2.0, 3.0], 0.9, |x| (x * 1.5).sin()).unwrap().unwrap();
    assert!(later.monotone);
    assert!((later.above - 0.9_f64.asin() / 1.5).abs() < 1e-5, "{later:?}");
}

#[test]
fn what_is_never_reached_or_reached_by_nothing_is_told_apart() {
    let tried = find(&[0.0, 1.0], 5.0, |x| x).unwrap().unwrap_err();
    assert_eq!(tried, [(0.0, 0.0), (1.0, 1.0)]);
    let found = find(&[0.0, 1.0], -1.0, |x| x).unwrap().unwrap();
    assert_eq!((found.below, found.above), (0.0, 0.0));
}

fn search(
    members: usize,
    threshold: f64,
    affordable: usize,
    value: &dyn Fn(&[usize]) -> f64,
) -> Result<SmallestSet, NoSet> {
    let mut evaluate = |list: &[Vec<usize>]| -> Result<_, Infallible> {
        Ok(Some(list.iter().map(|set| value(set)).collect::<Vec<f64>>()))
    };
    match smallest_set(members, threshold, affordable, &mut evaluate) {
        Ok(found) => found,
        Err(never) => match never {},
    }
}

/// The smallest number of members that reach the threshold, by trying every set.
fn by_force(members: usize, threshold: f64, value: &dyn Fn(&[usize]) -> f64) -> Option<usize> {
    let all = (1..1_u32 << members)
        .map(|mask| -> Vec<usize> { (0..members).filter(|m| mask >> m & 1 == 1).collect() });
    all.filter(|set| value(set) >= threshold).map(|set| set.len()).min()
}

/// Weights with links: some pairs do more together, some less.
fn game(seed: u64) -> impl Fn(&[usize]) -> f64 {
    move |set: &[usize]| {
        let weight = |k: usize| ((k as u64 * 2_654_435_761 + seed * 97) % 101) as f64;
        let pair = |a: usize, b: usize| ((a * 31 + b * 17 + seed as usize * 7) % 41) as f64 - 12.0;
        let alone: f64 = set.iter().map(|k| weight(*k)).sum();
        let pairs =
            set.iter().flat_map(|a| set.iter().filter(move |b| a < b).map(move |b| pair(*a, *b)));
        alone + pairs.sum::<f64>()
    }
}

#[test]
fn exhaustive_search_finds_what_brute_force_finds() {
    for seed in 0..40 {
        let value = game(seed);
        for threshold in [60.0, 150.0, 300.0, 450.0] {
            let everything: Vec<usize> = (0..8).collect();
            let found = search(8, threshold, 1 << 9, &value);
            if value(&everything) < threshold {
                assert!(found.is_err());
                continue;
            }
            let found = found.unwrap();
            assert_eq!(Some(found.members.len()), by_force(8, threshold, &value));
            assert_eq!(found.certainty, Certainty::Smallest);
            assert_eq!(found.value, value(&found.members));
        }
    }
}

#[test]
fn with_few_trials_the_set_reaches_the_threshold_and_says_what_was_ruled_out() {
    let mut sure = 0;
    for seed in 0..40 {
        let value = game(seed);
        let found = search(10, 380.0, 20, &value);
        let Ok(found) = found else { continue };
        assert!(found.value >= 380.0);
        let least = by_force(10, 380.0, &value).unwrap();
        assert!(found.members.len() >= least);
        match found.certainty {
            Certainty::Smallest => {
                sure += 1;
                assert_eq!(found.members.len(), least);
            }
            Certainty::BestFound { all_tried_up_to } => assert!(all_tried_up_to < least),
        }
    }
    assert!(sure < 40);
}

#[test]
fn a_stopped_search_keeps_a_set_that_does_it() {
    let value = game(3);
    let mut calls = 0;
    let mut evaluate = |list: &[Vec<usize>]| -> Result<_, Infallible> {
        calls += 1;
        Ok((calls < 3).then(|| list.iter().map(|set| value(set)).collect::<Vec<f64>>()))
    };
    let Ok(found) = smallest_set(10, 300.0, 1 << 10, &mut evaluate);
    let found = found.unwrap();
    assert!(found.value >= 300.0);
    assert!(matches!(found.certainty, Certainty::BestFound { .. }));
}
