//! What every fair plan must satisfy, and hand-made cases of every part of the model.

use super::*;

#[test]
fn the_first_lexicographic_level_is_max_min_and_no_rule_beats_it() {
    for seed in 0..60 {
        let facts = random(seed);
        let least = |fairness| planned(&facts, fairness, false).unwrap().least;
        let best = least(Fairness::MaxMin);
        close(least(Fairness::Lexicographic), best);
        for other in [Fairness::Cheapest, Fairness::Proportional] {
            assert!(least(other) <= best + 1e-6, "seed {seed}: {other:?}");
        }
    }
}

#[test]
fn more_capacity_never_makes_it_worse() {
    for seed in 0..60 {
        let facts = random(seed);
        let before = planned(&facts, Fairness::MaxMin, false).unwrap();
        let mut more = facts.clone();
        more.lines.iter_mut().for_each(|line| line.capacity += 1.0);
        more.crews.iter_mut().for_each(|crews| *crews += 1.0);
        let after = planned(&more, Fairness::MaxMin, false).unwrap();
        assert!(after.least >= before.least - 1e-7, "seed {seed}");
        assert!(after.cheapest <= before.cheapest + 1e-6 * before.cheapest.max(1.0));
    }
}

#[test]
fn the_order_of_demands_and_regions_changes_no_share() {
    for seed in 0..60 {
        let facts = random(seed);
        let mut turned = facts.clone();
        let other = |region: usize| facts.regions - 1 - region;
        turned.lines.iter_mut().for_each(|line| line.region = other(line.region));
        turned.holdings.iter_mut().for_each(|holding| holding.region = other(holding.region));
        turned.imports.iter_mut().for_each(|import| import.region = other(import.region));
        turned.shifts.iter_mut().for_each(|shift| shift.region = other(shift.region));
        turned.demands.iter_mut().for_each(|demand| demand.region = other(demand.region));
        for route in &mut turned.routes {
            (route.from, route.to) = (other(route.from), other(route.to));
        }
        turned.demands.reverse();
        let plan = planned(&facts, Fairness::Lexicographic, false).unwrap();
        let mirror = planned(&turned, Fairness::Lexicographic, false).unwrap();
        for (found, wanted) in mirror.share.iter().rev().zip(&plan.share) {
            close(found.unwrap_or(1.0), wanted.unwrap_or(1.0));
        }
    }
}

/// Three regions alike share what one of them makes.
#[test]
fn regions_alike_are_served_alike_by_every_fair_rule() {
    let mut facts = empty(2, 3, 1);
    facts.lines.push(line(0, 0, 9.0, Vec::new()));
    facts.demands = (0..3).map(|region| demand(region, 0, vec![5.0, 5.0])).collect();
    connect(&mut facts, [(0, 1), (0, 2)], 0);
    for rule in [Fairness::MaxMin, Fairness::Lexicographic, Fairness::Proportional] {
        let plan = planned(&facts, rule, false).unwrap();
        // Tangents leave a share open by √(2 · 3 · 1e-9) of it.
        let within = if rule == Fairness::Proportional { 8e-5 } else { 1e-6 };
        plan.share.iter().for_each(|share| assert!((share.unwrap() - 0.6).abs() < within));
    }
}

/// Two want the same stock, 30 and 10: shares maximise log(a / 30) + log(b / 10), so a = b until
/// the smaller demand is met in full.
#[test]
fn proportional_shares_are_those_of_the_formula() {
    let mut facts = empty(1, 2, 1);
    facts.holdings.push(Holding { region: 0, good: 0, stock: 16.0, reserve: 0.0 });
    facts.demands = vec![demand(0, 0, vec![30.0]), demand(1, 0, vec![10.0])];
    connect(&mut facts, [(0, 1)], 0);
    let plan = planned(&facts, Fairness::Proportional, false).unwrap();
    // Tangents leave a share open by √(2 · 2 · 1e-9) of it.
    for (found, wanted) in plan.share.iter().zip([8.0 / 30.0, 0.8]) {
        assert!((found.unwrap() - wanted).abs() < 7e-5, "{found:?}");
    }
    facts.holdings[0].stock = 24.0;
    let plan = planned(&facts, Fairness::Proportional, false).unwrap();
    for (found, wanted) in plan.share.iter().zip([14.0 / 30.0, 1.0]) {
        assert!((found.unwrap() - wanted).abs() < 7e-5, "{found:?}");
    }
}

#[test]
fn the_first_class_is_served_first() {
    let mut facts = empty(1, 2, 1);
    facts.holdings.push(Holding { region: 0, good: 0, stock: 16.0, reserve: 0.0 });
    facts.demands = vec![demand(0, 0, vec![30.0]), demand(1, 0, vec![10.0])];
    facts.demands[0].class = 2;
    connect(&mut facts, [(0, 1)], 0);
    let plan = planned(&facts, Fairness::Priority, false).unwrap();
    close(plan.share[1].unwrap(), 1.0);
    close(plan.share[0].unwrap(), 0.2);
}

#[test]
fn a_demand_of_nothing_is_left_out() {
    let mut facts = empty(2, 1, 2);
    facts.demands = vec![demand(0, 0, vec![0.0, 0.0]), demand(0, 1, vec![1.0, 1.0])];
    facts.lines.push(line(0, 1, 0.5, Vec::new()));
    let plan = planned(&facts, Fairness::Lexicographic, false).unwrap();
    assert_eq!(plan.share[0], None);
    close(plan.least, 0.5);
    let nothing = planned(&empty(2, 1, 1), Fairness::MaxMin, false).unwrap();
    close(nothing.least, 1.0);
    close(nothing.price_of_fairness(), 0.0);
}

/// One line of 10 a week, and a conversion that is ready after the lag at 0.4, 0.7 and then 1.
fn converting(lag: usize) -> Facts {
    let mut facts = empty(6, 1, 1);
    facts.lines.push(line(0, 0, 0.0, Vec::new()));
    facts.demands.push(demand(0, 0, vec![10.0; 6]));
    facts.conversions.push(Conversion {
        line: 0,
        capacity: 10.0,
        instead_of: None,
        lag,
        ramp: vec![0.4, 0.7],
        most: 1.0,
        most_a_period: 1.0,
        crews: 1.0,
        cost: 0.0,
        forgone: 0.0,
    });
    facts
}

#[test]
fn a_conversion_is_ready_after_its_lag_and_ramps_up() {
    let plan = planned(&converting(2), Fairness::MaxMin, false).unwrap();
    let wanted = [0.0, 0.0, 4.0, 7.0, 10.0, 10.0];
    plan.made[0].iter().zip(wanted).for_each(|(found, wanted)| close(*found, wanted));
}

#[test]
fn nothing_is_converted_that_is_ready_after_the_end() {
    let plan = planned(&converting(6), Fairness::MaxMin, false).unwrap();
    assert!(plan.converted[0].iter().all(|started| *started == 0.0));
    close(plan.least, 0.0);
}

#[test]
fn whole_conversions_are_whole_and_never_better() {
    for seed in 0..40 {
        let facts = random(seed);
        let parts = planned(&facts, Fairness::MaxMin, false).unwrap();
        let whole = planned(&facts, Fairness::MaxMin, true).unwrap();
        assert!(whole.converted.iter().flatten().all(|started| started.fract() == 0.0));
        assert!(whole.least <= parts.least + 1e-6, "seed {seed}");
    }
}

/// What is taken from a line by a conversion is not made there any more.
#[test]
fn a_conversion_takes_from_the_line_it_converts() {
    let mut facts = converting(0);
    facts.goods.push(good());
    facts.lines.push(line(0, 1, 8.0, Vec::new()));
    facts.demands.push(demand(0, 1, vec![8.0; 6]));
    facts.conversions[0].instead_of = Some((1, 8.0));
    facts.conversions[0].ramp.clear();
    // Half of each can be had.
    let plan = planned(&facts, Fairness::MaxMin, false).unwrap();
    close(plan.least, 0.5);
}

/// Four in stock, one wanted a period; after two periods the rest has expired.
#[test]
fn what_is_too_old_is_not_used_and_moving_does_not_make_it_younger() {
    let mut facts = empty(4, 2, 1);
    facts.goods[0].life = Some(2);
    facts.holdings.push(Holding { region: 0, good: 0, stock: 4.0, reserve: 0.0 });
    facts.demands = vec![demand(0, 0, vec![1.0; 4])];
    connect(&mut facts, [(0, 1), (1, 0)], 0);
    let plan = planned(&facts, Fairness::MaxMin, false).unwrap();
    close(plan.least, 0.5);
    plan.unmet[0].iter().zip([0.0, 0.0, 1.0, 1.0]).for_each(|(u, wanted)| close(*u, wanted));
}

/// Two machines, wanted first here and then there: lent on time they serve both, and are kept.
#[test]
fn machines_are_lent_and_not_used_up() {
    let mut facts = empty(4, 2, 1);
    facts.goods[0].reusable = true;
    facts.holdings.push(Holding { region: 0, good: 0, stock: 2.0, reserve: 0.0 });
    facts.demands =
        vec![demand(0, 0, vec![2.0, 2.0, 0.0, 0.0]), demand(1, 0, vec![0.0, 0.0, 0.0, 2.0])];
    connect(&mut facts, [(0, 1), (1, 0)], 1);
    let plan = planned(&facts, Fairness::MaxMin, false).unwrap();
    close(plan.least, 1.0);
    let last: f64 = plan.stock.iter().map(|stocked| stocked.amounts[0][3]).sum();
    close(last, 2.0);
}

/// Ten doses for first and second doses two periods apart, a fifth of them wasted: four people.
#[test]
fn second_doses_are_kept_for_those_who_had_the_first() {
    let mut facts = empty(3, 1, 1);
    facts.holdings.push(Holding { region: 0, good: 0, stock: 10.0, reserve: 0.0 });
    facts.demands = vec![demand(0, 0, vec![8.0, 0.0, 0.0])];
    facts.demands[0].again = Some(2);
    facts.demands[0].waste = 0.2;
    let plan = planned(&facts, Fairness::MaxMin, false).unwrap();
    close(plan.least, 0.5);
}

/// Losses, hours and an embargo limit what is made as they say.
#[test]
fn yields_hours_and_embargoes_count() {
    let mut facts = empty(2, 1, 2);
    facts.lines.push(Line {
        share_good: 0.8,
        hours: 2.0,
        ..line(0, 0, 100.0, vec![vec![(1, 1.0)]])
    });
    facts.shifts = vec![
        Shift { region: 0, hours: 10.0, cost: 0.0 },
        Shift { region: 0, hours: 6.0, cost: 1.0 },
    ];
    facts.imports.push(Import { region: 0, good: 1, limit: vec![50.0, 0.0], cost: vec![0.0; 2] });
    facts.demands.push(demand(0, 0, vec![10.0, 10.0]));
    // Eight a period in sixteen hours, of which 6.4 are good.
    close(planned(&facts, Fairness::MaxMin, false).unwrap().least, 0.64);
    facts.imports[0].limit = vec![4.0, 0.0];
    close(planned(&facts, Fairness::MaxMin, false).unwrap().least, 0.16);
}
