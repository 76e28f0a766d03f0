//! The Open Bandit Dataset's CSV files (Saito, Aihara, Matsutani and Narita 2021), plain or gzipped, and what obp ships of them.
//!
//! One row is one item at one of three positions: a decision among arms, with the probability of the item at that position. The
//! file may begin with a column without a name, and may have `user-item_affinity_N` columns, which become context numbers. Hashed
//! user features become one context number for each value, 1 where it is that.

use std::collections::BTreeMap;
use std::io::Read;

use csv::StringRecord;
use flate2::read::MultiGzDecoder;

use super::error::InteractionError;
use super::interaction::{Interaction, Origin};
use super::log::InteractionLog;
use super::schema::LogSchema;

/// A row that can't be read, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedRow {
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: u64,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// A log with the rows that are not in it.
#[derive(Debug, Clone)]
pub struct ReadLog {
    /// What could be read.
    pub log: InteractionLog,
    /// What could not, in the order of the file; at most [`MOST_REFUSED`] are listed.
    pub refused: Vec<RefusedRow>,
    /// How many rows could not.
    pub refused_rows: u64,
}

/// Most refused rows that are listed.
pub const MOST_REFUSED: usize = 1_000;

/// Largest item number of a log without a file of items, so that one wrong number does not make a million arms.
const MOST_ITEMS: u32 = 1 << 20;

/// Why a file can't be read at all.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OpenBanditError {
    /// A column that must be there is not.
    #[error(
        "{file} has no column \"{column}\"; an Open Bandit log has timestamp, item_id, position, click and propensity_score"
    )]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// It can't be read as CSV, or unpacked.
    #[error("{file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The file of items has a row that can't be read.
    #[error("{}, line {}: {}", .0.file, .0.line, .0.reason)]
    Item(RefusedRow),
    /// There is no row to be read.
    #[error("{file} has no row that can be read")]
    Empty {
        /// The file.
        file: String,
    },
}

/// A file by its name and what it holds.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, for what is said of it.
    pub name: &'a str,
    /// CSV, or that gzipped.
    pub bytes: &'a [u8],
}

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
    let mut read = Refusals { file: file.name, refused: Vec::new(), count: 0 };
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
    Ok(ReadLog { log, refused: read.refused, refused_rows: read.count })
}

struct Refusals<'a> {
    file: &'a str,
    refused: Vec<RefusedRow>,
    count: u64,
}

impl Refusals<'_> {
    fn refuse(&mut self, line: u64, reason: String) {
        self.count += 1;
        if self.refused.len() < MOST_REFUSED {
            self.refused.push(RefusedRow { file: self.file.to_owned(), line, reason });
        }
    }
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

fn reader<'a>(file: File<'a>) -> csv::Reader<Box<dyn Read + 'a>> {
    let bytes: Box<dyn Read> = match file.bytes {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(file.bytes)),
        plain => Box::new(plain),
    };
    csv::Reader::from_reader(bytes)
}

fn headers(
    reader: &mut csv::Reader<Box<dyn Read + '_>>,
    file: File<'_>,
) -> Result<StringRecord, OpenBanditError> {
    let headers = reader.headers().cloned();
    headers.map_err(|error| OpenBanditError::Unreadable {
        file: file.name.to_owned(),
        reason: error.to_string(),
    })
}

fn starting_with(header: &StringRecord, prefix: &str) -> Vec<usize> {
    let columns = header.iter().enumerate().filter(|(_, name)| name.starts_with(prefix));
    columns.map(|(index, _)| index).collect()
}

fn field(record: &StringRecord, column: usize) -> &str {
    record.get(column).unwrap_or_default().trim()
}

fn number(record: &StringRecord, column: usize, name: &str) -> Result<f64, String> {
    let text = field(record, column);
    let number: Option<f64> = text.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| format!("{name} is \"{text}\", but must be a number"))
}

fn whole(record: &StringRecord, column: usize, name: &str, most: u32) -> Result<u32, String> {
    let text = field(record, column);
    let number: Option<u32> = text.parse().ok().filter(|number| *number <= most);
    number.ok_or_else(|| format!("{name} is \"{text}\", but must be a whole number from 0 to {most}"))
}

/// Milliseconds since 1970 of a time such as `2019-11-24 00:00:17.004101+00:00`; none where it can't be understood.
fn time(text: &str) -> Option<i64> {
    let digits =
        |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok().filter(|number| *number >= 0);
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?;
    let end = rest.find(['+', '-', 'Z']).unwrap_or(rest.len());
    let fraction: f64 = if end > 1 { format!("0{}", &rest[..end]).parse().ok()? } else { 0.0 };
    let offset = match rest.get(end..)?.split_at_checked(1) {
        None | Some(("Z", "")) => 0,
        Some((sign, clock)) => {
            let (hours, minutes) = clock.split_once(':')?;
            let minutes: i64 = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if sign == "-" { -minutes } else { minutes }
        }
    };
    // Days since 1970 in the proleptic Gregorian calendar, in years that begin with March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 719_469;
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
    Some(seconds * 1_000 + (fraction * 1_000.0).round() as i64)
}

/// What the file of items says.
struct Items {
    count: usize,
    names: Vec<String>,
    /// Row-major items x names.
    features: Vec<f64>,
}

/// Reads `item_id, item_feature_0 (a number), item_feature_1 … (categories)`.
fn item_features(file: File<'_>) -> Result<Items, OpenBanditError> {
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
                file: read.file.to_owned(),
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
        let ReadLog { log, refused, refused_rows } = read(file(text), None).expect("it is a log");
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
