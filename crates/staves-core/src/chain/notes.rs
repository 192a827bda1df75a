//! What is odd about a chain, without being wrong.

use super::build::shown;
use super::stages::stages;
use super::{Chain, NONE};
use crate::codes::Codes;
use crate::error::{Note, PLACES_SHOWN};

/// Goods of a cycle that a note names at most.
const GOODS_SHOWN: usize = 6;

/// Everything odd.
pub fn of(chain: &Chain) -> Vec<Note> {
    let mut notes = Vec::new();
    no_source(chain, &mut notes);
    cycles(chain, &mut notes);
    let activities = |wanted: &dyn Fn(usize) -> bool| -> Vec<u32> {
        (0..chain.output.len() as u32).filter(|a| wanted(*a as usize)).collect()
    };
    let itself = |a: usize| {
        chain.groups(a).any(|group| chain.alternatives.of(group).contains(&chain.output[a]))
    };
    for (code, found) in [
        ("chain::self-supply", activities(&itself)),
        ("chain::idle", activities(&|a| chain.capacity[a] == 0.0)),
        ("chain::no-owner", activities(&|a| chain.owner[a] == NONE)),
        ("chain::no-site", activities(&|a| chain.site[a] == NONE)),
    ] {
        if !found.is_empty() {
            let first = found.iter().copied().take(PLACES_SHOWN);
            notes.push(Note::new(code, found.len()).places(shown(&chain.activities, first)));
        }
    }
    notes
}

/// Goods that are used and that nobody makes, each with the nearest name of one that is made.
fn no_source(chain: &Chain, notes: &mut Vec<Note>) {
    let (mut made, mut missing) = (Vec::new(), Vec::new());
    for good in 0..chain.goods.len() {
        if !chain.sources.of(good).is_empty() || chain.stocked[good] {
            made.push(chain.goods.entries()[good].clone());
        } else if !chain.users.of(good).is_empty()
            || chain.finals.iter().any(|f| f.good as usize == good)
        {
            missing.push(good);
        }
    }
    if missing.is_empty() {
        return;
    }
    let made = Codes::new(made).unwrap_or_default();
    let place = |good: &usize| {
        let code = chain.goods.code(*good);
        made.nearest_shown(code)
            .map_or(format!("`{code}`"), |near| format!("`{code}` (near {near})"))
    };
    let places: Vec<String> = missing.iter().take(PLACES_SHOWN).map(place).collect();
    notes.push(Note::new("chain::no-source", missing.len()).places(places));
}

fn cycles(chain: &Chain, notes: &mut Vec<Note>) {
    let mut cycles = stages(chain).cycles;
    cycles.retain(|goods| goods.len() > 1);
    if cycles.is_empty() {
        return;
    }
    let place = |goods: &Vec<u32>| {
        let more = if goods.len() > GOODS_SHOWN { " …" } else { "" };
        shown(&chain.goods, goods.iter().copied().take(GOODS_SHOWN)).join(" ⇄ ") + more
    };
    let places: Vec<String> = cycles.iter().take(PLACES_SHOWN).map(place).collect();
    notes.push(Note::new("chain::cycle", cycles.len()).places(places));
}
