use super::*;
use crate::simulation::profile::PhaseTime;

fn time(phase: Phase, policy: Option<usize>, microseconds: f64) -> PhaseTime {
    let share = microseconds / 20.0;
    PhaseTime { phase, policy, microseconds, standard_error: 0.0, share, allocations: 0.0, bytes: 0.0 }
}

/// Twenty microseconds a round: four of the environment, twelve of the first agent, four of the second.
fn profile() -> Profile {
    Profile {
        policies: vec!["LinUCB".to_owned(), "LinTS".to_owned()],
        memory: vec![Some(100), None],
        rounds: 50_000,
        repeated: 0,
        every: 10,
        sampled: 5_000,
        meter: 10.0,
        looking: 0.01,
        phases: vec![
            time(Phase::Environment, None, 4.0),
            time(Phase::Choose, Some(0), 9.0),
            time(Phase::Update, Some(0), 3.0),
            time(Phase::Choose, Some(1), 4.0),
        ],
        steps: (0..60)
            .map(|part| StepTime { round: 100 * part + 50, microseconds: 10.0 + part as f64 })
            .collect(),
        seconds: 1.0,
        phases_seconds: 1.0,
        phases_error: 0.0,
        spans: Vec::new(),
    }
}

#[test]
fn the_largest_is_named_with_what_to_do() {
    let (profile, experiment) = (profile(), Experiment::default());
    let said = bottleneck(&profile, &experiment, None).expect("something was measured");
    assert_eq!(
        said,
        "Most time goes into LinUCB: 60 % of a round, 45 % to score and choose; give it fewer features, whose number counts squared, or fewer arms, or leave it out, which makes a round 2.50 times as fast."
    );
    let environment = Profile { phases: vec![time(Phase::Environment, None, 20.0)], ..profile.clone() };
    let said = bottleneck(&environment, &experiment, None).expect("something was measured");
    assert!(
        said.starts_with(
            "Most time goes into what all agents share: 100 % of a round, all of it to draw users"
        ),
        "{said}"
    );
    let few = Profile { sampled: 20, ..profile.clone() };
    let said = bottleneck(&few, &experiment, None).expect("something was measured");
    assert!(said.starts_with("Only 20 rounds were looked at, too few to say"), "{said}");
    // Rounds were looked at and no part of them took time: the clock took all of it.
    let nothing = Profile { phases: Vec::new(), ..profile };
    let said = bottleneck(&nothing, &experiment, None).expect("rounds were looked at");
    assert!(said.starts_with("No part of a round takes longer than looking at it"), "{said}");
    assert_eq!(bottleneck(&Profile { sampled: 0, ..nothing }, &experiment, None), None);
}

#[test]
fn a_page_that_waits_or_draws_is_named_before_the_engine() {
    let (profile, experiment) = (profile(), Experiment { seeds: 4, ..Experiment::default() });
    let frames = |length: f32, busy: f32, rounds: f32| vec![[length, busy, rounds]; 100];
    let page = |play: Option<PlayTime>, messages: f64| PageTime { workers: 2, messages, play };
    // 50,000 rounds a second of one seed; each of two workers has two seeds.
    assert_eq!(page(None, 0.0).engine_rounds(&profile, &experiment), 25_000.0);
    let said =
        |page: PageTime| bottleneck(&profile, &experiment, Some(&page)).expect("something was measured");
    let slow = PlayTime::of(&frames(16.0, 4.0, 0.64), Some(40.0));
    assert!(
        said(page(slow, 0.1)).contains("set to 40 rounds/s and the engine can do 25,000 here"),
        "{}",
        said(page(slow, 0.1))
    );
    let busy = PlayTime::of(&frames(50.0, 45.0, 100.0), None);
    assert!(said(page(busy, 0.1)).starts_with("Drawing takes most"), "{}", said(page(busy, 0.1)));
    // Frames that are long since the machine does something else are not drawing.
    let idle = PlayTime::of(&frames(50.0, 5.0, 100.0), None);
    assert!(said(page(idle, 0.1)).starts_with("Most time goes into LinUCB"));
    assert!(
        said(page(None, 25.0)).starts_with("Messages between worker and page take 25.00 µs"),
        "{}",
        said(page(None, 25.0))
    );
    let play = idle.expect("there are frames");
    assert_eq!(
        (play.frame, play.rounds_per_second.round(), play.microseconds()),
        (50.0, 2_000.0, Some(50.0))
    );
    assert_eq!(PlayTime::of(&[], None), None);
}

#[test]
fn steps_are_drawn_within_the_frame_and_said() {
    let chart =
        StepChart::new(&profile(), &Experiment { horizon: 6_000, ..Experiment::default() }, Theme::Light);
    let layout = chart.layout(Size { width: 640.0, height: 240.0, ratio: 1.0 });
    let points = layout.marks.iter().find_map(|mark| match mark {
        Primitive::Line { points, .. } => Some(points.len()),
        _ => None,
    });
    assert_eq!(points, Some(60));
    assert_eq!(
        chart.sentence().as_deref(),
        Some("Over the run rounds get slower, 5.32 times by the end: 12.50 µs at first, 66.50 µs at last.")
    );
    assert_eq!(chart.words_at(150).as_deref(), Some("Round 150: 11.00 µs"));
    assert_eq!(memory_words(Some(20 << 20)), "20 MB");
    let short = Profile { rounds: 2_000_000, ..profile() };
    assert!(too_short(&short).is_some_and(|said| said.contains("a round takes 0.500 µs")));
    assert_eq!(too_short(&profile()), None);
    let none = Profile { steps: Vec::new(), ..profile() };
    assert_eq!(StepChart::new(&none, &Experiment::default(), Theme::Dark).sentence(), None);
}
