//! What a person would try, step by step.

use super::experiments::{BUNDLED, ratings, table};
use super::stage::{Act, Stage};
use crate::metrics::IN_EVERY_RUN;
use crate::results::{PolicyUpdate, RunUpdate, SeedSeries, Totals};
use crate::session::pace::Speed;
use crate::session::round::PHASES;
use crate::session::{Attention, Effect, Event, NoticeAction, RunState, Session, Severity};
use crate::spec::{Experiment, link};

fn person(stage: &mut Stage, event: Event) {
    stage.act(Act::Person(event));
}

/// Works until the run has begun to move.
fn begin(stage: &mut Stage) {
    while stage.session.rounds() == 0 {
        stage.act(Act::Work(5));
        stage.act(Act::Frame);
    }
}

#[test]
fn a_run_plays_from_loading_to_its_end() {
    let mut stage = Stage::new();
    assert_eq!(stage.session.state(), RunState::Loading);
    stage.send(Event::EngineReady);
    assert_eq!(stage.session.state(), RunState::Loading);
    stage.send(Event::DataGiven { kind: ratings(), bundled: true, chosen: false });
    stage.engine.give_ratings(BUNDLED);
    stage.act(Act::Work(1));
    assert_eq!(stage.session.state(), RunState::Preparing);
    assert!(stage.session.is_playing());
    stage.act(Act::Person(Event::Pause));
    stage.act(Act::Controls(0));
    stage.validate();
    assert_eq!(stage.session.state(), RunState::Paused);
    stage.finish();
}

#[test]
fn a_cancelled_preparation_shows_the_run_before() {
    let mut stage = Stage::ready(1);
    assert_eq!(stage.session.state(), RunState::Done);
    let (shown, log) = (stage.session.shown().clone(), stage.session.log().cloned());
    stage.act(Act::Controls(2));
    stage.act(Act::Timer(0));
    assert_eq!((stage.session.state(), stage.session.preparation()), (RunState::Preparing, None));
    // What does not take long can't be cancelled.
    person(&mut stage, Event::CancelPreparation);
    assert_eq!(stage.session.state(), RunState::Preparing);
    stage.act(Act::Wait(600.0));
    stage.act(Act::Work(1));
    assert!(stage.session.preparation().is_some());
    person(&mut stage, Event::CancelPreparation);
    assert_eq!(stage.notices, [(Severity::Warning, Some(NoticeAction::RunAgain))]);
    assert_eq!(stage.session.state(), RunState::Cancelled);
    stage.validate();
    assert_eq!((stage.session.shown(), stage.session.log()), (&shown, log.as_ref()));
    assert!(stage.session.is_stale() && stage.session.digest().is_some());
    stage.finish();
    assert_eq!(stage.session.shown().horizon, 30);
}

/// The round of the experiment before goes where the next one can't run, and stays where the same one was lost.
#[test]
fn what_cannot_run_leaves_no_round_of_the_run_before() {
    let mut stage = Stage::ready(0);
    person(&mut stage, Event::Reset);
    stage.validate();
    assert!(!stage.shows_round);
    person(&mut stage, Event::Step { by_phase: false });
    stage.validate();
    assert!(stage.shows_round);
    stage.act(Act::Crash);
    assert!(stage.shows_round && !stage.session.is_stale());
    let arms_without_features =
        link::decode("#1w=bernoulli&c=hybrid_lin_ucb&horizon=40").expect("it is a link").experiment;
    stage.send(Event::Controls(Box::new(arms_without_features)));
    stage.validate();
    assert_eq!(stage.session.state(), RunState::Failed);
    assert!(stage.session.is_stale() && !stage.shows_round);
}

#[test]
fn a_pause_outlives_a_change_of_the_controls_a_crash_and_another_speed() {
    let mut stage = Stage::ready(0);
    person(&mut stage, Event::RunAgain);
    begin(&mut stage);
    // The controls are changed first, and the run is paused before it starts again.
    stage.act(Act::Controls(2));
    person(&mut stage, Event::Pause);
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, 0));
    // Likewise when it is paused and has not come to a stop yet.
    person(&mut stage, Event::Play);
    begin(&mut stage);
    person(&mut stage, Event::Pause);
    stage.act(Act::Controls(3));
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, 0));
    // A change of speed on the way to a stop does not make it go on.
    person(&mut stage, Event::SetSpeed(Speed::at(80)));
    person(&mut stage, Event::Play);
    stage.act(Act::Wait(100.0));
    stage.act(Act::Frame);
    person(&mut stage, Event::Pause);
    person(&mut stage, Event::SetSpeed(Speed::Full));
    stage.validate();
    assert_eq!(stage.session.state(), RunState::Paused);
    // And after a crash another experiment stands as well.
    stage.act(Act::Crash);
    stage.act(Act::Controls(0));
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, 0));
    stage.finish();
}

#[test]
fn a_run_is_stepped_back_and_replayed() {
    let mut stage = Stage::ready(0);
    person(&mut stage, Event::Seek(17));
    assert_eq!(stage.session.state(), RunState::Preparing);
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, 17));
    person(&mut stage, Event::StepBack);
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, 16));
    person(&mut stage, Event::Step { by_phase: true });
    stage.validate();
    assert_eq!((stage.session.rounds(), stage.session.phase()), (17, PHASES[0]));
    for phase in &PHASES[1..] {
        person(&mut stage, Event::StepPhase);
        assert_eq!(stage.session.phase(), *phase);
    }
    assert_eq!(stage.session.rounds(), 17);
    person(&mut stage, Event::StepPhase);
    stage.validate();
    assert_eq!((stage.session.rounds(), stage.session.phase()), (18, PHASES[0]));
    person(&mut stage, Event::Reset);
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, 0));
}

#[test]
fn names_follow_the_controls_only_where_they_are_of_the_results() {
    let mut stage = Stage::ready(0);
    let run = stage.session.shown_run();
    stage.act(Act::Controls(1));
    stage.validate();
    assert_eq!(stage.session.shown_run(), run, "a name is no change of the run");
    assert_eq!(stage.session.shown().label(0), "Optimist");
    assert_eq!(stage.session.named_log().expect("there is one").policies[0].label, "Optimist");
    // Another experiment that can't be prepared leaves them as they are.
    stage.act(Act::Controls(6));
    stage.validate();
    assert_eq!(stage.session.state(), RunState::NeedsData(table()));
    assert_eq!(stage.session.shown().label(0), "Optimist");
    assert_eq!(stage.notices, [(Severity::Warning, Some(NoticeAction::UseBundled(table())))]);
    stage.act(Act::BringTable);
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.shown().policies.len()), (RunState::Done, 1));
}

#[test]
fn a_preparation_is_not_lost_when_the_first_ratings_come_meanwhile() {
    let mut stage = Stage::new();
    stage.send(Event::EngineReady);
    stage.act(Act::Controls(0));
    stage.act(Act::Timer(0));
    assert_eq!(stage.session.state(), RunState::Preparing);
    stage.send(Event::DataGiven { kind: ratings(), bundled: true, chosen: false });
    stage.engine.give_ratings(BUNDLED);
    assert!(stage.session.is_playing());
    stage.validate();
    assert_eq!(stage.session.state(), RunState::Done);
}

#[test]
fn ratings_in_use_are_changed_back_for_an_experiment_that_names_none() {
    let mut stage = Stage::ready(4);
    assert_eq!(stage.session.state(), RunState::Done);
    stage.act(Act::Controls(5));
    stage.validate();
    assert_eq!(stage.session.state(), RunState::NeedsData(ratings()));
    stage.act(Act::BringRatings);
    stage.validate();
    assert_eq!(stage.session.state(), RunState::Done);
    person(&mut stage, Event::Reset);
    stage.validate();
    // Paused, and it stays so while the engine is given the other ratings.
    stage.act(Act::Controls(4));
    stage.validate();
    assert_eq!((stage.session.state(), stage.session.rounds()), (RunState::Paused, 0));
    stage.finish();
}

#[test]
fn what_can_not_be_had_fails_with_its_sentence_each_time() {
    let mut stage = Stage::new();
    stage.send(Event::EngineUnavailable { sentence: "No engine.".to_owned() });
    for _ in 0..2 {
        assert_eq!(stage.session.state(), RunState::Failed);
        assert_eq!(stage.notices, [(Severity::Error, None)]);
        person(&mut stage, Event::Play);
    }
}

/// An engine that can run the experiment of the controls without data runs it at once, and goes on when the data come; what needs
/// them waits.
#[test]
fn an_experiment_that_the_engine_brings_along_waits_for_no_data() {
    let mut session = Session::new();
    let first = Experiment::default();
    let kind = ratings();
    session.handle(Event::EngineReady, 0.0);
    assert_eq!(session.state(), RunState::Loading);
    let effects = session.handle(Event::EngineBrings(Box::new(first.clone())), 1.0);
    assert!(
        matches!(effects.as_slice(), [.., Effect::Prepare { run: 1, experiment }] if **experiment == first)
    );
    // The data come while it is prepared: nothing begins again.
    session.handle(Event::DataGiven { kind, bundled: true, chosen: false }, 2.0);
    assert_eq!(session.state(), RunState::Preparing);
    let ready = Event::DataReady { kind, fingerprint: "00ff00ff00ff00ff".to_owned() };
    let effects = session.handle(ready, 3.0);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Prepare { .. })), "{effects:?}");
    assert_eq!((session.run(), session.state()), (Some(1), RunState::Preparing));
}

/// Another experiment on the same data waits for them, and is prepared when they are there.
#[test]
fn what_the_engine_does_not_bring_along_waits_for_data() {
    let mut session = Session::new();
    let kind = ratings();
    session.handle(Event::EngineReady, 0.0);
    session.handle(Event::EngineBrings(Box::default()), 1.0);
    session.handle(Event::Controls(Box::new(Experiment { horizon: 77, ..Experiment::default() })), 2.0);
    session.handle(Event::RunAgain, 3.0);
    assert_eq!(session.state(), RunState::Loading);
    session.handle(Event::DataGiven { kind, bundled: true, chosen: false }, 4.0);
    let ready = Event::DataReady { kind, fingerprint: "00ff00ff00ff00ff".to_owned() };
    let effects = session.handle(ready, 5.0);
    let prepares =
        |effect: &Effect| matches!(effect, Effect::Prepare { experiment, .. } if experiment.horizon == 77);
    assert!(effects.iter().any(prepares), "{effects:?}");
}

/// Where the data can't be had, the engine still runs what it brings along.
#[test]
fn without_data_the_engine_runs_what_it_brings_along() {
    let mut session = Session::new();
    let unavailable = Event::DataUnavailable { kind: ratings(), sentence: "There are none".to_owned() };
    session.handle(unavailable, 0.0);
    session.handle(Event::EngineReady, 1.0);
    session.handle(Event::EngineBrings(Box::default()), 2.0);
    assert_eq!(session.state(), RunState::Preparing);
}

/// A run that is further than its speed would have brought it goes on from there.
#[test]
fn a_run_that_is_ahead_goes_on_from_where_it_stands() {
    let mut session = Session::new();
    session.handle(Event::SetSpeed(Speed::Limited(10.0)), 0.0);
    session.handle(Event::EngineReady, 0.0);
    let experiment = Experiment { seeds: 1, ..Experiment::default() };
    session.handle(Event::Controls(Box::new(experiment.clone())), 0.0);
    session.handle(Event::EngineBrings(Box::new(experiment.clone())), 1.0);
    session.handle(Event::Prepared { run: 1, items: vec![String::new(); 20], remarks: Vec::new() }, 2.0);
    let stand = |round| RunUpdate {
        rounds_done: round,
        metrics: session_metrics(),
        policies: vec![
            PolicyUpdate {
                seeds: vec![SeedSeries::new(3)],
                totals: vec![Totals { values: vec![0.0; 3] }],
                ..PolicyUpdate::default()
            };
            4
        ],
        ..RunUpdate::default()
    };
    let moved =
        Event::Moved { run: 1, advance: Box::new(stand(60)), view: None, attention: Attention::default() };
    session.handle(moved, 3.0);
    session.handle(Event::Frame, 10.0);
    assert_eq!(session.rounds(), 60);
    let mut asked = Vec::new();
    for frame in 1..30 {
        let effects = session.handle(Event::Frame, 10.0 + 16.0 * f64::from(frame));
        asked.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::RunUntil { round, .. } => Some(round),
            _ => None,
        }));
    }
    assert_eq!(asked.first(), Some(&61));
    assert!(asked.iter().all(|round| (61..=66).contains(round)), "{asked:?}");
}

/// The metrics that every run has.
fn session_metrics() -> Vec<String> {
    IN_EVERY_RUN.iter().map(|metric| metric.id.to_owned()).collect()
}
