//! The tables of risk and of sensitivity (docs/src/reference/results.md).

use super::fold::Folded;
use super::tables::unit_name;
use crate::scenario::Resolved;
use crate::table::{Table, Values};
use staves_core::indicator::Indicator;
use staves_core::risk::{Basis, Estimate, Loss, Risk};
use staves_core::{Economy, Result, sensitivity};

/// The losses that risk and sensitivity are about.
pub const LOSSES: [Indicator; 3] =
    [Indicator::OutputLost, Indicator::ValueAddedLost, Indicator::FinalDemandUnmet];

/// Risk by loss, statistic and level; and the exceedance curves.
#[derive(Default)]
struct Columns {
    texts: [Vec<String>; 3],
    numbers: [Vec<f64>; 4],
}

impl Columns {
    fn push(&mut self, texts: [&str; 3], numbers: [f64; 4]) {
        self.texts.iter_mut().zip(texts).for_each(|(column, text)| column.push(text.to_owned()));
        self.numbers.iter_mut().zip(numbers).for_each(|(column, number)| column.push(number));
    }

    fn table(self, names: &[&str]) -> Table {
        let texts = self.texts.map(Values::Text).into_iter();
        let columns = texts.chain(self.numbers.map(Values::Number));
        Table::new(names.iter().copied().zip(columns).collect())
    }
}

const RISK: [&str; 7] = ["indicator", "unit", "statistic", "level", "value", "low", "high"];
const EXCEEDANCE: [&str; 7] =
    ["indicator", "unit", "basis", "loss", "rate", "probability", "return_period"];

/// `risk.parquet` and `exceedance.parquet`, from the totals of all runs; without rows when there
/// are fewer than two.
pub(super) fn tables(
    folded: &Folded,
    resolved: &Resolved<'_>,
    economy: &Economy,
) -> Result<(Table, Table)> {
    let (mut risk, mut exceedance) = (Columns::default(), Columns::default());
    let basis = resolved.basis();
    for indicator in LOSSES {
        let totals = folded.total(indicator)?.into_iter().enumerate();
        let runs = totals.map(|(run, (loss, rate))| {
            let event = resolved.event_number(run as u64);
            Loss { loss, rate, event }
        });
        let runs: Vec<Loss> = runs.filter(|run| run.rate > 0.0).collect();
        if runs.len() < 2 {
            continue;
        }
        let found = match basis {
            Basis::Draws => Risk::of_draws(&runs),
            Basis::AnnualRates => Risk::of_events(&runs, resolved.seed()),
        };
        let unit = unit_name(indicator.unit(), economy);
        let mut push = |statistic: &str, level: f64, of: Estimate| {
            let numbers = [level, of.value, of.low, of.high];
            risk.push([indicator.name(), &unit, statistic], numbers);
        };
        push(expected_name(basis), f64::NAN, found.expected);
        for at in &found.levels {
            push("value_at_risk", 100.0 * at.level, at.value_at_risk);
        }
        for at in &found.levels {
            push("expected_shortfall", 100.0 * at.level, at.expected_shortfall);
        }
        for point in &found.exceedance {
            let period = match basis {
                Basis::Draws => f64::NAN,
                Basis::AnnualRates => 1.0 / point.rate,
            };
            let numbers = [point.loss, point.rate, point.probability, period];
            exceedance.push([indicator.name(), &unit, basis.name()], numbers);
        }
    }
    Ok((risk.table(&RISK), exceedance.table(&EXCEEDANCE)))
}

/// A mean over draws says nothing about years.
fn expected_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Draws => "expected_loss",
        Basis::AnnualRates => "average_annual_loss",
    }
}

/// `sensitivity.parquet`, from a whole design; without rows for any other ensemble.
pub(super) fn sensitivity(folded: &Folded, resolved: &Resolved<'_>, whole: bool) -> Result<Table> {
    let inputs = resolved.varying();
    let mut texts: [Vec<String>; 2] = Default::default();
    let mut numbers: [Vec<f64>; 6] = Default::default();
    if resolved.is_design() && whole {
        for indicator in LOSSES {
            let totals: Vec<f64> =
                folded.total(indicator)?.into_iter().map(|(value, _)| value).collect();
            let found = sensitivity::indices(&totals, inputs.len(), resolved.seed());
            for (input, of) in inputs.iter().zip(found) {
                texts[0].push(indicator.name().to_owned());
                texts[1].push(input.clone());
                let shares = [of.first, of.total];
                let row = shares.iter().flat_map(|share| [share.value, share.low, share.high]);
                numbers.iter_mut().zip(row).for_each(|(column, number)| column.push(number));
            }
        }
    }
    let texts = ["indicator", "input"].into_iter().zip(texts.map(Values::Text));
    let names = ["first", "first_low", "first_high", "total", "total_low", "total_high"];
    let numbers = names.into_iter().zip(numbers.map(Values::Number));
    Ok(Table::new(texts.chain(numbers).collect()))
}
