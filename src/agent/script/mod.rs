//! An agent that a person writes: `init`, `choose` and `learn` written in [Rhai](https://rhai.rs), a small language.
//!
//! A script can do nothing but compute: it has no files, clock or network, its random numbers come from the agent's own stream,
//! its transcendental functions from `libm`, and its work and memory are counted, so that it does the same everywhere and always
//! comes to an end. What it can call is listed in [`HELPERS`].

mod agent;
mod budget;
mod check;
mod examples;
mod helpers;
mod language;
mod packed;
mod program;
mod saved;
mod values;

use super::{Agent, AgentDescriptor, BuildError, Builder, Family, ScriptError};
use crate::descriptor::{Descriptor, Kind, Parameter, Value, Values, words};
use crate::environment::Shape;
use agent::ScriptAgent;
use program::Program;

pub use budget::OPERATIONS;
pub use check::{Checked, check};
pub use examples::{EXAMPLES, Example};
pub use helpers::{HELPERS, Helper};
pub use packed::{PackError, is_packed, pack, unpack};

/// The source.
pub const CODE: Parameter = Parameter {
    name: "code",
    title: "Code",
    kind: Kind::Code { most: packed::MOST },
    unit: "",
    help: words(
        "What the agent does: the functions init, choose and learn in Rhai, as text or packed for links.",
    ),
};

/// An agent that a person writes.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Scripted,
    part: Descriptor {
        id: "script",
        title: "Your own agent",
        sentence: words("Does what you write: one function chooses an arm, another learns from the reward."),
        citation: words("Rhai, an embedded scripting language for Rust, rhai.rs"),
        facts: &[],
        parameters: &[CODE],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| saved::most_bytes(shape), build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let failed =
        |error: ScriptError| BuildError::Script { agent: DESCRIPTOR.part.title, error: Box::new(error) };
    let program = Program::new(&source(values).map_err(failed)?).map_err(failed)?;
    Ok(Box::new(ScriptAgent::new(program, shape).map_err(failed)?))
}

/// The source that these values stand for; that of the first example where they have none.
fn source(values: &Values) -> Result<String, ScriptError> {
    match values.get(&CODE) {
        Value::Choice(text) if !text.is_empty() => unpack(&text).map_err(ScriptError::from),
        _ => Ok(EXAMPLES[0].source.to_owned()),
    }
}
