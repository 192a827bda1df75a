//! Resumption of work: whom to reopen within budgets and in which order, tried on the stress test
//! (docs/src/models/resume.md).

mod behind;
mod budget;
mod closed;
mod comparison;
mod industry;
pub mod program;
mod rules;
mod simulation;
mod tables;

pub use behind::{Behind, firms_behind};
pub use budget::Limits;
pub use closed::{CLOSED, Closed, FILE};
pub use comparison::Compared;
pub use industry::opening;
pub use simulation::{Days, Simulated, scenario_text, simulate};

use crate::scenario::{Resolved, Scenario};
use crate::store::economy::Stored;
use comparison::compare;
use staves_core::model::System;
use staves_core::program::{Ask, Go, Progress};
use staves_core::resume::{Budget, Choice, Opening, Schedule, Values, choose, schedule};
use staves_core::{Error, Note, Place, Result};
use std::sync::atomic::AtomicBool;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.resume.v1";

/// The scenario where none is given: its rules, and nothing but what is closed.
const BARE: &str = "[scenario]\ntitle = { en = \"Reopening\", zh = \"复工\" }\ndays  = 365\n\
                    criticality = \"default\"\n";
/// Name of that scenario.
const BARE_FILE: &str = "reopening.toml";

/// What is asked.
pub struct Request<'r> {
    /// Rules, horizon, and what else happens.
    pub scenario: Option<&'r Scenario>,
    /// The economy as it is when all is open.
    pub stored: &'r Stored,
    /// What is closed.
    pub closed: &'r Closed,
    /// Budgets and crews.
    pub limits: &'r Limits,
    /// Whether units may be opened in part.
    pub shares: bool,
    /// A product for which everyone behind it must open, and the share of a buyer's purchases from
    /// which a supplier counts.
    pub product: Option<(&'r str, f64)>,
    /// Share of the normal output of each product that can be imported instead.
    pub imports: f64,
    /// File that the plan will be written to, as a scenario.
    pub out: Option<&'r str>,
    /// How exactly it is solved.
    pub ask: Ask<'r>,
}

/// A plan with all that is known of it.
pub struct Plan<'r> {
    /// What was asked.
    pub request: &'r Request<'r>,
    /// The program behind it.
    pub opening: Opening,
    /// Budgets, over all producers.
    pub budgets: Vec<Budget>,
    /// Who stands behind the product asked for.
    pub behind: Option<Behind>,
    /// What opens.
    pub choice: Choice,
    /// In which order.
    pub schedule: Schedule,
    /// Days in a period of the schedule.
    pub period: f64,
    /// What comes out a day before anything opens, and after each unit of the order.
    pub values: Vec<f64>,
    /// The plan and plain rules in the stress test; the plan first.
    pub compared: Vec<Compared>,
    /// The plan as a scenario.
    pub scenario: String,
    /// What a reader must know.
    pub notes: Vec<Note>,
}

/// Plans, and tries the plan and plain rules on the stress test.
///
/// # Errors
/// `resume::needs-engine`, `resume::over-budget`, `resume::no-number`, `resume::nothing-binds`,
/// `stress::interrupted-early`; of the scenario, the engine and the solver.
pub fn plan<'r>(
    request: &'r Request<'r>,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Plan<'r>> {
    let (closed, economy) = (request.closed, &request.stored.economy);
    let (file, base) = match request.scenario {
        Some(scenario) => (scenario.file.as_str(), scenario.text.as_str()),
        None => (BARE_FILE, BARE),
    };
    // Other files of a scenario stand beside it: read it where it will be.
    let file = request.out.unwrap_or(file);
    let bare = Scenario::parse(file, base)?;
    if bare.is_diim() {
        return Err(Error::new("resume::needs-engine").at(Place::file(file)));
    }
    let (rules, mut notes) = bare.rules_for(economy)?;
    notes.extend(request.stored.applied.notes.clone());
    let system = System::new(economy, &rules);
    let parameters = Resolved::new(&bare, &system)?.central()?.parameters;
    let opening = opening(&system, &parameters, closed, request.imports)?;
    let budgets = request.limits.budgets(closed, economy)?;
    let behind =
        request.product.map(|(product, share)| Behind::of(product, share, &system, &parameters));
    let behind = behind.transpose()?;
    let closed_units = closed.units();
    let must: Vec<bool> = (0..economy.len())
        .map(|unit| closed.open[unit] < 1.0 && behind.as_ref().is_some_and(|b| b.has(unit)))
        .collect();
    let choice = choose(&opening, &budgets, &must, !request.shares, &request.ask, watch)?;
    let opened: Vec<usize> =
        closed_units.iter().copied().filter(|unit| choice.open[*unit] > 1e-6).collect();
    let (tasks, period) = request.limits.tasks(&opened, closed, economy, rules.days)?;
    let mut known = Values::new(&opening, choice.open.clone());
    let schedule = schedule(&opening, &tasks, &mut known, &request.ask, watch)?;
    let mut set = vec![false; economy.len()];
    let mut values = vec![known.of(&set)?];
    for unit in &schedule.order {
        set[*unit] = true;
        values.push(known.of(&set)?);
    }
    let done = schedule.done.iter().copied();
    let days = comparison::days(&schedule.order, done, period, &choice.open);
    let limits = (&budgets[..], &must[..]);
    let (compared, scenario) = compare(request, (file, base), &system, limits, days, stop)?;
    let lost = |one: &Compared| one.simulated.value_added_lost;
    let better = |one: &&Compared| one.within && lost(one) < lost(&compared[0]);
    if let Some(best) = compared.iter().filter(better).min_by(|a, b| lost(a).total_cmp(&lost(b))) {
        notes.push(Note::new("resume::rule-is-better", 1).with("rule", best.rule));
    }
    Ok(Plan {
        request,
        opening,
        budgets,
        behind,
        choice,
        schedule,
        period,
        values,
        compared,
        scenario,
        notes,
    })
}
