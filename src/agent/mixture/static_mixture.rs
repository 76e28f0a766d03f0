//! Static mixture: each member chooses a fixed share of the rounds.

use super::members::{self, LEARNERS, MEMBERS, MOST_MEMBERS, SETTINGS};
use super::{MemberWeights, Mixture};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

const fn weight(name: &'static str, title: &'static str) -> Parameter {
    Parameter {
        name,
        title,
        kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.0, scale: Scale::Linear },
        unit: "",
        help: words(
            "The member's share of the rounds is its weight over the sum of all members' weights; if all are zero, the shares are equal.",
        ),
    }
}

/// The weight of each of [`MEMBERS`]; that of an empty place does not count.
const WEIGHTS: [Parameter; MOST_MEMBERS] = [
    weight("weight_1", "First weight"),
    weight("weight_2", "Second weight"),
    weight("weight_3", "Third weight"),
    weight("weight_4", "Fourth weight"),
];

/// Static mixture.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Mixture,
    part: Descriptor {
        id: "static_mixture",
        title: "Static mixture",
        sentence: words(
            "Draws one of several agents each round, always with the same probabilities, and lets it choose.",
        ),
        citation: words("TF-Agents, MixtureAgent and StaticMixtureAgent"),
        facts: &members::FACTS,
        parameters: &[
            MEMBERS[0],
            WEIGHTS[0],
            SETTINGS[0],
            MEMBERS[1],
            WEIGHTS[1],
            SETTINGS[1],
            MEMBERS[2],
            WEIGHTS[2],
            SETTINGS[2],
            MEMBERS[3],
            WEIGHTS[3],
            SETTINGS[3],
            LEARNERS,
        ],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: members::memory, build };

#[derive(Clone)]
struct Fixed {
    /// They add up to one.
    shares: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let weights: Vec<f64> =
        members::chosen(values).map(|(place, _)| values.number(&WEIGHTS[place])).collect();
    let weighing = Fixed { shares: shares(&weights) };
    Ok(Box::new(Mixture::new(DESCRIPTOR.part.title, values, shape, weighing)?))
}

/// Each weight over their sum; equal shares where all are zero.
fn shares(weights: &[f64]) -> Vec<f64> {
    let sum: f64 = weights.iter().sum();
    let share = |weight: &f64| if sum > 0.0 { weight / sum } else { 1.0 / weights.len() as f64 };
    weights.iter().map(share).collect()
}

crate::state::state_fields! {
    Fixed {} fixed { shares }
}

impl MemberWeights for Fixed {
    fn probabilities(&self, probabilities: &mut [f64]) {
        probabilities.copy_from_slice(&self.shares);
    }

    fn learn(&mut self, _round: u64, _drawn: usize, _reward: f64, _probability: f64) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near, option};
    use crate::descriptor::Value;

    fn bench(weights: [f64; MOST_MEMBERS], third: &str) -> Bench {
        let mut values = vec![("member_3", option(third)), ("member_4", option("random"))];
        for (weight, value) in WEIGHTS.iter().zip(weights) {
            values.push((weight.name, Value::Number(value)));
        }
        Bench::new(&DESCRIPTOR, &values, 3)
    }

    /// Weights 1, 0, 2 and 5 with no one in the third place: shares of 1/6, 0 and 5/6. Frequencies of 20,000 draws
    /// within four standard errors.
    #[test]
    fn members_choose_their_shares_of_the_rounds() {
        let mut bench = bench([1.0, 0.0, 2.0, 5.0], "none");
        let mut counts = [0.0_f64; 3];
        for _ in 0..20_000 {
            bench.choose();
            let drawing = bench.explain().drawing.expect("it is a mixture");
            let chances: Vec<f64> = drawing.members.iter().map(|member| member.probability).collect();
            assert_near(&chances, &[1.0 / 6.0, 0.0, 5.0 / 6.0]);
            counts[drawing.drawn] += 1.0;
        }
        let error = (20_000.0_f64 * 5.0 / 36.0).sqrt();
        assert!((counts[0] - 20_000.0 / 6.0).abs() < 4.0 * error && counts[1] == 0.0, "{counts:?}");
    }

    #[test]
    fn without_weights_shares_are_equal() {
        let drawing = bench([0.0; MOST_MEMBERS], "lin_ts").explain().drawing.expect("it is a mixture");
        let members: Vec<_> =
            drawing.members.iter().map(|member| (member.title.as_str(), member.probability)).collect();
        assert_eq!(
            members,
            [("LinUCB", 0.25), ("UCB1", 0.25), ("Linear Thompson sampling", 0.25), ("Random", 0.25)]
        );
    }
}
