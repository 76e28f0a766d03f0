//! What a served policy answers, at the level of the function from request to reply.

use bandit_playground::descriptor::Values;
use bandit_playground::policy::SavedPolicy;
use bandit_playground::policy::endpoint::{ARM_FIELDS, Endpoint, GLOBAL_FIELDS, Served};
use bandit_playground::simulation::{Sources, Stepper};
use bandit_playground::spec::Experiment;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A policy that has met some rounds of an environment.
pub fn policy(experiment: &str, rounds: u64) -> SavedPolicy {
    let experiment = Experiment::from_json(experiment).expect("the experiment is right");
    let environment = experiment.prepare(Sources::default()).expect("it needs no data");
    let mut stepper = Stepper::new(&experiment, environment, 0..1).expect("it can be run");
    stepper.advance(rounds);
    SavedPolicy::of(&stepper, 0, 0, &experiment.policies[0].agent).expect("there is one")
}

/// 20 numbers of context, as the TF-Agents notebook on MovieLens has.
const GLOBAL: &str = r#"{"world": {"id": "stationary_linear", "parameters": {"arms": 20, "dimension": 20}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 200, "seeds": 1}"#;

/// Features of the user and of the arms.
const PER_ARM: &str = r#"{"world": {"id": "per_arm_linear"}, "contenders": [{"agent": "neural_epsilon_greedy"}], "horizon": 50, "seeds": 1}"#;

/// Two features of the user and two of each arm, and an agent that answers at once.
const PER_ARM_SMALL: &str = r#"{"world": {"id": "per_arm_linear", "parameters": {"dimension": 2, "arm_dimension": 2, "arms": 3}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 50, "seeds": 1}"#;

fn endpoint(experiment: &str) -> Endpoint {
    Endpoint::new(Served { version: 1, policy: policy(experiment, 50) }, None, 3)
}

fn ask(endpoint: &Endpoint, body: &Value) -> (u16, Value) {
    let reply = endpoint.answer("POST", "/predict", body.to_string().as_bytes());
    (reply.status, serde_json::from_str(&reply.body).expect("it is JSON"))
}

/// The batch form: eight rows of twenty ones.
#[test]
fn the_batch_of_the_original_gets_a_policy_step() {
    let endpoint = endpoint(GLOBAL);
    let (status, answer) = ask(&endpoint, &json!({"instances": [{"observation": vec![vec![1; 20]; 8]}]}));
    assert_eq!(status, 200, "{answer}");
    let predictions = answer["predictions"].as_array().expect("a list");
    assert_eq!((answer.as_object().expect("an object").len(), predictions.len()), (1, 1));
    let step = predictions[0].as_object().expect("an object");
    assert_eq!(step.keys().collect::<Vec<_>>(), ["PolicyStep 0"]);
    let actions = step["PolicyStep 0"].as_array().expect("a list");
    assert_eq!(actions.len(), 8);
    // The same context eight times, and a policy without chance.
    assert!(
        actions.iter().all(|action| action.as_u64().is_some_and(|arm| arm < 20) && *action == actions[0])
    );
}

/// The request of named fields, in the shape of the notebook.
#[test]
fn the_named_fields_of_the_original_get_its_answer() {
    let endpoint = endpoint(PER_ARM);
    let body = json!({"instances": [{
        "user_id": "681", "user_age": 35.0, "user_gender": "M", "user_occupation_text": "doctor", "user_zip_code": "53211",
        "target_movie_id": "898", "target_movie_title": "Postman, The (1997)", "target_movie_year": "1997",
        "target_movie_genres": ["7", "UNK", "UNK", "UNK", "UNK", "UNK", "UNK", "UNK", "UNK", "UNK"],
        "target_rating_timestamp": 892786920_i64
    }]});
    let named = body["instances"][0].as_object().expect("an object");
    assert!(GLOBAL_FIELDS.iter().chain(&ARM_FIELDS).all(|field| named.contains_key(*field)));
    let (status, answer) = ask(&endpoint, &body);
    assert_eq!(status, 200, "{answer}");
    let prediction = answer["predictions"][0].as_object().expect("an object");
    let mut keys: Vec<&str> = prediction.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["action", "bandit_policy_type", "chosen_arm_features", "predicted_rewards_mean"]);
    assert_eq!(prediction["action"], 0, "one film was asked about");
    let width = bandit_playground::environment::find("per_arm_linear").map(|found| {
        found.builder().make(&Values::default(), None).expect("it needs nothing").shape().arm_features
    });
    assert_eq!(prediction["chosen_arm_features"].as_array().map(Vec::len), width);
    assert_eq!(prediction["predicted_rewards_mean"].as_array().map(Vec::len), Some(1));
    assert!(prediction["bandit_policy_type"].as_u64().is_some_and(|kind| kind <= 3));
}

#[test]
fn the_health_check_is_an_empty_object() {
    let reply = endpoint(GLOBAL).answer("GET", "/health", b"");
    assert_eq!((reply.status, reply.body.as_str()), (200, "{}"));
}

#[test]
fn what_is_wrong_is_said_in_a_sentence() {
    let endpoint = endpoint(GLOBAL);
    let refused = |method: &str, path: &str, body: &str| {
        let reply = endpoint.answer(method, path, body.as_bytes());
        let answer: Value = serde_json::from_str(&reply.body).expect("it is JSON");
        (reply.status, answer["error"].as_str().expect("a sentence").to_owned())
    };
    let bad = |body: &str| {
        let (status, sentence) = refused("POST", "/predict", body);
        assert_eq!(status, 400, "{sentence}");
        sentence
    };
    assert!(bad("{").starts_with("the body is no JSON: "));
    assert_eq!(bad("[]"), "the body must be {\"instances\": […]}, and is a list");
    assert!(bad("{}").starts_with("the body has no \"instances\""));
    assert_eq!(bad(r#"{"instances": 1}"#), "\"instances\" must be a list, and is a number");
    assert_eq!(bad(r#"{"instances": [{}, 2]}"#), "instance 2 must be an object, and is a number");
    assert!(bad(r#"{"instances": [{"context": [1, 2]}]}"#).contains("instance 1 has 2 context features"));
    assert!(bad(r#"{"instances": [{"contxt": []}]}"#).contains("unknown field `contxt`"));
    assert!(
        bad(r#"{"instances": [{"observation": [[1], 2]}]}"#).contains("must be a list of lists of numbers")
    );
    assert!(bad(r#"{"instances": [{"observation": []}]}"#).ends_with("has no row"));
    assert!(
        bad(r#"{"instances": [{"user_id": {}}]}"#).contains("must be a text, a number, or a list of them")
    );
    assert_eq!(refused("GET", "/predict", "").0, 405);
    assert_eq!(refused("POST", "/health", "").0, 405);
    assert_eq!(refused("POST", "/other", "{}").0, 404);
    let large = " ".repeat(bandit_playground::policy::endpoint::LARGEST_BODY + 1);
    assert_eq!(refused("POST", "/", &large).0, 413);
}

#[test]
fn champion_and_challenger_share_the_requests() {
    let served = |version: u32| Served { version, policy: policy(GLOBAL, 20) };
    let endpoint = Endpoint::new(served(1), Some((served(2), 0.25)), 5);
    let body = json!({"instances": [{"context": vec![0.5; 20]}]}).to_string();
    let of_challenger = (0..2_000)
        .filter(|_| endpoint.answer("POST", "/v1/models/bandit:predict", body.as_bytes()).version == Some(2))
        .count() as f64;
    // Four standard errors.
    assert!((of_challenger - 500.0).abs() < 4.0 * (2_000.0_f64 * 0.25 * 0.75).sqrt(), "{of_challenger}");
}

/// Values that no one would send on purpose.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("instances".to_owned()),
        Just("observation".to_owned()),
        Just("context".to_owned()),
        Just("arms".to_owned()),
        Just("arm_features".to_owned()),
        Just("user_id".to_owned()),
        Just("target_movie_genres".to_owned()),
        ".{0,6}",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(key.clone(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Any JSON and any bytes are answered with JSON, and nothing fails.
#[test]
fn any_json_is_answered_with_json() {
    let endpoints = [endpoint(GLOBAL), endpoint(PER_ARM)];
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let structured = value().prop_map(|value| json!({ "instances": [value] }).to_string().into_bytes());
    let any_value = value().prop_map(|value| value.to_string().into_bytes());
    let bytes = prop::collection::vec(any::<u8>(), 0..200);
    runner
        .run(&prop_oneof![structured, any_value, bytes], |body| {
            endpoints.iter().for_each(|endpoint| {
                is_json(endpoint, &body);
            });
            Ok(())
        })
        .expect("every body is answered");
}

/// Asks, and checks that the answer is predictions or an error of one sentence; which of both.
fn is_json(endpoint: &Endpoint, body: &[u8]) -> bool {
    let reply = endpoint.answer("POST", "/predict", body);
    let shown = || String::from_utf8_lossy(body);
    let answer: Value = serde_json::from_str(&reply.body).expect("it is JSON");
    let answer = answer.as_object().expect("it is an object");
    assert_eq!(answer.len(), 1, "{}", shown());
    if reply.status == 200 {
        assert!(answer["predictions"].is_array(), "{}", shown());
        return true;
    }
    assert_eq!((reply.status, reply.version), (400, None), "{}", shown());
    let sentence = answer["error"].as_str().expect("a sentence");
    let length = sentence.chars().count();
    assert!((8..=401).contains(&length) && sentence.starts_with(|first: char| first != ' '), "{sentence}");
    false
}

/// How many bodies are tried.
const BODIES: u32 = 100_000;

/// Bodies that are nearly right: one of each form, with bytes changed, taken out, put in, swapped, doubled or cut off, and numbers that no
/// one would send. None of them makes the endpoint fail, and a refusal is one sentence.
#[test]
fn a_hundred_thousand_mangled_bodies_are_answered() {
    let small = r#"{"world": {"id": "stationary_linear", "parameters": {"arms": 3, "dimension": 2}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 50, "seeds": 1}"#;
    let endpoints = [endpoint(small), endpoint(PER_ARM_SMALL)];
    let right = [
        r#"{"instances": [{"observation": [[0.5, 1], [-2, 3e2]]}], "signature_name": "serving_default"}"#,
        r#"{"instances": [{"context": [0.5, -1], "arms": [2, 0]}, {"context": [1, 1]}]}"#,
        r#"{"instances": [{"context": [1, 2], "arms": [1, 0], "arm_features": [[1, 0], [0, 1]]}]}"#,
        r#"{"instances": [{"user_id": "1\u00e9", "user_age": 35.0, "target_movie_genres": ["7", "UNK"], "target_rating_timestamp": 892786920}]}"#,
    ];
    let pieces: [&[u8]; 16] = [
        b"1e999",
        b"-1",
        b"18446744073709551616",
        b"null",
        b"[]",
        b"{}",
        b"\"",
        b"\\u0000",
        b"\xff\xfe",
        b"[[[[[[[[",
        b"\"arms\":",
        b"\"observation\":",
        b"NaN",
        b"1e-400",
        b",",
        b"4294967295",
    ];
    // xorshift64, so that the bodies are the same each time.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |end: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % end.max(1)
    };
    let mut answered = [0_u32; 2];
    let mut body = Vec::new();
    for number in 0..BODIES {
        body.clear();
        body.extend_from_slice(right[below(right.len())].as_bytes());
        for _ in 0..1 + below(4) {
            let place = below(body.len());
            match below(7) {
                0 if !body.is_empty() => body[place] = below(256) as u8,
                1 if !body.is_empty() => drop(body.remove(place)),
                2 => body.insert(place, below(256) as u8),
                3 => drop(body.splice(place..place, pieces[below(pieces.len())].iter().copied())),
                4 => body.truncate(place),
                5 if !body.is_empty() => {
                    let other = below(body.len());
                    body.swap(place, other);
                }
                _ => {
                    let end = (place + below(30)).min(body.len());
                    let twice = body[place..end].to_vec();
                    drop(body.splice(end..end, twice));
                }
            }
        }
        answered[usize::from(is_json(&endpoints[number as usize % 2], &body))] += 1;
    }
    // Both happen often: some changes leave a body right.
    assert!(answered.iter().all(|count| *count > BODIES / 100), "{answered:?}");
}
