//! How a number is spread over the runs: a histogram, or dots when there are few runs.

use super::scale::{Scale, extent};
use super::{Drawing, WIDTH};

/// What a histogram shows.
pub(in crate::report) struct Histogram {
    /// The values of the runs, in the unit of the axis.
    pub values: Vec<f64>,
    /// Marked values: where, and what stands above.
    pub marks: Vec<(f64, String)>,
    /// Title of the axis of values, with the unit.
    pub title: String,
    /// Title of the axis of counts.
    pub runs_title: String,
    /// Read out instead of the chart.
    pub label: String,
}

/// One class of a histogram: from, to, how many; the last one holds its upper end too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Class {
    pub from: f64,
    pub to: f64,
    pub count: usize,
}

const LEFT: f64 = 62.0;
const RIGHT: f64 = WIDTH - 26.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = TOP + 150.0;
/// Fewer runs than this are shown one by one.
const DOTS_MOST: usize = 30;

impl Histogram {
    /// Classes of equal width with round ends.
    pub fn classes(&self) -> Vec<Class> {
        let ends = extent(self.values.iter().copied());
        let wanted = (self.values.len() as f64).sqrt().clamp(5.0, 24.0) as usize;
        let scale = Scale::nice(ends, (0.0, 1.0), wanted);
        let edges: Vec<f64> = scale.ticks(wanted).into_iter().map(|(value, _)| value).collect();
        let last = edges.len().saturating_sub(2);
        let class = |(k, pair): (usize, &[f64])| {
            let inside = |v: &&f64| **v >= pair[0] && (**v < pair[1] || k == last);
            let count = self.values.iter().filter(inside).count();
            Class { from: pair[0], to: pair[1], count }
        };
        edges.windows(2).enumerate().map(class).collect()
    }

    /// Draws the chart.
    pub fn draw(&self) -> String {
        let classes = self.classes();
        let first = classes.first().map_or(0.0, |class| class.from);
        let last = classes.last().map_or(1.0, |class| class.to);
        let x = Scale::new((first, last), (LEFT, RIGHT));
        let mut drawing = Drawing::new(BOTTOM + 44.0);
        if self.values.len() <= DOTS_MOST {
            self.draw_dots(&mut drawing, x);
        } else {
            self.draw_classes(&mut drawing, x, &classes);
        }
        for (value, text) in x.ticks(7) {
            drawing.line("zero", (x.at(value), BOTTOM), (x.at(value), BOTTOM + 5.0));
            drawing.text("tick middle", (x.at(value), BOTTOM + 19.0), &text);
        }
        drawing.line("zero", (LEFT, BOTTOM), (RIGHT, BOTTOM));
        drawing.text("axis middle", (f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0), &self.title);
        self.draw_marks(&mut drawing, x);
        drawing.finish(&self.label)
    }

    fn draw_classes(&self, drawing: &mut Drawing, x: Scale, classes: &[Class]) {
        let most = classes.iter().map(|class| class.count).max().unwrap_or(0) as f64;
        let y = Scale::nice((0.0, most.max(1.0)), (BOTTOM, TOP + 8.0), 4);
        drawing.text("axis start", (0.0, 13.0), &self.runs_title);
        for (value, text) in y.ticks(4).into_iter().filter(|(value, _)| value.fract() == 0.0) {
            drawing.line("grid", (LEFT, y.at(value)), (RIGHT, y.at(value)));
            drawing.text("tick end", (LEFT - 8.0, y.at(value) + 4.0), &text);
        }
        for class in classes {
            let (from, to, top) = (x.at(class.from), x.at(class.to), y.at(class.count as f64));
            drawing.rect("column", (from + 0.7, top), (to - from - 1.4, BOTTOM - top));
        }
    }

    fn draw_dots(&self, drawing: &mut Drawing, x: Scale) {
        let mut values = self.values.clone();
        values.sort_by(f64::total_cmp);
        let mut stack: Vec<f64> = Vec::new();
        for value in values {
            let px = x.at(value);
            stack.retain(|other| px - other < 9.0);
            let y = BOTTOM - 9.0 - 11.0 * stack.len() as f64;
            stack.push(px);
            drawing.dot("run", (px, y), 4.5);
        }
    }

    fn draw_marks(&self, drawing: &mut Drawing, x: Scale) {
        for (k, (value, text)) in self.marks.iter().enumerate() {
            if !value.is_finite() {
                continue;
            }
            let px = x.at(*value);
            let class = if k == 0 { "median" } else { "bound" };
            drawing.line(class, (px, TOP - 2.0), (px, BOTTOM));
            // Labels of the bounds stand on the outer side of their lines.
            let anchor = match k {
                0 => "note middle",
                1 => "note end",
                _ => "note start",
            };
            let dy = if k == 0 { -20.0 } else { -6.0 };
            drawing.text(anchor, (px, TOP + dy), text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(values: Vec<f64>) -> Histogram {
        let marks = vec![(2.0, "median".into()), (f64::NAN, "none".into())];
        let empty = String::new;
        Histogram { values, marks, title: empty(), runs_title: empty(), label: empty() }
    }

    #[test]
    fn every_run_falls_into_one_class() {
        for n in [1, 2, 7, 64, 1000] {
            let values: Vec<f64> = (0..n).map(|k| f64::from(k * k % 97) / 7.0).collect();
            let classes = histogram(values).classes();
            assert_eq!(classes.iter().map(|class| class.count).sum::<usize>(), n as usize);
            assert!(classes.windows(2).all(|pair| pair[0].to == pair[1].from));
        }
    }

    #[test]
    fn few_runs_are_dots_and_many_are_columns() {
        let few = histogram(vec![1.0, 1.0, 3.0]).draw();
        assert_eq!(few.matches("class=\"run\"").count(), 3);
        let many = histogram((0..200).map(f64::from).collect()).draw();
        assert!(many.contains("class=\"column\"") && !many.contains("class=\"run\""));
        for svg in [few, many, histogram(vec![]).draw(), histogram(vec![5.0; 40]).draw()] {
            assert!(!svg.contains("NaN") && !svg.contains("none"), "{svg}");
        }
    }
}
