//! One contender under one seed: its agent, its coin flips and what is recorded of it.

use super::metric::{Metric, RoundOutcome};
use super::metrics::Recorder;
use super::{Contender, Experiment, ExperimentError};
use crate::agent::{self, Agent, Explanation, Heard, InnerView, Note, View};
use crate::stream::Stream;
use crate::world::objectives::Earned;
use crate::world::{Round, Shape};

/// One contender under one seed.
#[derive(Clone)]
pub struct ContenderRun {
    agent: Box<dyn Agent>,
    stream: Stream,
    pub recorder: Recorder,
    sees_expectations: bool,
}

/// A contender's choice, until the contender hears what came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Choice {
    /// Index of the chosen arm.
    pub chosen: usize,
    /// What the agent noted of it.
    pub note: Note,
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
    pub note: Note,
}

impl Outcome {
    /// What the agent hears where it hears at once, at the end of round `now`.
    pub fn heard(&self, now: u64) -> Heard<'_> {
        Heard { reward: self.earned.reward, objectives: self.earned.objectives(), note: self.note, now }
    }

    /// What is remembered where it hears later.
    pub fn choice(&self) -> Choice {
        Choice { chosen: self.chosen, note: self.note }
    }
}

impl ContenderRun {
    /// A contender at round zero, with room for `checkpoints`.
    pub fn new(
        experiment: &Experiment,
        contender: &Contender,
        seed: u32,
        shape: &Shape,
        metrics: Vec<&'static Metric>,
        checkpoints: usize,
    ) -> Result<ContenderRun, ExperimentError> {
        let builder = agent::builder(&contender.agent.id)
            .ok_or_else(|| ExperimentError::unknown_agent(&contender.agent.id))?;
        let purpose = format!("contender/{}/{}", contender.agent.id, contender.stream);
        Ok(ContenderRun {
            agent: (builder.build)(&contender.agent.parameters, shape)?,
            stream: Stream::new(experiment.master_seed, seed, &purpose),
            recorder: Recorder::new(metrics, checkpoints, shape.items),
            sees_expectations: builder.declaration.sees_expectations,
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

    /// Chooses an arm and records what it earns; the agent does not hear of it yet.
    pub fn choose(&mut self, round: &Round) -> Outcome {
        let chosen = self.agent.choose(&self.view(round), &mut self.stream);
        let best = round.expectations.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let regret = best - round.expectations[chosen];
        let outcome = Outcome { chosen, earned: round.earned(chosen), regret, note: self.agent.note() };
        self.recorder.count(round.items[chosen] as usize);
        self.recorder.record(&RoundOutcome {
            reward: outcome.earned.reward,
            regret,
            objectives: outcome.earned.objectives(),
            slate: None,
            weight: None,
        });
        outcome
    }

    /// Tells the agent what came of its choice of the arm at index `chosen` in this round.
    pub fn learn(&mut self, round: &Round, chosen: usize, heard: &Heard<'_>) {
        self.agent.hear(&self.view(round), chosen, heard);
    }

    /// The agent's network, where it has one.
    pub fn inner_view(&self) -> Option<InnerView> {
        self.agent.inner_view()
    }

    /// A copy of the agent and of its stream.
    pub fn policy(&self) -> (Box<dyn Agent>, Stream) {
        (self.agent.clone(), self.stream.clone())
    }

    /// Goes on with this agent and this stream.
    pub fn set_policy(&mut self, agent: Box<dyn Agent>, stream: Stream) {
        (self.agent, self.stream) = (agent, stream);
    }

    /// What the agent thinks of the arms of this round.
    pub fn explain(&mut self, round: &Round) -> Explanation {
        self.agent.explain(&self.view(round))
    }
}

#[cfg(test)]
impl ContenderRun {
    /// A run of an agent that is not declared.
    pub fn of(agent: Box<dyn Agent>, shape: &Shape) -> ContenderRun {
        ContenderRun {
            agent,
            stream: Stream::new(0, 0, "test"),
            recorder: Recorder::new(Vec::new(), 0, shape.items),
            sees_expectations: false,
        }
    }
}
