//! The document around the sections: head, style, banners, title, foot.

use super::Report;
use super::html::{css_string, element, escape, prose};
use super::number::{days, fixed};
use super::words::Words;
use staves_core::Lang;

const STYLE: &str = include_str!("style.css");

/// What stands around the sections.
pub(super) struct Page {
    /// The language.
    pub words: Words,
    /// Title; empty when there is none.
    pub title: String,
    /// What kind of page it is, above the title.
    pub kind: String,
    /// Facts below the title.
    pub facts: Vec<String>,
    /// What must be seen on every page: made-up data, interrupted runs.
    pub warnings: Vec<String>,
    /// Version of the program that made the numbers.
    pub version: String,
}

impl Page {
    /// The page of a stress test.
    pub fn of(report: &Report) -> Self {
        let words = report.words;
        let manifest = report.manifest;
        Self {
            words,
            title: manifest.asked.title.text(words.lang).to_owned(),
            kind: words.plain("page.kind"),
            facts: facts(report),
            warnings: warnings(report),
            version: manifest.version.clone(),
        }
    }

    fn title(&self) -> String {
        match self.title.as_str() {
            "" => self.words.plain("page.untitled"),
            title => title.to_owned(),
        }
    }

    /// The whole document.
    pub fn html(&self, sections: &str) -> String {
        let lang = match self.words.lang {
            Lang::En => "en",
            Lang::Zh => "zh-CN",
        };
        let title = escape(&format!("{} · {}", self.title(), self.kind));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n\
             {}{}<main>\n{sections}\n</main>\n{}</body>\n</html>\n",
            self.margins(),
            self.banners(),
            self.header(),
            self.footer(),
        )
    }

    /// What is printed in the margins of every page: warnings above, title and page number below.
    fn margins(&self) -> String {
        let above = css_string(&self.warnings.join(" · "));
        let below = css_string(&format!("Staves {} · {}", self.version, self.title()));
        let [before, between, after] =
            ["page.number-before", "page.number-between", "page.number-after"]
                .map(|key| css_string(&self.words.plain(key).replace('_', " ")));
        format!(
            "@page {{ @top-center {{ content: {above}; }} @bottom-left {{ content: {below}; }} \
             @bottom-right {{ content: {before} counter(page) {between} counter(pages) {after}; }} }}\n"
        )
    }

    fn banners(&self) -> String {
        let warnings: String =
            self.warnings.iter().map(|text| element("p", "", &escape(text))).collect();
        match warnings.as_str() {
            "" => String::new(),
            text => format!("<aside class=\"banners\">{text}</aside>\n"),
        }
    }

    fn header(&self) -> String {
        let facts: String = self
            .facts
            .iter()
            .filter(|fact| !fact.is_empty())
            .map(|fact| element("li", "", &escape(fact)))
            .collect();
        let kind = element("p", "kind", &escape(&self.kind));
        let title = element("h1", "", &escape(&self.title()));
        element("header", "", &(kind + &title + &element("ul", "meta", &facts))) + "\n"
    }

    fn footer(&self) -> String {
        let made = self.words.say("page.made-by", &[("version", &self.version)]);
        element("footer", "", &element("p", "", &escape(&made))) + "\n"
    }
}

/// Made-up data, interrupted runs.
fn warnings(report: &Report) -> Vec<String> {
    let words = report.words;
    let happened = &report.manifest.happened;
    let mut warnings = Vec::new();
    if report.manifest.economy.about.synthetic {
        warnings.push(words.plain("synthetic.banner"));
    }
    if happened.status != "complete" {
        let (done, asked) = (
            fixed(happened.runs_done as f64, 0),
            fixed(report.manifest.asked.total_runs() as f64, 0),
        );
        warnings.push(words.say("page.interrupted", &[("done", &done), ("asked", &asked)]));
    }
    warnings
}

fn facts(report: &Report) -> Vec<String> {
    let words = report.words;
    let asked = &report.manifest.asked;
    let happened = &report.manifest.happened;
    let date = happened.ended.split('T').next().unwrap_or_default();
    vec![
        report.economy_title().to_owned(),
        words.named("model-name", &asked.rules.model),
        words.count("runs", &fixed(happened.runs_done as f64, 0)),
        words.count("days", &days(asked.days)),
        date.to_owned(),
    ]
}

/// A section of a page with the heading and the words about it that stand under `report.<page>.<id>`.
pub fn section(words: Words, page: &str, id: &str, inner: &str) -> String {
    let heading = element("h2", "", &escape(&words.plain(&format!("{page}.{id}.heading"))));
    let about = element("p", "", &prose(&words.plain(&format!("{page}.{id}.about"))));
    format!("<section id=\"{id}\">{heading}{about}{inner}</section>")
}
