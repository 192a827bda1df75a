//! What-if: actions of a study, and what they change.

use crate::program::{example, run};
use std::fs;

#[test]
fn actions_are_applied_named_and_compared() {
    let (_folder, study) = example("archipelago");
    let stress = |more: &[&str]| {
        let plain = ["stress", "port-closure", "--runs", "4", "--format", "json"];
        run(&study, &[&plain[..], more].concat())
    };
    stress(&["--out", "without"]).ends_with(0);
    let ran = stress(&["--out", "with", "--with", "port-*,med-west"]).ends_with(0);
    assert!(ran.stdout.contains("action::sources-changed"), "{}", ran.stdout);
    let manifest = fs::read_to_string(study.join("with/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let ids: Vec<_> =
        manifest["asked"]["actions"].as_array().unwrap().iter().map(|a| &a["id"]).collect();
    assert_eq!(ids, ["med-west", "port-backup", "port-spare"]);
    assert_eq!(manifest["asked"]["actions_cost"], 710.0);
    let html = fs::read_to_string(study.join("with/report.html")).unwrap();
    assert!(html.contains("A second source of medical supplies in the west"));
    let diff = run(&study, &["diff", "without", "with", "--format", "json"]).ends_with(0);
    assert!(diff.stdout.contains("actions.port-backup"), "{}", diff.stdout);
    assert!(!diff.stdout.contains("actions.port-backup.cost"), "{}", diff.stdout);
    let diff: serde_json::Value = serde_json::from_str(&diff.stdout).unwrap();
    let changed = diff["rows"].as_array().unwrap().iter();
    assert!(changed.into_iter().any(|row| row["indicator"] == "output_lost"));
}

#[test]
fn an_action_that_would_do_nothing_is_refused() {
    let (_folder, study) = example("archipelago");
    for (with, code) in [
        ("sme-credit", "action::needs-credit-model"),
        ("med-wst", "action::unknown"),
        ("med-west,med-open", "action::excludes"),
        ("med-reserve,tex-convert", "action::same-group"),
    ] {
        let ran = run(&study, &["stress", "--with", with, "--out", "r"]).ends_with(2);
        assert!(ran.stderr.contains(code), "{}", ran.stderr);
        assert!(!study.join("r").exists());
    }
}

#[test]
fn diff_names_the_shocks_and_parameters_that_differ() {
    let (_folder, study) = example("archipelago");
    let path = study.join("scenarios/port-closure.toml");
    let text = fs::read_to_string(&path).unwrap();
    run(&study, &["stress", "port-closure", "--runs", "2", "--out", "a"]).ends_with(0);
    let changed =
        text.replace("main_inv_dur = 30", "main_inv_dur = 40").replace("20, 45", "20, 50");
    fs::write(&path, changed).unwrap();
    run(&study, &["stress", "port-closure", "--runs", "2", "--out", "b"]).ends_with(0);
    let diff = run(&study, &["diff", "a", "b"]).ends_with(0);
    for part in
        ["`parameters.main_inv_dur` was 30 and is 40", "`shocks.port.lasts` was uniform 20, 45"]
    {
        assert!(diff.stderr.contains(part), "{}", diff.stderr);
    }
}

#[test]
fn actions_can_be_listed() {
    let (_folder, study) = example("us2021");
    let ran =
        run(&study, &["show", "actions", "--select", "chip-*", "--format", "csv"]).ends_with(0);
    assert_eq!(ran.stdout.lines().count(), 3, "{}", ran.stdout);
}
