//! Damage as BoARIO 0.7.2 keeps it: a state per event, a lag of one step for capacity losses,
//! rounded cells. Only for `compat = "boario-0.7.2"` (docs/src/models/dynamic.md, "Compatible
//! mode"); the corrected edition is in [`super::damage`].

use super::damage::{Cell, Damage, check_capital, rebuild_cells};
use super::stocks::Policy;
use super::system::System;
use crate::error::{Error, Result};
use crate::shock::{Effect, Shock};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Pending,
    Happening,
    Recovering,
    Finished,
}

#[derive(Debug)]
struct Event {
    shock: Shock,
    state: State,
    /// Damage now by target: money of capital, or share of capacity.
    damage: Vec<f64>,
    initial: Vec<f64>,
    /// What is left to rebuild.
    cells: Vec<Cell>,
    /// Rebuilding demand of this step by cell, money.
    asked: Vec<f64>,
}

/// All damaging events of one lane.
#[derive(Debug)]
pub(super) struct Events {
    events: Vec<Event>,
    /// Share of capacity lost to capacity events in the step before: they act one step late.
    lagged: Vec<f64>,
    decimals: i32,
}

/// Shares of capacity are rounded to six decimals.
const CAPACITY_DECIMALS: i32 = 6;

impl Events {
    pub(super) fn new(system: &System, shocks: &[Shock]) -> Result<Self> {
        let mut events = Vec::new();
        for shock in shocks {
            let (initial, cells) = match &shock.effect {
                Effect::Capacity { rows, size } => (vec![*size; rows.len()], Vec::new()),
                Effect::Capital { lost, rebuild } => {
                    check_capital(system, shock, lost)?;
                    let cells = match rebuild {
                        Some(rebuild) => rebuild_cells(system, rebuild, lost)?,
                        None => Vec::new(),
                    };
                    (lost.iter().map(|(_, money)| *money).collect(), cells)
                }
                _ => continue,
            };
            let (damage, asked) = (initial.clone(), vec![0.0; cells.len()]);
            let (shock, state) = (shock.clone(), State::Pending);
            events.push(Event { shock, state, damage, initial, cells, asked });
        }
        let scale = system.economy.about.unit.scale;
        let decimals = scale.log10().trunc() as i32 + 1;
        Ok(Self { events, lagged: vec![0.0; system.len()], decimals })
    }

    pub(super) fn begin(
        &mut self,
        system: &System,
        day: f64,
        step: f64,
        damage: &mut Damage,
    ) -> Result<()> {
        damage.clear();
        let mut capacity = vec![0.0_f64; system.len()];
        for event in &mut self.events {
            event.move_on(day, step);
            if event.state == State::Pending || event.state == State::Finished {
                continue;
            }
            match &event.shock.effect {
                Effect::Capital { lost, .. } => {
                    for ((row, _), now) in lost.iter().zip(&event.damage) {
                        damage.capital_lost[system.position[*row]] += now;
                    }
                }
                Effect::Capacity { rows, .. } => {
                    for (row, now) in rows.iter().zip(&event.damage) {
                        let worst = &mut capacity[system.position[*row]];
                        *worst = worst.max(*now);
                    }
                }
                _ => {}
            }
            event.ask(step, &mut damage.rebuild);
        }
        for row in 0..system.len() {
            let (lost, capital) = (damage.capital_lost[row], system.capital[row]);
            if lost > capital {
                return Err(Error::new("shock::above-capital")
                    .with("producer", system.economy.name(system.original[row])));
            }
            let share = if capital == 0.0 { 0.0 } else { lost / capital };
            damage.other_left[row] = 1.0 - share.max(self.lagged[row]);
        }
        self.lagged = capacity;
        Ok(())
    }

    /// Books what was delivered for rebuilding: `fill` is the share of it. `share(row, asked)` is what a supplier delivers of
    /// an amount asked for, in BoARIO's order of operations: its rounding can fall either way.
    pub(super) fn settle(
        &mut self,
        fill: &[f64],
        share: impl Fn(usize, f64) -> f64,
        day: f64,
        damage: &mut Damage,
    ) {
        for (row, after) in damage.rebuild_after.iter_mut().enumerate() {
            *after = damage.rebuild[row] * (1.0 - fill[row]);
        }
        let decimals = self.decimals;
        for event in self.events.iter_mut().filter(|event| event.state == State::Recovering) {
            event.settle(&share, day, decimals);
            if event.damage.iter().all(|damage| *damage == 0.0) && event.cells_done() {
                event.state = State::Finished;
            }
        }
    }
}

impl Event {
    fn move_on(&mut self, day: f64, step: f64) {
        let profile = &self.shock.profile;
        if self.state == State::Pending && day - step <= profile.starts && profile.starts <= day {
            self.state = State::Happening;
        }
        if self.state == State::Happening && day >= profile.ends() {
            self.state = State::Recovering;
        }
    }

    fn ask(&mut self, step: f64, demand: &mut [f64]) {
        let Effect::Capital { rebuild: Some(rebuild), .. } = &self.shock.effect else { return };
        if self.state != State::Recovering {
            return;
        }
        for (cell, asked) in self.cells.iter().zip(&mut self.asked) {
            *asked = cell.money * (step / rebuild.days);
            demand[cell.row] += *asked / step;
        }
    }

    fn settle(&mut self, share: impl Fn(usize, f64) -> f64, day: f64, decimals: i32) {
        match &self.shock.effect {
            Effect::Capital { rebuild: Some(rebuild), .. } => {
                self.damage.fill(0.0);
                for (cell, asked) in self.cells.iter_mut().zip(&self.asked) {
                    let left = cell.money - share(cell.row, *asked);
                    cell.money = rounded(left, decimals).max(0.0);
                    if let Some(damage) = self.damage.get_mut(cell.target) {
                        *damage += cell.money / rebuild.factor;
                    }
                }
            }
            effect => {
                let decimals = match effect {
                    Effect::Capacity { .. } => CAPACITY_DECIMALS,
                    _ => decimals,
                };
                let left = self.shock.profile.recovery.left(day - self.shock.profile.ends());
                for (damage, initial) in self.damage.iter_mut().zip(&self.initial) {
                    *damage = rounded(initial * left, decimals);
                }
            }
        }
    }

    fn cells_done(&self) -> bool {
        self.cells.iter().all(|cell| cell.money == 0.0)
    }
}

/// Half to even, as numpy rounds.
fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10.0_f64.powi(decimals);
    (value * scale).round_ties_even() / scale
}

/// The cells of one product in one lane, by buyer.
pub(super) struct Row<'a> {
    /// Baseline use, money per day.
    pub use0: &'a [f64],
    /// 1 / use0 where the input can bind, else 0.
    pub binds: &'a [f64],
    /// Output of the buyer relative to baseline.
    pub activity: &'a [f64],
    /// Output the buyer would like, relative to baseline.
    pub wanted: &'a [f64],
    /// Σ Z0·weight·fill of its suppliers: deliveries per unit of order factor.
    pub delivered: &'a [f64],
    /// Σ Z0·weight of its suppliers under the coming weights.
    pub weights: &'a [f64],
    /// Stock, money.
    pub stock: &'a mut [f64],
    /// Order factor: in, of the orders just met; out, of the next.
    pub factor: &'a mut [f64],
    /// Output relative to baseline that the scarcest input allows; lowered here.
    pub limit: &'a mut [f64],
}

/// BoARIO's test of equality over a whole matrix: 1e-8 + 1e-5·|b|.
fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-8 + 1e-5 * b.abs()
}

impl Row<'_> {
    fn used(&self, f: usize) -> f64 {
        self.use0[f] * self.activity[f]
    }

    fn received(&self, f: usize) -> f64 {
        self.delivered[f] * self.factor[f]
    }

    /// Whether arrivals and use are so close everywhere that BoARIO leaves stocks alone; and
    /// what arrived, money per day.
    pub(super) fn stocks_stay(&self, buyers: usize, step: f64) -> (bool, f64) {
        let stay = (0..buyers).all(|f| close(step * self.received(f), step * self.used(f)));
        (stay, (0..buyers).map(|f| self.received(f)).sum())
    }

    /// Moves stocks. False when one falls below zero, where BoARIO stops.
    pub(super) fn move_stocks(&mut self, buyers: usize, step: f64) -> bool {
        let mut sound = true;
        for f in 0..buyers {
            self.stock[f] += step * (self.received(f) - self.used(f));
            sound &= self.stock[f] >= 0.0;
        }
        sound
    }

    /// Lowers the limits and says whether stocks are so close to their goals everywhere that
    /// BoARIO orders no refill.
    pub(super) fn goals_met(&mut self, buyers: usize, policy: &Policy) -> bool {
        let mut met = true;
        for f in 0..buyers {
            let goal = self.use0[f] * self.wanted[f] * policy.days;
            met &= close(self.stock[f], goal);
            if self.binds[f] > 0.0 && policy.days.is_finite() {
                let allowed = self.stock[f] * self.binds[f] * policy.limit_factor();
                self.limit[f] = f64::min(self.limit[f], allowed);
            }
        }
        met
    }

    /// Sets the next order factors; no refill when all goals are met.
    pub(super) fn reorder(&mut self, buyers: usize, policy: &Policy, goals_met: bool) {
        for f in 0..buyers {
            let goal = self.use0[f] * self.wanted[f] * policy.days;
            let short = goal - self.stock[f];
            let refill = if goals_met || !short.is_finite() { 0.0 } else { short.max(0.0) };
            let gap = refill / policy.restoration + self.used(f);
            self.factor[f] = if self.weights[f] > 0.0 { gap / self.weights[f] } else { 0.0 };
        }
    }
}
