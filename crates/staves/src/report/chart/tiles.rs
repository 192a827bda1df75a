//! Tiles: a row a thing, a column a period, darker where more is missing.

use super::{Drawing, WIDTH, cut};

/// A row of tiles.
pub(in crate::report) struct Row {
    /// What it is of.
    pub name: String,
    /// By period: what part is missing, 0 to 1; none where nothing is wanted.
    pub parts: Vec<Option<f64>>,
    /// A number in words to the right.
    pub says: String,
}

/// What the tiles show.
pub(in crate::report) struct Tiles {
    /// Rows in groups, each with its heading.
    pub groups: Vec<(String, Vec<Row>)>,
    /// How many periods.
    pub periods: usize,
    /// Head of the numbers to the right.
    pub head: String,
    /// Read out instead of the chart.
    pub label: String,
}

const LEFT: f64 = 200.0;
const RIGHT: f64 = WIDTH - 140.0;
const ROW: f64 = 24.0;
const TOP: f64 = 30.0;
/// Most heads of periods that stand beside each other.
const HEADS: usize = 14;
/// Shades of tiles besides that of nothing missing.
const SHADES: f64 = 4.0;

impl Tiles {
    /// Draws the tiles, each with what it says as a title.
    pub fn draw(&self) -> String {
        let rows: usize = self.groups.iter().map(|(_, rows)| rows.len() + 1).sum();
        let mut drawing = Drawing::new(TOP + ROW * rows as f64 + 8.0);
        let width = (RIGHT - LEFT) / self.periods.max(1) as f64;
        let at = |period: usize| LEFT + width * period as f64;
        let every = self.periods.div_ceil(HEADS).max(1);
        for period in (0..self.periods).step_by(every) {
            let head = (period + 1).to_string();
            drawing.text("axis middle", (at(period) + width / 2.0, TOP - 12.0), &head);
        }
        drawing.text("axis end", (WIDTH, TOP - 12.0), &self.head);
        let mut top = TOP;
        for (heading, rows) in &self.groups {
            drawing.text("axis start", (0.0, top + ROW - 7.0), heading);
            top += ROW;
            for row in rows {
                let middle = top + ROW / 2.0;
                drawing.text("name end", (LEFT - 10.0, middle + 4.0), &cut(&row.name, LEFT - 24.0));
                for (period, part) in row.parts.iter().enumerate() {
                    let Some(part) = part else { continue };
                    let shade = format!("tile shade-{}", shade(*part));
                    drawing.rect(&shade, (at(period) + 1.0, top + 2.0), (width - 2.0, ROW - 4.0));
                }
                drawing.text("value end", (WIDTH, middle + 4.0), &row.says);
                top += ROW;
            }
        }
        drawing.finish(&self.label)
    }
}

/// 0 where nothing is missing, 4 where more than three quarters are.
fn shade(part: f64) -> usize {
    if part < 1e-6 { 0 } else { (part * SHADES).ceil().clamp(1.0, SHADES) as usize }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_as_dark_as_much_is_missing() {
        assert_eq!([0.0, 1e-9, 0.01, 0.25, 0.26, 1.0].map(shade), [0, 0, 1, 1, 2, 4]);
        let parts = vec![Some(0.0), None, Some(1.0)];
        let rows = vec![Row { name: "<x>".into(), parts, says: "7".into() }];
        let groups = vec![("group".to_owned(), rows)];
        let svg = Tiles { groups, periods: 3, head: String::new(), label: String::new() }.draw();
        assert_eq!((svg.matches("shade-0").count(), svg.matches("shade-4").count()), (1, 1));
        assert!(svg.contains("&lt;x&gt;") && svg.contains(">group<"));
    }
}
