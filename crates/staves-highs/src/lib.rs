//! A safe handle on [HiGHS](https://highs.dev), the solver for linear and mixed-integer programs.
//!
//! The handle is persistent: a program is passed once, its bounds and costs are changed and rows are
//! added, and every further run starts from where the last one ended. This is all that is in here;
//! what the answers mean, and whether they are right, is checked by those who ask.
//!
//! Why the `unsafe` blocks are sound: the handle comes from `Highs_create`, is owned by one value and
//! is freed once, when that is dropped. HiGHS copies every array during the call that gets it, and
//! every array is as long as the counts passed with it say, which is checked before the call. It
//! writes solutions into buffers made as long as its own counts. The callback is set and unset around
//! one run, so that what it points to outlives every call of it.

mod problem;
#[cfg(test)]
mod tests;
mod watch;

pub use problem::Problem;
pub use watch::{Go, Progress};

use highs_sys as c;
use std::ffi::{CStr, c_void};
use std::ptr::{self, NonNull};

/// HiGHS refused a call: what was passed is not a program, or there was no memory for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(
    /// Name of the call.
    pub &'static str,
);

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Solved, within the tolerances and the gap asked for.
    Optimal,
    /// No point satisfies all rows and bounds.
    Infeasible,
    /// The objective has no limit.
    Unbounded,
    /// One of the two before.
    InfeasibleOrUnbounded,
    /// Stopped by a limit or by the one who watches.
    Stopped,
    /// Anything else: numerical trouble.
    Failed,
}

/// Values at the end of a run.
#[derive(Clone, Debug, Default)]
pub struct Solution {
    /// One value per column.
    pub columns: Vec<f64>,
    /// One dual per row; all zero for a mixed-integer program.
    pub row_duals: Vec<f64>,
}

/// A program inside HiGHS.
#[derive(Debug)]
pub struct Highs {
    handle: NonNull<c_void>,
}

// SAFETY: the handle is not shared with anything, and HiGHS keeps no thread-local state per handle.
unsafe impl Send for Highs {}

impl Drop for Highs {
    fn drop(&mut self) {
        // SAFETY: the handle is live and this is the only place that frees it.
        unsafe { c::Highs_destroy(self.handle.as_ptr()) }
    }
}

fn accepted(call: &'static str, status: c::HighsInt) -> Result<(), Refused> {
    // A warning (1) is an accepted call.
    if status == c::STATUS_ERROR { Err(Refused(call)) } else { Ok(()) }
}

/// A count or a position in the integers of HiGHS.
fn int(call: &'static str, value: usize) -> Result<c::HighsInt, Refused> {
    c::HighsInt::try_from(value).map_err(|_| Refused(call))
}

impl Highs {
    /// An empty program that prints nothing.
    ///
    /// # Errors
    /// When HiGHS cannot be set up.
    pub fn new() -> Result<Self, Refused> {
        // SAFETY: no arguments.
        let handle = unsafe { c::Highs_create() };
        let mut highs = Self { handle: NonNull::new(handle).ok_or(Refused("Highs_create"))? };
        highs.set_bool(c"output_flag", false)?;
        Ok(highs)
    }

    /// Sets an option that is on or off.
    ///
    /// # Errors
    /// When there is no such option.
    pub fn set_bool(&mut self, option: &CStr, value: bool) -> Result<(), Refused> {
        // SAFETY: the handle is live and the name ends with a zero.
        let status = unsafe {
            c::Highs_setBoolOptionValue(self.handle.as_ptr(), option.as_ptr(), value.into())
        };
        accepted("Highs_setBoolOptionValue", status)
    }

    /// Sets an option that is a whole number.
    ///
    /// # Errors
    /// When there is no such option or the value is outside its range.
    pub fn set_int(&mut self, option: &CStr, value: i32) -> Result<(), Refused> {
        // SAFETY: the handle is live and the name ends with a zero.
        let status =
            unsafe { c::Highs_setIntOptionValue(self.handle.as_ptr(), option.as_ptr(), value) };
        accepted("Highs_setIntOptionValue", status)
    }

    /// Sets an option that is a number.
    ///
    /// # Errors
    /// When there is no such option or the value is outside its range.
    pub fn set_number(&mut self, option: &CStr, value: f64) -> Result<(), Refused> {
        // SAFETY: the handle is live and the name ends with a zero.
        let status =
            unsafe { c::Highs_setDoubleOptionValue(self.handle.as_ptr(), option.as_ptr(), value) };
        accepted("Highs_setDoubleOptionValue", status)
    }

    /// Sets an option that is a word.
    ///
    /// # Errors
    /// When there is no such option or no such word.
    pub fn set_word(&mut self, option: &CStr, value: &CStr) -> Result<(), Refused> {
        // SAFETY: the handle is live and both texts end with a zero.
        let status = unsafe {
            c::Highs_setStringOptionValue(self.handle.as_ptr(), option.as_ptr(), value.as_ptr())
        };
        accepted("Highs_setStringOptionValue", status)
    }

    /// Replaces the program, to be minimised.
    ///
    /// # Errors
    /// When arrays do not fit each other or HiGHS does not take them.
    pub fn pass(&mut self, problem: &Problem<'_>) -> Result<(), Refused> {
        const CALL: &str = "Highs_passMip";
        problem.fits().then_some(()).ok_or(Refused(CALL))?;
        let (columns, rows) = (problem.cost.len(), problem.row_lower.len());
        let start = problem.start.iter().map(|k| int(CALL, *k)).collect::<Result<Vec<_>, _>>()?;
        let index =
            problem.index.iter().map(|k| int(CALL, *k as usize)).collect::<Result<Vec<_>, _>>()?;
        let integer: Vec<c::HighsInt> = problem.integer.iter().map(|is| (*is).into()).collect();
        let counts = [int(CALL, columns)?, int(CALL, rows)?, int(CALL, index.len())?];
        // SAFETY: the handle is live; `fits` has checked that every array has the length that the
        // counts say and that indices name columns; HiGHS copies them.
        let status = unsafe {
            c::Highs_passMip(
                self.handle.as_ptr(),
                counts[0],
                counts[1],
                counts[2],
                c::MATRIX_FORMAT_ROW_WISE,
                c::OBJECTIVE_SENSE_MINIMIZE,
                0.0,
                problem.cost.as_ptr(),
                problem.lower.as_ptr(),
                problem.upper.as_ptr(),
                problem.row_lower.as_ptr(),
                problem.row_upper.as_ptr(),
                start.as_ptr(),
                index.as_ptr(),
                problem.value.as_ptr(),
                integer.as_ptr(),
            )
        };
        accepted(CALL, status)
    }

    /// Sets the bounds of a column.
    ///
    /// # Errors
    /// When there is no such column or a bound is not a number.
    pub fn set_column(&mut self, column: usize, lower: f64, upper: f64) -> Result<(), Refused> {
        const CALL: &str = "Highs_changeColBounds";
        let column = int(CALL, column)?;
        // SAFETY: the handle is live; HiGHS refuses a column it does not have.
        let status =
            unsafe { c::Highs_changeColBounds(self.handle.as_ptr(), column, lower, upper) };
        accepted(CALL, status)
    }

    /// Sets the bounds of a row.
    ///
    /// # Errors
    /// When there is no such row or a bound is not a number.
    pub fn set_row(&mut self, row: usize, lower: f64, upper: f64) -> Result<(), Refused> {
        const CALL: &str = "Highs_changeRowBounds";
        let row = int(CALL, row)?;
        // SAFETY: the handle is live; HiGHS refuses a row it does not have.
        let status = unsafe { c::Highs_changeRowBounds(self.handle.as_ptr(), row, lower, upper) };
        accepted(CALL, status)
    }

    /// Sets what a unit of a column costs.
    ///
    /// # Errors
    /// When there is no such column or the cost is not a number.
    pub fn set_cost(&mut self, column: usize, cost: f64) -> Result<(), Refused> {
        const CALL: &str = "Highs_changeColCost";
        let column = int(CALL, column)?;
        // SAFETY: the handle is live; HiGHS refuses a column it does not have.
        let status = unsafe { c::Highs_changeColCost(self.handle.as_ptr(), column, cost) };
        accepted(CALL, status)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the lengths differ, or HiGHS does not take the row.
    pub fn add_row(
        &mut self,
        lower: f64,
        upper: f64,
        index: &[u32],
        value: &[f64],
    ) -> Result<(), Refused> {
        const CALL: &str = "Highs_addRow";
        (index.len() == value.len()).then_some(()).ok_or(Refused(CALL))?;
        let index = index.iter().map(|k| int(CALL, *k as usize)).collect::<Result<Vec<_>, _>>()?;
        let count = int(CALL, index.len())?;
        // SAFETY: the handle is live; both arrays have `count` elements; HiGHS refuses an index
        // outside its columns and copies the arrays.
        let status = unsafe {
            c::Highs_addRow(
                self.handle.as_ptr(),
                lower,
                upper,
                count,
                index.as_ptr(),
                value.as_ptr(),
            )
        };
        accepted(CALL, status)
    }

    /// Offers values of the columns to start from.
    ///
    /// # Errors
    /// When there is not one value per column.
    pub fn start_from(&mut self, columns: &[f64]) -> Result<(), Refused> {
        const CALL: &str = "Highs_setSolution";
        (columns.len() == self.columns()).then_some(()).ok_or(Refused(CALL))?;
        // SAFETY: the handle is live; there is one value per column; null means "not given".
        let status = unsafe {
            c::Highs_setSolution(
                self.handle.as_ptr(),
                columns.as_ptr(),
                ptr::null(),
                ptr::null(),
                ptr::null(),
            )
        };
        accepted(CALL, status)
    }

    /// Forgets how it solved the program, and keeps the program.
    ///
    /// # Errors
    /// When HiGHS does not take the call.
    pub fn forget(&mut self) -> Result<(), Refused> {
        // SAFETY: the handle is live.
        accepted("Highs_clearSolver", unsafe { c::Highs_clearSolver(self.handle.as_ptr()) })
    }

    /// Solves the program, telling `watch` how it goes, which may stop it.
    ///
    /// # Errors
    /// When HiGHS does not take the call. Not being able to solve is a [`Status`].
    ///
    /// # Panics
    /// With what `watch` panics with, after HiGHS has returned.
    pub fn run(&mut self, watch: &mut dyn FnMut(&Progress) -> Go) -> Result<Status, Refused> {
        watch::run(self.handle, watch)?;
        // SAFETY: the handle is live.
        let status = unsafe { c::Highs_getModelStatus(self.handle.as_ptr()) };
        Ok(match status {
            c::MODEL_STATUS_OPTIMAL | c::MODEL_STATUS_MODEL_EMPTY => Status::Optimal,
            c::MODEL_STATUS_INFEASIBLE => Status::Infeasible,
            c::MODEL_STATUS_UNBOUNDED => Status::Unbounded,
            c::MODEL_STATUS_UNBOUNDED_OR_INFEASIBLE => Status::InfeasibleOrUnbounded,
            c::MODEL_STATUS_REACHED_TIME_LIMIT
            | c::MODEL_STATUS_REACHED_ITERATION_LIMIT
            | c::MODEL_STATUS_REACHED_SOLUTION_LIMIT
            | c::MODEL_STATUS_REACHED_INTERRUPT
            | c::MODEL_STATUS_REACHED_MEMORY_LIMIT
            | c::MODEL_STATUS_HIGHS_INTERRUPT
            | c::MODEL_STATUS_OBJECTIVE_BOUND
            | c::MODEL_STATUS_OBJECTIVE_TARGET => Status::Stopped,
            _ => Status::Failed,
        })
    }

    /// The best values known, if there are any that satisfy the program.
    #[must_use]
    pub fn solution(&self) -> Option<Solution> {
        if self.int_info(c"primal_solution_status") != Some(c::SOLUTION_STATUS_FEASIBLE) {
            return None;
        }
        let (columns, rows) = (self.columns(), self.rows());
        let mut values = vec![0.0; columns];
        let mut duals = vec![0.0; rows];
        let (mut column_duals, mut row_values) = (vec![0.0; columns], vec![0.0; rows]);
        // SAFETY: the handle is live and every buffer is as long as HiGHS' own counts.
        let status = unsafe {
            c::Highs_getSolution(
                self.handle.as_ptr(),
                values.as_mut_ptr(),
                column_duals.as_mut_ptr(),
                row_values.as_mut_ptr(),
                duals.as_mut_ptr(),
            )
        };
        accepted("Highs_getSolution", status).ok()?;
        Some(Solution { columns: values, row_duals: duals })
    }

    /// The best bound on the objective of a mixed-integer program.
    #[must_use]
    pub fn bound(&self) -> Option<f64> {
        let mut value = 0.0;
        // SAFETY: the handle is live, the name ends with a zero, the value is a live double.
        let status = unsafe {
            c::Highs_getDoubleInfoValue(
                self.handle.as_ptr(),
                c"mip_dual_bound".as_ptr(),
                &raw mut value,
            )
        };
        accepted("Highs_getDoubleInfoValue", status).ok().map(|()| value)
    }

    fn int_info(&self, name: &CStr) -> Option<c::HighsInt> {
        let mut value = 0;
        // SAFETY: the handle is live, the name ends with a zero, the value is a live integer.
        let status = unsafe {
            c::Highs_getIntInfoValue(self.handle.as_ptr(), name.as_ptr(), &raw mut value)
        };
        accepted("Highs_getIntInfoValue", status).ok().map(|()| value)
    }

    fn columns(&self) -> usize {
        // SAFETY: the handle is live.
        usize::try_from(unsafe { c::Highs_getNumCol(self.handle.as_ptr()) }).unwrap_or(0)
    }

    fn rows(&self) -> usize {
        // SAFETY: the handle is live.
        usize::try_from(unsafe { c::Highs_getNumRow(self.handle.as_ptr()) }).unwrap_or(0)
    }
}
