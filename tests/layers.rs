//! The arrow of knowledge inside the core: a module knows only what stands before it.

use std::path::{Path, PathBuf};

/// Modules from the ground up; those on one line do not know each other.
const ORDER: [&[&str]; 12] = [
    &["locale", "normal", "quantile"],
    &["error", "units", "profile", "matrix", "random"],
    &[
        "codes",
        "balance",
        "shock",
        "correlation",
        "risk",
        "sensitivity",
        "shapley",
        "search",
        "program",
    ],
    &["economy", "chain", "classification", "dependence"],
    &["leontief", "action", "criticality"],
    &["audit", "exposure"],
    &["model"],
    &["trajectory", "explanation", "variation"],
    &["diim"],
    &["ensemble"],
    &["indicator"],
    &["rank", "mobilise", "resume", "layout", "credit", "watch", "plan"],
];

/// The names that `lib.rs` gives again at the root, and where they live.
const AGAIN: [(&str, &str); 18] = [
    ("Action", "action"),
    ("Chain", "chain"),
    ("Codes", "codes"),
    ("Economy", "economy"),
    ("EconomyParts", "economy"),
    ("Producer", "economy"),
    ("RegionId", "economy"),
    ("SectorId", "economy"),
    ("Error", "error"),
    ("Note", "error"),
    ("Place", "error"),
    ("Result", "error"),
    ("Lang", "locale"),
    ("Matrix", "matrix"),
    ("Rules", "model"),
    ("Profile", "profile"),
    ("Recovery", "profile"),
    ("Shock", "shock"),
];

fn level(module: &str) -> Option<usize> {
    ORDER.iter().position(|level| level.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every module of this crate that a source mentions, outside comments.
fn known(source: &str) -> Vec<String> {
    let mut known = Vec::new();
    for line in source.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        for part in line.split("crate::").skip(1) {
            // `use crate::{a, b::c}` names several.
            let list = part.strip_prefix('{').map_or(part, |list| list.trim_end_matches("};"));
            let names: Vec<&str> =
                if part.starts_with('{') { list.split(',').collect() } else { vec![list] };
            for name in names {
                let name: String =
                    name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let home = AGAIN.iter().find(|(again, _)| *again == name);
                known.push(home.map_or(name, |(_, home)| (*home).to_owned()));
            }
        }
    }
    known
}

#[test]
fn no_module_knows_what_stands_after_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut seen = 0;
    for file in files {
        let inside = file.strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let module = first.trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let own = level(module).unwrap_or_else(|| panic!("`{module}` has no place in the order"));
        for other in known(&std::fs::read_to_string(&file).unwrap()) {
            let place = level(&other);
            let before = place.is_some_and(|place| place < own);
            assert!(other == module || before, "{} knows `{other}`", inside.display());
            seen += 1;
        }
    }
    assert!(seen > 40, "only {seen} uses were found");
}

#[test]
fn uses_are_found_in_every_form() {
    let source = "use crate::{codes::Codes, error};\nlet x = crate::model::System::new();\n\
                  // crate::plan\nuse crate::Lang;";
    assert_eq!(known(source), ["codes", "error", "model", "locale"]);
}
