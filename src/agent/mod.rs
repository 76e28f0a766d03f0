//! Bandit agents. One file a family member, each with one descriptor; to add an agent is to add a file and a line
//! in `single.rs`, of which [`AGENTS`] and the members of mixtures are made.

mod catalogue;
mod chances;
mod clock;
pub mod epsilon_greedy;
mod inner_view;
mod interface;
pub mod lin_ts;
pub mod lin_ucb;
pub mod linear;
pub mod linear_family;
pub mod mixture;
pub mod neighbours;
pub mod neural;
pub mod oracle;
pub mod pending;
pub mod random;
mod reason;
#[cfg(not(feature = "starter"))]
pub mod script;
#[cfg(not(feature = "starter"))]
mod script_error;
mod single;
mod ties;
pub mod without_context;

pub use interface::{
    ActionInfo, Agent, AgentDescriptor, Build, BuildError, Builder, CloneAgent, Drawing, Explanation,
    FAMILIES, Family, Feedback, MemberChance, Prediction, View,
};

pub use catalogue::{AGENTS, BUILDERS, builder, find};
pub use chances::{by_asking, largest_chances, largest_then_chances};
pub use clock::Clock;
pub use inner_view::InnerView;
pub use reason::Reason;
#[cfg(not(feature = "starter"))]
pub use script_error::ScriptError;
pub use single::SINGLE_AGENTS;
pub use ties::{draw_one, first_largest, is_largest, largest, largest_then, share_among_largest};
