//! The Open Bandit Dataset's CSV files (Saito, Aihara, Matsutani and Narita 2021), plain or gzipped, and what obp ships of them.
//!
//! One row is one item at one of three positions: a decision among arms, with the probability of the item at that position. The
//! file may begin with a column without a name, and may have `user-item_affinity_N` columns, which become context numbers. Hashed
//! user features become one context number for each value, 1 where it is that.

mod file;
mod items;
pub(super) mod time;

use std::collections::BTreeMap;

use csv::StringRecord;

pub use super::reading::{File, MOST_REFUSED, ReadLog, RefusedRow};
pub use file::OpenBanditError;

use file::{MOST_ITEMS, field, headers, number, reader, starting_with, whole};
use items::{Items, item_features};
use time::time;

use super::error::InteractionError;
use super::interaction::{Interaction, Origin};
use super::log::InteractionLog;
use super::reading::Refusals;
use super::schema::LogSchema;

/// One row as far as it is understood before all levels of its categories are known.
struct Row {
    line: u64,
    time: Option<i64>,
    item: u32,
    position: u32,
    click: f64,
    probability: f64,
    levels: Vec<u32>,
    numbers: Vec<f64>,
}

/// Reads a log, with the file of its items where that is there.
///
/// # Errors
/// What keeps the file from being read at all. Rows that are wrong are left out and listed.
pub fn read(file: File<'_>, items: Option<File<'_>>) -> Result<ReadLog, OpenBanditError> {
    let mut reader = reader(file);
    let header = headers(&mut reader, file)?;
    let column = |name: &'static str| {
        let found = header.iter().position(|column| column == name);
        found.ok_or_else(|| OpenBanditError::NoColumn { file: file.name.to_owned(), column: name })
    };
    let columns = Columns {
        time: column("timestamp")?,
        item: column("item_id")?,
        position: column("position")?,
        click: column("click")?,
        probability: column("propensity_score")?,
        categories: starting_with(&header, "user_feature_"),
        numbers: starting_with(&header, "user-item_affinity_"),
    };
    let mut levels: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); columns.categories.len()];
    let mut read = Refusals::new(file.name);
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => match columns.row(&record, &mut levels) {
                Ok(row) => rows.push(row),
                Err(reason) => read.refuse(record.position().map_or(0, csv::Position::line), reason),
            },
            // What can't be unpacked ends the file; a row of another length or that is no UTF-8 does not.
            Err(error) if error.is_io_error() => {
                return Err(OpenBanditError::Unreadable {
                    file: file.name.to_owned(),
                    reason: error.to_string(),
                });
            }
            Err(error) => read.refuse(error.position().map_or(0, csv::Position::line), error.to_string()),
        }
    }
    let items = items.map(item_features).transpose()?;
    let arms = match &items {
        Some(items) => items.count,
        None => rows.iter().map(|row| row.item as usize + 1).max().unwrap_or(0),
    };
    let log = build(&header, &columns, &levels, rows, arms, items, &mut read)?;
    if log.is_empty() {
        return Err(OpenBanditError::Empty { file: file.name.to_owned() });
    }
    Ok(read.with(log))
}

struct Columns {
    time: usize,
    item: usize,
    position: usize,
    click: usize,
    probability: usize,
    categories: Vec<usize>,
    numbers: Vec<usize>,
}

impl Columns {
    fn row(&self, record: &StringRecord, levels: &mut [BTreeMap<String, u32>]) -> Result<Row, String> {
        let item = whole(record, self.item, "item_id", MOST_ITEMS)?;
        let position = whole(record, self.position, "position", u32::MAX - 1)?;
        if position == 0 {
            return Err("position is 0, but counts from 1".to_owned());
        }
        let numbers = self.numbers.iter().map(|column| number(record, *column, "user-item_affinity"));
        let row = Row {
            line: record.position().map_or(0, csv::Position::line),
            time: time(field(record, self.time)),
            item,
            position: position - 1,
            click: number(record, self.click, "click")?,
            probability: number(record, self.probability, "propensity_score")?,
            numbers: numbers.collect::<Result<_, _>>()?,
            levels: Vec::new(),
        };
        let categories = self.categories.iter().zip(levels);
        let levels = categories.map(|(column, levels)| {
            let next = levels.len() as u32;
            *levels.entry(field(record, *column).to_owned()).or_insert(next)
        });
        Ok(Row { levels: levels.collect(), ..row })
    }
}

fn build(
    header: &StringRecord,
    columns: &Columns,
    levels: &[BTreeMap<String, u32>],
    rows: Vec<Row>,
    arms: usize,
    items: Option<Items>,
    read: &mut Refusals<'_>,
) -> Result<InteractionLog, OpenBanditError> {
    let name = |column: &usize| header.get(*column).unwrap_or_default();
    // Levels in the order of their texts; the code of a level in order of appearance, and its place.
    let mut context: Vec<String> = columns.numbers.iter().map(|column| name(column).to_owned()).collect();
    let mut places = Vec::new();
    for (column, levels) in columns.categories.iter().zip(levels) {
        let mut of_codes = vec![0; levels.len()];
        for (level, code) in levels {
            of_codes[*code as usize] = context.len();
            context.push(format!("{}={level}", name(column)));
        }
        places.push(of_codes);
    }
    let mut schema = LogSchema::of_arms((0..arms).map(|item| format!("item {item}")), context);
    schema.reward_unit = "clicks".to_owned();
    let mut log = match items {
        Some(Items { names, features, .. }) => {
            schema.arm_features = names;
            let unreadable = |error: InteractionError| OpenBanditError::Unreadable {
                file: read.file().to_owned(),
                reason: error.to_string(),
            };
            InteractionLog::with_features(schema, features).map_err(unreadable)?
        }
        None => InteractionLog::new(schema),
    };
    let mut context = vec![0.0; log.schema().context.len()];
    for row in rows {
        context.fill(0.0);
        context[..row.numbers.len()].copy_from_slice(&row.numbers);
        for (places, code) in places.iter().zip(&row.levels) {
            context[places[*code as usize]] = 1.0;
        }
        let pushed = log.push(&Interaction {
            round: log.len() as u64 + 1,
            context: &context,
            actions: &[row.item],
            rewards: &[row.click],
            probability: Some(row.probability),
            origin: Origin { time: row.time, position: Some(row.position), ..Origin::default() },
            ..Interaction::default()
        });
        if let Err(error) = pushed {
            read.refuse(row.line, error.to_string());
        }
    }
    Ok(log)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File<'_> {
        File { name: "log.csv", bytes: text.as_bytes() }
    }

    #[test]
    fn both_forms_are_read_and_wrong_rows_are_named() {
        let text = "\
,timestamp,item_id,position,click,propensity_score,user_feature_0,user-item_affinity_0
0,2019-11-24 00:00:17.004101+00:00,1,3,0,4.5e-05,b,0.5
1,2019-11-24T01:00:17+01:00,0,1,1,0.5,a,1.5
2,2019-11-24 00:00:17,0,1,1,0,a,1.5
3,2019-11-24 00:00:17,x,1,1,0.5,a,1.5
4,2019-11-24 00:00:17,0,1,1,0.5,a
5,never,2,2,0,0.25,c,-2
";
        let ReadLog { log, refused, refused_rows, .. } = read(file(text), None).expect("it is a log");
        assert_eq!((log.len(), log.schema().arms.len(), refused_rows), (3, 3, 3));
        let names = ["user-item_affinity_0", "user_feature_0=a", "user_feature_0=b", "user_feature_0=c"];
        assert_eq!(log.schema().context, names);
        let first = log.row(0);
        assert_eq!(
            (first.context, first.actions, first.rewards),
            ([0.5, 0.0, 1.0, 0.0].as_slice(), [1].as_slice(), [0.0].as_slice())
        );
        assert_eq!((first.probability, first.origin.position), (Some(4.5e-5), Some(2)));
        assert_eq!(first.origin.time, Some(1_574_553_617_004));
        assert_eq!(log.row(1).origin.time, Some(1_574_553_617_000), "an hour ahead of UTC");
        assert_eq!(log.row(2).origin.time, None);
        let mut reasons: Vec<(u64, &str)> =
            refused.iter().map(|row| (row.line, row.reason.as_str())).collect();
        reasons.sort_unstable();
        assert_eq!(reasons[0].0, 4);
        assert!(reasons[0].1.starts_with("the probability of the action is 0"), "{reasons:?}");
        assert_eq!(reasons[1], (5, "item_id is \"x\", but must be a whole number from 0 to 1048576"));
        assert_eq!(reasons[2].0, 6);
    }

    #[test]
    fn what_is_no_log_is_refused_in_one_sentence() {
        let error = read(file("a,b\n1,2\n"), None).expect_err("no log").to_string();
        assert_eq!(
            error,
            "log.csv has no column \"timestamp\"; an Open Bandit log has timestamp, item_id, position, click and propensity_score"
        );
        let header = "timestamp,item_id,position,click,propensity_score\n";
        let error = read(file(header), None).expect_err("no row").to_string();
        assert_eq!(error, "log.csv has no row that can be read");
        let broken = File { name: "log.csv.gz", bytes: &[0x1f, 0x8b, 8, 0] };
        assert!(read(broken, None).is_err());
    }

    #[test]
    fn items_bring_features_and_arms_that_were_never_shown() {
        let log = "timestamp,item_id,position,click,propensity_score\n2019-11-24 00:00:17,0,1,1,0.5\n2019-11-24 00:00:17,9,1,1,0.5\n";
        let items = ",item_id,item_feature_0,item_feature_1\n0,0,-1.5,x\n1,1,2,y\n2,2,0.25,x\n";
        let ReadLog { log, refused, .. } = read(file(log), Some(file(items))).expect("it is a log");
        assert_eq!(log.schema().arm_features, ["item_feature_0", "item_feature_1=x", "item_feature_1=y"]);
        assert_eq!(log.features_of_arm(2), [0.25, 1.0, 0.0]);
        assert_eq!((log.len(), log.schema().arms.len(), refused.len()), (1, 3, 1));
        assert_eq!(refused[0].reason, "arm 9 is not in this log, whose arms are 0 to 2");
    }
}
