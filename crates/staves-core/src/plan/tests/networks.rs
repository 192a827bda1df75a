//! Random supply networks: the clairvoyant program never exceeds the simulation, its cuts lie below
//! it everywhere, and the certificate closes on what trying every portfolio finds.

use super::*;
use crate::program::Go;
use crate::random::stream;
use rand::RngExt;

const PERIODS: usize = 8;

fn network(case: u64) -> (Network, Candidates) {
    let mut random = stream(11, case, "network");
    let nodes = random.random_range(3..6);
    let mut supplies = Vec::new();
    let demand: Vec<f64> = (0..nodes).map(|_| random.random_range(0.0..5.0)).collect();
    let mut output = demand.clone();
    // Each node may use what those before it make; the last is needed by nobody.
    for to in (1..nodes).rev() {
        for from in 0..to {
            if random.random_bool(0.6) {
                let amount = random.random_range(0.1..1.0);
                supplies.push(Supply { from, to, amount, stock: 0.0 });
                output[from] += amount * output[to];
            }
        }
    }
    for supply in &mut supplies {
        supply.stock = random.random_range(1.0..4.0) * supply.amount * output[supply.to];
    }
    let lost = (0..3).map(|_| {
        let mut draw = vec![vec![0.0; nodes]; PERIODS];
        let (node, from) = (random.random_range(0..nodes), random.random_range(0..PERIODS / 2));
        let share = random.random_range(0.3..1.0);
        draw[from..from + PERIODS / 2].iter_mut().for_each(|lost| lost[node] = share);
        draw
    });
    let lost = lost.collect();
    let measures: Vec<Measure> = (0..6)
        .map(|_| {
            let node = random.random_range(0..nodes);
            match random.random_range(0..3) {
                0 => Measure::Backup { node, share: 0.25 },
                1 => Measure::SecondSource { node, share: 0.5 },
                _ => Measure::Stock { node, periods: 2.0 },
            }
        })
        .collect();
    let costs = (0..6).map(|_| f64::from(random.random_range(1..5))).collect();
    let capacity = output.iter().map(|output| 1.15 * output).collect();
    let weight = (0..nodes).map(|_| random.random_range(0.5..4.0)).collect();
    let network =
        Network { supplies, demand, weight, output, capacity, lost, restoration: 4.0, measures };
    (network, Candidates::free(names(6), costs, 6.0))
}

fn record(network: &Network) -> Record<'_> {
    let draws = network.lost.len();
    let simulate = move |portfolios: &[Portfolio], draws: std::ops::Range<usize>| {
        let losses = |p: &Portfolio| draws.clone().map(|s| network.simulate(p, s)).collect();
        Ok(Some(portfolios.iter().map(losses).collect()))
    };
    Record::new(vec![1.0 / draws as f64; draws], Box::new(simulate))
}

#[test]
fn no_shock_loses_nothing() {
    for case in 0..50 {
        let (mut network, _) = network(case);
        network.lost.iter_mut().flatten().flatten().for_each(|lost| *lost = 0.0);
        assert!(network.simulate(&Portfolio::none(6), 0).abs() < 1e-9);
    }
}

#[test]
fn the_program_and_its_cuts_lie_below_the_simulation() {
    for case in 0..60 {
        let (network, _) = network(case);
        let mut clairvoyant = Clairvoyant::new(&network);
        let mut random = stream(12, case, "levels");
        let mut portfolio = || {
            let members: Vec<usize> = (0..6).filter(|_| random.random_bool(0.5)).collect();
            Portfolio::of(6, &members)
        };
        let at = portfolio();
        let found = clairvoyant.relax(&at.levels()).unwrap();
        for _ in 0..10 {
            let other = portfolio();
            for (draw, found) in found.iter().enumerate() {
                let levels = other.levels().into_iter().zip(at.levels()).zip(&found.slope);
                let cut =
                    found.value + levels.map(|((z, at), slope)| slope * (z - at)).sum::<f64>();
                let simulated = network.simulate(&other, draw);
                assert!(cut <= simulated + 1e-6 * simulated.max(1.0), "{case}: {cut} {simulated}");
            }
        }
    }
}

#[test]
fn the_certificate_closes_on_the_best_of_all() {
    for case in 0..60 {
        let (network, candidates) = network(case);
        for aim in [Aim::Expected, Aim::Tail { share: 0.4, weight: 0.5 }, Aim::Worst] {
            let best = enumerated(&mut record(&network), &candidates, aim);
            let mut record = record(&network);
            Search::new(&candidates, &EVERY[..candidates.len()], &[], aim)
                .greedy(&mut record, usize::MAX)
                .unwrap();
            let mut clairvoyant = Clairvoyant::new(&network);
            let mut relax = |levels: &[f64]| clairvoyant.relax(levels);
            let mut ask = Certify {
                candidates: &candidates,
                aim,
                gap: 0.0,
                simulated: usize::MAX,
                relax: Some(&mut relax),
                gains: None,
                supports: Vec::new(),
            };
            let found = certify(&mut record, &mut ask, &mut |_| Go::On).unwrap().unwrap();
            close(found.value, best);
            close(found.bound, best);
            assert!(found.clairvoyant.unwrap() <= best + 1e-6 * best.max(1.0));
        }
    }
}
