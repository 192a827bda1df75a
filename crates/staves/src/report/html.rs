//! Text made safe for HTML, and tables of plain text. Nothing else writes user text into a page.

use std::fmt::Write;

/// Text with the five characters that mean something in HTML written as entities, and control
/// characters dropped; safe between tags and inside quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || is_bidi_control(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Characters that reorder the text around them, which a label has no business doing.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A sentence as markup: names in backticks become code, and intervals do not break after their
/// dash.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::new();
    for (k, part) in text.split('`').enumerate() {
        let part = escape(part).replace('–', "–&#8288;");
        out += &if k % 2 == 1 { element("code", "", &part) } else { part };
    }
    out
}

/// Text as a CSS string in double quotes; it cannot end the string or the style element.
pub(super) fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().filter(|c| !is_bidi_control(*c)) {
        if c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | ':' | '-' | '·' | '—') {
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\{:x} ", u32::from(c));
        }
    }
    out.push('"');
    out
}

/// `<tag class="class">inner</tag>`; `inner` is markup.
pub(super) fn element(tag: &str, class: &str, inner: &str) -> String {
    match class {
        "" => format!("<{tag}>{inner}</{tag}>"),
        _ => format!("<{tag} class=\"{class}\">{inner}</{tag}>"),
    }
}

/// A column of a table of plain text.
pub(super) struct Column {
    /// Its head, with the unit.
    pub head: String,
    /// Whether its cells are numbers, set flush right.
    pub number: bool,
}

impl Column {
    /// A column of words.
    pub fn text(head: String) -> Self {
        Self { head, number: false }
    }

    /// A column of numbers.
    pub fn number(head: String) -> Self {
        Self { head, number: true }
    }

    fn class(&self) -> &'static str {
        if self.number { " class=\"number\"" } else { "" }
    }

    fn html(&self) -> String {
        format!("<th scope=\"col\"{}>{}</th>", self.class(), escape(&self.head))
    }
}

/// Rows of a table that is kept on one page.
const SHORT_ROWS: usize = 16;

/// A table of plain text. The first cell of a row is its head; every cell is escaped here.
#[derive(Default)]
pub(super) struct Grid {
    /// What the table shows; read out before it, not shown when empty.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows of as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// On paper only every so many rows are printed; 0 and 1 print all.
    pub printed_every: usize,
}

impl Grid {
    /// The table as markup.
    pub fn html(&self) -> String {
        // A table that fits on half a page is not torn apart in print.
        let printed = self.rows.len().div_ceil(self.printed_every.max(1));
        let class = if printed <= SHORT_ROWS { " class=\"short\"" } else { "" };
        let caption = match self.caption.as_str() {
            "" => String::new(),
            text => element("caption", "", &escape(text)),
        };
        let heads: String = self.columns.iter().map(Column::html).collect();
        let rows: String = (0..self.rows.len()).map(|number| self.row_html(number)).collect();
        format!(
            "<div class=\"scroll\" tabindex=\"0\"><table{class}>{caption}\
             <thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
    }

    fn row_html(&self, number: usize) -> String {
        let cell = |(k, (cell, column)): (usize, (&String, &Column))| {
            let (class, cell) = (column.class(), prose(cell));
            match k {
                0 => format!("<th scope=\"row\"{class}>{cell}</th>"),
                _ => format!("<td{class}>{cell}</td>"),
            }
        };
        let cells = self.rows[number].iter().zip(&self.columns).enumerate();
        let cells: String = cells.map(cell).collect();
        let printed = self.printed_every < 2 || number.is_multiple_of(self.printed_every);
        element("tr", if printed { "" } else { "screen-only" }, &cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_become_markup() {
        let hostile = "<script>alert('1')</script> & \"x\"\u{202e}\u{0}";
        assert_eq!(
            escape(hostile),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;"
        );
        assert_eq!(css_string("a\"</style>"), "\"a\\22 \\3c \\2f style\\3e \"");
    }

    #[test]
    fn names_in_backticks_are_code() {
        assert_eq!(prose("see `a<b`, 1–2"), "see <code>a&lt;b</code>, 1–&#8288;2");
        assert_eq!(prose("an open `tick"), "an open <code>tick</code>");
    }

    #[test]
    fn cells_and_heads_are_escaped_and_rows_thinned_for_paper() {
        let grid = Grid {
            columns: vec![Column::text("<a>".into()), Column::number("b".into())],
            rows: (0..3).map(|k| vec![format!("<{k}>"), "1".into()]).collect(),
            printed_every: 2,
            ..Grid::default()
        };
        let html = grid.html();
        assert!(!html.contains("<a>") && html.contains("&lt;2&gt;"));
        assert_eq!(html.matches("screen-only").count(), 1);
    }
}
