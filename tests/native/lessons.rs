//! What lessons say is so: the experiments of every lesson are run, with every value of what is to be changed, and what the
//! texts say of the outcome must hold by several standard errors; and the terms in the texts are terms of the page.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::lessons::text::{self, Inline};
use bandit_playground::lessons::{
    self, Ask, Change, Guess, LESSONS, Lesson, Prediction, SHAPES, Shape, TRENDS, Task, curve,
};
use bandit_playground::metrics::{COVERAGE, REGRET};
use bandit_playground::results::{RunLog, band};
use bandit_playground::simulation::run;
use bandit_playground::spec::link;
use bandit_playground::stories::{Claim, Verdict, policy};
use bandit_playground::ui::glossary::TERMS;

/// By so many standard errors every claim and every right answer must hold, besides the 95 % interval.
const STANDARD_ERRORS: f64 = 3.0;

static RATINGS: LazyLock<Arc<Dataset>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../static/data/movielens-small.bundle");
    Arc::new(bundle::decode(bytes).expect("the bundled ratings can be read"))
});

/// A test for each lesson, so that they run side by side; and one that no lesson is forgotten.
macro_rules! lessons {
    ($($id:ident),+ $(,)?) => {
        $(#[test]
        fn $id() {
            is_so(lessons::find(stringify!($id)).expect("the lesson is listed"));
        })+

        #[test]
        fn every_lesson_has_its_test() {
            let ids: Vec<&str> = LESSONS.iter().map(|lesson| lesson.id).collect();
            assert_eq!(ids, [$(stringify!($id)),+]);
        }
    };
}

lessons!(
    explore,
    regret,
    optimism,
    posterior,
    epsilon,
    seeds,
    context,
    cold_start,
    interactions,
    nonlinear,
    representation,
    wheel,
    slates,
    position_bias,
    cascades,
    diversity,
    popularity,
    logs,
    averages,
    change,
    delays,
    serving,
    reinforce,
);

fn is_so(lesson: &Lesson) {
    let mut wrong = Vec::new();
    for claimed in lesson.runs() {
        let log = run(&claimed.experiment(), Some(&*RATINGS)).expect("it can be run");
        for finding in claimed.findings(&log).expect("the run has what is claimed") {
            let errors = finding.standard_errors();
            let said =
                format!("{} {} ({errors:.1} standard errors)", finding.claim.sentence, finding.sentence());
            println!("{said}");
            if finding.verdict != Verdict::Holds || errors < STANDARD_ERRORS {
                wrong.push(said);
            }
        }
        for (index, step) in lesson.steps.iter().enumerate() {
            let Task::Predict(prediction) = step.task else { continue };
            if lesson.scene(index).is_some_and(|scene| scene.run == claimed) {
                wrong.extend(predicted_wrongly(&prediction, &log));
            }
        }
    }
    for step in lesson.steps {
        let Task::Change(change) = step.task else { continue };
        wrong.extend(answered_wrongly(&change));
    }
    assert!(wrong.is_empty(), "{} says what is not so:\n{}", lesson.title, wrong.join("\n"));
}

/// What is wrong about the outcome that a prediction expects, and about its scores.
fn predicted_wrongly(prediction: &Prediction, log: &RunLog) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(sketched) = prediction.curve {
        let measured = curve::curve(log, sketched.policy, prediction.metric).expect("it is through");
        let means = measured.map(|band| band.mean);
        let shape = Shape::of(means);
        println!("{shape:?} {means:?}");
        let end = measured[lessons::POINTS - 1].mean;
        if shape != sketched.shape || !(0.25 * sketched.top..=sketched.top).contains(&end) {
            wrong.push(format!("a curve is {shape:?} and ends at {end} of {}", sketched.top));
        }
        let sketch = prediction.score(Guess::Sketch(means), log).expect("a curve is asked for");
        println!("{}", sketch.sentence);
        assert_eq!(sketch.points, 100);
        let points =
            SHAPES.map(|shape| prediction.score(Guess::Shape(shape), log).expect("so is a shape").points);
        assert_eq!(points, SHAPES.map(|shape| if shape == sketched.shape { 100 } else { 0 }));
    }
    if let Some(contest) = prediction.winner {
        let (right, finding) = contest.outcome(log, prediction.metric).expect("it is through");
        println!("{}", finding.sentence());
        let is_clear = right == contest.policies.len() || finding.standard_errors() >= STANDARD_ERRORS;
        if right != contest.expected || !is_clear {
            wrong.push(format!("winner {right}, not {}: {}", contest.expected, finding.sentence()));
        }
        for option in 0..=contest.policies.len() {
            let score = prediction.score(Guess::Winner(option), log).expect("a winner is asked for");
            assert_eq!(score.points == 100, option == right, "{}", score.sentence);
        }
    }
    wrong
}

/// What is wrong about the answer that a change expects.
fn answered_wrongly(change: &Change) -> Vec<String> {
    let run = |value| run(&change.experiment(value).expect("there is the value"), Some(&*RATINGS));
    let logs: Vec<RunLog> =
        (0..change.values.len()).map(|value| run(value).expect("it can be run")).collect();
    let logs: Vec<&RunLog> = logs.iter().collect();
    let answer = change.answer(&logs).expect("all are through");
    println!("{} {:?} {}", change.question, answer.right, answer.sentence);
    for option in 0..change.options().len() {
        let mark = change.mark(option, &logs).expect("all are through");
        assert_eq!(mark.is_right, answer.right.contains(&option), "{}", mark.sentence);
    }
    let mut wrong = Vec::new();
    let options = change.options();
    let named: Vec<&str> = answer.right.iter().map(|place| options[*place].as_str()).collect();
    if !answer.right.contains(&change.expected) {
        wrong.push(format!("{} {named:?}, not {:?}", change.question, options[change.expected]));
    }
    wrong.extend(unclear(change, &answer.right, &logs).map(|why| format!("{} {why}", change.question)));
    assert_eq!(change.answer(&logs[1..]), None, "all values are needed");
    wrong
}

/// Why an answer is not clear by several standard errors.
fn unclear(change: &Change, right: &[usize], logs: &[&RunLog]) -> Option<String> {
    let values = |policy, metric, value: usize| curve::finals(logs[value], policy, metric).expect("through");
    let apart = |one: &[f64], other: &[f64]| {
        let difference = band(&one.iter().zip(other).map(|(one, other)| one - other).collect::<Vec<_>>());
        difference.mean.abs() / difference.standard_error
    };
    let mean = |values: &[f64]| band(values).mean;
    match change.ask {
        Ask::Best(policy, metric) => {
            let of = |value| values(policy, metric, value);
            let places = || right.iter().copied();
            let by_mean = |a: &usize, b: &usize| mean(&of(*a)).total_cmp(&mean(&of(*b)));
            let best =
                if metric.lower_is_better { places().min_by(by_mean) } else { places().max_by(by_mean) };
            let best = of(best?);
            let others = (0..logs.len()).filter(|place| !right.contains(place));
            let least = others.map(|place| apart(&best, &of(place))).fold(f64::INFINITY, f64::min);
            (least < STANDARD_ERRORS).then(|| format!("the best is {least:.1} standard errors ahead"))
        }
        Ask::Trend(policy, metric) => {
            let all: Vec<Vec<f64>> = (0..logs.len()).map(|value| values(policy, metric, value)).collect();
            let (first, last) = (&all[0], &all[all.len() - 1]);
            let by_mean = |a: &&Vec<f64>, b: &&Vec<f64>| mean(a).total_cmp(&mean(b));
            let errors = match TRENDS[right[0]] {
                lessons::Trend::Rises | lessons::Trend::Falls => apart(first, last),
                lessons::Trend::Valley => {
                    let least = all.iter().min_by(by_mean)?;
                    apart(first, least).min(apart(last, least))
                }
                lessons::Trend::Hill => {
                    let most = all.iter().max_by(by_mean)?;
                    apart(first, most).min(apart(last, most))
                }
                lessons::Trend::Flat => return None,
            };
            (errors < STANDARD_ERRORS).then(|| format!("the trend is {errors:.1} standard errors"))
        }
        Ask::From(claim) => {
            let errors = logs[right[0]..]
                .iter()
                .map(|log| claim.evaluate(log))
                .map(|finding| finding.map_or(0.0, |finding| finding.standard_errors()));
            let least = errors.fold(f64::INFINITY, f64::min);
            (least < STANDARD_ERRORS).then(|| format!("it holds by {least:.1} standard errors"))
        }
    }
}

#[test]
fn terms_are_terms_of_the_page() {
    let known: BTreeSet<&str> = TERMS.iter().map(|term| term.title).collect();
    for lesson in LESSONS {
        for paragraph in lesson.steps.iter().flat_map(|step| step.text) {
            for piece in text::read(paragraph).expect("it can be read") {
                let Inline::Term { term, words } = piece else { continue };
                let term = known.iter().find(|known| known.eq_ignore_ascii_case(term));
                assert!(term.is_some() && !words.is_empty(), "{}: {paragraph}", lesson.id);
            }
        }
    }
}

/// The first run of a lesson, run.
fn first_run(id: &str) -> RunLog {
    let lesson = lessons::find(id).expect("the lesson is listed");
    run(&lesson.runs()[0].experiment(), Some(&*RATINGS)).expect("it can be run")
}

fn means(link: &str, policy: usize) -> [f64; lessons::POINTS] {
    let experiment = link::decode(link).expect("it is a link").experiment;
    let log = run(&experiment, Some(&*RATINGS)).expect("it can be run");
    curve::curve(&log, policy, &REGRET).expect("it is through").map(|band| band.mean)
}

/// What texts say besides, which is no comparison of two policies.
mod also {
    use super::*;

    /// "In some seeds Greedy is lucky; in others one bad start of the best arm is enough, and it is never taken again."
    #[test]
    fn greedy_is_lucky_in_some_seeds() {
        let log = first_run("optimism");
        let [greedy, optimist] = [0, 1].map(|policy| curve::finals(&log, policy, &REGRET).expect("through"));
        let lucky = greedy.iter().zip(&optimist).filter(|(greedy, optimist)| greedy < optimist).count();
        assert!((5..=35).contains(&lucky), "{lucky} of 40");
        // As much in the second half as in the first: the best arm is never taken.
        let stuck = (0..greedy.len()).filter(|seed| {
            let kept = log.kept(0, *seed, &REGRET);
            let half = kept[log.rounds.binary_search(&1_500).expect("a checkpoint")];
            (greedy[*seed] - 2.0 * half).abs() < 2.0 && half > 100.0
        });
        assert!(stuck.count() >= 5);
    }

    /// "Look at the first 400 rounds, too: there the network is no better"; and where the reward is a small network's, the linear
    /// agent is ahead.
    #[test]
    fn the_network_is_no_better_at_the_start() {
        let log = first_run("nonlinear");
        let early = Claim::misses_less(policy(1).up_to(400), const { &[policy(0).up_to(400)] }, "Early.");
        assert_ne!(early.evaluate(&log).expect("a checkpoint").verdict, Verdict::Holds);
        let lesson = lessons::find("nonlinear").expect("the lesson is listed");
        let other = lesson.runs()[0].link.replace("dimension=5", "dimension=5;function=network");
        let log =
            run(&link::decode(&other).expect("it is a link").experiment, Some(&*RATINGS)).expect("it runs");
        let linear = Claim::misses_less(policy(0), const { &[policy(1)] }, "The linear agent is ahead.");
        assert!(linear.evaluate(&log).expect("it is through").standard_errors() > STANDARD_ERRORS);
    }

    /// "Soon four films stay for ever", and "The list settles on four films after a few rounds".
    #[test]
    fn most_clicked_settles() {
        for (id, place) in [("slates", 1), ("popularity", 0)] {
            let log = first_run(id);
            let shown = curve::curve(&log, place, &COVERAGE).expect("it is through").map(|band| band.mean);
            assert_eq!(shown[0], shown[4], "{id}");
        }
    }

    /// "A random agent loses about 3.1 stars in each round"; the delay costs "about the delay times what not knowing costs"; and
    /// "From 1 to 10 rounds regret hardly changes".
    #[test]
    fn a_delay_costs_about_its_length() {
        let lesson = lessons::find("delays").expect("the lesson is listed");
        let late = lesson.runs()[0].link;
        let chance = means(late, 1)[4] / 3_000.0;
        assert!((3.05..3.15).contains(&chance), "{chance}");
        let price = means(late, 0)[4] - means(&late.replace("&f=delay=300", ""), 0)[4];
        assert!((0.75..1.25).contains(&(price / (300.0 * chance))), "{price}");
        let [one, ten] = ["", "&f=batch=10"].map(|batch| means(&late.replace("&f=delay=300", batch), 0)[4]);
        assert!((ten / one - 1.0).abs() < 0.1, "{one} {ten}");
    }

    /// "Going from 1,000 rounds to 100 gains far more than going from 100 to 1."
    #[test]
    fn a_slow_loop_costs_most() {
        let lesson = lessons::find("serving").expect("the lesson is listed");
        let change = lesson.steps.iter().find_map(|step| match step.task {
            Task::Change(change) => Some(change),
            _ => None,
        });
        let change = change.expect("something is changed");
        let after = |value: &str| {
            let place = change.values.iter().position(|known| *known == value).expect("a value");
            let log =
                run(&change.experiment(place).expect("a value"), Some(&*RATINGS)).expect("it can be run");
            band(&curve::finals(&log, 0, &REGRET).expect("it is through")).mean
        };
        let [fast, middle, slow] = ["1", "100", "1000"].map(after);
        assert!(slow - middle > 3.0 * (middle - fast) && middle > fast, "{fast} {middle} {slow}");
    }
}
