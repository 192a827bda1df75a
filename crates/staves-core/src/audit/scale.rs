//! Checks of size: coefficients, the spectral radius, the money unit.

use super::facts::Facts;
use super::{Finding, Thresholds, Verdict};
use crate::economy::Economy;
use crate::leontief;

/// Inputs above output: column sums of A above one.
pub(super) fn column_sums(economy: &Economy, facts: &Facts) -> Finding {
    let mut largest = 0.0_f64;
    let mut places = Vec::new();
    for (row, (output, bought)) in economy.output().iter().zip(&facts.bought).enumerate() {
        let sum = if *output > 0.0 { bought / output } else { 0.0 };
        largest = largest.max(sum);
        if sum > 1.0 {
            places.push((sum, format!("{} ({sum:.4})", economy.name(row))));
        }
    }
    Finding::new("column-sums", "ratio", largest, 1.0).at(places).above(Verdict::Warn)
}

/// The spectral radius of A: from one on, no output can meet final demand. The value is an upper
/// bound; it is only as close as it needs to be.
pub(super) fn spectral_radius(economy: &Economy, facts: &Facts) -> Finding {
    let bound = leontief::spectral_radius_bound(economy, &facts.bought_absolute);
    let finding = Finding::new("spectral-radius", "ratio", bound, 1.0);
    let verdict = if bound < 1.0 { Verdict::Pass } else { Verdict::Fail };
    Finding { verdict, ..finding }
}

/// World GDP in 10¹² current USD by year from 1995, rounded to one; World Bank. Coarse on purpose:
/// it only has to catch thousands taken for millions.
const WORLD_GDP: [f64; 30] = [
    31., 32., 32., 31., 33., 34., 34., 35., 39., 44., 48., 52., 58., 64., 61., 67., 74., 76., 78.,
    80., 75., 77., 81., 87., 88., 85., 97., 101., 106., 110.,
];
const FIRST_YEAR: u32 = 1995;
/// USD per EUR over these years, give or take 30 %.
const USD_PER_EUR: f64 = 1.15;

/// Value added in all against world GDP of the year. A table with a rest of the world claims to be
/// the world, and must come near; any other must stay below.
pub(super) fn unit_magnitude(economy: &Economy, facts: &Facts, thresholds: &Thresholds) -> Finding {
    const CHECK: &str = "unit-magnitude";
    let about = &economy.about;
    let usd = match about.unit.currency.as_str() {
        "USD" => 1.0,
        "EUR" => USD_PER_EUR,
        _ => 0.0,
    };
    let year = about.year.checked_sub(FIRST_YEAR);
    let world = year.and_then(|year| WORLD_GDP.get(year as usize));
    let Some(world) = world.filter(|_| !about.synthetic && usd > 0.0) else {
        return Finding::skipped(CHECK, "ratio", thresholds.magnitude);
    };
    let value_added: f64 = match &facts.primary {
        Some(_) => economy.value_added().iter().sum(),
        None => facts.total - facts.bought.iter().sum::<f64>(),
    };
    let ratio = value_added * about.unit.scale * usd / (world * 1e12);
    let limit = thresholds.magnitude;
    let too_small = claims_the_world(economy) && ratio < 1.0 / limit;
    let verdict = if ratio > limit || too_small { Verdict::Fail } else { Verdict::Pass };
    Finding { verdict, ..Finding::new(CHECK, "ratio", ratio, limit) }
}

fn claims_the_world(economy: &Economy) -> bool {
    economy.regions.entries().iter().any(|region| {
        let (code, name) = (region.code.to_lowercase(), region.en.to_lowercase());
        code == "row"
            || code == "wld"
            || name.contains("rest of the world")
            || name.contains("rest of world")
    })
}
