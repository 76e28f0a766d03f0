//! BatchRank: explores batches of items, each on slots of its own, and splits a batch where clicks prove a gap.
//!
//! A batch shows those of its items that it has shown the fewest times in its present stage, in random order. Stage l ends
//! when each was shown n_l = ceil(16 * 4^l ln n) times, n being the number of rounds. Then every item has an upper and a
//! lower bound by the Bernoulli divergence, n_l kl(mean, bound) <= ln n + 3 ln ln n. Where the k best lower bounds lie
//! above the upper bounds of all others, for the last such k below the number of slots, the batch is split; otherwise the
//! items that can't be among the best, as many as there are slots, are dropped, and the next stage begins (Zoghi, Tunys,
//! Ghavamzadeh, Kveton, Szepesvari and Wen 2017, algorithms 1 to 4). A batch with as many items as slots goes on to the next
//! stage like any other, since it could never be split otherwise; one of a single item stays as it is.
//!
//! Where feedback comes late, batches go on showing their items in turn; a stage ends when there is enough feedback on each of them,
//! and feedback on slates of earlier stages is discarded. So stages count feedback, not rounds.
//!
//! Batches, items and counts live in room made at the start: a round costs O(K), the end of a stage O(L ln L), and nothing
//! allocates.

use super::ROUNDS;
use crate::descriptor::{Descriptor, Values, words};
use crate::math::indexes::{Exploration, kl_upper_bound};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::shuffle;
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};
use crate::state::{Blank, State, StateError, StateIo, is_order};

/// BatchRank.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "batch_rank",
        title: "BatchRank",
        sentence: words(
            "Shows every item of a batch equally often, in longer and longer stages, and splits the batch where clicks prove a gap.",
        ),
        citation: words(
            "Zoghi, Tunys, Ghavamzadeh, Kveton, Szepesvari and Wen 2017, Online Learning to Rank in Stochastic Click Models",
        ),
        facts: &[],
        parameters: &[ROUNDS],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| 41 * shape.items as u64 + 73 * shape.slots as u64,
    note_length: |_, shape| shape.slots,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(BatchRank::new(shape.items, shape.slots, values.number(&ROUNDS))))
}

/// Items and the slots that they are shown on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The first slot, from 0.
    pub first: usize,
    /// How many slots there are; never more than items.
    pub slots: usize,
    /// Number of the stage, l, from 0.
    pub stage: u32,
    /// How often each of its items was shown in this stage, at least, with or without feedback on it yet.
    pub rounds: u32,
    /// The round at whose end the stage began.
    since: u64,
    /// On how many of its items there is enough feedback for the stage to end.
    heard: usize,
    /// Where its items begin among the members.
    start: usize,
    /// Where they end.
    end: usize,
    /// How many of them, from the start, were shown once more than the rest, in slots that count.
    shown: usize,
}

/// BatchRank's state.
#[derive(Debug, Clone)]
pub struct BatchRank {
    /// ln n.
    log_rounds: f64,
    /// n_l times the divergence that is allowed: ln n + 3 ln ln n.
    level: f64,
    batches: Vec<Batch>,
    /// The items of all batches, batch after batch; dropped items stay in between.
    members: Vec<u32>,
    /// How often feedback on each item arrived in the stage of its batch, in slots that count.
    times: Vec<u32>,
    /// How often it was clicked in them.
    clicks: Vec<f64>,
    /// The mean at the end of the last stage, and its bounds.
    mean: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// Scratch: whether an item of the present slate fills a slot that none of the items due was left for.
    fills: Vec<bool>,
    /// Whether each slot of the present slate counts.
    counts: Vec<bool>,
}

impl BatchRank {
    /// All items in one batch on all slots; `rounds` is n, at least 3.
    pub fn new(items: usize, slots: usize, rounds: f64) -> BatchRank {
        let mut batches = Vec::with_capacity(slots + 1);
        batches.push(Batch {
            first: 0,
            slots,
            stage: 0,
            rounds: 0,
            since: 0,
            heard: 0,
            start: 0,
            end: items,
            shown: 0,
        });
        BatchRank {
            log_rounds: libm::log(rounds),
            level: Exploration::LogRoundsAndMore.budget(1.0, rounds),
            batches,
            members: (0..items as u32).collect(),
            times: vec![0; items],
            clicks: vec![0.0; items],
            mean: vec![0.0; items],
            lower: vec![0.0; items],
            upper: vec![1.0; items],
            fills: vec![false; items],
            counts: vec![true; slots],
        }
    }

    /// The batches with their items, from the top.
    pub fn batches(&self) -> impl Iterator<Item = (&Batch, &[u32])> {
        self.batches.iter().map(|batch| (batch, &self.members[batch.start..batch.end]))
    }

    /// n_l: how often each item is shown in stage l.
    pub fn stage_rounds(&self, stage: u32) -> f64 {
        (16.0 * libm::exp2(2.0 * f64::from(stage)) * self.log_rounds).ceil()
    }

    /// The bounds of the items of a batch at the end of a stage; sorts the items by the lower one, largest first.
    fn bound(&mut self, batch: &Batch) {
        let BatchRank { clicks, times, mean, lower, upper, .. } = self;
        for item in &self.members[batch.start..batch.end] {
            let item = *item as usize;
            let shows = f64::from(times[item]);
            mean[item] = clicks[item] / shows;
            upper[item] = kl_upper_bound(mean[item], self.level / shows);
            lower[item] = 1.0 - kl_upper_bound(1.0 - mean[item], self.level / shows);
        }
        self.members[batch.start..batch.end].sort_unstable_by(|one, other| {
            lower[*other as usize].total_cmp(&lower[*one as usize]).then(one.cmp(other))
        });
    }

    /// How many of the sorted items of a batch are proven better than the rest: the last such number below that of its
    /// slots; zero for none.
    fn gap(&self, batch: &Batch) -> usize {
        let members = &self.members[batch.start..batch.end];
        let mut largest = f64::NEG_INFINITY;
        for count in (1..members.len()).rev() {
            largest = largest.max(self.upper[members[count] as usize]);
            if count < batch.slots && self.lower[members[count - 1] as usize] > largest {
                return count;
            }
        }
        0
    }

    /// Ends the stage of a batch at the end of round `now`: splits it, or drops what can't be among the best.
    fn end_stage(&mut self, index: usize, now: u64) {
        let mut batch = self.batches[index].clone();
        self.bound(&batch);
        let better = self.gap(&batch);
        (batch.rounds, batch.shown, batch.since, batch.heard) = (0, 0, now, 0);
        if better > 0 {
            let lower = Batch {
                first: batch.first + better,
                slots: batch.slots - better,
                stage: 0,
                start: batch.start + better,
                ..batch.clone()
            };
            batch = Batch { slots: better, stage: 0, end: batch.start + better, ..batch };
            self.batches.insert(index + 1, lower);
        } else {
            let least = self.lower[self.members[batch.start + batch.slots - 1] as usize];
            let mut kept = batch.start;
            for place in batch.start..batch.end {
                if self.upper[self.members[place] as usize] >= least {
                    self.members.swap(kept, place);
                    kept += 1;
                }
            }
            batch.end = kept;
            batch.stage += 1;
        }
        let end = self.batches[index].end;
        for item in &self.members[batch.start..end] {
            self.times[*item as usize] = 0;
            self.clicks[*item as usize] = 0.0;
        }
        self.batches[index] = batch;
    }
}

crate::state::state_fields! { Batch { first, slots, stage, rounds, since, heard, start, end, shown } }

impl Blank for Batch {
    fn blank() -> Batch {
        Batch { first: 0, slots: 0, stage: 0, rounds: 0, since: 0, heard: 0, start: 0, end: 0, shown: 0 }
    }
}

impl State for BatchRank {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let BatchRank { batches, members, times, clicks, mean, lower, upper, counts, .. } = self;
        io.list(batches, counts.len())?;
        members.state(io)?;
        times.state(io)?;
        clicks.state(io)?;
        mean.state(io)?;
        lower.state(io)?;
        upper.state(io)?;
        counts.state(io)?;
        io.check(|| {
            // The batches share the slots out, from the first on, and each has items enough for its own.
            let (mut first, mut start) = (0, 0);
            let fits = |batch: &Batch| {
                let right = batch.first == first
                    && batch.start >= start
                    && (batch.start..=members.len()).contains(&batch.end)
                    && (1..=batch.end - batch.start).contains(&batch.slots)
                    && batch.slots <= counts.len()
                    && batch.shown < batch.end - batch.start;
                (first, start) = (batch.first + batch.slots, batch.end);
                right
            };
            batches.iter().all(fits) && first == counts.len() && is_order(members)
        })
    }
}

impl Ranker for BatchRank {
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        for batch in &mut self.batches {
            let places = batch.first..batch.first + batch.slots;
            let slots = &mut slate[places.clone()];
            let (shown, rest) = self.members[batch.start..batch.end].split_at_mut(batch.shown);
            let due = rest.len().min(slots.len());
            draw(rest, stream, &mut slots[..due]);
            draw(shown, stream, &mut slots[due..]);
            slots[due..].iter().for_each(|item| self.fills[*item as usize] = true);
            shuffle(slots, stream);
            for (counts, item) in self.counts[places].iter_mut().zip(slots) {
                *counts = !std::mem::take(&mut self.fills[*item as usize]);
            }
            batch.shown += due;
            if batch.shown == batch.end - batch.start {
                batch.shown = 0;
                batch.rounds = batch.rounds.saturating_add(1);
            }
        }
    }

    fn info(&self, info: &mut [f64]) {
        info.iter_mut().zip(&self.counts).for_each(|(entry, counts)| *entry = f64::from(u8::from(*counts)));
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        let mut index = 0;
        while index < self.batches.len() {
            let needed = self.stage_rounds(self.batches[index].stage);
            let batch = &mut self.batches[index];
            let size = batch.end - batch.start;
            // A slate of an earlier stage says nothing of this one, however late its feedback arrives.
            if view.round > batch.since {
                let slots = batch.first..batch.first + batch.slots;
                let seen = slate[slots.clone()].iter().zip(&feedback.clicks[slots.clone()]);
                for ((item, clicked), counts) in seen.zip(&feedback.info[slots]) {
                    let item = *item as usize;
                    if *counts > 0.0 {
                        let before = f64::from(self.times[item]);
                        self.times[item] = self.times[item].saturating_add(1);
                        self.clicks[item] += f64::from(u8::from(*clicked));
                        batch.heard += usize::from(before < needed && before + 1.0 >= needed);
                    }
                }
            }
            // One item alone has nothing left to learn.
            let over = size > 1 && batch.heard == size;
            // A split leaves two fresh batches, neither of which has seen this slate.
            let before = self.batches.len();
            if over {
                self.end_stage(index, feedback.now);
            }
            index += 1 + self.batches.len() - before;
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut values = vec![0.0; view.items];
        let Some(batch) = self.batches.first() else { return ActionProbabilities::exact(values) };
        let (shown, rest) = self.members[batch.start..batch.end].split_at(batch.shown);
        let (slots, due) = (batch.slots as f64, rest.len().min(batch.slots) as f64);
        // An item that is drawn is in the first slot as often as in any other of the batch.
        rest.iter().for_each(|item| values[*item as usize] = due / rest.len() as f64 / slots);
        shown.iter().for_each(|item| values[*item as usize] = (slots - due) / shown.len() as f64 / slots);
        ActionProbabilities::exact(values)
    }

    /// Estimates and bounds are those that the last stage of each item has ended with.
    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation {
            estimates: self.mean.clone(),
            low: self.lower.clone(),
            high: self.upper.clone(),
            scores: Vec::new(),
            reason: RankingReason::Exploring,
        }
    }
}

/// Draws as many items as there are slots, uniformly and without replacement; they come first among the items.
fn draw(items: &mut [u32], stream: &mut RngStream, slots: &mut [u32]) {
    for (place, slot) in slots.iter_mut().enumerate() {
        items.swap(place, place + stream.below(items.len() - place));
        *slot = items[place];
    }
}
