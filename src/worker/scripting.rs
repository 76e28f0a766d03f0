//! What a worker of the engine does for the editor of an agent that a person writes: it says what the language has, and checks code.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::envelope::Message;
use crate::agent::script::{EXAMPLES, HELPERS, check, pack, unpack};

/// What a worker is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScriptRequest {
    /// What there is to call and to start from. Answered by [`ScriptAnswer::Known`].
    Know,
    /// The source of an agent's code, which may be packed. Answered by [`ScriptAnswer::Source`].
    Open {
        /// The code as the experiment has it; empty for the first example.
        code: String,
    },
    /// Whether a source can race. Answered by [`ScriptAnswer::Checked`].
    Check {
        /// The source.
        source: String,
    },
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScriptAnswer {
    /// What there is.
    Known {
        /// Everything that can be called, with a sentence each.
        helpers: Vec<(String, String)>,
        /// The agents to start from, with their sources.
        examples: Vec<(String, String)>,
    },
    /// A source.
    Source {
        /// The source.
        source: String,
    },
    /// A source that was checked and can race.
    Checked {
        /// The code as an experiment has it.
        code: String,
    },
    /// Code that is wrong.
    Wrong {
        /// Line and column, from 1, where they are known.
        line: Option<u32>,
        /// See `line`.
        column: Option<u32>,
        /// A sentence without its end.
        sentence: String,
    },
}

impl Message for ScriptRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        Vec::new()
    }
}

impl Message for ScriptAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        Vec::new()
    }
}

/// Answers a request.
pub fn answer(request: &ScriptRequest) -> ScriptAnswer {
    let whole = |sentence: String| ScriptAnswer::Wrong { line: None, column: None, sentence };
    match request {
        ScriptRequest::Know => ScriptAnswer::Known {
            helpers: HELPERS.iter().map(|own| (own.call.to_owned(), own.sentence.to_owned())).collect(),
            examples: EXAMPLES.iter().map(|own| (own.title.to_owned(), own.source.to_owned())).collect(),
        },
        ScriptRequest::Open { code } if code.is_empty() => {
            ScriptAnswer::Source { source: EXAMPLES[0].source.to_owned() }
        }
        ScriptRequest::Open { code } => match unpack(code) {
            Ok(source) => ScriptAnswer::Source { source },
            Err(error) => whole(error.to_string()),
        },
        ScriptRequest::Check { source } => match check(source) {
            Ok(_) => match pack(source) {
                Ok(code) => ScriptAnswer::Checked { code },
                Err(error) => whole(error.to_string()),
            },
            Err(error) => ScriptAnswer::Wrong {
                line: error.line.map(|line| line as u32),
                column: error.column.map(|column| column as u32),
                sentence: error.to_string(),
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::kept_runs::{packed, unpacked};

    fn ask(request: ScriptRequest) -> ScriptAnswer {
        // As it is between page and worker.
        let request: ScriptRequest = unpacked(packed(request)).expect("a request");
        unpacked(packed(answer(&request))).expect("an answer")
    }

    #[test]
    fn examples_are_known_checked_packed_and_opened_again() {
        let ScriptAnswer::Known { helpers, examples } = ask(ScriptRequest::Know) else { panic!("no answer") };
        assert_eq!((helpers.len(), examples.len()), (HELPERS.len(), EXAMPLES.len()));
        for (title, source) in examples {
            let ScriptAnswer::Checked { code } = ask(ScriptRequest::Check { source: source.clone() }) else {
                panic!("{title} is wrong")
            };
            assert_eq!(ask(ScriptRequest::Open { code }), ScriptAnswer::Source { source });
        }
        let first = ScriptAnswer::Source { source: EXAMPLES[0].source.to_owned() };
        assert_eq!(ask(ScriptRequest::Open { code: String::new() }), first);
    }

    #[test]
    fn wrong_code_is_said_with_its_line() {
        let source = EXAMPLES[0].source.replacen("uniform()", "unifrom()", 1);
        let ScriptAnswer::Wrong { line, sentence, .. } = ask(ScriptRequest::Check { source }) else {
            panic!("it is wrong")
        };
        assert!(
            line.is_some_and(
                |line| sentence.starts_with(&format!("Line {line}: there is no function unifrom"))
            ),
            "{sentence}"
        );
        let wrong = ask(ScriptRequest::Open { code: "z1!".to_owned() });
        assert!(matches!(wrong, ScriptAnswer::Wrong { line: None, .. }));
    }
}
