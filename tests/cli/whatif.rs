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
