//! HiGHS, which keeps the program between calls and starts from its last basis.

use super::solver::{Ask, Change, Go, Outcome, Progress, Solver, Status};
use super::{Bounds, Program};
use crate::error::{Error, Result};
use staves_highs::{Go as TheirGo, Highs as Handle, Problem, Refused, Status as Theirs};

/// Entries from which on a program without a basis is solved by the interior-point method: many times
/// faster on programs over periods, and slower only on small ones.
const INTERIOR_FROM: usize = 20_000;

/// HiGHS with one program.
pub struct Highs {
    /// None until the first program is passed.
    handle: Option<Handle>,
}

impl Highs {
    /// HiGHS without a program.
    #[must_use]
    pub fn new() -> Self {
        Self { handle: None }
    }
}

impl Default for Highs {
    fn default() -> Self {
        Self::new()
    }
}

fn refused(refused: Refused) -> Error {
    Error::new("program::solver").with("solver", "HiGHS").with("what", refused.0)
}

/// One thread and fixed seeds: the same program gives the same answer on every machine and beside
/// any other work.
fn fresh() -> Result<Handle, Refused> {
    let mut handle = Handle::new()?;
    handle.set_word(c"parallel", c"off")?;
    handle.set_int(c"threads", 1)?;
    handle.set_int(c"random_seed", 0)?;
    handle.set_number(c"primal_feasibility_tolerance", 1e-9)?;
    handle.set_number(c"dual_feasibility_tolerance", 1e-9)?;
    handle.set_number(c"mip_feasibility_tolerance", 1e-9)?;
    Ok(handle)
}

fn pass(handle: &mut Handle, program: &Program) -> Result<(), Refused> {
    let split = |bounds: &[Bounds]| -> (Vec<f64>, Vec<f64>) {
        bounds.iter().map(|bounds| (bounds.lower, bounds.upper)).unzip()
    };
    let (lower, upper) = split(&program.columns);
    let (row_lower, row_upper) = split(&program.rows);
    let start: Vec<usize> = std::iter::once(0).chain(program.ends.iter().copied()).collect();
    handle.pass(&Problem {
        cost: &program.cost,
        lower: &lower,
        upper: &upper,
        integer: &program.integer,
        row_lower: &row_lower,
        row_upper: &row_upper,
        start: &start,
        index: &program.index,
        value: &program.value,
    })
}

fn apply(handle: &mut Handle, program: &Program, change: Change) -> Result<(), Refused> {
    match change {
        Change::Row(row, bounds) => handle.set_row(row.place(), bounds.lower, bounds.upper),
        Change::Column(column, bounds) => {
            handle.set_column(column.place(), bounds.lower, bounds.upper)
        }
        Change::Cost(column, cost) => handle.set_cost(column.place(), cost),
        Change::Added(row) => {
            let (index, value): (Vec<u32>, Vec<f64>) =
                program.terms(row.place()).map(|(column, value)| (column as u32, value)).unzip();
            let bounds = program.bounds(row);
            handle.add_row(bounds.lower, bounds.upper, &index, &value)
        }
    }
}

/// Sets how the next run solves: presolve would forget the basis that a further run starts from.
fn prepare(
    handle: &mut Handle,
    program: &Program,
    ask: &Ask<'_>,
    warm: bool,
) -> Result<(), Refused> {
    handle.set_number(c"time_limit", ask.seconds.unwrap_or(f64::INFINITY))?;
    handle.set_number(c"mip_rel_gap", ask.gap)?;
    handle.set_number(c"mip_abs_gap", 0.0)?;
    let large = program.entries() >= INTERIOR_FROM;
    let interior = !warm && large && program.integers() == 0;
    handle.set_word(c"solver", if interior { c"ipm" } else { c"choose" })?;
    // The first program of a tree has no basis to start from either.
    handle.set_word(c"mip_lp_solver", if large { c"ipm" } else { c"choose" })?;
    let again = warm && program.integers() == 0;
    handle.set_word(c"presolve", if again { c"off" } else { c"choose" })?;
    match ask.start {
        Some(start) => handle.start_from(start),
        None => Ok(()),
    }
}

impl Highs {
    fn run(
        &mut self,
        program: &Program,
        changes: &[Change],
        ask: &Ask<'_>,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Outcome, Refused> {
        let warm = self.handle.is_some() && !ask.cold;
        let mut handle = match self.handle.take() {
            Some(mut handle) if warm => {
                changes.iter().try_for_each(|change| apply(&mut handle, program, *change))?;
                handle
            }
            _ => {
                let mut handle = fresh()?;
                pass(&mut handle, program)?;
                handle
            }
        };
        prepare(&mut handle, program, ask, warm)?;
        let mut watch = |theirs: &staves_highs::Progress| {
            let bound =
                if theirs.bound == f64::INFINITY { f64::NEG_INFINITY } else { theirs.bound };
            let progress = Progress { seconds: theirs.seconds, objective: theirs.objective, bound };
            match watch(&progress) {
                Go::On => TheirGo::On,
                Go::Stop => TheirGo::Stop,
            }
        };
        let mut status = handle.run(&mut watch)?;
        if status == Theirs::InfeasibleOrUnbounded {
            // Presolve cannot tell the two apart; the solver itself can.
            handle.set_word(c"presolve", c"off")?;
            status = handle.run(&mut watch)?;
        }
        let outcome = outcome(&handle, program, status);
        self.handle = Some(handle);
        outcome
    }
}

fn outcome(handle: &Handle, program: &Program, status: Theirs) -> Result<Outcome, Refused> {
    let solution = handle.solution();
    let status = match (status, &solution) {
        (Theirs::Optimal, Some(_)) => Status::Optimal,
        (Theirs::Stopped, Some(_)) => Status::Feasible,
        (Theirs::Stopped, None) => Status::Nothing,
        (Theirs::Infeasible, _) => Status::Infeasible,
        (Theirs::Unbounded, _) => Status::Unbounded,
        (Theirs::InfeasibleOrUnbounded, _) => return Err(Refused("infeasible or unbounded")),
        (Theirs::Optimal | Theirs::Failed, _) => return Err(Refused("Highs_run")),
    };
    let mixed = program.integers() > 0;
    let solution = solution.unwrap_or_default();
    Ok(Outcome {
        status,
        // Only whole numbers have a bound of the tree; for the rest our own check finds it.
        bound: if mixed { handle.bound().unwrap_or(f64::NEG_INFINITY) } else { f64::NEG_INFINITY },
        duals: (!mixed && status == Status::Optimal).then_some(solution.row_duals),
        values: solution.columns,
    })
}

impl Solver for Highs {
    fn name(&self) -> &'static str {
        "HiGHS"
    }

    fn solve(
        &mut self,
        program: &Program,
        changes: &[Change],
        ask: &Ask<'_>,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Outcome> {
        self.run(program, changes, ask, watch).map_err(refused)
    }
}
