//! Names of the sectors of the OECD's inter-country tables, editions 2021, 2023 and 2025.

use staves_core::codes::Entry;

/// Code of the 2023 edition, code of the 2021 edition (empty where there is none), English,
/// Chinese. Codes that only the 2025 edition has stand at the end.
const SECTORS: [[&str; 4]; 55] = [
    ["A01_02", "01T02", "Agriculture, hunting, forestry", "农业、狩猎、林业"],
    ["A03", "03", "Fishing and aquaculture", "渔业和水产养殖"],
    ["B05_06", "05T06", "Mining of energy products", "能源产品开采"],
    ["B07_08", "07T08", "Mining of non-energy products", "非能源产品开采"],
    ["B09", "09", "Mining support services", "开采辅助活动"],
    ["C10T12", "10T12", "Food, beverages and tobacco", "食品、饮料和烟草"],
    ["C13T15", "13T15", "Textiles, leather and footwear", "纺织、皮革和鞋类"],
    ["C16", "16", "Wood and products of wood", "木材和木制品"],
    ["C17_18", "17T18", "Paper and printing", "造纸和印刷"],
    ["C19", "19", "Coke and refined petroleum", "焦炭和精炼石油产品"],
    ["C20", "20", "Chemicals", "化学品"],
    ["C21", "21", "Pharmaceuticals", "医药"],
    ["C22", "22", "Rubber and plastics", "橡胶和塑料"],
    ["C23", "23", "Other non-metallic minerals", "其他非金属矿物制品"],
    ["C24", "24", "Basic metals", "基本金属"],
    ["C25", "25", "Fabricated metal products", "金属制品"],
    ["C26", "26", "Computers, electronics and optics", "计算机、电子和光学产品"],
    ["C27", "27", "Electrical equipment", "电气设备"],
    ["C28", "28", "Machinery and equipment", "机械设备"],
    ["C29", "29", "Motor vehicles", "汽车"],
    ["C30", "30", "Other transport equipment", "其他运输设备"],
    ["C31T33", "31T33", "Other manufacturing; repair", "其他制造业；维修"],
    ["D", "35", "Electricity, gas, steam", "电力、燃气、蒸汽"],
    ["E", "36T39", "Water supply, sewerage, waste", "供水、污水和废物处理"],
    ["F", "41T43", "Construction", "建筑业"],
    ["G", "45T47", "Wholesale and retail trade", "批发和零售"],
    ["H49", "49", "Land transport and pipelines", "陆路和管道运输"],
    ["H50", "50", "Water transport", "水上运输"],
    ["H51", "51", "Air transport", "航空运输"],
    ["H52", "52", "Warehousing and transport support", "仓储和运输辅助"],
    ["H53", "53", "Postal and courier services", "邮政和快递"],
    ["I", "55T56", "Accommodation and food services", "住宿和餐饮"],
    ["J58T60", "58T60", "Publishing and broadcasting", "出版和广播"],
    ["J61", "61", "Telecommunications", "电信"],
    ["J62_63", "62T63", "IT and information services", "信息技术和信息服务"],
    ["K", "64T66", "Finance and insurance", "金融和保险"],
    ["L", "68", "Real estate", "房地产"],
    ["M", "69T75", "Professional, scientific, technical services", "专业、科学和技术服务"],
    ["N", "77T82", "Administrative and support services", "行政和辅助服务"],
    ["O", "84", "Public administration and defence", "公共管理和国防"],
    ["P", "85", "Education", "教育"],
    ["Q", "86T88", "Health and social work", "卫生和社会工作"],
    ["R", "90T93", "Arts, entertainment, recreation", "文化、体育和娱乐"],
    ["S", "94T96", "Other services", "其他服务"],
    ["T", "97T98", "Households as employers", "家庭雇主"],
    ["A01", "", "Crops and livestock, hunting", "农牧业和狩猎"],
    ["A02", "", "Forestry and logging", "林业"],
    ["B05", "", "Coal and lignite", "煤炭"],
    ["B06", "", "Crude oil and natural gas", "石油和天然气"],
    ["B07", "", "Metal ores", "金属矿"],
    ["B08", "", "Other mining and quarrying", "其他采矿"],
    ["C24A", "", "Iron and steel", "钢铁"],
    ["C24B", "", "Non-ferrous metals", "有色金属"],
    ["C301", "", "Ships and boats", "船舶"],
    ["C302T309", "", "Trains, aircraft and other vehicles", "铁路、航空航天和其他运输设备"],
];

/// A sector with its labels; the code alone when the code is not known here.
pub(super) fn entry(code: &str) -> Entry {
    let listed = SECTORS.iter().find(|row| row[..2].contains(&code)).map(|row| [row[2], row[3]]);
    match listed {
        Some([en, zh]) => Entry { code: code.to_owned(), en: en.to_owned(), zh: zh.to_owned() },
        None => Entry::plain(code),
    }
}
