//! The audit refuses plans that do not hold.

use super::super::audit::audit;
use super::*;

fn refused(change: impl Fn(&mut Mobilised)) {
    let facts = random(3);
    let mut plan = planned(&facts, Fairness::MaxMin, false).unwrap();
    audit(&facts, &plan, 0).unwrap();
    change(&mut plan);
    assert_eq!(audit(&facts, &plan, 0).unwrap_err().code(), "mobilise::audit");
}

#[test]
fn goods_out_of_nothing_are_refused() {
    refused(|plan| plan.made[0][0] += 1e-6);
    refused(|plan| plan.stock[0].amounts[0][1] += 1e-6);
    refused(|plan| plan.shipped[0].amounts[0] += 1e-6);
    refused(|plan| plan.unmet[0][0] -= 1e-6);
    refused(|plan| plan.released[0][0] += 1e-6);
    refused(|plan| plan.imported[0][0] += 1e-6);
}

#[test]
fn limits_that_are_passed_and_what_is_no_number_are_refused() {
    refused(|plan| plan.converted[0][0] += 5.0);
    refused(|plan| plan.worked[0][0] += 100.0);
    refused(|plan| plan.worked[0][0] -= 100.0);
    refused(|plan| plan.made[0][0] = f64::NAN);
    refused(|plan| plan.unmet[0][0] = f64::NAN);
}
