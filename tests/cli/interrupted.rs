//! A killed ensemble leaves nothing half-written and is resumed to the same bits.

use crate::program::{example, run, staves};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const RUNS: &str = "400";

fn start(study: &Path, out: &str) -> Child {
    staves(study, &["stress", "--runs", RUNS, "--out", out])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until some parts are on disk.
fn wait_for_parts(study: &Path, out: &str, count: usize) {
    for _ in 0..6000 {
        let parts = fs::read_dir(study.join(out).join("parts")).into_iter().flatten().flatten();
        let whole = parts.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
        if whole.count() >= count {
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("no parts appeared");
}

fn signal(child: &Child, name: &str) {
    // The shell's own `kill`: not every machine has the program.
    let kill = format!("kill {name} {}", child.id());
    let done = Command::new("sh").args(["-c", &kill]).status().unwrap();
    assert!(done.success());
}

fn tables(study: &Path, out: &str) -> [Vec<u8>; 3] {
    ["output", "indicators", "runs"]
        .map(|name| fs::read(study.join(out).join(format!("{name}.parquet"))).unwrap())
}

#[test]
fn a_killed_run_is_resumed_to_the_same_bits() {
    let (_folder, study) = example("us2021");
    let mut child = start(&study, "killed");
    wait_for_parts(&study, "killed", 2);
    child.kill().unwrap();
    child.wait().unwrap();
    let manifest = fs::read_to_string(study.join("killed/manifest.json")).unwrap();
    assert!(manifest.contains("\"running\""), "not finished when it was killed");
    assert!(!study.join("killed/output.parquet").exists());
    // As if it had been killed in the middle of writing a table.
    fs::write(study.join("killed/.output.parquet.partial-1"), "half").unwrap();
    // Nothing to report yet, and said so.
    assert!(
        run(&study, &["report", "killed"]).ends_with(2).stderr.contains("results::not-finished")
    );
    run(&study, &["stress", "--runs", RUNS, "--out", "killed", "--resume"]).ends_with(0);
    assert!(!study.join("killed/.output.parquet.partial-1").exists());
    run(&study, &["stress", "--runs", RUNS, "--out", "whole"]).ends_with(0);
    assert!(tables(&study, "killed") == tables(&study, "whole"));
}

#[test]
fn ctrl_c_keeps_finished_runs() {
    let (_folder, study) = example("us2021");
    let mut child = start(&study, "stopped");
    wait_for_parts(&study, "stopped", 2);
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let manifest = fs::read_to_string(study.join("stopped/manifest.json")).unwrap();
    assert!(manifest.contains("\"interrupted\""), "{manifest}");
    run(&study, &["show", "run", "stopped"]).ends_with(0);
    run(&study, &["stress", "--runs", RUNS, "--out", "stopped", "--resume"]).ends_with(0);
    run(&study, &["stress", "--runs", RUNS, "--out", "whole"]).ends_with(0);
    assert!(tables(&study, "stopped") == tables(&study, "whole"));
}

#[test]
fn what_was_asked_must_be_the_same() {
    let (_folder, study) = example("us2021");
    run(&study, &["stress", "--runs", "2", "--out", "a"]).ends_with(0);
    let code = |arguments: &[&str], code: &str| {
        let ran = run(&study, arguments).ends_with(2);
        assert!(ran.stderr.contains(code), "{}", ran.stderr);
    };
    code(&["stress", "--runs", "2", "--out", "a"], "disk::exists");
    code(&["stress", "--runs", "2", "--out", "a", "--resume"], "results::already-complete");
    code(&["stress", "--runs", "3", "--out", "a", "--resume"], "results::asked-something-else");
    code(&["stress", "--runs", "3", "--resume"], "results::nothing-to-resume");
    run(&study, &["stress", "--runs", "3", "--out", "a", "--overwrite"]).ends_with(0);
    // A scenario that does not fit takes no results away.
    let scenario = fs::read_to_string(study.join("scenarios/chip-shortage.toml")).unwrap();
    fs::write(study.join("bad.toml"), scenario.replace("sector   = \"334\"", "sector = \"33X\""))
        .unwrap();
    code(&["stress", "bad.toml", "--out", "a", "--overwrite"], "scenario::unknown-sector");
    run(&study, &["show", "run", "a"]).ends_with(0);
}
