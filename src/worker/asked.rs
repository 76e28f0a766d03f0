//! What the engine's workers are asked beside the page's runs: trials of a study, profiles, logs, games, pipelines, and code.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::envelope::Message;
use super::kept_runs::{Parts, packed, unpacked};
use super::logs::{RecordRequest, Recording};
use super::looping::{LoopRequest, Looping};
use super::playing::{PlayRequest, Playing};
use super::profiling::{ProfileRequest, Profiling};
use super::scripting::{self, ScriptRequest};
use super::trials::{TrialRequest, Trials};
use crate::data::Sources;
use crate::progress::Tell;

/// A request to a worker of the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EngineRequest {
    /// About the trials of a study. Answered by a [`TrialAnswer`](super::trials::TrialAnswer).
    Trial(TrialRequest),
    /// About a profile. Answered by a [`ProfileAnswer`](super::profiling::ProfileAnswer).
    Profile(ProfileRequest),
    /// About logs. Answered by a [`RecordAnswer`](super::logs::RecordAnswer).
    Log(RecordRequest),
    /// About a game of a person against bandits. Answered by a [`PlayAnswer`](super::playing::PlayAnswer).
    Play(PlayRequest),
    /// About a pipeline. Answered by a [`LoopAnswer`](super::looping::LoopAnswer).
    Loop(LoopRequest),
    /// About code. Answered by a [`ScriptAnswer`](super::scripting::ScriptAnswer).
    Script(ScriptRequest),
}

impl Message for EngineRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            EngineRequest::Trial(request) => request.buffers(),
            EngineRequest::Profile(request) => request.buffers(),
            EngineRequest::Log(request) => request.buffers(),
            EngineRequest::Play(request) => request.buffers(),
            EngineRequest::Loop(request) => request.buffers(),
            EngineRequest::Script(request) => request.buffers(),
        }
    }
}

/// What a worker is asked for.
#[derive(Default)]
pub struct Asked {
    trials: Trials,
    profiling: Profiling,
    recording: Recording,
    playing: Playing,
    looping: Looping,
}

impl Asked {
    /// Answers a request; `clock` gives milliseconds, `memory` the bytes of the program's memory, and `tell` learns how far preparing is.
    /// What is no request gets an empty answer.
    pub fn answer(
        &mut self,
        request: Parts,
        sources: &Sources,
        clock: &dyn Fn() -> f64,
        memory: &dyn Fn() -> u64,
        tell: &mut Tell<'_>,
    ) -> Parts {
        match unpacked(request) {
            Some(EngineRequest::Trial(request)) => self.trials.answer(request, sources, clock, tell),
            Some(EngineRequest::Profile(request)) => {
                self.profiling.answer(request, sources, clock, memory, tell)
            }
            Some(EngineRequest::Log(request)) => packed(self.recording.answer(request, sources, tell)),
            Some(EngineRequest::Play(request)) => packed(self.playing.answer(&request, sources, tell)),
            Some(EngineRequest::Loop(request)) => packed(self.looping.answer(request, sources, clock, tell)),
            Some(EngineRequest::Script(request)) => packed(scripting::answer(&request)),
            None => Parts::default(),
        }
    }
}
