//! The page on a plan over years: what it comes to, the roadmap as a Gantt chart, the years, the
//! stress test of each, the targets.

use super::chain::tables;
use super::chart::gantt::{Gantt, Line};
use super::html::{element, prose};
use super::number::computed;
use super::page::{Page, section};
use super::words::Words;
use crate::plan::years::Roadmap;
use crate::table::{Table, Values};
use staves_core::action::Kind;
use staves_core::{Lang, Note, Result, locale};

/// The plan as one self-contained HTML document; of one kind of action, or of all.
///
/// # Errors
/// Of the solver.
pub fn render_years(roadmap: &Roadmap<'_>, kind: Option<Kind>, lang: Lang) -> Result<String> {
    let words = Words { lang };
    let about = &roadmap.economy().about;
    let lead: String = roadmap
        .sentences(lang)?
        .iter()
        .map(|sentence| element("p", "lead", &prose(sentence)))
        .collect();
    let mut sections = vec![section(
        words,
        "years",
        "summary",
        &(lead + &tables::html(&roadmap.summary(), words)),
    )];
    let schedule = named(roadmap.schedule(kind), words);
    sections.push(section(
        words,
        "years",
        "roadmap",
        &(gantt(roadmap, kind, words) + &tables::html(&schedule, words)),
    ));
    sections.push(section(
        words,
        "years",
        "kinds",
        &tables::html(&named(roadmap.kinds(kind), words), words),
    ));
    for (id, table) in
        [("years", roadmap.years()), ("stress", roadmap.tested()), ("targets", roadmap.targets())]
    {
        if !table.is_empty() {
            sections.push(section(words, "years", id, &tables::html(&table, words)));
        }
    }
    let item = |note: &Note| element("li", "", &prose(&note.message(lang)));
    let notes: String = roadmap.notes().iter().map(item).collect();
    sections.push(section(words, "years", "notes", &element("ul", "notes", &notes)));
    let title = match lang {
        Lang::Zh if !about.title_zh.is_empty() => &about.title_zh,
        _ => &about.title,
    };
    let page = Page {
        words,
        title: title.clone(),
        kind: words.plain("years.kind"),
        facts: vec![about.source.clone()],
        warnings: about.synthetic.then(|| words.plain("synthetic.banner")).into_iter().collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Ok(page.html(&sections.concat()))
}

fn kind_name(kind: &str, words: Words) -> String {
    locale::text(words.lang, &format!("plan.kinds.{kind}"), &[])
}

/// A table with kinds of action in words.
fn named(table: Table, words: Words) -> Table {
    let mut table = table;
    for column in table.columns.iter_mut().filter(|column| column.name == "kind") {
        if let Values::Text(kinds) = &mut column.values {
            kinds.iter_mut().for_each(|kind| *kind = kind_name(kind, words));
        }
    }
    table
}

/// The chart with its legend.
fn gantt(roadmap: &Roadmap<'_>, kind: Option<Kind>, words: Words) -> String {
    let mut groups: Vec<(String, Vec<Line>)> = Vec::new();
    let mut years = 0;
    for line in roadmap.lines(kind) {
        let group = kind_name(line.kind.name(), words);
        years = line.cost.len();
        let both = line.cost.iter().zip(&line.under_way);
        let drawn = Line {
            name: line.entry.label(words.lang).to_owned(),
            years: both.map(|(cost, under_way)| (*cost > 0.0, *under_way)).collect(),
            says: computed(line.total()),
        };
        match groups.last_mut().filter(|(last, _)| *last == group) {
            Some((_, lines)) => lines.push(drawn),
            None => groups.push((group, vec![drawn])),
        }
    }
    if groups.is_empty() {
        return String::new();
    }
    let chart = Gantt {
        groups,
        years: (1..=years).map(|year| year.to_string()).collect(),
        head: words.say("years.roadmap.cost", &[("unit", &roadmap.economy().about.unit.name())]),
        label: words.plain("years.roadmap.heading"),
    };
    let reading = element("p", "reading", &prose(&words.plain("years.roadmap.reading")));
    reading + &format!("<div class=\"chart scroll\" tabindex=\"0\">{}</div>", chart.draw())
}
