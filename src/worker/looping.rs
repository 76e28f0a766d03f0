//! What a worker of the engine does for the Loop view: it holds a pipeline, lets it go on as far as it is asked each time, and asks the
//! policies that serve in it.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::envelope::Message;
use crate::data::Sources;
use crate::pipeline::{
    ActiveRun, Happened, MemoryStore, Pipeline, PipelineSpec, Rerun, Step, Stopwatch, Summary, steps,
};
use crate::policy::endpoint::{Endpoint, Latencies, LatencySummary, PREDICT, Served};
use crate::progress::Tell;

/// How long a worker goes on before it answers, in milliseconds: so often the view moves, and can stop it.
const TURN: f64 = 40.0;

/// What a worker is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoopRequest {
    /// Begins this pipeline, in place of the one before. Answered by [`LoopAnswer::Stands`].
    Begin {
        /// Its file.
        spec: String,
    },
    /// Goes on for a turn. Answered by [`LoopAnswer::Stands`].
    Advance {
        /// At most to this time on the clock, in milliseconds.
        until: u64,
        /// At most to so many rounds of the environment.
        rounds: u64,
    },
    /// Reruns a step by hand. Answered by [`LoopAnswer::Stands`].
    Rerun {
        /// The step.
        step: Step,
    },
    /// Asks the policies that serve. Answered by [`LoopAnswer::Replied`].
    Predict {
        /// The body of the request.
        body: String,
    },
}

/// The champion and the challenger of a canary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialStanding {
    /// The challenger.
    pub version: u32,
    /// How many rewards the champion and the challenger had, and their means, NaN without any.
    pub means: [(u64, f64); 2],
    /// The ends of the intervals of what they earn.
    pub intervals: [(f64, f64); 2],
}

/// Where a pipeline stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoopStanding {
    /// What it has come to.
    pub summary: Summary,
    /// How many numbers describe a context, and how many an arm.
    pub features: (u32, u32),
    /// Milliseconds on the clock.
    pub clock: u64,
    /// Rounds of the environment so far, those of the generator among them.
    pub rounds: u64,
    /// The run under way.
    pub active: Option<ActiveRun>,
    /// The canary under way.
    pub trial: Option<TrialStanding>,
    /// The version in shadow.
    pub shadow: Option<u32>,
    /// How long the policies' answers to users took in this worker since the pipeline began here; of no effect on anything else.
    pub latency: LatencySummary,
    /// The reruns of the file, those that were asked for here among them.
    pub reruns: Vec<Rerun>,
    /// Whether a step can be rerun now.
    pub can_rerun: bool,
    /// Rows since the last run began.
    pub events: u64,
    /// What happened since the answer before, single events left out: lines of the journal.
    pub records: Vec<String>,
    /// After which round of the environment each of them happened.
    pub after: Vec<u64>,
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LoopAnswer {
    /// Where the pipeline stands.
    Stands(Box<LoopStanding>),
    /// The answer to a request.
    Replied {
        /// The status of HTTP.
        status: u16,
        /// JSON.
        body: String,
        /// The version that answered; none where none did.
        version: Option<u32>,
    },
    /// It could not be done.
    Refused {
        /// One sentence without its end.
        sentence: String,
    },
}

impl Message for LoopRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        Vec::new()
    }
}

impl Message for LoopAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        Vec::new()
    }
}

fn none() -> String {
    "there is no pipeline yet".to_owned()
}

/// A pipeline, once one was begun.
#[derive(Default)]
pub struct Looping {
    pipeline: Option<Pipeline<MemoryStore>>,
    latencies: Latencies,
    /// Rounds when records were taken last.
    rounds: u64,
    /// Requests that were asked by hand: each draws other random numbers.
    asked: u64,
}

impl Looping {
    /// Answers a request; `clock` gives milliseconds, and `tell` learns how far preparing is.
    pub fn answer(
        &mut self,
        request: LoopRequest,
        sources: &Sources,
        clock: &dyn Fn() -> f64,
        tell: &mut Tell<'_>,
    ) -> LoopAnswer {
        let answer = match request {
            LoopRequest::Begin { spec } => self.begin(&spec, sources, tell),
            LoopRequest::Advance { until, rounds } => self.advance(until, rounds, clock),
            LoopRequest::Rerun { step } => self.rerun(step),
            LoopRequest::Predict { body } => self.predict(&body),
        };
        answer.unwrap_or_else(|sentence| LoopAnswer::Refused { sentence })
    }

    fn begin(&mut self, spec: &str, sources: &Sources, tell: &mut Tell<'_>) -> Result<LoopAnswer, String> {
        let spec = PipelineSpec::from_json(spec).map_err(|error| error.to_string())?;
        let environment = spec
            .experiment
            .prepare_and_tell(sources.clone(), false, tell)
            .map_err(|error| error.to_string())?;
        let pipeline = Pipeline::new(&spec, environment, MemoryStore::default());
        self.pipeline = Some(pipeline.map_err(|error| error.to_string())?);
        (self.latencies, self.rounds) = (Latencies::default(), 0);
        self.stands()
    }

    fn rerun(&mut self, step: Step) -> Result<LoopAnswer, String> {
        let pipeline = self.pipeline()?;
        pipeline.rerun(step.descriptor().id).map_err(|error| error.to_string())?;
        // It begins at once, so that it is seen.
        pipeline.advance().map_err(|error| error.to_string())?;
        self.stands()
    }

    fn pipeline(&mut self) -> Result<&mut Pipeline<MemoryStore>, String> {
        self.pipeline.as_mut().ok_or_else(none)
    }

    fn advance(&mut self, until: u64, rounds: u64, clock: &dyn Fn() -> f64) -> Result<LoopAnswer, String> {
        let begun = clock();
        let Looping { pipeline, latencies, .. } = self;
        let pipeline = pipeline.as_mut().ok_or_else(none)?;
        while pipeline.next_time().is_some_and(|next| next <= until)
            && pipeline.standing().rounds < rounds
            && clock() - begun < TURN
        {
            let stopwatch = Stopwatch { clock, latencies };
            pipeline.advance_measured(Some(stopwatch)).map_err(|error| error.to_string())?;
        }
        if pipeline.next_time().is_none() {
            // What is left is to say that all is over.
            pipeline.advance().map_err(|error| error.to_string())?;
        }
        self.stands()
    }

    fn stands(&mut self) -> Result<LoopAnswer, String> {
        let latency = self.latencies.summary();
        let mut round = self.rounds;
        let pipeline = self.pipeline()?;
        let (mut records, mut after) = (Vec::new(), Vec::new());
        for record in pipeline.take_records() {
            if let Happened::Served { event, .. } = record.happened {
                round = event;
            } else if record.happened.is_of_a_run() {
                records.push(record.line());
                after.push(round);
            }
        }
        let (context, arm_features) = pipeline.features();
        let state = pipeline.standing();
        let trial = state.trial.as_ref().map(|trial| TrialStanding {
            version: trial.version,
            means: trial.canary.means(),
            intervals: trial.canary.intervals().map(|interval| (interval.low, interval.high)),
        });
        let standing = LoopStanding {
            summary: pipeline.summary(),
            features: (context as u32, arm_features as u32),
            clock: state.clock,
            rounds: state.rounds,
            active: state.active.clone(),
            trial,
            shadow: state.shadow.as_ref().map(|shadow| shadow.version),
            latency,
            reruns: pipeline.spec().reruns.clone(),
            can_rerun: pipeline.can_rerun(),
            events: state.events,
            records,
            after,
        };
        self.rounds = round;
        Ok(LoopAnswer::Stands(Box::new(standing)))
    }

    fn predict(&mut self, body: &str) -> Result<LoopAnswer, String> {
        self.asked += 1;
        let asked = self.asked;
        let pipeline = self.pipeline()?;
        let (champion, challenger) = pipeline.policies();
        let state = pipeline.standing();
        let served =
            |version, policy: &crate::policy::SavedPolicy| Served { version, policy: policy.clone() };
        let challenger = state.trial.as_ref().zip(challenger).map(|(trial, policy)| {
            (served(trial.version, policy), pipeline.spec().number(Step::Deployer, &steps::CANARY))
        });
        let seed = pipeline.spec().experiment.master_seed ^ asked;
        let endpoint = Endpoint::new(served(state.champion, champion), challenger, seed);
        let reply = endpoint.answer("POST", PREDICT, body.as_bytes());
        Ok(LoopAnswer::Replied { status: reply.status, body: reply.body, version: reply.version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::kept_runs::{packed, unpacked};

    const SPEC: &str = r#"{"experiment": {"world": {"id": "stationary_linear", "parameters": {"dimension": 3}}, "contenders": [{"agent": "lin_ucb"}], "horizon": 3000}}"#;

    fn ask(looping: &mut Looping, request: LoopRequest) -> LoopAnswer {
        // As it is between page and worker.
        let request = unpacked(packed(request)).expect("a request");
        let answer = looping.answer(request, &Sources::default(), &|| 0.0, &mut |_, _| ());
        unpacked(packed(answer)).expect("an answer")
    }

    fn stands(answer: LoopAnswer) -> LoopStanding {
        match answer {
            LoopAnswer::Stands(standing) => *standing,
            other => panic!("{other:?}"),
        }
    }

    /// However it is cut into turns, it comes to what it comes to alone, and the same is said of it.
    #[test]
    fn turns_change_nothing() {
        let run = |step: u64| {
            let mut looping = Looping::default();
            let mut standing = stands(ask(&mut looping, LoopRequest::Begin { spec: SPEC.to_owned() }));
            let mut records = standing.records.clone();
            let mut until = 0;
            while !standing.summary.is_over {
                until += step;
                standing = stands(ask(&mut looping, LoopRequest::Advance { until, rounds: u64::MAX }));
                assert!(standing.clock <= until, "{} after {until}", standing.clock);
                records.extend(standing.records.clone());
            }
            (standing.summary, records)
        };
        let (whole, records) = run(u64::MAX / 4);
        assert!(whole.runs > 1 && whole.rows == 3_000 && !records.is_empty(), "{whole:?}");
        assert_eq!(run(600_000), (whole, records));
    }

    /// A step that is rerun is in the file, and the file has the same digest when it is run from its beginning.
    #[test]
    fn a_step_that_is_rerun_belongs_to_the_file() {
        let mut looping = Looping::default();
        ask(&mut looping, LoopRequest::Begin { spec: SPEC.to_owned() });
        let mut standing = stands(ask(&mut looping, LoopRequest::Advance { until: u64::MAX, rounds: 800 }));
        while !standing.can_rerun {
            let rounds = standing.rounds + 1;
            standing = stands(ask(&mut looping, LoopRequest::Advance { until: u64::MAX, rounds }));
        }
        let standing = stands(ask(&mut looping, LoopRequest::Rerun { step: Step::Trainer }));
        assert_eq!(standing.active.as_ref().map(|active| active.step), Some(Step::Trainer));
        assert!(!standing.can_rerun && standing.reruns.len() == 1);
        let refused = ask(&mut looping, LoopRequest::Rerun { step: Step::Trainer });
        assert!(matches!(&refused, LoopAnswer::Refused { sentence } if sentence.contains("under way")));
        let end = |looping: &mut Looping| {
            stands(ask(looping, LoopRequest::Advance { until: u64::MAX, rounds: u64::MAX }))
        };
        let here = end(&mut looping);
        let mut spec = PipelineSpec::from_json(SPEC).expect("a file");
        spec.reruns = here.reruns.clone();
        ask(&mut looping, LoopRequest::Begin { spec: spec.to_json() });
        let there = end(&mut looping);
        assert!(there.summary.is_over);
        assert_eq!((there.summary, there.rounds), (here.summary, here.rounds));
        let refused = ask(&mut looping, LoopRequest::Rerun { step: Step::Logger });
        assert!(matches!(&refused, LoopAnswer::Refused { sentence } if sentence.contains("logger is none")));
    }

    /// How long answers took is said, and changes nothing.
    #[test]
    fn answers_are_measured() {
        let ticks = std::cell::Cell::new(0.0);
        let clock = || {
            ticks.set(ticks.get() + 0.25);
            ticks.get()
        };
        let run = |clock: &dyn Fn() -> f64| {
            let mut looping = Looping::default();
            ask(&mut looping, LoopRequest::Begin { spec: SPEC.to_owned() });
            let request = || LoopRequest::Advance { until: u64::MAX, rounds: u64::MAX };
            loop {
                let standing = stands(looping.answer(request(), &Sources::default(), clock, &mut |_, _| ()));
                if standing.summary.is_over {
                    return standing;
                }
            }
        };
        let (measured, other) = (run(&clock), run(&|| 0.0));
        assert_eq!(measured.summary, other.summary);
        let latency = measured.latency;
        assert_eq!(latency.answers, measured.summary.events.decisions);
        assert!(
            (latency.p50 - 0.25).abs() < 0.01 && latency.p99 == latency.p50 && latency.max == 0.25,
            "{latency:?}"
        );
        assert!((latency.sum - 0.25 * latency.answers as f64).abs() < 1e-3);
    }

    #[test]
    fn it_stops_at_a_round_to_be_where_it_was() {
        let mut looping = Looping::default();
        ask(&mut looping, LoopRequest::Begin { spec: SPEC.to_owned() });
        let standing = stands(ask(&mut looping, LoopRequest::Advance { until: u64::MAX, rounds: 900 }));
        assert!(standing.rounds >= 900 && standing.rounds < 920, "{}", standing.rounds);
        assert!(!standing.summary.is_over);
    }

    #[test]
    fn policies_that_serve_are_asked_and_wrong_requests_are_refused_in_a_sentence() {
        let mut looping = Looping::default();
        let refused = ask(&mut looping, LoopRequest::Predict { body: String::new() });
        assert_eq!(refused, LoopAnswer::Refused { sentence: "there is no pipeline yet".to_owned() });
        let refused = ask(&mut looping, LoopRequest::Begin { spec: "[".to_owned() });
        assert!(
            matches!(&refused, LoopAnswer::Refused { sentence } if sentence.starts_with("this is no pipeline"))
        );
        ask(&mut looping, LoopRequest::Begin { spec: SPEC.to_owned() });
        let body = r#"{"instances": [{"context": [1, 0, -1]}]}"#.to_owned();
        let LoopAnswer::Replied { status, body, version } = ask(&mut looping, LoopRequest::Predict { body })
        else {
            panic!("no reply")
        };
        assert!(status == 200 && version == Some(0) && body.starts_with("{\"predictions\":["), "{body}");
        let body = "{".to_owned();
        let LoopAnswer::Replied { status, body, .. } = ask(&mut looping, LoopRequest::Predict { body })
        else {
            panic!("no reply")
        };
        assert!(status == 400 && body.starts_with("{\"error\":"), "{body}");
    }
}
