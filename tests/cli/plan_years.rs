//! `staves plan --years`: the plan of an economy over years, its targets, and what it refuses.

use crate::program::{example, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn plan(study: &Path, more: &[&str]) -> Value {
    let plain = ["plan", "--years", "4", "--format", "json"];
    let ran = run(study, &[&plain[..], more].concat()).ends_with(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn a_plan_grows_and_keeps_its_capital() {
    let (_folder, study) = example("us2021");
    let json = plan(&study, &[]);
    assert_eq!(json["schema"], "staves.plan.years.v1");
    let row = &json["rows"][0];
    let (value, bound) = (number(&row["value"]), number(&row["bound"]));
    assert!((value - bound).abs() <= 1e-6 * value, "{row}");
    assert_eq!(number(&row["missed"]), 0.0);
    assert!(number(&row["short_share"]) < 1e-6 && number(&row["missing_share"]) < 1e-6, "{row}");
    let levels: Vec<f64> =
        json["years"].as_array().unwrap().iter().map(|year| number(&year["consumption"])).collect();
    assert!(levels.is_sorted_by(|a, b| *a <= b + 1e-6) && levels[0] >= 1.0 - 1e-6, "{levels:?}");
    let roadmap = json["roadmap"].as_array().unwrap();
    assert_eq!(roadmap.len(), 4 * 71);
    for row in roadmap {
        assert!(number(&row["output"]) <= number(&row["capacity"]) * (1.0 + 1e-6) + 1e-6, "{row}");
    }
    assert!(json["notes"].to_string().contains("plan::terminal"));
}

#[test]
fn targets_are_met_or_told_why_not() {
    let (_folder, study) = example("archipelago");
    let goals = "[plan]\nhome = [\"EAS\", \"WES\"]\n\n\
                 [[target]]\nname = \"ten times\"\nquantity = \"consumption\"\nyear = 2\nvalue = 10\n\n\
                 [[target]]\nname = \"more medicine\"\nquantity = \"output\"\nsector = \"MED\"\nyear = 4\n\
                 times = 1.1\npriority = 2\n";
    fs::write(study.join("goals.toml"), goals).unwrap();
    let json = plan(&study, &["--goals", "goals.toml"]);
    let targets = json["targets"].as_array().unwrap();
    let missed = |name: &str| {
        let row = targets.iter().find(|row| row["target"] == name).unwrap();
        number(&row["missed"])
    };
    assert!(missed("ten times") > 1.0);
    assert_eq!(number(&json["rows"][0]["targets"]), 2.0);
    let why = json["why"].as_array().unwrap();
    assert!(why.iter().any(|row| row["target"] == "ten times" && number(&row["price"]) > 0.0));
    let ranges =
        run(&study, &["plan", "--years", "4", "--goals", "goals.toml", "--list", "ranges"]);
    assert!(ranges.ends_with(0).stdout.starts_with("sector,ordered,least,most"));
    for lang in ["en", "zh"] {
        let more = ["--goals", "goals.toml", "--format", "table", "--lang", lang];
        let ran = run(&study, &[&["plan", "--years", "4"], &more[..]].concat()).ends_with(0);
        assert!(!ran.stderr.contains("plan.") && !ran.stdout.contains("consumption_"));
    }
}

#[test]
fn mistakes_are_said_with_their_line() {
    let (_folder, study) = example("archipelago");
    let target = "[[target]]\nquantity = \"output\"\nsector = \"MED\"\nyear = 3\nvalue = 1\n";
    for (goals, code, place) in [
        (target.replace("year = 3", "year = 9"), "plan::year-outside", "g.toml:1"),
        (target.replace("MED", "MEX"), "scenario::unknown-sector", "g.toml:3"),
        (target.replace("output", "outptu"), "scenario::unknown-choice", "g.toml:2"),
        (target.replace("value = 1", "value = -1"), "scenario::out-of-range", "g.toml:5"),
        (target.replace("sector = \"MED\"\n", ""), "config::missing-key", "g.toml:1"),
        (target.replace("value = 1", "valeu = 1"), "config::missing-key", "g.toml:1"),
        ("[plan]\ngrwth = 0.1\n".into(), "config::unknown-key", "g.toml:2"),
        ("[plan]\nhome = \"XYZ\"\n".into(), "scenario::unknown-region", "g.toml:2"),
        ("[plan]\nlabour = \"nurses\"\n".into(), "plan::no-such-attribute", "g.toml:2"),
    ] {
        fs::write(study.join("g.toml"), &goals).unwrap();
        let ran = run(&study, &["plan", "--years", "4", "--goals", "g.toml"]).ends_with(2);
        assert!(ran.stderr.contains(code) && ran.stderr.contains(place), "{goals}: {}", ran.stderr);
    }
    let ran = run(&study, &["plan", "--years", "4", "--list", "frontier"]).ends_with(2);
    assert!(ran.stderr.contains("plan::wrong-list"), "{}", ran.stderr);
    run(&study, &["plan", "--years", "0"]).ends_with(2);
}

/// The base year of the stress test is what `staves stress` says, and every year is tested.
#[test]
fn every_year_is_stress_tested() {
    let (_folder, study) = example("archipelago");
    let asked = ["--scenario", "port-closure", "--runs", "4", "--loss", "output_lost"];
    let json = plan(&study, &asked);
    let stress = json["stress"].as_array().unwrap();
    assert_eq!(stress.len(), 5);
    let alone = ["stress", "port-closure", "--runs", "4", "--format", "json"];
    let alone: Value = serde_json::from_str(&run(&study, &alone).ends_with(0).stdout).unwrap();
    let rows = alone["rows"].as_array().unwrap();
    let lost = rows.iter().find(|row| row["indicator"] == "output_lost").unwrap();
    let (found, wanted) = (number(&stress[0]["expected_loss"]), number(&lost["mean"]));
    assert!((found - wanted).abs() <= 1e-9 * wanted, "{found} {wanted}");
    for row in stress {
        assert!(number(&row["tail_loss"]) >= number(&row["expected_loss"]), "{row}");
    }
    assert!(plan(&study, &[])["stress"].is_null());

    let limited = plan(&study, &[&asked[..], &["--tail-limit", "0.5"]].concat());
    let row = &limited["rows"][0];
    assert_eq!((number(&row["goal_lost"]), number(&row["tail_limit"])), (0.0, 50.0));
    for (more, code) in [
        (&["--list", "stress"][..], "plan::needs-scenario"),
        (&["--runs", "4"], "plan::needs-scenario"),
        (&["--kind", "digitalize"], "scenario::unknown-choice"),
    ] {
        let ran = run(&study, &[&["plan", "--years", "4"], more].concat()).ends_with(2);
        assert!(ran.stderr.contains(code), "{}", ran.stderr);
    }
    run(&study, &["plan", "--years", "4", "--tail-limit", "0.5"]).ends_with(2);
}

#[test]
fn the_roadmap_is_a_schedule_a_chart_and_a_page() {
    let (_folder, study) = example("archipelago");
    let asked = ["plan", "--years", "4", "--actions", "actions.csv"];
    let list =
        |name: &str| run(&study, &[&asked[..], &["--list", name]].concat()).ends_with(0).stdout;
    assert!(
        list("schedule").starts_with("kind,id,label_en,label_zh,begun,done,part,capacity,cost")
    );
    assert!(list("gantt").contains('█'));
    assert!(list("kinds").starts_with("kind,year,count,cost"));
    let one = run(&study, &[&asked[..], &["--list", "schedule", "--kind", "digitalise"]].concat());
    assert_eq!(one.ends_with(0).stdout.lines().count(), 1, "nothing makes it worth its cost");
    for lang in ["en", "zh"] {
        let page = format!("plan-{lang}.html");
        run(&study, &[&asked[..], &["--report", &page, "--lang", lang]].concat()).ends_with(0);
        let html = fs::read_to_string(study.join(&page)).unwrap();
        assert!(html.contains("<svg") && !html.contains("<script"));
        assert!(!html.contains("report.years") && !html.contains("plan.kinds"), "{lang}");
    }
}

#[test]
fn mistakes_in_tables_are_said_with_their_line() {
    let (_folder, study) = example("archipelago");
    for (key, table, code, place) in [
        ("capital_table", "of,by,amount\nMAC,AGRR,1\n", "scenario::unknown-sector", "t.csv:2"),
        ("capital_table", "of,by,amount\nMAC,,-1\n", "scenario::out-of-range", "t.csv:2"),
        ("capital_table", "of,by\nMAC,AGR\n", "table::missing-column", "t.csv"),
        (
            "labour_table",
            "skill,sector,amount\na,,1\na,AGR,x\n",
            "table::text-in-number",
            "t.csv:3",
        ),
    ] {
        fs::write(study.join("t.csv"), table).unwrap();
        fs::write(study.join("g.toml"), format!("[plan]\n{key} = \"t.csv\"\n")).unwrap();
        let ran = run(&study, &["plan", "--years", "4", "--goals", "g.toml"]).ends_with(2);
        assert!(ran.stderr.contains(code) && ran.stderr.contains(place), "{table}: {}", ran.stderr);
    }
    fs::write(study.join("g.toml"), "[plan]\nemissions_growth = 0\n").unwrap();
    let ran = run(&study, &["plan", "--years", "4", "--goals", "g.toml"]).ends_with(2);
    assert!(ran.stderr.contains("plan::no-such-attribute") && ran.stderr.contains("g.toml:2"));
}
