//! `staves map --list robustness`: what can still be made, and how much, when more and more units are
//! gone.

use super::list::Texts;
use super::map::Request;
use crate::table::{Table, Values};
use staves_core::Note;
use staves_core::chain::capacity_integrity::CapacityIntegrity;
use staves_core::chain::closure::made;
use staves_core::chain::reliability::WORK;
use staves_core::chain::robustness::{Curve, Measure, Removals};
use staves_core::chain::units::names;
use staves_core::chain::{Kind, Mode};
use staves_core::codes::Codes;
use staves_core::error::Result;
use std::sync::{Mutex, PoisonError};

/// Random orders: at least, and at most.
const ORDERS: [usize; 2] = [20, 200];

/// Work after which curves of fill rates end, in columns of their programs.
const FILL_WORK: usize = 1_000_000;

/// One row a measure, kind of unit, manner of removal and number of units gone.
///
/// # Errors
/// `program::*`.
pub fn robustness(request: &Request<'_>) -> Result<(Table, Vec<Note>)> {
    let chain = &request.file.chain;
    let size = chain.all().len() + chain.goods().len();
    let mut curves =
        Curves { request, found: Found::new(), left_out: Vec::new(), ended: Vec::new() };
    let share = |left: &[bool]| {
        let made = made(chain, left, Mode::ColdStart);
        chain.weighted_share(|good| made[good])
    };
    let calls = WORK / size;
    curves.add("structural_integrity", &share, (calls / 100).clamp(ORDERS[0], ORDERS[1]), calls);

    let (integrity, failed) = (CapacityIntegrity::new(chain), Mutex::new(None));
    if integrity.of(&chain.all())?.is_some() {
        let fill = |left: &[bool]| match integrity.of(left) {
            Ok(mean) => mean.unwrap_or(f64::NAN),
            Err(error) => {
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                f64::NAN
            }
        };
        curves.add(
            "capacity_integrity",
            &fill,
            ORDERS[0],
            FILL_WORK / size / request.goods().len(),
        );
    }
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let told =
        [("chain::no-random-curve", curves.left_out), ("chain::removal-ended", curves.ended)];
    let notes = told.into_iter().filter(|(_, places)| !places.is_empty());
    let notes = notes.map(|(code, places)| Note::new(code, places.len()).places(places)).collect();
    Ok((curves.found.table(), notes))
}

/// Curves of a chain being gathered.
struct Curves<'r> {
    request: &'r Request<'r>,
    found: Found,
    /// Random curves that would take too long.
    left_out: Vec<String>,
    /// Targeted curves that end early.
    ended: Vec<String>,
}

impl Curves<'_> {
    /// A measure of what is left, over every kind of unit: random orders where the calls suffice for
    /// them, and targeted removal.
    fn add(&mut self, name: &str, measure: Measure<'_>, orders: usize, calls: usize) {
        let chain = self.request.chain();
        let available = chain.all();
        for kind in Kind::ALL.into_iter().filter(|kind| !names(chain, *kind).is_empty()) {
            let removals = Removals::new(chain, &available, kind);
            if orders * removals.points() <= calls {
                let curve = removals.random(measure, orders);
                self.found.add(names(chain, kind), [name, kind.name(), "random"], &curve);
            } else {
                self.left_out.push(format!("{name}, {}", kind.name()));
            }
            let targeted = removals.targeted(measure, calls);
            if !targeted.complete {
                let known = targeted.points.len() - 1;
                self.ended.push(format!("{name}, {}: {known}", kind.name()));
            }
            self.found.add(names(chain, kind), [name, kind.name(), "targeted"], &targeted);
        }
    }
}

/// Rows being gathered.
struct Found {
    texts: Texts<6>,
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

    fn add(&mut self, names: &Codes, [measure, kind, order]: [&str; 3], curve: &Curve) {
        // The mean of part of a curve would be that of another one.
        let whole = |mean: f64| if curve.complete { mean } else { f64::NAN };
        for (k, point) in curve.points.iter().enumerate() {
            let unit = k.checked_sub(1).and_then(|before| curve.order.get(before));
            let entry = unit.map(|unit| &names.entries()[*unit as usize]);
            let text = |of: fn(&staves_core::codes::Entry) -> &String| {
                entry.map_or("", |entry| of(entry).as_str())
            };
            let labels = [text(|e| &e.code), text(|e| &e.en), text(|e| &e.zh)];
            self.texts.push([measure, kind, order, labels[0], labels[1], labels[2]]);
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
        let mut columns =
            self.texts.columns(["measure", "kind", "order", "code", "label_en", "label_zh"]);
        let [removed, units] = self.counts.map(Values::Integer);
        columns.splice(3..3, [("removed", removed), ("units", units)]);
        let names = ["share", "low", "high", "robustness", "robustness_trapezoid"];
        columns.extend(names.into_iter().zip(self.numbers.map(Values::Number)));
        Table::new(columns)
    }
}
