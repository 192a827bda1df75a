//! Scenarios that cannot be run: each file of the corpus names its error on its first line, and
//! its rendering is a snapshot.

use crate::program::{corpus, example, run};
use std::fs;

#[test]
fn every_bad_scenario_says_what_where_and_what_to_do() {
    let (_folder, study) = example("archipelago");
    let mut said = String::new();
    for file in corpus("scenarios") {
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

/// Runs the program on a disk of 300 KiB that it may mount in a namespace of its own.
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let (_folder, study) = example("us2021");
    fs::create_dir(study.join("disk")).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=300k none disk || exit 77\n\
         {} stress --runs 1 --keep producers --out disk/r\n\
         code=$?\n\
         find disk -name '*.partial-*' -o -name '*.parquet' | grep . && exit 88\n\
         exit $code",
        env!("CARGO_BIN_EXE_staves")
    );
    let ran = std::process::Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
        .current_dir(&study)
        .output();
    let Ok(ran) = ran else {
        println!("skipped: no `unshare` on this machine");
        return;
    };
    let stderr = String::from_utf8_lossy(&ran.stderr);
    if ran.status.code() == Some(77) || stderr.contains("unshare: ") {
        println!("skipped: this machine allows no mount in a namespace: {stderr}");
        return;
    }
    assert_eq!(ran.status.code(), Some(2), "{stderr}{}", String::from_utf8_lossy(&ran.stdout));
    assert!(stderr.contains("disk::full"), "{stderr}");
}

#[test]
fn a_device_is_never_replaced_by_a_file() {
    let (_folder, study) = example("us2021");
    run(&study, &["stress", "--runs", "1", "--out", "r"]).ends_with(0);
    for target in ["/dev/null", "scenarios"] {
        let ran = run(&study, &["report", "r", "--out", target]).ends_with(2);
        assert!(ran.stderr.contains("disk::not-a-file"), "{}", ran.stderr);
    }
}

#[test]
fn a_damaged_table_is_an_error_of_the_file_and_not_of_the_program() {
    let (_folder, study) = example("archipelago");
    let path = study.join("economy/flows.parquet");
    let good = fs::read(&path).unwrap();
    for at in (50..good.len() - 8).step_by(good.len() / 25) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        fs::write(&path, &bad).unwrap();
        let ran = run(&study, &["check"]).ends_with(2);
        assert!(!ran.stderr.contains("defect"), "byte {at}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error: "), "byte {at}: {}", ran.stderr);
    }
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
