//! What is made small: the expected loss, the loss of the worst draws, or the worst draw.

/// What a plan makes small, over draws that each have a probability
/// (docs/src/models/planning.md, "Aims").
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// The expected loss.
    Expected,
    /// (1 − weight) × expected loss + weight × the mean loss of the worst draws (conditional value
    /// at risk; Rockafellar and Uryasev 2000).
    Tail {
        /// Probability of the draws that count as worst, above 0 and at most 1.
        share: f64,
        /// Weight of their mean, 0..=1.
        weight: f64,
    },
    /// The largest loss of any draw.
    Worst,
}

impl Aim {
    /// Its value for some losses.
    #[must_use]
    pub fn value(self, losses: &[f64], chances: &[f64]) -> f64 {
        self.weights(losses, chances).iter().zip(losses).map(|(w, loss)| w * loss).sum()
    }

    /// What each draw counts: a subgradient of the value at these losses. The weights add up to the
    /// chances' sum, and at any other losses they give no more than the value.
    #[must_use]
    pub fn weights(self, losses: &[f64], chances: &[f64]) -> Vec<f64> {
        match self {
            Self::Expected => chances.to_vec(),
            Self::Tail { share, weight } => {
                let worst = worst(losses, chances, share);
                let both = chances.iter().zip(worst);
                both.map(|(chance, worst)| (1.0 - weight) * chance + weight * worst).collect()
            }
            Self::Worst => {
                let total: f64 = chances.iter().sum();
                let possible = (0..losses.len()).filter(|s| chances[*s] > 0.0);
                let largest = possible.max_by(|a, b| losses[*a].total_cmp(&losses[*b]));
                let mut weights = vec![0.0; losses.len()];
                largest.into_iter().for_each(|s| weights[s] = total);
                weights
            }
        }
    }
}

/// Weights of the worst draws: their probability up to `share` of the whole, the last one cut, over
/// the share.
fn worst(losses: &[f64], chances: &[f64], share: f64) -> Vec<f64> {
    let total: f64 = chances.iter().sum();
    let mut order: Vec<usize> = (0..losses.len()).collect();
    order.sort_by(|a, b| losses[*b].total_cmp(&losses[*a]));
    let mut left = share * total;
    let mut weights = vec![0.0; losses.len()];
    for s in order {
        let taken = chances[s].min(left);
        weights[s] = taken / share;
        left -= taken;
    }
    weights
}
