//! The least loss of a supply network when deliveries are shared out with foresight: what no rule of
//! sharing out can beat (docs/src/models/planning.md, "Clairvoyant program").

use super::certify::Relaxed;
use super::network::Network;
use crate::error::{Error, Result};
use crate::program::{Ask, Bounds, Column, Optimiser, Program, Status};

/// A program a draw, solved again and again with other measures taken.
pub struct Clairvoyant {
    draws: Vec<Draw>,
}

struct Draw {
    taken: Vec<Column>,
    optimiser: Optimiser,
}

impl Clairvoyant {
    /// The programs of all draws of a network.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let draws = 0..network.lost.len();
        Self { draws: draws.map(|draw| Draw::new(network, draw)).collect() }
    }

    /// For each draw the least loss with these levels of the measures, each in 0..=1, and its slope
    /// by level.
    ///
    /// # Errors
    /// Of the solver.
    pub fn relax(&mut self, levels: &[f64]) -> Result<Vec<Relaxed>> {
        self.draws.iter_mut().map(|draw| draw.relax(levels)).collect()
    }
}

impl Draw {
    fn new(network: &Network, draw: usize) -> Self {
        let mut program = Program::new();
        let taken: Vec<Column> = network
            .measures
            .iter()
            .map(|_| program.column(0.0, Bounds::between(0.0, 1.0)))
            .collect();
        let any = Bounds::at_least(0.0);
        let mut before: Vec<Option<Column>> = vec![None; network.supplies.len()];
        for (period, lost) in network.lost[draw].iter().enumerate() {
            let output: Vec<Column> =
                network.demand.iter().map(|_| program.column(0.0, any)).collect();
            let mut used: Vec<Vec<(Column, f64)>> =
                output.iter().map(|output| vec![(*output, -1.0)]).collect();
            for (node, demand) in network.demand.iter().enumerate() {
                let unmet = program.column(network.weight[node], Bounds::between(0.0, *demand));
                used[node].push((unmet, -1.0));
                let mut capacity = vec![(output[node], 1.0)];
                for (measure, taken) in network.measures.iter().zip(&taken) {
                    let more = network.added_capacity(*measure, draw, period, node);
                    capacity.push((*taken, -more));
                }
                let left = network.capacity[node] * (1.0 - lost[node]);
                program.row(Bounds::at_most(left), &capacity);
            }
            for (supply, before) in network.supplies.iter().zip(&mut before) {
                let (delivered, stock) = (program.column(0.0, any), program.column(0.0, any));
                used[supply.from].push((delivered, 1.0));
                // What is in stock as the period begins: a column, or at the very start a number and
                // what the measures taken add.
                let (first, begin) = match *before {
                    Some(column) => (0.0, vec![(column, -1.0)]),
                    None => {
                        let more = network.measures.iter().zip(&taken);
                        let more =
                            more.map(|(m, taken)| (*taken, -network.added_stock(*m, supply)));
                        (supply.stock, more.collect())
                    }
                };
                let mut uses = vec![(output[supply.to], supply.amount)];
                uses.extend(&begin);
                program.row(Bounds::at_most(first), &uses);
                uses.extend([(stock, 1.0), (delivered, -1.0)]);
                program.row(Bounds::exactly(first), &uses);
                *before = Some(stock);
            }
            // Delivered to users and to final demand: no more than is made.
            for (node, row) in used.iter().enumerate() {
                program.row(Bounds::at_most(-network.demand[node]), row);
            }
        }
        Self { taken, optimiser: Optimiser::new(program) }
    }

    fn relax(&mut self, levels: &[f64]) -> Result<Relaxed> {
        for (column, level) in self.taken.iter().zip(levels) {
            self.optimiser.set_column(*column, Bounds::exactly(*level));
        }
        let answer = self.optimiser.solve(&Ask::default())?;
        let slopes = answer.reduced_costs.as_ref();
        match (answer.status, slopes) {
            (Status::Optimal, Some(slopes)) => {
                let slope = self.taken.iter().map(|column| slopes[column.place()]).collect();
                Ok(Relaxed { value: answer.check.dual_bound, slope })
            }
            (status, _) => Err(Error::new("program::solver")
                .with("solver", self.optimiser.solver())
                .with("what", format!("{status:?}"))),
        }
    }
}
