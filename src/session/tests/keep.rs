//! Long runs, and the runs that are kept.

use super::stage::{Act, Stage};
use crate::session::{Event, LONG_RUN, MOST_KEPT, Question, RunState};

/// All timers run out.
fn timers(stage: &mut Stage) {
    for _ in 0..5 {
        stage.act(Act::Timer(0));
    }
}

/// A run under way that has computed for so many milliseconds.
fn under_way(milliseconds: f64) -> Stage {
    let mut stage = Stage::ready(0);
    stage.act(Act::Controls(2));
    // The restart, the preparation, a few rounds and a frame.
    while stage.session.is_stale() || stage.session.rounds() == 0 {
        timers(&mut stage);
        stage.act(Act::Work(1));
        stage.act(Act::Frame);
    }
    stage.act(Act::Wait(milliseconds));
    stage.act(Act::Frame);
    assert_eq!(stage.session.state(), RunState::Running);
    assert!((stage.session.worked() - milliseconds).abs() < 100.0, "{}", stage.session.worked());
    stage
}

#[test]
fn a_short_run_ends_unasked() {
    for event in [Event::Reset, Event::Seek(3), Event::StepBack] {
        let mut stage = under_way(LONG_RUN - 1_000.0);
        let run = stage.session.run();
        stage.act(Act::Person(event));
        assert_eq!(stage.session.question(), None);
        assert_ne!(stage.session.run(), run);
    }
}

#[test]
fn a_long_run_ends_only_where_the_person_says_so() {
    for event in [Event::Reset, Event::Seek(3), Event::StepBack] {
        let mut stage = under_way(LONG_RUN + 1_000.0);
        let (run, rounds) = (stage.session.run(), stage.session.rounds());
        stage.act(Act::Person(event.clone()));
        assert!(matches!(stage.session.question(), Some(Question::Replay(_))), "{event:?}");
        assert_eq!((stage.session.run(), stage.session.state()), (run, RunState::Running));
        stage.act(Act::Person(Event::Answer { ends: false }));
        assert_eq!((stage.session.question(), stage.session.run()), (None, run));
        assert!(stage.session.rounds() >= rounds);
        stage.act(Act::Person(event));
        stage.act(Act::Person(Event::Answer { ends: true }));
        assert_eq!((stage.session.question(), stage.session.state()), (None, RunState::Preparing));
        stage.validate();
        assert_eq!(stage.session.question(), None, "the new run is short");
    }
}

#[test]
fn a_changed_experiment_waits_for_the_answer() {
    let mut stage = under_way(LONG_RUN + 1_000.0);
    let (run, experiment) = (stage.session.run(), stage.session.controls.clone());
    stage.act(Act::Controls(3));
    timers(&mut stage);
    assert_eq!((stage.session.question(), stage.session.run()), (Some(Question::Change), run));
    // Undone by hand, nothing is asked any more.
    stage.act(Act::Controls(2));
    assert_eq!(stage.session.question(), None);
    stage.act(Act::Controls(3));
    timers(&mut stage);
    // Kept: the controls go back to the experiment of the run, which goes on to its end.
    stage.act(Act::Person(Event::Answer { ends: false }));
    assert_eq!((&stage.session.controls, stage.session.run()), (&experiment, run));
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.run()), (RunState::Done, run));
    assert!(!stage.session.is_stale());
}

#[test]
fn the_last_runs_are_shown_again_as_they_were() {
    let mut stage = Stage::ready(0);
    let first =
        (stage.session.log().cloned(), stage.session.digest().cloned(), stage.session.shown().clone());
    for index in [2, 3, 4] {
        stage.act(Act::Controls(index));
        stage.validate();
    }
    let kept: Vec<_> = stage.session.earlier().map(|(experiment, ..)| experiment.clone()).collect();
    assert_eq!(kept.len(), MOST_KEPT);
    assert_eq!(kept[MOST_KEPT - 1], first.2);
    stage.act(Act::Person(Event::ShowEarlier(MOST_KEPT - 1)));
    assert_eq!((stage.session.log(), stage.session.digest()), (first.0.as_ref(), first.1.as_ref()));
    assert_eq!((stage.session.shown(), stage.session.state()), (&first.2, RunState::Done));
    assert!(!stage.session.is_stale() && stage.session.run().is_none());
    // The one that gave way is kept in its place, and the engine is asked for nothing until it is played.
    stage.validate();
    assert_eq!(stage.session.state(), RunState::Done);
    assert_eq!(stage.session.earlier().count(), MOST_KEPT);
    stage.act(Act::Person(Event::Play));
    stage.validate();
    assert_eq!((stage.session.digest(), stage.session.state()), (first.1.as_ref(), RunState::Done));
    // Run again, it is one run, not two.
    assert_eq!(stage.session.earlier().count(), MOST_KEPT);
}

#[test]
fn what_was_stopped_is_kept_where_it_computed_for_a_while() {
    for (worked, kept) in [(500.0, 0), (5_000.0, 1)] {
        let mut stage = under_way(worked);
        let before = stage.session.earlier().count();
        let rounds = stage.session.rounds();
        stage.act(Act::Controls(3));
        stage.validate();
        let found: Vec<u64> = stage.session.earlier().map(|(_, rounds, _)| rounds).collect();
        assert_eq!(found.len(), before + kept, "{worked}: {found:?}");
        if kept == 1 {
            assert!(found[0] >= rounds && found[0] < 30, "{found:?}");
            stage.act(Act::Person(Event::ShowEarlier(0)));
            assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, found[0]));
            // One more round: it is replayed to there.
            stage.act(Act::Person(Event::Step { by_phase: false }));
            stage.validate();
            assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, found[0] + 1));
            stage.finish();
        }
    }
}

#[test]
fn what_is_declared_to_be_in_the_way_is_said_before_the_engine_is_asked() {
    use crate::spec::link;
    let mut stage = Stage::ready(0);
    let run = stage.session.run();
    let mut blocked = stage.session.controls.clone();
    blocked.policies.extend(link::decode("#1c=hybrid_lin_ucb").expect("it is a link").experiment.policies);
    stage.send(Event::Controls(Box::new(blocked)));
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.run()), (RunState::Failed, None));
    assert!(run.is_some());
    stage.act(Act::Controls(0));
    stage.finish();
}

#[test]
fn what_is_through_or_stopped_after_a_while_is_to_outlast_the_page() {
    for (worked, count) in [(500.0, 1), (5_000.0, 2)] {
        let mut stage = under_way(worked);
        let (run, rounds) = (stage.session.shown_run(), stage.session.rounds());
        stage.kept.clear();
        stage.act(Act::Controls(3));
        stage.validate();
        assert_eq!(stage.session.state(), RunState::Done);
        let last = (stage.session.shown_run(), stage.session.shown().horizon);
        assert_eq!((stage.kept.len(), stage.kept.last()), (count, Some(&last)), "{:?}", stage.kept);
        if count == 2 {
            assert!(stage.kept[0].0 == run && stage.kept[0].1 >= rounds, "{:?}", stage.kept);
        }
        // Shown again and replaced again, a run that is through is there already.
        stage.act(Act::Person(Event::ShowEarlier(0)));
        stage.act(Act::Controls(3));
        stage.validate();
        let finished = stage.kept.iter().filter(|(run, _)| *run == last.0).count();
        assert_eq!(finished, 1, "{:?}", stage.kept);
    }
}
