//! The program of a plan over years.

use super::{Coefficient, Years};
use crate::program::{Bounds, Column, Program, Row};

/// What a row of the program keeps within limits, for the prices of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// What is there of a good covers its use: year, good.
    Balance(usize, usize),
    /// Capacity: year, industry.
    Capacity(usize, usize),
    /// Work: year, kind.
    Labour(usize, usize),
    /// Imports of a good: year, good.
    Imports(usize, usize),
    /// What imports cost together: year.
    Foreign(usize),
    /// Emissions: year.
    Emissions(usize),
    /// Capacity after the last year: industry.
    After(usize),
    /// A target, by its place.
    Target(usize),
}

/// The program with its columns by year and good; `None` where there is no such column.
pub(super) struct Built {
    pub program: Program,
    pub output: Vec<Vec<Option<Column>>>,
    pub ordered: Vec<Vec<Option<Column>>>,
    pub imported: Vec<Vec<Option<Column>>>,
    pub stock: Vec<Vec<Option<Column>>>,
    pub shortage: Vec<Vec<Option<Column>>>,
    pub level: Vec<Option<Column>>,
    /// Capacity missing after the last year, by industry.
    pub missing: Vec<Option<Column>>,
    /// By how much each target is missed.
    pub missed: Vec<Column>,
    /// The part of each project that is begun, by year.
    pub begun: Vec<Vec<Option<Column>>>,
    /// Loss that is not avoided, by cut.
    pub unavoided: Vec<Column>,
    pub limits: Vec<(Row, Limit)>,
}

pub(super) type Terms = Vec<(Column, f64)>;

impl Built {
    pub fn new(plan: &Years) -> Self {
        let mut built = Self::columns(plan);
        for year in plan.first()..=plan.years {
            built.balances(plan, year);
            built.work(plan, year);
        }
        for year in 1..=plan.years + plan.ahead {
            built.capacities(plan, year);
        }
        built.consumption(plan);
        built.after(plan);
        for (k, target) in plan.targets.iter().enumerate() {
            built.target(plan, k, target);
        }
        built.projects(plan);
        built.unavoided = plan.cuts.iter().map(|cut| built.cut(plan, cut)).collect();
        built
    }

    fn columns(plan: &Years) -> Self {
        let (n, last) = (plan.goods(), plan.years + plan.ahead);
        let mut program = Program::new();
        let any = Bounds::at_least(0.0);
        let mut grid = |there: &dyn Fn(usize, usize) -> bool| -> Vec<Vec<Option<Column>>> {
            let mut year =
                |t: usize| (0..n).map(|i| there(t, i).then(|| program.column(0.0, any))).collect();
            (0..=last).map(&mut year).collect()
        };
        let inside = |t: usize| (plan.first()..=plan.years).contains(&t);
        let output = grid(&|t, _| t >= 1);
        let ordered = grid(&|t, _| inside(t) && t + plan.lag <= plan.last_on_stream);
        let imported = grid(&|t, i| inside(t) && plan.imports[i] > 0.0);
        let stock = grid(&|t, i| inside(t) && plan.storable[i]);
        let shortage = grid(&|t, i| {
            let after = t > plan.years && plan.output_after[i] > 0.0;
            after || (inside(t) && (plan.demand[t][i] > 0.0))
        });
        let consumes = plan.basket.iter().any(|amount| *amount > 0.0);
        let most = Bounds::between(0.0, plan.most_consumption);
        let level = (0..=last)
            .map(|t| (t >= 1 && t <= plan.years && consumes).then(|| program.column(0.0, most)))
            .collect();
        let missing = plan.capacity_after.iter();
        let missing = missing.map(|least| (*least > 0.0).then(|| program.column(0.0, any)));
        let missing = missing.collect();
        let missed = plan.targets.iter().map(|_| program.column(0.0, any)).collect();
        let part = Bounds::between(0.0, 1.0);
        let begun = (0..=plan.years)
            .map(|year| {
                let projects = plan.projects.iter();
                projects.map(|_| inside(year).then(|| program.column(0.0, part))).collect()
            })
            .collect();
        Self {
            program,
            output,
            ordered,
            imported,
            stock,
            shortage,
            level,
            missing,
            missed,
            begun,
            unavoided: Vec::new(),
            limits: Vec::new(),
        }
    }

    /// What is used of a good in a year: inputs, capital goods, consumption; what is given aside.
    pub(super) fn use_of(&self, plan: &Years, year: usize, good: usize) -> Terms {
        let mut terms = Terms::new();
        let of = |list: &[Coefficient], columns: &[Option<Column>], terms: &mut Terms| {
            for one in list.iter().filter(|one| one.of == good) {
                terms.extend(columns[one.by].map(|column| (column, one.amount)));
            }
        };
        of(&plan.inputs, &self.output[year + plan.ahead], &mut terms);
        of(&plan.capital, &self.ordered[year], &mut terms);
        let projects = plan.projects.iter().zip(&self.begun[year]);
        let projects = projects.filter(|(project, _)| project.goods[good] > 0.0);
        terms
            .extend(projects.filter_map(|(project, begun)| Some(((*begun)?, project.goods[good]))));
        if plan.basket[good] > 0.0 {
            terms.extend(self.level[year].map(|level| (level, plan.basket[good])));
        }
        terms
    }

    /// What is made, imported, in stock or short covers use, given demand and the stock that is left.
    fn balances(&mut self, plan: &Years, year: usize) {
        for good in 0..plan.goods() {
            let used = self.use_of(plan, year, good);
            let mut row: Terms = used.iter().map(|(column, amount)| (*column, -amount)).collect();
            let mut given = plan.demand[year][good];
            let plus =
                [self.output[year][good], self.imported[year][good], self.shortage[year][good]];
            row.extend(plus.into_iter().flatten().map(|column| (column, 1.0)));
            row.extend(self.stock[year][good].map(|stock| (stock, -1.0)));
            match year.checked_sub(1).filter(|before| *before >= plan.first()) {
                Some(before) => row.extend(self.stock[before][good].map(|stock| (stock, 1.0))),
                None => given -= plan.stock[good],
            }
            let bounds = Bounds::exactly(given);
            self.limit(bounds, &row, Limit::Balance(year, good));
            if let Some(shortage) = self.shortage[year][good] {
                // No more is short than was to be had: production is not fed by shortages.
                let most = Bounds::at_most(plan.demand[year][good]);
                self.program.row(most, &[(shortage, 1.0)]);
            }
            if let Some(imported) = self.imported[year][good] {
                let part = plan.imports[good];
                let mut row: Terms = used.iter().map(|(c, amount)| (*c, -part * amount)).collect();
                row.push((imported, 1.0));
                let most = part * plan.demand[year][good].max(0.0);
                self.limit(Bounds::at_most(most), &row, Limit::Imports(year, good));
            }
        }
    }

    pub(super) fn limit(&mut self, bounds: Bounds, terms: &[(Column, f64)], limit: Limit) {
        let row = self.program.row(bounds, terms);
        self.limits.push((row, limit));
    }

    /// Work, foreign money and emissions of a year.
    fn work(&mut self, plan: &Years, year: usize) {
        let of = |columns: &[Option<Column>], amounts: &[f64]| -> Terms {
            let both = columns.iter().zip(amounts).filter(|(_, amount)| **amount != 0.0);
            both.filter_map(|(column, amount)| column.map(|column| (column, *amount))).collect()
        };
        for (kind, labour) in
            plan.labour.iter().enumerate().filter(|(_, l)| l.limit[year].is_finite())
        {
            let mut row = of(&self.output[year + plan.ahead], &labour.per_output);
            row.extend(of(&self.ordered[year], &labour.per_capacity));
            self.limit(Bounds::at_most(labour.limit[year]), &row, Limit::Labour(year, kind));
        }
        if plan.foreign[year].is_finite() {
            let row = of(&self.imported[year], &vec![1.0; plan.goods()]);
            self.limit(Bounds::at_most(plan.foreign[year]), &row, Limit::Foreign(year));
        }
        if year >= 1 && plan.most_emissions[year].is_finite() {
            let row = of(&self.output[year], &plan.emissions);
            let most = Bounds::at_most(plan.most_emissions[year]);
            self.limit(most, &row, Limit::Emissions(year));
        }
    }

    /// Capacity of an industry in a year: what is left of the first, and what came on stream since.
    pub(super) fn capacity(&self, plan: &Years, year: usize, industry: usize) -> (f64, Terms) {
        let first = plan.inherited(year, industry);
        let mut terms = Terms::new();
        let mut came = |columns: &dyn Fn(usize) -> Option<Column>, lag: usize, amount: f64| {
            for from in (plan.first()..=plan.years).take_while(|from| from + lag <= year) {
                let left = amount * plan.left(industry, year - from - lag);
                terms.extend(columns(from).map(|column| (column, left)));
            }
        };
        came(&|from| self.ordered[from][industry], plan.lag, 1.0);
        for (k, project) in plan.projects.iter().enumerate() {
            let adds = project.capacity[industry];
            if adds > 0.0 {
                came(&|from| self.begun[from][k], project.lead, adds);
            }
        }
        (first, terms)
    }

    fn capacities(&mut self, plan: &Years, year: usize) {
        for industry in 0..plan.goods() {
            let (first, terms) = self.capacity(plan, year, industry);
            let mut row: Terms = terms.iter().map(|(column, left)| (*column, -left)).collect();
            row.extend(self.output[year][industry].map(|output| (output, 1.0)));
            self.limit(Bounds::at_most(first), &row, Limit::Capacity(year, industry));
        }
    }

    /// No year consumes less than the one before, where that is asked for.
    fn consumption(&mut self, plan: &Years) {
        for year in 2..=plan.years {
            if let (true, Some(before), Some(now)) =
                (plan.never_less, self.level[year - 1], self.level[year])
            {
                self.program.row(Bounds::at_least(0.0), &[(now, 1.0), (before, -1.0)]);
            }
        }
    }

    /// What must be left after the last year: output of the next one, and capacity.
    fn after(&mut self, plan: &Years) {
        let next = plan.years + 1;
        for industry in 0..plan.goods() {
            let least = plan.output_after[industry];
            if plan.ahead == 1 && least > 0.0 {
                let both = [self.output[next][industry], self.shortage[next][industry]];
                let row: Terms = both.into_iter().flatten().map(|column| (column, 1.0)).collect();
                self.limit(Bounds::at_least(least), &row, Limit::After(industry));
            }
            let least = plan.capacity_after[industry];
            if let Some(missing) = self.missing[industry] {
                let (first, mut row) = self.capacity(plan, plan.years + plan.lag, industry);
                row.push((missing, 1.0));
                self.limit(Bounds::at_least(least - first), &row, Limit::After(industry));
            }
        }
    }
}
