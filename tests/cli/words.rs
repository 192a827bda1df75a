//! Snapshots of what the program says: help in both languages, explanations, tables.

use crate::program::{example, run};
use std::path::Path;

#[test]
fn help_of_every_verb_in_both_languages() {
    let verbs = [
        "",
        "new",
        "example",
        "import",
        "convert",
        "check",
        "map",
        "chain cut",
        "chain join",
        "stress",
        "report",
        "diff",
        "show",
        "explain",
        "completions",
    ];
    for lang in ["en", "zh"] {
        let help = verbs.map(|verb| {
            let arguments: Vec<&str> =
                verb.split_whitespace().chain(["--help", "--lang", lang]).collect();
            run(Path::new("."), &arguments).ends_with(0).stdout
        });
        insta::assert_snapshot!(format!("help_{lang}"), help.join("\n----\n"));
    }
}

#[test]
fn codes_are_explained() {
    let pages = ["scenario::unknown-region", "run::collapse-suspected", "time_to_survive"]
        .map(|code| run(Path::new("."), &["explain", code]).ends_with(0).stdout);
    insta::assert_snapshot!("explain", pages.join("----\n"));
    let unknown = run(Path::new("."), &["explain", "table::shap"]).ends_with(2);
    insta::assert_snapshot!("explain_unknown", unknown.stderr);
}

#[test]
fn examples_are_listed() {
    let list = run(Path::new("."), &["example", "list", "--format", "table"]).ends_with(0);
    insta::assert_snapshot!("example_list", list.stdout);
}

#[test]
fn the_result_table_of_an_example() {
    let (_folder, study) = example("archipelago");
    let arguments = ["stress", "--runs", "8", "--seed", "1", "--out", "r", "--format", "table"];
    let ran = run(&study, &arguments).ends_with(0);
    insta::assert_snapshot!("stress_archipelago", ran.stdout);
}

#[test]
fn completions_are_scripts_of_the_shell() {
    for (shell, mark) in
        [("bash", "_staves()"), ("zsh", "#compdef staves"), ("fish", "complete -c")]
    {
        let script = run(Path::new("."), &["completions", shell]).ends_with(0).stdout;
        assert!(script.contains(mark), "{shell}");
    }
}

#[test]
fn colours_only_when_asked() {
    let ran = |color: &str| run(Path::new("."), &["explain", "nothing", "--color", color]).stderr;
    assert!(ran("always").contains("\u{1b}["));
    assert!(!ran("auto").contains("\u{1b}["));
    assert!(!ran("never").contains("\u{1b}["));
}
