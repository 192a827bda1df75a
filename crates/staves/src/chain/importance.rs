//! `staves map --list importance`: which unit matters how much when units fail at random.

use super::list::Texts;
use super::map::Request;
use super::reliability::state;
use crate::table::{Table, Values};
use staves_core::Note;
use staves_core::chain::reliability::{Failures, WORK};
use staves_core::chain::units::names;
use staves_core::chain::{Kind, Mode};

/// One row a kind of unit, final good and unit that matters, the most important first.
#[must_use]
pub fn importance(request: &Request<'_>) -> (Table, Vec<Note>) {
    let (chain, goods) = (&request.file.chain, request.goods());
    let available = chain.all();
    let work = WORK / (Kind::ALL.len() * goods.len());
    let (mut rows, mut ended) = (Texts::new(), Vec::new());
    let [mut birnbaum, mut low, mut high, mut part] = [const { Vec::new() }; 4];
    for kind in Kind::ALL {
        let names = names(chain, kind);
        let failures = Failures::alike(chain, &available, Mode::ColdStart, kind, request.failure);
        for good in goods.iter().filter(|_| !names.is_empty()) {
            let code = chain.goods().code(*good as usize);
            let found = failures.importance(*good, request.size, work);
            if found.is_none() {
                ended.push(format!("{}, `{code}`", kind.name()));
            }
            for found in found.into_iter().flatten() {
                let entry = &names.entries()[found.unit as usize];
                let certainty = state(found.birnbaum.certainty);
                let cuts = match (found.fussell_vesely, found.all_cuts) {
                    (None, _) => "unknown",
                    (_, false) => "at least",
                    (_, true) => "exact",
                };
                let labels = [&entry.code, &entry.en, &entry.zh].map(String::as_str);
                rows.push([kind.name(), labels[0], labels[1], labels[2], code, certainty, cuts]);
                birnbaum.push(found.birnbaum.value);
                low.push(found.birnbaum.low);
                high.push(found.birnbaum.high);
                part.push(found.fussell_vesely.unwrap_or(f64::NAN));
            }
        }
    }
    let mut columns = rows.columns([
        "kind",
        "code",
        "label_en",
        "label_zh",
        "good",
        "state",
        "fussell_vesely_state",
    ]);
    let numbers = [("birnbaum", birnbaum), ("low", low), ("high", high), ("fussell_vesely", part)];
    for (k, (name, values)) in numbers.into_iter().enumerate() {
        columns.insert(5 + k, (name, Values::Number(values)));
    }
    let notes = match ended.len() {
        0 => Vec::new(),
        count => vec![Note::new("chain::importance-ended", count).places(ended)],
    };
    (Table::new(columns), notes)
}
