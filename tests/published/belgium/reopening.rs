//! Reopening from the lockdown of March 2020: half of the labour that it kept away may come back.

use super::data::{self, Data};
use super::policy;
use super::study::write_economy;
use super::variant::Labour;
use staves::read::{self, Wish};
use staves::resume::{Closed, Limits, Request, plan};
use staves::store::economy::unstored;
use staves_core::program::{Ask, Go};
use std::fmt::Write;
use std::fs;
use std::sync::atomic::AtomicBool;

/// A day of the first lockdown.
const DAY: u32 = 60;

/// What is open of each sector that is closed, and its labour.
fn closed(data: &Data) -> (String, f64) {
    let (mut text, mut away) = (String::from("sector,open,labour\n"), 0.0);
    for sector in &data.sectors {
        let strict =
            policy::closures(sector).into_iter().find(|(from, to, _)| (*from..*to).contains(&DAY));
        let lost =
            strict.map_or(0.0, |(_, _, share)| share * policy::labour_lost(sector, Labour::Index));
        if lost > 0.0 {
            writeln!(text, "{},{},{}", sector.code, 1.0 - lost, sector.compensation).unwrap();
            away += lost * sector.compensation;
        }
    }
    (text, away)
}

#[test]
fn half_of_the_labour_comes_back() {
    let Some(folder) = data::folder() else { return };
    let data = data::read(&folder);
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("belgium");
    fs::create_dir_all(&long).unwrap();
    write_economy(&data, Labour::Index, &long);
    let imported = read::import(&[long], &Wish::default()).unwrap();
    let stored = unstored(imported.economy, imported.notes, imported.inputs);
    let (table, away) = closed(&data);
    let file = folder.path().join("closed.csv");
    fs::write(&file, table).unwrap();
    let closed = Closed::read(&file, &stored.economy).unwrap();
    assert!(closed.units().len() > 20, "{}", closed.units().len());
    let limits = Limits { budgets: vec![("labour".into(), away / 2.0)], crews: None };
    let request = Request {
        scenario: None,
        stored: &stored,
        closed: &closed,
        limits: &limits,
        shares: false,
        product: None,
        imports: 0.0,
        out: None,
        ask: Ask { gap: 0.001, seconds: Some(30.0), ..Ask::default() },
    };
    let found = plan(&request, &AtomicBool::new(false), &mut |_| Go::On).unwrap();
    let gap = (found.choice.bound - found.choice.value) / found.choice.value;
    assert!(found.budgets[0].allows(&found.choice.open) && gap <= 0.01, "{gap}");
    let lost = |rule: &str| {
        let one = found.compared.iter().find(|one| one.rule == rule).unwrap();
        println!("{rule}: {:.0}", one.simulated.value_added_lost);
        one.simulated.value_added_lost
    };
    let rules = ["by_size", "by_value_added", "upstream_first"].map(lost);
    println!("plain rules: {rules:.0?}");
    assert!(lost("all_at_once") < lost("plan") && lost("plan") < lost("nothing"));
}
