//! What can be seen of a lane while it is run.

use super::demand::Change;
use super::group::Group;
use super::lane::Lane;
use super::system::System;

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

    /// Σ over classes of what is asked times a share, money per day.
    fn by_class(&self, asked: &[f64], share: &[f64], row: usize) -> f64 {
        let classes = self.system.classes.count;
        let from = self.system.position[row] * classes;
        (from..from + classes).map(|at| asked[at] * share[at]).sum()
    }

    fn asked(&self, asked: &[f64], row: usize) -> f64 {
        let classes = self.system.classes.count;
        let from = self.system.position[row] * classes;
        asked[from..from + classes].iter().sum()
    }

    /// Orders of other producers, money per day.
    #[must_use]
    pub fn intermediate_demand(&self, row: usize) -> f64 {
        self.asked(&self.lane.orders, row)
    }

    /// Final demand on a producer, money per day.
    #[must_use]
    pub fn final_demand(&self, row: usize) -> f64 {
        self.asked(&self.lane.final_demand, row)
    }

    /// What a producer delivers to other producers, money per day.
    #[must_use]
    pub fn intermediate_delivered(&self, row: usize) -> f64 {
        self.by_class(&self.lane.orders, &self.lane.fill.orders, row)
    }

    /// What a producer delivers to final demand, money per day.
    #[must_use]
    pub fn final_delivered(&self, row: usize) -> f64 {
        self.by_class(&self.lane.final_demand, &self.lane.fill.final_demand, row)
    }

    /// Labour at work relative to the baseline.
    #[must_use]
    pub fn labour(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.workforce.now)(row)
    }

    /// Output relative to the baseline that the stocks of inputs allow; infinite when none binds.
    #[must_use]
    pub fn input_limit(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.limit)(row)
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
        self.lane.damage.rebuild[row] * self.lane.fill.rebuild[row]
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
        let blocked = self.lane.demand_changes().1;
        !blocked.is_empty() || self.lane.fill.final_demand.iter().any(|fill| *fill != 1.0)
    }

    /// Share of the economy's baseline output that damage disables directly.
    #[must_use]
    pub fn disabled_share(&self) -> f64 {
        let (output0, damage) = (&self.system.output0, &self.lane.damage);
        let left = |row: usize| damage.capacity_left(row, damage.labour_left[row]);
        let disabled: f64 =
            (0..self.system.len()).map(|row| (1.0 - left(row)) * output0[row]).sum();
        disabled / output0.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }

    /// Adds final demand not met to `out[region × sectors + sector]`: the consuming region and
    /// the product; money per day.
    pub fn add_unmet(&self, out: &mut [f64]) {
        let (system, classes) = (self.system, self.system.classes.count);
        let (regions, sectors) = (system.economy.regions.len(), system.economy.sectors.len());
        let sector = |row: usize| system.blocks[system.block_of[row]].sector;
        for (at, fill) in self.lane.fill.final_demand.iter().enumerate() {
            if *fill != 1.0 {
                let sector = sector(at / classes);
                let demand = &system.final_by_region[at * regions..(at + 1) * regions];
                for (region, demand) in demand.iter().enumerate() {
                    out[region * sectors + sector] += demand * (1.0 - fill);
                }
            }
        }
        let (changes, blocked) = self.lane.demand_changes();
        let short = |change: &Change| {
            1.0 - self.lane.fill.final_demand[change.row * classes + change.class]
        };
        for change in changes {
            out[change.region * sectors + sector(change.row)] += change.money * short(change);
        }
        // What a capped link keeps from being asked for is unmet whatever the supplier does.
        for change in blocked {
            let met = 1.0 - short(change);
            out[change.region * sectors + sector(change.row)] += change.money * met;
        }
    }

    /// Stock of a product (sector id) at a buyer at the start of the step, money; `None` when it
    /// is never binding (infinite) or nobody makes the product.
    #[must_use]
    pub fn stock(&self, sector: usize, buyer: usize) -> Option<f64> {
        let system = self.system;
        let block = system.blocks.iter().position(|block| block.sector == sector)?;
        let group = self.groups.iter().find(|group| group.blocks.contains(&block))?;
        let buyer = system.position[buyer];
        let stock = group.stock(system, self.lanes, block, self.index, buyer);
        stock.is_finite().then_some(stock)
    }
}
