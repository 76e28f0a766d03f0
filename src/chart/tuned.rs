//! The outcome of a study, in sentences.

use super::compared::{comparison_sentence, noun};
use super::interval::interval;
use super::numbers::{capital, counted, percent, readable};
use crate::descriptor::Value;
use crate::results::band;
use crate::runs::Comparison;
use crate::tune::{Against, Report, Standing, Study};

/// A setting in words: `alpha 0.32, ridge 3.1`.
pub fn setting_words(study: &Study, setting: &[Value]) -> String {
    let dimensions = study.spec().space.dimensions.iter().zip(setting);
    let words = dimensions.map(|(dimension, value)| match value {
        Value::Number(number) => format!("{} {}", dimension.name, number),
        other => format!("{} {other}", dimension.name),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What came of a study: what the winner comes to on held-out seeds, whether it is really better than the setting of the experiment and
/// than the runner-up, how much of its score in the search was luck, and how many seeds would tell.
pub fn tuning_sentences(study: &Study, report: &Report) -> Vec<String> {
    let (metric, spec) = (study.metric(), study.spec());
    let part = spec.part().map_or("", |part| part.title);
    let unit = metric.unit_in(spec.experiment.reward_unit());
    let measured = |value: String| format!("{value}{}{unit}", if unit.is_empty() { "" } else { " " });
    let of = |standing: &Standing| measured(interval(&band(&standing.held_out), metric));
    let (winner, default) = (&report.winner, &report.against_default.other);
    let held_out = counted(spec.held_out.into(), "held-out seed", "held-out seeds");
    let mut sentences = vec![format!(
        "{part} with {} comes to {} {} on {held_out}; {} ({}) to {}.",
        setting_words(study, &winner.setting),
        noun(metric),
        of(winner),
        default_name(study),
        setting_words(study, &default.setting),
        of(default),
    )];
    if winner.setting == default.setting {
        sentences.push(format!("No setting was better than {}.", default_name(study)));
    } else {
        sentences.push(verdict(&report.against_default, default_name(study)));
        sentences.extend(details(
            &report.against_default,
            default_name(study),
            spec.experiment.reward_unit(),
        ));
    }
    if let Some(against) = &report.against_runner_up {
        let name = format!("the runner-up ({})", setting_words(study, &against.other.setting));
        sentences.push(verdict(against, &name));
        sentences.extend(details(against, "the runner-up", spec.experiment.reward_unit()));
    }
    sentences.extend(luck(study, report, &measured));
    sentences
}

/// What the setting of the experiment is called.
fn default_name(study: &Study) -> &'static str {
    let (spec, part) = (study.spec(), study.spec().part());
    let is_default = |part: &crate::descriptor::Descriptor| {
        let baseline = spec.baseline().unwrap_or_default();
        spec.space.dimensions.iter().zip(baseline).all(|(dimension, value)| {
            part.parameter(&dimension.name).is_some_and(|parameter| parameter.default_value() == value)
        })
    };
    if part.is_ok_and(is_default) { "the default" } else { "the setting of the experiment" }
}

fn verdict(against: &Against, other: &str) -> String {
    let comparison = &against.comparison;
    match (comparison.tells(), comparison.first_is_better()) {
        (true, true) => format!("The winner is really better than {other}."),
        (true, false) => format!("The winner is worse than {other}, although it did better in the search."),
        (false, _) => format!("Whether the winner is better than {other} can't be told from these seeds."),
    }
}

/// The difference with its interval, and how many seeds would tell.
fn details(against: &Against, other: &str, reward_unit: &str) -> Vec<String> {
    let comparison = &against.comparison;
    let mut sentences = vec![capital(&comparison_sentence("the winner", other, comparison, reward_unit))];
    if is_beyond_reach(comparison) {
        sentences
            .push("Even 100 seeds would not tell them apart if the difference stays what it is.".to_owned());
    }
    sentences
}

fn is_beyond_reach(comparison: &Comparison) -> bool {
    !comparison.tells() && comparison.seeds_to_tell.is_none() && comparison.test.standard_error > 0.0
}

fn luck(study: &Study, report: &Report, measured: &dyn Fn(String) -> String) -> Vec<String> {
    let (metric, spec, luck) = (study.metric(), study.spec(), report.luck);
    let shown = |value: f64| match metric.is_share {
        true => format!("{} percentage points", readable(100.0 * value)),
        false => measured(readable(value)),
    };
    let mean = |values: &[f64]| {
        measured(interval(&crate::results::Band { low: 0.0, high: 0.0, seeds: 1, ..band(values) }, metric))
    };
    let best_of = counted(study.ranking().len() as u64, "trial", "trials");
    let searched = format!(
        "In the search, on {}, the winner came to {} and was the best of {best_of}",
        counted(spec.seeds.into(), "tuning seed", "tuning seeds"),
        mean(&report.winner.tuning),
    );
    let first = match luck.optimism {
        optimism if optimism > 0.0 => {
            format!("{searched}: it looked {} better than on held-out seeds.", shown(optimism))
        }
        optimism => {
            format!("{searched}: it looked no better than on held-out seeds ({} worse).", shown(-optimism))
        }
    };
    let gain = format!("It was ahead of {} by {} there", default_name(study), shown(luck.gain_in_search));
    let second = match luck.lost() {
        _ if luck.gain_in_search <= 0.0 => None,
        lost if lost > 0.0 => Some(format!(
            "{gain} and by {} on held-out seeds: {} of that gain was luck.",
            shown(luck.gain_held_out),
            if lost < luck.gain_in_search { percent(lost / luck.gain_in_search) } else { "all".to_owned() }
        )),
        _ => Some(format!("{gain} and by {} on held-out seeds.", shown(luck.gain_held_out))),
    };
    [Some(first), second].into_iter().flatten().collect()
}
