//! A hand-written instance whose closures and cuts were found by full enumeration elsewhere: 25
//! activities, 17 goods, 12 regions; home regions begin with `CN-`.

use super::super::closure::made;
use super::super::cuts::{Redundancy, Search};
use super::super::failure::single_points;
use super::super::restart::{WORK, restart};
use super::super::width::link_width;
use super::super::{Chain, Kind, Mode, Units, missing, units};
use super::{Line, codes};

const LINES: [Line<'static>; 25] = [
    ("oil_CN", "CN-HL", "oil", 60.0, &[]),
    ("oil_IMP", "F1", "oil", 80.0, &[]),
    ("pp_GD", "CN-GD", "pp", 50.0, &[&[("oil", 1.0)]]),
    ("pp_ZJ", "CN-ZJ", "pp", 40.0, &[&[("oil", 1.0)]]),
    ("steel_HB", "CN-HE", "steel", 90.0, &[]),
    ("meltblown_HB", "CN-HB", "meltblown", 30.0, &[&[("pp", 1.0)]]),
    ("meltblown_GD", "CN-GD", "meltblown", 30.0, &[&[("pp", 1.0)]]),
    ("spun_HB", "CN-HB", "spunbond", 60.0, &[&[("pp", 1.0)]]),
    ("wire_ZJ", "CN-ZJ", "nosewire", 200.0, &[&[("steel", 0.1)]]),
    ("elastic_FJ", "CN-FJ", "earloop", 150.0, &[&[("spandex", 0.05)]]),
    ("spandex_ZJ", "CN-ZJ", "spandex", 5.0, &[]),
    ("spandex_F2", "F2", "spandex", 5.0, &[]),
    (
        "mask_GD",
        "CN-GD",
        "mask",
        60.0,
        &[&[("meltblown", 0.3)], &[("spunbond", 0.5)], &[("nosewire", 1.0)], &[("earloop", 2.0)]],
    ),
    (
        "mask_HB",
        "CN-HB",
        "mask",
        60.0,
        &[&[("meltblown", 0.3)], &[("spunbond", 0.5)], &[("nosewire", 1.0)], &[("earloop", 2.0)]],
    ),
    ("mcu_F1", "F1", "mcu_hi", 20.0, &[]),
    ("mcu_SH", "CN-SH", "mcu_lo", 8.0, &[&[("wafer", 0.1)]]),
    ("wafer_F3", "F3", "wafer", 10.0, &[]),
    ("turbine_F2", "F2", "turbine", 12.0, &[]),
    ("sensor_F3", "F3", "sensor", 20.0, &[]),
    ("sensor_JS", "CN-JS", "sensor", 6.0, &[&[("wafer", 0.05)]]),
    (
        "vent_GD",
        "CN-GD",
        "ventilator",
        8.0,
        &[
            &[("mcu_hi", 1.0), ("mcu_lo", 2.0)],
            &[("turbine", 1.0)],
            &[("sensor", 2.0)],
            &[("steel", 0.5)],
        ],
    ),
    (
        "vent_JS",
        "CN-JS",
        "ventilator",
        6.0,
        &[
            &[("mcu_hi", 1.0), ("mcu_lo", 2.0)],
            &[("turbine", 1.0)],
            &[("sensor", 2.0)],
            &[("steel", 0.5)],
        ],
    ),
    ("castings_LN", "CN-LN", "castings", 10.0, &[&[("machtool", 0.1)], &[("steel", 1.0)]]),
    ("machtool_LN", "CN-LN", "machtool", 5.0, &[&[("castings", 0.5)]]),
    ("machtool_F1", "F1", "machtool", 5.0, &[]),
];

const FINALS: [(&str, f64); 3] = [("mask", 100.0), ("ventilator", 10.0), ("castings", 6.0)];

const HOME_STARTS: [&str; 9] =
    ["earloop", "mask", "meltblown", "nosewire", "oil", "pp", "spandex", "spunbond", "steel"];

pub fn instance() -> Chain {
    super::chain(&LINES, &FINALS)
}

fn home(chain: &Chain) -> Vec<bool> {
    let regions = chain.regions().entries().iter();
    chain.inside(&regions.map(|region| region.code.starts_with("CN-")).collect::<Vec<_>>())
}

fn made_codes(chain: &Chain, available: &[bool], mode: Mode) -> Vec<String> {
    let made = made(chain, available, mode);
    let ids: Vec<u32> = (0..made.len() as u32).filter(|good| made[*good as usize]).collect();
    codes(chain.goods(), &ids)
}

#[test]
fn closures() {
    let chain = instance();
    for mode in [Mode::ColdStart, Mode::KeepRunning] {
        assert_eq!(made_codes(&chain, &chain.all(), mode).len(), 17);
    }
    assert_eq!(made_codes(&chain, &home(&chain), Mode::ColdStart), HOME_STARTS);
    let running = made_codes(&chain, &home(&chain), Mode::KeepRunning);
    let further: Vec<_> = running.iter().filter(|g| !HOME_STARTS.contains(&g.as_str())).collect();
    assert_eq!(further, ["castings", "machtool"]);
}

#[test]
fn restart_gap_takes_one_seed() {
    let chain = instance();
    let found = restart(&chain, &home(&chain), WORK);
    assert_eq!(codes(chain.goods(), &found.gap), ["castings", "machtool"]);
    assert_eq!((found.seeds.len(), found.at_least), (1, 1));
    assert!(found.gap.contains(&found.seeds[0]));
}

#[test]
fn single_points_of_failure() {
    let chain = instance();
    let goods: Vec<u32> = chain.finals().iter().map(|known| known.good).collect();
    let cold_activity = [
        &["elastic_FJ", "spun_HB", "steel_HB", "wire_ZJ"][..],
        &["steel_HB", "turbine_F2"],
        &["castings_LN", "machtool_F1", "steel_HB"],
    ];
    let running_activity = [cold_activity[0], cold_activity[1], &["castings_LN", "steel_HB"]];
    let cold_region = [
        &["CN-FJ", "CN-HB", "CN-HE", "CN-ZJ"][..],
        &["CN-HE", "F2", "F3"],
        &["CN-HE", "CN-LN", "F1"],
    ];
    let running_region = [cold_region[0], cold_region[1], &["CN-HE", "CN-LN"]];
    for (kind, mode, wanted) in [
        (Kind::Activity, Mode::ColdStart, cold_activity),
        (Kind::Activity, Mode::KeepRunning, running_activity),
        (Kind::Region, Mode::ColdStart, cold_region),
        (Kind::Region, Mode::KeepRunning, running_region),
    ] {
        let found = single_points(&chain, &chain.all(), mode, &Units::new(&chain, kind), &goods);
        let names = units::names(&chain, kind);
        let found: Vec<_> = found.iter().map(|ids| codes(names, ids)).collect();
        assert_eq!(found, wanted, "{kind:?} {mode:?}");
    }
}

#[test]
fn minimal_cuts_up_to_three() {
    let chain = instance();
    let units = Units::new(&chain, Kind::Activity);
    let pairs: [&[[&str; 2]]; 3] = [
        &[
            ["mask_GD", "mask_HB"],
            ["meltblown_GD", "meltblown_HB"],
            ["oil_CN", "oil_IMP"],
            ["pp_GD", "pp_ZJ"],
            ["spandex_F2", "spandex_ZJ"],
        ],
        &[
            ["mcu_F1", "mcu_SH"],
            ["mcu_F1", "wafer_F3"],
            ["sensor_F3", "sensor_JS"],
            ["sensor_F3", "wafer_F3"],
            ["vent_GD", "vent_JS"],
        ],
        &[],
    ];
    for ((known, pairs), singles) in chain.finals().iter().zip(pairs).zip([4, 2, 3]) {
        let every = vec![true; units.count];
        let search = Search::new(&chain, Mode::ColdStart, &units, known.good, &every);
        let cuts = search.cuts(&chain.all(), 3);
        let named = cuts.list.iter().map(|cut| codes(chain.activities(), cut));
        let (one, mut more): (Vec<_>, Vec<_>) = named.partition(|cut| cut.len() == 1);
        more.sort();
        assert_eq!(
            (one.len(), more),
            (singles, pairs.iter().map(|p| p.map(String::from).to_vec()).collect())
        );
    }
}

/// κ by activity and region, κ once the single points are protected, κ among foreign activities.
#[test]
fn redundancy() {
    let chain = instance();
    let activities = Units::new(&chain, Kind::Activity);
    let every = vec![true; activities.count];
    let of = |units: &Units, good: u32, removable: &[bool]| {
        Search::new(&chain, Mode::ColdStart, units, good, removable).redundancy(&chain.all(), 3)
    };
    let foreign: Vec<bool> = home(&chain).iter().map(|home| !home).collect();
    let foreign_cut = [Redundancy::Unbreakable, Redundancy::Exact(1), Redundancy::Exact(1)];
    let protected = [Redundancy::Exact(2), Redundancy::Exact(2), Redundancy::Unbreakable];
    for (k, known) in chain.finals().iter().enumerate() {
        assert_eq!(of(&activities, known.good, &every), Redundancy::Exact(1));
        let regions = Units::new(&chain, Kind::Region);
        assert_eq!(of(&regions, known.good, &vec![true; regions.count]), Redundancy::Exact(1));
        assert_eq!(of(&activities, known.good, &foreign), foreign_cut[k]);
        let goods = [known.good];
        let points = single_points(&chain, &chain.all(), Mode::ColdStart, &activities, &goods)
            .swap_remove(0);
        let mut rest = every.clone();
        points.iter().for_each(|point| rest[*point as usize] = false);
        assert_eq!(of(&activities, known.good, &rest), protected[k]);
    }
}

/// By hand: ventilators hang on one turbine maker and one steel maker; masks on one spunbond mill.
#[test]
fn weakest_link_and_missing_links() {
    let chain = instance();
    let widths = link_width(&chain, &chain.all(), Kind::Region);
    assert!(widths.iter().all(|width| width.sources == 1.0), "{widths:?}");
    let missing = missing(&chain, &home(&chain));
    let roots: Vec<u32> = missing.iter().filter(|m| m.activity.is_none()).map(|m| m.good).collect();
    assert_eq!(codes(chain.goods(), &roots), ["mcu_hi", "turbine", "wafer"]);
    let running: Vec<u32> = missing.iter().filter(|m| m.keeps_running).map(|m| m.good).collect();
    assert_eq!(codes(chain.goods(), &running), ["castings", "machtool"]);
}
