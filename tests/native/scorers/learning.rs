//! Scorers in a small environment of slates: they beat chance, and do what their parameters say.

use bandit_playground::descriptor::{Property, Value, Values};
use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::rankers::{self, BuildError};
use bandit_playground::ranking::{Feedback, Ranker, SlateShape, SlateView};

const ITEMS: usize = 20;
const SLOTS: usize = 3;
const FEATURES: usize = 4;

/// Whether items have features, and users contexts; each item attracts with the logistic of twice the product of both.
#[derive(Clone, Copy)]
struct Environment {
    features: usize,
    context: usize,
    /// Whether items are other ones each round.
    varies: bool,
}

const WHOLE: Environment = Environment { features: FEATURES, context: FEATURES, varies: false };

impl Environment {
    fn shape(self) -> SlateShape {
        SlateShape {
            items: ITEMS,
            slots: SLOTS,
            features: self.features,
            features_vary: self.varies,
            topics: 0,
            context: self.context,
            position_weights: Vec::new(),
        }
    }

    fn build(self, id: &str, values: &Values) -> Box<dyn Ranker> {
        let descriptor = rankers::find(id).expect("the ranker exists");
        let (validated, errors) = descriptor.part.validate(values);
        assert_eq!(errors, vec![]);
        (descriptor.builder().build)(&validated, &self.shape()).expect("it can be made for this environment")
    }

    /// Clicks in each of the rounds after the first half: a cascade of users who all come from one stream.
    fn clicks(self, id: &str, values: &Values, rounds: u64, seed: u32) -> Vec<f64> {
        let mut ranker = self.build(id, values);
        let mut environment = RngStream::new(51, seed, "world");
        let mut own = RngStream::new(51, seed, id);
        let mut items: Vec<f64> = (0..ITEMS * FEATURES).map(|_| environment.normal()).collect();
        let fixed: Vec<f64> = (0..FEATURES).map(|_| environment.normal()).collect();
        let mut slate = [0; SLOTS];
        let descriptor = rankers::find(id).expect("the ranker exists");
        let mut info = vec![0.0; (descriptor.builder().note_length)(values, &self.shape())];
        let mut earned = Vec::new();
        for round in 1..=rounds {
            let drawn: Vec<f64> = (0..FEATURES).map(|_| environment.normal()).collect();
            if self.varies {
                items.iter_mut().for_each(|feature| *feature = environment.normal());
            }
            let user = if self.context > 0 { &drawn } else { &fixed };
            let view = SlateView {
                round,
                items: ITEMS,
                features: &items[..ITEMS * self.features],
                features_revision: if self.varies { round } else { 1 },
                topics: &[],
                context: &drawn[..self.context],
                position_weights: &[],
                attractions: &[],
                optimum: &[],
            };
            ranker.rank(&view, &mut own, &mut slate);
            let coins: Vec<f64> = (0..ITEMS).map(|_| environment.uniform()).collect();
            let first = slate.iter().position(|item| {
                let at = *item as usize;
                let product: f64 =
                    (0..FEATURES).map(|entry| user[entry] * items[at * FEATURES + entry]).sum();
                coins[at] < 1.0 / (1.0 + (4.0 - 2.0 * product).exp())
            });
            let mut clicks = [false; SLOTS];
            if let Some(first) = first {
                clicks[first] = true;
            }
            let reward = f64::from(u8::from(first.is_some()));
            let observed = first.map_or(SLOTS, |first| first + 1);
            ranker.info(&mut info);
            let feedback = Feedback { clicks: &clicks, observed, reward, now: round, info: &info };
            ranker.update(&view, &slate, &feedback);
            if 2 * round > rounds {
                earned.push(reward);
            }
        }
        earned
    }

    /// Asserts that a ranker earns more than chance in the second half, paired by round, by four standard errors.
    fn beats_chance(self, id: &str, values: &Values, rounds: u64) {
        let differences: Vec<f64> = (0..2)
            .flat_map(|seed| {
                let ours = self.clicks(id, values, rounds, seed);
                let chance = self.clicks("random_slate", &Values::default(), rounds, seed);
                ours.into_iter().zip(chance).map(|(ours, chance)| ours - chance)
            })
            .collect();
        let count = differences.len() as f64;
        let mean = differences.iter().sum::<f64>() / count;
        let variance = differences.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (count - 1.0);
        let error = (variance / count).sqrt();
        println!("{id} {:?}: {mean} +- {error}", values.0);
        assert!(mean > 4.0 * error, "{id} {:?}: {mean} +- {error}", values.0);
    }
}

fn values(pairs: &[(&str, &str)]) -> Values {
    let pairs = pairs.iter();
    Values(pairs.map(|(name, option)| ((*name).to_owned(), Value::Choice((*option).to_owned()))).collect())
}

#[test]
fn the_ranking_agent_beats_chance() {
    for policy in ["cosine_distance", "no_penalty", "descending_scores"] {
        WHOLE.beats_chance("ranking_agent", &values(&[("policy", policy)]), 1_000);
    }
    WHOLE.beats_chance("ranking_agent", &values(&[("network", "dot_product")]), 1_000);
    WHOLE.beats_chance(
        "ranking_agent",
        &values(&[
            ("feedback", "score_vector"),
            ("policy", "descending_scores"),
            ("positional_bias", "base"),
        ]),
        1_000,
    );
}

#[test]
fn the_ranking_agent_beats_chance_without_features_or_users() {
    let nobody = Environment { features: 0, context: 0, varies: false };
    nobody.beats_chance("ranking_agent", &values(&[("network", "linear")]), 1_000);
    let items_only = Environment { features: FEATURES, context: 0, varies: false };
    items_only.beats_chance("ranking_agent", &values(&[("network", "linear")]), 1_000);
}

#[test]
fn reinforce_beats_chance() {
    for correction in ["top_k", "off_policy", "none", "supervised"] {
        WHOLE.beats_chance("reinforce", &values(&[("correction", correction)]), 2_000);
    }
    Environment { features: FEATURES, context: 0, varies: false }.beats_chance(
        "reinforce",
        &Values::default(),
        1_000,
    );
    Environment { features: 0, context: 0, varies: false }.beats_chance(
        "reinforce",
        &Values::default(),
        1_000,
    );
}

/// What was shown is remembered by its features where they are others each round.
#[test]
fn the_ranking_agent_learns_from_items_that_change() {
    let other_items = Environment { varies: true, ..WHOLE };
    other_items.beats_chance("ranking_agent", &values(&[("network", "dot_product")]), 2_000);
}

/// The same stream and the same rounds give the same slates.
#[test]
fn a_run_can_be_repeated() {
    for id in ["ranking_agent", "reinforce"] {
        let run = || WHOLE.clicks(id, &Values::default(), 100, 5);
        assert_eq!(run(), run());
    }
}

#[test]
fn what_cannot_be_made_is_refused_in_one_sentence() {
    let descriptor = rankers::find("ranking_agent").expect("it exists");
    let mut shape = Environment { features: 0, context: 0, varies: false }.shape();
    shape.items = 257;
    let refused = (descriptor.builder().build)(&Values::default(), &shape).err().expect("too many items");
    assert_eq!(
        refused,
        BuildError::Needs { ranker: "Ranking agent", property: Property::FeaturesOrFewItems }
    );
    assert!(refused.to_string().contains("or at most 256 items"), "{refused}");
    let fixed = values(&[("positional_bias", "fixed")]);
    let refused = (descriptor.builder().build)(&fixed, &WHOLE.shape()).err();
    assert_eq!(
        refused,
        Some(BuildError::Needs { ranker: "Ranking agent", property: Property::PositionWeights })
    );
    let mut known = WHOLE.shape();
    known.position_weights = vec![1.0, 0.5, 0.0];
    assert!((descriptor.builder().build)(&fixed, &known).is_ok());
}

/// Features, contexts and rounds that are no numbers neither stop a ranker nor spoil what it knows.
#[test]
fn what_is_no_number_is_left_out() {
    for id in ["ranking_agent", "reinforce"] {
        let mut ranker = WHOLE.build(id, &Values::default());
        let mut own = RngStream::new(52, 0, id);
        let descriptor = rankers::find(id).expect("the ranker exists");
        let mut info = vec![0.0; (descriptor.builder().note_length)(&Values::default(), &WHOLE.shape())];
        let features: Vec<f64> = (0..ITEMS * FEATURES).map(|entry| (entry % 7) as f64).collect();
        for round in 1..=60 {
            let wild = [f64::NAN, f64::INFINITY, 1e300, 0.5][round as usize % 4];
            let context = [wild, 1.0, 0.0, -1.0];
            let view = SlateView {
                round,
                items: ITEMS,
                features: &features,
                features_revision: 1,
                topics: &[],
                context: &context,
                position_weights: &[],
                attractions: &[],
                optimum: &[],
            };
            let mut slate = [0; SLOTS];
            ranker.rank(&view, &mut own, &mut slate);
            assert!(slate[0] != slate[1] && slate[1] != slate[2] && slate[0] != slate[2], "{slate:?}");
            let clicks = [false, true, false];
            ranker.info(&mut info);
            let feedback = Feedback { clicks: &clicks, observed: 2, reward: 1.0, now: round, info: &info };
            ranker.update(&view, &slate, &feedback);
            let tame = SlateView { context: &[0.5, 1.0, 0.0, -1.0], ..view };
            let thought = ranker.explain(&tame);
            assert!(
                thought.scores.iter().all(|score| score.is_finite()),
                "{id} {round}: {:?}",
                thought.scores
            );
        }
    }
}
