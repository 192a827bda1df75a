//! A killed ensemble leaves nothing half-written and is resumed to the same bits.

use crate::program::{example, run, staves};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const RUNS: &str = "400";

fn start(study: &Path, out: &str) -> Child {
    staves(study, &["stress", "--runs", RUNS, "--out", out])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until some parts are on disk.
fn wait_for_parts(study: &Path, out: &str, count: usize) {
    for _ in 0..6000 {
        let parts = fs::read_dir(study.join(out).join("parts")).into_iter().flatten().flatten();
        let whole = parts.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
        if whole.count() >= count {
            return;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("no parts appeared");
}

fn signal(child: &Child, name: &str) {
    // The shell's own `kill`: not every machine has the program.
    let kill = format!("kill {name} {}", child.id());
    let done = Command::new("sh").args(["-c", &kill]).status().unwrap();
    assert!(done.success());
}

fn tables(study: &Path, out: &str) -> [Vec<u8>; 3] {
    ["output", "indicators", "runs"]
        .map(|name| fs::read(study.join(out).join(format!("{name}.parquet"))).unwrap())
}

#[test]
fn a_killed_run_is_resumed_to_the_same_bits() {
    let (_folder, study) = example("us2021");
    let mut child = start(&study, "killed");
    wait_for_parts(&study, "killed", 2);
    child.kill().unwrap();
    child.wait().unwrap();
    let manifest = fs::read_to_string(study.join("killed/manifest.json")).unwrap();
    assert!(manifest.contains("\"running\""), "not finished when it was killed");
    assert!(!study.join("killed/output.parquet").exists());
    // As if it had been killed in the middle of writing a table.
    fs::write(study.join("killed/.output.parquet.partial-1"), "half").unwrap();
    // Nothing to report yet, and said so.
    assert!(
        run(&study, &["report", "killed"]).ends_with(2).stderr.contains("results::not-finished")
    );
    run(&study, &["stress", "--runs", RUNS, "--out", "killed", "--resume"]).ends_with(0);
    assert!(!study.join("killed/.output.parquet.partial-1").exists());
    run(&study, &["stress", "--runs", RUNS, "--out", "whole"]).ends_with(0);
    assert!(tables(&study, "killed") == tables(&study, "whole"));
}

#[test]
fn ctrl_c_keeps_finished_runs() {
    let (_folder, study) = example("us2021");
    let mut child = start(&study, "stopped");
    wait_for_parts(&study, "stopped", 2);
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let manifest = fs::read_to_string(study.join("stopped/manifest.json")).unwrap();
    assert!(manifest.contains("\"interrupted\""), "{manifest}");
    run(&study, &["show", "run", "stopped"]).ends_with(0);
    run(&study, &["stress", "--runs", RUNS, "--out", "stopped", "--resume"]).ends_with(0);
    run(&study, &["stress", "--runs", RUNS, "--out", "whole"]).ends_with(0);
    assert!(tables(&study, "stopped") == tables(&study, "whole"));
}

#[test]
fn what_was_asked_must_be_the_same() {
    let (_folder, study) = example("us2021");
    run(&study, &["stress", "--runs", "2", "--out", "a"]).ends_with(0);
    let code = |arguments: &[&str], code: &str| {
        let ran = run(&study, arguments).ends_with(2);
        assert!(ran.stderr.contains(code), "{}", ran.stderr);
    };
    code(&["stress", "--runs", "2", "--out", "a"], "disk::exists");
    code(&["stress", "--runs", "2", "--out", "a", "--resume"], "results::already-complete");
    code(&["stress", "--runs", "3", "--out", "a", "--resume"], "results::asked-something-else");
    code(&["stress", "--runs", "3", "--resume"], "results::nothing-to-resume");
    run(&study, &["stress", "--runs", "3", "--out", "a", "--overwrite"]).ends_with(0);
    // A scenario that does not fit takes no results away.
    let scenario = fs::read_to_string(study.join("scenarios/chip-shortage.toml")).unwrap();
    fs::write(study.join("bad.toml"), scenario.replace("sector   = \"334\"", "sector = \"33X\""))
        .unwrap();
    code(&["stress", "bad.toml", "--out", "a", "--overwrite"], "scenario::unknown-sector");
    run(&study, &["show", "run", "a"]).ends_with(0);
}

/// Starts a command, stops it by Ctrl-C when some parts of `below` are on disk.
fn stopped(study: &Path, arguments: &[&str], below: &str) -> String {
    let child =
        staves(study, arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for_parts(study, below, 1);
    signal(&child, "-INT");
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    String::from_utf8(ended.stderr).unwrap()
}

/// An example study with `made.toml`: the example's first shock with other numbers.
fn made(name: &str, text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let (folder, study) = example(name);
    fs::write(study.join("made.toml"), text).unwrap();
    (folder, study)
}

#[test]
fn a_comparison_goes_on_with_the_choice_that_was_under_way() {
    let (_folder, study) = made(
        "us2021",
        "[scenario]\ndays = 150\nruns = 100\n[[shock]]\nname = \"plants\"\nkind = \"capacity\"\n\
         size = { uniform = [0.1, 0.3] }\nstarts = 5\nlasts = 60\n",
    );
    let asked = |out: &'static str| {
        let compared = "rationing=intermediate-first,households-first";
        ["stress", "made.toml", "--compare", compared, "--out", out]
    };
    let said = stopped(&study, &asked("c"), "c/households-first");
    assert!(said.contains("of 2 choices"), "{said}");
    let first = fs::read(study.join("c/intermediate-first/manifest.json")).unwrap();
    assert!(String::from_utf8_lossy(&first).contains("\"complete\""));
    let ran = run(&study, &[&asked("nowhere")[..], &["--resume"]].concat()).ends_with(2);
    assert!(ran.stderr.contains("results::nothing-to-resume"), "{}", ran.stderr);
    // Not that of another question.
    let other = [&asked("c")[..], &["--runs", "3", "--resume"]].concat();
    let ran = run(&study, &other).ends_with(2);
    assert!(ran.stderr.contains("results::asked-something-else"), "{}", ran.stderr);
    run(&study, &[&asked("c")[..], &["--resume"]].concat()).ends_with(0);
    assert_eq!(fs::read(study.join("c/intermediate-first/manifest.json")).unwrap(), first);
    run(&study, &asked("whole")).ends_with(0);
    let table = |out: &str| fs::read(study.join(out).join("comparison.parquet")).unwrap();
    assert!(table("c") == table("whole"));
}

#[test]
fn a_search_goes_on_with_the_runs_it_has() {
    // One producer is not enough, so that all 276 pairs of 24 are tried.
    let (_folder, study) = made(
        "archipelago",
        "[scenario]\ndays = 300\nrationing = \"intermediate-first\"\n[[shock]]\n\
         name = \"two islands\"\nkind = \"capacity\"\nregion = [\"CEN\", \"WES\"]\nsize = 0.6\n\
         starts = 5\nlasts = 60\n",
    );
    let find = ["stress", "made.toml", "--find", "output_lost >= 2.5%", "--over", "producers"];
    let out = |name: &'static str| [&find[..], &["--out", name]].concat();
    let begun = |name: &str| results(&study, name);
    let said = stopped(&study, &out("results/f"), "results/f");
    assert!(begun("results/f")["status"] != "complete", "{said}");
    assert!(fs::read_dir(study.join("results/f/parts")).unwrap().count() > 0);
    let other = ["stress", "made.toml", "--find", "output_lost >= 4%", "--resume"];
    let ran = run(&study, &[&other[..], &["--out", "results/f"]].concat()).ends_with(2);
    assert!(ran.stderr.contains("results::asked-something-else"), "{}", ran.stderr);
    let ran = run(&study, &other).ends_with(2);
    assert!(ran.stderr.contains("results::nothing-to-resume"), "{}", ran.stderr);
    // Found by its question, and gone on with to the same answer.
    run(&study, &[&find[..], &["--resume"]].concat()).ends_with(0);
    assert!(!study.join("results/f/parts").exists());
    run(&study, &out("whole")).ends_with(0);
    assert_eq!(begun("results/f"), begun("whole"));
    let again = [&out("results/f")[..], &["--resume"]].concat();
    assert!(run(&study, &again).ends_with(2).stderr.contains("results::already-complete"));
}

/// What the folder of a search says.
fn results(study: &Path, name: &str) -> serde_json::Value {
    let text = fs::read_to_string(study.join(name).join("find.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}
