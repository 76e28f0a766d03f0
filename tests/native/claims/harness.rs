//! From the declarations to the limits that their help texts state, and from those to checks.
//!
//! A family of parts calls [`assert_all_checked`] with its parts and a table of claims, one line for each parameter whose help
//! states a limit. A new help text that states one fails the test until it has a line; so does a line that no help text needs.

use bandit_playground::declaration::Part;

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
const PHRASES: [&str; 8] =
    ["never", "always", "forever", "for ever", "at all", "only for", "only where", "nothing"];

/// Verbs that state what happens at a number.
const VERBS: [&str; 16] = [
    "is", "are", "means", "makes", "keeps", "shows", "gives", "takes", "turns", "leaves", "forgets",
    "learns", "explores", "switches", "counts", "ignores",
];

/// What the help says of a limit; none where it states none.
pub fn limit(help: &str) -> Option<String> {
    let lower = help.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.'))
        .filter(|word| !word.is_empty())
        .collect();
    let text =
        format!(" {} ", words.iter().map(|word| word.trim_end_matches('.')).collect::<Vec<_>>().join(" "));
    if let Some(phrase) = PHRASES.iter().find(|phrase| text.contains(&format!(" {phrase} "))) {
        return Some((*phrase).to_owned());
    }
    // "off" by itself, not "off-policy".
    if text.contains(" off ") {
        return Some("off".to_owned());
    }
    let at_number = |pair: &&[&str]| ["0", "1"].contains(&pair[0]) && VERBS.contains(&pair[1]);
    words.windows(2).find(at_number).map(|pair| pair.join(" "))
}

/// What the declarations of a list say of themselves.
pub fn parts<D>(declarations: &[&'static D], part: fn(&'static D) -> &'static Part) -> Vec<&'static Part> {
    declarations.iter().map(|declaration| part(declaration)).collect()
}

/// Fails where a help text of these parts states a limit without a claim, where a claim has no such help text, and where a
/// claim does not hold.
pub fn assert_all_checked(parts: &[&Part], claims: &[Claim]) {
    let of = |claim: &Claim, part: &Part, parameter: &str| {
        claim.parameter == parameter && (claim.parts.is_empty() || claim.parts.contains(&part.id))
    };
    let mut used = vec![false; claims.len()];
    let mut missing = Vec::new();
    for part in parts {
        for parameter in part.parameters {
            let Some(limit) = limit(parameter.help) else { continue };
            let mut found = false;
            for (claim, used) in
                claims.iter().zip(&mut used).filter(|(claim, _)| of(claim, part, parameter.name))
            {
                (found, *used) = (true, true);
                println!("{}, {}: {}", part.id, parameter.name, parameter.help);
                (claim.check)(part.id);
            }
            if !found {
                missing.push(format!("{}, {} (\"{limit}\"): {}", part.id, parameter.name, parameter.help));
            }
        }
    }
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
        ("The paper takes 1.5 and 10 is more; 0.1 is less.", None),
    ] {
        assert_eq!(limit(help).as_deref(), expected, "{help}");
    }
}
