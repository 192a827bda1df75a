//! The document around the sections: head, style, banners, title, foot.

use super::Report;
use super::html::{css_string, element, escape};
use super::number::{days, fixed};
use staves_core::Lang;

const STYLE: &str = include_str!("style.css");

/// The whole document.
pub(super) fn document(report: &Report, sections: &str) -> String {
    let words = report.words;
    let lang = match report.words.lang {
        Lang::En => "en",
        Lang::Zh => "zh-CN",
    };
    let title = escape(&format!("{} · {}", title(report), words.plain("page.kind")));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n\
         {}{}<main>\n{sections}\n</main>\n{}</body>\n</html>\n",
        margins(report),
        banners(report),
        header(report),
        footer(report),
    )
}

fn title(report: &Report) -> String {
    match report.manifest.asked.title.text(report.words.lang) {
        "" => report.words.plain("page.untitled"),
        title => title.to_owned(),
    }
}

/// What is printed in the margins of every page: warnings above, title and page number below.
fn margins(report: &Report) -> String {
    let words = report.words;
    let warnings = warnings(report).join(" · ");
    let above = css_string(&warnings);
    let below = css_string(&format!("Staves {} · {}", report.manifest.version, title(report)));
    let [before, between, after] =
        ["page.number-before", "page.number-between", "page.number-after"]
            .map(|key| css_string(&words.plain(key).replace('_', " ")));
    format!(
        "@page {{ @top-center {{ content: {above}; }} @bottom-left {{ content: {below}; }} \
         @bottom-right {{ content: {before} counter(page) {between} counter(pages) {after}; }} }}\n"
    )
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

fn banners(report: &Report) -> String {
    let warnings: String =
        warnings(report).iter().map(|text| element("p", "", &escape(text))).collect();
    match warnings.as_str() {
        "" => String::new(),
        text => format!("<aside class=\"banners\">{text}</aside>\n"),
    }
}

fn header(report: &Report) -> String {
    let words = report.words;
    let asked = &report.manifest.asked;
    let happened = &report.manifest.happened;
    let date = happened.ended.split('T').next().unwrap_or_default();
    let facts = [
        report.economy_title().to_owned(),
        words.named("model-name", &asked.rules.model),
        words.count("runs", &fixed(happened.runs_done as f64, 0)),
        words.count("days", &days(asked.days)),
        date.to_owned(),
    ];
    let facts: String = facts
        .iter()
        .filter(|fact| !fact.is_empty())
        .map(|fact| element("li", "", &escape(fact)))
        .collect();
    let kind = element("p", "kind", &escape(&words.plain("page.kind")));
    let title = element("h1", "", &escape(&title(report)));
    element("header", "", &(kind + &title + &element("ul", "meta", &facts))) + "\n"
}

fn footer(report: &Report) -> String {
    let made = report.words.say("page.made-by", &[("version", &report.manifest.version)]);
    element("footer", "", &element("p", "", &escape(&made))) + "\n"
}
