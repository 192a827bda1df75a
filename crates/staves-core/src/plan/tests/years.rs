//! The plan over years on cases that can be worked out by hand, and its prices by doing it again.

use super::close;
use crate::plan::years::{
    Coefficient, Credit, Cut, Developed, Goal, Labour, Lever, Limit, Project, Quantity, Target,
    Years, develop, ranges, relaxed, room,
};

/// Food and machines: food needs machines to be made, machines need machines. Three years.
fn plan() -> Years {
    let years = 3;
    Years {
        years,
        inputs: vec![
            Coefficient { of: 0, by: 0, amount: 0.1 },
            Coefficient { of: 0, by: 1, amount: 0.2 },
        ],
        ahead: 0,
        capital: vec![
            Coefficient { of: 1, by: 0, amount: 2.0 },
            Coefficient { of: 1, by: 1, amount: 1.5 },
        ],
        lag: 1,
        last_on_stream: years + 1,
        depreciation: vec![0.05, 0.1],
        capacity: vec![100.0, 30.0],
        arriving: Vec::new(),
        stock: vec![0.0; 2],
        storable: vec![false; 2],
        demand: vec![vec![0.0, 5.0]; years + 1],
        basket: vec![60.0, 0.0],
        most_consumption: f64::INFINITY,
        never_less: false,
        imports: vec![0.0; 2],
        foreign: vec![f64::INFINITY; years + 1],
        labour: vec![Labour {
            name: "people".into(),
            per_output: vec![1.0, 2.0],
            per_capacity: vec![0.0; 2],
            limit: vec![140.0; years + 1],
        }],
        emissions: vec![0.5, 1.0],
        most_emissions: vec![f64::INFINITY; years + 1],
        output_after: vec![0.0; 2],
        capacity_after: vec![100.0, 30.0],
        targets: Vec::new(),
        projects: Vec::new(),
        alternatives: Vec::new(),
        cuts: Vec::new(),
        goal: Goal::Consumption { discount: 0.03 },
    }
}

#[test]
fn what_is_made_covers_what_is_used_and_no_capacity_is_eaten() {
    let plan = plan();
    let found = develop(&plan).unwrap();
    close(found.goal, found.bound);
    for year in 1..=plan.years {
        let (x, v) = (&found.output[year], &found.ordered[year]);
        close(x[0], 0.1 * x[0] + 0.2 * x[1] + 60.0 * found.level[year]);
        close(x[1], 2.0 * v[0] + 1.5 * v[1] + 5.0 - found.shortage[year][1]);
        assert!(x.iter().zip(&found.capacity[year]).all(|(x, k)| *x <= k + 1e-6));
        assert!(x[0] + 2.0 * x[1] <= 140.0 + 1e-6);
    }
    let after = &found.capacity[plan.years + 1];
    for ((after, least), missing) in after.iter().zip([100.0, 30.0]).zip(&found.missing) {
        assert!(*after + missing >= least - 1e-6);
    }
}

/// Without the condition on the end, nothing is built that does not pay within the horizon.
#[test]
fn without_a_condition_on_the_end_capital_is_eaten() {
    let with = develop(&plan()).unwrap();
    let mut careless = plan();
    careless.capacity_after = vec![0.0; 2];
    let without = develop(&careless).unwrap();
    assert!(without.goal > with.goal + 1e-6);
    let last = careless.years + 1;
    assert!(without.capacity[last].iter().sum::<f64>() < with.capacity[last].iter().sum::<f64>());
}

fn target(quantity: Quantity, good: usize, value: f64, priority: u32) -> Target {
    Target { name: "t".into(), quantity, good, year: 3, value, priority, weight: 1.0 }
}

#[test]
fn a_higher_priority_is_never_given_up_for_a_lower_one() {
    let mut plan = plan();
    plan.targets =
        vec![target(Quantity::Capacity, 1, 45.0, 1), target(Quantity::Consumption, 0, 2.0, 2)];
    let first = develop(&plan).unwrap();
    plan.targets.swap(0, 1);
    plan.targets[0].priority = 1;
    plan.targets[1].priority = 2;
    let second = develop(&plan).unwrap();
    assert!(first.missed[0] <= second.missed[1] + 1e-6);
    assert!(second.missed[0] <= first.missed[1] + 1e-6);
    assert!(first.missed[1] > 1e-3, "cannot be met");
}

/// The price of a limit is what the goal rises by with a little more of it.
#[test]
fn prices_are_what_a_further_unit_brings() {
    let plan = plan();
    let found = develop(&plan).unwrap();
    let of_labour = found.prices.iter().find(|(limit, _)| matches!(limit, Limit::Labour(..)));
    let (Limit::Labour(year, kind), price) = of_labour.unwrap() else { panic!("labour") };
    let mut more = plan.clone();
    more.labour[*kind].limit[*year] += 1e-3;
    let gained = develop(&more).unwrap().goal - found.goal;
    assert!((gained - 1e-3 * price).abs() < 1e-6, "{gained} {price}");
}

/// So is the reason why a target is missed.
#[test]
fn a_missed_target_says_what_would_help() {
    let mut plan = plan();
    plan.labour[0].limit = vec![100.0; 4];
    plan.targets = vec![target(Quantity::Consumption, 0, 2.0, 1)];
    let found = develop(&plan).unwrap();
    let (places, why) = &found.why[0];
    assert_eq!(*places, [0]);
    let (limit, price) = why.iter().find(|(limit, _)| matches!(limit, Limit::Labour(..))).unwrap();
    let Limit::Labour(year, _) = limit else { panic!("labour") };
    let mut more = plan.clone();
    more.labour[0].limit[*year] += 1e-3;
    // The target is a level of 2.
    let less = (found.missed[0] - develop(&more).unwrap().missed[0]) / 2.0;
    assert!((less - 1e-3 * price).abs() < 1e-6, "{less} {price}");
}

/// Emissions at most, self-sufficiency at least, imports within their part.
#[test]
fn limits_and_shares_hold() {
    let mut plan = plan();
    plan.imports = vec![0.3, 0.0];
    plan.foreign = vec![10.0; 4];
    plan.most_emissions = vec![70.0; 4];
    plan.targets = vec![target(Quantity::SelfSufficiency, 0, 0.95, 1)];
    let found = develop(&plan).unwrap();
    for year in 1..=3 {
        let x = &found.output[year];
        assert!(0.5 * x[0] + x[1] <= 70.0 + 1e-6);
        assert!(found.imported[year][0] <= 10.0 + 1e-6);
    }
    let used = found.output[3][0] + found.imported[3][0];
    assert!(found.output[3][0] >= 0.95 * used - 1e-6);
    assert!(found.missed[0] < 1e-6);
}

#[test]
fn the_plan_lies_within_its_ranges_and_they_grow() {
    let plan = plan();
    let (narrow, wide) = (ranges(&plan, 0.001).unwrap(), ranges(&plan, 0.05).unwrap());
    for (narrow, wide) in narrow.iter().zip(&wide) {
        assert!(narrow.least <= narrow.chosen && narrow.chosen <= narrow.most);
        assert!(wide.least <= narrow.least + 1e-6 && wide.most >= narrow.most - 1e-6);
    }
}

/// A project that costs nothing and adds capacity of what binds is done; of alternatives one, and
/// none without what it needs.
#[test]
fn projects_are_begun_where_they_pay() {
    let project = |name: &str, machines: f64, lead: usize, needs: Vec<usize>| Project {
        name: name.into(),
        goods: vec![0.0, machines],
        lead,
        capacity: vec![0.0, 10.0],
        needs,
    };
    let without = develop(&plan()).unwrap();
    let mut with = plan();
    with.projects = vec![project("free", 0.0, 1, Vec::new())];
    let found = develop(&with).unwrap();
    assert!(found.goal > without.goal + 1e-6);
    close(found.begun.iter().map(|year| year[0]).sum(), 1.0);
    let inherited = with.inherited(3, 1);
    let built: f64 = (1..=2).map(|year| found.ordered[year][1] * with.left(1, 2 - year)).sum();
    let done: f64 = (1..=2).map(|year| 10.0 * found.begun[year][0] * with.left(1, 2 - year)).sum();
    close(found.capacity[3][1], inherited + built + done);

    with.projects.push(project("other", 0.0, 1, Vec::new()));
    with.alternatives = vec![vec![0, 1]];
    let one = develop(&with).unwrap();
    close(one.goal, found.goal);
    close(one.begun.iter().flatten().sum(), 1.0);

    // The second needs the first, which takes more machines than there ever are.
    with.alternatives = Vec::new();
    with.projects = vec![project("dear", 1e6, 1, Vec::new()), project("needs it", 0.0, 1, vec![0])];
    let needs = develop(&with).unwrap();
    for year in 1..=3 {
        let begun = |k: usize| needs.begun[..=year].iter().map(|year| year[k]).sum::<f64>();
        assert!(begun(1) <= begun(0) + 1e-9);
    }
    close(develop(&Years { projects: Vec::new(), ..with }).unwrap().goal, without.goal);
}

/// What a cut asks for is there, as far as it is credited, or told as not avoided.
#[test]
fn cuts_are_kept_or_told() {
    let free = develop(&plan()).unwrap();
    let spare = |found: &Developed| found.capacity[3][0] - found.output[3][0];
    let (from, most) = (spare(&free), 2.0);
    let cut = |least: f64| {
        let credit = Credit { lever: Lever::Spare(0), from, most, worth: 3.0 };
        Years { cuts: vec![Cut { year: 3, credits: vec![credit], least }], ..plan() }
    };
    for (least, unavoided) in [(3.0, 0.0), (6.0, 0.0), (10.0, 4.0)] {
        let found = develop(&cut(least)).unwrap();
        close(found.unavoided[0], unavoided);
        assert!(3.0 * (spare(&found) - from).min(most) + found.unavoided[0] >= least - 1e-6);
        assert!(found.goal <= free.goal + 1e-6);
    }
}

/// Within the room of a price the same price is found again, and the goal rises by it; beyond, less.
#[test]
fn prices_hold_as_far_as_is_said() {
    let found = develop(&plan()).unwrap();
    let priced: Vec<(Limit, f64)> = found
        .prices
        .iter()
        .filter(|(limit, _)| matches!(limit, Limit::Labour(..) | Limit::Capacity(..)))
        .copied()
        .collect();
    let limits: Vec<Limit> = priced.iter().map(|(limit, _)| *limit).collect();
    let rooms = room(&plan(), &limits).unwrap();
    let mut seen = 0;
    for ((limit, price), room) in priced.iter().zip(rooms) {
        let more = |amount: f64| {
            let mut plan = plan();
            match *limit {
                Limit::Labour(year, kind) => plan.labour[kind].limit[year] += amount,
                _ => return None,
            }
            Some(develop(&plan).unwrap().goal)
        };
        let (Some(inside), Some(beyond)) = (more(room), more(1.5 * room + 1.0)) else { continue };
        close(inside, found.goal + price * room);
        assert!(beyond < found.goal + price * (1.5 * room + 1.0) - 1e-6, "{limit:?} {room}");
        seen += usize::from(room > 0.0);
    }
    assert!(seen > 0, "no price of work held for any change");
}

/// What is told of a looser limit is what happens when it is loosened.
#[test]
fn looser_limits_do_what_is_said() {
    let mut plan = plan();
    plan.targets = vec![Target {
        name: "more".into(),
        quantity: Quantity::Consumption,
        good: 0,
        year: 3,
        value: 100.0,
        priority: 1,
        weight: 1.0,
    }];
    let limits = [Limit::Labour(3, 0), Limit::Capacity(3, 0), Limit::After(0)];
    let (before, after) = relaxed(&plan, &[0], &limits, 0.1).unwrap();
    close(before, develop(&plan).unwrap().missed[0] / 100.0);
    assert!(after.iter().all(|missed| *missed <= before + 1e-9));
    let mut people = plan.clone();
    people.labour[0].limit[3] *= 1.1;
    close(after[0], develop(&people).unwrap().missed[0] / 100.0);
}
