//! Gradients of whole losses: by hand and against central finite differences.

use bandit_playground::math::random::RngStream;
use bandit_playground::network::{Activation, Architecture, Dropout, Loss, Method, Network, Row, Trainer};
use bandit_playground::ranking::rankers::scorer::{
    Correction, FeedbackModel, PolicyGradient, PositionalBias, Shown, SlateTargets, Training,
    weighted_mean_loss,
};

const STEP: f64 = 1e-5;

/// Largest relative error, |difference| / (|one| + |other|) in norm: a step of 1e-5 leaves about 1e-10 of truncation and
/// as much of rounding.
fn assert_agree(what: &str, gradient: &[f64], differences: &[f64]) {
    let norm = |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|x| x * x).sum::<f64>().sqrt();
    let difference = norm(&mut gradient.iter().zip(differences).map(|(a, b)| a - b));
    let size = norm(&mut gradient.iter().copied()) + norm(&mut differences.iter().copied());
    assert!(size > 1e-3, "{what}: there is a gradient");
    assert!(difference < 1e-7 * size, "{what}: relative error {}", difference / size);
}

/// The slope of `loss` by each number in all tensors, in their order.
fn differences(tensors: &[Vec<f64>], loss: &mut dyn FnMut(&[Vec<f64>]) -> f64) -> Vec<f64> {
    let mut slopes = Vec::new();
    for tensor in 0..tensors.len() {
        for index in 0..tensors[tensor].len() {
            let mut at = |shift: f64| {
                let mut moved = tensors.to_vec();
                moved[tensor][index] += shift;
                loss(&moved)
            };
            slopes.push((at(STEP) - at(-STEP)) / (2.0 * STEP));
        }
    }
    slopes
}

/// A network's gradient in the order of its tensors: what one step of gradient descent at rate 1 takes away.
fn gradient_of(before: &[Vec<f64>], after: &[Vec<f64>]) -> Vec<f64> {
    before.iter().flatten().zip(after.iter().flatten()).map(|(before, after)| before - after).collect()
}

fn drawn(network: &Network, stream: &mut RngStream) -> Vec<Vec<f64>> {
    let mut tensors = network.tensors();
    tensors.iter_mut().flatten().for_each(|weight| *weight = 0.6 * stream.normal());
    tensors
}

/// The ranking agent's loss on three slates, for each network, feedback and positional bias.
#[test]
fn the_scoring_loss_agrees_with_finite_differences() {
    let towers = (vec![5, 4], vec![6, 4]);
    let forms = [
        Architecture::CommonTower {
            arm_features: 3,
            global_layers: towers.0.clone(),
            arm_layers: towers.1.clone(),
            common_layers: vec![4],
        },
        Architecture::DotProduct {
            arm_features: 3,
            global_layers: towers.0,
            arm_layers: towers.1,
            last: Activation::Linear,
        },
        Architecture::CommonTower {
            arm_features: 3,
            global_layers: vec![],
            arm_layers: vec![],
            common_layers: vec![],
        },
    ];
    let biases = [
        PositionalBias::Unset,
        PositionalBias::Base(1.5),
        PositionalBias::Exponent(0.7),
        PositionalBias::Fixed(vec![1.0, 3.0, 0.5, 2.0]),
    ];
    let mut stream = RngStream::new(31, 0, "scores");
    for (index, bias) in biases.iter().enumerate() {
        for architecture in &forms {
            let feedback = [FeedbackModel::Cascading { non_click_score: -0.8 }, FeedbackModel::ScoreVector];
            let rules = SlateTargets::new(feedback[index % 2], bias, index >= 2, 4);
            let mut list = |length: usize| (0..length).map(|_| stream.normal()).collect::<Vec<f64>>();
            let contexts: Vec<Vec<f64>> = (0..3).map(|_| list(2)).collect();
            let items: Vec<Vec<f64>> = (0..12).map(|_| list(3)).collect();
            let slates: Vec<([f64; 4], [f64; 4])> = [Some(1), None, Some(3)]
                .map(|chosen| {
                    let (mut targets, mut weights) = ([0.0; 4], [0.0; 4]);
                    rules.of_choice(chosen, 1.0, &mut targets, &mut weights);
                    (targets, weights)
                })
                .into();
            let rows = (0..12).map(|row| Row {
                context: &contexts[row / 4],
                arm_features: &items[row],
                item: 0,
                target: slates[row / 4].0[row % 4],
                weights: std::slice::from_ref(&slates[row / 4].1[row % 4]),
            });
            let mut network = Network::new(architecture, 2, 1, Activation::Tanh, Dropout::default())
                .expect("the towers match");
            let tensors = drawn(&network, &mut stream);
            let mut trainer = Trainer::new(&network, Loss::MeanSquared, Method::Sgd, 1.0, f64::INFINITY);
            let mut loss = |tensors: &[Vec<f64>]| {
                network.set_tensors(tensors).expect("they are its own");
                weighted_mean_loss(&mut network, &mut trainer, rows.clone())
            };
            let differences = differences(&tensors, &mut loss);
            loss(&tensors);
            trainer.step(&mut network);
            let gradient = gradient_of(&tensors, &network.tensors());
            assert_agree(&format!("{architecture:?} {bias:?}"), &gradient, &differences);
        }
    }
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let exponentials: Vec<f64> = logits.iter().map(|logit| logit.exp()).collect();
    let total: f64 = exponentials.iter().sum();
    exponentials.iter().map(|exponential| exponential / total).collect()
}

fn training(correction: Correction, slots: usize, cap: f64) -> Training {
    Training { correction, slots, cap, method: Method::Sgd, rate: 1.0, clip: f64::INFINITY }
}

fn heads(correction: Correction, slots: usize, items: usize, layers: &[usize]) -> PolicyGradient {
    PolicyGradient::new(items, 2, layers, Activation::Tanh, training(correction, slots, 1e9))
        .expect("its form is right")
}

/// Three items, no hidden layer and no user: pi = (1/2, 1/4, 1/4), beta = (1/5, 2/5, 2/5), K = 3, item 0 earned 2.
/// w = 5/2, lambda = 3 (1/2)^2 = 3/4, so that the logits rise by 2 * 5/2 * 3/4 * (1/2, -1/4, -1/4).
#[test]
fn a_step_on_three_items_by_hand() {
    let expected = |correction| match correction {
        Correction::TopK => 2.0 * 2.5 * 0.75,
        Correction::OffPolicy => 2.0 * 2.5,
        Correction::None | Correction::Supervised => 2.0,
    };
    for correction in [Correction::TopK, Correction::OffPolicy, Correction::None] {
        let mut heads = heads(correction, 3, 3, &[]);
        let main = [vec![0.0; 6], vec![2.0_f64.ln(), 0.0, 0.0]];
        let behaviour = [vec![0.0; 6], vec![0.0, 2.0_f64.ln(), 2.0_f64.ln()]];
        heads.main_mut().set_tensors(&main).expect("a layer of three outputs");
        heads.behaviour_mut().set_tensors(&behaviour).expect("a layer of three outputs");
        heads.clear_gradients();
        heads.add(&Shown { state: &[0.0, 0.0], item: 0, reward: 2.0, observed: true }, 1.0);
        heads.step();
        let scale = expected(correction);
        for (index, share) in [0.5, -0.25, -0.25].into_iter().enumerate() {
            let rise = heads.main().tensors()[1][index] - main[1][index];
            assert!((rise - scale * share).abs() < 1e-12, "{correction:?} {index}: {rise}");
        }
        // The behaviour head rises by 1 - beta at the item, and falls by beta elsewhere.
        for (index, step) in [0.8, -0.4, -0.4].into_iter().enumerate() {
            let rise = heads.behaviour().tensors()[1][index] - behaviour[1][index];
            assert!((rise - step).abs() < 1e-12, "behaviour {index}: {rise}");
        }
    }
}

#[test]
fn weights_are_capped_and_stay_numbers() {
    let heads = PolicyGradient::new(3, 2, &[], Activation::Tanh, training(Correction::OffPolicy, 2, 5.0))
        .expect("its form is right");
    assert_eq!(heads.weight(0.5, 0.25), 2.0);
    assert_eq!(heads.weight(0.5, 0.01), 5.0);
    assert_eq!(heads.weight(0.5, 0.0), 5.0);
    assert_eq!(heads.weight(0.0, 0.0), 0.0);
}

/// Both heads on four shown items: the main head against the surrogate -R alpha / beta, beta being what it is; the
/// behaviour head against -log beta, the encoding being what it is.
#[test]
fn policy_gradients_agree_with_finite_differences() {
    let shown = [([0.3, -1.0], 2, 1.0), ([1.5, 0.2], 0, 2.0), ([-0.4, 0.6], 4, 0.0), ([0.9, 0.9], 2, 0.5)];
    for slots in [1, 2, 5] {
        let mut stream = RngStream::new(32, 0, "heads");
        let mut heads = heads(Correction::TopK, slots, 5, &[6, 4]);
        let main = drawn(heads.main(), &mut stream);
        let behaviour = drawn(heads.behaviour(), &mut stream);
        heads.main_mut().set_tensors(&main).expect("they are its own");
        heads.behaviour_mut().set_tensors(&behaviour).expect("they are its own");
        let outputs = |network: &Network| (0..5).map(|item| network.output(0, item)).collect::<Vec<f64>>();
        let encode = |network: &mut Network, state: &[f64]| {
            network.set_context(state);
            network.encoding().to_vec()
        };
        let encodings = shown.map(|(state, ..)| encode(heads.main_mut(), &state));
        let mut copy = heads.behaviour().clone();
        let mut betas = |tensors: &[Vec<f64>]| {
            copy.set_tensors(tensors).expect("they are its own");
            shown
                .iter()
                .zip(&encodings)
                .map(|((_, item, _), encoding)| {
                    copy.set_context(encoding);
                    softmax(&outputs(&copy))[*item]
                })
                .collect::<Vec<f64>>()
        };
        let now = betas(&behaviour);
        let behaviour_slopes =
            differences(&behaviour, &mut |tensors| betas(tensors).iter().map(|beta| -0.25 * beta.ln()).sum());
        let mut copy = heads.main().clone();
        let main_slopes = differences(&main, &mut |tensors| {
            copy.set_tensors(tensors).expect("they are its own");
            shown
                .iter()
                .zip(&now)
                .map(|((state, item, reward), beta)| {
                    copy.set_context(state);
                    let shown_at_all = 1.0 - (1.0 - softmax(&outputs(&copy))[*item]).powi(slots as i32);
                    -0.25 * reward * shown_at_all / beta
                })
                .sum()
        });
        heads.clear_gradients();
        for (state, item, reward) in &shown {
            heads.add(&Shown { state, item: *item, reward: *reward, observed: true }, 0.25);
        }
        heads.step();
        assert_agree("main", &gradient_of(&main, &heads.main().tensors()), &main_slopes);
        let gradient = gradient_of(&behaviour, &heads.behaviour().tensors());
        assert_agree("behaviour", &gradient, &behaviour_slopes);
    }
}

/// The supervised head against the logistic loss of what was looked at.
#[test]
fn the_supervised_gradient_agrees_with_finite_differences() {
    let shown = [([0.3, -1.0], 2, 1.0, true), ([1.5, 0.2], 0, 0.0, true), ([0.4, 0.6], 1, 0.0, false)];
    let mut heads = heads(Correction::Supervised, 3, 3, &[4]);
    let main = drawn(heads.main(), &mut RngStream::new(33, 0, "heads"));
    heads.main_mut().set_tensors(&main).expect("they are its own");
    let mut copy = heads.main().clone();
    let slopes = differences(&main, &mut |tensors| {
        copy.set_tensors(tensors).expect("they are its own");
        shown
            .iter()
            .filter(|(.., observed)| *observed)
            .map(|(state, item, clicked, _)| {
                copy.set_context(state);
                let sign = if *clicked > 0.0 { -1.0 } else { 1.0 };
                (1.0 + (sign * copy.output(0, *item)).exp()).ln()
            })
            .sum()
    });
    heads.clear_gradients();
    for (state, item, reward, observed) in &shown {
        heads.add(&Shown { state, item: *item, reward: *reward, observed: *observed }, 1.0);
    }
    heads.step();
    assert_agree("supervised", &gradient_of(&main, &heads.main().tensors()), &slopes);
}
