//! What happened over time in one run: daily output, value added, unmet final demand and prices,
//! in total, by region and by sector.

use crate::model::{System, View};

/// A series that is kept for every scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// Gross output, money per day.
    Output,
    /// Value added at the baseline's share of output, money per day.
    ValueAdded,
    /// Final demand not met, money per day: by the region that consumes and by product.
    FinalDemandUnmet,
    /// Rise of the price of what final users buy, per cent: by the region that consumes and by
    /// product. Only where some price rises.
    PriceRise,
}

/// How many of the variables every run has.
const QUANTITIES: usize = 3;

impl Variable {
    /// All of them, in the order of [`Trajectory`].
    pub const ALL: [Self; 4] =
        [Self::Output, Self::ValueAdded, Self::FinalDemandUnmet, Self::PriceRise];

    /// Those that runs have with or without prices.
    #[must_use]
    pub fn kept(prices: bool) -> &'static [Self] {
        const ALL: &[Variable] = &Variable::ALL;
        if prices { ALL } else { &ALL[..QUANTITIES] }
    }

    /// The name in result tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Output => "output",
            Self::ValueAdded => "value_added",
            Self::FinalDemandUnmet => "final_demand_unmet",
            Self::PriceRise => "price_rise",
        }
    }
}

/// What a number is about: the whole economy, a region, or a sector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole economy.
    Total,
    /// A region, by its number.
    Region(usize),
    /// A sector, by its number.
    Sector(usize),
}

/// The scopes of an economy in a fixed order: the total, regions, sectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes {
    regions: usize,
    sectors: usize,
}

impl Scopes {
    /// The scopes of a system's economy.
    #[must_use]
    pub fn of(system: &System) -> Self {
        Self { regions: system.economy.regions.len(), sectors: system.economy.sectors.len() }
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> usize {
        1 + self.regions + self.sectors
    }

    /// All scopes in order.
    pub fn all(self) -> impl Iterator<Item = Scope> {
        let regions = (0..self.regions).map(Scope::Region);
        std::iter::once(Scope::Total).chain(regions).chain((0..self.sectors).map(Scope::Sector))
    }

    /// Adds a value to the total, its region and its sector.
    fn add(self, out: &mut [f64], region: usize, sector: usize, value: f64) {
        out[0] += value;
        out[1 + region] += value;
        out[1 + self.regions + sector] += value;
    }
}

/// The undisturbed day by scope, money per day.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// Gross output.
    pub output: Vec<f64>,
    /// Value added.
    pub value_added: Vec<f64>,
    /// Final demand, by the region that consumes and by product.
    pub final_demand: Vec<f64>,
}

impl Baseline {
    /// The baseline of a system.
    #[must_use]
    pub fn of(system: &System) -> Self {
        let (scopes, economy) = (Scopes::of(system), &system.economy);
        let zeros = || vec![0.0; scopes.count()];
        let (mut output, mut value_added, mut final_demand) = (zeros(), zeros(), zeros());
        for (row, producer) in economy.producers.iter().enumerate() {
            let (region, sector) = (producer.region as usize, producer.sector as usize);
            scopes.add(&mut output, region, sector, system.output_of(row));
            scopes.add(&mut value_added, region, sector, system.value_added_of(row));
            for (consumer, demand) in system.final_demand_of(row).iter().enumerate() {
                scopes.add(&mut final_demand, consumer, sector, *demand);
            }
        }
        Self { output, value_added, final_demand }
    }
}

/// Daily series of one run: variables × scopes × steps, and prices.
#[derive(Clone, Debug)]
pub struct Trajectory {
    scopes: Scopes,
    steps: usize,
    values: Vec<f64>,
    /// Scopes × steps; empty where no price rises.
    prices: Vec<f64>,
    /// Share of baseline output that damage disables directly, by step.
    pub disabled: Vec<f64>,
}

impl Trajectory {
    /// One series, a value a step; empty for prices where none rises.
    #[must_use]
    pub fn series(&self, variable: Variable, scope: usize) -> &[f64] {
        if variable == Variable::PriceRise {
            let from = scope * self.steps;
            return self.prices.get(from..from + self.steps).unwrap_or_default();
        }
        let first = (variable as usize * self.scopes.count() + scope) * self.steps;
        &self.values[first..first + self.steps]
    }
}

/// Collects the trajectory of one lane, step by step.
#[derive(Debug)]
pub struct Recorder {
    trajectory: Trajectory,
    /// Values as they come: steps × variables × scopes. Series by series they would be written
    /// all over memory in every step.
    by_step: Vec<f64>,
    /// Numbers of one step: variables × scopes.
    cells: usize,
    /// What final users usually buy by scope, money per day; made when some price rises.
    basket: Vec<f64>,
    /// Unmet demand of one step by region × sector.
    unmet: Vec<f64>,
}

impl Recorder {
    /// An empty recorder for a run of `steps`.
    #[must_use]
    pub fn new(system: &System, steps: usize) -> Self {
        let scopes = Scopes::of(system);
        let cells = QUANTITIES * scopes.count();
        let (by_step, disabled) = (vec![0.0; cells * steps], vec![0.0; steps]);
        let (values, prices) = (Vec::new(), Vec::new());
        let trajectory = Trajectory { scopes, steps, values, prices, disabled };
        let unmet = vec![0.0; scopes.regions * scopes.sectors];
        Self { trajectory, by_step, cells, basket: Vec::new(), unmet }
    }

    /// Keeps one step.
    pub fn observe(&mut self, view: &View<'_>) {
        let scopes = self.trajectory.scopes;
        let now = &mut self.by_step[view.step * self.cells..(view.step + 1) * self.cells];
        let (output, rest) = now.split_at_mut(scopes.count());
        let (value_added, unmet) = rest.split_at_mut(scopes.count());
        for (row, producer) in view.system().economy.producers.iter().enumerate() {
            let (region, sector) = (producer.region as usize, producer.sector as usize);
            scopes.add(output, region, sector, view.production(row));
            scopes.add(value_added, region, sector, view.value_added(row));
        }
        if view.anything_unmet() {
            self.unmet.fill(0.0);
            view.add_unmet(&mut self.unmet);
            for (cell, value) in self.unmet.iter().enumerate() {
                scopes.add(unmet, cell / scopes.sectors, cell % scopes.sectors, *value);
            }
        }
        self.trajectory.disabled[view.step] = view.disabled_share();
        if view.prices_rise() {
            self.observe_prices(view);
        }
    }

    /// Keeps by how much the baseline basket of final users is dearer, per cent.
    fn observe_prices(&mut self, view: &View<'_>) {
        let (system, scopes, steps) =
            (view.system(), self.trajectory.scopes, self.trajectory.steps);
        if self.basket.is_empty() {
            self.basket = Baseline::of(system).final_demand;
            self.trajectory.prices = vec![0.0; scopes.count() * steps];
        }
        let mut dearer = vec![0.0; scopes.count()];
        for (row, producer) in system.economy.producers.iter().enumerate() {
            let rise = view.price_rise(row);
            for (region, demand) in system.final_demand_of(row).iter().enumerate() {
                scopes.add(&mut dearer, region, producer.sector as usize, rise * demand);
            }
        }
        for (scope, (dearer, basket)) in dearer.iter().zip(&self.basket).enumerate() {
            // Where nothing is bought on balance there is no basket to price.
            let rise = if *basket > 0.0 { 100.0 * dearer / basket } else { 0.0 };
            self.trajectory.prices[scope * steps + view.step] = rise;
        }
    }

    /// Keeps one step of a model that is not the engine: output by row of the economy, unmet
    /// final demand by consuming region × sector, and the share of output disabled directly.
    pub fn keep(
        &mut self,
        system: &System,
        step: usize,
        output: &[f64],
        unmet: &[f64],
        disabled: f64,
    ) {
        let scopes = self.trajectory.scopes;
        let now = &mut self.by_step[step * self.cells..(step + 1) * self.cells];
        let (totals, rest) = now.split_at_mut(scopes.count());
        let (value_added, unmet_totals) = rest.split_at_mut(scopes.count());
        for (row, producer) in system.economy.producers.iter().enumerate() {
            let (region, sector) = (producer.region as usize, producer.sector as usize);
            let baseline = system.output_of(row);
            let share = if baseline > 0.0 { output[row] / baseline } else { 0.0 };
            scopes.add(totals, region, sector, output[row]);
            scopes.add(value_added, region, sector, share * system.value_added_of(row));
        }
        for (cell, value) in unmet.iter().enumerate() {
            scopes.add(unmet_totals, cell / scopes.sectors, cell % scopes.sectors, *value);
        }
        self.trajectory.disabled[step] = disabled;
    }

    /// The finished trajectory, turned from steps to series.
    #[must_use]
    pub fn finish(mut self) -> Trajectory {
        // A few series at a time, so that each line of memory is read once.
        const AT_A_TIME: usize = 8;
        let (cells, steps) = (self.cells, self.trajectory.steps);
        let mut values = vec![0.0; cells * steps];
        for (block, series) in values.chunks_mut(AT_A_TIME * steps).enumerate() {
            for (step, now) in self.by_step.chunks_exact(cells).enumerate() {
                for (series, value) in series.chunks_exact_mut(steps).zip(&now[block * AT_A_TIME..])
                {
                    series[step] = *value;
                }
            }
        }
        self.trajectory.values = values;
        self.trajectory
    }
}
