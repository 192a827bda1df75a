//! Event sets: those that cannot be run, and one that can.

use crate::program::{corpus, example, run};
use std::fs;
use std::path::Path;

/// A scenario that runs the events of a file.
fn scenario(study: &Path, events: &str) {
    let text = format!("[scenario]\ndays = 60\n\n[events]\nfile = \"{events}\"\n");
    fs::write(study.join("bad.toml"), text).unwrap();
}

#[test]
fn every_bad_event_set_says_what_where_and_what_to_do() {
    let (_folder, study) = example("archipelago");
    let mut said = String::new();
    for file in corpus("events") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        fs::copy(&file, study.join(&name)).unwrap();
        scenario(&study, &name);
        let ran = run(&study, &["stress", "bad.toml", "--out", "out"]).ends_with(2);
        assert!(ran.stderr.contains(&name), "the place is named: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{name}");
        assert!(!study.join("out").exists(), "{name} wrote something");
        said += &format!("== {name}\n{}", ran.stderr);
    }
    insta::assert_snapshot!("bad_event_sets", said);
}

#[test]
fn a_missing_file_is_named_from_the_scenario() {
    let (_folder, study) = example("archipelago");
    scenario(&study, "nowhere.parquet");
    let ran = run(&study, &["stress", "bad.toml"]).ends_with(2);
    assert!(ran.stderr.contains("disk::not-found") && ran.stderr.contains("nowhere.parquet"));
}

#[test]
fn each_event_is_a_run_and_stands_in_the_results() {
    let (_folder, study) = example("archipelago");
    let arguments = ["stress", "typhoons", "--out", "r", "--format", "json"];
    let ran = run(&study, &arguments).ends_with(0);
    assert!(ran.stdout.contains("output_lost"));
    let manifest = fs::read_to_string(study.join("r/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let events = &manifest["asked"]["events"];
    assert_eq!((&events["events"], &manifest["asked"]["runs"]), (&40.into(), &40.into()));
    assert_eq!(events["blake3"].as_str().unwrap().len(), 64);
    for lang in ["en", "zh"] {
        let report = run(&study, &["report", "r", "--lang", lang, "--out", "r.html"]);
        report.ends_with(0);
        let html = fs::read_to_string(study.join("r.html")).unwrap();
        assert!(html.contains("typhoons.csv"), "the report names the event set");
    }
}

#[test]
fn an_event_set_that_has_changed_is_another_question() {
    let (_folder, study) = example("archipelago");
    run(&study, &["stress", "typhoons", "--out", "r"]).ends_with(0);
    // As if it had been interrupted.
    let path = study.join("r/manifest.json");
    let manifest = fs::read_to_string(&path).unwrap().replace("\"complete\"", "\"interrupted\"");
    fs::write(&path, manifest).unwrap();
    fs::create_dir(study.join("r/parts")).unwrap();
    let set = study.join("scenarios/typhoons.csv");
    let changed = fs::read_to_string(&set).unwrap().replace("T01", "T00");
    fs::write(&set, changed).unwrap();
    let ran = run(&study, &["stress", "typhoons", "--out", "r", "--resume"]).ends_with(2);
    assert!(ran.stderr.contains("results::asked-something-else"), "{}", ran.stderr);
}
