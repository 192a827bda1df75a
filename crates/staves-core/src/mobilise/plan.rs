//! A mobilisation solved: fair first, then as cheap as can be.

use super::again::Done;
use super::audit::audit;
use super::build::{Built, Limit, Site, Terms};
use super::facts::Facts;
use super::fair::Fairness;
use super::reasons::Reason;
use crate::error::{Error, Result};
use crate::program::{Answer, Ask, Bounds, Column, Optimiser, Status};

/// By how much less than it could be a share may be once it is held.
pub const HELD: f64 = 1e-9;

/// Relative gap at which whole numbers are good enough.
const GAP: f64 = 1e-4;

/// What is asked of a mobilisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The rule by which what is short is shared.
    pub fairness: Fairness,
    /// Whether conversions are whole numbers.
    pub whole: bool,
    /// For how many demands that are not met it is asked why.
    pub reasons: usize,
}

/// A good in a region, period by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Stocked {
    /// Where.
    pub region: usize,
    /// What.
    pub good: usize,
    /// At the end of each period, by age and period.
    pub amounts: Vec<Vec<f64>>,
}

/// A good on a route.
#[derive(Clone, Debug, PartialEq)]
pub struct Shipped {
    /// Which route.
    pub route: usize,
    /// What.
    pub good: usize,
    /// Its age when it leaves, in periods; 0 for what keeps.
    pub age: usize,
    /// By period of departure.
    pub amounts: Vec<f64>,
}

/// A plan. Lists have the order of the facts, inner lists that of the periods.
#[derive(Clone, Debug)]
pub struct Mobilised {
    /// Units made, before losses, by line.
    pub made: Vec<Vec<f64>>,
    /// Of these, units made with each alternative, by line, group and alternative; empty for groups
    /// of one.
    pub with: Vec<Vec<Vec<Vec<f64>>>>,
    /// Conversions started.
    pub converted: Vec<Vec<f64>>,
    /// Stocks.
    pub stock: Vec<Stocked>,
    /// Released from reserves; empty where there is none.
    pub released: Vec<Vec<f64>>,
    /// Imported.
    pub imported: Vec<Vec<f64>>,
    /// Shipped.
    pub shipped: Vec<Shipped>,
    /// Hours worked, by shift.
    pub worked: Vec<Vec<f64>>,
    /// Demand that is not met.
    pub unmet: Vec<Vec<f64>>,
    /// Share of each demand that is met; none where there is no demand.
    pub share: Vec<Option<f64>>,
    /// The least share; 1 without any demand.
    pub least: f64,
    /// Cost, shortages at their value.
    pub cost: f64,
    /// What no plan as fair can cost less than.
    pub bound: f64,
    /// Cost of the cheapest plan, fair or not.
    pub cheapest: f64,
    /// Programs solved to share fairly.
    pub rounds: usize,
    /// What a further unit of each limit that binds saves.
    pub worth: Vec<(Limit, f64)>,
    /// Why demands are not met.
    pub reasons: Vec<Reason>,
}

impl Mobilised {
    /// By how much a fair plan costs more than the cheapest one, as a share.
    #[must_use]
    pub fn price_of_fairness(&self) -> f64 {
        // Rounding must not make it a gain; two plans that cost nothing cost the same.
        let more = (self.cost - self.cheapest).max(0.0);
        if more == 0.0 { 0.0 } else { more / self.cheapest }
    }
}

/// Plans a mobilisation.
///
/// # Errors
/// `mobilise::audit` when the plan does not stand our own check; of the solver.
pub fn mobilise(facts: &Facts, asked: Asked) -> Result<Mobilised> {
    planned(facts, asked, None)
}

/// Plans again with new facts, keeping what was done.
///
/// # Errors
/// As [`mobilise`]; `mobilise::other-lists` when the new facts are about other things.
pub fn mobilise_again(facts: &Facts, asked: Asked, done: Done<'_>) -> Result<Mobilised> {
    planned(&done.past(facts)?, asked, Some(done))
}

fn planned(facts: &Facts, asked: Asked, done: Option<Done<'_>>) -> Result<Mobilised> {
    let Asked { fairness, whole, reasons } = asked;
    let session = |whole: bool| {
        let mut session = Session::new(facts, fairness, whole);
        done.into_iter().for_each(|done| session.keep(done));
        session
    };
    let mut now = session(whole);
    let cheapest = now.cheapest()?;
    let mut bound = None;
    if whole {
        now.fair(fairness.choosing())?;
        let chosen = now.cheapest()?;
        bound = Some(chosen.bound);
        now = session(false);
        now.convert_as(&chosen);
    }
    now.fair(fairness)?;
    let answer = now.cheapest()?;
    let bound = bound.unwrap_or(answer.bound);
    let mut plan = now.plan(&answer, cheapest.objective, bound);
    audit(facts, &plan, done.map_or(0, |done| done.from))?;
    plan.reasons = now.reasons(&plan, reasons)?;
    Ok(plan)
}

/// A program on its way through the stages.
pub struct Session<'f> {
    pub facts: &'f Facts,
    pub built: Built,
    pub optimiser: Optimiser,
    pub rounds: usize,
    /// What is minimised now.
    aim: Terms,
}

impl<'f> Session<'f> {
    pub fn new(facts: &'f Facts, fairness: Fairness, whole: bool) -> Self {
        let built = Built::new(facts, fairness, whole);
        let optimiser = Optimiser::new(built.program.clone());
        Self { facts, aim: built.cost.clone(), built, optimiser, rounds: 0 }
    }

    /// Holds the conversions of an answer to the same program with whole numbers.
    fn convert_as(&mut self, answer: &Answer) {
        for column in self.built.converted.iter().flatten() {
            self.optimiser.set_column(*column, Bounds::exactly(answer.value(*column)));
        }
        // What no longer moves is no limit.
        let moves = |limit: &Limit| {
            !matches!(limit, Limit::Crews(_) | Limit::Conversions(_) | Limit::Starts(..))
        };
        self.built.limits.retain(|(limit, _)| moves(limit));
    }

    /// Minimises a sum of columns.
    pub fn minimise(&mut self, aim: Terms) -> Result<Answer> {
        self.aim.iter().for_each(|(column, _)| self.optimiser.set_cost(*column, 0.0));
        aim.iter().for_each(|(column, cost)| self.optimiser.set_cost(*column, *cost));
        self.aim = aim;
        let answer = self.optimiser.solve(&Ask { gap: GAP, ..Ask::default() })?;
        match answer.status {
            Status::Optimal => Ok(answer),
            status => Err(Error::new("program::solver")
                .with("solver", self.optimiser.solver())
                .with("what", format!("{status:?}"))),
        }
    }

    /// The cheapest plan within what has been held so far.
    fn cheapest(&mut self) -> Result<Answer> {
        self.minimise(self.built.cost.clone())
    }

    /// Holds the share of a demand.
    pub fn hold(&mut self, share: Column, at: f64) {
        self.optimiser.set_column(share, Bounds::between((at - HELD).max(0.0), 1.0));
    }

    fn plan(&self, answer: &Answer, cheapest: f64, bound: f64) -> Mobilised {
        // A value may lie below 0 by as much as the solver tolerates.
        let over = |columns: &Vec<Column>| -> Vec<f64> {
            columns.iter().map(|column| answer.value(*column).max(0.0)).collect()
        };
        let list = |columns: &Vec<Vec<Column>>| columns.iter().map(over).collect::<Vec<_>>();
        let unmet = list(&self.built.unmet);
        let share = |(demand, unmet): (&super::Demand, &Vec<f64>)| {
            let total = demand.total();
            (total > 0.0).then(|| 1.0 - unmet.iter().sum::<f64>() / total)
        };
        let share: Vec<_> = self.facts.demands.iter().zip(&unmet).map(share).collect();
        let stock = |kept: &super::build::Kept| Stocked {
            region: kept.region,
            good: kept.good,
            amounts: list(&kept.stock),
        };
        let shipped = |sent: &super::build::Sent| Shipped {
            route: sent.route,
            good: sent.good,
            age: sent.age,
            amounts: over(&sent.columns),
        };
        let with = |groups: &Vec<Vec<Vec<Column>>>| groups.iter().map(list).collect();
        Mobilised {
            made: list(&self.built.made),
            with: self.built.with.iter().map(with).collect(),
            converted: list(&self.built.converted),
            stock: self.built.kept.iter().map(stock).collect(),
            released: list(&self.built.released),
            imported: list(&self.built.imported),
            shipped: self.built.sent.iter().map(shipped).collect(),
            worked: list(&self.built.worked),
            least: share.iter().flatten().copied().fold(1.0, f64::min),
            share,
            unmet,
            cost: answer.objective,
            bound,
            cheapest,
            rounds: self.rounds,
            worth: self.worth(answer),
            reasons: Vec::new(),
        }
    }

    /// What a further unit of each limit saves, where that is something.
    pub fn worth(&self, answer: &Answer) -> Vec<(Limit, f64)> {
        let (Some(duals), Some(left)) = (&answer.duals, &answer.reduced_costs) else {
            return Vec::new();
        };
        let worth = |(limit, site): &(Limit, Site)| {
            let price = match site {
                Site::Row(row) => duals[row.place()],
                Site::Column(column) => left[column.place()],
            };
            // Below 0: a further unit lowers the sum.
            (*limit, -price)
        };
        self.built.limits.iter().map(worth).filter(|(_, worth)| *worth > 1e-9).collect()
    }
}
