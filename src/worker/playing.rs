//! What a worker of the engine does for a game: it replays it from the first round, each time that it is asked. It keeps nothing but
//! the environment, which is the same for all games.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::envelope::Message;
use crate::data::Sources;
use crate::game::{Game, ReplayError, Standing, experiment, replay};
use crate::progress::Tell;
use crate::simulation::PreparedEnvironment;

/// What a worker is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayRequest {
    /// The game, up to the picks so far.
    pub game: Game,
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PlayAnswer {
    /// How the game stands.
    Stands(Box<Standing>),
    /// It could not be replayed.
    Refused {
        /// One sentence without its end.
        sentence: String,
    },
}

impl Message for PlayRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        Vec::new()
    }
}

impl Message for PlayAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        Vec::new()
    }
}

/// The environment of games, once it was prepared. A worker of a game is given its data before it is asked, and no others after.
#[derive(Default)]
pub struct Playing {
    environment: Option<PreparedEnvironment>,
}

impl Playing {
    /// Answers a request; `tell` learns how far preparing is.
    pub fn answer(&mut self, request: &PlayRequest, sources: &Sources, tell: &mut Tell<'_>) -> PlayAnswer {
        match self.replayed(&request.game, sources, tell) {
            Ok(standing) => PlayAnswer::Stands(Box::new(standing)),
            Err(error) => PlayAnswer::Refused { sentence: error.to_string() },
        }
    }

    fn replayed(
        &mut self,
        game: &Game,
        sources: &Sources,
        tell: &mut Tell<'_>,
    ) -> Result<Standing, ReplayError> {
        let environment = match self.environment.take() {
            Some(environment) => environment,
            None => experiment().prepare_and_tell(sources.clone(), false, tell)?,
        };
        let standing = replay(game, &environment);
        self.environment = Some(environment);
        standing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_replayed_is_said_in_a_sentence() {
        let mut playing = Playing::default();
        let request = PlayRequest { game: Game::new(1) };
        let PlayAnswer::Refused { sentence } = playing.answer(&request, &Sources::default(), &mut |_, _| ())
        else {
            panic!("there are no ratings")
        };
        assert!(sentence.contains("ratings"), "{sentence}");
    }
}
