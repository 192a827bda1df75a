//! The least that has to be spent so that enough is served when nothing fails, or as much as some
//! money can buy, while little stays unserved in the worst outages.

use super::Request;
use super::outages::{Outages, left};
use crate::table::{Table, Values};
use staves_core::chain::Units;
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::links::{self, Links, insure, with};
use staves_core::plan::Aim;
use staves_core::program::{Go, Progress};
use staves_core::{Error, Result};
use std::cell::Cell;

/// What has to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goals {
    /// Share of the demand for all final goods alike that is served when nothing fails, 0 to 1.
    pub integrity: f64,
    /// Probability of the worst outages whose mean counts, above 0 and at most 1.
    pub tail: f64,
    /// The most of the weighted demand that may stay unserved in them, 0 to 1.
    pub limit: f64,
    /// Money for all candidates together: integrity is then made as large as it can be. The least cost
    /// is looked for without it.
    pub budget: Option<f64>,
}

/// What was found for the goals.
pub struct Insured<'r> {
    request: &'r Request<'r>,
    goals: Goals,
    links: Option<Links>,
    /// Share that no set within the budget can exceed.
    at_most: f64,
    /// Share that is served when nothing fails, without and with what is added.
    fill: [f64; 2],
    /// Mean unserved share in the worst outages, without and with what is added.
    tail: [f64; 2],
}

/// Finds the candidates for the goals. The budget and the aim of the request do not count.
///
/// # Errors
/// `plan::goals-out-of-reach` with what all candidates together reach, `plan::goals-above-budget`; those of
/// [`plan_chain`](super::plan_chain).
pub fn insured<'r>(
    request: &'r Request<'r>,
    goals: Goals,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Insured<'r>> {
    super::check(request)?;
    let (chain, candidates, base) = (request.chain(), &request.open.candidates, request.base());
    let outages = Outages::new(request)?;
    let units = Units::new(chain, request.kind);
    let lists: Vec<Vec<bool>> =
        outages.failed.iter().map(|failed| left(&units, base.len(), failed)).collect();
    let reached = |chosen: &[usize]| -> Result<(f64, f64)> {
        let available = with(chain, &base, candidates, chosen.iter().copied());
        let mut fill = Fill::new(chain, None);
        let mut rate = |target, available: &[bool]| {
            let filled = fill.rate(target, available)?;
            Ok(filled.map_or(f64::NAN, |filled| filled.rate))
        };
        let whole = rate(Target::Joint, &available)?;
        let losses = lists.iter().map(|left| {
            let both = available.iter().zip(left).map(|(a, b)| *a && *b);
            Ok(1.0 - rate(Target::Weighted, &both.collect::<Vec<_>>())?)
        });
        let losses = losses.collect::<Result<Vec<f64>>>()?;
        let aim = Aim::Tail { share: goals.tail, weight: 1.0 };
        Ok((whole, aim.value(&losses, &outages.chances)))
    };
    let every: Vec<usize> = (0..candidates.len()).collect();
    let (before, most) = (reached(&[])?, reached(&every)?);
    // A rate is known to the solver's tolerance.
    if most.0 < goals.integrity - 1e-9 || most.1 > goals.limit + 1e-9 {
        return Err(Error::new("plan::goals-out-of-reach")
            .with("integrity", format!("{:.4}", most.0))
            .with("tail", format!("{:.4}", most.1)));
    }
    let insured = links::Insured {
        outages: &lists,
        chances: &outages.chances,
        tail: goals.tail,
        limit: goals.limit,
        share: goals.integrity,
        budget: goals.budget,
    };
    let stopped = Cell::new(false);
    let mut watch = |progress: &Progress| {
        let go = watch(progress);
        stopped.set(stopped.get() || go == Go::Stop);
        go
    };
    let found = insure(chain, &base, candidates, &insured, request.gap, &mut watch)?;
    if let (None, Some(budget), false) = (&found, goals.budget, stopped.get()) {
        return Err(Error::new("plan::goals-above-budget").with("budget", budget));
    }
    let (links, at_most) = found.map_or((None, f64::NAN), |(links, most)| (Some(links), most));
    let after = match &links {
        Some(links) => reached(&links.chosen)?,
        None => (f64::NAN, f64::NAN),
    };
    Ok(Insured {
        request,
        goals,
        links,
        at_most,
        fill: [before.0, after.0],
        tail: [before.1, after.1],
    })
}

impl Insured<'_> {
    /// What was found in one row.
    #[must_use]
    pub fn summary(&self) -> Table {
        let number = |value: f64| Values::Number(vec![value]);
        let of = |of: &dyn Fn(&Links) -> f64| self.links.as_ref().map_or(f64::NAN, of);
        let text = |text: String| Values::Text(vec![text]);
        let code = |place: &usize| {
            let activity = self.request.open.candidates[*place].activity;
            self.request.chain().activities().code(activity as usize)
        };
        let chosen = self.links.iter().flat_map(|links| &links.chosen).map(code);
        let gap = match self.goals.budget {
            Some(_) => (self.at_most - self.fill[1]).max(0.0) / self.at_most,
            None => of(&Links::gap),
        };
        let budget = self.goals.budget.is_some();
        let state = match self.links {
            Some(_) if gap <= self.request.gap + 1e-9 => "closed",
            Some(_) => "stopped",
            None => "not_found",
        };
        Table::new(vec![
            ("actions", text(chosen.collect::<Vec<_>>().join(";"))),
            ("cost", number(of(&|links| links.cost))),
            ("budget", number(self.goals.budget.unwrap_or(f64::NAN))),
            ("bound", number(if budget { self.at_most } else { of(&|links| links.bound) })),
            ("gap_optimisation", number(gap)),
            ("state", text(state.to_owned())),
            ("aim", text("integrity".to_owned())),
            ("integrity", number(self.goals.integrity)),
            ("tail_limit", number(self.goals.limit)),
            ("joint_fill_rate_before", number(self.fill[0])),
            ("joint_fill_rate_after", number(self.fill[1])),
            ("tail_before", number(self.tail[0])),
            ("tail_after", number(self.tail[1])),
        ])
    }
}
