//! What conversions take from the rest of an economy, as a scenario for the stress test
//! (docs/src/models/mobilise.md, "What it costs elsewhere").

use super::read::Taken;
use super::tables::Plan;
use staves_core::{Error, Result};
use std::collections::BTreeMap;

impl Plan<'_> {
    /// The text of a scenario file: each sector loses what conversions take of its capacity, from the
    /// period in which they start to the end.
    ///
    /// # Errors
    /// `mobilise::no-sector` when no conversion that is started names a sector;
    /// `mobilise::sector-gone` when they take all of one.
    pub fn scenario(&self) -> Result<String> {
        let facts = &self.study.facts;
        // Region, sector and period to share.
        let mut taken: BTreeMap<(String, String, usize), f64> = BTreeMap::new();
        for (kind, started) in self.plan.converted.iter().enumerate() {
            let Some(Taken { sector, share }) = &self.study.taken[kind] else { continue };
            let region = self.region(facts.lines[facts.conversions[kind].line].region);
            for (t, started) in started.iter().enumerate().filter(|(_, started)| **started > 1e-9) {
                let key = (region.clone(), sector.clone(), t);
                *taken.entry(key).or_default() += share * started;
            }
        }
        if taken.is_empty() {
            return Err(Error::new("mobilise::no-sector"));
        }
        let days = self.study.settings.days;
        let mut scenario = toml::Table::new();
        let text = |en: &str, zh: &str| {
            toml::Table::from_iter([("en".into(), en.into()), ("zh".into(), zh.into())])
        };
        let title = &self.study.settings.title;
        scenario.insert("title".into(), text(&title.en, &title.zh).into());
        scenario.insert("days".into(), (days * facts.periods as f64).into());
        let mut left: BTreeMap<(String, String), f64> = BTreeMap::new();
        let mut shocks = Vec::new();
        for ((region, sector, t), share) in taken {
            let of = left.entry((region.clone(), sector.clone())).or_insert(1.0);
            // Shocks of one sector multiply what they leave; here shares add up.
            let size = share / *of;
            *of -= share;
            if *of < 0.0 {
                let error = Error::new("mobilise::sector-gone");
                return Err(error.with("sector", sector).with("region", region));
            }
            let name = format!("{sector} {region} {}", t + 1);
            shocks.push(toml::Value::Table(toml::Table::from_iter([
                ("name".into(), text(&name, &name).into()),
                ("kind".into(), "capacity".into()),
                ("region".into(), region.into()),
                ("sector".into(), sector.into()),
                ("size".into(), size.min(1.0).into()),
                ("starts".into(), (days * t as f64).into()),
                ("lasts".into(), (days * (facts.periods - t) as f64).into()),
            ])));
        }
        let file = toml::Table::from_iter([
            ("scenario".into(), scenario.into()),
            ("shock".into(), toml::Value::Array(shocks)),
        ]);
        Ok(file.to_string())
    }
}
