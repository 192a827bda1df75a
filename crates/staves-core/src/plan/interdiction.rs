//! The best protection against the worst that can be taken away (docs/src/models/planning.md,
//! "Interdiction").

use super::portfolio::Portfolio;
use crate::error::Result;

/// The worst attack that is left when some units are protected: its loss, and what it takes away.
pub type Worst<'w> = dyn FnMut(&Portfolio) -> Result<(f64, Vec<usize>)> + 'w;

/// What is protected, and the worst that is left.
#[derive(Clone, Debug, PartialEq)]
pub struct Protected {
    /// Units that are protected.
    pub units: Vec<usize>,
    /// The worst loss that is left.
    pub loss: f64,
    /// What that attack takes away.
    pub attack: Vec<usize>,
    /// How many attacks were looked for.
    pub asked: usize,
}

/// The units to protect, so many at most, against the worst attack. Exact: a better protection must
/// hold one of the units that the worst attack takes away, so that only those are branched on
/// (implicit enumeration; Scaparra and Church 2008), at most (r^(q+1) − 1)/(r − 1) attacks of r units.
///
/// # Errors
/// Of the attack.
pub fn protect(units: usize, most: usize, worst: &mut Worst<'_>) -> Result<Protected> {
    let mut asked = 0;
    let mut best: Option<Protected> = None;
    let mut open = vec![Portfolio::none(units)];
    let mut seen = Vec::new();
    while let Some(protected) = open.pop() {
        if seen.contains(&protected) {
            continue;
        }
        let (loss, attack) = worst(&protected)?;
        asked += 1;
        let members = protected.members();
        if members.len() < most {
            // The last unit first off the stack; the order does not matter for the answer.
            open.extend(attack.iter().map(|unit| protected.with(&[*unit])));
        }
        if best.as_ref().is_none_or(|best| loss < best.loss) {
            best = Some(Protected { units: members, loss, attack, asked: 0 });
        }
        seen.push(protected);
    }
    let best =
        best.unwrap_or(Protected { units: Vec::new(), loss: 0.0, attack: Vec::new(), asked });
    Ok(Protected { asked, ..best })
}

/// The worst way to take away so many of the units that are not protected, by trying all.
pub fn worst_of(
    protected: &Portfolio,
    taken: usize,
    loss: &dyn Fn(&[usize]) -> f64,
) -> (f64, Vec<usize>) {
    let open = protected.left_out();
    let taken = taken.min(open.len());
    let mut places: Vec<usize> = (0..taken).collect();
    let mut best = (f64::NEG_INFINITY, Vec::new());
    loop {
        let attack: Vec<usize> = places.iter().map(|k| open[*k]).collect();
        let found = loss(&attack);
        if found > best.0 {
            best = (found, attack);
        }
        if !next(&mut places, open.len()) {
            return best;
        }
    }
}

/// The next set of places in order; false after the last.
pub fn next(places: &mut [usize], of: usize) -> bool {
    let count = places.len();
    let Some(k) = (0..count).rev().find(|k| places[*k] < of - count + k) else { return false };
    places[k] += 1;
    for later in k + 1..count {
        places[later] = places[later - 1] + 1;
    }
    true
}
