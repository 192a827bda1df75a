//! Proportional fairness (Kelly 1997) as a linear program: logarithms by their tangents, of which
//! more are drawn where the last answer lies (docs/src/models/mobilise.md, "Fairness").

use super::build::{Built, Terms};
use super::plan::Session;
use crate::error::Result;
use crate::program::{Bounds, Column};

/// Share below which the logarithm goes on as a straight line, so that a pair that cannot be served
/// at all does not hide the others.
const STRAIGHT_BELOW: f64 = 1e-6;

/// Where the first tangents touch.
const FIRST: [f64; 6] = [STRAIGHT_BELOW, 1e-3, 0.03, 0.2, 0.6, 1.0];

/// Mean distance of the tangents from the logarithms at which they are close enough. A share is then
/// right to its part √(2 n 1e-9), for n demands.
const CLOSE: f64 = 1e-9;

/// Logarithm of a share, straight where the share is next to nothing.
fn logarithm(share: f64) -> f64 {
    let touch = share.max(STRAIGHT_BELOW);
    touch.ln() + (share - touch) / touch
}

/// The tangent at a share as a row: logarithm − share / touch ≤ ln touch − 1.
fn tangent(of: Column, share: Column, touch: f64) -> (Bounds, [(Column, f64); 2]) {
    (Bounds::at_most(touch.ln() - 1.0), [(of, 1.0), (share, -1.0 / touch)])
}

impl Built {
    /// Adds the logarithm of each share, below its first tangents.
    pub fn logarithms(&mut self) {
        let range = Bounds::between(logarithm(0.0), 0.0);
        for share in &self.share {
            let column = share.map(|share| {
                let of = self.program.column(0.0, range);
                for touch in FIRST {
                    let (bounds, terms) = tangent(of, share, touch);
                    self.program.row(bounds, &terms);
                }
                of
            });
            self.logarithm.push(column);
        }
    }
}

impl Session<'_> {
    /// Makes the sum of the logarithms as large as can be and holds every share.
    pub fn proportional(&mut self) -> Result<()> {
        let both = self.built.logarithm.iter().zip(&self.built.share);
        let pairs: Vec<(Column, Column)> = both.filter_map(|(l, s)| Some(((*l)?, (*s)?))).collect();
        let aim: Terms = pairs.iter().map(|(of, _)| (*of, -1.0)).collect();
        loop {
            self.rounds += 1;
            let answer = self.minimise(aim.clone())?;
            let apart = |(of, share): &(Column, Column)| {
                answer.value(*of) - logarithm(answer.value(*share))
            };
            if pairs.iter().map(apart).sum::<f64>() <= CLOSE * pairs.len() as f64 {
                pairs.iter().for_each(|(_, share)| self.hold(*share, answer.value(*share)));
                return Ok(());
            }
            for pair in pairs.iter().filter(|pair| apart(pair) > CLOSE) {
                let touch = answer.value(pair.1).max(STRAIGHT_BELOW);
                let (bounds, terms) = tangent(pair.0, pair.1, touch);
                self.optimiser.add_row(bounds, &terms);
            }
        }
    }
}
