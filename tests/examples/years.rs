//! The plan over years on the examples: each year as an economy, its stress test, the limit on the
//! tail loss, and what a file of goals may name.

use staves::plan::Loss;
use staves::plan::years::{Roadmap, Settings, Structure, Test};
use staves::scenario::Scenario;
use staves::table::{Table, Values};
use staves::{Economy, Lang, actions, example};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

static GO_ON: AtomicBool = AtomicBool::new(false);

const STILL: &str = "[plan]\ngrowth = 0\nlabour_growth = 0\nforeign_growth = 0\n\
                     terminal_growth = 0\nspare = 0\nimport_factor = 1\n";

fn economy(name: &str) -> Economy {
    example::find(name).unwrap().stored().unwrap().economy
}

fn planned<'e>(economy: &'e Economy, goals: &str, years: usize) -> Roadmap<'e> {
    let settings = Settings::parse("goals.toml", goals).unwrap();
    Roadmap::new(economy, Structure::new(economy, &settings, years).unwrap()).unwrap()
}

/// A month in which a share of the transport of the eastern island cannot work.
fn closure(size: &str) -> Scenario {
    let text = format!(
        "[scenario]\ntitle = {{ en = \"c\", zh = \"c\" }}\nmodel = \"ario\"\ndays = 120\nruns = 12\n\
         seed = 1\nrationing = \"intermediate-first\"\n\n[parameters]\nmain_inv_dur = 30\n\
         inventory_restoration_tau = 30\n\n[[shock]]\nname = {{ en = \"p\", zh = \"p\" }}\n\
         kind = \"capacity\"\nregion = \"EAS\"\nsector = \"TRA\"\nsize = {size}\nstarts = 5\n\
         lasts = 30\nrecovery = {{ shape = \"linear\", days = 10 }}\n"
    );
    Scenario::parse("closure.toml", &text).unwrap()
}

fn test(scenario: &Scenario) -> Test<'_> {
    Test { scenario, loss: Loss::OutputLost, weights: None, tail: 0.25, stop: &GO_ON }
}

fn numbers(table: &Table, name: &str) -> Vec<f64> {
    table.column(name).and_then(Values::numbers).unwrap().into_owned()
}

fn close(found: f64, wanted: f64, size: f64) {
    assert!((found - wanted).abs() <= 1e-9 * size.abs().max(1.0), "{found} {wanted}");
}

/// Output and imports of each year's table are those of the plan.
#[test]
fn the_economy_of_a_year_is_that_of_the_plan() {
    let economy = economy("archipelago");
    let roadmap = planned(&economy, "[plan]\nhome = [\"EAS\", \"WES\"]\n", 3);
    let table = roadmap.roadmap();
    let home = |region: u32| ["EAS", "WES"].contains(&economy.regions.code(region as usize));
    for year in 1..=3 {
        let then = roadmap.economy_of(year).unwrap();
        for row in 0..table.len() {
            let text = |name: &str| table.column(name).unwrap().text(row).unwrap().to_owned();
            if numbers_of_year(&table, row) != year {
                continue;
            }
            let sector = economy.sectors.id(&text("sector")).unwrap();
            let made: f64 = (0..then.len())
                .filter(|at| {
                    let producer = then.producers[*at];
                    home(producer.region) && producer.sector as usize == sector
                })
                .map(|at| then.output()[at])
                .sum();
            close(made, numbers(&table, "output")[row], made);
            let mut bought = 0.0;
            for at in 0..then.len() {
                let producer = then.producers[at];
                if home(producer.region) || producer.sector as usize != sector {
                    continue;
                }
                let flows = then.flows.row(at).filter(|(by, _)| home(then.producers[*by].region));
                let demand = then.final_demand.row(at);
                let demand = demand.filter(|(k, _)| home(then.demand_columns[*k].region));
                bought += flows.chain(demand).map(|(_, value)| value).sum::<f64>();
            }
            close(bought, numbers(&table, "imports")[row], made);
        }
    }
}

fn numbers_of_year(table: &Table, row: usize) -> usize {
    match &table.column("year").unwrap() {
        Values::Integer(years) => years[row] as usize,
        other => panic!("{other:?}"),
    }
}

/// Without growth and spare capacity the first year is the base year, and so is what it loses. Later
/// years are not: as capital of the economy needs less investment than the base year's, the plan
/// consumes more.
#[test]
fn a_year_like_the_base_year_is_tested_like_it() {
    let economy = economy("archipelago");
    let mut roadmap = planned(&economy, STILL, 3);
    roadmap.stress(&test(&closure("{ uniform = [0.3, 0.9] }"))).unwrap();
    let tested = roadmap.tested();
    for name in ["output", "expected_loss", "tail_loss"] {
        let values = numbers(&tested, name);
        assert!(values[0] > 0.0);
        close(values[1], values[0], values[0]);
    }
}

#[test]
fn nothing_is_lost_without_a_shock_and_threads_change_nothing() {
    let economy = economy("archipelago");
    let goals = "[plan]\nhome = \"EAS\"\n";
    let mut roadmap = planned(&economy, goals, 2);
    roadmap.stress(&test(&closure("0"))).unwrap();
    let tested = roadmap.tested();
    let output = numbers(&tested, "output")[0];
    for name in ["expected_loss", "tail_loss"] {
        numbers(&tested, name).iter().for_each(|lost| close(*lost, 0.0, output));
    }
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut roadmap = planned(&economy, goals, 2);
            roadmap.limit(&test(&closure("{ uniform = [0.3, 0.9] }")), 0.001).unwrap();
            format!("{:?}{:?}", roadmap.tested(), roadmap.summary())
        })
    };
    assert_eq!(with(1), with(3));
}

/// A limit holds in the stress test, or it is said how far it got; it never makes the goal larger.
#[test]
fn a_limit_on_the_tail_loss_holds_or_is_told() {
    let economy = economy("archipelago");
    let scenario = closure("{ uniform = [0.3, 0.9] }");
    // The floor under consumption comes first: with less spare capacity it would leave nothing.
    let goals = "[plan]\nspare = 0.05\n";
    let mut free = planned(&economy, goals, 4);
    free.stress(&test(&scenario)).unwrap();
    let before = free.tested();
    let shares = |table: &Table| numbers(table, "tail_share")[1..].to_vec();
    let most = |shares: Vec<f64>| shares.into_iter().fold(0.0, f64::max);
    let last = *shares(&before).last().unwrap();
    for part in [1.5, 0.0] {
        let limit = part * most(shares(&before)) / 100.0;
        let mut roadmap = planned(&economy, goals, 4);
        roadmap.limit(&test(&scenario), limit).unwrap();
        let reached = most(shares(&roadmap.tested()));
        let goal = |roadmap: &Roadmap<'_>| numbers(&roadmap.summary(), "value")[0];
        assert!(goal(&roadmap) <= goal(&free) * (1.0 + 1e-9));
        assert!(reached <= most(shares(&before)) + 1e-12);
        let says = &roadmap.sentences(Lang::En).unwrap()[0];
        assert_eq!(says.contains("does not hold"), reached > 100.0 * limit, "{says}");
        if part > 1.0 {
            assert_eq!(goal(&roadmap).to_bits(), goal(&free).to_bits(), "nothing had to be done");
        }
    }
    // The last year can be helped: capacity can be there by then.
    let mut roadmap = planned(&economy, goals, 4);
    roadmap.limit(&test(&scenario), 0.9 * last / 100.0).unwrap();
    assert!(*shares(&roadmap.tested()).last().unwrap() < last);
}

/// Actions are begun in parts that add up, and what they do is in the economy of the years after.
#[test]
fn actions_are_projects_of_the_plan() {
    let economy = economy("archipelago");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/archipelago/actions.csv");
    let actions = actions::read(&path, &economy).unwrap();
    let settings = Settings::default();
    let mut structure = Structure::new(&economy, &settings, 4).unwrap();
    structure.add(&economy, &actions).unwrap();
    for code in ["plan::through-cash", "plan::only-in-stress"] {
        assert!(structure.notes.iter().any(|note| note.code == code), "{code}");
    }
    let scenario = closure("{ uniform = [0.3, 0.9] }");
    let mut roadmap = Roadmap::new(&economy, structure).unwrap();
    roadmap.limit(&test(&scenario), 0.0).unwrap();
    let schedule = roadmap.schedule(None);
    let text = |name: &str, row: usize| schedule.column(name).unwrap().text(row).unwrap();
    let (parts, costs) = (numbers(&schedule, "part"), numbers(&schedule, "cost"));
    let begun = |id: &str| -> f64 {
        (0..schedule.len()).filter(|row| text("id", *row) == id).map(|row| parts[row]).sum()
    };
    // The quay at the port that is closed: nothing else helps as much.
    assert!(begun("port-backup") > 0.5, "{schedule:?}");
    assert!(begun("med-reserve") + begun("tex-convert") <= 1.0 + 1e-9);
    let kinds = roadmap.kinds(None);
    let sum = |table: &Table| numbers(table, "cost").iter().sum::<f64>();
    close(sum(&kinds), costs.iter().sum(), sum(&kinds));
    let gantt = roadmap.gantt(None);
    close(sum(&gantt), sum(&kinds), sum(&kinds));
    assert!(
        (0..gantt.len()).all(|row| gantt
            .column("years")
            .unwrap()
            .text(row)
            .unwrap()
            .chars()
            .count()
            == 4)
    );
}

/// The same coefficients from a table give the same plan; work by skill binds as attributes do.
#[test]
fn tables_of_capital_and_work_give_the_same_plan() {
    let economy = economy("archipelago");
    let plain = planned(&economy, "[plan]\nlabour = \"workers\"\n", 3);
    let structure = Structure::new(
        &economy,
        &Settings::parse("goals.toml", "[plan]\nlabour = \"workers\"\n").unwrap(),
        3,
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let code = |good: usize| economy.sectors.code(good);
    let mut capital = "of,by,amount\n,,0\n".to_owned();
    for one in &structure.plan.capital {
        capital += &format!("{},{},{:?}\n", code(one.of), code(one.by), one.amount);
    }
    let mut work = "skill,sector,amount,growth\n".to_owned();
    for (good, amount) in structure.plan.labour[0].per_output.iter().enumerate() {
        work += &format!("any,{},{amount:?},\n", code(good));
    }
    fs::write(folder.path().join("capital.csv"), capital).unwrap();
    fs::write(folder.path().join("work.csv"), work).unwrap();
    let goals = folder.path().join("goals.toml");
    fs::write(&goals, "[plan]\ncapital_table = \"capital.csv\"\nlabour_table = \"work.csv\"\n")
        .unwrap();
    let settings = Settings::read(&goals).unwrap();
    let other = Roadmap::new(&economy, Structure::new(&economy, &settings, 3).unwrap()).unwrap();
    for name in ["value", "investment", "consumption_last"] {
        let (found, wanted) =
            (numbers(&other.summary(), name)[0], numbers(&plain.summary(), name)[0]);
        close(found, wanted, wanted);
    }
}
