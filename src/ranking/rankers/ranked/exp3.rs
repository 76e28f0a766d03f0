//! Ranked EXP3: every slot has an EXP3 of its own over all items, so that nothing is taken to stay as it is.
//!
//! With weights w of the L items on a slot, p = (1 - gamma) softmax(gamma w / L) + gamma / L, and the chosen item gains
//! reward / p (Auer, Cesa-Bianchi, Freund and Schapire 2002, figure 1). A round costs O(K L).

use super::{Ranked, SlotBandits};
use crate::agent::without_context::exp3::{Definition, mix};
use crate::agent::without_context::softmax;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::math::random::RngStream;
use crate::math::sampling::draw;
use crate::probabilities::ActionProbabilities;
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Ranker, RankingReason, SlateShape};

const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Gamma",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "probability",
    help: words("How often a slot shows any item, and how fast it learns."),
};

/// Ranked EXP3.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "ranked_exp3",
        title: "Ranked EXP3",
        sentence: words(
            "Gives every slot an EXP3 of its own, which is rewarded for clicks on its own choice and takes nothing to stay as it is.",
        ),
        citation: words(
            "Radlinski, Kleinberg and Joachims 2008, Learning Diverse Rankings with Multi-Armed Bandits; Auer, Cesa-Bianchi, Freund and Schapire 2002, The Nonstochastic Multiarmed Bandit Problem",
        ),
        facts: &[],
        parameters: &[GAMMA],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| {
        let own = 8 * (shape.items * shape.slots + shape.items + shape.slots) as u64;
        own + Ranked::<Exp3>::memory(shape.items, shape.slots)
    },
    note_length: |_, shape| Ranked::<Exp3>::note_length(shape.slots),
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    let bandits = Exp3::new(shape.items, shape.slots, values.number(&GAMMA));
    Ok(Box::new(Ranked::new(bandits, shape.items, shape.slots)))
}

/// One EXP3 a slot.
#[derive(Debug, Clone)]
pub struct Exp3 {
    items: usize,
    gamma: f64,
    /// One row of L a slot.
    weights: Vec<f64>,
    /// How likely each slot's last choice was.
    chosen: Vec<f64>,
    probabilities: Vec<f64>,
}

impl Exp3 {
    /// Bandits that have learned nothing.
    pub fn new(items: usize, slots: usize, gamma: f64) -> Exp3 {
        Exp3 {
            items,
            gamma,
            weights: vec![0.0; items * slots],
            chosen: vec![1.0; slots],
            probabilities: vec![0.0; items],
        }
    }

    /// The probabilities of the items on a slot.
    pub fn probabilities(&mut self, slot: usize) -> &[f64] {
        let weights = &self.weights[slot * self.items..(slot + 1) * self.items];
        softmax(self.gamma / self.items as f64, |item| weights[item], &mut self.probabilities);
        mix(self.gamma, &mut self.probabilities);
        &self.probabilities
    }
}

crate::state::state_fields! {
    Exp3 { weights, chosen } fixed { items, gamma, probabilities }
}

impl SlotBandits for Exp3 {
    fn choose(&mut self, slot: usize, _round: u64, stream: &mut RngStream) -> u32 {
        let choice = draw(self.probabilities(slot), stream);
        self.chosen[slot] = self.probabilities[choice];
        choice as u32
    }

    fn chances(&mut self, slot: usize, _round: u64) -> ActionProbabilities {
        ActionProbabilities::exact(self.probabilities(slot).to_vec())
    }

    fn info(&self, slot: usize) -> f64 {
        self.chosen[slot]
    }

    fn learn(&mut self, slot: usize, item: u32, reward: f64) {
        self.learn_noted(slot, item, reward, self.chosen[slot]);
    }

    fn learn_noted(&mut self, slot: usize, item: u32, reward: f64, info: f64) {
        self.weights[slot * self.items + item as usize] += Definition::Auer.change(reward, info);
    }

    fn reason(&self) -> RankingReason {
        RankingReason::Sampled
    }
}
