//! Writing a link.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::text::{LONGEST_TEXT, LONGEST_VALUE, MARKS};
use super::view::{NOTE, TITLE, VIEW, View};
use crate::data::{DataKind, SourceRef};
use crate::descriptor::{Value, Values};
use crate::spec::digest::RunDigest;
use crate::spec::settings::{SETTING_GROUPS, Written};
use crate::spec::{Experiment, PartChoice, PolicySpec};
use crate::spec::{SEEDS, VERSION};

/// What is encoded when a link is written: the [`MARKS`], and a plus, which forms write for a space. Links written before
/// hold a plus as it is, and it is read as a plus.
const WRITTEN: AsciiSet = {
    let mut set = CONTROLS.add(b'+');
    let mut index = 0;
    while index < MARKS.len() {
        set = set.add(MARKS[index]);
        index += 1;
    }
    set
};

/// The link of an experiment, with the digest of its finished run where there is one.
///
/// It never ends in a label or a name, which could not be told apart from a full stop behind the link: there the settings come
/// last, and where all are the default ones the number of seeds is written all the same.
pub fn encode(experiment: &Experiment, digest: Option<&RunDigest>) -> String {
    encode_with(experiment, digest, &View::default())
}

/// The same with how the page shows it.
pub fn encode_with(experiment: &Experiment, digest: Option<&RunDigest>, view: &View) -> String {
    let standard = Experiment::default();
    let mut pieces = Vec::new();
    for ((key, longest), plain) in [(TITLE, &view.title), (NOTE, &view.note)] {
        if !plain.is_empty() {
            pieces.push(format!("{key}={}", text_of(plain, longest)));
        }
    }
    let mut ends_in_text = !pieces.is_empty();
    let looks: Vec<String> =
        view.pairs().into_iter().map(|(name, value)| format!("{name}={}", text(&value))).collect();
    if !looks.is_empty() {
        pieces.push(format!("{VIEW}={}", looks.join(";")));
        ends_in_text = false;
    }
    if experiment.environment != standard.environment {
        pieces.push(format!("w={}", part(&experiment.environment)));
        ends_in_text = false;
    }
    if experiment.policies != standard.policies {
        pieces.extend(experiment.policies.iter().map(|policy| format!("c={}", policy_piece(policy))));
        ends_in_text = experiment.policies.last().is_some_and(|policy| policy.label.is_some());
    }
    if let Some(clicks) = &experiment.clicks {
        pieces.push(format!("k={}", part(clicks)));
        ends_in_text = false;
    }
    let mut settings: Vec<String> = Vec::new();
    for group in SETTING_GROUPS.into_iter().rev() {
        let values = group.values(experiment);
        match group.written {
            Written::Piece(_) if values.0.is_empty() => {}
            Written::Piece(key) => {
                pieces.push(format!("{key}={}", pairs(&values).join(";")));
                ends_in_text = false;
            }
            Written::Apart => settings.extend(values.0.iter().map(|(name, value)| format!("{name}={value}"))),
        }
    }
    let sources = sources(experiment);
    if (ends_in_text || !sources.is_empty()) && digest.is_none() {
        pieces.extend(sources);
        if settings.is_empty() {
            settings.push(format!("{}={}", SEEDS.name, experiment.seeds));
        }
        pieces.extend(settings);
    } else {
        pieces.extend(settings);
        pieces.extend(sources);
    }
    if let Some(digest) = digest {
        pieces.push(format!("d={digest}"));
    }
    format!("#{VERSION}{}", pieces.join("&"))
}

/// The data that are not the bundled ones.
fn sources(experiment: &Experiment) -> Vec<String> {
    let piece = |(kind, source): (DataKind, &SourceRef)| {
        let mut piece = format!("{}={}", kind.link_key, text(&source.fingerprint));
        if !source.name.is_empty() {
            piece.push_str(&format!(";name={}", text(&source.name)));
        }
        for option in kind.0.options {
            let values = source.values(option).iter().map(String::as_str);
            // What has exactly one value is written even where that is empty.
            let none = (!option.many && source.values(option).is_empty()).then_some("");
            values
                .chain(none)
                .for_each(|value| piece.push_str(&format!(";{}={}", option.link_name, text(value))));
        }
        piece
    };
    experiment.sources.iter().map(piece).collect()
}

/// Each value as `name=value`.
fn pairs(values: &Values) -> Vec<String> {
    // Blanks have no place in a value, where a reader leaves them out: those of a schedule.
    let plain = |value: &Value| value.to_string().replace(' ', "");
    let pair = |(name, value): (&String, &Value)| {
        format!("{}={}", text(name), text_of(&plain(value), LONGEST_VALUE))
    };
    values.0.iter().map(pair).collect()
}

fn part(choice: &PartChoice) -> String {
    let mut pieces = vec![text(&choice.id)];
    pieces.extend(pairs(&choice.parameters));
    pieces.join(";")
}

fn policy_piece(policy: &PolicySpec) -> String {
    let mut piece = part(&policy.agent);
    if policy.stream != 0 {
        piece.push_str(&format!(";stream={}", policy.stream));
    }
    if let Some(label) = &policy.label {
        piece.push_str(&format!(";label={}", text(label)));
    }
    piece
}

fn text(plain: &str) -> String {
    text_of(plain, LONGEST_TEXT)
}

fn text_of(plain: &str, longest: usize) -> String {
    let short: String = plain.chars().take(longest).collect();
    utf8_percent_encode(&short, &WRITTEN).to_string()
}
