//! Ranked bandits: who is replaced, and who is paid.

use std::sync::mpsc::{Sender, channel};

use bandit_playground::math::random::RngStream;
use bandit_playground::probabilities::ActionProbabilities;
use bandit_playground::ranking::rankers::ranked::{IndexBandits, Ranked, SlotBandits, exp3, kl_ucb, ucb1};
use bandit_playground::ranking::{Ranker, RankingReason};
use bandit_playground::state::{State, StateError, StateIo};

use super::bench::{Environment, User, assert_near};

/// Bandits that all want item 3, and tell what they are paid.
#[derive(Clone)]
struct Stubborn(Sender<(usize, u32, f64)>);

/// It learns nothing.
impl State for Stubborn {
    fn state(&mut self, _io: &mut StateIo<'_>) -> Result<(), StateError> {
        Ok(())
    }
}

impl SlotBandits for Stubborn {
    fn choose(&mut self, _slot: usize, _round: u64, _stream: &mut RngStream) -> u32 {
        3
    }

    fn chances(&mut self, _slot: usize, _round: u64) -> ActionProbabilities {
        ActionProbabilities::certain(3, 5)
    }

    fn learn(&mut self, slot: usize, item: u32, reward: f64) {
        self.0.send((slot, item, reward)).expect("someone listens");
    }

    fn reason(&self) -> RankingReason {
        RankingReason::Fixed
    }
}

fn plain(items: usize, slots: usize) -> Environment {
    Environment::new(&vec![0.5; items], &vec![1.0; slots], User::PositionBased)
}

/// The first slot gets what it wants; the others get one of the other four, each as often, within four standard errors.
#[test]
fn who_is_replaced_is_replaced_at_random() {
    let environment = plain(5, 3);
    let mut ranker = Ranked::new(Stubborn(channel().0), 5, 3);
    let mut stream = RngStream::new(1, 0, "ranked");
    let mut counts = [[0.0_f64; 5]; 3];
    let mut slate = [0; 3];
    for round in 1..=8_000 {
        ranker.rank(&environment.view(round), &mut stream, &mut slate);
        for (slot, item) in slate.iter().enumerate() {
            counts[slot][*item as usize] += 1.0;
        }
        assert_eq!(ranker.choices(), [3; 3]);
    }
    assert_eq!(counts[0][3], 8_000.0);
    for slot in [1, 2] {
        for item in [0, 1, 2, 4] {
            let error = (8_000.0_f64 * 0.25 * 0.75).sqrt();
            assert!((counts[slot][item] - 2_000.0).abs() < 4.0 * error, "{counts:?}");
        }
    }
}

/// All slots are clicked, but only the first showed what its bandit chose: only that one is paid.
#[test]
fn only_own_choices_are_paid() {
    let environment = plain(5, 3);
    let (bandits, pay) = channel();
    let mut ranker = Ranked::new(Stubborn(bandits), 5, 3);
    let mut slate = [0; 3];
    ranker.rank(&environment.view(1), &mut RngStream::new(1, 0, "ranked"), &mut slate);
    environment.teach(&mut ranker, 1, &slate, &[true, true, true]);
    assert_eq!(pay.try_iter().collect::<Vec<_>>(), [(0, 3, 1.0), (1, 3, 0.0), (2, 3, 0.0)]);
}

/// Two items, gamma 0.4: a choice of probability 1/2 that is clicked gains 2, and 0.6 softmax(0.2 * 2) + 0.2 comes of it.
#[test]
fn ranked_exp3_by_hand() {
    let mut bandits = exp3::Exp3::new(2, 1, 0.4);
    assert_eq!(bandits.probabilities(0), [0.5, 0.5]);
    let choice = bandits.choose(0, 1, &mut RngStream::new(1, 0, "exp3"));
    bandits.learn(0, choice, 1.0);
    let logistic = 1.0 / (1.0 + libm::exp(-0.4));
    assert_near(bandits.probabilities(0)[choice as usize], 0.6 * logistic + 0.2);
}

/// Every slot tries every item once before it compares them: after L rounds, slot by slot, each was chosen once; then that
/// which was clicked comes again.
#[test]
fn every_slot_tries_every_item_once() {
    tries_every_item_once(IndexBandits::new(6, 1, ucb1::FORMULA));
    tries_every_item_once(IndexBandits::new(6, 1, kl_ucb::FORMULA));
}

fn tries_every_item_once(mut bandit: impl SlotBandits) {
    let mut stream = RngStream::new(1, 0, "once");
    let mut chosen: Vec<u32> = (1..=6)
        .map(|round| {
            let choice = bandit.choose(0, round, &mut stream);
            bandit.learn(0, choice, if choice == 4 { 1.0 } else { 0.0 });
            choice
        })
        .collect();
    chosen.sort_unstable();
    assert_eq!(chosen, [0, 1, 2, 3, 4, 5]);
    assert_eq!(bandit.choose(0, 7, &mut stream), 4);
}

/// Under the cascade regret flattens: the second half of the rounds adds less than the stated part of the first, mean of
/// four seeds; EXP3, which never stops exploring, at least earns more than chance.
#[test]
fn they_learn() {
    let environment = Environment::new(&[0.05, 0.6, 0.1, 0.05, 0.5, 0.1], &[1.0; 2], User::Cascade);
    for (descriptor, most) in
        [(&ucb1::DESCRIPTOR, 0.7), (&kl_ucb::DESCRIPTOR, 0.6), (&exp3::DESCRIPTOR, 0.95)]
    {
        let (first, second) = environment.halves(descriptor, &[], 10_000);
        assert!(second < most * first, "{}: {first}, then {second}", descriptor.part.id);
        let chance = environment.halves(&bandit_playground::ranking::rankers::random::DESCRIPTOR, &[], 1_000);
        assert!(first + second < 5.0 * (chance.0 + chance.1), "{}", descriptor.part.id);
    }
}
