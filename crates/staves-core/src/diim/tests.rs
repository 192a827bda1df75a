use super::*;

fn close(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance, "{found} is not {wanted}");
}

/// Three producers with their own use and links both ways.
fn three() -> Interdependency {
    let cells = vec![0.1, 0.3, 0.05, 0.2, 0.05, 0.25, 0.0, 0.4, 0.15];
    Interdependency::given(Matrix::from_dense(3, 3, cells)).unwrap()
}

#[test]
fn an_inoperability_of_its_own_is_lambda_after_the_recovery_time() {
    let diagonal = Matrix::from_dense(2, 2, vec![0.2, 0.0, 0.0, 0.6]);
    let alone = Interdependency::given(diagonal).unwrap();
    let resilience = alone.resilience(&[10.0, 40.0], 0.01, 1.0);
    for (row, days) in [(0, 10.0), (1, 40.0)] {
        let left = alone.recovery(&[0.5, 0.8], &resilience, days);
        close(left[row], 0.01 * [0.5, 0.8][row], 1e-14);
    }
}

#[test]
fn resilience_has_its_closed_form_and_its_largest_value() {
    let found = three().resilience(&[20.0, 1e-3, 60.0], 0.01, 1.0);
    close(found[0], 100_f64.ln() / 20.0 / 0.9, 1e-15);
    assert_eq!(found[1], RESILIENCE_MOST);
    close(found[2], 100_f64.ln() / 60.0 / 0.85, 1e-15);
}

#[test]
fn the_recursion_rests_where_the_static_model_leads() {
    let links = three();
    let (lasting, resilience) = ([0.05, 0.1, 0.02], [0.3, 0.05, 0.9]);
    let wanted = links.lasting(&lasting).unwrap();
    assert!(wanted.iter().all(|q| *q < 1.0), "nothing is clipped: {wanted:?}");
    let mut q = vec![0.0; 3];
    for _ in 0..4000 {
        q = links.next(&q, &lasting, &resilience);
    }
    q.iter().zip(&wanted).for_each(|(q, wanted)| close(*q, *wanted, 1e-12));
    let rest = links.next(&wanted, &lasting, &resilience);
    rest.iter().zip(&wanted).for_each(|(q, wanted)| close(*q, *wanted, 1e-15));
}

#[test]
fn short_steps_lead_to_the_exponential_with_first_order() {
    let links = three();
    let (start, days) = ([0.7, 0.1, 0.3], 30.0);
    let per_day = links.resilience(&[25.0, 60.0, 10.0], 0.01, 1.0);
    let exact = links.recovery(&start, &per_day, days);
    let error = |steps: usize| {
        let step = days / steps as f64;
        let resilience: Vec<f64> = per_day.iter().map(|k| k * step).collect();
        let mut q = start.to_vec();
        (0..steps).for_each(|_| q = links.next(&q, &[0.0; 3], &resilience));
        q.iter().zip(&exact).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    };
    let (coarse, fine) = (error(4000), error(8000));
    close(coarse / fine, 2.0, 0.01);
    // Richardson's estimate removes the first order.
    assert!(fine < 1e-4, "{fine}");
}

#[test]
fn recovery_is_the_power_series_and_a_semigroup() {
    let links = three();
    let (start, resilience) = ([0.7, 0.1, 0.3], [0.2, 0.08, 0.5]);
    // Σ (−M t)ᵏ q₀ / k!, the plain series, for a time at which it converges well.
    let m = |q: &[f64]| -> Vec<f64> {
        let passed_on = links.matrix().times(q);
        (0..3).map(|i| resilience[i] * (q[i] - passed_on[i])).collect()
    };
    let (mut term, mut sum) = (start.to_vec(), start.to_vec());
    for k in 1..60 {
        term = m(&term).iter().map(|value| -value * 2.0 / f64::from(k)).collect();
        sum.iter_mut().zip(&term).for_each(|(sum, term)| *sum += term);
    }
    let found = links.recovery(&start, &resilience, 2.0);
    found.iter().zip(&sum).for_each(|(found, wanted)| close(*found, *wanted, 1e-14));
    let twice = links.recovery(&links.recovery(&start, &resilience, 90.0), &resilience, 60.0);
    let once = links.recovery(&start, &resilience, 150.0);
    twice.iter().zip(&once).for_each(|(a, b)| close(*a, *b, 1e-14));
    assert_eq!(links.recovery(&start, &resilience, 0.0), start);
}

#[test]
fn inoperability_stays_a_share() {
    let links = three();
    let q = links.next(&[1.0, 1.0, 1.0], &[1.0, 1.0, 1.0], &[0.9999; 3]);
    assert!(q.iter().all(|q| (0.0..=1.0).contains(q)));
    assert_eq!(links.lasting(&[1.0; 3]).unwrap(), [1.0; 3]);
    assert_eq!(links.next(&[0.0; 3], &[-1.0; 3], &[0.5; 3]), [0.0; 3]);
}

#[test]
fn bad_matrices_are_refused() {
    let code = |rows, cols, values| {
        let given = Interdependency::given(Matrix::from_dense(rows, cols, values));
        given.err().map(|error| error.code()).unwrap_or_default()
    };
    assert_eq!(code(1, 2, vec![0.1, 0.1]), "diim::not-square");
    assert_eq!(code(1, 1, vec![-0.1]), "diim::negative");
    assert_eq!(code(2, 2, vec![0.5, 0.5, 0.5, 0.5]), "diim::unstable");
    assert_eq!(code(1, 1, vec![f64::NAN]), "diim::negative");
}

#[test]
fn indices_are_means_over_the_others_and_powers() {
    let links = three();
    for (found, wanted) in links.dependency().iter().zip([0.175, 0.225, 0.2]) {
        close(*found, wanted, 1e-15);
    }
    for (found, wanted) in links.influence().iter().zip([0.1, 0.35, 0.15]) {
        close(*found, wanted, 1e-15);
    }
    // (I − A*)⁻¹ is the sum of powers.
    let mut sums = [0.0; 3];
    for order in 0..400 {
        for (row, sum) in sums.iter_mut().enumerate() {
            let mut unit = vec![0.0; 3];
            unit[row] = 1.0;
            let power = (0..order).fold(unit, |vector, _| {
                (0..3)
                    .map(|col| (0..3).map(|k| vector[k] * links.matrix().get(k, col)).sum())
                    .collect()
            });
            *sum += (0..3).filter(|col| *col != row).map(|col| power[col]).sum::<f64>() / 2.0;
        }
    }
    let overall = links.overall_dependency().unwrap();
    overall.iter().zip(sums).for_each(|(found, wanted)| close(*found, wanted, 1e-12));
    // Rows and columns of one matrix: their means over the others have the same sum.
    let total = |of: Vec<f64>| of.iter().sum::<f64>();
    close(total(links.overall_influence().unwrap()), total(overall), 1e-12);
    assert_eq!(links.strongest(1), [(1, 0.3), (2, 0.25), (1, 0.4)]);
    let (at, largest) = links.strongest(2)[0];
    let square: Vec<f64> = (0..3)
        .map(|col| (0..3).map(|k| links.matrix().get(0, k) * links.matrix().get(k, col)).sum())
        .collect();
    close(largest, square.iter().copied().fold(0.0, f64::max), 1e-16);
    assert_eq!(largest, square[at]);
}

#[test]
fn impact_is_the_area_under_a_straight_line() {
    close(impact(&[1.0, 0.5, 0.0], 2.0), 2.0, 0.0);
    close(impact(&[0.3], 2.0), 0.0, 0.0);
}
