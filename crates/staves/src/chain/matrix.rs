//! `staves map --list matrix`: how much of what each region does stops without another.

use super::list::Texts;
use super::map::Request;
use crate::table::{Table, Values};
use staves_core::chain::closure::keep_running;
use staves_core::chain::{Kind, Units};

/// One row per region that does something and other region: the share of its activities at work that
/// stop when the other is lost (docs/src/models/integrity.md, "Mutual dependence").
#[must_use]
pub fn matrix(request: &Request<'_>) -> Table {
    let chain = &request.file.chain;
    let units = Units::new(chain, Kind::Region);
    let (all, regions) = (chain.all(), chain.regions().entries());
    let at_work = |available: &[bool]| -> Vec<usize> {
        let mut counts = vec![0; regions.len()];
        let running = keep_running(chain, available).activity;
        for (activity, _) in running.iter().enumerate().filter(|(_, running)| **running) {
            counts[chain.region(activity)] += 1;
        }
        counts
    };
    let before = at_work(&all);
    let without: Vec<Vec<usize>> = (0..regions.len() as u32)
        .map(|lost| at_work(&units.without(&all, |region| region == lost)))
        .collect();
    let (mut rows, mut counts, mut shares) = (Texts::new(), Vec::new(), Vec::new());
    for (user, entry) in regions.iter().enumerate().filter(|(user, _)| before[*user] > 0) {
        for (supplier, left) in without.iter().enumerate().filter(|(other, _)| *other != user) {
            rows.push([&entry.code, &entry.en, &entry.zh, &regions[supplier].code]);
            counts.push(before[user] as i64);
            shares.push((before[user] - left[user]) as f64 / before[user] as f64);
        }
    }
    let mut columns = rows.columns(["user", "label_en", "label_zh", "supplier"]);
    columns.push(("activities", Values::Integer(counts)));
    columns.push(("stopped_share", Values::Number(shares)));
    Table::new(columns)
}
