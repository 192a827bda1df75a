//! `staves map --list concentration`: how much of each good comes from how few places and owners.

use super::list::Texts;
use super::map::Request;
use crate::table::{Table, Values};
use staves_core::chain::concentration::{Concentration, concentration as of_good};
use staves_core::chain::units::names;
use staves_core::chain::{Kind, NONE, Units};

/// One row a good that somebody makes and a kind of unit: regions, and owners where some are known.
#[must_use]
pub fn concentration(request: &Request<'_>) -> Table {
    let chain = &request.file.chain;
    let available = chain.all();
    let mut rows = Texts::new();
    let mut counts = Vec::new();
    let mut numbers = [const { Vec::new() }; 4];
    for kind in [Kind::Region, Kind::Owner] {
        let (units, names) = (Units::new(chain, kind), names(chain, kind));
        let made = (0..chain.goods().len()).filter(|good| !chain.sources(*good).is_empty());
        for good in made.filter(|_| !names.is_empty()) {
            let found = of_good(chain, &available, &units, kind, good);
            let state = match &found {
                None => "unknown",
                Some(found) if found.unknown > 0.0 => "between",
                Some(_) => "exact",
            };
            let top = found.as_ref().map_or(NONE, |found| found.top);
            let top = if top == NONE { "" } else { names.code(top as usize) };
            let entry = &chain.goods().entries()[good];
            rows.push([&entry.code, &entry.en, &entry.zh, kind.name(), top, state]);
            counts.push(found.as_ref().map_or(0, |found| found.units as i64));
            let value = |of: fn(&Concentration) -> f64| found.as_ref().map_or(f64::NAN, of);
            let values =
                [value(|f| f.top_share), value(|f| f.unknown), value(|f| f.low), value(|f| f.high)];
            numbers.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
        }
    }
    let mut columns = rows.columns(["good", "label_en", "label_zh", "kind", "top", "state"]);
    columns.insert(4, ("units", Values::Integer(counts)));
    let names = ["top_share", "unknown_share", "hhi_low", "hhi_high"];
    columns.splice(6..6, names.into_iter().zip(numbers.map(Values::Number)));
    Table::new(columns)
}
