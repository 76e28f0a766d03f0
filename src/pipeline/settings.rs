//! The settings of the steps, looked up once.

use super::spec::PipelineSpec;
use super::step::Step;
use super::steps;
use crate::descriptor::Value;

/// What is asked for at every event.
#[derive(Debug, Clone)]
pub struct Settings {
    pub generated: u64,
    pub explore: f64,
    pub alarm: f64,
    pub canary: f64,
    pub longest: u64,
    pub error: f64,
    pub learns: bool,
    pub shadow: u64,
    pub users: u64,
    pub every: u64,
    /// Mean, in milliseconds.
    pub delay: f64,
    pub never: f64,
    pub twice: f64,
    pub window: u64,
    pub events: u64,
    pub seconds: u64,
    pub detector: String,
    pub most_runs: u64,
    pub retries: u32,
    pub wait: u64,
    pub training: u64,
}

impl Settings {
    pub fn of(spec: &PipelineSpec) -> Settings {
        let detector = match spec.values(Step::Trigger).get(&steps::DRIFT) {
            Value::Choice(id) => id,
            _ => String::new(),
        };
        Settings {
            generated: spec.count(Step::Generator, &steps::ROWS),
            explore: spec.number(Step::Deployer, &steps::EXPLORE),
            alarm: spec.number(Step::Deployer, &steps::ALARM),
            canary: spec.number(Step::Deployer, &steps::CANARY),
            longest: spec.count(Step::Deployer, &steps::REQUESTS),
            error: spec.number(Step::Deployer, &steps::ERROR),
            learns: spec.values(Step::Deployer).switch(&steps::LEARNS),
            shadow: spec.count(Step::Deployer, &steps::SHADOW),
            users: spec.count(Step::Simulator, &steps::USERS),
            every: spec.milliseconds(Step::Simulator, &steps::EVERY),
            delay: spec.milliseconds(Step::Simulator, &steps::DELAY) as f64,
            never: spec.number(Step::Simulator, &steps::NEVER),
            twice: spec.number(Step::Simulator, &steps::TWICE),
            window: spec.milliseconds(Step::Logger, &steps::WINDOW),
            events: spec.count(Step::Trigger, &steps::EVENTS),
            seconds: spec.milliseconds(Step::Trigger, &steps::SECONDS),
            detector,
            most_runs: spec.count(Step::Trigger, &steps::RUNS),
            retries: spec.count(Step::Trigger, &steps::RETRIES) as u32,
            wait: spec.milliseconds(Step::Trigger, &steps::WAIT),
            training: spec.milliseconds(Step::Trainer, &steps::TRAINING),
        }
    }
}
