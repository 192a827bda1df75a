//! Random chains against brute force, and what must hold for all of them
//! (docs/src/models/integrity.md, "Axioms").

use super::super::closure::made;
use super::super::cuts::{Redundancy, Search};
use super::super::failure::single_points;
use super::super::restart::{WORK, restart};
use super::super::restart_time::times;
use super::super::stages::stages;
use super::super::width::link_width;
use super::super::{Chain, Kind, Mode, NONE, Units, missing};
use super::random::{Draw, MIDDLE, SMALL, build, chain, plan};
use super::slow;

const MODES: [Mode; 2] = [Mode::ColdStart, Mode::KeepRunning];

/// Some of the activities that work, by a seed.
fn some(chain: &Chain, seed: u64) -> Vec<bool> {
    let mut draw = Draw::new(seed ^ 0x5eed);
    chain.all().into_iter().map(|works| works && !draw.one_in(4)).collect()
}

fn within(small: &[bool], large: &[bool]) -> bool {
    small.iter().zip(large).all(|(small, large)| !small || *large)
}

#[test]
fn both_closures_are_those_of_plain_iteration_and_grow() {
    for seed in 0..10_000 {
        let chain = chain(seed, MIDDLE);
        let (all, some) = (chain.all(), some(&chain, seed));
        let [cold, running] = MODES.map(|mode| {
            let made = [&all, &some].map(|available| {
                let found = made(&chain, available, mode);
                assert_eq!(found, slow::made(&chain, available, &[], mode), "{seed} {mode:?}");
                found
            });
            assert!(within(&made[1], &made[0]), "{seed} {mode:?}: more sources, fewer goods");
            made
        });
        for (cold, running) in cold.iter().zip(&running) {
            assert!(within(cold, running), "{seed}: what starts cannot keep running");
            for share in [cold, running].map(|made| chain.weighted_share(|good| made[good])) {
                assert!((0.0..=1.0).contains(&share));
            }
        }
    }
}

#[test]
fn a_further_stock_never_lowers_what_can_be_made() {
    for seed in 0..2_000 {
        let mut plan = plan(seed, MIDDLE);
        let before = build(&plan);
        let more = Draw::new(seed).below(plan.goods) as usize;
        plan.stocked[more] = true;
        let after = build(&plan);
        for mode in MODES {
            let made = [&before, &after].map(|chain| made(chain, &chain.all(), mode));
            assert!(within(&made[0], &made[1]), "{seed} {mode:?}");
        }
    }
}

#[test]
fn single_points_are_those_of_removing_one_unit_after_another() {
    for seed in 0..10_000 {
        let chain = chain(seed, MIDDLE);
        let available = if seed % 2 == 0 { chain.all() } else { some(&chain, seed) };
        let goods: Vec<u32> = (0..chain.goods().len() as u32).collect();
        let kind = Kind::ALL[(seed / 2 % 4) as usize];
        let mode = MODES[(seed / 8 % 2) as usize];
        let units = Units::new(&chain, kind);
        let found = single_points(&chain, &available, mode, &units, &goods);
        let whole = slow::made(&chain, &available, &[], mode);
        let mut wanted = vec![Vec::new(); goods.len()];
        for unit in 0..units.count as u32 {
            let left = units.without(&available, |gone| gone == unit);
            let made = slow::made(&chain, &left, &[], mode);
            let lost = goods.iter().filter(|g| whole[**g as usize] && !made[**g as usize]);
            lost.for_each(|good| wanted[*good as usize].push(unit));
        }
        assert_eq!(found, wanted, "{seed} {kind:?} {mode:?}");
    }
}

#[test]
fn minimal_cuts_are_those_of_trying_every_set() {
    let mut sizes = [0; 4];
    for seed in 0..10_000 {
        let chain = chain(seed, SMALL);
        let available = chain.all();
        let kind = Kind::ALL[(seed % 4) as usize];
        let mode = MODES[(seed / 4 % 2) as usize];
        let units = Units::new(&chain, kind);
        let good = chain.finals()[(seed / 8 % 2) as usize].good;
        let every = vec![true; units.count];
        let search = || Search::new(&chain, mode, &units, good, &every);
        let found = search().cuts(&available, 3);
        let wanted = slow::cuts(&chain, &available, mode, &units, good, 3);
        assert_eq!(found.complete_to, 3);
        assert_eq!(found.list, wanted, "{seed} {kind:?} {mode:?}");
        // κ = 1 exactly where there are single points of failure.
        let singles = single_points(&chain, &available, mode, &units, &[good]);
        let redundancy = search().redundancy(&available, 3);
        assert_eq!(redundancy == Redundancy::Exact(1), !singles[0].is_empty(), "{seed}");
        let made = slow::made(&chain, &available, &[], mode)[good as usize];
        assert_eq!(redundancy == Redundancy::Exact(0), !made, "{seed}");
        let bare = units.without(&available, |_| true);
        let unbreakable = slow::made(&chain, &bare, &[], mode)[good as usize];
        assert_eq!(redundancy == Redundancy::Unbreakable, unbreakable, "{seed}");
        found.list.iter().for_each(|cut| sizes[cut.len()] += 1);
    }
    assert!(sizes[1..].iter().all(|count| *count > 100), "cuts of every size occur: {sizes:?}");
}

#[test]
fn no_cut_among_foreign_units_exactly_where_home_makes_the_good() {
    for seed in 0..2_000 {
        let chain = chain(seed, MIDDLE);
        let home: Vec<bool> = (0..chain.regions().len()).map(|region| region % 2 == 0).collect();
        let units = Units::new(&chain, Kind::Activity);
        let foreign: Vec<bool> =
            (0..units.count).map(|activity| !home[chain.region(activity)]).collect();
        for known in chain.finals() {
            let search = Search::new(&chain, Mode::ColdStart, &units, known.good, &foreign);
            let cut = search.redundancy(&chain.all(), 1);
            let at_home = slow::made(&chain, &chain.inside(&home), &[], Mode::ColdStart);
            assert_eq!(cut == Redundancy::Unbreakable, at_home[known.good as usize], "{seed}");
        }
    }
}

#[test]
fn a_search_that_gives_up_says_how_far_it_came() {
    let chain = super::chain(
        &[
            ("a", "r", "x", 1.0, &[&[("y", 1.0)]]),
            ("b", "r", "y", 1.0, &[]),
            ("c", "s", "y", 1.0, &[]),
        ],
        &[("x", 1.0)],
    );
    let units = Units::new(&chain, Kind::Activity);
    let search = || Search::new(&chain, Mode::ColdStart, &units, 0, &[true; 3]);
    let all = search().cuts(&chain.all(), 2);
    assert_eq!((all.list, all.complete_to), (vec![vec![0], vec![1, 2]], 2));
    let some = search().at_most(8 * chain.size()).cuts(&chain.all(), 2);
    assert_eq!((some.list, some.complete_to), (vec![vec![0]], 1));
    let none = search().at_most(0).redundancy(&chain.all(), 2);
    assert_eq!(none, Redundancy::AtLeast(1));
}

#[test]
fn seeds_close_the_restart_gap_and_no_fewer_do() {
    let mut sizes = [0; 4];
    for seed in 0..10_000 {
        let chain = chain(seed, SMALL);
        let available = chain.all();
        let found = restart(&chain, &available, WORK);
        let goal = slow::made(&chain, &available, &[], Mode::KeepRunning);
        let there = slow::made(&chain, &available, &found.seeds, Mode::ColdStart);
        assert!(within(&goal, &there), "{seed}: {found:?}");
        assert_eq!(found.seeds.len(), slow::seeds(&chain, &available), "{seed}: {found:?}");
        assert_eq!(found.at_least, found.seeds.len(), "{seed}");
        assert_eq!(found.gap.is_empty(), found.seeds.is_empty(), "{seed}");
        sizes[found.seeds.len().min(3)] += 1;
        // Without work left, bounds that hold.
        let rough = restart(&chain, &available, 0);
        let there = slow::made(&chain, &available, &rough.seeds, Mode::ColdStart);
        assert!(within(&goal, &there), "{seed}: {rough:?}");
        assert!(rough.at_least <= found.seeds.len(), "{seed}: {rough:?}");
    }
    assert!(sizes[..3].iter().all(|count| *count > 50), "gaps of every size occur: {sizes:?}");
}

#[test]
fn splitting_an_activity_leaves_integrity_width_and_regions_as_they_were() {
    for seed in 0..2_000 {
        let mut plan = plan(seed, MIDDLE);
        let before = build(&plan);
        let at = Draw::new(seed).below(plan.activities.len() as u64) as usize;
        plan.activities[at].capacity /= 2.0;
        plan.activities.push(plan.activities[at].clone());
        let after = build(&plan);
        let of = |chain: &Chain| {
            let made = MODES.map(|mode| made(chain, &chain.all(), mode));
            let goods: Vec<u32> = chain.finals().iter().map(|known| known.good).collect();
            let units = Units::new(chain, Kind::Region);
            let points = single_points(chain, &chain.all(), Mode::ColdStart, &units, &goods);
            (made, points)
        };
        assert_eq!(of(&before), of(&after), "{seed}");
        let widths = [&before, &after].map(|chain| link_width(chain, &chain.all(), Kind::Region));
        for (before, after) in widths[0].iter().zip(&widths[1]) {
            let same = before.sources == after.sources
                || (before.sources - after.sources).abs() < 1e-12 * before.sources;
            assert!(same, "{seed}: {before:?} {after:?}");
        }
    }
}

/// What a redundancy is at least.
fn at_least(redundancy: Redundancy) -> usize {
    match redundancy {
        Redundancy::Exact(size) | Redundancy::AtLeast(size) => size,
        Redundancy::Unbreakable => usize::MAX,
    }
}

#[test]
fn a_further_source_never_lowers_redundancy() {
    let mut raised = 0;
    for seed in 0..2_000 {
        let mut plan = plan(seed, SMALL);
        let before = build(&plan);
        let mut draw = Draw::new(seed);
        let mut more = plan.activities[draw.below(plan.activities.len() as u64) as usize].clone();
        (more.region, more.owner, more.capacity) = (draw.below(5), draw.below(4), 1.0);
        plan.activities.push(more);
        let after = build(&plan);
        let kind = Kind::ALL[(seed % 4) as usize];
        let of = |chain: &Chain| {
            let units = Units::new(chain, kind);
            let every = vec![true; units.count];
            let search = Search::new(chain, Mode::ColdStart, &units, 0, &every);
            at_least(search.redundancy(&chain.all(), 3))
        };
        assert!(of(&before) <= of(&after), "{seed} {kind:?}");
        raised += usize::from(of(&before) < of(&after));
    }
    assert!(raised > 50, "a source often helps: {raised}");
}

#[test]
fn a_large_source_beside_small_ones_does_lower_the_width() {
    let small: [super::Line<'_>; 2] = [("a", "r", "x", 4.0, &[]), ("b", "s", "x", 4.0, &[])];
    let large = [small[0], small[1], ("c", "t", "x", 100.0, &[])];
    let width = |lines: &[super::Line<'_>]| {
        let chain = super::chain(lines, &[("x", 1.0)]);
        link_width(&chain, &chain.all(), Kind::Region)[0].sources
    };
    assert_eq!(width(&small), 2.0);
    let wanted = 108.0 * 108.0 / (2.0 * 16.0 + 100.0 * 100.0);
    assert!((width(&large) - wanted).abs() < 1e-12);
}

#[test]
fn splitting_an_activity_does_change_its_redundancy() {
    let one = super::chain(&[("a", "r", "x", 2.0, &[])], &[("x", 1.0)]);
    let two = super::chain(&[("a", "r", "x", 1.0, &[]), ("b", "r", "x", 1.0, &[])], &[("x", 1.0)]);
    let kappa = [&one, &two].map(|chain| {
        let units = Units::new(chain, Kind::Activity);
        let every = vec![true; units.count];
        Search::new(chain, Mode::ColdStart, &units, 0, &every).redundancy(&chain.all(), 3)
    });
    assert_eq!(kappa, [Redundancy::Exact(1), Redundancy::Exact(2)]);
}

#[test]
fn width_counts_equal_sources_and_is_none_without_any() {
    const NEEDS: &[&[(&str, f64)]] = &[&[("y", 2.0)]];
    let names: Vec<[String; 2]> = (0..8).map(|k| [format!("a{k}"), format!("r{k}")]).collect();
    for count in 1..6_usize {
        let mut lines: Vec<super::Line<'_>> = Vec::new();
        lines.extend(
            names[..count].iter().map(|[a, r]| (a.as_str(), r.as_str(), "y", 4.0, &[][..])),
        );
        let makers = names.iter().map(|[_, r]| (r.as_str(), r.as_str(), "x", 1.0, NEEDS));
        lines.extend(makers);
        let chain = super::chain(&lines, &[("x", 1.0)]);
        let width = &link_width(&chain, &chain.all(), Kind::Region)[0];
        assert!((width.sources - count as f64).abs() < 1e-12, "{width:?}");
        assert_eq!(super::codes(chain.goods(), &width.goods), ["y"]);
        let none = vec![false; chain.activities().len()];
        assert_eq!(link_width(&chain, &none, Kind::Region)[0].sources, 0.0);
    }
}

#[test]
fn stages_are_longest_distances_and_cycles_are_mutual_need() {
    for seed in 0..2_000 {
        let chain = chain(seed, SMALL);
        let found = stages(&chain);
        let goods = chain.goods().len();
        // needs[a][b]: a is made from b, directly or through others.
        let mut needs = vec![vec![false; goods]; goods];
        for (good, needs) in needs.iter_mut().enumerate() {
            let groups = chain.sources(good).iter().flat_map(|a| chain.groups(*a as usize));
            groups
                .for_each(|g| chain.alternatives(g).iter().for_each(|i| needs[*i as usize] = true));
        }
        let direct = needs.clone();
        for via in 0..goods {
            for from in 0..goods {
                for to in 0..goods {
                    let through = needs[from][via] && needs[via][to];
                    needs[from][to] |= through;
                }
            }
        }
        let mutual = |a: usize, b: usize| a == b || needs[a][b] && needs[b][a];
        for (a, needed) in needs.iter().enumerate() {
            let cycle = found.cycles.iter().find(|cycle| cycle.contains(&(a as u32)));
            let wanted: Vec<u32> = match needed[a] {
                true => (0..goods as u32).filter(|b| mutual(a, *b as usize)).collect(),
                false => Vec::new(),
            };
            assert_eq!(cycle.cloned().unwrap_or_default(), wanted, "{seed}");
            let known = |b: usize| chain.finals().iter().any(|f| f.good as usize == b);
            let reached = (0..goods).any(|b| known(b) && (needs[b][a] || mutual(a, b)));
            assert_eq!(found.stage[a] != NONE, reached, "{seed}");
            // One more than the farthest user outside its cycle, or none of them.
            let users = (0..goods).filter(|b| (0..goods).any(|c| mutual(a, c) && direct[*b][c]));
            let outside = users.filter(|b| !mutual(a, *b) && found.stage[*b] != NONE);
            let farthest = outside.map(|b| found.stage[b] + 1).max();
            if reached {
                assert_eq!(found.stage[a], farthest.unwrap_or(0), "{seed} good {a}");
            }
        }
    }
}

#[test]
fn what_is_missing_explains_why_nothing_can_be_made() {
    for seed in 0..2_000 {
        let chain = chain(seed, MIDDLE);
        let available = some(&chain, seed);
        let made = slow::made(&chain, &available, &[], Mode::ColdStart);
        let missing = missing(&chain, &available);
        for known in chain.finals() {
            let listed = missing.iter().any(|m| m.good == known.good);
            assert_eq!(listed, !made[known.good as usize], "{seed}");
        }
        for good in &missing {
            assert!(!made[good.good as usize] && !good.blocks.is_empty());
            if let Some(group) = good.group {
                let served = chain.alternatives(group as usize).iter().any(|g| made[*g as usize]);
                assert!(!served, "{seed}");
            }
        }
        // Stocks of all that is missing without any source, and of what only waits for itself,
        // leave nothing missing.
        let seeds: Vec<u32> = missing.iter().map(|good| good.good).collect();
        let there = slow::made(&chain, &available, &seeds, Mode::ColdStart);
        assert!(chain.finals().iter().all(|known| there[known.good as usize]), "{seed}");
    }
}

/// Times by going over all activities until nothing becomes earlier.
fn plain_times(chain: &Chain, available: &[bool]) -> Vec<f64> {
    let stocked = (0..chain.goods().len()).map(|good| chain.stocked[good]);
    let mut time: Vec<f64> = stocked.map(|is| if is { 0.0 } else { f64::INFINITY }).collect();
    loop {
        let before = time.clone();
        for activity in (0..available.len()).filter(|a| available[*a]) {
            let group = |group: usize| {
                let there = chain.alternatives(group).iter().map(|good| time[*good as usize]);
                there.fold(f64::INFINITY, f64::min)
            };
            let waits = chain.groups(activity).map(group).fold(0.0, f64::max);
            let good = &mut time[chain.output(activity)];
            *good = good.min(waits + chain.ramp_up(activity).unwrap_or(0.0));
        }
        if time == before {
            return time;
        }
    }
}

#[test]
fn times_to_restart_are_those_of_plain_iteration() {
    for seed in 0..10_000 {
        let mut plan = plan(seed, MIDDLE);
        let mut draw = Draw::new(seed ^ 0x71);
        for activity in &mut plan.activities {
            activity.ramp_up = (!draw.one_in(5)).then(|| draw.below(30) as f64);
        }
        let chain = build(&plan);
        let available = some(&chain, seed);
        let found = times(&chain, &available);
        assert_eq!(found, plain_times(&chain, &available), "{seed}");
        let starts = made(&chain, &available, Mode::ColdStart);
        assert!(starts.iter().zip(&found).all(|(starts, time)| *starts == time.is_finite()));
    }
}
