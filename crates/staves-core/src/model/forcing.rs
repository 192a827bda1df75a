//! Shocks alone, without an economy that answers: what they leave of capacity and what they make of
//! final demand, day by day. For models that share the shocks and not the engine.

use super::lane::Lane;
use super::rationing::Fill;
use super::rules::Parameters;
use super::system::System;
use crate::error::Result;
use crate::shock::Shock;

/// The shocks of one draw. Rows are those of the economy.
#[derive(Debug)]
pub struct Forcing<'a> {
    system: &'a System,
    lane: Lane,
}

impl<'a> Forcing<'a> {
    /// The shocks before the first day.
    ///
    /// # Errors
    /// As [`Lane::new`].
    pub fn new(system: &'a System, parameters: Parameters, shocks: &[Shock]) -> Result<Self> {
        Ok(Self { system, lane: Lane::new(system, parameters, shocks)? })
    }

    /// Goes on to the step that starts on `day`; steps come in turn. What is asked for rebuilding
    /// is delivered at once, so that capital is rebuilt at its own pace.
    ///
    /// # Errors
    /// Of the shocks.
    pub fn step(&mut self, day: f64) -> Result<()> {
        self.lane.fill = Fill::new(self.system.len(), self.system.classes.count);
        self.lane.act(self.system, day)?;
        self.lane.settle(self.system, day);
        Ok(())
    }

    /// Share of a producer's capacity that shocks leave, of labour too.
    #[must_use]
    pub fn capacity_left(&self, row: usize) -> f64 {
        let row = self.system.position[row];
        let damage = &self.lane.damage;
        damage.capacity_left(row, damage.labour_left[row])
    }

    /// Final demand on a producer, money per day.
    #[must_use]
    pub fn final_demand(&self, row: usize) -> f64 {
        let classes = self.system.classes.count;
        let from = self.system.position[row] * classes;
        self.lane.final_demand[from..from + classes].iter().sum()
    }
}
