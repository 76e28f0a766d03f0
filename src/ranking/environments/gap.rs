//! The problem class B_LB(L, K, p, delta) of Kveton et al. 2015: K items attract with probability p, all others with
//! p - delta. Which K those are changes with the seed, so that no one gains by showing the first ones.

use std::sync::Arc;

use super::change::{CHANGE, Change, SEGMENT, STEP};
use super::steady::{Items, Steady};
use super::{
    Builder, ITEMS, SLOTS, SlateEnvironment, SlateEnvironmentDescriptor, SlateEpisode, card, few, plain_shape,
};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::{EnvironmentError, ItemCard};
use crate::math::random::RngStream;
use crate::ranking::SlateShape;
use crate::ranking::order::shuffle;

const ATTRACTION: Parameter = Parameter {
    name: "attraction",
    title: "Attraction of the best",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.2, scale: Scale::Linear },
    unit: "probability",
    help: words(
        "How likely each of the best items attracts a user who looks at it; there are as many of them as slots.",
    ),
};

const GAP: Parameter = Parameter {
    name: "gap",
    title: "Gap",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.15, scale: Scale::Linear },
    unit: "probability",
    help: words("How much less likely all other items attract, down to never; a small gap is hard to see."),
};

/// Some good items among many worse ones.
pub static DESCRIPTOR: SlateEnvironmentDescriptor = SlateEnvironmentDescriptor {
    part: Descriptor {
        id: "gap_slates",
        title: "Slates of made-up items",
        sentence: words(
            "As many items as a slate has slots are a little more attractive than all others, and the ranker has to find them.",
        ),
        citation: words(
            "Kveton, Szepesvari, Wen and Ashkan 2015, Cascading Bandits: Learning to Rank in the Cascade Model",
        ),
        facts: &[few(&ITEMS)],
        parameters: &[ITEMS, SLOTS, ATTRACTION, GAP, CHANGE, SEGMENT, STEP],
    },
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Gap {
    shape: SlateShape,
    best: f64,
    others: f64,
    change: Change,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError> {
    let best = values.number(&ATTRACTION);
    Ok(Arc::new(Gap {
        shape: plain_shape(values.count(&ITEMS), values.count(&SLOTS)),
        best,
        others: (best - values.number(&GAP)).max(0.0),
        change: Change::new(values),
    }))
}

impl SlateEnvironment for Gap {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateEpisode> {
        let mut order: Vec<u32> = (0..self.shape.items as u32).collect();
        shuffle(&mut order, &mut RngStream::new(master_seed, seed_index, "attractions"));
        let mut attractions = vec![self.others; order.len()];
        for item in &order[..self.shape.slots] {
            attractions[*item as usize] = self.best;
        }
        let items = Items { attractions, ..Items::default() };
        Box::new(Steady::new(items, self.change, master_seed, seed_index))
    }

    fn item(&self, item: usize) -> ItemCard {
        card(item)
    }
}
