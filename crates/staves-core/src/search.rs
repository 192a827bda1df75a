//! Searches for the least that does something: the smallest factor, the smallest set
//! (docs/src/models/reverse.md). What is tried is handed out in lists, so that the caller can run
//! each list side by side.

use std::collections::BTreeMap;

/// Where a value first reaches a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// A factor that does not reach it; 0 when every factor tried does.
    pub below: f64,
    /// The smallest factor found that does.
    pub above: f64,
    /// The value there.
    pub value: f64,
    /// Whether the value never fell from one factor of the grid to the next up to the threshold. If
    /// it did, a smaller factor between two points of the grid may reach the threshold too.
    pub monotone: bool,
    /// Factors and values tried, by factor.
    pub tried: Vec<(f64, f64)>,
}

/// What a search runs: values of a list of things to try; `None` ends the search early.
pub type Evaluate<'e, T, E> = dyn FnMut(&[T]) -> Result<Option<Vec<f64>>, E> + 'e;

/// Finds the smallest factor of an ascending grid whose value reaches `threshold`, then narrows
/// the interval below it until it is at most `width` of the upper end. The first entry tried is 0.
/// `Ok(Err(tried))` when nothing on the grid reaches it.
///
/// # Errors
/// Of `evaluate`.
#[expect(clippy::type_complexity, reason = "the two outcomes carry what was tried")]
pub fn crossing<E>(
    grid: &[f64],
    threshold: f64,
    width: f64,
    evaluate: &mut Evaluate<'_, f64, E>,
) -> Result<Option<Result<Crossing, Vec<(f64, f64)>>>, E> {
    /// Points tried between the ends at a time: a batch of lanes costs little more than one.
    const AT_A_TIME: usize = 7;
    let Some(values) = evaluate(grid)? else { return Ok(None) };
    let mut tried: Vec<(f64, f64)> = grid.iter().copied().zip(values).collect();
    let Some(first) = tried.iter().position(|(_, value)| *value >= threshold) else {
        return Ok(Some(Err(tried)));
    };
    let monotone = tried[..=first].windows(2).all(|pair| pair[1].1 >= pair[0].1);
    let (mut above, mut value) = tried[first];
    let mut below = if first > 0 { tried[first - 1].0 } else { 0.0 };
    while first > 0 && above - below > width * above {
        let inside: Vec<f64> = (1..=AT_A_TIME)
            .map(|k| below + (above - below) * k as f64 / (AT_A_TIME + 1) as f64)
            .collect();
        // Stopped: the interval so far is a valid answer.
        let Some(values) = evaluate(&inside)? else { break };
        let reached = values.iter().position(|value| *value >= threshold);
        tried.extend(inside.iter().copied().zip(values.iter().copied()));
        match reached {
            Some(k) => {
                (above, value) = (inside[k], values[k]);
                below = if k > 0 { inside[k - 1] } else { below };
            }
            None => below = inside[AT_A_TIME - 1],
        }
    }
    tried.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(Some(Ok(Crossing { below, above, value, monotone, tried })))
}

/// How sure it is that no smaller set does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Every smaller set was tried and fails.
    Smallest,
    /// Best found; all sets up to this size were tried and fail, larger ones only in part.
    BestFound {
        /// The size.
        all_tried_up_to: usize,
    },
}

/// The smallest set found.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallestSet {
    /// Its members, ascending.
    pub members: Vec<usize>,
    /// Its value: of sets of one size that were all tried, the largest.
    pub value: f64,
    /// How sure that is.
    pub certainty: Certainty,
    /// How many sets were tried.
    pub tried: usize,
}

/// A search that found no set.
#[derive(Clone, Debug, PartialEq)]
pub struct NoSet {
    /// The largest value of any set tried.
    pub largest: f64,
    /// How many sets were tried.
    pub tried: usize,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// Finds a smallest set of `0..members` whose value reaches `threshold`.
///
/// Sets of 1, 2, … members are all tried while their number fits into `affordable` evaluations in
/// all; then members are added greedily, and taken out and swapped while the set still does it.
/// `Err` in the result when even all members together fall short, or nothing was found in time.
///
/// # Errors
/// Of `evaluate`.
pub fn smallest_set<E>(
    members: usize,
    threshold: f64,
    affordable: usize,
    evaluate: &mut Evaluate<'_, Vec<usize>, E>,
) -> Result<Result<SmallestSet, NoSet>, E> {
    let mut search = Sets { members, threshold, evaluate, known: BTreeMap::new(), stopped: false };
    let everything: Vec<usize> = (0..members).collect();
    search.try_all(vec![everything.clone()])?;
    if search.stopped || search.value(&everything) < threshold {
        return Ok(Err(search.nothing()));
    }
    let mut size = 1;
    while size < members
        && count_of_sets(members, size) + search.known.len() as f64 <= affordable as f64
    {
        search.try_all(sets_of(members, size))?;
        if let Some(best) = search.best_of(size) {
            let certainty = match search.stopped {
                false => Certainty::Smallest,
                true => Certainty::BestFound { all_tried_up_to: size - 1 },
            };
            return Ok(Ok(search.found(best, certainty)));
        }
        if search.stopped {
            break;
        }
        size += 1;
    }
    if size >= members {
        return Ok(Ok(search.found(everything, Certainty::Smallest)));
    }
    let best = search.greedy(everything)?;
    let best = search.swapped(best, size)?;
    // One member fewer was ruled out in full.
    let certainty = match best.len() == size && !search.stopped {
        true => Certainty::Smallest,
        false => Certainty::BestFound { all_tried_up_to: size - 1 },
    };
    Ok(Ok(search.found(best, certainty)))
}

struct Sets<'s, 'e, E> {
    members: usize,
    threshold: f64,
    evaluate: &'s mut Evaluate<'e, Vec<usize>, E>,
    known: BTreeMap<Vec<usize>, f64>,
    stopped: bool,
}

impl<E> Sets<'_, '_, E> {
    /// Runs the sets that are not known yet.
    fn try_all(&mut self, sets: Vec<Vec<usize>>) -> Result<(), E> {
        /// Sets in a list: enough to fill batches of lanes, few enough to stop in between.
        const LIST: usize = 256;
        let new: Vec<Vec<usize>> =
            sets.into_iter().filter(|set| !self.known.contains_key(set)).collect();
        for list in new.chunks(LIST) {
            if self.stopped {
                break;
            }
            match (self.evaluate)(list)? {
                Some(values) => self.known.extend(list.iter().cloned().zip(values)),
                None => self.stopped = true,
            }
        }
        Ok(())
    }

    /// A set that was not reached before the search was stopped does nothing.
    fn value(&self, set: &[usize]) -> f64 {
        self.known.get(set).copied().unwrap_or(f64::NEG_INFINITY)
    }

    fn best<'s>(&self, sets: impl Iterator<Item = &'s Vec<usize>>) -> Option<Vec<usize>> {
        let most =
            sets.reduce(|most, set| if self.value(set) > self.value(most) { set } else { most });
        most.cloned()
    }

    /// The set of a size that does most, if it does enough.
    fn best_of(&self, size: usize) -> Option<Vec<usize>> {
        let reaching =
            self.known.iter().filter(|(set, value)| set.len() == size && **value >= self.threshold);
        self.best(reaching.map(|(set, _)| set))
    }

    /// Adds, one by one, the member that lifts the value most.
    fn greedy(&mut self, everything: Vec<usize>) -> Result<Vec<usize>, E> {
        let mut set: Vec<usize> = Vec::new();
        while set.is_empty() || self.value(&set) < self.threshold {
            let grown: Vec<Vec<usize>> =
                (0..self.members).filter(|m| !set.contains(m)).map(|m| with(&set, m)).collect();
            self.try_all(grown.clone())?;
            match self.best(grown.iter()) {
                Some(best) if !self.stopped => set = best,
                _ => return Ok(everything),
            }
        }
        Ok(set)
    }

    /// Looks for a set with one member fewer: leaves members out, or two for another one, until
    /// nothing of the kind does it. Sets of fewer than `least` members are known to fail.
    fn swapped(&mut self, mut set: Vec<usize>, least: usize) -> Result<Vec<usize>, E> {
        while set.len() > least {
            let fewer: Vec<Vec<usize>> = set.iter().map(|m| without(&set, *m)).collect();
            self.try_all(fewer.clone())?;
            if let Some(better) = self.reaching(&fewer) {
                set = better;
                continue;
            }
            let swaps: Vec<Vec<usize>> = fewer
                .iter()
                .flat_map(|fewer| fewer.iter().map(|m| without(fewer, *m)).collect::<Vec<_>>())
                .flat_map(|kept| {
                    let others = (0..self.members).filter(|m| !set.contains(m)).collect::<Vec<_>>();
                    others.into_iter().map(move |m| with(&kept, m))
                })
                .collect();
            self.try_all(swaps.clone())?;
            match self.reaching(&swaps) {
                Some(better) => set = better,
                None => break,
            }
        }
        Ok(set)
    }

    /// The one of the sets that does most, if it does enough.
    fn reaching(&self, sets: &[Vec<usize>]) -> Option<Vec<usize>> {
        self.best(sets.iter()).filter(|set| self.value(set) >= self.threshold)
    }

    fn found(&self, members: Vec<usize>, certainty: Certainty) -> SmallestSet {
        let value = self.value(&members);
        SmallestSet { members, value, certainty, tried: self.known.len() }
    }

    fn nothing(&self) -> NoSet {
        let largest = self.known.values().copied().fold(f64::NEG_INFINITY, f64::max);
        NoSet { largest, tried: self.known.len(), stopped: self.stopped }
    }
}

fn with(set: &[usize], member: usize) -> Vec<usize> {
    let mut grown = set.to_vec();
    grown.push(member);
    grown.sort_unstable();
    grown
}

fn without(set: &[usize], member: usize) -> Vec<usize> {
    set.iter().copied().filter(|kept| *kept != member).collect()
}

fn count_of_sets(members: usize, size: usize) -> f64 {
    (0..size).map(|k| (members - k) as f64 / (k + 1) as f64).product()
}

/// All sets of a size, in lexicographic order.
fn sets_of(members: usize, size: usize) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..size {
        sets = sets
            .into_iter()
            .flat_map(|set| {
                let first = set.last().map_or(0, |last| last + 1);
                (first..members).map(move |member| with(&set, member))
            })
            .collect();
    }
    sets
}

#[cfg(test)]
mod tests;
