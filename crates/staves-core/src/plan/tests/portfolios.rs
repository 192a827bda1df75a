//! Set functions of known shape: complements, needs and alternatives.

use super::*;
use crate::program::Go;

fn of<'s>(loss: impl Fn(&Portfolio) -> f64 + 's, draws: usize) -> Record<'s> {
    let simulate = move |portfolios: &[Portfolio], draws: std::ops::Range<usize>| {
        Ok(Some(portfolios.iter().map(|p| draws.clone().map(|_| loss(p)).collect()).collect()))
    };
    Record::new(vec![1.0 / draws as f64; draws], Box::new(simulate))
}

/// The main product needs both of two inputs, a side product a third one.
fn main_and_side(portfolio: &Portfolio) -> f64 {
    let main = if portfolio.has(0) && portfolio.has(1) { 0.0 } else { 100.0 };
    main + if portfolio.has(2) { 0.0 } else { 10.0 }
}

#[test]
fn complements_are_added_together_and_greed_alone_fails() {
    let candidates = Candidates::free(names(3), vec![1.0; 3], 2.0);
    let mut greedy = of(main_and_side, 1);
    // Exchanges of one member cannot leave the trap either: the pair must come as one.
    let mut search = Search::new(&candidates, &EVERY[..candidates.len()], &[], Aim::Expected);
    let alone = search.greedy(&mut greedy, usize::MAX).unwrap();
    let alone = search.improve(&mut greedy, alone).unwrap();
    assert_eq!(alone.members(), [2]);
    let mut record = of(main_and_side, 1);
    let ends = gains(&mut record, &candidates, Aim::Expected).unwrap().unwrap();
    assert_eq!((ends.alone, ends.last), (vec![0.0, 0.0, 10.0], vec![100.0, 100.0, 10.0]));
    let ends = gains(&mut record, &candidates, Aim::Expected).unwrap().unwrap();
    let groups = complements(&mut record, &candidates, &ends, Aim::Expected).unwrap();
    assert_eq!(groups, [vec![0, 1]]);
    let best = Search::new(&candidates, &EVERY[..candidates.len()], &groups, Aim::Expected)
        .greedy(&mut record, usize::MAX)
        .unwrap();
    assert_eq!(best.members(), [0, 1]);
}

/// Three of a kind that are only good together are found as one group.
#[test]
fn three_that_need_each_other_are_one_group() {
    let loss = |p: &Portfolio| if (0..3).all(|j| p.has(j)) { 0.0 } else { 60.0 };
    let candidates = Candidates::free(names(5), vec![1.0; 5], 3.0);
    let mut record = of(loss, 1);
    let ends = gains(&mut record, &candidates, Aim::Expected).unwrap().unwrap();
    let groups = complements(&mut record, &candidates, &ends, Aim::Expected).unwrap();
    assert_eq!(groups, [vec![0, 1, 2]]);
}

#[test]
fn the_certificate_keeps_needs_alternatives_and_budget() {
    let worth = [9.0, 7.0, 6.0, 5.0, 3.0];
    let loss = |p: &Portfolio| 30.0 - p.members().iter().map(|j| worth[*j]).sum::<f64>();
    let mut candidates = Candidates::free(names(5), vec![3.0, 2.0, 2.0, 1.0, 1.0], 5.0);
    candidates.needs[1] = vec![4];
    candidates.alternatives = vec![vec![0, 3]];
    let best = enumerated(&mut of(loss, 1), &candidates, Aim::Expected);
    let mut record = of(loss, 1);
    let ends = gains(&mut record, &candidates, Aim::Expected).unwrap().unwrap();
    Search::new(&candidates, &EVERY[..candidates.len()], &[], Aim::Expected)
        .greedy(&mut record, usize::MAX)
        .unwrap();
    let mut ask = Certify {
        candidates: &candidates,
        aim: Aim::Expected,
        gap: 0.0,
        simulated: usize::MAX,
        relax: None,
        gains: Some(&ends),
        supports: vec![Portfolio::none(5)],
    };
    let found = certify(&mut record, &mut ask, &mut |_| Go::On).unwrap().unwrap();
    assert!(candidates.allows(&found.best));
    close(found.value, best);
    close(found.bound, best);
}

/// Where more can hurt, no cut rests on its not hurting.
#[test]
fn what_hurts_is_seen() {
    let loss = |p: &Portfolio| match p.members().len() {
        0 => 10.0,
        1 => 4.0,
        _ => 6.0,
    };
    let candidates = Candidates::free(names(3), vec![1.0; 3], 3.0);
    let mut record = of(loss, 1);
    Search::new(&candidates, &EVERY[..candidates.len()], &[], Aim::Expected)
        .greedy(&mut record, usize::MAX)
        .unwrap();
    let mut ask = Certify {
        candidates: &candidates,
        aim: Aim::Expected,
        gap: 0.0,
        simulated: usize::MAX,
        relax: None,
        gains: None,
        supports: Vec::new(),
    };
    let found = certify(&mut record, &mut ask, &mut |_| Go::On).unwrap().unwrap();
    // The bound is lower by what more can hurt, and still holds.
    assert_eq!((found.value, found.bound), (4.0, 4.0));
    assert_eq!(found.harm.largest, 2.0);
    assert!(found.harm.worse > 0);
}

#[test]
fn contradictions_and_negative_costs_are_refused() {
    let mut candidates = Candidates::free(names(3), vec![1.0; 3], 3.0);
    candidates.needs[0] = vec![1];
    candidates.needs[1] = vec![2];
    candidates.alternatives = vec![vec![0, 2]];
    assert_eq!(candidates.check(0).unwrap_err().code(), "plan::contradiction");
    candidates.check(1).unwrap();
    let candidates = Candidates::free(names(2), vec![1.0, -1.0], 3.0);
    assert_eq!(candidates.check(1).unwrap_err().code(), "plan::negative-cost");
}

/// A race drops what is worse beyond doubt and keeps the winner of a full count.
#[test]
fn a_race_finds_the_winner_with_fewer_runs() {
    let simulate = |portfolios: &[Portfolio], draws: std::ops::Range<usize>| {
        let loss = |p: &Portfolio, draw: usize| {
            let noise = crate::random::uniform(3, draw as u64, "noise");
            let worth: f64 = p.members().iter().map(|j| *j as f64).sum();
            100.0 * noise - worth * (0.5 + crate::random::uniform(3, draw as u64, "worth"))
        };
        let losses = |p: &Portfolio| draws.clone().map(|s| loss(p, s)).collect();
        Ok(Some(portfolios.iter().map(losses).collect()))
    };
    let mut record = Record::new(vec![1.0 / 256.0; 256], Box::new(simulate));
    let field: Vec<Portfolio> = (0..20).map(|j| Portfolio::of(20, &[j])).collect();
    let order = race(&mut record, &field, Aim::Expected).unwrap();
    assert_eq!(order[0], 19);
    assert!(record.runs() < 20 * 256 / 4, "{}", record.runs());
}
