//! Scenarios that cannot be run: each file of the corpus names its error on its first line, and
//! its rendering is a snapshot.

use crate::program::{example, run};
use std::fs;
use std::path::Path;

#[test]
fn every_bad_scenario_says_what_where_and_what_to_do() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/scenarios");
    let (_folder, study) = example("archipelago");
    let mut files: Vec<_> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 20, "the corpus is there");
    let mut said = String::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(&file).unwrap();
        fs::write(study.join(&name), &bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let code = text.lines().next().unwrap().trim_start_matches("# ").to_owned();
        let ran = run(&study, &["stress", &name, "--out", "out"]).ends_with(2);
        assert!(ran.stderr.contains(&format!("[{code}]")), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(&name), "the place is named: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{name}");
        assert!(!study.join("out").exists(), "{name} wrote something");
        said += &format!("== {name}\n{}", ran.stderr);
    }
    insta::assert_snapshot!("bad_scenarios", said);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_before_anything_runs() {
    let (_folder, study) = example("us2021");
    fs::write(study.join("file"), "").unwrap();
    let ran = run(&study, &["stress", "--runs", "1", "--out", "file/results"]).ends_with(2);
    assert!(ran.stderr.contains("disk::"), "{}", ran.stderr);
}

#[test]
fn a_full_disk_leaves_nothing_behind() {
    if !Path::new("/dev/full").exists() {
        println!("skipped: this system has no /dev/full");
        return;
    }
    let (_folder, study) = example("us2021");
    run(&study, &["stress", "--runs", "1", "--out", "r"]).ends_with(0);
    let ran = run(&study, &["report", "r", "--out", "/dev/full"]);
    // The temporary file is beside the target, where only devices live; either way it is an error
    // of the disk and not a report.
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("disk::"), "{}", ran.stderr);
}

#[test]
fn arguments_are_checked() {
    let (_folder, study) = example("us2021");
    for arguments in [
        &["stres"][..],
        &["stress", "--runs", "0"],
        &["stress", "--keep", "producer"],
        &["stress", "no-such-scenario"],
        &["stress", "--economy", "nowhere"],
        &["show", "sectors", "--select", "33X"],
        &["import", "staves.toml", "--out", "e2", "--as", "wiod"],
        &["import", "staves.toml", "--out", "e2"],
        &["import", "nowhere.csv", "--out", "e2"],
        &["new", "scenarios", "--example", "us2021"],
        &["new", "x", "--example", "us2012"],
        &["report", "economy"],
    ] {
        let ran = run(&study, arguments).ends_with(2);
        assert!(ran.stdout.is_empty() && !ran.stderr.is_empty(), "{arguments:?}");
        assert!(!ran.stderr.contains("panicked"), "{arguments:?}: {}", ran.stderr);
    }
}
