//! Damage as BoARIO 0.7.2 keeps it: a state per event, a lag of one step for capacity losses,
//! rounded cells. Only for `compat = "boario-0.7.2"` (docs/src/models/dynamic.md, "Compatible
//! mode"); the corrected edition is in [`super::damage`].

use super::damage::{Cell, Damage, check_capital, rebuild_cells};
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

    /// Books what was delivered for rebuilding: `fill` is the share of it. `share(row, asked)` is
    /// what a supplier delivers of an amount asked for, in BoARIO's order of operations: its
    /// rounding can fall either way.
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
