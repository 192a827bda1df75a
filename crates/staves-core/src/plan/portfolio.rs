//! A choice among candidate actions.

/// Which of the candidates are taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Portfolio(Vec<bool>);

impl Portfolio {
    /// None of so many candidates.
    #[must_use]
    pub fn none(candidates: usize) -> Self {
        Self(vec![false; candidates])
    }

    /// All of so many candidates.
    #[must_use]
    pub fn all(candidates: usize) -> Self {
        Self(vec![true; candidates])
    }

    /// Those of a list, by their places.
    #[must_use]
    pub fn of(candidates: usize, members: &[usize]) -> Self {
        Self::none(candidates).with(members)
    }

    /// Whether a candidate is taken.
    #[must_use]
    pub fn has(&self, candidate: usize) -> bool {
        self.0[candidate]
    }

    /// Places of those taken, ascending.
    #[must_use]
    pub fn members(&self) -> Vec<usize> {
        (0..self.0.len()).filter(|j| self.0[*j]).collect()
    }

    /// Places of those not taken, ascending.
    #[must_use]
    pub fn left_out(&self) -> Vec<usize> {
        (0..self.0.len()).filter(|j| !self.0[*j]).collect()
    }

    /// How many candidates there are to choose from.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.0.len()
    }

    /// With further candidates.
    #[must_use]
    pub fn with(&self, more: &[usize]) -> Self {
        self.set(more, true)
    }

    /// Without some candidates.
    #[must_use]
    pub fn without(&self, fewer: &[usize]) -> Self {
        self.set(fewer, false)
    }

    fn set(&self, places: &[usize], taken: bool) -> Self {
        let mut other = self.clone();
        places.iter().for_each(|j| other.0[*j] = taken);
        other
    }

    /// Whether everything taken here is taken there too.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(here, there)| !here || *there)
    }

    /// 1 for each candidate taken, 0 for the others.
    #[must_use]
    pub fn levels(&self) -> Vec<f64> {
        self.0.iter().map(|taken| f64::from(u8::from(*taken))).collect()
    }
}
