//! A fixed arm: always the same one, whatever happens.

use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, Reason, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

const ARM: Parameter = Parameter {
    name: "arm",
    title: "Arm",
    kind: Kind::Integer { minimum: 1, maximum: 1000, default: 1, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "Which arm it takes, counted from 1; the last one where there are fewer, the first offered one where this one is not on offer.",
    ),
};

/// A fixed arm.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Baseline,
    part: Descriptor {
        id: "fixed_arm",
        title: "Fixed arm",
        sentence: words(
            "Takes the same arm every time and learns nothing: what recommending one thing to everybody earns.",
        ),
        citation: words(
            "Lattimore and Szepesvari 2020, Bandit Algorithms, section 4.4: the class of constant policies",
        ),
        facts: &[],
        parameters: &[ARM],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: |_, _| 0, build };

#[derive(Clone)]
struct FixedArm {
    item: u32,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let item = values.count(&ARM).min(shape.items).saturating_sub(1);
    Ok(Box::new(FixedArm { item: item as u32 }))
}

crate::state::state_fields! {
    FixedArm {} fixed { item }
}

impl Agent for FixedArm {
    fn choose(&mut self, view: &View<'_>, _stream: &mut RngStream) -> usize {
        // Environments that always offer all items offer them in order.
        if view.items.get(self.item as usize) == Some(&self.item) {
            return self.item as usize;
        }
        view.items.iter().position(|item| *item == self.item).unwrap_or(0)
    }

    fn update_reward(&mut self, _view: &View<'_>, _chosen: usize, _reward: f64) {}

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let arm = view.items.iter().position(|item| *item == self.item).unwrap_or(0);
        ActionProbabilities::certain(arm, view.items.len())
    }

    fn explain(&mut self, _view: &View<'_>) -> Explanation {
        Explanation { reason: Reason::Scheduled, ..Explanation::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;
    use crate::descriptor::Value;

    #[test]
    fn it_takes_its_arm_where_that_is_offered() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("arm", Value::Number(3.0))], 4);
        assert_eq!(bench.choose(), 2);
        bench.offer(&[3, 2]);
        assert_eq!(bench.choose(), 1);
        bench.offer(&[3, 0]);
        assert_eq!(bench.choose(), 0);
        assert_eq!(Bench::new(&DESCRIPTOR, &[("arm", Value::Number(9.0))], 4).choose(), 3);
    }
}
