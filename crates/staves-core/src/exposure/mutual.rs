//! Who lives on whom: the final demand of each region, by the region that stands behind it
//! (docs/src/models/exposure.md, "Mutual dependence").

use super::Coefficients;
use crate::economy::Economy;

/// Shares of the final demand of each region by supplying region, both in the order of
/// [`Coefficients::regions`]; users × suppliers. NaN for users without final demand.
pub struct Mutual {
    /// D[n, m] = Σ_{i ∈ n} v_i (L y_m)_i / 1'y_m; sums to 1 over suppliers.
    pub value_added: Vec<Vec<f64>>,
    /// Σ_{i ∈ n} (L y_m)_i / 1'L y_m; sums to 1 over suppliers.
    pub output: Vec<Vec<f64>>,
}

/// The mutual dependence of all regions: one solve for each region that has final demand.
///
/// Demand for products of producers without output (stray cells of a table) is left out: nobody
/// makes them.
#[must_use]
pub fn mutual_dependence(coefficients: &Coefficients, economy: &Economy) -> Mutual {
    let users = economy.regions.len();
    let mut demand = vec![vec![0.0; coefficients.len()]; users];
    for (row, col, value) in economy.final_demand.cells() {
        if coefficients.live[row] {
            demand[economy.demand_columns[col].region as usize][row] += value;
        }
    }
    let mut mutual = Mutual { value_added: Vec::new(), output: Vec::new() };
    for demand in demand {
        let total: f64 = demand.iter().sum();
        let needed = coefficients.factored.solve(&demand);
        let mut sums =
            [vec![0.0; coefficients.regions.len()], vec![0.0; coefficients.regions.len()]];
        for (i, needed) in needed.iter().enumerate() {
            let supplier = coefficients.region[i] as usize;
            sums[0][supplier] += coefficients.value_added[i] * needed;
            sums[1][supplier] += needed;
        }
        let [value_added, output] = sums;
        mutual.value_added.push(shares(value_added, total));
        mutual.output.push(shares(output, needed.iter().sum()));
    }
    mutual
}

/// Parts of a total; a total that is not above zero has none.
fn shares(parts: Vec<f64>, total: f64) -> Vec<f64> {
    let total = if total > 0.0 { total } else { f64::NAN };
    parts.into_iter().map(|part| part / total).collect()
}
