//! `about.toml` of a chain: title, source, home, and what its numbers and links are worth.

use super::cut::Cut;
use crate::document::Document;
use crate::results::manifest::Title;
use crate::scenario::title;
use staves_core::{Error, Place, Result};

/// What `evidence` says in `about.toml` of links that are none.
const NO_EVIDENCE: &str = "none";

/// What `about.toml` says of a chain.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Title in both languages.
    pub title: Title,
    /// Where the numbers come from.
    pub source: String,
    /// Regions that are home, as codes or patterns.
    pub home: Vec<String>,
    /// Whether the numbers are made up.
    pub synthetic: bool,
    /// Whether its links are no evidence of anything: mined from texts, or guessed.
    pub no_evidence: bool,
    /// How it was cut out of an economy, if it was.
    pub cut: Option<Cut>,
    /// How it was extended by an economy, if it was.
    pub join: Option<Cut>,
}

impl About {
    /// The text of the file that is read back.
    #[must_use]
    pub fn written(&self) -> String {
        let mut title = toml::Table::new();
        title.insert("en".into(), self.title.en.clone().into());
        title.insert("zh".into(), self.title.zh.clone().into());
        let mut file = toml::Table::new();
        file.insert("source".into(), self.source.clone().into());
        if !self.home.is_empty() {
            file.insert("home".into(), self.home.clone().into());
        }
        file.insert("synthetic".into(), self.synthetic.into());
        if self.no_evidence {
            file.insert("evidence".into(), NO_EVIDENCE.into());
        }
        file.insert("title".into(), title.into());
        for (name, cut) in [("cut", &self.cut), ("join", &self.join)] {
            if let Some(cut) = cut {
                file.insert(name.into(), cut.written().into());
            }
        }
        file.to_string()
    }
}

/// Reads the file.
///
/// # Errors
/// `config::*`, `chain::evidence`.
pub(super) fn parse(place: &Place, bytes: Vec<u8>) -> Result<About> {
    let text =
        String::from_utf8(bytes).map_err(|_| Error::new("config::not-text").at(place.clone()))?;
    let document = Document::parse(&place.file, &text)?;
    let top = document.root();
    let mut about = About::default();
    if let Some(value) = top.get("title") {
        about.title = title(value)?;
    }
    if let Some(value) = top.get("source") {
        value.text()?.clone_into(&mut about.source);
    }
    if let Some(value) = top.get("home") {
        for pattern in value.one_or_more() {
            about.home.push(pattern.text()?.to_owned());
        }
    }
    if let Some(value) = top.get("synthetic") {
        about.synthetic = value.flag()?;
    }
    if let Some(value) = top.get("evidence") {
        about.no_evidence = value.text()? == NO_EVIDENCE;
        if !about.no_evidence {
            return Err(Error::new("chain::evidence").with("known", NO_EVIDENCE).at(value.place()));
        }
    }
    if let Some(value) = top.get("cut") {
        about.cut = Some(Cut::read(&value.section()?)?);
    }
    if let Some(value) = top.get("join") {
        about.join = Some(Cut::read(&value.section()?)?);
    }
    top.finish()?;
    Ok(about)
}
