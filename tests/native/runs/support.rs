//! Runs to be kept: real ones, and any.

use bandit_playground::results::RunLog;
use bandit_playground::runs::{KeptCurve, KeptPolicy, KeptResults, KeptRun, Made, RunHeader, RunId};
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::Experiment;
use proptest::collection::vec;
use proptest::prelude::*;

/// A quick run that really took place.
pub fn log(master_seed: u64, horizon: u64) -> RunLog {
    let text = format!(
        r#"{{"world": {{"id": "bernoulli"}}, "contenders": [{{"agent": "ucb1"}}, {{"agent": "random"}}],
            "horizon": {horizon}, "seeds": 4, "master_seed": {master_seed}}}"#
    );
    let experiment = Experiment::from_json(&text).expect("it is an experiment");
    run(&experiment, Sources::default()).expect("it runs")
}

/// The same, kept.
pub fn kept(created: u64) -> KeptRun {
    let made = Made { created, random: created * 7, seconds: 0.25, ..Made::default() };
    KeptRun::of(&log(created, 200), made)
}

/// Any run: any texts, any bits of its numbers, any number of metrics, agents, seeds and checkpoints.
pub fn any_run() -> impl Strategy<Value = KeptRun> {
    let sizes = (0..4_usize, 0..4_usize, 0..4_usize, vec(1..1_000_u64, 0..6));
    let texts = (any::<String>(), any::<String>(), vec("[a-z ]{0,9}", 0..4));
    let state = (any::<bool>(), proptest::option::of(any::<u64>()), any::<u64>(), 0.0..1e9_f64);
    (sizes, texts, state, vec(any::<u64>(), 8..64)).prop_map(|(sizes, texts, state, bits)| {
        let (metrics, policies, seeds, steps) = sizes;
        let rounds: Vec<u64> = steps
            .iter()
            .scan(0, |round, step| {
                *round += step;
                Some(*round)
            })
            .collect();
        let mut bits = bits.into_iter().cycle();
        let mut next = || bits.next().unwrap_or_default();
        let mut singles = || (0..rounds.len()).map(|_| f32::from_bits(next() as u32)).collect::<Vec<f32>>();
        let curves: Vec<KeptCurve> =
            (0..metrics).map(|_| KeptCurve { mean: singles(), deviation: singles() }).collect();
        let finals = (0..metrics).map(|_| (0..seeds).map(|_| f64::from_bits(next())).collect()).collect();
        let policy = KeptPolicy { label: texts.0.clone(), curves, finals };
        let (pinned, deleted, created, seconds) = state;
        let mut run = kept(1);
        run.results = KeptResults {
            rounds,
            metrics: (0..metrics).map(|metric| format!("metric {metric}")).collect(),
            policies: vec![policy; policies],
        };
        let tags = bandit_playground::runs::tidy_tags(&texts.2);
        let (name, note) = (texts.0, texts.1);
        run.header = RunHeader { name, note, tags, pinned, deleted, created, seconds, ..run.header };
        run.header.id = RunId::new(created, next());
        run.header.content = run.content();
        run
    })
}
