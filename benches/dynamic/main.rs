//! How fast the dynamic engine is: against BoARIO, against what the machine can multiply and add,
//! and how time grows with producers, runs and days. CPU seconds.
//!
//! `cargo bench --bench dynamic` (`./x bench dynamic`); words after `--` choose parts: `peer`,
//! `limit`, `growth`, `rules`, `wiod`. The peer runs if `STAVES_PEER_PYTHON` names a Python that
//! has `boario==0.7.2`, `pymrio==0.7.0`; the ensemble on WIOD needs the table named by
//! `STAVES_WIOD_2011`. What is missing is left out, visibly.

#[path = "../common/mod.rs"]
mod common;

use common::{cpu_seconds, dense_table, peak_mb, peer, shock};
use faer::{Accum, Mat, Par};
use rayon::prelude::*;
use staves_core::Economy;
use staves_core::ensemble;
use staves_core::model::{
    Batch, Edition, Inputs, Lane, Parameters, Preset, Rationing, Rules, System,
};
use staves_core::shock::{Effect, Shock};
use std::path::Path;
use std::time::Instant;

const DAYS: f64 = 365.0;
const LANES: usize = 64;

/// CPU seconds of `lanes` runs on one thread, nothing recorded but one number.
fn run(system: &System, preset: Preset, lanes: usize) -> f64 {
    let start = cpu_seconds();
    let mut seen = 0.0;
    for runs in ensemble::batches(system, &(0..lanes as u64)) {
        let parameters = Parameters::preset(preset, system.economy.sectors.len());
        let lanes = runs.map(|_| Lane::new(system, parameters.clone(), &[shock()]).unwrap());
        let mut batch = Batch::new(system, lanes.collect(), 1);
        for _ in 0..system.rules.steps() {
            batch.step(|view| seen += view.production(0)).unwrap();
        }
    }
    assert!(seen > 0.0);
    cpu_seconds() - start
}

fn rules(days: f64) -> Rules {
    Rules { days, ..Rules::default() }
}

/// Multiply-adds a second, in 10⁹ operations: a matrix product of the shape of one pass, n×n by
/// n×k, by the linear algebra library, on one thread.
fn machine(n: usize, k: usize) -> f64 {
    let a = Mat::<f64>::from_fn(n, n, |i, j| ((i * 7 + j * 13) % 17) as f64);
    let b = Mat::<f64>::from_fn(n, k, |i, j| ((i * 5 + j * 3) % 11) as f64);
    let mut c = Mat::<f64>::zeros(n, k);
    let (start, times) = (cpu_seconds(), 1 + 40_000_000_000 / (2 * n * n * k));
    for _ in 0..times {
        faer::linalg::matmul::matmul(&mut c, Accum::Replace, &a, &b, 1.0, Par::Seq);
    }
    let seconds = cpu_seconds() - start;
    assert!(c[(0, 0)] >= 0.0);
    2.0 * (n * n * k * times) as f64 / seconds * 1e-9
}

/// Operations of the three sums that a step needs at most.
fn operations(n: usize, days: f64) -> f64 {
    6.0 * (n * n) as f64 * days
}

fn against_the_machine() {
    println!("\n## Against what the machine can multiply and add, one thread, {DAYS} days");
    println!(
        "| N | CPU s a run, alone | in an ensemble of {LANES} | 10⁹ operations/s if all sums were made | matrix product N×N·N×16, 10⁹/s | share |"
    );
    println!("|---|---|---|---|---|---|");
    for (regions, sectors) in [(6, 8), (20, 20), (40, 30), (60, 50)] {
        let economy = dense_table(regions, sectors);
        let system = System::new(&economy, &rules(DAYS));
        let (one, each) =
            (run(&system, Preset::Ario, 1), run(&system, Preset::Ario, LANES) / LANES as f64);
        let n = economy.len();
        let (speed, most) = (operations(n, DAYS) / each * 1e-9, machine(n, 16));
        println!("| {n} | {one:.2} | {each:.4} | {speed:.1} | {most:.1} | {:.2} |", speed / most);
    }
}

fn against_the_peer() {
    println!("\n## Against BoARIO 0.7.2, one thread, {DAYS} daily steps, loop only");
    println!("| N, edition | BoARIO | alone | ratio | in an ensemble of {LANES}, each | ratio |");
    println!("|---|---|---|---|---|---|");
    let folder = std::env::temp_dir().join(format!("staves-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (regions, sectors) in [(40, 30), (60, 50)] {
        let economy = dense_table(regions, sectors);
        let peer = peer(&economy, &folder, DAYS as usize).map(|(cpu, ..)| cpu);
        for edition in [Edition::Boario072, Edition::Corrected] {
            let system = System::new(&economy, &Rules { edition, ..rules(DAYS) });
            let one = run(&system, Preset::Ario, 1);
            let each = run(&system, Preset::Ario, LANES) / LANES as f64;
            let ratio =
                |ours: f64| peer.map_or("no peer".into(), |cpu| format!("{:.0}×", cpu / ours));
            let peer = peer.map_or("–".into(), |cpu| format!("{cpu:.1}"));
            println!(
                "| {} {edition:?} | {peer} | {one:.2} | {} | {each:.3} | {} |",
                economy.len(),
                ratio(one),
                ratio(each)
            );
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
}

fn growth() {
    println!("\n## How time grows, CPU seconds, one thread");
    println!("| N | runs | days | CPU s | peak MB so far |");
    println!("|---|---|---|---|---|");
    for (shape, lanes, days) in [
        ((20, 20), 16, 365.0),
        ((20, 20), 64, 365.0),
        ((20, 20), 256, 365.0),
        ((20, 20), 64, 730.0),
        ((40, 30), 16, 365.0),
        ((60, 40), 16, 365.0),
    ] {
        let economy = dense_table(shape.0, shape.1);
        let system = System::new(&economy, &rules(days));
        let cpu = run(&system, Preset::Ario, lanes);
        println!("| {} | {lanes} | {days} | {cpu:.2} | {:.0} |", economy.len(), peak_mb());
    }
}

fn by_rules() {
    println!("\n## What a rule costs, N = 1,200, ensemble of 16, CPU s a run");
    println!("| preset | rationing | inputs | CPU s |");
    println!("|---|---|---|---|");
    let economy = dense_table(40, 30);
    for preset in [Preset::Ario, Preset::Pichler, Preset::InoueTodo] {
        for rationing in [
            Rationing::Proportional,
            Rationing::IntermediateFirst,
            Rationing::HouseholdsFirst,
            Rationing::LowestFirst,
        ] {
            for inputs in [Inputs::Leontief, Inputs::Linear] {
                let rules = Rules {
                    rationing: rationing.clone(),
                    inputs,
                    households: vec![0],
                    days: DAYS,
                    ..Rules::preset(preset)
                };
                let system = System::new(&economy, &rules);
                let cpu = run(&system, preset, 16) / 16.0;
                println!("| {preset:?} | {rationing:?} | {inputs:?} | {cpu:.3} |");
            }
        }
    }
}

/// 1,000 runs of a year on a real world table, all processors.
fn world(path: &Path) {
    let wish = staves::read::Wish::default();
    let economy: Economy = staves::read::import(&[path.to_owned()], &wish).unwrap().economy;
    let system = System::new(&economy, &rules(DAYS));
    let (start, cpu) = (Instant::now(), cpu_seconds());
    ensemble::batches(&system, &(0..1000)).into_par_iter().for_each(|runs| {
        let parameters = Parameters::new(system.economy.sectors.len());
        let lanes = runs.map(|run| {
            let effect = Effect::Capacity { rows: vec![run as usize % economy.len()], size: 0.5 };
            let shock = Shock { effect, ..shock() };
            Lane::new(&system, parameters.clone(), &[shock]).unwrap()
        });
        let mut batch = Batch::new(&system, lanes.collect(), 1);
        for _ in 0..system.rules.steps() {
            batch.step(|_| ()).unwrap();
        }
    });
    println!("\n## WIOD 2011, N = {}, 1,000 runs of {DAYS} days", economy.len());
    println!(
        "{:.1} s elapsed, {:.1} CPU s on {} threads, peak {:.0} MB",
        start.elapsed().as_secs_f64(),
        cpu_seconds() - cpu,
        rayon::current_num_threads(),
        peak_mb()
    );
}

fn main() {
    let parts: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|word| word == part);
    if wanted("limit") {
        against_the_machine();
    }
    if wanted("peer") {
        against_the_peer();
    }
    if wanted("growth") {
        growth();
    }
    if wanted("rules") {
        by_rules();
    }
    if wanted("wiod") {
        match std::env::var_os("STAVES_WIOD_2011") {
            Some(path) => world(Path::new(&path)),
            None => println!("\nskipped: WIOD 2011, STAVES_WIOD_2011 does not name the table"),
        }
    }
}
