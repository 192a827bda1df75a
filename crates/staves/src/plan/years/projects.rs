//! Actions of a file as projects of the plan over years (docs/src/models/years.md, "Actions").

use super::structure::Structure;
use crate::actions::Actions;
use crate::plan::relations;
use staves_core::action::Effect;
use staves_core::plan::years::Project;
use staves_core::{Action, Economy, Note, Result};

/// Lead times of actions are in days, those of the plan in years.
const DAYS: f64 = 365.0;
/// Parts below this are rounding.
const NOTHING: f64 = 1e-6;

impl Structure {
    /// Lets the plan begin actions, whole or in part. They are paid in goods, in the mix of
    /// investment; capacity at home is capacity of the plan, all else is known to the stress test
    /// only.
    ///
    /// # Errors
    /// `plan::needs-what-is-left-out`; of an action that cannot be applied.
    pub fn add(&mut self, economy: &Economy, actions: &Actions) -> Result<()> {
        let financial = |action: &&Action| matches!(action.effect, Effect::Finance { .. });
        let (left_out, list): (Vec<&Action>, Vec<&Action>) =
            actions.list.iter().partition(financial);
        let (needs, alternatives) = relations(actions, &list)?;
        for (action, needs) in list.iter().zip(needs) {
            let place = || actions.place(&action.entry.code);
            action.apply(economy).map_err(|error| error.or_at(place()))?;
            self.plan.projects.push(self.project(economy, action, needs));
        }
        self.plan.alternatives = alternatives;
        self.actions = list.into_iter().cloned().collect();
        let codes = |list: Vec<&Action>| -> Vec<String> {
            list.into_iter().map(|action| action.entry.code.clone()).collect()
        };
        let unknown = self.actions.iter().zip(&self.plan.projects);
        let unknown = unknown.filter(|(_, project)| project.capacity.iter().all(|k| *k == 0.0));
        let unknown: Vec<&Action> = unknown.map(|(action, _)| action).collect();
        for (code, ids) in
            [("plan::through-cash", codes(left_out)), ("plan::only-in-stress", codes(unknown))]
        {
            if !ids.is_empty() {
                self.notes.push(Note::new(code, ids.len()).places(ids));
            }
        }
        Ok(())
    }

    fn project(&self, economy: &Economy, action: &Action, needs: Vec<usize>) -> Project {
        let base = &self.base;
        let mix: f64 = base.investment.iter().sum();
        let mut capacity = vec![0.0; self.plan.goods()];
        if let Effect::Capacity { share } = action.effect {
            for (row, producer) in economy.producers.iter().enumerate() {
                let meant = action.regions.contains(&(producer.region as usize))
                    && action.sectors.contains(&(producer.sector as usize));
                if let (true, true, Some(good)) =
                    (meant, base.at_home(economy, row), base.good(economy, row))
                {
                    capacity[good] += share * economy.output()[row];
                }
            }
        }
        Project {
            name: action.entry.code.clone(),
            goods: base.investment.iter().map(|part| action.cost * part / mix).collect(),
            lead: (action.lead_time / DAYS).ceil() as usize,
            capacity,
            needs,
        }
    }

    /// What actions do to the economy of a year beyond what the plan itself knows of them, given the
    /// part of each that is done.
    pub(super) fn done(&self, parts: &[f64]) -> Vec<Action> {
        let both = self.actions.iter().zip(parts).filter(|(_, part)| **part > NOTHING);
        let left = both.filter_map(|(action, part)| {
            let mut action = action.clone();
            action.effect = action.effect.in_part(*part);
            if matches!(action.effect, Effect::Capacity { .. }) {
                action.regions.retain(|region| !self.base.home[*region]);
            }
            (!action.regions.is_empty()).then_some(action)
        });
        left.collect()
    }
}
