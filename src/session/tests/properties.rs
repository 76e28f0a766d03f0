//! Arbitrary sequences of events.

use proptest::prelude::*;

use super::experiments::{BUNDLED, experiments, ratings};
use super::stage::{Act, Stage};
use crate::session::data::Need;
use crate::session::pace::{PLACES, Speed};
use crate::session::round::PHASES;
use crate::session::{Event, RunState, without_names};

fn person() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::Play),
        3 => Just(Event::Pause),
        2 => Just(Event::Toggle),
        2 => any::<bool>().prop_map(|by_phase| Event::Step { by_phase }),
        1 => Just(Event::StepPhase),
        1 => (0_usize..5).prop_map(|phase| Event::ShowPhase(PHASES[phase])),
        1 => (0_u64..60).prop_map(Event::Seek),
        1 => Just(Event::StepBack),
        1 => Just(Event::Reset),
        2 => prop_oneof![Just(PLACES), Just(0), 0..=PLACES].prop_map(|place| Event::SetSpeed(Speed::at(place))),
        2 => Just(Event::CancelPreparation),
        1 => Just(Event::RunAgain),
        1 => any::<bool>().prop_map(|ends| Event::Answer { ends }),
        1 => (0_usize..4).prop_map(Event::ShowEarlier),
    ]
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => person().prop_map(Act::Person),
        2 => (0_usize..7).prop_map(Act::Controls),
        8 => (0_u64..25).prop_map(Act::Work),
        3 => (0_usize..8).prop_map(Act::Timer),
        4 => Just(Act::Frame),
        2 => prop_oneof![Just(16.0), Just(700.0), Just(20_000.0)].prop_map(Act::Wait),
        1 => Just(Act::Crash),
        1 => Just(Act::Fail),
        1 => (0_u64..3).prop_map(Act::Late),
        1 => Just(Act::BringRatings),
        1 => Just(Act::BackToBundled),
        1 => Just(Act::BringTable),
    ];
    proptest::collection::vec(act, 0..80)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, ..ProptestConfig::default() })]

    /// Whatever happens in whatever order: what `Stage::check` says holds after each event, and the run of the controls
    /// can be brought to its end.
    #[test]
    fn no_sequence_of_events_mixes_runs_loses_a_pause_or_gets_stuck(first in 0_usize..7, acts in acts()) {
        let mut stage = Stage::ready(first);
        for act in acts {
            stage.act(act);
        }
        stage.finish();
    }

    /// The engine and its ratings may come at any time, or not at all.
    #[test]
    fn a_session_waits_for_its_engine_and_ratings(
        acts in acts(),
        engine_at in 0_usize..40,
        ratings_at in 0_usize..40,
        ratings_come in any::<bool>(),
        brings in proptest::option::of(0_usize..7),
    ) {
        let mut stage = Stage::new();
        stage.act(Act::Controls(4));
        let (mut engine_is_there, mut ratings_are_there) = (false, false);
        for turn in 0..40 {
            if turn == engine_at {
                engine_is_there = true;
                stage.send(Event::EngineReady);
                // What it can run before it has any data: that of the controls, or another.
                if let Some(index) = brings {
                    let brought = experiments().swap_remove(index);
                    stage.engine.brings = Some(without_names(&brought));
                    stage.send(Event::EngineBrings(Box::new(brought)));
                }
            }
            if turn == ratings_at {
                ratings_are_there = true;
                if !ratings_come {
                    stage.send(Event::DataUnavailable { kind: ratings(), sentence: "They can't be loaded.".to_owned() });
                }
            }
            if ratings_come && turn == engine_at.max(ratings_at) {
                stage.send(Event::DataGiven { kind: ratings(), bundled: true, chosen: false });
                stage.engine.give_ratings(BUNDLED);
            }
            let Some(act) = acts.get(turn) else { continue };
            // Without an engine nothing can be read, and there is nothing that could crash.
            let needs_engine = matches!(
                act,
                Act::Crash | Act::BringRatings | Act::BackToBundled | Act::BringTable
            );
            let needs_ratings = matches!(act, Act::BackToBundled);
            if (!needs_engine || engine_is_there) && (!needs_ratings || ratings_are_there && ratings_come) {
                stage.act(act.clone());
            }
        }
        stage.validate();
        // Where it was cancelled or has failed, it may not have been said yet that it can't be prepared.
        if matches!(stage.session.data.need(&stage.session.wanted), Need::Unavailable(_)) {
            // What needs no ratings can be run all the same.
            stage.act(Act::Controls(0));
            stage.validate();
        }
        stage.finish();
    }

    /// An engine that is lost is asked for nothing any more, whatever happens, and what it has computed stays under its names.
    #[test]
    fn nothing_is_asked_of_an_engine_that_is_lost(first in 0_usize..7, before in acts(), after in acts()) {
        let mut stage = Stage::ready(first);
        for act in before {
            stage.act(act);
        }
        stage.engine.crash();
        stage.send(Event::EngineUnavailable { sentence: "It can't be loaded.".to_owned() });
        let newest = stage.engine.newest;
        let needs_engine =
            |act: &Act| matches!(act, Act::Crash | Act::BringRatings | Act::BackToBundled | Act::BringTable);
        for act in after.into_iter().filter(|act| !needs_engine(act)) {
            stage.act(act);
        }
        stage.validate();
        prop_assert_eq!(stage.engine.newest, newest);
        stage.act(Act::Person(Event::RunAgain));
        stage.validate();
        prop_assert_eq!(stage.session.state(), RunState::Failed);
        prop_assert_eq!(stage.engine.newest, newest);
    }
}
