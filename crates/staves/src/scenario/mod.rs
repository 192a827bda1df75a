//! A scenario file: shocks, horizon, model choice, draws and seed
//! (docs/src/reference/scenario.md).
//!
//! Three steps: read from TOML ([`Scenario::read`]), resolved once against an economy
//! ([`Resolved::new`]), drawn for each run ([`Resolved::draw`]).

mod correlation;
mod draw;
mod parameters;
mod resolve;
mod select;
mod shock;

pub use correlation::CorrelationSpec;
pub use draw::Drawn;
pub use parameters::ParameterDraws;
pub use resolve::{Drawing, Resolved};
pub use select::Selector;
pub use shock::{ShockKind, ShockSpec};

use crate::document::{Document, Section, Value, read_text};
use crate::results::manifest::Title;
use staves_core::codes::nearest_name;
use staves_core::model::{Compounding, Edition, Orders, Rationing, Rules};
use staves_core::{Error, Place, Result};
use std::path::Path;

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
    /// How the economy answers.
    pub rules: Rules,
    /// Number of draws.
    pub runs: u64,
    /// Seed of all draws.
    pub seed: u64,
    /// Model parameters, fixed or drawn.
    pub parameters: ParameterDraws,
    /// Shocks in file order.
    pub shocks: Vec<ShockSpec>,
    /// Draws that hang together.
    pub correlations: Vec<CorrelationSpec>,
}

/// The presets there are, by name.
pub const MODELS: [&str; 1] = ["ario"];
/// The editions that can be copied.
const COMPATS: [(&str, Edition); 1] = [("boario-0.7.2", Edition::Boario072)];
const RATIONINGS: [(&str, Rationing); 2] = [
    ("proportional", Rationing::Proportional),
    ("intermediate-first", Rationing::IntermediateFirst),
];
const ORDERS: [(&str, Orders); 2] =
    [("capacity-weighted", Orders::CapacityWeighted), ("fixed-shares", Orders::FixedShares)];
const COMPOUNDINGS: [(&str, Compounding); 3] =
    [("multiply", Compounding::Multiply), ("max", Compounding::Max), ("add", Compounding::Add)];

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
        if let Some(model) = head.get("model") {
            one_of(&model, "model", MODELS.map(|name| (name, ())))?;
        }
        let rules = rules(&head)?;
        let runs = match head.get("runs") {
            None => DEFAULT_RUNS,
            Some(value) => match value.count()? {
                0 => return Err(Error::new("scenario::no-runs").at(value.place())),
                runs => runs,
            },
        };
        let seed = head.get("seed").map_or(Ok(0), |value| value.count())?;
        let parameters = ParameterDraws::read(root.get("parameters"))?;
        let shocks = shock::read_all(&root)?;
        let correlations = correlation::read_all(&root)?;
        head.finish()?;
        root.finish()?;
        let scenario = Self {
            file: file.to_owned(),
            text: text.to_owned(),
            title,
            rules,
            runs,
            seed,
            parameters,
            shocks,
            correlations,
        };
        scenario.check_horizon(&head)?;
        Ok(scenario)
    }

    /// Name of the file without folder and extension.
    #[must_use]
    pub fn stem(&self) -> String {
        stem(&self.file)
    }

    /// BoARIO refuses events outside the run; so does its edition here. The corrected edition
    /// cuts their profile.
    fn check_horizon(&self, head: &Section<'_>) -> Result<()> {
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
            if shock.kind == ShockKind::Demand {
                return Err(Error::new("scenario::not-in-compat")
                    .with("what", "a demand shock")
                    .at(shock.place.clone()));
            }
        }
        if self.rules.rationing != Rationing::Proportional {
            return Err(Error::new("scenario::not-in-compat")
                .with("what", "another rationing rule")
                .at(head.place()));
        }
        Ok(())
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
    let text = value.text()?;
    let known = choices.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let nearest = nearest_name(text, known.iter().copied());
    let unknown = || {
        Error::new("scenario::unknown-choice")
            .with("what", what)
            .with("found", text)
            .with("known", known.join("`, `"))
            .nearest(nearest)
            .at(value.place())
    };
    choices
        .into_iter()
        .find(|(name, _)| *name == text)
        .map(|(_, choice)| choice)
        .ok_or_else(unknown)
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

fn rules(head: &Section<'_>) -> Result<Rules> {
    let plain = Rules::default();
    let choice = |key: &str| head.get(key);
    let rules = Rules {
        edition: match choice("compat") {
            Some(value) => one_of(&value, "compat", COMPATS)?,
            None => plain.edition,
        },
        rationing: match choice("rationing") {
            Some(value) => one_of(&value, "rationing", RATIONINGS)?,
            None => plain.rationing,
        },
        orders: match choice("orders") {
            Some(value) => one_of(&value, "orders", ORDERS)?,
            None => plain.orders,
        },
        compounding: match choice("compounding") {
            Some(value) => one_of(&value, "compounding", COMPOUNDINGS)?,
            None => plain.compounding,
        },
        days: above(head, "days", 0.0, plain.days)?,
        step: above(head, "step", 0.0, plain.step)?,
        days_per_year: above(head, "days_per_year", 0.0, plain.days_per_year)?,
        capital_to_value_added: above(
            head,
            "capital_to_value_added",
            0.0,
            plain.capital_to_value_added,
        )?,
    };
    if rules.step > rules.days || rules.days / rules.step > MOST_STEPS {
        return Err(Error::new("scenario::bad-step")
            .with("step", rules.step)
            .with("days", rules.days)
            .at(head.place()));
    }
    Ok(rules)
}

/// The names of rules as written in a scenario: compat, rationing, orders, compounding.
pub(crate) fn rule_names(rules: &Rules) -> (Option<String>, String, String, String) {
    fn name<T: PartialEq, const N: usize>(choices: [(&str, T); N], chosen: &T) -> Option<String> {
        choices.into_iter().find(|(_, choice)| choice == chosen).map(|(name, _)| name.to_owned())
    }
    (
        name(COMPATS, &rules.edition),
        name(RATIONINGS, &rules.rationing).unwrap_or_default(),
        name(ORDERS, &rules.orders).unwrap_or_default(),
        name(COMPOUNDINGS, &rules.compounding).unwrap_or_default(),
    )
}
