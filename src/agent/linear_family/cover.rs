//! Online Cover: several policies that together cover whatever might still be best; one of them, drawn, decides.
//!
//! The online form of ILOVETOCONBANDITS (Agarwal, Hsu, Kale, Langford, Li and Schapire 2014, Taming the Monster, section 5;
//! Bietti, Agarwal and Langford 2021, A Contextual Bandit Bake-off, algorithm 5; Vowpal Wabbit, --cover). For K arms, round t
//! and N policies:
//! * epsilon = min(1 / K, 1 / sqrt(K t)), p = epsilon + (1 - K epsilon) (share of the policies that take the arm);
//! * from reward r of arm a come doubly robust rewards of all arms, f + 1{a} (r - f) / p with f the estimate of a ridge
//!   regression of rewards (Dudik, Langford and Li 2011);
//! * policy i learns by ridge regression the doubly robust reward plus psi epsilon / q of every arm offered, with
//!   q = epsilon + (1 - K epsilon) (share of the policies before it that take the arm), and takes the largest
//!   estimate; the first learns the reward alone. So each is drawn to arms that those before it leave out.

use crate::agent::linear::{self, Features, LinearModels};
use crate::agent::linear::{ArmModels, BIAS, INTERACTIONS, MODEL, RewardModel, TIKHONOV};
use crate::agent::without_context::{DrawnAgent, StochasticPolicy};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Clock, Family, View, share_among_largest};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::vector::add_scaled;

const POLICIES: Parameter = Parameter {
    name: "policies",
    title: "Policies",
    kind: Kind::Integer { minimum: 1, maximum: 32, default: 4, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many policies there are to draw from; one explores by epsilon only."),
};

const PSI: Parameter = Parameter {
    name: "psi",
    title: "Psi",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 0.1, scale: Scale::Logarithmic },
    unit: "ranges of rewards",
    help: words(
        "How much a policy is drawn to arms that the policies before it leave out: 0 makes all alike.",
    ),
};

const UNIFORM: Parameter = Parameter {
    name: "uniform",
    title: "Any arm now and then",
    kind: Kind::Switch { default: true },
    unit: "",
    help: words(
        "Draws any arm with a small probability that goes down with the number of rounds, with feedback or not; off, only arms that a policy takes.",
    ),
};

/// Online Cover.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "cover",
        title: "Online Cover",
        sentence: words(
            "Keeps several policies on ridge regressions, each rewarded for taking arms that the ones before it leave out, and lets one drawn at random each round decide.",
        ),
        citation: words(
            "Agarwal, Hsu, Kale, Langford, Li and Schapire 2014, Taming the Monster; Bietti, Agarwal and Langford 2021, A Contextual Bandit Bake-off",
        ),
        facts: linear::MODEL_FACTS,
        parameters: &[POLICIES, PSI, UNIFORM, MODEL, TIKHONOV, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory, build };

#[derive(Clone)]
struct Cover {
    /// f.
    rewards: ArmModels,
    features: Features,
    /// Policy after policy, the models of each.
    policies: LinearModels,
    count: usize,
    /// Models of one policy.
    models_of_policy: usize,
    /// psi in reward.
    psi: f64,
    uniform: bool,
    clock: Clock,
    /// Policy after policy, the share of each arm in its choice: 1 for the one that it takes, or equal parts for several
    /// that it likes best.
    taken: Vec<f64>,
    means: Vec<f64>,
    /// Doubly robust rewards.
    robust: Vec<f64>,
    /// How many of the policies so far take each arm.
    votes: Vec<f64>,
}

fn memory(values: &Values, shape: &Shape) -> u64 {
    Features::new("", values, shape).map_or(0, |features| {
        let count = values.count(&POLICIES) * features.model_count(shape);
        LinearModels::memory(count, features.dimension(), 1.0)
            + linear::memory(values, shape)
            + 8 * (values.count(&POLICIES) * shape.arms) as u64
    })
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let features = Features::new(DESCRIPTOR.part.title, values, shape)?;
    let (count, models_of_policy) = (values.count(&POLICIES).max(1), features.model_count(shape));
    let dimension = features.dimension();
    let zeros = vec![0.0; shape.arms];
    let policy = Cover {
        rewards: linear::build(DESCRIPTOR.part.title, values, shape)?,
        features,
        policies: LinearModels::new(count * models_of_policy, dimension, values.number(&TIKHONOV), 1.0),
        count,
        models_of_policy,
        psi: values.number(&PSI) * (shape.rewards.1 - shape.rewards.0),
        uniform: values.switch(&UNIFORM),
        clock: Clock::default(),
        taken: vec![0.0; count * shape.arms],
        means: zeros.clone(),
        robust: zeros.clone(),
        votes: zeros,
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

impl Cover {
    fn epsilon(&self, arms: usize) -> f64 {
        let arms = arms as f64;
        (1.0 / arms).min(1.0 / (arms * self.clock.round() as f64).sqrt())
    }

    /// Finds the arm that each policy takes: the first `arms` shares of each.
    fn ask(&mut self, view: &View<'_>) {
        self.features.set_context(view);
        let arms = view.items.len();
        let room = self.means.len();
        for (policy, taken) in self.taken.chunks_exact_mut(room).enumerate() {
            for (slot, mean) in self.means[..arms].iter_mut().enumerate() {
                let (model, x) = self.features.of_arm(view, slot);
                *mean = self.policies.mean(policy * self.models_of_policy + model, x);
            }
            taken[..arms].fill(0.0);
            share_among_largest(&self.means[..arms], 1.0, &mut taken[..arms]);
        }
    }

    /// Writes the doubly robust reward of every offered arm.
    fn estimate_rewards(&mut self, view: &View<'_>, chosen: usize, reward: f64, probability: f64) {
        let robust = &mut self.robust[..view.items.len()];
        self.rewards.means(view, robust);
        if probability > 0.0 {
            robust[chosen] += (reward - robust[chosen]) / probability;
        }
    }
}

crate::state::state_fields! {
    Cover { rewards, policies, clock }
    fixed { features, count, models_of_policy, psi, uniform, taken, means, robust, votes }
}

impl StochasticPolicy for Cover {
    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        self.clock.begin(view.round);
        self.ask(view);
        let epsilon = if self.uniform { self.epsilon(probabilities.len()) } else { 0.0 };
        let rest = (1.0 - probabilities.len() as f64 * epsilon).max(0.0);
        probabilities.fill(0.0);
        for taken in self.taken.chunks_exact(self.means.len()) {
            add_scaled(probabilities, &taken[..probabilities.len()], 1.0);
        }
        for probability in probabilities {
            *probability = epsilon + rest * (*probability / self.count as f64);
        }
    }

    /// A reward of an earlier round is doubly robust with the probability of that round; what a policy is paid for is to
    /// take what those before it leave out now.
    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, probability: f64) {
        let arms = view.items.len();
        self.ask(view);
        self.estimate_rewards(view, chosen, reward, probability);
        let epsilon = self.epsilon(arms);
        let rest = (1.0 - arms as f64 * epsilon).max(0.0);
        let votes = &mut self.votes[..arms];
        votes.fill(0.0);
        self.features.set_context(view);
        for policy in 0..self.count {
            for (slot, (robust, votes)) in self.robust.iter().zip(votes.iter()).enumerate() {
                let mut target = *robust;
                if policy > 0 {
                    let covered = epsilon + rest * votes / policy as f64;
                    target += self.psi * epsilon / covered;
                }
                let (model, x) = self.features.of_arm(view, slot);
                self.policies.learn(policy * self.models_of_policy + model, x, target);
            }
            let room = self.means.len();
            add_scaled(votes, &self.taken[policy * room..policy * room + arms], 1.0);
        }
        self.rewards.learn(view, chosen, reward);
        self.clock.end(view.round);
    }

    /// What the ridge regression of rewards thinks.
    fn thoughts(&mut self, view: &View<'_>) -> (Vec<f64>, Vec<f64>) {
        self.rewards.thoughts(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::ActionInfo;
    use crate::agent::without_context::testing::{Bench, assert_near};
    use crate::descriptor::Value;

    /// Two arms, two policies, psi 1. Round 1: epsilon = 1/2, so p = 1/2 each and q = 1/2 each. A reward of 1 of arm 0 is
    /// doubly robust 2 and 0; with the bonus of 1, policy 2 learns 3 and 1. Estimates are half of that: both take arm 0.
    /// Round 2 also has epsilon 1/2 = 1 / sqrt(2 * 2). Again a reward of 1 of arm 0, now f = 1/2: doubly robust
    /// 1/2 + 2 (1 - 1/2) = 3/2. Round 3: epsilon = 1 / sqrt(6), and both policies still take arm 0.
    #[test]
    fn a_step_by_hand() {
        let mut bench =
            Bench::new(&DESCRIPTOR, &[("policies", Value::Number(2.0)), ("psi", Value::Number(1.0))], 2);
        assert_near(&bench.explain().probabilities, &[0.5, 0.5]);
        bench.learn(0, 1.0);
        assert_near(&bench.explain().probabilities, &[0.5, 0.5]);
        assert_near(&bench.explain().estimates, &[0.5, 0.0]);
        bench.learn(0, 1.0);
        let epsilon = 1.0 / 6.0_f64.sqrt();
        assert_near(&bench.explain().probabilities, &[1.0 - epsilon, epsilon]);
    }

    /// A policy is drawn to what those before it leave out: with a large psi the second takes another arm than the first
    /// again and again, and with none never.
    #[test]
    fn policies_cover_different_arms() {
        for psi in [0.0, 10.0] {
            let values = [
                ("policies", Value::Number(2.0)),
                ("psi", Value::Number(psi)),
                ("uniform", Value::Switch(false)),
            ];
            let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
            let mut apart = 0;
            for round in 0..400 {
                let chosen = bench.choose();
                // In the first round both like both arms alike.
                apart += usize::from(round > 0 && bench.explain().probabilities == [0.5, 0.5]);
                bench.learn(chosen, if chosen == 0 { 0.6 } else { 0.4 });
            }
            assert_eq!(apart > 0, psi > 0.0, "psi {psi}: {apart} of 400 rounds");
        }
    }

    /// The doubly robust reward of an arm is right on average, whatever the model of rewards says.
    #[test]
    fn doubly_robust_rewards_are_right_on_average() {
        let shape = Shape { context: 1, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let values = Values::default();
        let mut cover = Cover {
            rewards: linear::build("test", &values, &shape).expect("disjoint"),
            features: Features::new("test", &values, &shape).expect("disjoint"),
            policies: LinearModels::new(2, 1, 1.0, 1.0),
            count: 1,
            models_of_policy: 2,
            psi: 0.0,
            uniform: true,
            clock: Clock::default(),
            taken: vec![0.0; 2],
            means: vec![0.0; 2],
            robust: vec![0.0; 2],
            votes: vec![0.0; 2],
        };
        let view = View { round: 1, context: &[1.0], items: &[0, 1], arm_features: &[], expectations: &[] };
        cover.rewards.learn(&view, 0, -3.0);
        let mut sums = [0.0; 2];
        for (chosen, reward, probability) in [(0, 0.7, 0.2), (1, 0.4, 0.8)] {
            cover.estimate_rewards(&view, chosen, reward, probability);
            for (sum, robust) in sums.iter_mut().zip(&cover.robust) {
                *sum += probability * robust;
            }
        }
        assert_near(&sums, &[0.7, 0.4]);
    }

    /// One policy has come to take arm 1, which earned 1/10 in 20 rounds. Of arm 0 a reward of 1/2 comes late: drawn with
    /// 1/2 it is a doubly robust reward of 1, and its mean of 1 / 22 is not enough; with the probability that arm 0 has by
    /// now, epsilon = 1 / sqrt(2 * 21), it is one of 3.2, and enough.
    #[test]
    fn a_late_reward_counts_by_the_probability_of_its_round() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("policies", Value::Number(1.0))], 2);
        bench.choose();
        let then = bench.info();
        assert_eq!(then.probability, 0.5);
        (0..20).for_each(|_| bench.learn(1, 0.1));
        let epsilon = 1.0 / 42.0_f64.sqrt();
        assert_near(&bench.explain().probabilities, &[epsilon, 1.0 - epsilon]);
        for (probability, taken) in [(then.probability, 1), (epsilon, 0)] {
            let mut bench = bench.clone();
            bench.update(0, 0.5, ActionInfo { probability, ..then });
            assert!(bench.explain().probabilities[taken] > 0.7, "{probability}");
        }
    }
}
