//! Counterfactuals: the same scenario without a shock, or with an input that never binds.

use super::Scenario;
use crate::results::manifest::Title;
use staves_core::codes::nearest_name;
use staves_core::{Error, Lang, Place, Result, locale};

/// What stands before the sector of an input that shall not bind.
const INPUT: &str = "input:";

impl Scenario {
    /// Takes shocks out by name, and bottlenecks by `input:SECTOR`. Draws of what is left stay
    /// the same.
    ///
    /// # Errors
    /// `scenario::unknown-shock`. A sector that does not exist is found out when the scenario is
    /// resolved.
    pub fn take_out(&mut self, names: &[String]) -> Result<()> {
        for name in names {
            match name.strip_prefix(INPUT) {
                Some(sector) => {
                    let place = Place::default().key(format!("--without {name}"));
                    self.parameters.never_binding(sector, place);
                }
                None => self.take_out_shock(name)?,
            }
        }
        self.without.extend(names.iter().cloned());
        Ok(())
    }

    /// The title, with what was taken out.
    #[must_use]
    pub fn full_title(&self) -> Title {
        if self.without.is_empty() {
            return self.title.clone();
        }
        let names = self.without.join(", ");
        let said = |lang: Lang| {
            let title = self.title.text(lang);
            locale::text(lang, "stress.without", &[("title", title), ("names", &names)])
        };
        Title { en: said(Lang::En), zh: said(Lang::Zh) }
    }

    fn take_out_shock(&mut self, name: &str) -> Result<()> {
        let before = self.shocks.len();
        let known: Vec<String> = self.shocks.iter().map(|shock| shock.name.en.clone()).collect();
        self.shocks.retain(|shock| shock.name.en != name && shock.name.zh != name);
        if self.shocks.len() < before {
            return Ok(());
        }
        Err(Error::new("scenario::unknown-shock")
            .with("name", name)
            .with("known", known.join("`, `"))
            .nearest(nearest_name(name, known.iter().map(String::as_str)))
            .at(Place::file(self.file.clone())))
    }
}
