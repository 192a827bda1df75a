//! The explanation of a run of an example adds up: by cause, by shock, and against the run itself.

use crate::{request, runs_of};
use staves::example;
use staves::explain::{self, Which};
use staves::scenario::Scenario;
use staves::stress::{self, Outcome, Request};
use staves::table::{Table, Values};
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Three shocks that overlap, one of them on demand, under a rule that lets inputs bind.
const SCENARIO: &str = r#"
[scenario]
days = 200
runs = 7
rationing = "proportional"
[[shock]]
name = "mines"
kind = "capacity"
region = "NOR"
sector = "MIN"
size = { uniform = [0.2, 0.9] }
starts = 5
lasts = 60
[[shock]]
name = "quake"
kind = "capital"
region = "WES"
size = { uniform = [0.05, 0.3] }
starts = 20
lasts = 10
rebuild = { days = 60, sectors = { CON = 0.7, MAC = 0.3 } }
[[shock]]
name = "masks"
kind = "demand"
sector = "MED"
change = 0.5
starts = 15
lasts = 90
"#;

pub fn outcome(text: &str, without: &[&str], which: Option<Which>, out: &Path) -> Outcome {
    let stored = example::find("archipelago").unwrap().stored().unwrap();
    let mut scenario = Scenario::parse("made.toml", text).unwrap();
    let without: Vec<String> = without.iter().map(|name| (*name).to_owned()).collect();
    scenario.take_out(&without).unwrap();
    let request = Request { overwrite: true, explain: which, ..request(&scenario, &stored, out) };
    stress::run(&request, &AtomicBool::new(false), &|_| {}).unwrap()
}

fn numbers(table: &Table, name: &str) -> Vec<f64> {
    table.column(name).and_then(Values::numbers).unwrap().into_owned()
}

fn sum(table: &Table, of: &str, indicator: &str) -> f64 {
    let text = |name: &str, row: usize| table.column(name).unwrap().text(row).unwrap();
    let rows = table.filtered(|row| {
        (text("attributed_to", row) == "shock") == (of == "shock")
            && text("indicator", row) == indicator
    });
    numbers(&rows, "loss").iter().sum()
}

#[test]
fn losses_by_cause_and_by_shock_add_up_to_those_of_the_run() {
    let root = tempfile::tempdir().unwrap();
    let outcome = outcome(SCENARIO, &[], Some(Which::Run(3)), &root.path().join("a"));
    let run = |name: &str| numbers(&runs_of(&outcome), name)[3];
    let lost = run("output_lost");
    let bottlenecks = &outcome.more[explain::BOTTLENECKS];
    let close = |found: f64, wanted: f64| {
        assert!((found - wanted).abs() <= 1e-9 * lost, "{found} is not {wanted}");
    };
    close(numbers(bottlenecks, "loss").iter().sum(), lost);
    let attribution = &outcome.more[explain::ATTRIBUTION];
    close(sum(attribution, "cause", "output_lost"), lost);
    for indicator in ["output_lost", "value_added_lost", "final_demand_unmet"] {
        close(sum(attribution, "shock", indicator), run(indicator));
    }
    let by_input = bottlenecks
        .filtered(|row| bottlenecks.column("cause").unwrap().text(row).unwrap() == "input");
    assert!(!by_input.is_empty(), "the scenario lets inputs bind");
    close(
        numbers(&outcome.more[explain::HELD_UP], "loss").iter().sum(),
        numbers(&by_input, "loss").iter().sum(),
    );
}

#[test]
fn the_run_in_the_middle_is_explained_unless_another_is_named() {
    let root = tempfile::tempdir().unwrap();
    let outcome = outcome(SCENARIO, &[], Some(Which::Median), &root.path().join("a"));
    let losses = numbers(&runs_of(&outcome), "output_lost");
    let run = numbers(&outcome.more[explain::BOTTLENECKS], "run")[0] as usize;
    let below = losses.iter().filter(|loss| **loss < losses[run]).count();
    assert_eq!(below, 3, "of seven runs");
}

#[test]
fn without_any_shock_nothing_is_lost_and_draws_of_the_rest_stay() {
    let root = tempfile::tempdir().unwrap();
    let nothing = outcome(SCENARIO, &["mines", "quake", "masks"], None, &root.path().join("a"));
    assert!(numbers(&runs_of(&nothing), "output_lost").iter().all(|lost| *lost == 0.0));
    assert_eq!(nothing.manifest.asked.without, ["mines", "quake", "masks"]);
    let alone = outcome(SCENARIO, &["quake", "masks"], None, &root.path().join("b"));
    let written = SCENARIO.split("[[shock]]").take(2).collect::<Vec<_>>().join("[[shock]]");
    let written = outcome(&written, &[], None, &root.path().join("c"));
    for name in ["mines.size", "output_lost", "final_demand_unmet"] {
        assert_eq!(numbers(&runs_of(&alone), name), numbers(&runs_of(&written), name));
    }
}

#[test]
fn a_bottleneck_that_is_taken_out_binds_nobody() {
    let root = tempfile::tempdir().unwrap();
    let which = Some(Which::Median);
    let inputs = |outcome: &Outcome| -> Vec<String> {
        let table = &outcome.more[explain::HELD_UP];
        let column = table.column("input").unwrap();
        (0..table.len()).map(|row| column.text(row).unwrap().to_owned()).collect()
    };
    let before = outcome(SCENARIO, &[], which, &root.path().join("a"));
    let worst = inputs(&before)[0].clone();
    let taken_out = format!("input:{worst}");
    let after = outcome(SCENARIO, &[&taken_out], which, &root.path().join("b"));
    assert!(!inputs(&after).contains(&worst), "{worst} still binds");
}
