//! The chains: files of `examples/chains/`.

use super::{Example, Kind, Text};

pub(super) const CHAINS: &[Example] = &[
    Example {
        name: "mask",
        kind: Kind::Chain,
        title: Text {
            en: "Surgical masks (made-up country)", zh: "外科口罩（虚构国家）"
        },
        about: Text {
            en: "made up: surgical masks; a die head that home lacks, a region behind two plants",
            zh: "虚构数据：外科口罩；本土缺熔喷模头，两厂同处一地",
        },
        synthetic: true,
        files: &[
            ("README.md", include_bytes!("../../../../examples/chains/mask/README.md")),
            ("about.toml", include_bytes!("../../../../examples/chains/mask/about.toml")),
            ("goods.csv", include_bytes!("../../../../examples/chains/mask/goods.csv")),
            ("activities.csv", include_bytes!("../../../../examples/chains/mask/activities.csv")),
            ("inputs.csv", include_bytes!("../../../../examples/chains/mask/inputs.csv")),
            ("final_goods.csv", include_bytes!("../../../../examples/chains/mask/final_goods.csv")),
            ("candidates.csv", include_bytes!("../../../../examples/chains/mask/candidates.csv")),
            (
                "candidates_inputs.csv",
                include_bytes!("../../../../examples/chains/mask/candidates_inputs.csv"),
            ),
        ],
        shared: &[],
    },
    Example {
        name: "clothing",
        kind: Kind::Chain,
        title: Text {
            en: "Protective clothing (made-up country)", zh: "医用防护服（虚构国家）"
        },
        about: Text {
            en: "made up: protective clothing; two fabrics stand in for each other, both from one region",
            zh: "虚构数据：医用防护服；两种面料可互替，却出自同一地区",
        },
        synthetic: true,
        files: &[
            ("README.md", include_bytes!("../../../../examples/chains/clothing/README.md")),
            ("about.toml", include_bytes!("../../../../examples/chains/clothing/about.toml")),
            ("goods.csv", include_bytes!("../../../../examples/chains/clothing/goods.csv")),
            (
                "activities.csv",
                include_bytes!("../../../../examples/chains/clothing/activities.csv"),
            ),
            ("inputs.csv", include_bytes!("../../../../examples/chains/clothing/inputs.csv")),
            (
                "final_goods.csv",
                include_bytes!("../../../../examples/chains/clothing/final_goods.csv"),
            ),
            (
                "candidates.csv",
                include_bytes!("../../../../examples/chains/clothing/candidates.csv"),
            ),
            (
                "candidates_inputs.csv",
                include_bytes!("../../../../examples/chains/clothing/candidates_inputs.csv"),
            ),
        ],
        shared: &[],
    },
    Example {
        name: "disinfectant",
        kind: Kind::Chain,
        title: Text { en: "Disinfectants (made-up country)", zh: "消毒液（虚构国家）" },
        about: Text {
            en: "made up: hand rub by the WHO formulations and bleach; pumps and membranes from abroad",
            zh: "虚构数据：世卫组织配方手消毒液与含氯消毒液；泵头与离子膜来自境外",
        },
        synthetic: true,
        files: &[
            ("README.md", include_bytes!("../../../../examples/chains/disinfectant/README.md")),
            ("about.toml", include_bytes!("../../../../examples/chains/disinfectant/about.toml")),
            ("goods.csv", include_bytes!("../../../../examples/chains/disinfectant/goods.csv")),
            (
                "activities.csv",
                include_bytes!("../../../../examples/chains/disinfectant/activities.csv"),
            ),
            ("inputs.csv", include_bytes!("../../../../examples/chains/disinfectant/inputs.csv")),
            (
                "final_goods.csv",
                include_bytes!("../../../../examples/chains/disinfectant/final_goods.csv"),
            ),
            (
                "candidates.csv",
                include_bytes!("../../../../examples/chains/disinfectant/candidates.csv"),
            ),
            (
                "candidates_inputs.csv",
                include_bytes!("../../../../examples/chains/disinfectant/candidates_inputs.csv"),
            ),
        ],
        shared: &[],
    },
    Example {
        name: "ventilator",
        kind: Kind::Chain,
        title: Text { en: "Ventilators (made-up country)", zh: "呼吸机（虚构国家）" },
        about: Text {
            en: "made up: ventilators after open designs; chips need tools that need chips",
            zh: "虚构数据：按开源设计的呼吸机；芯片需要设备，设备又需要芯片",
        },
        synthetic: true,
        files: &[
            ("README.md", include_bytes!("../../../../examples/chains/ventilator/README.md")),
            ("about.toml", include_bytes!("../../../../examples/chains/ventilator/about.toml")),
            ("goods.csv", include_bytes!("../../../../examples/chains/ventilator/goods.csv")),
            (
                "activities.csv",
                include_bytes!("../../../../examples/chains/ventilator/activities.csv"),
            ),
            ("inputs.csv", include_bytes!("../../../../examples/chains/ventilator/inputs.csv")),
            (
                "final_goods.csv",
                include_bytes!("../../../../examples/chains/ventilator/final_goods.csv"),
            ),
            (
                "candidates.csv",
                include_bytes!("../../../../examples/chains/ventilator/candidates.csv"),
            ),
            (
                "candidates_inputs.csv",
                include_bytes!("../../../../examples/chains/ventilator/candidates_inputs.csv"),
            ),
        ],
        shared: &[],
    },
    Example {
        name: "vaccine",
        kind: Kind::Chain,
        title: Text {
            en: "An mRNA vaccine (made-up country)", zh: "信使核糖核酸疫苗（虚构国家）"
        },
        about: Text {
            en: "made up: an mRNA vaccine; home can keep it running and cannot restart it",
            zh: "虚构数据：信使核糖核酸疫苗；本土可持续运转，却无法重启",
        },
        synthetic: true,
        files: &[
            ("README.md", include_bytes!("../../../../examples/chains/vaccine/README.md")),
            ("about.toml", include_bytes!("../../../../examples/chains/vaccine/about.toml")),
            ("goods.csv", include_bytes!("../../../../examples/chains/vaccine/goods.csv")),
            (
                "activities.csv",
                include_bytes!("../../../../examples/chains/vaccine/activities.csv"),
            ),
            ("inputs.csv", include_bytes!("../../../../examples/chains/vaccine/inputs.csv")),
            (
                "final_goods.csv",
                include_bytes!("../../../../examples/chains/vaccine/final_goods.csv"),
            ),
            (
                "candidates.csv",
                include_bytes!("../../../../examples/chains/vaccine/candidates.csv"),
            ),
            (
                "candidates_inputs.csv",
                include_bytes!("../../../../examples/chains/vaccine/candidates_inputs.csv"),
            ),
        ],
        shared: &[],
    },
    Example {
        name: "paracetamol",
        kind: Kind::Chain,
        title: Text {
            en: "Paracetamol tablets (made-up country)",
            zh: "对乙酰氨基酚片（虚构国家）",
        },
        about: Text {
            en: "made up: paracetamol from benzene to blister; whole at home, an eighth of what is needed",
            zh: "虚构数据：从苯到泡罩的对乙酰氨基酚；本土链条完整，产能仅需求的八分之一",
        },
        synthetic: true,
        files: &[
            ("README.md", include_bytes!("../../../../examples/chains/paracetamol/README.md")),
            ("about.toml", include_bytes!("../../../../examples/chains/paracetamol/about.toml")),
            ("goods.csv", include_bytes!("../../../../examples/chains/paracetamol/goods.csv")),
            (
                "activities.csv",
                include_bytes!("../../../../examples/chains/paracetamol/activities.csv"),
            ),
            ("inputs.csv", include_bytes!("../../../../examples/chains/paracetamol/inputs.csv")),
            (
                "final_goods.csv",
                include_bytes!("../../../../examples/chains/paracetamol/final_goods.csv"),
            ),
            (
                "candidates.csv",
                include_bytes!("../../../../examples/chains/paracetamol/candidates.csv"),
            ),
            (
                "candidates_inputs.csv",
                include_bytes!("../../../../examples/chains/paracetamol/candidates_inputs.csv"),
            ),
        ],
        shared: &[],
    },
];
