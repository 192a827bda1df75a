//! One bit for each of many questions that are asked of a chain at once, and the queue of what
//! has to be looked at again.

use std::collections::VecDeque;

/// Words of 64 bits that are handled together: half a cache line.
const WORDS: usize = 4;

/// How many questions are asked at once.
pub const LANES: usize = 64 * WORDS;

/// One bit a lane.
pub type Bits = [u64; WORDS];

/// No lane.
pub const NOWHERE: Bits = [0; WORDS];

/// Every lane.
pub const EVERYWHERE: Bits = [u64::MAX; WORDS];

/// One lane.
pub fn lane(lane: usize) -> Bits {
    let mut bits = NOWHERE;
    bits[lane / 64] = 1 << (lane % 64);
    bits
}

/// Whether a lane is among some.
pub fn has(bits: &Bits, lane: usize) -> bool {
    bits[lane / 64] & (1 << (lane % 64)) != 0
}

/// Lanes in both.
pub fn and(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|k| a[k] & b[k])
}

/// Lanes in either.
pub fn or(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|k| a[k] | b[k])
}

/// Lanes of the first that are not in the second.
pub fn without(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|k| a[k] & !b[k])
}

/// Things to look at again, each at most once at a time, first come first served.
pub struct Waiting {
    queue: VecDeque<u32>,
    inside: Vec<bool>,
}

impl Waiting {
    /// Nothing yet, of things numbered below `count`.
    pub fn new(count: usize) -> Self {
        Self { queue: VecDeque::new(), inside: vec![false; count] }
    }

    /// Adds one that does not wait yet.
    pub fn add(&mut self, thing: u32) {
        if !std::mem::replace(&mut self.inside[thing as usize], true) {
            self.queue.push_back(thing);
        }
    }

    /// Takes the first out.
    pub fn next(&mut self) -> Option<u32> {
        let thing = self.queue.pop_front()?;
        self.inside[thing as usize] = false;
        Some(thing)
    }
}
