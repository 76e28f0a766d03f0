//! Experiments for properties: any that the page could make.

use bandit_playground::agent::AGENTS;
use bandit_playground::data::kinds::{ratings, table};
use bandit_playground::data::{SourceRef, SourceRefs};
use bandit_playground::descriptor::{Descriptor, Kind, Parameter, Value, Values};
use bandit_playground::environment::{ENVIRONMENTS, classification};
use bandit_playground::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS};
use bandit_playground::results::digest::RunDigest;
use bandit_playground::spec::settings::{SETTING_GROUPS, SettingGroup};
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec, SettingValues};
use proptest::prelude::*;

fn any_value(parameter: &'static Parameter) -> BoxedStrategy<Value> {
    match parameter.kind {
        Kind::Number { minimum, maximum, .. } => (minimum..=maximum).prop_map(Value::Number).boxed(),
        Kind::Schedule { minimum, maximum, .. } => {
            let number = || minimum..=maximum;
            let schedule =
                (number(), number(), 1_u32..10_000, 0..4).prop_map(|(first, other, rounds, form)| {
                    let text = match form {
                        0 => format!("{first} until {rounds} then {other}"),
                        1 => format!("{first} to {other} in {rounds}"),
                        2 => format!("{first} halving every {rounds} down to {other}"),
                        _ => format!("{first} / t"),
                    };
                    Value::Choice(text)
                });
            prop_oneof![number().prop_map(Value::Number), schedule].boxed()
        }
        Kind::Layers { most, widest } => proptest::collection::vec(1..=widest, 0..=most)
            .prop_map(|widths| {
                let widths: Vec<String> = widths.iter().map(ToString::to_string).collect();
                Value::Choice(widths.join(","))
            })
            .boxed(),
        Kind::Code { .. } => prop::sample::select(vec!["", "z1AAAA", "z1-_09azAZ"])
            .prop_map(|text| Value::Choice(text.to_owned()))
            .boxed(),
        Kind::Settings => {
            prop::sample::select(vec!["", "alpha:0.5", "layers:2,context_layers:8,4,epsilon:1to0.1in50"])
                .prop_map(|text| Value::Choice(text.to_owned()))
                .boxed()
        }
        Kind::Integer { minimum, maximum, .. } => {
            (minimum..=maximum).prop_map(|n| Value::Number(n as f64)).boxed()
        }
        Kind::Switch { .. } => any::<bool>().prop_map(Value::Switch).boxed(),
        Kind::Choice { options, .. } => {
            (0..options.len()).prop_map(|index| Value::Choice(options[index].id.to_owned())).boxed()
        }
    }
}

fn any_choice(part: Descriptor) -> impl Strategy<Value = PartChoice> {
    let each: Vec<_> =
        part.parameters.iter().map(|parameter| proptest::option::of(any_value(parameter))).collect();
    each.prop_map(move |values| {
        let mut parameters = Values::default();
        for (parameter, value) in part.parameters.iter().zip(values) {
            if let Some(value) = value {
                parameters.set(parameter, value);
            }
        }
        PartChoice { id: part.id.to_owned(), parameters }
    })
}

fn any_policy() -> impl Strategy<Value = PolicySpec> {
    let agent = (0..AGENTS.len()).prop_flat_map(|index| any_choice(AGENTS[index].part));
    let label =
        proptest::option::of("[^\\p{C}]{1,20}".prop_filter("not blank", |label| !label.trim().is_empty()));
    (agent, any::<u32>(), label).prop_map(|(agent, stream, label)| PolicySpec { agent, stream, label })
}

/// A table whose columns are in the order that settling gives them.
pub fn any_table() -> impl Strategy<Value = SourceRef> {
    let name = "[^\\p{C}]{0,20}";
    let column = "[^\\p{C}]{1,80}";
    ("[0-9a-f]{16}", name, column, proptest::collection::btree_set(column, 0..5)).prop_map(
        |(fingerprint, name, label, left_out)| {
            let left_out: Vec<String> = left_out.into_iter().filter(|column| *column != label).collect();
            table::source(&fingerprint, &name, &label, &left_out)
        },
    )
}

/// The groups of settings besides horizon, seeds and master seed.
fn settings() -> impl Iterator<Item = &'static SettingGroup> {
    SETTING_GROUPS.into_iter().filter(|group| group.key().is_some())
}

/// An experiment of arms, with any settings.
pub fn any_experiment() -> impl Strategy<Value = Experiment> {
    let environment = (0..ENVIRONMENTS.len()).prop_flat_map(|index| any_choice(ENVIRONMENTS[index].part));
    let ratings = proptest::option::of(
        ("[0-9a-f]{16}", "[^\\p{C}]{0,20}").prop_map(|(fingerprint, name)| SourceRef::new(fingerprint, name)),
    );
    (
        environment,
        proptest::collection::vec(any_policy(), 1..8),
        1_u64..=1_000_000,
        1_u32..=100,
        0_u64..10_u64.pow(15),
        ratings,
        settings().map(|group| any_choice(*group.part)).collect::<Vec<_>>(),
        proptest::option::of(any_table()),
    )
        .prop_map(|(environment, policies, horizon, seeds, master_seed, ratings, choices, table)| {
            let mut experiment = Experiment {
                version: 1,
                settings: SettingValues::default(),
                sources: SourceRefs::NONE.with(&ratings::DESCRIPTOR, ratings).with(
                    &table::DESCRIPTOR,
                    table.filter(|_| environment.id == classification::DESCRIPTOR.part.id),
                ),
                environment,
                policies,
                horizon,
                seeds,
                master_seed,
                clicks: None,
            };
            for (group, choice) in settings().zip(choices) {
                group.set(&mut experiment, choice.parameters);
            }
            experiment
        })
}

/// An experiment of slates, with any click model.
pub fn any_slates() -> impl Strategy<Value = Experiment> {
    let environment =
        (0..SLATE_ENVIRONMENTS.len()).prop_flat_map(|index| any_choice(SLATE_ENVIRONMENTS[index].part));
    let clicks = (0..CLICK_MODELS.len()).prop_flat_map(|index| any_choice(CLICK_MODELS[index].part));
    let ranker = (0..RANKERS.len()).prop_flat_map(|index| any_choice(RANKERS[index].part));
    let policy = (ranker, any::<u32>()).prop_map(|(agent, stream)| PolicySpec { agent, stream, label: None });
    (environment, proptest::option::of(clicks), proptest::collection::vec(policy, 1..8)).prop_map(
        |(environment, clicks, policies)| {
            let clicks = clicks.filter(|choice| *choice != PartChoice::new(&CLICK_MODELS[0].part));
            Experiment { environment, clicks, policies, ..Experiment::default() }
        },
    )
}

/// A digest of any numerics.
pub fn any_digest() -> impl Strategy<Value = RunDigest> {
    (1_u32..=3, "[0-9a-f]{16}").prop_map(|(numerics, digest)| RunDigest { numerics, digest })
}
