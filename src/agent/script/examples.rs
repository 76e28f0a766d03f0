//! Agents to start from.

/// An agent to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What it is called.
    pub title: &'static str,
    /// Its source.
    pub source: &'static str,
}

/// The agents to start from; the first is what an agent that a person writes does before there is another source.
pub const EXAMPLES: &[Example] = &[
    Example { title: "Epsilon-greedy", source: include_str!("examples/epsilon_greedy.rhai") },
    Example { title: "LinUCB", source: include_str!("examples/lin_ucb.rhai") },
    Example { title: "Thompson sampling", source: include_str!("examples/thompson.rhai") },
];
