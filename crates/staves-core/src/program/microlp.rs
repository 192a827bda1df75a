//! microlp, in Rust throughout: for machines where HiGHS cannot be built. Right on small programs,
//! slow on large ones. It keeps nothing between calls.

use super::dual::dual;
use super::solver::{Ask, Change, Go, Outcome, Progress, Solver, Status};
use super::{Bounds, Program};
use crate::error::{Error, Result};
use microlp::{
    ComparisonOp, Error as TheirError, InterruptedSolve, LinearExpr, OptimizationDirection,
    Problem, Solution, SolutionStatus, SolveOptions, SolveOutcome, Variable,
};
use std::time::Duration;

/// The solver.
#[derive(Clone, Copy, Debug, Default)]
pub struct Microlp;

fn problem(program: &Program) -> (Problem, Vec<Variable>) {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let columns = program.cost.iter().zip(&program.columns).zip(&program.integer);
    let variables: Vec<Variable> = columns
        .map(|((cost, bounds), integer)| {
            if *integer {
                // `as` keeps the infinite within what they take for no limit.
                let bounds = (bounds.lower.ceil() as i32, bounds.upper.floor() as i32);
                problem.add_integer_var(*cost, bounds)
            } else {
                problem.add_var(*cost, (bounds.lower, bounds.upper))
            }
        })
        .collect();
    for (row, bounds) in program.rows.iter().enumerate() {
        let mut sum = LinearExpr::empty();
        program.terms(row).for_each(|(place, value)| sum.add(variables[place], value));
        for (operator, bound) in sides(*bounds) {
            problem.add_constraint(sum.clone(), operator, bound);
        }
    }
    (problem, variables)
}

fn sides(bounds: Bounds) -> Vec<(ComparisonOp, f64)> {
    if bounds.lower == bounds.upper {
        return vec![(ComparisonOp::Eq, bounds.lower)];
    }
    let lower = bounds.lower.is_finite().then_some((ComparisonOp::Ge, bounds.lower));
    let upper = bounds.upper.is_finite().then_some((ComparisonOp::Le, bounds.upper));
    lower.into_iter().chain(upper).collect()
}

/// Tolerances as tight as the check needs them: what is rounded to a whole number moves its rows.
fn options() -> SolveOptions {
    let mut options = SolveOptions::default();
    options.int_tol = 1e-9;
    options.tolerances.feasibility = 1e-9;
    options
}

fn failed(error: &TheirError) -> Error {
    Error::new("program::solver").with("solver", "microlp").with("what", error.to_string())
}

/// Duals by solving the dual program, which has the same objective at the optimum.
fn duals(program: &Program) -> Option<Vec<f64>> {
    let (dual, rows) = dual(program);
    let (problem, variables) = problem(&dual);
    let outcome = problem.solve_with(options()).ok()?;
    let solution = outcome.solution()?;
    let value = |columns: &Vec<(super::Column, f64)>| {
        columns.iter().map(|(c, sign)| sign * solution.var_value(variables[c.place()])).sum()
    };
    Some(rows.iter().map(value).collect())
}

fn without(status: Status) -> Outcome {
    Outcome { status, values: Vec::new(), duals: None, bound: f64::NEG_INFINITY }
}

impl Solver for Microlp {
    fn name(&self) -> &'static str {
        "microlp"
    }

    fn solve(
        &mut self,
        program: &Program,
        _changes: &[Change],
        ask: &Ask<'_>,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Outcome> {
        let begin = Progress { seconds: 0.0, objective: f64::INFINITY, bound: f64::NEG_INFINITY };
        if watch(&begin) == Go::Stop {
            return Ok(without(Status::Nothing));
        }
        let (problem, variables) = problem(program);
        let mut options = options();
        options.time_limit = ask.seconds.map(Duration::from_secs_f64);
        options.mip_gap = ask.gap;
        options.warm_start = ask
            .start
            .filter(|_| program.integers() > 0)
            .map(|start| variables.iter().copied().zip(start.iter().copied()).collect());
        let outcome = match problem.solve_with(options) {
            Ok(outcome) => outcome,
            Err(TheirError::Infeasible) => return Ok(without(Status::Infeasible)),
            Err(TheirError::Unbounded) => return Ok(without(Status::Unbounded)),
            Err(error) => return Err(failed(&error)),
        };
        match outcome {
            SolveOutcome::Interrupted(InterruptedSolve { .. }) => Ok(without(Status::Nothing)),
            SolveOutcome::Solution(solution) => Ok(answered(program, &variables, &solution, ask)),
        }
    }
}

fn answered(
    program: &Program,
    variables: &[Variable],
    solution: &Solution,
    ask: &Ask<'_>,
) -> Outcome {
    let values: Vec<f64> = variables.iter().map(|v| solution.var_value(*v)).collect();
    let gap = solution.gap().unwrap_or(f64::INFINITY);
    let optimal = solution.status() == SolutionStatus::Optimal || gap <= ask.gap;
    let mixed = program.integers() > 0;
    let objective = program.objective(&values);
    // Their gap is relative to the objective; one that is not known bounds nothing.
    let bound = match (mixed, solution.status()) {
        (true, SolutionStatus::Optimal) => objective,
        (true, _) if gap.is_finite() => objective - gap * objective.abs(),
        _ => f64::NEG_INFINITY,
    };
    Outcome {
        status: if optimal { Status::Optimal } else { Status::Feasible },
        values,
        duals: if mixed || !optimal { None } else { duals(program) },
        bound,
    }
}
