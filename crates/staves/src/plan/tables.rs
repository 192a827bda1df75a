//! A plan as tables.

use super::{Plan, Request};
use crate::table::{Table, Values};
use staves_core::action::Kind;
use staves_core::locale::text;
use staves_core::plan::{Aim, Candidates, Certificate, Gains, Portfolio};
use staves_core::{Lang, Note};

/// Share of the draws whose mean is told as the tail, whatever the aim.
pub(super) const TAIL: f64 = 0.1;
/// Standard errors of a 95 % interval.
const INTERVAL: f64 = 1.959_964;

impl Plan<'_> {
    fn ids(&self, portfolio: &Portfolio) -> String {
        let ids = portfolio.members().into_iter().map(|j| self.rules.names[j].as_str());
        ids.collect::<Vec<_>>().join(";")
    }

    /// `closed` when by its bound no plan is better by more than the gap asked for, `open` when one may
    /// be, or `stopped`.
    #[must_use]
    pub fn state(&self) -> &'static str {
        if self.stopped {
            "stopped"
        } else if self.certificate.gap() <= self.request.gap + 1e-9 {
            "closed"
        } else {
            "open"
        }
    }

    /// The plan in one row.
    #[must_use]
    pub fn summary(&self) -> Table {
        let request = self.request;
        let word = |text: &str| Values::Text(vec![text.to_owned()]);
        let number = |number: f64| Values::Number(vec![finite(number)]);
        let whole = |number: usize| Values::Integer(vec![number as i64]);
        let of = |aim: Aim, losses: &[f64]| aim.value(losses, &self.chances);
        let tail = Aim::Tail { share: TAIL, weight: 1.0 };
        let certificate = &self.certificate;
        let avoided = avoided(&self.fresh);
        Table::new(vec![
            ("actions", word(&self.ids(&certificate.best))),
            ("cost", number(self.rules.cost(&certificate.best))),
            ("budget", number(request.budget)),
            ("loss", word(request.loss.name())),
            ("unit", word(&self.unit())),
            ("aim", word(aim_name(request.aim))),
            ("loss_before", number(self.gains.before)),
            ("loss_after", number(certificate.value)),
            ("bound", number(certificate.bound)),
            ("gap_optimisation", number(certificate.gap())),
            ("gap_coordination", number(coordination(certificate))),
            ("state", word(self.state())),
            ("mean_before", number(of(Aim::Expected, &self.before))),
            ("mean_after", number(of(Aim::Expected, &self.after))),
            ("tail_before", number(of(tail, &self.before))),
            ("tail_after", number(of(tail, &self.after))),
            ("avoided_fresh", number(avoided.map_or(f64::NAN, |(mean, _)| mean))),
            ("interval", number(avoided.map_or(f64::NAN, |(_, half)| half))),
            ("candidates", whole(self.candidates.len())),
            ("simulated", whole(self.simulated.0)),
            ("runs", whole(self.simulated.1)),
        ])
    }

    /// The same for people: what was spent, what it saves, and how far from the best it can be.
    #[must_use]
    pub fn short(&self) -> Table {
        let left_out = [
            "actions",
            "budget",
            "aim",
            "gap_coordination",
            "mean_before",
            "mean_after",
            "tail_before",
            "tail_after",
            "candidates",
            "simulated",
            "runs",
        ];
        left_out.iter().fold(self.summary(), |table, name| table.without(name))
    }

    fn unit(&self) -> String {
        match self.request.loss {
            super::Loss::JobsLost => {
                let labour = self.request.stored.economy.attribute("labour");
                labour.map_or_else(String::new, |labour| format!("{} × days", labour.unit))
            }
            _ => self.request.stored.economy.about.unit.name(),
        }
    }

    /// What the plan does, what it could do at most, and what it hangs on, in sentences.
    #[must_use]
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let certificate = &self.certificate;
        let number = |value: f64| format!("{value:.0}");
        let share = |value: f64| format!("{:.1}", 100.0 * value / self.gains.before.abs());
        let cost = number(self.rules.cost(&certificate.best));
        let (before, after) = (number(self.gains.before), number(certificate.value));
        let (bound, unit) = (number(certificate.bound), self.unit());
        let (avoided, more) = (
            share(self.gains.before - certificate.value),
            share(certificate.value - certificate.bound),
        );
        let values = [
            ("cost", cost.as_str()),
            ("before", &before),
            ("after", &after),
            ("bound", &bound),
            ("unit", &unit),
            ("avoided", &avoided),
            ("more", &more),
        ];
        let mut sentences = vec![text(lang, "plan.avoids", &values)];
        let dearest = self.marginal.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((j, worth)) = dearest {
            let worth = number(*worth);
            let values =
                [("action", self.rules.names[*j].as_str()), ("worth", &worth), ("unit", &unit)];
            sentences.push(text(lang, "plan.hangs-on", &values));
        }
        sentences
    }

    /// The actions of the plan, one a row, what gains most for its money first.
    #[must_use]
    pub fn actions(&self) -> Table {
        let mut rows = self.marginal.clone();
        let rate = |(j, worth): &(usize, f64)| worth / self.rules.costs[*j].max(f64::MIN_POSITIVE);
        rows.sort_by(|a, b| rate(b).total_cmp(&rate(a)).then(a.0.cmp(&b.0)));
        let action = |j: usize| &self.request.actions.list[self.candidates[j]];
        let texts = |pick: &dyn Fn(usize) -> String| {
            Values::Text(rows.iter().map(|(j, _)| pick(*j)).collect())
        };
        let numbers = |pick: &dyn Fn(usize) -> f64| {
            Values::Number(rows.iter().map(|(j, _)| pick(*j)).collect())
        };
        let group = |j: usize| {
            let with = self.complements.iter().filter(|group| group.contains(&j));
            let others = with.flatten().filter(|other| **other != j);
            let mut others: Vec<&str> =
                others.map(|other| self.rules.names[*other].as_str()).collect();
            others.sort_unstable();
            others.dedup();
            others.join(";")
        };
        Table::new(vec![
            ("action", texts(&|j| action(j).entry.code.clone())),
            ("label_en", texts(&|j| action(j).entry.en.clone())),
            ("label_zh", texts(&|j| action(j).entry.zh.clone())),
            ("kind", texts(&|j| action(j).kind.name().to_owned())),
            ("cost", numbers(&|j| action(j).cost)),
            ("lead_time", numbers(&|j| action(j).lead_time)),
            ("loss_without", Values::Number(rows.iter().map(|(_, worth)| *worth).collect())),
            ("gain_alone", numbers(&|j| self.gains.alone[j])),
            ("gain_last", numbers(&|j| self.gains.last[j])),
            ("complements", texts(&group)),
            ("evidence", texts(&|j| action(j).evidence.clone())),
        ])
    }

    /// The best plan known within each of some budgets.
    #[must_use]
    pub fn frontier(&self) -> Table {
        let points = &self.frontier;
        let cost = |(_, portfolio, _): &(f64, Portfolio, f64)| self.rules.cost(portfolio);
        let ids = |(_, portfolio, _): &(f64, Portfolio, f64)| self.ids(portfolio);
        Table::new(vec![
            ("budget", Values::Number(points.iter().map(|point| point.0).collect())),
            ("cost", Values::Number(points.iter().map(cost).collect())),
            ("loss_after", Values::Number(points.iter().map(|point| point.2).collect())),
            ("actions", Values::Text(points.iter().map(ids).collect())),
        ])
    }

    /// Other plans nearly as good.
    #[must_use]
    pub fn alternatives(&self) -> Table {
        let cost = self.near.iter().map(|(portfolio, _)| self.rules.cost(portfolio));
        let ids = self.near.iter().map(|(portfolio, _)| self.ids(portfolio));
        Table::new(vec![
            ("cost", Values::Number(cost.collect())),
            ("loss_after", Values::Number(self.near.iter().map(|near| near.1).collect())),
            ("actions", Values::Text(ids.collect())),
        ])
    }

    /// What each candidate gains at both ends, and the groups it belongs to.
    #[must_use]
    pub fn candidates(&self) -> Table {
        let all = || 0..self.rules.len();
        let action = |j: usize| &self.request.actions.list[self.candidates[j]];
        let taken = |j: usize| i64::from(self.certificate.best.has(j));
        Table::new(vec![
            ("action", Values::Text(self.rules.names.clone())),
            ("kind", Values::Text(all().map(|j| action(j).kind.name().to_owned()).collect())),
            ("cost", Values::Number(self.rules.costs.clone())),
            ("taken", Values::Integer(all().map(taken).collect())),
            ("gain_alone", Values::Number(self.gains.alone.clone())),
            ("gain_last", Values::Number(self.gains.last.clone())),
        ])
    }

    /// What the plan spends on each kind of action.
    #[must_use]
    pub fn kinds(&self) -> Table {
        let members = self.certificate.best.members();
        let action = |j: &usize| &self.request.actions.list[self.candidates[*j]];
        let of = |kind: Kind| members.iter().filter(move |j| action(j).kind == kind);
        let used = Kind::ALL.iter().filter(|(_, kind)| of(*kind).next().is_some());
        let used: Vec<Kind> = used.map(|(_, kind)| *kind).collect();
        let cost = |kind: &Kind| of(*kind).map(|j| self.rules.costs[*j]).sum();
        Table::new(vec![
            ("kind", Values::Text(used.iter().map(|kind| kind.name().to_owned()).collect())),
            ("count", Values::Integer(used.iter().map(|k| of(*k).count() as i64).collect())),
            ("cost", Values::Number(used.iter().map(cost).collect())),
        ])
    }
}

fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { f64::NAN }
}

/// Mean loss avoided on fresh draws, of losses before and after, with its half width, if there are any.
pub(super) fn avoided(fresh: &[Vec<f64>; 2]) -> Option<(f64, f64)> {
    let [before, after] = fresh;
    let avoided: Vec<f64> = before.iter().zip(after).map(|(b, a)| b - a).collect();
    let count = avoided.len() as f64;
    let mean = avoided.iter().sum::<f64>() / count;
    let variance = avoided.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (count >= 2.0).then(|| (mean, INTERVAL * (variance / count).sqrt()))
}

/// (bound − clairvoyant bound) / value; missing without a clairvoyant bound, 0 where nothing is lost.
pub(super) fn coordination(certificate: &Certificate) -> f64 {
    let apart = certificate.clairvoyant.map(|foresight| certificate.bound - foresight);
    let share = |apart: f64| if apart > 0.0 { apart / certificate.value.abs() } else { 0.0 };
    apart.map_or(f64::NAN, share)
}

pub(super) fn aim_name(aim: Aim) -> &'static str {
    match aim {
        Aim::Expected => "expected",
        Aim::Tail { .. } => "tail",
        Aim::Worst => "worst",
    }
}

/// What a reader must know of a plan; `known` are gains and how often they were exceeded, where they
/// are known.
pub(super) fn notes(
    request: &Request<'_>,
    rules: &Candidates,
    certificate: &Certificate,
    known: Option<(&Gains, (usize, usize))>,
) -> Vec<Note> {
    let cheapest = rules.costs.iter().copied().fold(f64::INFINITY, f64::min);
    let mut notes = Vec::new();
    if cheapest > rules.budget {
        let note = Note::new("plan::nothing-affordable", rules.len());
        notes.push(note.with("cheapest", cheapest).with("budget", rules.budget));
    }
    let harm = certificate.harm;
    let rests = match known {
        Some((_, seen)) => Note::new("plan::bound-rests-on", seen.0).with("above", seen.1),
        None => Note::new("plan::stopped-before-gains", rules.len()),
    };
    notes.push(
        rests
            .with("pairs", harm.pairs)
            .with("worse", harm.worse)
            .with("slack", format!("{:.2}", 100.0 * harm.largest / certificate.value.abs())),
    );
    if certificate.clairvoyant.is_none() {
        notes.push(Note::new("plan::no-foresight", 1));
    }
    let idle: Vec<String> = known.map_or_else(Vec::new, |(gains, _)| {
        let useful = gains.useful();
        let idle = (0..rules.len()).filter(|j| !useful.contains(j));
        idle.map(|j| rules.names[j].clone()).collect()
    });
    if !idle.is_empty() {
        notes.push(Note::new("plan::changes-nothing", idle.len()).places(idle));
    }
    if rules.budget > 0.0 && request.fresh == 0 {
        notes.push(Note::new("plan::not-tried-on-fresh-draws", 1));
    }
    notes
}
