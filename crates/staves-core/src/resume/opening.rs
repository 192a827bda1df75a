//! Industries that need each other's goods: value added when some of them are open
//! (docs/src/models/resume.md, "Which to open").

use super::output::{Output, Terms};
use crate::program::{Bounds, Column, Program};

/// What a money of essential demand that is not served counts, in money of value added.
pub const SHORT: f64 = 100.0;

/// Use of a good by a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use {
    /// Which good.
    pub good: usize,
    /// Who uses it.
    pub unit: usize,
    /// Units of it per unit of output.
    pub coefficient: f64,
    /// Share of output that goes on without it: 0 for a critical input, ½ for an important one.
    pub without: f64,
}

/// Final demand for a good.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Final {
    /// What is essential of it.
    pub least: f64,
    /// All of it.
    pub most: f64,
}

/// Industries of which some are closed in part. Rates in money a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The good each unit makes.
    pub good: Vec<usize>,
    /// Output of each unit when all is open.
    pub output: Vec<f64>,
    /// Share of each unit that is open already.
    pub open: Vec<f64>,
    /// Value added per unit of output.
    pub value_added: Vec<f64>,
    /// Uses that matter; those of inputs a unit can do without are left out.
    pub uses: Vec<Use>,
    /// All uses, also of inputs a unit can do without, where output beyond what is used and wanted is
    /// not made; none where it is.
    pub sales: Option<Vec<Use>>,
    /// Final demand of each good.
    pub finals: Vec<Final>,
    /// What comes of each good from elsewhere in any case.
    pub supplied: Vec<f64>,
    /// The most that can be imported of each good; every unit costs one.
    pub imports: Vec<f64>,
}

/// Columns of an opening in a program.
struct Columns {
    /// Output of each unit.
    output: Vec<Column>,
    /// Imports of each good.
    imports: Vec<Column>,
    /// Essential demand of each good that is not served.
    short: Vec<Column>,
}

impl Opening {
    /// Writes the rows of goods and capacities; see [`Output::write`].
    fn build(&self, program: &mut Program, open: &[Terms], weight: f64) -> Columns {
        let output: Vec<Column> = self
            .output
            .iter()
            .zip(&self.value_added)
            .map(|(most, rate)| program.column(-weight * rate, Bounds::between(0.0, *most)))
            .collect();
        let (mut imports, mut short, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for (good, demand) in self.finals.iter().enumerate() {
            let served = program.column(0.0, Bounds::between(0.0, demand.most));
            let missing = program.column(SHORT * weight, Bounds::between(0.0, demand.least));
            program.row(Bounds::at_least(demand.least), &[(served, 1.0), (missing, 1.0)]);
            let bought = program.column(weight, Bounds::between(0.0, self.imports[good]));
            rows.push(vec![(bought, 1.0), (served, -1.0)]);
            imports.push(bought);
            short.push(missing);
        }
        for (unit, made) in output.iter().enumerate() {
            rows[self.good[unit]].push((*made, 1.0));
            let (whole, there) = (self.output[unit], self.open[unit]);
            let (mut row, closed) = (vec![(*made, 1.0)], whole * (1.0 - there));
            row.extend(open[unit].iter().map(|(column, share)| (*column, -closed * share)));
            program.row(Bounds::at_most(whole * there), &row);
        }
        for used in &self.uses {
            rows[used.good].push((self.used(used, &output, program), -used.needed()));
        }
        self.no_more_than_sold(program, &output);
        for (row, there) in rows.iter().zip(&self.supplied) {
            program.row(Bounds::at_least(-there), row);
        }
        Columns { output, imports, short }
    }

    /// Output of each good is at most what its users take at their output, and final demand.
    fn no_more_than_sold(&self, program: &mut Program, output: &[Column]) {
        let Some(sales) = &self.sales else { return };
        let mut rows = vec![Vec::new(); self.finals.len()];
        for (unit, made) in output.iter().enumerate() {
            rows[self.good[unit]].push((*made, 1.0));
        }
        for sale in sales {
            rows[sale.good].push((output[sale.unit], -sale.coefficient));
        }
        for (row, demand) in rows.iter().zip(&self.finals) {
            program.row(Bounds::at_most(demand.most), row);
        }
    }

    /// What a use is counted by: the output of its user, or for an important input what is left of
    /// it above the share that goes on without.
    fn used(&self, used: &Use, output: &[Column], program: &mut Program) -> Column {
        let made = output[used.unit];
        if used.without == 0.0 {
            return made;
        }
        let whole = self.output[used.unit];
        let above = program.column(0.0, Bounds::between(0.0, whole * (1.0 - used.without)));
        let row = [(above, 1.0), (made, -1.0)];
        program.row(Bounds::at_least(-whole * used.without), &row);
        above
    }
}

impl Use {
    /// Units needed per unit of what the use is counted by: all of it at full output.
    fn needed(&self) -> f64 {
        self.coefficient / (1.0 - self.without)
    }
}

impl Output for Opening {
    fn units(&self) -> usize {
        self.output.len()
    }

    fn write(&self, program: &mut Program, open: &[Terms], weight: f64) -> Terms {
        let columns = self.build(program, open, weight);
        let made = columns.output.iter().copied().zip(self.value_added.iter().copied());
        let bought = columns.imports.iter().map(|column| (*column, -1.0));
        let short = columns.short.iter().map(|column| (*column, -SHORT));
        made.chain(bought).chain(short).collect()
    }
}
