//! Portfolios that were simulated, draw by draw.

use super::aim::Aim;
use super::portfolio::Portfolio;
use crate::error::Result;
use std::collections::BTreeMap;
use std::ops::Range;

/// Gives the losses of portfolios in some draws, a list a portfolio; nothing when it was stopped.
/// A draw is the same for every portfolio (common random numbers).
pub type Simulate<'s> = dyn FnMut(&[Portfolio], Range<usize>) -> Result<Option<Vec<Vec<f64>>>> + 's;

/// Losses that are known, and where further ones come from.
pub struct Record<'s> {
    simulate: Box<Simulate<'s>>,
    chances: Vec<f64>,
    known: BTreeMap<Portfolio, Vec<f64>>,
    /// Whether the simulation was stopped: what is not known stays so.
    stopped: bool,
}

/// Portfolios that are simulated at once.
const TOGETHER: usize = 8;
/// Rise of a loss, relative to what it was, that is no more than rounding.
const ROUNDING: f64 = 1e-9;

impl<'s> Record<'s> {
    /// Nothing known yet; a probability for each draw.
    #[must_use]
    pub fn new(chances: Vec<f64>, simulate: Box<Simulate<'s>>) -> Self {
        Self { simulate, chances, known: BTreeMap::new(), stopped: false }
    }

    /// Probabilities of the draws.
    #[must_use]
    pub fn chances(&self) -> &[f64] {
        &self.chances
    }

    /// How many draws there are.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.chances.len()
    }

    /// Whether the simulation was stopped.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// How many portfolios were simulated in all draws.
    #[must_use]
    pub fn simulated(&self) -> usize {
        self.whole().count()
    }

    /// How many runs were made.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.known.values().map(Vec::len).sum()
    }

    /// Portfolios known in all draws, with their losses.
    pub fn whole(&self) -> impl Iterator<Item = (&Portfolio, &[f64])> {
        let whole = self.known.iter().filter(|(_, losses)| losses.len() == self.draws());
        whole.map(|(portfolio, losses)| (portfolio, losses.as_slice()))
    }

    /// Makes the first `draws` losses of some portfolios known. False when it was stopped before.
    ///
    /// # Errors
    /// Of the simulation.
    pub fn learn(&mut self, portfolios: &[Portfolio], draws: usize) -> Result<bool> {
        let mut wanted: BTreeMap<usize, Vec<Portfolio>> = BTreeMap::new();
        for portfolio in portfolios {
            let from = self.known.get(portfolio).map_or(0, Vec::len);
            let list = wanted.entry(from).or_default();
            if from < draws && !list.contains(portfolio) {
                list.push(portfolio.clone());
            }
        }
        for (from, portfolios) in wanted {
            // Some at a time, so that what is done is kept when it is stopped.
            for some in portfolios.chunks(TOGETHER) {
                if self.stopped {
                    return Ok(false);
                }
                let Some(losses) = (self.simulate)(some, from..draws)? else {
                    self.stopped = true;
                    return Ok(false);
                };
                for (portfolio, losses) in some.iter().zip(losses) {
                    self.known.entry(portfolio.clone()).or_default().extend(losses);
                }
            }
        }
        Ok(true)
    }

    /// The losses of a portfolio that are known.
    #[must_use]
    pub fn losses(&self, portfolio: &Portfolio) -> &[f64] {
        self.known.get(portfolio).map_or(&[], Vec::as_slice)
    }

    /// The value of a portfolio over all draws; nothing when they are not all known.
    #[must_use]
    pub fn value(&self, portfolio: &Portfolio, aim: Aim) -> Option<f64> {
        let losses = self.losses(portfolio);
        (losses.len() == self.draws()).then(|| aim.value(losses, &self.chances))
    }

    /// The value of a portfolio over all draws, simulated if need be; nothing when stopped.
    ///
    /// # Errors
    /// Of the simulation.
    pub fn evaluate(&mut self, portfolio: &Portfolio, aim: Aim) -> Result<Option<f64>> {
        self.learn(std::slice::from_ref(portfolio), self.draws())?;
        Ok(self.value(portfolio, aim))
    }

    /// Of all known pairs of a portfolio and a larger one: whether more actions hurt.
    #[must_use]
    pub fn harm(&self, aim: Aim) -> Harm {
        let valued: Vec<(&Portfolio, f64)> = self
            .whole()
            .map(|(portfolio, losses)| (portfolio, aim.value(losses, &self.chances)))
            .collect();
        let mut harm = Harm::default();
        for (small, before) in &valued {
            for (large, after) in valued.iter().filter(|(large, _)| large != small) {
                if small.within(large) {
                    harm.pairs += 1;
                    let rise = after - before;
                    if rise > ROUNDING * before.abs() {
                        harm.worse += 1;
                        harm.largest = harm.largest.max(rise);
                    }
                }
            }
        }
        harm
    }

    /// By how much one portfolio is better than another, on the draws that both are known in.
    /// Nothing when there are none, or not all and only all will do: the mean alone can be told from
    /// some.
    #[must_use]
    pub fn gain(&self, from: &Portfolio, to: &Portfolio, aim: Aim) -> Option<Gain> {
        let (from, to) = (self.losses(from), self.losses(to));
        let draws = from.len().min(to.len());
        if draws == self.draws() {
            let mean = aim.value(from, &self.chances) - aim.value(to, &self.chances);
            return Some(Gain { mean, most: mean });
        }
        if draws == 0 || aim != Aim::Expected {
            return None;
        }
        let (mean, error) = difference(&from[..draws], &to[..draws], &self.chances[..draws]);
        let total: f64 = self.chances.iter().sum();
        Some(Gain { mean: total * mean, most: total * (mean + SURE * error) })
    }

    /// For each candidate the largest gain it was seen to bring, over all known portfolios that
    /// hold another one and then it as well; NaN where it was never seen.
    #[must_use]
    pub fn gains_beyond(&self, portfolio: &Portfolio, aim: Aim) -> Vec<f64> {
        let mut gains = vec![f64::NAN; portfolio.candidates()];
        for larger in self.known.keys().filter(|larger| portfolio.within(larger)) {
            for j in larger.members().into_iter().filter(|j| !portfolio.has(*j)) {
                if let Some(gain) = self.gain(&larger.without(&[j]), larger, aim) {
                    gains[j] = gains[j].max(gain.most);
                }
            }
        }
        gains
    }
}

/// By how much a portfolio is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// As far as the draws known tell.
    pub mean: f64,
    /// The most it can be: the mean, raised by three standard errors where not all draws are known.
    pub most: f64,
}

/// Standard errors beyond which a difference counts as sure: wrong once in about 1,000 times.
pub(super) const SURE: f64 = 3.0;

/// Mean of the differences of losses on the same draws, and its standard error.
pub(super) fn difference(losses: &[f64], others: &[f64], chances: &[f64]) -> (f64, f64) {
    let total: f64 = chances.iter().sum();
    let apart = || losses.iter().zip(others).map(|(loss, other)| loss - other).zip(chances);
    let mean = apart().map(|(apart, chance)| apart * chance).sum::<f64>() / total;
    let variance = apart().map(|(apart, chance)| (apart - mean).powi(2) * chance).sum::<f64>();
    (mean, (variance / total / (losses.len() as f64 - 1.0).max(1.0)).sqrt())
}

/// How often more actions were seen to hurt.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Harm {
    /// Pairs of a portfolio and a larger one.
    pub pairs: usize,
    /// Those in which the larger one loses more.
    pub worse: usize,
    /// The most by which it does.
    pub largest: f64,
}
