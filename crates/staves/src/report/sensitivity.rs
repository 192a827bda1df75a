//! Which uncertainty matters: a tornado chart of shares of the variance.

use super::Report;
use super::chart::bars::{Bar, Bars};
use super::figure::{Figure, Sign};
use super::findings::{numbers, texts};
use super::html::{Column, Grid};
use super::number::{MISSING, fixed};

/// The result whose variance is drawn.
const DRAWN: &str = "output_lost";

/// One input: its name in words, first order and total, each with both ends.
struct Input {
    name: String,
    first: [f64; 3],
    total: [f64; 3],
}

/// The chart; nothing when no design was run.
pub(super) fn section(report: &Report) -> String {
    let table = &report.tables.sensitivity;
    let (indicators, names) = (texts(table, "indicator"), texts(table, "input"));
    let columns = ["first", "first_low", "first_high", "total", "total_low", "total_high"]
        .map(|name| numbers(table, name));
    let input = |row: usize| Input {
        name: report.drawn_name(&names[row]),
        first: [0, 1, 2].map(|k| columns[k][row]),
        total: [3, 4, 5].map(|k| columns[k][row]),
    };
    let drawn = (0..table.len()).filter(|row| indicators[*row] == DRAWN);
    let mut inputs: Vec<Input> = drawn.map(input).collect();
    inputs.sort_by(|a, b| b.total[0].total_cmp(&a.total[0]));
    if inputs.is_empty() {
        return String::new();
    }
    report.section("sensitivity", &figure(report, &inputs))
}

/// From this share on an input is said to be behind all of the variance.
const ALL: f64 = 0.995;

fn share(value: f64) -> String {
    if value.is_finite() { fixed(value, 2) } else { MISSING.to_owned() }
}

fn figure(report: &Report, inputs: &[Input]) -> String {
    let words = report.words;
    let title = words.plain("sensitivity.title");
    let reading = match inputs.first().filter(|input| input.total[0].is_finite()) {
        // An estimate may come out above the whole.
        Some(first) if first.total[0] >= ALL => {
            words.say("sensitivity.reading-all", &[("name", &first.name)])
        }
        Some(first) => words.say(
            "sensitivity.reading",
            &[("name", &first.name), ("share", &words.percent_of_whole(100.0 * first.total[0]))],
        ),
        None => words.plain("sensitivity.flat"),
    };
    let bar = |input: &Input| Bar {
        name: input.name.replace('`', ""),
        value: input.total[0],
        whisker: Some((input.total[1], input.total[2])),
        says: [share(input.total[0]), share(input.first[0])],
    };
    let head = |name: &str| words.plain(&format!("sensitivity.column.{name}"));
    let bars = Bars {
        bars: inputs.iter().map(bar).collect(),
        title: words.plain("sensitivity.axis"),
        heads: [head("total"), head("first")],
        label: format!("{title} {reading}"),
    };
    let interval = |of: &[f64; 3]| words.interval(&share(of[1]), &share(of[2]));
    let row = |input: &Input| {
        let (first, total) = (&input.first, &input.total);
        let numbers = [share(total[0]), interval(total), share(first[0]), interval(first)];
        std::iter::once(input.name.clone()).chain(numbers).collect()
    };
    let numbers = ["total", "interval", "first", "interval"].map(|name| Column::number(head(name)));
    let table = Grid {
        caption: words.plain("sensitivity.caption"),
        columns: std::iter::once(Column::text(head("input"))).chain(numbers).collect(),
        rows: inputs.iter().map(row).collect(),
        ..Grid::default()
    };
    let legend = vec![
        (Sign::Bar, words.plain("sensitivity.bar")),
        (Sign::Whisker, words.plain("sensitivity.whisker")),
    ];
    let (svg, none) = (bars.draw(), String::new());
    Figure { id: "tornado", title, reading, legend, svg, table, table_note: none }.html(report)
}
