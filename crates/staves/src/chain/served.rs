//! How much of the demand a chain can serve: fill rates and the capacities that hold them down.

use super::row::Row;
use crate::table::{Table, Values};
use staves_core::chain::Chain;
use staves_core::chain::fill::{Fill, Filled, TOLERANCE, Target};
use staves_core::{Note, Result};

/// Seconds after which a fill rate is given up.
pub(super) const SECONDS: f64 = 60.0;
/// Capacities that are named beside a rate at most.
const NAMED: usize = 5;
/// Capacities whose effect is measured at most, for each final good.
const MEASURED: usize = 50;

/// Where the book defines what is asked.
const FILL: &str = "models/integrity#fill-rate";

/// Places and names of the final goods that have a demand.
pub(super) fn wanted<'c>(chain: &'c Chain, fill: &Fill<'_>) -> Vec<(usize, &'c str)> {
    let finals = chain.finals().iter().enumerate();
    let finals = finals.filter(|(place, _)| fill.wanted(*place));
    finals.map(|(place, known)| (place, chain.goods().code(known.good as usize))).collect()
}

/// Fill rates of each final good alone, of all together, and their weighted mean. Nothing when no
/// final good has a demand.
pub(super) fn rates(chain: &Chain, available: &[bool]) -> Result<Vec<Row>> {
    let mut fill = Fill::new(chain, Some(SECONDS));
    if !fill.any_wanted() {
        return Ok(Vec::new());
    }
    let (mut rows, mut sums, mut weights) = (Vec::new(), Some([0.0; 2]), 0.0);
    for (place, code) in wanted(chain, &fill) {
        let found = fill.rate(Target::Single(place), available)?;
        let weight = chain.finals()[place].weight;
        sums = sums.zip(found.as_ref()).map(|([served, covered], found)| {
            let full = if found.rate >= 1.0 - TOLERANCE { weight } else { 0.0 };
            [served + weight * found.rate, covered + full]
        });
        weights += weight;
        rows.push(row("fill_rate", chain, found.as_ref()).of(code));
    }
    let joint = fill.rate(Target::Joint, available)?;
    rows.push(row("joint_fill_rate", chain, joint.as_ref()));
    for (k, indicator) in ["capacity_integrity", "demand_coverage"].into_iter().enumerate() {
        let row = |value| Row::exact(indicator, value, "share", FILL);
        rows.push(match sums.filter(|_| weights > 0.0) {
            Some(sums) => row(sums[k] / weights),
            None => row(0.0).bounded(0.0, 1.0, "unknown"),
        });
    }
    Ok(rows)
}

fn row(indicator: &'static str, chain: &Chain, found: Option<&Filled>) -> Row {
    match found {
        Some(found) => {
            let boards = short_boards(found).into_iter().take(NAMED);
            let codes: Vec<&str> = boards.map(|a| chain.activities().code(a)).collect();
            Row::exact(indicator, found.rate, "share", FILL).naming(codes.join("; "))
        }
        None => Row::exact(indicator, 0.0, "share", FILL).bounded(0.0, 1.0, "unknown"),
    }
}

/// The activities whose capacity holds a rate down, dearest first. None where all is served.
fn short_boards(found: &Filled) -> Vec<usize> {
    let mut boards: Vec<usize> =
        (0..found.prices.len()).filter(|a| found.prices[*a] > 0.0 && found.rate < 1.0).collect();
    boards.sort_by(|a, b| found.prices[*b].total_cmp(&found.prices[*a]).then(a.cmp(b)));
    boards
}

/// What rates cannot say: goods without a demand, and rates that were not found in time.
pub(super) fn notes(chain: &Chain, rows: &[Row]) -> Vec<Note> {
    let without = chain.finals().iter().filter(|known| known.demand == 0.0);
    let without: Vec<String> =
        without.map(|known| format!("`{}`", chain.goods().code(known.good as usize))).collect();
    let late = rows.iter().filter(|row| row.definition == FILL && row.state == "unknown");
    let late: Vec<String> =
        late.map(|row| format!("{} ({}) {}", row.indicator, row.available, row.good)).collect();
    let named = |code, places: Vec<String>| {
        (!places.is_empty()).then(|| Note::new(code, places.len()).places(places))
    };
    [named("chain::no-demand", without), named("chain::no-rate", late)]
        .into_iter()
        .flatten()
        .collect()
}

/// `--list short-boards`: for each final good and for all together, the capacities that hold the
/// rate down, with their price and with what a little more of them was seen to add.
///
/// # Errors
/// `program::*`.
pub fn boards(chain: &Chain, available: &[bool]) -> Result<Table> {
    let mut fill = Fill::new(chain, Some(SECONDS));
    let mut texts: [Vec<String>; 6] = Default::default();
    let mut numbers: [Vec<f64>; 5] = Default::default();
    let singles = wanted(chain, &fill).into_iter();
    let singles = singles.map(|(place, code)| (Target::Single(place), code));
    let asked: Vec<_> = singles.chain(fill.any_wanted().then_some((Target::Joint, ""))).collect();
    for (target, code) in asked {
        let Some(found) = fill.rate(target, available)? else { continue };
        for (place, activity) in short_boards(&found).into_iter().enumerate() {
            let entry = &chain.activities().entries()[activity];
            let good = chain.goods().code(chain.output(activity));
            let region = chain.regions().code(chain.region(activity));
            let row = [code, &entry.code, &entry.en, &entry.zh, good, region];
            texts.iter_mut().zip(row).for_each(|(column, text)| column.push(text.to_owned()));
            let gain = match place < MEASURED {
                true => fill.gain(target, available, activity, found.rate)?,
                false => None,
            };
            let capacity = chain.capacity(activity);
            let row = [
                found.rate,
                capacity,
                found.output[activity],
                found.prices[activity],
                gain.unwrap_or(f64::NAN),
            ];
            numbers.iter_mut().zip(row).for_each(|(column, number)| column.push(number));
        }
    }
    let names = ["final_good", "activity", "label_en", "label_zh", "good", "region"];
    let texts = names.into_iter().zip(texts.map(Values::Text));
    let names = ["fill_rate", "capacity", "output", "price", "gain"];
    Ok(Table::new(texts.chain(names.into_iter().zip(numbers.map(Values::Number))).collect()))
}
