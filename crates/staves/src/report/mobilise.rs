//! The page on a mobilisation: who goes short, as tiles of regions and periods, what would help, and
//! what plants and regions are to do.

use super::chain::tables;
use super::chart::tiles::{Row, Tiles};
use super::html::{element, prose};
use super::number::computed;
use super::page::{Page, section};
use super::words::Words;
use crate::mobilise::Plan;
use staves_core::{Lang, Note};

/// The plan as one self-contained HTML document.
#[must_use]
pub fn render_mobilisation(plan: &Plan<'_>, lang: Lang) -> String {
    let words = Words { lang };
    let (settings, notes) = (&plan.study().settings, &plan.study().notes);
    let sentences = plan.sentences(lang);
    let lead = sentences.iter().map(|sentence| element("p", "lead", &prose(sentence)));
    let lead = lead.collect::<String>() + &tables::html(&plan.summary(), words);
    let item = |note: &Note| element("li", "", &prose(&note.message(lang)));
    let notes: String = notes.iter().map(item).collect();
    let shortage = tiles(plan, words) + &tables::html(&plan.served(), words);
    let sections = [
        section(words, "mobilise", "summary", &lead),
        section(words, "mobilise", "shortage", &shortage),
        section(words, "mobilise", "why", &tables::html(&plan.why(), words)),
        section(words, "mobilise", "conversion", &tables::html(&plan.conversion(), words)),
        section(words, "mobilise", "orders", &tables::html(&plan.orders(), words)),
        section(words, "mobilise", "notes", &element("ul", "notes", &notes)),
    ];
    let title = if lang == Lang::Zh { &settings.title.zh } else { &settings.title.en };
    let page = Page {
        words,
        title: title.clone(),
        kind: words.plain("mobilise.kind"),
        facts: Vec::new(),
        warnings: settings.synthetic.then(|| words.plain("synthetic.banner")).into_iter().collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    page.html(&sections.concat())
}

/// A group of tiles for each good, a row a region.
fn tiles(plan: &Plan<'_>, words: Words) -> String {
    let facts = &plan.study().facts;
    let mut groups: Vec<(String, Vec<Row>)> = Vec::new();
    for (demand, unmet) in facts.demands.iter().zip(plan.unmet()) {
        let good = plan.good_label(demand.good, words.lang);
        let both = demand.amounts.iter().zip(unmet);
        let row = Row {
            name: plan.region_label(demand.region, words.lang),
            parts: both.map(|(wanted, short)| (*wanted > 0.0).then(|| short / wanted)).collect(),
            says: computed(unmet.iter().sum()),
        };
        match groups.iter_mut().find(|(known, _)| *known == good) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((good, vec![row])),
        }
    }
    let period = &plan.study().settings.period;
    let period = if words.lang == Lang::Zh { &period.zh } else { &period.en };
    let chart = Tiles {
        groups,
        periods: facts.periods,
        head: words.plain("mobilise.shortage.short"),
        label: words.plain("mobilise.shortage.heading"),
    };
    let reading = words.say("mobilise.shortage.reading", &[("period", period)]);
    let reading = element("p", "reading", &prose(&reading));
    reading + &format!("<div class=\"chart scroll\" tabindex=\"0\">{}</div>", chart.draw())
}
