//! Which units to open within budgets (docs/src/models/resume.md, "Which to open").

use super::output::{Output, Terms};
use super::values::Values;
use crate::error::{Error, Result};
use crate::program::{Ask, Bounds, Column, Go, Optimiser, Program, Progress, Row};

/// A limit on what opening may take.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// Name of what is taken.
    pub name: String,
    /// The most that may be taken.
    pub limit: f64,
    /// What opening each unit whole takes.
    pub uses: Vec<f64>,
}

impl Budget {
    /// What some shares take.
    #[must_use]
    pub fn taken(&self, shares: &[f64]) -> f64 {
        self.uses.iter().zip(shares).map(|(uses, share)| uses * share).sum()
    }

    /// Whether some shares keep to it, rounding aside.
    #[must_use]
    pub fn allows(&self, shares: &[f64]) -> bool {
        self.taken(shares) <= self.limit + 1e-9 * self.limit.abs().max(1.0)
    }
}

/// What to open.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Share of each unit that is opened.
    pub open: Vec<f64>,
    /// What comes out of a period then.
    pub value: f64,
    /// What no choice exceeds.
    pub bound: f64,
    /// What one more unit of each budget is worth, as long as units may be opened in part.
    pub worth: Vec<f64>,
}

/// The shares, or with `whole` the units, that give most within the budgets. Those of `must` are
/// opened whole in any case.
///
/// # Errors
/// `resume::over-budget` when those of `must` take more than there is; of the solver.
pub fn choose(
    output: &dyn Output,
    budgets: &[Budget],
    must: &[bool],
    whole: bool,
    ask: &Ask<'_>,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Choice> {
    let forced: Vec<f64> = must.iter().map(|must| f64::from(u8::from(*must))).collect();
    if let Some(budget) = budgets.iter().find(|budget| !budget.allows(&forced)) {
        return Err(Error::new("resume::over-budget")
            .with("budget", &budget.name)
            .with("needed", budget.taken(&forced))
            .with("limit", budget.limit));
    }
    let mut program = Program::new();
    let open: Vec<Column> = must
        .iter()
        .map(|must| {
            let column = program.choice(0.0);
            if *must {
                program.row(Bounds::exactly(1.0), &[(column, 1.0)]);
            }
            column
        })
        .collect();
    let rows: Vec<Row> = budgets
        .iter()
        .map(|budget| {
            let terms = open.iter().copied().zip(budget.uses.iter().copied());
            program.row(Bounds::at_most(budget.limit), &terms.collect::<Vec<_>>())
        })
        .collect();
    let of: Vec<Terms> = open.iter().map(|column| vec![(*column, 1.0)]).collect();
    output.write(&mut program, &of, 1.0);
    let shares = Optimiser::new(program.relaxed()).solve(&Ask::default())?;
    let worth = |row: &Row| shares.duals.as_ref().map_or(f64::NAN, |duals| -duals[row.place()]);
    let worth = rows.iter().map(|row| worth(row) + 0.0).collect();
    let found = |values: &[f64]| open.iter().map(|column| values[column.place()]).collect();
    if !whole {
        let (value, bound) = (-shares.objective + 0.0, -shares.bound + 0.0);
        return Ok(Choice { open: found(&shares.values), value, bound, worth });
    }
    let (shares, most) = (found(&shares.values), -shares.bound);
    let mut values = Values::new(output, vec![1.0; must.len()]);
    let mut set = rounded(&shares, budgets, must);
    let mut optimiser = Optimiser::new(program);
    let answer = optimiser.solve_watched(ask, watch)?;
    if answer.found() {
        let found: Vec<f64> = found(&answer.values);
        let found: Vec<bool> = found.iter().map(|share| *share > 0.5).collect();
        if values.of(&found)? >= values.of(&set)? {
            set = found;
        }
    }
    let (set, value) = needed(set, must, &mut values)?;
    let open = set.iter().map(|open| f64::from(u8::from(*open))).collect();
    Ok(Choice { open, value, bound: (-answer.bound).min(most).max(value), worth })
}

/// Shares made whole: the largest first, as long as they fit.
pub(super) fn rounded(shares: &[f64], budgets: &[Budget], must: &[bool]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..shares.len()).filter(|unit| shares[*unit] > 1e-6).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
    fitting(&order, budgets, must)
}

/// Those of an order that still fit, one after the other, beside those that are opened in any case.
pub fn fitting(order: &[usize], budgets: &[Budget], must: &[bool]) -> Vec<bool> {
    let mut set = must.to_vec();
    for unit in order {
        set[*unit] = true;
        let shares: Vec<f64> = set.iter().map(|open| f64::from(u8::from(*open))).collect();
        set[*unit] = must[*unit] || budgets.iter().all(|budget| budget.allows(&shares));
    }
    set
}

/// A set without the units that add nothing to it, with its value.
fn needed(mut set: Vec<bool>, must: &[bool], values: &mut Values) -> Result<(Vec<bool>, f64)> {
    let value = values.of(&set)?;
    for unit in (0..set.len()).filter(|unit| !must[*unit]) {
        if std::mem::replace(&mut set[unit], false) {
            set[unit] = values.of(&set)? < value - 1e-9 * value.abs().max(1.0);
        }
    }
    Ok((set, value))
}
