//! The dependence matrix: which final good loses how much without which region.

use super::tables::head;
use crate::report::html::{Column, Grid, element, escape, prose};
use crate::report::number::computed;
use crate::report::words::Words;
use crate::table::{Table, Values};
use std::collections::{BTreeMap, BTreeSet};

/// The matrix of the choke scores of regions, from the list of choke points; nothing without any.
pub(super) fn html(choke: &Table, words: Words) -> String {
    let text = |name: &str, row: usize| {
        choke.column(name).and_then(|column| column.text(row)).unwrap_or_default().to_owned()
    };
    let scores = choke.column("choke_score").and_then(Values::numbers).unwrap_or_default();
    let mut lost: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    let mut finals = BTreeSet::new();
    for row in (0..choke.len()).filter(|row| text("kind", *row) == "region") {
        finals.insert(text("final_good", row));
        let region = lost.entry(text("code", row)).or_default();
        region.insert(text("final_good", row), scores[row]);
    }
    if lost.is_empty() {
        return String::new();
    }
    // A region without a score for a final good is not needed for any way of serving it.
    let cell = |scores: &BTreeMap<String, f64>, good: &String| match scores.get(good) {
        Some(score) => computed(*score),
        None => "0".to_owned(),
    };
    let columns = finals.iter().map(|good| Column::number(good.clone()));
    let grid = Grid {
        columns: std::iter::once(Column::text(head("region", words))).chain(columns).collect(),
        rows: lost
            .iter()
            .map(|(region, scores)| {
                let cells = finals.iter().map(|good| cell(scores, good));
                std::iter::once(region.clone()).chain(cells).collect()
            })
            .collect(),
        ..Grid::default()
    };
    let heading = element("h3", "", &escape(&words.plain("chain.matrix.heading")));
    heading + &element("p", "reading", &prose(&words.plain("chain.matrix.reading"))) + &grid.html()
}
