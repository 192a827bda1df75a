//! Which inputs of a producer matter.

use super::{Filter, Input};
use crate::scenario::criticality;
use staves_core::criticality::Criticality;
use staves_core::economy::SectorId;
use staves_core::{Economy, Note, Result};
use std::path::Path;

/// A filter that is ready to be used.
pub(super) enum Kept {
    Share(f64),
    Threshold(f64),
    Critical { classes: Criticality, sectors: usize },
}

impl Kept {
    /// # Errors
    /// Of the file of criticalities.
    pub(super) fn new(economy: &Economy, filter: &Filter) -> Result<(Self, Vec<Note>)> {
        Ok(match filter {
            Filter::Share(share) => (Self::Share(*share), Vec::new()),
            Filter::Threshold(least) => (Self::Threshold(*least), Vec::new()),
            Filter::Criticality(file) => {
                let (classes, notes) = criticality::read(Path::new(file), economy)?;
                (Self::Critical { classes, sectors: economy.sectors.len() }, notes)
            }
        })
    }

    /// The inputs of a user that matter, largest first.
    pub(super) fn of(&self, user: SectorId, mut inputs: Vec<Input>) -> Vec<Input> {
        // Equal ones stay in the order of sectors.
        inputs.sort_by(|a, b| b.total.total_cmp(&a.total));
        let all: f64 = inputs.iter().map(|input| input.total).sum();
        let mut sum = 0.0;
        inputs.retain(|input| {
            let before = sum;
            sum += input.total;
            match self {
                Self::Share(share) => before < share * all,
                Self::Threshold(least) => input.total >= *least,
                // An input of which the product is not known may be critical.
                Self::Critical { classes, sectors } => input.product.is_none_or(|product| {
                    classes.values[product as usize * sectors + user as usize] == 1.0
                }),
            }
        });
        inputs
    }
}
