//! What was closed when, as an event set (docs/src/models/replay.md, "Policies").

use super::data::{CATEGORIES, Data, Sector};
use super::variant::{Households, Labour, Other, Variant};
use std::fmt::Write;

/// First days of the months from February 2020, counted from the 1st of February, and the end.
pub const MONTHS: [u32; 12] = [0, 29, 60, 90, 121, 151, 182, 213, 243, 274, 304, 335];

/// First day of a phase, and the policy that holds in it.
type Phase = (u32, &'static str);

const PHASES: [Phase; 10] = [
    (42, "lockdown_2_1"), // 14 March: bars, restaurants, leisure
    (46, "lockdown_1"),   // 18 March
    (93, "lockdown_release_phaseI"),
    (107, "lockdown_release_phaseII"), // 18 May
    (128, "lockdown_release_phaseIII"),
    (151, "lockdown_release_phaseIV"),
    (179, "lockdown_Antwerp"), // 29 July
    (207, "lockdown_release_phaseIV"),
    (261, "lockdown_2_1"), // 19 October
    (275, "lockdown_2_2"),
];
/// The 1st of December: shops open again.
const LAST: Phase = (304, "lockdown_plateau");
/// Retail trade opened on the 11th of May, a week before the other sectors of its phase.
const RETAIL: (&str, u32) = ("G47", 100);
/// Share of Belgians who live in the province of Antwerp.
const ANTWERP: f64 = 0.163;
const END: u32 = MONTHS[11];

/// How strictly one sector is closed over time: first day, day after the last, share.
pub fn closures(sector: &Sector) -> Vec<(u32, u32, f64)> {
    let strict = |policy: &str| sector.policy[policy];
    let share = |policy: &str| match policy {
        "lockdown_Antwerp" => {
            let elsewhere = strict("lockdown_release_phaseIV");
            (1.0 - ANTWERP) * elsewhere + ANTWERP * strict(policy).max(elsewhere)
        }
        _ => strict(policy),
    };
    let phases: Vec<Phase> = PHASES.into_iter().chain([LAST, (END, "")]).collect();
    let open = |from: u32, to: u32, policy: &str| {
        let early = sector.code == RETAIL.0 && policy == "lockdown_release_phaseI";
        (from, if early { RETAIL.1 } else { to }, share(policy))
    };
    phases.windows(2).map(|pair| open(pair[0].0, pair[1].0, pair[0].1)).collect()
}

/// Share of the labour of a sector that is lost while it is wholly closed.
pub fn labour_lost(sector: &Sector, labour: Labour) -> f64 {
    match labour {
        Labour::Index => (1.0 - sector.remote) * (1.0 - sector.essential),
        Labour::Observed => sector.idle,
        Labour::None => 0.0,
    }
}

/// Mean share of output of each month that closures alone leave.
pub fn direct(data: &Data, labour: Labour) -> Vec<f64> {
    let total: f64 = data.sectors.iter().map(|sector| sector.output).sum();
    let lost = |from: u32, to: u32| -> f64 {
        let of = |sector: &Sector| -> f64 {
            let overlap = |a: u32, b: u32| f64::from(b.min(to).saturating_sub(a.max(from)));
            let days = closures(sector).into_iter().map(|(a, b, share)| share * overlap(a, b));
            sector.output * labour_lost(sector, labour) * days.sum::<f64>()
        };
        data.sectors.iter().map(of).sum::<f64>() / f64::from(to - from)
    };
    MONTHS.windows(2).map(|month| 1.0 - lost(month[0], month[1]) / total).collect()
}

/// The event set.
pub fn events(data: &Data, variant: &Variant) -> String {
    let mut text =
        String::from("event,region,sector,kind,category,size,start,duration,recovery,shape\n");
    let mut line = |sector: &Sector, kind: &str, category: &str, size: f64, days: [u32; 3]| {
        // A shock on a cell that is empty hits nobody and is refused.
        let cell = CATEGORIES.iter().position(|known| *known == category);
        if size != 0.0 && cell.is_none_or(|cell| sector.final_demand[cell] != 0.0) {
            let [start, lasts, recovery] = days;
            let code = &sector.code;
            writeln!(
                text,
                "Belgium 2020,BE,{code},{kind},{category},{size},{start},{lasts},{recovery},linear"
            )
            .unwrap();
        }
    };
    for sector in &data.sectors {
        for (from, to, share) in closures(sector) {
            let size = match variant.labour {
                // The economy holds who can work at home.
                Labour::Index => 1.0 - sector.essential,
                labour => labour_lost(sector, labour),
            };
            line(sector, "labour", "", size * share, [from, to - from, 0]);
            let change = match variant.households {
                Households::Forecast => sector.households,
                Households::Leisure => -sector.leisure,
                Households::OnSite => -sector.on_site,
                Households::Fading | Households::Unchanged => 0.0,
            };
            line(sector, "demand", "HH", change * share, [from, to - from, 0]);
        }
        if variant.households == Households::Fading {
            // Full from 18 March to 3 May, gone on 1 July.
            line(sector, "demand", "HH", sector.households, [46, 47, 58]);
        }
        let other = match variant.other {
            Other::BySector => sector.other,
            Other::Tenth => 0.1,
            Other::Unchanged => 0.0,
        };
        // Goods are back on 1 September 2020, services a year later.
        let recovery = if sector.code.as_str() < "G" { 123 } else { 488 };
        for category in &CATEGORIES[1..] {
            line(sector, "demand", category, -other, [42, 48, recovery]);
        }
    }
    text
}
