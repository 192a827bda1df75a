//! Reverse stress tests against brute force on a bundled economy: answers are checked by writing
//! the scenario they describe and running it.

use crate::{request, runs_of};
use staves::example;
use staves::find::{Answer, Found, Goal, Over, find};
use staves::scenario::Scenario;
use staves::table::Values;
use std::sync::atomic::AtomicBool;

const REGIONS: [&str; 6] = ["CEN", "NOR", "EAS", "SOU", "WES", "OUT"];

fn scenario(regions: &[&str], size: f64) -> String {
    let regions: Vec<String> = regions.iter().map(|code| format!("\"{code}\"")).collect();
    format!(
        "[scenario]\ndays = 150\nrationing = \"proportional\"\n[parameters]\nmain_inv_dur = 20\n\
         inventory_restoration_tau = 20\n[[shock]]\nkind = \"capacity\"\nregion = [{}]\n\
         sector = [\"MIN\", \"ENE\", \"CHE\"]\nsize = {size:?}\nstarts = 3\nlasts = 30\n",
        regions.join(", ")
    )
}

fn searched(text: &str, goal: &str, over: Option<Over>) -> staves::Result<Found> {
    let stored = example::find("archipelago").unwrap().stored().unwrap();
    let scenario = Scenario::parse("made.toml", text)?;
    let root = tempfile::tempdir().unwrap();
    let request = request(&scenario, &stored, &root.path().join("f"));
    find(&request, Goal::parse(goal)?, over, &AtomicBool::new(false), &|_| {})
}

/// Share of output lost by a scenario, run by itself.
fn lost(text: &str) -> f64 {
    let root = tempfile::tempdir().unwrap();
    let outcome = crate::explain::outcome(text, &[], None, &root.path().join("r"));
    runs_of(&outcome).column("output_lost_share").and_then(Values::numbers).unwrap()[0]
}

#[test]
fn the_factor_is_where_the_written_scenario_reaches_the_goal() {
    let found = searched(&scenario(&REGIONS, 0.4), "output_lost >= 5%", None).unwrap();
    let Answer::Factor { crossing, largest } = &found.answer else { panic!("a factor") };
    assert_eq!(*largest, 2.5);
    assert!(lost(&scenario(&REGIONS, 0.4 * crossing.above)) >= 5.0);
    assert!(lost(&scenario(&REGIONS, 0.4 * crossing.below)) < 5.0);
    assert!(crossing.above - crossing.below <= 1e-4 * crossing.above);
    assert_eq!(found.tried, crossing.tried.len());
    assert_eq!(found.certificate(), "bracket");
}

#[test]
fn the_smallest_set_is_that_of_brute_force() {
    let subsets = |mask: u32| -> Vec<&str> {
        REGIONS.iter().enumerate().filter(|(k, _)| mask >> k & 1 == 1).map(|(_, r)| *r).collect()
    };
    let all: Vec<(usize, f64)> = (1..64_u32)
        .map(|mask| (mask.count_ones() as usize, lost(&scenario(&subsets(mask), 0.6))))
        .collect();
    for goal in [1.0, 3.0, 10.0] {
        let least = all.iter().filter(|(_, lost)| *lost >= goal).map(|(size, _)| *size).min();
        let least = least.unwrap_or_else(|| panic!("{goal} is within reach: {all:?}"));
        let text = scenario(&REGIONS, 0.6);
        let found = searched(&text, &format!("output_lost_share >= {goal}"), Some(Over::Regions));
        let found = found.unwrap();
        let Answer::Set { members, set, .. } = &found.answer else { panic!("a set") };
        assert_eq!(members.len(), least);
        assert_eq!(found.certificate(), "smallest");
        let best = all.iter().filter(|(size, _)| *size == least).map(|(_, lost)| *lost);
        assert_eq!(set.value, best.fold(0.0, f64::max), "of that size the one that does most");
        let codes: Vec<&str> = members.iter().map(|member| member.region.as_str()).collect();
        assert!((lost(&scenario(&codes, 0.6)) - set.value).abs() < 1e-9);
    }
}

#[test]
fn sectors_and_producers_are_named_as_such() {
    let text = scenario(&["CEN", "NOR"], 0.8);
    for (over, candidates) in [(Over::Sectors, 3), (Over::Producers, 6)] {
        let found = searched(&text, "output_lost_share >= 1", Some(over)).unwrap();
        let Answer::Set { members, candidates: there, .. } = &found.answer else { panic!("a set") };
        assert_eq!(*there, candidates);
        assert!(members.iter().all(|member| !member.sector.is_empty()));
        assert_eq!(members.iter().all(|m| m.region.is_empty()), over == Over::Sectors);
    }
}

#[test]
fn goals_that_make_no_sense_are_refused() {
    let code = |goal: &str, text: &str| {
        let found = searched(text, goal, None);
        found.err().map(|error| error.code()).unwrap_or_default()
    };
    let text = scenario(&REGIONS, 0.4);
    assert_eq!(code("output_lost > 5", &text), "find::not-a-goal");
    assert_eq!(code("output_lost >= five", &text), "find::not-a-goal");
    assert_eq!(code("time_to_recover >= 5%", &text), "find::not-a-goal");
    assert_eq!(code("output_gone >= 5", &text), "find::unknown-indicator");
    assert_eq!(code("output_lost >= -1%", &text), "find::no-threshold");
    assert_eq!(code("output_lost >= nan", &text), "find::no-threshold");
    assert_eq!(code("output_lost >= 99.9%", &text), "find::unreachable");
    assert_eq!(code("output_lost >= 1%", "[scenario]\n"), "find::no-shocks");
    let far = searched(&text, "output_lost >= 99%", Some(Over::Regions));
    assert_eq!(far.err().map(|error| error.code()), Some("find::set-unreachable"));
}

#[test]
fn the_page_has_words_for_every_answer_in_both_languages() {
    let text = scenario(&REGIONS, 0.6);
    let root = tempfile::tempdir().unwrap();
    let manifest = crate::explain::outcome(&text, &[], None, &root.path().join("r")).manifest;
    for over in [None, Some(Over::Regions), Some(Over::Producers)] {
        let found = searched(&text, "output_lost >= 8%", over).unwrap();
        for lang in [staves::Lang::En, staves::Lang::Zh] {
            let html = staves::report::render_found(&found, &manifest, lang);
            let body = html.split_once("<body>").unwrap().1;
            assert!(!body.contains("report.") && !body.contains('{') && !body.contains("NaN"));
        }
    }
}
