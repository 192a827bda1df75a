//! Fill rates, choke scores and missing links: the worked instance, brute force on random chains,
//! and what must hold for all.

use super::super::choke::choke_scores;
use super::super::closure::made;
use super::super::fill::{Fill, Filled, Target};
use super::super::links::{Candidate, Capacity, Structure, with};
use super::super::{Chain, Kind, Mode, Units, units};
use super::random::{Draw, MIDDLE, SMALL, build, plan};
use super::reference::{FINALS, LINES, home, instance};
use super::{Line, chain};
use crate::program::{Ask, Bounds, Go, Microlp, Optimiser, Program, Progress};

/// Tolerance of the stored answers.
pub(super) const CLOSE: f64 = 1e-7;

pub(super) fn rate(fill: &mut Fill<'_>, target: Target, available: &[bool]) -> Filled {
    fill.rate(target, available).unwrap().expect("no time limit")
}

fn rates(chain: &Chain, available: &[bool]) -> Vec<f64> {
    let mut fill = Fill::new(chain, None);
    let singles = (0..chain.finals().len()).map(Target::Single);
    singles.chain([Target::Joint]).map(|t| rate(&mut fill, t, available).rate).collect()
}

fn close(found: &[f64], wanted: &[f64]) {
    assert_eq!(found.len(), wanted.len());
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() <= CLOSE, "{found} {wanted}");
    }
}

#[test]
fn the_instance_is_served_as_stored() {
    let chain = instance();
    close(&rates(&chain, &chain.all()), &[0.75, 1.0, 1.0, 0.75]);
    close(&rates(&chain, &home(&chain)), &[0.5, 0.0, 1.0, 0.0]);
}

/// Stored drops of the fill rates of mask, ventilator and castings; what is not here is 0.
const DROPS: [(Kind, &str, [f64; 3]); 21] = [
    (Kind::Activity, "pp_GD", [0.25, 0.0, 0.0]),
    (Kind::Activity, "pp_ZJ", [0.125, 0.0, 0.0]),
    (Kind::Activity, "steel_HB", [0.75, 1.0, 1.0]),
    (Kind::Activity, "spun_HB", [0.75, 0.0, 0.0]),
    (Kind::Activity, "wire_ZJ", [0.75, 0.0, 0.0]),
    (Kind::Activity, "elastic_FJ", [0.75, 0.0, 0.0]),
    (Kind::Activity, "spandex_ZJ", [0.25, 0.0, 0.0]),
    (Kind::Activity, "spandex_F2", [0.25, 0.0, 0.0]),
    (Kind::Activity, "mask_GD", [0.15, 0.0, 0.0]),
    (Kind::Activity, "mask_HB", [0.15, 0.0, 0.0]),
    (Kind::Activity, "mcu_F1", [0.0, 0.6, 0.0]),
    (Kind::Activity, "turbine_F2", [0.0, 1.0, 0.0]),
    (Kind::Activity, "sensor_F3", [0.0, 0.7, 0.0]),
    (Kind::Activity, "vent_GD", [0.0, 0.4, 0.0]),
    (Kind::Activity, "vent_JS", [0.0, 0.2, 0.0]),
    (Kind::Activity, "castings_LN", [0.0, 0.0, 1.0]),
    (Kind::Region, "CN-FJ", [0.75, 0.0, 0.0]),
    (Kind::Region, "CN-ZJ", [0.75, 0.0, 0.0]),
    (Kind::Region, "CN-GD", [0.25, 0.4, 0.0]),
    (Kind::Region, "CN-HB", [0.75, 0.0, 0.0]),
    (Kind::Region, "CN-HE", [0.75, 1.0, 1.0]),
];
/// The rest of the regions.
const MORE: [(Kind, &str, [f64; 3]); 5] = [
    (Kind::Region, "CN-JS", [0.0, 0.2, 0.0]),
    (Kind::Region, "CN-LN", [0.0, 0.0, 1.0]),
    (Kind::Region, "F1", [0.0, 0.6, 0.0]),
    (Kind::Region, "F2", [0.25, 1.0, 0.0]),
    (Kind::Region, "F3", [0.0, 1.0, 0.0]),
];

#[test]
fn choke_scores_are_the_stored_drops() {
    let chain = instance();
    let all = chain.all();
    let mut fill = Fill::new(&chain, None);
    for kind in [Kind::Activity, Kind::Region] {
        let units = Units::new(&chain, kind);
        for place in 0..3 {
            let target = Target::Single(place);
            let base = rate(&mut fill, target, &all);
            let scores = choke_scores(&mut fill, target, &all, &base, &units).unwrap();
            for (unit, score) in scores.into_iter().enumerate() {
                let code = units::names(&chain, kind).code(unit);
                let stored = DROPS.iter().chain(&MORE).find(|(k, c, _)| (*k, *c) == (kind, code));
                let drop = stored.map_or(0.0, |(_, _, drops)| drops[place]);
                close(&[score.unwrap() * base.rate], &[drop]);
            }
        }
    }
}

const CANDIDATES: [(Line<'static>, f64); 11] = [
    (("C_turbine_SC", "CN-SC", "turbine", 12.0, &[&[("steel", 0.2)]]), 50.0),
    (("C_wafer_BJ", "CN-BJ", "wafer", 6.0, &[]), 120.0),
    (("C_sensor_JS2", "CN-JS", "sensor", 20.0, &[&[("wafer", 0.05)]]), 30.0),
    (("C_mcu_hi_SH", "CN-SH", "mcu_hi", 12.0, &[&[("wafer", 0.2)]]), 90.0),
    (("C_oil_CTL", "CN-NM", "oil", 30.0, &[]), 40.0),
    (("C_machtool_DL", "CN-LN", "machtool", 5.0, &[]), 60.0),
    (("C_mcu_lo2", "CN-WX", "mcu_lo", 16.0, &[&[("wafer", 0.1)]]), 25.0),
    (("C_spandex2", "CN-SD", "spandex", 10.0, &[]), 8.0),
    (("C_elastic2", "CN-SD", "earloop", 100.0, &[&[("spandex", 0.05)]]), 6.0),
    (("C_meltblown2", "CN-HN", "meltblown", 20.0, &[&[("pp", 1.0)]]), 15.0),
    (("C_pp2", "CN-NX", "pp", 30.0, &[&[("oil", 1.0)]]), 20.0),
];

/// The instance with its candidates, and what home has without them.
fn with_candidates() -> (Chain, Vec<bool>, Vec<Candidate>) {
    let lines: Vec<Line<'_>> =
        LINES.into_iter().chain(CANDIDATES.iter().map(|(line, _)| *line)).collect();
    let chain = chain(&lines, &FINALS);
    let base = home(&chain).into_iter().enumerate().map(|(a, is)| is && a < LINES.len()).collect();
    let place = |(k, (_, cost)): (usize, &(Line<'_>, f64))| Candidate {
        activity: (LINES.len() + k) as u32,
        cost: *cost,
    };
    (chain, base, CANDIDATES.iter().enumerate().map(place).collect())
}

#[test]
fn missing_links_cost_what_is_stored() {
    let (chain, base, candidates) = with_candidates();
    let mut capacity = Capacity::new(&chain, &base, &candidates).unwrap();
    for (share, cost) in [(1.0, 279.0), (0.25, 170.0), (0.5, 225.0), (0.75, 233.0), (0.9, 279.0)] {
        let found = capacity.least(share, 0.0, &mut |_| Go::On).unwrap().unwrap();
        close(&[found.cost, found.bound], &[cost, cost]);
        let available = with(&chain, &base, &candidates, found.chosen);
        let served = rate(&mut Fill::new(&chain, None), Target::Joint, &available).rate;
        assert!(served >= share - CLOSE, "{served} {share}");
    }
    let (links, at_most) = capacity.most(233.0, 0.0, &mut |_| Go::On).unwrap().unwrap();
    let available = with(&chain, &base, &candidates, links.chosen.iter().copied());
    let most = rate(&mut Fill::new(&chain, None), Target::Joint, &available).rate;
    assert!(links.cost <= 233.0 && most >= 0.75 - CLOSE, "{links:?} {most}");
    assert!(at_most >= most - CLOSE && at_most < 0.9, "{most} {at_most}");

    let goods: Vec<u32> = chain.finals().iter().map(|known| known.good).collect();
    let mut structure = Structure::new(&chain, &base, &candidates, Mode::ColdStart, &goods);
    let found = structure.least(0.0, &mut |_| Go::On).unwrap().unwrap();
    assert_eq!((found.cost, found.bound), (230.0, 230.0));
    let codes: Vec<_> = found.chosen.iter().map(|place| CANDIDATES[*place].0.0).collect();
    assert_eq!(codes, ["C_turbine_SC", "C_wafer_BJ", "C_machtool_DL"]);
    // Castings keep themselves running, so the machine tools are needed only for a start.
    let mut running = Structure::new(&chain, &base, &candidates, Mode::KeepRunning, &goods);
    assert_eq!(running.least(0.0, &mut |_| Go::On).unwrap().unwrap().cost, 170.0);
    structure.exclude(&found.chosen);
    let next = structure.least(0.0, &mut |_| Go::On).unwrap();
    assert!(next.is_none_or(|next| next.cost > 230.0));
}

#[test]
fn fill_rates_are_bounded_grow_and_keep_running() {
    for seed in 0..2_000 {
        let chain = build(&plan(seed, MIDDLE));
        let all = chain.all();
        let mut draw = Draw::new(seed ^ 0xf111);
        let some: Vec<bool> = all.iter().map(|works| *works && !draw.one_in(4)).collect();
        let running = made(&chain, &all, Mode::KeepRunning);
        let (whole, part) = (rates(&chain, &all), rates(&chain, &some));
        let joint = whole[chain.finals().len()];
        for (k, (whole, part)) in whole.iter().zip(&part).enumerate() {
            assert!((0.0..=1.0).contains(whole));
            assert!(*part <= whole + CLOSE, "{seed}: {part} without some, {whole} with all");
            if let Some(known) = chain.finals().get(k) {
                assert!(*whole <= CLOSE || running[known.good as usize], "{seed}: made of nothing");
                assert!(*whole >= joint - CLOSE, "{seed}: more together than alone");
            }
        }
    }
}

/// The program of the fill rate written down once more, from its definition: every group has a
/// column for each alternative, every good a row.
fn plain_joint(chain: &Chain, available: &[bool]) -> f64 {
    let mut program = Program::new();
    let t = program.column(-1.0, Bounds::between(0.0, 1.0));
    let mut balance = vec![Vec::new(); chain.goods().len()];
    for known in chain.finals() {
        balance[known.good as usize].push((t, -known.demand));
    }
    for (activity, there) in available.iter().enumerate() {
        let most = if *there { chain.capacity[activity] } else { 0.0 };
        let x = program.column(0.0, Bounds::between(0.0, most));
        balance[chain.output(activity)].push((x, 1.0));
        for group in chain.groups(activity) {
            let mut row = vec![(x, -1.0)];
            for (good, quantity) in chain.inputs(group) {
                let z = program.column(0.0, Bounds::between(0.0, most));
                row.push((z, 1.0));
                balance[good as usize].push((z, -quantity));
            }
            program.row(Bounds::exactly(0.0), &row);
        }
    }
    balance.iter().for_each(|terms| {
        program.row(Bounds::at_least(0.0), terms);
    });
    let mut optimiser = Optimiser::with(program, Box::new(Microlp));
    -optimiser.solve(&Ask::default()).unwrap().objective
}

#[test]
fn fill_rates_are_those_of_the_definition_by_another_solver() {
    for seed in 0..2_000 {
        let chain = build(&plan(seed, MIDDLE));
        let all = chain.all();
        let mut fill = Fill::new(&chain, None);
        let found = rate(&mut fill, Target::Joint, &all);
        let plain = plain_joint(&chain, &all);
        assert!((found.rate - plain).abs() <= CLOSE, "{seed}: {} {plain}", found.rate);
    }
}

#[test]
fn the_rate_is_concave_in_capacities_and_prices_bound_it() {
    for seed in 0..500 {
        let chain = build(&plan(seed, MIDDLE));
        let mut draw = Draw::new(seed ^ 0xc0);
        let mut drawn = || -> Vec<f64> {
            chain.capacity.iter().map(|k| k * draw.below(11) as f64 / 10.0).collect()
        };
        let (one, other) = (drawn(), drawn());
        let middle: Vec<f64> = one.iter().zip(&other).map(|(a, b)| 0.5 * (a + b)).collect();
        let mut fill = Fill::new(&chain, None);
        let mut of = |capacity: &[f64]| {
            fill.rate_of(Target::Joint, capacity, &mut |_| Go::On).unwrap().unwrap()
        };
        let [at_one, at_other, between] = [&one, &other, &middle].map(|capacity| of(capacity));
        let mean = 0.5 * (at_one.rate + at_other.rate);
        assert!(between.rate >= mean - CLOSE, "{seed}: {} {mean}", between.rate);
        // The prices at one point bound the rate at every other (a concave function lies below its
        // tangents), as far as units that have no capacity there do not come in.
        let added: f64 = (at_one.prices.iter().zip(one.iter().zip(&middle)))
            .map(|(price, (one, middle))| price * (middle - one))
            .sum();
        let comes_in = one.iter().zip(&middle).any(|(one, middle)| *one == 0.0 && *middle > 0.0);
        assert!(comes_in || between.rate <= at_one.rate + added + CLOSE, "{seed}");
    }
}

#[test]
fn splitting_an_activity_changes_no_rate() {
    for seed in 0..500 {
        let mut plan = plan(seed, MIDDLE);
        let before = build(&plan);
        let which = Draw::new(seed).below(plan.activities.len() as u64) as usize;
        plan.activities[which].capacity /= 2.0;
        let half = plan.activities[which].clone();
        plan.activities.push(half);
        let after = build(&plan);
        close(&rates(&after, &after.all()), &rates(&before, &before.all()));
    }
}

/// Every other activity of a small random chain as a candidate, with whole costs.
pub(super) fn random_candidates(seed: u64) -> (Chain, Vec<bool>, Vec<Candidate>) {
    let chain = build(&plan(seed, SMALL));
    let mut draw = Draw::new(seed ^ 0x11);
    let mut base = chain.all();
    let mut candidates = Vec::new();
    for (activity, there) in base.iter_mut().enumerate() {
        if draw.below(2) == 0 && candidates.len() < 10 {
            *there = false;
            candidates.push(Candidate { activity: activity as u32, cost: draw.below(5) as f64 });
        }
    }
    (chain, base, candidates)
}

/// The least cost of all subsets that reach a goal.
pub(super) fn cheapest(
    candidates: &[Candidate],
    reaches: &mut dyn FnMut(&[usize]) -> bool,
) -> Option<f64> {
    let subsets = 0..1_usize << candidates.len();
    let chosen = |mask: usize| -> Vec<usize> {
        (0..candidates.len()).filter(|place| mask >> place & 1 == 1).collect()
    };
    let mut costs: Vec<(f64, usize)> = subsets
        .map(|mask| (chosen(mask).iter().map(|p| candidates[*p].cost).sum(), mask))
        .collect();
    costs.sort_by(|a, b| a.partial_cmp(b).unwrap());
    costs.into_iter().find(|(_, mask)| reaches(&chosen(*mask))).map(|(cost, _)| cost)
}

#[test]
fn the_cheapest_links_are_those_of_trying_every_set() {
    for seed in 0..10_000 {
        let (chain, base, candidates) = random_candidates(seed);
        let mode = if seed % 2 == 0 { Mode::ColdStart } else { Mode::KeepRunning };
        let goods: Vec<u32> = chain.finals().iter().map(|known| known.good).collect();
        let wanted = cheapest(&candidates, &mut |chosen| {
            let available = with(&chain, &base, &candidates, chosen.iter().copied());
            let made = made(&chain, &available, mode);
            goods.iter().all(|good| made[*good as usize])
        });
        let mut structure = Structure::new(&chain, &base, &candidates, mode, &goods);
        let found = structure.least(0.0, &mut |_| Go::On).unwrap();
        assert_eq!(found.as_ref().map(|links| links.cost), wanted, "{seed}");
        if let Some(found) = found {
            assert_eq!(found.bound, found.cost, "{seed}");
        }
    }
}

#[test]
fn the_cheapest_capacity_is_that_of_trying_every_set() {
    for seed in 0..300 {
        let (chain, base, candidates) = random_candidates(seed);
        let share = [0.1, 0.5, 1.0][(seed % 3) as usize];
        let mut fill = Fill::new(&chain, None);
        let wanted = cheapest(&candidates, &mut |chosen| {
            let available = with(&chain, &base, &candidates, chosen.iter().copied());
            rate(&mut fill, Target::Joint, &available).rate >= share - CLOSE
        });
        let mut capacity = Capacity::new(&chain, &base, &candidates).unwrap();
        let found = capacity.least(share, 0.0, &mut |_| Go::On).unwrap();
        let cost = found.map(|links| links.cost);
        assert_eq!(cost, wanted, "{seed} {share}");
    }
}

#[test]
fn a_search_that_is_stopped_says_what_is_open() {
    for seed in 0..300 {
        let (chain, base, candidates) = random_candidates(seed);
        let goods: Vec<u32> = chain.finals().iter().map(|known| known.good).collect();
        let least = |stop_after: u64| {
            let mut structure = Structure::new(&chain, &base, &candidates, Mode::ColdStart, &goods);
            let mut calls = 0;
            let mut watch = |_: &Progress| {
                calls += 1;
                if calls > stop_after { Go::Stop } else { Go::On }
            };
            structure.least(0.0, &mut watch).unwrap()
        };
        let (Some(best), Some(stopped)) = (least(u64::MAX), least(seed % 5)) else { continue };
        assert!(stopped.bound <= best.cost && best.cost <= stopped.cost, "{seed}: {stopped:?}");
        let available = with(&chain, &base, &candidates, stopped.chosen.iter().copied());
        let made = made(&chain, &available, Mode::ColdStart);
        assert!(goods.iter().all(|good| made[*good as usize]), "{seed}");
    }
}
