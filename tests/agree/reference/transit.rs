//! Goods under way on delayed links, parcel by parcel.

use staves_core::shock::{Effect, Links, Shock};

/// What is sent in one step, money per day: it arrives over as long as a step lasts.
struct Parcel {
    arrives: f64,
    receiver: usize,
    money: f64,
}

#[derive(Default)]
pub struct Transit {
    parcels: Vec<Parcel>,
}

/// Days by which goods on a link arrive later, and the share of deliveries they are, for every
/// choice of which shocks send them their way.
pub fn detours(
    shocks: &[Shock],
    day: f64,
    step: f64,
    on: impl Fn(&Links) -> bool,
) -> Vec<(f64, f64)> {
    let mut ways = Vec::new();
    for shock in shocks {
        let Effect::Trade { links, size, delay } = &shock.effect else { continue };
        let severity = shock.profile.mean(day, step);
        for links in links.iter().filter(|links| on(links)) {
            let lost = links.share * size * severity;
            if lost < 1.0 && *delay > 0.0 {
                let this_way = links.share * severity * (1.0 - size * severity) / (1.0 - lost);
                ways.push((*delay, this_way));
            }
        }
    }
    let choice = |chosen: usize| {
        let all =
            ways.iter().enumerate().fold(
                (0.0, 1.0),
                |(days, part), (k, (delay, way))| match chosen >> k & 1 {
                    1 => (days + delay, part * way),
                    _ => (days, part * (1.0 - way)),
                },
            );
        (all.0 > 0.0 && all.1 > 0.0).then_some(all)
    };
    (0..1 << ways.len()).filter_map(choice).collect()
}

impl Transit {
    /// Sends a delivery of the step on `day` its ways; what of it goes a long way.
    pub fn send(&mut self, day: f64, ways: &[(f64, f64)], receiver: usize, money: f64) -> f64 {
        for (days, part) in ways {
            self.parcels.push(Parcel { arrives: day + days, receiver, money: money * part });
        }
        ways.iter().map(|(_, part)| money * part).sum()
    }

    /// What arrives in the step on `day`, money per day by receiver.
    pub fn arrive(&mut self, day: f64, step: f64, receivers: usize) -> Vec<f64> {
        let mut arrived = vec![0.0; receivers];
        for parcel in &self.parcels {
            let (from, to) = (parcel.arrives.max(day), (parcel.arrives + step).min(day + step));
            arrived[parcel.receiver] += parcel.money * (to - from).max(0.0) / step;
        }
        self.parcels.retain(|parcel| parcel.arrives + step > day + step);
        arrived
    }
}
