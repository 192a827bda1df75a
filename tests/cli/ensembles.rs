//! Ensembles as users meet them: stop by precision, gates, sensitivity, correlated draws. Bad input
//! of `[[correlation]]` is in the corpus of scenarios.

use crate::program::{Ran, example, run};
use serde_json::Value;
use staves::table::{Table, Values};
use std::fs;
use std::path::Path;

/// Three drawn numbers on one industry, 40 days: quick, and none of them is without effect.
const DRAWN: &str = r#"
[scenario]
days = 40
runs = 64
rationing = "intermediate-first"
[parameters]
main_inv_dur = { uniform = [20, 40] }
[[shock]]
name   = "port"
kind   = "capacity"
region = "EAS"
sector = "TRA"
size   = { uniform = [0.3, 0.9] }
starts = 5
lasts  = { uniform = [10, 20] }
"#;

/// An example study with a scenario of one's own.
fn with(name: &str, text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let (folder, study) = example("archipelago");
    fs::write(study.join(name), text).unwrap();
    (folder, study)
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

fn rows<'j>(json: &'j Value, table: &str) -> &'j Vec<Value> {
    json[table].as_array().unwrap_or_else(|| panic!("{table} is in {json}"))
}

fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or_else(|| panic!("{name} is a number in {row}"))
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap()
}

/// A column of numbers of `runs.parquet`.
fn column(folder: &Path, name: &str) -> Vec<f64> {
    let (table, _) = Table::read_parquet(&folder.join("runs.parquet")).unwrap();
    table.column(name).and_then(Values::numbers).unwrap().into_owned()
}

/// The arguments are refused with a code, and nothing is written.
fn refused(study: &Path, arguments: &[&str], code: &str, says: &[&str]) {
    let ran = run(study, &[arguments, &["--out", "refused"]].concat()).ends_with(2);
    assert!(ran.stderr.contains(&format!("[{code}]")), "{}", ran.stderr);
    assert!(says.iter().all(|part| ran.stderr.contains(part)), "{says:?} in {}", ran.stderr);
    assert_eq!(ran.stdout, "");
    assert!(!study.join("refused").exists());
}

#[test]
fn runs_stop_when_they_are_precise_enough() {
    let (_folder, study) = with("drawn.toml", DRAWN);
    let until = |precision: &str, runs: &str, out: &str| {
        let asked = ["stress", "drawn.toml", "--until", precision, "--runs", runs, "--out", out];
        json(&run(&study, &[&asked[..], &["--format", "json"]].concat()).ends_with(0))
    };
    let reached = until("output_lost ± 5%", "5000", "reached");
    assert!(reached["notes"].to_string().contains("run::precision-reached"), "{reached}");
    let happened = &manifest(&study.join("reached"))["happened"];
    assert!(number(happened, "precision") <= 5.0);
    // Looked at after every 256 runs, and at the first look that is enough.
    assert_eq!(happened["runs_done"], 256);
    // The same runs, asked for by their number, give the same numbers.
    let plain = ["stress", "drawn.toml", "--runs", "256", "--out", "plain", "--format", "json"];
    let plain = json(&run(&study, &plain).ends_with(0));
    assert_eq!(plain["rows"], reached["rows"]);
    let losses = column(&study.join("reached"), "output_lost");
    let mean = losses.iter().sum::<f64>() / 256.0;
    let squares: f64 = losses.iter().map(|loss| (loss - mean).powi(2)).sum();
    let half = 1.959963984540054 * (squares / 255.0 / 256.0).sqrt();
    assert!((number(happened, "precision") - 100.0 * half / mean).abs() < 1e-6);

    let short = until("output_lost +/- 0.01%", "20", "short");
    assert!(short["notes"].to_string().contains("run::precision-not-reached"), "{short}");
    assert_eq!(manifest(&study.join("short"))["happened"]["runs_done"], 20);

    let with = |until: &'static str| ["stress", "drawn.toml", "--until", until];
    let nearest = ["did you mean `output_lost`?"];
    refused(&study, &with("output_lots ± 2%"), "stress::unknown-indicator", &nearest);
    refused(&study, &with("output_lost 2%"), "stress::bad-until", &["output_lost ± 2%"]);
    refused(&study, &with("output_lost ± -2%"), "stress::bad-until", &[]);
    let events = ["stress", "typhoons", "--until", "output_lost ± 2%"];
    refused(&study, &events, "stress::needs-draws", &["typhoons.toml", "`--until`"]);
}

#[test]
fn a_gate_that_fails_ends_with_one_and_keeps_the_results() {
    let (_folder, study) = with("drawn.toml", DRAWN);
    let gate = |limits: &[String], out: &str, code: i32| {
        let mut asked = vec!["stress", "drawn.toml", "--runs", "8", "--out", out];
        limits.iter().for_each(|limit| asked.extend(["--fail-if", limit]));
        asked.extend(["--format", "json"]);
        run(&study, &asked).ends_with(code)
    };
    let plain = json(&gate(&[], "plain", 0));
    let lost = rows(&plain, "rows").iter().find(|row| row["indicator"] == "output_lost").unwrap();
    let (mean, p95) = (number(lost, "mean"), number(lost, "p95"));
    let above = |name: &str, limit: f64| format!("{name} > {limit}");
    let keeps = [above("output_lost", 1.01 * mean), above("output_lost.p95", 1.01 * p95)];
    gate(&keeps, "keeps", 0);
    let breaks = [keeps[0].clone(), above("output_lost.p95", 0.99 * p95)];
    let ran = gate(&breaks, "breaks", 1);
    assert!(ran.stderr.contains(&breaks[1]) && !ran.stderr.contains(&breaks[0]), "{}", ran.stderr);
    assert!(study.join("breaks/report.html").is_file());
    gate(&[format!("survived_share < {}", 101)], "below", 1);

    let with = |limit: &'static str| ["stress", "drawn.toml", "--fail-if", limit];
    let nearest = ["did you mean `output_lost_share`?"];
    refused(&study, &with("output_lost_shar > 5"), "stress::unknown-indicator", &nearest);
    refused(&study, &with("output_lost = 5"), "stress::bad-gate", &["output_lost_share > 5"]);
    refused(&study, &with("output_lost.p42 > 5"), "stress::bad-gate", &[]);
}

#[test]
fn shares_of_the_variance_come_in_every_format() {
    let (_folder, study) = with("drawn.toml", DRAWN);
    let asked = ["stress", "drawn.toml", "--sensitivity", "--out", "s", "--format", "json"];
    let printed = json(&run(&study, &asked).ends_with(0));
    let inputs = ["parameters.main_inv_dur", "port.size", "port.lasts"];
    // Two samples of 64 and one for each of the three inputs.
    assert_eq!(manifest(&study.join("s"))["happened"]["runs_done"], 64 * 5);
    let lost: Vec<&Value> = rows(&printed, "sensitivity")
        .iter()
        .filter(|row| row["indicator"] == "output_lost")
        .collect();
    let mut named: Vec<&str> = lost.iter().filter_map(|row| row["input"].as_str()).collect();
    named.sort_unstable();
    assert_eq!(named.len(), 3, "{named:?}");
    assert!(inputs[1..].iter().all(|input| named.contains(input)), "{named:?}");
    for row in &lost {
        for share in ["first", "total"] {
            let ends = [format!("{share}_low"), format!("{share}_high")];
            let [low, high] = ends.each_ref().map(|end| number(row, end));
            assert!(low <= number(row, share) && number(row, share) <= high, "{row}");
        }
        assert!(number(row, "total") >= number(row, "first_low"), "{row}");
    }
    // Shares of nearly additive inputs add up to nearly all.
    let sum: f64 = lost.iter().map(|row| number(row, "first")).sum();
    assert!((0.7..1.3).contains(&sum), "{sum}");

    let show = |format: &str| run_bytes(&study, &["show", "sensitivity", "s", "--format", format]);
    let csv = String::from_utf8(show("csv")).unwrap();
    assert!(csv.starts_with("indicator,input,first,first_low,first_high,total,"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + 9, "three losses by three inputs");
    assert!(show("parquet").starts_with(b"PAR1"));

    let fixed = "[scenario]\ndays = 20\n[[shock]]\nkind = \"capacity\"\nsize = 0.5\nstarts = 1\n\
                 lasts = 5\n";
    fs::write(study.join("fixed.toml"), fixed).unwrap();
    let asked = ["stress", "fixed.toml", "--sensitivity"];
    refused(&study, &asked, "stress::nothing-varies", &["fixed.toml"]);
    let tied = format!("{DRAWN}{}", tie("port.size", "port.lasts", 0.5));
    fs::write(study.join("tied.toml"), tied).unwrap();
    let asked = ["stress", "tied.toml", "--sensitivity"];
    refused(&study, &asked, "stress::sensitivity-of-correlated", &["tied.toml"]);
}

/// What a command prints, as bytes.
fn run_bytes(study: &Path, arguments: &[&str]) -> Vec<u8> {
    let ran = crate::program::staves(study, arguments).output().unwrap();
    assert_eq!(ran.status.code(), Some(0));
    ran.stdout
}

fn tie(a: &str, b: &str, value: f64) -> String {
    format!("[[correlation]]\nbetween = [\"{a}\", \"{b}\"]\nvalue = {value}\n")
}

/// Spearman's rank correlation of numbers without ties.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |values: &[f64]| -> Vec<f64> {
        values.iter().map(|v| values.iter().filter(|other| *other < v).count() as f64).collect()
    };
    let (a, b) = (ranks(a), ranks(b));
    let n = a.len() as f64;
    let squares: f64 = a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn draws_hang_together_as_the_scenario_says() {
    let (_folder, study) = with("drawn.toml", DRAWN);
    fs::write(study.join("tied.toml"), format!("{DRAWN}{}", tie("port.size", "port.lasts", -0.8)))
        .unwrap();
    let draws = |scenario: &str| {
        let out = scenario.trim_end_matches(".toml");
        run(&study, &["stress", scenario, "--runs", "300", "--out", out]).ends_with(0);
        ["port.size", "port.lasts"].map(|name| column(&study.join(out), name))
    };
    let [size, lasts] = draws("tied.toml");
    // Four standard errors of a rank correlation of 300 pairs.
    assert!((spearman(&size, &lasts) + 0.8).abs() < 4.0 * 0.36 / 300.0_f64.sqrt());
    assert!(size.iter().all(|size| (0.3..=0.9).contains(size)), "the distribution stays");
    let [free_size, free_lasts] = draws("drawn.toml");
    assert!(spearman(&free_size, &free_lasts).abs() < 4.0 / 300.0_f64.sqrt());
}

#[test]
fn parts_add_up_to_the_whole_in_every_format() {
    let (_folder, study) = with("drawn.toml", DRAWN);
    let asked = ["stress", "drawn.toml", "--runs", "5", "--out", "r"];
    let format =
        |name: &str| run_bytes(&study, &[&asked[..], &["--overwrite", "--format", name]].concat());
    let printed: Value = serde_json::from_slice(&format("json")).unwrap();
    let csv = String::from_utf8(format("csv")).unwrap();
    let parquet = study.join("printed.parquet");
    fs::write(&parquet, format("parquet")).unwrap();
    let (table, _) = Table::read_parquet(&parquet).unwrap();
    let means = table.column("mean").and_then(Values::numbers).unwrap();
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let mean = lines[0].iter().position(|name| *name == "mean").unwrap();
    let shown = rows(&printed, "rows");
    assert_eq!((shown.len(), lines.len() - 1), (means.len(), means.len()));
    for (row, (line, found)) in shown.iter().zip(lines[1..].iter().zip(means.iter())) {
        match row["mean"].as_f64() {
            Some(mean_of) => assert_eq!((mean_of, line[mean].parse()), (*found, Ok(*found))),
            None => assert!(found.is_nan() && line[mean].is_empty()),
        }
    }

    let (_, about) = Table::read_parquet(&study.join("r/runs.parquet")).unwrap();
    assert_eq!(about.get("unit").map(String::as_str), Some("million XTS"));
    let (all, _) = Table::read_parquet(&study.join("r/indicators.parquet")).unwrap();
    let values = all.column("value").and_then(Values::numbers).unwrap();
    let text = |name: &str, row: usize| all.column(name).and_then(|column| column.text(row));
    for indicator in ["output_lost", "value_added_lost", "final_demand_unmet"] {
        let sum = |scope: &str| -> f64 {
            let wanted = |row: &usize| {
                let cells = ["indicator", "scope", "statistic"].map(|name| text(name, *row));
                cells == [Some(indicator), Some(scope), Some("mean")]
            };
            (0..all.len()).filter(wanted).map(|row| values[row]).sum()
        };
        let total = sum("total");
        assert!(total > 0.0, "{indicator}");
        for scope in ["region", "sector"] {
            assert!((sum(scope) - total).abs() < 1e-9 * total, "{indicator} by {scope}");
        }
    }
}
