//! Neighbours within a radius: what each arm earned in the rounds that were enough like this one.
//!
//! All remembered rounds whose context is within a Euclidean distance are the neighbours, whatever their arm; the
//! estimate of an arm is its mean reward among them, zero where it has none, and the choice is epsilon-greedy (MABWiser,
//! NeighborhoodPolicy.Radius). In an environment without context those are all remembered rounds. Where there is no neighbour at all, any arm is taken, as there.

use super::agent::{self, EPSILON, MEMORY};
use super::remembered::Near;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

/// How far a neighbour may be.
pub const RADIUS: Parameter = Parameter {
    name: "radius",
    title: "Radius",
    kind: Kind::Number { minimum: 0.0, maximum: 1000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "of the context",
    help: words(
        "Euclidean distance within which the context of a remembered round counts as like this one's; without a context all remembered rounds do.",
    ),
};

/// Neighbours within a radius.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Nonparametric,
    part: Descriptor {
        id: "radius",
        title: "Neighbours within a radius",
        sentence: words(
            "Remembers rounds, looks up those whose context was near enough to this one's, and mostly takes the arm that earned most in them.",
        ),
        citation: words(
            "Strong, Kleynhans and Kadioglu 2019, MABWiser: Parallelizable Contextual Multi-Armed Bandits, Radius",
        ),
        facts: &[],
        parameters: &[RADIUS, EPSILON, MEMORY],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: agent::memory, build };

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(agent::build(values, shape, Near::Within(values.number(&RADIUS)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{Reason, View};
    use crate::descriptor::Value;
    use crate::math::random::RngStream;

    /// Within 5 of the origin are (3, 4) and (0, 1), not (4, 4).
    #[test]
    fn a_step_by_hand() {
        let shape = Shape { context: 2, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&RADIUS, Value::Number(5.0));
        values.set(&EPSILON, Value::Number(0.0));
        let mut agent = build(&values, &shape).expect("it lives anywhere");
        let view = |context: &'static [f64]| View {
            round: 1,
            context,
            items: &[0, 1],
            arm_features: &[],
            expectations: &[],
        };
        let rounds: [(&'static [f64], usize, f64); 3] =
            [(&[3.0, 4.0], 1, 1.0), (&[0.0, 1.0], 1, 0.5), (&[4.0, 4.0], 0, 1.0)];
        for (context, arm, reward) in rounds {
            agent.update_reward(&view(context), arm, reward);
        }
        let mut stream = RngStream::new(1, 0, "test");
        assert_eq!(agent.choose(&view(&[0.0, 0.0]), &mut stream), 1);
        let thought = agent.explain(&view(&[0.0, 0.0]));
        assert_eq!((thought.estimates, thought.reason), (vec![0.0, 0.75], Reason::Greedy { epsilon: 0.0 }));
        agent.choose(&view(&[90.0, 90.0]), &mut stream);
        assert_eq!(agent.explain(&view(&[90.0, 90.0])).reason, Reason::Random);
    }
}
