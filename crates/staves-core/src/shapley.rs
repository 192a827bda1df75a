//! Shapley values: what each of several things that act together contributes
//! (docs/src/models/explanation.md, "Losses by shock").
//!
//! A set of players is a bit mask. The caller runs the sets that [`sets`] or [`Orders::sets`] name,
//! in any order and side by side, and hands their values back.

use crate::random::stream;
use rand::RngExt;
use std::collections::BTreeMap;

/// Value of a set of players.
pub type Values = BTreeMap<u64, f64>;

/// A contribution with its standard error; the error is 0 where the value is exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// What the player adds, averaged over all orders.
    pub value: f64,
    /// Standard error of that average over sampled orders.
    pub error: f64,
}

/// All sets of `players`, the empty one first.
#[must_use]
pub fn sets(players: usize) -> Vec<u64> {
    (0..1 << players).collect()
}

/// Exact values from the values of all sets.
///
/// # Panics
/// When a set of [`sets`] has no value.
#[must_use]
pub fn exact(players: usize, values: &Values) -> Vec<Contribution> {
    // |S|!·(n−|S|−1)!/n! is 1 / (n · C(n−1, |S|)).
    let weight = |size: usize| 1.0 / (players as f64 * binomial(players - 1, size));
    let of = |player: usize| {
        let without = sets(players).into_iter().filter(|set| set >> player & 1 == 0);
        let added = |set: u64| values[&(set | 1 << player)] - values[&set];
        without.map(|set| weight(set.count_ones() as usize) * added(set)).sum()
    };
    (0..players).map(|player| Contribution { value: of(player), error: 0.0 }).collect()
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

/// Orders in which the players join, drawn at random: for too many players to try all sets.
#[derive(Clone, Debug)]
pub struct Orders(Vec<Vec<usize>>);

impl Orders {
    /// `count` random orders of `players`; the same for the same seed.
    #[must_use]
    pub fn draw(players: usize, count: usize, seed: u64) -> Self {
        let order = |number: usize| {
            let mut rng = stream(seed, number as u64, "shapley");
            let mut order: Vec<usize> = (0..players).collect();
            (1..players).rev().for_each(|k| order.swap(k, rng.random_range(0..=k)));
            order
        };
        Self((0..count).map(order).collect())
    }

    /// The sets whose values are needed, each once.
    #[must_use]
    pub fn sets(&self) -> Vec<u64> {
        let mut sets: Vec<u64> = self.0.iter().flat_map(|order| prefixes(order)).collect();
        sets.sort_unstable();
        sets.dedup();
        sets
    }

    /// Estimates; they add up exactly as the true values do, since each order does.
    ///
    /// # Panics
    /// When a set of [`Orders::sets`] has no value.
    #[must_use]
    pub fn estimate(&self, values: &Values) -> Vec<Contribution> {
        let (players, count) = (self.0.first().map_or(0, Vec::len), self.0.len() as f64);
        let mut added = vec![Vec::with_capacity(self.0.len()); players];
        for order in &self.0 {
            let sets: Vec<u64> = prefixes(order).collect();
            for (player, pair) in order.iter().zip(sets.windows(2)) {
                added[*player].push(values[&pair[1]] - values[&pair[0]]);
            }
        }
        let of = |added: Vec<f64>| {
            let value = added.iter().sum::<f64>() / count;
            let squares: f64 = added.iter().map(|one| (one - value).powi(2)).sum();
            Contribution { value, error: (squares / (count - 1.0).max(1.0) / count).sqrt() }
        };
        added.into_iter().map(of).collect()
    }
}

/// The sets that grow along an order, from the empty one to all.
fn prefixes(order: &[usize]) -> impl Iterator<Item = u64> {
    let grown = order.iter().scan(0u64, |set, player| {
        *set |= 1 << player;
        Some(*set)
    });
    std::iter::once(0).chain(grown)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The glove game: players 0 and 1 hold a left glove, 2 a right one; a pair is worth 1.
    fn gloves(set: u64) -> f64 {
        f64::from(u8::from(set & 0b11 != 0 && set & 0b100 != 0))
    }

    #[test]
    fn the_glove_game_has_its_known_values() {
        let values: Values = sets(3).into_iter().map(|set| (set, gloves(set))).collect();
        let found = exact(3, &values);
        for (found, wanted) in found.iter().zip([1.0 / 6.0, 1.0 / 6.0, 2.0 / 3.0]) {
            assert!((found.value - wanted).abs() < 1e-15, "{found:?}");
        }
    }

    #[test]
    fn sampled_orders_add_up_exactly_and_come_near_within_their_error() {
        let game =
            |set: u64| f64::from(set.count_ones()).powi(2) + if set & 1 == 1 { 5.0 } else { 0.0 };
        let all: Values = sets(6).into_iter().map(|set| (set, game(set))).collect();
        let orders = Orders::draw(6, 400, 3);
        let values: Values = orders.sets().into_iter().map(|set| (set, game(set))).collect();
        let (exact, found) = (exact(6, &all), orders.estimate(&values));
        let sum: f64 = found.iter().map(|one| one.value).sum();
        assert!((sum - game(0b11_1111)).abs() < 1e-12, "{sum}");
        for (exact, found) in exact.iter().zip(&found) {
            assert!((exact.value - found.value).abs() < 4.0 * found.error, "{exact:?} {found:?}");
            assert!(found.error > 0.0);
        }
    }
}
