//! `staves explain`: the page behind a code of an error, a note, an audit check or an indicator.

use crate::arguments::Explain;
use crate::exit::Exit;
use crate::output;
use crate::render::Screen;
use staves::{Error, Lang, Result};
use staves_core::codes::nearest_name;
use staves_core::locale;

/// Where explanations stand in the dictionary: before and after the code.
const PAGES: [(&str, &str, &str); 4] = [
    ("error.", ".says", ".explain"),
    ("note.", "", ""),
    ("audit.", ".title", ".explain"),
    ("indicator.", ".name", ".explain"),
];

pub fn run(asked: &Explain, screen: &Screen) -> Result<Exit> {
    let code = asked.code.trim();
    for (before, says, explain) in PAGES {
        let key = format!("{before}{code}{explain}");
        if !locale::has(&key) {
            continue;
        }
        let title = screen.text(&format!("{before}{code}{says}"), &[]);
        let hint = format!("{before}{code}.hint");
        output::text(&format!("{code}: {title}"));
        if says != explain {
            output::text(&format!("\n{}", screen.text(&key, &[])));
        }
        if locale::has(&hint) {
            output::text(&format!("\n{}", screen.text(&hint, &[])));
        }
        return Ok(Exit::Done);
    }
    let known = known();
    Err(Error::new("explain::unknown-code")
        .with("code", code)
        .nearest(nearest_name(code, known.iter().map(String::as_str))))
}

/// Every code that has a page.
fn known() -> Vec<String> {
    let mut known: Vec<String> = locale::texts(Lang::En)
        .keys()
        .flat_map(|key| {
            PAGES.iter().filter_map(move |(before, _, explain)| {
                let rest = key.strip_prefix(before)?;
                let code = rest.strip_suffix(explain)?;
                (explain.is_empty() != code.contains('.')).then(|| code.to_owned())
            })
        })
        .collect();
    known.sort();
    known.dedup();
    known
}
