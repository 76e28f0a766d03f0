//! Ranked bandits: every slot has a bandit of its own over all items (Radlinski, Kleinberg and Joachims 2008, Learning
//! Diverse Rankings with Multi-Armed Bandits, algorithm 2).
//!
//! From the top down, the bandit of a slot chooses an item. Where that is already shown above, another that is not shown yet
//! takes its place, at random. A bandit earns 1 where its own choice was shown and clicked, and 0 otherwise.

pub mod exp3;
mod index;
pub mod kl_ucb;
pub mod ucb1;

pub use index::IndexBandits;

use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};
use crate::state::State;

/// The bandits of all slots.
///
/// # Examples
/// Every slot has learned of its own choices only.
/// ```
/// use bandit_playground::math::random::RngStream;
/// use bandit_playground::ranking::rankers::ranked::{IndexBandits, SlotBandits, ucb1};
///
/// let (items, slots) = (3, 2);
/// let mut bandits = IndexBandits::new(items, slots, ucb1::FORMULA);
/// for item in 0..3 {
///     bandits.learn(0, item, f64::from(u8::from(item == 2)));
///     bandits.learn(1, item, f64::from(u8::from(item == 1)));
/// }
/// let mut stream = RngStream::new(42, 0, "example");
/// assert_eq!((bandits.choose(0, 4, &mut stream), bandits.choose(1, 4, &mut stream)), (2, 1));
/// ```
pub trait SlotBandits: State + Clone + Send + 'static {
    /// The choice of a slot's bandit in round t, from 1.
    fn choose(&mut self, slot: usize, round: u64, stream: &mut RngStream) -> u32;

    /// With which probability [`SlotBandits::choose`] chooses each item.
    fn chances(&mut self, slot: usize, round: u64) -> ActionProbabilities;

    /// Round t begins.
    fn begin(&mut self, _round: u64) {}

    /// The bandits chose these items in round t, from the top.
    fn chose(&mut self, _round: u64, _choices: &[u32]) {}

    /// Feedback arrives on the choices of round t at the end of round `now`.
    fn receive(&mut self, _round: u64, _now: u64) {}

    /// What the bandit of a slot must know of its last choice when it learns what that earned.
    fn info(&self, _slot: usize) -> f64 {
        0.0
    }

    /// The bandit of a slot learns that its last choice, `item`, earned `reward`, 0 or 1.
    fn learn(&mut self, slot: usize, item: u32, reward: f64);

    /// The same of any choice of its, with what it noted then.
    fn learn_noted(&mut self, slot: usize, item: u32, reward: f64, _note: f64) {
        self.learn(slot, item, reward);
    }

    /// How they choose.
    fn reason(&self) -> RankingReason;
}

/// A ranker that asks one bandit a slot. Besides what the bandits cost, a round costs O(K).
#[derive(Debug, Clone)]
pub struct Ranked<B> {
    bandits: B,
    /// What each bandit chose in the last round.
    choices: Vec<u32>,
    /// All items, of which the first ones are those of the slate.
    deck: Vec<u32>,
    /// Where each item is in the deck.
    place: Vec<u32>,
}

impl<B: SlotBandits> Ranked<B> {
    /// These bandits for so many items and slots.
    pub fn new(bandits: B, items: usize, slots: usize) -> Ranked<B> {
        let deck: Vec<u32> = (0..items as u32).collect();
        Ranked { bandits, choices: vec![0; slots], place: deck.clone(), deck }
    }

    /// Bytes that it takes besides the bandits.
    pub fn memory(items: usize, slots: usize) -> u64 {
        8 * items as u64 + 4 * slots as u64
    }

    /// Length of its notes: each slot's choice and what its bandit notes.
    pub fn note_length(slots: usize) -> usize {
        2 * slots
    }

    /// What the bandits chose in the last round, from the top: where it is another item than was shown, it was replaced.
    pub fn choices(&self) -> &[u32] {
        &self.choices
    }
}

crate::state::state_fields! {
    impl<B: SlotBandits> Ranked<B> { bandits, choices, deck, place }
    valid(ranked) {
        let mut places = ranked.deck.iter().zip(0..);
        crate::state::is_order(&ranked.deck)
            && places.all(|(item, place)| ranked.place[*item as usize] == place)
            && ranked.choices.iter().all(|item| (*item as usize) < ranked.deck.len())
    }
}

impl<B: SlotBandits> Ranker for Ranked<B> {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.bandits.begin(view.round);
        for (slot, place) in slate.iter_mut().enumerate() {
            let choice = self.bandits.choose(slot, view.round, stream);
            self.choices[slot] = choice;
            let mut from = self.place[choice as usize] as usize;
            if from < slot {
                from = slot + stream.below(self.deck.len() - slot);
            }
            self.deck.swap(slot, from);
            self.place[self.deck[from] as usize] = from as u32;
            self.place[self.deck[slot] as usize] = slot as u32;
            *place = self.deck[slot];
        }
        self.bandits.chose(view.round, &self.choices);
    }

    fn info(&self, info: &mut [f64]) {
        for (slot, (entry, choice)) in info.chunks_exact_mut(2).zip(&self.choices).enumerate() {
            entry.copy_from_slice(&[f64::from(*choice), self.bandits.info(slot)]);
        }
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.bandits.receive(view.round, feedback.now);
        let noted = feedback.info.chunks_exact(2);
        for (slot, ((shown, clicked), noted)) in slate.iter().zip(feedback.clicks).zip(noted).enumerate() {
            let choice = noted[0] as u32;
            let reward = if *shown == choice && *clicked { 1.0 } else { 0.0 };
            self.bandits.learn_noted(slot, choice, reward, noted[1]);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut bandits = self.bandits.clone();
        bandits.begin(view.round);
        // No item was shown above the first slot, so that its bandit has what it chooses.
        bandits.chances(0, view.round)
    }

    /// Every slot thinks otherwise, so that there are no estimates of items.
    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation { reason: self.bandits.reason(), ..RankerExplanation::default() }
    }
}
