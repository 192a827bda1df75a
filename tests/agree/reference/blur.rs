//! Rounding made visible: every stored value gets a relative error, far larger than that of a
//! floating-point number, from a stream of its own.

/// None of it by default.
#[derive(Default)]
pub struct Blur {
    size: f64,
    state: u64,
}

impl Blur {
    pub fn new(size: f64, stream: u64) -> Self {
        Self { size, state: stream }
    }

    /// Multiplies each value by 1 ± size.
    pub fn all<'v>(&mut self, values: impl IntoIterator<Item = &'v mut f64>) {
        if self.size == 0.0 {
            return;
        }
        for value in values {
            // SplitMix64 (Steele, Lea and Flood 2014): as good as its seed, whatever that is.
            self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut bits = self.state;
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let unit = ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
            *value *= 1.0 + self.size * (2.0 * unit - 1.0);
        }
    }
}
