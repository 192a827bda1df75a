use super::*;
use crate::example;
use staves_core::action::Kind;
use std::fs;

const HEADER: &str = "id,kind,region,sector,amount,unit,cost,to,buyer,lead_time,needs,excludes";

fn of(lines: &str) -> Result<Actions> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    fs::write(&path, format!("{HEADER}\n{lines}\n")).unwrap();
    read(&path, &example::economy("archipelago").unwrap())
}

fn error(lines: &str) -> (&'static str, String) {
    let error = of(lines).unwrap_err();
    let place = error.place().map(ToString::to_string).unwrap_or_default();
    (error.code(), place.rsplit('/').next().unwrap_or_default().to_owned())
}

#[test]
fn every_mistake_is_named_with_its_line_and_column() {
    let good = "a,stockpile,EAS,MED,5,days,1,,,,,\n";
    for (line, code, place) in [
        (",stockpile,EAS,MED,5,days,1,,,,,", "action::empty-cell", "column `id`"),
        ("b c,stockpile,EAS,MED,5,days,1,,,,,", "action::bad-id", "column `id`"),
        ("b,stockpil,EAS,MED,5,days,1,,,,,", "scenario::unknown-choice", "column `kind`"),
        ("b,stockpile,EST,MED,5,days,1,,,,,", "scenario::unknown-region", "column `region`"),
        ("b,stockpile,EAS,MEX,5,days,1,,,,,", "scenario::unknown-sector", "column `sector`"),
        ("b,stockpile,EAS,MED,,days,1,,,,,", "action::empty-cell", "column `amount`"),
        ("b,stockpile,EAS,MED,-5,days,1,,,,,", "scenario::out-of-range", "column `amount`"),
        ("b,stockpile,EAS,MED,5,share,1,,,,,", "action::wrong-unit", "column `unit`"),
        ("b,digitalise,EAS,MED,0.5,factor,1,,,,,", "scenario::out-of-range", "column `amount`"),
        ("b,connect,EAS,MED,1.5,share,1,,,,,", "scenario::out-of-range", "column `amount`"),
        ("b,stockpile,EAS,MED,5,days,,,,,,", "action::empty-cell", "column `cost`"),
        ("b,stockpile,EAS,MED,5,days,1,,,-3,,", "scenario::out-of-range", "column `lead_time`"),
        ("b,diversify,EAS,MED,0.5,share,1,,,,,", "action::empty-cell", "column `to`"),
        ("b,diversify,EAS,MED,0.5,share,1,WST,,,,", "scenario::unknown-region", "column `to`"),
        ("b,open,EAS,MED,0.5,share,1,E*,,,,", "action::not-abroad", "column `to`"),
        ("b,open,EAS,MED,0.5,share,1,OUT,XXX,,,", "scenario::unknown-sector", "column `buyer`"),
        ("b,stockpile,EAS,MED,5,days,1,,,,c,", "action::unknown", "needs"),
        ("a,stockpile,EAS,MED,5,days,1,,,,,", "action::twice", "id"),
    ] {
        let wanted = (code, format!("{FILE}:3, {place}"));
        assert_eq!(error(&format!("{good}{line}")), wanted, "{line}");
    }
    assert_eq!(error("").0, "action::none");
}

#[test]
fn ids_and_patterns_choose_in_file_order() {
    let lines = "port-a,stockpile,EAS,MED,5,days,1,,,,,\nport-b,stockpile,EAS,MED,5,days,1,,,,,\n\
                 b,stockpile,EAS,MED,5,days,1,,,,port-a; port-b,";
    let actions = of(lines).unwrap();
    let ids = |patterns: &[&str]| -> Result<Vec<String>> {
        let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
        let chosen = actions.choose(&patterns)?;
        Ok(chosen.into_iter().map(|action| action.entry.code.clone()).collect())
    };
    assert_eq!(ids(&["b", "port-*"]).unwrap(), ["port-a", "port-b", "b"]);
    assert_eq!(ids(&["b", "port-a"]).unwrap_err().code(), "action::needs");
    let unknown = ids(&["port-c"]).unwrap_err();
    assert_eq!(unknown.code(), "action::unknown");
    assert!(unknown.hint(staves_core::Lang::En).unwrap().contains("`port-a`"));
}

/// Each kind is in an example; each can be applied there, or says why not.
#[test]
fn the_examples_have_every_kind_and_what_they_do_fits_their_economy() {
    let mut seen = Vec::new();
    for example in example::studies() {
        let folder = tempfile::tempdir().unwrap();
        example.write(&folder.path().join("study")).unwrap();
        let stored = example.stored().unwrap();
        let path = folder.path().join("study").join(FILE);
        // A study of what to reopen has no actions.
        if example.name == "resume2020" {
            assert!(!path.exists());
            continue;
        }
        let actions = read(&path, &stored.economy).unwrap();
        for action in &actions.list {
            assert!(!action.entry.zh.is_empty() && !action.evidence.is_empty());
            seen.push(action.kind);
            match action.apply(&stored.economy) {
                Ok(economy) => assert_eq!(economy.len(), stored.economy.len()),
                Err(error) => assert_eq!(error.code(), "action::needs-credit-model"),
            }
        }
    }
    assert!(Kind::ALL.iter().all(|(_, kind)| seen.contains(kind)));
}

#[test]
fn an_economy_with_actions_names_them_and_keeps_its_fingerprint() {
    let stored = example::find("archipelago").unwrap().stored().unwrap();
    let lines = "a,stockpile,EAS,MED,5,days,2.5,,,30,,\nb,open,CEN,MED,0.5,share,1,OUT,,,,";
    let actions = of(lines).unwrap();
    let chosen = actions.choose(&["*".into()]).unwrap();
    let after = actions.apply(&chosen, &stored).unwrap();
    assert_eq!(after.fingerprint, stored.fingerprint);
    let ids: Vec<_> = after.applied.actions.iter().map(|action| action.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    let notes: Vec<_> = after.applied.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!(notes, ["action::applied", "action::taken-as-ready", "action::sources-changed"]);
}
