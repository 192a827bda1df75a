//! Reading a table of the size of the OECD's 2023 edition: CPU seconds here and in pymrio, on the
//! same file.
//!
//! `cargo bench --bench read` (`./x bench read`). The peer runs if `STAVES_PEER_PYTHON` names a
//! Python that has `pymrio==0.7.0`; otherwise its columns are left out, visibly. The table is
//! made up and written to a temporary folder twice: with numbers of six decimals, and with all
//! digits that a 64-bit number has.

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "other benchmarks use the rest")]
mod common;

use common::{cpu_seconds, peak_mb};
use staves::read::{Wish, import};
use staves_core::audit::{Thresholds, audit};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

const REGIONS: usize = 77;
const SECTORS: usize = 45;
const CATEGORIES: [&str; 6] = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"];

/// Codes of the 2023 edition's sectors; only their form matters here.
fn sector(k: usize) -> String {
    if k == 0 { "A01_02".into() } else { format!("C{k:02}") }
}

fn region(k: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    format!("{}{}X", letter(k / 26), letter(k))
}

/// A number between 0 and 1 that depends on its place alone.
fn noise(row: usize, column: usize) -> f64 {
    let mix = |number: usize, by: u64| (number as u64).wrapping_mul(by);
    let mut x = mix(row, 0x9E37_79B9_7F4A_7C15) ^ mix(column, 0xD1B5_4A32_D192_ED03);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Flows at home are larger than across borders, and sizes differ by orders of magnitude.
fn flow(row: usize, column: usize, home: bool) -> f64 {
    let scale = (8.0 * noise(row, usize::MAX) + if home { 3.0 } else { -3.0 }).exp();
    scale * noise(row, column) / 50.0
}

fn write_table(path: &Path, decimals: Option<usize>) {
    let n = REGIONS * SECTORS;
    let columns = REGIONS * CATEGORIES.len();
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(path).unwrap());
    let number = |out: &mut BufWriter<std::fs::File>, value: f64| match decimals {
        Some(decimals) => write!(out, ",{value:.decimals$}").unwrap(),
        None => write!(out, ",{value}").unwrap(),
    };
    write!(out, "V1").unwrap();
    for k in 0..n {
        write!(out, ",{}_{}", region(k / SECTORS), sector(k % SECTORS)).unwrap();
    }
    for k in 0..columns {
        let category = CATEGORIES[k % CATEGORIES.len()];
        write!(out, ",{}_{category}", region(k / CATEGORIES.len())).unwrap();
    }
    writeln!(out, ",OUT").unwrap();
    let mut outputs = Vec::with_capacity(n);
    let mut inputs = vec![0.0; n];
    for row in 0..n {
        let home = row / SECTORS;
        let value = |column: usize| {
            let buyer = if column < n { column / SECTORS } else { (column - n) / CATEGORIES.len() };
            flow(row, column, buyer == home)
        };
        let values: Vec<f64> = (0..n + columns).map(value).collect();
        inputs.iter_mut().zip(&values).for_each(|(sum, value)| *sum += value);
        let output: f64 = values.iter().sum();
        write!(out, "{}_{}", region(home), sector(row % SECTORS)).unwrap();
        values.into_iter().chain([output]).for_each(|value| number(&mut out, value));
        writeln!(out).unwrap();
        outputs.push(output);
    }
    let value_added = outputs.iter().zip(&inputs).map(|(output, inputs)| output - inputs);
    let tails: [(&str, Vec<f64>); 3] =
        [("TLS", vec![0.0; n]), ("VA", value_added.collect()), ("OUT", outputs)];
    for (label, values) in tails {
        write!(out, "{label}").unwrap();
        let sum: f64 = values.iter().sum();
        for value in values.into_iter().chain(vec![0.0; columns]).chain([sum]) {
            number(&mut out, value);
        }
        writeln!(out).unwrap();
    }
}

/// CPU seconds and the sum of the flows; the smallest of some rounds, since the machine is shared.
fn ours(path: &Path) -> (f64, f64) {
    let round = || {
        let start = cpu_seconds();
        let read = import(&[path.to_owned()], &Wish::default()).unwrap();
        // What the peer does not do: the audit is part of our time.
        let findings = audit(&read.economy, &read.notes, &Thresholds::default());
        assert!(!findings.is_empty());
        (cpu_seconds() - start, read.economy.flows.total())
    };
    (0..5).map(|_| round()).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

fn peer(path: &Path) -> Option<(f64, f64)> {
    let python = std::env::var_os("STAVES_PEER_PYTHON")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/read/peer.py");
    let round = || {
        let done = Command::new(&python)
            .arg(&script)
            .arg(path)
            .envs(["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"].map(|k| (k, "1")))
            .output()
            .expect("the peer's Python starts");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let text = String::from_utf8(done.stdout).unwrap();
        let last = text.lines().last().expect("the peer prints its figures");
        let figures: Vec<f64> = last.split_whitespace().map(|v| v.parse().unwrap()).collect();
        (figures[0], figures[1])
    };
    (0..2).map(|_| round()).min_by(|a, b| a.0.total_cmp(&b.0))
}

fn main() {
    let folder = std::env::temp_dir().join(format!("staves-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (rows, columns) = (REGIONS * SECTORS + 3, REGIONS * (SECTORS + CATEGORIES.len()) + 1);
    println!("CSV of {rows} × {columns} numbers, CPU seconds of reading, checking and hashing");
    println!("| numbers | MB | pymrio | Staves | ratio | difference of ΣZ | peak MB |");
    println!("|---|---|---|---|---|---|---|");
    for (name, decimals) in [("six decimals", Some(6)), ("all digits", None)] {
        let path = folder.join("2018_SML.csv");
        write_table(&path, decimals);
        let size = std::fs::metadata(&path).unwrap().len() >> 20;
        let (cpu, sum) = ours(&path);
        let peak = peak_mb();
        match peer(&path) {
            None => println!("| {name} | {size} | (no peer) | {cpu:.2} | | | {peak:.0} |"),
            Some((peer, peer_sum)) => println!(
                "| {name} | {size} | {peer:.2} | {cpu:.2} | {:.1}× | {:.1e} | {peak:.0} |",
                peer / cpu,
                (sum - peer_sum).abs() / sum
            ),
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
}
