//! A good portfolio: the most gain for the money first, then exchanges until none helps.

use super::aim::Aim;
use super::candidates::Candidates;
use super::portfolio::Portfolio;
use super::race::race;
use super::record::Record;
use crate::error::Result;

/// Exchanges that are tried together.
const TOGETHER: usize = 8;
/// Single members, then pairs, that are tried to be exchanged: all of a small plan.
const LEAVING: usize = 40;

/// What can be added at once, and what it was last seen to gain for its money.
struct Addition {
    members: Vec<usize>,
    /// Gain per money; infinite while nothing is known.
    rate: f64,
}

/// A search for portfolios of little value. It knows nothing of how good they are.
pub struct Search<'c> {
    candidates: &'c Candidates,
    aim: Aim,
    additions: Vec<Addition>,
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

    /// Adds what gains most for its money until nothing fits or gains. What gained little before is
    /// looked at last (Minoux 1978).
    ///
    /// # Errors
    /// Of the simulation.
    pub fn greedy(&mut self, record: &mut Record<'_>) -> Result<Portfolio> {
        let mut best = Portfolio::none(self.candidates.len());
        record.learn(std::slice::from_ref(&best), record.draws())?;
        while let Some(better) = self.add(record, &best)? {
            best = better;
        }
        Ok(best)
    }

    /// Exchanges one or two members for others, and leaves out what does nothing, as long as that
    /// helps.
    ///
    /// # Errors
    /// Of the simulation.
    pub fn improve(&mut self, record: &mut Record<'_>, from: Portfolio) -> Result<Portfolio> {
        let mut best = from;
        while let Some(better) = self.exchange(record, &best)? {
            best = better;
        }
        Ok(best)
    }

    /// The portfolio with the addition that gains most for its money; none when nothing gains.
    fn add(&mut self, record: &mut Record<'_>, from: &Portfolio) -> Result<Option<Portfolio>> {
        let (candidates, additions) = (self.candidates, &mut self.additions);
        additions.sort_by(|a, b| b.rate.total_cmp(&a.rate).then(a.members.cmp(&b.members)));
        let to = |addition: &Addition| from.with(&addition.members);
        let possible: Vec<usize> = (0..additions.len())
            .filter(|k| to(&additions[*k]) != *from && candidates.allows(&to(&additions[*k])))
            .collect();
        let before = candidates.cost(from);
        let (unknown, known) =
            possible.split_at(possible.partition_point(|k| additions[*k].rate.is_infinite()));
        let mut best: Option<(f64, usize)> = None;
        for some in std::iter::once(unknown).chain(known.chunks(1)) {
            // What was last seen to gain less than the best now is not looked at.
            if best.is_some_and(|(rate, _)| some.iter().all(|k| additions[*k].rate <= rate)) {
                break;
            }
            let field: Vec<Portfolio> = some.iter().map(|k| to(&additions[*k])).collect();
            if !field.is_empty() && race(record, &field, self.aim)?.is_empty() {
                return Ok(None);
            }
            for (k, portfolio) in some.iter().zip(&field) {
                let gain = record.gain(from, portfolio, self.aim).map_or(0.0, |gain| gain.mean);
                let money = candidates.cost(portfolio) - before;
                // What costs nothing comes first.
                let rate = if money > 0.0 { gain / money } else { gain * f64::MAX.sqrt() };
                additions[*k].rate = rate;
                let whole = record.losses(portfolio).len() == record.draws();
                if whole && gain > 0.0 && best.is_none_or(|(least, _)| rate > least) {
                    best = Some((rate, *k));
                }
            }
        }
        Ok(best.map(|(_, k)| to(&additions[k])))
    }

    /// The first exchange that helps; none when none does.
    fn exchange(&mut self, record: &mut Record<'_>, from: &Portfolio) -> Result<Option<Portfolio>> {
        let members = from.members();
        let Some(value) = record.value(from, self.aim) else { return Ok(None) };
        let singles = members.iter().map(|j| vec![*j]);
        let pairs = members.iter().enumerate();
        let pairs = pairs.flat_map(|(k, b)| members[..k].iter().map(move |a| vec![*a, *b]));
        for out in singles.chain(pairs).take(LEAVING) {
            let mut field = self.instead(from, &out);
            if field.is_empty() {
                continue;
            }
            field.push(from.clone());
            let order = race(record, &field, self.aim)?;
            let Some(first) = order.first().map(|k| &field[*k]) else { return Ok(None) };
            let found = record.value(first, self.aim).unwrap_or(f64::INFINITY);
            let cheaper = self.candidates.cost(first) < self.candidates.cost(from);
            if found < value || (found == value && cheaper) {
                return Ok(Some(first.clone()));
            }
        }
        Ok(None)
    }

    /// The portfolio with something else in place of some members, the most promising that fit;
    /// and without them, when it is one.
    fn instead(&self, from: &Portfolio, out: &[usize]) -> Vec<Portfolio> {
        let less = from.without(out);
        let to = self.additions.iter().map(|addition| less.with(&addition.members));
        let fits = to.filter(|to| {
            to != from && !out.iter().all(|j| to.has(*j)) && self.candidates.allows(to)
        });
        let mut field: Vec<Portfolio> = fits.take(TOGETHER).collect();
        if out.len() == 1 && self.candidates.allows(&less) {
            field.push(less);
        }
        field
    }
}
