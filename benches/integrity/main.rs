//! How fast a large chain is mapped: both closures, and single points of failure of 100 final goods
//! over activities and regions. Wall seconds.
//!
//! `cargo bench --bench integrity` (`./x bench integrity`); a number after `--` is the number of
//! activities, a million by default.

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "benchmarks share these functions and each uses some")]
mod common;

use common::peak_mb;
use rand::Rng;
use staves_core::chain::failure::single_points;
use staves_core::chain::stages::stages;
use staves_core::chain::{Builder, Chain, Declared, Kind, Mode, Units, cold_start, keep_running};
use staves_core::codes::Entry;
use staves_core::random::stream;
use std::time::Instant;

const FINALS: u64 = 100;
const REGIONS: u64 = 300;
/// Goods an input is drawn from: those that follow its user.
const WINDOW: u64 = 1000;

/// A made-up chain: two activities for most goods and one for one good in 50, two or three groups
/// of one or two goods farther down, one input in 100 from farther up, so that there are cycles.
fn chain(activities: u64) -> Chain {
    let mut random = stream(1, 0, "bench chain");
    let mut below = |bound: u64| random.next_u64() % bound;
    let goods = activities / 2;
    let mut builder = Builder::default();
    let mut made = 0;
    for good in 0..goods {
        for _ in 0..if below(50) == 0 { 1 } else { 2 } {
            let (id, region) = (format!("a{made}"), format!("r{}", below(REGIONS)));
            made += 1;
            let declared = Declared {
                entry: Entry::plain(id.as_str()),
                good: &format!("g{good}"),
                region: &region,
                owner: "",
                site: "",
                capacity: 1.0,
                ramp_up: None,
            };
            builder.activity(declared).expect("ids are unique");
            let left = goods - good - 1;
            // The last goods are raw materials.
            let groups = if left < goods / 20 { 0 } else { 2 + below(2) };
            for group in 0..groups {
                for alternative in 0..=below(2) {
                    let back = below(100) == 0 && good > 0;
                    let input = match back {
                        true => below(good),
                        false => good + 1 + below(WINDOW.min(left)),
                    };
                    // A good drawn twice for a group is refused, and stays there once.
                    let added = builder.input(&id, &group.to_string(), &format!("g{input}"), 1.0);
                    assert!(added.is_ok() || alternative > 0);
                }
            }
        }
    }
    for good in 0..FINALS {
        builder.final_good(&format!("g{good}"), 1.0, 0.0).expect("goods are known");
    }
    builder.finish().expect("there are final goods").0
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    println!("{what:<48} {:>9.3} s", start.elapsed().as_secs_f64());
    result
}

fn main() {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let chain = timed("built, with notes", || chain(asked.unwrap_or(1_000_000)));
    println!("{} activities, {} goods", chain.activities().len(), chain.goods().len());
    let all = chain.all();
    let started = timed("cold start", || cold_start(&chain, &all));
    let running = timed("keep running", || keep_running(&chain, &all));
    let made = (0..chain.goods().len()).filter(|good| started.makes(*good)).count();
    let kept = running.good.iter().filter(|good| **good).count();
    println!("{made} goods start, {kept} keep running");
    let cycles = timed("stages and cycles", || stages(&chain)).cycles;
    println!(
        "{} cycles, the largest of {} goods",
        cycles.len(),
        cycles.iter().map(Vec::len).max().unwrap_or(0)
    );
    let goods: Vec<u32> = chain.finals().iter().map(|known| known.good).collect();
    for kind in [Kind::Activity, Kind::Region] {
        for mode in [Mode::ColdStart, Mode::KeepRunning] {
            let units = Units::new(&chain, kind);
            let what = format!(
                "single points, {} final goods, {}, {}",
                goods.len(),
                kind.name(),
                mode.name()
            );
            let points = timed(&what, || single_points(&chain, &all, mode, &units, &goods));
            println!("{} points", points.iter().map(Vec::len).sum::<usize>());
        }
    }
    println!(
        "peak memory {:.0} MB, {:.0} bytes an activity",
        peak_mb(),
        peak_mb() * 1e6 / chain.activities().len() as f64
    );
}
