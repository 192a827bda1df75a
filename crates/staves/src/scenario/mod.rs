//! A scenario file: shocks, horizon, model choice, draws and seed
//! (docs/src/reference/scenario.md).
//!
//! Three steps: read from TOML ([`Scenario::read`]), resolved once against an economy
//! ([`Resolved::new`]), drawn for each run ([`Resolved::draw`]).

mod correlation;
pub mod criticality;
mod diim;
mod draw;
pub mod events;
mod parameters;
mod prices;
mod resolve;
mod rules;
mod select;
mod series;
mod shock;
mod without;

pub use correlation::CorrelationSpec;
pub use diim::DiimDraws;
pub use draw::Drawn;
pub use events::EventSet;
pub use parameters::ParameterDraws;
pub use prices::PriceDraws;
pub use resolve::{Drawing, Resolved};
pub use rules::{
    ALL_CRITICAL, CHOICES, DEFAULT_RULE, INPUTS, MODELS, RATIONINGS, RuleNames, RuleSpec,
    choices_of, preset,
};
pub use select::Selector;
pub use shock::{ShockKind, ShockSpec};

use crate::document::{Document, Section, Value, read_text};
use crate::results::manifest::Title;
use staves_core::codes::nearest_name;
use staves_core::model::{Edition, Preset, Rules};
use staves_core::{Economy, Error, Note, Place, Result};
use std::path::Path;
use std::sync::Arc;

/// Runs of a scenario that does not say how many.
pub const DEFAULT_RUNS: u64 = 1;

/// A scenario as written.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// File as the user named it.
    pub file: String,
    /// Its text, byte for byte.
    pub text: String,
    /// Title in both languages; the file's name when it has none.
    pub title: Title,
    /// The published model that was chosen; for the inoperability model the engine's default,
    /// which it does not look at.
    pub preset: Preset,
    /// Whether it is run by the inoperability model rather than by the engine.
    diim: bool,
    /// How the economy answers, as far as it does not depend on which economy it is; see
    /// [`Scenario::rules_for`].
    pub rules: Rules,
    /// The rest.
    pub rule_spec: RuleSpec,
    /// Number of draws.
    pub runs: u64,
    /// Seed of all draws.
    pub seed: u64,
    /// Whether the length of a step is to be checked against half of it.
    pub check_step: bool,
    /// Model parameters, fixed or drawn.
    pub parameters: ParameterDraws,
    /// How costs are passed on; read where a shock is on costs.
    pub prices: PriceDraws,
    /// Shocks in file order; with events, they act in every run.
    pub shocks: Vec<ShockSpec>,
    /// What was taken out of it since it was read: names of shocks, `input:SECTOR`.
    pub without: Vec<String>,
    /// Events, one for each run.
    pub events: Option<Arc<EventSet>>,
    /// Draws that hang together.
    pub correlations: Vec<CorrelationSpec>,
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// `config::*` for its form, `scenario::*` for what it asks.
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(&path.display().to_string(), &read_text(path)?)
    }

    /// Reads a scenario from text; `file` is shown in errors.
    ///
    /// # Errors
    /// As [`Scenario::read`].
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let document = Document::parse(file, text)?;
        let root = document.root();
        let head = root.need("scenario")?.section()?;
        let title = match head.get("title") {
            Some(value) => title(value)?,
            None => Title { en: stem(file), zh: String::new() },
        };
        let (preset, rules, rule_spec) = rules::read(&head, &root, file)?;
        let diim = match head.get("model") {
            Some(value) => value.text()? == rules::DIIM,
            None => false,
        };
        let events = root.get("events").map(|events| EventSet::read(events, file)).transpose()?;
        let runs = match head.get("runs") {
            None => events.as_ref().map_or(DEFAULT_RUNS, |events| events.len() as u64),
            Some(value) => match value.count()? {
                0 => return Err(Error::new("scenario::no-runs").at(value.place())),
                runs => runs,
            },
        };
        let seed = head.get("seed").map_or(Ok(0), |value| value.count())?;
        let check_step = match head.get("check_step") {
            Some(value) if value.flag()? && rules.edition != Edition::Corrected => {
                let error = Error::new("scenario::not-in-compat");
                return Err(error.with("what", "a check of the step").at(value.place()));
            }
            Some(value) => value.flag()?,
            None => false,
        };
        let parameters = ParameterDraws::read(root.get("parameters"), preset)?;
        let prices = PriceDraws::read(root.get("prices"))?;
        let shocks = shock::read_all(&root)?;
        let correlations = correlation::read_all(&root)?;
        head.finish()?;
        root.finish()?;
        let scenario = Self {
            file: file.to_owned(),
            text: text.to_owned(),
            title,
            preset,
            diim,
            rules,
            rule_spec,
            runs,
            seed,
            check_step,
            parameters,
            prices,
            shocks,
            without: Vec::new(),
            events: events.map(Arc::new),
            correlations,
        };
        scenario.check_delays()?;
        scenario.check_compat()?;
        let on_costs = |shock: &&ShockSpec| shock.kind == ShockKind::Cost;
        if let (true, Some(shock)) = (diim, scenario.shocks.iter().find(on_costs)) {
            return Err(Error::new("diim::no-prices").at(shock.place.clone()));
        }
        if diim && scenario.rules.edition != Edition::Corrected {
            return Err(Error::new("scenario::not-in-compat")
                .with("what", "another model")
                .at(head.place()));
        }
        Ok(scenario)
    }

    /// Whether it is run by the inoperability model rather than by the engine.
    #[must_use]
    pub fn is_diim(&self) -> bool {
        self.diim
    }

    /// Whether any shock is on costs, so that prices may move.
    #[must_use]
    pub fn has_prices(&self) -> bool {
        self.shocks.iter().any(|shock| shock.kind == ShockKind::Cost)
    }

    /// Name of the file without folder and extension.
    #[must_use]
    pub fn stem(&self) -> String {
        stem(&self.file)
    }

    /// The rules on an economy: names become rows, and what was found in other files.
    ///
    /// # Errors
    /// `scenario::unknown-category`, `-sector`, `-region`; `scenario::nobody-in-class`; of the file
    /// of criticalities.
    pub fn rules_for(&self, economy: &Economy) -> Result<(Rules, Vec<Note>)> {
        self.rule_spec.complete(&self.rules, economy)
    }

    /// The names of the rules.
    #[must_use]
    pub fn rule_names(&self) -> RuleNames {
        let names = RuleNames::of(self.preset, &self.rules, &self.rule_spec);
        match self.diim {
            true => RuleNames { model: rules::DIIM.into(), ..names },
            false => names,
        }
    }

    /// What would arrive after the end of any run is stopped, not delayed.
    fn check_delays(&self) -> Result<()> {
        for delay in self.shocks.iter().filter_map(|shock| shock.delay.as_ref()) {
            let (longest, days) = (delay.bounds().1, self.rules.days);
            if longest > days {
                let wanted = format!("at most the {days} days of a run");
                return Err(out_of_range("delay", longest, wanted, delay.place.clone()));
            }
        }
        Ok(())
    }

    /// BoARIO refuses events outside the run; so does its edition here. The corrected edition
    /// cuts their profile.
    fn check_compat(&self) -> Result<()> {
        if self.rules.edition != Edition::Boario072 {
            return Ok(());
        }
        for shock in &self.shocks {
            let (starts, ends) = (shock.starts.bounds().0, shock.latest_end());
            if starts <= 0.0 || ends > self.rules.days {
                return Err(Error::new("scenario::outside-run")
                    .with("shock", &shock.name.en)
                    .with("days", self.rules.days)
                    .at(shock.place.clone()));
            }
            let kind = match shock.kind {
                ShockKind::Capacity | ShockKind::Capital => None,
                kind => Some(format!("a shock of kind `{}`", kind.name())),
            };
            if let Some(what) = kind.or(shock.beyond_boario().map(str::to_owned)) {
                return Err(Error::new("scenario::not-in-compat")
                    .with("what", what)
                    .at(shock.place.clone()));
            }
        }
        if let Some(events) = &self.events {
            self.check_events(events)?;
        }
        Ok(())
    }
}

impl Scenario {
    fn check_events(&self, events: &EventSet) -> Result<()> {
        let beyond = events.templates().iter().find_map(|t| Some((t.beyond_boario()?, t)));
        if let Some((what, template)) = beyond {
            return Err(Error::new("scenario::not-in-compat")
                .with("what", what)
                .at(template.place.clone()));
        }
        let outside = |event: &usize| {
            events.shocks(*event).any(|shock| {
                let starts = shock.number("starts");
                starts <= 0.0 || starts + shock.number("lasts") > self.rules.days
            })
        };
        match (0..events.len()).find(outside) {
            Some(event) => Err(Error::new("scenario::outside-run")
                .with("shock", events.name(event))
                .with("days", self.rules.days)
                .at(events.place(event))),
            None => Ok(()),
        }
    }
}

fn stem(file: &str) -> String {
    Path::new(file).file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// A title is a text or a table of languages.
pub(crate) fn title(value: Value<'_>) -> Result<Title> {
    if !value.is_section() {
        return Ok(Title { en: value.text()?.to_owned(), zh: String::new() });
    }
    let section = value.section()?;
    let text = |key: &str| {
        section.get(key).map_or(Ok(String::new()), |value| value.text().map(str::to_owned))
    };
    let title = Title { en: text("en")?, zh: text("zh")? };
    section.finish()?;
    Ok(title)
}

/// One of a few named choices.
fn one_of<T, const N: usize>(
    value: &Value<'_>,
    what: &'static str,
    choices: [(&'static str, T); N],
) -> Result<T> {
    one_named(value.text()?, what, choices).map_err(|error| error.at(value.place()))
}

/// The choice of a name.
fn one_named<T, const N: usize>(
    text: &str,
    what: &str,
    choices: [(&'static str, T); N],
) -> Result<T> {
    let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    match choices.into_iter().find(|(name, _)| *name == text) {
        Some((_, choice)) => Ok(choice),
        None => Err(unknown_choice(text, what, &known)),
    }
}

/// The error of a name that is not among those known.
fn unknown_choice(text: &str, what: &str, known: &[&str]) -> Error {
    Error::new("scenario::unknown-choice")
        .with("what", what)
        .with("found", text)
        .with("known", known.join("`, `"))
        .nearest(nearest_name(text, known.iter().copied()))
}

/// A number above a bound.
fn above(section: &Section<'_>, key: &'static str, bound: f64, default: f64) -> Result<f64> {
    let Some(value) = section.get(key) else { return Ok(default) };
    let number = value.number()?;
    if number > bound {
        return Ok(number);
    }
    Err(out_of_range(key, number, format!("above {bound}"), value.place()))
}

fn out_of_range(key: &str, found: f64, wanted: String, place: Place) -> Error {
    Error::new("scenario::out-of-range")
        .with("key", key)
        .with("found", found)
        .with("wanted", wanted)
        .at(place)
}

/// Most steps of a run: a slip of the pen should not fill the memory.
const MOST_STEPS: f64 = 1e6;
