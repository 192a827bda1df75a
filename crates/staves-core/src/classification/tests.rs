//! States of a small classification by hand, and what must hold for random evidence.

use super::presence::State;
use super::{Builder, Classification, Level};
use crate::codes::Entry;
use crate::error::Result;
use crate::random::stream;
use rand::Rng;

/// (code, level) in file order; parents follow from the codes.
const ITEMS: [(&str, &str); 9] = [
    ("A", "section"),
    ("A1", "division"),
    ("A11", "group"),
    ("A111", "class"),
    ("A112", "class"),
    ("A12", "group"),
    ("A121", "class"),
    ("B", "section"),
    ("B2", "division"),
];

fn built(items: &[(&str, &str, &str)]) -> Result<Classification> {
    let mut builder = Builder::default();
    for (code, level, parent) in items {
        builder.item(Entry::plain(*code), level, parent)?;
    }
    builder.finish()
}

fn small() -> Classification {
    built(&ITEMS.map(|(code, level)| (code, level, ""))).unwrap()
}

/// States of [`ITEMS`] in order, as letters; evidence is given as codes.
fn states(present: &[&str], absent: &[&str]) -> (String, usize) {
    let classification = small();
    let among = |codes: &[&str]| -> Vec<bool> {
        ITEMS.iter().map(|(code, _)| codes.contains(code)).collect()
    };
    let states = classification.states(&among(present), &among(absent));
    let letter = |state: &State| match state {
        State::Present => 'p',
        State::Absent => 'a',
        State::Unknown => '?',
    };
    (states.of.iter().map(letter).collect(), states.contradicted.len())
}

#[test]
fn presence_goes_up_and_absence_goes_down() {
    assert_eq!(states(&[], &[]), ("?????????".into(), 0));
    assert_eq!(states(&["A111"], &[]), ("pppp?????".into(), 0));
    // A table at the level of divisions certifies that level and what is above, nothing below.
    assert_eq!(states(&["A1", "B2"], &[]), ("pp?????pp".into(), 0));
    assert_eq!(states(&[], &["A1"]), ("aaaaaaa??".into(), 0));
    assert_eq!(states(&[], &["A111", "A112"]), ("??aaa????".into(), 0));
    assert_eq!(states(&["A121"], &["A11"]), ("ppaaapp??".into(), 0));
}

#[test]
fn evidence_both_ways_is_unknown() {
    // A111 is said to exist and its group not to: neither is known, nor is what is above them.
    assert_eq!(states(&["A111"], &["A11"]), ("??".to_owned() + "??a????", 2));
    // Above, only what rests on something undisputed exists.
    assert_eq!(states(&["A111", "A121"], &["A11"]), ("pp??app??".into(), 2));
}

#[test]
fn further_evidence_only_ever_settles_what_was_unknown() {
    let classification = small();
    let ones = vec![true; ITEMS.len()];
    for seed in 0..10_000 {
        let mut draw = stream(seed, 0, "presence");
        let mut one_in = |count: u64| draw.next_u64().is_multiple_of(count);
        let present: Vec<bool> = ITEMS.iter().map(|_| one_in(4)).collect();
        let none = vec![false; ITEMS.len()];
        let before = classification.states(&present, &none);
        assert!(before.contradicted.is_empty());
        let more: Vec<bool> = present.iter().map(|present| *present || one_in(3)).collect();
        let after = classification.states(&more, &none);
        for (before, after) in before.of.iter().zip(&after.of) {
            assert!(before == after || *before == State::Unknown, "{seed}");
        }
        let absent: Vec<bool> = ITEMS.iter().map(|_| one_in(4)).collect();
        let states = classification.states(&present, &absent);
        for count in classification.count(&states.of, &ones) {
            let items = ITEMS.iter().filter(|(_, level)| *level == count.level.name()).count();
            assert_eq!(count.denominator(), items);
        }
        for (item, (code, _)) in ITEMS.iter().enumerate() {
            let said = |by: &[bool], of: &dyn Fn(&str) -> bool| {
                ITEMS.iter().zip(by).any(|((code, _), said)| *said && of(code))
            };
            let below = said(&present, &|other| other.starts_with(code));
            match states.of[item] {
                State::Present => assert!(below, "{seed} {code}: present without evidence"),
                State::Absent => assert!(!below, "{seed} {code}: absent against evidence"),
                State::Unknown => {}
            }
        }
    }
}

#[test]
fn scopes_are_sections_and_ranges_of_them() {
    let classification = small();
    let inside = |text: &str| {
        let scope = classification.scope(text).map_err(|error| error.code())?;
        Ok(scope.iter().filter(|inside| **inside).count())
    };
    assert_eq!(inside(""), Ok(9));
    assert_eq!(inside("A"), Ok(7));
    assert_eq!(inside("A-B"), Ok(9));
    assert_eq!(inside("B , A"), Ok(9));
    assert_eq!(inside("A1"), Err("classification::unknown-section"));
    assert_eq!(inside("A,"), Err("classification::unknown-section"));
    assert_eq!(inside("B-A"), Err("classification::range"));
}

#[test]
fn mistakes_are_named() {
    let section = ("A", "section", "");
    type Items<'i> = &'i [(&'i str, &'i str, &'i str)];
    let cases: [(Items<'_>, &str); 7] = [
        (&[], "classification::empty"),
        (&[("", "section", "")], "classification::empty-code"),
        (&[section, section], "classification::duplicate"),
        (&[("A", "sektion", "")], "classification::unknown-level"),
        (&[("B1", "division", "")], "classification::no-parent"),
        (&[section, ("1", "division", "Z")], "classification::no-parent"),
        (&[("1", "division", "1")], "classification::parent-level"),
    ];
    for (items, code) in cases {
        assert_eq!(built(items).unwrap_err().code(), code, "{items:?}");
    }
    assert_eq!(small().level(3), Level::Class);
}
