//! A plan of 200 candidate actions against 200 draws of a scenario, next to plain greedy and simulated
//! annealing, which get the same stress test and the same seconds; and a plan over 15 years.
//!
//! `cargo bench --bench plan` (`./x bench plan`); numbers after `--` are draws (200), seconds for each
//! method (600) and candidates (200). With a folder of an economy and a scenario file after them, those
//! are planned for instead of `us2021` and its pandemic.

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "benchmarks share these functions and each uses some")]
mod common;

use common::{cpu_seconds, peak_mb};
use rand::Rng;
use staves::plan::years::{Roadmap, Settings, Structure};
use staves::plan::{Loss, Request, Simulation, plan};
use staves::scenario::Scenario;
use staves::store::economy::Stored;
use staves::{actions, example, study};
use staves_core::Action;
use staves_core::plan::{Aim, Portfolio};
use staves_core::program::{Go, Progress};
use staves_core::random::stream;
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// A candidate of three kinds a producer, the largest producers first; costs by output.
fn candidates(stored: &Stored, count: usize) -> String {
    let economy = &stored.economy;
    let mut rows: Vec<usize> = (0..economy.len()).collect();
    rows.sort_by(|a, b| economy.output()[*b].total_cmp(&economy.output()[*a]));
    let mut random = stream(1, 0, "bench plan");
    let mut csv = "id,kind,region,sector,amount,unit,cost\n".to_owned();
    let kinds = [
        ("stockpile", 20.0, "days", 0.004),
        ("supplement", 0.3, "protected", 0.01),
        ("reserve", 0.05, "share", 0.006),
    ];
    let mut left = count;
    for row in rows {
        let producer = economy.producers[row];
        let region = economy.regions.code(producer.region as usize);
        let sector = economy.sectors.code(producer.sector as usize);
        for (kind, amount, unit, part) in kinds {
            if left == 0 {
                return csv;
            }
            left -= 1;
            let dear = 0.5 + (random.next_u64() % 1000) as f64 / 1000.0;
            let cost = part * dear * economy.output()[row];
            writeln!(csv, "{kind}-{left},{kind},{region},{sector},{amount},{unit},{cost:.3}")
                .expect("memory takes everything");
        }
    }
    csv
}

fn case(arguments: &[String]) -> (Stored, Scenario) {
    if let [_, _, _, economy, scenario, ..] = arguments {
        let stored = study::open_economy(Path::new(economy)).expect("an economy");
        return (stored, Scenario::read(Path::new(scenario)).expect("a scenario"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("us");
    let example = example::find("us2021").expect("embedded");
    example.write(&path).expect("it can be written");
    let scenario = Scenario::read(&path.join("scenarios/pandemic.toml")).expect("a scenario");
    (example.stored().expect("embedded"), scenario)
}

/// What a method has reached, and with how much.
struct Reached {
    value: f64,
    simulated: usize,
    seconds: f64,
}

type Method = fn(Timed<'_>, &[f64], f64) -> Reached;

/// The mean loss of a portfolio, until time is up.
struct Timed<'t> {
    simulation: &'t Simulation<'t>,
    draws: u64,
    start: Instant,
    seconds: f64,
    simulated: usize,
}

impl Timed<'_> {
    fn late(&self) -> bool {
        self.start.elapsed().as_secs_f64() > self.seconds
    }

    fn means(&mut self, portfolios: &[Portfolio]) -> Vec<f64> {
        self.simulated += portfolios.len();
        let losses = self.simulation.losses(portfolios, 0..self.draws, &|_| Go::On);
        let losses = losses.expect("they were run before").expect("nobody stops them");
        losses.iter().map(|losses| losses.iter().sum::<f64>() / losses.len() as f64).collect()
    }

    fn end(self, value: f64) -> Reached {
        let seconds = self.start.elapsed().as_secs_f64();
        Reached { value, simulated: self.simulated, seconds }
    }
}

/// Greedy as it is written in textbooks: every candidate that fits, in every round.
fn greedy(mut timed: Timed<'_>, costs: &[f64], budget: f64) -> Reached {
    let mut best = Portfolio::none(costs.len());
    let mut value = timed.means(std::slice::from_ref(&best))[0];
    loop {
        let spent: f64 = best.members().iter().map(|j| costs[*j]).sum();
        let fits = |j: &usize| !best.has(*j) && spent + costs[*j] <= budget;
        let open: Vec<usize> = (0..costs.len()).filter(fits).collect();
        let mut found: Option<(f64, usize, f64)> = None;
        for j in open {
            if timed.late() {
                break;
            }
            let reached = timed.means(&[best.with(&[j])])[0];
            let rate = (value - reached) / costs[j];
            if rate > 0.0 && found.is_none_or(|(most, ..)| rate > most) {
                found = Some((rate, j, reached));
            }
        }
        let Some((_, j, reached)) = found else { return timed.end(value) };
        (best, value) = (best.with(&[j]), reached);
        if timed.late() {
            return timed.end(value);
        }
    }
}

/// Simulated annealing: one in or out or exchanged, worse ones with a falling probability.
fn annealing(mut timed: Timed<'_>, costs: &[f64], budget: f64) -> Reached {
    let mut random = stream(2, 0, "annealing");
    let mut here = Portfolio::none(costs.len());
    let mut value = timed.means(std::slice::from_ref(&here))[0];
    let (first, mut best) = (value, value);
    while !timed.late() {
        let mut pick = |list: &[usize]| list[(random.next_u64() % list.len() as u64) as usize];
        let (taken, open) = (here.members(), here.left_out());
        let mut next = here.with(&[pick(&open)]);
        let cost = |p: &Portfolio| p.members().iter().map(|j| costs[*j]).sum::<f64>();
        if !taken.is_empty() && cost(&next) > budget {
            next = next.without(&[pick(&taken)]);
        }
        if cost(&next) > budget {
            continue;
        }
        let reached = timed.means(std::slice::from_ref(&next))[0];
        let left = 1.0 - timed.start.elapsed().as_secs_f64() / timed.seconds;
        let chance = ((value - reached) / (0.02 * first * left.max(1e-3))).exp();
        if (random.next_u64() as f64 / u64::MAX as f64) < chance {
            (here, value) = (next, reached);
            best = best.min(value);
        }
    }
    timed.end(best)
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |k: usize, usual: f64| {
        arguments.get(k).map_or(usual, |text| text.parse().expect("a number"))
    };
    let (draws, seconds, count) = (number(0, 200.0), number(1, 600.0), number(2, 200.0));
    let (stored, mut scenario) = case(&arguments);
    scenario.runs = draws as u64;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("actions.csv");
    std::fs::write(&file, candidates(&stored, count as usize)).expect("it can be written");
    let actions = actions::read(&file, &stored.economy).expect("well-formed");
    let list: Vec<&Action> = actions.list.iter().collect();
    let costs: Vec<f64> = list.iter().map(|action| action.cost).collect();
    let budget = costs.iter().sum::<f64>() / 8.0;
    let request = Request {
        scenario: &scenario,
        stored: &stored,
        actions: &actions,
        budget,
        aim: Aim::Expected,
        loss: Loss::FinalDemandUnmet,
        weights: None,
        failures: None,
        within: None,
        gap: 0.01,
        simulate: usize::MAX,
        fresh: 0,
    };
    println!(
        "{} producers, {} candidates, {draws} draws, {seconds} s each",
        stored.economy.len(),
        list.len()
    );
    let stop = AtomicBool::new(false);
    let start = Instant::now();
    let watch = |_: &Progress| {
        if start.elapsed().as_secs_f64() > seconds { Go::Stop } else { Go::On }
    };
    let before = cpu_seconds();
    let found = plan(&request, &stop, &watch).expect("a plan");
    println!(
        "{:<20} loss {:>12.1} of {:>12.1}, at least {:>12.1}, gap {:>6.2} %, {} {} portfolios, {} runs, {:.0} s, {:.0} CPU s",
        "Staves",
        found.certificate.value,
        found.gains.before,
        found.certificate.bound,
        100.0 * found.certificate.gap(),
        found.state(),
        found.simulated.0,
        found.simulated.1,
        start.elapsed().as_secs_f64(),
        cpu_seconds() - before,
    );
    let simulation = Simulation::new(&request, &list, &stop).expect("it was run before");
    let methods: [(&str, Method); 2] =
        [("plain greedy", greedy), ("simulated annealing", annealing)];
    for (name, method) in methods {
        let timed = Timed {
            simulation: &simulation,
            draws: draws as u64,
            start: Instant::now(),
            seconds,
            simulated: 0,
        };
        let Reached { value, simulated, seconds } = method(timed, &costs, budget);
        println!("{name:<20} loss {value:>12.1}, {simulated} portfolios, {seconds:.0} s");
    }
    let start = Instant::now();
    match Structure::new(&stored.economy, &Settings::default(), 15) {
        Ok(structure) => {
            let goods = structure.plan.goods();
            Roadmap::new(&stored.economy, structure).expect("it is solved");
            println!("{goods} sectors, 15 years: {:.1} s", start.elapsed().as_secs_f64());
        }
        Err(error) => println!("plan over years: {}", error.code()),
    }
    println!("peak memory {:.0} MB", peak_mb());
}
