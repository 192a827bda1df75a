//! How the economy answers: the interchangeable parts of the engine, and the published models as
//! choices of them (docs/src/models/dynamic.md, "Presets").

use std::sync::Arc;

/// How an order for a product is split over its suppliers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Orders {
    /// By baseline flow times the capacity each supplier has left.
    #[default]
    CapacityWeighted,
    /// Always as in the baseline.
    FixedShares,
}

/// How much of a product is ordered, per day. S is the stock, n the target in days, τ the days
/// over which a gap is reordered, use₀ the baseline use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Restocking {
    /// use + max(0, n·use of the output wished for − S)/τ (Hallegatte 2013, Guan et al. 2020).
    #[default]
    TopUp,
    /// max(0, use for the demand of the day before + (n·use₀ − S)/τ) (Pichler et al. 2022, eq. 4).
    DemandLed,
    /// max(0, use + (n·use − S)/τ) (Inoue and Todo 2019).
    OutputLed,
    /// The same with the target of the baseline: max(0, use + (n·use₀ − S)/τ).
    OutputLedFixedTarget,
    /// The same without running stocks down: use + max(0, n·use − S)/τ.
    OutputLedTopUp,
}

/// How far a stock of one input lets output go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Binding {
    /// Output falls as soon as the stock is below a share ψ of its target (Hallegatte 2013).
    #[default]
    BelowTarget,
    /// The whole stock can be used on one day (Pichler et al. 2022; Inoue and Todo 2019).
    WholeStock,
}

/// Which inputs hold output up: the input function (Pichler et al. 2022, eq. 8–13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Inputs {
    /// Every input.
    #[default]
    Leontief,
    /// Critical and important inputs alike.
    StronglyCritical,
    /// Critical inputs; important ones hold up half of output.
    HalfCritical,
    /// Critical inputs only.
    WeaklyCritical,
    /// No single input: the stocks of all are substitutes for each other.
    Linear,
}

impl Inputs {
    /// Whether it reads the criticality of inputs.
    #[must_use]
    pub fn asks_criticality(self) -> bool {
        matches!(self, Self::StronglyCritical | Self::HalfCritical | Self::WeaklyCritical)
    }
}

/// Who gets what when output falls short of demand.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Rationing {
    /// Everybody the same share.
    #[default]
    Proportional,
    /// Orders of producers first, then final demand and rebuilding.
    IntermediateFirst,
    /// Households first, then everybody else.
    HouseholdsFirst,
    /// The lowest share of the usual delivery first (water-filling; Inoue and Todo 2017).
    LowestFirst,
    /// Classes that the user names, one after the other.
    Priority(Arc<Priority>),
}

/// Classes of buyers in the order in which they are served.
#[derive(Clone, Debug, PartialEq)]
pub struct Priority {
    /// Class of each producer as a buyer, by row of the economy.
    pub producers: Vec<usize>,
    /// Class of each column of final demand.
    pub final_demand: Vec<usize>,
    /// Class of rebuilding.
    pub rebuilding: usize,
    /// Share of a supplier's output that each class gets first if it asks for it; one for each
    /// class, together at most 1.
    pub quotas: Vec<f64>,
    /// Inside a class the lowest share first, instead of everybody the same share.
    pub lowest_first: bool,
}

/// How capacity losses of several shocks on one producer add up; the same for labour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Compounding {
    /// What is left multiplies: 30 % and 40 % leave 42 %.
    #[default]
    Multiply,
    /// The largest counts: 30 % and 40 % leave 60 %.
    Max,
    /// Losses add, at most to everything: 30 % and 40 % leave 30 %.
    Add,
}

/// How labour follows output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Labour {
    /// It does not: only shocks take it away.
    #[default]
    Fixed,
    /// Firms hire and fire towards what inputs and demand allow (Pichler et al. 2022, eq. 19–20).
    HireFire,
}

/// How final demand follows income.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Consumption {
    /// It does not: only shocks change it.
    #[default]
    Baseline,
    /// Households consume out of labour income, with memory and expectations (Pichler et al.
    /// 2022, eq. 5–6).
    PermanentIncome,
}

/// Which edition of the rules is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Edition {
    /// Rates per day, exact mean severity, no rounding, exact finish of rebuilding.
    #[default]
    Corrected,
    /// BoARIO 0.7.2, quirk for quirk; for [`Preset::Ario`] only.
    Boario072,
}

/// A published model: a choice of all parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Preset {
    /// ARIO (Hallegatte 2008, 2013; order rule of Guan et al. 2020).
    #[default]
    Ario,
    /// The pandemic model of Pichler, Pangallo, del Rio-Chanona, Lafond and Farmer (2022).
    Pichler,
    /// The firm model of Inoue and Todo (2019).
    InoueTodo,
}

/// How the economy answers; the same for all lanes of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Corrected or compatible.
    pub edition: Edition,
    /// Split of orders over suppliers.
    pub orders: Orders,
    /// How much is ordered.
    pub restocking: Restocking,
    /// How far one stock lets output go.
    pub binding: Binding,
    /// Which inputs hold output up.
    pub inputs: Inputs,
    /// Criticality of each input (sector) for each using sector: 1 critical, ½ important, 0 not;
    /// sectors × sectors, inputs first. Read by the three critical input functions; without it
    /// they use [`crate::criticality`]'s default rule.
    pub criticality: Option<Arc<Vec<f64>>>,
    /// Who gets what in a shortage.
    pub rationing: Rationing,
    /// How capacity losses add up.
    pub compounding: Compounding,
    /// How labour follows output.
    pub labour: Labour,
    /// How final demand follows income.
    pub consumption: Consumption,
    /// Categories of final demand that are households; empty: those known by code or label.
    pub households: Vec<usize>,
    /// Length of a step in days.
    pub step: f64,
    /// Length of a run in days.
    pub days: f64,
    /// Days in a year of the table.
    pub days_per_year: f64,
    /// Productive capital in years of value added, where the economy has no `capital` attribute.
    pub capital_to_value_added: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            edition: Edition::default(),
            orders: Orders::default(),
            restocking: Restocking::default(),
            binding: Binding::default(),
            inputs: Inputs::default(),
            criticality: None,
            rationing: Rationing::default(),
            compounding: Compounding::default(),
            labour: Labour::default(),
            consumption: Consumption::default(),
            households: Vec::new(),
            step: 1.0,
            days: 365.0,
            days_per_year: 365.0,
            capital_to_value_added: 4.0,
        }
    }
}

impl Rules {
    /// The rules of a published model.
    #[must_use]
    pub fn preset(preset: Preset) -> Self {
        let plain = Self::default();
        match preset {
            Preset::Ario => plain,
            Preset::Pichler => Self {
                orders: Orders::FixedShares,
                restocking: Restocking::DemandLed,
                binding: Binding::WholeStock,
                inputs: Inputs::HalfCritical,
                labour: Labour::HireFire,
                consumption: Consumption::PermanentIncome,
                ..plain
            },
            Preset::InoueTodo => Self {
                orders: Orders::FixedShares,
                restocking: Restocking::OutputLed,
                binding: Binding::WholeStock,
                rationing: Rationing::LowestFirst,
                ..plain
            },
        }
    }

    /// Number of steps in a run.
    #[must_use]
    pub fn steps(&self) -> usize {
        (self.days / self.step).round().max(1.0) as usize
    }

    /// Whether criticality plays a part.
    #[must_use]
    pub fn asks_criticality(&self) -> bool {
        self.inputs.asks_criticality()
    }
}

/// The parameters of one lane; names and defaults are BoARIO's where it has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// ψ: share of the stock target below which an input binds ([`Binding::BelowTarget`]).
    pub psi: f64,
    /// Overproduction factor at rest.
    pub alpha_base: f64,
    /// Largest overproduction factor.
    pub alpha_max: f64,
    /// Days over which overproduction builds up.
    pub alpha_tau: f64,
    /// Stock target by sector id, in days of use; infinite for an input that never binds.
    pub inventory_days: Vec<f64>,
    /// Whether a producer's own `inventory_days` (an attribute of the economy) take the place of
    /// the target, by sector id of the input.
    pub own_inventory: Vec<bool>,
    /// Days over which a gap in stock is reordered, by sector id.
    pub restoration_days: Vec<f64>,
    /// 1/γ_H: days over which firms hire ([`Labour::HireFire`]).
    pub hiring_days: f64,
    /// 1/γ_F: days over which firms fire.
    pub firing_days: f64,
    /// ρ: memory of consumption, per day ([`Consumption::PermanentIncome`]).
    pub consumption_memory: f64,
    /// b: share of lost labour income that benefits replace.
    pub benefits: f64,
    /// Δs: share of the consumption given up that is saved and not spent on something else.
    pub saving: f64,
    /// ξ: labour income that households expect in the long run, relative to the baseline.
    pub expected_income: f64,
    /// θ: share of a rise of their unit cost that producers pass on in their price, by sector id.
    pub pass_through: Vec<f64>,
    /// ε: per cent by which final demand for a product falls when its price rises by one.
    pub elasticity: f64,
}

impl Parameters {
    /// The defaults of BoARIO, and of Pichler et al. as MacroStat has them, for a number of
    /// sectors.
    #[must_use]
    pub fn new(sectors: usize) -> Self {
        Self {
            psi: 0.8,
            alpha_base: 1.0,
            alpha_max: 1.25,
            alpha_tau: 365.0,
            inventory_days: vec![90.0; sectors],
            own_inventory: vec![true; sectors],
            restoration_days: vec![60.0; sectors],
            hiring_days: 30.0,
            firing_days: 15.0,
            consumption_memory: 1.0 - 0.4 / 90.0,
            benefits: 0.8,
            saving: 0.5,
            expected_income: 1.0,
            pass_through: vec![1.0; sectors],
            elasticity: 0.0,
        }
    }

    /// The defaults of a published model.
    #[must_use]
    pub fn preset(preset: Preset, sectors: usize) -> Self {
        let plain = Self::new(sectors);
        match preset {
            Preset::Ario => plain,
            Preset::Pichler => {
                Self { alpha_max: 1.0, restoration_days: vec![5.0; sectors], ..plain }
            }
            Preset::InoueTodo => Self {
                alpha_max: 1.0,
                inventory_days: vec![15.0; sectors],
                restoration_days: vec![6.0; sectors],
                ..plain
            },
        }
    }
}
