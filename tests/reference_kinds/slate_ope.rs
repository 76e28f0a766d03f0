//! Off-policy estimators of slates as the Open Bandit Pipeline computes them.

use bandit_playground::descriptor::Values;
use bandit_playground::evaluation::slates::plackett_luce::PlackettLuce;
use bandit_playground::evaluation::{self, Chances, SlateEvidence, Terms};
use serde_json::Value;

use super::ope::assert_bootstrap;
use super::{indexes, numbers};

fn terms(id: &str, evidence: &SlateEvidence) -> Option<Terms> {
    let builder = evaluation::builder(id).unwrap_or_else(|| panic!("unknown estimator {id}"));
    builder.estimate_slates(&Values::default(), evidence).ok().map(|estimate| estimate.terms)
}

fn assert_estimates(evidence: &SlateEvidence, expected: &Value, tolerance: f64) {
    for (name, theirs) in expected.as_object().expect("estimates") {
        let ours = terms(name, evidence).map_or(f64::NAN, |terms| terms.value());
        match theirs.as_f64() {
            Some(theirs) => assert!(
                (ours - theirs).abs() <= tolerance * theirs.abs().max(1.0),
                "{name}: ours {ours:e}, theirs {theirs:e}"
            ),
            None => assert!(ours.is_nan(), "{name}: ours {ours:e}, theirs {theirs}"),
        }
    }
}

/// `slate_ope`: estimates from weights, one row a slot. A slate need not have all slots.
pub fn check(case: &Value) {
    let inputs = &case["inputs"];
    let slots = inputs["slate_length"].as_u64().expect("a length") as usize;
    let (ids, positions) = (indexes(&inputs["slate_id"]), indexes(&inputs["position"]));
    let mut slates = ids.clone();
    slates.sort_unstable();
    slates.dedup();
    let cell = |row: usize| {
        let slate = slates.binary_search(&ids[row]).expect("it is one of them");
        slate * slots + positions[row]
    };
    let column = |name: &str, missing: f64| {
        let mut column = vec![missing; slates.len() * slots];
        let values = numbers(&inputs[name]);
        values.iter().enumerate().for_each(|(row, value)| column[cell(row)] = *value);
        column
    };
    let first = |name: &str| {
        let values = numbers(&inputs[name]);
        let row = |slate: &usize| ids.iter().position(|id| id == slate).expect("it has a row");
        slates.iter().map(|slate| values[row(slate)]).collect::<Vec<f64>>()
    };
    let chances = |prefix: &str| Chances {
        slates: first(&format!("{prefix}pscore")),
        prefixes: column(&format!("{prefix}pscore_cascade"), 1.0),
        slots: column(&format!("{prefix}pscore_item_position"), 1.0),
    };
    let rewards = column("rewards", f64::NAN);
    let evidence = SlateEvidence::new(slots, rewards, &chances("evaluation_"), &chances("")).expect("slates");
    assert_estimates(&evidence, &case["expected"], 1e-8);
}

/// `ope_slate`: the same from utilities of two Plackett-Luce policies, with their probabilities, cascade-DR and bootstrap.
pub fn check_policies(case: &Value, tolerance: &Value) {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let slots = inputs["length"].as_u64().expect("a length") as usize;
    let items = inputs["n_actions"].as_u64().expect("a count") as usize;
    let policies = |name: &str| -> Vec<PlackettLuce> {
        let rows = inputs[name].as_array().expect("one row a context").iter().map(numbers);
        rows.map(|utilities| PlackettLuce::new(&utilities).expect("finite")).collect()
    };
    let (behavior, evaluated) = (policies("behavior_utility"), policies("evaluation_utility"));
    let marginals = |policies: &[PlackettLuce]| -> Vec<Vec<f64>> {
        policies.iter().map(|policy| policy.slot_probabilities(slots).expect("few items")).collect()
    };
    let (of_behavior, of_evaluated) = (marginals(&behavior), marginals(&evaluated));
    let contexts = indexes(&inputs["context"]);
    let slates: Vec<Vec<u32>> = inputs["slates"].as_array().expect("slates").iter().map(items_of).collect();
    let chances = |policies: &[PlackettLuce], marginals: &[Vec<f64>]| {
        let mut chances = Chances::default();
        for (context, slate) in contexts.iter().zip(&slates) {
            let prefixes = policies[*context].prefix_probabilities(slate);
            chances.slates.extend(prefixes.last());
            chances.prefixes.extend(prefixes);
            let cells = slate.iter().enumerate();
            chances
                .slots
                .extend(cells.map(|(slot, item)| marginals[*context][slot * items + *item as usize]));
        }
        chances
    };
    let (logged, target) = (chances(&behavior, &of_behavior), chances(&evaluated, &of_evaluated));
    let exact = tolerance["probabilities"].as_f64().unwrap_or(1e-12);
    let probabilities = &expected["probabilities_of_first_four_slates"];
    assert_probabilities("pscore", &logged.slates, &probabilities["pscore"], exact);
    assert_probabilities("pscore_cascade", &logged.prefixes, &probabilities["pscore_cascade"], exact);
    assert_probabilities(
        "pscore_item_position",
        &logged.slots,
        &probabilities["pscore_item_position"],
        exact,
    );
    assert_probabilities("e_cascade", &target.prefixes, &probabilities["e_cascade"], exact);
    assert_probabilities("e_item_position", &target.slots, &probabilities["e_item_position"], exact);
    assert_probabilities(
        "behavior",
        &of_behavior.concat(),
        &expected["item_position_marginals"]["behavior"],
        exact,
    );
    assert_probabilities(
        "evaluation",
        &of_evaluated.concat(),
        &expected["item_position_marginals"]["evaluation"],
        exact,
    );
    let next = |slate: usize, slot: usize| evaluated[contexts[slate]].next(&slates[slate][..slot]);
    let cells = || (0..slates.len()).flat_map(|slate| (0..slots).map(move |slot| (slate, slot)));
    let shown: Vec<f64> = cells().flat_map(|(slate, slot)| next(slate, slot)).collect();
    assert_probabilities("evaluation_action_dist", &shown, &probabilities["evaluation_action_dist"], exact);

    let q = numbers(&inputs["q_hat"]);
    let row = |slate: usize, slot: usize| &q[(slate * slots + slot) * items..][..items];
    let predicted: Vec<f64> =
        cells().map(|(slate, slot)| row(slate, slot)[slates[slate][slot] as usize]).collect();
    let baselines: Vec<f64> = cells()
        .map(|(slate, slot)| next(slate, slot).iter().zip(row(slate, slot)).map(|(p, q)| p * q).sum())
        .collect();
    let estimates = tolerance["estimates"].as_f64().unwrap_or(1e-8);
    for (rewards, expected) in expected.as_object().expect("entries") {
        if expected.get("estimates").is_none() {
            continue;
        }
        let rewards = numbers(&inputs["rewards"][rewards]);
        let evidence = SlateEvidence::new(slots, rewards, &target, &logged).expect("slates");
        let evidence =
            SlateEvidence { predicted: predicted.clone(), baselines: baselines.clone(), ..evidence };
        assert_estimates(&evidence, &expected["estimates"], estimates);
        for (name, theirs) in expected["bootstrap"].as_object().into_iter().flatten() {
            let terms = Terms::mean(terms(name, &evidence).expect("an estimate").by_round());
            assert_bootstrap(name, &terms, theirs);
        }
    }
}

fn items_of(slate: &Value) -> Vec<u32> {
    indexes(slate).into_iter().map(|item| item as u32).collect()
}

/// As many probabilities as there are expected, from the first.
fn assert_probabilities(what: &str, ours: &[f64], theirs: &Value, tolerance: f64) {
    let theirs = numbers(theirs);
    assert!(!theirs.is_empty() && theirs.len() <= ours.len(), "{what}");
    for (index, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        assert!((ours - theirs).abs() <= tolerance, "{what}[{index}]: ours {ours:e}, theirs {theirs:e}");
    }
}
