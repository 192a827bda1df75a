//! Exchanges of members of a portfolio for others, those first that promise most.

use super::gains::screened;
use super::portfolio::Portfolio;
use super::race::race;
use super::record::Record;
use super::search::Search;
use crate::error::Result;

/// Exchanges that are tried together.
const TOGETHER: usize = 8;
/// Exchanges that are tried before gains are measured anew, or the search ends.
const TRIED: usize = 24;

/// What is promised of a portfolio: what each member is worth, and each addition would gain.
struct Promises {
    /// By how much the value rises without each candidate; infinite where it is not known.
    worth: Vec<f64>,
    /// By how much each addition of the search lowers it.
    gain: Vec<f64>,
}

impl Search<'_> {
    /// Exchanges one or two members for an addition as long as that helps. What each member is worth
    /// and each addition gains is measured at the start and when nothing that they promise helps any
    /// more.
    ///
    /// # Errors
    /// Of the simulation.
    pub fn improve(&self, record: &mut Record<'_>, from: Portfolio) -> Result<Portfolio> {
        let mut best = from;
        while let Some(promises) = self.promises(record, &best)? {
            let start = best.clone();
            while let Some(better) = self.exchange(record, &best, &promises)? {
                best = better;
            }
            if best == start {
                break;
            }
        }
        Ok(best)
    }

    /// Measures what the members are worth and what additions gain; none when it was stopped.
    fn promises(&self, record: &mut Record<'_>, at: &Portfolio) -> Result<Option<Promises>> {
        let draws = screened(record, self.aim);
        let members = at.members();
        let less: Vec<Portfolio> = members.iter().map(|j| at.without(&[*j])).collect();
        let more: Vec<Portfolio> = self.additions.iter().map(|a| at.with(&a.members)).collect();
        if !record.learn(&less, draws)? || !record.learn(&more, draws)? {
            return Ok(None);
        }
        let gain = |from: &Portfolio, to: &Portfolio| {
            record.gain(from, to, self.aim).map_or(0.0, |gain| gain.mean)
        };
        let mut worth = vec![f64::INFINITY; at.candidates()];
        for (j, less) in members.iter().zip(&less) {
            worth[*j] = gain(less, at);
        }
        Ok(Some(Promises { worth, gain: more.iter().map(|more| gain(at, more)).collect() }))
    }

    /// The best of the exchanges that promise most, if it helps.
    fn exchange(
        &self,
        record: &mut Record<'_>,
        from: &Portfolio,
        promises: &Promises,
    ) -> Result<Option<Portfolio>> {
        let Some(value) = record.value(from, self.aim) else { return Ok(None) };
        let mut trades: Vec<(f64, Portfolio)> = self.trades(from, promises);
        trades.retain(|(_, to)| record.value(to, self.aim).is_none());
        trades.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        trades.dedup_by(|a, b| a.1 == b.1);
        trades.truncate(TRIED);
        for some in trades.chunks(TOGETHER) {
            let field = some.iter().map(|(_, to)| to.clone());
            let field: Vec<Portfolio> = field.chain([from.clone()]).collect();
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

    /// For each addition the portfolio with it in place of no member, and of the one and the two that
    /// are worth least among those that make room for it, with what it promises to gain.
    fn trades(&self, from: &Portfolio, promises: &Promises) -> Vec<(f64, Portfolio)> {
        let known = |j: &usize| promises.worth[*j].is_finite();
        let members: Vec<usize> = from.members().into_iter().filter(known).collect();
        let singles: Vec<Vec<usize>> = members.iter().map(|j| vec![*j]).collect();
        let pairs = members.iter().enumerate();
        let pairs = pairs.flat_map(|(k, b)| members[..k].iter().map(move |a| vec![*a, *b]));
        let worth = |out: &Vec<usize>| out.iter().map(|j| promises.worth[*j]).sum::<f64>();
        let sorted = |mut outs: Vec<Vec<usize>>| {
            outs.sort_by(|a, b| worth(a).total_cmp(&worth(b)).then(a.cmp(b)));
            outs
        };
        let ways = [vec![Vec::new()], sorted(singles), sorted(pairs.collect())];
        let mut trades = Vec::new();
        for (addition, gain) in self.additions.iter().zip(&promises.gain) {
            let with = from.with(&addition.members);
            if with == *from {
                continue;
            }
            for outs in &ways {
                let to = |out: &Vec<usize>| with.without(out);
                let fits = |out: &&Vec<usize>| {
                    addition.members.iter().all(|j| !out.contains(j))
                        && self.candidates.allows(&to(out))
                };
                if let Some(out) = outs.iter().find(fits) {
                    trades.push((gain - worth(out), to(out)));
                }
            }
        }
        trades
    }
}
