//! Orders of opening in the stress test itself.

use super::closed::Closed;
use crate::scenario::{Resolved, Scenario};
use crate::trial::{self, Model, Trial};
use staves_core::indicator::Indicator;
use staves_core::model::System;
use staves_core::trajectory::Baseline;
use staves_core::{Economy, Result};
use std::fmt::Write;
use std::sync::atomic::AtomicBool;

/// Day on which each unit opens and the share to which it does; none for units that stay closed.
pub type Days = Vec<Option<(f64, f64)>>;

/// The text of a scenario in which what is closed opens on some days: what the base says, and one
/// shock for each unit that is closed for any time.
#[must_use]
pub fn scenario_text(base: &str, closed: &Closed, days: &Days, economy: &Economy) -> String {
    let mut text = base.trim_end().to_owned();
    for unit in closed.units() {
        let series = match days[unit] {
            None => "[[0, 1]]".to_owned(),
            Some((day, share)) if day <= 0.0 => format!("[[0, {}]]", 1.0 - share),
            Some((day, share)) => format!("[[0, 1], [{day}, {}]]", 1.0 - share),
        };
        let producer = economy.producers[unit];
        // JSON's strings are strings of TOML, too.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let _ = write!(
            text,
            "\n\n[[shock]]\nname    = {}\nkind    = \"capacity\"\nregion  = {}\nsector  = {}\n\
             size    = {}\nstarts  = 0\nseries  = {series}\nbetween = \"step\"",
            quoted(&format!("closed {}", economy.name(unit))),
            quoted(economy.regions.code(producer.region as usize)),
            quoted(economy.sectors.code(producer.sector as usize)),
            1.0 - closed.open[unit],
        );
    }
    text.push('\n');
    text
}

/// What an order of opening comes to: means over the runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// Value added lost, money.
    pub value_added_lost: f64,
    /// Output lost, money.
    pub output_lost: f64,
    /// Final demand not met, money.
    pub final_demand_unmet: f64,
    /// Days until output is back for good; NaN when it is not in one of the runs.
    pub time_to_recover: f64,
}

/// Runs scenarios that differ in their shocks only; none when it was stopped.
///
/// # Errors
/// Of the scenarios and the engine.
pub fn simulate(
    scenarios: &[Scenario],
    system: &System,
    stop: &AtomicBool,
) -> Result<Option<Vec<Simulated>>> {
    let (mut trials, mut weights) = (Vec::new(), Vec::new());
    for scenario in scenarios {
        let resolved = Resolved::new(scenario, system)?;
        for run in 0..scenario.runs {
            let drawing = resolved.draw(run)?;
            trials.push(Trial::with(&drawing, drawing.shocks.clone()));
            weights.push(resolved.weight(run));
        }
    }
    let (baseline, step) = (Baseline::of(system), system.rules.step);
    let model = Model { system, interdependency: None };
    let read = |trial: &Trial, run: &_| {
        let of = |indicator: Indicator| indicator.value(run, &baseline, 0, trial.first_day(), step);
        [
            Indicator::ValueAddedLost,
            Indicator::OutputLost,
            Indicator::FinalDemandUnmet,
            Indicator::TimeToRecover,
        ]
        .map(of)
    };
    let Some(found) = trial::evaluate(&model, &trials, stop, &read)? else { return Ok(None) };
    let (mut found, mut weights) = (&found[..], &weights[..]);
    let mut all = Vec::new();
    for scenario in scenarios {
        let runs = scenario.runs as usize;
        let total: f64 = weights[..runs].iter().sum();
        let mean = |k: usize| -> f64 {
            let terms =
                found[..runs].iter().zip(weights).map(|(values, weight)| values[k] * weight);
            terms.sum::<f64>() / total
        };
        all.push(Simulated {
            value_added_lost: mean(0),
            output_lost: mean(1),
            final_demand_unmet: mean(2),
            time_to_recover: mean(3),
        });
        (found, weights) = (&found[runs..], &weights[runs..]);
    }
    Ok(Some(all))
}
