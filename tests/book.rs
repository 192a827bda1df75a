//! The book agrees with the code: links lead somewhere, every page is listed, the sections that
//! comments name exist, and the page of errors is that of the dictionary.

use staves::scenario::Scenario;
use staves_core::Lang;
use staves_core::dependence::{Criterion, RULE_SETS};
use staves_core::ensemble::Statistic;
use staves_core::indicator::Indicator;
use staves_core::locale::texts;
use staves_core::trajectory::Variable;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files below a folder of the project with an extension.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    fn collect(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, extension, found);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&root().join(folder), extension, &mut found);
    found.sort();
    found
}

fn pages() -> Vec<PathBuf> {
    let at_root = ["README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
    let mut pages: Vec<PathBuf> = at_root.iter().map(|name| root().join(name)).collect();
    pages.extend(files("docs/src", "md"));
    pages
}

/// Text of a page without blocks of code and without code inside lines.
fn prose(page: &Path) -> String {
    let text = fs::read_to_string(page).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
    let outside = text.split("```").step_by(2).collect::<Vec<_>>().concat();
    // A link's text may be code, so only code that holds a bracket is taken out.
    let parts = outside.split('`').enumerate();
    parts.filter(|(k, part)| k % 2 == 0 || !part.contains('[')).map(|(_, part)| part).collect()
}

/// Targets of links: `](target)`.
fn links(page: &Path) -> Vec<String> {
    let text = prose(page);
    let found = text.split("](").skip(1).filter_map(|part| part.split(')').next());
    found.map(str::to_owned).collect()
}

/// The anchors of a page's headings, as mdBook and code forges make them.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(page).unwrap();
    let outside = text.split("```").step_by(2).collect::<Vec<_>>().concat();
    let headings = outside.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| line.trim_start_matches('#').trim().to_lowercase())
        .map(|title| {
            let kept = title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    for page in pages() {
        for link in links(&page).iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.clone(),
                file => page.parent().unwrap().join(file),
            };
            assert!(target.exists(), "{} links to {link}", page.display());
            let known = anchor.is_empty() || anchors(&target).contains(anchor);
            assert!(known, "{} links to the heading {link}", page.display());
        }
    }
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let source = root().join("docs/src");
    let listed: BTreeSet<_> = links(&source.join("SUMMARY.md")).into_iter().collect();
    for page in files("docs/src", "md") {
        let name = page.strip_prefix(&source).unwrap().to_string_lossy().replace('\\', "/");
        assert!(name == "SUMMARY.md" || listed.contains(&name), "{name} is not listed");
    }
}

/// Comments say `docs/src/models/dynamic.md, "Rationing"`.
#[test]
fn sections_named_in_comments_exist() {
    let mut seen = 0;
    for source in ["crates", "tests", "benches"].into_iter().flat_map(|f| files(f, "rs")) {
        let lines = fs::read_to_string(&source).unwrap();
        let joined = lines
            .lines()
            .map(|line| line.trim_start().trim_start_matches(['/', '!']).trim())
            .collect::<Vec<_>>()
            .join(" ");
        for part in joined.split("docs/src/").skip(1) {
            let Some((page, rest)) = part.split_once(".md, \"") else { continue };
            let Some((section, _)) = rest.split_once('"') else { continue };
            if page.contains(char::is_whitespace) {
                continue;
            }
            let path = root().join(format!("docs/src/{page}.md"));
            let anchor = section.to_lowercase().replace(' ', "-");
            let known = path.exists() && anchors(&path).contains(&anchor);
            assert!(known, "{}: no section {section:?} in {page}.md", source.display());
            seen += 1;
        }
    }
    assert!(seen > 5, "comments name sections of the book");
}

/// Blocks of TOML with shocks are scenarios, whole or in part.
#[test]
fn scenarios_that_are_shown_can_be_read() {
    let mut seen = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let blocks = text.split("```toml\n").skip(1).filter_map(|part| part.split("```").next());
        for block in blocks.filter(|block| block.contains("[[shock]]")) {
            let head = if block.contains("[scenario]") { "" } else { "[scenario]\n" };
            let read = Scenario::parse("shown.toml", &format!("{head}{block}"));
            assert!(read.is_ok(), "{}: {:?}", page.display(), read.err());
            seen += 1;
        }
    }
    assert!(seen > 3, "pages show scenarios");
}

/// Text of a page of the book.
fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs/src").join(name)).unwrap()
}

#[test]
fn every_indicator_series_and_statistic_is_defined() {
    let (indicators, results) = (page("reference/indicators.md"), page("reference/results.md"));
    for indicator in Indicator::ALL {
        let row = format!("| `{}` |", indicator.name());
        assert!(indicators.contains(&row), "{row} is not defined");
    }
    let names = Variable::ALL.map(Variable::name).into_iter();
    for name in names.chain(Statistic::ALL.map(|(name, _)| name)) {
        assert!(results.contains(&format!("`{name}`")), "`{name}` is not on the page of results");
    }
}

#[test]
fn every_rule_set_is_on_the_page_as_it_is_in_the_code() {
    let dependence = page("models/dependence.md");
    for rules in RULE_SETS {
        let begins = format!("| `{}`, version {} | ", rules.name, rules.version);
        let row = dependence.lines().find(|line| line.starts_with(&begins));
        let row = row.unwrap_or_else(|| panic!("{begins} is not on the page"));
        let criterion = |of: &Criterion| format!("`{}` > {}", of.indicator.name(), of.above);
        let criteria = match rules.window.of {
            1 => rules.criteria.iter().map(criterion).collect::<Vec<_>>().join(", "),
            of => format!("in at least {} of {of} years", rules.window.at_least),
        };
        assert!(row.contains(&criteria) && row.contains(rules.source), "{row}");
        assert_eq!(row.contains("not checked"), !rules.checked, "{row}");
    }
}

#[test]
fn every_check_of_the_audit_is_described() {
    let tables = page("models/tables.md");
    let checks: Vec<&str> = texts(Lang::En)
        .keys()
        .filter_map(|key| key.strip_prefix("audit.")?.strip_suffix(".explain"))
        .collect();
    assert!(!checks.is_empty());
    for check in checks {
        assert!(tables.contains(&format!("| `{check}` |")), "`{check}` is not described");
    }
}

/// The page of errors, from the dictionary.
fn errors_page() -> String {
    let mut page = String::from(
        "<!-- Made from locales/en.json by tests/book.rs (STAVES_BLESS=1); do not edit. -->\n\n\
         # Errors\n\n\
         An error has a stable code, which scripts may match on. It says what is wrong, where (file, \
         line,\nkey), the nearest known name, and what to do:\n\n\
         ```text\n\
         error: unknown key `dsys`\n  --> scenarios/closure.toml:3, scenario.dsys\n\
         hint: did you mean `days`? known here: `days`, `runs`, `seed`\n\
         ```\n\n\
         `staves explain CODE` prints what stands here. Marks such as `{name}` stand for what the \
         message\nnames. All of these end the program with exit code 2.\n",
    );
    let dictionary = texts(Lang::En);
    let codes: BTreeSet<&str> = dictionary
        .keys()
        .filter_map(|key| key.strip_prefix("error.")?.strip_suffix(".says"))
        .collect();
    for code in codes {
        let part = |part: &str| dictionary.get(&format!("error.{code}.{part}"));
        let message = part("says").expect("every code listed has it");
        write!(page, "\n## `{code}`\n\n> {message}\n").expect("a string takes all");
        for (text, label) in [(part("explain"), ""), (part("hint"), "What to do: ")] {
            if let Some(text) = text {
                write!(page, "\n{label}{text}.\n").expect("a string takes all");
            }
        }
    }
    page.push_str(&notes_table());
    page.replace("..\n", ".\n")
}

/// What readers and runs may note without stopping.
fn notes_table() -> String {
    let notes = texts(Lang::En).iter().filter_map(|(key, text)| {
        let code = key.strip_prefix("note.")?;
        code.contains("::").then(|| format!("| `{code}` | {} |\n", text.replace('|', "\\|")))
    });
    "\n# Notes\n\nA note does not stop the work: it says what was dropped, repaired, imputed or found \
     odd, how\noften, where first, and what it did to the totals.\n\n| Note | Says |\n|---|---|\n"
        .to_owned()
        + &notes.collect::<String>()
}

#[test]
fn the_page_of_errors_is_the_dictionary() {
    let path = root().join("docs/src/reference/errors.md");
    let page = errors_page();
    if std::env::var_os("STAVES_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap();
    assert!(stored == page, "renew it: STAVES_BLESS=1 cargo test --test book");
}
