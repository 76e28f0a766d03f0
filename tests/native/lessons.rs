//! What lessons say is so: the experiments of every lesson are run, with every value of what is to be changed, and what the
//! texts say of the outcome must hold by several standard errors; and the terms in the texts are terms of the page.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::lessons::text::{self, Inline};
use bandit_playground::lessons::{
    self, Ask, Change, Guess, LESSONS, Lesson, Prediction, SHAPES, Shape, TRENDS, Task, curve,
};
use bandit_playground::results::{RunLog, band};
use bandit_playground::simulation::run;
use bandit_playground::stories::Verdict;
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

lessons!(explore, regret, optimism);

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
