//! The same run in BoARIO 0.7.2 and here: CPU seconds, ratios, peak memory, and the largest
//! relative difference of any producer's output on any day.
//!
//! `cargo bench --bench boario` (`./x bench boario`). The peer runs if `STAVES_PEER_PYTHON` names
//! a Python that has `boario==0.7.2`, `pymrio==0.7.0`; otherwise its rows are left out, visibly.

#[path = "../common/mod.rs"]
mod common;

use common::{cpu_seconds, dense_table, peak_mb, peer, shock};
use staves_core::ensemble;
use staves_core::model::{Batch, Edition, Lane, Parameters, Rules, System};

const DAYS: usize = 365;
const LANES: usize = 64;

struct Outcome {
    cpu: f64,
    /// Output by day and producer of the first lane.
    output: Vec<f64>,
}

fn run(system: &System, lanes: usize) -> Outcome {
    let start = cpu_seconds();
    let mut output = Vec::with_capacity(DAYS * system.len());
    for runs in ensemble::batches(system, &(0..lanes as u64)) {
        let first = runs.start as usize;
        let parameters = Parameters::new(system.economy.sectors.len());
        let lanes = runs.map(|_| Lane::new(system, parameters.clone(), &[shock()]).unwrap());
        let mut batch = Batch::new(system, lanes.collect(), 1);
        for _ in 0..DAYS {
            batch
                .step(|view| {
                    if first + view.index == 0 {
                        output.extend((0..system.len()).map(|row| view.production(row)));
                    }
                })
                .unwrap();
        }
    }
    Outcome { cpu: cpu_seconds() - start, output }
}

fn main() {
    let folder = std::env::temp_dir().join(format!("staves-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    println!("one capacity shock, {DAYS} daily steps, one thread, CPU seconds");
    println!(
        "| N | BoARIO loop | Staves run | ratio | Staves {LANES} runs, each | ratio | peak MB: BoARIO / Staves | largest difference |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (regions, sectors) in [(40, 30), (60, 50)] {
        let economy = dense_table(regions, sectors);
        let rules = |edition| Rules { edition, ..Rules::default() };
        let peer = peer(&economy, &folder, DAYS);
        for edition in [Edition::Boario072, Edition::Corrected] {
            let system = System::new(&economy, &rules(edition));
            let one = run(&system, 1);
            let many = run(&system, LANES);
            let each = many.cpu / LANES as f64;
            let row = format!("{} {edition:?}", economy.len());
            match &peer {
                None => println!(
                    "| {row} | (no peer) | {:.2} | | {each:.3} | | {:.0} | |",
                    one.cpu,
                    peak_mb()
                ),
                Some((cpu, _, mb, output)) => {
                    let worst = one
                        .output
                        .iter()
                        .zip(output)
                        .map(|(a, b)| (a - b).abs() / b)
                        .fold(0.0, f64::max);
                    println!(
                        "| {row} | {cpu:.1} | {:.2} | {:.0}× | {each:.3} | {:.0}× | {mb:.0} / {:.0} | {worst:.1e} |",
                        one.cpu,
                        cpu / one.cpu,
                        cpu / each,
                        peak_mb(),
                    );
                }
            }
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
}
