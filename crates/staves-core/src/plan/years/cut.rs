//! Cuts: what a year must keep in hand so that the loss of its worst draws stays within a limit, as
//! a stress test around a plan tells it (docs/src/models/years.md, "Limit on the tail loss").

use super::Years;
use super::build::Built;
use crate::program::{Bounds, Column};

/// What makes the loss of a year smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lever {
    /// Capacity beyond output, by industry.
    Spare(usize),
    /// The part of a project that is done.
    Project(usize),
}

/// What a lever is worth around a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Credit {
    /// The lever.
    pub lever: Lever,
    /// Where it stands in the plan that was tested.
    pub from: f64,
    /// How much further it was tried: beyond that nothing is credited.
    pub most: f64,
    /// Loss avoided by a unit of it.
    pub worth: f64,
}

/// What must be avoided of the loss of a year: Σ worth × min(lever − from, most) ≥ least.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// The year.
    pub year: usize,
    /// What counts.
    pub credits: Vec<Credit>,
    /// Loss that must be avoided.
    pub least: f64,
}

impl Built {
    /// Adds a cut; gives the column of what is not avoided.
    pub(super) fn cut(&mut self, plan: &Years, cut: &Cut) -> Column {
        let short = self.program.column(0.0, Bounds::at_least(0.0));
        let mut row = vec![(short, 1.0)];
        for credit in &cut.credits {
            let credited = self.program.column(0.0, Bounds::at_most(credit.most));
            row.push((credited, credit.worth));
            let (first, mut terms) = self.lever(plan, cut.year, credit.lever);
            terms.iter_mut().for_each(|(_, amount)| *amount = -*amount);
            terms.push((credited, 1.0));
            self.program.row(Bounds::at_most(first - credit.from), &terms);
        }
        self.program.row(Bounds::at_least(cut.least), &row);
        short
    }

    /// Where a lever stands in a year: what is given, and columns.
    fn lever(&self, plan: &Years, year: usize, lever: Lever) -> (f64, Vec<(Column, f64)>) {
        match lever {
            Lever::Spare(industry) => {
                let (first, mut terms) = self.capacity(plan, year, industry);
                terms.extend(self.output[year][industry].map(|output| (output, -1.0)));
                (first, terms)
            }
            Lever::Project(project) => {
                let done = year.checked_sub(plan.projects[project].lead);
                let begun = done.into_iter().flat_map(|year| self.begun(year, project));
                (0.0, begun.map(|column| (column, 1.0)).collect())
            }
        }
    }
}
