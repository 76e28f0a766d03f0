//! What is checked of a script before it is in a race: that it can be read, and that it does in a small world what every agent must.

use super::agent::ScriptAgent;
use super::program::Program;
use crate::agent::{Agent, ScriptError, View};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::state::{State, StateIo};

/// Rounds that are tried.
pub const ROUNDS: u64 = 60;

/// Features of a context and of an arm of the small world.
const FEATURES: usize = 3;

/// Arms of the small world.
const ARMS: usize = 4;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its functions, in the order of their names, with how many parameters each has.
    pub functions: Vec<(String, usize)>,
}

/// Reads a script and lets it choose and learn for sixty rounds in a small world, with rewards that are late, arms that are masked and
/// contexts of zeros: it must not fail, must do the same again, and must go on after being saved and loaded.
///
/// # Errors
/// What is wrong, with its line where it has one.
///
/// # Examples
/// ```
/// use bandit_playground::agent::script::{EXAMPLES, check};
///
/// assert!(check(EXAMPLES[0].source).is_ok());
/// let error = check("fn init(arms, features) { #{} }\nfn choose(round) { 1 + }").expect_err("it is no Rhai");
/// assert_eq!(error.line, Some(2));
/// ```
pub fn check(source: &str) -> Result<Checked, ScriptError> {
    let program = Program::new(source)?;
    let first = trial(&program, false)?;
    if trial(&program, true)? != first {
        return Err(ScriptError::whole(
            "the agent does not go on as before once it is saved and loaded: keep all it knows in this",
        ));
    }
    Ok(Checked { functions: program.functions() })
}

/// A reward on its way, with the round as it was when the arm was chosen.
struct Late {
    round: u64,
    context: Vec<f64>,
    items: Vec<u32>,
    slot: usize,
    reward: f64,
}

/// What it chooses in each round; saved and loaded in the middle where `pauses`.
fn trial(program: &Program, pauses: bool) -> Result<Vec<usize>, ScriptError> {
    let shape =
        Shape { context: FEATURES, arm_features: FEATURES, arms: ARMS, items: ARMS, rewards: (0.0, 1.0) };
    let mut agent = ScriptAgent::new(program.clone(), &shape)?;
    let mut noise = RngStream::new(1, 0, "check/world");
    let mut stream = RngStream::new(1, 0, "check/agent");
    let mut chosen = Vec::new();
    let mut late: Vec<Late> = Vec::new();
    for round in 1..=ROUNDS {
        if pauses && round == ROUNDS / 2 {
            agent = reloaded(agent, program, &shape)?;
        }
        let mut context: Vec<f64> = (0..FEATURES).map(|_| noise.normal()).collect();
        if round.is_multiple_of(10) {
            context.fill(0.0);
        }
        let masked = if round.is_multiple_of(7) { noise.below(ARMS) } else { ARMS };
        let items: Vec<u32> = (0..ARMS).filter(|arm| *arm != masked).map(|arm| arm as u32).collect();
        let features = vec![0.5; items.len() * FEATURES];
        let seen = view(round, &context, &items, &features);
        let slot = agent.choose(&seen, &mut stream);
        let reward = f64::from(u8::from(noise.uniform() < 0.2 * (1.0 + f64::from(items[slot]))));
        chosen.push(slot);
        late.push(Late { round, context, items, slot, reward });
        // Every third reward waits for the next round, and one in eleven never comes.
        if !round.is_multiple_of(3) {
            for Late { round, context, items, slot, reward } in late.drain(..) {
                if !round.is_multiple_of(11) {
                    let features = vec![0.5; items.len() * FEATURES];
                    agent.update_reward(&view(round, &context, &items, &features), slot, reward);
                }
            }
        }
        if let Some(error) = agent.error() {
            return Err(error.clone());
        }
    }
    Ok(chosen)
}

fn view<'a>(round: u64, context: &'a [f64], items: &'a [u32], arm_features: &'a [f64]) -> View<'a> {
    View { round, context, items, arm_features, expectations: &[] }
}

fn reloaded(mut agent: ScriptAgent, program: &Program, shape: &Shape) -> Result<ScriptAgent, ScriptError> {
    let mut bytes = Vec::new();
    let mut loaded = ScriptAgent::new(program.clone(), shape)?;
    let damaged = |_| ScriptError::whole("what the agent remembers can't be saved and loaded");
    agent.state(&mut StateIo::writing(&mut bytes)).map_err(damaged)?;
    loaded.state(&mut StateIo::reading(&bytes)).map_err(damaged)?;
    Ok(loaded)
}
