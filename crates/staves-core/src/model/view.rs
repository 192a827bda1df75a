//! What can be seen of a lane while it is run.

use super::batch::Group;
use super::lane::Lane;
use super::system::System;

/// What held the output of a producer down, or would have: the smallest of demand, its own
/// capacity and what its inputs allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bottleneck {
    /// Nobody asked for more.
    Demand,
    /// Its own capacity, of which destroyed capital took the larger part.
    Capital,
    /// Its own capacity otherwise.
    Capacity,
    /// The stock of a product, by its sector id.
    Input(usize),
}

/// What can be seen of one lane in one step: after rationing, before stocks move.
pub struct View<'a> {
    pub(super) system: &'a System,
    pub(super) lane: &'a Lane,
    pub(super) groups: &'a [Group],
    pub(super) lanes: usize,
    /// Which lane of the batch this is.
    pub index: usize,
    /// Number of the step, from 0.
    pub step: usize,
}

impl View<'_> {
    /// The system, for names and baselines.
    #[must_use]
    pub fn system(&self) -> &System {
        self.system
    }

    fn by_producer<'v>(&'v self, values: &'v [f64]) -> impl Fn(usize) -> f64 + 'v {
        |row| values[self.system.position[row]]
    }

    /// Output of a producer, money per day. Rows are those of the economy, here and below.
    #[must_use]
    pub fn production(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.output)(row)
    }

    /// Output of producers in the engine's own order, for sums.
    #[must_use]
    pub fn production_in_engine_order(&self) -> &[f64] {
        &self.lane.output
    }

    /// What a producer could make at most, money per day.
    #[must_use]
    pub fn production_capacity(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.capacity)(row)
    }

    /// Overproduction factor.
    #[must_use]
    pub fn overproduction(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.overproduction)(row)
    }

    /// Orders of other producers, money per day.
    #[must_use]
    pub fn intermediate_demand(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.orders)(row)
    }

    /// Final demand on a producer, money per day.
    #[must_use]
    pub fn final_demand(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.final_demand)(row)
    }

    /// What a producer delivers to other producers, money per day.
    #[must_use]
    pub fn intermediate_delivered(&self, row: usize) -> f64 {
        let row = self.system.position[row];
        self.lane.orders[row] * self.lane.fill[row].orders
    }

    /// What a producer delivers to final demand, money per day.
    #[must_use]
    pub fn final_delivered(&self, row: usize) -> f64 {
        let row = self.system.position[row];
        self.lane.final_demand[row] * self.lane.fill[row].final_demand
    }

    /// Demand for rebuilding on a producer, money per day.
    #[must_use]
    pub fn rebuild_demand(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.damage.rebuild)(row)
    }

    /// What a producer delivers for rebuilding, money per day.
    #[must_use]
    pub fn rebuild_production(&self, row: usize) -> f64 {
        let row = self.system.position[row];
        self.lane.damage.rebuild[row] * self.lane.fill[row].rebuild
    }

    /// Productive capital out of use, money.
    #[must_use]
    pub fn capital_to_recover(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.damage.capital_lost)(row)
    }

    /// Value added at the baseline's share of output, money per day.
    #[must_use]
    pub fn value_added(&self, row: usize) -> f64 {
        let row = self.system.position[row];
        self.lane.output[row] * self.system.value_added_share[row]
    }

    /// Whether any final demand goes unmet in this step.
    #[must_use]
    pub fn anything_unmet(&self) -> bool {
        self.lane.fill.iter().any(|fill| fill.final_demand != 1.0)
    }

    /// Share of the economy's baseline output that damage disables directly.
    #[must_use]
    pub fn disabled_share(&self) -> f64 {
        let output0 = &self.system.output0;
        let left = &self.lane.damage.capacity_left;
        let disabled: f64 = left.iter().zip(output0).map(|(left, x)| (1.0 - left) * x).sum();
        disabled / output0.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }

    /// What bound a producer in this step. Exactly one thing does: of several that allow the same
    /// output demand comes first, then capacity, then the input with the smallest sector id.
    #[must_use]
    pub fn bottleneck(&self, row: usize) -> Bottleneck {
        let (system, lane, row) = (self.system, self.lane, self.system.position[row]);
        let output = lane.output[row];
        let rebuild = lane.damage.rebuild[row];
        if output >= (lane.orders[row] + lane.final_demand[row] + rebuild).max(0.0) {
            return Bottleneck::Demand;
        }
        if output >= lane.capacity[row] {
            let capital = match system.capital[row] {
                capital if capital > 0.0 => lane.damage.capital_lost[row] / capital,
                _ => 0.0,
            };
            let left = lane.damage.capacity_left[row];
            let other = if capital < 1.0 { 1.0 - left / (1.0 - capital) } else { 0.0 };
            return if capital > other { Bottleneck::Capital } else { Bottleneck::Capacity };
        }
        self.scarcest_input(row).map_or(Bottleneck::Capacity, Bottleneck::Input)
    }

    /// The input that allows least, of an engine row: only looked for where an input binds.
    fn scarcest_input(&self, row: usize) -> Option<usize> {
        let (system, lane) = (self.system, self.lane);
        let mut scarcest: Option<(f64, usize)> = None;
        for group in self.groups {
            for block in group.blocks.clone() {
                let (policy, binds) =
                    (lane.policies[block], system.binds[block * system.width + row]);
                if binds <= 0.0 || !policy.days.is_finite() {
                    continue;
                }
                let cell = ((block - group.blocks.start) * self.lanes + self.index) * system.width;
                let allowed = group.stock[cell + row] * binds * policy.limit_factor();
                if scarcest.is_none_or(|(least, _)| allowed < least) {
                    scarcest = Some((allowed, system.blocks[block].sector));
                }
            }
        }
        scarcest.map(|(_, sector)| sector)
    }

    /// Adds final demand not met to `out[region × sectors + sector]`: the consuming region and
    /// the product; money per day.
    pub fn add_unmet(&self, out: &mut [f64]) {
        let system = self.system;
        let (regions, sectors) = (system.economy.regions.len(), system.economy.sectors.len());
        let short = |row: usize| 1.0 - self.lane.fill[row].final_demand;
        let sector = |row: usize| system.blocks[system.block_of[row]].sector;
        for row in (0..system.len()).filter(|&row| short(row) != 0.0) {
            let demand = &system.final_by_region[row * regions..(row + 1) * regions];
            for (region, demand) in demand.iter().enumerate() {
                out[region * sectors + sector(row)] += demand * short(row);
            }
        }
        for (row, region, change) in self.lane.demand_changes() {
            out[region * sectors + sector(*row)] += change * short(*row);
        }
    }

    /// Stock of a product (sector id) at a buyer at the start of the step, money; `None` when it
    /// is never binding (infinite) or nobody makes the product.
    #[must_use]
    pub fn stock(&self, sector: usize, buyer: usize) -> Option<f64> {
        let system = self.system;
        let block = system.blocks.iter().position(|block| block.sector == sector)?;
        let group = self.groups.iter().find(|group| group.blocks.contains(&block))?;
        let cell = ((block - group.blocks.start) * self.lanes + self.index) * system.width;
        let stock = group.stock[cell + system.position[buyer]];
        stock.is_finite().then_some(stock)
    }
}
