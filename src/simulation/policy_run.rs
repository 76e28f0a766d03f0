//! One policy under one seed: its agent, its coin flips and what is recorded of it.

use crate::agent::{self, ActionInfo, Agent, Explanation, Feedback, InnerView, View};
use crate::environment::objectives::Earned;
use crate::environment::{Round, Shape};
use crate::math::random::RngStream;
use crate::metrics::{Metric, RoundOutcome};
#[cfg(policies)]
use crate::probabilities::ActionProbabilities;
use crate::results::recorder::Recorder;
use crate::simulation::probe::{NoProbe, Phase, Probe};
use crate::simulation::warm_start::WarmStart;
use crate::spec::{Experiment, ExperimentError, PolicySpec};

/// One policy under one seed.
#[derive(Clone)]
pub struct PolicyRun {
    agent: Box<dyn Agent>,
    stream: RngStream,
    pub recorder: Recorder,
    sees_expectations: bool,
    warm_start: WarmStart,
}

/// A policy's choice, until the policy receives the outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Choice {
    /// Index of the chosen arm.
    pub chosen: usize,
    /// What the agent noted of it.
    pub info: ActionInfo,
}

/// What came of a choice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Index of the chosen arm.
    pub chosen: usize,
    /// What the arm earned.
    pub earned: Earned,
    /// Regret on expectations.
    pub regret: f64,
    /// What the agent noted.
    pub info: ActionInfo,
}

impl Outcome {
    /// The feedback where it arrives at once, at the end of round `now`.
    pub fn heard(&self, now: u64) -> Feedback<'_> {
        Feedback { reward: self.earned.reward, objectives: self.earned.objectives(), info: self.info, now }
    }

    /// What is remembered where feedback arrives later.
    pub fn choice(&self) -> Choice {
        Choice { chosen: self.chosen, info: self.info }
    }
}

impl PolicyRun {
    /// A policy at round zero, with room for `checkpoints`.
    pub fn new(
        experiment: &Experiment,
        policy: &PolicySpec,
        seed: u32,
        shape: &Shape,
        metrics: Vec<&'static Metric>,
        checkpoints: usize,
    ) -> Result<PolicyRun, ExperimentError> {
        let builder = agent::builder(&policy.agent.id)
            .ok_or_else(|| ExperimentError::unknown_agent(&policy.agent.id))?;
        let purpose = format!("contender/{}/{}", builder.descriptor.stream(), policy.stream);
        Ok(PolicyRun {
            agent: (builder.build)(&policy.agent.parameters, shape)?,
            stream: RngStream::new(experiment.master_seed, seed, &purpose),
            recorder: Recorder::new(metrics, checkpoints, shape.items),
            sees_expectations: builder.descriptor.sees_expectations,
            warm_start: WarmStart::new(experiment, seed),
        })
    }

    fn view<'a>(&self, round: &'a Round) -> View<'a> {
        View {
            round: round.number,
            context: &round.context,
            items: &round.items,
            arm_features: &round.arm_features,
            expectations: if self.sees_expectations { &round.expectations } else { &[] },
        }
    }

    /// Chooses an arm, or takes the one that a warm start has drawn, and records what it earns; the agent does not learn from it
    /// yet.
    #[inline(always)]
    pub fn choose(&mut self, round: &Round) -> Outcome {
        self.choose_with(round, 0, &mut NoProbe)
    }

    /// The same while this looks on, as the policy at this index.
    #[inline(always)]
    pub fn choose_with(&mut self, round: &Round, index: usize, probe: &mut impl Probe) -> Outcome {
        let (chosen, info) = match self.warm_start.draw(round) {
            Some(drawn) => drawn,
            None => {
                let chosen = self.agent.choose(&self.view(round), &mut self.stream);
                (chosen, self.agent.info())
            }
        };
        probe.end(Phase::Choose, Some(index));
        let best = round.expectations.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let regret = best - round.expectations[chosen];
        let outcome = Outcome { chosen, earned: round.earned(chosen), regret, info };
        probe.end(Phase::Respond, Some(index));
        self.recorder.count(round.items[chosen] as usize);
        self.recorder.record(&RoundOutcome {
            reward: outcome.earned.reward,
            regret,
            objectives: outcome.earned.objectives(),
            slate: None,
            weight: None,
        });
        probe.end(Phase::Metrics, Some(index));
        outcome
    }

    /// Tells the agent what came of the arm at index `chosen` in this round: of its own choice, or of the one that a warm start
    /// has drawn.
    #[inline]
    pub fn learn(&mut self, round: &Round, chosen: usize, feedback: &Feedback<'_>) {
        if self.warm_start.draws(round) {
            self.agent.update_off_policy(&self.view(round), chosen, feedback);
        } else {
            self.agent.update(&self.view(round), chosen, feedback);
        }
    }

    /// The agent's network, where it has one.
    pub fn inner_view(&self) -> Option<InnerView> {
        self.agent.inner_view()
    }

    /// Why the agent can't go on; none while it can.
    pub fn failure(&self) -> Option<String> {
        self.agent.failure()
    }

    /// A copy of the agent and of its stream.
    pub fn policy(&self) -> (Box<dyn Agent>, RngStream) {
        (self.agent.clone(), self.stream.clone())
    }

    /// Goes on with this agent and this stream.
    pub fn set_policy(&mut self, agent: Box<dyn Agent>, stream: RngStream) {
        (self.agent, self.stream) = (agent, stream);
    }

    /// With which probability each arm of this round will be chosen, before it is.
    #[cfg(policies)]
    pub fn probabilities(&self, round: &Round) -> ActionProbabilities {
        self.warm_start.probabilities(round, || self.agent.probabilities(&self.view(round)))
    }

    /// From now on an arm is drawn with this probability in place of the agent's choice.
    #[cfg(policies)]
    pub fn explore(&mut self, share: f64) {
        self.warm_start.explore(share);
    }

    /// What the agent thinks of the arms of this round.
    pub fn explain(&mut self, round: &Round) -> Explanation {
        let of_agent = self.agent.explain(&self.view(round));
        self.warm_start.explanation(round, of_agent)
    }
}

#[cfg(test)]
impl PolicyRun {
    /// A run of an agent that is not declared.
    pub fn of(agent: Box<dyn Agent>, shape: &Shape) -> PolicyRun {
        PolicyRun {
            agent,
            stream: RngStream::new(0, 0, "test"),
            recorder: Recorder::new(Vec::new(), 0, shape.items),
            sees_expectations: false,
            warm_start: WarmStart::default(),
        }
    }
}
