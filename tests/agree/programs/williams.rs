//! Williams' economic planning (problem 9): output, stocks and new capacity of three industries.

use super::{close, instance, least, matrix, numbers};
use serde_json::Value;
use staves_core::plan::years::{Coefficient, Goal, Labour, Years, develop};
use staves_core::program::{Bounds, Column, Program};

/// Least outputs after the horizon, (I − A)⁻¹ times the demand that goes on.
const AFTER: [f64; 3] = [166.396761, 105.668016, 92.307692];

struct Plan {
    program: Program,
    /// Output by year 1 to T + 1 and industry.
    output: Vec<[Column; 3]>,
    /// Capacity that comes on stream in year 2 to T + 1.
    built: Vec<[Column; 3]>,
}

fn plan(data: &Value, demand: &[f64], manpower: bool) -> Plan {
    let years = data["T"].as_u64().unwrap() as usize;
    let (a, b) = (matrix(&data["A"]), matrix(&data["B"]));
    let (stock0, capacity) = (numbers(&data["stock0"]), numbers(&data["cap0"]));
    let labour = [numbers(&data["labour_prod"]), numbers(&data["labour_cap"])];
    let mut program = Program::new();
    let mut three =
        |bounds: &dyn Fn(usize) -> Bounds| [0, 1, 2].map(|i| program.column(0.0, bounds(i)));
    let any = |_| Bounds::at_least(0.0);
    let output: Vec<_> = (1..=years + 1)
        .map(|year| three(&|i| if year > years { Bounds::at_least(AFTER[i]) } else { any(i) }))
        .collect();
    let stock: Vec<_> = (0..=years).map(|_| three(&any)).collect();
    let built: Vec<_> = (2..=years + 1)
        .map(|year| three(&|i| if year > years { Bounds::exactly(0.0) } else { any(i) }))
        .collect();
    for year in 0..=years {
        let mut people = Vec::new();
        for i in 0..3 {
            let mut row = vec![(stock[year][i], 1.0)];
            for j in 0..3 {
                row.push((output[year][j], a[i][j]));
                if year + 2 <= years + 1 {
                    row.push((built[year][j], b[i][j]));
                }
            }
            let there = if year == 0 {
                stock0[i]
            } else {
                row.extend([(output[year - 1][i], -1.0), (stock[year - 1][i], -1.0)]);
                -demand[i]
            };
            program.row(Bounds::exactly(there), &row);
            people.push((output[year][i], labour[0][i]));
            if year + 2 <= years + 1 {
                people.push((built[year][i], labour[1][i]));
            }
        }
        if manpower {
            program.row(Bounds::at_most(data["manpower_limit"].as_f64().unwrap()), &people);
        }
    }
    for year in 1..=years + 1 {
        for i in 0..3 {
            let mut row = vec![(output[year - 1][i], 1.0)];
            row.extend((2..=year).map(|l| (built[l - 2][i], -1.0)));
            program.row(Bounds::at_most(capacity[i]), &row);
        }
    }
    Plan { program, output, built }
}

/// The program with a goal that grows with some columns.
fn most(mut program: Program, goal: &[(Column, f64)]) -> f64 {
    let sum = program.column(-1.0, Bounds::free());
    let mut row: Vec<_> = goal.iter().map(|(column, value)| (*column, -value)).collect();
    row.push((sum, 1.0));
    program.row(Bounds::exactly(0.0), &row);
    -least(&program)
}

#[test]
fn capacity_production_and_manpower() {
    let Some(stored) = instance("W9a_capacity") else { return };
    let data = &stored["data"];
    let demand = numbers(&data["demand"]);
    let years = data["T"].as_u64().unwrap() as usize;

    let Plan { program, built, .. } = plan(data, &demand, true);
    assert_eq!((program.columns(), program.rows()), (51, 18 + 6 + 18));
    let goal: Vec<_> = built[..years - 1].iter().flatten().map(|column| (*column, 1.0)).collect();
    close(most(program, &goal), 1211.875197);

    let Plan { program, output, .. } = plan(data, &[0.0; 3], true);
    let goal: Vec<_> = output[3..5].iter().flatten().map(|column| (*column, 1.0)).collect();
    close(most(program, &goal), 2618.579115);

    let Plan { program, output, built } = plan(data, &demand, false);
    let labour = [numbers(&data["labour_prod"]), numbers(&data["labour_cap"])];
    let mut goal = Vec::new();
    for year in 1..=years {
        for i in 0..3 {
            goal.push((output[year][i], labour[0][i]));
            if year + 2 <= years + 1 {
                goal.push((built[year][i], labour[1][i]));
            }
        }
    }
    close(most(program, &goal), 2450.026623);
}

/// The same by the plan over years.
#[test]
fn the_plan_over_years_finds_the_same() {
    for (key, goal, optimum) in [
        ("W9a_capacity", Goal::Capacity, 1211.875197),
        ("W9b_production", Goal::Output { years: (4, 5) }, 2618.579115),
        ("W9c_manpower", Goal::Labour, 2450.026623),
    ] {
        let Some(stored) = instance(key) else { return };
        let data = &stored["data"];
        let years = data["T"].as_u64().unwrap() as usize;
        let coefficients = |name: &str| {
            let amounts = matrix(&data[name]);
            let of = (0..3).flat_map(|of| (0..3).map(move |by| (of, by)));
            of.map(|(of, by)| Coefficient { of, by, amount: amounts[of][by] }).collect()
        };
        let limit = data["manpower_limit"].as_f64().unwrap_or(f64::INFINITY);
        let mut demand = vec![numbers(&data["demand"]); years + 1];
        demand[0] = vec![0.0; 3];
        let plan = Years {
            years,
            inputs: coefficients("A"),
            ahead: 1,
            capital: coefficients("B"),
            lag: 2,
            last_on_stream: years,
            depreciation: vec![0.0; 3],
            capacity: numbers(&data["cap0"]),
            arriving: Vec::new(),
            stock: numbers(&data["stock0"]),
            storable: vec![true; 3],
            demand,
            basket: vec![0.0; 3],
            most_consumption: f64::INFINITY,
            never_less: false,
            imports: vec![0.0; 3],
            foreign: vec![f64::INFINITY; years + 1],
            labour: vec![Labour {
                name: "manpower".into(),
                per_output: numbers(&data["labour_prod"]),
                per_capacity: numbers(&data["labour_cap"]),
                limit: vec![limit; years + 1],
            }],
            emissions: vec![0.0; 3],
            most_emissions: vec![f64::INFINITY; years + 1],
            output_after: AFTER.to_vec(),
            capacity_after: vec![0.0; 3],
            targets: Vec::new(),
            projects: Vec::new(),
            alternatives: Vec::new(),
            cuts: Vec::new(),
            goal,
        };
        let found = develop(&plan).unwrap();
        close(found.goal, optimum);
        close(found.bound, optimum);
        assert!(found.shortage.iter().flatten().all(|short| *short < 1e-6));
    }
}
