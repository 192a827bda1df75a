//! Where the inputs of a product come from, at face value and over all tiers
//! (docs/src/models/exposure.md, "Look-through shares").

use super::Coefficients;

/// What is set against foreign inputs in a look-through share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denominator {
    /// All inputs of all tiers, L − I.
    Inputs,
    /// All output of all tiers, L: the unit itself is counted, too.
    Output,
}

/// Inputs of a unit of each product by group of supplying producers: groups × producers.
pub struct Origins {
    /// Σ_{i ∈ g} a_ij.
    pub face: Vec<Vec<f64>>,
    /// Σ_{i ∈ g} (L − I)_ij; gross output, so that what passes several tiers counts at each.
    pub look_through: Vec<Vec<f64>>,
    /// Σ_{i ∈ g} v_i l_ij; sums to 1 over the groups.
    pub value_added: Vec<Vec<f64>>,
}

/// The inputs of every product by group; `group` is that of each producer, below `count`. Two
/// transposed solves a group.
#[must_use]
pub fn origins(coefficients: &Coefficients, group: &[u32], count: usize) -> Origins {
    let (mut face, mut look_through, mut value_added) = (Vec::new(), Vec::new(), Vec::new());
    for wanted in 0..count {
        let part = |value: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let of = |i: usize| if group[i] as usize == wanted { value(i) } else { 0.0 };
            (0..coefficients.len()).map(of).collect()
        };
        let members = part(&|_| 1.0);
        let through = coefficients.factored.solve_transposed(&members);
        look_through.push(through.iter().zip(&members).map(|(all, own)| all - own).collect());
        value_added
            .push(coefficients.factored.solve_transposed(&part(&|i| coefficients.value_added[i])));
        face.push(coefficients.technical.times_transposed(&members));
    }
    Origins { face, look_through, value_added }
}

/// A basket of products with weights that sum to 1; one product is a basket, too.
pub type Basket = [(usize, f64)];

/// Σ_j w_j·value_j over a basket.
#[must_use]
pub fn of_basket(values: &[f64], basket: &Basket) -> f64 {
    basket.iter().map(|(product, weight)| weight * values[*product]).fold(0.0, |a, b| a + b)
}

impl Origins {
    /// Share of the direct inputs of a basket that comes from some groups; NaN without inputs.
    #[must_use]
    pub fn share_of_inputs(&self, basket: &Basket, from: &dyn Fn(usize) -> bool) -> f64 {
        let (part, all) = sums(&self.face, basket, from);
        ratio(part, all)
    }

    /// Share of the inputs of all tiers behind a basket that comes from some groups, which do not
    /// hold its makers; NaN without inputs.
    #[must_use]
    pub fn look_through_share(
        &self,
        basket: &Basket,
        from: &dyn Fn(usize) -> bool,
        denominator: Denominator,
    ) -> f64 {
        let (part, all) = sums(&self.look_through, basket, from);
        match denominator {
            Denominator::Inputs => ratio(part, all),
            Denominator::Output => ratio(part, 1.0 + all),
        }
    }
}

/// The sum over some groups and over all.
fn sums(table: &[Vec<f64>], basket: &Basket, from: &dyn Fn(usize) -> bool) -> (f64, f64) {
    let each: Vec<f64> = table.iter().map(|row| of_basket(row, basket)).collect();
    let part = each.iter().enumerate().filter(|(group, _)| from(*group)).map(|(_, value)| value);
    (part.fold(0.0, |a, b| a + b), each.iter().sum())
}

fn ratio(part: f64, all: f64) -> f64 {
    if all == 0.0 { f64::NAN } else { part / all }
}
