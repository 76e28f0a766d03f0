//! The loop from log to policy to users and back: `pipeline`, `serve`, `simulate`.

mod closed;
mod drift;
mod endpoint;
mod followed;
mod killed;
mod reruns;
mod served;
mod shadow;
mod statistics;
