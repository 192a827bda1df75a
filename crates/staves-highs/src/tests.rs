//! The handle itself: what is refused, what a watcher may do, and that nothing is left behind. These
//! tests also run under valgrind (`./x memory`).

use crate::{Go, Highs, Problem, Refused, Status};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows of a program that is small and takes long: whole numbers whose sums must hit four totals
/// exactly (market split, Cornuéjols and Dawande 1999).
struct Split {
    value: Vec<f64>,
    totals: Vec<f64>,
}

/// As many as `index` in `with_split` says.
const COLUMNS: usize = 40;
const ROWS: usize = 4;

fn split() -> Split {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        f64::from(u32::try_from(state >> 33).unwrap_or(0) % 100)
    };
    let value: Vec<f64> = (0..COLUMNS * ROWS).map(|_| next()).collect();
    let half = |row: &[f64]| (row.iter().sum::<f64>() / 2.0).floor();
    let totals = value.chunks(COLUMNS).map(half).collect();
    Split { value, totals }
}

/// Passes the program and gives it to a test.
fn with_split(test: impl FnOnce(&mut Highs)) {
    let Split { value, totals } = split();
    let index: Vec<u32> = (0..ROWS).flat_map(|_| 0..40).collect();
    let start: Vec<usize> = (0..=ROWS).map(|row| row * COLUMNS).collect();
    let mut highs = Highs::new().unwrap();
    highs
        .pass(&Problem {
            cost: &[1.0; COLUMNS],
            lower: &[0.0; COLUMNS],
            upper: &[1.0; COLUMNS],
            integer: &[true; COLUMNS],
            row_lower: &totals,
            row_upper: &totals,
            start: &start,
            index: &index,
            value: &value,
        })
        .unwrap();
    test(&mut highs);
}

#[test]
fn a_watcher_stops_a_run_and_it_goes_on_afterwards() {
    with_split(|highs| {
        let mut calls = 0;
        let status = highs.run(&mut |_| {
            calls += 1;
            Go::Stop
        });
        assert_eq!(status, Ok(Status::Stopped));
        assert!(calls > 0);
        assert!(highs.solution().is_none(), "nothing was found before it stopped");
        highs.set_number(c"time_limit", 0.5).unwrap();
        highs.set_number(c"mip_rel_gap", 1.0).unwrap();
        assert!(matches!(highs.run(&mut |_| Go::On), Ok(Status::Stopped | Status::Optimal)));
    });
}

#[test]
fn what_a_watcher_panics_with_comes_out_after_the_run() {
    with_split(|highs| {
        let panicked = catch_unwind(AssertUnwindSafe(|| highs.run(&mut |_| panic!("enough"))));
        assert_eq!(panicked.unwrap_err().downcast_ref(), Some(&"enough"));
        // The handle is whole: the callback has been unset.
        assert_eq!(highs.run(&mut |_| Go::Stop), Ok(Status::Stopped));
    });
}

#[test]
fn arrays_that_do_not_fit_are_refused_before_they_are_read() {
    let mut highs = Highs::new().unwrap();
    let fits = Problem {
        cost: &[1.0],
        lower: &[0.0],
        upper: &[1.0],
        integer: &[false],
        row_lower: &[0.5],
        row_upper: &[f64::INFINITY],
        start: &[0, 1],
        index: &[0],
        value: &[1.0],
    };
    assert_eq!(highs.pass(&fits), Ok(()));
    for wrong in [
        Problem { lower: &[], ..fits },
        Problem { upper: &[1.0, 1.0], ..fits },
        Problem { integer: &[], ..fits },
        Problem { row_upper: &[], ..fits },
        Problem { start: &[0], ..fits },
        Problem { start: &[1, 1], ..fits },
        Problem { start: &[0, 2], ..fits },
        Problem { index: &[1], ..fits },
        Problem { value: &[], ..fits },
    ] {
        assert_eq!(highs.pass(&wrong), Err(Refused("Highs_passMip")), "{wrong:?}");
    }
    assert_eq!(highs.add_row(0.0, 1.0, &[0], &[]), Err(Refused("Highs_addRow")));
    assert!(highs.add_row(0.0, 1.0, &[7], &[1.0]).is_err());
    assert!(highs.set_column(7, 0.0, 1.0).is_err());
    assert!(highs.set_row(7, 0.0, 1.0).is_err());
    assert!(highs.set_cost(7, 1.0).is_err());
    assert!(highs.start_from(&[]).is_err());
    assert!(highs.set_int(c"no_such_option", 1).is_err());
    assert_eq!(highs.run(&mut |_| Go::On), Ok(Status::Optimal));
    assert_eq!(highs.solution().unwrap().columns, [0.5]);
}
