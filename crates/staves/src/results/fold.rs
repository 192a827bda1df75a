//! Statistics over the runs of an ensemble, folded from their numbers in the order of runs, so
//! that the same runs give the same bits whatever the threads and interruptions. Memory does not
//! grow with the runs: of each number of a run a summary is kept, and the rows of `runs.parquet`
//! go to disk as they come.

use super::folder::Folder;
use super::layout::{Fact, Layout};
use super::manifest::SCHEMA;
use crate::scenario::Resolved;
use crate::store::atomic::Pending;
use crate::table::{ParquetWriter, Table, Values};
use rayon::prelude::*;
use staves_core::Result;
use staves_core::indicator::Indicator;
use staves_core::quantile::Summary;
use staves_core::risk::Running;
use staves_core::sensitivity::Sample;
use std::path::PathBuf;

/// Numbers of a run folded together by one thread at a time.
const SLOTS: usize = 64;

/// What is known of the runs so far.
pub struct Fold<'f> {
    layout: &'f Layout,
    resolved: &'f Resolved<'f>,
    /// By slot, without the draws.
    summaries: Vec<Summary>,
    facts: Vec<u64>,
    /// First run for which each fact holds.
    first: Vec<Option<u64>>,
    done: u64,
    watched: Option<(usize, Running)>,
    writer: ParquetWriter<Pending>,
    path: PathBuf,
}

impl<'f> Fold<'f> {
    /// Nothing yet. The mean of the indicator `watched` is followed as it comes.
    ///
    /// # Errors
    /// Of the disk.
    pub fn new(
        folder: &Folder,
        layout: &'f Layout,
        resolved: &'f Resolved<'f>,
        watched: Option<Indicator>,
    ) -> Result<Self> {
        let path = folder.path.join("runs.parquet");
        let like = rows(&[], layout, resolved);
        let unit = resolved.economy().about.unit.name();
        let about = [("schema", SCHEMA), ("unit", unit.as_str())];
        let writer = ParquetWriter::new(Pending::create(&path)?, &like, &about, &path)?;
        Ok(Self {
            layout,
            resolved,
            summaries: vec![Summary::default(); layout.slots() - layout.draws()],
            facts: vec![0; Fact::ALL.len()],
            first: vec![None; Fact::ALL.len()],
            done: 0,
            watched: watched.map(|of| (layout.indicator(0, of), Running::default())),
            writer,
            path,
        })
    }

    /// Adds runs with their numbers, in ascending order.
    ///
    /// # Errors
    /// Of the disk.
    pub fn add(&mut self, runs: &[(u64, Vec<f64>)]) -> Result<()> {
        if runs.is_empty() {
            return Ok(());
        }
        self.writer.write(&rows(runs, self.layout, self.resolved))?;
        self.done += runs.len() as u64;
        let weighed = runs.iter().map(|(run, n)| (*run, self.resolved.weight(*run), n));
        let counted: Vec<(u64, f64, &Vec<f64>)> =
            weighed.filter(|(_, weight, _)| *weight > 0.0).collect();
        let first = self.layout.draws();
        self.summaries.par_chunks_mut(SLOTS).enumerate().for_each(|(block, summaries)| {
            for (_, weight, numbers) in &counted {
                let numbers = &numbers[first + block * SLOTS..];
                summaries.iter_mut().zip(numbers).for_each(|(s, value)| s.add(*value, *weight));
            }
        });
        for (run, _, numbers) in &counted {
            for fact in Fact::ALL {
                let holds = numbers[self.layout.fact(fact)] > 0.0;
                self.facts[fact as usize] += u64::from(holds);
                if holds {
                    self.first[fact as usize].get_or_insert(*run);
                }
            }
            if let Some((slot, running)) = &mut self.watched {
                running.add(numbers[*slot]);
            }
        }
        Ok(())
    }

    /// Runs added.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Runs for which a fact holds.
    #[must_use]
    pub fn holds(&self, fact: Fact) -> usize {
        self.facts[fact as usize] as usize
    }

    /// The first run for which a fact holds.
    #[must_use]
    pub fn first(&self, fact: Fact) -> Option<u64> {
        self.first[fact as usize]
    }

    /// Half the width of the 95 % interval of the mean that is followed, as a share of the mean.
    #[must_use]
    pub fn relative_half_width(&self) -> Option<f64> {
        self.watched.map(|(_, running)| running.relative_half_width())
    }

    /// Finishes `runs.parquet` and gives the rest.
    ///
    /// # Errors
    /// Of the disk.
    pub fn finish(self) -> Result<Folded> {
        self.writer.finish()?.commit()?;
        let draws = self.layout.draws();
        Ok(Folded { summaries: self.summaries, draws, path: self.path })
    }
}

/// What a finished fold knows.
pub struct Folded {
    summaries: Vec<Summary>,
    draws: usize,
    path: PathBuf,
}

impl Folded {
    /// The summary of a slot that is not a draw.
    #[must_use]
    pub fn summary(&self, slot: usize) -> &Summary {
        &self.summaries[slot - self.draws]
    }

    /// The largest rank error of any summary, as a share of the runs.
    #[must_use]
    pub fn rank_error(&self) -> f64 {
        self.summaries.iter().map(Summary::rank_error).fold(0.0, f64::max)
    }

    /// The run whose loss of output is nearest to the median from below, by weight; the first of
    /// equals.
    ///
    /// # Errors
    /// Of the disk.
    pub fn median_run(&self) -> Result<u64> {
        let totals = self.total(Indicator::OutputLost)?;
        let mut counted: Vec<(usize, (f64, f64))> =
            totals.into_iter().enumerate().filter(|(_, (_, weight))| *weight > 0.0).collect();
        // Stable, so that equals stay in the order of runs.
        counted.sort_by(|(_, a), (_, b)| a.0.total_cmp(&b.0));
        let half = 0.5 * counted.iter().map(|(_, (_, weight))| weight).sum::<f64>();
        let mut below = 0.0;
        let middle = counted.iter().find(|(_, (_, weight))| {
            below += weight;
            below >= half
        });
        let loss = middle.map(|(_, (loss, _))| *loss);
        let first = counted.iter().find(|(_, of)| loss.is_some_and(|l| of.0.total_cmp(&l).is_eq()));
        Ok(first.map_or(0, |(run, _)| *run as u64))
    }

    /// A total of every run with the run's weight, in the order of runs.
    ///
    /// # Errors
    /// Of the disk.
    pub fn total(&self, indicator: Indicator) -> Result<Vec<(f64, f64)>> {
        let table = Table::read_columns(&self.path, &[indicator.name(), "weight"])?;
        let numbers = |name: &str| table.column(name).and_then(Values::numbers);
        let values = numbers(indicator.name()).unwrap_or_default();
        let weights = numbers("weight");
        let weight = |row: usize| weights.as_ref().map_or(1.0, |weights| weights[row]);
        Ok(values.iter().enumerate().map(|(row, value)| (*value, weight(row))).collect())
    }
}

/// Rows of `runs.parquet`: where the run stands in the design, its event and what it weighs, where
/// that says something; what was drawn; the indicators in total.
fn rows(runs: &[(u64, Vec<f64>)], layout: &Layout, resolved: &Resolved<'_>) -> Table {
    let varying = resolved.varying();
    let mut columns =
        vec![("run", Values::Integer(runs.iter().map(|(run, _)| *run as i64).collect()))];
    if resolved.is_design() {
        let places = || runs.iter().filter_map(|(run, _)| resolved.place(*run));
        let sample = |sample: Sample| match sample {
            Sample::A => "A".to_owned(),
            Sample::B => "B".to_owned(),
            Sample::Swapped(input) => varying[input].clone(),
        };
        columns.push(("draw", Values::Integer(places().map(|p| p.draw as i64).collect())));
        columns.push(("sample", Values::Text(places().map(|p| sample(p.sample)).collect())));
    }
    let events: Option<Vec<String>> =
        runs.iter().map(|(run, _)| resolved.event(*run).map(str::to_owned)).collect();
    if let Some(events) = events.filter(|_| resolved.has_events()) {
        columns.push(("event", Values::Text(events)));
    }
    if resolved.is_weighted() {
        let weights = runs.iter().map(|(run, _)| resolved.weight(*run));
        columns.push(("weight", Values::Number(weights.collect())));
    }
    let draws = varying.iter().enumerate().map(|(k, name)| (name.as_str(), k));
    let totals = layout.indicators().iter().map(|i| (i.name(), layout.indicator(0, *i)));
    let numbers =
        |slot: usize| Values::Number(runs.iter().map(|(_, numbers)| numbers[slot]).collect());
    columns.extend(draws.chain(totals).map(|(name, slot)| (name, numbers(slot))));
    Table::new(columns)
}
