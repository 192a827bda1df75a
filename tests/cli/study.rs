//! The first five minutes: an example, a stress test, its report, looking at things.

use crate::program::{example, run, staves};
use std::fs;
use std::io::Read;
use std::process::Stdio;

#[test]
fn an_example_is_stress_tested_shown_compared_and_reported() {
    for name in ["us2021", "archipelago"] {
        let (_folder, study) = example(name);
        let stress = |out: &str, seed: &str| {
            let arguments = ["stress", "--runs", "6", "--seed", seed, "--out", out];
            run(&study, &arguments).ends_with(0)
        };
        let first = stress("a", "1");
        assert!(first.stdout.starts_with("scenario,indicator,unit,p50,p05,p95,mean\n"));
        assert!(first.stdout.contains("output_lost_share,%,"), "{}", first.stdout);
        assert!(first.stderr.contains("6 of 6 runs"), "{}", first.stderr);
        stress("b", "2");
        for file in ["manifest.json", "scenario.toml", "report.html"] {
            assert!(study.join("a").join(file).is_file(), "{file}");
        }
        assert!(!study.join("a/parts").exists(), "parts are gone once the tables are there");

        let same = run(&study, &["diff", "a", "a"]).ends_with(0);
        assert_eq!(same.stdout.lines().count(), 1, "only a header: {}", same.stdout);
        let other = run(&study, &["diff", "a", "b"]).ends_with(0);
        assert!(other.stdout.contains("output_lost,"), "{}", other.stdout);
        assert!(other.stderr.contains("`seed` was 1 and is 2"), "{}", other.stderr);

        for what in ["regions", "sectors", "flows"] {
            let shown = run(&study, &["show", what]).ends_with(0);
            assert!(shown.stdout.lines().count() > 1, "{what}: {}", shown.stdout);
        }
        run(&study, &["show", "run", "a"]).ends_with(0);
        run(&study, &["check"]).ends_with(0);
        let report = run(&study, &["report", "a", "--lang", "zh", "--out", "zh.html"]).ends_with(0);
        assert_eq!(report.stdout, "zh.html\n");
        let html = fs::read_to_string(study.join("zh.html")).unwrap();
        assert!(html.contains("lang=\"zh") && html.contains("产出"), "a Chinese page");
        assert!(!html.contains("http://") || !html.contains("<script src"), "self-contained");
    }
}

#[test]
fn results_go_beside_the_study_and_the_newest_is_reported() {
    let (_folder, study) = example("us2021");
    run(&study, &["stress", "--runs", "1"]).ends_with(0);
    // From a folder below, the study is found upward.
    let below = study.join("scenarios");
    let report = run(&below, &["report"]).ends_with(0);
    assert!(report.stdout.trim().ends_with("report.html"), "{}", report.stdout);
    assert_eq!(fs::read_dir(study.join("results")).unwrap().count(), 1);
}

#[test]
fn data_comes_in_every_format() {
    let (_folder, study) = example("archipelago");
    let shown =
        |format: &str| staves(&study, &["show", "sectors", "--format", format]).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&shown("json").stdout).unwrap();
    assert_eq!(json["schema"], "staves.show-sectors.v1");
    assert!(json["rows"][0]["output"].is_number());
    assert!(json["notes"].is_array());
    assert!(shown("csv").stdout.starts_with(b"code,label_en,label_zh,output,"));
    assert!(shown("parquet").stdout.starts_with(b"PAR1"));
    assert!(String::from_utf8(shown("markdown").stdout).unwrap().starts_with('|'));
    assert!(String::from_utf8(shown("table").stdout).unwrap().contains("Chinese name"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (_folder, study) = example("us2021");
    let mut child = staves(&study, &["show", "flows", "--top", "5000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn an_economy_goes_out_and_comes_back_as_it_was() {
    let (_folder, study) = example("archipelago");
    for kind in ["csv", "parquet"] {
        run(&study, &["convert", "--as", kind, "--out", kind]).ends_with(0);
        let back = format!("back-{kind}");
        run(&study, &["import", kind, "--out", &back]).ends_with(0);
        run(&study, &["import", kind, "--out", &back]).ends_with(2);
        run(&study, &["import", kind, "--out", &back, "--overwrite"]).ends_with(0);
        let fingerprint = |folder: &str| {
            let manifest = fs::read_to_string(study.join(folder).join("manifest.json")).unwrap();
            let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
            manifest["fingerprint"].as_str().unwrap().to_owned()
        };
        assert_eq!(fingerprint(&back), fingerprint("economy"), "{kind}");
    }
}

#[test]
fn check_is_strict_when_asked() {
    let (_folder, study) = example("us2021");
    let json = run(&study, &["check", "economy", "--format", "json"]).ends_with(0);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    for row in json["rows"].as_array().unwrap() {
        for key in ["check", "value", "threshold", "verdict"] {
            assert!(row.get(key).is_some(), "{row}");
        }
    }
    run(&study, &["check", "economy", "--strict"]).ends_with(0);
}

#[test]
fn runs_are_the_same_for_any_number_of_threads() {
    let (_folder, study) = example("archipelago");
    let bytes = |threads: &str| {
        let arguments = ["stress", "--runs", "40", "--threads", threads, "--out", threads];
        run(&study, &arguments).ends_with(0);
        ["output", "indicators", "runs"]
            .map(|name| fs::read(study.join(threads).join(format!("{name}.parquet"))).unwrap())
    };
    assert!(bytes("1") == bytes("3"));
}
