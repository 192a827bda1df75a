//! Checks of totals against totals.

use super::facts::{Facts, share};
use super::{Finding, Thresholds, Verdict};
use crate::economy::Economy;

/// Row total (flows sold and final demand) against column total (flows bought, value added,
/// product taxes, imports) of each producer.
pub(super) fn row_column(economy: &Economy, facts: &Facts, thresholds: &Thresholds) -> Finding {
    const CHECK: &str = "row-column-balance";
    let Some(gaps) = facts.gaps(false) else {
        return Finding::skipped(CHECK, "share", thresholds.balance);
    };
    let smallest = thresholds.rounding * facts.total;
    let relative = gaps.iter().enumerate().filter(|(_, (gap, _))| gap.abs() > smallest);
    let relative: Vec<_> = relative.map(|(row, (gap, size))| (row, gap / size)).collect();
    let worst = relative.iter().fold(0.0_f64, |worst, (_, gap)| worst.max(gap.abs()));
    let places = relative
        .into_iter()
        .filter(|(_, gap)| gap.abs() > thresholds.balance)
        .map(|(row, gap)| (gap, format!("{} ({:+.3} %)", economy.name(row), 100.0 * gap)));
    Finding::new(CHECK, "share", worst, thresholds.balance)
        .at(places.collect())
        .above(Verdict::Warn)
}

/// The sum of these differences.
pub(super) fn total(facts: &Facts, thresholds: &Thresholds) -> Finding {
    const CHECK: &str = "total-balance";
    let Some(gaps) = facts.gaps(false) else {
        return Finding::skipped(CHECK, "share", thresholds.total_balance);
    };
    Finding::new(CHECK, "share", facts.imbalance(&gaps), thresholds.total_balance)
        .above(Verdict::Fail)
}

/// Whether the table adds up better with rows and columns exchanged.
pub(super) fn transposition(facts: &Facts, thresholds: &Thresholds) -> Finding {
    const CHECK: &str = "transposition";
    let threshold = thresholds.transposition;
    let (Some(gaps), Some(turned)) = (facts.gaps(false), facts.gaps(true)) else {
        return Finding::skipped(CHECK, "ratio", threshold);
    };
    let (as_read, turned) = (facts.imbalance(&gaps), facts.imbalance(&turned));
    // The floor keeps a perfect balance of the turned table from giving an infinite ratio.
    let finding = Finding::new(CHECK, "ratio", as_read / turned.max(1e-12), threshold);
    // A table that adds up is the right way round, however well it would do the other way.
    if as_read <= thresholds.balance { finding } else { finding.above(Verdict::Fail) }
}

/// Output as the source states it against the row sum.
pub(super) fn stated_output(economy: &Economy, facts: &Facts, thresholds: &Thresholds) -> Finding {
    const CHECK: &str = "stated-output";
    let threshold = thresholds.stated_output;
    let Some(stated) = &economy.stated_output else {
        return Finding::skipped(CHECK, "share", threshold);
    };
    let smallest = thresholds.rounding * facts.total;
    let mut worst = 0.0_f64;
    let mut places = Vec::new();
    for (row, (stated, output)) in stated.iter().zip(economy.output()).enumerate() {
        let gap = stated - output;
        if gap.abs() <= smallest {
            continue;
        }
        let relative = gap / stated.abs().max(output.abs());
        worst = worst.max(relative.abs());
        if relative.abs() > threshold {
            let place = format!("{} ({:+.3} %)", economy.name(row), 100.0 * relative);
            places.push((relative, place));
        }
    }
    Finding::new(CHECK, "share", worst, threshold).at(places).above(Verdict::Warn)
}

/// Final demand against all primary inputs: they are equal in a table that balances. A column of
/// totals that was taken for final demand doubles it.
pub(super) fn final_demand(facts: &Facts, thresholds: &Thresholds) -> Finding {
    const CHECK: &str = "final-demand-total";
    let threshold = thresholds.final_demand;
    let Some(primary) = &facts.primary else {
        return Finding::skipped(CHECK, "ratio", threshold);
    };
    let (demand, primary): (f64, f64) = (facts.demand.iter().sum(), primary.iter().sum());
    let ratio = if primary > 0.0 { demand / primary } else { share(demand, 0.0) };
    Finding::new(CHECK, "ratio", ratio, threshold).above(Verdict::Fail)
}
