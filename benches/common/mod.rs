//! What benchmarks share: CPU seconds, peak memory, and made-up tables.

use staves_core::codes::Codes;
use staves_core::economy::{About, DemandColumn, Economy, EconomyParts, Producer, id};
use staves_core::matrix::Matrix;
use staves_core::profile::{Profile, Recovery};
use staves_core::random::Draw;
use staves_core::shock::{Effect, Shock};
use staves_core::units::MoneyUnit;
use std::path::Path;
use std::process::Command;

/// CPU seconds (user and system) of this process so far; Linux only.
pub fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("benchmarks need Linux's /proc");
    let after_name = stat.rsplit_once(')').expect("the name is in parentheses").1;
    let field = |k: usize| after_name.split_whitespace().nth(k).unwrap().parse::<f64>().unwrap();
    // Clock ticks are 1/100 s on every Linux this runs on.
    (field(11) + field(12)) / 100.0
}

/// Largest resident memory of this process so far, in MB.
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux's /proc");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a peak is reported");
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// A dense made-up table of regions × sectors with four final-demand categories a region.
/// Intermediate use is about half of output, so every producer adds value.
pub fn dense_table(regions: usize, sectors: usize) -> Economy {
    let n = regions * sectors;
    let draw = Draw::Uniform { low: 0.2, high: 1.8 };
    let factor = |name: &str, k: usize| draw.value(1, k as u64, name);
    let size: Vec<f64> = (0..n).map(|k| 1000.0 * factor("size", k)).collect();
    let noise: Vec<f64> = (0..n).map(|k| factor("noise", k)).collect();
    let mut flows = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            let home = if i / sectors == j / sectors { 8.0 } else { 1.0 };
            let bump = noise[i] * noise[(i * 7 + j * 13) % n];
            flows[i * n + j] = home * bump * size[j] * 0.5 / (n as f64 * 1.3);
        }
    }
    let columns = 4 * regions;
    let mut demand = vec![0.0; n * columns];
    for i in 0..n {
        for c in 0..columns {
            let home = if i / sectors == c / 4 { 20.0 } else { 1.0 };
            demand[i * columns + c] = home * size[i] * noise[(i + c) % n] / columns as f64;
        }
    }
    let names = |prefix: &str, count: usize| {
        Codes::plain((0..count).map(|k| format!("{prefix}{k:03}"))).unwrap()
    };
    Economy::new(EconomyParts {
        about: About {
            title: "dense made-up table".into(),
            title_zh: String::new(),
            source: "made up".into(),
            licence: String::new(),
            format: String::new(),
            year: 0,
            unit: MoneyUnit::million("EUR"),
            price_basis: String::new(),
            synthetic: true,
        },
        regions: names("r", regions),
        sectors: names("s", sectors),
        categories: names("c", 4),
        producers: (0..n)
            .map(|k| Producer { region: id(k / sectors), sector: id(k % sectors) })
            .collect(),
        demand_columns: (0..columns)
            .map(|c| DemandColumn { region: id(c / 4), category: id(c % 4) })
            .collect(),
        flows: Matrix::from_dense(n, n, flows),
        final_demand: Matrix::from_dense(n, columns, demand),
        primary_inputs: Vec::new(),
        stated_output: None,
        attributes: Vec::new(),
    })
    .unwrap()
}

/// Runs BoARIO on the same table for `days`; CPU seconds of its loop and of the whole process, peak MB.
pub fn peer(economy: &Economy, folder: &Path, days: usize) -> Option<(f64, f64, f64, Vec<f64>)> {
    let python = std::env::var_os("STAVES_PEER_PYTHON")?;
    let bytes = |values: &[f64]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    std::fs::write(folder.join("Z"), bytes(&economy.flows.to_dense())).unwrap();
    std::fs::write(folder.join("Y"), bytes(&economy.final_demand.to_dense())).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/boario/peer.py");
    let done = Command::new(python)
        .arg(script)
        .arg(folder)
        .args([economy.regions.len(), economy.sectors.len(), days].map(|n| n.to_string()))
        .envs(["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"].map(|k| (k, "1")))
        .output()
        .expect("the peer's Python starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    let last = text.lines().last().expect("the peer prints its figures");
    let figures: Vec<f64> = last.split_whitespace().map(|v| v.parse().unwrap()).collect();
    let raw = std::fs::read(folder.join("X")).unwrap();
    let output = raw.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();
    Some((figures[0], figures[1], figures[2], output))
}

/// Producer 1 loses 30 % of its capacity on day 10 for 30 days, then recovers in 60: the shock
/// of the peer's program too.
pub fn shock() -> Shock {
    Shock {
        name: "capacity".into(),
        profile: Profile {
            starts: 10.0,
            ramp: 0.0,
            lasts: 30.0,
            recovery: Recovery::Linear { days: 60.0 },
        },
        effect: Effect::Capacity { rows: vec![1], size: 0.3 },
    }
}
