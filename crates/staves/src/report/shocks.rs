//! What was shocked: in a sentence, in a table, and as windows on a time axis.

use super::Report;
use super::chart::fan::Window;
use super::drawn::Drawn;
use super::findings::Scope;
use super::html::{Column, Grid, element, prose};
use crate::results::manifest::ShockShown;

/// Names shown before "and n more": in a sentence, in the table.
const NAMED_IN_WORDS: usize = 2;
const NAMED_IN_TABLE: usize = 6;

/// The section with the table of shocks.
pub(super) fn section(report: &Report) -> String {
    let words = report.words;
    let head = |name: &str| Column::text(words.plain(&format!("shocks.{name}")));
    let row = |shock: &ShockShown| {
        vec![
            shock.name.text(report.words.lang).to_owned(),
            words.named("shocks.kind", &shock.kind),
            who(report, shock, NAMED_IN_TABLE),
            size(report, shock),
            capitalised(&when(report, shock)),
        ]
    };
    let shocks = &report.manifest.asked.shocks;
    let actions = actions_sentence(report).map(|text| element("p", "", &prose(&text)));
    let (events, actions) = (events(report), actions.unwrap_or_default());
    if shocks.is_empty() {
        let plain = events.unwrap_or_else(|| report.paragraph("shocks.none"));
        return report.section("shocks", &(plain + &actions));
    }
    let grid = Grid {
        columns: ["name", "effect", "who", "size", "when"].map(head).into(),
        rows: shocks.iter().map(row).collect(),
        ..Grid::default()
    };
    report.section("shocks", &(events.unwrap_or_default() + &grid.html() + &actions))
}

/// Which actions the economy had before the run, if any.
pub(super) fn actions_sentence(report: &Report) -> Option<String> {
    let asked = &report.manifest.asked;
    let cost = report.amount(asked.actions_cost?);
    let lang = report.words.lang;
    let names: Vec<String> =
        asked.actions.iter().map(|action| action.name.text(lang).to_owned()).collect();
    let names = report.words.list(&names, NAMED_IN_TABLE);
    let count = super::number::fixed(asked.actions.len() as f64, 0);
    let values = [("n", count.as_str()), ("names", &names), ("cost", &cost)];
    Some(report.words.say("shocks.actions", &values))
}

impl Report<'_> {
    /// A shock's name in the language of the page; tables hold the English one.
    pub(super) fn shock_name(&self, name: &str) -> String {
        let shocks = &self.manifest.asked.shocks;
        let known = shocks.iter().find(|shock| shock.name.en == name);
        known.map_or(name, |shock| shock.name.text(self.words.lang)).to_owned()
    }
}

/// A paragraph about the event set.
fn events(report: &Report) -> Option<String> {
    Some(element("p", "", &prose(&events_sentence(report)?)))
}

/// What the event set is, if each run is an event.
pub(super) fn events_sentence(report: &Report) -> Option<String> {
    let events = report.manifest.asked.events.as_ref()?;
    let count = |number: u64| super::number::fixed(number as f64, 0);
    let (known, shocks) = (count(events.events), count(events.shocks));
    let rate = events.probability.map_or_else(String::new, |rate| format!("{rate:.4}"));
    let form = if events.probability.is_some() { "shocks.events-rated" } else { "shocks.events" };
    let values =
        [("file", events.file.as_str()), ("events", &known), ("shocks", &shocks), ("rate", &rate)];
    Some(report.words.say(form, &values))
}

/// A sentence about one shock; `subject` is "the shock" or its name.
pub(super) fn sentence(report: &Report, subject: &str, shock: &ShockShown) -> String {
    let ends = Drawn::new(&shock.size).ends();
    let kind = match (shock.kind.as_str(), ends) {
        ("capacity", _) => "capacity",
        ("capital", _) => "capital",
        ("demand", Some((_, high))) if high <= 0.0 => "demand-falls",
        ("demand", Some((low, _))) if low >= 0.0 => "demand-rises",
        ("demand", _) => "demand-changes",
        ("cost", _) => "cost",
        _ => "other",
    };
    report.words.say(
        &format!("summary.shock.{kind}"),
        &[
            ("subject", subject),
            ("size", &bare_size(report, shock)),
            ("who", &who(report, shock, NAMED_IN_WORDS)),
            ("when", &when(report, shock)),
        ],
    )
}

/// The size with its sign: `30 %`, `−30 %`.
fn size(report: &Report, shock: &ShockShown) -> String {
    percent(report, &shock.size)
}

/// The size without the sign that the sentence has in its verb.
fn bare_size(report: &Report, shock: &ShockShown) -> String {
    let falls = Drawn::new(&shock.size).ends().is_some_and(|(_, high)| high <= 0.0);
    let sized = if falls { shock.size.replace('-', "") } else { shock.size.clone() };
    percent(report, &sized)
}

fn percent(report: &Report, text: &str) -> String {
    let words = report.words;
    Drawn::new(text).describe(words, 100.0, &|digits| words.percent_of(digits))
}

/// Sectors and regions hit, by name; past `most`, how many more.
fn who(report: &Report, shock: &ShockShown, most: usize) -> String {
    let words = report.words;
    let economy = &report.manifest.economy;
    let names = |scope: Scope, codes: &[String]| {
        let names: Vec<String> = codes.iter().map(|code| report.label(scope, code)).collect();
        words.list(&names, most)
    };
    let all_sectors = shock.sectors.len() >= economy.sectors.len() && shock.sectors.len() > 1;
    let what = match all_sectors || shock.sectors.is_empty() {
        true => words.plain("who.all-sectors"),
        false => names(Scope::Sector, &shock.sectors),
    };
    if economy.regions.len() < 2 || shock.regions.is_empty() {
        return what;
    }
    let place = match shock.regions.len() >= economy.regions.len() {
        true => words.plain("who.all-regions"),
        false => names(Scope::Region, &shock.regions),
    };
    words.say("who.in", &[("what", &what), ("where", &place)])
}

/// From when, for how long, and how it recovers.
fn when(report: &Report, shock: &ShockShown) -> String {
    let words = report.words;
    let starts = Drawn::new(&shock.starts).plain(words);
    let recovery = ramp(report, shock) + &recovery(report, &shock.recovery) + &delay(report, shock);
    let lasts = Drawn::new(&shock.lasts);
    let values = [
        ("start", starts.as_str()),
        ("lasts", &lasts.describe(words, 1.0, &|digits| words.count("days", digits))),
        ("recovery", &recovery),
    ];
    match lasts.ends() {
        Some((_, high)) if high.is_infinite() => words.say("when.for-good", &values[..1]),
        Some((_, 0.0)) | None => words.say("when.at", &[values[0], values[2]]),
        // What is destroyed on one day stays so until mending begins.
        _ if shock.kind == "capital" => words.say("when.destroyed", &values),
        _ => words.say("when.during", &values),
    }
}

/// How it builds up, in words; nothing when it starts in full.
fn ramp(report: &Report, shock: &ShockShown) -> String {
    let words = report.words;
    shock.ramp.as_ref().map_or_else(String::new, |days| {
        let days = Drawn::new(days).describe(words, 1.0, &|digits| words.count("days", digits));
        words.say("when.ramp", &[("days", &days)])
    })
}

/// By how much goods arrive later, in words; nothing when they do not.
fn delay(report: &Report, shock: &ShockShown) -> String {
    let words = report.words;
    shock.delay.as_ref().map_or_else(String::new, |days| {
        let days = Drawn::new(days).describe(words, 1.0, &|digits| words.count("days", digits));
        words.say("when.delay", &[("days", &days)])
    })
}

/// `linear, 45 days` in words; a shape the dictionary lacks as it stands.
fn recovery(report: &Report, text: &str) -> String {
    let words = report.words;
    let (shape, rest) = text.split_once(',').unwrap_or((text, ""));
    if words.known("recovery", shape.trim()).is_none() {
        return words.say("recovery.other", &[("text", text)]);
    }
    let lasting = rest.split(" days").next().unwrap_or(rest).trim();
    let days = Drawn::new(lasting).describe(words, 1.0, &|digits| words.count("days", digits));
    words.say(&format!("recovery.{}", shape.trim()), &[("days", &days)])
}

/// When the shocks act, for a time axis; those whose start cannot be read are left out.
pub(super) fn windows(report: &Report) -> Vec<Window> {
    let window = |shock: &ShockShown| {
        let (starts, latest) = Drawn::new(&shock.starts).ends()?;
        let lasts = Drawn::new(&shock.lasts).ends().map_or(0.0, |(_, high)| high);
        let ramp = shock.ramp.as_ref().and_then(|ramp| Drawn::new(ramp).ends());
        let ends = latest + ramp.map_or(0.0, |(_, high)| high) + lasts;
        let recovered = shock
            .recovery
            .strip_prefix("linear,")
            .and_then(|days| Drawn::new(days.trim().trim_end_matches(" days")).ends())
            .map(|(_, days)| ends + days);
        Some(Window {
            name: shock.name.text(report.words.lang).to_owned(),
            starts,
            ends,
            recovered,
        })
    };
    report.manifest.asked.shocks.iter().filter_map(window).collect()
}

/// The day the first shock starts, when every start is a plain number.
pub(super) fn first_start(report: &Report) -> Option<f64> {
    let ends = report.manifest.asked.shocks.iter().map(|shock| Drawn::new(&shock.starts).ends());
    ends.map(|ends| ends.filter(|(low, high)| low == high).map(|(low, _)| low))
        .reduce(|a, b| Some(a?.min(b?)))?
}

/// Whether the scenario leaves any number to chance.
pub(super) fn anything_drawn(report: &Report) -> bool {
    let asked = &report.manifest.asked;
    let of_shock = |shock: &ShockShown| {
        let recovery = shock.recovery.split_once(',').map_or("", |(_, days)| days);
        let recovery = recovery.trim_end_matches(" days");
        let ramp = shock.ramp.as_deref().unwrap_or_default();
        let delay = shock.delay.as_deref().unwrap_or_default();
        [&shock.size, &shock.starts, ramp, &shock.lasts, recovery, delay].into_iter().any(is_drawn)
    };
    asked.shocks.iter().any(of_shock) || asked.parameters.iter().any(|(_, value)| is_drawn(value))
}

fn is_drawn(text: &str) -> bool {
    Drawn::new(text).ends().is_some_and(|(low, high)| low != high)
}

/// The first letter as a capital, for a phrase that stands alone.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
