//! K nearest neighbours: what each arm earned in the rounds that were most like this one.
//!
//! The k remembered rounds with the smallest Euclidean distance of contexts are the neighbours, whatever their arm; the
//! estimate of an arm is its mean reward among them, zero where it has none, and the choice is epsilon-greedy (MABWiser,
//! NeighborhoodPolicy.KNearest). Of equally near rounds the newest are neighbours: in an environment without context those are
//! the last k rounds. Where nothing is remembered yet, any arm is taken.

use super::agent::{self, EPSILON, MEMORY};
use super::remembered::Near;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

/// Number of neighbours.
pub const NEIGHBOURS: Parameter = Parameter {
    name: "neighbours",
    title: "Neighbours k",
    kind: Kind::Integer { minimum: 1, maximum: 1000, default: 50, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "How many of the remembered rounds, those most like this one, say what each arm earns; of equally near rounds the newest count first, so that without a context it is the last ones.",
    ),
};

/// K nearest neighbours.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Nonparametric,
    part: Descriptor {
        id: "k_nearest",
        title: "K nearest neighbours",
        sentence: words(
            "Remembers rounds, looks up those whose context was most like this one's, and mostly takes the arm that earned most in them.",
        ),
        citation: words(
            "Strong, Kleynhans and Kadioglu 2019, MABWiser: Parallelizable Contextual Multi-Armed Bandits, KNearest",
        ),
        facts: &[],
        parameters: &[NEIGHBOURS, EPSILON, MEMORY],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: agent::memory, build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(agent::build(values, shape, Near::Nearest(values.count(&NEIGHBOURS)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{Reason, View};
    use crate::descriptor::Value;
    use crate::math::random::RngStream;

    /// Four rounds on a line; the two nearest to 0.9 are at 1 (arm 0 earned 1) and at 0.5 (arm 1 earned 0.5).
    #[test]
    fn a_step_by_hand() {
        let shape = Shape { context: 1, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&NEIGHBOURS, Value::Number(2.0));
        values.set(&EPSILON, Value::Number(0.0));
        let mut agent = build(&values, &shape).expect("it lives anywhere");
        let mut stream = RngStream::new(1, 0, "test");
        let view = |context: &'static [f64]| View {
            round: 1,
            context,
            items: &[0, 1],
            arm_features: &[],
            expectations: &[],
        };
        agent.choose(&view(&[0.9]), &mut stream);
        assert_eq!(agent.explain(&view(&[0.9])).reason, Reason::Random);
        let rounds: [(&'static [f64], usize, f64); 4] =
            [(&[0.0], 0, 0.0), (&[0.5], 1, 0.5), (&[1.0], 0, 1.0), (&[3.0], 1, 9.0)];
        for (context, arm, reward) in rounds {
            agent.update_reward(&view(context), arm, reward);
        }
        assert_eq!(agent.choose(&view(&[0.9]), &mut stream), 0);
        let thought = agent.explain(&view(&[0.9]));
        assert_eq!((thought.estimates, thought.reason), (vec![1.0, 0.5], Reason::Greedy { epsilon: 0.0 }));
        assert_eq!(agent.explain(&view(&[0.1])).estimates, [0.0, 0.5]);
    }
}
