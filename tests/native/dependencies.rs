//! Each crate that we depend on has its reason beside it, and so has each exception that `cargo deny` is given.

/// Entries of the sections whose name ends so, each on one line, with its comment.
fn entries(manifest: &str, section_ends: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let (mut inside, mut open) = (false, 0);
    for line in manifest.lines().map(str::trim) {
        if open == 0 && line.starts_with('[') {
            inside = line.trim_end_matches(']').ends_with(section_ends);
            continue;
        }
        if !inside || line.is_empty() || line.starts_with('#') {
            continue;
        }
        if open == 0 {
            entries.push(line.to_owned());
        } else if let Some(last) = entries.last_mut() {
            last.push_str(line);
        }
        let code = line.split('#').next().unwrap_or_default();
        open += code.matches(['[', '{']).count();
        open -= code.matches([']', '}']).count();
    }
    entries
}

/// The names of entries without a comment, or with one that says nothing.
fn without_reason(entries: &[String]) -> Vec<&str> {
    let says_nothing = |entry: &&String| {
        let reason = entry.split_once('#').map_or("", |(_, reason)| reason.trim());
        reason.chars().filter(|letter| letter.is_alphabetic()).count() < 4
    };
    entries.iter().filter(says_nothing).map(|entry| entry.split([' ', '=']).next().unwrap_or(entry)).collect()
}

#[test]
fn every_dependency_has_its_reason_beside_it() {
    let manifest = std::fs::read_to_string("Cargo.toml").expect("the manifest can be read");
    let entries = entries(&manifest, "dependencies");
    assert!(entries.len() > 20, "{} dependencies are read", entries.len());
    assert!(entries.iter().any(|entry| entry.starts_with("web-sys") && entry.contains("Worker")));
    assert_eq!(without_reason(&entries), Vec::<&str>::new(), "dependencies without a reason in Cargo.toml");
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\n# numbers\na = \"1\" # what it is for\nb = \"2\"\n\
        c = { version = \"3\", features = [\n\"d\", # d\n] } # another\ne = \"4\" # ?\n[profile.dev]\nopt-level = 1\n\
        [target.'cfg(unix)'.dev-dependencies]\nf = \"5\"\n";
    let found = entries(manifest, "dependencies");
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(without_reason(&found), ["b", "e", "f"]);
}

/// `cargo deny` itself takes an exception without a reason.
#[test]
fn every_duplicate_that_is_allowed_has_its_reason() {
    let rules = std::fs::read_to_string(".cargo/deny.toml").expect("the rules can be read");
    let exceptions: Vec<&str> = rules.lines().filter(|line| line.contains("crate = ")).collect();
    assert!(!exceptions.is_empty());
    for line in exceptions {
        let reason = line.split_once("reason = \"").and_then(|(_, reason)| reason.split_once('"'));
        assert!(reason.is_some_and(|(reason, _)| reason.len() > 10), "{line}: without a reason");
    }
}
