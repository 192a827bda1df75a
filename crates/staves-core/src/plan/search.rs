//! A good portfolio: the most gain for the money first.

use super::aim::Aim;
use super::candidates::Candidates;
use super::portfolio::Portfolio;
use super::record::Record;
use crate::error::Result;

/// Additions that are tried together in some of the draws; in all of them one fills the threads.
const TOGETHER: usize = 4;

/// What can be added at once, and what it was last seen to gain for its money.
pub(super) struct Addition {
    pub(super) members: Vec<usize>,
    /// Gain per money; infinite while nothing is known.
    rate: f64,
}

/// A search for portfolios of little value. It knows nothing of how good they are.
pub struct Search<'c> {
    pub(super) candidates: &'c Candidates,
    pub(super) aim: Aim,
    pub(super) additions: Vec<Addition>,
}

impl<'c> Search<'c> {
    /// Nothing tried yet: some candidates, each with what it needs, and groups that are added as one.
    #[must_use]
    pub fn new(
        candidates: &'c Candidates,
        some: &[usize],
        groups: &[Vec<usize>],
        aim: Aim,
    ) -> Self {
        let singles = some.iter().map(|j| candidates.bundle(*j));
        let all = singles.chain(groups.iter().cloned());
        let additions = all.map(|members| Addition { members, rate: f64::INFINITY }).collect();
        Self { candidates, aim, additions }
    }

    /// Adds what gains most for its money until nothing fits or gains, measured on so many draws, or
    /// all. What gained little before is looked at last (Minoux 1978). Each time the portfolio has doubled it is
    /// simulated in all draws, so that something is known when it is stopped.
    ///
    /// # Errors
    /// Of the simulation.
    pub fn greedy(&mut self, record: &mut Record<'_>, draws: usize) -> Result<Portfolio> {
        let mut best = Portfolio::none(self.candidates.len());
        let draws = draws.min(record.draws());
        record.learn(std::slice::from_ref(&best), draws)?;
        let mut next = 1;
        while let Some(better) = self.add(record, &best, draws)? {
            best = better;
            if best.members().len() >= next {
                record.learn(std::slice::from_ref(&best), record.draws())?;
                next = 2 * best.members().len();
            }
        }
        record.learn(std::slice::from_ref(&best), record.draws())?;
        Ok(best)
    }

    /// The portfolio with the addition that gains most for its money; none when nothing gains.
    fn add(
        &mut self,
        record: &mut Record<'_>,
        from: &Portfolio,
        draws: usize,
    ) -> Result<Option<Portfolio>> {
        let (candidates, additions) = (self.candidates, &mut self.additions);
        additions.sort_by(|a, b| b.rate.total_cmp(&a.rate).then(a.members.cmp(&b.members)));
        let to = |addition: &Addition| from.with(&addition.members);
        let possible: Vec<usize> = (0..additions.len())
            .filter(|k| to(&additions[*k]) != *from && candidates.allows(&to(&additions[*k])))
            .collect();
        let before = candidates.cost(from);
        let (unknown, known) =
            possible.split_at(possible.partition_point(|k| additions[*k].rate.is_infinite()));
        let at_once = if draws < record.draws() { TOGETHER } else { 1 };
        let mut best: Option<(f64, usize)> = None;
        for some in std::iter::once(unknown).chain(known.chunks(at_once)) {
            // What was last seen to gain less than the best now is not looked at.
            if best.is_some_and(|(rate, _)| some.iter().all(|k| additions[*k].rate <= rate)) {
                break;
            }
            let field: Vec<Portfolio> = some.iter().map(|k| to(&additions[*k])).collect();
            if !record.learn(&field, draws)? {
                return Ok(None);
            }
            for (k, portfolio) in some.iter().zip(&field) {
                let gain = record.gain(from, portfolio, self.aim).map_or(0.0, |gain| gain.mean);
                let money = candidates.cost(portfolio) - before;
                // What costs nothing comes first.
                let rate = if money > 0.0 { gain / money } else { gain * f64::MAX.sqrt() };
                additions[*k].rate = rate;
                if gain > 0.0 && best.is_none_or(|(least, _)| rate > least) {
                    best = Some((rate, *k));
                }
            }
        }
        Ok(best.map(|(_, k)| to(&additions[k])))
    }
}
