//! In which order.

use super::{ask, close, watch};
use crate::random::stream;
use crate::resume::{Groups, Tasks, Values, by_sets, by_single, schedule};
use rand::Rng;

/// The stored instance of six plants: best 702, worst 490, six best orders of 720.
fn six() -> (Groups, Tasks) {
    let groups = Groups {
        groups: vec![
            vec![(0, 1.0), (1, 1.0)],
            vec![(2, 1.0), (3, 1.0)],
            vec![(4, 1.0)],
            vec![(5, 2.0)],
        ],
        capacity: vec![60.0, 50.0, 40.0, 70.0, 100.0, 55.0],
        left: vec![0.3; 6],
    };
    let work = vec![2, 3, 1, 2, 3, 2];
    (groups, Tasks { units: (0..6).collect(), work, crews: 1, horizon: 14 })
}

fn random(seed: u64, units: usize) -> (Groups, Tasks) {
    let mut stream = stream(seed, 0, "orders");
    let mut below = |most: u64| (stream.next_u64() % most) as usize;
    let kinds = 1 + below(4);
    let mut groups = vec![Vec::new(); kinds];
    for unit in 0..units {
        groups[below(kinds as u64)].push((unit, 1.0 + below(3) as f64 / 2.0));
    }
    groups.retain(|group| !group.is_empty());
    let capacity = (0..units).map(|_| (10 + below(90)) as f64).collect();
    let left = (0..units).map(|_| below(6) as f64 / 10.0).collect();
    let work: Vec<usize> = (0..units).map(|_| below(4)).collect();
    let crews = 1 + below(2);
    let horizon = work.iter().sum::<usize>() / crews + 2;
    (Groups { groups, capacity, left }, Tasks { units: (0..units).collect(), work, crews, horizon })
}

fn permutations(left: &[usize]) -> Vec<Vec<usize>> {
    if left.is_empty() {
        return vec![Vec::new()];
    }
    let first = |at: usize| {
        let mut rest = left.to_vec();
        let unit = rest.remove(at);
        permutations(&rest).into_iter().map(move |mut order| {
            order.insert(0, unit);
            order
        })
    };
    (0..left.len()).flat_map(first).collect()
}

/// Output of an order by itself, period by period, without any program.
fn plain(groups: &Groups, tasks: &Tasks, order: &[usize]) -> f64 {
    let times = tasks.times(order);
    let capacity = |unit: usize, period: usize| {
        let at = order.iter().position(|other| *other == unit);
        let open = at.is_some_and(|at| times[at].1 <= period);
        groups.capacity[unit] * if open { 1.0 } else { groups.left[unit] }
    };
    let of = |period: usize| {
        let group = |group: &Vec<(usize, f64)>| -> f64 {
            group.iter().map(|(unit, factor)| factor * capacity(*unit, period)).sum()
        };
        groups.groups.iter().map(group).fold(f64::INFINITY, f64::min)
    };
    (0..tasks.horizon).map(of).sum()
}

#[test]
fn the_stored_order() {
    let (groups, tasks) = six();
    let totals: Vec<f64> =
        permutations(&tasks.units).iter().map(|order| plain(&groups, &tasks, order)).collect();
    let best = totals.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    close(best, 702.0);
    close(totals.iter().copied().fold(f64::INFINITY, f64::min), 490.0);
    assert_eq!(totals.iter().filter(|total| **total == best).count(), 6);
    let mut values = Values::new(&groups, vec![1.0; 6]);
    let found = schedule(&groups, &tasks, &mut values, &ask(), &mut watch).unwrap();
    close(found.total, 702.0);
    close(found.bound, 702.0);
    close(plain(&groups, &tasks, &found.order), 702.0);
}

#[test]
fn a_thousand_random_instances_by_all_orders() {
    for seed in 0..1000 {
        let (groups, tasks) = random(seed, 2 + (seed % 5) as usize);
        let orders = permutations(&tasks.units);
        let plain = |order: &Vec<usize>| plain(&groups, &tasks, order);
        let best = orders.iter().map(plain).fold(f64::NEG_INFINITY, f64::max);
        let mut values = Values::new(&groups, vec![1.0; tasks.work.len()]);
        let found = schedule(&groups, &tasks, &mut values, &ask(), &mut watch).unwrap();
        close(found.total, best);
        close(found.bound, best);
        let rules = [by_single(&tasks, &mut values), by_sets(&tasks, &mut values)];
        for order in rules {
            let total = tasks.total(&order.unwrap(), &mut values).unwrap();
            assert!(total <= found.bound + 1e-6 * best.abs(), "{seed}");
        }
    }
}

#[test]
fn sets_see_what_single_units_do_not() {
    // Two plants are needed together and give much; a third gives little and is dear in time.
    let groups = Groups {
        groups: vec![vec![(0, 1.0), (2, 1.0)], vec![(1, 1.0), (2, 1.0)]],
        capacity: vec![100.0, 100.0, 5.0],
        left: vec![0.0; 3],
    };
    let tasks = Tasks { units: vec![0, 1, 2], work: vec![1, 1, 3], crews: 1, horizon: 5 };
    let mut values = Values::new(&groups, vec![1.0; 3]);
    assert_eq!(by_single(&tasks, &mut values).unwrap()[0], 2);
    assert_eq!(by_sets(&tasks, &mut values).unwrap()[2], 2);
}

#[test]
fn names_of_units_change_nothing() {
    let (groups, tasks) = six();
    let turned = |unit: usize| (unit + 2) % 6;
    let mut other = groups.clone();
    let mut work = tasks.work.clone();
    for unit in 0..6 {
        other.capacity[turned(unit)] = groups.capacity[unit];
        work[turned(unit)] = tasks.work[unit];
    }
    for group in &mut other.groups {
        group.iter_mut().for_each(|(unit, _)| *unit = turned(*unit));
    }
    let tasks = Tasks { work, ..tasks };
    let mut values = Values::new(&other, vec![1.0; 6]);
    let found = schedule(&other, &tasks, &mut values, &ask(), &mut watch).unwrap();
    close(found.total, 702.0);
}

#[test]
fn nothing_to_open_and_no_time() {
    let (groups, tasks) = six();
    let mut values = Values::new(&groups, vec![1.0; 6]);
    let none = Tasks { units: Vec::new(), ..tasks.clone() };
    let found = schedule(&groups, &none, &mut values, &ask(), &mut watch).unwrap();
    close(found.total, 14.0 * 30.0);
    close(found.bound, found.total);
    let never = Tasks { horizon: 0, ..tasks };
    let found = schedule(&groups, &never, &mut values, &ask(), &mut watch).unwrap();
    assert_eq!((found.total, found.gap()), (0.0, 0.0));
}
