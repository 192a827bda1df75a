//! Sums of a table that several checks need, from one pass over the flows.

use crate::economy::{Economy, PrimaryKind};
use crate::matrix::Matrix;

/// Sums, in money per year.
pub(super) struct Facts {
    /// Flows sold, by producer.
    pub sold: Vec<f64>,
    /// Flows bought, by producer.
    pub bought: Vec<f64>,
    /// Absolute flows bought, by producer: bounds of coefficients.
    pub bought_absolute: Vec<f64>,
    /// Final demand, by producer.
    pub demand: Vec<f64>,
    /// Flows below zero: row, column, money.
    pub negative_flows: Vec<(usize, usize, f64)>,
    /// Value added, product taxes and imports by producer; `None` when the source states no value
    /// added, so that it was taken as the rest and balances by construction.
    pub primary: Option<Vec<f64>>,
    /// Total output, counting each producer's size.
    pub total: f64,
}

impl Facts {
    pub(super) fn new(economy: &Economy) -> Self {
        let n = economy.len();
        let mut bought = vec![0.0; n];
        let mut bought_absolute = vec![0.0; n];
        let mut negative_flows = Vec::new();
        let mut sold = Vec::with_capacity(n);
        for row in 0..n {
            let mut sum = 0.0;
            for (col, flow) in economy.flows.row(row) {
                sum += flow;
                bought[col] += flow;
                bought_absolute[col] += flow.abs();
                if flow < 0.0 {
                    negative_flows.push((row, col, flow));
                }
            }
            sold.push(sum);
        }
        let primary = economy.primary(PrimaryKind::ValueAdded).map(|mut sum| {
            for kind in [PrimaryKind::ProductTax, PrimaryKind::Imports] {
                let other = economy.primary(kind).into_iter().flatten();
                sum.iter_mut().zip(other).for_each(|(sum, paid)| *sum += paid);
            }
            sum
        });
        let demand = Matrix::row_sums(&economy.final_demand);
        let total = economy.output().iter().map(|output| output.abs()).sum();
        Self { sold, bought, bought_absolute, demand, negative_flows, primary, total }
    }

    /// The difference of row and column total by producer, with the larger of the two; `None`
    /// when value added is not known on its own. `turned` reads the flows the wrong way round.
    pub(super) fn gaps(&self, turned: bool) -> Option<Vec<(f64, f64)>> {
        let primary = self.primary.as_ref()?;
        let (sold, bought) =
            if turned { (&self.bought, &self.sold) } else { (&self.sold, &self.bought) };
        let gap = |k: usize| {
            let (row, column) = (sold[k] + self.demand[k], bought[k] + primary[k]);
            (row - column, row.abs().max(column.abs()))
        };
        Some((0..primary.len()).map(gap).collect())
    }

    /// The sum of absolute gaps as a share of total output.
    pub(super) fn imbalance(&self, gaps: &[(f64, f64)]) -> f64 {
        share(gaps.iter().map(|(gap, _)| gap.abs()).sum(), self.total)
    }
}

/// `part / whole`, and 0 for nothing out of nothing.
pub(super) fn share(part: f64, whole: f64) -> f64 {
    if part == 0.0 { 0.0 } else { part / whole }
}
