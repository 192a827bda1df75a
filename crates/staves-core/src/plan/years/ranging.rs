//! How far prices hold, and what looser limits do to targets that are missed: by solving again.

use super::build::Limit;
use super::solve::Solved;
use super::{Years, develop};
use crate::error::Result;
use crate::program::{Ask, Bounds, Status};

/// Values of the goal that agree to this are the same.
const SAME: f64 = 1e-7;
/// Most lines that are tried for one price.
const LINES: usize = 20;

/// By how much each of some limits may be loosened until its price changes (ranging of the right-hand
/// side), in the limit's unit; no more is tried than would double the goal.
///
/// The goal is concave in a limit. Where it rises by price × change, it does so all the way to there;
/// where it rises by less, the line at the far end meets the first line at a nearer change, which is
/// tried next (Gass and Saaty 1955, parametric programming). 0: the price does not hold in the
/// direction that helps.
///
/// # Errors
/// As [`develop`].
pub fn room(plan: &Years, limits: &[Limit]) -> Result<Vec<f64>> {
    let mut solved = Solved::new(plan)?;
    limits.iter().map(|limit| solved.room(*limit)).collect()
}

impl Solved {
    fn room(&mut self, limit: Limit) -> Result<f64> {
        let row = self.built.limits.iter().find(|(_, known)| *known == limit).map(|(row, _)| *row);
        let (Some(row), Some(duals)) = (row, &self.answer.duals) else { return Ok(f64::NAN) };
        let (bounds, price) = (self.optimiser.program().bounds(row), -duals[row.place()]);
        let (first, size) = (-self.answer.objective, self.answer.objective.abs().max(1.0));
        // No change is larger than what all of the goal would pay for.
        let mut change = size / price.abs();
        let mut room = 0.0;
        for _ in 0..LINES {
            let moved = moved(bounds, change * price.signum());
            self.optimiser.set_row(row, moved);
            let answer = self.optimiser.solve(&Ask::default())?;
            let (Status::Optimal, Some(duals)) = (answer.status, &answer.duals) else { break };
            let (there, slope) = (-answer.objective, duals[row.place()].abs());
            if there >= first + price.abs() * change - SAME * size {
                room = change;
                break;
            }
            // Where the two lines meet.
            let meet = (there - slope * change - first) / (price.abs() - slope);
            if !(meet > 0.0 && meet < change) {
                break;
            }
            change = meet;
        }
        self.optimiser.set_row(row, bounds);
        Ok(room)
    }
}

fn moved(bounds: Bounds, by: f64) -> Bounds {
    Bounds::between(bounds.lower + by, bounds.upper + by)
}

impl Years {
    /// The same plan with one limit looser by a share of it: more capacity, work, imports, foreign
    /// money, emissions; less capacity that must be left.
    #[must_use]
    pub fn loosened(&self, limit: Limit, share: f64) -> Self {
        let mut plan = self.clone();
        match limit {
            Limit::Capacity(year, industry) => {
                let more = share * self.inherited(year, industry);
                let empty = || vec![0.0; self.goods()];
                plan.arriving.resize_with(plan.arriving.len().max(year + 1), empty);
                plan.arriving[year][industry] += more;
            }
            Limit::Labour(year, kind) => plan.labour[kind].limit[year] *= 1.0 + share,
            Limit::Imports(_, good) => plan.imports[good] *= 1.0 + share,
            Limit::Foreign(year) => plan.foreign[year] *= 1.0 + share,
            Limit::Emissions(year) => plan.most_emissions[year] *= 1.0 + share,
            Limit::After(industry) => {
                plan.capacity_after[industry] *= 1.0 - share;
                plan.output_after[industry] *= 1.0 - share;
            }
            Limit::Balance(..) | Limit::Target(_) => {}
        }
        plan
    }

    /// How much of a limit there is, in its unit: what [`Years::loosened`] takes a share of. Of imports
    /// only what given demand allows.
    #[must_use]
    pub fn size(&self, limit: Limit) -> f64 {
        match limit {
            Limit::Capacity(year, industry) => self.inherited(year, industry),
            Limit::Labour(year, kind) => self.labour[kind].limit[year],
            Limit::Imports(year, good) => self.imports[good] * self.demand[year][good].max(0.0),
            Limit::Foreign(year) => self.foreign[year],
            Limit::Emissions(year) => self.most_emissions[year],
            Limit::After(industry) => self.capacity_after[industry],
            Limit::Balance(..) | Limit::Target(_) => 0.0,
        }
    }

    /// By how much some targets are missed together, each as a share of what is wanted times its
    /// weight.
    #[must_use]
    pub fn missed(&self, targets: &[usize], missed: &[f64]) -> f64 {
        let share = |k: &usize| {
            let target = &self.targets[*k];
            target.weight * missed[*k] / target.value.abs().max(1e-9)
        };
        targets.iter().map(share).sum()
    }
}

/// What some targets are missed by when each of some limits is looser by a share of it, one at a
/// time: the first is what they are missed by as it is.
///
/// # Errors
/// As [`develop`].
pub fn relaxed(
    plan: &Years,
    targets: &[usize],
    limits: &[Limit],
    share: f64,
) -> Result<(f64, Vec<f64>)> {
    let missed = |plan: &Years| Ok(plan.missed(targets, &develop(plan)?.missed));
    let each = limits.iter().map(|limit| missed(&plan.loosened(*limit, share)));
    Ok((missed(plan)?, each.collect::<Result<Vec<_>>>()?))
}
