//! Where the time of a run goes.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::process::Command;
use std::time::Instant;

use bandit_playground::results::RunLog;
use bandit_playground::simulation::flame::folded_stacks;
use bandit_playground::simulation::probe::Phase;
use bandit_playground::simulation::profile::{Profile, ProfileSettings, Reading};
use bandit_playground::simulation::profiler::{Profiler, profile};
use bandit_playground::simulation::trace::trace_json;
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::{Experiment, PartChoice};
use bandit_playground::worker::asked::{Asked, EngineRequest};
use bandit_playground::worker::envelope::unpack;
use bandit_playground::worker::kept_runs::{packed, unpacked};
use bandit_playground::worker::profiling::{ProfileAnswer, ProfileRequest};
use bandit_playground::worker::protocol::Report;
use serde_json::Value;

const EXPERIMENTS: [&str; 4] = [
    r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}, {"agent": "random"}], "horizon": 500, "seeds": 2}"#,
    r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}, {"agent": "random"}], "horizon": 500, "seeds": 2,
        "feedback": {"delay": 7, "batch": 3}}"#,
    r#"{"world": {"id": "gap_slates"}, "contenders": [{"agent": "cascade_ucb1"}, {"agent": "random_slate"}], "horizon": 500, "seeds": 2}"#,
    r#"{"world": {"id": "gap_slates"}, "contenders": [{"agent": "cascade_ucb1"}], "horizon": 300, "seeds": 1,
        "feedback": {"delay": 7}}"#,
];

/// Rounds that take some microseconds.
const LINEAR: &str = r#"{"world": {"id": "stationary_linear"}, "contenders": [{"agent": "lin_ucb"}, {"agent": "lin_ts"}], "horizon": 20000, "seeds": 1}"#;

fn experiment(text: &str) -> Experiment {
    Experiment::from_json(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A profile with a clock that goes a microsecond further each time it is read, so that every number is known.
fn counted(experiment: &Experiment, every: u64) -> (String, Profile) {
    let readings = Cell::new(0);
    let meter = || {
        readings.set(readings.get() + 1);
        let reading = readings.get();
        Reading { nanoseconds: 1_000.0 * reading as f64, allocations: 2 * reading, bytes: 5 * reading }
    };
    let environment = experiment.prepare(Sources::default()).expect("it can be prepared");
    let settings = ProfileSettings { every: Some(every), ..ProfileSettings::default() };
    let (log, profile) = profile(experiment, environment, settings, &meter).expect("it can be run");
    (log.digest().expect("it is through"), profile)
}

/// Whatever rounds are looked at, arms or slates, feedback at once or late: the run is the same, bit for bit.
#[test]
fn a_profiled_run_is_the_same() {
    for text in EXPERIMENTS {
        let experiment = experiment(text);
        let plain = run(&experiment, Sources::default()).expect("it runs").digest();
        for every in [1, 7, 1_000] {
            let (digest, profile) = counted(&experiment, every);
            assert_eq!(Some(digest), plain, "{text}, every {every}");
            let seeds = u64::from(experiment.seeds);
            assert_eq!(profile.sampled, experiment.horizon.div_ceil(every) * seeds);
            assert_eq!(profile.rounds, experiment.horizon * seeds);
        }
    }
}

/// Each phase of each policy comes once a round (the regret of a slate is taken after the update, so that its response comes twice), with
/// what was allocated in it, and the meter's own microsecond is taken off.
#[test]
fn each_phase_is_counted_once() {
    let expected: [&[(Phase, Option<usize>, f64)]; 4] = {
        use Phase::{Choose, Environment, Feedback, Metrics, Respond, Update};
        [
            &[
                (Environment, None, 1.0),
                (Choose, Some(0), 1.0),
                (Respond, Some(0), 1.0),
                (Update, Some(0), 1.0),
                (Metrics, Some(0), 1.0),
                (Choose, Some(1), 1.0),
                (Respond, Some(1), 1.0),
                (Update, Some(1), 1.0),
                (Metrics, Some(1), 1.0),
            ],
            &[
                (Environment, None, 1.0),
                (Feedback, None, 1.0),
                (Choose, Some(0), 1.0),
                (Respond, Some(0), 1.0),
                (Metrics, Some(0), 1.0),
                (Choose, Some(1), 1.0),
                (Respond, Some(1), 1.0),
                (Metrics, Some(1), 1.0),
            ],
            &[
                (Environment, None, 1.0),
                (Choose, Some(0), 1.0),
                (Respond, Some(0), 2.0),
                (Update, Some(0), 1.0),
                (Metrics, Some(0), 1.0),
                (Choose, Some(1), 1.0),
                (Respond, Some(1), 2.0),
                (Update, Some(1), 1.0),
                (Metrics, Some(1), 1.0),
            ],
            &[
                (Environment, None, 1.0),
                (Feedback, None, 1.0),
                (Choose, Some(0), 1.0),
                (Respond, Some(0), 2.0),
                (Metrics, Some(0), 1.0),
            ],
        ]
    };
    for (text, expected) in EXPERIMENTS.into_iter().zip(expected) {
        let (_, profile) = counted(&experiment(text), 5);
        let found: Vec<_> =
            profile.phases.iter().map(|phase| (phase.phase, phase.policy, phase.allocations / 2.0)).collect();
        assert_eq!(found, expected, "{text}");
        assert!(profile.phases.iter().all(|phase| phase.bytes == 2.5 * phase.allocations));
        assert_eq!(profile.meter, 1_000.0);
        assert!(
            profile.phases.iter().all(|phase| phase.microseconds == 0.0),
            "all of it was the meter's own"
        );
    }
}

/// With the real clock: shares sum to one, and what phases take a round to what they take in all.
#[test]
fn shares_sum_to_one() {
    let experiment = experiment(LINEAR);
    let environment = experiment.prepare(Sources::default()).expect("it can be prepared");
    let begun = std::time::Instant::now();
    let meter = || Reading { nanoseconds: begun.elapsed().as_nanos() as f64, ..Reading::default() };
    let (_, profile) =
        profile(&experiment, environment, ProfileSettings::default(), &meter).expect("it can be run");
    let share: f64 = profile.phases.iter().map(|phase| phase.share).sum();
    assert!((share - 1.0).abs() < 1e-9, "{share}");
    let sum: f64 = profile.phases.iter().map(|phase| phase.microseconds).sum();
    assert!((sum * profile.rounds as f64 / 1e6 / profile.phases_seconds - 1.0).abs() < 1e-9, "{profile:?}");
    // How the phases compare with the run's own time depends on what else the machine does: `profile` is for that.
    assert!(profile.phases_seconds > 0.0 && profile.seconds > 0.0, "{profile:?}");
}

/// In short turns, and repeated until enough was measured, as the page does it: the updates of the first time are the run.
#[test]
fn a_run_that_is_profiled_in_turns_is_the_same() {
    for text in EXPERIMENTS {
        let experiment = experiment(text);
        let plain = run(&experiment, Sources::default()).expect("it runs").digest();
        let now = Cell::new(0.0);
        let meter = || {
            now.set(now.get() + 1_000.0);
            Reading { nanoseconds: now.get(), ..Reading::default() }
        };
        let environment = experiment.prepare(Sources::default()).expect("it can be prepared");
        let mut log = RunLog::new(&experiment, environment.items());
        let settings = ProfileSettings { every: Some(5), least_seconds: 0.05, spans: 0 };
        let mut profiler = Profiler::new(&experiment, environment, settings, &meter).expect("it can be run");
        let (mut turns, mut before) = (0, 0.0);
        while !profiler.is_done() {
            profiler.go_on(&meter, now.get() + 2e6).expect("it goes on");
            profiler.take().iter().for_each(|update| log.apply(update).expect("it fits"));
            assert!((before..=1.0).contains(&profiler.share()), "{} after {before}", profiler.share());
            (turns, before) = (turns + 1, profiler.share());
        }
        assert_eq!(log.digest(), plain, "{text}");
        let profile = profiler.profile();
        assert!(turns > 10 && before == 1.0 && profile.repeated > 0, "{turns} turns, {profile:?}");
        assert!(profile.seconds >= 0.05 && profile.rounds > experiment.horizon * u64::from(experiment.seeds));
        assert!(profile.spans.is_empty() && profile.steps.len() > 50, "{}", profile.steps.len());
    }
}

/// What a worker of the page answers: its reports are the run, and what can't be run is one sentence.
#[test]
fn a_worker_answers_with_the_reports_of_the_run() {
    let experiment = experiment(EXPERIMENTS[2]);
    let now = Cell::new(0.0);
    // Milliseconds, a hundredth further each time.
    let clock = || {
        now.set(now.get() + 1e-2);
        now.get()
    };
    let mut asked = Asked::default();
    let mut ask = |request: ProfileRequest| -> ProfileAnswer {
        let request = packed(EngineRequest::Profile(request));
        let answer = asked.answer(request, &Sources::default(), &clock, &|| 1 << 20, &mut |_, _| ());
        unpacked(answer).expect("it is an answer")
    };
    let refused = ask(ProfileRequest::GoOn { shows: true });
    assert!(
        matches!(&refused, ProfileAnswer::Refused { sentence } if sentence == "no profile has begun in this worker")
    );
    let items = match ask(ProfileRequest::Begin { experiment: Box::new(experiment.clone()) }) {
        ProfileAnswer::Ready { items } => items,
        other => panic!("{other:?}"),
    };
    let mut log = RunLog::new(&experiment, items);
    let measured = loop {
        let ProfileAnswer::GoesOn { moved, share, measured } = ask(ProfileRequest::GoOn { shows: false })
        else {
            panic!("it goes on")
        };
        if let Some(moved) = moved {
            match unpack(&moved.to_vec(), Vec::new()) {
                Some(Report::Moved { advance, .. }) => log.apply(&advance).expect("it fits"),
                other => panic!("{other:?}"),
            }
        }
        if let Some(measured) = measured {
            assert_eq!(share, 1.0);
            break measured;
        }
    };
    assert!(measured.is_done && measured.profile.seconds >= 3.0 && measured.memory == (1 << 20, 1 << 20));
    assert!(
        measured.reporting > 0.0 && measured.reported == experiment.horizon * u64::from(experiment.seeds)
    );
    assert_eq!(log.digest(), run(&experiment, Sources::default()).expect("it runs").digest());
    let other = Experiment {
        environment: PartChoice { id: "no_such".to_owned(), ..experiment.environment.clone() },
        ..experiment
    };
    let refused = ask(ProfileRequest::Begin { experiment: Box::new(other) });
    assert!(
        matches!(&refused, ProfileAnswer::Refused { sentence } if sentence.contains("no_such")),
        "{refused:?}"
    );
}

/// A clock that is rounded to a tenth of a millisecond, as those of browsers are, gives the times of phases that take microseconds, within
/// the error that is stated (here four times that).
#[test]
fn a_coarse_clock_is_right_on_average() {
    let experiment = experiment(
        r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 40000, "seeds": 1}"#,
    );
    let (now, state, step) = (Cell::new(0.0), Cell::new(1_u64), Cell::new(200.0));
    let meter = || {
        state
            .set(state.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        let jitter = (state.get() >> 11) as f64 / (1_u64 << 53) as f64;
        now.set(now.get() + 2.0 * jitter * step.get());
        Reading { nanoseconds: (now.get() / 1e5).floor() * 1e5, ..Reading::default() }
    };
    let environment = experiment.prepare(Sources::default()).expect("it can be prepared");
    let settings = ProfileSettings { every: Some(1), ..ProfileSettings::default() };
    let mut profiler = Profiler::new(&experiment, environment, settings, &meter).expect("it can be run");
    // Reading the clock takes 0.2 µs before the run; in it 2 µs pass from one reading to the next, of which 1.8 are the phase's.
    step.set(2_000.0);
    profiler.go_on(&meter, f64::INFINITY).expect("it goes on");
    let profile = profiler.profile();
    assert!((profile.meter - 200.0).abs() < 40.0, "{}", profile.meter);
    assert_eq!(profile.phases.len(), 5);
    for phase in &profile.phases {
        let error = phase.standard_error;
        assert!(error < 0.1, "{phase:?}");
        assert!((phase.microseconds - 1.8).abs() < 4.0 * error + 0.04, "{phase:?}");
    }
}

/// Where nothing else is said, rounds are looked at so seldom that it takes about a hundredth of the time.
#[test]
fn looking_takes_a_hundredth_of_the_time() {
    let experiment = experiment(LINEAR);
    let environment = experiment.prepare(Sources::default()).expect("it can be prepared");
    let begun = std::time::Instant::now();
    let meter = || Reading { nanoseconds: begun.elapsed().as_nanos() as f64, ..Reading::default() };
    let (_, profile) =
        profile(&experiment, environment, ProfileSettings::default(), &meter).expect("it can be run");
    // How long rounds and readings take depends on what else the machine does, before and during the run; that looking is rare does not.
    let looks = profile.rounds.div_ceil(profile.every);
    // Rounds in which another program had the processor are left out.
    assert!(profile.every > 1 && profile.sampled <= looks && 2 * profile.sampled > looks, "{profile:?}");
    assert!((1e-5..0.1).contains(&profile.looking), "{}", profile.looking);
}

/// Every field that the Trace Event Format names for complete events and metadata, in its unit; events of a thread don't overlap.
#[test]
fn a_trace_has_the_documented_fields() {
    let (_, profile) = counted(&experiment(EXPERIMENTS[2]), 50);
    check_trace(&trace_json(&profile), &["all agents", "CascadeUCB1", "Random slate"]);
}

fn check_trace(trace: &Value, threads: &[&str]) {
    assert_eq!(trace["displayTimeUnit"], "ns");
    let events = trace["traceEvents"].as_array().expect("a list of events");
    let mut names = Vec::new();
    let mut ends: BTreeMap<u64, f64> = BTreeMap::new();
    for event in events {
        assert_eq!(event["pid"], 1);
        let thread = event["tid"].as_u64().expect("a number");
        match event["ph"].as_str().expect("a phase") {
            "M" if event["name"] == "thread_name" => {
                assert_eq!(thread as usize, names.len());
                names.push(event["args"]["name"].as_str().expect("a name"));
            }
            "M" => assert_eq!(
                (&event["name"], &event["args"]["name"]),
                (&"process_name".into(), &"bandit-playground".into())
            ),
            "X" => {
                let (start, duration) = (
                    event["ts"].as_f64().expect("microseconds"),
                    event["dur"].as_f64().expect("microseconds"),
                );
                assert!(
                    Phase::ALL.iter().any(|phase| event["name"] == phase.title()) && event["cat"] == "round"
                );
                assert!(event["args"]["round"].as_u64() >= Some(1) && event["args"]["seed"].is_u64());
                assert!(start >= 0.0 && duration >= 0.0 && ends.get(&thread).is_none_or(|end| *end <= start));
                ends.insert(thread, start + duration);
            }
            other => panic!("no such event: {other}"),
        }
    }
    assert_eq!(names, threads);
    assert_eq!(ends.len(), threads.len(), "every thread has events");
}

#[test]
fn the_command_prints_a_table_and_writes_a_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let trace = folder.path().join("trace.json");
    let trace = trace.to_str().expect("it is UTF-8");
    let ask = |link: &str, more: &[&str]| {
        let answer =
            Command::new(env!("CARGO_BIN_EXE_bandit-playground")).args(["profile", link]).args(more).output();
        let answer = answer.expect("the program starts");
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
        String::from_utf8(answer.stdout).expect("it is UTF-8")
    };
    // Rounds that take so long that a busy machine does not hide their parts behind the clock's own cost.
    let slow = "#1w=stationary_linear&c=lin_ucb&c=random&horizon=2000&seeds=2";
    let printed = ask(slow, &["--trace", trace, "--every", "3"]);
    for expected in
        ["environment", "choose", "respond", "update", "metrics", "LinUCB", "rounds/s", "Most time goes into"]
    {
        assert!(printed.contains(expected), "{expected}: {printed}");
    }
    let text = std::fs::read_to_string(trace).expect("it was written");
    check_trace(&serde_json::from_str(&text).expect("it is JSON"), &["all agents", "LinUCB", "Random"]);
    let stacks = folder.path().join("stacks.txt");
    ask(slow, &["--flame", stacks.to_str().expect("it is UTF-8")]);
    let stacks = std::fs::read_to_string(stacks).expect("it was written");
    assert!(stacks.contains("bandit-playground;run;LinUCB;choose "), "{stacks}");
    // Whatever was measured, one sentence says what follows from it.
    let brief = "#1w=bernoulli&c=ucb1&c=random&horizon=2000&seeds=2";
    let printed = ask(brief, &["--every", "3"]);
    assert!(
        printed.contains("Most time goes into") || printed.contains("No part of a round takes longer"),
        "{printed}"
    );
    let found: Value = serde_json::from_str(&ask(brief, &["--json", "--every", "3"])).expect("it is JSON");
    let experiment = Experiment { horizon: 2_000, ..experiment(EXPERIMENTS[0]) };
    let log = run(&experiment, Sources::default()).expect("it runs");
    assert_eq!(
        found["digest"].as_str().map(str::to_owned),
        log.run_digest().map(|digest| digest.to_string())
    );
    let phases = found["phases"].as_array().expect("a list");
    // Nothing is allocated in a round: what the engine promises of every agent.
    assert!(phases.len() > 8 && phases.iter().all(|phase| phase["allocations"] == 0.0), "{phases:?}");
}

/// Frames and a whole number a line, which add up to the run and its preparation; agents of one name stay apart.
#[test]
fn folded_stacks_add_up() {
    let mut experiment = Experiment { horizon: 500, ..experiment(LINEAR) };
    experiment.policies[1].label = Some("a; b\n7".to_owned());
    experiment.policies.push(experiment.policies[0].clone());
    let begun = Instant::now();
    let meter = || Reading { nanoseconds: begun.elapsed().as_nanos() as f64, ..Reading::default() };
    let environment = experiment.prepare(Sources::default()).expect("it can be prepared");
    let settings = ProfileSettings { every: Some(7), ..ProfileSettings::default() };
    let (_, profile) = profile(&experiment, environment, settings, &meter).expect("it can be run");
    let text = folded_stacks(&profile, 0.25);
    let lines: Vec<(&str, f64)> = text
        .lines()
        .map(|line| line.rsplit_once(' ').map(|(frames, number)| (frames, number.parse().expect("a number"))))
        .map(|line| line.expect("it has a number"))
        .collect();
    assert_eq!(lines[0], ("bandit-playground;prepare", 250_000_000.0));
    let sum: f64 = lines.iter().map(|(_, nanoseconds)| nanoseconds).sum();
    let whole = 250_000_000.0 + 1e9 * profile.seconds.max(profile.phases_seconds);
    assert!((sum - whole).abs() <= lines.len() as f64, "{sum}, {whole}: {text}");
    for (policy, name) in ["LinUCB (1)", "a  b 7", "LinUCB (3)"].into_iter().enumerate() {
        let choose = format!("bandit-playground;run;{name};choose");
        let found = lines.iter().find(|(frames, _)| *frames == choose).expect("it is there").1;
        let phase =
            profile.phases.iter().find(|phase| phase.policy == Some(policy) && phase.phase == Phase::Choose);
        let microseconds = phase.expect("it is there").microseconds;
        assert!((found - microseconds * 1_000.0 * profile.rounds as f64).abs() <= 0.5, "{found}");
    }
    assert!(lines.iter().all(|(frames, number)| frames.matches(';').count() <= 3 && *number > 0.0), "{text}");
}
