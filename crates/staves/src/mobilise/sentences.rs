//! A plan in sentences, in both languages.

use super::tables::{Plan, means_name};
use staves_core::Lang;
use staves_core::locale::text;
use staves_core::mobilise::{Help, Reason};

/// A number as it is said: four digits, or whole where it is large.
fn said(value: f64) -> String {
    crate::report::computed(value)
}

impl Plan<'_> {
    /// How fair it is and what that costs, then why who is short of what.
    #[must_use]
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let plan = &self.plan;
        let least = (0..plan.share.len())
            .filter_map(|d| Some((d, plan.share[d]?)))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let mut sentences = Vec::new();
        match least {
            Some((demand, share)) if share < 1.0 - 1e-6 => {
                let of = &self.study.facts.demands[demand];
                let share = said(100.0 * share);
                let price = said(100.0 * plan.price_of_fairness());
                let values = [
                    ("good", self.good_label(of.good, lang)),
                    ("region", self.region_label(of.region, lang)),
                    ("share", share),
                    ("price", price),
                ];
                sentences.push(filled(lang, "mobilise.says.least", &values));
            }
            _ => sentences.push(text(lang, "mobilise.says.all", &[])),
        }
        sentences.extend(plan.reasons.iter().map(|reason| self.why_said(reason, lang)));
        sentences
    }

    fn why_said(&self, reason: &Reason, lang: Lang) -> String {
        let of = &self.study.facts.demands[reason.demand];
        let unmet = &self.plan.unmet[reason.demand];
        let worst = (0..unmet.len()).max_by(|a, b| unmet[*a].total_cmp(&unmet[*b])).unwrap_or(0);
        let good = self.good_label(of.good, lang);
        let values = [
            ("good", good.clone()),
            ("region", self.region_label(of.region, lang)),
            ("period", self.study.settings.period.text(lang).to_owned()),
            ("t", (worst + 1).to_string()),
            ("amount", said(unmet[worst])),
            ("short", said(unmet.iter().sum())),
            ("wanted", said(of.total())),
            ("help", self.help_said(reason.helps.first(), &good, lang)),
        ];
        filled(lang, "mobilise.says.short", &values)
    }

    fn help_said(&self, help: Option<&Help>, good: &str, lang: Lang) -> String {
        let Some(help) = help else { return text(lang, "mobilise.says.nothing-helps", &[]) };
        let values = [
            ("of", self.of(help.means)),
            ("step", said(help.step)),
            ("worth", said(help.worth)),
            ("period", self.study.settings.period.text(lang).to_owned()),
            ("good", good.to_owned()),
        ];
        filled(lang, &format!("mobilise.helps.{}", means_name(help.means)), &values)
    }

    pub(crate) fn good_label(&self, good: usize, lang: Lang) -> String {
        self.study.goods.entries()[good].label(lang).to_owned()
    }

    pub(crate) fn region_label(&self, region: usize, lang: Lang) -> String {
        self.study.regions.entries()[region].label(lang).to_owned()
    }
}

fn filled(lang: Lang, key: &str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    text(lang, key, &values)
}
