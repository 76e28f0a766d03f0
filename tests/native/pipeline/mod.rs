//! The loop from log to policy to users and back: `pipeline`, `serve`, `simulate`.

mod closed;
mod drift;
mod endpoint;
mod killed;
mod served;
mod statistics;
