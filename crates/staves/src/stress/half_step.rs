//! What the length of a step does to the loss: the scenario again with half of it
//! (docs/src/models/dynamic.md, "Step length").

use crate::scenario::{Resolved, Scenario};
use crate::trial::{Model, Trial, evaluate};
use staves_core::indicator::Indicator;
use staves_core::model::{Rules, System};
use staves_core::trajectory::Baseline;
use staves_core::{Note, Result};
use std::sync::atomic::AtomicBool;

/// An error of the step above this share of the loss is warned about: the second digit is wrong.
const TOO_MUCH: f64 = 0.02;
/// Unless it is below this share of baseline output, in per cent.
const NOTHING: f64 = 1e-3;

/// Runs the draw in the middle with the step and with half of it, over the same days, and says what
/// the step is off by; `None` when stopped before the end.
pub(super) fn note(
    scenario: &Scenario,
    resolved: &Resolved<'_>,
    model: &Model<'_>,
    stop: &AtomicBool,
) -> Result<Option<Note>> {
    let drawing = resolved.central()?;
    let trial = [Trial::with(&drawing, drawing.shocks.clone())];
    let loss = |model: &Model<'_>| -> Result<Option<f64>> {
        let (baseline, step) = (Baseline::of(model.system), model.system.rules.step);
        let share = Indicator::OutputLostShare;
        let read = |_: &Trial, run: &_| share.value(run, &baseline, 0, drawing.first_day, step);
        Ok(evaluate(model, &trial, stop, &read)?.map(|found| found[0]))
    };
    let rules = &model.system.rules;
    let days = rules.steps() as f64 * rules.step;
    let half = Rules { step: rules.step / 2.0, days, ..rules.clone() };
    let half = System::new(&model.system.economy, &half);
    let (Some(whole), Some(half)) = (loss(model)?, loss(&Model::new(scenario, &half)?)?) else {
        return Ok(None);
    };
    Ok(Some(compared(whole, half, rules.step)))
}

/// Losses in per cent of baseline output. Convergence is of first order, so that twice the loss
/// with half the step less the loss with the whole one is what it converges to (Richardson).
fn compared(whole: f64, half: f64, step: f64) -> Note {
    let limit = 2.0 * half - whole;
    let off = (whole - limit).abs();
    let share = if off > 0.0 { off / limit.abs() } else { 0.0 };
    let code = match share > TOO_MUCH && off > NOTHING {
        true => "run::step-too-long",
        false => "run::step-checked",
    };
    Note::new(code, 1)
        .with("step", step)
        .with("whole", format!("{whole:.4}"))
        .with("half", format!("{half:.4}"))
        .with("limit", format!("{limit:.4}"))
        .with("share", format!("{:.1}", 100.0 * share))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Losses of the two cases of the chapter with steps of a day, and of half a day.
    #[test]
    fn a_step_that_spoils_the_second_digit_is_too_long() {
        let (short, long) = (compared(0.3201, 0.3200, 1.0), compared(6.282, 6.207, 1.0));
        assert_eq!(short.code, "run::step-checked");
        assert_eq!(long.code, "run::step-too-long");
        assert!(long.message(staves_core::Lang::En).contains("6.1320"), "{long:?}");
        assert_eq!(compared(0.0, 0.0, 1.0).code, "run::step-checked");
        // A large share of next to nothing.
        assert_eq!(compared(1e-4, 3e-4, 1.0).code, "run::step-checked");
    }
}
