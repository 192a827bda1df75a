//! What must hold on any panel.

use super::{Line, close, names, trade};
use crate::dependence::{
    Bloc, Indicator, Position, Trade, Verdict, assess, matrix, network, positions, rule_set,
};
use crate::random::stream;
use rand::Rng;

const COUNTRIES: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

/// Whole values, three products, two years, a third of the flows absent.
fn drawn(seed: u64) -> Vec<Line<'static>> {
    let mut numbers = stream(seed, 0, "random trade");
    let mut lines = Vec::new();
    for year in [2019, 2020] {
        for product in ["p", "q", "r"] {
            for (exporter, importer) in
                COUNTRIES.iter().flat_map(|a| COUNTRIES.iter().map(move |b| (*a, *b)))
            {
                let value = numbers.next_u64() % 60;
                if exporter != importer && value > 20 {
                    lines.push((year, product, exporter, importer, (value - 20) as f64));
                }
            }
        }
    }
    lines
}

fn of(trade: &Trade) -> Vec<Position> {
    positions(trade, &Bloc::named(trade, &names(&["A", "B"])).unwrap())
}

/// The values of every indicator, NaN for those without.
fn values(position: &Position) -> [f64; 4] {
    Indicator::ALL.map(|indicator| position.get(indicator).unwrap_or(f64::NAN))
}

fn same(a: &Position, b: &Position) {
    for (a, b) in values(a).into_iter().zip(values(b)) {
        assert_eq!(a.is_nan(), b.is_nan());
        assert!(a.is_nan() || (a - b).abs() <= 1e-12 * a.abs().max(1.0), "{a} and {b}");
    }
}

#[test]
fn units_do_not_matter() {
    for seed in 0..300 {
        let lines = drawn(seed);
        let more: Vec<Line<'_>> =
            lines.iter().map(|line| (line.0, line.1, line.2, line.3, 1000.0 * line.4)).collect();
        let [one, thousand] = [&lines, &more].map(|lines| trade(lines, &[]));
        for (a, b) in of(&one).iter().zip(&of(&thousand)) {
            same(a, b);
        }
    }
}

#[test]
fn the_order_of_rows_does_not_matter() {
    for seed in 0..300 {
        let lines = drawn(seed);
        let turned: Vec<Line<'_>> = lines.iter().rev().copied().collect();
        let [one, other] = [&lines, &turned].map(|lines| trade(lines, &[]));
        for (market, a) in one.markets().zip(of(&one)) {
            let product = one.products().code(market.product as usize);
            let product = other.products().id(product).unwrap() as u32;
            let b = of(&other)[other.find(market.year, product).unwrap()];
            same(&a, &b);
            let [a, b] = [(&one, a), (&other, b)].map(|(trade, position)| {
                position.top.map(|top| trade.countries().code(top.source as usize).to_owned())
            });
            // Equal largest sources may be named either way.
            assert_eq!(a.is_some(), b.is_some());
        }
    }
}

/// Half of what C sells comes from a new country instead.
#[test]
fn splitting_a_source_raises_the_effective_number() {
    for seed in 0..300 {
        let lines = drawn(seed);
        let split: Vec<Line<'_>> = lines
            .iter()
            .flat_map(|line| match line.2 {
                "C" => {
                    let half = line.4 / 2.0;
                    vec![(line.0, line.1, "C", line.3, half), (line.0, line.1, "C2", line.3, half)]
                }
                _ => vec![*line],
            })
            .collect();
        let [before, after] = [&lines, &split].map(|lines| of(&trade(lines, &[])));
        for (a, b) in before.iter().zip(&after) {
            if let (Ok(a_eff), Ok(b_eff)) = (a.n_eff(), b.n_eff()) {
                let touched = b.suppliers > a.suppliers;
                assert!(if touched {
                    b_eff > a_eff
                } else {
                    (b_eff - a_eff).abs() < 1e-12 * a_eff
                });
            }
            assert!(b.world_export_hhi <= a.world_export_hhi);
        }
    }
}

#[test]
fn inner_trade_never_raises_cdi2() {
    for seed in 0..300 {
        let lines = drawn(seed);
        let mut more = lines.clone();
        more.extend(["p", "q", "r"].map(|product| (2020, product, "A", "B", 7.0)));
        let [before, after] = [&lines, &more].map(|lines| of(&trade(lines, &[])));
        for (a, b) in before.iter().zip(&after) {
            if let (Ok(a), Ok(b)) = (a.cdi2, b.cdi2) {
                assert!(b <= a, "{b} after {a}");
            }
            assert_eq!((a.cdi1, a.cdi3), (b.cdi1, b.cdi3));
        }
    }
}

#[test]
fn indicators_keep_their_bounds_and_margins_their_sign() {
    for seed in 0..300 {
        let trade = trade(&drawn(seed), &[]);
        let positions = of(&trade);
        for rules in ["ec2021", "cepii", "cepii_geodep"] {
            for said in assess(&trade, &positions, rule_set(rules).unwrap()) {
                if !said.margin.is_nan() {
                    assert_eq!(said.margin > 0.0, said.verdict == Verdict::Dependent);
                }
            }
        }
        for position in &positions {
            let [cdi1, cdi2, cdi3, world] = values(position);
            assert!((0.25 - 1e-12..=1.0 + 1e-12).contains(&cdi1), "four sources at most: {cdi1}");
            assert!((0.0..=1.0).contains(&cdi2) && cdi3 >= 0.0);
            assert!((1.0 / 6.0 - 1e-12..=1.0 + 1e-12).contains(&world));
            assert!(position.cdi3_incl_intra.unwrap() <= cdi3);
        }
        for network in network::networks(&trade) {
            let clustering = [network.clustering_binary, network.clustering_weighted];
            assert!(clustering.iter().all(|value| (0.0..=1.0).contains(value)));
        }
    }
}

#[test]
fn shares_of_an_importer_add_up_and_spare_capacity_only_helps() {
    let rules = rule_set("cepii").unwrap();
    for seed in 0..100 {
        let trade = trade(&drawn(seed), &[]);
        let links = |spare| matrix::matrix(&trade, 2020, None, rules, spare);
        let (none, some) = (links(0.0), links(0.3));
        for importer in 0..COUNTRIES.len() {
            let shares = none.iter().filter(|link| link.importer == importer);
            close(shares.map(|link| link.share).sum(), 1.0);
        }
        for (a, b) in none.iter().zip(&some) {
            assert!(b.missing <= a.missing && a.missing == a.share && a.dependent <= a.share);
        }
    }
}

/// Members seen one by one are what a bloc of one says of them.
#[test]
fn the_matrix_judges_as_the_bloc_of_one_does() {
    let rules = rule_set("cepii").unwrap();
    for seed in 0..100 {
        let trade = trade(&drawn(seed), &[]);
        let links = matrix::matrix(&trade, 2020, None, rules, 0.0);
        for (country, entry) in trade.countries().entries().iter().enumerate() {
            let bloc = Bloc::named(&trade, &names(&[&entry.code])).unwrap();
            let positions = positions(&trade, &bloc);
            let said = assess(&trade, &positions, rules);
            let markets = trade.markets().zip(&positions).zip(&said);
            let in_2020 = markets.filter(|((market, _), _)| market.year == 2020);
            let (mut dependent, mut imports) = (0.0, 0.0);
            for ((_, position), said) in in_2020 {
                imports += position.imports;
                if said.verdict == Verdict::Dependent {
                    dependent += position.imports;
                }
            }
            let own = links.iter().filter(|link| link.importer == country);
            close(own.map(|link| link.dependent).sum(), dependent / imports);
        }
    }
}
