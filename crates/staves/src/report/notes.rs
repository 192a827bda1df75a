//! What the runs and the import had to remark.

use super::Report;
use super::html::{element, escape, prose};
use super::number::fixed;
use staves_core::Note;
use staves_core::locale;

/// Notes of the runs first, then those of the table.
pub(super) fn section(report: &Report) -> String {
    let runs = list(report, "notes.runs", &report.manifest.happened.notes);
    let table = list(report, "notes.table", &report.manifest.economy.notes);
    report.section("notes", &(runs + &table))
}

/// Codes of notes that say that values were worked out where the source had none.
const ESTIMATES: [&str; 5] = [
    "import::missing-as-zero",
    "import::value-added-residual",
    "import::flows-from-coefficients",
    "bea::closed",
    "bea::proportional-imports",
];

/// Notes of the runs shown beside the summary at most.
const WARNINGS_MOST: usize = 3;

/// What a reader must know of the runs before believing a number; nothing when there is nothing.
pub(super) fn warnings(report: &Report) -> String {
    let notes = &report.manifest.happened.notes;
    let shown = notes.iter().take(WARNINGS_MOST).map(|note| {
        let text = report.words.say("notes.warning", &[("text", &message(report, note))]);
        element("p", "", &prose(&text))
    });
    match notes.is_empty() {
        true => String::new(),
        false => element("div", "warnings", &shown.collect::<String>()),
    }
}

/// Whether any note, of the table or of the runs, speaks of estimates.
pub(super) fn any_estimate(report: &Report) -> bool {
    let manifest = report.manifest;
    manifest.economy.notes.iter().chain(&manifest.happened.notes).any(is_estimate)
}

/// The text of a note; a code that the dictionary does not know is still better than nothing.
fn message(report: &Report, note: &Note) -> String {
    match locale::has(&format!("note.{}", note.code)) {
        true => note.message(report.words.lang),
        false => note.code.clone(),
    }
}

fn list(report: &Report, heading: &str, notes: &[Note]) -> String {
    let words = report.words;
    let heading_html = element("h3", "", &escape(&words.plain(heading)));
    if notes.is_empty() {
        return heading_html + &report.paragraph(&format!("{heading}-none"));
    }
    let items: String = notes.iter().map(|note| item(report, note)).collect();
    heading_html + &element("ul", "notes", &items)
}

fn item(report: &Report, note: &Note) -> String {
    let words = report.words;
    let mut out = prose(&message(report, note));
    if is_estimate(note) {
        let tag = escape(&words.plain("notes.estimated"));
        out = format!("<span class=\"tag\">{tag}</span> {out}");
    }
    if note.count > 1 && !says_count(report, note) {
        let count = words.say("notes.count", &[("n", &fixed(note.count as f64, 0))]);
        out += &format!(" {}", element("span", "quiet", &escape(&count)));
    }
    if !note.places.is_empty() {
        let more = if note.count > note.places.len() { "…" } else { "" };
        let places = note.places.join(&words.plain("list.semicolon")) + more;
        let places = words.say("notes.places", &[("places", &places)]);
        out += &element("div", "quiet", &escape(&places));
    }
    if let Some(effect) = &note.effect {
        let effect = words.say("notes.effect", &[("effect", effect)]);
        out += &element("div", "quiet", &escape(&effect));
    }
    element("li", "", &out)
}

/// Whether the words of a note hold its count already.
fn says_count(report: &Report, note: &Note) -> bool {
    let text = locale::texts(report.words.lang).get(&format!("note.{}", note.code));
    text.is_some_and(|text| text.contains("{count}"))
}

/// Whether a note says that values were worked out where the source had none.
fn is_estimate(note: &Note) -> bool {
    ESTIMATES.contains(&note.code.as_str())
}
