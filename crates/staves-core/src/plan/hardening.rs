//! Which suppliers to harden before it is known which fail: a two-stage program
//! (docs/src/models/planning.md, "Hardening").

use super::aim::Aim;
use crate::error::{Error, Result};
use crate::program::{Ask, Bounds, Column, Optimiser, Program, Status};

/// Suppliers, customers, and what may fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Hardening {
    /// What hardening each supplier costs.
    pub cost: Vec<f64>,
    /// Capacity of each supplier.
    pub capacity: Vec<f64>,
    /// Demand of each customer.
    pub demand: Vec<f64>,
    /// Loss a unit of demand that is not met, by customer.
    pub penalty: Vec<f64>,
    /// Suppliers that can serve each customer.
    pub suppliers: Vec<Vec<usize>>,
    /// Share of capacity that each supplier loses in each draw, unless hardened.
    pub lost: Vec<Vec<f64>>,
    /// Probability of each draw.
    pub chances: Vec<f64>,
    /// Money for hardening.
    pub budget: f64,
}

/// The best choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Hardened {
    /// Suppliers that are hardened.
    pub chosen: Vec<usize>,
    /// The aim's value.
    pub value: f64,
    /// What no choice can fall below.
    pub bound: f64,
    /// Loss by draw.
    pub losses: Vec<f64>,
}

/// A program with the columns that are read off it.
struct Built {
    program: Program,
    hardened: Vec<Column>,
    /// Columns of a draw that lose, with what a unit loses.
    loss: Vec<Vec<(Column, f64)>>,
}

impl Hardening {
    fn build(&self, aim: Aim) -> Built {
        let mut program = Program::new();
        let hardened: Vec<Column> = self.cost.iter().map(|_| program.choice(0.0)).collect();
        let costs = hardened.iter().copied().zip(self.cost.iter().copied());
        program.row(Bounds::at_most(self.budget), &costs.collect::<Vec<_>>());
        let weight = match aim {
            Aim::Expected => 0.0,
            Aim::Tail { weight, .. } => weight,
            Aim::Worst => 1.0,
        };
        // No loss is below 0, so neither is the threshold of the tail.
        let threshold = (weight > 0.0).then(|| program.column(weight, Bounds::at_least(0.0)));
        let mut loss = Vec::new();
        for (lost, chance) in self.lost.iter().zip(&self.chances) {
            let terms = self.draw(&mut program, &hardened, lost, (1.0 - weight) * chance);
            if let Some(threshold) = threshold {
                let mut row: Vec<_> = terms.iter().map(|(column, unit)| (*column, -unit)).collect();
                row.push((threshold, 1.0));
                if let Aim::Tail { share, .. } = aim {
                    let above = program.column(weight * chance / share, Bounds::at_least(0.0));
                    row.push((above, 1.0));
                }
                program.row(Bounds::at_least(0.0), &row);
            }
            loss.push(terms);
        }
        Built { program, hardened, loss }
    }

    /// Columns and rows of a draw; gives unmet demand with what a unit of it loses.
    fn draw(
        &self,
        program: &mut Program,
        hardened: &[Column],
        lost: &[f64],
        weight: f64,
    ) -> Vec<(Column, f64)> {
        let mut served = vec![Vec::new(); self.capacity.len()];
        let mut loss = Vec::new();
        for (customer, suppliers) in self.suppliers.iter().enumerate() {
            let penalty = self.penalty[customer];
            let unmet = program.column(weight * penalty, Bounds::at_least(0.0));
            loss.push((unmet, penalty));
            let mut row = vec![(unmet, 1.0)];
            for supplier in suppliers {
                let flow = program.column(0.0, Bounds::at_least(0.0));
                served[*supplier].push((flow, 1.0));
                row.push((flow, 1.0));
            }
            program.row(Bounds::at_least(self.demand[customer]), &row);
        }
        for (supplier, mut row) in served.into_iter().enumerate() {
            let gone = lost[supplier] * self.capacity[supplier];
            if gone > 0.0 {
                row.push((hardened[supplier], -gone));
            }
            program.row(Bounds::at_most(self.capacity[supplier] - gone), &row);
        }
        loss
    }

    /// The suppliers to harden.
    ///
    /// # Errors
    /// Of the solver.
    pub fn solve(&self, aim: Aim) -> Result<Hardened> {
        let built = self.build(aim);
        let mut optimiser = Optimiser::new(built.program);
        let answer = optimiser.solve(&Ask::default())?;
        if answer.status != Status::Optimal {
            return Err(Error::new("program::solver")
                .with("solver", optimiser.solver())
                .with("what", format!("{:?}", answer.status)));
        }
        let chosen = (0..self.cost.len()).filter(|j| answer.value(built.hardened[*j]) > 0.5);
        let of = |terms: &Vec<(Column, f64)>| -> f64 {
            terms.iter().map(|(column, unit)| unit * answer.value(*column)).sum()
        };
        Ok(Hardened {
            chosen: chosen.collect(),
            value: answer.objective,
            bound: answer.bound,
            losses: built.loss.iter().map(of).collect(),
        })
    }
}
