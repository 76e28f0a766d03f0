//! What rides in a link beside the experiment: it changes neither the experiment nor its digest, and what is not known of it is
//! passed over.

use bandit_playground::spec::Experiment;
use bandit_playground::spec::link::{CHARTS, LONGEST_NOTE, LONGEST_TITLE, View, decode, encode, encode_with};
use bandit_playground::stories::STORIES;
use proptest::prelude::*;

use crate::experiments::{any_digest, any_experiment};

/// Links with a view, published once: they open so for ever.
fn golden() -> [(&'static str, View); 4] {
    let view = View::default();
    [
        ("#1v=chart=reward", View { chart: 1, ..view.clone() }),
        (
            "#1title=Greed%20first&note=Try%20alpha%20%3D%200%20first.%0AThen%203.&seeds=10",
            View {
                title: "Greed first".to_owned(),
                note: "Try alpha = 0 first.\nThen 3.".to_owned(),
                ..view.clone()
            },
        ),
        (
            "#1note=Gr%C3%B6%C3%9Fe%20%3Cb%3E&v=hidden=1,3;speed=22;lens=2&w=wheel&c=random&c=lin_ucb&horizon=400",
            View { note: "Größe <b>".to_owned(), hidden: 0b1010, speed: Some(22), lens: 2, ..view.clone() },
        ),
        (
            "#1v=story=exploration;chart=choices;scale=all;log=xy;members=on;by=parameter&c=random;label=x&seeds=10",
            View {
                story: "exploration".to_owned(),
                chart: 3,
                all: true,
                log_x: true,
                log_y: true,
                members: true,
                by_parameter: true,
                ..view
            },
        ),
    ]
}

fn any_view() -> impl Strategy<Value = View> {
    let story = (0..=STORIES.len()).prop_map(|index| STORIES.get(index).map_or("", |story| story.id));
    let looks =
        (0..CHARTS.len(), any::<[bool; 5]>(), any::<u16>(), proptest::option::of(0..100_u32), 0..8_usize);
    // What is not a control character; a text is never only of what is left out.
    let texts = ("[^\\p{Cc}]{0,80}", "[^\\p{Cc}\\n]{0,240}(\\n[^\\p{Cc}]{0,200}){0,1}");
    (story, looks, texts).prop_map(
        |(story, (chart, [all, log_x, log_y, members, by_parameter], hidden, speed, lens), texts)| View {
            story: story.to_owned(),
            chart,
            all,
            log_x,
            log_y,
            members,
            by_parameter,
            hidden,
            speed,
            lens,
            title: texts.0,
            note: texts.1,
        },
    )
}

#[test]
fn golden_views_open_for_ever_and_change_no_experiment() {
    for (link, expected) in golden() {
        let read = decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!((&read.view, &read.notices), (&expected, &vec![]), "{link}");
        assert_eq!(encode_with(&read.experiment, None, &expected), link, "as links are written");
        // Without the pieces it is the link of the same experiment.
        let plain = encode(&read.experiment, None);
        assert_eq!(
            decode(&plain).map(|read| (read.experiment, read.view)),
            Ok((read.experiment, View::default()))
        );
    }
}

proptest! {
    #[test]
    fn any_view_survives_its_link(view in any_view(), experiment in any_experiment(), digest in proptest::option::of(any_digest())) {
        let link = encode_with(&experiment, digest.as_ref(), &view);
        let read = decode(&link).expect("our own link opens");
        prop_assert_eq!(&read.experiment, &experiment);
        prop_assert_eq!(&read.view, &view);
        prop_assert_eq!(&read.digest, &digest);
        prop_assert_eq!(read.notices, vec![]);
        // JSON knows nothing of it.
        let json = serde_json::to_string(&read.experiment).expect("it can be written");
        prop_assert_eq!(Experiment::from_json(&json).expect("it can be read"), experiment);
    }
}

#[test]
fn what_is_not_known_of_a_view_is_left_out_with_a_notice() {
    for (link, named) in [
        ("#1v=tab=table;chart=reward&c=random", "tab"),
        ("#1v=chart=reward;hidden=99&c=random", "hidden"),
        ("#1v=chart=reward;speed=fast&c=random", "speed"),
        ("#1v=chart=reward;log=z&c=random", "log"),
        ("#1v=chart=reward;chart=regrets&c=random", "chart=regrets"),
    ] {
        let read = decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(read.experiment.policies.len(), 1, "{link}");
        assert_eq!(read.view, View { chart: 1, ..View::default() }, "{link}");
        assert_eq!(read.notices.len(), 1, "{link}: {:?}", read.notices);
        assert!(read.notices[0].0.contains(named), "{link}: {:?}", read.notices);
    }
}

#[test]
fn texts_are_cut_to_their_length() {
    let long = "x".repeat(2_000);
    let view = View { title: long.clone(), note: long, ..View::default() };
    let read = decode(&encode_with(&Experiment::default(), None, &view)).expect("it opens").view;
    assert_eq!((read.title.len(), read.note.len()), (LONGEST_TITLE, LONGEST_NOTE));
    let lines = decode("#1title=a%0Ab&note=a%0D%0Ab%07&seeds=3").expect("it opens").view;
    assert_eq!((lines.title.as_str(), lines.note.as_str()), ("ab", "a\nb"));
}
