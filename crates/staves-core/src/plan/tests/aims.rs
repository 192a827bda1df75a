use super::*;
use crate::program::{Ask, Bounds, Optimiser, Program};
use crate::random::stream;
use rand::RngExt;

/// The tail by sorting equals Rockafellar and Uryasev's program, to 1e-9.
#[test]
fn the_tail_is_what_its_program_says() {
    for case in 0..200 {
        let mut random = stream(7, case, "aims");
        let n = random.random_range(1..12);
        let losses: Vec<f64> = (0..n).map(|_| random.random_range(0.0..100.0)).collect();
        let chances = vec![1.0 / n as f64; n];
        let (share, weight) = (random.random_range(0.05..1.0), random.random_range(0.0..1.0));
        let mut program = Program::new();
        let threshold = program.column(weight, Bounds::free());
        for (loss, chance) in losses.iter().zip(&chances) {
            let over = program.column(weight * chance / share, Bounds::at_least(0.0));
            program.row(Bounds::at_least(*loss), &[(over, 1.0), (threshold, 1.0)]);
        }
        let mean: f64 = losses.iter().zip(&chances).map(|(loss, chance)| loss * chance).sum();
        let tail = Optimiser::new(program).solve(&Ask::default()).unwrap().objective;
        let found = Aim::Tail { share, weight }.value(&losses, &chances);
        assert!((found - (1.0 - weight) * mean - tail).abs() <= 1e-9 * found.max(1.0));
    }
}

/// The weights of some losses give no more than the value of any others.
#[test]
fn weights_are_a_subgradient() {
    let mut random = stream(7, 0, "subgradient");
    for _ in 0..500 {
        let mut draw = || (0..6).map(|_| random.random_range(0.0..10.0)).collect::<Vec<f64>>();
        let (here, there) = (draw(), draw());
        let chances = [0.1, 0.2, 0.3, 0.1, 0.25, 0.05];
        for aim in [Aim::Expected, Aim::Tail { share: 0.15, weight: 0.7 }, Aim::Worst] {
            let weights = aim.weights(&here, &chances);
            let below: f64 = weights.iter().zip(&there).map(|(w, loss)| w * loss).sum();
            assert!(below <= aim.value(&there, &chances) + 1e-9);
        }
    }
}
