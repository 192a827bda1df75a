//! A comparison is what its choices are one by one, and says how far they lie apart.

use crate::{request, runs_of};
use staves::compare::{self, Comparison};
use staves::example;
use staves::scenario::Scenario;
use staves::table::{Table, Values};
use std::path::Path;
use std::sync::atomic::AtomicBool;

const SCENARIO: &str = r#"
[scenario]
days = 120
runs = 3
rationing = "intermediate-first"   # replaced
[[shock]]
name = "mines"
kind = "capacity"
region = "NOR"
sector = "MIN"
size = { uniform = [0.6, 0.9] }
starts = 5
lasts = 60
"#;

fn compared(text: &str, what: &str, out: &Path) -> staves::Result<compare::Compared> {
    let stored = example::find("archipelago").unwrap().stored().unwrap();
    let scenario = Scenario::parse("made.toml", text).unwrap();
    let request = request(&scenario, &stored, out);
    let comparison = Comparison::parse(what)?;
    compare::run(&comparison, &request, &AtomicBool::new(false), &|_| {})
}

fn numbers(table: &Table, name: &str) -> Vec<f64> {
    table.column(name).and_then(Values::numbers).unwrap().into_owned()
}

#[test]
fn each_choice_can_be_repeated_from_the_scenario_beside_its_results() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("all");
    let compared =
        compared(SCENARIO, "rationing=proportional,intermediate-first", &folder).unwrap();
    assert!(compared.complete && compared.notes.is_empty());
    let losses = numbers(&compared.table, "output_lost");
    for ((value, _), loss) in compared.outcomes.iter().zip(&losses) {
        let text = std::fs::read_to_string(folder.join(value).join("scenario.toml")).unwrap();
        let again = crate::explain::outcome(&text, &[], None, &root.path().join(value));
        assert_eq!(again.manifest.asked.rules.rationing, *value);
        let mut runs = numbers(&runs_of(&again), "output_lost");
        runs.sort_by(f64::total_cmp);
        assert_eq!(runs[1], *loss, "the median of three");
    }
    let spread = numbers(&compared.spread, "spread")[0];
    let wanted = losses.iter().copied().fold(0.0, f64::max)
        / losses.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(spread, wanted);
    assert!(spread > 1.0, "the rules differ here: {losses:?}");
    let text = std::fs::read_to_string(folder.join(compare::FILE)).unwrap();
    let contents: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(contents["choices"].as_array().unwrap().len(), compared.outcomes.len());
}

#[test]
fn the_page_has_words_for_everything_in_both_languages() {
    let root = tempfile::tempdir().unwrap();
    let compared = compared(SCENARIO, "presets", &root.path().join("all")).unwrap();
    for lang in [staves::Lang::En, staves::Lang::Zh] {
        let title = &compared.outcomes[0].1.manifest.asked.title;
        let html = staves::report::render_comparison(&compared, title, "presets", lang);
        let body = html.split_once("<body>").unwrap().1;
        assert!(!body.contains("report.") && !body.contains('{') && !body.contains("NaN"));
        assert!(body.contains("comparison-losses"));
    }
}

#[test]
fn what_cannot_be_compared_is_refused_with_a_reason() {
    let root = tempfile::tempdir().unwrap();
    let code = |text: &str, what: &str| {
        let result = compared(text, what, &root.path().join("none"));
        result.err().map(|error| error.code()).unwrap_or_default()
    };
    assert_eq!(code(SCENARIO, "rations"), "compare::unknown");
    assert_eq!(code(SCENARIO, "rationing=proportional"), "compare::too-few");
    assert_eq!(code(SCENARIO, "rationing=proportional,first"), "scenario::unknown-choice");
    let compatible = SCENARIO.replace("\"intermediate-first\"", "\"proportional\"");
    let compatible = compatible.replace("days = 120", "days = 120\ncompat = \"boario-0.7.2\"");
    let what = "rationing=intermediate-first,proportional";
    assert_eq!(code(&compatible, what), "compare::refused");
}
