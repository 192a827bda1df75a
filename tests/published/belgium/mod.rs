//! Belgium in 2020, replayed with the pandemic preset (docs/src/models/replay.md).

mod data;
mod policy;
mod score;
mod study;
mod variant;

use data::Data;
use score::{persistence, score};
use variant::{Criticality, Households, Labour, MEANT, Other, Variant};

fn say(name: &str, index: &[f64], observed: &[f64]) {
    let s = score(index, observed);
    let short = score(&index[..9], &observed[..9]);
    let months: Vec<String> = index.iter().map(|v| format!("{v:.3}")).collect();
    println!("{name:<34} {} | bias {:+.4} mae {:.4} rmse {:.4} | to Oct mae {:.4} rmse {:.4}",
        months.join(" "), s.bias, s.mae, s.rmse, short.mae, short.rmse);
}

fn run(data: &Data, variant: &Variant) -> study::Index {
    let folder = tempfile::tempdir().unwrap();
    study::run(data, variant, folder.path())
}

#[test]
fn explore() {
    let Some(folder) = data::folder() else { return };
    let data = data::read(&folder);
    let observed = &data.observed;
    say("observed", observed, observed);
    say("no change", &vec![1.0; 11], observed);
    say("persistence", &persistence(observed), observed);
    say("supply only, direct", &policy::direct(&data, Labour::Index), observed);
    for inputs in ["leontief", "strongly-critical", "half-critical", "weakly-critical", "linear"] {
        let index = run(&data, &Variant { inputs, ..MEANT });
        say(inputs, &index.output, observed);
        say(&format!("{inputs} comp"), &index.compensation, observed);
    }
    let alternatives = [
        ("missing 0", Variant { criticality: Criticality::Survey("0"), ..MEANT }),
        ("missing 1", Variant { criticality: Criticality::Survey("1"), ..MEANT }),
        ("edited", Variant { criticality: Criticality::Edited, ..MEANT }),
        ("default", Variant { criticality: Criticality::Default, ..MEANT }),
        ("intermediate-first", Variant { rationing: "intermediate-first", ..MEANT }),
        ("tau 10", Variant { parameters: "inventory_restoration_tau = 10", ..MEANT }),
        ("labour observed", Variant { labour: Labour::Observed, ..MEANT }),
        ("labour none", Variant { labour: Labour::None, ..MEANT }),
        ("hh fading", Variant { households: Households::Fading, ..MEANT }),
        ("hh leisure", Variant { households: Households::Leisure, ..MEANT }),
        ("hh onsite", Variant { households: Households::OnSite, ..MEANT }),
        ("hh unchanged", Variant { households: Households::Unchanged, ..MEANT }),
        ("other tenth", Variant { other: Other::Tenth, ..MEANT }),
        ("other unchanged", Variant { other: Other::Unchanged, ..MEANT }),
    ];
    for (name, variant) in alternatives {
        say(name, &run(&data, &variant).output, observed);
    }
}
