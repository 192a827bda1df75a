//! `staves plan`: its numbers against the stress test, against trying every portfolio, and what it
//! refuses.

use crate::program::{example, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

const PLAN: [&str; 7] = ["plan", "--scenario", "port-closure", "--runs", "6", "--fresh", "4"];

fn plan(study: &Path, more: &[&str]) -> Value {
    let ran = run(study, &[&PLAN[..], &["--format", "json"], more].concat()).ends_with(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

/// The mean of an indicator in total by the stress test.
fn stressed(study: &Path, with: &str, indicator: &str) -> f64 {
    let plain = ["stress", "port-closure", "--runs", "6", "--overwrite", "--out", "r"];
    let with: &[&str] = if with.is_empty() { &[] } else { &["--with", with] };
    let ran = run(study, &[&plain[..], &["--format", "json"], with].concat()).ends_with(0);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    let rows = json["rows"].as_array().unwrap().iter();
    number(&rows.into_iter().find(|row| row["indicator"] == indicator).unwrap()["mean"])
}

#[test]
fn every_number_can_be_checked_with_the_stress_test() {
    let (_folder, study) = example("archipelago");
    for loss in ["final_demand_unmet", "output_lost", "value_added_lost"] {
        let json = plan(&study, &["--budget", "400", "--loss", loss]);
        assert_eq!(json["schema"], "staves.plan.v1");
        let row = &json["rows"][0];
        let ids = row["actions"].as_str().unwrap().replace(';', ",");
        for (with, name) in [("", "loss_before"), (ids.as_str(), "loss_after")] {
            let (wanted, found) = (stressed(&study, with, loss), number(&row[name]));
            assert!((found - wanted).abs() <= 1e-9 * wanted.abs(), "{loss} {found} {wanted}");
        }
        assert!(number(&row["cost"]) <= 400.0);
        assert!(number(&row["bound"]) <= number(&row["loss_after"]));
        assert_eq!(row["state"], "closed", "{row}");
        assert!(number(&row["gap_optimisation"]) <= 0.01, "{row}");
        assert!(row["gap_coordination"].is_null());
        let costs = json["plan"].as_array().unwrap().iter().map(|row| number(&row["cost"]));
        assert!((costs.sum::<f64>() - number(&row["cost"])).abs() < 1e-9);
        let losses: Vec<f64> = json["frontier"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| number(&row["loss_after"]))
            .collect();
        assert!(losses.is_sorted_by(|a, b| a >= b), "{losses:?}");
        for row in json["plan"].as_array().unwrap() {
            assert!(number(&row["loss_without"]) > 0.0, "{row}");
        }
    }
}

/// Ten candidates that can be planned, six of them about the port: all 2¹⁰ portfolios one by one are
/// too many for a test, those of four are not.
#[test]
fn the_plan_is_the_best_of_all_portfolios() {
    let (_folder, study) = example("archipelago");
    let text = fs::read_to_string(study.join("actions.csv")).unwrap();
    let some = ["med-stock", "port-backup", "port-spare", "digital-orders"];
    let kept = text.lines().filter(|line| {
        line.starts_with("id,") || some.iter().any(|id| line.starts_with(&format!("{id},")))
    });
    fs::write(study.join("few.csv"), kept.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    let costs = [140.0, 180.0, 210.0, 260.0];
    let mut best = f64::INFINITY;
    for set in 0..16_usize {
        let members: Vec<usize> = (0..4).filter(|j| set >> j & 1 == 1).collect();
        if members.iter().map(|j| costs[*j]).sum::<f64>() <= 400.0 {
            let ids: Vec<&str> = members.iter().map(|j| some[*j]).collect();
            best = best.min(stressed(&study, &ids.join(","), "final_demand_unmet"));
        }
    }
    let json = plan(&study, &["--budget", "400", "--actions", "few.csv"]);
    let found = number(&json["rows"][0]["loss_after"]);
    assert!((found - best).abs() <= 1e-9 * best, "{found} {best}");
}

#[test]
fn the_same_seed_gives_the_same_plan_for_any_number_of_threads() {
    let (_folder, study) = example("archipelago");
    let with = |threads: &str| {
        let more = ["--budget", "500", "--aim", "tail", "--tail", "0.4", "--threads", threads];
        plan(&study, &more).to_string()
    };
    let one = with("1");
    assert_eq!(one, with("2"));
    assert_eq!(one, with("5"));
}

#[test]
fn no_money_buys_nothing_and_weights_count() {
    let (_folder, study) = example("archipelago");
    let nothing = plan(&study, &["--budget", "0"]);
    let row = &nothing["rows"][0];
    assert_eq!((row["actions"].as_str(), number(&row["cost"])), (Some(""), 0.0));
    assert_eq!(row["loss_before"], row["loss_after"]);
    assert!(nothing["notes"].to_string().contains("plan::nothing-affordable"));
    fs::write(study.join("w.csv"), "region,sector,weight\n,,0\nEAS,,2\n").unwrap();
    let weighted = plan(&study, &["--budget", "0", "--weights", "w.csv"]);
    let half = number(&weighted["rows"][0]["loss_before"]) / 2.0;
    assert!(half > 0.0 && half < number(&row["loss_before"]));
}

#[test]
fn what_cannot_be_planned_is_said_where_it_stands() {
    let (_folder, study) = example("archipelago");
    let header = "id,kind,region,sector,amount,unit,cost,lead_time,needs,excludes\n";
    let refused = |lines: &str, more: &[&str], code: &str, place: &str| {
        fs::write(study.join("a.csv"), format!("{header}{lines}\n")).unwrap();
        let arguments = [&PLAN[..], &["--budget", "100", "--actions", "a.csv"], more].concat();
        let ran = run(&study, &arguments).ends_with(2);
        assert!(ran.stderr.contains(code) && ran.stderr.contains(place), "{code}: {}", ran.stderr);
        assert!(!ran.stderr.contains("nfeasible"), "{}", ran.stderr);
    };
    let port = |id: &str, more: &str| format!("{id},supplement,EAS,TRA,0.2,protected,{more}");
    let three = [port("a", "1,0,b;c,"), port("b", "1,0,,c"), port("c", "1,0,,")].join("\n");
    refused(&three, &[], "plan::contradiction", "a.csv:2");
    let late = [port("a", "1,0,b,"), port("b", "1,90,,")].join("\n");
    refused(&late, &["--within", "30"], "plan::needs-what-is-left-out", "a.csv:2");
    refused(&port("a", "1,90,,"), &["--within", "30"], "plan::no-candidates", "a.csv");
    refused(&port("a", "-1,0,,"), &[], "scenario::out-of-range", "a.csv:2");
    refused("a,stockpile,NOR,MEX,5,days,1,0,,", &[], "scenario::unknown-sector", "a.csv:2");
    refused("a,stockpile,NOR,TEX,0,days,1,0,,", &[], "plan::nothing-changes", "a.csv");
    refused(&port("a", "1,0,,"), &["--loss", "jobs"], "plan::unknown-loss", "jobs_lost");
    refused(&port("a", "1,0,,"), &["--weights", "a.csv"], "table::", "a.csv");
}

/// The worst two of the scenario's shocks: the plan against them is the best of all portfolios for the
/// worst of all pairs, by the stress test with the other shocks left out.
#[test]
fn the_worst_failures_are_all_sets_of_shocks() {
    let (_folder, study) = example("archipelago");
    let ran = |more: &[&str]| {
        let plain = ["plan", "--scenario", "epidemic", "--aim", "worst", "--format", "json"];
        run(&study, &[&plain[..], more].concat())
    };
    let json: Value =
        serde_json::from_str(&ran(&["--budget", "0", "--failures", "1"]).ends_with(0).stdout)
            .unwrap();
    let alone = number(&json["rows"][0]["loss_before"]);
    let json: Value =
        serde_json::from_str(&ran(&["--budget", "500", "--failures", "2"]).ends_with(0).stdout)
            .unwrap();
    let row = &json["rows"][0];
    assert!(number(&row["loss_before"]) >= alone, "{row} {alone}");
    assert!(number(&row["loss_after"]) < number(&row["loss_before"]), "{row}");
    assert!(row["avoided_fresh"].is_null());
    let many = ran(&["--budget", "500", "--failures", "9"]).ends_with(2);
    assert!(many.stderr.contains("plan::too-many-failures"), "{}", many.stderr);
}

#[test]
fn people_read_it_in_both_languages_and_a_limit_gives_the_best_so_far() {
    let (_folder, study) = example("archipelago");
    for lang in ["en", "zh"] {
        let more = ["--budget", "400", "--format", "table", "--lang", lang];
        let ran = run(&study, &[&PLAN[..], &more].concat()).ends_with(0);
        assert!(!ran.stdout.contains("loss_") && !ran.stderr.contains("plan."), "{}", ran.stderr);
        assert!(ran.stderr.contains("staves stress --with"), "{}", ran.stderr);
    }
    let stopped = plan(&study, &["--budget", "400", "--simulate", "3"]);
    let row = &stopped["rows"][0];
    assert!(number(&row["bound"]) <= number(&row["loss_after"]));
}

/// Every stored planning instance, as a user would solve it.
#[test]
fn stored_instances_are_solved_from_their_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/plan");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let solve = |file: &str| -> Vec<Value> {
        let file = folder.join(file).display().to_string();
        let ran = run(&folder, &["plan", "--program", &file, "--format", "json"]).ends_with(0);
        let json: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(json["schema"], "staves.plan.program.v1");
        json["rows"].as_array().unwrap().clone()
    };
    let rows = solve("planning_instances.json");
    for (key, wanted) in [
        ("W9a_capacity", 1211.875197),
        ("W9b_production", 2618.579115),
        ("W9c_manpower", 2450.026623),
        ("F_expected_B0", 234.5),
        ("F_expected_B3", 107.0),
        ("F_expected_B5", 47.0),
        ("F_expected_B6", 30.0),
        ("F_cvar80_B5", 150.0),
        ("F_cvar80_B6", 150.0),
        ("C_complement", 100.0),
        ("RIMF_8x15.q0_r1", 3442.581),
        ("RIMF_8x15.q2_r2", 3353.795),
    ] {
        let row = rows.iter().find(|row| row["instance"] == key).unwrap_or_else(|| panic!("{key}"));
        for name in ["value", "bound"] {
            let found = number(&row[name]);
            assert!((found - wanted).abs() <= 1e-6 * wanted, "{key} {name}: {found} {wanted}");
        }
    }
    let rows = solve("dynamic_measures.json");
    assert!((number(&rows[0]["value"]) - 148.238993).abs() < 1e-6);
    assert!((number(&rows[0]["bound"]) - 148.238993).abs() < 1e-3);
    assert!((number(&rows[1]["bound"]) - 123.407405).abs() < 1e-4);
    assert!(number(&rows[0]["simulated"]) <= 80.0);
}

#[test]
fn a_bad_instance_is_told_what_is_wrong() {
    let (_folder, study) = example("archipelago");
    for (text, part) in [
        ("{", "p.json:1"),
        ("{}", "plan::no-instance"),
        (r#"{"elig": [[0]], "cap": [1]}"#, "missing field"),
        (
            r#"{"elig": [[3]], "cap": [1], "cost": [1], "demand": [1], "penalty": [1], "fail": [[1]], "prob": [1], "budget": 1}"#,
            "`elig` names a supplier",
        ),
        (r#"{"distance": [[1, 2]], "weight": [1], "optima": {"x": {"q": 1, "r": 1}}}"#, "`x`"),
    ] {
        fs::write(study.join("p.json"), text).unwrap();
        let ran = run(&study, &["plan", "--program", "p.json"]).ends_with(2);
        assert!(ran.stderr.contains(part), "{text}: {}", ran.stderr);
    }
}

/// Stopped before the first run there is no plan to give.
#[test]
fn stopped_before_anything_is_known() {
    let (_folder, study) = example("archipelago");
    let more = ["--budget", "400", "--time-limit", "1e-9", "--format", "json"];
    let ran = run(&study, &[&PLAN[..], &more].concat()).ends_with(2);
    assert!(ran.stderr.contains("stress::interrupted-early"), "{}", ran.stderr);
}
