mod aims;
mod networks;
mod portfolios;
mod years;

use super::*;

/// Places of candidates.
const EVERY: [usize; 6] = [0, 1, 2, 3, 4, 5];

/// The best of all portfolios allowed, by trying every one.
fn enumerated(record: &mut Record<'_>, candidates: &Candidates, aim: Aim) -> f64 {
    let n = candidates.len();
    let sets = (0..1_usize << n).map(|set| {
        let members: Vec<usize> = (0..n).filter(|j| set >> j & 1 == 1).collect();
        Portfolio::of(n, &members)
    });
    let allowed = sets.filter(|portfolio| candidates.allows(portfolio));
    let values = allowed.map(|portfolio| record.evaluate(&portfolio, aim).unwrap().unwrap());
    values.fold(f64::INFINITY, f64::min)
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|j| format!("a{j}")).collect()
}

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-6 * wanted.abs().max(1.0), "{found} {wanted}");
}
