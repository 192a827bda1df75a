//! Chains against brute force on small random cases, the axioms of integrity, and a worked
//! instance with published answers.

mod axioms;
mod errors;
mod fill;
mod insured;
mod random;
mod reference;
mod reliability;
mod robustness;
mod slow;

use super::{Builder, Chain, Declared};
use crate::codes::Entry;

/// An activity of a test: code, region, good, capacity, groups of (good, quantity).
pub type Line<'l> = (&'l str, &'l str, &'l str, f64, &'l [&'l [(&'l str, f64)]]);

/// A chain of some lines; a final good counts as much as is wanted of it.
pub fn chain(lines: &[Line<'_>], finals: &[(&str, f64)]) -> Chain {
    let mut builder = Builder::default();
    for (code, region, good, capacity, _) in lines {
        let entry = Entry::plain(*code);
        let declared = Declared {
            entry,
            good,
            region,
            owner: "",
            site: "",
            capacity: *capacity,
            ramp_up: None,
        };
        builder.activity(declared).unwrap();
    }
    for (code, _, _, _, groups) in lines {
        for (k, group) in groups.iter().enumerate() {
            for (good, quantity) in *group {
                builder.input(code, &k.to_string(), good, *quantity).unwrap();
            }
        }
    }
    for (good, demand) in finals {
        builder.final_good(good, *demand, *demand).unwrap();
    }
    builder.finish().unwrap().0
}

/// Codes of ids, sorted.
pub fn codes(names: &crate::Codes, ids: &[u32]) -> Vec<String> {
    let mut codes: Vec<String> = ids.iter().map(|id| names.code(*id as usize).to_owned()).collect();
    codes.sort();
    codes
}
