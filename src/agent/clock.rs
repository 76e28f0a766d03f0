//! How many rounds are over, as an agent learns it from its views and feedback.
//!
//! Everything in an agent that changes with time counts rounds, whether or not feedback is late, comes in batches or never
//! comes: what happened in round s has in round t the weight gamma^(t - s), whenever its feedback arrived; a window of w rounds
//! holds what happened in the last w rounds; a schedule counts rounds. Where an agent gets feedback on every choice at once, that is
//! the same as counting feedback.

/// Counts rounds that are over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clock {
    over: u64,
}

crate::state::state_fields! {
    Clock { over }
    valid(clock) { clock.over <= crate::state::LATEST_ROUND }
}

impl Clock {
    /// A round (from 1) begins: those before it are over. Gives the number of rounds that ended since the last call.
    pub fn begin(&mut self, round: u64) -> u64 {
        self.end(round.saturating_sub(1))
    }

    /// A round is over, and all before it. Gives the number of rounds that ended since the last call.
    pub fn end(&mut self, round: u64) -> u64 {
        let passed = round.saturating_sub(self.over);
        self.over += passed;
        passed
    }

    /// Rounds that are over.
    pub fn over(self) -> u64 {
        self.over
    }

    /// Number of the round that is under way, or comes next: from 1.
    pub fn round(self) -> u64 {
        self.over + 1
    }

    /// How many rounds ago, at the end of the last round that is over, a round was: 0 for that one and those to come.
    pub fn age(self, round: u64) -> u64 {
        self.over.saturating_sub(round)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_pass_once() {
        let mut clock = Clock::default();
        assert_eq!((clock.begin(1), clock.round(), clock.end(1), clock.over()), (0, 1, 1, 1));
        // No feedback arrives at the end of rounds 2 and 3.
        assert_eq!((clock.begin(2), clock.begin(3), clock.begin(4), clock.round()), (0, 1, 1, 4));
        // At the end of round 4 comes what round 2 earned, and then what round 4 did.
        assert_eq!((clock.end(4), clock.age(2), clock.end(4), clock.age(4)), (1, 2, 0, 0));
        assert_eq!((clock.begin(0), clock.over()), (0, 4));
    }
}
