//! Orders split over suppliers, under caps on the links of trade.

use super::table::{Square, Table};
use staves_core::shock::{Effect, Shock};

/// Share of baseline trade that shocks leave on each link, supplier × buyer and supplier × column
/// of final demand, in the step that starts on `day`. A link that no shock holds has no cap.
pub fn caps(table: &Table, shocks: &[Shock], day: f64, step: f64) -> (Square, Square) {
    let columns = table.y.first().map_or(0, Vec::len);
    let mut trade = vec![vec![1.0; table.n]; table.n];
    let mut last = vec![vec![1.0; columns]; table.n];
    for shock in shocks {
        let Effect::Trade { links, size, .. } = &shock.effect else { continue };
        let lost = size * shock.profile.mean(day, step);
        for links in links {
            for i in &links.suppliers {
                for f in &links.buyers {
                    trade[*i][*f] *= 1.0 - links.share * lost;
                }
                for c in &links.columns {
                    last[*i][*c] *= 1.0 - links.share * lost;
                }
            }
        }
    }
    (trade, last)
}

/// An order for a product over its suppliers, by baseline flow times weight. What a capped link
/// does not let through is ordered from the others, in the same proportions.
pub fn split_orders(
    table: &Table,
    gap: &Square,
    weight: impl Fn(usize) -> f64,
    caps: &Square,
) -> Square {
    let n = table.n;
    let mut orders = vec![vec![0.0; n]; n];
    for f in 0..n {
        for (product, gap) in gap.iter().enumerate() {
            let part = |i: usize| table.z[i][f] * weight(i);
            let mut free: Vec<usize> =
                (0..n).filter(|&i| table.sector[i] == product && part(i) > 0.0).collect();
            let mut rest = gap[f];
            while !free.is_empty() {
                let total: f64 = free.iter().map(|i| part(*i)).sum();
                let most = |i: usize| caps[i][f] * table.z[i][f];
                let held = |i: usize| caps[i][f] < 1.0 && rest * part(i) / total > most(i);
                let full: Vec<usize> = free.iter().copied().filter(|i| held(*i)).collect();
                if full.is_empty() {
                    for i in free {
                        orders[i][f] = rest * part(i) / total;
                    }
                    break;
                }
                for i in full {
                    orders[i][f] = most(i);
                    rest -= most(i);
                    free.retain(|other| *other != i);
                }
            }
        }
    }
    orders
}
