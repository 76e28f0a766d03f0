//! Limits of an experiment, and the version of its schema.

/// Version of the schema, and the first character of a link.
pub const VERSION: u32 = 1;

/// Most policies in one experiment: as many as there are colours and dashes to tell them apart.
pub const MOST_POLICIES: usize = 8;

/// Most bytes of agents' state and of feedback under way in one experiment.
pub const MEMORY_LIMIT: u64 = 1 << 30;
