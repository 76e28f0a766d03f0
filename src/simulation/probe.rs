//! What looks on while rounds are stepped, to find out where their time goes.

use serde::{Deserialize, Serialize};

/// A part of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The next user with context, items and expectations; of slates also the best slate.
    Environment,
    /// The policy chooses an arm, or fills a slate.
    Choose,
    /// What comes of the choice: reward, clicks, regret.
    Respond,
    /// The policy learns from it, where feedback arrives at once.
    Update,
    /// Metrics and counts.
    Metrics,
    /// Feedback under way is queued and delivered, with what policies learn from it.
    Feedback,
}

impl Phase {
    /// All of them, in the order of a round.
    pub const ALL: [Phase; 6] =
        [Phase::Environment, Phase::Choose, Phase::Respond, Phase::Update, Phase::Metrics, Phase::Feedback];

    /// The name that people read.
    pub fn title(self) -> &'static str {
        match self {
            Phase::Environment => "environment",
            Phase::Choose => "choose",
            Phase::Respond => "respond",
            Phase::Update => "update",
            Phase::Metrics => "metrics",
            Phase::Feedback => "feedback",
        }
    }

    /// What is done in it, after "to".
    pub fn verb(self) -> &'static str {
        match self {
            Phase::Environment => "draw users and items",
            Phase::Choose => "score and choose",
            Phase::Respond => "draw rewards",
            Phase::Update => "learn",
            Phase::Metrics => "record metrics",
            Phase::Feedback => "deliver feedback",
        }
    }
}

/// Looks on while rounds are stepped, and changes nothing.
///
/// # Examples
/// ```
/// use bandit_playground::simulation::{Sources, Stepper};
/// use bandit_playground::simulation::probe::{Phase, Probe};
/// use bandit_playground::spec::Experiment;
///
/// #[derive(Default)]
/// struct Choices(u64);
///
/// impl Probe for Choices {
///     fn begin(&mut self) {}
///
///     fn end(&mut self, phase: Phase, policy: Option<usize>) {
///         self.0 += u64::from(phase == Phase::Choose && policy == Some(0));
///     }
/// }
///
/// let text = r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 5, "seeds": 2}"#;
/// let experiment = Experiment::from_json(text)?;
/// let environment = experiment.prepare(Sources::default())?;
/// let mut stepper = Stepper::new(&experiment, environment, 0..2)?;
/// let mut choices = Choices::default();
/// while !stepper.is_done() {
///     stepper.advance_profiled(&mut choices);
/// }
/// assert_eq!(choices.0, 10, "one a round and seed");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Probe {
    /// A round begins.
    fn begin(&mut self);

    /// What was done since the round began, or since the last phase ended, was this phase of the policy at this index; none where it is
    /// for all of them.
    fn end(&mut self, phase: Phase, policy: Option<usize>);
}

/// Sees nothing: nothing is left of it in the compiled loop.
pub struct NoProbe;

impl Probe for NoProbe {
    #[inline(always)]
    fn begin(&mut self) {}

    #[inline(always)]
    fn end(&mut self, _phase: Phase, _policy: Option<usize>) {}
}

impl Probe for &mut dyn Probe {
    fn begin(&mut self) {
        (**self).begin();
    }

    fn end(&mut self, phase: Phase, policy: Option<usize>) {
        (**self).end(phase, policy);
    }
}
