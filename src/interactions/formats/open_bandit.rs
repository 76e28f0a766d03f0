//! The Open Bandit Dataset's CSV, of which the reader stands in [`open_bandit`](super::super::open_bandit).
//!
//! Written are `timestamp,item_id,position,click,propensity_score`, a column `user_feature_N` for every group of context features of that name,
//! and the others as `user-item_affinity_N`.

use std::fmt::Write as _;
use std::io::Write;

use super::super::log::InteractionLog;
use super::super::open_bandit::{self, OpenBanditError, time};
use super::super::reading::{File, ReadLog};
use super::fields::Field;
use super::format::{LeftOut, LogFileError, LogFormat, first_line};

/// The Open Bandit Dataset's CSV.
pub static FORMAT: LogFormat = LogFormat {
    id: "obd",
    title: "Open Bandit CSV",
    extension: "csv",
    probability: "the column propensity_score",
    keeps: &[Field::Time, Field::Position],
    is_it: |bytes| {
        let header = first_line(bytes);
        let has = |name: &&str| header.split(',').any(|column| column.trim_matches('"') == *name);
        ["timestamp", "item_id", "position", "click", "propensity_score"].iter().all(has)
    },
    read,
    write,
};

/// What a category of a user begins with.
const CATEGORY: &str = "user_feature_";

fn read(file: File<'_>) -> Result<ReadLog, LogFileError> {
    open_bandit::read(file, None).map_err(|error| match error {
        OpenBanditError::Empty { file } => LogFileError::Empty { file, first: String::new() },
        error => LogFileError::Unreadable {
            file: file.name.to_owned(),
            reason: error.to_string().replacen(&format!("{} ", file.name), "it ", 1),
        },
    })
}

/// A column of the file, by the places of its context features.
enum Column<'a> {
    Number(usize),
    Category { name: &'a str, levels: Vec<(usize, &'a str)> },
}

/// Context features that are levels of a category make one column.
fn columns(context: &[String]) -> Vec<Column<'_>> {
    let mut columns: Vec<Column<'_>> = Vec::new();
    for (place, feature) in context.iter().enumerate() {
        let split = feature.split_once('=').filter(|(name, _)| name.starts_with(CATEGORY));
        let Some((category, level)) = split else {
            columns.push(Column::Number(place));
            continue;
        };
        let known = columns.iter_mut().find_map(|column| match column {
            Column::Category { name, levels } if *name == category => Some(levels),
            _ => None,
        });
        match known {
            Some(levels) => levels.push((place, level)),
            None => columns.push(Column::Category { name: category, levels: vec![(place, level)] }),
        }
    }
    columns
}

fn write(log: &InteractionLog, out: &mut dyn Write) -> Result<LeftOut, LogFileError> {
    let schema = log.schema();
    if schema.has_slates() {
        let reason = "it is for single actions, and these are slates".to_owned();
        return Err(LogFileError::Unfit { format: FORMAT.title, reason });
    }
    let columns = columns(&schema.context);
    let mut line = String::from("timestamp,item_id,position,click,propensity_score");
    let mut numbers = 0;
    // Writing to a string never fails.
    for column in &columns {
        let _ = match column {
            Column::Number(_) => {
                numbers += 1;
                write!(line, ",user-item_affinity_{}", numbers - 1)
            }
            Column::Category { name, .. } => write!(line, ",{name}"),
        };
    }
    line.push('\n');
    out.write_all(line.as_bytes())?;
    let mut left_out = LeftOut::default();
    for row in log.rows() {
        let (reward, Some(probability)) = (row.rewards[0], row.probability) else {
            left_out.add("the format has no place for an unknown probability");
            continue;
        };
        if reward.is_nan() {
            left_out.add("the format has no place for an unknown reward");
            continue;
        }
        line.clear();
        line.push_str(&row.origin.time.map(time::text).unwrap_or_default());
        let position = row.origin.position.unwrap_or(0).saturating_add(1);
        // Clicks are written as the dataset has them, 0 and 1.
        let _ = write!(line, ",{},{position},{reward},{probability:?}", row.actions[0]);
        for column in &columns {
            let _ = match column {
                Column::Number(place) => write!(line, ",{:?}", row.context[*place]),
                Column::Category { levels, .. } => {
                    let level = levels.iter().find(|(place, _)| row.context[*place] > 0.5);
                    write!(line, ",\"{}\"", level.map_or("", |(_, level)| level).replace('"', "\"\""))
                }
            };
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(left_out)
}
