//! What stands between any environment and its agents or rankers: feedback, and in environments of arms what changes with time.
//!
//! Feedback is when, whether and how exactly agents receive what their choices earned. It changes what agents learn from,
//! never what is measured: rewards and regret count in the round of the choice, and all policies wait for the same
//! rounds. What changes with time (users who come and go, items that come and go, tastes that drift) changes the
//! rounds themselves, for all policies alike, and regret is measured on what there is then.
//!
//! What an agent receives is the whole round as it was: context, offered arms, choice, reward, and the
//! [`ActionInfo`](crate::agent::ActionInfo) that it made of its choice. So one that weighs a reward by the probability of its choice,
//! as EXP3 does, weighs it by the probability of that round; whatever else it uses is what it knows when it
//! hears of it. For rankers it is the same with slates and clicks (see [`Ranker::info`](crate::ranking::Ranker::info)); what of
//! all this has a meaning for them is [`AMONG_SLATES`].

use crate::descriptor::{Choice, Descriptor, Group, Kind, Parameter, Scale, Values, words};
use crate::math::random::RngStream;
use crate::spec::Experiment;

const FIXED: &str = "fixed";
const GEOMETRIC: &str = "geometric";

/// How long feedback takes.
pub const DELAY: Parameter = Parameter {
    name: "delay",
    title: "Delay",
    kind: Kind::Integer { minimum: 0, maximum: 1_000, default: 0, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "After how many further rounds agents learn what a choice earned, exactly or on average; 0 is at once.",
    ),
};

/// How delays are drawn.
pub const DELAY_KIND: Parameter = Parameter {
    name: "delay_kind",
    title: "Kind of delay",
    kind: Kind::Choice {
        options: &[
            Choice { id: FIXED, title: "always the same" },
            Choice { id: GEOMETRIC, title: "random (geometric)" },
        ],
        default: FIXED,
    },
    unit: "",
    help: words(
        "Whether every choice waits equally long, or each for a random time as if a coin were flipped every round; one that would take more than ten times the average is cut there.",
    ),
};

/// How many rounds' feedback comes together.
pub const BATCH: Parameter = Parameter {
    name: "batch",
    title: "Batch",
    kind: Kind::Integer { minimum: 1, maximum: 1_000, default: 1, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("Outcomes reach agents in batches, one after every so many rounds; 1 is after every round."),
};

/// How much feedback never comes.
pub const MISSING: Parameter = Parameter {
    name: "missing",
    title: "Missing",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.0, scale: Scale::Linear },
    unit: "probability",
    help: words("How likely the outcome of a round never reaches agents."),
};

/// How inexact feedback is.
pub const EXTRA_NOISE: Parameter = Parameter {
    name: "extra_noise",
    title: "Extra noise",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 0.0, scale: Scale::Logarithmic },
    unit: "standard deviation, in reward",
    help: words(
        "Spread of normal noise on the rewards that agents learn from; the rewards that are counted are without it.",
    ),
};

/// How many of the users arrive at a time.
pub const POPULATION: Parameter = Parameter {
    name: "population",
    title: "Users at a time",
    kind: Kind::Number { minimum: 0.05, maximum: 1.0, default: 1.0, scale: Scale::Linear },
    unit: "share of all",
    help: words(
        "In environments with users: the share of them that is active at any time, rounded to a whole number of users (half up), at least one; below 1, other users take their place over time. Environments without users stay as they are.",
    ),
};

/// How fast users change.
pub const TURNOVER: Parameter = Parameter {
    name: "turnover",
    title: "Turnover of users",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 5_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "Only where not all users are active at a time: after so many rounds every user has been active, and the cycle starts again.",
    ),
};

/// How many of the items are there at a time.
pub const ITEMS: Parameter = Parameter {
    name: "items",
    title: "Items at a time",
    kind: Kind::Number { minimum: 0.05, maximum: 1.0, default: 1.0, scale: Scale::Linear },
    unit: "share of all",
    help: words(
        "The share of the items (films, arms) that is available at any time, rounded to a whole number of items (half up), at least one; below 1, others arrive and these leave over time. A round offers those of its arms whose item is available; where none is, the one that arrives next.",
    ),
};

/// How fast items change.
pub const ITEM_TURNOVER: Parameter = Parameter {
    name: "item_turnover",
    title: "Turnover of items",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 5_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "Only where not all items are available at a time: after so many rounds every item has been available, and the cycle starts again.",
    ),
};

/// How fast preferences drift.
pub const TASTE_DRIFT: Parameter = Parameter {
    name: "taste_drift",
    title: "Preferences drift",
    kind: Kind::Integer { minimum: 0, maximum: 1_000_000, default: 0, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "After so many rounds every user feels about each item as they felt about another, drawn at random; expectations move evenly from one to the other, and then on to the next. 0 is never. Contexts and arms' features stay as they are: a linear model for each arm can follow, one shared by all arms fits less and less. Real ratings and arms that are new every round don't drift.",
    ),
};

/// Every parameter, those of feedback first; new ones are added at the end.
const PARAMETERS: &[Parameter] = &[
    DELAY,
    DELAY_KIND,
    BATCH,
    MISSING,
    EXTRA_NOISE,
    POPULATION,
    TURNOVER,
    ITEMS,
    ITEM_TURNOVER,
    TASTE_DRIFT,
];

/// How many of them are about feedback.
const OF_FEEDBACK: usize = 5;

/// How many of them, from the first, have a meaning where slates are shown: clicks are or are not, so that nothing can be
/// added to them, and what changes with time is a matter of the environments of slates themselves.
const OF_SLATES: usize = 4;

/// Those that have a meaning where slates are shown.
pub const AMONG_SLATES: Group = Group {
    id: "feedback",
    title: "Feedback to rankers",
    sentence: words("The outcomes of slates reach rankers late, in batches or never."),
    unset: "at once and always",
    parameters: PARAMETERS.split_at(OF_SLATES).0,
};

/// What stands between an environment and its agents, as a part: its values are [`Experiment::feedback`].
pub const FEEDBACK: Descriptor = Descriptor {
    id: "feedback",
    title: "Feedback",
    sentence: words(
        "Rewards reach agents late, in batches, inexactly or never; users and items come and go, and preferences drift.",
    ),
    citation: words(
        "Joulani, Gyorgy and Szepesvari 2013, Online Learning under Delayed Feedback; Perchet, Rigollet, Chassang and Snowberg 2016, Batched Bandit Problems; Chakrabarti, Kumar, Radlinski and Upfal 2008, Mortal Multi-Armed Bandits (arms that come and go)",
    ),
    facts: &[],
    parameters: PARAMETERS,
};

/// All parameters of [`FEEDBACK`], by what they mean to a person.
pub const GROUPS: [Group; 2] = [
    Group {
        id: "feedback",
        title: "Feedback to agents",
        sentence: words("Rewards reach agents late, in batches, inexactly or never."),
        unset: "at once and exactly",
        parameters: PARAMETERS.split_at(OF_FEEDBACK).0,
    },
    Group {
        id: "changes",
        title: "What changes",
        sentence: words("Users come and go, items arrive and leave, and preferences drift."),
        unset: "nothing around the environment",
        parameters: PARAMETERS.split_at(OF_FEEDBACK).1,
    },
];

impl Experiment {
    /// The values of [`FEEDBACK`]: when and how agents hear what their choices earned. Empty is at once and exactly.
    pub fn feedback(&self) -> &Values {
        self.settings.of(&FEEDBACK)
    }
}

/// Longest geometric delay, in averages; of 22,000 delays one would be longer.
const LONGEST_IN_AVERAGES: u64 = 10;

/// How feedback comes, as the values say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DelayConfig {
    delay: u64,
    geometric: bool,
    /// Feedback comes at the end of rounds (from 1) that are a multiple of this.
    batch: u64,
    missing: f64,
    noise: f64,
}

/// What one round's feedback meets, the same for all policies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeedbackEvent {
    /// The round, from 1, at the end of which it comes.
    pub due: u64,
    /// What is added to the reward.
    pub noise: f64,
}

/// The random numbers of feedback under one seed: one stream for each purpose, so that more missing feedback changes
/// no delay.
#[derive(Clone)]
pub struct FeedbackRng {
    delays: RngStream,
    missing: RngStream,
    noise: RngStream,
}

impl FeedbackRng {
    /// Of one seed of an experiment.
    pub fn new(master_seed: u64, seed: u32) -> FeedbackRng {
        let stream = |purpose| RngStream::new(master_seed, seed, purpose);
        FeedbackRng {
            delays: stream("feedback/delays"),
            missing: stream("feedback/missing"),
            noise: stream("feedback/noise"),
        }
    }
}

impl DelayConfig {
    /// The plan of these values; none where feedback is immediate, complete and exact.
    pub fn of(values: &Values) -> Option<DelayConfig> {
        let plan = DelayConfig {
            delay: values.count(&DELAY) as u64,
            geometric: values.chose(&DELAY_KIND, GEOMETRIC),
            batch: values.count(&BATCH).max(1) as u64,
            missing: values.number(&MISSING),
            noise: values.number(&EXTRA_NOISE),
        };
        let immediate = plan.delay == 0 && plan.batch == 1 && plan.missing == 0.0 && plan.noise == 0.0;
        (!immediate).then_some(plan)
    }

    /// Most rounds of which the feedback can be under way at once, the present one included.
    pub fn most_under_way(&self) -> u64 {
        let longest = if self.geometric { LONGEST_IN_AVERAGES * self.delay } else { self.delay };
        longest + self.batch
    }

    /// Feedback comes at the end of rounds (from 1) that are a multiple of this.
    pub fn batch(&self) -> u64 {
        self.batch
    }

    /// Whether noise is added to the rewards that have arrived.
    pub fn adds_noise(&self) -> bool {
        self.noise > 0.0
    }

    /// What becomes of the feedback of `round`, counted from 1; none where it never comes.
    pub fn event(&self, round: u64, streams: &mut FeedbackRng) -> Option<FeedbackEvent> {
        let delay = self.delay(&mut streams.delays);
        let noise = if self.noise > 0.0 { self.noise * streams.noise.normal() } else { 0.0 };
        let missing = self.missing > 0.0 && streams.missing.uniform() < self.missing;
        (!missing).then(|| FeedbackEvent { due: (round + delay).next_multiple_of(self.batch), noise })
    }

    fn delay(&self, stream: &mut RngStream) -> u64 {
        if !self.geometric || self.delay == 0 {
            return self.delay;
        }
        // Inversion: P(delay >= k) = (mean / (1 + mean))^k. 1 - uniform lies in (0, 1], so its logarithm is finite.
        let mean = self.delay as f64;
        let drawn = libm::floor(libm::log(1.0 - stream.uniform()) / -libm::log1p(1.0 / mean));
        (drawn as u64).min(LONGEST_IN_AVERAGES * self.delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    fn plan(pairs: &[(&Parameter, Value)]) -> Option<DelayConfig> {
        let mut values = Values::default();
        pairs.iter().for_each(|(parameter, value)| values.set(parameter, value.clone()));
        DelayConfig::of(&values)
    }

    /// Each parameter is shown once, with its like.
    #[test]
    fn groups_hold_every_parameter_once() {
        let names = |parameters: &[Parameter]| parameters.iter().map(|of| of.name).collect::<Vec<_>>();
        let slates = names(AMONG_SLATES.parameters);
        assert_eq!(slates, ["delay", "delay_kind", "batch", "missing"]);
        let [heard, changes] = GROUPS.map(|group| names(group.parameters));
        assert_eq!(changes[0], POPULATION.name);
        assert_eq!([heard, changes].concat(), names(FEEDBACK.parameters));
        let mut values = Values::default();
        values.set(&MISSING, Value::Number(0.5));
        assert_eq!(GROUPS.map(|group| group.changed(&values)), [1, 0]);
    }

    #[test]
    fn without_settings_there_is_no_plan() {
        assert_eq!(plan(&[]), None);
        assert_eq!(plan(&[(&DELAY_KIND, Value::Choice(GEOMETRIC.to_owned()))]), None);
        assert!(plan(&[(&DELAY, Value::Number(1.0))]).is_some());
    }

    /// Delay 3 and batches of 4: round 1 would be due in round 4, round 2 in 5 and so in 8.
    #[test]
    fn due_rounds_by_hand() {
        let plan = plan(&[(&DELAY, Value::Number(3.0)), (&BATCH, Value::Number(4.0))]).expect("it delays");
        let mut streams = FeedbackRng::new(1, 0);
        let due = |round| plan.event(round, &mut streams).map(|event| event.due);
        assert_eq!((1..=6).map(due).collect::<Option<Vec<u64>>>(), Some(vec![4, 8, 8, 8, 8, 12]));
        assert_eq!(plan.most_under_way(), 7);
    }

    /// A geometric delay of mean m has a variance of m (m + 1): the mean within four standard errors, and delay 0 as
    /// often as it should be.
    #[test]
    fn geometric_delays_have_their_mean() {
        for mean in [1.0, 20.0] {
            let geometric = Value::Choice(GEOMETRIC.to_owned());
            let plan = plan(&[(&DELAY, Value::Number(mean)), (&DELAY_KIND, geometric)]).expect("it delays");
            let mut streams = FeedbackRng::new(5, 0);
            let count = 50_000.0_f64;
            let (mut sum, mut at_once) = (0.0, 0.0);
            for round in 1..=count as u64 {
                let event = plan.event(round, &mut streams).expect("nothing is missing");
                let delay = event.due - round;
                assert!(delay < plan.most_under_way());
                sum += delay as f64;
                at_once += f64::from(u8::from(delay == 0));
            }
            let error = (mean * (mean + 1.0) / count).sqrt();
            assert!((sum / count - mean).abs() < 4.0 * error, "mean {mean}: {}", sum / count);
            let p = 1.0 / (1.0 + mean);
            assert!((at_once - count * p).abs() < 4.0 * (count * p * (1.0 - p)).sqrt(), "{at_once}");
        }
    }

    /// Feedback is missing as often as it should be and noise has its spread: within four standard errors.
    #[test]
    fn missing_and_noise_have_their_size() {
        let plan = plan(&[(&MISSING, Value::Number(0.3)), (&EXTRA_NOISE, Value::Number(2.0))])
            .expect("it withholds");
        let mut streams = FeedbackRng::new(5, 0);
        let count = 20_000.0_f64;
        let (mut there, mut squares) = (0.0, 0.0);
        for round in 1..=count as u64 {
            if let Some(event) = plan.event(round, &mut streams) {
                there += 1.0;
                squares += event.noise * event.noise / 4.0;
            }
        }
        assert!((there - 0.7 * count).abs() < 4.0 * (count * 0.21).sqrt(), "{there}");
        assert!((squares / there - 1.0).abs() < 4.0 * (2.0 / there).sqrt(), "{squares}");
    }
}
