//! The plan over years: output, new capacity, imports and stocks that are consistent with the
//! input-output structure (docs/src/models/years.md).

mod build;
mod cut;
mod project;
mod ranging;
mod solve;
mod steps;
mod wanted;

pub use build::Limit;
pub use cut::{Credit, Cut, Lever};
pub use project::Project;
pub use ranging::{relaxed, room};
pub use solve::{Developed, Range, develop, ranges};

/// An amount of one good for each unit of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// The good that is used.
    pub of: usize,
    /// The industry that uses it.
    pub by: usize,
    /// Units a unit of output, or a unit of new capacity.
    pub amount: f64,
}

/// Work of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Labour {
    /// Its name.
    pub name: String,
    /// Work a unit of output, by industry.
    pub per_output: Vec<f64>,
    /// Work a unit of new capacity, by industry.
    pub per_capacity: Vec<f64>,
    /// The most there is, by year from 0; infinite for no limit.
    pub limit: Vec<f64>,
}

/// What a target is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Output of an industry in a year.
    Output,
    /// Capacity of an industry in a year.
    Capacity,
    /// Output as a share of all use of the good in a year.
    SelfSufficiency,
    /// Consumption of households in a year as a multiple of the basket; of no industry.
    Consumption,
    /// Emissions of a year; of no industry.
    Emissions,
}

impl Quantity {
    /// All with their names in files.
    pub const ALL: [(&'static str, Self); 5] = [
        ("output", Self::Output),
        ("capacity", Self::Capacity),
        ("self_sufficiency", Self::SelfSufficiency),
        ("consumption", Self::Consumption),
        ("emissions", Self::Emissions),
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, quantity)| *quantity == self).map_or("", |(name, _)| name)
    }
}

/// A published target: missed as little as possible, after all of a higher priority.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub quantity: Quantity,
    /// The industry, where it is about one.
    pub good: usize,
    /// The year, from 1.
    pub year: usize,
    /// What is to be reached: at most for emissions, at least otherwise.
    pub value: f64,
    /// 1 comes first.
    pub priority: u32,
    /// Weight among targets of the same priority.
    pub weight: f64,
}

/// What is made as large as possible when all targets are met as well as they can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// Consumption of households, a year's worth less by the discount of each year.
    Consumption {
        /// Share by which a later year counts less.
        discount: f64,
    },
    /// New capacity that is on stream by the last year.
    Capacity,
    /// Output of some years.
    Output {
        /// First and last of them.
        years: (usize, usize),
    },
    /// Work that is used from year 1 on.
    Labour,
}

/// What a plan over years is made of; goods and industries are the same. Years are 1 to T, and
/// begin with a year 0 when inputs are bought a year ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Years {
    /// T.
    pub years: usize,
    /// Inputs of output.
    pub inputs: Vec<Coefficient>,
    /// Years before use at which inputs are bought: 0 or 1.
    pub ahead: usize,
    /// Capital goods of new capacity.
    pub capital: Vec<Coefficient>,
    /// Years from buying capital goods until the capacity is there.
    pub lag: usize,
    /// Last year in which new capacity may come on stream.
    pub last_on_stream: usize,
    /// Share of capacity lost a year, by industry.
    pub depreciation: Vec<f64>,
    /// Capacity in year 0.
    pub capacity: Vec<f64>,
    /// Capacity ordered before the plan that comes on stream in it, by year from 0 and industry.
    pub arriving: Vec<Vec<f64>>,
    /// Stocks before the first year.
    pub stock: Vec<f64>,
    /// Whether goods can be stored, by good.
    pub storable: Vec<bool>,
    /// Final demand that is given, by year from 0 and good; what cannot be met is a shortage.
    pub demand: Vec<Vec<f64>>,
    /// What households consume at level 1, by good.
    pub basket: Vec<f64>,
    /// Largest level of consumption; infinite for no limit.
    pub most_consumption: f64,
    /// Whether no year may consume less than the year before.
    pub never_less: bool,
    /// Largest part of the use of each good that may be imported.
    pub imports: Vec<f64>,
    /// What imports of a year may cost together, by year from 0; infinite for no limit.
    pub foreign: Vec<f64>,
    /// Work by kind.
    pub labour: Vec<Labour>,
    /// Emissions a unit of output.
    pub emissions: Vec<f64>,
    /// The most that may be emitted, by year from 0; infinite for no limit.
    pub most_emissions: Vec<f64>,
    /// Least output of the year after the last, where inputs are bought ahead; the rest is a shortage.
    pub output_after: Vec<f64>,
    /// Least capacity after the last year, once all that was ordered is there; the rest is a
    /// shortage.
    pub capacity_after: Vec<f64>,
    /// Targets.
    pub targets: Vec<Target>,
    /// What can be begun besides.
    pub projects: Vec<Project>,
    /// Lists of projects that together are done at most once.
    pub alternatives: Vec<Vec<usize>>,
    /// What years must keep in hand, after the targets of priority 0 and before all others.
    pub cuts: Vec<Cut>,
    /// What is made as large as possible in the end.
    pub goal: Goal,
}

impl Years {
    /// How many goods there are.
    #[must_use]
    pub fn goods(&self) -> usize {
        self.capacity.len()
    }

    /// Capacity of an industry in a year from what was there or ordered before the plan.
    #[must_use]
    pub fn inherited(&self, year: usize, industry: usize) -> f64 {
        let arrived = self.arriving.iter().enumerate().take(year + 1);
        let left = arrived.map(|(from, new)| new[industry] * self.left(industry, year - from));
        self.capacity[industry] * self.left(industry, year) + left.sum::<f64>()
    }

    /// What depreciation leaves of capacity after some years, as a share.
    #[must_use]
    pub fn left(&self, industry: usize, years: usize) -> f64 {
        (1.0 - self.depreciation[industry]).powi(i32::try_from(years).unwrap_or(i32::MAX))
    }

    /// The first year: 0 when inputs are bought a year ahead.
    #[must_use]
    pub fn first(&self) -> usize {
        1 - self.ahead
    }
}
