//! `staves map --list robustness`: what can still be made when more and more units are gone.

use super::list::Texts;
use super::map::Request;
use crate::table::{Table, Values};
use staves_core::Note;
use staves_core::chain::closure::made;
use staves_core::chain::reliability::WORK;
use staves_core::chain::robustness::{Curve, Removals};
use staves_core::chain::units::names;
use staves_core::chain::{Kind, Mode};

/// Random orders: at least, and at most.
const ORDERS: [usize; 2] = [20, 200];

/// One row a kind of unit, manner of removal and number of units gone.
#[must_use]
pub fn robustness(request: &Request<'_>) -> (Table, Vec<Note>) {
    let chain = &request.file.chain;
    let available = chain.all();
    let share = |left: &[bool]| {
        let made = made(chain, left, Mode::ColdStart);
        chain.weighted_share(|good| made[good])
    };
    let calls = WORK / (available.len() + chain.goods().len());
    let orders = (calls / 100).clamp(ORDERS[0], ORDERS[1]);
    let (mut found, mut ended) = (Found::new(), Vec::new());
    for kind in Kind::ALL.into_iter().filter(|kind| !names(chain, *kind).is_empty()) {
        let removals = Removals::new(chain, &available, kind);
        found.add(request, kind, "random", &removals.random(&share, orders));
        let targeted = removals.targeted(&share, calls);
        if !targeted.complete {
            ended.push(format!("{}: {}", kind.name(), targeted.points.len() - 1));
        }
        found.add(request, kind, "targeted", &targeted);
    }
    let notes = match ended.len() {
        0 => Vec::new(),
        count => vec![Note::new("chain::removal-ended", count).places(ended)],
    };
    (found.table(), notes)
}

/// Rows being gathered.
struct Found {
    texts: Texts<5>,
    counts: [Vec<i64>; 2],
    numbers: [Vec<f64>; 5],
}

impl Found {
    fn new() -> Self {
        Self {
            texts: Texts::new(),
            counts: [const { Vec::new() }; 2],
            numbers: [const { Vec::new() }; 5],
        }
    }

    fn add(&mut self, request: &Request<'_>, kind: Kind, order: &str, curve: &Curve) {
        let names = names(&request.file.chain, kind);
        // The mean of part of a curve would be that of another one.
        let whole = |mean: f64| if curve.complete { mean } else { f64::NAN };
        for (k, point) in curve.points.iter().enumerate() {
            let unit = k.checked_sub(1).and_then(|before| curve.order.get(before));
            let entry = unit.map(|unit| &names.entries()[*unit as usize]);
            let text = |of: fn(&staves_core::codes::Entry) -> &String| {
                entry.map_or("", |entry| of(entry).as_str())
            };
            let labels = [text(|e| &e.code), text(|e| &e.en), text(|e| &e.zh)];
            self.texts.push([kind.name(), order, labels[0], labels[1], labels[2]]);
            let counts = [point.removed as i64, curve.units as i64];
            self.counts.iter_mut().zip(counts).for_each(|(column, count)| column.push(count));
            let (low, high) = (point.value - point.half, point.value + point.half);
            let numbers = [
                point.value,
                low.max(0.0),
                high.min(1.0),
                whole(curve.mean()),
                whole(curve.trapezoid()),
            ];
            self.numbers.iter_mut().zip(numbers).for_each(|(column, number)| column.push(number));
        }
    }

    fn table(self) -> Table {
        let mut columns = self.texts.columns(["kind", "order", "code", "label_en", "label_zh"]);
        let [removed, units] = self.counts.map(Values::Integer);
        columns.splice(2..2, [("removed", removed), ("units", units)]);
        let names = ["share", "low", "high", "robustness", "robustness_trapezoid"];
        columns.extend(names.into_iter().zip(self.numbers.map(Values::Number)));
        Table::new(columns)
    }
}
