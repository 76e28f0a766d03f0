//! Vowpal Wabbit's text for `--cb_adf` and `--cb_explore_adf`: a `shared` line with the context, a line for each action on offer, and an
//! empty line. The chosen action's line begins with `0:cost:probability`, and a cost is minus the reward.
//!
//! What Vowpal Wabbit has no place for stands in tags, which it keeps and does not learn from: `'r17` on the shared line is the round, with
//! `c4p0.25` behind it where the reward is not known; `'a4` on a line of an action is the arm's number. Where Vowpal Wabbit learns nothing from a
//! probability of 0 and takes one above 1 for 1, this reader refuses the row.

use std::fmt::Write as _;
use std::io::Write;

use super::super::log::InteractionLog;
use super::super::reading::{File, ReadLog};
use super::fields::Field;
use super::format::{LeftOut, LogFileError, LogFormat, first_line};
use super::record::RowRecord;
use super::vw_names::{decoded, encoded};
use super::vw_rows::{Take, VwArm, VwRow, assembled};

/// Vowpal Wabbit's text.
pub static FORMAT: LogFormat = LogFormat {
    id: "vw",
    title: "Vowpal Wabbit text",
    extension: "vw",
    probability: "the third number of a label",
    keeps: &[
        Field::Round,
        Field::Names,
        Field::Offers,
        Field::ArmFeatures,
        Field::RowFeatures,
        Field::MissingRewards,
    ],
    is_it: |bytes| {
        let line = first_line(bytes);
        let (before, _) = line.split_once('|').unwrap_or(("no", ""));
        let is_label =
            |text: &str| text.starts_with('\'') || text == "shared" || text.split(':').count() == 3;
        before.split_ascii_whitespace().all(is_label)
    },
    read,
    write,
};

/// What stands before the name of an arm, as a feature of its line.
const ID: &str = "id=";

fn read(file: File<'_>) -> Result<ReadLog, LogFileError> {
    let mut read = assembled(file.name, None, |take: &mut Take<'_>| each(file.bytes, take))?;
    read.notes.extend(unended(file.bytes).map(|line| {
        format!(
            "{}, line {line}: the last example has no empty line behind it, so the file may be cut off there; what there is of it is taken as it stands.",
            file.name
        )
    }));
    Ok(read)
}

/// The last line of an example that no empty line ends, where there is one.
fn unended(bytes: &[u8]) -> Option<u64> {
    // What stands behind the last line break is a line only if there is something.
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let (line, last) = (1..).zip(whole.split(|byte| *byte == b'\n')).last()?;
    (!last.trim_ascii().is_empty()).then_some(line)
}

fn each(bytes: &[u8], take: &mut Take<'_>) {
    let mut example: Vec<(u64, &[u8])> = Vec::new();
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let all = (1..).zip(whole.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii));
    // The last example is one also without an empty line behind it, as it is to Vowpal Wabbit.
    for (line, text) in all.chain([(0, &b""[..])]) {
        match text {
            b"" if example.is_empty() => {}
            b"" => {
                let (at, row) = parsed(&example);
                // Line 0 ends what no empty line has ended.
                let cut = |reason| {
                    if line == 0 { format!("the last example is cut off: {reason}") } else { reason }
                };
                take(at, row.map_err(cut));
                example.clear();
            }
            _ => example.push((line, text)),
        }
    }
}

/// The example on these lines, with the line where it begins or where something is wrong.
fn parsed(example: &[(u64, &[u8])]) -> (u64, Result<VwRow, String>) {
    let mut row = VwRow::default();
    let mut label: Option<(usize, f64, Option<f64>)> = None;
    let mut tagged = (None, None);
    let first = example.first().map_or(0, |(line, _)| *line);
    for (index, (line, bytes)) in example.iter().enumerate() {
        match one(bytes, index, &mut row, &mut label, &mut tagged) {
            Ok(()) => {}
            Err(reason) => return (*line, Err(reason)),
        }
    }
    let ended = match (label, tagged) {
        (Some((place, cost, probability)), _) => {
            row.chosen = place;
            // Not minus zero.
            row.rest.rewards = vec![Some(0.0 - cost)];
            row.rest.probability = probability;
            Ok(row)
        }
        (None, (Some(arm), probability)) => match row.arms.iter().position(|own| own.arm == Some(arm)) {
            Some(place) => {
                row.chosen = place;
                row.rest.rewards = vec![None];
                row.rest.probability = probability;
                Ok(row)
            }
            None => Err(format!("arm {arm} was chosen, but was not on offer")),
        },
        (None, (None, _)) => {
            Err("no action has a label, so that the example does not say what was chosen".to_owned())
        }
    };
    (first, ended)
}

fn one(
    bytes: &[u8],
    index: usize,
    row: &mut VwRow,
    label: &mut Option<(usize, f64, Option<f64>)>,
    tagged: &mut (Option<u32>, Option<f64>),
) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let (before, features) = text.split_once('|').ok_or("there is no | before the features")?;
    let (mut words, mut tag) = (Vec::new(), "");
    for word in before.split_ascii_whitespace() {
        match word.strip_prefix('\'') {
            Some(own) => tag = own,
            None => words.push(word),
        }
    }
    let (names, is_shared) = (features_of(features)?, words.first() == Some(&"shared"));
    if is_shared {
        if index > 0 {
            return Err("the shared line must be the first of its example".to_owned());
        }
        (row.rest, *tagged) = of_tag(tag);
        row.context =
            names.into_iter().map(|(space, name, value)| (full(&space, "c", name), value)).collect();
        return Ok(());
    }
    if let Some(text) = words.first() {
        if label.is_some() {
            return Err("a second action of the example has a label".to_owned());
        }
        *label = Some(of_label(text, row.arms.len())?);
    }
    let mut arm =
        VwArm { arm: tag.strip_prefix('a').and_then(|number| number.parse().ok()), ..VwArm::default() };
    for (space, name, value) in names {
        match name.strip_prefix(ID) {
            Some(id) if space == "a" => arm.name = Some(id.to_owned()),
            _ => arm.features.push((full(&space, "a", name), value)),
        }
    }
    row.arms.push(arm);
    Ok(())
}

/// The name of a feature, with its namespace where that is not ours.
fn full(space: &str, own: &str, name: String) -> String {
    if space == own { name } else { format!("{space}^{name}") }
}

/// `action:cost:probability`; the action's number means nothing here.
fn of_label(text: &str, place: usize) -> Result<(usize, f64, Option<f64>), String> {
    let wrong = || format!("the label is \"{text}\", but must be action:cost:probability");
    let parts: Vec<&str> = text.split(':').collect();
    let [_, cost, probability] = parts[..] else { return Err(wrong()) };
    let number = |text: &str| text.parse().ok().filter(|number: &f64| number.is_finite());
    match (number(cost), number(probability)) {
        (Some(cost), Some(probability)) => Ok((place, cost, Some(probability))),
        _ => Err(wrong()),
    }
}

/// Round, and where the reward is not known, arm and probability.
fn of_tag(tag: &str) -> (RowRecord, (Option<u32>, Option<f64>)) {
    let (round, chosen) = tag.split_once('c').unwrap_or((tag, ""));
    let round = round.strip_prefix('r').and_then(|round| round.parse().ok());
    let (arm, probability) = chosen.split_once('p').unwrap_or((chosen, ""));
    let rest = RowRecord { round: round.unwrap_or(0), ..RowRecord::default() };
    (rest, (arm.parse().ok(), probability.parse().ok()))
}

/// Namespace, name and value of each feature.
fn features_of(text: &str) -> Result<Vec<(String, String, f64)>, String> {
    let mut features = Vec::new();
    for part in text.split('|') {
        let is_named = part.starts_with(|letter: char| !letter.is_ascii_whitespace());
        let mut words = part.split_ascii_whitespace();
        let space = if is_named { words.next().unwrap_or_default() } else { "" };
        let (space, scale) = space.split_once(':').unwrap_or((space, "1"));
        let number = |text: &str, what: &str| {
            let read = text.parse().ok().filter(|number: &f64| number.is_finite());
            read.ok_or_else(|| format!("{what} has the value \"{text}\", but must have a number"))
        };
        let scale: f64 = number(scale, space)?;
        for word in words {
            let (name, value) = word.rsplit_once(':').unwrap_or((word, "1"));
            features.push((decoded(space), decoded(name), scale * number(value, name)?));
        }
    }
    Ok(features)
}

fn write(log: &InteractionLog, out: &mut dyn Write) -> Result<LeftOut, LogFileError> {
    let schema = log.schema();
    if schema.has_slates() {
        let reason = "it is for single actions, and these are slates".to_owned();
        return Err(LogFileError::Unfit { format: FORMAT.title, reason });
    }
    let coded = |names: &[String]| -> Vec<String> {
        let code = |name: &String| {
            let mut out = String::new();
            encoded(name, &mut out);
            out
        };
        names.iter().map(code).collect()
    };
    let (context, arms) = (coded(&schema.context), coded(&schema.arms));
    let features = coded(&schema.arm_features);
    let (mut left_out, mut text, mut written) = (LeftOut::default(), String::new(), 0);
    for (index, row) in log.rows().enumerate() {
        let Some(probability) = row.probability else {
            left_out.add("Vowpal Wabbit learns nothing from an action of unknown probability");
            continue;
        };
        let (action, reward) = (row.actions[0], row.rewards[0]);
        // The first example has every feature, so that a reader knows all names in their order; 0 is nothing to Vowpal Wabbit.
        let is_first = written == 0;
        written += 1;
        text.clear();
        // Writing to a string never fails.
        let _ = write!(text, "shared 'r{}", row.round);
        if reward.is_nan() {
            let _ = write!(text, "c{action}p{probability:?}");
        }
        text.push_str("|c");
        put(&mut text, &context, row.context, is_first);
        text.push('\n');
        let offered = log.offered(index);
        for place in 0..offered.count() {
            let arm = offered.arm(place);
            if arm == action && !reward.is_nan() {
                let _ = write!(text, "0:{:?}:{probability:?} ", 0.0 - reward);
            }
            let _ = write!(text, "'a{arm}|a {ID}{}", arms[arm as usize]);
            put(&mut text, &features, log.features(index, place), is_first);
            text.push('\n');
        }
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    Ok(left_out)
}

fn put(text: &mut String, names: &[String], values: &[f64], all: bool) {
    for (name, value) in names.iter().zip(values).filter(|(_, value)| all || value.to_bits() != 0) {
        // Writing to a string never fails.
        let _ = write!(text, " {name}:{value:?}");
    }
}
