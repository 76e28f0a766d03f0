//! A script that was read: its functions, and what is wrong with one that can't be read or called.

use std::sync::Arc;

use super::budget::{self, OPERATIONS};
use super::language::LANGUAGE;
use super::packed::PackError;
use crate::agent::ScriptError;
use crate::math::random::RngStream;
use rhai::{AST, CallFnOptions, Dynamic, EvalAltResult, FuncArgs, Position, Scope};

/// The functions that a script must have, with what they are given.
const FUNCTIONS: [(&str, usize, &str); 3] =
    [("init", 2, "arms, features"), ("choose", 1, "round"), ("learn", 3, "round, arm, reward")];

impl From<PackError> for ScriptError {
    fn from(error: PackError) -> ScriptError {
        ScriptError::whole(error.to_string())
    }
}

/// The error at a place of the source.
fn at(position: Position, sentence: String) -> ScriptError {
    ScriptError { line: position.line(), column: position.position(), round: 0, sentence }
}

impl From<&EvalAltResult> for ScriptError {
    fn from(error: &EvalAltResult) -> ScriptError {
        // The innermost call is where it happened.
        let mut inner = error;
        while let EvalAltResult::ErrorInFunctionCall(_, _, cause, _) = inner {
            inner = cause;
        }
        let position = inner.position();
        let sentence = match inner {
            EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorTerminated(..) => {
                format!("the agent used more than {OPERATIONS} operations")
            }
            EvalAltResult::ErrorStackOverflow(_) => "functions call each other too deep".to_owned(),
            EvalAltResult::ErrorVariableNotFound(name, _) => format!(
                "there is no variable {name}: a function sees what it is given, its own variables and this"
            ),
            EvalAltResult::ErrorPropertyNotFound(name, _) => format!("there is no {name}"),
            EvalAltResult::ErrorFunctionNotFound(call, _) => {
                format!("there is no function {}", readable(call))
            }
            EvalAltResult::ErrorRuntime(value, _) => value.to_string(),
            other => {
                let mut other = other.to_string();
                // It says its place again, at the end.
                if let Some(place) = other.rfind(" (line ") {
                    other.truncate(place);
                }
                other
            }
        };
        at(position, sentence)
    }
}

/// A call as a person would write it: without the names that the language's own types have in Rust.
fn readable(call: &str) -> String {
    let mut readable = call.to_owned();
    for (name, word) in [("i64", "whole number"), ("f64", "number"), ("&mut ", "")] {
        readable = readable.replace(name, word);
    }
    readable
}

/// The line on which the one loop of a function stands; none where it has several or none, or where another function may never end
/// either. For errors that stop a script at once, of which the language does not say where they happened.
fn lone_loop(source: &str, function: &str) -> Option<usize> {
    let (mut own, mut lines, mut others) = (false, Vec::new(), false);
    for (index, line) in source.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if let Some(rest) = code.trim_start().strip_prefix("fn ") {
            own = rest.split('(').next().map(str::trim) == Some(function);
        }
        let mut words = code.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let endless = words.clone().any(|word| ["loop", "while", "do"].contains(&word));
        if own && (endless || words.any(|word| word == "for")) {
            lines.push(index + 1);
        }
        others |= endless && !own;
    }
    (lines.len() == 1 && !others).then(|| lines[0])
}

/// A script's functions.
#[derive(Debug, Clone)]
pub struct Program {
    functions: Arc<AST>,
    /// Whether it has `scores`.
    has_scores: bool,
    source: Arc<str>,
}

impl Program {
    /// Reads a source.
    ///
    /// # Errors
    /// What is no Rhai, or lacks a function.
    pub fn new(source: &str) -> Result<Program, ScriptError> {
        let functions = LANGUAGE.compile(source).map_err(|error| {
            let sentence = error.err_type().to_string();
            at(error.position(), sentence)
        })?;
        let has = |name: &str, count: usize| {
            functions.iter_functions().any(|known| known.name == name && known.params.len() == count)
        };
        for (name, count, parameters) in FUNCTIONS {
            if !has(name, count) {
                let sentence = format!("the agent needs a function {name}({parameters})");
                return Err(ScriptError::whole(sentence));
            }
        }
        let has_scores = has("scores", 1);
        Ok(Program { functions: Arc::new(functions), has_scores, source: source.into() })
    }

    /// Its functions with how many parameters each has, in the order of their names.
    pub fn functions(&self) -> Vec<(String, usize)> {
        let known = self.functions.iter_functions();
        let mut functions: Vec<(String, usize)> =
            known.map(|known| (known.name.to_owned(), known.params.len())).collect();
        functions.sort();
        functions
    }

    /// Whether it says by which numbers it ranks arms.
    pub fn has_scores(&self) -> bool {
        self.has_scores
    }

    /// Calls a function with what the script remembers as `this`, and lets it draw where there is a stream.
    ///
    /// # Errors
    /// What the script did wrong.
    pub fn call(
        &self,
        name: &str,
        arguments: impl FuncArgs,
        memory: Option<&mut Dynamic>,
        stream: Option<&mut RngStream>,
    ) -> Result<Dynamic, ScriptError> {
        let mut options = CallFnOptions::new().eval_ast(false);
        if let Some(memory) = memory {
            options = options.bind_this_ptr(memory);
        }
        let mut scope = Scope::new();
        let result = budget::with_stream(stream, || {
            LANGUAGE.call_fn_with_options(options, &mut scope, &self.functions, name, arguments)
        });
        result.map_err(|error| {
            let error = ScriptError::from(&*error);
            match error.line.or_else(|| lone_loop(&self.source, name)) {
                None => ScriptError { sentence: format!("{} in {name}", error.sentence), ..error },
                line => ScriptError { line, ..error },
            }
        })
    }
}
