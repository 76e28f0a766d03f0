//! The file of items.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::super::reading::{File, RefusedRow};
use super::file::{MOST_ITEMS, OpenBanditError, field, headers, reader, starting_with, whole};

/// What the file of items says.
pub struct Items {
    pub count: usize,
    pub names: Vec<String>,
    /// Row-major items x names.
    pub features: Vec<f64>,
}

/// Reads `item_id, item_feature_0 (a number), item_feature_1 … (categories)`.
pub fn item_features(file: File<'_>) -> Result<Items, OpenBanditError> {
    let mut reader = reader(file);
    let header = headers(&mut reader, file)?;
    let id = header.iter().position(|name| name == "item_id");
    let id = id.ok_or(OpenBanditError::NoColumn { file: file.name.to_owned(), column: "item_id" })?;
    let columns = starting_with(&header, "item_feature_");
    let unreadable =
        |reason: String, line| OpenBanditError::Item(RefusedRow { file: file.name.to_owned(), line, reason });
    let mut rows: BTreeMap<u32, StringRecord> = BTreeMap::new();
    for record in reader.into_records() {
        let record = record.map_err(|error| {
            unreadable(error.to_string(), error.position().map_or(0, csv::Position::line))
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let item = whole(&record, id, "item_id", MOST_ITEMS).map_err(|reason| unreadable(reason, line))?;
        if rows.insert(item, record).is_some() {
            return Err(unreadable(format!("item {item} is there twice"), line));
        }
    }
    let count = rows.keys().next_back().map_or(0, |item| *item as usize + 1);
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for column in columns {
        let name = header.get(column).unwrap_or_default();
        let texts: Vec<(u32, &str)> =
            rows.iter().map(|(item, record)| (*item, field(record, column))).collect();
        let numbers: Option<Vec<f64>> = texts.iter().map(|(_, text)| text.parse().ok()).collect();
        match numbers.filter(|numbers| numbers.iter().all(|number| number.is_finite())) {
            Some(numbers) => {
                let mut of_items = vec![0.0; count];
                texts.iter().zip(numbers).for_each(|((item, _), number)| of_items[*item as usize] = number);
                names.push(name.to_owned());
                values.push(of_items);
            }
            None => {
                let mut levels: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
                levels.sort_unstable();
                levels.dedup();
                for level in levels {
                    let mut of_items = vec![0.0; count];
                    let own = texts.iter().filter(|(_, text)| *text == level);
                    own.for_each(|(item, _)| of_items[*item as usize] = 1.0);
                    names.push(format!("{name}={level}"));
                    values.push(of_items);
                }
            }
        }
    }
    let features = (0..count).flat_map(|item| values.iter().map(move |of_items| of_items[item])).collect();
    Ok(Items { count, names, features })
}
