//! Stories as data, and claims held against runs made up by hand.

use std::collections::BTreeSet;

use super::{Claim, Finding, STORIES, Side, Story, Verdict, find, of, policy};
use crate::metrics::{AVERAGE_REWARD, IN_EVERY_RUN, NDCG, REGRET};
use crate::results::{RunLog, SeedSeries};
use crate::spec::{Experiment, PolicySpec, link};

/// Characters that a person reads before they look elsewhere.
const LONGEST_QUESTION: usize = 60;
const LONGEST_WATCH: usize = 140;

/// Characters that fit below a thumbnail.
const LONGEST_LABEL: usize = 9;

#[test]
fn every_story_is_right_as_it_stands_and_is_recognized_by_its_experiment() {
    assert_eq!(STORIES[0].experiment(), Experiment::default());
    for story in STORIES {
        let decoded = link::decode(story.link).expect("it decodes");
        assert_eq!(decoded.notices, vec![], "{}", story.id);
        assert_eq!(link::encode(&decoded.experiment, None), story.link, "as links are written");
        let (validated, errors) = decoded.experiment.validate().expect("it is valid");
        assert_eq!((&validated, errors), (&decoded.experiment, vec![]), "{}", story.id);
        assert_eq!(of(&validated), Some(story));
        assert_eq!(find(story.id), Some(story));
        assert!(decoded.experiment.seeds >= 5, "{}: bands need seeds", story.id);
    }
    assert_eq!(of(&Experiment { horizon: 77, ..Experiment::default() }), None);
    assert_eq!(find("no_story"), None);
}

#[test]
fn stories_of_one_film_come_first_and_all_are_different() {
    let slates = STORIES.map(|story| story.experiment().task().is_some_and(|task| task.has_positions()));
    assert_eq!(slates, [[false; 6], [true; 6]].concat()[..]);
    let texts =
        |text: fn(&Story) -> &'static str| STORIES.into_iter().map(text).collect::<BTreeSet<_>>().len();
    let all = [
        texts(|story| story.id),
        texts(|story| story.title),
        texts(|story| story.label),
        texts(|story| story.question),
        texts(|story| story.link),
    ];
    assert_eq!(all, [STORIES.len(); 5]);
}

#[test]
fn texts_are_short_sentences() {
    for story in STORIES {
        let id = story.id;
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{id}");
        assert!(story.question.ends_with('?') && story.question.chars().count() <= LONGEST_QUESTION, "{id}");
        assert!(story.watch.ends_with('.') && story.watch.chars().count() <= LONGEST_WATCH, "{id}");
        assert!(story.takeaway.ends_with('.'), "{id}");
        // A person who controls the page by voice says what they read below a thumbnail: whole words of the name that programs are told.
        let words = |text: &str| {
            let letters =
                |word: &str| word.trim_matches(|letter: char| !letter.is_alphabetic()).to_lowercase();
            text.split_whitespace().map(letters).collect::<Vec<_>>()
        };
        let (title, label) = (words(story.title), words(story.label));
        assert!(title.windows(label.len()).any(|part| part == label), "{id}");
        assert!(story.label.chars().count() <= LONGEST_LABEL, "{id}");
        assert!(!story.claims.is_empty(), "{id}");
        for claim in story.claims {
            assert!(claim.sentence.ends_with('.') && !claim.than.is_empty() && claim.factor >= 1.0, "{id}");
        }
    }
}

/// Paths of commands and numbers alone, each of which begins somewhere.
#[test]
fn every_picture_is_made_of_paths() {
    for story in STORIES {
        assert!(!story.picture.is_empty(), "{}", story.id);
        for stroke in story.picture {
            assert!(stroke.path.starts_with('M'), "{}: {}", story.id, stroke.path);
            let right = |c: char| c.is_ascii_digit() || " .-MLHVCSahlvz".contains(c);
            assert!(stroke.path.chars().all(right), "{}: {}", story.id, stroke.path);
        }
    }
}

/// A complete log whose regret grows by `regret(policy, seed, round)` in all rounds up to each checkpoint.
fn made_up(policies: usize, seeds: u32, regret: impl Fn(usize, usize, f64) -> f64) -> RunLog {
    let policies = (0..policies).map(|index| {
        let part = &crate::agent::random::DESCRIPTOR;
        PolicySpec { label: Some(format!("P{index}")), ..PolicySpec::new(part) }
    });
    let experiment =
        Experiment { policies: policies.collect(), seeds, horizon: 100, ..Experiment::default() };
    let mut log = RunLog::new(&experiment, vec!["a film".to_owned()]);
    for (policy, part) in log.policies.iter_mut().enumerate() {
        for (seed, series) in part.seeds.iter_mut().enumerate() {
            let mut rows = vec![Vec::new(); IN_EVERY_RUN.len()];
            for round in log.rounds.iter().map(|round| *round as f64) {
                rows[0].push(regret(policy, seed, round));
                rows[1].push(5.0 * round - regret(policy, seed, round));
                rows[2].push(0.0);
            }
            *series = SeedSeries { rows };
        }
    }
    log.rounds_done.fill(experiment.horizon);
    log
}

/// Regret of 1, 2 and 4 a round, a little different in each seed but in the same way for all.
fn clear() -> RunLog {
    made_up(3, 4, |policy, seed, round| round * ([1.0, 2.0, 4.0][policy] + 0.1 * seed as f64))
}

const FIRST: Side = policy(0);
const SECOND: Side = policy(1);
const THIRD: Side = policy(2);

fn found(claim: Claim, log: &RunLog) -> Finding {
    claim.evaluate(log).expect("the log has all of it")
}

#[test]
fn a_true_claim_holds_and_its_sentence_has_the_numbers() {
    let finding = found(Claim::misses_less(FIRST, &[SECOND, THIRD], "The first."), &clear());
    assert_eq!((finding.verdict, finding.rival, finding.ahead), (Verdict::Holds, SECOND, 4));
    // All differences are 100: no seed differs.
    assert!((finding.lead.mean - 100.0).abs() < 1e-9 && finding.standard_errors() > 1e6);
    let noisy = made_up(2, 4, |policy, seed, round| round * (policy as f64 * (1.0 + 0.1 * seed as f64)));
    let finding = found(Claim::misses_less(FIRST, &[SECOND], "The first."), &noisy);
    // Differences 100, 110, 120, 130: mean 115, standard error 6.455, t with three degrees of freedom 3.1824.
    assert_eq!(finding.sentence(), "P0 missed 115 ± 21 stars less than P1, ahead in 4 of 4 seeds.");
    assert!((finding.standard_errors() - 115.0 / (500.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-9);
}

#[test]
fn a_planted_false_claim_fails() {
    let noisy = made_up(2, 4, |policy, seed, round| round * (policy as f64 * (1.0 + 0.1 * seed as f64)));
    let finding = found(Claim::misses_less(SECOND, &[FIRST], "The second."), &noisy);
    assert_eq!((finding.verdict, finding.ahead), (Verdict::Fails, 0));
    assert!(finding.standard_errors() < -3.0);
    assert_eq!(
        finding.sentence(),
        "Not so here: P1 missed 115 ± 21 stars more than P0, ahead in 0 of 4 seeds."
    );
    // False of one of several is false.
    let finding = found(Claim::misses_less(SECOND, &[THIRD, FIRST], "The second."), &clear());
    assert_eq!((finding.verdict, finding.rival), (Verdict::Fails, FIRST));
}

#[test]
fn seeds_that_overlap_are_undecided_and_so_is_one_seed() {
    let overlapping = made_up(2, 4, |policy, seed, round| {
        round * if policy == 0 { 2.0 } else { [1.0, 3.0, 1.5, 2.8][seed] }
    });
    let claim = Claim::misses_less(FIRST, &[SECOND], "The first.");
    let finding = found(claim, &overlapping);
    assert_eq!((finding.verdict, finding.ahead), (Verdict::Undecided, 2));
    assert!(finding.sentence().starts_with("Undecided: P0 missed "), "{}", finding.sentence());
    assert_eq!(found(claim, &made_up(2, 4, |_, _, round| round)).verdict, Verdict::Undecided, "a tie");
    let alone = found(claim, &made_up(2, 1, |policy, _, round| round * (1.0 + policy as f64)));
    assert_eq!((alone.verdict, alone.standard_errors()), (Verdict::Undecided, 0.0));
}

#[test]
fn a_factor_must_be_reached() {
    let log =
        made_up(2, 5, |policy, seed, round| round * if policy == 0 { 1.0 } else { 2.0 + 0.01 * seed as f64 });
    let claim = Claim::misses_less(FIRST, &[SECOND], "The first.");
    let reached = found(claim.times(1.9), &log);
    assert_eq!(reached.verdict, Verdict::Holds);
    assert_eq!(
        reached.sentence(),
        "P0 missed 100.0 stars, P1 202.0 (2.0 times as much), ahead in 5 of 5 seeds."
    );
    assert_eq!(found(claim.times(2.02), &log).verdict, Verdict::Undecided);
    let missed = found(claim.times(3.0), &log);
    assert_eq!((missed.verdict, missed.ahead), (Verdict::Fails, 5));
}

#[test]
fn parts_of_the_rounds_are_differences_of_checkpoints() {
    // The first has learned by round 50, the second begins to fail there.
    let log = made_up(2, 5, |policy, seed, round| {
        let late = (round - 50.0).max(0.0);
        let early = round - late;
        if policy == 0 { 3.0 * early + 0.1 * seed as f64 } else { early + 2.0 * late }
    });
    let claim = |better, than| found(Claim::misses_less(better, than, "It is."), &log);
    let before = claim(SECOND.up_to(50), const { &[FIRST.up_to(50)] });
    assert_eq!(before.verdict, Verdict::Holds);
    assert!(before.sentence().starts_with("Up to round 50, P1 missed 100"), "{}", before.sentence());
    let after = claim(FIRST.after(50), const { &[SECOND.after(50)] });
    assert_eq!((after.verdict, after.lead.mean), (Verdict::Holds, 100.0));
    let same = claim(FIRST.after(50), const { &[FIRST.up_to(50)] });
    assert!(
        same.sentence().starts_with("P0 after round 50 missed 150")
            && same.sentence().contains("than up to round 50,"),
        "{}",
        same.sentence()
    );
}

#[test]
fn where_more_is_better_the_larger_one_is_ahead() {
    let log =
        made_up(2, 5, |policy, seed, round| round * (1.0 + policy as f64 + 0.01 * (seed * policy) as f64));
    let finding = found(Claim::misses_less(FIRST, &[SECOND], "The first.").by(&AVERAGE_REWARD), &log);
    assert_eq!((finding.verdict, finding.ahead), (Verdict::Holds, 5));
    assert_eq!(
        finding.sentence(),
        "Average reward: P0 4.00, P1 2.98, which is 1.020 ± 0.020 more, ahead in 5 of 5 seeds."
    );
    let worse = found(Claim::misses_less(SECOND, &[FIRST], "The second.").by(&AVERAGE_REWARD), &log);
    assert_eq!(worse.verdict, Verdict::Fails);
}

#[test]
fn what_a_log_does_not_have_is_no_finding() {
    let mut log = clear();
    let claim = Claim::misses_less(FIRST, &[SECOND], "The first.");
    assert_eq!(Claim::misses_less(FIRST, const { &[policy(3)] }, "No such policy.").evaluate(&log), None);
    assert_eq!(claim.by(&NDCG).evaluate(&log), None, "no such metric");
    assert_eq!(
        Claim::misses_less(FIRST.after(100), const { &[SECOND.after(100)] }, "No rounds.").evaluate(&log),
        None
    );
    assert_eq!(Claim::misses_less(FIRST.up_to(500), &[SECOND], "No such round.").evaluate(&log), None);
    assert_eq!(STORIES[0].findings(&log), None, "another experiment");
    log.rounds_done.fill(60);
    assert_eq!(claim.evaluate(&log), None, "not through");
    assert!(
        Claim::misses_less(FIRST.up_to(50), const { &[SECOND.up_to(50)] }, "So far.")
            .evaluate(&log)
            .is_some()
    );
    assert_eq!(claim.metric, &REGRET);
}

/// The style sheet shows six stories a row, and names the rows "One film a round" and "A slate a round".
#[test]
fn the_first_six_stories_are_of_one_film_a_round_and_the_others_of_slates() {
    use crate::spec::Decision;
    let decisions = STORIES.map(|story| story.experiment().task().map(|task| task.decision()));
    assert!(decisions[..6].iter().all(|decision| *decision == Some(Decision::Arm)));
    assert!(decisions[6..].iter().all(|decision| *decision == Some(Decision::Slate)));
}
