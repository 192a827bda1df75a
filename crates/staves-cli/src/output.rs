//! Data on stdout: a table for people, or JSON, CSV, Markdown, Parquet for programs.

use crate::arguments::{Cli, Format};
use comfy_table::{
    CellAlignment, ContentArrangement, LineStyle, Table as Screen, TableStyle, presets,
};
use staves::table::{Cell, Table};
use staves::{Error, Lang, Note, Result};
use staves_core::locale;
use std::io::{self, IsTerminal, Write};

/// What a verb prints.
pub struct Shown<'s> {
    /// Name of the schema, such as `staves.check.v1`.
    pub schema: &'s str,
    /// The rows.
    pub table: Table,
    /// Notes that belong to them.
    pub notes: &'s [Note],
    /// Further tables, which only JSON has a place for, by name.
    pub further: Vec<(&'s str, &'s Table)>,
}

impl<'s> Shown<'s> {
    /// A table alone.
    pub fn new(schema: &'s str, table: Table, notes: &'s [Note]) -> Self {
        Self { schema, table, notes, further: Vec::new() }
    }
}

/// The format asked for, or the one that fits where stdout goes.
pub fn format(cli: &Cli) -> Format {
    cli.format.unwrap_or(if io::stdout().is_terminal() { Format::Table } else { Format::Csv })
}

/// A table for people has labels in their language only; data has both.
pub fn one_language(table: Table, cli: &Cli, lang: Lang) -> Table {
    let other = if lang == Lang::Zh { "label_en" } else { "label_zh" };
    if format(cli) == Format::Table { table.without(other) } else { table }
}

/// Prints a table in the format asked for.
///
/// # Errors
/// `output::parquet-on-screen`; of Parquet.
pub fn print(cli: &Cli, lang: Lang, shown: &Shown<'_>) -> Result<()> {
    match format(cli) {
        Format::Table => text(&screen_table(&shown.table, lang, PLAIN)),
        Format::Markdown => text(&screen_table(&shown.table, lang, presets::ASCII_MARKDOWN)),
        Format::Json => {
            let notes: Vec<_> = shown.notes.iter().map(|note| note_json(note, lang)).collect();
            let mut json = serde_json::json!({
                "schema": shown.schema,
                "rows": shown.table.to_json_rows(),
                "notes": notes,
            });
            for (name, table) in &shown.further {
                json[*name] = table.to_json_rows();
            }
            text(&serde_json::to_string_pretty(&json).unwrap_or_default());
        }
        Format::Csv => {
            let mut csv = Vec::new();
            // Writing to memory cannot fail.
            let _ = shown.table.write_csv(&mut csv);
            bytes(&csv);
        }
        Format::Parquet => {
            if io::stdout().is_terminal() {
                return Err(Error::new("output::parquet-on-screen"));
            }
            bytes(&shown.table.to_parquet(&[("schema", shown.schema)])?);
        }
    }
    Ok(())
}

fn note_json(note: &Note, lang: Lang) -> serde_json::Value {
    serde_json::json!({
        "code": note.code,
        "count": note.count,
        "places": note.places,
        "message": note.message(lang),
        "effect": note.effect,
    })
}

/// Prints a line or lines of text.
pub fn text(text: &str) {
    bytes(format!("{text}\n").as_bytes());
}

/// Prints bytes. A reader that has gone away (`| head`) ends the program quietly.
pub fn bytes(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    if let Err(error) = out.write_all(bytes).and_then(|()| out.flush())
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        std::process::exit(crate::exit::Exit::Done as i32);
    }
}

/// One line below the heading, and nothing else.
const PLAIN: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table as people read it: headings and indicators in words, numbers to four digits.
fn screen_table(table: &Table, lang: Lang, style: TableStyle) -> String {
    let mut screen = Screen::new();
    screen.load_style(style).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(columns) = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()) {
        screen.set_width(columns);
    }
    screen.set_header(table.columns.iter().map(|column| heading(&column.name, lang)));
    for row in 0..table.len() {
        let cells = table.columns.iter().enumerate().map(|(k, column)| {
            let text = cell(&table.cell(row, k));
            if column.name == "indicator" { indicator(text, lang) } else { text }
        });
        screen.add_row(cells);
    }
    for (k, column) in table.columns.iter().enumerate() {
        if column.values.is_text() {
            continue;
        }
        if let Some(column) = screen.column_mut(k) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    screen.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn heading(name: &str, lang: Lang) -> String {
    let key = format!("column.{name}");
    if locale::has(&key) { locale::text(lang, &key, &[]) } else { name.replace('_', " ") }
}

/// An indicator in words.
fn indicator(code: String, lang: Lang) -> String {
    let key = format!("indicator.{code}.name");
    if locale::has(&key) { locale::text(lang, &key, &[]) } else { code }
}

fn cell(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => (*text).to_owned(),
        Cell::Integer(value) => grouped(&value.to_string()),
        Cell::Number(value) => number(*value),
        Cell::Missing => "–".into(),
    }
}

/// A number to four significant digits, with thousands set apart: 1,234,567 · 12.34 · 0.00123.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || !value.is_finite() {
        return "0".into();
    }
    let whole = size.log10().floor();
    if !(-6.0..15.0).contains(&whole) {
        return format!("{value:.3e}");
    }
    let digits = (3.0 - whole).max(0.0) as usize;
    let text = format!("{value:.digits$}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    };
    if text == "-0" { "0".into() } else { grouped(&text) }
}

fn grouped(text: &str) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("−", rest));
    let (whole, part) = text.split_once('.').map_or((text, None), |(w, p)| (w, Some(p)));
    let mut out = String::new();
    for (k, digit) in whole.chars().enumerate() {
        if k > 0 && (whole.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    match part {
        Some(part) => format!("{sign}{out}.{part}"),
        None => format!("{sign}{out}"),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short_and_exact_enough() {
        let cases = [
            (0.0, "0"),
            (1234567.8, "1,234,568"),
            (12.3456, "12.35"),
            (-0.0012346, "−0.001235"),
            (100.0, "100"),
            (99.999, "100"),
            (1e-9, "1.000e-9"),
        ];
        for (value, wanted) in cases {
            assert_eq!(number(value), wanted);
        }
    }
}
