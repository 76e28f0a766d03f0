//! Click models: what a user does with a slate. One file a model, each with one descriptor.

pub mod cascade;
mod catalogue;
pub mod coverage;
pub mod dependent;
pub mod distance;
pub mod ghosts;
mod interface;
mod laplace;
pub mod position_based;
pub mod user_browsing;

pub use catalogue::{BUILDERS, CLICK_MODELS, builder, find};
pub use interface::{
    Build, BuildError, Builder, ClickModel, ClickModelDescriptor, CommonRandomNumbers, Optimum, Outcome,
};

/// A model on the workbench.
#[cfg(test)]
pub mod testing {
    use super::*;
    use crate::descriptor::Value;
    use crate::descriptor::Values;
    use crate::math::random::RngStream;
    use crate::ranking::environments::SlateRound;
    use crate::ranking::environments::plain_shape;
    use proptest::prelude::*;

    /// A model with these values, for these attractions.
    pub fn model(
        descriptor: &ClickModelDescriptor,
        values: &[(&str, Value)],
        attractions: &[f64],
        slots: usize,
    ) -> (Box<dyn ClickModel>, SlateRound) {
        let shape = plain_shape(attractions.len(), slots);
        let values = Values(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect());
        let mut round = SlateRound::new(&shape);
        round.attractions.copy_from_slice(attractions);
        ((descriptor.builder().build)(&values, &shape).expect("it depends on attractions"), round)
    }

    /// Every slate of so many different items.
    pub fn slates(items: u32, slots: usize) -> Vec<Vec<u32>> {
        let mut found: Vec<Vec<u32>> = vec![Vec::new()];
        for _ in 0..slots {
            let longer = |slate: &Vec<u32>| {
                let free = (0..items).filter(|item| !slate.contains(item)).collect::<Vec<u32>>();
                let slate = slate.clone();
                free.into_iter().map(move |item| [&slate[..], &[item]].concat())
            };
            found = found.iter().flat_map(longer).collect();
        }
        found
    }

    /// Fails unless no slate is expected to earn more than the model's best.
    pub fn assert_best(
        model: &dyn ClickModel,
        round: &SlateRound,
        slots: usize,
    ) -> Result<(), TestCaseError> {
        let mut best = vec![u32::MAX; slots];
        model.optimize(round, &mut best);
        let found = model.expected_reward(round, &best);
        for slate in slates(round.attractions.len() as u32, slots) {
            let reward = model.expected_reward(round, &slate);
            prop_assert!(reward <= found + 1e-12, "{slate:?} earns {reward}, and {best:?} {found}");
        }
        Ok(())
    }

    /// Fails unless a slate earns on average what is expected of it, within four standard errors; that clicks are where
    /// the user looked, and within what is observed.
    pub fn assert_earns_what_is_expected(model: &dyn ClickModel, round: &SlateRound, slate: &[u32]) {
        let mut outcome = Outcome::new(slate.len());
        let mut stream = RngStream::new(5, 0, "clicks");
        let (count, mut sum, mut squares) = (40_000, 0.0, 0.0);
        for _ in 0..count {
            model.respond(round, slate, CommonRandomNumbers::new(stream.bits()), &mut outcome);
            sum += outcome.reward;
            squares += outcome.reward * outcome.reward;
            for (position, (clicked, examined)) in outcome.clicked.iter().zip(&outcome.examined).enumerate() {
                assert!(!clicked || (*examined && position < outcome.observed), "{outcome:?}");
            }
        }
        let (mean, count) = (sum / f64::from(count), f64::from(count));
        let error = ((squares / count - mean * mean).max(0.0) / count).sqrt();
        let expected = model.expected_reward(round, slate);
        assert!((mean - expected).abs() <= 4.0 * error + 1e-12, "{mean} for {expected}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Values;
    use crate::descriptor::{Kind, Parameter, Value};
    use crate::math::random::RngStream;
    use crate::ranking::SlateShape;
    use crate::ranking::environments::SlateRound;
    use crate::ranking::environments::plain_shape;
    use proptest::prelude::*;

    /// A value of the parameter's range at this share of it.
    fn value(parameter: &Parameter, share: f64) -> Value {
        match parameter.kind {
            Kind::Number { minimum, maximum, .. } | Kind::Schedule { minimum, maximum, .. } => {
                Value::Number(minimum + share * (maximum - minimum))
            }
            Kind::Layers { .. } | Kind::Settings | Kind::Code { .. } => parameter.default_value(),
            Kind::Integer { minimum, maximum, .. } => {
                Value::Number((minimum as f64 + share * (maximum - minimum) as f64).round())
            }
            Kind::Switch { .. } => Value::Switch(share < 0.5),
            Kind::Choice { options, .. } => {
                Value::Choice(options[(share * (options.len() - 1) as f64).round() as usize].id.to_owned())
            }
        }
    }

    /// A model of an environment with two topics, and a round of it.
    fn of_environment(
        descriptor: &ClickModelDescriptor,
        values: &Values,
        environment: &Small,
    ) -> (Box<dyn ClickModel>, SlateRound) {
        let shape = SlateShape { topics: 2, ..plain_shape(environment.attractions.len(), environment.slots) };
        let mut round = SlateRound::new(&shape);
        round.attractions.copy_from_slice(&environment.attractions);
        round
            .topics
            .iter_mut()
            .zip(environment.attractions.iter().cycle())
            .for_each(|(topic, other)| *topic = *other);
        round.preferences.copy_from_slice(&[0.7, 0.3]);
        ((descriptor.builder().build)(values, &shape).expect("every model can be made here"), round)
    }

    #[derive(Debug, Clone)]
    struct Small {
        attractions: Vec<f64>,
        slots: usize,
    }

    /// Up to seven items, some of them alike, certain or hopeless, on up to three slots.
    fn small() -> impl Strategy<Value = Small> {
        let attraction = prop_oneof![4 => 0.0_f64..=1.0, 1 => Just(0.0), 1 => Just(0.5), 1 => Just(1.0)];
        (proptest::collection::vec(attraction, 1..8), 1_usize..4)
            .prop_map(|(attractions, slots)| Small { slots: slots.min(attractions.len()), attractions })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// Anyone who says that the best slate is exact has found none that is beaten, whatever the parameters.
        #[test]
        fn what_is_called_exact_is_never_beaten(environment in small(), shares in proptest::collection::vec(0.0_f64..=1.0, 3)) {
            for descriptor in CLICK_MODELS {
                let mut values = Values::default();
                for (parameter, share) in descriptor.part.parameters.iter().zip(&shares) {
                    values.set(parameter, value(parameter, *share));
                }
                for values in [Values::default(), values] {
                    let (model, round) = of_environment(descriptor, &values, &environment);
                    if model.optimum() != Optimum::Exact {
                        continue;
                    }
                    let mut best = vec![u32::MAX; environment.slots];
                    model.optimize(&round, &mut best);
                    let found = model.expected_reward(&round, &best);
                    for slate in testing::slates(environment.attractions.len() as u32, environment.slots) {
                        let reward = model.expected_reward(&round, &slate);
                        let id = descriptor.part.id;
                        prop_assert!(reward <= found + 1e-9, "{id} {values:?}: {slate:?} {reward}, {best:?} {found}");
                    }
                }
            }
        }
    }

    /// Position weights are how likely each slot is looked at, whatever is shown there and clicked above, within four
    /// standard errors: rankers take them as that.
    #[test]
    fn position_weights_are_probabilities_to_look() {
        let count = 10_000_i32;
        let mut tellers = Vec::new();
        for descriptor in CLICK_MODELS {
            for attractions in [[0.0; 4], [1.0; 4], [1.0, 0.5, 0.0, 0.7]] {
                let environment = Small { attractions: attractions.to_vec(), slots: 4 };
                let (model, round) = of_environment(descriptor, &Values::default(), &environment);
                let weights = model.position_weights();
                if weights.is_empty() {
                    continue;
                }
                tellers.push(descriptor.part.id);
                let (mut outcome, mut stream) = (Outcome::new(4), RngStream::new(7, 0, "clicks"));
                let mut looks = [0.0; 4];
                for _ in 0..count {
                    model.respond(
                        &round,
                        &[0, 1, 2, 3],
                        CommonRandomNumbers::new(stream.bits()),
                        &mut outcome,
                    );
                    let examined = outcome.examined.iter();
                    looks.iter_mut().zip(examined).for_each(|(sum, look)| *sum += f64::from(u8::from(*look)));
                }
                for (sum, weight) in looks.iter().zip(weights) {
                    let error = (weight * (1.0 - weight) / f64::from(count)).sqrt();
                    let share = sum / f64::from(count);
                    assert!((share - weight).abs() <= 4.0 * error, "{}: {share}", descriptor.part.id);
                }
            }
        }
        tellers.dedup();
        assert_eq!(tellers, ["position_based"], "a model whose looks depend on more has no weights to tell");
    }

    /// Many normals have the bits of one by one, wherever they begin.
    #[test]
    fn many_normals_are_those_one_by_one() {
        let mut stream = RngStream::new(9, 0, "clicks");
        for (first, count) in [(0, 1), (3, 16), (20, 64), (7, 33), (0, 0), (1_000, 17)] {
            let numbers = CommonRandomNumbers::new(stream.bits());
            let mut normals = vec![f64::NAN; count];
            numbers.normals(first, &mut normals);
            let expected = (first..first + count).map(|index| numbers.normal(index).to_bits());
            assert!(normals.iter().map(|normal| normal.to_bits()).eq(expected), "{count} from {first}");
        }
    }

    /// Normals of one index over rounds have the right moments, within four standard errors.
    #[test]
    fn the_normals_of_luck_are_normal() {
        let mut stream = RngStream::new(8, 0, "clicks");
        let count = 50_000_i32;
        let drawn: Vec<f64> = (0..count).map(|_| CommonRandomNumbers::new(stream.bits()).normal(3)).collect();
        let mean = drawn.iter().sum::<f64>() / f64::from(count);
        let variance = drawn.iter().map(|z| z * z).sum::<f64>() / f64::from(count);
        assert!(mean.abs() < 4.0 / f64::from(count).sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 4.0 * (2.0 / f64::from(count)).sqrt(), "{variance}");
    }
}
