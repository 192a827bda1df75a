//! The supply network with twelve measures: every number of its complete planning record.

use super::{close, matrix, numbers};
use serde_json::Value;
use staves_core::plan::{
    Aim, Candidates, Certify, Clairvoyant, Measure, Network, Portfolio, Record, Search, Supply,
    certify, complements, gains,
};
use staves_core::program::Go;
use std::ops::Range;
use std::path::Path;

fn stored() -> Option<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/reference/plan/dynamic_measures.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: {} is not there", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

fn network(data: &Value) -> (Network, Candidates) {
    let (amount, stock) = (matrix(&data["a"]), matrix(&data["S0"]));
    let nodes = amount.len();
    let pairs = (0..nodes).flat_map(|from| (0..nodes).map(move |to| (from, to)));
    let used = pairs.filter(|(from, to)| amount[*from][*to] > 0.0);
    let supply = |(from, to): (usize, usize)| Supply {
        from,
        to,
        amount: amount[from][to],
        stock: stock[from][to],
    };
    let listed = data["measures"].as_array().unwrap();
    let measure = |row: &Value| {
        let node = row[1].as_u64().unwrap() as usize;
        match row[0].as_str().unwrap() {
            "backup" => Measure::Backup { node, share: 0.25 },
            "second" => Measure::SecondSource { node, share: 0.5 },
            _ => Measure::Stock { node, periods: 3.0 },
        }
    };
    let network = Network {
        supplies: used.map(supply).collect(),
        demand: numbers(&data["d"]),
        weight: numbers(&data["w"]),
        output: numbers(&data["x0"]),
        capacity: numbers(&data["K0"]),
        lost: data["shock"].as_array().unwrap().iter().map(matrix).collect(),
        restoration: data["tau"].as_f64().unwrap(),
        measures: listed.iter().map(measure).collect(),
    };
    let names = (0..listed.len()).map(|j| j.to_string()).collect();
    let costs = listed.iter().map(|row| row[2].as_f64().unwrap()).collect();
    (network, Candidates::free(names, costs, data["budget"].as_f64().unwrap()))
}

fn record<'n>(network: &'n Network, chances: &[f64]) -> Record<'n> {
    let simulate = move |portfolios: &[Portfolio], draws: Range<usize>| {
        let losses = |p: &Portfolio| draws.clone().map(|s| network.simulate(p, s)).collect();
        Ok(Some(portfolios.iter().map(losses).collect()))
    };
    Record::new(chances.to_vec(), Box::new(simulate))
}

fn exactly(found: f64, wanted: &Value) {
    let wanted = wanted.as_f64().unwrap();
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs(), "{found} {wanted}");
}

fn portfolio(stored: &Value) -> Portfolio {
    let taken = numbers(stored);
    let members: Vec<usize> = (0..taken.len()).filter(|j| taken[*j] > 0.5).collect();
    Portfolio::of(taken.len(), &members)
}

#[test]
fn the_best_portfolio_is_proven_with_few_simulated() {
    let Some(data) = stored() else { return };
    let (network, candidates) = network(&data);
    let chances = numbers(&data["prob"]);
    let mut record = record(&network, &chances);
    let none = Portfolio::none(candidates.len());
    let before = record.evaluate(&none, Aim::Expected).unwrap().unwrap();
    exactly(before, &data["base_loss"]);
    for (loss, wanted) in
        record.losses(&none).iter().zip(data["per_scenario_base"].as_array().unwrap())
    {
        exactly(*loss, wanted);
    }
    let every: Vec<usize> = (0..candidates.len()).collect();
    let found = Search::new(&candidates, &every, &[], Aim::Expected)
        .greedy(&mut record, usize::MAX)
        .unwrap();
    exactly(record.value(&found, Aim::Expected).unwrap(), &data["greedy_loss"]);

    let mut clairvoyant = Clairvoyant::new(&network);
    let bound = |levels: &[f64], clairvoyant: &mut Clairvoyant| {
        let found = clairvoyant.relax(levels).unwrap();
        found.iter().zip(&chances).map(|(one, chance)| one.value * chance).sum::<f64>()
    };
    close(bound(&none.levels(), &mut clairvoyant), data["clairvoyant_lp_z0"].as_f64().unwrap());
    let best = portfolio(&data["optimal_z"]);
    close(bound(&best.levels(), &mut clairvoyant), data["clairvoyant_lp_zstar"].as_f64().unwrap());

    let mut relax = |levels: &[f64]| clairvoyant.relax(levels);
    let mut ask = Certify {
        candidates: &candidates,
        aim: Aim::Expected,
        gap: 0.0,
        simulated: usize::MAX,
        relax: Some(&mut relax),
        gains: None,
        supports: Vec::new(),
    };
    let proof = certify(&mut record, &mut ask, &mut |_| Go::On).unwrap().unwrap();
    println!("{} portfolios simulated, {} rounds", record.simulated(), proof.rounds);
    exactly(proof.value, &data["optimal_loss"]);
    assert_eq!(proof.best, best);
    close(proof.bound, proof.value);
    close(proof.clairvoyant.unwrap(), data["clairvoyant_mip_bound"].as_f64().unwrap());
    assert!(record.simulated() <= 80, "{}", record.simulated());
    assert_eq!(proof.harm.worse, 0);
    let foresight = portfolio(&data["clairvoyant_mip_z"]);
    let with_foresight = record.evaluate(&foresight, Aim::Expected).unwrap().unwrap();
    exactly(with_foresight, &data["sim_loss_of_mip_z"]);
}

/// Every affordable portfolio: how many there are, the best of them, that none of the cuts that
/// rest on more never hurting is in danger, and how many pairs are complements.
#[test]
fn all_portfolios_one_by_one() {
    let Some(data) = stored() else { return };
    let (network, candidates) = network(&data);
    let mut record = record(&network, &numbers(&data["prob"]));
    let n = candidates.len();
    let sets = (0..1_usize << n).map(|set| {
        let members: Vec<usize> = (0..n).filter(|j| set >> j & 1 == 1).collect();
        Portfolio::of(n, &members)
    });
    let affordable: Vec<Portfolio> = sets.filter(|p| candidates.allows(p)).collect();
    assert_eq!(affordable.len() as u64, data["n_feasible"].as_u64().unwrap());
    record.learn(&affordable, record.draws()).unwrap();
    let value = |p: &Portfolio| record.value(p, Aim::Expected);
    let mut values: Vec<f64> = affordable.iter().filter_map(value).collect();
    let pairs = affordable.iter().flat_map(|p| {
        let out = p.left_out();
        let both = out.clone().into_iter().flat_map(move |a| {
            out.clone().into_iter().filter(move |b| *b > a).map(move |b| (a, b))
        });
        both.map(move |(a, b)| (p, a, b))
    });
    let (mut counted, mut complementary) = (0_u64, 0_u64);
    for (p, a, b) in pairs {
        let with = [p.with(&[a]), p.with(&[b]), p.with(&[a, b])];
        if let ([Some(a), Some(b), Some(both)], Some(none)) = (with.each_ref().map(value), value(p))
        {
            counted += 1;
            complementary += u64::from(none - both > (none - a) + (none - b) + 1e-9);
        }
    }
    let wanted = data["supermodular_pairs"].as_array().unwrap();
    assert_eq!(
        (complementary, counted),
        (wanted[0].as_u64().unwrap(), wanted[1].as_u64().unwrap())
    );
    assert_eq!(
        record.harm(Aim::Expected).worse as u64,
        data["monotone_violations"].as_u64().unwrap()
    );
    values.sort_by(f64::total_cmp);
    for (value, wanted) in values.iter().zip(data["top5"].as_array().unwrap()) {
        exactly(*value, &wanted["loss"]);
    }
    let ends = gains(&mut record, &candidates, Aim::Expected).unwrap().unwrap();
    let groups = complements(&mut record, &candidates, &ends, Aim::Expected).unwrap();
    println!("complements: {groups:?}");
}
