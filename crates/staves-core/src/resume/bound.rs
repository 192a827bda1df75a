//! What no order of opening exceeds (docs/src/models/resume.md, "In which order").

use super::output::{Output, Terms};
use super::tasks::Tasks;
use crate::error::Result;
use crate::program::{Ask, Bounds, Column, Go, Optimiser, Program, Progress};

/// Gap at which the most of a period is known well enough.
const CAP_GAP: f64 = 1e-4;
/// Seconds after which the bound of a period's most is taken as it is.
const CAP_SECONDS: f64 = 5.0;
/// Entries above which the program over all periods is not built.
const MOST_ENTRIES: usize = 400_000;

/// The most that can come out of each period, whatever came before: by period t crews have done at
/// most crews × t of work, all of it on units that can be done by then.
pub(super) fn caps(
    output: &dyn Output,
    tasks: &Tasks,
    shares: &[f64],
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Vec<f64>> {
    let mut program = Program::new();
    let open: Vec<Column> = shares.iter().map(|_| program.choice(0.0)).collect();
    let work: Vec<_> =
        tasks.units.iter().map(|unit| (open[*unit], tasks.work[*unit] as f64)).collect();
    let done = program.row(Bounds::at_most(0.0), &work);
    let of: Vec<Terms> =
        open.iter().zip(shares).map(|(column, share)| vec![(*column, *share)]).collect();
    output.write(&mut program, &of, 1.0);
    let mut optimiser = Optimiser::new(program);
    let mut caps = Vec::with_capacity(tasks.horizon);
    for period in 0..tasks.horizon {
        optimiser.set_row(done, Bounds::at_most((tasks.crews * period) as f64));
        for (unit, column) in open.iter().enumerate() {
            let may = tasks.units.contains(&unit) && tasks.work[unit] <= period;
            optimiser.set_column(*column, Bounds::between(0.0, f64::from(u8::from(may))));
        }
        let ask = Ask { gap: CAP_GAP, seconds: Some(CAP_SECONDS), ..Ask::default() };
        caps.push(-optimiser.solve_watched(&ask, watch)?.bound);
    }
    Ok(caps)
}

/// An order from the program over all periods, if one was found in the time there is, and a bound: for
/// each unit the period from which it counts, crews that work on one unit each, and no more in any
/// period than its cap. Without the caps the relaxation is far too good, as it finishes a part of
/// everything at once.
pub(super) fn proven(
    output: &dyn Output,
    tasks: &Tasks,
    shares: &[f64],
    caps: &[f64],
    ask: &Ask<'_>,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<(Option<Vec<usize>>, f64)> {
    let mut program = Program::new();
    let done = finishes(&mut program, tasks, shares.len());
    for (period, cap) in caps.iter().enumerate() {
        let by = |(unit, times): (usize, &Vec<(usize, Column)>)| -> Terms {
            let times = times.iter().filter(|(time, _)| *time <= period);
            times.map(|(_, column)| (*column, shares[unit])).collect()
        };
        let open: Vec<Terms> = done.iter().enumerate().map(by).collect();
        let sum = output.write(&mut program, &open, 1.0);
        program.row(Bounds::at_most(cap + 1e-9 * cap.abs()), &sum);
        if program.entries() > MOST_ENTRIES {
            return Ok((None, f64::INFINITY));
        }
    }
    let mut optimiser = Optimiser::new(program);
    let answer = optimiser.solve_watched(ask, watch)?;
    if !answer.found() {
        return Ok((None, -answer.bound));
    }
    let start = |unit: usize| {
        let time = done[unit].iter().find(|(_, column)| answer.value(*column) > 0.5);
        time.map_or(tasks.horizon, |(time, _)| time - tasks.work[unit])
    };
    let mut order = tasks.units.clone();
    order.sort_by_key(|unit| start(*unit));
    Ok((Some(order), -answer.bound))
}

/// Columns that say from which period each unit counts, at most one of them, and rows of crews.
fn finishes(program: &mut Program, tasks: &Tasks, units: usize) -> Vec<Vec<(usize, Column)>> {
    let mut done: Vec<Vec<(usize, Column)>> = vec![Vec::new(); units];
    for unit in &tasks.units {
        let times = tasks.work[*unit]..tasks.horizon;
        done[*unit] = times.map(|time| (time, program.choice(0.0))).collect();
        let row: Terms = done[*unit].iter().map(|(_, column)| (*column, 1.0)).collect();
        program.row(Bounds::at_most(1.0), &row);
    }
    for period in 1..tasks.horizon {
        let at_work = |(unit, times): (usize, &Vec<(usize, Column)>)| {
            let until = period + tasks.work[unit];
            let times = times.iter().filter(move |(time, _)| (period..until).contains(time));
            times.map(|(_, column)| (*column, 1.0)).collect::<Terms>()
        };
        let row: Terms = done.iter().enumerate().flat_map(at_work).collect();
        program.row(Bounds::at_most(tasks.crews as f64), &row);
    }
    done
}
