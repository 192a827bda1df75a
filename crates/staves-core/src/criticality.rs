//! Which inputs stop their users when they run out: 1 critical, ½ important, 0 not critical.
//!
//! The default rule needs nothing but the table: the ISIC or NACE section that codes begin with,
//! and the share of each input in its user's intermediate cost
//! (docs/src/models/criticality.md, "Default rule").

use crate::economy::Economy;

/// A class for each pair of an input and a using sector.
#[derive(Clone, Debug, PartialEq)]
pub struct Criticality {
    /// sectors × sectors, input-major: 1, ½ or 0.
    pub values: Vec<f64>,
}

/// Inputs that come with the goods they go into are critical from this share of the user's
/// intermediate cost on, important from the other.
const CRITICAL_FROM: f64 = 0.02;
const IMPORTANT_FROM: f64 = 0.005;

/// What an ISIC Rev. 4 or NACE Rev. 2 code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Industry {
    section: char,
    /// Its first division; 0 when the code names only a section.
    division: u32,
}

impl Industry {
    /// Reads codes such as `B`, `A01`, `C10-12`, `C10T12`, `J59_J60`; `None` for others.
    fn of(code: &str) -> Option<Self> {
        let mut rest = code.chars();
        let section = rest.next().filter(|first| ('A'..='U').contains(first))?;
        let rest = rest.as_str();
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        match (number, after.chars().next()) {
            ("", None | Some('_' | '-')) => Some(Self { section, division: 0 }),
            ("", _) => None,
            (number, None | Some('_' | '-' | 'T')) => {
                Some(Self { section, division: number.parse().ok()? })
            }
            _ => None,
        }
    }

    /// Whether it makes or builds things.
    fn makes_goods(self) -> bool {
        ('A'..='F').contains(&self.section)
    }
}

impl Criticality {
    /// The class of every pair by the default rule.
    ///
    /// Sectors whose code names no section count as goods in both roles.
    #[must_use]
    pub fn default_rule(economy: &Economy) -> Self {
        let count = economy.sectors.len();
        let bought = bought(economy);
        let totals: Vec<f64> = (0..count)
            .map(|user| (0..count).map(|input| bought[input * count + user]).sum())
            .collect();
        let industries: Vec<_> =
            economy.sectors.entries().iter().map(|entry| Industry::of(&entry.code)).collect();
        let class = |cell: usize| {
            let (input, user) = (cell / count, cell % count);
            let total: f64 = totals[user];
            let share = if total > 0.0 { bought[cell] / total } else { 0.0 };
            if input == user { 1.0 } else { class(industries[input], industries[user], share) }
        };
        Self { values: (0..count * count).map(class).collect() }
    }
}

/// Purchases of each product by each using sector, input-major; nothing below zero.
fn bought(economy: &Economy) -> Vec<f64> {
    let count = economy.sectors.len();
    let mut bought = vec![0.0; count * count];
    for (row, column, value) in economy.flows.cells() {
        let (input, user) = (economy.producers[row].sector, economy.producers[column].sector);
        bought[input as usize * count + user as usize] += value.max(0.0);
    }
    bought
}

fn class(input: Option<Industry>, user: Option<Industry>, share: f64) -> f64 {
    let goods = user.is_none_or(Industry::makes_goods);
    let by_share = match share {
        share if share >= CRITICAL_FROM => 1.0,
        share if share >= IMPORTANT_FROM => 0.5,
        _ => 0.0,
    };
    let important = |when: bool| if when { 0.5 } else { 0.0 };
    let Some(Industry { section, division }) = input else { return by_share };
    let user_section = user.map_or('C', |user| user.section);
    match (section, division) {
        // Nothing moves without energy; offices can bridge some of it.
        ('D', _) => {
            if goods {
                1.0
            } else {
                0.5
            }
        }
        // Repair can wait a while.
        ('C', 33) => important(goods || user_section == 'H'),
        // What goes into a product, by weight; those who make no goods can do without longer.
        ('A'..='C', _) if goods => by_share,
        ('A'..='C', _) => important(share >= CRITICAL_FROM),
        ('E', _) => important(goods),
        ('G', _) => important(goods && share >= CRITICAL_FROM),
        // Carriage by land and water, and handling; not flights and parcels.
        ('H', 0 | 49 | 50 | 52) => important(goods || matches!(user_section, 'G' | 'H')),
        // Telecommunications and computing; not publishing and films.
        ('J', 0 | 61..) => important(true),
        // Building, hospitality, finance, real estate, advice, public and personal services.
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_many_spellings_name_their_section() {
        let of = |code| Industry::of(code).map(|found| (found.section, found.division));
        assert_eq!(of("B"), Some(('B', 0)));
        assert_eq!(of("A01"), Some(('A', 1)));
        for code in ["C10-12", "C10T12", "C10-C12", "C10_12", "C10"] {
            assert_eq!(of(code), Some(('C', 10)), "{code}");
        }
        assert_eq!(of("J59_J60"), Some(('J', 59)));
        assert_eq!(of("R_S"), Some(('R', 0)));
        for code in ["AGR", "334", "MED", "", "c10", "V1", "C1x"] {
            assert_eq!(of(code), None, "{code}");
        }
    }

    #[test]
    fn classes_follow_the_principles() {
        let of = |input, user, share| class(Industry::of(input), Industry::of(user), share);
        assert_eq!(of("D35", "C20", 0.0), 1.0);
        assert_eq!(of("D35", "K64", 0.0), 0.5);
        assert_eq!([0.03, 0.01, 0.001].map(|share| of("C20", "C22", share)), [1.0, 0.5, 0.0]);
        assert_eq!(of("C20", "K64", 0.03), 0.5);
        assert_eq!(of("C33", "C20", 0.1), 0.5);
        assert_eq!(of("K64", "C20", 0.3), 0.0);
        assert_eq!(of("H49", "C20", 0.0), 0.5);
        assert_eq!(of("H53", "C20", 0.3), 0.0);
        assert_eq!(of("MED", "SER", 0.03), 1.0);
    }
}
