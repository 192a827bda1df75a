//! Planning again with other facts.

use super::*;

const ASKED: Asked = Asked { fairness: Fairness::Lexicographic, whole: false, reasons: 0 };

#[test]
fn the_same_facts_give_the_same_shares_and_the_past_stays() {
    for seed in 0..40 {
        let facts = random(seed);
        let plan = mobilise(&facts, ASKED).unwrap();
        let from = 1 + seed as usize % (facts.periods - 1);
        let again =
            mobilise_again(&facts, ASKED, Done { facts: &facts, plan: &plan, from }).unwrap();
        for (found, wanted) in again.share.iter().zip(&plan.share) {
            close(found.unwrap_or(1.0), wanted.unwrap_or(1.0));
        }
        for (new, old) in again.made.iter().zip(&plan.made) {
            new.iter().zip(old).take(from).for_each(|(new, old)| close(*new, *old));
        }
    }
}

/// A line breaks down and imports stop from the third period on: what was done stands, and the rest
/// is what a plan that began then would do.
#[test]
fn what_changes_later_does_not_undo_what_was_done() {
    for seed in 0..40 {
        let facts = random(seed);
        let plan = mobilise(&facts, ASKED).unwrap();
        let mut changed = facts.clone();
        changed.lines[0].capacity = 0.0;
        changed.crews.fill(0.0);
        changed.imports[0].limit.fill(0.0);
        changed.shifts[0].hours /= 2.0;
        changed.demands[0].amounts.iter_mut().for_each(|amount| *amount += 3.0);
        let done = Done { facts: &facts, plan: &plan, from: 2 };
        let again = mobilise_again(&changed, ASKED, done).unwrap();
        close(again.imported[0][0], plan.imported[0][0]);
        close(again.unmet[0][1], plan.unmet[0][1]);
        assert!(again.imported[0][2..].iter().all(|amount| *amount == 0.0));
        assert!(again.converted[0][2..].iter().all(|started| *started < 1e-9));
    }
}

#[test]
fn facts_about_other_things_are_refused() {
    let facts = random(1);
    let plan = mobilise(&facts, ASKED).unwrap();
    let done = Done { facts: &facts, plan: &plan, from: 1 };
    let mut other = facts.clone();
    other.demands.pop();
    let error = mobilise_again(&other, ASKED, done).unwrap_err();
    assert_eq!(error.code(), "mobilise::other-lists");
    other = facts.clone();
    other.routes[0].lag += 1;
    let error = mobilise_again(&other, ASKED, done).unwrap_err();
    assert_eq!(error.code(), "mobilise::other-lists");
}
