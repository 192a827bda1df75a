//! How fast the cheapest missing links of a large chain are found: for serving 90 % of the demand and
//! for a start from a standstill, to a gap of 1 %, within two minutes each. Wall seconds.
//!
//! `cargo bench --bench links` (`./x bench links`); numbers after `--` are the number of activities,
//! 5,000 by default, and of how many one is a candidate, 3 by default.

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "benchmarks share these functions and each uses some")]
mod common;

use common::peak_mb;
use rand::Rng;
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::links::{Candidate, Capacity, Links, Structure, with};
use staves_core::chain::{Builder, Chain, Declared, Mode};
use staves_core::codes::Entry;
use staves_core::program::{Go, Progress};
use staves_core::random::stream;
use std::time::Instant;

const FINALS: usize = 20;
const GAP: f64 = 0.01;
const SECONDS: f64 = 120.0;
/// Goods an input is drawn from: those that follow its user.
const WINDOW: u64 = 200;

/// An activity before its capacity is known.
struct Drawn {
    good: usize,
    /// Alternatives with the quantity that each group takes.
    groups: Vec<(Vec<usize>, f64)>,
}

struct Case {
    chain: Chain,
    base: Vec<bool>,
    candidates: Vec<Candidate>,
}

/// A made-up chain: two activities a good, two or three groups of one or two goods farther down.
/// One activity of so many is a candidate; capacities lie between 0.4 and 1.6 of what an even split of
/// all demands would need.
fn case(activities: usize, one_in: u64) -> Case {
    let mut random = stream(1, 0, "bench links");
    let mut below = |bound: u64| random.next_u64() % bound;
    let goods = activities / 2;
    let mut drawn = Vec::new();
    for good in 0..goods {
        for _ in 0..2 {
            let left = (goods - good - 1) as u64;
            let count = if left < goods as u64 / 20 { 0 } else { 2 + below(2) };
            let groups = (0..count).map(|_| {
                let mut some: Vec<usize> =
                    (0..=below(2)).map(|_| good + 1 + below(WINDOW.min(left)) as usize).collect();
                some.dedup();
                (some, 0.1 + below(40) as f64 / 100.0)
            });
            drawn.push(Drawn { good, groups: groups.collect() });
        }
    }
    let mut needed = vec![0.0; goods];
    needed[..FINALS].fill(100.0);
    for Drawn { good, groups } in &drawn {
        for (some, quantity) in groups {
            let each = needed[*good] / 2.0 * quantity / some.len() as f64;
            some.iter().for_each(|input| needed[*input] += each);
        }
    }
    let mut builder = Builder::default();
    let (mut candidates, mut base) = (Vec::new(), Vec::new());
    for (k, Drawn { good, groups }) in drawn.iter().enumerate() {
        let (id, region) = (format!("a{k}"), format!("r{}", below(100)));
        let capacity = needed[*good] / 2.0 * (0.4 + below(120) as f64 / 100.0);
        let entry = Entry::plain(id.as_str());
        let good = format!("g{good}");
        let declared = Declared {
            entry,
            good: &good,
            region: &region,
            owner: "",
            site: "",
            capacity,
            ramp_up: None,
        };
        builder.activity(declared).expect("ids are unique");
        for (label, (some, quantity)) in groups.iter().enumerate() {
            for input in some {
                let input = format!("g{input}");
                builder.input(&id, &label.to_string(), &input, *quantity).expect("drawn once");
            }
        }
        let candidate = below(one_in) == 0;
        base.push(!candidate && capacity > 0.0);
        if candidate {
            candidates.push(Candidate { activity: k as u32, cost: 1.0 + below(100) as f64 });
        }
    }
    for good in 0..FINALS {
        builder.final_good(&format!("g{good}"), 1.0, 100.0).expect("goods are known");
    }
    let chain = builder.finish().expect("there are final goods").0;
    Case { chain, base, candidates }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    println!("{what:<48} {:>9.3} s", start.elapsed().as_secs_f64());
    result
}

/// Goes on for two minutes.
fn limit() -> impl FnMut(&Progress) -> Go {
    let start = Instant::now();
    move |_| if start.elapsed().as_secs_f64() > SECONDS { Go::Stop } else { Go::On }
}

fn say(found: Option<Links>) {
    match found {
        Some(links) => println!(
            "{} links, cost {:.0}, at least {:.1}, gap {:.2} %",
            links.chosen.len(),
            links.cost,
            links.bound,
            100.0 * links.gap()
        ),
        None => println!("nothing found in time"),
    }
}

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let asked = |place: usize, otherwise: usize| asked.get(place).copied().unwrap_or(otherwise);
    let Case { chain, base, candidates } = case(asked(0, 5_000), asked(1, 3) as u64);
    println!("{} activities, {} candidates", chain.activities().len(), candidates.len());
    let all = with(&chain, &base, &candidates, 0..candidates.len());
    let mut fill = Fill::new(&chain, None);
    let mut rate = |available: &[bool]| {
        fill.rate(Target::Joint, available).expect("a program").map_or(f64::NAN, |f| f.rate)
    };
    let without = timed("joint fill rate without candidates", || rate(&base));
    let most = timed("joint fill rate with all candidates", || rate(&all));
    println!("{without:.3} without, {most:.3} with all");
    let share = 0.9 * most;
    say(timed("cheapest for 90 % of what can be served", || {
        let mut search = Capacity::new(&chain, &base, &candidates).expect("capacities");
        search.least(share, GAP, &mut limit()).expect("a program")
    }));
    let goods: Vec<u32> = chain.finals().iter().map(|known| known.good).collect();
    for mode in [Mode::ColdStart, Mode::KeepRunning] {
        let what = format!("cheapest for {}", mode.name());
        say(timed(&what, || {
            let mut search = Structure::new(&chain, &base, &candidates, mode, &goods);
            search.least(GAP, &mut limit()).expect("a program")
        }));
    }
    println!("peak memory {:.0} MB", peak_mb());
}
