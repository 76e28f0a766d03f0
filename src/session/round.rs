//! The round that is looked into: its phases, one after the other.

use crate::results::RoundView;

/// How much of the time until the next round is spent on showing the last one.
const SHOWN_OF_A_ROUND: f64 = 0.85;

/// In what time the user's eye goes down a slate where only some rounds are shown, in milliseconds: most of the time until
/// the next of them, and the outcome stands for the rest.
const GLANCE: f64 = 300.0;

/// What of a round is shown so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    /// The user or context.
    Context,
    /// What the agent thinks of each arm.
    Scores,
    /// Which arm it takes.
    Choice,
    /// What the arm earned.
    Feedback,
    /// What it has learned.
    #[default]
    Update,
}

/// All phases in their order.
pub const PHASES: [Phase; 5] = [Phase::Context, Phase::Scores, Phase::Choice, Phase::Feedback, Phase::Update];

impl Phase {
    /// The phase after this one; none after the last.
    pub fn next(self) -> Option<Phase> {
        PHASES.get(self as usize + 1).copied()
    }

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Phase::Context => "Context",
            Phase::Scores => "Scores",
            Phase::Choice => "Choice",
            Phase::Feedback => "Feedback",
            Phase::Update => "Update",
        }
    }
}

/// Number of a round that was looked into, from 1.
pub(super) fn number_of(view: &RoundView) -> u64 {
    view.round
}

/// How many slots the longest slate of a round has; none in an environment of arms.
pub(super) fn slots_of(view: &RoundView) -> usize {
    let slates = view.slates().into_iter().flat_map(|slates| &slates.policies);
    slates.map(|slate| slate.slots.len()).max().unwrap_or(0)
}

/// The round that is shown, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ShownRound {
    /// How much of it is shown.
    pub phase: Phase,
    /// How many slots of a slate the user's eye has reached, while it goes down.
    pub eye: usize,
    /// Slots of its longest slate; none where no round is shown.
    slots: Option<usize>,
    /// Counts the rounds that were shown.
    pub showing: u64,
    /// Whether the next round shows its first phase only.
    pub by_phase: bool,
}

impl ShownRound {
    /// Shows another round: its first phase where that was asked for, and else the whole.
    pub fn show(&mut self, view: &RoundView, by_phase: bool) {
        self.phase = if by_phase { Phase::Context } else { Phase::Update };
        self.eye = 0;
        self.slots = Some(slots_of(view));
        self.showing += 1;
    }

    /// Shows none.
    pub fn hide(&mut self) {
        self.slots = None;
        self.showing += 1;
    }

    /// Shows the next phase; says whether there was one. While a user looks at slates, the eye goes down a slot first.
    pub fn advance(&mut self) -> bool {
        let Some(slots) = self.slots else { return false };
        if self.phase == Phase::Feedback && self.eye < slots {
            self.eye += 1;
            return true;
        }
        let Some(next) = self.phase.next() else { return false };
        self.eye = 1;
        self.phase = next;
        true
    }

    /// Starts to show the round just done while the run goes on, and says after how many milliseconds the next phase
    /// follows. At a speed that can be followed (`readable`, in rounds a second) all phases fit into the time until the
    /// next round; at any other the user's eye goes down the slates before the next round is shown.
    pub fn begin_in_time(&mut self, readable: Option<f64>) -> Option<u64> {
        let slots = self.slots.unwrap_or(0);
        if let Some(rate) = readable {
            self.phase = Phase::Context;
            let steps = PHASES.len() + slots;
            return Some((SHOWN_OF_A_ROUND * 1_000.0 / rate / steps as f64) as u64);
        }
        (slots > 0).then(|| {
            self.phase = Phase::Feedback;
            (GLANCE / (slots + 1) as f64) as u64
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_has_five_phases_in_order() {
        let mut phase = Phase::Context;
        let mut seen = vec![phase];
        while let Some(next) = phase.next() {
            assert!(next > phase);
            phase = next;
            seen.push(phase);
        }
        assert_eq!(seen, PHASES);
    }

    #[test]
    fn the_eye_goes_down_the_slate_before_the_last_phase() {
        let mut shown = ShownRound { slots: Some(2), phase: Phase::Choice, ..ShownRound::default() };
        let mut seen = Vec::new();
        while shown.advance() {
            seen.push((shown.phase, shown.eye));
        }
        assert_eq!(seen, [(Phase::Feedback, 1), (Phase::Feedback, 2), (Phase::Update, 1)]);
        shown.hide();
        shown.phase = Phase::Context;
        assert!(!shown.advance(), "no round is shown");
    }
}
