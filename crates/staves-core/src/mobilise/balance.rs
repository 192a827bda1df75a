//! The balance of goods: what is in stock, made, released, imported and arrives is used, sent or
//! kept, in every region and period.

use super::build::{Built, Terms};
use super::facts::Facts;
use crate::program::{Bounds, Column};

/// Sums in the making, per good in a region.
struct Ledger {
    /// Balance by age and period, with what is left on the other side.
    rows: Vec<Vec<Terms>>,
    stock: f64,
    /// Use by period, with units that demand would use were nothing short.
    uses: Vec<Terms>,
    wanted: Vec<f64>,
}

/// Adds the balance to a program.
pub fn balance(built: &mut Built, facts: &Facts) {
    let n = facts.periods;
    let ledger = |ages: usize| Ledger {
        rows: vec![vec![Terms::new(); n]; ages],
        stock: 0.0,
        uses: vec![Terms::new(); n],
        wanted: vec![0.0; n],
    };
    let mut ledgers: Vec<Ledger> = built.kept.iter().map(|kept| ledger(kept.stock.len())).collect();
    made(built, facts, &mut ledgers);
    taken_in(built, facts, &mut ledgers);
    sent(built, facts, &mut ledgers);
    served(built, facts, &mut ledgers);
    for (place, ledger) in ledgers.into_iter().enumerate() {
        close(built, place, ledger);
    }
}

/// What lines make and use.
fn made(built: &Built, facts: &Facts, ledgers: &mut [Ledger]) {
    for (line, of) in facts.lines.iter().enumerate() {
        for t in 0..facts.periods {
            let made = built.made[line][t];
            ledgers[built.place[of.region][of.good]].rows[0][t].push((made, of.share_good));
            for (group, alternatives) in of.inputs.iter().enumerate() {
                for (k, (good, amount)) in alternatives.iter().enumerate() {
                    let with = built.with[line][group].get(k).map_or(made, |with| with[t]);
                    ledgers[built.place[of.region][*good]].uses[t].push((with, -amount));
                }
            }
        }
    }
}

/// Stocks at the start, what is released and imported.
fn taken_in(built: &Built, facts: &Facts, ledgers: &mut [Ledger]) {
    let mut add = |place: usize, columns: &[Column]| {
        let rows = ledgers[place].rows[0].iter_mut();
        columns.iter().zip(rows).for_each(|(column, row)| row.push((*column, 1.0)));
    };
    for (holding, columns) in facts.holdings.iter().zip(&built.released) {
        add(built.place[holding.region][holding.good], columns);
    }
    for (import, columns) in facts.imports.iter().zip(&built.imported) {
        add(built.place[import.region][import.good], columns);
    }
    for holding in &facts.holdings {
        ledgers[built.place[holding.region][holding.good]].stock += holding.stock;
    }
}

/// What leaves, and arrives after its lag, older by that much.
fn sent(built: &Built, facts: &Facts, ledgers: &mut [Ledger]) {
    for sent in &built.sent {
        let route = &facts.routes[sent.route];
        let arrives = facts.older(sent.good, sent.age, route.lag);
        for (t, column) in sent.columns.iter().enumerate() {
            let from = &mut ledgers[built.place[route.from][sent.good]];
            from.rows[sent.age][t].push((*column, -1.0));
            let to = &mut ledgers[built.place[route.to][sent.good]];
            if let Some(row) = arrives.and_then(|age| to.rows[age].get_mut(t + route.lag)) {
                row.push((*column, 1.0));
            }
        }
    }
}

/// What demand uses, now and again later; goods that serve while they are held are not used.
fn served(built: &mut Built, facts: &Facts, ledgers: &mut [Ledger]) {
    for (demand, unmet) in facts.demands.iter().zip(&built.unmet) {
        let place = built.place[demand.region][demand.good];
        for (t, short) in unmet.iter().enumerate() {
            if facts.goods[demand.good].reusable {
                let held = [(built.kept[place].stock[0][t], 1.0), (*short, 1.0)];
                built.program.row(Bounds::at_least(demand.amounts[t]), &held);
                continue;
            }
            for later in std::iter::once(0).chain(demand.again) {
                let Some(uses) = ledgers[place].uses.get_mut(t + later) else { continue };
                uses.push((*short, demand.per_unit()));
                ledgers[place].wanted[t + later] += demand.per_unit() * demand.amounts[t];
            }
        }
    }
}

/// Writes the rows of a good in a region: one a period, and where ages are told apart one per age and
/// one for use out of any age.
fn close(built: &mut Built, place: usize, mut ledger: Ledger) {
    let kept = &built.kept[place];
    let keeps = kept.used.is_empty();
    for (t, mut uses) in ledger.uses.into_iter().enumerate() {
        if keeps {
            ledger.rows[0][t].append(&mut uses);
        } else {
            uses.extend(kept.used.iter().map(|age| (age[t], 1.0)));
            built.program.row(Bounds::exactly(ledger.wanted[t]), &uses);
        }
    }
    for (age, rows) in ledger.rows.into_iter().enumerate() {
        for (t, mut row) in rows.into_iter().enumerate() {
            row.push((kept.stock[age][t], -1.0));
            row.extend(kept.used.get(age).map(|used| (used[t], -1.0)));
            let younger = if keeps { Some(0) } else { age.checked_sub(1) };
            if let (Some(before), Some(younger)) = (t.checked_sub(1), younger) {
                row.push((kept.stock[younger][before], 1.0));
            }
            let wanted = if keeps { ledger.wanted[t] } else { 0.0 };
            let stock = if (age, t) == (0, 0) { ledger.stock } else { 0.0 };
            built.program.row(Bounds::exactly(wanted - stock), &row);
        }
    }
}
