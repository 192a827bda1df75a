//! In which order crews open units, of random chains: what the order gives, the bound, and what plain
//! dispatching rules give.
//!
//! `./x bench resume -- 40 40 2 5 120`: tasks, periods, crews, chains, seconds for each.

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "benchmarks share these functions and each uses some")]
mod common;

use common::{cpu_seconds, peak_mb};
use rand::Rng;
use staves_core::program::{Ask, Go, Progress};
use staves_core::random::stream;
use staves_core::resume::{Groups, Tasks, Values, by_sets, by_single, schedule};
use std::time::Instant;

/// Units in groups of which all are needed; they cannot all be opened within the periods.
fn chain(seed: u64, units: usize, horizon: usize, crews: usize) -> (Groups, Tasks) {
    let mut stream = stream(seed, 0, "bench resume");
    let mut below = |most: usize| (stream.next_u64() % most as u64) as usize;
    let kinds = 2 + units / 8;
    let mut groups = vec![Vec::new(); kinds];
    for unit in 0..units {
        groups[if unit < kinds { unit } else { below(kinds) }].push((unit, 1.0));
    }
    let capacity = (0..units).map(|_| (20 + below(80)) as f64).collect();
    let left = (0..units).map(|_| below(5) as f64 / 10.0).collect();
    let most = (2 * horizon * crews / units).max(2);
    let work = (0..units).map(|_| 1 + below(most)).collect();
    (Groups { groups, capacity, left }, Tasks { units: (0..units).collect(), work, crews, horizon })
}

fn main() {
    let arguments: Vec<usize> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .map(|argument| argument.parse().expect("a number"))
        .collect();
    let number = |k: usize, usual: usize| arguments.get(k).copied().unwrap_or(usual);
    let (units, horizon, crews) = (number(0, 40), number(1, 40), number(2, 1));
    let (chains, seconds) = (number(3, 5), number(4, 120) as f64);
    println!("{units} tasks, {horizon} periods, {crews} crews");
    for seed in 0..chains as u64 {
        let (groups, tasks) = chain(seed, units, horizon, crews);
        let (start, before) = (Instant::now(), cpu_seconds());
        let mut values = Values::new(&groups, vec![1.0; units]);
        let mut total = |order: Vec<usize>| tasks.total(&order, &mut values).expect("solved");
        let mut by_work = tasks.units.clone();
        by_work.sort_by_key(|unit| tasks.work[*unit]);
        let mut by_size = tasks.units.clone();
        by_size.sort_by(|a, b| groups.capacity[*b].total_cmp(&groups.capacity[*a]));
        let (by_work, by_size) = (total(by_work), total(by_size));
        let single = by_single(&tasks, &mut values).expect("solved");
        let sets = by_sets(&tasks, &mut values).expect("solved");
        let single = tasks.total(&single, &mut values).expect("solved");
        let sets = tasks.total(&sets, &mut values).expect("solved");
        let ask = Ask { gap: 0.001, seconds: Some(seconds), ..Ask::default() };
        let mut watch = |_: &Progress| match start.elapsed().as_secs_f64() > seconds {
            true => Go::Stop,
            false => Go::On,
        };
        let found = schedule(&groups, &tasks, &mut values, &ask, &mut watch).expect("solved");
        println!(
            "chain {seed}: {:.0}, at most {:.0}, gap {:.2} %; sets {sets:.0}, single units {single:.0}, shortest first \
             {by_work:.0}, largest first {by_size:.0}; {:.1} s, {:.1} CPU s",
            found.total,
            found.bound,
            100.0 * found.gap(),
            start.elapsed().as_secs_f64(),
            cpu_seconds() - before,
        );
    }
    println!("peak memory {:.0} MB", peak_mb());
}
