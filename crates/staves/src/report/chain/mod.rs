//! The page on a chain: the indicators, the goods by stage, and the lists that ministries work with.

mod diagram;
mod matrix;
pub(super) mod tables;

pub use diagram::Highlight;

use super::chart::bars::{Bar, Bars};
use super::html::{element, prose};
use super::number::{MISSING, computed};
use super::page::{Page, section};
use super::words::Words;
use crate::results::manifest::Title;
use crate::table::{Table, Values};
use diagram::Diagram;
use staves_core::locale;
use staves_core::{Lang, Note};

/// Everything that is said of a chain. A list that is not there is left out.
pub struct ChainPage {
    /// Title in both languages.
    pub title: Title,
    /// Where the numbers come from.
    pub source: String,
    /// Whether numbers are made up.
    pub synthetic: bool,
    /// Activities, goods and final goods.
    pub counts: [usize; 3],
    /// The indicators.
    pub indicators: Table,
    /// The goods by stage.
    pub panorama: Table,
    /// What the stage diagram shows.
    pub highlight: Highlight,
    /// The lists, by the name they have on the command line, in the order of the page.
    pub lists: Vec<(&'static str, Table)>,
    /// What each goal costs, when there are candidates.
    pub frontier: Option<Table>,
    /// Notes of the reader and of the searches.
    pub notes: Vec<Note>,
}

/// The page as one self-contained HTML document.
#[must_use]
pub fn render_chain(chain: &ChainPage, lang: Lang) -> String {
    let words = Words { lang };
    let mut sections = vec![
        section(
            words,
            "chain",
            "indicators",
            &(lead(chain, words) + &tables::html(&chain.indicators, words)),
        ),
        panorama(chain, words),
    ];
    for (list, table) in &chain.lists {
        let mut inner = tables::html(table, words);
        if *list == "choke" {
            inner = matrix::html(table, words) + &inner;
        }
        sections.push(section(words, "chain", list, &inner));
    }
    sections.extend(chain.frontier.as_ref().map(|table| frontier(table, words)));
    sections.push(notes(chain, words));
    let [activities, goods, finals] = chain.counts.map(|count| count.to_string());
    let values = [("activities", activities.as_str()), ("goods", &goods), ("finals", &finals)];
    let warning = chain.synthetic.then(|| locale::text(lang, "map.synthetic", &[]));
    let page = Page {
        words,
        title: chain.title.text(lang).to_owned(),
        kind: words.plain("chain.kind"),
        facts: vec![words.say("chain.counts", &values), chain.source.clone()],
        warnings: warning.into_iter().collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    page.html(&sections.concat())
}

/// What can be made and how much, in one sentence each: at home when home is known.
fn lead(chain: &ChainPage, words: Words) -> String {
    let table = &chain.indicators;
    let text = |name: &str, row: usize| {
        table.column(name).and_then(|column| column.text(row)).unwrap_or_default().to_owned()
    };
    let home = (0..table.len()).any(|row| text("available", row) == "home");
    let available = if home { "home" } else { "all" };
    let value = |indicator: &str| {
        let row = (0..table.len()).find(|row| {
            text("indicator", *row) == indicator
                && text("good", *row).is_empty()
                && text("available", *row) == available
        })?;
        let value = table.column("value")?.numbers()?[row];
        value.is_finite().then(|| computed(100.0 * value))
    };
    let mut says = String::new();
    for (indicator, key) in [
        ("structural_integrity", "chain.lead.starts"),
        ("structural_integrity_running", "chain.lead.runs"),
        ("joint_fill_rate", "chain.lead.serves"),
    ] {
        if let Some(value) = value(indicator) {
            let who = words.plain(&format!("chain.lead.{available}"));
            let text = words.say(key, &[("who", &who), ("value", &value)]);
            says += &element("p", "lead", &prose(&text));
        }
    }
    says
}

fn panorama(chain: &ChainPage, words: Words) -> String {
    let diagram = Diagram::new(&chain.panorama, chain.highlight, words);
    let shown = diagram.draw();
    let inner = element("p", "reading", &prose(&words.plain(chain.highlight.reading())))
        + &diagram.legend()
        + &format!("<div class=\"chart scroll\" tabindex=\"0\">{shown}</div>")
        + &diagram.left_out()
        + &tables::html(&chain.panorama, words);
    section(words, "chain", "panorama", &inner)
}

/// What each goal costs, as bars and as a table.
fn frontier(table: &Table, words: Words) -> String {
    let cost = table.column("cost").and_then(Values::numbers).unwrap_or_default();
    let goal = |row: usize| {
        table.column("goal").and_then(|column| column.text(row)).unwrap_or_default().to_owned()
    };
    let bar = |(row, cost): (usize, &f64)| Bar {
        name: goal(row),
        value: *cost,
        whisker: None,
        says: [if cost.is_finite() { computed(*cost) } else { MISSING.to_owned() }, String::new()],
    };
    let title = words.plain("chain.frontier.axis");
    let bars = Bars {
        bars: cost.iter().enumerate().map(bar).collect(),
        title: title.clone(),
        heads: [title, String::new()],
        label: words.plain("chain.frontier.heading"),
    };
    let chart = format!("<div class=\"chart scroll\" tabindex=\"0\">{}</div>", bars.draw());
    section(words, "chain", "frontier", &(chart + &tables::html(table, words)))
}

fn notes(chain: &ChainPage, words: Words) -> String {
    let item = |note: &Note| {
        let places = match note.places.as_slice() {
            [] => String::new(),
            places => format!(": {}", places.join(", ")),
        };
        element("li", "", &prose(&(note.message(words.lang) + &places)))
    };
    let items: String = chain.notes.iter().map(item).collect();
    section(words, "chain", "notes", &element("ul", "notes", &items))
}
