//! Bandit Playground: contextual bandits and rankers on real ratings, in a browser and natively. This is the map of the crate.
//!
//! An [`Experiment`](spec::Experiment) (plain data: environment, policies, horizon, seeds) goes into the engine, a
//! [`RunLog`](results::RunLog) (plain data: metrics over rounds, per policy and seed) comes out, and the page,
//! the link, the saved run and the command line are four views of those two types. [`simulation::run`] does all of it in
//! one call.
//!
//! | module | what is in it | knows a browser |
//! |---|---|---|
//! | `state` | what a policy has learned as bytes, written and read by the same code | no |
//! | `progress` | how much of a long task is done | no |
//! | `math` | random streams, sampling, vectors, packed matrices, indexes, quantiles, scalarizers | no |
//! | `descriptor` | how a part is described: id, title, parameters, ranges, defaults | no |
//! | `catalogue` | two lists made from one for each kind of part: descriptors, and how the parts are made | no |
//! | `probabilities` | the probability with which a policy takes each action, computed or estimated from draws | no |
//! | `data` | kinds of data: what they declare, their files, their form in memory; what ratings are like; factorizations | no |
//! | `interactions` | logs of decisions as columns: context, arms, action, probability, reward; their files, one a format | no |
//! | `network` | dense networks, losses and optimizers of the neural agents | no |
//! | `environment` | environments: what an agent sees, and what its action earns | no |
//! | `agent` | bandit agents | no |
//! | `ranking` | slates: where items come from, click models, rankers | no |
//! | `metrics` | what is measured in a run: one file a metric, one list | no |
//! | `spec` | experiments as plain data: tasks, groups of settings, validation, link | no |
//! | `results` | what is kept and shown of a run: log, looks into rounds, summary, digest | no |
//! | `simulation` | environments prepared, policies stepped, feedback delivered, results recorded | no |
//! | `game` | a person plays against bandits: the same rounds, replayed from a list of picks | no |
//! | `policy` | saved policies: versioned, checksummed files | no |
//! | `evaluation` | what another policy would have earned, from a log: estimators, intervals, diagnostics, verdicts | no |
//! | `train` | policies trained on logs: splits, epochs, losses beside reference lines | no |
//! | `pipeline` | the loop from log to policy to users and back, on a simulated clock: steps, gate, canary, logger, triggers, drift | no |
//! | `session` | play, pause, step, seek, crash: run control as a pure state machine | no |
//! | `runs` | runs that are kept: stores, import and export, comparisons | no |
//! | `tune` | the best setting of a policy searched, and believed for a reason: samplers, studies, reports | no |
//! | `worker` | messages between the page and its workers; the workers | in wasm |
//! | `chart` | plotters drawings: pure functions from data to a drawing area | its canvas |
//! | `stories` | experiments that answer a question, and what they claim of the outcome, held against runs | no |
//! | `lessons` | a few minutes each: predict, run, compare, change one thing; questions that runs answer; what a person has done | no |
//! | `leaderboard` | results that people send as links: run again, checked against a task, ranked | no |
//! | `ui` | what the programs on the page's main thread share: services of the browser, small parts of views | yes |
//! | `views` | what covers the page when a person asks for it: lessons, games against bandits, runs that are kept, comparisons, searches, profiles, data, logs, the loop; a program of its own | yes |
//! | `page` | Leptos components, state in one place | yes |
//! | `command` | the command line | natively only |
//!
//! Data flows downwards in that list; nothing imports upwards, and no files import each other in a circle
//! (`tests/native/architecture.rs` reads the imports and this table). Five programs are built for the browser: the page, which
//! knows descriptors, no engine and no JSON; the engine, which runs in workers, for the default experiment alone
//! (the starter, which brings its data along) and whole; the reader, which reads a user's files, keeps runs and evaluates policies on logs, in workers; and the views, which are loaded when a person asks for one. A function that makes or runs a part must not be reachable from the page.
//!
//! What may happen around any environment of arms (delayed, batched, missing or inexact feedback, users and items that come
//! and go, preferences that drift; novelty and diversity beside the reward) is no environment but a setting of the experiment, and so are
//! delayed, batched and missing clicks around any environment of slates: see [`spec::feedback`] and
//! [`spec::objectives`].
//!
//! # Same link, same bits
//! The same experiment gives bit-identical results in every browser and natively. What that rests on: `f64` and
//! sums in a fixed order; random streams named by their purpose (see [`math::random`]); transcendental functions from
//! `libm` only; no fused multiply-add, no dispatch on the machine's features, no iteration over hash maps and no
//! clock in any result.
//!
//! The numerics have a number, [`results::digest::NUMERICS`], which stands beside every digest and is raised when a
//! change of the engine changes results.
//!
//! # Three rules of every agent and ranker
//! - Equal scores are drawn at random from its own stream ([`agent::largest`], [`ranking::order::Ties`]), and an arm or item
//!   counts as tried when it is chosen, not when its reward arrives.
//! - Whatever changes with time counts rounds ([`agent::Clock`]): what happened in round s has in round t the weight
//!   gamma^(t - s), whenever its feedback arrived; windows hold rounds, schedules count them. Where something counts rewards
//!   instead, its help says so.
//! - What its help texts promise is tested: `tests/native/claims` reads the descriptors and fails where a text states a
//!   limit ("0 never explores") that nothing checks.
//!
//! # To add an agent
//! `CONTRIBUTING.md` says how to add each kind of part, and which tests will check it. In short: write one file in [`agent`]
//! with one `DESCRIPTOR` (data) and one `BUILDER` (how it is made), and add one line to `agent/single.rs`. What it learns is
//! named field by field in `state_fields!` (a field that is not named does not compile), and its `probabilities` say how it
//! chooses; `tests/native/policies` saves, loads and asks every agent. The page's forms, the link, the command line, the
//! catalogue and the conformance tests all read the descriptor; only the engine knows how to make one. An environment is
//! added in the same way to [`environment::ENVIRONMENTS`]; a ranker, a click model or a source of slates to
//! [`ranking::RANKERS`], [`ranking::CLICK_MODELS`] or [`ranking::SLATE_ENVIRONMENTS`]; a metric of runs to
//! [`metrics::METRICS`]; a group of settings to [`spec::settings::SETTING_GROUPS`]; a kind of data to [`data::DATA_KINDS`]; a
//! kind of task, with its own environments, policies and simulation, to [`spec::task::TASKS`]; a story to
//! [`stories::STORIES`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// The starter can't save or ask policies (see build.rs): what only that needs is idle there.
#![cfg_attr(not(policies), allow(dead_code, unused_imports))]

pub mod agent;
mod catalogue;
pub mod chart;
#[cfg(not(target_arch = "wasm32"))]
pub mod command;
pub mod data;
pub mod descriptor;
pub mod environment;
pub mod evaluation;
#[cfg(not(feature = "starter"))]
pub mod game;
pub mod interactions;
#[cfg(policies)]
pub mod leaderboard;
pub mod lessons;
pub mod math;
pub mod metrics;
pub mod network;
pub mod page;
#[cfg(policies)]
pub mod pipeline;
#[cfg(policies)]
pub mod policy;
pub mod probabilities;
pub mod progress;
pub mod ranking;
pub mod results;
pub mod runs;
pub mod session;
pub mod simulation;
pub mod spec;
pub mod state;
pub mod stories;
#[cfg(policies)]
pub mod train;
pub mod tune;
pub mod ui;
pub mod views;
pub mod worker;
