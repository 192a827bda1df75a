//! Rationing, client by client: classes served one after the other, and inside a class everybody
//! the same share or the lowest share of the usual delivery first.

use staves_core::Economy;
use staves_core::model::{Rationing, Rules};

/// Who is served when.
pub struct Classes {
    pub count: usize,
    pub buyers: Vec<usize>,
    pub columns: Vec<usize>,
    pub rebuilding: usize,
    pub quotas: Vec<f64>,
    pub lowest_first: bool,
}

impl Classes {
    pub fn new(economy: &Economy, rules: &Rules) -> Self {
        let (n, columns) = (economy.len(), economy.demand_columns.len());
        let plain = |buyers: usize, columns: Vec<usize>| Self {
            count: 2,
            buyers: vec![buyers; n],
            columns,
            rebuilding: 1,
            quotas: vec![0.0; 2],
            lowest_first: false,
        };
        let one = |lowest_first| Self {
            count: 1,
            rebuilding: 0,
            quotas: vec![0.0],
            lowest_first,
            ..plain(0, vec![0; columns])
        };
        match &rules.rationing {
            Rationing::Proportional => one(false),
            Rationing::LowestFirst => one(true),
            Rationing::IntermediateFirst => plain(0, vec![1; columns]),
            Rationing::HouseholdsFirst => {
                let households = economy.households(&rules.households);
                let mut class = vec![1; columns];
                for c in 0..columns {
                    if households.contains(&(economy.demand_columns[c].category as usize)) {
                        class[c] = 0;
                    }
                }
                plain(1, class)
            }
            Rationing::Priority(priority) => Self {
                count: priority.quotas.len(),
                buyers: priority.producers.clone(),
                columns: priority.final_demand.clone(),
                rebuilding: priority.rebuilding,
                quotas: priority.quotas.clone(),
                lowest_first: priority.lowest_first,
            },
        }
    }
}

/// Money per day of one supplier: by buyer, by column of final demand, and for rebuilding.
#[derive(Clone, Debug, PartialEq)]
pub struct Sales {
    pub orders: Vec<f64>,
    pub last: Vec<f64>,
    pub rebuild: f64,
}

impl Sales {
    pub fn total(&self) -> f64 {
        self.orders.iter().sum::<f64>() + self.last.iter().sum::<f64>() + self.rebuild
    }
}

/// What each client gets of `output`, which is not more than is asked for.
pub fn share_out(classes: &Classes, output: f64, asked: &Sales, usual: &Sales) -> Sales {
    let demand = asked.total();
    let mut given = asked.clone();
    if demand <= 0.0 {
        // Net sales out of inventories cover all that is asked for, and no more is drawn.
        let last: f64 = asked.last.iter().sum();
        let orders: f64 = asked.orders.iter().sum();
        let drawn = if last < 0.0 { -(orders + asked.rebuild) / last } else { 0.0 };
        given.last.iter_mut().for_each(|given| *given *= drawn);
        return given;
    }
    if output >= demand {
        return given;
    }
    let mut of_class = vec![0.0; classes.count];
    let mut last_of_class = vec![0.0; classes.count];
    for (order, class) in asked.orders.iter().zip(&classes.buyers) {
        of_class[*class] += order;
    }
    for (last, class) in asked.last.iter().zip(&classes.columns) {
        of_class[*class] += last;
        last_of_class[*class] += last;
    }
    of_class[classes.rebuilding] += asked.rebuild;
    if of_class.iter().any(|asked| *asked < 0.0) {
        // Net sales out of inventories cannot be a class: everybody the same share.
        let share = output / demand;
        given.orders.iter_mut().for_each(|given| *given *= share);
        given.last.iter_mut().for_each(|given| *given *= share);
        given.rebuild *= share;
        return given;
    }

    // First what is set aside for each class, then class by class.
    let mut money = vec![0.0; classes.count];
    let mut rest = output;
    for class in 0..classes.count {
        money[class] = of_class[class].min(classes.quotas[class] * output);
        rest -= money[class];
    }
    for class in 0..classes.count {
        let more = rest.max(0.0).min(of_class[class] - money[class]);
        money[class] += more;
        rest -= more;
    }

    // A class with net sales out of inventories shares in proportion: there is no ratio to them.
    let lowest_first = classes.lowest_first && last_of_class.iter().all(|last| *last >= 0.0);
    for class in 0..classes.count {
        if of_class[class] <= 0.0 || money[class] >= of_class[class] {
            continue;
        }
        let buyers: Vec<usize> =
            (0..asked.orders.len()).filter(|f| classes.buyers[*f] == class).collect();
        let columns: Vec<usize> =
            (0..asked.last.len()).filter(|c| classes.columns[*c] == class).collect();
        let mut shares = vec![money[class] / of_class[class]; buyers.len() + 1];
        if lowest_first {
            // Final demand of the class stands together; rebuilding, which has no usual delivery,
            // stands with it.
            let rebuild = if class == classes.rebuilding { asked.rebuild } else { 0.0 };
            let last = last_of_class[class] + rebuild;
            let before: f64 = columns.iter().map(|c| usual.last[*c]).sum();
            let mut clients: Vec<(f64, f64)> =
                buyers.iter().map(|f| (asked.orders[*f], usual.orders[*f])).collect();
            clients.push((last, if before > 0.0 { before } else { last }));
            let got = lowest_ratio_first(&clients, money[class]);
            for (k, (order, _)) in clients.iter().enumerate() {
                shares[k] = if *order > 0.0 { got[k] / order } else { 1.0 };
            }
        }
        for (k, f) in buyers.iter().enumerate() {
            given.orders[*f] *= shares[k];
        }
        for c in columns {
            given.last[c] *= shares[buyers.len()];
        }
        if class == classes.rebuilding {
            given.rebuild *= shares[buyers.len()];
        }
    }
    given
}

/// The rule of Inoue and Todo, round by round. Each round offers everybody who still waits the
/// lowest ratio of order to usual delivery; who is satisfied leaves. When the rest does not do
/// for a round it is shared by usual delivery. Clients are (order, usual delivery).
pub fn lowest_ratio_first(clients: &[(f64, f64)], output: f64) -> Vec<f64> {
    let mut given = vec![0.0; clients.len()];
    let mut left = output;
    let mut waiting: Vec<usize> =
        (0..clients.len()).filter(|k| clients[*k].0 > 0.0 && clients[*k].1 > 0.0).collect();
    let mut served = 0.0;
    while !waiting.is_empty() {
        let ratio = |k: usize| clients[k].0 / clients[k].1;
        let lowest = waiting.iter().map(|k| ratio(*k)).fold(f64::INFINITY, f64::min);
        let usual: f64 = waiting.iter().map(|k| clients[*k].1).sum();
        let round = lowest - served;
        if round * usual > left {
            for k in &waiting {
                given[*k] += left * clients[*k].1 / usual;
            }
            break;
        }
        for k in &waiting {
            given[*k] += round * clients[*k].1;
        }
        left -= round * usual;
        served = lowest;
        waiting.retain(|k| ratio(*k) > lowest);
    }
    given
}
