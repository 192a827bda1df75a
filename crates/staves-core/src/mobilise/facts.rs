//! What a mobilisation starts from. Periods are counted from 0; goods are counted in their own units.

/// How a good is moved and kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Good {
    /// Volume of a unit, in the units in which routes and carriers are limited.
    pub volume: f64,
    /// What moves it, where only something special can; a limit on all of it together.
    pub carrier: Option<usize>,
    /// Cost of keeping a unit for a period.
    pub storage: f64,
    /// Periods in which it can be used, counted from the one in which it is made; none when it keeps.
    pub life: Option<usize>,
    /// Whether it serves while it is held, as machines do, and is not used up.
    pub reusable: bool,
}

/// A line that makes a good.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where it is.
    pub region: usize,
    /// What it makes.
    pub good: usize,
    /// Units it can make a period, before losses; infinite without a limit.
    pub capacity: f64,
    /// Share of what it makes that is good, above 0, at most 1.
    pub share_good: f64,
    /// Groups of inputs, all of which are needed; of each group any alternative will do. Units per
    /// unit made, before losses.
    pub inputs: Vec<Vec<(usize, f64)>>,
    /// Hours of work per unit made.
    pub hours: f64,
    /// Cost of a unit made.
    pub cost: f64,
}

/// A way to add capacity to a line by converting something else.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// The line that gains.
    pub line: usize,
    /// Capacity each adds in the end, in units a period.
    pub capacity: f64,
    /// The line that makes less from then on, and how much less each, in units a period.
    pub instead_of: Option<(usize, f64)>,
    /// Periods from its start to the first output.
    pub lag: usize,
    /// Share of the capacity there is in the first, second, … period after the lag; 1 after the last.
    pub ramp: Vec<f64>,
    /// How many are possible; infinite for no limit.
    pub most: f64,
    /// How many can be started in a period; infinite for no limit.
    pub most_a_period: f64,
    /// Crews that each takes in the period in which it starts.
    pub crews: f64,
    /// Cost of one.
    pub cost: f64,
    /// Value of what is no longer made outside of the lines named here, per period from its start.
    pub forgone: f64,
}

impl Conversion {
    /// How many can start in one period.
    pub(super) fn most_a_start(&self) -> f64 {
        self.most_a_period.min(self.most)
    }

    /// Share of the capacity that is there some periods after the start.
    #[must_use]
    pub fn ready(&self, periods: usize) -> f64 {
        match periods.checked_sub(self.lag) {
            None => 0.0,
            Some(since) => self.ramp.get(since).copied().unwrap_or(1.0),
        }
    }
}

/// What a region wants of a good.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Where.
    pub region: usize,
    /// What; each pair of region and good at most once.
    pub good: usize,
    /// Units by period.
    pub amounts: Vec<f64>,
    /// What a unit short counts for, in money.
    pub value: f64,
    /// 1 is served first when demand is served by class.
    pub class: u32,
    /// Periods after which whoever was served needs the same again, as with a second dose.
    pub again: Option<usize>,
    /// Share of what is used that is wasted, below 1.
    pub waste: f64,
}

impl Demand {
    /// All units wanted.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.amounts.iter().sum()
    }

    /// Units used for each unit served.
    pub(super) fn per_unit(&self) -> f64 {
        1.0 / (1.0 - self.waste)
    }
}

/// What a region has at the start; each pair of region and good at most once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    /// Where.
    pub region: usize,
    /// What.
    pub good: usize,
    /// In stock.
    pub stock: f64,
    /// In a reserve that can be released.
    pub reserve: f64,
}

/// What can be had from abroad.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Where it arrives.
    pub region: usize,
    /// What; each pair of region and good at most once.
    pub good: usize,
    /// Units by period at most; 0 under an embargo.
    pub limit: Vec<f64>,
    /// Cost of a unit by period.
    pub cost: Vec<f64>,
}

/// A way from one region to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// From where.
    pub from: usize,
    /// To where.
    pub to: usize,
    /// Periods under way.
    pub lag: usize,
    /// Cost of a unit of volume.
    pub cost: f64,
    /// Volume by period; infinite for no limit.
    pub limit: Vec<f64>,
}

/// Hours of work that can be had in a region. Several shifts of one region add up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// Where.
    pub region: usize,
    /// Hours a period.
    pub hours: f64,
    /// Cost of an hour.
    pub cost: f64,
}

/// All facts. A region without a shift has work without a limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// How many periods are planned.
    pub periods: usize,
    /// How many regions there are.
    pub regions: usize,
    /// Goods.
    pub goods: Vec<Good>,
    /// Lines.
    pub lines: Vec<Line>,
    /// Conversions.
    pub conversions: Vec<Conversion>,
    /// Crews for conversions by period; infinite for no limit.
    pub crews: Vec<f64>,
    /// Demands.
    pub demands: Vec<Demand>,
    /// Stocks and reserves.
    pub holdings: Vec<Holding>,
    /// Imports.
    pub imports: Vec<Import>,
    /// Routes.
    pub routes: Vec<Route>,
    /// Volume that each carrier moves, by period.
    pub carriers: Vec<Vec<f64>>,
    /// Shifts.
    pub shifts: Vec<Shift>,
}

impl Facts {
    /// Ages of a good that are told apart: one when it keeps.
    pub(super) fn ages(&self, good: usize) -> usize {
        self.goods[good].life.unwrap_or(1)
    }

    /// Age of what is that old after some more periods; none when it has expired.
    pub(super) fn older(&self, good: usize, age: usize, by: usize) -> Option<usize> {
        match self.goods[good].life {
            None => Some(0),
            Some(life) => Some(age + by).filter(|age| *age < life),
        }
    }
}
