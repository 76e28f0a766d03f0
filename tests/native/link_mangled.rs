//! Links that other programs changed give the same experiment and the same digest; what only looks changed stays as it is.

use bandit_playground::agent;
use bandit_playground::data::kinds::{ratings, table};
use bandit_playground::data::{SourceRef, SourceRefs};
use bandit_playground::environment::classification;
use bandit_playground::spec::link::{Decoded, View, decode, encode};
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};
use proptest::prelude::*;

use crate::experiments::{any_digest, any_experiment, any_slates, any_table};

/// What other programs do to a link. `place` picks where, for those that do it at one place.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// Every one of these characters becomes that text.
    Every(&'static [(char, &'static str)]),
    /// One of the places at which this character stands becomes that text.
    One(char, &'static str),
    /// This is put anywhere behind the version.
    Within(&'static str),
    /// This is put anywhere, every 40 characters.
    Lines(&'static str),
    /// This stands behind the link.
    Internals(&'static str),
    /// These stand around the whole address.
    Around(&'static str, &'static str),
    /// Everything but letters, digits and - _ . is percent-encoded, so many times; in lower case.
    Whole(usize, bool),
    /// A mail's quoted-printable: `=3D`, and soft breaks.
    Mail(&'static str),
    /// What a form makes of the pieces.
    Form,
    /// Entities of HTML, so many times.
    Html(usize),
    /// The browser's own encoding after this was put anywhere.
    Browser(&'static str),
}

use Change::{Around, Browser, Every, Form, Html, Internals, Lines, Mail, One, Whole, Within};

const CHANGES: &[Change] = &[
    Every(&[('&', "%26")]),
    Every(&[(';', "%3B")]),
    Every(&[(';', "%3b")]),
    Every(&[('=', "%3D")]),
    Every(&[('=', "%3d")]),
    Every(&[(';', "%253B")]),
    Every(&[('&', "%2526")]),
    Every(&[('=', "%253d")]),
    Every(&[('&', "%26"), (';', "%3B")]),
    Every(&[('&', "%26"), ('=', "%3D")]),
    Every(&[(';', "%3B"), ('=', "%3D")]),
    Every(&[('&', "&amp;")]),
    Every(&[('&', "&AMP;")]),
    Every(&[('&', "&amp")]),
    Every(&[('&', "\\u0026")]),
    Every(&[('&', "\\u0026"), ('=', "\\u003D")]),
    Every(&[('=', "\\u003d")]),
    Every(&[('&', "&amp;amp;")]),
    Every(&[('&', "&#38;")]),
    Every(&[('&', "&#x26;")]),
    Every(&[('&', "&#X26;")]),
    Every(&[('&', "&amp;#38;")]),
    Every(&[('=', "&#61;")]),
    Every(&[('=', "&equals;")]),
    Every(&[('_', "\\_")]),
    Every(&[('_', "&lowbar;")]),
    Every(&[('=', "=\u{200b}")]),
    Every(&[(';', "; ")]),
    Every(&[(';', ";+")]),
    Every(&[('&', "\u{200b}&\u{feff}")]),
    One('&', "%26"),
    One(';', "%3B"),
    One('=', "%3D"),
    One('=', "%3d"),
    One('&', "&amp;"),
    One('&', "&amp"),
    One('&', "\\u0026"),
    One('_', "%5F"),
    One('#', "%23"),
    One('#', "#%23"),
    Within("\u{200b}"),
    Within("\u{200c}"),
    Within("\u{200d}"),
    Within("\u{2060}"),
    Within("\u{feff}"),
    Within("\u{ad}"),
    Within("\u{200e}"),
    Within("\u{a0}"),
    Within("&nbsp;"),
    Within("&#8203;"),
    Within("&ZeroWidthSpace;"),
    Within("&shy;"),
    Within("\n"),
    Within("\r\n"),
    Within("\r"),
    Within("\t"),
    Within("\n    "),
    Within(" \r\n\t"),
    Within("\n\u{a0}\u{a0}"),
    Within("\n> "),
    Within("\n\n"),
    Within("=\n"),
    Within("=\r\n"),
    Lines("\n"),
    Lines("\r\n  "),
    Lines("\n> > "),
    Lines("=\n"),
    Lines("=\r\n"),
    Lines("\u{200b}"),
    Internals("."),
    Internals(","),
    Internals(";"),
    Internals(":"),
    Internals("!"),
    Internals("?"),
    Internals("'"),
    Internals("\""),
    Internals(")"),
    Internals("]"),
    Internals(">"),
    Internals("}"),
    Internals("*"),
    Internals("_"),
    Internals("~"),
    Internals("`"),
    Internals("…"),
    Internals("”"),
    Internals("»"),
    Internals(")."),
    Internals(".)"),
    Internals(".\")"),
    Internals("**,"),
    Internals("?!"),
    Internals("%22"),
    Internals("%3E"),
    Internals("%3e."),
    Internals("%29"),
    Internals("%2E"),
    Internals("%E2%80%9D"),
    Internals("%C2%BB)"),
    Internals("%20"),
    Internals("%0A"),
    Internals("%E2%80%8B"),
    Internals("&gt;"),
    Internals("&quot;"),
    Internals("&#39;"),
    Internals("&amp;quot;"),
    Internals("\u{200b}"),
    Internals("\n"),
    Internals(" \r\n"),
    Internals("\n\nSee you tomorrow"),
    Internals(" and more words"),
    Around("<", ">"),
    Around("\"", "\""),
    Around("'", "'"),
    Around("“", "”"),
    Around("(see ", ")."),
    Around("[this run](", ")"),
    Around("<a href=\"", "\">this run</a>"),
    Around("run it: ", " !"),
    Around("> ", "\n> -- \n> me"),
    Around("&lt;", "&gt;"),
    Whole(1, false),
    Whole(1, true),
    Whole(2, false),
    Whole(2, true),
    Whole(3, false),
    Mail("=\n"),
    Mail("=\r\n"),
    Form,
    Html(1),
    Html(2),
    Browser("\u{200b}"),
    Browser("\u{feff}"),
    Browser(""),
    Browser("=\n"),
];

/// The address of a link.
fn address(link: &str) -> String {
    format!("https://example.org/playground/{link}")
}

fn percent_encoded(text: &str, lower: bool) -> String {
    let code = |byte: u8| match byte {
        b if b.is_ascii_alphanumeric() || b"-_.".contains(&b) => char::from(b).to_string(),
        b if lower => format!("%{b:02x}"),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(code).collect()
}

/// As Chromium shows a fragment in `location.hash`.
fn in_location(text: &str) -> String {
    let code = |c: char| match c {
        '\t' | '\n' | '\r' => String::new(),
        ' ' | '"' | '<' | '>' | '`' => format!("%{:02X}", c as u32),
        c if c.is_ascii_graphic() => c.to_string(),
        c => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
    };
    text.chars().map(code).collect()
}

/// The link with the change; none where there is nothing to change.
fn changed(link: &str, change: Change, place: usize) -> Option<String> {
    let at = |range: std::ops::Range<usize>| range.start + place % (range.end - range.start).max(1);
    let insert = |text: &str| {
        // Behind the `#1`, before any of the characters or at the end.
        let place = at(2..link.len() + 1);
        format!("{}{text}{}", &link[..place], &link[place..])
    };
    let broken = |link: &str, text: &str| {
        let pieces: Vec<&str> =
            link.as_bytes().chunks(40).filter_map(|piece| str::from_utf8(piece).ok()).collect();
        pieces.join(text)
    };
    let every = |link: &str, all: &[(char, &str)]| {
        link.chars().fold(String::new(), |mut done, c| {
            match all.iter().find(|(from, _)| *from == c) {
                Some((_, to)) => done.push_str(to),
                None => done.push(c),
            }
            done
        })
    };
    let new = match change {
        Every(all) => every(link, all),
        One(from, to) => {
            let places: Vec<usize> = link.match_indices(from).map(|(place, _)| place).collect();
            let place = *places.get(place % places.len().max(1))?;
            format!("{}{to}{}", &link[..place], &link[place + from.len_utf8()..])
        }
        Within(text) => insert(text),
        Lines(text) => broken(link, text),
        Internals(text) => format!("{link}{text}"),
        Around(before, after) => format!("{before}{}{after}", address(link)),
        Whole(times, lower) => (0..times).fold(link.to_owned(), |link, _| percent_encoded(&link, lower)),
        Mail(soft) => broken(&link.replace('=', "=3D"), soft),
        Form => {
            let pieces = link[2..].split('&').filter_map(|piece| piece.split_once('='));
            let decoded = |text: &str| {
                let text = percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
                percent_encoded(&text, false).replace("%20", "+")
            };
            let pieces = pieces.map(|(key, value)| format!("{key}={}", decoded(value)));
            format!("#1{}", pieces.collect::<Vec<_>>().join("&"))
        }
        Html(times) => (0..times).fold(address(link), |link, _| {
            every(&link, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")])
        }),
        Browser(text) => format!("#{}", in_location(&insert(text)[1..])),
    };
    (new != link).then_some(new)
}

/// Whether a change loses what a text is: what another program encodes within it can then not be told from what we encoded.
fn spares_texts(change: Change, texts: &[String]) -> bool {
    match change {
        // Several separators encoded, and the percent sign not.
        Every([_, _, ..]) => texts.iter().all(|text| !text.contains(['&', ';', '=', '%', '+'])),
        Every([(_, to)]) if to.starts_with('%') => texts.iter().all(|text| !text.contains(['%', '+'])),
        // A form loses where the separators were.
        Form => texts.iter().all(|text| !text.contains([';', '='])),
        // What a browser has encoded may stand in a label as well.
        Browser(text) => text.is_empty() || texts.is_empty(),
        _ => true,
    }
}

fn texts(Decoded { experiment, view, .. }: &Decoded) -> Vec<String> {
    let mut texts: Vec<String> = experiment.policies.iter().filter_map(|one| one.label.clone()).collect();
    texts.extend([&view.title, &view.note].map(String::clone));
    for (kind, source) in experiment.sources.iter() {
        texts.push(source.name.clone());
        texts.extend(kind.options.iter().flat_map(|option| source.values(option).to_vec()));
    }
    texts
}

fn check(link: &str, change: Change, place: usize, expected: &Decoded) -> Result<(), TestCaseError> {
    if !spares_texts(change, &texts(expected)) {
        return Ok(());
    }
    let Some(other) = changed(link, change, place) else { return Ok(()) };
    match decode(&other) {
        Ok(read) => {
            prop_assert_eq!(
                &read.experiment,
                &expected.experiment,
                "{:?} of {} is {:?}",
                change,
                link,
                other
            );
            prop_assert_eq!(&read.view, &expected.view, "{:?} of {} is {:?}", change, link, other);
            prop_assert_eq!(&read.digest, &expected.digest, "{:?} of {} is {:?}", change, link, other);
            prop_assert_eq!(&read.notices, &expected.notices, "{:?} of {} is {:?}", change, link, other);
            Ok(())
        }
        Err(error) => Err(TestCaseError::fail(format!("{change:?} of {link} is {other:?}: {error}"))),
    }
}

/// Links with everything that a link can hold, published before.
const WITH_TEXTS: [&str; 5] = [
    "#1w=stationary_linear;arms=5&c=random;label=Chance%20%26%20co;stream=2&d=00ff00ff00ff00ff",
    "#1w=classification&seeds=3&t=00ff00ff00ff00ff;name=pets.csv;label=kind%20of%20pet;without=id;without=owner&d=2-0123456789abcdef",
    "#1c=lin_ucb;label=A%2FB%20%3D%20100%25&c=lin_ts;label=%F0%9F%91%A9%E2%80%8D%F0%9F%94%AC&r=00ff00ff00ff00ff;name=my%20ratings%20%281%29.zip&seeds=10",
    "#1o=novelty_weight=0.5;scalarization=chebyshev&c=neural_multi_objective;least_novelty=0.25&f=item_turnover=2000;items=0.5",
    "#1title=Greed%20%26%20luck&note=Try%20alpha%20%3D%200%20first%3B%0Athen%20alpha%20%3D%203.&v=story=exploration;chart=choices;scale=all;log=xy;members=on;hidden=0,2;speed=40;lens=1&w=wheel&c=random;label=x&seeds=3",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Each published link, with and without a digest, under each change at some place.
    #[test]
    fn golden_links_survive_every_change(place in any::<usize>(), change in 0..CHANGES.len(), digest in any::<bool>()) {
        let links = crate::golden::GOLDEN.iter().map(|(link, found)| {
            if digest { format!("{link}&d={found}") } else { (*link).to_owned() }
        });
        for link in links.chain(WITH_TEXTS.map(str::to_owned)) {
            let expected = decode(&link).expect("a published link opens");
            prop_assert_eq!(&expected.notices, &vec![]);
            check(&link, CHANGES[change], place, &expected)?;
        }
    }

    #[test]
    fn any_link_survives_every_change(
        experiment in any_experiment(),
        digest in proptest::option::of(any_digest()),
        place in any::<usize>(),
        change in 0..CHANGES.len(),
    ) {
        let link = encode(&experiment, digest.as_ref());
        check(&link, CHANGES[change], place, &Decoded { experiment, digest, view: View::default(), notices: vec![] })?;
    }

    #[test]
    fn any_link_of_slates_survives_every_change(
        experiment in any_slates(),
        place in any::<usize>(),
        change in 0..CHANGES.len(),
    ) {
        let link = encode(&experiment, None);
        check(&link, CHANGES[change], place, &Decoded { experiment, digest: None, view: View::default(), notices: vec![] })?;
    }

    #[test]
    fn any_link_of_a_table_survives_every_change(
        source in any_table(),
        place in any::<usize>(),
        change in 0..CHANGES.len(),
    ) {
        let environment = PartChoice::new(&classification::DESCRIPTOR.part);
        let experiment = Experiment { environment, sources: SourceRefs::NONE.with(&table::DESCRIPTOR, source), ..Experiment::default() };
        let link = encode(&experiment, None);
        check(&link, CHANGES[change], place, &Decoded { experiment, digest: None, view: View::default(), notices: vec![] })?;
    }

    /// Texts of what the changes are made of come back as they were.
    #[test]
    fn texts_that_look_changed_stay_as_they_are(
        label in "(%3B|%26|%25|%|;|&|=|\\+|amp;|&amp;|&#38;|=3D|seeds=|c=random|stream=|\\.|\\)|\"|'|\u{200b}|\u{200d}|\u{a0}| |x|🐈){1,12}",
        name in "(%3B|&|=|\\+|\\.|label=|without=|=\\\\|\u{ad}|\u{feff}|y){0,12}",
        last in any::<bool>(),
    ) {
        prop_assume!(!label.trim().is_empty());
        let policy = PolicySpec { label: Some(label), ..PolicySpec::new(&agent::random::DESCRIPTOR) };
        let mut policies = vec![policy, PolicySpec::new(&agent::random::DESCRIPTOR)];
        if last {
            policies.reverse();
        }
        let source = SourceRef::new("00ff00ff00ff00ff", &name);
        let sources = SourceRefs::NONE.with(&ratings::DESCRIPTOR, source);
        let experiment = Experiment { policies, sources, ..Experiment::default() };
        let left_out = [format!("{name}\u{200d}")];
        let source = table::source("00ff00ff00ff00ff", &name, &format!("{name}."), &left_out);
        let environment = PartChoice::new(&classification::DESCRIPTOR.part);
        let sources = SourceRefs::NONE.with(&table::DESCRIPTOR, source);
        let on_table = Experiment { environment, sources, ..experiment.clone() };
        for experiment in [experiment, on_table] {
            let read = decode(&encode(&experiment, None)).expect("our own link opens");
            prop_assert_eq!(&read.experiment, &experiment);
            prop_assert_eq!(read.notices, vec![]);
        }
    }
}

/// Every change at every place of some links: a property may miss one.
#[test]
fn every_change_at_every_place_of_some_links() {
    let mut wrong = Vec::new();
    for link in [WITH_TEXTS[0], WITH_TEXTS[2], crate::golden::GOLDEN[4].0] {
        let expected = decode(link).expect("a published link opens");
        for change in CHANGES {
            let failure = (0..link.len()).find_map(|place| check(link, *change, place, &expected).err());
            wrong.extend(failure.map(|error| error.to_string()));
        }
    }
    assert!(wrong.is_empty(), "{} fail:\n{}", wrong.len(), wrong.join("\n"));
}

/// The links of the issue.
#[test]
fn encoded_separators_separate() {
    let of = |link: &str| {
        let read = decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(read.notices, vec![], "{link}");
        read.experiment
    };
    assert_eq!(of("#1w=wheel%3Bdelta=0.9&c=random"), of("#1w=wheel;delta=0.9&c=random"));
    for link in
        ["#1w%3Dwheel&c=random", "#1w=wheel&amp;c=random", "#1w=wheel%26c=random", "#1w=wheel&c=random)."]
    {
        assert_eq!(of(link), of("#1w=wheel&c=random"), "{link}");
    }
}

/// What a later playground may write is no damage, also where a program has changed the rest.
#[test]
fn what_is_not_known_is_still_left_out_with_a_notice() {
    for link in [
        "#1w=wheel;spokes=5&flavour=mint&c=random",
        "#1w=wheel%3Bspokes=5&flavour=mint&c=random",
        "#1w=wheel;spokes=5&amp;flavour=mint&amp;c=random",
        "%231w%3Dwheel%3Bspokes%3D5%26flavour%3Dmint%26c%3Drandom",
        "#1w=wheel;spokes=5&flavour=mint&c=random.",
    ] {
        let read = decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(
            (read.experiment.environment.id.as_str(), read.experiment.policies.len()),
            ("wheel", 1),
            "{link}"
        );
        let sentences: Vec<&str> = read.notices.iter().map(|notice| notice.0.as_str()).collect();
        assert_eq!(sentences.len(), 2, "{sentences:?}");
        for name in ["\"spokes\"", "\"flavour\""] {
            assert!(sentences.iter().any(|sentence| sentence.contains(name)), "{name} in {sentences:?}");
        }
    }
}

/// Typed by hand, or shown decoded by a browser.
#[test]
fn a_text_that_is_not_encoded_is_read_as_it_stands() {
    for (link, label) in [
        ("#1c=random;label=Chance & co;stream=2", "Chance & co"),
        ("#1c=random;stream=2;label=50% off", "50% off"),
        ("#1c=random;stream=2;label=1+1", "1+1"),
        ("#1c=random;stream=2;label=Größe (m)", "Größe (m)"),
        ("#1c=random;stream=2;label=Größe %28m%29", "Größe (m)"),
        ("#1c=random;label=👩\u{200d}🔬;stream=2", "👩\u{200d}🔬"),
        ("#1c=random;stream=2;label=Fo.", "Fo."),
        ("#1c=random;stream=2;label=Fo.)", "Fo."),
        ("#1c=random;stream=2;label=Fo).", "Fo"),
        ("#1c=random%3Bstream%3D2%3Blabel%3D1+%2B+1", "1 + 1"),
        ("#1c%3Drandom%3Bstream%3D2%3Blabel%3D1+%2B+1", "1 + 1"),
    ] {
        let read = decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        let policy = &read.experiment.policies[0];
        assert_eq!((policy.label.as_deref(), policy.stream), (Some(label), 2), "{link}");
        assert_eq!(read.notices, vec![], "{link}");
    }
}

/// A link that can't be opened is answered quickly, however long it is.
#[test]
fn a_long_wrong_link_is_answered_soon() {
    let names: Vec<String> = (0..500).map(|index| format!("c=nobody%253B;label=%26{index}")).collect();
    let begun = std::time::Instant::now();
    assert!(decode(&format!("#1{}", names.join("&"))).is_err());
    assert!(decode(&format!("#1{}", "%2525".repeat(9_000))).is_err());
    assert!(decode(&format!("#1{}", "&amp;".repeat(9_000))).is_ok());
    assert!(decode(&format!("#1c=random;label={}", "%2526seeds%253D".repeat(3_000))).is_ok());
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
}
