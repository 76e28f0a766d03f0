//! Bandit Playground: the map of the house.
//!
//! An [`Experiment`](experiment::Experiment) (plain data: environment, policies, horizon, seeds) goes into the engine, a
//! [`RunLog`](experiment::RunLog) (plain data: metrics over rounds, per policy and seed) comes out, and the page,
//! the link, the saved run and the command line are four faces of those two types.
//!
//! | room | what is in it | knows a browser |
//! |---|---|---|
//! | [`state`] | what a policy has learned as bytes, written and read by the same code | no |
//! | [`descriptor`] | what a part says of itself: id, title, parameters, ranges, defaults | no |
//! | `catalogue` | of one list a kind of part: what the parts declare, and how they are made | no |
//! | [`stream`], [`vector`] | named random streams; sums in a fixed order | no |
//! | [`sampling`], [`beta_distribution`] | gamma, beta, Poisson, drawn indexes and orders; the Beta's quantiles | no |
//! | `sorting` | indexes in an order, for work that is done once | no |
//! | [`probabilities`] | with which probability a policy takes each action, computed or drawn | no |
//! | [`rounding`] | shares of counts as whole numbers | no |
//! | [`progress`] | how much of a long work is done | no |
//! | [`scalarizer`] | one number from the rewards of several objectives | no |
//! | [`data`] | readers of MovieLens and of tables, the bundle, factorizations | no |
//! | [`environment`] | environments: what an agent sees, and what its action earns | no |
//! | [`network`] | dense networks, losses and optimizers of the neural agents | no |
//! | [`agent`] | bandit agents | no |
//! | [`ranking`] | slates: where items come from, click models, rankers | no |
//! | [`experiment`] | experiment, kinds of tasks, groups of settings, simulations, metrics, statistics, digest, link | no |
//! | [`policy`] | saved policies: versioned, checksummed files | no |
//! | [`session`] | play, pause, step, seek, crash: run control as a pure state machine | no |
//! | [`worker`] | what the page and its workers say to each other; the workers | in wasm |
//! | `chart` | plotters drawings: pure functions from data to a drawing area | its canvas |
//! | `page` | Leptos components, state in one place | yes |
//! | `command` | the command line | natively only |
//!
//! Data flows downwards in that list; nothing imports upwards.
//!
//! What may happen around any environment of arms (delayed, batched, missing or inexact feedback, users and items that come
//! and go, tastes that drift; novelty and diversity beside the reward) is no environment but a setting of the experiment, and so are
//! delayed, batched and missing clicks around any environment of slates: see [`experiment::feedback`] and
//! [`experiment::objectives`].
//!
//! # Same link, same bits
//! The same experiment gives bit-identical results in every browser and natively. What that rests on: `f64` and
//! sums in a fixed order; random streams named by their purpose (see [`stream`]); transcendental functions from
//! `libm` only; no fused multiply-add, no dispatch on the machine's features, no iteration over hash maps and no
//! clock in any result.
//!
//! The numerics have a number, [`experiment::digest::NUMERICS`], which stands beside every digest and is raised when a
//! change of the engine changes results.
//!
//! # Three rules of every agent and ranker
//! - Equal scores are drawn at random from its own stream ([`agent::largest`], [`ranking::order::Ties`]), and an arm or item
//!   counts as tried when it is chosen, not when its reward is heard.
//! - Whatever changes with time counts rounds ([`agent::Clock`]): what happened in round s has in round t the weight
//!   gamma^(t - s), whenever it was heard; windows hold rounds, schedules count them. Where something counts rewards that
//!   were heard instead, its help says so.
//! - What its help texts promise is tested: `tests/native/claims` reads the descriptors and fails where a text states a
//!   limit ("0 never explores") that nothing checks.
//!
//! # To add an agent
//! Write one file in [`agent`] with one `DESCRIPTOR` (data) and one `BUILDER` (how it is made), and add one line to
//! `agent/catalogue.rs`. What it learns is named field by field in `state_fields!` (a field that is not named does not
//! compile), and its `probabilities` say how it chooses; `tests/native/policies` saves, loads and asks every agent. The
//! page's forms, the link, the command line, the catalogue and the conformance tests all read the descriptor; only the
//! engine knows how to make one. An environment is added in
//! the same way to [`environment::ENVIRONMENTS`]; a ranker, a click model or a source of slates to [`ranking::RANKERS`],
//! [`ranking::CLICK_MODELS`] or [`ranking::SLATE_ENVIRONMENTS`]; a metric of runs to
//! [`experiment::metric::METRICS`]; a group of settings to [`experiment::settings::SETTING_GROUPS`]; a kind of task, with its
//! own environments, policies and simulation, to [`experiment::task::TASKS`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod agent;
mod catalogue;
pub mod chart;
#[cfg(not(target_arch = "wasm32"))]
pub mod command;
pub mod data;
pub mod descriptor;
pub mod environment;
pub mod math;
pub mod network;
pub mod page;
pub mod policy;
pub mod probabilities;
pub mod progress;
pub mod ranking;
pub mod results;
pub mod session;
pub mod simulation;
mod sorting;
pub mod spec;
pub mod state;
pub mod worker;
