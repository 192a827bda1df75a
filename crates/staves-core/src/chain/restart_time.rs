//! How long after a standstill each good is there again, if everything that can start does so as
//! soon as it can (docs/src/models/integrity.md, "Time to restart").
//!
//! t(good) = 0 for a good in stock, else the least t(a) over its makers; t(a) = ramp-up of a + the
//! largest over its groups of the least t over the alternatives. Goods are settled in the order of
//! their times (Knuth 1977, a generalisation of Dijkstra's algorithm).

use super::Chain;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Days until each good is there; infinite for those that cannot be made from a standstill. An
/// activity whose ramp-up is not known counts as starting at once, which makes the times bounds
/// from below.
#[must_use]
pub fn times(chain: &Chain, available: &[bool]) -> Vec<f64> {
    let mut time = vec![f64::INFINITY; chain.goods.len()];
    let mut open: Vec<u32> =
        chain.first_group.windows(2).map(|bounds| bounds[1] - bounds[0]).collect();
    let mut served = vec![false; chain.group_activity.len()];
    // Times are 0 or more, so that their bits are in the order of the numbers.
    let mut queue: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
    for good in (0..chain.goods.len()).filter(|good| chain.stocked[*good]) {
        queue.push(Reverse((0, good as u32)));
    }
    let works = |activity: usize, at: f64| {
        let ramp_up = chain.ramp_up(activity).unwrap_or(0.0);
        Reverse(((at + ramp_up).to_bits(), chain.output[activity]))
    };
    for activity in (0..open.len()).filter(|a| open[*a] == 0 && available[*a]) {
        queue.push(works(activity, 0.0));
    }
    while let Some(Reverse((bits, good))) = queue.pop() {
        if time[good as usize].is_finite() {
            continue;
        }
        let at = f64::from_bits(bits);
        time[good as usize] = at;
        for group in chain.users.of(good as usize) {
            if std::mem::replace(&mut served[*group as usize], true) {
                continue;
            }
            let activity = chain.group_activity[*group as usize] as usize;
            open[activity] -= 1;
            if open[activity] == 0 && available[activity] {
                queue.push(works(activity, at));
            }
        }
    }
    time
}
