//! Explanation, counterfactuals, comparison and reverse stress test as users meet them.

use crate::program::{example, run};
use serde_json::Value;
use std::fs;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn an_explanation_is_in_the_json_the_tables_and_both_reports() {
    let (_folder, study) = example("archipelago");
    let out = ["--out", "r", "--runs", "5", "--format", "json"];
    let ran =
        run(&study, &[&["stress", "epidemic", "--explain=2"][..], &out].concat()).ends_with(0);
    let printed = json(&ran.stdout);
    assert_eq!(printed["schema"], "staves.stress.v1");
    let rows = printed["attribution"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["attributed_to"] == "shock" && row["run"] == 2));
    assert!(printed["held_up"].is_array());
    for table in ["bottlenecks", "attribution", "held_up"] {
        assert!(study.join(format!("r/{table}.parquet")).is_file(), "{table}");
    }
    for lang in ["en", "zh"] {
        let page = format!("{lang}.html");
        run(&study, &["report", "r", "--lang", lang, "--out", &page]).ends_with(0);
        let html = fs::read_to_string(study.join(page)).unwrap();
        assert!(
            html.contains("id=\"bottleneck-timeline\"") && html.contains("shock-contributions")
        );
    }
    let ran = run(&study, &["stress", "epidemic", "--runs", "5", "--explain=5"]).ends_with(2);
    assert!(ran.stderr.contains("explain::no-such-run"), "{}", ran.stderr);
}

#[test]
fn differences_say_what_was_taken_out() {
    let (_folder, study) = example("archipelago");
    run(&study, &["stress", "epidemic", "--runs", "3", "--out", "all"]).ends_with(0);
    let without = ["--without", "port slowed", "--without", "input:MED"];
    let arguments = ["stress", "epidemic", "--runs", "3", "--out", "some"];
    run(&study, &[&arguments[..], &without].concat()).ends_with(0);
    let ran = run(&study, &["diff", "all", "some", "--format", "json"]).ends_with(0);
    let notes = json(&ran.stdout)["notes"].to_string();
    assert!(notes.contains("`without`") && notes.contains("input:MED"), "{notes}");
    let ran = run(&study, &["stress", "epidemic", "--without", "port slow"]).ends_with(2);
    assert!(ran.stderr.contains("did you mean `port slowed`?"), "{}", ran.stderr);
}

#[test]
fn a_comparison_is_a_folder_of_results_with_a_page() {
    let (_folder, study) = example("archipelago");
    let arguments = ["stress", "port-closure", "--compare", "presets", "--runs", "3", "--out", "c"];
    let ran = run(&study, &[&arguments[..], &["--format", "json"]].concat()).ends_with(0);
    let printed = json(&ran.stdout);
    assert_eq!(printed["schema"], "staves.compare.v1");
    let choices: Vec<&str> = printed["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["choice"].as_str())
        .collect();
    assert!(["ario", "diim"].iter().all(|name| choices.contains(name)), "{choices:?}");
    assert_eq!(printed["spread"][0]["indicator"], "output_lost");
    for choice in choices {
        run(&study, &["show", "run", &format!("c/{choice}")]).ends_with(0);
    }
    for file in ["comparison.json", "comparison.parquet", "report.html"] {
        assert!(study.join("c").join(file).is_file(), "{file}");
    }
    let ran = run(&study, &arguments).ends_with(2);
    assert!(ran.stderr.contains("disk::exists"), "{}", ran.stderr);
    run(&study, &[&arguments[..], &["--overwrite"]].concat()).ends_with(0);
}

#[test]
fn a_search_writes_its_answer_and_its_certificate() {
    let (_folder, study) = example("archipelago");
    let goal = ["stress", "epidemic", "--find", "output_lost >= 2%"];
    let ran = run(&study, &[&goal[..], &["--format", "json", "--out", "f"]].concat()).ends_with(0);
    let row = &json(&ran.stdout)["rows"][0];
    assert!(row["factor_below"].as_f64().unwrap() < row["factor"].as_f64().unwrap());
    let stored = json(&fs::read_to_string(study.join("f/find.json")).unwrap());
    assert_eq!(stored["schema"], "staves.find.v1");
    assert_eq!(stored["rows"][0], *row);
    let over = ["--over", "producers", "--format", "csv", "--out", "g"];
    let ran = run(&study, &[&goal[..], &over].concat()).ends_with(0);
    assert!(ran.stdout.starts_with("indicator,threshold,unit,region,sector,alone,reached"));
    assert!(study.join("g/report.html").is_file());
    let ran = run(&study, &["stress", "epidemic", "--find", "output_lost >= 99%"]).ends_with(2);
    assert!(ran.stderr.contains("find::unreachable"), "{}", ran.stderr);
    run(&study, &["stress", "epidemic", "--over", "regions"]).ends_with(2);
    // Neither is a set of runs: the newest results are still those of a run.
    run(&study, &["show", "run"]).ends_with(2);
}

/// A scenario of 40 days whose criticalities are in a file with a missing and an unknown cell.
const WITH_FILE: &str = r#"
[scenario]
days = 40
runs = 2
inputs = "half-critical"
criticality = "matrix.csv"
[parameters]
main_inv_dur = 3
inventory_restoration_tau = 5
[[shock]]
name   = "mines"
kind   = "capacity"
sector = ["MIN", "ENE"]
size   = { uniform = [0.5, 0.9] }
starts = 2
lasts  = 25
"#;

fn with_file() -> (tempfile::TempDir, std::path::PathBuf) {
    let (folder, study) = example("archipelago");
    fs::write(study.join("made.toml"), WITH_FILE).unwrap();
    fs::write(study.join("matrix.csv"), ",AGR,CHE,MED\nMIN,0,0,0\nENE,NA,0.5,0\n").unwrap();
    (folder, study)
}

#[test]
fn criticalities_are_compared_with_the_default_rule_and_with_none_spared() {
    let (_folder, study) = with_file();
    let compared = |scenario: &str, of: &str, out: &str| {
        let asked = ["stress", scenario, "--compare", of, "--out", out, "--format", "json"];
        run(&study, &asked).ends_with(0)
    };
    let ran = compared("made.toml", "criticality", "c");
    let printed = json(&ran.stdout);
    let loss = |choice: &str| {
        let rows = printed["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["choice"] == choice).unwrap();
        row["output_lost"].as_f64().unwrap()
    };
    let (file, default, all) = (loss("as-written"), loss("default"), loss("all-critical"));
    assert!(all != default && all != file && file != default, "{file} {default} {all}");
    // Each is what a scenario that says so gives.
    let head = "inputs = \"half-critical\"\ncriticality = \"matrix.csv\"";
    for (head_of, loss) in [
        (head, file),
        ("inputs = \"half-critical\"\ncriticality = \"default\"", default),
        ("inputs = \"leontief\"", all),
    ] {
        fs::write(study.join("plain.toml"), WITH_FILE.replace(head, head_of)).unwrap();
        let plain = ["stress", "plain.toml", "--out", "plain", "--overwrite", "--format", "json"];
        let plain = json(&run(&study, &plain).ends_with(0).stdout);
        assert_eq!(plain["rows"][0]["p50"].as_f64(), Some(loss), "{head_of}");
    }

    // Without a file there are two to compare, and a note says so; of one there is no comparison.
    let ran = compared("port-closure", "criticality", "d");
    assert_eq!(json(&ran.stdout)["rows"].as_array().unwrap().len(), 2);
    assert!(
        ran.stderr.contains("criticality = \"FILE.csv\"") || ran.stderr.contains("names no file")
    );
    let zh = ["--lang", "zh", "stress", "port-closure", "--runs", "2", "--out", "e"];
    let ran = run(&study, &[&zh[..], &["--compare", "criticality"]].concat()).ends_with(0);
    assert!(ran.stderr.contains("情景没有指定投入关键性文件"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("names no file"), "{}", ran.stderr);
    let one = ["stress", "made.toml", "--compare", "criticality=default"];
    assert!(run(&study, &one).ends_with(2).stderr.contains("compare::too-few"));
    let typo = ["stress", "made.toml", "--compare", "criticallity"];
    assert!(run(&study, &typo).ends_with(2).stderr.contains("did you mean `criticality`?"));
    let typo = ["stress", "made.toml", "--compare", "criticality=defalt,all-critical"];
    assert!(run(&study, &typo).ends_with(2).stderr.contains("did you mean `default`?"));
}

#[test]
fn a_search_says_what_a_plain_run_says_of_a_file_of_criticalities() {
    let (_folder, study) = with_file();
    let find = ["stress", "made.toml", "--find", "output_lost >= 1%", "--format", "json"];
    let ran = run(&study, &[&find[..], &["--out", "f"]].concat()).ends_with(0);
    let plain = ["stress", "made.toml", "--out", "r", "--format", "json"];
    let plain = json(&run(&study, &plain).ends_with(0).stdout);
    let notes = |json: &Value| -> Vec<Value> {
        let notes = json["notes"].as_array().unwrap().iter();
        let of_file = |note: &&Value| note["code"].as_str().unwrap().starts_with("criticality::");
        notes.filter(of_file).cloned().collect()
    };
    let printed = json(&ran.stdout);
    assert!(notes(&printed).iter().any(|note| note["code"] == "criticality::missing-as-half"));
    assert_eq!(notes(&printed), notes(&plain));
    assert!(ran.stderr.contains("criticality::missing-as-half"), "{}", ran.stderr);
    let html = fs::read_to_string(study.join("f/report.html")).unwrap();
    assert!(html.contains("(ENE, AGR)"), "the page names the cell");
    // No event of a set stands for the others.
    let events = ["stress", "typhoons", "--find", "output_lost >= 1%", "--out", "g"];
    let ran = run(&study, &events).ends_with(2);
    assert!(ran.stderr.contains("stress::needs-draws") && ran.stderr.contains("typhoons.toml"));
    assert!(!study.join("g").exists());
}

#[test]
fn what_is_compared_searched_or_explained_comes_in_every_format() {
    let (_folder, study) = with_file();
    let printed = |more: &[&str], format: &str| {
        let asked = ["stress", "made.toml", "--out", "o", "--overwrite", "--format", format];
        let ran = crate::program::staves(&study, &[&asked[..], more].concat()).output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
        ran.stdout
    };
    for (more, head) in [
        (&["--compare", "inputs=leontief,linear"][..], "choice,output_lost,"),
        (&["--find", "output_lost >= 1%"][..], "indicator,threshold,unit,factor,factor_below,"),
        (&["--explain"][..], "scenario,indicator,unit,p50,"),
        (&["--without", "mines"][..], "scenario,indicator,unit,p50,"),
        (&["--with", "port-*"][..], "scenario,indicator,unit,p50,"),
    ] {
        let csv = String::from_utf8(printed(more, "csv")).unwrap();
        assert!(csv.starts_with(head), "{more:?}: {csv}");
        let values = json(&String::from_utf8(printed(more, "json")).unwrap());
        let count = values["rows"].as_array().unwrap().len();
        assert_eq!(csv.lines().count() - 1, count, "{more:?}");
        let file = study.join("printed.parquet");
        fs::write(&file, printed(more, "parquet")).unwrap();
        let (table, _) = staves::table::Table::read_parquet(&file).unwrap();
        assert_eq!(table.len(), count, "{more:?}");
        fs::remove_dir_all(study.join("o")).unwrap();
    }
}

#[test]
fn what_an_explanation_puts_down_to_shocks_adds_up_to_the_loss() {
    let (_folder, study) = example("archipelago");
    let asked = ["stress", "epidemic", "--runs", "3", "--explain=1", "--out", "r"];
    let ran = run(&study, &[&asked[..], &["--format", "json"]].concat()).ends_with(0);
    let printed = json(&ran.stdout);
    let (runs, _) = staves::table::Table::read_parquet(&study.join("r/runs.parquet")).unwrap();
    let lost = runs.column("output_lost").and_then(|column| column.numbers()).unwrap()[1];
    let parts = printed["attribution"].as_array().unwrap().iter();
    let of_shocks = parts.filter(|row| {
        row["attributed_to"] == "shock" && row["indicator"] == "output_lost" && row["run"] == 1
    });
    let sum: f64 = of_shocks.filter_map(|row| row["loss"].as_f64()).sum();
    assert!((sum - lost).abs() < 1e-6 * lost, "{sum} of {lost}");
}
