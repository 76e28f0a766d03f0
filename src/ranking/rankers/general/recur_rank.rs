//! RecurRank: learns what features are worth, in phases, and splits items and slots where the estimates lie far apart.
//!
//! An instance has items and slots. In phase l it tries item a T(a) = ceil(d pi(a) / (2 Delta^2) ln(n / delta_l)) times on
//! its first slot, where pi is a G-optimal design for its n items and Delta = 2^-l; its other slots show its other
//! items, the best of the last phase first. Then it fits the clicks on its first slot, and on no other, by least squares,
//! orders its items by the estimates and parts them wherever two neighbours are 2 Delta or more apart. Every part that
//! still has slots goes on by itself, in phase l + 1; the items of the others are dropped (Li, Lattimore and Szepesvari
//! 2019, algorithm 1). Before that, items are dropped that are 2 Delta or more below the last that has a slot: by the same
//! confidence, all those with slots are better, and without it a long row of items, each close to the next, would be
//! explored as a whole for ever.
//!
//! For d stands the largest x' V^-1 x of the design, which is at most 1 + [`TOLERANCE`](super::TOLERANCE) times the dimension that the items
//! span; delta_l = delta / (K l (l + 1)), so that by Hoeffding's inequality an estimate of any of the K instances is off
//! by Delta or more, in any phase and to either side, with probability at most 2 delta, and delta = 1 / sqrt(n) for n rounds.
//!
//! Where feedback comes late, the trials go on as planned, and those without feedback come round again; a phase ends
//! when feedback on all of them has arrived, and feedback on an earlier phase is discarded. So phases count feedback, not
//! rounds.
//!
//! A round costs O(K + d). The end of a phase makes new instances: it allocates and costs what its designs cost (see
//! [`Design`]).

use super::{Design, ROUNDS};
use crate::descriptor::{Descriptor, Fact, Property, Values, words};
use crate::math::packed::{add_outer, invert, multiply, packed_length};
use crate::math::random::RngStream;
use crate::math::vector::{add_scaled, dot};
use crate::probabilities::ActionProbabilities;
use crate::ranking::by_asking;
use crate::ranking::order::shuffle;
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};
use crate::state::{Blank, State, StateError, StateIo};

/// RecurRank.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "recur_rank",
        title: "RecurRank",
        sentence: words(
            "Learns what features are worth from clicks on the first slot of a block, and splits the block where items are proven to differ.",
        ),
        citation: words("Li, Lattimore and Szepesvari 2019, Online Learning to Rank with Features"),
        facts: &[Fact::needs(Property::ItemFeatures), Fact::needs(Property::SteadyFeatures)],
        parameters: &[ROUNDS],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| {
        let (items, features) = (shape.items as u64, shape.features as u64);
        // Coordinates, while a phase ends the residuals and the basis, and what is kept of each item.
        8 * (3 * items * features + 6 * items)
            + 8 * shape.slots as u64 * (packed_length(shape.features) as u64 + features)
    },
    note_length: |_, shape| shape.slots,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    BuildError::check(DESCRIPTOR.part.title, DESCRIPTOR.part.facts, values, shape)?;
    Ok(Box::new(RecurRank::new(shape.items, shape.slots, 1.0 / values.number(&ROUNDS).sqrt())))
}

/// Largest dimension and phase that a file may name: beyond any that memory or rounds allow.
const MOST_RANK: usize = 1 << 16;
const MOST_PHASES: u32 = 1_000;

/// Items and the slots that they are shown on, in one phase.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Number of the phase, l, from 1.
    pub phase: u32,
    /// The first slot, from 0.
    pub first: usize,
    /// How many slots there are; never more than items.
    pub slots: usize,
    /// The items, the best first as far as is known.
    pub items: Vec<u32>,
    /// How many trials of each item on the first slot still have no feedback.
    pub trials: Vec<u64>,
    /// How often each item is still to be shown there before those without feedback come round again.
    due: Vec<u64>,
    /// The round at whose end the phase began.
    since: u64,
    design: Design,
    /// The inverse of sum T(a) x x', packed.
    inverse: Vec<f64>,
    /// The clicks times the coordinates of the item tried.
    target: Vec<f64>,
    /// The item on trial: its place among the items.
    trial: usize,
}

impl Instance {
    /// Plans a phase that begins at the end of round `since`. `delta` is what may fail in it.
    fn new(
        (phase, since): (u32, u64),
        first: usize,
        slots: usize,
        items: Vec<u32>,
        features: &[f64],
        delta: f64,
    ) -> Instance {
        let dimension = features.len() / items.len().max(1);
        let design = Design::new(features, dimension);
        let (rank, count) = (design.rank, items.len() as f64);
        let gap = libm::exp2(-f64::from(phase));
        let level = design.largest / (2.0 * gap * gap) * libm::log(count / delta);
        let mut information = vec![0.0; packed_length(rank)];
        let mut trials = Vec::with_capacity(items.len());
        for (place, weight) in design.weights.iter().enumerate() {
            let times = (level * weight).ceil();
            add_outer(&mut information, &design.coordinates[place * rank..(place + 1) * rank], times);
            trials.push(times as u64);
        }
        let mut inverse = vec![0.0; packed_length(rank)];
        let learns = items.len() > 1
            && rank > 0
            && invert(&information, rank, 0.0, &mut vec![0.0; 2 * rank * rank], &mut inverse);
        if !learns {
            trials.fill(0);
        }
        let trial = trials.iter().position(|left| *left > 0).unwrap_or(0);
        let (due, target) = (trials.clone(), vec![0.0; rank]);
        Instance { phase, first, slots, items, trials, due, since, target, design, inverse, trial }
    }

    /// Takes the next item that is due on trial. Where all were shown as often as planned and not all feedback has arrived, those that
    /// are missing come round again.
    fn next_trial(&mut self) {
        if self.due[self.trial] == 0 {
            if self.due.iter().all(|left| *left == 0) {
                self.due.copy_from_slice(&self.trials);
            }
            self.trial = self.due.iter().position(|left| *left > 0).unwrap_or(self.trial);
        }
        self.due[self.trial] = self.due[self.trial].saturating_sub(1);
    }

    /// Fills its slots of the slate: the item on trial, then its first others.
    fn fill(&self, slate: &mut [u32]) {
        let slots = &mut slate[self.first..self.first + self.slots];
        slots[0] = self.items[self.trial];
        let others = self.items.iter().enumerate().filter(|(place, _)| *place != self.trial);
        for (slot, (_, item)) in slots[1..].iter_mut().zip(others) {
            *slot = *item;
        }
    }

    /// Learns whether its first slot was clicked with the item at this place on trial; whether the phase is over. What is
    /// more than was planned is discarded. Instances that have nothing to learn, as those of one item, go on for ever.
    fn learn(&mut self, trial: usize, clicked: bool) -> bool {
        let left = &mut self.trials[trial];
        if *left == 0 {
            return false;
        }
        *left -= 1;
        let done = *left == 0;
        if clicked {
            let rank = self.design.rank;
            let x = &self.design.coordinates[trial * rank..(trial + 1) * rank];
            add_scaled(&mut self.target, x, 1.0);
        }
        done && self.trials.iter().all(|left| *left == 0)
    }

    /// The estimates of its items.
    fn estimates(&self) -> Vec<f64> {
        let mut theta = vec![0.0; self.design.rank];
        multiply(&self.inverse, &self.target, &mut theta);
        self.design.coordinates.chunks_exact(self.design.rank).map(|x| dot(x, &theta)).collect()
    }
}

/// RecurRank's state.
#[derive(Debug, Clone)]
pub struct RecurRank {
    slots: usize,
    /// What may fail in all.
    delta: f64,
    /// From the top; none before the first round.
    instances: Vec<Instance>,
    /// The estimate of each item by the last phase that it was in.
    estimates: Vec<f64>,
}

impl RecurRank {
    /// A ranker that errs with probability `delta`, between 0 and 1.
    pub fn new(items: usize, slots: usize, delta: f64) -> RecurRank {
        RecurRank { slots, delta, instances: Vec::new(), estimates: vec![0.0; items] }
    }

    /// The instances, from the top; none before the first slate.
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    fn instance(
        &self,
        phase: u32,
        since: u64,
        first: usize,
        slots: usize,
        items: &[u32],
        features: &[f64],
    ) -> Instance {
        let dimension = features.len() / self.estimates.len().max(1);
        let mut own = Vec::with_capacity(items.len() * dimension);
        for item in items {
            let start = *item as usize * dimension;
            own.extend_from_slice(&features[start..start + dimension]);
        }
        let delta = self.delta / (self.slots as f64 * f64::from(phase) * f64::from(phase + 1));
        Instance::new((phase, since), first, slots, items.to_vec(), &own, delta)
    }

    /// The instances that come after the phase of this one, which ends with round `now`.
    fn split(&mut self, instance: &Instance, now: u64, features: &[f64]) -> Vec<Instance> {
        let gap = libm::exp2(-f64::from(instance.phase));
        let mut sorted: Vec<(u32, f64)> = instance.items.iter().copied().zip(instance.estimates()).collect();
        // Stable: equal items stay in the order in which they are, which was random in the first phase.
        sorted.sort_by(|one, other| other.1.total_cmp(&one.1));
        sorted.iter().for_each(|(item, estimate)| self.estimates[*item as usize] = *estimate);
        // Items certain to be worse than one for each slot.
        let least = sorted[instance.slots - 1].1;
        let kept = sorted.iter().position(|(_, estimate)| least - estimate >= 2.0 * gap);
        sorted.truncate(kept.unwrap_or(sorted.len()));
        let items: Vec<u32> = sorted.iter().map(|(item, _)| *item).collect();
        let (mut parts, mut start) = (Vec::new(), 0);
        for end in 1..=items.len() {
            if end < items.len() && sorted[end - 1].1 - sorted[end].1 < 2.0 * gap {
                continue;
            }
            if start < instance.slots {
                let slots = end.min(instance.slots) - start;
                let (phase, first) = (instance.phase + 1, instance.first + start);
                parts.push(self.instance(phase, now, first, slots, &items[start..end], features));
            }
            start = end;
        }
        parts
    }
}

impl Blank for Instance {
    fn blank() -> Instance {
        let (items, trials, due, inverse, target) = Default::default();
        let design = Design { rank: 0, coordinates: Vec::new(), weights: Vec::new(), largest: 0.0 };
        Instance {
            phase: 0,
            first: 0,
            slots: 0,
            items,
            trials,
            due,
            since: 0,
            design,
            inverse,
            target,
            trial: 0,
        }
    }
}

/// How many numbers its design has depends on the features, which are not known before the first round.
impl State for Instance {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let Instance { phase, first, slots, items, trials, due, since, design, inverse, target, trial } =
            self;
        let Design { rank, coordinates, weights, largest } = design;
        phase.state(io)?;
        first.state(io)?;
        slots.state(io)?;
        since.state(io)?;
        trial.state(io)?;
        rank.state(io)?;
        largest.state(io)?;
        io.check(|| *rank <= MOST_RANK && *phase <= MOST_PHASES)?;
        io.list(items, usize::MAX)?;
        io.list(trials, items.len())?;
        io.list(due, items.len())?;
        io.list(weights, items.len())?;
        io.list(coordinates, items.len() * *rank)?;
        io.list(inverse, packed_length(*rank))?;
        io.list(target, *rank)?;
        io.check(|| {
            let count = items.len();
            trials.len() == count
                && due.len() == count
                && weights.len() == count
                && coordinates.len() == count * *rank
                && inverse.len() == packed_length(*rank)
                && target.len() == *rank
                && *trial < count
                && (1..=count).contains(slots)
                && (*rank > 0 || trials.iter().all(|left| *left == 0))
        })
    }
}

impl State for RecurRank {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let RecurRank { slots, delta: _, instances, estimates } = self;
        io.list(instances, *slots)?;
        estimates.state(io)?;
        io.check(|| {
            let mut first = 0;
            let fits = |instance: &Instance| {
                let right = instance.first == first
                    && instance.slots <= *slots
                    && instance.items.iter().all(|item| (*item as usize) < estimates.len());
                first += instance.slots;
                right
            };
            instances.is_empty() || instances.iter().all(fits) && first == *slots
        })
    }
}

impl Ranker for RecurRank {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        if self.instances.is_empty() {
            let mut items: Vec<u32> = (0..view.items as u32).collect();
            shuffle(&mut items, stream);
            self.instances.push(self.instance(1, 0, 0, slate.len(), &items, view.features));
        }
        for instance in &mut self.instances {
            instance.next_trial();
            instance.fill(slate);
        }
    }

    /// For each slot, where it is the first of an instance, the place of the item on trial among the instance's.
    fn info(&self, info: &mut [f64]) {
        for instance in &self.instances {
            info[instance.first] = instance.trial as f64;
        }
    }

    fn update(&mut self, view: &SlateView<'_>, _slate: &[u32], feedback: &Feedback<'_>) {
        let mut index = 0;
        while index < self.instances.len() {
            let instance = &mut self.instances[index];
            let (clicked, trial) = (feedback.clicks[instance.first], feedback.info[instance.first] as usize);
            // A slate of an earlier phase has tried something else.
            if view.round <= instance.since || !instance.learn(trial, clicked) {
                index += 1;
                continue;
            }
            let over = self.instances.remove(index);
            let parts = self.split(&over, feedback.now, view.features);
            // What is new has not seen this slate.
            let next = index + parts.len();
            self.instances.splice(index..index, parts);
            index = next;
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let Some(instance) = self.instances.first() else { return by_asking(self, view, self.slots) };
        let mut next = instance.clone();
        next.next_trial();
        ActionProbabilities::certain(next.items[next.trial] as usize, view.items)
    }

    /// Estimates are what the last phase of an item has found: how likely it is clicked on the first slot of its block.
    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation {
            estimates: self.estimates.clone(),
            reason: RankingReason::Exploring,
            ..RankerExplanation::default()
        }
    }
}
