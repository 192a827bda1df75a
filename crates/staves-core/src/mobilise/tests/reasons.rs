//! What would help is what helps when it is done.

use super::super::build::Built;
use super::*;
use crate::program::{Ask, Bounds, Optimiser};

/// A mask needs a unit of cloth; cloth is made in one place and wanted masks in two.
fn facts() -> Facts {
    let mut facts = empty(3, 2, 2);
    facts.lines.push(line(0, 0, 100.0, vec![vec![(1, 1.0)]]));
    facts.lines.push(line(1, 1, 20.0, Vec::new()));
    facts.demands = (0..2).map(|region| demand(region, 0, vec![30.0; 3])).collect();
    connect(&mut facts, [(0, 1), (1, 0)], 0);
    facts
}

#[test]
fn the_line_that_binds_is_named_and_its_worth_is_what_more_of_it_brings() {
    let facts = facts();
    let asked = Asked { fairness: Fairness::MaxMin, whole: false, reasons: 5 };
    let plan = mobilise(&facts, asked).unwrap();
    assert_eq!(plan.reasons.len(), 2);
    for reason in &plan.reasons {
        let help = reason.helps[0];
        assert_eq!((help.means, help.step), (Means::Line(1), 2.0));
        // Two more a period, three periods.
        close(help.worth, 6.0);
    }
}

/// Least of a demand that is short, by a program of its own, when no other is served less than in a
/// plan.
fn least_short(facts: &Facts, demand: usize, plan: &Mobilised) -> f64 {
    let built = Built::new(facts, Fairness::Cheapest, false);
    let mut optimiser = Optimiser::new(built.program.clone());
    built.cost.iter().for_each(|(column, _)| optimiser.set_cost(*column, 0.0));
    for (share, at) in built.share.iter().zip(&plan.share) {
        if let (Some(share), Some(at)) = (share, at) {
            optimiser.set_column(*share, Bounds::between((at - 1e-9).max(0.0), 1.0));
        }
    }
    built.unmet[demand].iter().for_each(|column| optimiser.set_cost(*column, 1.0));
    optimiser.solve(&Ask::default()).unwrap().objective
}

#[test]
fn a_step_is_worth_what_planning_again_with_it_brings() {
    let mut seen = 0;
    for seed in 0..40 {
        let facts = random(seed);
        let asked = Asked { fairness: Fairness::MaxMin, whole: false, reasons: 1 };
        let plan = mobilise(&facts, asked).unwrap();
        let Some(reason) = plan.reasons.first() else { continue };
        close(least_short(&facts, reason.demand, &plan), reason.short);
        for help in &reason.helps {
            let mut more = facts.clone();
            match help.means {
                Means::Line(line) => more.lines[line].capacity += help.step,
                Means::Shift(shift) => more.shifts[shift].hours += help.step,
                Means::Reserve(place) => more.holdings[place].reserve += help.step,
                Means::Crews => more.crews.iter_mut().for_each(|crews| *crews += help.step),
                Means::Carrier(k) => more.carriers[k].iter_mut().for_each(|v| *v += help.step),
                Means::Import(k) => more.imports[k].limit.iter_mut().for_each(|v| *v += help.step),
                Means::Conversion(_) | Means::Route(_) => continue,
            }
            close(reason.short - least_short(&more, reason.demand, &plan), help.worth);
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} steps were tried");
}
