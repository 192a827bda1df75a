//! Projects: what can be begun in a year of the plan, whole or in part, besides new capacity.

use super::Years;
use super::build::Built;
use crate::program::{Bounds, Column};

/// Something that can be begun in a year, whole or in part.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Goods it takes in the year in which it is begun, by good.
    pub goods: Vec<f64>,
    /// Years until it is done.
    pub lead: usize,
    /// Capacity it adds when it is done, by industry.
    pub capacity: Vec<f64>,
    /// Places of projects of which at least as large a part must have been begun.
    pub needs: Vec<usize>,
}

impl Built {
    /// No project is done more than once, none without what it needs, and of alternatives one.
    pub(super) fn projects(&mut self, plan: &Years) {
        for project in 0..plan.projects.len() {
            self.at_most_once(plan, &[project]);
        }
        for list in &plan.alternatives {
            self.at_most_once(plan, list);
        }
        for (project, needs) in plan.projects.iter().map(|project| &project.needs).enumerate() {
            for (year, need) in
                (plan.first()..=plan.years).flat_map(|year| needs.iter().map(move |n| (year, *n)))
            {
                let begun = self.begun(year, project).map(|column| (column, -1.0));
                let row: Vec<(Column, f64)> =
                    begun.chain(self.begun(year, need).map(|column| (column, 1.0))).collect();
                self.program.row(Bounds::at_least(0.0), &row);
            }
        }
    }

    fn at_most_once(&mut self, plan: &Years, list: &[usize]) {
        let begun = list.iter().flat_map(|project| self.begun(plan.years, *project));
        let row: Vec<(Column, f64)> = begun.map(|column| (column, 1.0)).collect();
        self.program.row(Bounds::at_most(1.0), &row);
    }

    /// What was begun of a project up to a year.
    pub(super) fn begun(&self, year: usize, project: usize) -> impl Iterator<Item = Column> + '_ {
        self.begun[..=year].iter().filter_map(move |begun| begun[project])
    }
}

impl Project {
    /// The part that is done in a year, from what was begun by year.
    #[must_use]
    pub fn done(&self, year: usize, begun: &[f64]) -> f64 {
        begun.iter().take((year + 1).saturating_sub(self.lead)).sum()
    }
}
