//! Solving a plan over years: shortages first, then targets by priority, then the goal.

use super::build::{Built, Limit};
use super::steps::{keep, meet, shortages, unavoided};
use super::{Goal, Years};
use crate::error::{Error, Result};
use crate::program::{Answer, Ask, Bounds, Column, Optimiser, Status};

/// A plan over years, by year from 0 and good.
#[derive(Clone, Debug, PartialEq)]
pub struct Developed {
    /// The value of the goal.
    pub goal: f64,
    /// What the goal of no plan exceeds: from the duals, by us.
    pub bound: f64,
    /// Output.
    pub output: Vec<Vec<f64>>,
    /// Capacity ordered.
    pub ordered: Vec<Vec<f64>>,
    /// Capacity.
    pub capacity: Vec<Vec<f64>>,
    /// Imports.
    pub imported: Vec<Vec<f64>>,
    /// Stock at the end of the year.
    pub stock: Vec<Vec<f64>>,
    /// Given demand that is not met.
    pub shortage: Vec<Vec<f64>>,
    /// Level of consumption by year.
    pub level: Vec<f64>,
    /// Capacity missing after the last year, by industry.
    pub missing: Vec<f64>,
    /// By how much each target is missed.
    pub missed: Vec<f64>,
    /// The part of each project that is begun, by year.
    pub begun: Vec<Vec<f64>>,
    /// Loss that is not avoided, by cut.
    pub unavoided: Vec<f64>,
    /// Limits that bind, and by how much the goal rises with a further unit of each.
    pub prices: Vec<(Limit, f64)>,
    /// For each priority of which targets are missed: which, and limits that bind them, with how
    /// much the sum of weight × missed / wanted falls with a further unit of each.
    pub why: Vec<Why>,
}

/// Targets of one priority that are missed, and what would help.
pub type Why = (Vec<usize>, Vec<(Limit, f64)>);

/// Least and most of what an industry orders over all years, in plans nearly as good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Capacity ordered by the plan.
    pub chosen: f64,
    /// Least.
    pub least: f64,
    /// Most.
    pub most: f64,
}

/// The program solved to the end, with what it takes to look around the answer.
pub(super) struct Solved {
    pub built: Built,
    pub optimiser: Optimiser,
    pub answer: Answer,
    why: Vec<Why>,
}

/// The best plan: shortages as small as can be, then targets missed as little as can be, priority
/// by priority, then the goal as large as can be.
///
/// # Errors
/// `plan::goal-without-end`; of the solver.
pub fn develop(plan: &Years) -> Result<Developed> {
    Ok(Solved::new(plan)?.developed(plan))
}

/// For each industry how little and how much may be ordered when the goal is smaller by a share
/// (near-optimal alternatives; Brill, Chang and Hopkins 1982).
///
/// # Errors
/// As [`develop`].
pub fn ranges(plan: &Years, share: f64) -> Result<Vec<Range>> {
    let mut solved = Solved::new(plan)?;
    let goal = solved.built.goal(plan);
    let least = -solved.answer.objective;
    let row: Vec<(Column, f64)> = goal.iter().map(|(column, cost)| (*column, -cost)).collect();
    let near = least - share * least.abs();
    solved.optimiser.add_row(Bounds::at_least(near), &row);
    goal.iter().for_each(|(column, _)| solved.optimiser.set_cost(*column, 0.0));
    let mut ranges = Vec::new();
    for industry in 0..plan.goods() {
        let columns: Vec<Column> =
            solved.built.ordered.iter().filter_map(|year| year[industry]).collect();
        let total = |answer: &Answer| columns.iter().map(|column| answer.value(*column)).sum();
        let chosen: f64 = total(&solved.answer);
        let mut end = |sign: f64| -> Result<f64> {
            columns.iter().for_each(|column| solved.optimiser.set_cost(*column, sign));
            let answer = solved.optimiser.solve(&Ask::default())?;
            match answer.status {
                Status::Optimal => Ok(total(&answer)),
                _ => Ok(f64::INFINITY),
            }
        };
        let (low, high) = (end(1.0)?, end(-1.0)?);
        columns.iter().for_each(|column| solved.optimiser.set_cost(*column, 0.0));
        // Rounding must not put the plan itself outside.
        ranges.push(Range { chosen, least: low.min(chosen), most: high.max(chosen) });
    }
    Ok(ranges)
}

impl Solved {
    pub fn new(plan: &Years) -> Result<Self> {
        let built = Built::new(plan);
        let mut optimiser = Optimiser::new(built.program.clone());
        let mut why = Vec::new();
        let short: Vec<(Column, f64)> = shortages(plan, &built);
        if !short.is_empty() {
            keep(&mut optimiser, &short)?;
        }
        let mut priorities: Vec<u32> = plan.targets.iter().map(|t| t.priority).collect();
        priorities.push(0);
        priorities.sort_unstable();
        priorities.dedup();
        for priority in priorities {
            why.extend(meet(plan, &built, &mut optimiser, priority)?);
            if priority == 0 && !plan.cuts.is_empty() {
                keep(&mut optimiser, &unavoided(plan, &built))?;
            }
        }
        for (column, cost) in built.goal(plan) {
            optimiser.set_cost(column, cost);
        }
        let answer = optimiser.solve(&Ask::default())?;
        match answer.status {
            Status::Optimal => Ok(Self { built, optimiser, answer, why }),
            Status::Unbounded => Err(Error::new("plan::goal-without-end")),
            status => Err(Error::new("program::solver")
                .with("solver", optimiser.solver())
                .with("what", format!("{status:?}"))),
        }
    }

    fn developed(&self, plan: &Years) -> Developed {
        let answer = &self.answer;
        let value = |column: &Option<Column>| column.map_or(0.0, |column| answer.value(column));
        let grid = |columns: &[Vec<Option<Column>>]| -> Vec<Vec<f64>> {
            columns.iter().map(|year| year.iter().map(value).collect()).collect()
        };
        let capacity = |year: usize, industry: usize| {
            let (first, terms) = self.built.capacity(plan, year, industry);
            first + terms.iter().map(|(column, left)| left * answer.value(*column)).sum::<f64>()
        };
        let capacity = (0..=plan.years + plan.lag)
            .map(|year| (0..plan.goods()).map(|j| capacity(year, j)).collect())
            .collect();
        Developed {
            goal: -answer.objective,
            bound: -answer.bound,
            output: grid(&self.built.output),
            ordered: grid(&self.built.ordered),
            capacity,
            imported: grid(&self.built.imported),
            stock: grid(&self.built.stock),
            shortage: grid(&self.built.shortage),
            level: self.built.level.iter().map(value).collect(),
            missing: self.built.missing.iter().map(value).collect(),
            missed: self.built.missed.iter().map(|column| answer.value(*column)).collect(),
            unavoided: self.built.unavoided.iter().map(|column| answer.value(*column)).collect(),
            begun: grid(&self.built.begun),
            prices: prices(&self.built, answer),
            why: self.why.clone(),
        }
    }
}

/// What a further unit of each limit that binds saves, the largest first.
pub(super) fn prices(built: &Built, answer: &Answer) -> Vec<(Limit, f64)> {
    let Some(duals) = &answer.duals else { return Vec::new() };
    let mut prices: Vec<(Limit, f64)> = built
        .limits
        .iter()
        .filter(|(_, limit)| !matches!(limit, Limit::Target(_)))
        .map(|(row, limit)| (*limit, -duals[row.place()]))
        .filter(|(_, price)| price.abs() > 1e-12)
        .collect();
    prices.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    prices
}

impl Goal {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Consumption { .. } => "consumption",
            Self::Capacity => "capacity",
            Self::Output { .. } => "output",
            Self::Labour => "labour",
        }
    }
}
