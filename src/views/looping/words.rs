//! What is said of a pipeline, and what is drawn of it.

use crate::chart::numbers::{capital, readable, whole};
use crate::descriptor::{Kind, Parameter, Value};
use crate::pipeline::{Happened, PipelineSpec, RUN, Record, STEPS, Status, Step, clock_words, steps};
use crate::worker::looping::{LoopStanding, TrialStanding};

/// How a step of the loop is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It has not begun, or is not needed.
    Idle,
    /// It waits for something.
    Waiting,
    /// It is at work.
    Running,
    /// It was done.
    Done,
    /// It had made the same before.
    Cached,
    /// It failed.
    Failed,
}

impl Doing {
    /// A word for it.
    pub fn word(self) -> &'static str {
        match self {
            Doing::Idle => "not yet",
            Doing::Waiting => "waiting",
            Doing::Running => "running",
            Doing::Done => "done",
            Doing::Cached => "cached",
            Doing::Failed => "failed",
        }
    }
}

/// A step of the loop as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepBox {
    /// The step.
    pub step: Step,
    /// How it is doing.
    pub doing: Doing,
    /// What is to be said of it, without an end.
    pub said: String,
}

/// A count with its noun.
fn of(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", whole(count), if count == 1 { "" } else { "s" })
}

/// All steps, in the order of the loop; `records` are all that happened so far.
pub fn boxes(spec: &PipelineSpec, standing: &LoopStanding, records: &[Record]) -> Vec<StepBox> {
    STEPS.into_iter().map(|step| step_box(step, spec, standing, records)).collect()
}

fn step_box(step: Step, spec: &PipelineSpec, standing: &LoopStanding, records: &[Record]) -> StepBox {
    let (doing, said) = match step {
        Step::Simulator => simulator(spec, standing),
        Step::Logger => logger(standing),
        Step::Trigger => trigger(spec, standing, records),
        _ => of_run(step, standing, records),
    };
    StepBox { step, doing, said }
}

/// What happened last to a step of a run: its place among the records, and how it is doing.
fn last(step: Step, records: &[Record]) -> Option<(Doing, String)> {
    records.iter().rev().find_map(|record| match &record.happened {
        Happened::Done { step: own, cached, sentence, .. } if *own == step => {
            let doing = if *cached { Doing::Cached } else { Doing::Done };
            Some((doing, sentence.trim_end_matches('.').to_owned()))
        }
        Happened::Failed { step: own, attempt, again, sentence, .. } if *own == step => {
            let then = if *again { "is tried again" } else { "not tried again" };
            let sentence = sentence.trim_end_matches('.');
            Some((Doing::Failed, format!("attempt {attempt}: {sentence}; {then}")))
        }
        _ => None,
    })
}

fn of_run(step: Step, standing: &LoopStanding, records: &[Record]) -> (Doing, String) {
    let before = last(step, records);
    let Some(active) = &standing.active else {
        return before.unwrap_or((Doing::Idle, String::new()));
    };
    let place = |step| RUN.iter().position(|own| *own == step);
    if step == active.step {
        return match before {
            Some(failed) if active.failed > 0 => failed,
            _ => (Doing::Running, format!("in run {}, until {}", active.run, clock_words(active.due))),
        };
    }
    let is_first_alone = step == Step::Generator && active.run > 0;
    if place(step) > place(active.step) && !is_first_alone {
        return (Doing::Waiting, format!("for {}", active.step.descriptor().title));
    }
    before.unwrap_or((Doing::Idle, String::new()))
}

fn simulator(spec: &PipelineSpec, standing: &LoopStanding) -> (Doing, String) {
    let generated = spec.count(Step::Generator, &steps::ROWS);
    let (asked, all) = (standing.summary.events.decisions, spec.experiment.horizon - generated);
    let said = format!("{} of {} requests", whole(asked), whole(all));
    match asked {
        0 => (Doing::Waiting, "for the first policy".to_owned()),
        asked if asked >= all => (Doing::Done, said),
        _ => (Doing::Running, said),
    }
}

fn logger(standing: &LoopStanding) -> (Doing, String) {
    let events = &standing.summary.events;
    let waiting = events.decisions - events.joined - events.expired;
    let said = format!(
        "{} joined, {} without a reward, {} waiting",
        whole(events.joined),
        whole(events.expired),
        whole(waiting)
    );
    match events.decisions {
        0 => (Doing::Waiting, "for requests".to_owned()),
        _ if standing.summary.is_over => (Doing::Done, said),
        _ => (Doing::Running, said),
    }
}

fn trigger(spec: &PipelineSpec, standing: &LoopStanding, records: &[Record]) -> (Doing, String) {
    let why = records.iter().rev().find_map(|record| match &record.happened {
        Happened::Began { run, reason } => Some(format!("run {run} began ({})", reason.words())),
        _ => None,
    });
    if standing.summary.is_over {
        return (Doing::Done, of(standing.summary.runs, "run"));
    }
    if standing.active.is_some() {
        return (Doing::Done, why.unwrap_or_default());
    }
    let needed = spec.count(Step::Trigger, &steps::EVENTS);
    (Doing::Waiting, format!("{} of {} new rows", whole(standing.events), whole(needed)))
}

/// What serves now, in a sentence.
pub fn serving(standing: &LoopStanding) -> String {
    let champion = standing.summary.champion;
    if let Some(version) = standing.shadow {
        let shadow = standing.summary.versions.iter().find(|own| own.version == version);
        let summary = shadow.and_then(|own| own.shadow.as_ref());
        let words = summary
            .map_or_else(String::new, |shadow| format!(" {}.", capital(&shadow.words(version, champion))));
        return format!(
            "v{champion} answers all requests, and v{version} answers them in shadow, seen by no user.{words}"
        );
    }
    match &standing.trial {
        None if champion == 0 => "v0, which takes any arm, answers all requests.".to_owned(),
        None => format!("v{champion} answers all requests."),
        Some(trial) => compared(champion, trial),
    }
}

fn compared(champion: u32, trial: &TrialStanding) -> String {
    let [(own, mean), (others, other)] = trial.means;
    let challenger = trial.version;
    if own == 0 || others == 0 {
        return format!(
            "v{challenger} answers a share of the requests beside v{champion}; there are no rewards to compare yet."
        );
    }
    let [(low, high), (from, to)] = trial.intervals.map(|(low, high)| (readable(low), readable(high)));
    format!(
        "v{challenger} has earned {} a request ({from} to {to}) in {}, v{champion} {} ({low} to {high}) in {}. It is promoted or rolled back once the two intervals lie apart, or as undecided at the end of the canary.",
        readable(other),
        of(others, "reward"),
        readable(mean),
        of(own, "reward"),
    )
}

/// The value of a setting as it is shown: options by their titles, numbers with their unit.
pub fn setting(parameter: &Parameter, value: &Value) -> String {
    match (parameter.kind, value) {
        (Kind::Choice { options, .. }, Value::Choice(id)) => {
            let title = options.iter().find(|option| option.id == id).map(|option| option.title);
            title.unwrap_or(id).to_owned()
        }
        (_, Value::Number(number)) if !parameter.unit.is_empty() => format!("{number} {}", parameter.unit),
        _ => value.to_string(),
    }
}

/// A word for what a version is doing.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Champion => "champion",
        Status::Challenger => "canary",
        Status::Retired => "retired",
        Status::RolledBack => "rolled back",
        Status::Shadow => "shadow",
    }
}

/// Whether it is worth a mark on the journal.
pub fn is_turning_point(happened: &Happened) -> bool {
    matches!(
        happened,
        Happened::Drift { .. }
            | Happened::Shadow { .. }
            | Happened::Promoted { .. }
            | Happened::RolledBack { .. }
            | Happened::Failed { .. }
            | Happened::Ended { completed: false, .. }
    )
}

/// A request that the policies of this pipeline can answer: a context of noughts, and two arms where arms have features.
pub fn request((context, arm_features): (u32, u32)) -> String {
    let zeros = |count: u32| vec![0; count as usize];
    let mut instance = serde_json::json!({ "context": zeros(context) });
    if arm_features > 0 {
        instance["arms"] = serde_json::json!([0, 1]);
        instance["arm_features"] = serde_json::json!([zeros(arm_features), zeros(arm_features)]);
    }
    serde_json::json!({ "instances": [instance] }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Sources;
    use crate::worker::looping::{LoopAnswer, LoopRequest, Looping};

    /// The example, in turns of a simulated hour, each with all records so far.
    fn turns(spec: &PipelineSpec, mut each: impl FnMut(&LoopStanding, &[Record])) {
        let mut looping = Looping::default();
        let mut records = Vec::new();
        let mut until = 0;
        let mut request = LoopRequest::Begin { spec: spec.to_json() };
        loop {
            let LoopAnswer::Stands(standing) =
                looping.answer(request, &Sources::default(), &|| 0.0, &mut |_, _| ())
            else {
                panic!("it stands")
            };
            records.extend(standing.records.iter().map(|line| Record::of_line(line).expect("a record")));
            each(&standing, &records);
            if standing.summary.is_over {
                return;
            }
            until += 3_600_000;
            request = LoopRequest::Advance { until, rounds: u64::MAX };
        }
    }

    /// The loop closes: each step is seen at work and done, runs begin after events and after the change, and a failure is shown
    /// until it is mended.
    #[test]
    fn each_step_is_shown_as_it_is() {
        let mut spec = PipelineSpec::example();
        spec.failures.push(crate::pipeline::Failure { step: "trainer".to_owned(), run: 1, times: 1 });
        let mut seen: Vec<Vec<Doing>> = vec![Vec::new(); STEPS.len()];
        let mut last = Vec::new();
        turns(&spec, |standing, records| {
            last = boxes(&spec, standing, records);
            assert_eq!(last.iter().map(|own| own.step).collect::<Vec<_>>(), STEPS);
            for (seen, own) in seen.iter_mut().zip(&last) {
                assert!(!own.said.ends_with('.'), "{own:?}");
                if !seen.contains(&own.doing) {
                    seen.push(own.doing);
                }
            }
        });
        let of = |step: Step| &seen[STEPS.iter().position(|own| *own == step).expect("a step")];
        for step in [Step::Simulator, Step::Logger, Step::Trigger] {
            assert!(
                of(step).contains(&Doing::Waiting) && of(step).contains(&Doing::Done),
                "{step:?}: {:?}",
                of(step)
            );
        }
        for step in RUN {
            assert!(
                of(step).contains(&Doing::Done) || of(step).contains(&Doing::Cached),
                "{step:?}: {:?}",
                of(step)
            );
        }
        assert!(last.iter().all(|own| !own.said.is_empty() && own.doing != Doing::Idle), "{last:?}");
    }

    /// What fails is shown as failed, with its reason, before it is tried again.
    #[test]
    fn a_failure_is_shown_until_it_is_tried_again() {
        let spec = PipelineSpec::example();
        let failed = Record {
            time: 0,
            happened: Happened::Failed {
                run: 1,
                step: Step::Trainer,
                attempt: 1,
                again: true,
                sentence: "the disk is full.".to_owned(),
            },
        };
        turns(&spec, |standing, _| {
            let mut standing = standing.clone();
            let Some(active) = &mut standing.active else { return };
            (active.step, active.failed) = (Step::Trainer, 1);
            let own = step_box(Step::Trainer, &spec, &standing, std::slice::from_ref(&failed));
            assert_eq!(
                (own.doing, own.said.as_str()),
                (Doing::Failed, "attempt 1: the disk is full; is tried again")
            );
            let next = step_box(Step::Evaluator, &spec, &standing, std::slice::from_ref(&failed));
            assert_eq!((next.doing, next.said.as_str()), (Doing::Waiting, "for Trainer"));
        });
    }

    #[test]
    fn what_serves_is_said_with_its_numbers() {
        let (mut alone, mut canary) = (0, 0);
        turns(&PipelineSpec::example(), |standing, _| match &standing.trial {
            None => {
                alone += 1;
                assert!(serving(standing).ends_with("answers all requests."));
            }
            Some(_) => {
                canary += 1;
                let said = serving(standing);
                assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
            }
        });
        assert!(alone > 0 && canary > 0, "{alone} {canary}");
    }

    #[test]
    fn settings_are_shown_with_their_units_and_titles() {
        let shown = |parameter: &Parameter| setting(parameter, &parameter.default_value());
        assert_eq!((shown(&steps::ROWS), shown(&steps::DRIFT)), ("500 rows".to_owned(), "ADWIN".to_owned()));
        for step in STEPS {
            assert!(step.descriptor().parameters.iter().all(|parameter| !shown(parameter).is_empty()));
        }
    }
}
