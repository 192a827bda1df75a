use super::*;
use crate::codes::Codes;
use crate::economy::{About, DemandColumn, EconomyParts, PrimaryInput, PrimaryKind, Producer};
use crate::matrix::Matrix;
use crate::units::MoneyUnit;

/// Miller and Blair's two sectors, with a consuming region of its own.
fn parts() -> EconomyParts {
    EconomyParts {
        about: About {
            title: "two sectors".into(),
            title_zh: String::new(),
            source: "textbook".into(),
            licence: String::new(),
            format: String::new(),
            year: 2010,
            unit: MoneyUnit::million("USD"),
            price_basis: String::new(),
            synthetic: false,
        },
        regions: Codes::plain(["here"]).unwrap(),
        sectors: Codes::plain(["A", "M"]).unwrap(),
        categories: Codes::plain(["consumption", "INVNT"]).unwrap(),
        producers: (0..2).map(|sector| Producer { region: 0, sector }).collect(),
        demand_columns: (0..2).map(|category| DemandColumn { region: 0, category }).collect(),
        flows: Matrix::from_dense(2, 2, vec![150., 500., 200., 100.]),
        final_demand: Matrix::from_dense(2, 2, vec![360., -10., 1700., 0.]),
        primary_inputs: vec![PrimaryInput {
            code: "VA".into(),
            label: "value added".into(),
            kind: PrimaryKind::ValueAdded,
            values: vec![650., 1400.],
        }],
        stated_output: Some(vec![1000., 2000.]),
        attributes: Vec::new(),
    }
}

fn check(parts: EconomyParts, notes: &[Note], name: &str) -> Finding {
    let economy = Economy::new(parts).unwrap();
    let findings = audit(&economy, notes, &Thresholds::default());
    findings.into_iter().find(|finding| finding.check == name).unwrap()
}

#[test]
fn a_sound_table_passes_everything_it_can_be_asked() {
    let economy = Economy::new(parts()).unwrap();
    for finding in audit(&economy, &[], &Thresholds::default()) {
        assert_eq!(finding.verdict, Verdict::Pass, "{finding:?}");
        for lang in [Lang::En, Lang::Zh] {
            for words in [finding.title(lang), finding.explain(lang), finding.unit_name(lang)] {
                assert!(!words.starts_with("audit."), "no words for {words}");
            }
        }
    }
}

#[test]
fn without_value_added_nothing_is_passed_on_balance() {
    let bare = EconomyParts { primary_inputs: Vec::new(), stated_output: None, ..parts() };
    for name in [
        "row-column-balance",
        "total-balance",
        "transposition",
        "stated-output",
        "final-demand-total",
    ] {
        assert_eq!(check(bare.clone(), &[], name).verdict, Verdict::Skipped, "{name}");
    }
}

#[test]
fn each_defect_of_balance_is_found() {
    let stated = EconomyParts { stated_output: Some(vec![1000., 2000.1]), ..parts() };
    let finding = check(stated, &[], "stated-output");
    assert_eq!((finding.verdict, finding.count), (Verdict::Warn, 1));
    assert!((finding.value - 0.1 / 2000.1).abs() < 1e-12, "{finding:?}");

    let flows = Matrix::from_dense(2, 2, vec![150., 200., 500., 100.]);
    let demand = Matrix::from_dense(2, 2, vec![350., 0., 1700., 0.]);
    let turned = EconomyParts { flows, final_demand: demand, ..parts() };
    assert_eq!(check(turned.clone(), &[], "transposition").verdict, Verdict::Fail);
    assert_eq!(check(turned.clone(), &[], "total-balance").verdict, Verdict::Fail);
    let finding = check(turned, &[], "row-column-balance");
    assert_eq!((finding.verdict, finding.count), (Verdict::Warn, 2));

    // Output read as a column of final demand.
    let demand = Matrix::from_dense(2, 2, vec![350., 1000., 1700., 2000.]);
    let doubled = EconomyParts { final_demand: demand, ..parts() };
    assert_eq!(check(doubled, &[], "final-demand-total").verdict, Verdict::Fail);
}

#[test]
fn each_sign_is_found_where_it_should_not_be() {
    let flows = Matrix::from_dense(2, 2, vec![150., -5., 200., 100.]);
    let demand = Matrix::from_dense(2, 2, vec![-360., -10., 1700., 0.]);
    let bad = EconomyParts { flows, final_demand: demand, primary_inputs: Vec::new(), ..parts() };
    let finding = check(bad.clone(), &[], "negative-flows");
    assert_eq!((finding.count, &finding.places[0][..]), (1, "here|A → here|M (-5)"));
    // One cell of consumption and one producer; the change in stocks is as it should be.
    assert_eq!(check(bad.clone(), &[], "negative-final-demand").count, 2);
    assert_eq!(check(bad.clone(), &[], "negative-output").verdict, Verdict::Warn);
    assert_eq!(check(bad, &[], "negative-value-added").places, ["here|A (-575)"]);

    let flows = Matrix::from_dense(2, 2, vec![0., 0., 0., 100.]);
    let demand = Matrix::from_dense(2, 2, vec![-0.0, 0., 1700., 0.]);
    let dead = EconomyParts { flows, final_demand: demand, ..parts() };
    assert_eq!(check(dead, &[], "zero-output").places, ["here|A"]);
}

#[test]
fn coefficients_that_cannot_work_are_refused() {
    // The first sector uses more than it makes, and the whole still works: ρ² = 1.2 × 5/12.
    let demand = Matrix::from_dense(2, 2, vec![500., 0., 0., 0.]);
    let flows = Matrix::from_dense(2, 2, vec![0., 500., 1200., 0.]);
    let greedy = EconomyParts { flows, final_demand: demand, ..parts() };
    assert_eq!(check(greedy.clone(), &[], "column-sums").places, ["here|A (1.2000)"]);
    let finding = check(greedy, &[], "spectral-radius");
    assert_eq!(finding.verdict, Verdict::Pass);
    assert!((0.5_f64.sqrt()..1.0).contains(&finding.value), "{finding:?}");

    let demand = Matrix::from_dense(2, 2, vec![-100., 0., 0., 0.]);
    let flows = Matrix::from_dense(2, 2, vec![0., 500., 1200., 0.]);
    let impossible = EconomyParts { flows, final_demand: demand, ..parts() };
    let finding = check(impossible, &[], "spectral-radius");
    assert_eq!(finding.verdict, Verdict::Fail);
    assert!((finding.value - 1.25_f64.sqrt()).abs() < 1e-6, "{finding:?}");
}

#[test]
fn a_wrong_unit_is_seen_where_the_size_is_known() {
    let mut world = parts();
    world.regions = Codes::plain(["RoW"]).unwrap();
    assert_eq!(check(world.clone(), &[], "unit-magnitude").verdict, Verdict::Fail, "too small");
    // 2 050 units of value added; the world of 2010 made 67 × 10¹² USD.
    world.about.unit.scale = 67e12 / 2050.0;
    let finding = check(world.clone(), &[], "unit-magnitude");
    assert!(finding.verdict == Verdict::Pass && (finding.value - 1.0).abs() < 1e-12);
    world.about.unit.scale *= 1000.0;
    world.regions = Codes::plain(["here"]).unwrap();
    assert_eq!(check(world.clone(), &[], "unit-magnitude").verdict, Verdict::Fail, "too large");
    world.about.year = 0;
    assert_eq!(check(world, &[], "unit-magnitude").verdict, Verdict::Skipped);
}

#[test]
fn what_the_reader_changed_is_counted() {
    let notes = [
        Note::new("read::blank", 3).places(["Z!B2".to_owned()]).effect("output +0.1 %"),
        Note::new("read::order", 1),
    ];
    let finding = check(parts(), &notes, "changed-by-reader");
    assert_eq!((finding.count, &finding.places[0][..]), (3, "read::blank × 3, Z!B2"));
}
