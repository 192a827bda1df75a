//! The studies: files of `examples/`.

use super::{Example, File, Kind, Text};

/// The economy of two of them.
static UNITED_STATES: &[File] = &[
    ("economy/manifest.json", include_bytes!("../../../../examples/us2021/economy/manifest.json")),
    (
        "economy/regions.parquet",
        include_bytes!("../../../../examples/us2021/economy/regions.parquet"),
    ),
    (
        "economy/sectors.parquet",
        include_bytes!("../../../../examples/us2021/economy/sectors.parquet"),
    ),
    (
        "economy/categories.parquet",
        include_bytes!("../../../../examples/us2021/economy/categories.parquet"),
    ),
    (
        "economy/producers.parquet",
        include_bytes!("../../../../examples/us2021/economy/producers.parquet"),
    ),
    (
        "economy/demand_columns.parquet",
        include_bytes!("../../../../examples/us2021/economy/demand_columns.parquet"),
    ),
    ("economy/flows.parquet", include_bytes!("../../../../examples/us2021/economy/flows.parquet")),
    (
        "economy/final_demand.parquet",
        include_bytes!("../../../../examples/us2021/economy/final_demand.parquet"),
    ),
    (
        "economy/primary_inputs.parquet",
        include_bytes!("../../../../examples/us2021/economy/primary_inputs.parquet"),
    ),
    (
        "economy/attributes.parquet",
        include_bytes!("../../../../examples/us2021/economy/attributes.parquet"),
    ),
];

pub(super) static STUDIES: &[Example] = &[
    Example {
        name: "us2021",
        kind: Kind::Study,
        title: Text { en: "United States 2021", zh: "美国 2021" },
        about: Text {
            en: "real: one region, 71 industries; pandemic, chip shortage, hurricane",
            zh: "真实数据：1 个地区、71 个行业；疫情、芯片短缺、飓风",
        },
        synthetic: false,
        files: &[
            ("README.md", include_bytes!("../../../../examples/us2021/README.md")),
            ("staves.toml", include_bytes!("../../../../examples/us2021/staves.toml")),
            ("actions.csv", include_bytes!("../../../../examples/us2021/actions.csv")),
            (
                "scenarios/pandemic.toml",
                include_bytes!("../../../../examples/us2021/scenarios/pandemic.toml"),
            ),
            (
                "scenarios/chip-shortage.toml",
                include_bytes!("../../../../examples/us2021/scenarios/chip-shortage.toml"),
            ),
            (
                "scenarios/gulf-hurricane.toml",
                include_bytes!("../../../../examples/us2021/scenarios/gulf-hurricane.toml"),
            ),
        ],
        shared: UNITED_STATES,
    },
    Example {
        name: "resume2020",
        kind: Kind::Study,
        title: Text { en: "Resumption of work, 2020", zh: "2020 年复工复产" },
        about: Text {
            en: "real economy, made-up closures: 21 of 71 industries closed in part",
            zh: "真实经济、虚构停工：71 个行业中 21 个部分关闭",
        },
        synthetic: false,
        files: &[
            ("README.md", include_bytes!("../../../../examples/resume2020/README.md")),
            ("staves.toml", include_bytes!("../../../../examples/resume2020/staves.toml")),
            ("closed.csv", include_bytes!("../../../../examples/resume2020/closed.csv")),
            (
                "scenarios/reopening.toml",
                include_bytes!("../../../../examples/resume2020/scenarios/reopening.toml"),
            ),
            (
                "scenarios/lean-stocks.toml",
                include_bytes!("../../../../examples/resume2020/scenarios/lean-stocks.toml"),
            ),
        ],
        shared: UNITED_STATES,
    },
    Example {
        name: "archipelago",
        kind: Kind::Study,
        title: Text { en: "Archipelago (synthetic)", zh: "群岛（虚构）" },
        about: Text {
            en: "made up: six islands, 12 sectors; epidemic, port closure, earthquake",
            zh: "虚构数据：6 个岛屿、12 个部门；疫情、港口关闭、地震",
        },
        synthetic: true,
        files: &[
            ("README.md", include_bytes!("../../../../examples/archipelago/README.md")),
            ("staves.toml", include_bytes!("../../../../examples/archipelago/staves.toml")),
            ("actions.csv", include_bytes!("../../../../examples/archipelago/actions.csv")),
            (
                "scenarios/epidemic.toml",
                include_bytes!("../../../../examples/archipelago/scenarios/epidemic.toml"),
            ),
            (
                "scenarios/port-closure.toml",
                include_bytes!("../../../../examples/archipelago/scenarios/port-closure.toml"),
            ),
            (
                "scenarios/earthquake.toml",
                include_bytes!("../../../../examples/archipelago/scenarios/earthquake.toml"),
            ),
            (
                "scenarios/typhoons.toml",
                include_bytes!("../../../../examples/archipelago/scenarios/typhoons.toml"),
            ),
            (
                "scenarios/typhoons.csv",
                include_bytes!("../../../../examples/archipelago/scenarios/typhoons.csv"),
            ),
            (
                "economy/manifest.json",
                include_bytes!("../../../../examples/archipelago/economy/manifest.json"),
            ),
            (
                "economy/regions.parquet",
                include_bytes!("../../../../examples/archipelago/economy/regions.parquet"),
            ),
            (
                "economy/sectors.parquet",
                include_bytes!("../../../../examples/archipelago/economy/sectors.parquet"),
            ),
            (
                "economy/categories.parquet",
                include_bytes!("../../../../examples/archipelago/economy/categories.parquet"),
            ),
            (
                "economy/producers.parquet",
                include_bytes!("../../../../examples/archipelago/economy/producers.parquet"),
            ),
            (
                "economy/demand_columns.parquet",
                include_bytes!("../../../../examples/archipelago/economy/demand_columns.parquet"),
            ),
            (
                "economy/flows.parquet",
                include_bytes!("../../../../examples/archipelago/economy/flows.parquet"),
            ),
            (
                "economy/final_demand.parquet",
                include_bytes!("../../../../examples/archipelago/economy/final_demand.parquet"),
            ),
            (
                "economy/primary_inputs.parquet",
                include_bytes!("../../../../examples/archipelago/economy/primary_inputs.parquet"),
            ),
            (
                "economy/attributes.parquet",
                include_bytes!("../../../../examples/archipelago/economy/attributes.parquet"),
            ),
        ],
        shared: &[],
    },
];
