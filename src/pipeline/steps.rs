//! What the steps of a pipeline declare: what the file, the command line and the page's form are read from.

use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, words};
use crate::evaluation::EstimatorDescriptor;
use crate::evaluation::arms::{dr, ips, sndr, snips};
use crate::train::Objective;

const fn whole(
    name: &'static str,
    title: &'static str,
    [minimum, maximum, default]: [i64; 3],
    unit: &'static str,
    help: &'static str,
) -> Parameter {
    let kind = Kind::Integer { minimum, maximum, default, scale: Scale::Logarithmic };
    Parameter { name, title, kind, unit, help: words(help) }
}

const fn share(
    name: &'static str,
    title: &'static str,
    [minimum, maximum, default]: [f64; 3],
    help: &'static str,
) -> Parameter {
    let kind = Kind::Number { minimum, maximum, default, scale: Scale::Linear };
    Parameter { name, title, kind, unit: "", help: words(help) }
}

const fn step(
    id: &'static str,
    title: &'static str,
    sentence: &'static str,
    citation: &'static str,
    parameters: &'static [Parameter],
) -> Descriptor {
    Descriptor { id, title, sentence: words(sentence), citation: words(citation), facts: &[], parameters }
}

/// Longest time on the clock that a setting may name: a year, in seconds.
const YEAR: i64 = 31_536_000;

/// Most rows or events that a setting may name.
const MOST: i64 = 1_000_000;

/// Rows that the generator writes.
pub const ROWS: Parameter = whole(
    "rows",
    "Rows",
    [10, MOST, 500],
    "rows",
    "How many rows with arms drawn uniformly there are before the first training.",
);

/// The generator.
pub static GENERATOR: Descriptor = step(
    "generator",
    "Generator",
    "Writes the first log: arms drawn uniformly, with the answers of the environment's users.",
    "TFX, ExampleGen",
    &[ROWS],
);

/// Most rows that are ingested.
pub const LIMIT: Parameter = whole(
    "limit",
    "Row limit",
    [10, MOST, 10_000],
    "rows",
    "At most so many rows are taken, the latest ones.",
);

/// Whether rows from before a change are left out.
pub const FORGET: Parameter = Parameter {
    name: "forget",
    title: "Forget what was before a change",
    kind: Kind::Switch { default: true },
    unit: "",
    help: words("After a change was found, only rows from after it are taken."),
};

/// The ingester.
pub static INGESTER: Descriptor = step(
    "ingester",
    "Ingester",
    "Takes the latest rows of the log for training and evaluation.",
    "TFX, ExampleGen",
    &[LIMIT, FORGET],
);

/// How often all rows are learned from.
pub const EPOCHS: Parameter =
    whole("epochs", "Epochs", [1, 1_000, 1], "", "How often all rows are learned from.");

/// The share of rows that is held out.
pub const HELD_OUT: Parameter = share(
    "held_out",
    "Rows held out",
    [0.05, 0.9, 0.3],
    "The share of rows, the latest ones, that is not learned from: the gate decides by them.",
);

/// What is learned from a row.
pub static OBJECTIVE: Parameter = Parameter {
    name: "objective",
    title: "Objective",
    kind: Kind::Choice { options: &OBJECTIVES, default: OBJECTIVES[0].id },
    unit: "",
    help: words(
        "What is learned from a row: its reward; the same, drawn by the inverse probability of its action; or what every arm would have earned.",
    ),
};

static OBJECTIVES: [Choice; 3] = [
    Choice { id: Objective::ALL[0].id(), title: "Rewards as they are" },
    Choice { id: Objective::ALL[1].id(), title: "Importance-weighted" },
    Choice { id: Objective::ALL[2].id(), title: "Doubly robust" },
];

/// How long training takes.
pub const TRAINING: Parameter = whole(
    "seconds",
    "Training takes",
    [0, YEAR, 0],
    "seconds",
    "How long training takes on the clock; meanwhile the version before goes on answering.",
);

/// The trainer.
pub static TRAINER: Descriptor = step(
    "trainer",
    "Trainer",
    "Trains the first agent of the experiment on the rows that are not held out.",
    "TFX, Trainer",
    &[EPOCHS, HELD_OUT, OBJECTIVE, TRAINING],
);

/// The estimator of the gate.
pub static ESTIMATOR: Parameter = Parameter {
    name: "estimator",
    title: "Estimator",
    kind: Kind::Choice { options: &ESTIMATORS, default: ESTIMATORS[0].id },
    unit: "",
    help: words("How the gate estimates what a policy would have earned on the rows held out."),
};

static ESTIMATORS: [Choice; 4] = [
    choice(&dr::DESCRIPTOR),
    choice(&sndr::DESCRIPTOR),
    choice(&ips::DESCRIPTOR),
    choice(&snips::DESCRIPTOR),
];

const fn choice(estimator: &EstimatorDescriptor) -> Choice {
    Choice { id: estimator.part.id, title: estimator.part.title }
}

/// The confidence of the gate's interval.
pub const CONFIDENCE: Parameter = share(
    "confidence",
    "Confidence",
    [0.5, 0.9999, 0.9],
    "The probability with which the interval of the difference is to hold the true one.",
);

/// By how much a candidate may be worse.
pub const MARGIN: Parameter = share(
    "margin",
    "Margin",
    [-1_000.0, 1_000.0, 0.0],
    "The lower end of the interval of candidate minus serving policy must lie above minus this, in reward.",
);

/// The evaluator.
pub static EVALUATOR: Descriptor = step(
    "evaluator",
    "Evaluator",
    "Estimates candidate and serving policy from the rows held out, row by row, and lets the candidate pass where the interval of their difference lies high enough.",
    "Dudik, Langford and Li 2011, Doubly Robust Policy Evaluation and Learning",
    &[ESTIMATOR, CONFIDENCE, MARGIN],
);

/// The share of choices that is drawn uniformly.
pub const EXPLORE: Parameter = share(
    "explore",
    "Exploration",
    [0.0, 1.0, 0.1],
    "The share of choices that is drawn uniformly, so that the log says something of every arm.",
);

/// The share of choices that is drawn uniformly after a change.
pub const ALARM: Parameter = share(
    "alarm",
    "Exploration after a change",
    [0.0, 1.0, 0.5],
    "The share of choices that is drawn uniformly from when a change is found until a version that was trained after it is promoted: what was best is no longer known, and the gate needs rows of every arm.",
);

/// The share of requests that a challenger gets; 0 deploys at once.
pub const CANARY: Parameter = share(
    "canary",
    "Canary share",
    [0.0, 0.5, 0.2],
    "The share of requests that a new version gets until it is decided; 0 gives it all of them at once.",
);

/// How many rewards a canary lasts.
pub const REQUESTS: Parameter = whole(
    "requests",
    "Longest canary",
    [10, MOST, 1_000],
    "rewards",
    "After so many rewards of both versions the new one is promoted, where nothing has shown that it is worse.",
);

/// The error rate of a canary's decisions.
pub const ERROR: Parameter = share(
    "error",
    "Error rate",
    [0.0001, 0.5, 0.05],
    "The probability with which a version that is not worse is rolled back, or one that is not better promoted before the end, at most.",
);

/// How many rewards a new version answers in shadow for.
pub const SHADOW: Parameter = whole(
    "shadow",
    "Shadow",
    [0, MOST, 0],
    "rewards",
    "Until so many rewards have come, a new version answers the same requests as the one that serves, and no user sees its answers; what it would have earned is estimated from the rewards of the other. Then its canary begins, unless the estimate has shown that it is worse. With 0 the canary begins at once.",
);

/// Whether the serving version learns in process.
pub const LEARNS: Parameter = Parameter {
    name: "learns",
    title: "Learns in process",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words(
        "The serving version also learns from each of its rewards when that is joined, without waiting for a run.",
    ),
};

/// The deployer.
pub static DEPLOYER: Descriptor = step(
    "deployer",
    "Deployer",
    "Numbers versions, lets a new one answer in shadow, gives it a share of the requests, and promotes it or rolls it back by confidence sequences of what both earn.",
    "Waudby-Smith, Wu, Ramdas, Karampatziakis and Mineiro 2024, Anytime-valid Off-policy Inference for Contextual Bandits",
    &[EXPLORE, ALARM, CANARY, REQUESTS, ERROR, LEARNS, SHADOW],
);

/// Users at a time.
pub const USERS: Parameter =
    whole("users", "Users", [1, 10_000, 8], "", "How many users ask at the same time.");

/// Seconds between them.
pub const EVERY: Parameter = whole(
    "every",
    "Every",
    [1, YEAR, 300],
    "seconds",
    "How long it is on the clock until the next users ask.",
);

/// Mean delay of a reward.
pub const DELAY: Parameter = whole(
    "delay",
    "Mean delay",
    [0, YEAR, 600],
    "seconds",
    "How late a reward is on average (exponential), so that rewards come out of order.",
);

/// Rewards that never come.
pub const NEVER: Parameter =
    share("never", "Never", [0.0, 1.0, 0.05], "The share of requests whose reward never comes.");

/// Rewards that come twice.
pub const TWICE: Parameter =
    share("twice", "Twice", [0.0, 1.0, 0.02], "The share of rewards that are delivered twice.");

/// The simulator.
pub static SIMULATOR: Descriptor = step(
    "simulator",
    "Simulator",
    "Users of the experiment's environment ask the policy, and answer with rewards, late or never.",
    "TF-Agents, driver of environment and policy",
    &[USERS, EVERY, DELAY, NEVER, TWICE],
);

/// How long a reward is waited for.
pub const WINDOW: Parameter = whole(
    "window",
    "Window",
    [1, YEAR, 3_600],
    "seconds",
    "How long a reward is waited for; then the row is logged without it, and what comes later is ignored.",
);

/// The logger.
pub static LOGGER: Descriptor = step(
    "logger",
    "Logger",
    "Joins rewards to decisions by the id of the event; every event is a row of the log exactly once.",
    "Agarwal et al. 2016, Making Contextual Decisions with Low Technical Debt",
    &[WINDOW],
);

/// Events after which a run begins.
pub const EVENTS: Parameter = whole(
    "events",
    "Events",
    [0, MOST, 500],
    "",
    "A run begins after so many rows since the last one; 0 is never.",
);

/// Seconds after which a run begins.
pub const SECONDS: Parameter = whole(
    "seconds",
    "Seconds",
    [0, YEAR, 0],
    "seconds",
    "A run begins so long after the last one; 0 is never.",
);

/// No detector.
pub const NO_DRIFT: &str = "none";
/// [`Adwin`](super::drift::Adwin).
pub const ADWIN: &str = "adwin";
/// [`PageHinkley`](super::drift::PageHinkley).
pub const PAGE_HINKLEY: &str = "page_hinkley";

/// The detector of changes.
pub const DRIFT: Parameter = Parameter {
    name: "drift",
    title: "Detector of changes",
    kind: Kind::Choice {
        options: &[
            Choice { id: NO_DRIFT, title: "None" },
            Choice { id: ADWIN, title: "ADWIN" },
            Choice { id: PAGE_HINKLEY, title: "Page-Hinkley" },
        ],
        default: ADWIN,
    },
    unit: "",
    help: words(
        "What looks for a change of the serving version's rewards (Bifet and Gavalda 2007; Page 1954); where it finds one, a run begins.",
    ),
};

/// Most runs.
pub const RUNS: Parameter = whole(
    "runs",
    "Most runs",
    [0, 10_000, 10],
    "",
    "At most so many runs begin after the first one, one at a time.",
);

/// Retries.
pub const RETRIES: Parameter = whole(
    "retries",
    "Retries",
    [0, 100, 2],
    "",
    "How often a step that fails is tried again before its run fails.",
);

/// Seconds before a retry.
pub const WAIT: Parameter = whole(
    "wait",
    "Wait",
    [0, YEAR, 60],
    "seconds",
    "How long it is on the clock until a step is tried again.",
);

/// The trigger.
pub static TRIGGER: Descriptor = step(
    "trigger",
    "Trigger",
    "Begins a run after so many events, after so long, or when rewards change; never while another one or a canary is under way.",
    "Bifet and Gavalda 2007, Learning from Time-Changing Data with Adaptive Windowing",
    &[EVENTS, SECONDS, DRIFT, RUNS, RETRIES, WAIT],
);
