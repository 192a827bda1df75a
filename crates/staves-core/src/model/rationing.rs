//! Rationing: which share of each order is filled when output falls short
//! (docs/src/models/dynamic.md, "Rationing").

use super::Rationing;

/// Share of each class of demand on one producer that is delivered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fill {
    pub orders: f64,
    pub final_demand: f64,
    pub rebuild: f64,
}

impl Default for Fill {
    /// Everything that is asked for.
    fn default() -> Self {
        Self::same(1.0)
    }
}

impl Fill {
    fn same(share: f64) -> Self {
        Self { orders: share, final_demand: share, rebuild: share }
    }
}

/// Shares out `output` over the three classes of demand.
pub(super) fn fill(
    rule: Rationing,
    output: f64,
    orders: f64,
    final_demand: f64,
    rebuild: f64,
) -> Fill {
    let demand = orders + final_demand + rebuild;
    let last = final_demand + rebuild;
    if demand <= 0.0 {
        // Net sales out of inventories cover all that is asked for, and no more is drawn.
        let drawn = if final_demand < 0.0 { -(orders + rebuild) / final_demand } else { 0.0 };
        return Fill { orders: 1.0, final_demand: drawn, rebuild: 1.0 };
    }
    // Exactly all, whatever the parts round to.
    if output >= demand {
        return Fill::same(1.0);
    }
    // Net sales out of inventories (a negative row of final demand) cannot be a class of its own.
    if rule == Rationing::Proportional || last < 0.0 || orders <= 0.0 {
        return Fill::same(output / demand);
    }
    let first = orders.min(output);
    let rest = if last > 0.0 { (output - first) / last } else { 0.0 };
    Fill { orders: first / orders, final_demand: rest, rebuild: rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_delivered_adds_up_to_output_in_every_rule() {
        for rule in [Rationing::Proportional, Rationing::IntermediateFirst] {
            for (output, orders, last, rebuild) in [
                (5.0, 4.0, 3.0, 1.0),
                (2.0, 4.0, 3.0, 0.0),
                (4.0, 5.0, -1.0, 0.0),
                (3.0, 0.0, 4.0, 2.0),
                (0.0, 1.0, -3.0, 0.5),
                (0.0, 0.0, 0.0, 0.0),
            ] {
                let fill = fill(rule, output, orders, last, rebuild);
                let delivered =
                    fill.orders * orders + fill.final_demand * last + fill.rebuild * rebuild;
                assert!((delivered - output).abs() < 1e-15, "{rule:?}: {delivered} of {output}");
            }
        }
    }

    #[test]
    fn producers_come_first_when_asked() {
        let fill = fill(Rationing::IntermediateFirst, 5.0, 4.0, 3.0, 1.0);
        assert_eq!(fill, Fill { orders: 1.0, final_demand: 0.25, rebuild: 0.25 });
    }
}
