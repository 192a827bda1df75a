//! Four countries, worked by hand.

use super::{Line, close, names, trade};
use crate::dependence::{
    Assessment, Bloc, Builder, Dropped, Position, Reason, Row, Trade, Verdict, assess, grid, loss,
    margin, matrix, network, positions, rule_set,
};

/// The bloc is {A, B}. Of `p` it buys 80 from C and 20 from D, members sell each other 10, and 50 go
/// outside.
const LINES: [Line<'static>; 9] = [
    (2020, "p", "C", "A", 60.0),
    (2020, "p", "D", "A", 20.0),
    (2020, "p", "C", "B", 20.0),
    (2020, "p", "A", "B", 10.0),
    (2020, "p", "A", "C", 25.0),
    (2020, "p", "B", "D", 25.0),
    (2020, "p", "C", "D", 50.0),
    (2020, "q", "A", "B", 5.0),
    (2020, "r", "C", "A", 10.0),
];

fn at(trade: &Trade, bloc: &[&str], product: &str) -> Position {
    let bloc = Bloc::named(trade, &names(bloc)).unwrap();
    let product = trade.products().id(product).unwrap() as u32;
    positions(trade, &bloc)[trade.find(2020, product).unwrap()]
}

fn said(trade: &Trade, bloc: &[&str], rules: &str, product: &str) -> Assessment {
    let bloc = Bloc::named(trade, &names(bloc)).unwrap();
    let product = trade.products().id(product).unwrap() as u32;
    let number = trade.find(2020, product).unwrap();
    assess(trade, &positions(trade, &bloc), rule_set(rules).unwrap())[number]
}

#[test]
fn core_indicators() {
    let trade = trade(&LINES, &[]);
    let p = at(&trade, &["A", "B"], "p");
    assert_eq!((p.imports, p.intra, p.exports, p.suppliers), (100.0, 10.0, 50.0, 2));
    close(p.cdi1.unwrap(), 0.68);
    close(p.n_eff().unwrap(), 1.0 / 0.68);
    close(p.cdi2.unwrap(), 100.0 / 110.0);
    close(p.cdi3.unwrap(), 2.0);
    close(p.cdi3_incl_intra.unwrap(), 100.0 / 60.0);
    // Exports of A, B, C, D are 35, 25, 130, 20.
    close(p.world_export_hhi, 19150.0 / 44100.0);
    let top = p.top.unwrap();
    assert_eq!(trade.countries().code(top.source as usize), "C");
    close(top.share, 0.8);
}

#[test]
fn verdicts_and_margins() {
    let trade = trade(&LINES, &[]);
    let bloc = ["A", "B"];
    let ec = said(&trade, &bloc, "ec2021", "p");
    assert_eq!((ec.verdict, ec.reason), (Verdict::Dependent, None));
    close(ec.margin, 0.68 / 0.4 - 1.0);
    let cepii = said(&trade, &bloc, "cepii", "p");
    assert_eq!(cepii.verdict, Verdict::Dependent);
    close(cepii.margin, 19150.0 / 44100.0 / 0.4 - 1.0);
    let p = at(&trade, &bloc, "p");
    let margins = rule_set("ec2021").unwrap().criteria.iter().map(|c| margin(&p, *c));
    for (found, wanted) in margins.zip([0.7, 100.0 / 55.0 - 1.0, 1.0]) {
        close(found, wanted);
    }
}

#[test]
fn nothing_imported_and_nothing_exported() {
    let trade = trade(&LINES, &[]);
    let q = at(&trade, &["A", "B"], "q");
    assert_eq!((q.cdi1, q.cdi3, q.top), (Err(Reason::NotImported), Err(Reason::NotImported), None));
    assert_eq!((q.cdi2, q.cdi3_incl_intra), (Ok(0.0), Ok(0.0)));
    let said_of = |product| said(&trade, &["A", "B"], "ec2021", product);
    let q = said_of("q");
    assert_eq!(
        (q.verdict, q.reason, q.margin),
        (Verdict::NotDependent, Some(Reason::NotImported), -1.0)
    );
    let r = at(&trade, &["A", "B"], "r");
    assert_eq!((r.cdi1, r.cdi2, r.cdi3), (Ok(1.0), Ok(1.0), Ok(f64::INFINITY)));
    // The least of 1/.4, 1/.5 and ∞.
    assert_eq!((said_of("r").verdict, said_of("r").margin), (Verdict::Dependent, 1.0));
}

#[test]
fn a_single_country_needs_its_output() {
    let none = trade(&LINES, &[]);
    let a = at(&none, &["A"], "p");
    assert_eq!((a.intra, a.exports, a.cdi2), (0.0, 35.0, Err(Reason::OutputUnknown)));
    let ec = said(&none, &["A"], "ec2021", "p");
    assert_eq!((ec.verdict, ec.reason), (Verdict::Undefined, Some(Reason::OutputUnknown)));
    assert!(ec.margin.is_nan());
    // One criterion that fails settles it: C exports more than it imports.
    let c = said(&none, &["C"], "ec2021", "p");
    assert_eq!((c.verdict, c.reason), (Verdict::NotDependent, None));
    let known = trade(&LINES, &[(2020, "p", "A", 55.0)]);
    close(at(&known, &["A"], "p").cdi2.unwrap(), 0.8);
    assert_eq!(said(&known, &["A"], "ec2021", "p").verdict, Verdict::Dependent);
    let little = trade(&LINES, &[(2020, "p", "A", 30.0)]);
    assert_eq!(at(&little, &["A"], "p").cdi2, Err(Reason::OutputBelowExports));
    let bloc = trade(&LINES, &[(2020, "p", "A", 55.0)]);
    close(at(&bloc, &["A", "B"], "p").cdi2.unwrap(), 100.0 / 110.0);
}

#[test]
fn a_bloc_has_members_and_an_outside() {
    let trade = trade(&LINES, &[]);
    let refused = |members: &[&str]| Bloc::named(&trade, &names(members)).unwrap_err().code();
    assert_eq!(refused(&["A", "Z"]), "trade::unknown-country");
    assert_eq!(refused(&["*"]), "trade::no-outside");
    assert_eq!(rule_set("ec2012").unwrap_err().code(), "trade::unknown-rules");
}

#[test]
fn the_grid_of_thresholds() {
    let trade = trade(&LINES, &[]);
    let bloc = Bloc::named(&trade, &names(&["A", "B"])).unwrap();
    let chances = grid::chances(&trade, &positions(&trade, &bloc), rule_set("ec2021").unwrap());
    // .68 exceeds .4·f for every f up to 1.5, .909 exceeds .5·f, 2 exceeds f.
    assert_eq!(chances[0].criteria, [1.0, 1.0, 1.0]);
    assert_eq!((chances[0].dependent, chances[1].dependent), (1.0, 0.0));
    let cepii = grid::chances(&trade, &positions(&trade, &bloc), rule_set("cepii").unwrap());
    // 0.434 exceeds .4·f for f = .5 … 1.0.
    close(cepii[0].dependent, 6.0 / 11.0);
    let single = Bloc::named(&trade, &names(&["A"])).unwrap();
    let open = grid::chances(&trade, &positions(&trade, &single), rule_set("ec2021").unwrap());
    assert!(open[0].dependent.is_nan() && open[0].criteria[1].is_nan());
}

#[test]
fn losing_a_source() {
    let trade = trade(&LINES, &[]);
    let bloc = Bloc::named(&trade, &names(&["A", "B"])).unwrap();
    let positions = positions(&trade, &bloc);
    let losses = loss::losses(trade.market(0), &positions[0], &bloc);
    // What is bought in all is 110: 100 from outside, 10 from members.
    let shares: Vec<f64> = losses.iter().map(|loss| loss.share).collect();
    assert_eq!(shares, [80.0 / 110.0, 20.0 / 110.0]);
    assert_eq!(loss::purchases(&trade, &positions)[&2020], 110.0 + 5.0 + 10.0);
    // (1 − .75)^(−1/2) = 2.
    close(loss::log_price(0.75, 3.0), 2_f64.ln());
    assert_eq!(loss::log_price(1.0, 3.0), f64::INFINITY);
    assert!(loss::log_price(0.5, 1.0).is_nan() && loss::log_price(0.5, 0.3).is_nan());
    close(loss::quantity_loss(0.6, 0.25), 0.5);
    assert_eq!(loss::quantity_loss(0.2, 0.5), 0.0);
    for (low, high) in [(0.0, 1.0), (2.0, 1.0), (1.0, f64::INFINITY), (f64::NAN, 1.0)] {
        assert_eq!(loss::Elasticity::new(low, high).unwrap_err().code(), "trade::elasticity");
    }
}

#[test]
fn networks_of_known_shape() {
    let both = |a, b| [(2020, "p", a, b, 7.0), (2020, "p", b, a, 7.0)];
    let full = [both("A", "B"), both("B", "C"), both("C", "A")].concat();
    let found = network::networks(&trade(&full, &[]))[0];
    assert_eq!((found.clustering_binary, found.clustering_weighted), (1.0, 1.0));
    close(found.outdegree_max, 1.0 / 3.0);
    close(found.outdegree_std, 0.0);
    // A ring without a way back is one of the two triangles there could be.
    let ring = [(2020, "p", "A", "B", 7.0), (2020, "p", "B", "C", 7.0), (2020, "p", "C", "A", 7.0)];
    let found = network::networks(&trade(&ring, &[]))[0];
    assert_eq!((found.clustering_binary, found.clustering_weighted), (1.0, 0.5));
    let star = [(2020, "p", "A", "B", 1.0), (2020, "p", "A", "C", 3.0)];
    let found = network::networks(&trade(&star, &[]))[0];
    assert_eq!((found.clustering_binary, found.clustering_weighted), (0.0, 0.0));
    assert_eq!(found.outdegree_max, 1.0);
    // Shares 1, 0, 0 around 1/3.
    close(found.outdegree_std, (2.0_f64 / 9.0).sqrt());
}

#[test]
fn who_depends_on_whom() {
    let trade = trade(&LINES, &[]);
    let rules = rule_set("cepii").unwrap();
    let links = |spare| matrix::matrix(&trade, 2020, None, rules, spare);
    let of = |links: &[matrix::Link], source: usize, importer: usize| {
        *links.iter().find(|link| (link.source, link.importer) == (source, importer)).unwrap()
    };
    let id = |code: &str| trade.countries().id(code).unwrap();
    // A imports 60 and 20 of p and 10 of r: 70 of 90 from C.
    let c_a = of(&links(0.0), id("C"), id("A"));
    close(c_a.share, 70.0 / 90.0);
    assert_eq!(c_a.share, c_a.missing);
    // Both products are concentrated for A and in the world, and A exports less than it imports.
    close(c_a.dependent, 70.0 / 90.0);
    // C sells 130 of p; the others sell 80 and can add half, 40: 90/130 stay missing. Nobody else
    // sells r.
    close(of(&links(0.5), id("C"), id("A")).missing, (60.0 * 90.0 / 130.0 + 10.0) / 90.0);
    // B also buys q from A, for which the world has no other source.
    close(of(&links(0.5), id("A"), id("B")).value, 15.0);
    let bloc = Bloc::named(&trade, &names(&["A", "B"])).unwrap();
    let merged = positions(&trade, &bloc);
    let links = matrix::matrix(&trade, 2020, Some((&bloc, &merged)), rules, 0.0);
    let whole = trade.countries().len();
    close(of(&links, id("C"), whole).share, 90.0 / 110.0);
    assert!(links.iter().all(|link| link.source != id("A") && link.importer != id("B")));
    let ec = matrix::matrix(&trade, 2020, None, rule_set("ec2021").unwrap(), 0.0);
    assert!(of(&ec, id("C"), id("A")).dependent.is_nan(), "CDI2 of one country is not known");
}

#[test]
fn rows_that_are_no_flows_are_told() {
    let mut builder = Builder::default();
    let row = Row { year: 2020, product: 0, exporter: 0, importer: 1, value: 1.0 };
    assert_eq!(builder.row(Row { importer: 0, ..row }), Err(Dropped::SelfFlow));
    assert_eq!(builder.row(Row { value: 0.0, ..row }), Err(Dropped::NotPositive));
    assert_eq!(builder.row(Row { value: f64::NAN, ..row }), Err(Dropped::NotPositive));
    assert!(builder.is_empty());
    builder.row(row).unwrap();
    builder.row(Row { value: 2.0, ..row }).unwrap();
    let codes = |names: &[&str]| crate::Codes::plain(names).unwrap();
    let (trade, note) = builder.finish(codes(&["p"]), codes(&["A", "B"]));
    assert_eq!(trade.market(0).flows[0].value, 3.0);
    assert_eq!(note.unwrap().places, ["2020 `p` A → B"]);
}
