//! Stages: how far a good is from the final goods, with goods that need each other taken together
//! (docs/src/models/integrity.md, "Stages").

use super::components::components;
use super::lists::Lists;
use super::{Chain, NONE};

/// Where goods stand.
#[derive(Clone, Debug)]
pub struct Stages {
    /// Longest distance of each good to a final good it can go into; [`NONE`] for goods that no
    /// final good needs.
    pub stage: Vec<u32>,
    /// Goods that need each other, directly or through others, or one that needs itself; sorted.
    pub cycles: Vec<Vec<u32>>,
}

/// Stages and cycles of a chain.
#[must_use]
pub fn stages(chain: &Chain) -> Stages {
    let edge = |(group, good): (u32, u32)| {
        (chain.output[chain.group_activity[group as usize] as usize], good)
    };
    let inputs = Lists::from_pairs(chain.goods.len(), chain.alternatives.pairs().map(edge));
    let members = components(&inputs);
    let mut component = vec![0; chain.goods.len()];
    for (number, goods) in members.iter().enumerate() {
        goods.iter().for_each(|good| component[*good as usize] = number);
    }
    let mut stage = vec![NONE; members.len()];
    for known in &chain.finals {
        stage[component[known.good as usize]] = 0;
    }
    // Inputs come first, so going backwards every user is settled before its inputs.
    for number in (0..members.len()).rev() {
        if stage[number] == NONE {
            continue;
        }
        for good in members[number].iter().flat_map(|good| inputs.of(*good as usize)) {
            let input = component[*good as usize];
            if input != number {
                let known = if stage[input] == NONE { 0 } else { stage[input] };
                stage[input] = known.max(stage[number] + 1);
            }
        }
    }
    let itself =
        |goods: &&Vec<u32>| goods.len() > 1 || inputs.of(goods[0] as usize).contains(&goods[0]);
    let mut cycles: Vec<Vec<u32>> = members.iter().filter(itself).cloned().collect();
    cycles.sort();
    Stages { stage: component.into_iter().map(|number| stage[number]).collect(), cycles }
}
