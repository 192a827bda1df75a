//! A plan for a chain as tables.

use super::super::tables::{TAIL, aim_name, avoided, coordination};
use super::{ChainPlan, Request};
use crate::table::{Table, Values};
use staves_core::Note;
use staves_core::chain::units::names;
use staves_core::plan::{Aim, Candidates, Certificate};

impl ChainPlan<'_> {
    fn state(&self) -> &'static str {
        match self.certificate.gap() <= self.request.gap + 1e-9 {
            true => "closed",
            false if self.stopped => "stopped",
            false => "open",
        }
    }

    /// The plan in one row.
    #[must_use]
    pub fn summary(&self) -> Table {
        let (request, certificate) = (self.request, &self.certificate);
        let word = |text: &str| Values::Text(vec![text.to_owned()]);
        let number = |number: f64| Values::Number(vec![number]);
        let of = |aim: Aim, losses: &[f64]| number(aim.value(losses, &self.outages.chances));
        let tail = Aim::Tail { share: TAIL, weight: 1.0 };
        let ids = certificate.best.members().into_iter().map(|j| self.rules.names[j].as_str());
        let fresh = avoided(&self.fresh);
        Table::new(vec![
            ("actions", word(&ids.collect::<Vec<_>>().join(";"))),
            ("cost", number(self.rules.cost(&certificate.best))),
            ("budget", number(request.budget)),
            ("loss", word("unserved_share")),
            ("unit", word("share of demand")),
            ("aim", word(aim_name(request.aim))),
            ("loss_before", number(request.aim.value(&self.before, &self.outages.chances))),
            ("loss_after", number(certificate.value)),
            ("bound", number(certificate.bound)),
            ("gap_optimisation", number(certificate.gap())),
            ("gap_coordination", number(coordination(certificate))),
            ("state", word(self.state())),
            ("mean_before", of(Aim::Expected, &self.before)),
            ("mean_after", of(Aim::Expected, &self.after)),
            ("tail_before", of(tail, &self.before)),
            ("tail_after", of(tail, &self.after)),
            ("joint_fill_rate_before", number(self.fill[0])),
            ("joint_fill_rate_after", number(self.fill[1])),
            ("avoided_fresh", number(fresh.map_or(f64::NAN, |(mean, _)| mean))),
            ("interval", number(fresh.map_or(f64::NAN, |(_, half)| half))),
            ("candidates", Values::Integer(vec![self.rules.len() as i64])),
            ("simulated", Values::Integer(vec![self.simulated as i64])),
            ("runs", Values::Integer(vec![self.outages.failed.len() as i64])),
        ])
    }

    /// The candidates of the plan, what it loses most without first.
    #[must_use]
    pub fn actions(&self) -> Table {
        let mut rows = self.marginal.clone();
        rows.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let chain = self.request.chain();
        let activity = |j: usize| self.request.open.candidates[j].activity as usize;
        let entry = |j: usize| &chain.activities().entries()[activity(j)];
        let texts = |pick: &dyn Fn(usize) -> String| {
            Values::Text(rows.iter().map(|(j, _)| pick(*j)).collect())
        };
        Table::new(vec![
            ("action", texts(&|j| entry(j).code.clone())),
            ("label_en", texts(&|j| entry(j).en.clone())),
            ("label_zh", texts(&|j| entry(j).zh.clone())),
            ("good", texts(&|j| chain.goods().code(chain.output(activity(j))).to_owned())),
            ("region", texts(&|j| chain.regions().code(chain.region(activity(j))).to_owned())),
            ("cost", Values::Number(rows.iter().map(|(j, _)| self.rules.costs[*j]).collect())),
            ("loss_without", Values::Number(rows.iter().map(|(_, worth)| *worth).collect())),
        ])
    }

    /// What is lost in each outage without and with the plan, the worst with it first.
    #[must_use]
    pub fn outages(&self) -> Table {
        let mut order: Vec<usize> = (0..self.after.len()).collect();
        order.sort_by(|a, b| {
            let worse = self.after[*b].total_cmp(&self.after[*a]);
            worse.then(self.before[*b].total_cmp(&self.before[*a])).then(a.cmp(b))
        });
        let units = names(self.request.chain(), self.request.kind);
        let failed = |s: &usize| {
            let codes = self.outages.failed[*s].iter().map(|unit| units.code(*unit));
            codes.collect::<Vec<_>>().join(";")
        };
        let of = |losses: &[f64]| Values::Number(order.iter().map(|s| losses[*s]).collect());
        Table::new(vec![
            ("failed", Values::Text(order.iter().map(failed).collect())),
            ("loss_before", of(&self.before)),
            ("loss_after", of(&self.after)),
        ])
    }
}

/// What a reader must know of a plan.
pub(super) fn notes(
    request: &Request<'_>,
    rules: &Candidates,
    certificate: &Certificate,
) -> Vec<Note> {
    let mut notes = Vec::new();
    let cheapest = rules.costs.iter().copied().fold(f64::INFINITY, f64::min);
    if cheapest > rules.budget {
        let note = Note::new("plan::nothing-affordable", rules.len());
        notes.push(note.with("cheapest", cheapest).with("budget", rules.budget));
    }
    if request.failures.is_none() && request.fresh == 0 && !certificate.best.members().is_empty() {
        notes.push(Note::new("plan::not-tried-on-fresh-draws", 1));
    }
    notes
}
