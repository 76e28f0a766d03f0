//! From the descriptors to the limits that their help texts state, and from those to checks.
//!
//! A family of parts calls [`assert_all_checked`] with its parts and a table of claims, one line for each parameter whose help
//! states a limit. A new help text that states one fails the test until it has a line; so does a line that no help text needs.
//! The titles of a parameter's options belong to its help; the sentence of a part is claimed as the parameter [`SENTENCE`].

use bandit_playground::descriptor::{Descriptor, Kind, Parameter};

/// In place of a parameter, for what the sentence of a part states.
pub const SENTENCE: &str = "";

/// A check of what the help of a parameter states.
pub struct Claim {
    /// Ids of the parts; empty for every part that has such a parameter with such a help.
    pub parts: &'static [&'static str],
    /// Name of the parameter.
    pub parameter: &'static str,
    /// Fails where it is not so, for the part of that id.
    pub check: fn(&str),
}

/// Words and phrases that state a limit wherever they stand.
const PHRASES: [&str; 12] = [
    "never",
    "always",
    "forever",
    "for ever",
    "at all",
    "only for",
    "only where",
    "nothing",
    "at 0",
    "stay as they are",
    "stays as it is",
    "are without it",
];

/// Those of them that state a limit in a sentence about a whole part.
const PHRASES_OF_SENTENCES: [&str; 5] = ["never", "always", "forever", "for ever", "nothing"];

/// Verbs that state what happens at a number.
const VERBS: [&str; 16] = [
    "is", "are", "means", "makes", "keeps", "shows", "gives", "takes", "turns", "leaves", "forgets",
    "learns", "explores", "switches", "counts", "ignores",
];

/// The words of a text in lower case.
fn words(lower: &str) -> Vec<&str> {
    lower
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.'))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The words with a blank around each, without full stops.
fn spaced(words: &[&str]) -> String {
    format!(" {} ", words.iter().map(|word| word.trim_end_matches('.')).collect::<Vec<_>>().join(" "))
}

fn phrase_in(text: &str, phrases: &[&str]) -> Option<String> {
    phrases.iter().find(|phrase| text.contains(&format!(" {phrase} "))).map(|phrase| (*phrase).to_owned())
}

/// What the help says of a limit; none where it states none.
pub fn limit(help: &str) -> Option<String> {
    let lower = help.to_lowercase();
    let words = words(&lower);
    let text = spaced(&words);
    if let Some(phrase) = phrase_in(&text, &PHRASES) {
        return Some(phrase);
    }
    // "off" by itself, not "off-policy".
    if text.contains(" off ") {
        return Some("off".to_owned());
    }
    // "Where it is constant: how often ..." says that the parameter has no effect elsewhere.
    match words[..] {
        [first @ "where", ..] if help.contains(':') => return Some(first.to_owned()),
        [first @ "if", ..] => return Some(first.to_owned()),
        _ => {}
    }
    let at_number = |pair: &&[&str]| {
        ["0", "1"].contains(&pair[0]) && VERBS.contains(&pair[1]) || **pair == ["one", "explores"]
    };
    words.windows(2).find(at_number).map(|pair| pair.join(" "))
}

/// What the help of a parameter and the titles of its options say of a limit.
fn limit_of(parameter: &Parameter) -> Option<String> {
    let options = match parameter.kind {
        Kind::Choice { options, .. } => options,
        _ => &[],
    };
    limit(parameter.help).or_else(|| options.iter().find_map(|option| limit(option.title)))
}

/// The same for the sentence of a part.
fn limit_of_sentence(sentence: &str) -> Option<String> {
    phrase_in(&spaced(&words(&sentence.to_lowercase())), &PHRASES_OF_SENTENCES)
}

/// The descriptors of a list.
pub fn parts<D>(
    descriptors: &[&'static D],
    part: fn(&'static D) -> &'static Descriptor,
) -> Vec<&'static Descriptor> {
    descriptors.iter().map(|descriptor| part(descriptor)).collect()
}

/// Fails where a help text of these parts states a limit without a claim, where a claim has no such help text, and where a
/// claim does not hold.
pub fn assert_all_checked(parts: &[&Descriptor], claims: &[Claim]) {
    let of = |claim: &Claim, part: &Descriptor, parameter: &str| {
        claim.parameter == parameter && (claim.parts.is_empty() || claim.parts.contains(&part.id))
    };
    let mut used = vec![false; claims.len()];
    let (mut missing, mut untrue) = (Vec::new(), Vec::new());
    for part in parts {
        let sentence = (SENTENCE, part.sentence, limit_of_sentence(part.sentence));
        let helps =
            part.parameters.iter().map(|parameter| (parameter.name, parameter.help, limit_of(parameter)));
        for (name, text, limit) in helps.chain(std::iter::once(sentence)) {
            let Some(limit) = limit else { continue };
            let mut found = false;
            for (claim, used) in claims.iter().zip(&mut used).filter(|(claim, _)| of(claim, part, name)) {
                (found, *used) = (true, true);
                println!("{}, {name}: {text}", part.id);
                // All of them, so that one run shows every text that is not true.
                if std::panic::catch_unwind(|| (claim.check)(part.id)).is_err() {
                    untrue.push(format!("{}, {name}: {text}", part.id));
                }
            }
            if !found {
                missing.push(format!("{}, {name} (\"{limit}\"): {text}", part.id));
            }
        }
    }
    assert!(untrue.is_empty(), "help texts are not true (the panics above say why):\n{}", untrue.join("\n"));
    assert!(missing.is_empty(), "help texts state limits that nothing checks:\n{}", missing.join("\n"));
    let idle: Vec<&str> =
        claims.iter().zip(used).filter(|(_, used)| !used).map(|(claim, _)| claim.parameter).collect();
    assert!(idle.is_empty(), "no help text states what these check: {idle:?}");
}

#[test]
fn limits_are_found() {
    for (help, expected) in [
        ("How much uncertainty counts: 0 never explores, 1.5 is the paper's.", Some("never")),
        ("How fast users stop looking; 0 is always.", Some("always")),
        ("How fast: 0 is not so.", Some("0 is")),
        ("What an observation is worth: 1 makes it CascadeLinUCB.", Some("1 makes")),
        ("So that no reward throws the network off.", Some("off")),
        ("Off-policy corrects for clicks.", None),
        ("How many there are; one explores by chance only.", Some("one explores")),
        ("Where it is constant: how often.", Some("where")),
        ("Where the temperature stops to rise.", None),
        ("If above 0, the temperature is none.", Some("if")),
        ("The paper takes 1.5 and 10 is more; 0.1 is less.", None),
    ] {
        assert_eq!(limit(help).as_deref(), expected, "{help}");
    }
}
