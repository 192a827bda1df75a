//! Explains one run: who was held up by what on which day, and what each shock contributes
//! (docs/src/models/explanation.md).

use crate::results::{Folded, Repeated};
use crate::scenario::{Drawing, Resolved};
use crate::table::{Table, Values};
use crate::trial::{Model, Trial, evaluate};
use staves_core::ensemble::run_batch;
use staves_core::explanation::{Explanation, from_whom, share_of_costs};
use staves_core::indicator::{Indicator, TRAP_DAYS};
use staves_core::model::{Batch, Bottleneck, System};
use staves_core::shapley::{self, Contribution, Orders};
use staves_core::trajectory::Baseline;
use staves_core::{Error, Note, Result};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// Which run is to be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one whose loss of output is the median of all (the lower of two in the middle).
    Median,
    /// A run by its number.
    Run(u64),
}

/// Tables an explanation adds to a results folder, by name.
pub type Tables = BTreeMap<String, Table>;

/// Losses by day, producer and cause.
pub const BOTTLENECKS: &str = "bottlenecks";
/// Losses by cause and by shock; they add up.
pub const ATTRIBUTION: &str = "attribution";
/// Which buyer was held up by which input, and by whom.
pub const HELD_UP: &str = "held_up";

/// Most shocks for which all combinations are run.
const EXACT_MOST: usize = 8;
/// Most shocks that are told apart: their combinations are bit masks.
const SHOCKS_MOST: usize = 60;
/// Runs that sampled combinations may take, about.
const SAMPLED_RUNS: usize = 1024;

/// What is put down to each shock.
const ATTRIBUTED: [Indicator; 3] =
    [Indicator::OutputLost, Indicator::ValueAddedLost, Indicator::FinalDemandUnmet];

impl Which {
    /// Refuses a run that the ensemble does not have.
    ///
    /// # Errors
    /// `explain::no-such-run`.
    pub fn check(self, runs: u64) -> Result<()> {
        match self {
            Self::Run(run) if run >= runs => Err(Error::new("explain::no-such-run")
                .with("run", run)
                .with("count", runs)
                .with("last", runs - 1)),
            _ => Ok(()),
        }
    }

    /// The number of the run.
    ///
    /// # Errors
    /// Of the disk.
    pub fn run(self, folded: &Folded) -> Result<u64> {
        match self {
            Self::Run(run) => Ok(run),
            Self::Median => folded.median_run(),
        }
    }
}

/// Explains a run in full; the inoperability model has no bottlenecks, only shocks. `None` when
/// `stop` was raised before the end.
///
/// # Errors
/// Of the model.
pub fn tables(
    resolved: &Resolved<'_>,
    model: &Model<'_>,
    run: u64,
    stop: &AtomicBool,
) -> Result<Option<(Tables, Vec<Note>)>> {
    let system = model.system;
    let drawing = resolved.draw(run)?;
    let explanation = match model.interdependency {
        Some(_) => None,
        None => match observed(resolved, system, run, stop)? {
            Some(explanation) => Some(explanation),
            None => return Ok(None),
        },
    };
    let mut notes = Vec::new();
    let names = shock_names(&drawing);
    let by_shock = match names.len() {
        0 => Some(Vec::new()),
        n if n > SHOCKS_MOST => {
            notes.push(Note::new("explain::too-many-shocks", n).with("most", SHOCKS_MOST));
            Some(Vec::new())
        }
        _ => contributions(model, &drawing, run, stop)?,
    };
    let Some(by_shock) = by_shock else { return Ok(None) };
    let attribution = attribution(model, run, explanation.as_ref(), &names, &by_shock);
    let mut tables = Tables::from([(ATTRIBUTION.to_owned(), attribution)]);
    if let Some(explanation) = &explanation {
        tables.insert(BOTTLENECKS.to_owned(), bottlenecks(system, run, explanation));
        tables.insert(HELD_UP.to_owned(), held_up(system, explanation));
    }
    Ok(Some((tables, notes)))
}

/// Runs one draw again and keeps what bound whom.
fn observed(
    resolved: &Resolved<'_>,
    system: &System,
    run: u64,
    stop: &AtomicBool,
) -> Result<Option<Explanation>> {
    let steps = system.rules.steps();
    let (lane, _) = resolved.lane(run)?;
    let mut explanation = Explanation::new(system, steps);
    let mut batch = Batch::new(system, vec![lane], rayon::current_num_threads());
    let whole = run_batch(&mut batch, steps, stop, |view| {
        explanation.observe(view);
        Ok(())
    })?;
    Ok(whole.then_some(explanation))
}

/// Names of the shocks of a run, made unique.
fn shock_names(drawing: &Drawing) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let names = drawing.shocks.iter().map(|shock| {
        let count = seen.entry(&shock.name).or_default();
        *count += 1;
        match *count {
            1 => shock.name.clone(),
            count => format!("{}#{count}", shock.name),
        }
    });
    names.collect()
}

/// Shapley values of the shocks for each of [`ATTRIBUTED`].
fn contributions(
    model: &Model<'_>,
    drawing: &Drawing,
    run: u64,
    stop: &AtomicBool,
) -> Result<Option<Vec<Vec<Contribution>>>> {
    let count = drawing.shocks.len();
    let orders =
        (count > EXACT_MOST).then(|| Orders::draw(count, (SAMPLED_RUNS / count).clamp(8, 64), run));
    let sets = orders.as_ref().map_or_else(|| shapley::sets(count), Orders::sets);
    let trial = |set: &u64| {
        let taking_part = drawing.shocks.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1);
        Trial::with(drawing, taking_part.map(|(_, shock)| shock.clone()).collect())
    };
    let trials: Vec<Trial> = sets.iter().map(trial).collect();
    let (base, step) = (Baseline::of(model.system), model.system.rules.step);
    let found = evaluate(model, &trials, stop, &|_, run| {
        ATTRIBUTED.map(|indicator| indicator.value(run, &base, 0, 0.0, step))
    })?;
    let Some(found) = found else { return Ok(None) };
    let of = |k: usize| {
        let values = sets.iter().copied().zip(found.iter().map(|values| values[k])).collect();
        match &orders {
            Some(orders) => orders.estimate(&values),
            None => shapley::exact(count, &values),
        }
    };
    Ok(Some((0..ATTRIBUTED.len()).map(of).collect()))
}

/// Name of a cause in tables.
#[must_use]
pub fn cause_name(binding: Bottleneck) -> &'static str {
    match binding {
        Bottleneck::Demand => "demand",
        Bottleneck::Capital => "capital",
        Bottleneck::Labour => "labour",
        Bottleneck::Capacity => "capacity",
        Bottleneck::Input(_) => "input",
    }
}

fn input_code(system: &System, binding: Bottleneck) -> &str {
    match binding {
        Bottleneck::Input(sector) => system.economy.sectors.code(sector),
        _ => "",
    }
}

fn bottlenecks(system: &System, run: u64, explanation: &Explanation) -> Table {
    let economy = &system.economy;
    let mut names: [Repeated; 5] = Default::default();
    let (mut runs, mut days, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    let unit = economy.about.unit.name();
    for loss in explanation.losses() {
        let producer = economy.producers[loss.row];
        let cells = [
            economy.regions.code(producer.region as usize),
            economy.sectors.code(producer.sector as usize),
            cause_name(loss.binding),
            input_code(system, loss.binding),
            &unit,
        ];
        names.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
        runs.push(run as i64);
        days.push(loss.step as f64 * system.rules.step);
        lost.push(loss.lost);
    }
    let [region, sector, cause, input, unit] = names.map(Repeated::values);
    Table::new(vec![
        ("run", Values::Integer(runs)),
        ("day", Values::Number(days)),
        ("region", region),
        ("sector", sector),
        ("cause", cause),
        ("input", input),
        ("loss", Values::Number(lost)),
        ("unit", unit),
    ])
}

/// A row of the attribution: to whom, of what, how much.
struct Share {
    of: &'static str,
    name: String,
    indicator: Indicator,
    loss: f64,
    error: f64,
}

fn attribution(
    model: &Model<'_>,
    run: u64,
    explanation: Option<&Explanation>,
    shocks: &[String],
    by_shock: &[Vec<Contribution>],
) -> Table {
    let system = model.system;
    let mut by_cause: BTreeMap<Bottleneck, f64> = BTreeMap::new();
    for ((binding, _), (lost, _)) in explanation.map(Explanation::by_cause).unwrap_or_default() {
        *by_cause.entry(binding).or_default() += lost;
    }
    let causes = by_cause.into_iter().map(|(binding, loss)| Share {
        of: cause_name(binding),
        name: input_code(system, binding).to_owned(),
        indicator: Indicator::OutputLost,
        loss,
        error: 0.0,
    });
    let contributed = ATTRIBUTED.into_iter().zip(by_shock).flat_map(|(indicator, values)| {
        shocks.iter().zip(values).map(move |(name, value)| Share {
            of: "shock",
            name: name.clone(),
            indicator,
            loss: value.value,
            error: value.error,
        })
    });
    let shares: Vec<Share> = causes.chain(contributed).collect();
    let total = |share: &Share| -> f64 {
        let same = |other: &&Share| {
            other.indicator == share.indicator && (other.of == "shock") == (share.of == "shock")
        };
        shares.iter().filter(same).map(|other| other.loss).sum()
    };
    let text = |pick: &dyn Fn(&Share) -> String| Values::Text(shares.iter().map(pick).collect());
    let number = |pick: &dyn Fn(&Share) -> f64| Values::Number(shares.iter().map(pick).collect());
    Table::new(vec![
        ("run", Values::Integer(vec![run as i64; shares.len()])),
        ("attributed_to", text(&|share| share.of.to_owned())),
        ("name", text(&|share| share.name.clone())),
        ("indicator", text(&|share| share.indicator.name().to_owned())),
        ("loss", number(&|share| share.loss)),
        ("unit", text(&|_| system.economy.about.unit.name())),
        ("share", number(&|share| percent(share.loss, total(share)))),
        ("standard_error", number(&|share| share.error)),
    ])
}

fn percent(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { f64::NAN } else { 100.0 * part / whole }
}

fn held_up(system: &System, explanation: &Explanation) -> Table {
    let economy = &system.economy;
    let (shortfalls, total) = (explanation.shortfalls(system), explanation.total());
    let mut pairs: Vec<_> = explanation
        .by_cause()
        .into_iter()
        .filter_map(|((binding, row), (lost, steps))| match binding {
            Bottleneck::Input(sector) => Some((sector, row, lost, steps)),
            _ => None,
        })
        .collect();
    // Largest first; ties in the order of products and buyers.
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut names: [Repeated; 5] = Default::default();
    let mut numbers: [Vec<f64>; 4] = Default::default();
    let unit = economy.about.unit.name();
    for (sector, row, lost, steps) in pairs {
        let producer = economy.producers[row];
        let supplier = from_whom(system, &shortfalls, sector, row);
        let cells = [
            economy.sectors.code(sector),
            economy.regions.code(producer.region as usize),
            economy.sectors.code(producer.sector as usize),
            supplier.map_or("", |s| economy.regions.code(economy.producers[s].region as usize)),
            &unit,
        ];
        names.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
        let cells = [
            lost,
            percent(lost, total),
            steps as f64 * system.rules.step,
            100.0 * share_of_costs(system, sector, row),
        ];
        numbers.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
    }
    let [input, region, sector, from_region, unit] = names.map(Repeated::values);
    let [loss, share, days, cost_share] = numbers.map(Values::Number);
    Table::new(vec![
        ("input", input),
        ("region", region),
        ("sector", sector),
        ("from_region", from_region),
        ("loss", loss),
        ("unit", unit),
        ("share", share),
        ("days_bound", days),
        ("cost_share", cost_share),
    ])
}

/// Names the input behind a collapse that feeds itself: the one that held up most output in the
/// last days of the run. Nothing when no input binds there.
///
/// # Errors
/// Of the engine.
pub fn trap(
    resolved: &Resolved<'_>,
    system: &System,
    run: u64,
    stop: &AtomicBool,
) -> Result<Option<Note>> {
    let Some(explanation) = observed(resolved, system, run, stop)? else { return Ok(None) };
    let steps = system.rules.steps();
    let first = steps.saturating_sub((TRAP_DAYS / system.rules.step).ceil() as usize);
    let mut inputs: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    let mut total = 0.0;
    for ((binding, row), (lost, _)) in explanation.since(first) {
        total += lost;
        if let Bottleneck::Input(sector) = binding {
            inputs.entry(sector).or_default().push((row, lost));
        }
    }
    let sum = |buyers: &[(usize, f64)]| buyers.iter().map(|(_, lost)| lost).sum::<f64>();
    let most = inputs
        .into_iter()
        .reduce(|most, next| if sum(&next.1) > sum(&most.1) { next } else { most });
    Ok(most.map(|(sector, mut buyers)| {
        let lost = sum(&buyers);
        buyers.sort_by(|a, b| b.1.total_cmp(&a.1));
        // Costs of the buyers together, each weighing as much as its output.
        let weight = |row: usize| system.output_of(row) - system.value_added_of(row);
        let (mut spent, mut all) = (0.0, 0.0);
        for (row, _) in &buyers {
            spent += share_of_costs(system, sector, *row) * weight(*row);
            all += weight(*row);
        }
        let economy = &system.economy;
        Note::new("run::collapse-bound-by", buyers.len())
            .with("run", run)
            .with("input", economy.sectors.code(sector))
            .with("share", format!("{:.0}", percent(lost, total)))
            .with("cost", format!("{:.1}", percent(spent, all)))
            .places(buyers.iter().map(|(row, _)| economy.name(*row)))
    }))
}
