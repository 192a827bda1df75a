//! Charts as inline SVG. Colours come from the page's style, so that dark mode and print change
//! them; shapes, dashes and labels say everything that a colour says.

pub(super) mod bars;
pub(super) mod curve;
pub(super) mod exceedance;
pub(super) mod fan;
pub(super) mod gantt;
pub(super) mod histogram;
pub(super) mod scale;
pub(super) mod stacked;
pub(super) mod tiles;

use super::html::escape;
use std::fmt::Write;

/// Width of every chart in its own units. Text of 12 units is about 9 pt on A4.
pub(super) const WIDTH: f64 = 720.0;

/// An SVG drawing being made.
pub(super) struct Drawing {
    height: f64,
    body: String,
}

impl Drawing {
    /// An empty drawing of [`WIDTH`] × `height`.
    pub fn new(height: f64) -> Self {
        Self { height, body: String::new() }
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.push(format!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            at(x1),
            at(y1),
            at(x2),
            at(y2)
        ));
    }

    /// A rectangle; a negative size draws nothing.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        if width > 0.0 && height > 0.0 {
            self.push(format!(
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                at(x),
                at(y),
                at(width),
                at(height)
            ));
        }
    }

    /// A dot.
    pub fn dot(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let (x, y, radius) = (at(x), at(y), at(radius));
        self.push(format!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>"));
    }

    /// A line through points, broken where one is missing.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut d = String::new();
        let mut pen_down = false;
        for &(x, y) in points {
            if !(x.is_finite() && y.is_finite()) {
                pen_down = false;
                continue;
            }
            // Writing to a string cannot fail.
            let _ = write!(d, "{}{} {}", if pen_down { 'L' } else { 'M' }, at(x), at(y));
            pen_down = true;
        }
        if !d.is_empty() {
            self.push(format!("<path class=\"{class}\" d=\"{d}\"/>"));
        }
    }

    /// A filled shape; points that are missing are left out.
    pub fn area(&mut self, class: &str, points: &[(f64, f64)]) {
        let shown = points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
        let d: Vec<String> = shown.map(|&(x, y)| format!("{} {}", at(x), at(y))).collect();
        if d.len() > 2 {
            self.push(format!("<path class=\"{class}\" d=\"M{}Z\"/>", d.join("L")));
        }
    }

    /// Text; `class` holds its anchor (`start`, `middle`, `end`) and role.
    pub fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        let (x, y, text) = (at(x), at(y), escape(text));
        self.push(format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"));
    }

    fn push(&mut self, markup: String) {
        self.body += &markup;
    }

    /// The drawing; `label` is read out instead of it.
    pub fn finish(self, label: &str) -> String {
        format!(
            "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            at(WIDTH),
            at(self.height),
            escape(label),
            self.body
        )
    }
}

/// A coordinate with a tenth of a unit; never NaN, which a browser would refuse.
fn at(value: f64) -> String {
    let rounded = if value.is_finite() { (value * 10.0).round() / 10.0 } else { 0.0 };
    format!("{}", rounded + 0.0)
}

/// How wide text of 12 units may be drawn: an estimate on the wide side of common fonts.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if is_wide(c) { 12.2 } else { 7.0 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}')
}

/// Text cut to a width, with an ellipsis where something was cut.
pub(super) fn cut(text: &str, width: f64) -> String {
    if text_width(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if text_width(&out) + text_width("m…") > width {
            break;
        }
        out.push(c);
    }
    out.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_never_holds_a_coordinate_that_is_not_a_number() {
        let mut drawing = Drawing::new(10.0);
        drawing.path("a", &[(0.0, 1.0), (1.0, f64::NAN), (2.0, 3.0), (3.0, f64::INFINITY)]);
        drawing.line("b", (f64::NAN, 0.0), (-0.0, 1.0));
        drawing.area("c", &[(f64::NAN, 0.0), (1.0, 1.0)]);
        drawing.text("d", (0.0, 0.0), "<b>");
        let svg = drawing.finish("\"x\"");
        assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("\"-0\""), "{svg}");
        assert!(svg.contains("M0 1M2 3\"") && svg.contains("&lt;b&gt;"), "{svg}");
        assert!(!svg.contains("class=\"c\""), "an area of one point is nothing");
    }

    #[test]
    fn long_names_are_cut_by_width() {
        assert_eq!(cut("short", 100.0), "short");
        assert!(text_width(&cut("a very long name of a sector indeed", 100.0)) <= 100.0);
        assert!(cut("很长很长很长很长的行业名称", 80.0).ends_with('…'));
    }
}
