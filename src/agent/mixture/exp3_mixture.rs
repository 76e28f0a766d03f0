//! EXP3 mixture: members that earn more are drawn more often, by EXP3.
//!
//! Members are arms of EXP3 by losses (Lattimore and Szepesvari 2020, Bandit Algorithms, section 11.3), whose rewards are
//! those of the arms that they choose, scaled to [0, 1]: with sums S, a member is drawn with probabilities
//! p = softmax(S / temperature); the one that was drawn has its S lowered by (1 - r) / p, and then every S is multiplied by
//! the forgetting factor. TF-Agents adds 1 to every S as well, which changes no probability.
//!
//! The temperature is the square root of the number of rounds that it has learned from, up to a limit. So TF-Agents'
//! Exp3MixtureAgent is documented; its code takes the larger of the two in place of the smaller, so that the temperature
//! begins at the limit, and with its default of 1000 members are drawn almost evenly for a long time. Both can be chosen.

use super::members::{self, LEARNERS, MEMBERS, SETTINGS};
use super::{MemberWeights, Mixture};
use crate::agent::without_context::exp3::Definition;
use crate::agent::without_context::{UnitRewards, softmax};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Clock, Family};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

const AS_CODED: &str = "tf_agents";

const TEMPERATURE: Parameter = Parameter {
    name: "temperature",
    title: "Temperature",
    kind: Kind::Choice {
        options: &[
            Choice { id: "at_most", title: "root of the rounds, at most the limit" },
            Choice { id: AS_CODED, title: "root of the rounds, at least the limit (TF-Agents' code)" },
        ],
        default: "at_most",
    },
    unit: "",
    help: words("The higher it is, the more evenly members are drawn."),
};

const LIMIT: Parameter = Parameter {
    name: "temperature_limit",
    title: "Limit of the temperature",
    kind: Kind::Number { minimum: 1.0, maximum: 10_000.0, default: 1_000.0, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "Where the temperature stops rising, or where it starts; TF-Agents' max_inverse_temperature.",
    ),
};

const FORGETTING: Parameter = Parameter {
    name: "forgetting",
    title: "Forgetting factor",
    kind: Kind::Number { minimum: 0.9, maximum: 1.0, default: 0.999, scale: Scale::Linear },
    unit: "",
    help: words(
        "What each round, with feedback or not, leaves of all that members earned before; 1 forgets nothing.",
    ),
};

/// EXP3 mixture.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Mixture,
    part: Descriptor {
        id: "exp3_mixture",
        title: "EXP3 mixture",
        sentence: words(
            "Draws one of several agents each round and lets it choose; those whose choices earn more are drawn more often.",
        ),
        citation: words(
            "TF-Agents, Exp3MixtureAgent; Lattimore and Szepesvari 2020, Bandit Algorithms, section 11.3",
        ),
        facts: &members::FACTS,
        parameters: &[
            MEMBERS[0],
            SETTINGS[0],
            MEMBERS[1],
            SETTINGS[1],
            MEMBERS[2],
            SETTINGS[2],
            MEMBERS[3],
            SETTINGS[3],
            LEARNERS,
            TEMPERATURE,
            FORGETTING,
            LIMIT,
        ],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: members::memory, build };

#[derive(Clone)]
struct Exp3 {
    unit: UnitRewards,
    forgetting: f64,
    limit: f64,
    as_coded: bool,
    clock: Clock,
    sums: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let weighing = Exp3 {
        unit: UnitRewards::new(shape),
        forgetting: values.number(&FORGETTING),
        limit: values.number(&LIMIT),
        as_coded: values.chose(&TEMPERATURE, AS_CODED),
        clock: Clock::default(),
        sums: vec![0.0; members::chosen(values).count()],
    };
    Ok(Box::new(Mixture::new(DESCRIPTOR.part.title, values, shape, weighing)?))
}

impl Exp3 {
    fn temperature(&self) -> f64 {
        let root = (self.clock.over().max(1) as f64).sqrt();
        if self.as_coded { root.max(self.limit) } else { root.min(self.limit) }
    }
}

impl Exp3 {
    /// What members earned is forgotten by so many rounds.
    fn forget(&mut self, rounds: u64) {
        for _ in 0..rounds {
            self.sums.iter_mut().for_each(|sum| *sum *= self.forgetting);
        }
    }
}

crate::state::state_fields! {
    Exp3 { clock, sums } fixed { unit, forgetting, limit, as_coded }
}

impl MemberWeights for Exp3 {
    fn begin(&mut self, round: u64) {
        let passed = self.clock.begin(round);
        self.forget(passed);
    }

    fn probabilities(&self, probabilities: &mut [f64]) {
        softmax(1.0 / self.temperature(), |member| self.sums[member], probabilities);
    }

    /// A reward is forgotten a little at the end of its own round already, as in TF-Agents.
    fn learn(&mut self, round: u64, drawn: usize, reward: f64, probability: f64) {
        let change = Definition::Losses.change(self.unit.unit(reward), probability);
        let passed = self.clock.end(round);
        self.forget(passed.saturating_sub(1));
        if passed > 0 {
            self.sums[drawn] += change;
            self.forget(1);
        } else {
            self.sums[drawn] += change * libm::pow(self.forgetting, self.clock.age(round) as f64 + 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near, option};
    use crate::descriptor::Value;
    use proptest::prelude::*;

    fn chances(bench: &mut Bench) -> (Vec<f64>, usize) {
        let drawing = bench.explain().drawing.expect("it is a mixture");
        (drawing.members.iter().map(|member| member.probability).collect(), drawing.drawn)
    }

    fn logistic(x: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-x))
    }

    /// Both members at 1/2, a reward of 1/4, a forgetting factor of 0.9: the sum is 0.9 * -(3/4) / (1/2) = -1.35. After
    /// another reward of 1 all sums are only forgotten a little, -1.215, and the root of the rounds is that of 2.
    #[test]
    fn two_steps_by_hand() {
        let forgetting = ("forgetting", Value::Number(0.9));
        let least = [("temperature", option(AS_CODED)), ("temperature_limit", Value::Number(3.0))];
        for (values, temperatures) in [(vec![], [1.0, f64::sqrt(2.0)]), (least.to_vec(), [3.0, 3.0])] {
            let values: Vec<_> = values.into_iter().chain([forgetting.clone()]).collect();
            let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
            let slot = bench.choose();
            let (before, drawn) = chances(&mut bench);
            assert_near(&before, &[0.5, 0.5]);
            for (reward, sum, temperature) in [(0.25, -1.35, temperatures[0]), (1.0, -1.215, temperatures[1])]
            {
                if reward == 1.0 {
                    bench.choose();
                }
                bench.learn(slot, reward);
                let (after, _) = chances(&mut bench);
                assert_near(
                    &[after[drawn], after[1 - drawn]],
                    &[logistic(sum / temperature), logistic(-sum / temperature)],
                );
            }
        }
    }

    /// A round that it was not asked about says nothing of its members.
    #[test]
    fn rounds_of_others_leave_the_chances() {
        let mut bench = Bench::new(&DESCRIPTOR, &[], 2);
        bench.choose();
        bench.learn(0, 0.5);
        let before = chances(&mut bench).0;
        bench.learn(0, 0.0);
        assert_eq!(chances(&mut bench).0, before);
    }

    proptest! {
        /// Whatever is earned, chances are probabilities, and a member that chose without success is not drawn more often.
        #[test]
        fn chances_are_probabilities(rewards in proptest::collection::vec(-1.0_f64..2.0, 1..300), limit in 1.0_f64..9.0) {
            let mut bench = Bench::new(&DESCRIPTOR, &[("temperature_limit", Value::Number(limit))], 2);
            for reward in rewards {
                let slot = bench.choose();
                let (before, drawn) = chances(&mut bench);
                bench.learn(slot, reward);
                let (after, _) = chances(&mut bench);
                prop_assert!(after.iter().all(|chance| (0.0..=1.0).contains(chance)));
                prop_assert!((after.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                // At a probability above a half, forgetting and a rising temperature only draw it towards a half.
                if before[drawn] >= 0.5 {
                    prop_assert!(after[drawn] <= before[drawn] + 1e-12);
                }
            }
        }
    }
}
