//! Numbers with a unit, read off a trajectory. Definitions: docs/src/reference/indicators.md.

use crate::trajectory::{Baseline, Trajectory, Variable};

/// The unit of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Money of the table.
    Money,
    /// Per cent.
    Percent,
    /// Days.
    Days,
}

/// An indicator of one run in one scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indicator {
    /// Σ (baseline − output) over the run, money.
    OutputLost,
    /// The same as a share of baseline output over the run.
    OutputLostShare,
    /// Σ (baseline − value added) over the run, money.
    ValueAddedLost,
    /// The same as a share of baseline value added over the run.
    ValueAddedLostShare,
    /// Largest daily loss of output, share of the baseline day.
    PeakLoss,
    /// Day on which that loss happens, from the start of the run.
    PeakDay,
    /// Final demand not met over the run, money.
    FinalDemandUnmet,
    /// The same as a share of baseline final demand over the run.
    FinalDemandUnmetShare,
    /// Days from the first shock until output is back above 99 % of baseline for good; missing
    /// when that does not happen within the run.
    TimeToRecover,
    /// Days from the first shock until more than 1 % of a day's baseline final demand goes
    /// unmet; missing when that never happens.
    TimeToSurvive,
    /// Largest daily rise of the price of what final users buy, weighted by what they buy in the
    /// baseline.
    PriceRise,
    /// The same on average over the run.
    PriceRiseMean,
}

/// How many indicators are about quantities: those of every run.
const QUANTITIES: usize = 10;

/// Output above this share of baseline counts as recovered.
pub const RECOVERED_ABOVE: f64 = 0.99;
/// Unmet final demand above this share of the baseline day ends survival.
pub const SURVIVED_BELOW: f64 = 0.01;

impl Indicator {
    /// All of them, in the order of result tables.
    pub const ALL: [Self; 12] = [
        Self::OutputLost,
        Self::OutputLostShare,
        Self::ValueAddedLost,
        Self::ValueAddedLostShare,
        Self::PeakLoss,
        Self::PeakDay,
        Self::FinalDemandUnmet,
        Self::FinalDemandUnmetShare,
        Self::TimeToRecover,
        Self::TimeToSurvive,
        Self::PriceRise,
        Self::PriceRiseMean,
    ];

    /// Those of a run with or without prices.
    #[must_use]
    pub fn kept(prices: bool) -> &'static [Self] {
        const ALL: &[Indicator] = &Indicator::ALL;
        if prices { ALL } else { &ALL[..QUANTITIES] }
    }

    /// The name in result tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OutputLost => "output_lost",
            Self::OutputLostShare => "output_lost_share",
            Self::ValueAddedLost => "value_added_lost",
            Self::ValueAddedLostShare => "value_added_lost_share",
            Self::PeakLoss => "peak_loss",
            Self::PeakDay => "peak_day",
            Self::FinalDemandUnmet => "final_demand_unmet",
            Self::FinalDemandUnmetShare => "final_demand_unmet_share",
            Self::TimeToRecover => "time_to_recover",
            Self::TimeToSurvive => "time_to_survive",
            Self::PriceRise => "price_rise",
            Self::PriceRiseMean => "price_rise_mean",
        }
    }

    /// The indicator of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|indicator| indicator.name() == name)
    }

    /// Its unit.
    #[must_use]
    pub fn unit(self) -> Unit {
        match self {
            Self::OutputLost | Self::ValueAddedLost | Self::FinalDemandUnmet => Unit::Money,
            Self::PeakDay | Self::TimeToRecover | Self::TimeToSurvive => Unit::Days,
            _ => Unit::Percent,
        }
    }

    /// Its value in one scope of a run; NaN when missing. Shares are in per cent. `first` is the
    /// day of the first shock, `step` the length of a step in days.
    #[must_use]
    pub fn value(
        self,
        run: &Trajectory,
        base: &Baseline,
        scope: usize,
        first: f64,
        step: f64,
    ) -> f64 {
        let output = run.series(Variable::Output, scope);
        let unmet = run.series(Variable::FinalDemandUnmet, scope);
        let lost = |series: &[f64], normal: f64| -> f64 {
            series.iter().map(|value| normal - value).sum::<f64>() * step
        };
        let days = output.len() as f64 * step;
        let share = |amount: f64, normal: f64| match normal {
            0.0 => f64::NAN,
            normal => 100.0 * amount / (normal * days),
        };
        let (normal, normal_va) = (base.output[scope], base.value_added[scope]);
        let normal_demand = base.final_demand[scope];
        match self {
            Self::OutputLost => lost(output, normal),
            Self::OutputLostShare => share(lost(output, normal), normal),
            Self::ValueAddedLost => lost(run.series(Variable::ValueAdded, scope), normal_va),
            Self::ValueAddedLostShare => {
                share(lost(run.series(Variable::ValueAdded, scope), normal_va), normal_va)
            }
            Self::PeakLoss if normal == 0.0 => f64::NAN,
            Self::PeakLoss => 100.0 * (1.0 - output[lowest(output)] / normal).max(0.0),
            Self::PeakDay if output[lowest(output)] >= normal => f64::NAN,
            Self::PeakDay => lowest(output) as f64 * step,
            Self::FinalDemandUnmet => unmet.iter().sum::<f64>() * step,
            Self::FinalDemandUnmetShare => share(unmet.iter().sum::<f64>() * step, normal_demand),
            Self::TimeToRecover => time_to_recover(output, normal, first, step),
            Self::TimeToSurvive => {
                let limit = SURVIVED_BELOW * normal_demand;
                let end = unmet.iter().position(|value| *value > limit && normal_demand > 0.0);
                end.map_or(f64::NAN, |at| (at as f64 * step - first).max(0.0))
            }
            Self::PriceRise => {
                run.series(Variable::PriceRise, scope).iter().copied().fold(0.0, f64::max)
            }
            Self::PriceRiseMean => {
                let steps = output.len().max(1) as f64;
                run.series(Variable::PriceRise, scope).iter().sum::<f64>() / steps
            }
        }
    }
}

/// The first step with the lowest output.
fn lowest(output: &[f64]) -> usize {
    (0..output.len()).fold(0, |best, at| if output[at] < output[best] { at } else { best })
}

/// From the first shock to the end of the last step below the threshold; 0 when output never
/// falls below it.
fn time_to_recover(output: &[f64], normal: f64, first: f64, step: f64) -> f64 {
    match output.iter().rposition(|value| *value < RECOVERED_ABOVE * normal) {
        None => 0.0,
        Some(last) if last + 1 == output.len() => f64::NAN,
        Some(last) => ((last + 1) as f64 * step - first).max(0.0),
    }
}

/// Days at the end of a run in which a gap that feeds itself is looked for.
pub const TRAP_DAYS: f64 = 60.0;
/// A smaller gap does not count.
const TRAP_GAP: f64 = 1e-3;
/// A gap that closes faster, per day, does not count.
const TRAP_SLOPE: f64 = 1e-4;
/// A gap that direct damage explains up to this factor does not count.
const TRAP_FACTOR: f64 = 5.0;

/// Whether output stays down at the end of a run by far more than damage disables: a property
/// of the model (who is served first, which inputs bind) rather than of the shock
/// (docs/src/models/dynamic.md, "Collapse trap").
#[must_use]
pub fn collapse_suspected(run: &Trajectory, base: &Baseline, step: f64) -> bool {
    let output = run.series(Variable::Output, 0);
    let window = (TRAP_DAYS / step).ceil() as usize;
    if output.len() < 2 * window || base.output[0] <= 0.0 {
        return false;
    }
    let gap = |at: usize| 1.0 - output[at] / base.output[0];
    let (first, last) = (output.len() - window, output.len() - 1);
    let smallest = (first..=last).map(gap).fold(f64::INFINITY, f64::min);
    let slope = (gap(last) - gap(first)) / ((last - first) as f64 * step);
    let disabled = run.disabled[first..].iter().copied().fold(0.0, f64::max);
    smallest > TRAP_GAP && slope > -TRAP_SLOPE && gap(last) > TRAP_FACTOR * disabled
}
