//! The mobilisations: files of `examples/`, each with the chain it is about.

use super::{Example, Kind, Text};

pub(super) const MOBILISATIONS: &[Example] = &[Example {
    name: "masks2020",
    kind: Kind::Mobilisation,
    title: Text {
        en: "Masks in an epidemic (made-up country)", zh: "疫情中的口罩（虚构国家）"
    },
    about: Text {
        en: "made up: twelve weeks of a surge in demand, an embargo, plants that can be converted",
        zh: "虚构数据：十二周的需求激增、禁运与可转产的工厂",
    },
    synthetic: true,
    shared: &[],
    files: &[
        ("README.md", include_bytes!("../../../../examples/masks2020/README.md")),
        ("mobilise.toml", include_bytes!("../../../../examples/masks2020/mobilise.toml")),
        ("regions.csv", include_bytes!("../../../../examples/masks2020/regions.csv")),
        ("demand.csv", include_bytes!("../../../../examples/masks2020/demand.csv")),
        ("supplies.csv", include_bytes!("../../../../examples/masks2020/supplies.csv")),
        ("lines.csv", include_bytes!("../../../../examples/masks2020/lines.csv")),
        ("stocks.csv", include_bytes!("../../../../examples/masks2020/stocks.csv")),
        ("conversions.csv", include_bytes!("../../../../examples/masks2020/conversions.csv")),
        ("imports.csv", include_bytes!("../../../../examples/masks2020/imports.csv")),
        ("transport.csv", include_bytes!("../../../../examples/masks2020/transport.csv")),
        ("shifts.csv", include_bytes!("../../../../examples/masks2020/shifts.csv")),
        ("chain/about.toml", include_bytes!("../../../../examples/chains/mask/about.toml")),
        ("chain/goods.csv", include_bytes!("../../../../examples/chains/mask/goods.csv")),
        ("chain/activities.csv", include_bytes!("../../../../examples/chains/mask/activities.csv")),
        ("chain/inputs.csv", include_bytes!("../../../../examples/chains/mask/inputs.csv")),
        (
            "chain/final_goods.csv",
            include_bytes!("../../../../examples/chains/mask/final_goods.csv"),
        ),
    ],
}];
