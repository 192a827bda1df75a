//! Consumption out of labour income, by region (Pichler et al. 2022, eq. 5–6;
//! docs/src/models/dynamic.md, "Consumption").

use super::rules::Parameters;

/// What households of each region spend, relative to the baseline.
#[derive(Debug)]
pub(super) struct Income {
    /// Logarithm of c̃ relative to baseline consumption.
    remembered: Vec<f64>,
}

/// Income never falls to nothing in a logarithm.
const LEAST_INCOME: f64 = 1e-9;

impl Income {
    pub(super) fn new(regions: usize) -> Self {
        Self { remembered: vec![0.0; regions] }
    }

    /// c̃ relative to the baseline after `income` (labour income relative to the baseline, by
    /// region) of a step of `days`.
    pub(super) fn spend(&mut self, income: &[f64], parameters: &Parameters, days: f64) -> Vec<f64> {
        let Parameters { consumption_memory, benefits, expected_income, .. } = *parameters;
        let memory = consumption_memory.powf(days);
        let expected = expected_income.max(LEAST_INCOME).ln();
        let mut spent = Vec::with_capacity(income.len());
        for (remembered, income) in self.remembered.iter_mut().zip(income) {
            let earned = (benefits + (1.0 - benefits) * income).max(LEAST_INCOME).ln();
            *remembered = memory * *remembered + (1.0 - memory) * 0.5 * (earned + expected);
            spent.push(remembered.exp());
        }
        spent
    }
}
