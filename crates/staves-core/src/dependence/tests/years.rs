//! Several years, worked by hand.

use super::{Line, close, names, trade};
use crate::dependence::agreement::{agreement, votes};
use crate::dependence::persistence::{Persistence, churn, persistence};
use crate::dependence::{
    Assessment, Bloc, Reason, Trade, Verdict, assess, grid, positions, rule_set,
};

/// A buys from C alone (dependent under `cepii`) or from C, D and E alike (not dependent).
fn panel(years: &[(u32, bool)]) -> Trade {
    let mut lines: Vec<Line<'_>> = vec![(2000, "other", "D", "C", 1.0)];
    for (year, dependent) in years {
        let sources: &[&str] = if *dependent { &["C"] } else { &["C", "D", "E"] };
        lines.extend(sources.iter().map(|source| (*year, "p", *source, "A", 1.0)));
        // So that the year is in the panel whatever is traded of p.
        lines.push((*year, "other", "D", "C", 1.0));
    }
    trade(&lines, &[])
}

fn judged(trade: &Trade, rules: &str) -> Vec<Assessment> {
    let bloc = Bloc::named(trade, &names(&["A"])).unwrap();
    assess(trade, &positions(trade, &bloc), rule_set(rules).unwrap())
}

fn in_year(trade: &Trade, rules: &str, year: u32) -> Assessment {
    let product = trade.products().id("p").unwrap() as u32;
    judged(trade, rules)[trade.find(year, product).unwrap()]
}

#[test]
fn two_of_three_years() {
    let trade = panel(&[(2001, true), (2002, false), (2003, true), (2004, false), (2005, false)]);
    let verdict = |year| in_year(&trade, "cepii_geodep", year).verdict;
    // 2001 looks at 1999, which is not in the panel, and 2000, when p was not traded.
    assert_eq!(in_year(&trade, "cepii_geodep", 2001).reason, Some(Reason::TooFewYears));
    assert_eq!(verdict(2001), Verdict::Undefined);
    assert_eq!(verdict(2002), Verdict::NotDependent);
    assert_eq!((verdict(2003), verdict(2004)), (Verdict::Dependent, Verdict::NotDependent));
    // The second best of 1/.4 − 1, 1/3/.4 − 1 and 1/.4 − 1.
    close(in_year(&trade, "cepii_geodep", 2003).margin, 1.5);
    close(in_year(&trade, "cepii_geodep", 2004).margin, 1.0 / 1.2 - 1.0);
}

#[test]
fn a_window_that_is_settled_needs_no_more_years() {
    let two = panel(&[(2010, true), (2011, true)]);
    assert_eq!(in_year(&two, "cepii_geodep", 2011).verdict, Verdict::Dependent);
    assert!(in_year(&two, "cepii_geodep", 2011).margin.is_nan(), "2009 could raise it");
    let two = panel(&[(2010, false), (2011, false)]);
    assert_eq!(in_year(&two, "cepii_geodep", 2011).verdict, Verdict::NotDependent);
}

fn product(trade: &Trade, rules: &str) -> Persistence {
    let bloc = Bloc::named(trade, &names(&["A"])).unwrap();
    let positions = positions(trade, &bloc);
    let rules = rule_set(rules).unwrap();
    let chances = grid::chances(trade, &positions, rules);
    let id = trade.products().id("p").unwrap() as u32;
    let all = persistence(trade, &assess(trade, &positions, rules), &chances);
    all.into_iter().find(|one| one.product == id).unwrap()
}

#[test]
fn persistence_counts_years_with_a_verdict() {
    let trade = panel(&[(2001, true), (2002, false), (2003, true), (2004, true)]);
    let found = product(&trade, "cepii");
    assert_eq!((found.observed, found.flagged, found.turns), (4, 3, 2));
    assert_eq!(found.span, Some((2001, 2004)));
    close(found.share(), 0.75);
    // 1/3 exceeds .4·f for f = .5 … .8 in both concentrations: (4/11)², with exports of 0 always.
    close(found.dependent, (3.0 + (4.0_f64 / 11.0).powi(2)) / 4.0);
    let geodep = product(&trade, "cepii_geodep");
    assert_eq!((geodep.observed, geodep.flagged), (3, 2));
}

#[test]
fn churn_between_years() {
    let trade = panel(&[(2001, true), (2002, false), (2003, true)]);
    let pairs = churn(&trade, &judged(&trade, "cepii"));
    let between = |from, to| *pairs.iter().find(|pair| (pair.from, pair.to) == (from, to)).unwrap();
    assert_eq!(pairs.len(), 6, "four years");
    let gone = between(2001, 2002);
    assert_eq!((gone.stayed, gone.left, gone.entered), (0, 1, 0));
    assert_eq!((gone.share_left(), between(2001, 2003).share_left()), (1.0, 0.0));
    assert_eq!(between(2000, 2001).entered, 1, "not traded in 2000");
    assert!(between(2002, 2003).share_left().is_nan());
}

#[test]
fn agreement_of_two_rule_sets() {
    let trade = panel(&[(2001, true), (2002, true), (2003, false)]);
    let [one, window] = ["cepii", "cepii_geodep"].map(|rules| judged(&trade, rules));
    let in_2003 = agreement(&trade, 2003, &one, &window);
    assert_eq!((in_2003.both, in_2003.only_first, in_2003.only_second), (0, 0, 1));
    assert_eq!(in_2003.jaccard(), 0.0);
    let in_2002 = agreement(&trade, 2002, &one, &window);
    assert_eq!((in_2002.both, in_2002.jaccard()), (1, 1.0));
    assert!(agreement(&trade, 2000, &one, &window).jaccard().is_nan());
    let number = trade.find(2003, trade.products().id("p").unwrap() as u32).unwrap();
    assert_eq!(votes([&one[number], &window[number]]), (1, 2));
}
