//! Plans for the chain of masks against trying every set of its candidates.

use super::outages::{Outages, left};
use super::{Request, plan_chain};
use crate::chain::{Open, read_open};
use crate::example;
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::links::with;
use staves_core::chain::{Kind, Units};
use staves_core::plan::Aim;
use staves_core::program::Go;

fn masks() -> Open {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("masks");
    example::write("mask", &path).unwrap();
    read_open(&path, None).unwrap()
}

fn request(open: &Open, kind: Kind, aim: Aim, budget: f64, failures: Option<usize>) -> Request<'_> {
    Request {
        open,
        home: None,
        kind,
        failure: 0.2,
        failures,
        runs: 40,
        fresh: 40,
        seed: 7,
        budget,
        aim,
        gap: 0.0,
        simulate: usize::MAX,
    }
}

/// The least value of all affordable sets, by the rates of the chain that is left.
fn tried(request: &Request<'_>) -> f64 {
    let (chain, candidates) = (request.chain(), &request.open.candidates);
    let outages = Outages::new(request).unwrap();
    let units = Units::new(chain, request.kind);
    let mut fill = Fill::new(chain, None);
    let mut best = f64::INFINITY;
    for mask in 0..1_usize << candidates.len() {
        let chosen: Vec<usize> = (0..candidates.len()).filter(|j| mask >> j & 1 == 1).collect();
        if chosen.iter().map(|j| candidates[*j].cost).sum::<f64>() > request.budget {
            continue;
        }
        let available = with(chain, &request.base(), candidates, chosen);
        let losses: Vec<f64> = outages
            .failed
            .iter()
            .map(|failed| left(&units, available.len(), failed))
            .map(|left| left.iter().zip(&available).map(|(a, b)| *a && *b).collect::<Vec<_>>())
            .map(|left| 1.0 - fill.rate(Target::Weighted, &left).unwrap().unwrap().rate)
            .collect();
        best = best.min(request.aim.value(&losses, &outages.chances));
    }
    best
}

#[test]
fn the_best_of_every_set_is_found_and_proven() {
    let open = masks();
    let tail = Aim::Tail { share: 0.3, weight: 0.5 };
    let mut lower = false;
    for (kind, aim, budget, failures) in [
        (Kind::Region, Aim::Expected, 20.0, None),
        (Kind::Region, Aim::Expected, 1000.0, Some(1)),
        (Kind::Activity, Aim::Expected, 18.0, Some(1)),
        (Kind::Activity, tail, 25.0, None),
        (Kind::Owner, Aim::Worst, 1000.0, Some(1)),
    ] {
        let request = request(&open, kind, aim, budget, failures);
        let plan = plan_chain(&request, &|_| Go::On).unwrap();
        let (found, wanted) = (plan.certificate.value, tried(&request));
        assert!((found - wanted).abs() <= 1e-7, "{kind:?} {aim:?} {found} {wanted}");
        assert!((plan.certificate.bound - wanted).abs() <= 1e-6, "{:?}", plan.certificate);
        let summary = plan.summary();
        assert_eq!(summary.column("state").unwrap().text(0), Some("closed"));
        lower |= plan.certificate.value < aim.value(&plan.before, &plan.outages.chances) - 0.01;
    }
    assert!(lower, "some plan helps");
}
