//! The program over the choice itself: what the value of a portfolio cannot fall below, by all cuts
//! known so far (docs/src/models/planning.md, "Certificate").

use super::aim::Aim;
use super::candidates::Candidates;
use super::certify::Relaxed;
use super::portfolio::Portfolio;
use crate::error::Result;
use crate::program::{Answer, Ask, Bounds, Column, Go, Optimiser, Program, Progress};

/// min V over the portfolios allowed, V the aim of the losses Θ of the draws.
pub(super) struct Master {
    optimiser: Optimiser,
    taken: Vec<Column>,
    /// Loss by draw; only where a relaxation bounds it draw by draw.
    losses: Vec<Column>,
    value: Column,
}

impl Master {
    /// No cuts yet; `draws` says whether the loss of each draw has a column. No loss is below 0.
    pub fn new(candidates: &Candidates, aim: Aim, chances: &[f64], draws: bool) -> Self {
        let mut program = Program::new();
        let taken: Vec<Column> = candidates.costs.iter().map(|_| program.choice(0.0)).collect();
        candidates.rules(&mut program, &taken);
        let value = program.column(1.0, Bounds::free());
        let draws = if draws { chances } else { &[] };
        let losses: Vec<Column> =
            draws.iter().map(|_| program.column(0.0, Bounds::at_least(0.0))).collect();
        if !losses.is_empty() {
            above(&mut program, value, &losses, aim, chances);
        }
        Self { optimiser: Optimiser::new(program), taken, losses, value }
    }

    /// No value is below this.
    pub fn at_least(&mut self, least: f64) {
        self.optimiser.set_column(self.value, Bounds::at_least(least));
    }

    /// Benders cuts: Θ_s ≥ P_s(z̄) + slope · (z − z̄).
    pub fn relaxed(&mut self, levels: &[f64], found: &[Relaxed]) {
        for (loss, found) in self.losses.iter().zip(found) {
            let mut row = vec![(*loss, 1.0)];
            let mut constant = found.value;
            for ((column, slope), level) in self.taken.iter().zip(&found.slope).zip(levels) {
                row.push((*column, -slope));
                constant -= slope * level;
            }
            self.optimiser.add_row(Bounds::at_least(constant), &row);
        }
    }

    /// A cut on the value itself: V ≥ constant + Σ slope z.
    pub fn cut(&mut self, constant: f64, slopes: &[f64]) {
        let mut row = vec![(self.value, 1.0)];
        row.extend(self.taken.iter().zip(slopes).map(|(column, slope)| (*column, -slope)));
        self.optimiser.add_row(Bounds::at_least(constant), &row);
    }

    /// The portfolio of least value by the cuts, and what no portfolio can fall below.
    pub fn solve(
        &mut self,
        watch: &mut dyn FnMut(&Progress) -> Go,
    ) -> Result<Option<(Portfolio, f64)>> {
        let answer = self.optimiser.solve_watched(&Ask::default(), watch)?;
        Ok(answer.found().then(|| (self.chosen(&answer), answer.bound)))
    }

    /// The same with fractions allowed: levels, and what no portfolio can fall below.
    pub fn fractions(&self) -> Result<Option<(Vec<f64>, f64)>> {
        let mut relaxed = Optimiser::new(self.optimiser.program().relaxed());
        let answer = relaxed.solve(&Ask::default())?;
        let levels = || self.taken.iter().map(|column| answer.value(*column).clamp(0.0, 1.0));
        Ok(answer.found().then(|| (levels().collect(), answer.bound)))
    }

    fn chosen(&self, answer: &Answer) -> Portfolio {
        let members: Vec<usize> =
            (0..self.taken.len()).filter(|j| answer.value(self.taken[*j]) > 0.5).collect();
        Portfolio::of(self.taken.len(), &members)
    }
}

/// Rows that put the value at or above the aim of the losses.
fn above(program: &mut Program, value: Column, losses: &[Column], aim: Aim, chances: &[f64]) {
    match aim {
        Aim::Expected => {
            let mut row = vec![(value, 1.0)];
            row.extend(losses.iter().zip(chances).map(|(loss, chance)| (*loss, -chance)));
            program.row(Bounds::at_least(0.0), &row);
        }
        Aim::Worst => {
            let total: f64 = chances.iter().sum();
            for loss in losses {
                program.row(Bounds::at_least(0.0), &[(value, 1.0), (*loss, -total)]);
            }
        }
        Aim::Tail { share, weight } => {
            // Rockafellar and Uryasev (2000): η + Σ p w / share with w ≥ Θ − η.
            let threshold = program.column(0.0, Bounds::free());
            let total: f64 = chances.iter().sum();
            let mut row = vec![(value, 1.0), (threshold, -weight * total)];
            for (loss, chance) in losses.iter().zip(chances) {
                let over = program.column(0.0, Bounds::at_least(0.0));
                let above = [(over, 1.0), (*loss, -1.0), (threshold, 1.0)];
                program.row(Bounds::at_least(0.0), &above);
                row.push((*loss, -(1.0 - weight) * chance));
                row.push((over, -weight * chance / share));
            }
            program.row(Bounds::at_least(0.0), &row);
        }
    }
}
