//! Feedback under way, of arms and of slates alike: what is remembered of a round until the policies receive it.

use crate::results::FeedbackView;
use crate::spec::feedback::{DelayConfig, FeedbackEvent, FeedbackRng};

/// A remembered round.
#[derive(Clone)]
struct PendingRound<R> {
    what: R,
    /// What is added to the reward.
    noise: f64,
    /// The next one that is due in the same round.
    next: Option<usize>,
}

/// Those that are due in one round, in the order of the rounds in which they happened.
#[derive(Clone, Copy, Default)]
struct Due {
    first: Option<usize>,
    last: Option<usize>,
}

/// The feedback of one seed. All room is made beforehand: a ring of as many rounds as can be under way, and as many
/// lists, of which round t fills and empties place t modulo their number.
#[derive(Clone)]
pub struct FeedbackQueue<R> {
    plan: DelayConfig,
    streams: FeedbackRng,
    ring: Vec<PendingRound<R>>,
    due: Vec<Due>,
    /// Rounds done.
    round: u64,
    /// When the last of them is due, and with what noise; none where that is never.
    last: Option<FeedbackEvent>,
    horizon: u64,
}

/// Most rounds that a queue remembers at once: no round waits longer than the horizon is.
fn length(plan: &DelayConfig, horizon: u64) -> u64 {
    plan.most_under_way().min(horizon).max(1)
}

/// Bytes of a queue whose every round holds so many bytes of its own beside `R` itself.
pub fn memory<R>(plan: &DelayConfig, horizon: u64, bytes: usize) -> u64 {
    let round = size_of::<PendingRound<R>>() + size_of::<Due>() + bytes;
    length(plan, horizon).saturating_mul(round as u64)
}

impl<R> FeedbackQueue<R> {
    /// Nothing under way yet; `room` makes room for what is remembered of one round.
    pub fn new(
        plan: DelayConfig,
        streams: FeedbackRng,
        horizon: u64,
        mut room: impl FnMut() -> R,
    ) -> FeedbackQueue<R> {
        let length = length(&plan, horizon) as usize;
        let remembered = || PendingRound { what: room(), noise: 0.0, next: None };
        FeedbackQueue {
            plan,
            streams,
            ring: std::iter::repeat_with(remembered).take(length).collect(),
            due: vec![Due::default(); length],
            round: 0,
            last: None,
            horizon,
        }
    }

    /// The room of every round.
    pub fn rooms(&mut self) -> impl Iterator<Item = &mut R> {
        self.ring.iter_mut().map(|remembered| &mut remembered.what)
    }

    /// So many rounds pass without feedback.
    pub fn skip(&mut self, rounds: u64) {
        for _ in 0..rounds {
            self.round += 1;
            self.plan.event(self.round, &mut self.streams);
        }
        self.horizon += rounds;
    }

    /// Ends a round: remembers it where its feedback will come. [`FeedbackQueue::tell`] follows.
    pub fn end_round(&mut self, remember: impl FnOnce(&mut R)) {
        self.round += 1;
        let length = self.ring.len() as u64;
        let event = self.plan.event(self.round, &mut self.streams);
        self.last = event;
        if let Some(event) = event
            // What is due after that comes after the last round, for the ring is as long as the horizon then.
            && event.due - self.round < length
        {
            // What was remembered here was due by now: no round waits for as many rounds as the ring has.
            let place = (self.round % length) as usize;
            let remembered = &mut self.ring[place];
            remember(&mut remembered.what);
            remembered.noise = event.noise;
            remembered.next = None;
            let due = &mut self.due[(event.due % length) as usize];
            match due.last.replace(place) {
                Some(last) => self.ring[last].next = Some(place),
                None => due.first = Some(place),
            }
        }
    }

    /// What becomes of the feedback of the round just ended; none where it never comes.
    #[cfg(policies)]
    pub fn last(&self) -> Option<FeedbackEvent> {
        self.last
    }

    /// What a person sees of the round just ended, before [`FeedbackQueue::tell`].
    pub fn view(&self) -> FeedbackView {
        let length = self.ring.len() as u64;
        let first = self.due[(self.round % length) as usize].first;
        let heard = std::iter::successors(first, |place| self.ring[*place].next);
        // Of the rounds that a place has held, the last one done: none waits for as many rounds as the ring has.
        let number = |place: usize| self.round - (self.round % length + length - place as u64) % length;
        FeedbackView {
            due: self.last.map(|event| event.due),
            heard: heard.map(number).collect(),
            batch: self.plan.batch(),
            noisy: self.plan.adds_noise(),
            horizon: self.horizon,
        }
    }

    /// Tells everything that is due at the end of this round, in the order of the rounds in which it happened: each with the
    /// number of this round and with what is added to the reward.
    pub fn tell(&mut self, mut tell: impl FnMut(&R, u64, f64)) {
        let place = (self.round % self.ring.len() as u64) as usize;
        let mut next = std::mem::take(&mut self.due[place]).first;
        while let Some(place) = next {
            let remembered = &self.ring[place];
            tell(&remembered.what, self.round, remembered.noise);
            next = remembered.next;
        }
    }
}
