//! Prices from costs by elimination, all shocks together.

use super::table::Table;
use staves_core::model::Parameters;
use staves_core::shock::{Effect, Shock};

/// Rise of every price on a day: (I − ΘA')Δp = ΘΔc.
pub fn price_rise(
    table: &Table,
    parameters: &Parameters,
    shocks: &[Shock],
    day: f64,
    step: f64,
) -> Vec<f64> {
    let n = table.n;
    let mut cost = vec![0.0; n];
    for shock in shocks {
        let Effect::Cost { costs, size, .. } = &shock.effect else { continue };
        for (row, rise) in costs {
            cost[*row] += rise * size * shock.profile.mean(day, step);
        }
    }
    if cost.iter().all(|cost| *cost == 0.0) {
        return cost;
    }
    let passed = |j: usize| parameters.pass_through[table.sector[j]];
    let share =
        |i: usize, j: usize| if table.x[j] > 0.0 { table.z[i][j] / table.x[j] } else { 0.0 };
    let mut system = vec![vec![0.0; n + 1]; n];
    for j in 0..n {
        for i in 0..n {
            system[j][i] = f64::from(u8::from(i == j)) - passed(j) * share(i, j);
        }
        system[j][n] = passed(j) * cost[j];
    }
    for k in 0..n {
        let pivot = (k..n).max_by(|a, b| system[*a][k].abs().total_cmp(&system[*b][k].abs()));
        system.swap(k, pivot.unwrap());
        for j in k + 1..n {
            let times = system[j][k] / system[k][k];
            for c in k..=n {
                let above = system[k][c];
                system[j][c] -= times * above;
            }
        }
    }
    let mut rise = vec![0.0; n];
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|c| system[k][c] * rise[c]).sum();
        rise[k] = (system[k][n] - known) / system[k][k];
    }
    rise
}
