//! Files of logs: every format gives back what it has a place for, and names what is wrong.

use bandit_playground::interactions::InteractionLog;
use bandit_playground::interactions::formats::{
    Field, LOG_FORMATS, LogFileError, LogFormat, find, kept, read, write,
};
use bandit_playground::interactions::reading::{File, ReadLog};
use proptest::prelude::*;

use bandit_playground::interactions::{ActionKind, FeaturesOf, Interaction, LogSchema, Origin, PolicyInfo};

/// What a log is made from: whether features belong to rows, and numbers of each row.
type Seed = (u8, Vec<[u32; 8]>);

/// A log of four arms with everything in it, or without what the bits of `has` leave out. All arms are on offer in the first row, and the
/// last of them is chosen: formats that don't list arms then know them.
fn log((has, rows): &Seed) -> InteractionLog {
    let bit = |number: u8| has >> number & 1 == 1;
    let features_of = if bit(0) { FeaturesOf::Row } else { FeaturesOf::Arm };
    let names = ["red wine", "1", "größe|x", "a:b \"c\", d"];
    let schema = LogSchema {
        arm_features: vec!["05".to_owned(), "size,\nin m".to_owned()],
        features_of,
        groups: vec!["north".to_owned(), "süd".to_owned()],
        policies: vec!["v1".to_owned()],
        reward_unit: "stars".to_owned(),
        learned: Some(true),
        probability_error: Some(0.125),
        ..LogSchema::of_arms(names, ["age", "north=a", "05"])
    };
    let features = if bit(0) { Vec::new() } else { vec![0.5, 0.0, 0.0, -1.5, 1e-9, 2.0, 0.0, 0.0] };
    let mut log = InteractionLog::with_features(schema, features).expect("it fits");
    for (index, row) in rows.iter().enumerate() {
        let real = |place: usize| f64::from(row[place]) / 7.0;
        let offered: &[u32] = match row[0] % 3 {
            _ if index == 0 || bit(1) => &[],
            0 => &[3, 0],
            1 => &[1, 3, 2],
            _ => &[],
        };
        let count = if offered.is_empty() { 4 } else { offered.len() };
        let place = if index == 0 { 3 } else { row[1] as usize % count };
        let action = offered.get(place).copied().unwrap_or(place as u32);
        let mut probabilities = vec![0.1 / (count as f64 - 1.0); count];
        probabilities[place] = 0.9;
        let own: Vec<f64> = (0..2 * count).map(|place| f64::from(row[place % 8] % 3) - 1.0).collect();
        let or = |is: bool, value: f64| is.then_some(value);
        log.push(&Interaction {
            round: 1 + u64::from(row[2]) + 5 * index as u64,
            context: &[real(3) - 9.0, f64::from(row[4] % 2), f64::from(1 - row[4] % 2)],
            arms: offered,
            arm_features: if bit(0) { &own } else { &[] },
            actions: &[action],
            rewards: &[if row[5] % 4 == 0 && index > 0 { f64::NAN } else { real(5) - 3.0 }],
            probability: or(index == 0 || row[6] % 5 > 0, 0.9),
            arm_probabilities: if bit(2) { &probabilities } else { &[] },
            info: PolicyInfo {
                predicted: or(row[6] % 2 == 0, real(6)),
                optimistic: or(row[6] % 3 == 0, real(7)),
                sampled: or(bit(3), -real(7)),
                kind: ActionKind::ALL[row[7] as usize % 6],
            },
            origin: Origin {
                event: if bit(4) { "an event, \"quoted\"" } else { "" },
                time: bit(5).then(|| i64::from(row[7]) * 86_399_001 - 10_000_000_000),
                group: Some(row[7] % 2).filter(|_| row[0] % 2 == 0),
                // The Open Bandit Dataset can't be without.
                position: Some(row[7] % 3),
                policy: Some(0).filter(|_| row[1] % 2 == 0),
                arrived: Some(u64::from(row[2]) + 900).filter(|_| row[3] % 2 == 0),
            },
            ..Interaction::default()
        })
        .expect("it fits");
    }
    log
}

/// A log of slates with everything that these have besides.
fn slates(rows: &[[u32; 8]]) -> InteractionLog {
    let items = LogSchema::numbered("item ", 5);
    let schema = LogSchema { ..LogSchema::of_slates(items, ["x"], 3) };
    let mut log = InteractionLog::new(schema);
    for (index, row) in rows.iter().enumerate() {
        let start = row[0] % 5;
        let actions = [start, (start + 1) % 5, (start + 3) % 5];
        let is_known = row[1] % 3 > 0;
        log.push(&Interaction {
            round: index as u64 + 1,
            context: &[f64::from(row[2])],
            actions: &actions,
            rewards: &[1.0, f64::NAN, f64::from(row[3] % 2)],
            observed: is_known.then_some(row[4] % 4),
            probability: Some(0.25).filter(|_| row[5] % 2 == 0),
            prefix_probabilities: if is_known { &[0.5, 0.25, 0.125] } else { &[] },
            slot_probabilities: if row[6] % 2 == 0 { &[0.5, 0.5, 0.25] } else { &[] },
            arm_probabilities: if row[7] % 2 == 0 { &[0.2; 5] } else { &[] },
            ..Interaction::default()
        })
        .expect("it fits");
    }
    log
}

fn seed() -> impl Strategy<Value = Seed> {
    (any::<u8>(), prop::collection::vec(prop::array::uniform8(0..1_000_u32), 1..9))
}

/// A row as text, all arms the same as a list of all of them; minus zero is zero.
fn shown(log: &InteractionLog, row: usize) -> String {
    let offered = log.offered(row);
    let arms: Vec<u32> = (0..offered.count()).map(|place| offered.arm(place)).collect();
    let features: Vec<&[f64]> = (0..arms.len()).map(|place| log.features(row, place)).collect();
    let text =
        format!("{arms:?} {features:?} {:?}", Interaction { arms: &[], arm_features: &[], ..log.row(row) });
    text.replace("-0.0,", "0.0,").replace("-0.0]", "0.0]")
}

fn written(log: &InteractionLog, format: &LogFormat) -> Result<Vec<u8>, LogFileError> {
    let mut bytes = Vec::new();
    write(log, format, &mut bytes).map(|_| bytes)
}

fn assert_comes_back(log: &InteractionLog, format: &LogFormat) -> Result<(), TestCaseError> {
    let bytes = written(log, format).expect("it can be written");
    let expected = kept(log, format.keeps).expect("it fits");
    let (ReadLog { log: found, refused, .. }, by) = read(File { name: "log", bytes: &bytes })
        .unwrap_or_else(|error| panic!("{}: {error}\n{}", format.id, String::from_utf8_lossy(&bytes)));
    prop_assert_eq!(by.id, format.id, "{}", String::from_utf8_lossy(&bytes));
    prop_assert_eq!(refused, vec![]);
    prop_assert_eq!(found.len(), expected.len(), "{}", format.id);
    if format.keeps.contains(&Field::Names) {
        prop_assert_eq!(&found.schema().arms, &expected.schema().arms);
        prop_assert_eq!(&found.schema().context, &expected.schema().context);
    }
    if format.keeps.contains(&Field::About) {
        prop_assert_eq!(found.schema(), expected.schema());
    }
    for row in 0..found.len() {
        prop_assert_eq!(
            shown(&found, row),
            shown(&expected, row),
            "{} {}",
            format.id,
            String::from_utf8_lossy(&bytes)
        );
    }
    Ok(())
}

proptest! {
    /// What a format has a place for comes back, bit for bit, from a file that is recognized by what it holds.
    #[test]
    fn logs_come_back_from_files(seed in seed()) {
        let log = log(&seed);
        for format in LOG_FORMATS {
            assert_comes_back(&log, format)?;
        }
    }

    #[test]
    fn slates_come_back_or_are_refused(rows in prop::collection::vec(prop::array::uniform8(0..1_000_u32), 1..9)) {
        let log = slates(&rows);
        for format in LOG_FORMATS {
            if format.keeps.contains(&Field::Slates) {
                assert_comes_back(&log, format)?;
            } else {
                let error = written(&log, format).expect_err("it has no slates").to_string();
                prop_assert!(error.ends_with("it is for single actions, and these are slates"), "{}", error);
            }
        }
    }

    /// No bytes make a reader panic.
    #[test]
    fn no_bytes_make_a_reader_panic(seed in seed(), cut in any::<prop::sample::Index>(), put in any::<u8>()) {
        let log = log(&seed);
        for format in LOG_FORMATS {
            let mut bytes = written(&log, format).expect("it can be written");
            let place = cut.index(bytes.len());
            bytes[place] = put;
            let _ = read(File { name: "log", bytes: &bytes });
            bytes.truncate(place);
            let _ = read(File { name: "log", bytes: &bytes });
        }
    }
}

/// The reasons and lines of what is refused, and how many rows are read.
fn refused(text: &str) -> (usize, Vec<(u64, String)>) {
    let (read, _) = read(File { name: "log", bytes: text.as_bytes() }).expect("it has a row that is right");
    (read.log.len(), read.refused.into_iter().map(|row| (row.line, row.reason)).collect())
}

const ZERO: &str = "the probability of the action is 0: an action that was taken has a probability above 0 (some tools round small probabilities to 0)";
const ABOVE: &str = "the probability of the action is 1.5, but must be above 0 and at most 1";

#[test]
fn wrong_rows_of_csv_are_named_by_line_and_reason() {
    let text = "age,action,reward,probability,arms\n\
        1,0,1,0.5,0 1\n\
        1,0,1,0,0 1\n\
        1,0,1,1.5,0 1\n\
        1,0,1,,0 1\n\
        1,1,1,0.5,0 2\n\
        x,0,1,0.5,0 1\n\
        1,-1,1,0.5,0 1\n\
        1,0,1,0.5\n\
        1,0,one,0.5,0 1\n";
    let (rows, reasons) = refused(text);
    let expected = [
        (3, ZERO.to_owned()),
        (4, ABOVE.to_owned()),
        (6, "arm 1 was chosen, but was not on offer".to_owned()),
        (7, "context feature age is \"x\", but must be a number".to_owned()),
        (8, "action is \"-1\", but must be a whole number from 0".to_owned()),
        (9, "the row has 4 of the header's 5 fields".to_owned()),
        (10, "reward is \"one\", but must be a number".to_owned()),
    ];
    assert_eq!(
        (rows, reasons),
        (2, expected.to_vec()),
        "the fifth row has no probability, and that is right"
    );
}

#[test]
fn csv_of_others_has_names_of_arms_and_columns_that_are_not_read() {
    let text = "user_id,city,hour,arm,click,propensity\nu7,Kiel,9.0,banner,1,0.5\nu9,Rom,10.0,no,0,0.5\nu7,Rom,1,banner,,0.5\n";
    let (ReadLog { log, notes, .. }, format) =
        read(File { name: "log", bytes: text.as_bytes() }).expect("it is a log");
    assert_eq!((format.id, log.len()), ("csv", 3));
    assert_eq!(
        (&log.schema().arms[..], &log.schema().context[..]),
        (&["banner".to_owned(), "no".to_owned()][..], &["hour".to_owned()][..])
    );
    assert_eq!(log.schema().groups, ["u7", "u9"]);
    assert_eq!(
        (log.row(2).actions, log.row(2).origin.group, log.row(2).rewards[0].is_nan()),
        (&[0][..], Some(0), true)
    );
    assert_eq!(notes, ["These columns hold no numbers and are not read: city."]);
}

#[test]
fn wrong_rows_of_json_are_named_by_line_and_reason() {
    let text = "{\"action\":0,\"reward\":1.0,\"probability\":0.5}\n\
        \n\
        {\"action\":0,\"reward\":1.0,\"probability\":0}\n\
        {\"action\":[1],\"reward\":null}\n\
        {\"action\":0,\"reward\":1.0,\"probability\":1.5}\n\
        {\"action\":0,\"reward\":1.0,\n";
    let (rows, reasons) = refused(text);
    let end = "the line ends in the middle, at column 25: it is cut off".to_owned();
    assert_eq!((rows, reasons), (2, vec![(3, ZERO.to_owned()), (5, ABOVE.to_owned()), (6, end)]));
}

/// As pandas writes rows of which some lack what others have.
#[test]
fn null_is_nothing_and_whole_numbers_may_have_a_point() {
    let text = "{\"round\":1,\"action\":0,\"reward\":1.0,\"group\":1.0,\"arms\":null,\"kind\":null,\"event\":null}\n\
        {\"round\":2,\"action\":1,\"reward\":null,\"group\":null,\"arms\":[1],\"kind\":\"greedy\",\"event\":\"e\"}\n\
        {\"round\":3,\"action\":1,\"reward\":1,\"group\":1.5}\n";
    let (ReadLog { log, refused, .. }, _) =
        read(File { name: "log", bytes: text.as_bytes() }).expect("it is a log");
    assert_eq!((log.len(), log.row(0).origin.group, log.row(1).origin.group), (2, Some(1), None));
    assert_eq!((log.row(1).arms, log.row(1).info.kind, log.event(1)), (&[1][..], ActionKind::Greedy, "e"));
    assert_eq!(refused[0].reason, "column 45: a whole number was expected");
}

#[test]
fn wrong_examples_of_vowpal_wabbit_are_named_by_line_and_reason() {
    let text = "shared | age:1\n0:-1:0.5 |a x\n|a y\n\n\
        shared | age:1\n0:-1:0 |a x\n|a y\n\n\
        shared | age:1\n0:-1:1.5 |a x\n|a y\n\n\
        shared | age:1\n0:-1:0.5 |a x\n0:-1:0.5 |a y\n\n\
        | age:1\nshared |a x\n\n\
        shared | age:one\n0:-1:0.5 |a x\n\n\
        shared | age:1\n|a x\n\n\
        |a x\n0:0:0.5 |a y";
    let (rows, reasons) = refused(text);
    let expected = [
        (5, ZERO),
        (9, ABOVE),
        (15, "a second action of the example has a label"),
        (18, "the shared line must be the first of its example"),
        (20, "age has the value \"one\", but must have a number"),
        (23, "no action has a label, so that the example does not say what was chosen"),
    ];
    let expected = expected.map(|(line, reason)| (line, reason.to_owned()));
    assert_eq!(
        (rows, reasons),
        (2, expected.to_vec()),
        "the last example is one without an empty line behind it"
    );
}

#[test]
fn what_is_no_log_and_what_has_no_right_row_is_said_in_one_sentence() {
    let error = |bytes: &[u8]| read(File { name: "x.csv", bytes }).err().expect("it is no log").to_string();
    assert_eq!(
        error(b"a,b\n1,2\n"),
        "x.csv is no log: its first line, \"a,b\", names no column action and no column reward; logs that can be read are OBP bandit_feedback (.npz), Parquet, Vowpal Wabbit dsjson, TF-Agents trajectories, JSON lines, Open Bandit CSV, CSV, Vowpal Wabbit text"
    );
    assert_eq!(
        error(b"action,reward\nx\n"),
        "x.csv has no row that can be read: line 2: the row has 1 of the header's 2 fields"
    );
    assert!(error(&[0x1f, 0x8b, 8, 0]).starts_with("x.csv: it is gzipped but can't be unpacked"));
}

#[test]
fn a_batch_of_trajectories_is_several_rows() {
    let text = r#"{"step_type":[0,0],"observation":{"global":[[1.0],[2.0]],"per_arm":[[[1.0],[2.0]],[[3.0],[4.0]]]},"action":[1,0],"policy_info":{"log_probability":[-0.6931471805599453,0.0]},"next_step_type":[2,2],"reward":[1.0,0.5],"discount":[0.0,0.0]}"#;
    let (ReadLog { log, .. }, _) = read(File { name: "log", bytes: text.as_bytes() }).expect("it is a log");
    assert_eq!(
        (log.len(), log.context(1), log.actions(), log.rewards()),
        (2, &[2.0][..], &[1, 0][..], &[1.0, 0.5][..])
    );
    assert_eq!((log.features(1, 1), log.row(1).probability), (&[4.0][..], Some(1.0)));
    assert!((log.row(0).probability.unwrap_or_default() - 0.5).abs() < 1e-15);
}

#[test]
fn categories_of_an_open_bandit_log_come_back() {
    let text = "timestamp,item_id,position,click,propensity_score,user_feature_0,user_feature_1,user-item_affinity_0\n\
        2019-11-24 00:00:17.004+00:00,1,3,0,4.5e-05,b,\"x,y\",0.5\n\
        ,0,1,1,0.5,a,z,-2.0\n";
    let file = |bytes| read(File { name: "log", bytes }).expect("it is a log");
    let (ReadLog { log, .. }, format) = file(text.as_bytes());
    let again = file(&written(&log, format).expect("it can be written")).0.log;
    assert_eq!((format.id, log.schema(), log.len()), ("obd", again.schema(), again.len()));
    assert_eq!(log.schema().context.len(), 5);
    (0..2).for_each(|row| assert_eq!(shown(&log, row), shown(&again, row)));
}

/// Lines are those of a text editor, also where they end as Windows has it; and a schema that can't be read is no reason to guess one.
#[test]
fn lines_are_counted_as_editors_do() {
    for end in ["\n", "\r\n"] {
        let lines = ["action,reward,probability", "0,1,0.5", "1,0,0.5", "1,0,2.5", "0,1,0.5"];
        let text = lines.map(|line| format!("{line}{end}")).concat();
        let (read, _) = read(File { name: "log.csv", bytes: text.as_bytes() }).expect("it is a log");
        assert_eq!((read.log.len(), read.refused.len(), read.refused[0].line), (3, 1, 4), "{end:?}");
    }
    let log = log(&(0, vec![[1; 8]; 3]));
    let mut bytes = Vec::new();
    write(&log, find("csv").expect("it is a format"), &mut bytes).expect("it can be written");
    let place = bytes.windows(8).position(|part| part == b"red wine").expect("the schema names it");
    bytes[place] = 0xe9;
    let error = read(File { name: "log.csv", bytes: &bytes }).err().expect("nothing says what the rows mean");
    assert!(error.to_string().starts_with("log.csv: line 2, which holds the schema: "), "{error}");
}
