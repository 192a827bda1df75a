//! Amounts by cause over time, one on top of the other; what is below zero hangs below the axis.

use super::scale::{Scale, extent};
use super::{Drawing, WIDTH};

/// Layers a chart can tell apart; the style has a fill for each.
pub(in crate::report) const LAYERS_MOST: usize = 8;

/// What a stacked chart shows. All layers are as long as `days`, in the unit of the axis.
#[derive(Default)]
pub(in crate::report) struct Stacked<'a> {
    /// Starts of the steps.
    pub days: &'a [f64],
    /// Length of the run.
    pub horizon: f64,
    /// From the axis upwards; parts below zero are drawn together, downwards.
    pub layers: Vec<Vec<f64>>,
    /// Title of the left axis, with the unit.
    pub title: String,
    /// Title of the axis of days.
    pub days_title: String,
    /// Read out instead of the chart.
    pub label: String,
}

const LEFT: f64 = 62.0;
const RIGHT: f64 = WIDTH - 26.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = TOP + 230.0;
/// More points than this lie closer together than a chart can show.
const POINTS_MOST: usize = 1200;

impl Stacked<'_> {
    /// Draws the chart.
    pub fn draw(&self) -> String {
        let end = self.horizon.max(self.days.last().copied().unwrap_or(0.0));
        let x = Scale::new((0.0, end), (LEFT, RIGHT));
        let edges = self.edges();
        let gains = self.gains();
        let all = edges.iter().flatten().chain(&gains).copied().chain([0.0]);
        let (low, high) = extent(all);
        let y = Scale::nice((low, if high > 0.0 { high } else { 1.0 }), (BOTTOM, TOP), 5);
        let mut drawing = Drawing::new(BOTTOM + 44.0);
        drawing.text("axis start", (0.0, 13.0), &self.title);
        let shape = |low: &[f64], high: &[f64]| -> Vec<(f64, f64)> {
            let points = |line: &[f64]| -> Vec<(f64, f64)> {
                let stride = self.days.len().div_ceil(POINTS_MOST).max(1);
                let all = self.days.iter().zip(line).step_by(stride);
                all.map(|(day, value)| (x.at(*day), y.at(*value))).collect()
            };
            points(high).into_iter().chain(points(low).into_iter().rev()).collect()
        };
        for (value, text) in y.ticks(5) {
            drawing.line("grid", (LEFT, y.at(value)), (RIGHT, y.at(value)));
            drawing.text("tick end", (LEFT - 8.0, y.at(value) + 4.0), &text);
        }
        for (k, pair) in edges.windows(2).enumerate() {
            drawing.area(&format!("layer layer-{}", k % LAYERS_MOST), &shape(&pair[0], &pair[1]));
        }
        if gains.iter().any(|value| *value < 0.0) {
            drawing.area("gain", &shape(&gains, &vec![0.0; gains.len()]));
        }
        for (value, text) in x.ticks(8) {
            drawing.line("zero", (x.at(value), BOTTOM), (x.at(value), BOTTOM + 5.0));
            drawing.text("tick middle", (x.at(value), BOTTOM + 19.0), &text);
        }
        drawing.line("zero", (LEFT, y.at(0.0)), (RIGHT, y.at(0.0)));
        drawing.text("axis middle", (f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0), &self.days_title);
        drawing.finish(&self.label)
    }

    /// The lines between the layers, from the axis upwards.
    fn edges(&self) -> Vec<Vec<f64>> {
        let mut edges = vec![vec![0.0; self.days.len()]];
        for layer in &self.layers {
            let below = &edges[edges.len() - 1];
            edges.push(below.iter().zip(layer).map(|(sum, value)| sum + value.max(0.0)).collect());
        }
        edges
    }

    /// What is below zero, over all layers.
    fn gains(&self) -> Vec<f64> {
        let below = |day: usize| self.layers.iter().map(|layer| layer[day].min(0.0)).sum();
        (0..self.days.len()).map(below).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_stack_and_gains_hang_below() {
        let days = [0.0, 1.0, 2.0];
        let layers = vec![vec![1.0, 2.0, 0.0], vec![3.0, -1.0, 0.0]];
        let stacked = Stacked { days: &days, horizon: 3.0, layers, ..Stacked::default() };
        let edges = stacked.edges();
        assert_eq!(edges, [vec![0.0; 3], vec![1.0, 2.0, 0.0], vec![4.0, 2.0, 0.0]]);
        assert_eq!(stacked.gains(), [0.0, -1.0, 0.0]);
        let svg = stacked.draw();
        assert!(svg.contains("layer-0") && svg.contains("layer-1") && svg.contains("\"gain\""));
        let nothing = Stacked { days: &days, layers: vec![vec![0.0; 3]], ..Stacked::default() };
        assert!(!nothing.draw().contains("NaN"));
    }
}
