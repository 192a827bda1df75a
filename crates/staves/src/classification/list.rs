//! `staves map --list classes`: which items of a classification exist, which do not, and what of a
//! chain needs them.

use super::completeness::Completeness;
use crate::chain::map::listed;
use crate::table::{Table, Values};
use staves_core::Chain;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.map.classes.v1";

/// One row an item in scope, in the order of the classification.
#[must_use]
pub fn classes(found: &Completeness<'_>, chain: Option<&Chain>) -> Table {
    let classification = &found.named.classification;
    let entries = classification.items().entries();
    let items: Vec<usize> = (0..entries.len()).filter(|item| found.inside[*item]).collect();
    let users = chain.map(users).unwrap_or_default();
    let goods = |item: usize| chain.map(|chain| listed(chain, &found.evidence.goods[item]));
    let needed_by = |item: usize| {
        let using = found.evidence.goods[item].iter().flat_map(|good| &users[*good as usize]);
        let mut using: Vec<u32> = using.copied().collect();
        using.sort_unstable();
        using.dedup();
        let codes = using.iter().map(|a| chain.map_or("", |c| c.activities().code(*a as usize)));
        codes.collect::<Vec<_>>().join("; ")
    };
    let epidemic = found.epidemic();
    let text = |of: &dyn Fn(usize) -> String| Values::Text(items.iter().map(|k| of(*k)).collect());
    Table::new(vec![
        ("class", text(&|item| entries[item].code.clone())),
        ("level", text(&|item| classification.level(item).name().into())),
        ("label_en", text(&|item| entries[item].en.clone())),
        ("label_zh", text(&|item| entries[item].label(crate::Lang::Zh).into())),
        ("state", text(&|item| found.states.of[item].name().into())),
        ("evidence", text(&|item| found.evidence.sources[item].join("; "))),
        ("goods", text(&|item| goods(item).unwrap_or_default())),
        ("needed_by", text(&needed_by)),
        ("epidemic", text(&|item| if epidemic.contains(&item) { "yes" } else { "no" }.into())),
    ])
}

/// The activities that use each good.
fn users(chain: &Chain) -> Vec<Vec<u32>> {
    let mut users = vec![Vec::new(); chain.goods().len()];
    for activity in 0..chain.activities().len() {
        for group in chain.groups(activity) {
            for good in chain.alternatives(group) {
                users[*good as usize].push(activity as u32);
            }
        }
    }
    users
}
