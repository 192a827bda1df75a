//! Every command of the README, run in order; what it shows is what is printed.

use crate::program::staves;
use std::fs;
use std::path::{Path, PathBuf};

/// A command and the lines shown below it.
struct Command {
    words: Vec<String>,
    shown: Vec<String>,
}

/// The commands of the `console` blocks of a page.
fn commands(page: &str) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            let words = command.split_whitespace().map(str::to_owned).collect();
            commands.push(Command { words, shown: Vec::new() });
        } else if inside && let Some(last) = commands.last_mut() {
            last.shown.push(line.trim_end().to_owned());
        }
    }
    commands
}

/// What differs from run to run: times, and the name of a results folder.
fn settled(line: &str) -> String {
    if !line.contains('✓') {
        return line.trim_end().to_owned();
    }
    let settle = |word: &str| match word {
        word if word.parse::<f64>().is_ok() && word.contains('.') => "0.00".to_owned(),
        word if word.starts_with("results/") || word.starts_with("报告：results/") => {
            "results/…".to_owned()
        }
        word => word.to_owned(),
    };
    line.split(' ').map(settle).collect::<Vec<_>>().join(" ")
}

fn try_page(name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join(name)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut here: PathBuf = folder.path().to_owned();
    let mut tried = 0;
    for Command { words, shown } in commands(&page) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            // The words of `x` build and test the project itself; `.ci/run` calls them.
            ["./x", word, ..] => {
                let script = fs::read_to_string(root.join("x")).unwrap();
                assert!(script.contains(&format!("    {word})")), "./x {word}");
            }
            ["cargo", ..] => {}
            ["cd", dir] => here = here.join(dir),
            ["staves", ref arguments @ ..] => {
                let ran = staves(&here, arguments).env("STAVES_FORMAT", "table").output().unwrap();
                let (stdout, stderr) =
                    (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
                assert_eq!(ran.status.code(), Some(0), "{words:?}: {stderr}");
                if !shown.is_empty() {
                    let printed = format!("{stdout}{stderr}");
                    let printed: Vec<String> = printed.lines().map(settled).collect();
                    let shown: Vec<String> = shown.iter().map(|line| settled(line)).collect();
                    assert_eq!(printed.join("\n"), shown.join("\n"), "{words:?} in {name}");
                }
            }
            _ => panic!("{name} shows a command no test knows: {words:?}"),
        }
        tried += 1;
    }
    assert!(tried > 5, "{name} has commands");
}

#[test]
fn commands_of_the_readme_print_what_it_shows() {
    try_page("README.md");
}

#[test]
fn commands_of_the_chinese_readme_print_what_it_shows() {
    try_page("README.zh.md");
}

#[test]
fn the_guide_to_mobilisation() {
    try_page("docs/src/guides/mobilise.md");
}
