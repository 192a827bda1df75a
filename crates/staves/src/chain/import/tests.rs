//! Chains in the layouts of others: small ones made up, always, and the real files where they are.

use crate::chain::draft::Draft;
use crate::chain::{ChainFile, read};
use crate::read::{Import, Limits, Source, Wish, import, import_any};
use staves_core::chain::concentration::concentration;
use staves_core::chain::stages::stages;
use staves_core::chain::{Kind, Units};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    folder
}

fn imported(folder: &Path) -> Draft {
    match import_any(&[folder.to_owned()], &Wish::default()).unwrap() {
        Import::Chain(imported) => imported.draft,
        Import::Economy(_) => panic!("an economy"),
    }
}

/// The chain as it is written and read back.
fn stored(draft: &Draft) -> ChainFile {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain");
    draft.write(&path).unwrap();
    let file = read(&path).unwrap();
    draft.replace(&path).unwrap();
    assert_eq!(read(&path).unwrap().notes, file.notes);
    assert!(draft.notes.iter().all(|note| file.notes.contains(note)), "notes are kept");
    file
}

/// Count and first places of a note; nothing when it is not there.
fn noted(draft: &Draft, code: &str) -> (usize, String) {
    let note = draft.notes.iter().find(|note| note.code == code);
    note.map_or((0, String::new()), |note| (note.count, note.places.join(" ")))
}

fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if folder.exists() {
        return Some(folder);
    }
    println!("skipped: {name} is not there");
    None
}

const CHIPS: [(&str, &str); 5] = [
    (
        "inputs.csv",
        "input_id,input_name,type,stage_name,stage_id,description\n\
         N1,Etching,process,Fabrication,S1,a process\n\
         N2,Etcher,tool_resource,,,a kind\n\
         N3,Dry etcher,tool_resource,,,a type\n\
         N4,Wet etcher,tool_resource,,,a type\n\
         N5,Gas,material_resource,,,unknown shares\n\
         N6,Chip,ultimate_output,,,nobody is known\n\
         N7,Spray etcher,tool_resource,,,a type nobody is known to provide\n",
    ),
    (
        "sequence.csv",
        "input_name,input_id,goes_into_name,goes_into_id,is_type_of_name,is_type_of_id\n\
         Etcher,N2,Etching,N1,,\nGas,N5,Etching,N1,,\nEtching,N1,Chip,N6,,\n\
         Dry,N3,,,Etcher,N2\nWet,N4,,,Etcher,N2\nSpray,N7,,,Etcher,N2\n",
    ),
    (
        "providers.csv",
        "provider_name,alias,provider_id,provider_type,country\n\
         AAA,Aland,P1,country,\nBBB,Bland,P2,country,\nVarious countries,,P3,country,\n\
         Acme,,P4,organization,AAA\nAcme,Old Acme,P4,organization,AAA\nBest,,P5,organization,BBB\n",
    ),
    (
        "provision.csv",
        "provider_name,provider_id,provided_name,provided_id,share_provided,year,source\n\
         AAA,P1,Fabrication,S1,60.0,2025,a\nBBB,P2,Fabrication,S1,40.0,2025,a\n\
         AAA,P1,Dry,N3,95.0,2025,a\nBBB,P2,Dry,N3,3.0,2025,a\nVarious,P3,Dry,N3,2.0,2025,a\n\
         Acme,P4,Dry,N3,90.0,2025,a\n\
         AAA,P1,Wet,N4,100.0,2025,a\nAAA,P1,Etcher,N2,99.0,2025,a\n\
         BBB,P2,Gas,N5,,2019,a\nBest,P5,Gas,N5,,2019,a\nNobody,P9,Gas,N5,1,2019,a\n",
    ),
    ("stages.csv", "stage_id,stage_name,description\nS1,Fabrication,all of it\n"),
];

#[test]
fn five_files_of_a_chip_chain() {
    let folder = folder(&CHIPS);
    let draft = imported(folder.path());
    let counts = [draft.goods.len(), draft.activities.len(), draft.finals.len()];
    // Etching in two countries, etchers 1, dry 4, wet 1, spray 1, gas 1, chip 1, fabrication 2.
    assert_eq!(counts, [8, 13, 1]);
    let activity = |id: &str| draft.activities.iter().find(|a| a.id == id).unwrap();
    assert_eq!(activity("N3@AAA/Acme").owner, "Acme");
    assert_eq!(activity("N3@AAA/Acme").capacity, 90.0);
    assert_eq!((activity("N3@AAA").capacity, activity("N3@AAA").owner.as_str()), (5.0, ""));
    assert_eq!(activity("N3@unknown").capacity, 2.0);
    assert!(activity("N5@BBB").capacity.is_nan() && activity("N6@unknown").capacity.is_nan());
    assert_eq!(activity("N1@AAA").capacity, 60.0);
    let inputs = |id: &str| -> Vec<(&str, &str)> {
        let of = draft.inputs.iter().filter(|input| input.activity == id);
        of.map(|input| (input.group.as_str(), input.good.as_str())).collect()
    };
    // Types are alternatives; the one that nobody is known to provide is no way out.
    assert_eq!(inputs("N1@AAA"), [("N2", "N3"), ("N2", "N4"), ("N5", "N5")]);
    assert_eq!(inputs("N3@AAA"), []);
    assert_eq!(draft.finals, ["N6"]);
    for (code, wanted) in [
        ("chips::repeated-provider", (1, "`P4` (Acme)")),
        ("chips::unknown-id", (1, "`P9` → `N5`")),
        ("chips::various", (1, "`N3`")),
        ("chips::no-share", (2, "`N5` (BBB) `N5` (Best)")),
        ("chips::no-provider", (2, "`N6` (Chip) `N7` (Spray etcher)")),
        ("chips::by-stage", (1, "`N1` (Etching)")),
        ("chips::more-than-country", (0, "")),
        ("chips::no-quantities", (draft.inputs.len(), "")),
    ] {
        assert_eq!(noted(&draft, code), (wanted.0, wanted.1.to_owned()), "{code}");
    }
    let file = stored(&draft);
    assert!(!file.about.no_evidence);
    assert_eq!(file.chain.finals().len(), 1);
    let error = import(&[folder.path().to_owned()], &Wish::default()).unwrap_err();
    assert_eq!(error.code(), "import::is-a-chain");
}

#[test]
fn a_layout_that_is_not_there_is_said() {
    let folder = folder(&CHIPS[..4]);
    let source = Source::open(&[folder.path().to_owned()], &Limits::default()).unwrap();
    assert!(!super::chips::detects(&source).unwrap());
    assert_eq!(super::chips::read(&source).unwrap_err().code(), "import::not-this-layout");
    assert_eq!(super::graph::read(&source).unwrap_err().code(), "import::not-this-layout");
    let text = CHIPS[3].1.replace("95.0", "most");
    fs::write(folder.path().join("provision.csv"), text).unwrap();
    fs::write(folder.path().join("stages.csv"), CHIPS[4].1).unwrap();
    let error = import_any(&[folder.path().to_owned()], &Wish::default()).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().line), ("table::text-in-number", Some(4)));
}

/// Shares of a good by region: total, then the concentration, of those goods whose shares are known.
fn concentrations(
    file: &ChainFile,
) -> Vec<(String, staves_core::chain::concentration::Concentration)> {
    let (chain, units) = (&file.chain, Units::new(&file.chain, Kind::Region));
    let all = chain.all();
    let of = |good: usize| {
        let found = concentration(chain, &all, &units, Kind::Region, good)?;
        Some((chain.goods().code(good).to_owned(), found))
    };
    (0..chain.goods().len()).filter_map(of).collect()
}

#[test]
fn the_published_chip_chain() {
    let Some(folder) = shared("chips") else { return };
    let draft = imported(&folder);
    assert_eq!(noted(&draft, "chips::repeated-provider").0, 7);
    let file = stored(&draft);
    // No good needs itself, directly or through others.
    assert!(stages(&file.chain).cycles.iter().all(|cycle| cycle.len() < 2));
    assert_eq!(draft.finals, ["N99"]);
    // Processes have the shares of their stage, which would be counted again.
    let by_stage = noted(&draft, "chips::by-stage").0;
    let processes: Vec<&str> =
        ["N0", "N7", "N16", "N25", "N35", "N46", "N57", "N69", "N78", "N117", "N118"].into();
    assert_eq!(by_stage, processes.len());
    let mut found = concentrations(&file);
    found.retain(|(good, _)| !processes.contains(&good.as_str()));
    // Of one more, two of five countries have no share, so that its concentration is not known.
    assert_eq!(found.len(), 95);
    let partly = draft.activities.iter().filter(|a| a.good == "N33" && a.owner.is_empty());
    let known: Vec<f64> = partly.map(|a| a.capacity).filter(|share| !share.is_nan()).collect();
    assert_eq!(known, [53.0, 7.0, 40.0]);
    for (good, found) in &found {
        // One decimal each: the parts of a country may exceed it by a tenth.
        assert!((98.95..=102.15).contains(&found.total), "{good}: {}", found.total);
    }
    let above = |of: &dyn Fn(&staves_core::chain::concentration::Concentration) -> f64| {
        found.iter().filter(|(_, found)| of(found) > 2500.0).count()
    };
    // What is of several countries counts as one more supplier in the published 90, not in 88.
    let published = |found: &staves_core::chain::concentration::Concentration| {
        let share = 100.0 * found.unknown;
        found.low + share * share
    };
    // With the one whose known shares alone are above, too: 53² + 7² + 40² = 4,458.
    assert_eq!((above(&|found| found.low) + 1, above(&published) + 1), (88, 90));
    let alone = found.iter().filter(|(_, found)| found.top_share * found.total >= 89.95).count();
    assert_eq!(alone, 20);
    let unknown = found.iter().filter(|(_, found)| found.unknown * found.total >= 90.0).count();
    assert_eq!(unknown, 2);
}

const GRAPH: [(&str, &str); 7] = [
    (
        "companies.csv",
        "code,name,fullname,exchange,listed\n600001,甲,甲股份,上海,2021-01-01\n\
         600001,甲,甲股份,上海,2021-01-01\n300002SZ,乙,乙股份,2010-02-11,2010-02-11\n",
    ),
    ("products.csv", "name\n口罩\n熔喷布\n聚丙烯\n无纺布\n纺粘布\n口罩\n孤品\n"),
    (
        "company_product.csv",
        "company,product,rel,weight\n600001SH,口罩,主营产品,0.5\n600001SH,口罩,主营产品,0.1\n\
         300002SZ,熔喷布,主营产品,3.2\n300002SZ,聚丙烯,主营产品,-1.3\n\
         999999SH,聚丙烯,主营产品,0.2\n600001SH,未列,主营产品,0.2\n",
    ),
    (
        "product_product.csv",
        "from,to,rel\n口罩,熔喷布,上游材料\n口罩,无纺布,上游材料\n熔喷布,熔喷布,上游材料\n\
         聚丙烯,熔喷布,下游产品\n无纺布,纺粘布,产品小类\n口罩,北极虾,上游材料\n口罩,聚丙烯,相关\n",
    ),
    ("company_industry.csv", "company,industry\n600001SH,1\n"),
    ("industries.csv", "code,name\n1,纺织\n"),
    ("industry_industry.csv", "from,to,rel,kind\n1,1,上游产业,hier\n"),
];

#[test]
fn a_graph_mined_from_texts() {
    let folder = folder(&GRAPH);
    let draft = imported(folder.path());
    let ids: Vec<&str> = draft.activities.iter().map(|a| a.id.as_str()).collect();
    let wanted = [
        "口罩@600001SH",
        "熔喷布@300002SZ",
        "聚丙烯@999999SH",
        "无纺布@kinds",
        "纺粘布@unknown",
        "孤品@unknown",
    ];
    assert_eq!(ids, wanted);
    let inputs: Vec<(&str, &str)> =
        draft.inputs.iter().map(|input| (input.activity.as_str(), input.good.as_str())).collect();
    let wanted = [
        ("口罩@600001SH", "熔喷布"),
        ("口罩@600001SH", "无纺布"),
        ("熔喷布@300002SZ", "聚丙烯"),
        ("无纺布@kinds", "纺粘布"),
    ];
    assert_eq!(inputs, wanted);
    assert_eq!(draft.finals, ["口罩"]);
    for (code, wanted) in [
        ("graph::repeated-product", (1, "`口罩`")),
        ("graph::repeated-company", (1, "`600001` (甲)")),
        ("graph::repeated-sale", (1, "`600001SH`, `口罩`")),
        ("graph::shifted", (1, "`300002SZ` (乙), line 4")),
        ("graph::unknown-product", (2, "`口罩` → `北极虾` `600001SH`, `未列`")),
        ("graph::unknown-company", (1, "`999999SH`")),
        ("graph::unknown-relation", (1, "`相关`")),
        ("graph::self-loop", (1, "`熔喷布`")),
        ("graph::weight", (2, "`300002SZ`, `熔喷布`: 3.2 `300002SZ`, `聚丙烯`: -1.3")),
        ("graph::negative", (1, "`300002SZ`, `聚丙烯`")),
        ("graph::left-aside", (3, "industry_industry.csv company_industry.csv industries.csv")),
        ("graph::no-maker", (2, "`纺粘布` `孤品`")),
    ] {
        assert_eq!(noted(&draft, code), (wanted.0, wanted.1.to_owned()), "{code}");
    }
    let file = stored(&draft);
    assert!(file.about.no_evidence);
    assert_eq!(file.chain.activities().len(), 6);
}

#[test]
fn the_published_graph() {
    let Some(folder) = shared("china_chain_graph") else { return };
    let started = std::time::Instant::now();
    let draft = imported(&folder);
    let read = started.elapsed();
    let counts = [
        ("graph::repeated-product", 5),
        ("graph::repeated-company", 68),
        // Six more are negative, and dropped before.
        ("graph::repeated-sale", 572),
        ("graph::self-loop", 108),
        ("graph::weight", 811),
        ("graph::negative", 763),
        ("graph::shifted", 1),
    ];
    for (code, count) in counts {
        assert_eq!(noted(&draft, code).0, count, "{code}");
    }
    assert_eq!(draft.goods.len(), 95_554);
    let file = stored(&draft);
    let [goods, activities] = [file.chain.goods().len(), file.chain.activities().len()];
    println!(
        "{goods} goods, {activities} activities, read in {read:?}, in all {:?}",
        started.elapsed()
    );
    assert!(file.about.no_evidence);
}
