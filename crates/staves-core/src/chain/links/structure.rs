//! The cheapest candidates with which final goods can be made at all, from a standstill or while
//! running.
//!
//! Whether a set of candidates reaches the goal is one closure, and more candidates never hurt. So
//! the program needs no ranks and no activities: it chooses candidates so that every *blocking set*
//! found so far is hit, and each choice that fails yields further ones (implicit hitting sets,
//! Karp 2010; Moreno-Centeno and Karp 2013). What is left out of a largest set that still fails is
//! a blocking set: one of its members is needed. The choice of the program bounds the cost from
//! below; any set that reaches the goal bounds it from above.
//!
//! Most blocking sets come from the program without whole numbers, which is solved in no time: a
//! largest set that fails takes in first what the fractions choose, so that what it leaves out has
//! little of them.

use super::super::{Chain, Mode};
use super::growth::Growth;
use super::race::Race;
use super::{Candidate, Links, cost};
use crate::error::Result;
use crate::program::{Ask, Bounds, Column, Go, Optimiser, Program, Progress, Status};
use crate::random::stream;
use rand::RngExt;

/// Orders in which fractions are asked for blocking sets: how far each may put one from its place.
const SHUFFLES: [f64; 4] = [0.0, 0.3, 0.3, 0.3];
/// Rounds within which the bound of the program without whole numbers must rise by a thousandth for
/// a further one to be worth its time.
const PATIENCE: usize = 20;
/// Sets near the best one that are tried in a round.
const TRIES: usize = 10;

/// A search for the cheapest candidates.
pub struct Structure<'c> {
    candidates: &'c [Candidate],
    growth: Growth<'c>,
    whole: Optimiser,
    /// The same program without whole numbers.
    relaxed: Optimiser,
    choices: Vec<Column>,
    /// Candidates that a set worth finding may have.
    usable: Vec<bool>,
    /// Sets that are not wanted again.
    excluded: Vec<Vec<usize>>,
}

impl<'c> Structure<'c> {
    /// Goods that are to be made in a sense, with some candidates beside the activities there are.
    #[must_use]
    pub fn new(
        chain: &'c Chain,
        base: &[bool],
        candidates: &'c [Candidate],
        mode: Mode,
        goods: &'c [u32],
    ) -> Self {
        let mut program = Program::new();
        let choices = candidates.iter().map(|candidate| program.choice(candidate.cost)).collect();
        Self {
            candidates,
            growth: Growth::new(chain, base, candidates, mode, goods),
            relaxed: Optimiser::new(program.relaxed()),
            whole: Optimiser::new(program),
            usable: vec![true; candidates.len()],
            choices,
            excluded: Vec::new(),
        }
    }

    /// Leaves out a set, and all that hold it, from now on.
    pub fn exclude(&mut self, chosen: &[usize]) {
        self.row(Bounds::at_most(chosen.len() as f64 - 1.0), chosen);
        self.excluded.push(chosen.to_vec());
    }

    fn row(&mut self, bounds: Bounds, members: &[usize]) {
        let terms: Vec<_> = members.iter().map(|place| (self.choices[*place], 1.0)).collect();
        self.whole.add_row(bounds, &terms);
        self.relaxed.add_row(bounds, &terms);
    }

    /// The cheapest set to a gap, or the best one with its bound when `watch` stops the search. None
    /// when no set that may be used reaches the goal, or none was found in time.
    ///
    /// # Errors
    /// `program::*`.
    pub fn least(
        &mut self,
        gap: f64,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Option<Links>> {
        let mut race = Race::new(gap, watch);
        (0..self.choices.len()).for_each(|place| self.set_usable(place, true));
        // All candidates less what is not needed of them, dearest first: a set to begin with.
        let all: Vec<usize> = (0..self.choices.len()).collect();
        if !self.reaches(&all) {
            return Ok(None);
        }
        self.offer(self.candidates.iter().map(|candidate| candidate.cost).collect(), &mut race);
        loop {
            self.relax(&mut race)?;
            if race.over() {
                return Ok(race.end());
            }
            let start = race.best().map(|best| self.values(&best.chosen));
            let ask = Ask { gap: gap / 2.0, start: start.as_deref(), ..Ask::default() };
            let answer = self.whole.solve_watched(&ask, &mut |inner| race.watch(inner))?;
            if !answer.found() {
                // Stopped, or no set is left that may be used.
                return Ok(race.end());
            }
            // Solved to the end, the bound of the tree is the cost up to rounding.
            let exact = answer.gap() <= 1e-9;
            self.bounded(if exact { answer.objective } else { answer.bound }, &mut race);
            let picked: Vec<usize> =
                (0..self.choices.len()).filter(|place| answer.values[*place] > 0.5).collect();
            if answer.status == Status::Optimal && self.reaches(&picked) {
                // It hits every blocking set and reaches the goal.
                race.offer(cost(self.candidates, &picked), picked);
                return Ok(race.end());
            }
            self.require(answer.values, &vec![0.0; self.choices.len()]);
        }
    }

    fn set_usable(&mut self, place: usize, usable: bool) {
        if std::mem::replace(&mut self.usable[place], usable) != usable {
            let bounds = Bounds::between(0.0, f64::from(u8::from(usable)));
            self.whole.set_column(self.choices[place], bounds);
            self.relaxed.set_column(self.choices[place], bounds);
        }
    }

    fn values(&self, chosen: &[usize]) -> Vec<f64> {
        let mut values = vec![0.0; self.choices.len()];
        chosen.iter().for_each(|place| values[self.choices[*place].place()] = 1.0);
        values
    }

    fn reaches(&mut self, chosen: &[usize]) -> bool {
        let mark = self.growth.mark();
        self.growth.add(chosen);
        let reached = self.growth.reached();
        self.growth.back_to(mark);
        reached
    }

    /// Solves the program without whole numbers and adds blocking sets that its fractions do not
    /// hit, as long as that raises the bound.
    fn relax(&mut self, race: &mut Race<'_>) -> Result<()> {
        let mut random = stream(0, self.excluded.len() as u64, "missing links");
        let mut bounds = Vec::new();
        while !race.over() {
            let answer = self.relaxed.solve(&Ask::default())?;
            if !answer.found() {
                return Ok(());
            }
            self.bounded(answer.bound, race);
            bounds.push(answer.bound);
            let mut shuffled = |by: f64| -> Vec<f64> {
                self.choices.iter().map(|_| by * random.random::<f64>()).collect()
            };
            let orders: Vec<_> = SHUFFLES.iter().map(|by| shuffled(*by)).collect();
            let added: usize =
                orders.iter().map(|order| self.require(answer.values.clone(), order)).sum();
            self.improve(&answer.values, &mut random, race);
            let costs = answer.reduced_costs.as_deref();
            let fixed = costs.map_or(0, |costs| self.leave_out(answer.bound, costs, race));
            let before = bounds.len().checked_sub(PATIENCE).map(|place| bounds[place]);
            if added == 0 && fixed == 0
                || before.is_some_and(|before| answer.bound < before * 1.001)
            {
                return Ok(());
            }
        }
        Ok(())
    }

    /// A bound of the programs. Sets with candidates that are left out may cost less than it, but not
    /// less than what made them be left out.
    fn bounded(&self, bound: f64, race: &mut Race<'_>) {
        let all = self.usable.iter().all(|usable| *usable);
        race.at_least(if all { bound } else { bound.min(race.cutoff()) });
    }

    /// Candidates with which no set can be cheap enough to be worth finding are left out from now on;
    /// how many (reduced-cost fixing, Dantzig, Fulkerson and Johnson 1954).
    fn leave_out(&mut self, bound: f64, reduced_costs: &[f64], race: &Race<'_>) -> usize {
        let Some(best) = race.best() else { return 0 };
        let dear: Vec<usize> = (0..self.choices.len())
            .filter(|place| self.usable[*place] && bound + reduced_costs[*place] >= race.cutoff())
            .filter(|place| best.chosen.binary_search(place).is_err())
            .collect();
        dear.iter().for_each(|place| self.set_usable(*place, false));
        dear.len()
    }

    /// Looks for a cheaper set near the best one: most of it is kept, and the rest is drawn.
    fn improve(&mut self, fractions: &[f64], random: &mut impl RngExt, race: &mut Race<'_>) {
        for _ in 0..TRIES {
            let Some(best) = race.best() else { return };
            let mut kept = vec![false; fractions.len()];
            best.chosen.iter().for_each(|place| kept[*place] = true);
            let (loss, trust) = (0.05 + 0.4 * random.random::<f64>(), random.random::<f64>());
            let keys = (0..kept.len()).map(|place| {
                let cost = self.candidates[place].cost;
                if kept[place] && random.random::<f64>() > loss {
                    -1.0 / (1.0 + cost)
                } else {
                    cost * (0.5 + random.random::<f64>()) * (1.0 - trust * fractions[place])
                }
            });
            let keys = keys.collect();
            self.offer(keys, race);
            if race.over() {
                return;
            }
        }
    }

    /// Adds blocking sets that some fractions do not hit, each disjoint from the ones before; how
    /// many.
    fn require(&mut self, mut fractions: Vec<f64>, shuffle: &[f64]) -> usize {
        let mut added = 0;
        loop {
            // What is not used is taken in last: it may stay in the blocking set.
            let key = |place: &usize| {
                if self.usable[*place] { fractions[*place] + shuffle[*place] } else { -1.0 }
            };
            let mut order: Vec<usize> = (0..fractions.len()).collect();
            // Of what the fractions do not choose the cheap ones are taken in first, so that what is
            // left to choose from is dear: that is what raises the bound.
            order.sort_by(|a, b| {
                let cheap = self.candidates[*a].cost.total_cmp(&self.candidates[*b].cost);
                key(b).total_cmp(&key(a)).then(cheap)
            });
            let mark = self.growth.mark();
            let blocking = self.growth.block(&order);
            self.growth.back_to(mark);
            let hit: f64 = blocking.iter().map(|place| fractions[*place]).sum();
            if blocking.is_empty() || hit > 1.0 - 1e-6 {
                return added;
            }
            self.row(Bounds::at_least(1.0), &blocking);
            blocking.iter().for_each(|place| fractions[*place] = 1.0);
            added += 1;
        }
    }

    /// Offers the set that is left of all candidates when those that are not needed are taken out,
    /// those with the highest keys first.
    fn offer(&mut self, keys: Vec<f64>, race: &mut Race<'_>) {
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|a, b| keys[*a].total_cmp(&keys[*b]).then(a.cmp(b)));
        let mut chosen = self.growth.least(&order);
        chosen.sort_unstable();
        let held = |set: &Vec<usize>| set.iter().all(|place| chosen.binary_search(place).is_ok());
        if !self.excluded.iter().any(held) {
            race.offer(cost(self.candidates, &chosen), chosen);
        }
    }
}
