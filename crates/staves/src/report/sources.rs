//! Where the numbers come from, and how to get them again.

use super::Report;
use super::html::{element, escape};
use super::money::Money;
use super::number::fixed;

/// The table, the program, and what identifies this result.
pub(super) fn section(report: &Report) -> String {
    let words = report.words;
    let (manifest, about) = (report.manifest, &report.manifest.economy.about);
    let year = if about.year > 0 { about.year.to_string() } else { String::new() };
    let size = words.say(
        "sources.size-of",
        &[
            ("regions", &words.count("sources.regions", &grouped(manifest.economy.regions.len()))),
            ("sectors", &words.count("sources.sectors", &grouped(manifest.economy.sectors.len()))),
            ("producers", &words.count("sources.producers", &grouped(manifest.economy.producers))),
        ],
    );
    let seconds = super::number::computed(manifest.happened.seconds);
    let rows = [
        ("title", report.economy_title().to_owned(), false),
        ("publisher", about.source.clone(), false),
        ("licence", about.licence.clone(), false),
        ("year", year, false),
        ("unit", Money::stored(&about.unit, words), false),
        ("prices", words.named("prices", &about.price_basis), false),
        ("size", size, false),
        ("output", report.amount(manifest.economy.output_per_year), false),
        ("economy-fingerprint", manifest.asked.economy_fingerprint.clone(), true),
        ("scenario", manifest.asked.scenario.clone(), false),
        ("scenario-blake3", manifest.asked.scenario_blake3.clone(), true),
        ("seed", manifest.asked.seed.to_string(), true),
        ("version", words.say("sources.program", &[("version", &manifest.version)]), false),
        ("command", command_line(&manifest.happened.arguments), true),
        ("ended", manifest.happened.ended.clone(), false),
        ("seconds", words.count("seconds", &seconds), false),
        ("platform", manifest.happened.platform.clone(), false),
    ];
    let shown = rows.iter().filter(|(_, value, _)| !value.is_empty());
    let list: String = shown
        .map(|(name, value, code)| {
            let term = element("dt", "", &escape(&words.plain(&format!("sources.{name}"))));
            let class = if *code { "code" } else { "" };
            element("div", "", &(term + &element("dd", class, &escape(value))))
        })
        .collect();
    let files = report.paragraph("sources.files");
    report.section("sources", &(element("dl", "facts", &list) + &files))
}

fn grouped(n: usize) -> String {
    fixed(n as f64, 0)
}

/// The command as one would type it; the program's own name may or may not be among `arguments`.
fn command_line(arguments: &[String]) -> String {
    let named = |first: &String| first == "staves" || first.ends_with("/staves");
    let program = (!arguments.first().is_some_and(named)).then(|| "staves".to_owned());
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    let quoted = |argument: &String| match !argument.is_empty() && argument.chars().all(plain) {
        true => argument.clone(),
        false => format!("'{}'", argument.replace('\'', "'\\''")),
    };
    program.iter().chain(arguments).map(quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_can_be_pasted_back() {
        let arguments = ["staves", "stress", "it's here.toml", "--runs=8"].map(str::to_owned);
        let line = "staves stress 'it'\\''s here.toml' --runs=8";
        assert_eq!(command_line(&arguments), line);
        assert_eq!(command_line(&arguments[1..]), line);
    }
}
