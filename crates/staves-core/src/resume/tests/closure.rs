//! Everyone behind a product.

use super::ask;
use crate::chain::{Builder, Chain, Declared, Kind, Units, keep_running};
use crate::codes::Entry;
use crate::random::stream;
use crate::resume::closure::least;
use crate::resume::upstream;
use rand::Rng;

const ACTIVITIES: usize = 8;

/// Eight activities that make five goods out of each other, cycles and goods without a source
/// included.
fn random(seed: u64) -> Chain {
    let mut stream = stream(seed, 0, "closures");
    let mut below = |most: u64| stream.next_u64() % most;
    let mut builder = Builder::default();
    for activity in 0..ACTIVITIES {
        let good = format!("g{}", if activity == 0 { 0 } else { below(5) });
        let (code, capacity) = (format!("a{activity}"), f64::from(u8::from(below(12) > 0)));
        let declared = Declared {
            entry: Entry::plain(code.clone()),
            good: &good,
            region: "R",
            owner: "",
            site: "",
            capacity,
            ramp_up: None,
        };
        builder.activity(declared).unwrap();
    }
    for activity in 0..ACTIVITIES {
        for group in 0..below(3) {
            let first = below(5);
            for good in [first, (first + 1 + below(4)) % 5].into_iter().take(1 + below(2) as usize)
            {
                let (code, good) = (format!("a{activity}"), format!("g{good}"));
                builder.input(&code, &group.to_string(), &good, 1.0).unwrap();
            }
        }
    }
    builder.final_good("g0", 1.0, 1.0).unwrap();
    builder.finish().unwrap().0
}

#[test]
fn the_least_closure_is_the_least_of_all_sets() {
    let mut found = 0;
    for seed in 0..200 {
        let chain = random(seed);
        let good = chain.goods().id("g0").unwrap();
        let runs = |set: u32| {
            let works = |a: usize| set >> a & 1 == 1 && chain.capacity(a) > 0.0;
            keep_running(&chain, &(0..ACTIVITIES).map(works).collect::<Vec<_>>()).good[good]
        };
        let sets = (0..1_u32 << ACTIVITIES).filter(|set| runs(*set));
        let fewest = sets.map(u32::count_ones).min();
        let units = Units::new(&chain, Kind::Activity);
        let closure = least(&chain, good, &units, &[1.0; ACTIVITIES], &ask()).unwrap();
        let count = closure.as_ref().map(|found| found.units.iter().filter(|u| **u).count() as u32);
        assert_eq!(count, fewest, "{seed}");
        if let Some(closure) = closure {
            assert!(keep_running(&chain, &closure.activities).good[good], "{seed}");
            found += 1;
        }
    }
    assert!(found > 50, "{found}");
}

#[test]
fn upstream_is_breadth_first() {
    let suppliers = |unit: usize| [vec![1, 2], vec![3], vec![3], vec![0], vec![0]][unit].clone();
    let steps = upstream(5, &[0], &suppliers);
    assert_eq!(steps, [Some(0), Some(1), Some(1), Some(2), None]);
    assert!(upstream(5, &[], &suppliers).iter().all(Option::is_none));
}
