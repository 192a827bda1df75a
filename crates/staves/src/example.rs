//! Whole studies that are part of the program.

use crate::store::atomic::{self, disk_error};
use crate::store::economy::{self as store, Stored};
use staves_core::codes::nearest_name;
use staves_core::{Economy, Error, Lang, Result};
use std::fs;
use std::io::Write;
use std::path::Path;

/// A text in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

impl Text {
    /// The text in a language.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// A study that is part of the program.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Name on the command line.
    pub name: &'static str,
    /// Title.
    pub title: Text,
    /// What is in it, on one line.
    pub about: Text,
    /// Whether the numbers are made up.
    pub synthetic: bool,
    /// Path inside the study, with forward slashes, and content.
    files: &'static [(&'static str, &'static [u8])],
}

/// Where an example keeps its economy.
const ECONOMY: &str = "economy/";

impl Example {
    /// The example's economy with the notes of its making.
    ///
    /// # Errors
    /// None that a released program can give: a test reads every example.
    pub fn stored(&self) -> Result<Stored> {
        let inside = |(path, bytes): &(&'static str, &'static [u8])| {
            Some((path.strip_prefix(ECONOMY)?, *bytes))
        };
        let files: Vec<_> = self.files.iter().filter_map(inside).collect();
        store::embedded(&format!("{}/{ECONOMY}", self.name), &files)
    }

    /// Writes the whole study into a folder, which must be empty or not exist.
    ///
    /// # Errors
    /// `example::not-empty`, or of the disk.
    pub fn write(&self, folder: &Path) -> Result<()> {
        atomic::empty_folder(folder, |folder| {
            for (path, bytes) in self.files {
                let path = folder.join(path);
                let inside = path.parent().unwrap_or(folder);
                fs::create_dir_all(inside).map_err(|error| disk_error(inside, &error))?;
                atomic::file(&path, |out| {
                    out.write_all(bytes).map_err(|error| disk_error(&path, &error))
                })?;
            }
            Ok(())
        })
    }
}

/// All examples.
#[must_use]
pub fn list() -> &'static [Example] {
    EXAMPLES
}

/// The example of a name.
///
/// # Errors
/// `example::unknown`, with the nearest name.
pub fn find(name: &str) -> Result<&'static Example> {
    EXAMPLES.iter().find(|example| example.name == name).ok_or_else(|| {
        let names = || EXAMPLES.iter().map(|example| example.name);
        Error::new("example::unknown")
            .with("name", name)
            .with("known", names().collect::<Vec<_>>().join("`, `"))
            .nearest(nearest_name(name, names()))
    })
}

/// Writes an example as a study.
///
/// # Errors
/// Of [`find`] and [`Example::write`].
pub fn write(name: &str, folder: &Path) -> Result<()> {
    find(name)?.write(folder)
}

/// The economy of an example.
///
/// # Errors
/// Of [`find`] and [`Example::stored`].
pub fn economy(name: &str) -> Result<Economy> {
    Ok(find(name)?.stored()?.economy)
}

const EXAMPLES: &[Example] = &[
    Example {
        name: "us2021",
        title: Text { en: "United States 2021", zh: "美国 2021" },
        about: Text {
            en: "real: one region, 71 industries; pandemic, chip shortage, hurricane",
            zh: "真实数据：1 个地区、71 个行业；疫情、芯片短缺、飓风",
        },
        synthetic: false,
        files: &[
            ("README.md", include_bytes!("../../../examples/us2021/README.md")),
            ("staves.toml", include_bytes!("../../../examples/us2021/staves.toml")),
            ("actions.csv", include_bytes!("../../../examples/us2021/actions.csv")),
            (
                "scenarios/pandemic.toml",
                include_bytes!("../../../examples/us2021/scenarios/pandemic.toml"),
            ),
            (
                "scenarios/chip-shortage.toml",
                include_bytes!("../../../examples/us2021/scenarios/chip-shortage.toml"),
            ),
            (
                "scenarios/gulf-hurricane.toml",
                include_bytes!("../../../examples/us2021/scenarios/gulf-hurricane.toml"),
            ),
            (
                "economy/manifest.json",
                include_bytes!("../../../examples/us2021/economy/manifest.json"),
            ),
            (
                "economy/regions.parquet",
                include_bytes!("../../../examples/us2021/economy/regions.parquet"),
            ),
            (
                "economy/sectors.parquet",
                include_bytes!("../../../examples/us2021/economy/sectors.parquet"),
            ),
            (
                "economy/categories.parquet",
                include_bytes!("../../../examples/us2021/economy/categories.parquet"),
            ),
            (
                "economy/producers.parquet",
                include_bytes!("../../../examples/us2021/economy/producers.parquet"),
            ),
            (
                "economy/demand_columns.parquet",
                include_bytes!("../../../examples/us2021/economy/demand_columns.parquet"),
            ),
            (
                "economy/flows.parquet",
                include_bytes!("../../../examples/us2021/economy/flows.parquet"),
            ),
            (
                "economy/final_demand.parquet",
                include_bytes!("../../../examples/us2021/economy/final_demand.parquet"),
            ),
            (
                "economy/primary_inputs.parquet",
                include_bytes!("../../../examples/us2021/economy/primary_inputs.parquet"),
            ),
            (
                "economy/attributes.parquet",
                include_bytes!("../../../examples/us2021/economy/attributes.parquet"),
            ),
        ],
    },
    Example {
        name: "archipelago",
        title: Text { en: "Archipelago (synthetic)", zh: "群岛（虚构）" },
        about: Text {
            en: "made up: six islands, 12 sectors; epidemic, port closure, earthquake",
            zh: "虚构数据：6 个岛屿、12 个部门；疫情、港口关闭、地震",
        },
        synthetic: true,
        files: &[
            ("README.md", include_bytes!("../../../examples/archipelago/README.md")),
            ("staves.toml", include_bytes!("../../../examples/archipelago/staves.toml")),
            ("actions.csv", include_bytes!("../../../examples/archipelago/actions.csv")),
            (
                "scenarios/epidemic.toml",
                include_bytes!("../../../examples/archipelago/scenarios/epidemic.toml"),
            ),
            (
                "scenarios/port-closure.toml",
                include_bytes!("../../../examples/archipelago/scenarios/port-closure.toml"),
            ),
            (
                "scenarios/earthquake.toml",
                include_bytes!("../../../examples/archipelago/scenarios/earthquake.toml"),
            ),
            (
                "scenarios/typhoons.toml",
                include_bytes!("../../../examples/archipelago/scenarios/typhoons.toml"),
            ),
            (
                "scenarios/typhoons.csv",
                include_bytes!("../../../examples/archipelago/scenarios/typhoons.csv"),
            ),
            (
                "economy/manifest.json",
                include_bytes!("../../../examples/archipelago/economy/manifest.json"),
            ),
            (
                "economy/regions.parquet",
                include_bytes!("../../../examples/archipelago/economy/regions.parquet"),
            ),
            (
                "economy/sectors.parquet",
                include_bytes!("../../../examples/archipelago/economy/sectors.parquet"),
            ),
            (
                "economy/categories.parquet",
                include_bytes!("../../../examples/archipelago/economy/categories.parquet"),
            ),
            (
                "economy/producers.parquet",
                include_bytes!("../../../examples/archipelago/economy/producers.parquet"),
            ),
            (
                "economy/demand_columns.parquet",
                include_bytes!("../../../examples/archipelago/economy/demand_columns.parquet"),
            ),
            (
                "economy/flows.parquet",
                include_bytes!("../../../examples/archipelago/economy/flows.parquet"),
            ),
            (
                "economy/final_demand.parquet",
                include_bytes!("../../../examples/archipelago/economy/final_demand.parquet"),
            ),
            (
                "economy/primary_inputs.parquet",
                include_bytes!("../../../examples/archipelago/economy/primary_inputs.parquet"),
            ),
            (
                "economy/attributes.parquet",
                include_bytes!("../../../examples/archipelago/economy/attributes.parquet"),
            ),
        ],
    },
];
