//! The rules of a scenario, by name: a preset, and each of its parts that the file swaps.

use super::select::Selector;
use super::{above, one_of, out_of_range};
use crate::document::{Section, Value};
use crate::store::atomic::disk_error;
use staves_core::model::{
    Binding, Compounding, Consumption, Edition, Inputs, Labour, Orders, Preset, Priority,
    Rationing, Restocking, Rules,
};
use staves_core::{Economy, Error, Note, Place, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The presets there are, by name.
pub const MODELS: [(&str, Preset); 4] = [
    ("ario", Preset::Ario),
    ("pichler", Preset::Pichler),
    ("inoue-todo", Preset::InoueTodo),
    // Not run by the engine, whose rules it leaves at their defaults.
    (DIIM, Preset::Ario),
];
/// The inoperability model.
pub(super) const DIIM: &str = "diim";
/// The editions that can be copied.
const COMPATS: [(&str, Edition); 1] = [("boario-0.7.2", Edition::Boario072)];
/// The rationing rules that need no more than their name.
pub const RATIONINGS: [(&str, Rationing); 4] = [
    ("proportional", Rationing::Proportional),
    ("intermediate-first", Rationing::IntermediateFirst),
    ("households-first", Rationing::HouseholdsFirst),
    ("lowest-first", Rationing::LowestFirst),
];
/// The rule whose classes stand in `[[priority]]`.
const PRIORITY: &str = "priority";
/// The input functions.
pub const INPUTS: [(&str, Inputs); 5] = [
    ("leontief", Inputs::Leontief),
    ("strongly-critical", Inputs::StronglyCritical),
    ("half-critical", Inputs::HalfCritical),
    ("weakly-critical", Inputs::WeaklyCritical),
    ("linear", Inputs::Linear),
];
const BINDINGS: [(&str, Binding); 2] =
    [("below-target", Binding::BelowTarget), ("whole-stock", Binding::WholeStock)];
const RESTOCKINGS: [(&str, Restocking); 5] = [
    ("top-up", Restocking::TopUp),
    ("demand-led", Restocking::DemandLed),
    ("output-led", Restocking::OutputLed),
    ("output-led-fixed-target", Restocking::OutputLedFixedTarget),
    ("output-led-top-up", Restocking::OutputLedTopUp),
];
const ORDERS: [(&str, Orders); 2] =
    [("capacity-weighted", Orders::CapacityWeighted), ("fixed-shares", Orders::FixedShares)];
const LABOURS: [(&str, Labour); 2] = [("fixed", Labour::Fixed), ("hire-fire", Labour::HireFire)];
const CONSUMPTIONS: [(&str, Consumption); 2] =
    [("baseline", Consumption::Baseline), ("permanent-income", Consumption::PermanentIncome)];
const COMPOUNDINGS: [(&str, Compounding); 3] =
    [("multiply", Compounding::Multiply), ("max", Compounding::Max), ("add", Compounding::Add)];

/// Keys of the head that name a choice, and `presets`, as `--compare` takes them.
pub const CHOICES: [&str; 10] = [
    "presets",
    "rationing",
    "inputs",
    "criticality",
    "binding",
    "restocking",
    "orders",
    "labour",
    "consumption",
    "compounding",
];

/// The values of one of [`CHOICES`] that need no more than their name.
#[must_use]
pub fn choices_of(key: &str) -> Option<Vec<&'static str>> {
    fn names<T, const N: usize>(choices: [(&'static str, T); N]) -> Vec<&'static str> {
        choices.into_iter().map(|(name, _)| name).collect()
    }
    match key {
        "presets" => Some(names(MODELS).into_iter().chain(names(COMPATS)).collect()),
        "rationing" => Some(names(RATIONINGS)),
        "inputs" => Some(names(INPUTS)),
        "criticality" => Some(vec![DEFAULT_RULE, ALL_CRITICAL]),
        "binding" => Some(names(BINDINGS)),
        "restocking" => Some(names(RESTOCKINGS)),
        "orders" => Some(names(ORDERS)),
        "labour" => Some(names(LABOURS)),
        "consumption" => Some(names(CONSUMPTIONS)),
        "compounding" => Some(names(COMPOUNDINGS)),
        _ => None,
    }
}

/// The model and the edition of a name that `presets` lists.
#[must_use]
pub fn preset(name: &str) -> (&str, Option<&str>) {
    match COMPATS.iter().any(|(compat, _)| *compat == name) {
        true => (MODELS[0].0, Some(name)),
        false => (name, None),
    }
}

/// The criticality of inputs by Staves' own rule.
pub const DEFAULT_RULE: &str = "default";
/// What `--compare criticality` calls a world without differences: any input can stop its user.
pub const ALL_CRITICAL: &str = "all-critical";

/// What rules need an economy for.
#[derive(Clone, Debug, Default)]
pub struct RuleSpec {
    /// Categories of final demand that are households.
    households: Option<Selector>,
    /// Classes of buyers in the order in which they are served.
    classes: Vec<ClassSpec>,
    /// Inside a class the lowest share first.
    lowest_first: bool,
    /// The criticality of inputs; the default rule without a file.
    criticality: Option<CriticalityFile>,
}

/// A file of criticalities as named in a scenario.
#[derive(Clone, Debug)]
struct CriticalityFile {
    path: PathBuf,
    place: Place,
    blake3: String,
}

/// One class of buyers as written.
#[derive(Clone, Debug)]
struct ClassSpec {
    place: Place,
    /// Producers that buy; none when only final users are named.
    producers: Option<(Selector, Selector)>,
    /// Final users: category and consuming region; none when only producers are named.
    final_users: Option<(Selector, Selector)>,
    rebuilding: bool,
    quota: f64,
}

/// Reads the rules of the head of a scenario.
/// `file` is the scenario's own, beside which other files are looked for.
pub(super) fn read(
    head: &Section<'_>,
    root: &Section<'_>,
    file: &str,
) -> Result<(Preset, Rules, RuleSpec)> {
    let preset = match head.get("model") {
        Some(value) => one_of(&value, "model", MODELS)?,
        None => Preset::default(),
    };
    let plain = Rules::preset(preset);
    let (rationing, mut spec) = rationing(head, root, plain.rationing.clone())?;
    let usual = match (head.get("criticality"), plain.inputs) {
        // Who names criticalities wants them to count.
        (Some(_), Inputs::Leontief) => Inputs::HalfCritical,
        (_, inputs) => inputs,
    };
    let rules = Rules {
        edition: choice(head, "compat", COMPATS, plain.edition)?,
        rationing,
        orders: choice(head, "orders", ORDERS, plain.orders)?,
        restocking: choice(head, "restocking", RESTOCKINGS, plain.restocking)?,
        binding: choice(head, "binding", BINDINGS, plain.binding)?,
        inputs: choice(head, "inputs", INPUTS, usual)?,
        labour: choice(head, "labour", LABOURS, plain.labour)?,
        consumption: choice(head, "consumption", CONSUMPTIONS, plain.consumption)?,
        compounding: choice(head, "compounding", COMPOUNDINGS, plain.compounding)?,
        days: above(head, "days", 0.0, plain.days)?,
        step: above(head, "step", 0.0, plain.step)?,
        days_per_year: above(head, "days_per_year", 0.0, plain.days_per_year)?,
        capital_to_value_added: above(
            head,
            "capital_to_value_added",
            0.0,
            plain.capital_to_value_added,
        )?,
        ..plain
    };
    if rules.step > rules.days || rules.days / rules.step > super::MOST_STEPS {
        return Err(Error::new("scenario::bad-step")
            .with("step", rules.step)
            .with("days", rules.days)
            .at(head.place()));
    }
    if let Some(value) = head.get("criticality") {
        let name = value.text()?;
        if !rules.asks_criticality() {
            return Err(Error::new("scenario::no-effect")
                .with("key", "criticality")
                .with("rule", "inputs = \"half-critical\"")
                .at(value.place()));
        }
        if name != DEFAULT_RULE {
            let beside = Path::new(file).parent().unwrap_or(Path::new(""));
            let (path, place) = (beside.join(name), value.place());
            let bytes = std::fs::read(&path)
                .map_err(|error| disk_error(&path, &error).or_at(place.clone()))?;
            let blake3 = blake3::hash(&bytes).to_hex().to_string();
            spec.criticality = Some(CriticalityFile { path, place, blake3 });
        }
    }
    if rules.edition == Edition::Boario072 {
        let copied = Rules {
            edition: rules.edition,
            orders: rules.orders,
            compounding: rules.compounding,
            step: rules.step,
            days: rules.days,
            days_per_year: rules.days_per_year,
            capital_to_value_added: rules.capital_to_value_added,
            ..Rules::default()
        };
        if rules != copied {
            return Err(Error::new("scenario::not-in-compat")
                .with("what", "another rule")
                .at(head.place()));
        }
    }
    Ok((preset, rules, spec))
}

fn choice<T, const N: usize>(
    head: &Section<'_>,
    key: &'static str,
    choices: [(&'static str, T); N],
    usual: T,
) -> Result<T> {
    head.get(key).map_or(Ok(usual), |value| one_of(&value, key, choices))
}

/// The rationing rule, and what it needs an economy for.
fn rationing(
    head: &Section<'_>,
    root: &Section<'_>,
    usual: Rationing,
) -> Result<(Rationing, RuleSpec)> {
    let households = head.get("households").map(|value| Selector::read(Some(value))).transpose()?;
    let classes = root.sections("priority")?;
    let mut spec = RuleSpec { households, ..RuleSpec::default() };
    let asked = head.get("rationing");
    let by_priority = match &asked {
        Some(value) => value.text()? == PRIORITY,
        None => false,
    };
    if !by_priority {
        if let Some(class) = classes.first() {
            return Err(Error::new("scenario::priority-unused").at(class.place()));
        }
        let rule = match asked {
            // The list of what is known holds the rule with classes too.
            Some(value) => {
                let text = value.text()?;
                match RATIONINGS.into_iter().find(|(name, _)| *name == text) {
                    Some((_, rule)) => rule,
                    None => {
                        let known: Vec<&str> =
                            RATIONINGS.iter().map(|(name, _)| *name).chain([PRIORITY]).collect();
                        let unknown = super::unknown_choice(text, "rationing", &known);
                        return Err(unknown.at(value.place()));
                    }
                }
            }
            None => usual,
        };
        return Ok((rule, spec));
    }
    if classes.is_empty() {
        let place = asked.map_or_else(|| head.place(), |value| value.place());
        return Err(Error::new("scenario::no-priority").at(place));
    }
    spec.classes = classes.iter().map(class).collect::<Result<_>>()?;
    let total: f64 = spec.classes.iter().map(|class| class.quota).sum();
    if total > 1.0 + 1e-9 {
        let place = classes.last().map_or_else(|| head.place(), Section::place);
        return Err(out_of_range("quota", total, "at most 1 in all".into(), place));
    }
    spec.lowest_first = match head.get("within") {
        Some(value) => one_of(&value, "within", [("proportional", false), ("lowest-first", true)])?,
        None => false,
    };
    // The classes themselves are found in the economy: [`RuleSpec::complete`].
    Ok((usual, spec))
}

fn class(table: &Section<'_>) -> Result<ClassSpec> {
    let pair = |a: &str, b: &str| -> Result<Option<(Selector, Selector)>> {
        let (first, second) = (table.get(a), table.get(b));
        if first.is_none() && second.is_none() {
            return Ok(None);
        }
        Ok(Some((Selector::read(first)?, Selector::read(second)?)))
    };
    // A name is for the reader of the file.
    table.get("name").map(|name| super::title(name)).transpose()?;
    let spec = ClassSpec {
        place: table.place(),
        producers: pair("sector", "region")?,
        final_users: pair("category", "consumer")?,
        rebuilding: table.get("rebuilding").map_or(Ok(false), |value: Value<'_>| value.flag())?,
        quota: match table.get("quota") {
            None => 0.0,
            Some(value) => match value.number()? {
                quota if (0.0..=1.0).contains(&quota) => quota,
                quota => {
                    let wanted = "between 0 and 1".into();
                    return Err(out_of_range("quota", quota, wanted, value.place()));
                }
            },
        },
    };
    table.finish()?;
    Ok(spec)
}

impl RuleSpec {
    /// The rules with what they need of an economy.
    ///
    /// # Errors
    /// `scenario::unknown-category`, `-sector`, `-region`; `scenario::nobody-in-class`; of the file
    /// of criticalities.
    pub(super) fn complete(&self, rules: &Rules, economy: &Economy) -> Result<(Rules, Vec<Note>)> {
        let (mut rules, mut notes) = (rules.clone(), Vec::new());
        if let (Some(file), true) = (&self.criticality, rules.asks_criticality()) {
            let (read, found) = super::criticality::read(&file.path, economy)
                .map_err(|error| error.or_at(file.place.clone()))?;
            rules.criticality = Some(Arc::new(read.values));
            notes = found;
        }
        if let Some(households) = &self.households {
            rules.households = households.ids(&economy.categories, "scenario::unknown-category")?;
        }
        if !self.classes.is_empty() {
            rules.rationing = Rationing::Priority(Arc::new(self.priority(economy)?));
        }
        Ok((rules, notes))
    }

    /// The default rule, or what tells one file from another.
    fn criticality_name(&self) -> String {
        self.criticality
            .as_ref()
            .map_or_else(|| DEFAULT_RULE.to_owned(), |file| file.blake3.clone())
    }

    /// Who is in which class. The first class that names a buyer has it; whoever is not named is
    /// served last.
    fn priority(&self, economy: &Economy) -> Result<Priority> {
        let last = self.classes.len();
        let mut producers = vec![last; economy.len()];
        let mut final_demand = vec![last; economy.demand_columns.len()];
        let mut rebuilding = last;
        for (number, class) in self.classes.iter().enumerate().rev() {
            let mut named = class.rebuilding;
            if let Some((sectors, regions)) = &class.producers {
                let sectors = sectors.ids(&economy.sectors, "scenario::unknown-sector")?;
                let regions = regions.ids(&economy.regions, "scenario::unknown-region")?;
                for (of, producer) in producers.iter_mut().zip(&economy.producers) {
                    if sectors.binary_search(&(producer.sector as usize)).is_ok()
                        && regions.binary_search(&(producer.region as usize)).is_ok()
                    {
                        (*of, named) = (number, true);
                    }
                }
            }
            if let Some((categories, regions)) = &class.final_users {
                let categories =
                    categories.ids(&economy.categories, "scenario::unknown-category")?;
                let regions = regions.ids(&economy.regions, "scenario::unknown-region")?;
                for (of, column) in final_demand.iter_mut().zip(&economy.demand_columns) {
                    if categories.binary_search(&(column.category as usize)).is_ok()
                        && regions.binary_search(&(column.region as usize)).is_ok()
                    {
                        (*of, named) = (number, true);
                    }
                }
            }
            if class.rebuilding {
                rebuilding = number;
            }
            if !named {
                return Err(Error::new("scenario::nobody-in-class").at(class.place.clone()));
            }
        }
        let mut quotas: Vec<f64> = self.classes.iter().map(|class| class.quota).collect();
        quotas.push(0.0);
        let lowest_first = self.lowest_first;
        Ok(Priority { producers, final_demand, rebuilding, quotas, lowest_first })
    }
}

/// The names of rules as written in a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RuleNames {
    /// Preset, such as `ario`.
    pub model: String,
    /// Edition copied, such as `boario-0.7.2`; absent for the corrected rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compat: Option<String>,
    /// Rationing rule.
    pub rationing: String,
    /// Order rule: how an order is split over suppliers.
    pub orders: String,
    /// Order rule: how much is ordered.
    #[serde(default)]
    pub restocking: String,
    /// How far one stock lets output go.
    #[serde(default)]
    pub binding: String,
    /// Input function.
    #[serde(default)]
    pub inputs: String,
    /// Criticality of inputs: `default`, or the BLAKE3 of the file; absent where it plays no part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criticality: Option<String>,
    /// Labour rule.
    #[serde(default)]
    pub labour: String,
    /// Consumption rule.
    #[serde(default)]
    pub consumption: String,
    /// How capacity losses add up.
    pub compounding: String,
}

impl RuleNames {
    /// The names of a scenario's rules.
    pub(super) fn of(preset: Preset, rules: &Rules, spec: &RuleSpec) -> Self {
        fn name<T: PartialEq, const N: usize>(choices: [(&str, T); N], chosen: &T) -> String {
            let found = choices.into_iter().find(|(_, choice)| choice == chosen);
            found.map(|(name, _)| name.to_owned()).unwrap_or_default()
        }
        let compat = name(COMPATS, &rules.edition);
        let by_priority = !spec.classes.is_empty();
        Self {
            model: name(MODELS, &preset),
            compat: (!compat.is_empty()).then_some(compat),
            rationing: match by_priority {
                true => PRIORITY.to_owned(),
                false => name(RATIONINGS, &rules.rationing),
            },
            orders: name(ORDERS, &rules.orders),
            restocking: name(RESTOCKINGS, &rules.restocking),
            binding: name(BINDINGS, &rules.binding),
            inputs: name(INPUTS, &rules.inputs),
            criticality: rules.asks_criticality().then(|| spec.criticality_name()),
            labour: name(LABOURS, &rules.labour),
            consumption: name(CONSUMPTIONS, &rules.consumption),
            compounding: name(COMPOUNDINGS, &rules.compounding),
        }
    }
}
