//! Classes of demand, served one after the other when output falls short
//! (docs/src/models/dynamic.md, "Rationing").

use super::kernel;
use super::rationing::MOST_CLASSES;
use super::rules::{Rationing, Rules};
use super::system::PAD;
use crate::economy::Economy;
use std::ops::Range;

/// Who is in which class, in the engine's order.
#[derive(Debug)]
pub(super) struct Classes {
    pub count: usize,
    /// Class of each producer as a buyer, by engine row.
    pub buyers: Vec<usize>,
    /// Class of each column of final demand.
    pub columns: Vec<usize>,
    pub rebuilding: usize,
    /// Share of output that each class gets first if it asks for it.
    pub quotas: Vec<f64>,
    /// The lowest share of the usual delivery first, inside each class.
    pub lowest_first: bool,
    /// Panels of columns in which a class has buyers.
    pub panels: Vec<Vec<Range<usize>>>,
}

impl Classes {
    /// `original` is the economy row of each engine row.
    pub(super) fn new(economy: &Economy, rules: &Rules, original: &[usize], width: usize) -> Self {
        let columns = economy.demand_columns.len();
        let (n, all) = (original.len(), |class: usize, count: usize| vec![class; count]);
        let (count, buyers, columns, rebuilding) = match &rules.rationing {
            Rationing::Proportional | Rationing::LowestFirst => (1, all(0, n), all(0, columns), 0),
            Rationing::IntermediateFirst => (2, all(0, n), all(1, columns), 1),
            Rationing::HouseholdsFirst => {
                let households = economy.households(&rules.households);
                let class = |column: &crate::economy::DemandColumn| {
                    usize::from(!households.contains(&(column.category as usize)))
                };
                (2, all(1, n), economy.demand_columns.iter().map(class).collect(), 1)
            }
            Rationing::Priority(priority) => (
                priority.quotas.len(),
                original.iter().map(|was| priority.producers[*was]).collect(),
                priority.final_demand.clone(),
                priority.rebuilding,
            ),
        };
        let (quotas, lowest_first) = match &rules.rationing {
            Rationing::Priority(priority) => (priority.quotas.clone(), priority.lowest_first),
            rule => (vec![0.0; count], *rule == Rationing::LowestFirst),
        };
        let panels = (0..count).map(|class| panels(&buyers, class, count, width)).collect();
        Self { count, buyers, columns, rebuilding, quotas, lowest_first, panels }
    }

    /// Panels of a segment in which a class has buyers.
    pub(super) fn panels_of(&self, class: usize, segment: &Range<usize>) -> Vec<Range<usize>> {
        let (from, to) = (segment.start / PAD, segment.end / PAD);
        let cut = |panels: &Range<usize>| panels.start.max(from)..panels.end.min(to);
        self.panels[class].iter().map(cut).filter(|panels| !panels.is_empty()).collect()
    }

    /// Whether producers of a class buy at all: final users have classes too.
    pub(super) fn has_buyers(&self, class: usize) -> bool {
        !self.panels[class].is_empty()
    }

    /// The class of all producers that buy, where they are in one.
    pub(super) fn sole(&self) -> Option<usize> {
        let mut with_buyers = (0..self.count).filter(|class| self.has_buyers(*class));
        with_buyers.next().filter(|_| with_buyers.next().is_none())
    }

    /// The columns of a class in a segment.
    pub(super) fn columns_of<'c>(
        &'c self,
        class: usize,
        segment: &Range<usize>,
    ) -> impl Iterator<Item = usize> + 'c {
        let last = segment.end.min(self.buyers.len());
        (segment.start..last).filter(move |column| self.buyers[*column] == class)
    }
}

impl Classes {
    /// The sums of a row of cells, given part after part, by class of buyer; in the order of the
    /// kernel's own sums.
    pub(super) fn totals<'c>(&self, parts: impl Iterator<Item = &'c [f64]>, out: &mut [f64]) {
        if let Some(class) = self.sole() {
            let mut sums = [0.0; PAD];
            for part in parts {
                for chunk in part.chunks_exact(PAD) {
                    sums.iter_mut().zip(chunk).for_each(|(sum, cell)| *sum += cell);
                }
            }
            out.fill(0.0);
            out[class] = kernel::sum(&sums);
            return;
        }
        let mut sums = [[0.0; PAD]; MOST_CLASSES];
        let cells = parts.flatten().zip(&self.buyers).enumerate();
        cells.for_each(|(at, (cell, class))| sums[*class][at % PAD] += cell);
        out.iter_mut().zip(&sums).for_each(|(total, sums)| *total = kernel::sum(sums));
    }
}

/// Runs of panels in which a class has buyers.
fn panels(buyers: &[usize], class: usize, count: usize, width: usize) -> Vec<Range<usize>> {
    let all = width / PAD;
    if count == 1 {
        return std::iter::once(0..all).collect();
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    for panel in 0..all {
        let columns = &buyers[panel * PAD..((panel + 1) * PAD).min(buyers.len())];
        if !columns.contains(&class) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == panel => run.end = panel + 1,
            _ => runs.push(panel..panel + 1),
        }
    }
    runs
}
