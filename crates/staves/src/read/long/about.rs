//! `about.toml`: title, source, licence, year, unit of the long tables.

use crate::document::Document;
use crate::read::Source;
use crate::scenario::title;
use staves_core::economy::About;
use staves_core::units::MoneyUnit;
use staves_core::{Error, Result};

/// Name of the file.
pub const FILE: &str = "about.toml";

/// What is said of tables that nothing is said of: plain numbers of the currency that is none.
pub fn unknown() -> About {
    About {
        title: "Long tables".into(),
        title_zh: "长表".into(),
        source: String::new(),
        licence: String::new(),
        format: crate::read::Format::Long.name().into(),
        year: 0,
        // ISO 4217: no currency.
        unit: MoneyUnit { currency: "XXX".into(), scale: 1.0 },
        price_basis: String::new(),
        synthetic: false,
    }
}

/// Reads the file.
///
/// # Errors
/// `config::*`; unknown keys are refused.
pub fn read(source: &Source, member: usize) -> Result<About> {
    let place = source.place(member);
    let text = String::from_utf8(source.bytes(member)?)
        .map_err(|_| Error::new("config::not-text").at(place.clone()))?;
    let document = Document::parse(&place.file, &text)?;
    let top = document.root();
    let mut about = unknown();
    if let Some(value) = top.get("title") {
        let title = title(value)?;
        (about.title, about.title_zh) = (title.en, title.zh);
    }
    let texts = [
        ("source", &mut about.source),
        ("licence", &mut about.licence),
        ("price_basis", &mut about.price_basis),
        ("currency", &mut about.unit.currency),
    ];
    for (key, text) in texts {
        if let Some(value) = top.get(key) {
            value.text()?.clone_into(text);
        }
    }
    if let Some(value) = top.get("year") {
        let wrong = || Error::new("long::year").at(value.place());
        about.year = u32::try_from(value.count()?).map_err(|_| wrong())?;
    }
    if let Some(value) = top.get("scale") {
        about.unit.scale = value.number()?;
        if about.unit.scale <= 0.0 {
            return Err(Error::new("long::scale").at(value.place()));
        }
    }
    if let Some(value) = top.get("synthetic") {
        about.synthetic = value.flag()?;
    }
    top.finish()?;
    Ok(about)
}

/// The text of the file that `read` reads back.
pub fn written(about: &About) -> String {
    let mut title = toml::Table::new();
    title.insert("en".into(), about.title.clone().into());
    title.insert("zh".into(), about.title_zh.clone().into());
    let mut file = toml::Table::new();
    for (key, text) in [
        ("source", &about.source),
        ("licence", &about.licence),
        ("price_basis", &about.price_basis),
        ("currency", &about.unit.currency),
    ] {
        file.insert(key.into(), text.clone().into());
    }
    file.insert("year".into(), i64::from(about.year).into());
    file.insert("scale".into(), about.unit.scale.into());
    file.insert("synthetic".into(), about.synthetic.into());
    file.insert("title".into(), title.into());
    file.to_string()
}
