//! Logs that LinTS and EXP3 wrote while they learned: plain intervals cover too little there, and adaptively weighted ones do not.

use bandit_playground::agent::{self, Agent, View};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::Shape;
use bandit_playground::evaluation::intervals::{Interval, confidence_sequence, normal};
use bandit_playground::evaluation::tables::{Always, Recorded};
use bandit_playground::evaluation::{
    ArmEvidence, DETERMINISTIC, Known, LEARNED, Question, Terms, Trust, diagnose, evaluate, overlap_sentence,
};
use bandit_playground::interactions::{Interaction, InteractionLog, LogSchema};
use bandit_playground::math::random::RngStream;

use super::{mean_and_error, terms};

const ARMS: usize = 2;

/// How a log is written.
struct Writer {
    agent: &'static str,
    values: Values,
    rounds: u64,
    /// The agent learns after so many rounds, from all of them.
    batch: u64,
    /// Share of rounds with an arm drawn uniformly.
    exploration: f64,
    /// Whether rewards are in [0, 1].
    binary: bool,
    means: [f64; ARMS],
}

fn view(round: u64) -> View<'static> {
    View { round, context: &[1.0], items: &[0, 1], arm_features: &[], expectations: &[] }
}

impl Writer {
    fn agent(&self) -> Box<dyn Agent> {
        let rewards = if self.binary { (0.0, 1.0) } else { (-3.0, 3.0) };
        let shape = Shape { context: 1, arm_features: 0, arms: ARMS, items: ARMS, rewards };
        let builder = agent::builder(self.agent).expect("it is in the catalogue");
        (builder.build)(&self.values, &shape).expect("it can live here")
    }

    /// One log, with the probabilities of both arms in each row.
    fn write(&self, seed: u32) -> InteractionLog {
        let mut agent = self.agent();
        let mut stream = RngStream::new(99, seed, "adaptive logs");
        let mut schema = LogSchema::of_arms(["one", "two"], Vec::<String>::new());
        schema.learned = Some(true);
        let mut log = InteractionLog::new(schema);
        let mut batch = Vec::new();
        let mut probabilities = Vec::new();
        for round in 1..=self.rounds {
            if (round - 1) % self.batch == 0 {
                let own = agent.probabilities(&view(round));
                assert!(own.error < 1e-6, "probabilities are computed");
                probabilities = own.or_any(self.exploration).values;
            }
            let action = usize::from(stream.uniform() >= probabilities[0]);
            let mean = self.means[action];
            let reward = if self.binary {
                f64::from(u8::from(stream.uniform() < mean))
            } else {
                mean + stream.normal()
            };
            let row = Interaction {
                round,
                actions: &[action as u32],
                rewards: &[reward],
                probability: Some(probabilities[action]),
                arm_probabilities: &probabilities,
                ..Interaction::default()
            };
            log.push(&row).expect("it fits");
            batch.push((round, action, reward));
            if round % self.batch == 0 {
                for (round, action, reward) in batch.drain(..) {
                    agent.update_reward(&view(round), action, reward);
                }
            }
        }
        log
    }
}

/// The mean reward of the rows that chose the first arm, as if they were independent: the naive estimate.
fn sample_mean(log: &InteractionLog) -> Terms {
    let chosen: Vec<f64> = log.actions().iter().map(|action| if *action == 0 { 1.0 } else { 0.0 }).collect();
    let numerators = chosen.iter().zip(log.rewards()).map(|(chosen, reward)| chosen * reward).collect();
    Terms::ratio(numerators, chosen, f64::NAN)
}

/// The share of logs whose 95 % interval of each kind holds what the first arm is worth, the mean errors of the estimates, and the
/// share in which the confidence sequence holds at every length.
struct Found {
    covered: Vec<(&'static str, f64)>,
    bias: Vec<(&'static str, f64, f64)>,
    sequence: f64,
}

const WEIGHTED: [&str; 3] = ["constant_allocation", "two_point_allocation", "stable_variance"];

fn run(writer: &Writer, logs: u32) -> Found {
    let truth = writer.means[0];
    let names: Vec<&str> = ["sample mean", "dr of running means"].into_iter().chain(WEIGHTED).collect();
    let mut covered = vec![0.0; names.len()];
    let mut errors = vec![Vec::new(); names.len()];
    let mut sequence = 0.0;
    for seed in 0..logs {
        let log = writer.write(seed);
        let (recorded, always) = (Recorded(&log), Always(&log, 0));
        let evidence = ArmEvidence::new(&log, &recorded, &always, Known::default()).expect("there are rows");
        let naive = sample_mean(&log);
        let unweighted = Terms::mean(evaluation_scores(&evidence));
        let all = [naive, unweighted].into_iter().chain(WEIGHTED.map(|id| terms(id, &evidence)));
        for (index, terms) in all.enumerate() {
            let interval =
                normal::interval(&terms, 0.95).unwrap_or(Interval { low: f64::NAN, high: f64::NAN });
            covered[index] += f64::from(u8::from(interval.holds(truth))) / f64::from(logs);
            errors[index].push(terms.value() - truth);
        }
        let all_hold =
            confidence_sequence::sequence(&evidence, 0.95).iter().all(|interval| interval.holds(truth));
        sequence += f64::from(u8::from(all_hold)) / f64::from(logs);
    }
    let bias = names.iter().zip(&errors).map(|(name, errors)| {
        let (mean, error) = mean_and_error(errors);
        (*name, mean, error)
    });
    let found =
        Found { bias: bias.collect(), covered: names.iter().copied().zip(covered).collect(), sequence };
    for ((name, share), (_, bias, error)) in found.covered.iter().zip(&found.bias) {
        println!("{} {name}: covers {share:.3}, bias {bias:.4} +- {error:.4}", writer.agent);
    }
    println!("{} confidence sequence: {:.3}", writer.agent, found.sequence);
    found
}

fn evaluation_scores(evidence: &ArmEvidence<'_>) -> Vec<f64> {
    bandit_playground::evaluation::adaptive::scores(evidence)
}

fn lin_ts() -> Writer {
    Writer {
        agent: "lin_ts",
        values: Values::default(),
        rounds: 400,
        batch: 20,
        exploration: 0.02,
        binary: false,
        means: [0.0, 0.0],
    }
}

#[test]
fn print_lin_ts() {
    run(&lin_ts(), 500);
}

#[test]
fn print_exp3() {
    let rate = [("learning_rate".to_owned(), Value::Number(0.2)), ("gamma".to_owned(), Value::Number(0.05))];
    let writer = Writer {
        agent: "exp3",
        values: Values::from_iter(rate),
        rounds: 400,
        batch: 1,
        exploration: 0.0,
        binary: true,
        means: [0.5, 0.5],
    };
    run(&writer, 1_000);
}

/// LinUCB leaves nothing to chance, and its log says so.
#[test]
fn logs_of_certain_choices_say_so() {
    let writer = Writer { agent: "lin_ucb", batch: 1, exploration: 0.0, rounds: 60, ..lin_ts() };
    let mut agent = writer.agent();
    let mut log = InteractionLog::new(LogSchema::of_arms(["one", "two"], Vec::<String>::new()));
    let mut stream = RngStream::new(5, 0, "certain choices");
    // The first two rounds share among equal arms.
    for round in 1..=60 {
        let action = agent.choose(&view(round), &mut stream);
        let probability = agent.probabilities(&view(round)).values[action];
        agent.update_reward(&view(round), action, stream.normal());
        if round > 2 {
            let row = Interaction {
                round,
                actions: &[action as u32],
                rewards: &[0.0],
                probability: Some(probability),
                ..Interaction::default()
            };
            log.push(&row).expect("it fits");
        }
    }
    let (recorded, always) = (Recorded(&log), Always(&log, 0));
    let evidence = ArmEvidence::new(&log, &recorded, &always, Known::default()).expect("there are rows");
    assert_eq!(overlap_sentence(&diagnose(&evidence)), DETERMINISTIC);
}

/// On a log whose policy learned, plain estimators are not to be used without care, however good its overlap is, and weighted ones are.
#[test]
fn reports_on_adaptive_logs_say_what_to_take() {
    let log = Writer { exploration: 0.8, ..lin_ts() }.write(3);
    let (recorded, always) = (Recorded(&log), Always(&log, 0));
    let evidence = ArmEvidence::new(&log, &recorded, &always, Known::default()).expect("there are rows");
    let report = evaluate(&Question::default(), &evidence).expect("all are known");
    let row = |id: &str| &report.rows.iter().find(|row| row.estimator == id).expect("it is there").verdict;
    assert_eq!((row("ips").trust, row("ips").why.as_str()), (Trust::WithCare, LEARNED));
    assert_eq!(row("stable_variance").trust, Trust::UseHere);
}
