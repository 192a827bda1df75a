//! Each mistake has its error, and each oddity its note.

use super::super::{Builder, Declared};
use crate::codes::Entry;
use crate::error::{Error, Note};

fn declared<'d>(code: &str, good: &'d str, capacity: f64) -> Declared<'d> {
    let entry = Entry::plain(code);
    Declared { entry, good, region: "r", owner: "", site: "", capacity, ramp_up: None }
}

/// A builder with an activity `mill` that makes `paper`.
fn builder() -> Builder {
    let mut builder = Builder::default();
    builder.activity(declared("mill", "paper", 1.0)).unwrap();
    builder
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn mistakes_are_named() {
    let add = |activity| code(builder().activity(activity));
    assert_eq!(add(declared("mill", "paper", 1.0)), "chain::duplicate-activity");
    assert_eq!(add(declared("m2", "paper", -1.0)), "chain::out-of-range");
    assert_eq!(add(declared("m2", "paper", f64::NAN)), "chain::out-of-range");
    assert_eq!(add(declared("", "paper", 1.0)), "chain::empty-cell");
    assert_eq!(add(declared("m2", "", 1.0)), "chain::empty-cell");
    for ramp_up in [-1.0, f64::NAN, f64::INFINITY] {
        let slow = Declared { ramp_up: Some(ramp_up), ..declared("m2", "paper", 1.0) };
        assert_eq!(add(slow), "chain::out-of-range");
    }
    assert_eq!(add(Declared { region: "", ..declared("m2", "paper", 1.0) }), "chain::empty-cell");

    let input = |activity, good, quantity| code(builder().input(activity, "1", good, quantity));
    assert_eq!(input("mil", "pulp", 1.0), "chain::unknown-activity");
    assert_eq!(input("mill", "", 1.0), "chain::empty-group");
    for quantity in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(input("mill", "pulp", quantity), "chain::quantity");
    }
    let mut twice = builder();
    twice.input("mill", "1", "pulp", 1.0).unwrap();
    assert_eq!(code(twice.input("mill", "1", "pulp", 2.0)), "chain::duplicate-input");

    assert_eq!(code(builder().final_good("papr", 1.0, 0.0)), "chain::unknown-good");
    assert_eq!(code(builder().final_good("paper", -1.0, 0.0)), "chain::out-of-range");
    assert_eq!(code(builder().final_good("paper", f64::INFINITY, 0.0)), "chain::out-of-range");
    assert_eq!(code(builder().final_good("paper", 1.0, f64::NAN)), "chain::out-of-range");
    let mut twice = builder();
    twice.final_good("paper", 1.0, 0.0).unwrap();
    assert_eq!(code(twice.final_good("paper", 1.0, 0.0)), "chain::duplicate-final");

    assert_eq!(code(Builder::default().finish()), "chain::no-activity");
    assert_eq!(code(builder().finish()), "chain::no-final");
    let mut weightless = builder();
    weightless.final_good("paper", 0.0, 0.0).unwrap();
    assert_eq!(code(weightless.finish()), "chain::no-weight");
}

#[test]
fn declared_goods_are_all_there_are() {
    let mut builder = Builder::default();
    builder.good(Entry::plain("paper"), "t", 0.0).unwrap();
    assert_eq!(code(builder.good(Entry::plain("paper"), "t", 0.0)), "chain::duplicate-good");
    assert_eq!(code(builder.good(Entry::plain("ink"), "t", -1.0)), "chain::out-of-range");
    let unknown = builder.activity(declared("mill", "papre", 1.0)).unwrap_err();
    assert_eq!(unknown.code(), "chain::unknown-good");
    assert!(unknown.hint(crate::Lang::En).unwrap().contains("`paper`"));
    builder.unit("paper", "t").unwrap();
    assert_eq!(code(builder.unit("paper", "kg")), "chain::unit");
}

#[test]
fn oddities_are_noted_and_allowed() {
    let mut builder = builder();
    builder.activity(declared("idle", "paper", 0.0)).unwrap();
    builder.activity(declared("saw", "wood", 1.0)).unwrap();
    builder.activity(declared("forge", "blade", 1.0)).unwrap();
    for (activity, good) in
        [("mill", "woood"), ("mill", "paper"), ("saw", "blade"), ("forge", "wood")]
    {
        builder.input(activity, good, good, 1.0).unwrap();
    }
    builder.final_good("paper", 1.0, 0.0).unwrap();
    let (chain, notes) = builder.finish().unwrap();
    let note = |code: &str| -> &Note { notes.iter().find(|note| note.code == code).unwrap() };
    assert_eq!(note("chain::no-source").places, ["`woood` (near `wood`)"]);
    assert_eq!(note("chain::self-supply").places, ["`mill`"]);
    assert_eq!(note("chain::idle").places, ["`idle`"]);
    assert_eq!(note("chain::cycle").places, ["`wood` ⇄ `blade`"]);
    assert_eq!(note("chain::no-owner").count, 4);
    assert_eq!(chain.all(), [true, false, true, true]);
}
