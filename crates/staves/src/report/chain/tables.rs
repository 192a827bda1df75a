//! Tables of results as they stand, with heads and codes in words.

use crate::chain::CODED;
use crate::report::html::{Column, Grid};
use crate::report::number::{MISSING, computed, fixed};
use crate::report::words::Words;
use crate::table::{Cell, Table, Values};
use staves_core::{Lang, locale};

/// Rows of a table on the page at most: the rest is a command away.
const MOST: usize = 200;

/// A table with one language of names; what is not said there is left out.
pub(in crate::report) fn html(table: &Table, words: Words) -> String {
    let other = if words.lang == Lang::Zh { "label_en" } else { "label_zh" };
    let open = |state: &Values| {
        (0..table.len())
            .any(|row| matches!(state.text(row), Some("between" | "at least" | "sampled")))
    };
    // Bounds say more than values only where something is not settled.
    let bounds = table.column("state").is_some_and(open);
    let hidden = |name: &str| {
        name == other || name == "definition" || (!bounds && (name == "low" || name == "high"))
    };
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|k| !hidden(&table.columns[*k].name)).collect();
    let column = |k: &usize| {
        let column = &table.columns[*k];
        let head = head(&column.name, words);
        if column.values.is_text() { Column::text(head) } else { Column::number(head) }
    };
    let row = |row: usize| {
        shown.iter().map(|k| cell(&table.columns[*k].name, &table.cell(row, *k), words)).collect()
    };
    let more = table.len().saturating_sub(MOST);
    let caption = match (table.len(), more) {
        (0, _) => return crate::report::html::element("p", "quiet", &words.plain("chain.nothing")),
        (_, 0) => String::new(),
        _ => words.say("chain.more", &[("n", &more.to_string())]),
    };
    let grid = Grid {
        caption,
        columns: shown.iter().map(column).collect(),
        rows: (0..table.len().min(MOST)).map(row).collect(),
        ..Grid::default()
    };
    grid.html()
}

/// The head of a column, as on the command line.
pub(super) fn head(name: &str, words: Words) -> String {
    let key = format!("column.{name}");
    match locale::has(&key) {
        true => locale::text(words.lang, &key, &[]),
        false => name.replace('_', " "),
    }
}

fn cell(column: &str, cell: &Cell<'_>, words: Words) -> String {
    match cell {
        Cell::Text(text) if column == "indicator" => words.indicator(text),
        Cell::Text(text)
            if CODED.contains(&column) && locale::has(&format!("map.words.{text}")) =>
        {
            locale::text(words.lang, &format!("map.words.{text}"), &[])
        }
        Cell::Text(text) => (*text).to_owned(),
        Cell::Integer(value) => fixed(*value as f64, 0),
        Cell::Number(value) if value.fract() == 0.0 => fixed(*value, 0),
        Cell::Number(value) => computed(*value),
        Cell::Missing => MISSING.to_owned(),
    }
}
