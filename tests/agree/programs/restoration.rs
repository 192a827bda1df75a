//! In which order one crew restores six plants.

use super::{close, has_size, instance, least, numbers};
use staves_core::program::{Bounds, Column, Program};

#[test]
fn the_best_order_of_restoration() {
    let (Some(order), Some(stored)) = (instance("O_order"), instance("O_order_mip")) else {
        return;
    };
    let (duration, capacity) = (numbers(&order["dur"]), numbers(&order["cap"]));
    let horizon = order["horizon"].as_u64().unwrap() as usize;
    let damaged = order["damaged_share"].as_f64().unwrap();
    let mut program = Program::new();
    let finish: Vec<Vec<Column>> =
        duration.iter().map(|_| (0..=horizon).map(|_| program.choice(0.0)).collect()).collect();
    for (times, work) in finish.iter().zip(&duration) {
        // A plant cannot be finished before the work on it can be.
        for early in &times[..*work as usize] {
            program.row(Bounds::exactly(0.0), &[(*early, 1.0)]);
        }
    }
    for times in &finish {
        let row: Vec<_> = times.iter().map(|column| (*column, 1.0)).collect();
        program.row(Bounds::at_most(1.0), &row);
    }
    for t in 1..=horizon {
        let at_work = |(plant, times): (usize, &Vec<Column>)| {
            let last = horizon.min(t + duration[plant] as usize - 1);
            times[t..=last].iter().map(|column| (*column, 1.0)).collect::<Vec<_>>()
        };
        let row: Vec<_> = finish.iter().enumerate().flat_map(at_work).collect();
        program.row(Bounds::at_most(1.0), &row);
    }
    for t in 0..horizon {
        let output = program.column(-1.0, Bounds::at_least(0.0));
        for (plants, factor) in
            [(vec![0, 1], 1.0), (vec![2, 3], 1.0), (vec![4], 1.0), (vec![5], 2.0)]
        {
            let mut row = vec![(output, 1.0)];
            let mut there = 0.0;
            for plant in plants {
                there += factor * capacity[plant] * damaged;
                let more = factor * capacity[plant] * (1.0 - damaged);
                row.extend(finish[plant][..=t].iter().map(|column| (*column, -more)));
            }
            program.row(Bounds::at_most(there), &row);
        }
    }
    has_size(&program, &stored);
    close(-least(&program), 702.0);
}
