//! Which unit matters how much for the reliability of a good: Birnbaum (1969), how much more
//! reliable it would be if the unit never failed than if it always did; Fussell and Vesely (1972),
//! the probability that the unit had a part in it when the good cannot be made
//! (docs/src/models/integrity.md, "Reliability").

use super::cuts::Search;
use super::reliability::{Certainty, Estimate, Failures};
use super::sampling::{Share, share};

/// Steps after which the probability of a union of cuts is given up.
const STEPS: usize = 1_000_000;

/// Units times the size of the chain up to which single units are tried.
const LARGEST: usize = 200_000_000;

/// Difference below which two probabilities are the same but for rounding.
const ROUNDING: f64 = 1e-12;

/// How much a unit matters for a good.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// Which unit.
    pub unit: u32,
    /// ρ if it never fails less ρ if it always does.
    pub birnbaum: Estimate,
    /// Probability that all of a minimal cut with this unit has failed, given that the good cannot
    /// be made; `None` when too many cuts stand in the way.
    pub fussell_vesely: Option<f64>,
    /// Whether all minimal cuts are behind it; it is a lower bound otherwise.
    pub all_cuts: bool,
}

impl Failures<'_> {
    /// How much each unit matters for a good, most important first; units that do not matter are
    /// left out. Cuts of at most `size` units are looked at. `None` when the chain is too large for
    /// the question.
    #[must_use]
    pub fn importance(&self, good: u32, size: usize, work: usize) -> Option<Vec<Importance>> {
        let settled = self.settle(&[good], work).swap_remove(0);
        let birnbaum: Vec<(u32, Estimate)> = match settled.complete {
            true => (0..).zip(settled.slope.iter().map(|slope| Estimate::exact(*slope))).collect(),
            false => self.drawn_birnbaum(good)?,
        };
        let removable = vec![true; self.units.count];
        let search = Search::new(self.chain, self.mode, &self.units, good, &removable);
        let cuts = search.at_most(work).cuts(self.available, size).list;
        let any = union(&cuts, &self.failure, &mut STEPS.clone());
        let unreliability = match settled.complete {
            true => settled.failed,
            false => 1.0 - self.reliability(&[good], work)[0].value,
        };
        let all_cuts = any.is_some_and(|any| (any - unreliability).abs() <= ROUNDING);
        let of = |(unit, birnbaum): (u32, Estimate)| {
            let through: Vec<Vec<u32>> =
                cuts.iter().filter(|cut| cut.contains(&unit)).cloned().collect();
            let part = union(&through, &self.failure, &mut STEPS.clone());
            let fussell_vesely =
                part.map(|part| if part == 0.0 { 0.0 } else { part / unreliability });
            Importance { unit, birnbaum, fussell_vesely, all_cuts }
        };
        let mut list: Vec<Importance> = birnbaum.into_iter().map(of).collect();
        list.retain(|i| i.birnbaum.value > 0.0 || i.fussell_vesely.is_some_and(|part| part > 0.0));
        list.sort_by(|a, b| b.birnbaum.value.total_cmp(&a.birnbaum.value));
        Some(list)
    }

    /// From draws: the share of them in which a unit alone decides, of those that can matter.
    fn drawn_birnbaum(&self, good: u32) -> Option<Vec<(u32, Estimate)>> {
        let units = self.upstream(good);
        if units.len() * self.chain.size() > LARGEST {
            return None;
        }
        let drawn = self.drawing().decided(good, &units, self.batches(units.len()));
        let of = |hits: &u64| {
            let Share { value, low, high } = share(*hits, drawn.draws);
            Estimate { value, low, high, certainty: Certainty::Sampled(drawn.draws) }
        };
        Some(units.into_iter().zip(drawn.hits.iter().map(of)).collect())
    }

    /// Units of the activities that a good can be made with, directly or through others.
    fn upstream(&self, good: u32) -> Vec<u32> {
        let chain = self.chain;
        let (mut seen, mut open) = (vec![false; chain.goods.len()], vec![good]);
        let mut units = Vec::new();
        while let Some(good) = open.pop() {
            if std::mem::replace(&mut seen[good as usize], true) {
                continue;
            }
            let sources = chain.sources.of(good as usize).iter();
            for source in sources.copied().filter(|source| self.available[*source as usize]) {
                units.extend(self.units.of(chain, source));
                let groups = chain.groups(source as usize);
                open.extend(groups.flat_map(|group| chain.alternatives.of(group)));
            }
        }
        units.sort_unstable();
        units.dedup();
        units
    }
}

/// Probability that all of at least one cut has failed, by the cases of a unit of the smallest cut;
/// `None` when the steps are used up.
fn union(cuts: &[Vec<u32>], failure: &[f64], steps: &mut usize) -> Option<f64> {
    *steps = steps.checked_sub(1)?;
    let Some(smallest) = cuts.iter().min_by_key(|cut| cut.len()) else { return Some(0.0) };
    let Some(unit) = smallest.first().copied() else { return Some(1.0) };
    let fails = failure[unit as usize];
    let with: Vec<Vec<u32>> = cuts
        .iter()
        .map(|cut| cut.iter().copied().filter(|member| *member != unit).collect())
        .collect();
    let without: Vec<Vec<u32>> = cuts.iter().filter(|cut| !cut.contains(&unit)).cloned().collect();
    Some(fails * union(&with, failure, steps)? + (1.0 - fails) * union(&without, failure, steps)?)
}
