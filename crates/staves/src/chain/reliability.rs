//! Rows of `staves map` about failures at random: how probable it is that each final good can be
//! made.

use super::map::Request;
use super::row::Row;
use staves_core::chain::reliability::{Certainty, Estimate, Failures, WORK};
use staves_core::chain::units::names;
use staves_core::chain::{Kind, Mode};

const DEFINITION: &str = "models/integrity#reliability";

/// How sure a number is, as a state in tables.
pub(super) fn state(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Exact => "exact",
        Certainty::Between => "between",
        Certainty::Sampled(_) => "sampled",
    }
}

/// Name of the indicator.
fn indicator(kind: Kind) -> &'static str {
    match kind {
        Kind::Activity => "reliability_activity",
        Kind::Site => "reliability_site",
        Kind::Owner => "reliability_owner",
        Kind::Region => "reliability_region",
    }
}

/// One row a kind of unit and final good.
pub(super) fn rows(request: &Request<'_>, available: &[bool]) -> Vec<Row> {
    let (chain, goods) = (&request.file.chain, request.goods());
    let of = |kind: Kind| {
        let known = !names(chain, kind).is_empty();
        let failures = Failures::alike(chain, available, Mode::ColdStart, kind, request.failure);
        let found =
            if known { failures.reliability(&goods, WORK / Kind::ALL.len()) } else { Vec::new() };
        let row = move |(k, good): (usize, u32)| {
            let row = Row::exact(indicator(kind), f64::NAN, "probability", DEFINITION);
            let row = row.of(chain.goods().code(good as usize));
            match found.get(k) {
                Some(found) => estimated(row, found),
                None => row.bounded(f64::NAN, f64::NAN, "unknown"),
            }
        };
        goods.clone().into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    Kind::ALL.into_iter().flat_map(of).collect()
}

fn estimated(row: Row, found: &Estimate) -> Row {
    let Estimate { value, low, high, certainty } = *found;
    match certainty {
        Certainty::Between => row.bounded(low, high, state(certainty)),
        _ => row.estimated([low, value, high], state(certainty)),
    }
}
