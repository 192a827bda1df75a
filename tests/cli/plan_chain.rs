//! `staves plan --chain`: against `staves mend`, against itself with other budgets and threads, and what
//! it refuses.

use crate::program::run;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn masks() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["new", "masks", "--chain"]).ends_with(0);
    folder
}

fn plan(folder: &Path, more: &[&str]) -> Value {
    let plain = ["plan", "--chain", "masks", "--format", "json"];
    let ran = run(folder, &[&plain[..], more].concat()).ends_with(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn more_money_loses_no_more_and_the_bound_is_met() {
    let folder = masks();
    let mut last = f64::INFINITY;
    for budget in ["0", "4", "20", "1000"] {
        let json = plan(folder.path(), &["--budget", budget, "--failures", "1"]);
        assert_eq!(json["schema"], "staves.plan.chain.v1");
        let row = &json["rows"][0];
        let (after, bound) = (number(&row["loss_after"]), number(&row["bound"]));
        assert!(after <= last + 1e-9, "{budget} {after} {last}");
        assert!((after - bound).abs() <= 0.01 * after + 1e-9, "{row}");
        assert_eq!(row["state"], "closed");
        assert!(number(&row["gap_coordination"]) < 1e-6, "{row}");
        assert!(number(&row["cost"]) <= budget.parse().unwrap());
        let outages = json["outages"].as_array().unwrap();
        let mean = outages.iter().map(|row| number(&row["loss_after"])).sum::<f64>();
        assert!((mean / outages.len() as f64 - after).abs() < 1e-9);
        last = after;
    }
    let first = plan(folder.path(), &["--budget", "0", "--failures", "1"]);
    assert!(last < number(&first["rows"][0]["loss_before"]) - 0.01, "money helps");
}

#[test]
fn the_least_cost_of_integrity_is_that_of_mend() {
    let folder = masks();
    let mended = run(folder.path(), &["mend", "masks", "--goal", "fill=0.7", "--format", "json"]);
    let mended: Value = serde_json::from_str(&mended.ends_with(0).stdout).unwrap();
    let found = plan(folder.path(), &["--integrity", "0.7", "--gap", "0"]);
    let row = &found["rows"][0];
    let cost = number(&row["cost"]);
    assert!((cost - number(&mended["rows"][0]["cost"])).abs() < 1e-9, "{row}");
    assert!(number(&row["joint_fill_rate_after"]) >= 0.7 - 1e-9);
    // A limit on outages costs more, and the same money reaches no more than was asked for it.
    let limit = ["--integrity", "0.7", "--failures", "1", "--tail", "1", "--tail-limit", "0.65"];
    let limited = &plan(folder.path(), &[&limit[..], &["--gap", "0"]].concat())["rows"][0];
    assert!(number(&limited["cost"]) >= cost);
    assert!(number(&limited["tail_after"]) <= 0.65 + 1e-9, "{limited}");
    let money = limited["cost"].to_string();
    let most = ["--aim", "integrity", "--budget", &money, "--failures", "1", "--gap", "0"];
    let most = &plan(folder.path(), &most)["rows"][0];
    assert!(number(&most["joint_fill_rate_after"]) >= 0.7 - 1e-9, "{most}");
    assert!(number(&most["bound"]) >= number(&most["joint_fill_rate_after"]) - 1e-9);
}

#[test]
fn the_same_seed_is_the_same_plan_whatever_the_threads() {
    let folder = masks();
    let all = |threads: &str| {
        let more = ["--budget", "20", "--unit", "activity", "--runs", "60", "--fresh", "20"];
        plan(folder.path(), &[&more[..], &["--threads", threads]].concat()).to_string()
    };
    assert_eq!(all("1"), all("2"));
}

#[test]
fn what_cannot_be_planned_is_said() {
    let folder = masks();
    let fails = |more: &[&str], code: &str, words: &str| {
        let ran = run(folder.path(), &[&["plan"], more].concat()).ends_with(2);
        assert!(ran.stderr.contains(code), "{}", ran.stderr);
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    };
    fails(
        &["--chain", "masks", "--integrity", "0.7", "--failures", "1", "--tail-limit", "0"],
        "plan::goals-out-of-reach",
        "unserved in the worst outages",
    );
    fails(
        &["--chain", "masks", "--integrity", "0.7", "--budget", "0"],
        "plan::goals-above-budget",
        "budget of 0",
    );
    fails(
        &["--chain", "masks", "--budget", "9", "--failures", "99"],
        "plan::too-many-failures",
        "99",
    );
    fails(
        &["--chain", "masks", "--budget", "9", "--list", "frontier"],
        "plan::wrong-list",
        "frontier",
    );
    for name in ["candidates", "candidates_inputs"] {
        let path = folder.path().join(format!("masks/{name}.csv"));
        let header = fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned() + "\n";
        fs::write(&path, header).unwrap();
    }
    fails(&["--chain", "masks", "--budget", "9"], "plan::no-links", "candidates");
}
