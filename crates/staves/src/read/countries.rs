//! Names of the economies that occur in published inter-country tables.

use staves_core::codes::Entry;

/// ISO 3166 alpha-3, alpha-2, English, Chinese.
const COUNTRIES: [[&str; 4]; 84] = [
    ["AGO", "AO", "Angola", "安哥拉"],
    ["ARE", "AE", "United Arab Emirates", "阿联酋"],
    ["ARG", "AR", "Argentina", "阿根廷"],
    ["AUS", "AU", "Australia", "澳大利亚"],
    ["AUT", "AT", "Austria", "奥地利"],
    ["BEL", "BE", "Belgium", "比利时"],
    ["BGD", "BD", "Bangladesh", "孟加拉国"],
    ["BGR", "BG", "Bulgaria", "保加利亚"],
    ["BLR", "BY", "Belarus", "白俄罗斯"],
    ["BRA", "BR", "Brazil", "巴西"],
    ["BRN", "BN", "Brunei Darussalam", "文莱"],
    ["CAN", "CA", "Canada", "加拿大"],
    ["CHE", "CH", "Switzerland", "瑞士"],
    ["CHL", "CL", "Chile", "智利"],
    ["CHN", "CN", "China", "中国"],
    ["CIV", "CI", "Côte d'Ivoire", "科特迪瓦"],
    ["CMR", "CM", "Cameroon", "喀麦隆"],
    ["COD", "CD", "Democratic Republic of the Congo", "刚果（金）"],
    ["COL", "CO", "Colombia", "哥伦比亚"],
    ["CRI", "CR", "Costa Rica", "哥斯达黎加"],
    ["CYP", "CY", "Cyprus", "塞浦路斯"],
    ["CZE", "CZ", "Czechia", "捷克"],
    ["DEU", "DE", "Germany", "德国"],
    ["DNK", "DK", "Denmark", "丹麦"],
    ["EGY", "EG", "Egypt", "埃及"],
    ["ESP", "ES", "Spain", "西班牙"],
    ["EST", "EE", "Estonia", "爱沙尼亚"],
    ["FIN", "FI", "Finland", "芬兰"],
    ["FRA", "FR", "France", "法国"],
    ["GBR", "GB", "United Kingdom", "英国"],
    ["GRC", "GR", "Greece", "希腊"],
    ["HKG", "HK", "Hong Kong, China", "中国香港"],
    ["HRV", "HR", "Croatia", "克罗地亚"],
    ["HUN", "HU", "Hungary", "匈牙利"],
    ["IDN", "ID", "Indonesia", "印度尼西亚"],
    ["IND", "IN", "India", "印度"],
    ["IRL", "IE", "Ireland", "爱尔兰"],
    ["ISL", "IS", "Iceland", "冰岛"],
    ["ISR", "IL", "Israel", "以色列"],
    ["ITA", "IT", "Italy", "意大利"],
    ["JOR", "JO", "Jordan", "约旦"],
    ["JPN", "JP", "Japan", "日本"],
    ["KAZ", "KZ", "Kazakhstan", "哈萨克斯坦"],
    ["KHM", "KH", "Cambodia", "柬埔寨"],
    ["KOR", "KR", "Korea", "韩国"],
    ["LAO", "LA", "Lao PDR", "老挝"],
    ["LTU", "LT", "Lithuania", "立陶宛"],
    ["LUX", "LU", "Luxembourg", "卢森堡"],
    ["LVA", "LV", "Latvia", "拉脱维亚"],
    ["MAR", "MA", "Morocco", "摩洛哥"],
    ["MEX", "MX", "Mexico", "墨西哥"],
    ["MLT", "MT", "Malta", "马耳他"],
    ["MMR", "MM", "Myanmar", "缅甸"],
    ["MYS", "MY", "Malaysia", "马来西亚"],
    ["NGA", "NG", "Nigeria", "尼日利亚"],
    ["NLD", "NL", "Netherlands", "荷兰"],
    ["NOR", "NO", "Norway", "挪威"],
    ["NZL", "NZ", "New Zealand", "新西兰"],
    ["PAK", "PK", "Pakistan", "巴基斯坦"],
    ["PER", "PE", "Peru", "秘鲁"],
    ["PHL", "PH", "Philippines", "菲律宾"],
    ["POL", "PL", "Poland", "波兰"],
    ["PRT", "PT", "Portugal", "葡萄牙"],
    ["ROU", "RO", "Romania", "罗马尼亚"],
    ["RUS", "RU", "Russian Federation", "俄罗斯"],
    ["SAU", "SA", "Saudi Arabia", "沙特阿拉伯"],
    ["SEN", "SN", "Senegal", "塞内加尔"],
    ["SGP", "SG", "Singapore", "新加坡"],
    ["STP", "ST", "São Tomé and Príncipe", "圣多美和普林西比"],
    ["SVK", "SK", "Slovakia", "斯洛伐克"],
    ["SVN", "SI", "Slovenia", "斯洛文尼亚"],
    ["SWE", "SE", "Sweden", "瑞典"],
    ["THA", "TH", "Thailand", "泰国"],
    ["TUN", "TN", "Tunisia", "突尼斯"],
    ["TUR", "TR", "Türkiye", "土耳其"],
    ["TWN", "TW", "Chinese Taipei", "中国台湾"],
    ["UKR", "UA", "Ukraine", "乌克兰"],
    ["USA", "US", "United States", "美国"],
    ["VNM", "VN", "Viet Nam", "越南"],
    ["ZAF", "ZA", "South Africa", "南非"],
    ["ROW", "RoW", "Rest of the world", "世界其他地区"],
    ["WA", "WA", "Rest of Asia and the Pacific", "亚太其他地区"],
    ["WE", "WE", "Rest of Europe", "欧洲其他地区"],
    ["WF", "WF", "Rest of Africa", "非洲其他地区"],
];

/// Regions that only one source has.
const OTHERS: [[&str; 3]; 6] = [
    ["WL", "Rest of America", "美洲其他地区"],
    ["WM", "Rest of the Middle East", "中东其他地区"],
    ["CN1", "China, activities other than export processing", "中国（出口加工以外）"],
    ["CN2", "China, export processing", "中国（出口加工）"],
    ["MX1", "Mexico, activities other than global manufacturing", "墨西哥（全球制造以外）"],
    ["MX2", "Mexico, global manufacturing", "墨西哥（全球制造）"],
];

/// A region with its labels; the code alone when it is not a country that is known here.
pub(super) fn entry(code: &str) -> Entry {
    let country = COUNTRIES.iter().find(|row| row[..2].contains(&code));
    let labels = country.map(|row| [row[2], row[3]]);
    let other = || OTHERS.iter().find(|row| row[0] == code).map(|row| [row[1], row[2]]);
    match labels.or_else(other) {
        Some([en, zh]) => Entry { code: code.to_owned(), en: en.to_owned(), zh: zh.to_owned() },
        None => Entry::plain(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_found_by_both_spellings_and_never_twice() {
        assert_eq!(entry("CHN").zh, "中国");
        assert_eq!(entry("DE").en, "Germany");
        assert_eq!(entry("RoW").en, entry("ROW").en);
        assert_eq!(entry("XYZ"), Entry::plain("XYZ"));
        for column in 0..4 {
            let distinct: BTreeSet<_> = COUNTRIES.iter().map(|row| row[column]).collect();
            assert_eq!(distinct.len(), COUNTRIES.len(), "column {column}");
        }
        assert!(COUNTRIES.iter().all(|row| !row.iter().any(|cell| cell.is_empty())));
    }
}
