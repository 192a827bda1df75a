//! What stands at each tier behind a product (docs/src/models/exposure.md, "Stages").

use super::Coefficients;

/// What tier k = 1, 2, … behind a unit of each product buys from some producers: 1_from' A^k e_j.
/// Stages × producers.
#[must_use]
pub fn bought(coefficients: &Coefficients, from: &[bool], stages: usize) -> Vec<Vec<f64>> {
    tiers(coefficients, from, stages, |_| {})
}

/// The part of it that is bought on paths that never leave some producers: 1' A_HH^k e_j, 0 for
/// products from elsewhere. Stages × producers.
#[must_use]
pub fn bought_within(coefficients: &Coefficients, home: &[bool], stages: usize) -> Vec<Vec<f64>> {
    tiers(coefficients, home, stages, |next| {
        let elsewhere = next.iter_mut().zip(home).filter(|(_, home)| !**home);
        elsewhere.for_each(|(bought, _)| *bought = 0.0);
    })
}

fn tiers(
    coefficients: &Coefficients,
    from: &[bool],
    stages: usize,
    keep: impl Fn(&mut Vec<f64>),
) -> Vec<Vec<f64>> {
    let start: Vec<f64> = from.iter().map(|from| f64::from(u8::from(*from))).collect();
    let step = |tier: &Vec<f64>| {
        let mut next = coefficients.technical.times_transposed(tier);
        keep(&mut next);
        Some(next)
    };
    std::iter::successors(Some(start), step).skip(1).take(stages).collect()
}

/// Depth of integrity: the largest K such that at every stage up to K at least `share` of what is
/// bought came on paths that stayed at home.
///
/// `all_home` are these shares stage by stage, NaN where nothing is bought any more, which ends
/// the chain. The second value says whether the depth is exact: it is not when every stage looked
/// at holds and the chain goes on.
#[must_use]
pub fn depth(all_home: &[f64], share: f64) -> (usize, bool) {
    let holds = all_home.iter().take_while(|found| **found >= share).count();
    (holds, holds < all_home.len())
}
