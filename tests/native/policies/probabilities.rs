//! The probabilities that a policy gives are those with which it chooses.

use std::collections::VecDeque;
use std::sync::Arc;

use bandit_playground::agent::{self, ActionInfo, Agent, Feedback, View};
use bandit_playground::environment::Round;
use bandit_playground::math::random::RngStream;
use bandit_playground::policy::SavedPolicy;
use bandit_playground::probabilities::ActionProbabilities;
use bandit_playground::ranking::clicks::{self, ClickModel, CommonRandomNumbers, Outcome};
use bandit_playground::ranking::environments::SlateRound;
use bandit_playground::ranking::{self, Ranker, SlateView, rankers};
use bandit_playground::simulation::PreparedEnvironment;
use bandit_playground::simulation::policies::Learner;
use bandit_playground::state::{State, StateIo};
use rayon::prelude::*;

use super::runs::{self, Case};

/// In these rounds copies are asked: before anything was learned, while it still explores, and later.
const ASKED: [u64; 3] = [1, 50, 500];
const DRAWS: u32 = 20_000;

/// Standard errors that a share may be off: beyond it lies one of a million.
const ERRORS: f64 = 5.0;

/// Feedback comes so many rounds late.
const DELAY: usize = 3;

fn bytes<P: State + ?Sized>(policy: &mut P) -> Vec<u8> {
    let mut bytes = Vec::new();
    policy.state(&mut StateIo::writing(&mut bytes)).expect("writing never fails");
    bytes
}

/// Fails unless the probabilities are those of the draws: within so many standard errors and what they say they may be
/// off themselves.
fn check(found: &ActionProbabilities, counts: &[u32], draws: u32, name: &str) {
    assert_eq!(found.values.len(), counts.len(), "{name}");
    let sum: f64 = found.values.iter().sum();
    assert!((sum - 1.0).abs() < 1e-9, "{name}: they add up to {sum}");
    // Draws are off by at most 1/128, integrals by hardly anything.
    assert!((0.0..=1.0 / 128.0).contains(&found.error), "{name}: {found:?}");
    let draws = f64::from(draws);
    for (value, count) in found.values.iter().zip(counts) {
        assert!((0.0..=1.0 + 1e-12).contains(value), "{name}: {found:?}");
        let share = f64::from(*count) / draws;
        // A few draws of what is very rare are no normal variate.
        let spread = (value * (1.0 - value) / draws).max(0.0).sqrt();
        let rare = if *value > 0.0 { 3.0 / draws } else { 0.0 };
        let allowed = ERRORS * (spread + found.error) + rare;
        assert!((share - value).abs() <= allowed, "{name}: {found:?}, but drawn {counts:?}");
    }
}

fn view<'a>(round: &'a Round, agent: &str) -> View<'a> {
    let sees = agent::find(agent).is_some_and(|descriptor| descriptor.sees_expectations);
    View {
        round: round.number,
        context: &round.context,
        items: &round.items,
        arm_features: &round.arm_features,
        expectations: if sees { &round.expectations } else { &[] },
    }
}

fn ask_agent(agent: &dyn Agent, view: &View<'_>, draws: u32, name: &str) {
    let mut counts = vec![0; view.items.len()];
    for draw in 0..draws {
        let mut stream = RngStream::new(7, draw, "copies that are asked");
        counts[agent.clone_agent().choose(view, &mut stream)] += 1;
    }
    check(&agent.probabilities(view), &counts, draws, name);
}

fn run_agent(case: &Case, draws: u32, asked: &[u64]) {
    let PreparedEnvironment::Arms(environment) = case.environment() else {
        panic!("{} is no agent", case.name())
    };
    let policy = SavedPolicy::of(&case.stepper(), 0, 0, case.part()).expect("there is one");
    let Learner::Agent { mut agent, shape } = policy.run.learner else { panic!("it is an agent") };
    let (mut stream, mut round) = (policy.run.stream, Round::new(&shape));
    let mut episode = Arc::clone(&environment).episode(1, 0);
    let mut waiting: VecDeque<(Round, usize, ActionInfo)> = VecDeque::new();
    let id = &case.part().id;
    for number in 1..=asked[asked.len() - 1] {
        episode.next(&mut round);
        round.number = number;
        if asked.contains(&number) {
            let before = bytes(&mut agent);
            ask_agent(
                agent.as_ref(),
                &view(&round, id),
                draws,
                &format!("{} in round {number}", case.name()),
            );
            assert!(bytes(&mut agent) == before, "{}: it is not the same after it was asked", case.name());
        }
        let chosen = agent.choose(&view(&round, id), &mut stream);
        waiting.push_back((round.clone(), chosen, agent.info()));
        if waiting.len() > DELAY
            && let Some((past, chosen, info)) = waiting.pop_front()
        {
            let feedback = Feedback { reward: past.reward(chosen), objectives: &[], info, now: number };
            agent.update(&view(&past, id), chosen, &feedback);
        }
    }
}

#[test]
fn agents_choose_as_probably_as_they_say() {
    let cases = runs::agents(&["per_arm_linear", "masked_linear"], &[0], false);
    runs::due(cases).par_iter().for_each(|case| run_agent(case, DRAWS, &ASKED));
}

/// Whatever the settings, though with fewer draws.
#[test]
fn settings_leave_probabilities_right() {
    let cases = runs::agents(&["per_arm_linear"], &[0], true);
    runs::due(cases).par_iter().for_each(|case| run_agent(case, DRAWS / 5, &[1, 50]));
}

struct Slates<'a> {
    clicks: Box<dyn ClickModel>,
    sees: bool,
    case: &'a Case,
}

impl Slates<'_> {
    fn view<'a>(&'a self, round: &'a SlateRound, best: &'a [u32]) -> SlateView<'a> {
        SlateView {
            round: round.number,
            items: round.attractions.len(),
            features: &round.features,
            features_revision: round.features_revision,
            topics: &round.topics,
            context: &round.context,
            position_weights: self.clicks.position_weights(),
            attractions: if self.sees { &round.attractions } else { &[] },
            optimum: if self.sees { best } else { &[] },
        }
    }

    fn ask(&self, ranker: &dyn Ranker, view: &SlateView<'_>, slots: usize, draws: u32) {
        let (mut counts, mut slate) = (vec![0; view.items], vec![0; slots]);
        for draw in 0..draws {
            let mut stream = RngStream::new(7, draw, "copies that are asked");
            ranker.clone_ranker().rank(view, &mut stream, &mut slate);
            counts[slate[0] as usize] += 1;
        }
        let name = format!("{} in round {}", self.case.name(), view.round);
        check(&ranker.probabilities(view), &counts, draws, &name);
    }
}

fn run_ranker(case: &Case, draws: u32, asked: &[u64]) {
    let PreparedEnvironment::Slates(environment) = case.environment() else {
        panic!("{} is no ranker", case.name())
    };
    let policy = SavedPolicy::of(&case.stepper(), 0, 0, case.part()).expect("there is one");
    let Learner::Ranker { mut ranker, shape } = policy.run.learner else { panic!("it is a ranker") };
    let descriptor = rankers::find(&case.part().id).expect("it is declared");
    let model = case.experiment.clicks.as_ref().map_or("cascade", |clicks| clicks.id.as_str());
    let values = case.experiment.clicks.as_ref().map(|clicks| clicks.parameters.clone()).unwrap_or_default();
    let model = clicks::find(model).expect("it is declared");
    let slates = Slates {
        clicks: (model.builder().build)(&values, &environment.shape()).expect("it was built before"),
        sees: descriptor.sees_attractions,
        case,
    };
    let (mut stream, mut numbers_of_round) = (policy.run.stream, RngStream::new(1, 0, "luck"));
    let mut round = SlateRound::new(&shape);
    let mut episode = Arc::clone(&environment).episode(1, 0);
    let mut outcome = Outcome::new(shape.slots);
    let (mut best, mut slate) = (vec![0; shape.slots], vec![0; shape.slots]);
    let mut info = vec![0.0; (descriptor.builder().note_length)(&case.part().parameters, &shape)];
    let mut waiting: VecDeque<(SlateRound, Vec<u32>, Outcome, Vec<f64>)> = VecDeque::new();
    for number in 1..=asked[asked.len() - 1] {
        episode.next(&mut round);
        slates.clicks.optimize(&round, &mut best);
        if number == 1 {
            ranker.start(&vec![true; shape.items]);
        }
        if asked.contains(&number) {
            let before = bytes(&mut ranker);
            slates.ask(ranker.as_ref(), &slates.view(&round, &best), shape.slots, draws);
            assert!(bytes(&mut ranker) == before, "{}: it is not the same after it was asked", case.name());
        }
        ranker.rank(&slates.view(&round, &best), &mut stream, &mut slate);
        ranker.info(&mut info);
        slates.clicks.respond(
            &round,
            &slate,
            CommonRandomNumbers::new(numbers_of_round.bits()),
            &mut outcome,
        );
        waiting.push_back((round.clone(), slate.clone(), outcome.clone(), info.clone()));
        if waiting.len() > DELAY
            && let Some((past, slate, outcome, info)) = waiting.pop_front()
        {
            let Outcome { clicked, observed, reward, .. } = &outcome;
            let feedback = ranking::Feedback {
                clicks: clicked,
                observed: *observed,
                reward: *reward,
                now: number,
                info: &info,
            };
            ranker.update(&slates.view(&past, &best), &slate, &feedback);
        }
    }
}

#[test]
fn rankers_fill_the_first_slot_as_probably_as_they_say() {
    runs::due(runs::rankers(&[0], false)).par_iter().for_each(|case| run_ranker(case, DRAWS, &ASKED));
}

/// Whatever the settings, though with fewer draws.
#[test]
fn settings_of_rankers_leave_probabilities_right() {
    runs::due(runs::rankers(&[0], true)).par_iter().for_each(|case| run_ranker(case, DRAWS / 10, &[1, 50]));
}
