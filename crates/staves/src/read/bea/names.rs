//! Codes and labels of the industries and final uses that the publisher names in English.

use staves_core::codes::Entry;

/// The entry of a code with the name the file gives; the code may be the name itself.
pub fn entry(code: &str, name: &str) -> Entry {
    let lists = [INDUSTRIES, SECTORS, FINAL_USES];
    let found = lists.into_iter().flatten().find(|(known, en, _)| *known == code || *en == code);
    match found {
        Some((code, en, zh)) => Entry { code: (*code).into(), en: (*en).into(), zh: (*zh).into() },
        None => Entry::labelled(code, name),
    }
}

/// The 71 industries of the summary tables.
const INDUSTRIES: &[(&str, &str, &str)] = &[
    ("111CA", "Farms", "农业种植和养殖"),
    ("113FF", "Forestry, fishing, and related activities", "林业、渔业及相关活动"),
    ("211", "Oil and gas extraction", "石油和天然气开采"),
    ("212", "Mining, except oil and gas", "采矿（石油和天然气除外）"),
    ("213", "Support activities for mining", "采矿辅助活动"),
    ("22", "Utilities", "公用事业（电力、燃气和水）"),
    ("23", "Construction", "建筑业"),
    ("321", "Wood products", "木制品"),
    ("327", "Nonmetallic mineral products", "非金属矿物制品"),
    ("331", "Primary metals", "初级金属"),
    ("332", "Fabricated metal products", "金属制品"),
    ("333", "Machinery", "机械设备"),
    ("334", "Computer and electronic products", "计算机和电子产品"),
    ("335", "Electrical equipment, appliances, and components", "电气设备、电器和元件"),
    ("3361MV", "Motor vehicles, bodies and trailers, and parts", "机动车、车身、挂车和零部件"),
    ("3364OT", "Other transportation equipment", "其他运输设备"),
    ("337", "Furniture and related products", "家具及相关产品"),
    ("339", "Miscellaneous manufacturing", "其他制造（含医疗用品）"),
    ("311FT", "Food and beverage and tobacco products", "食品、饮料和烟草制品"),
    ("313TT", "Textile mills and textile product mills", "纺织品"),
    ("315AL", "Apparel and leather and allied products", "服装、皮革及相关制品"),
    ("322", "Paper products", "纸制品"),
    ("323", "Printing and related support activities", "印刷及相关活动"),
    ("324", "Petroleum and coal products", "石油和煤炭制品"),
    ("325", "Chemical products", "化学制品（含药品）"),
    ("326", "Plastics and rubber products", "塑料和橡胶制品"),
    ("42", "Wholesale trade", "批发业"),
    ("441", "Motor vehicle and parts dealers", "机动车和零部件零售"),
    ("445", "Food and beverage stores", "食品和饮料零售"),
    ("452", "General merchandise stores", "综合零售"),
    ("4A0", "Other retail", "其他零售"),
    ("481", "Air transportation", "航空运输"),
    ("482", "Rail transportation", "铁路运输"),
    ("483", "Water transportation", "水上运输"),
    ("484", "Truck transportation", "公路货运"),
    ("485", "Transit and ground passenger transportation", "公共交通和陆路客运"),
    ("486", "Pipeline transportation", "管道运输"),
    ("487OS", "Other transportation and support activities", "其他运输和运输辅助活动"),
    ("493", "Warehousing and storage", "仓储"),
    (
        "511",
        "Publishing industries, except internet (includes software)",
        "出版（含软件，不含互联网）",
    ),
    ("512", "Motion picture and sound recording industries", "电影和录音"),
    ("513", "Broadcasting and telecommunications", "广播和电信"),
    (
        "514",
        "Data processing, internet publishing, and other information services",
        "数据处理、互联网出版和其他信息服务",
    ),
    (
        "521CI",
        "Federal Reserve banks, credit intermediation, and related activities",
        "联邦储备银行、信贷中介及相关活动",
    ),
    ("523", "Securities, commodity contracts, and investments", "证券、商品期货和投资"),
    ("524", "Insurance carriers and related activities", "保险及相关活动"),
    ("525", "Funds, trusts, and other financial vehicles", "基金、信托和其他金融工具"),
    ("HS", "Housing", "住房"),
    ("ORE", "Other real estate", "其他房地产"),
    (
        "532RL",
        "Rental and leasing services and lessors of intangible assets",
        "租赁服务和无形资产出租",
    ),
    ("5411", "Legal services", "法律服务"),
    ("5415", "Computer systems design and related services", "计算机系统设计及相关服务"),
    (
        "5412OP",
        "Miscellaneous professional, scientific, and technical services",
        "其他专业、科学和技术服务",
    ),
    ("55", "Management of companies and enterprises", "公司和企业管理"),
    ("561", "Administrative and support services", "行政和辅助服务"),
    ("562", "Waste management and remediation services", "废物管理和环境治理"),
    ("61", "Educational services", "教育服务"),
    ("621", "Ambulatory health care services", "门诊医疗服务"),
    ("622", "Hospitals", "医院"),
    ("623", "Nursing and residential care facilities", "护理和寄宿照料机构"),
    ("624", "Social assistance", "社会救助"),
    (
        "711AS",
        "Performing arts, spectator sports, museums, and related activities",
        "表演艺术、观赏体育、博物馆及相关活动",
    ),
    ("713", "Amusements, gambling, and recreation industries", "娱乐、博彩和休闲"),
    ("721", "Accommodation", "住宿"),
    ("722", "Food services and drinking places", "餐饮"),
    ("81", "Other services, except government", "其他服务（政府除外）"),
    ("GFGD", "Federal general government (defense)", "联邦一般政府（国防）"),
    ("GFGN", "Federal general government (nondefense)", "联邦一般政府（非国防）"),
    ("GFE", "Federal government enterprises", "联邦政府企业"),
    ("GSLG", "State and local general government", "州和地方一般政府"),
    ("GSLE", "State and local government enterprises", "州和地方政府企业"),
];

/// The 15 sectors, where they are not industries of the longer list too.
const SECTORS: &[(&str, &str, &str)] = &[
    ("11", "Agriculture, forestry, fishing, and hunting", "农林牧渔业"),
    ("21", "Mining", "采矿业"),
    ("31G", "Manufacturing", "制造业"),
    ("44RT", "Retail trade", "零售业"),
    ("48TW", "Transportation and warehousing", "运输和仓储业"),
    ("51", "Information", "信息业"),
    ("FIRE", "Finance, insurance, real estate, rental, and leasing", "金融、保险、房地产和租赁业"),
    ("PROF", "Professional and business services", "专业和商务服务业"),
    ("6", "Educational services, health care, and social assistance", "教育、医疗和社会救助"),
    (
        "7",
        "Arts, entertainment, recreation, accommodation, and food services",
        "艺术、娱乐、休闲、住宿和餐饮业",
    ),
    ("G", "Government", "政府"),
];

/// Final uses.
const FINAL_USES: &[(&str, &str, &str)] = &[
    ("F010", "Personal consumption expenditures", "个人消费支出"),
    ("F020", "Private fixed investment", "私人固定投资"),
    ("F02E", "Private fixed investment in equipment", "私人固定投资：设备"),
    (
        "F02N",
        "Private fixed investment in intellectual property products",
        "私人固定投资：知识产权产品",
    ),
    ("F02R", "Private fixed investment in residential structures", "私人固定投资：住宅建筑"),
    ("F02S", "Private fixed investment in nonresidential structures", "私人固定投资：非住宅建筑"),
    ("F030", "Change in private inventories", "私人库存变动"),
    ("F040", "Exports of goods and services", "货物和服务出口"),
    ("F06C", "Federal defense consumption expenditures", "联邦国防消费支出"),
    ("F06E", "Federal defense investment in equipment", "联邦国防投资：设备"),
    (
        "F06N",
        "Federal defense investment in intellectual property products",
        "联邦国防投资：知识产权产品",
    ),
    ("F06S", "Federal defense investment in structures", "联邦国防投资：建筑"),
    ("F07C", "Federal nondefense consumption expenditures", "联邦非国防消费支出"),
    ("F07E", "Federal nondefense investment in equipment", "联邦非国防投资：设备"),
    (
        "F07N",
        "Federal nondefense investment in intellectual property products",
        "联邦非国防投资：知识产权产品",
    ),
    ("F07S", "Federal nondefense investment in structures", "联邦非国防投资：建筑"),
    ("F10C", "State and local consumption expenditures", "州和地方消费支出"),
    ("F10E", "State and local investment in equipment", "州和地方投资：设备"),
    (
        "F10N",
        "State and local investment in intellectual property products",
        "州和地方投资：知识产权产品",
    ),
    ("F10S", "State and local investment in structures", "州和地方投资：建筑"),
    ("FGOV", "Government consumption expenditures and gross investment", "政府消费支出和总投资"),
];
