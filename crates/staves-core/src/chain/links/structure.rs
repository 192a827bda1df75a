//! The cheapest candidates with which final goods can be made at all, from a standstill or while
//! running.
//!
//! Whether a set of candidates reaches the goal is one closure, and more candidates never hurt. So
//! the program needs no ranks and no activities: it chooses candidates so that every *blocking set*
//! found so far is hit, and each choice that fails yields further ones (implicit hitting sets,
//! Karp 2010; Moreno-Centeno and Karp 2013). What is left out of a largest set that still fails is
//! a blocking set: one of its members is needed. The choice of the program bounds the cost from
//! below; any set that reaches the goal bounds it from above.

use super::super::{Chain, Mode, closure};
use super::{Candidate, Links, cost, with};
use crate::error::Result;
use crate::program::{Ask, Bounds, Column, Go, Optimiser, Program, Progress, Status};

/// A search for the cheapest candidates.
pub struct Structure<'c> {
    chain: &'c Chain,
    base: &'c [bool],
    candidates: &'c [Candidate],
    mode: Mode,
    goods: &'c [u32],
    optimiser: Optimiser,
    choices: Vec<Column>,
    /// Sets that are not wanted again.
    excluded: Vec<Vec<usize>>,
}

impl<'c> Structure<'c> {
    /// Goods that are to be made in a sense, with some candidates beside the activities there are.
    #[must_use]
    pub fn new(
        chain: &'c Chain,
        base: &'c [bool],
        candidates: &'c [Candidate],
        mode: Mode,
        goods: &'c [u32],
    ) -> Self {
        let mut program = Program::new();
        let choices = candidates.iter().map(|candidate| program.choice(candidate.cost)).collect();
        let (optimiser, excluded) = (Optimiser::new(program), Vec::new());
        Self { chain, base, candidates, mode, goods, optimiser, choices, excluded }
    }

    /// Goods of the goal that cannot be made even with all candidates.
    #[must_use]
    pub fn out_of_reach(&self) -> Vec<u32> {
        let all = with(self.chain, self.base, self.candidates, 0..self.candidates.len());
        let made = closure::made(self.chain, &all, self.mode);
        self.goods.iter().copied().filter(|good| !made[*good as usize]).collect()
    }

    fn reaches(&self, chosen: &[bool]) -> bool {
        let places = (0..chosen.len()).filter(|place| chosen[*place]);
        let available = with(self.chain, self.base, self.candidates, places);
        let made = closure::made(self.chain, &available, self.mode);
        self.goods.iter().all(|good| made[*good as usize])
    }

    /// Leaves out a set, and all that hold it, from now on.
    pub fn exclude(&mut self, chosen: &[usize]) {
        let terms: Vec<_> = chosen.iter().map(|place| (self.choices[*place], 1.0)).collect();
        self.optimiser.add_row(Bounds::at_most(chosen.len() as f64 - 1.0), &terms);
        self.excluded.push(chosen.to_vec());
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
        // All candidates less what is not needed of them, dearest first: a set to begin with.
        let all = vec![true; self.candidates.len()];
        let mut best = if self.reaches(&all) { self.usable(all) } else { None };
        let mut bound = 0.0_f64;
        loop {
            let mut stopped = false;
            let known = best.as_ref().map_or(f64::INFINITY, |best| best.cost);
            let answer = self.optimiser.solve_watched(&Ask::default(), &mut |inner| {
                let go = watch(&Progress { objective: known, bound, ..*inner });
                stopped |= go == Go::Stop;
                go
            })?;
            if !answer.found() {
                // With the cuts no set is left: what is known is the best, if there is any.
                return Ok(best);
            }
            bound = bound.max(answer.bound);
            let picked: Vec<bool> =
                self.choices.iter().map(|choice| answer.value(*choice) > 0.5).collect();
            if answer.status == Status::Optimal && self.reaches(&picked) {
                // The cheapest set that hits every blocking set reaches the goal: none is cheaper.
                let chosen = (0..picked.len()).filter(|place| picked[*place]).collect();
                let links = Links::new(self.candidates, chosen, f64::INFINITY);
                return Ok(Some(links));
            }
            if let Some(found) = self.block(picked)
                && best.as_ref().is_none_or(|best| found.cost < best.cost)
            {
                best = Some(found);
            }
            if let Some(found) = &mut best {
                found.bound = bound.clamp(0.0, found.cost);
            }
            let close = best.as_ref().is_some_and(|best| best.gap() <= gap);
            if stopped || close {
                return Ok(best);
            }
        }
    }

    /// Adds blocking sets that a choice misses, each disjoint from the ones before, until the choice
    /// with all their members reaches the goal; that set, made as small as it goes, is returned if it
    /// may be used.
    fn block(&mut self, mut picked: Vec<bool>) -> Option<Links> {
        while !self.reaches(&picked) {
            let mut largest = picked.clone();
            let mut rest: Vec<usize> = (0..picked.len()).filter(|place| !picked[*place]).collect();
            // Cheap ones are taken in first, so that what is left to choose from is dear: that is
            // what raises the bound.
            rest.sort_by(|a, b| self.candidates[*a].cost.total_cmp(&self.candidates[*b].cost));
            let blocking = self.grow(&mut largest, &rest);
            let terms: Vec<_> = blocking.iter().map(|place| (self.choices[*place], 1.0)).collect();
            self.optimiser.add_row(Bounds::at_least(1.0), &terms);
            if blocking.is_empty() {
                return None;
            }
            blocking.iter().for_each(|place| picked[*place] = true);
        }
        self.usable(picked)
    }

    /// A set that reaches the goal, made as small as it goes, if it may be used.
    fn usable(&self, set: Vec<bool>) -> Option<Links> {
        let chosen = self.reduced(set);
        let holds = |set: &Vec<usize>| set.iter().all(|place| chosen.contains(place));
        let usable = !self.excluded.iter().any(holds);
        usable.then(|| Links { cost: cost(self.candidates, &chosen), chosen, bound: 0.0 })
    }

    /// Adds to a set that fails as many of some candidates as it can take; the rest would each make
    /// it succeed. Halves are tried at a time: few closures, for blocking sets are small.
    fn grow(&self, set: &mut [bool], some: &[usize]) -> Vec<usize> {
        some.iter().for_each(|place| set[*place] = true);
        if !self.reaches(set) {
            return Vec::new();
        }
        some.iter().for_each(|place| set[*place] = false);
        if let [one] = some {
            return vec![*one];
        }
        let (first, second) = some.split_at(some.len() / 2);
        let mut left = self.grow(set, first);
        left.extend(self.grow(set, second));
        left
    }

    /// A set that reaches the goal with no member that could be left out, dearest first.
    fn reduced(&self, mut set: Vec<bool>) -> Vec<usize> {
        let mut order: Vec<usize> = (0..set.len()).filter(|place| set[*place]).collect();
        let dear = |a: &usize, b: &usize| {
            self.candidates[*b].cost.total_cmp(&self.candidates[*a].cost).then(a.cmp(b))
        };
        order.sort_by(dear);
        self.shrink(&mut set, &order);
        (0..set.len()).filter(|place| set[*place]).collect()
    }

    /// Takes out of a set that succeeds those of some members, in order, that it does not need.
    fn shrink(&self, set: &mut [bool], some: &[usize]) {
        some.iter().for_each(|place| set[*place] = false);
        if some.is_empty() || self.reaches(set) {
            return;
        }
        some.iter().for_each(|place| set[*place] = true);
        if some.len() > 1 {
            let (first, second) = some.split_at(some.len() / 2);
            self.shrink(set, first);
            self.shrink(set, second);
        }
    }
}
