//! A solver whose answers are wrong, as real ones have been: nothing wrong may get through.

use super::super::{
    Ask, Bounds, Change, Go, Optimiser, Outcome, Program, Progress, Solver, Status,
};
use crate::error::Result;

/// Claims an answer while it is warm, and gives another one when it is asked to start anew.
struct Liar {
    warm: f64,
    cold: f64,
}

impl Solver for Liar {
    fn name(&self) -> &'static str {
        "liar"
    }

    fn solve(
        &mut self,
        _program: &Program,
        _changes: &[Change],
        ask: &Ask<'_>,
        _watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Outcome> {
        let value = if ask.cold { self.cold } else { self.warm };
        let (values, bound) = (vec![value], f64::NEG_INFINITY);
        Ok(Outcome { status: Status::Optimal, values, duals: Some(vec![1.0]), bound })
    }
}

/// min x with x ≥ 2, whose dual is 1.
fn at_least_two() -> Program {
    let mut program = Program::new();
    let x = program.column(1.0, Bounds::between(0.0, 9.0));
    program.row(Bounds::at_least(2.0), &[(x, 1.0)]);
    program
}

fn with(warm: f64, cold: f64) -> Optimiser {
    Optimiser::with(at_least_two(), Box::new(Liar { warm, cold }))
}

#[test]
fn a_wrong_answer_is_found_out_and_found_again() {
    // Not the least; outside the row; outside the column; not a number.
    for wrong in [3.0, 1.0, -1.0, f64::NAN, f64::INFINITY] {
        let answer = with(wrong, 2.0).solve(&Ask::default()).unwrap();
        assert!(answer.again);
        assert_eq!((answer.objective, answer.bound), (2.0, 2.0));
        let error = with(wrong, wrong).solve(&Ask::default()).unwrap_err();
        assert_eq!(error.code(), "program::check");
    }
    assert!(!with(2.0, 3.0).solve(&Ask::default()).unwrap().again);
}
