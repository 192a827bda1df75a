//! What is wanted of a plan: targets as rows, the goal as costs.

use super::build::{Built, Limit, Terms};
use super::{Goal, Quantity, Target, Years};
use crate::program::{Bounds, Column};

impl Built {
    /// A target: reached, or missed by so much.
    pub(super) fn target(&mut self, plan: &Years, place: usize, target: &Target) {
        let (year, good) = (target.year, target.good);
        let mut row: Terms = vec![(self.missed[place], 1.0)];
        let mut least = target.value;
        match target.quantity {
            Quantity::Output => row.extend(self.output[year][good].map(|output| (output, 1.0))),
            Quantity::Capacity => {
                let (first, terms) = self.capacity(plan, year, good);
                row.extend(terms);
                least -= first;
            }
            Quantity::SelfSufficiency => {
                row.extend(self.output[year][good].map(|output| (output, 1.0)));
                let used = self.use_of(plan, year, good).into_iter();
                row.extend(used.map(|(column, amount)| (column, -target.value * amount)));
                least = target.value * plan.demand[year][good].max(0.0);
            }
            Quantity::Consumption => row.extend(self.level[year].map(|level| (level, 1.0))),
            Quantity::Emissions => {
                let both = self.output[year].iter().zip(&plan.emissions);
                row.extend(both.filter_map(|(column, amount)| Some(((*column)?, -amount))));
                least = -target.value;
            }
        }
        self.limit(Bounds::at_least(least), &row, Limit::Target(place));
    }

    /// What a unit of the goal costs by column: below zero, as it is made large.
    pub fn goal(&self, plan: &Years) -> Terms {
        let of = |columns: &[Option<Column>]| -> Terms {
            columns.iter().flatten().map(|column| (*column, -1.0)).collect()
        };
        match &plan.goal {
            Goal::Consumption { discount } => {
                let size: f64 = plan.basket.iter().sum();
                let levels = self.level.iter().enumerate();
                let worth = |year: usize| {
                    size / (1.0 + discount).powi(i32::try_from(year).unwrap_or(i32::MAX))
                };
                levels.filter_map(|(year, level)| Some(((*level)?, -worth(year)))).collect()
            }
            Goal::Capacity => self.ordered.iter().flat_map(|year| of(year)).collect(),
            Goal::Output { years } => {
                self.output[years.0..=years.1].iter().flat_map(|year| of(year)).collect()
            }
            Goal::Labour => {
                let mut terms = Terms::new();
                for labour in &plan.labour {
                    for year in 1..=plan.years {
                        let made = self.output[year + plan.ahead].iter().zip(&labour.per_output);
                        let built = self.ordered[year].iter().zip(&labour.per_capacity);
                        let both = made.chain(built);
                        terms.extend(both.filter_map(|(c, amount)| Some(((*c)?, -amount))));
                    }
                }
                terms
            }
        }
    }
}
