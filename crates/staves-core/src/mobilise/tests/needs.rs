//! What an epidemic uses: numbers worked out by hand, and the final size of an epidemic.

use super::*;

fn epidemic() -> Epidemic {
    Epidemic {
        population: 1e6,
        infected: 10.0,
        reproduction: 2.0,
        incubation: 5.0,
        infectious: 5.0,
        severity: [0.4, 0.4, 0.15, 0.05],
        stay: [7.0, 7.0, 10.0, 21.0],
        tests: 2.0,
    }
}

/// In the end the share z that fell ill solves z = 1 − exp(−R z) (Kermack and McKendrick 1927); with
/// R = 2 that is 0.7968121.
#[test]
fn the_epidemic_ends_at_its_final_size() {
    let all: f64 = epidemic().cases(150, 7.0).iter().sum();
    // Ten of a million were infectious before.
    assert!((all / 1e6 - 0.796_812_1).abs() < 5e-5, "{all}");
    let small = Epidemic { reproduction: 0.5, ..epidemic() };
    let all: f64 = small.cases(150, 7.0).iter().sum();
    // Each of the ten leads to half another, and so on: 5 + 2.5 + … = 10.
    assert!((all - 10.0).abs() < 1e-2, "{all}");
}

/// Days in care add up to cases times their stay.
#[test]
fn nobody_is_in_care_longer_than_their_stay() {
    let epidemic = epidemic();
    let sick = epidemic.sick(150, 7.0);
    for severity in 0..4 {
        let days: f64 = sick.iter().map(|sick| 7.0 * sick.in_care[severity]).sum();
        let cases: f64 = sick.iter().map(|sick| sick.new[severity]).sum();
        close(days, cases * epidemic.stay[severity]);
    }
}

#[test]
fn rates_count_by_head_and_day_within_beds_and_staff() {
    let sick =
        Sick { in_care: [100.0, 50.0, 30.0, 12.0], new: [70.0, 40.0, 20.0, 5.0], tests: 280.0 };
    let care = Care {
        beds: [20.0, 10.0],
        workers_a_bed: 1.2,
        workers: 30.0,
        cleaners_a_bed: 0.5,
        cleaners: f64::INFINITY,
        screened_a_day: 10.0,
        screeners: 3.0,
        laboratory: 4.0,
    };
    let uses = |user: User, reusable| user.uses(2.0, reusable, &sick, &care, 7.0);
    // 30 beds want 36 workers, of whom there are 30.
    close(uses(User::Worker, false), 2.0 * 7.0 * 30.0);
    close(uses(User::Worker, true), 2.0 * 30.0);
    close(uses(User::Cleaner, false), 2.0 * 7.0 * 15.0);
    // 280 tests in a week at 10 a day are 4 who screen, of whom there are 3.
    close(uses(User::Screener, false), 2.0 * 7.0 * 3.0);
    close(uses(User::Laboratory, false), 2.0 * 7.0 * 4.0);
    close(uses(User::InCare(0), false), 2.0 * 7.0 * 100.0);
    close(uses(User::InCare(2), false), 2.0 * 7.0 * 20.0);
    close(uses(User::InCare(3), true), 2.0 * 10.0);
    close(uses(User::New(3), false), 2.0 * 5.0);
}
