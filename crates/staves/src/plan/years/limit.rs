//! A limit on the tail loss of every year: the plan is stress-tested, what would lower the loss is
//! tried, and the plan is made again, until the limit holds or nothing more is gained
//! (docs/src/models/years.md, "Limit on the tail loss").

use super::economy::economy_of;
use super::roadmap::Roadmap;
use super::stress::{Test, Tested};
use rayon::prelude::*;
use staves_core::action::{SPARE_CAPACITY, attribute_of};
use staves_core::plan::years::{Credit, Cut, Developed, Lever, develop};
use staves_core::{Economy, EconomyParts, Lang, Result, locale};

/// What a limit on the tail loss came to.
#[derive(Clone, Debug)]
pub struct Limited {
    /// Largest tail loss of a year, as a share of its output.
    pub limit: f64,
    /// The goal without the limit.
    pub goal_before: f64,
    /// By how much targets are missed without it.
    pub missed_before: f64,
    /// The stress test of each year without it, from the base year on.
    pub before: Vec<Tested>,
}

/// How far spare capacity is tried, as a share of output; projects are tried whole.
const STEP: f64 = 0.1;
/// The limit is aimed at a little from within, so that rounds come to an end.
const AIM: f64 = 0.999;
/// Most rounds; each moves every lever by no more than a step.
const ROUNDS: usize = 20;
/// Levers that avoid less than this part of what all avoid together are left out.
const LITTLE: f64 = 1e-3;
/// A round that brings the plan nearer by less than this part of what is missing is the last.
const ENOUGH: f64 = 0.01;
/// Levers that are tried together first.
const TOGETHER: usize = 8;

impl Roadmap<'_> {
    /// Keeps the tail loss of every year within a share of its output. The plan that holds, or the
    /// one that came nearest, is tested last: nothing is claimed that was not.
    ///
    /// # Errors
    /// Of the solver, the scenario and the engine.
    pub fn limit(&mut self, test: &Test<'_>, limit: f64) -> Result<()> {
        self.stress(test)?;
        let (goal_before, missed_before) = (self.found.goal, self.missed_share());
        let before = self.tested.clone();
        let mut best = self.state();
        for _ in 0..ROUNDS {
            if over(&self.tested, limit) <= 0.0 || !self.cut(test, limit)? {
                break;
            }
            self.found = develop(&self.structure.plan)?;
            self.stress(test)?;
            if over(&self.tested, limit) >= over(&best.1, limit) * (1.0 - ENOUGH) {
                break;
            }
            best = self.state();
        }
        (self.found, self.tested, self.structure.plan.cuts) = best;
        self.limited = Some(Limited { limit, goal_before, missed_before, before });
        Ok(())
    }

    /// By how much all targets are missed together, each as a share of what was wanted.
    fn missed_share(&self) -> f64 {
        let plan = &self.structure.plan;
        let all: Vec<usize> = (0..plan.targets.len()).collect();
        plan.missed(&all, &self.found.missed)
    }

    /// The plan, its stress test and the cuts it was made with.
    fn state(&self) -> (Developed, Vec<Tested>, Vec<Cut>) {
        (self.found.clone(), self.tested.clone(), self.structure.plan.cuts.clone())
    }

    /// Cuts off the plan in each year that is over the limit; false when nothing helps in any.
    fn cut(&mut self, test: &Test<'_>, limit: f64) -> Result<bool> {
        let mut any = false;
        for year in 1..self.tested.len() {
            let tested = self.tested[year];
            if tested.tail_share() <= limit {
                continue;
            }
            let credits = self.credits(test, year)?;
            any |= !credits.is_empty();
            let least = tested.tail - AIM * limit * tested.output;
            if !credits.is_empty() {
                let cuts = &mut self.structure.plan.cuts;
                cuts.retain(|cut| cut.year != year);
                cuts.push(Cut { year, credits, least });
            }
        }
        Ok(any)
    }

    /// What levers are worth in a year: the loss that all avoid together, shared out in proportion
    /// to what each avoids as the first and as the last of them. Where levers help only together
    /// the one is nothing, where each is enough the other.
    fn credits(&self, test: &Test<'_>, year: usize) -> Result<Vec<Credit>> {
        let plan = &self.structure.plan;
        let spare = (0..plan.goods()).map(Lever::Spare);
        let projects = (0..plan.projects.len()).map(Lever::Project);
        // What stands at its end, or in nothing that is made, cannot be moved.
        let all: Vec<Lever> =
            spare.chain(projects).filter(|lever| self.stands(year, *lever).1 > 1e-6).collect();
        let tail = |levers: &[Lever]| Ok(test.of(&self.pushed(year, levers)?)?.tail);
        let (none, every) = (self.tested[year].tail, tail(&all)?);
        let together = none - every;
        if together <= LITTLE * none {
            return Ok(Vec::new());
        }
        let avoids = |some: &[Lever]| -> Result<f64> {
            let others: Vec<Lever> = all.iter().filter(|l| !some.contains(l)).copied().collect();
            Ok((none - tail(some)?).max(0.0) + (tail(&others)? - every).max(0.0))
        };
        let matter = |groups: Vec<&[Lever]>| -> Result<Vec<(Lever, f64)>> {
            let avoided = groups.par_iter().map(|some| avoids(some)).collect::<Result<Vec<_>>>()?;
            let both = groups.into_iter().zip(avoided);
            let both = both.filter(|(_, avoided)| *avoided > LITTLE * together);
            Ok(both.flat_map(|(some, avoided)| some.iter().map(move |l| (*l, avoided))).collect())
        };
        let some: Vec<Lever> =
            matter(all.chunks(TOGETHER).collect())?.into_iter().map(|(lever, _)| lever).collect();
        let single = matter(some.chunks(1).collect())?;
        let sum: f64 = single.iter().map(|(_, avoided)| avoided).sum();
        let credit = |(lever, avoided): (Lever, f64)| {
            let (from, most) = self.stands(year, lever);
            Credit { lever, from, most, worth: together * avoided / sum / most }
        };
        Ok(single.into_iter().map(credit).collect())
    }

    /// Where a lever stands in a year, and how far it is tried.
    fn stands(&self, year: usize, lever: Lever) -> (f64, f64) {
        match lever {
            Lever::Spare(good) => {
                let output = self.found.output[year][good];
                (self.found.capacity[year][good] - output, STEP * output)
            }
            Lever::Project(project) => {
                let done = self.done(year)[project];
                (done, 1.0 - done)
            }
        }
    }

    /// The economy of a year with levers moved as far as they are tried.
    fn pushed(&self, year: usize, levers: &[Lever]) -> Result<Economy> {
        let (base, mut done) = (&self.structure.base, self.done(year));
        for (project, done) in done.iter_mut().enumerate() {
            if levers.contains(&Lever::Project(project)) {
                *done = 1.0;
            }
        }
        let economy = economy_of(self.economy, &self.structure, &self.found, year, &done)?;
        let mut parts = EconomyParts::clone(&economy);
        let spare = attribute_of(&mut parts, SPARE_CAPACITY, 0.0);
        for (row, value) in spare.values.iter_mut().enumerate() {
            let good = base.good(&economy, row).filter(|_| base.at_home(&economy, row));
            if good.is_some_and(|good| levers.contains(&Lever::Spare(good))) {
                *value += STEP;
            }
        }
        Economy::new(parts)
    }
}

impl Roadmap<'_> {
    /// Whether the limit holds, what it costs, or how far it is missed, in sentences; none without
    /// a limit.
    pub(super) fn limit_says(&self, lang: Lang) -> Vec<String> {
        let Some(limited) = &self.limited else { return Vec::new() };
        let mut says = vec![limited.sentence(self.found.goal, &self.tested, lang)];
        let (before, after) = (limited.missed_before, self.missed_share());
        if after > before + 1e-6 {
            let percent = |share: f64| format!("{:.3}", 100.0 * share);
            let values = [("before", &*percent(before)), ("after", &*percent(after))];
            says.push(locale::text(lang, "plan.tail-limit.targets", &values));
        }
        says
    }
}

impl Limited {
    /// What the limit costs, in % of the goal without it.
    pub(super) fn goal_lost(&self, goal: f64) -> f64 {
        100.0 * (self.goal_before - goal) / self.goal_before.abs().max(f64::MIN_POSITIVE)
    }

    fn sentence(&self, goal: f64, tested: &[Tested], lang: Lang) -> String {
        // A share that is told must hold: it is rounded up.
        let percent = |share: f64| format!("{:.3}", (1e5 * share).ceil() / 1e3);
        let worst = |years: &[Tested]| {
            let shares = years.iter().map(Tested::tail_share).enumerate().skip(1);
            shares.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
        };
        let (year, reached) = worst(tested);
        let key = if over(tested, self.limit) > 0.0 { "missed" } else { "holds" };
        locale::text(
            lang,
            &format!("plan.tail-limit.{key}"),
            &[
                ("limit", &format!("{}", 100.0 * self.limit)),
                ("reached", &percent(reached)),
                ("year", &year.to_string()),
                ("before", &percent(worst(&self.before).1)),
                ("lost", &format!("{:.3}", self.goal_lost(goal))),
            ],
        )
    }
}

/// By how much shares of output are over a limit, over all years.
fn over(tested: &[Tested], limit: f64) -> f64 {
    tested.iter().skip(1).map(|year| (year.tail_share() - limit).max(0.0)).sum()
}
