//! The OECD layout: every edition that is read, regular and extended.

use crate::mocks::{Mock, icio_2023, note, read, read_text, write};
use staves::read::{Format, Missing, Wish, import};
use staves_core::economy::PrimaryKind;

/// Every cell of a read economy against the table it was made from.
fn assert_same(economy: &staves::Economy, mock: &Mock) {
    assert_eq!(economy.len(), mock.rows());
    let names: Vec<String> = (0..economy.len()).map(|row| economy.name(row)).collect();
    let wanted: Vec<String> =
        mock.labels().iter().map(|label| label.replacen('_', "|", 1)).collect();
    assert_eq!(names, wanted);
    for row in 0..mock.rows() {
        for column in 0..mock.rows() {
            assert_eq!(economy.flows.get(row, column), Mock::flow(row, column));
        }
        for column in 0..mock.columns() {
            assert_eq!(economy.final_demand.get(row, column), Mock::demand(row, column));
        }
        assert_eq!(economy.stated_output.as_ref().unwrap()[row], mock.output(row));
    }
}

#[test]
fn edition_2023_keeps_order_and_every_cell() {
    let mock = icio_2023();
    let read = read_text("2018_SML.csv", mock.icio_2023()).unwrap();
    assert_eq!((read.format, read.economy.about.year), (Format::Icio, 2018));
    assert_same(&read.economy, &mock);
    let codes: Vec<&str> =
        read.economy.regions.entries().iter().map(|entry| entry.code.as_str()).collect();
    assert_eq!(codes, ["CHN", "AUS"]);
    assert_eq!(read.economy.regions.entries()[0].zh, "中国");
    assert_eq!(read.economy.categories.len(), 6);
    let added = read.economy.primary(PrimaryKind::ValueAdded).unwrap();
    assert_eq!(added[4], mock.output(4) - mock.inputs(4) - 0.25);
    assert_eq!(read.economy.primary(PrimaryKind::ProductTax).unwrap(), [0.25; 6]);
    assert_eq!(note(&read.notes, "import::icio-regular").values[0].1, "2023");
    // Twelve columns of final demand pay half a million each.
    let dropped = note(&read.notes, "import::taxes-on-final-demand");
    assert_eq!(dropped.effect.as_deref(), Some("6"));
    assert_eq!(read.notes.len(), 2, "{:?}", read.notes);
    assert_eq!(read.inputs.len(), 1);
}

#[test]
fn edition_2021_has_a_tax_row_for_each_country() {
    let mock = Mock { sectors: vec!["01T02", "97T98"], ..icio_2023() };
    let text = mock.csv("", "TOTAL")
        + &mock.tail("CHN_TAXSUB", |_| 1.0, 0.0)
        + &mock.tail("AUS_TAXSUB", |k| k as f64, 0.0)
        + &mock.tail("VALU", |k| mock.output(k) - mock.inputs(k) - 1.0 - k as f64, 0.0)
        + &mock.tail("OUTPUT", |k| mock.output(k), 0.0);
    let read = read_text("ICIO2021_2015.csv", text).unwrap();
    assert_same(&read.economy, &mock);
    assert_eq!(read.economy.about.year, 2015);
    assert_eq!(read.economy.primary_inputs.len(), 3);
    assert_eq!(read.economy.primary(PrimaryKind::ProductTax).unwrap(), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(note(&read.notes, "import::icio-regular").values[0].1, "2021");
}

#[test]
fn edition_2025_is_told_by_its_sectors() {
    let mock = Mock { sectors: vec!["A01", "C302T309"], ..icio_2023() };
    let read = read_text("2022.csv", mock.icio_2023()).unwrap();
    assert_same(&read.economy, &mock);
    assert_eq!(note(&read.notes, "import::icio-regular").values[0].1, "2025");
    assert!(read.economy.about.title.contains("edition 2025"));
}

#[test]
fn split_economies_are_added_up_or_kept() {
    let mock = Mock { regions: vec!["CHN", "AUS", "CN1", "CN2"], ..icio_2023() };
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "2018.csv", mock.icio_2023());
    let read = read(&path).unwrap();
    let economy = &read.economy;
    assert_eq!((economy.len(), economy.regions.len()), (6, 2));
    let parts = [0, 6, 9];
    for (row, column) in [(0, 0), (1, 2), (4, 5), (2, 4)] {
        let of = |k: usize| if k < 3 { parts.map(|part| part + k).to_vec() } else { vec![k] };
        let sum: f64 =
            of(row).iter().flat_map(|i| of(column).into_iter().map(|j| Mock::flow(*i, j))).sum();
        assert!((economy.flows.get(row, column) - sum).abs() < 1e-12);
    }
    let output: f64 = parts.iter().map(|part| mock.output(part + 1)).sum();
    assert!((economy.output()[1] - output).abs() < 1e-9);
    assert!((economy.stated_output.as_ref().unwrap()[1] - output).abs() < 1e-9);
    let added = note(&read.notes, "import::icio-split-added-up");
    assert_eq!(added.count, 6);
    let kept = import(&[path], &Wish { keep_split: true, ..Wish::default() }).unwrap();
    assert_same(&kept.economy, &mock);
    assert_eq!(kept.economy.regions.len(), 4);
    note(&kept.notes, "import::icio-split-kept");
}

#[test]
fn the_year_is_chosen_from_several() {
    let folder = tempfile::tempdir().unwrap();
    let mock = icio_2023();
    write(folder.path(), "2016_SML.csv", mock.icio_2023());
    write(folder.path(), "2017_SML.csv", mock.icio_2023());
    write(folder.path(), "ReadMe.txt", "about these files");
    let paths = [folder.path().to_owned()];
    let error = import(&paths, &Wish::default()).unwrap_err();
    assert_eq!(error.code(), "import::several-years");
    let of = |year| import(&paths, &Wish { year: Some(year), ..Wish::default() });
    assert_eq!(of(2018).unwrap_err().code(), "import::no-such-year");
    let read = of(2017).unwrap();
    assert_eq!(read.economy.about.year, 2017);
    assert_eq!(note(&read.notes, "import::unused-files").count, 2);
}

#[test]
fn spelling_of_the_file_makes_no_difference() {
    let mock = icio_2023();
    let plain = mock.icio_2023();
    let quoted = plain.lines().map(|line| {
        line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",") + "\r\n"
    });
    let quoted = format!("\u{feff}{}\r\n , ,,\n\n", quoted.collect::<String>());
    let without_last_newline = plain.trim_end().to_owned();
    for text in [quoted, without_last_newline] {
        let read = read_text("2018.csv", text).unwrap();
        assert_same(&read.economy, &mock);
        assert_eq!(read.notes.len(), 2, "{:?}", read.notes);
    }
}

#[test]
fn missing_is_not_zero_unless_asked() {
    let text = icio_2023().icio_2023().replacen(",10.375", ",n.p.", 1).replacen(",9.375", ",", 1);
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "2018.csv", &text);
    let error = read(&path).unwrap_err();
    assert_eq!(error.code(), "table::missing-values");
    let place = error.place().unwrap();
    let (line, cell) = text.lines().enumerate().find(|(_, line)| line.contains(",n.p.")).unwrap();
    let column = cell.split(',').position(|cell| cell == "n.p." || cell.is_empty()).unwrap();
    let label = text.lines().next().unwrap().split(',').nth(column).unwrap();
    assert_eq!(place.line, Some(line + 1));
    assert_eq!(place.key.as_deref(), Some(format!("column `{label}`").as_str()));
    let wish = Wish { missing: Missing::Zero, ..Wish::default() };
    let read = import(&[path], &wish).unwrap();
    assert_eq!(note(&read.notes, "import::missing-as-zero").count, 2);
    // The stated output still holds them, so the rows differ.
    note(&read.notes, "import::output-differs");
}
