//! The agent that does what a script says.

use super::program::Program;
use super::saved;
use super::values::Round;
use crate::agent::{Agent, Explanation, Reason, ScriptError, View, by_asking};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::state::{State, StateError, StateIo};
use rhai::{Dynamic, INT};

/// Most bytes of what an agent remembers, as bytes in a file: a little more than in memory.
const MOST_SAVED: usize = 1 << 28;

/// An agent that does what a script says. Once the script has failed, it takes the first arm on offer and learns nothing, and says so
/// ([`Agent::failure`]): the run ends then.
#[derive(Clone)]
pub struct ScriptAgent {
    program: Program,
    /// What the script remembers: the map that `init` gave.
    memory: Dynamic,
    most_bytes: u64,
    failure: Option<ScriptError>,
}

impl ScriptAgent {
    /// An agent before its first round.
    ///
    /// # Errors
    /// What is wrong in `init`.
    pub fn new(program: Program, shape: &Shape) -> Result<ScriptAgent, ScriptError> {
        let sizes = (shape.items as INT, shape.context as INT);
        let memory = program.call("init", sizes, None, None)?;
        if !memory.is_map() {
            let kind = memory.type_name();
            let sentence = format!("init must give a map such as #{{ counts: fill(arms, 0) }}, not {kind}");
            return Err(ScriptError::whole(sentence));
        }
        let agent = ScriptAgent { program, memory, most_bytes: saved::most_bytes(shape), failure: None };
        agent.check_memory()?;
        Ok(agent)
    }

    fn check_memory(&self) -> Result<(), ScriptError> {
        let bytes = saved::bytes(&self.memory).map_err(|kind| {
            ScriptError::whole(format!(
                "this can't remember {kind}, only numbers, texts, arrays, maps, vectors and matrices"
            ))
        })?;
        if bytes > self.most_bytes || saved::entries(&self.memory) > 2 * saved::MOST_ENTRIES {
            let (has, most) = (bytes >> 10, self.most_bytes >> 10);
            return Err(ScriptError::whole(format!(
                "the agent remembers {has} kB, and in this world it may remember {most}"
            )));
        }
        Ok(())
    }

    /// What went wrong; none while nothing has.
    pub fn error(&self) -> Option<&ScriptError> {
        self.failure.as_ref()
    }

    fn try_choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> Result<usize, ScriptError> {
        let round = Round::new(view);
        let chosen = self.program.call("choose", (round.clone(),), Some(&mut self.memory), Some(stream))?;
        self.check_memory()?;
        let arm = chosen.as_int().map_err(|kind| {
            ScriptError::whole(format!(
                "choose must give one of round.arms, and gave a value of the kind {kind}"
            ))
        })?;
        round.slot(arm).map_err(|_| {
            ScriptError::whole(format!("choose gave the arm {arm}, which is not one of round.arms"))
        })
    }

    fn try_update(&mut self, view: &View<'_>, chosen: usize, reward: f64) -> Result<(), ScriptError> {
        let arguments = (Round::new(view), INT::from(view.items[chosen]), reward);
        let _nothing = self.program.call("learn", arguments, Some(&mut self.memory), None)?;
        self.check_memory()
    }

    /// What the script's own `scores` says of the arms, asked of a copy.
    fn scores(&self, view: &View<'_>) -> Vec<f64> {
        if !self.program.has_scores() || self.failure.is_some() {
            return Vec::new();
        }
        let mut copy = self.memory.clone();
        let found = self.program.call("scores", (Round::new(view),), Some(&mut copy), None);
        let array = found.ok().and_then(|found| found.try_cast::<rhai::Array>());
        let scores = array.and_then(|array| super::values::Vector::of(&array).ok());
        scores
            .map(|scores| scores.0.to_vec())
            .filter(|scores| scores.len() == view.items.len())
            .unwrap_or_default()
    }
}

impl Agent for ScriptAgent {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        if self.failure.is_some() {
            return 0;
        }
        self.try_choose(view, stream).unwrap_or_else(|error| {
            self.failure = Some(error.of_round(view.round));
            0
        })
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        if self.failure.is_none()
            && let Err(error) = self.try_update(view, chosen, reward)
        {
            self.failure = Some(error.of_round(view.round));
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        by_asking(self, view)
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        Explanation { scores: self.scores(view), reason: Reason::Scripted, ..Explanation::default() }
    }

    fn failure(&self) -> Option<String> {
        self.failure.as_ref().map(ToString::to_string)
    }

    fn would_fail(&self, view: &View<'_>) -> Option<String> {
        let mut copy = self.clone();
        copy.choose(view, &mut RngStream::new(0, 0, "whether it can choose"));
        copy.failure()
    }
}

impl State for ScriptAgent {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let mut bytes = Vec::new();
        if !io.is_reading() {
            saved::write(&self.memory, &mut bytes);
        }
        io.list(&mut bytes, MOST_SAVED)?;
        if io.is_reading() {
            let memory = saved::read(&bytes).filter(Dynamic::is_map).ok_or(StateError::Impossible)?;
            self.memory = memory;
            self.failure = None;
            io.check(|| self.check_memory().is_ok())?;
        }
        Ok(())
    }
}
