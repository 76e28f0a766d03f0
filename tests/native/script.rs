//! An agent that a person writes: examples, what stops hostile code, and errors with their line.

use std::sync::Arc;

use bandit_playground::agent::script::{
    CODE, DESCRIPTOR, EXAMPLES, HELPERS, OPERATIONS, check, pack, unpack,
};
use bandit_playground::agent::{self, Agent, ScriptError, View};
use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::Shape;
use bandit_playground::evaluation::saved::ask;
use bandit_playground::math::random::RngStream;
use bandit_playground::metrics::REGRET;
use bandit_playground::pipeline::PipelineSpec;
use bandit_playground::policy::{Instance, predict};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::record::{RecordOptions, record};
use bandit_playground::simulation::{Sources, Stepper, run};
use bandit_playground::spec::{Experiment, link};
use bandit_playground::train::{TrainOptions, train};

const SHAPE: Shape = Shape { context: 2, arm_features: 0, arms: 3, items: 3, rewards: (0.0, 1.0) };

/// A whole agent whose `choose` does this.
fn choosing(body: &str) -> String {
    format!(
        "fn init(arms, features) {{ #{{ n: 0 }} }}\nfn learn(round, arm, reward) {{ this.n += 1; }}\nfn choose(round) {{\n{body}\n}}\n"
    )
}

fn built(source: &str) -> Result<Box<dyn Agent>, String> {
    let mut values = Values::default();
    let code = if source.starts_with("z1") { source.to_owned() } else { pack(source).expect("it is short") };
    values.set(&CODE, Value::Choice(code));
    let builder = agent::builder(DESCRIPTOR.part.id).expect("it is listed");
    (builder.build)(&values, &SHAPE).map_err(|error| error.to_string())
}

fn chosen(source: &str, round: u64) -> Result<usize, String> {
    let mut agent = built(source)?;
    let view = View { round, context: &[0.5, -1.0], items: &[0, 1, 2], arm_features: &[], expectations: &[] };
    let chosen = agent.choose(&view, &mut RngStream::new(1, 0, "script"));
    agent.failure().map_or(Ok(chosen), Err)
}

fn error(source: &str) -> ScriptError {
    check(source).expect_err("it is wrong")
}

#[test]
fn hostile_code_is_stopped_and_said() {
    let spent =
        |line: usize| format!("Line {line}: the agent used more than {OPERATIONS} operations in round 12");
    assert_eq!(chosen(&choosing("loop { }"), 12), Err(spent(4)));
    assert_eq!(chosen(&choosing("let n = 0;\nwhile true { n += 1; }"), 12), Err(spent(5)));
    let begins = |body: &str, sentence: &str| {
        let found = chosen(&choosing(body), 12).expect_err("it is stopped");
        assert!(found.starts_with(sentence), "{body}: {found}");
    };
    // Helpers cost what they do, so that few calls of them can't take long either.
    begins("let m = identity(1000);\nloop { quadratic(m, zeros(1000)); }", "Line 5: the agent used");
    begins("let v = zeros(1000000);\nloop { v[0] = 1.0; let w = v; }", "Line 5: the agent used");
    begins("let all = [];\nloop { all.push(zeros(100000)); }", "Line 5: the agent used");
    // Sizes.
    begins("let a = [];\nloop { a.push(a); }", "Line 5: ");
    begins("let a = [];\nloop { a.push(0); }", "Line 5: Size of array");
    begins("let t = \"xxxxxxxx\";\nloop { t += t; }", "Line 5: Length of string");
    begins("let m = #{};\nlet i = 0;\nloop { m[`${i}`] = i; i += 1; }", "Line 6: ");
    begins("fill(1000000, 0)", "Line 4: an array has between 0 and");
    begins("let a = fill(5000, 0);\nfill(5000, [a])", "Line 5: an array has at most");
    begins("zeros(10000000)", "Line 4: a length of 10000000");
    begins("identity(100000)", "Line 4: a matrix has between");
    begins(
        "this.big = fill(3000, zeros(1));\nfor i in 0..3000 { this.big[i] = zeros(1000); }\n0",
        "the agent remembers ",
    );
    // Recursion.
    let recursive = format!("{}fn deep(n) {{ deep(n + 1) }}\n", choosing("deep(0)"));
    let found = chosen(&recursive, 12);
    let found = found.expect_err("it never ends");
    assert!(found.ends_with("functions call each other too deep in choose in round 12"), "{found}");
    // Errors of the budget can't be caught.
    begins("loop { try { loop { } } catch { } }", "Line 4: the agent used");
    // Code that is too deep to be read.
    let deep = choosing(&format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000)));
    assert!(error(&deep).line == Some(4), "{:?}", error(&deep));
    let blocks = choosing(&format!("{}{}", "if true {".repeat(5_000), "}".repeat(5_000)));
    assert!(error(&blocks).line == Some(4), "{:?}", error(&blocks));
}

#[test]
fn deepest_calls_of_deepest_expressions_fit_the_stack() {
    let nested = format!("{}deep(n + 1){}", "(1 + ".repeat(12), ")".repeat(12));
    let source = format!("{}fn deep(n) {{ {nested} }}\n", choosing("deep(0)"));
    let found = chosen(&source, 3).expect_err("it never ends");
    assert!(found.contains("too deep"), "{found}");
}

#[test]
fn nothing_but_computing_can_be_reached() {
    for (body, word) in [
        ("eval(\"0\")", "eval"),
        ("import \"x\" as x; 0", "import"),
        ("2.0 ** 0.5", "**"),
        ("let x = 2.0; x **= 0.5; 0", "**="),
        ("let f = Fn(\"exp\"); f.call(1.0)", "Fn"),
        ("let f = |x| x + 1; 0", "|"),
        ("sleep(1); 0", "sleep"),
        ("timestamp()", "timestamp"),
        ("print(1); 0", "print"),
        ("sin(1.0)", "sin"),
        ("rand()", "rand"),
    ] {
        let found = chosen(&choosing(body), 1).expect_err(body);
        assert!(found.contains("ine 4"), "{body} ({word}): {found}");
    }
}

#[test]
fn errors_have_their_line() {
    let of = |source: &str| {
        let error = error(source);
        (error.line, error.to_string())
    };
    assert_eq!(of("fn init(arms, features) {\n  #{}\n").0, Some(3));
    let (line, sentence) = of("fn init(arms, features) { #{} }\nfn choose(round) { 0 }");
    assert_eq!((line, sentence.as_str()), (None, "the agent needs a function learn(round, arm, reward)"));
    for (body, sentence) in [
        (
            "let x = 1;\ny",
            "Line 5: there is no variable y: a function sees what it is given, its own variables and this in round 1",
        ),
        ("this.counts[0]", "Line 4: there is no counts in round 1"),
        ("7", "choose gave the arm 7, which is not one of round.arms in round 1"),
        ("\"a\"", "choose must give one of round.arms, and gave a value of the kind string in round 1"),
        (
            "dot(zeros(2), zeros(3));\n0",
            "Line 4: a vector has 2 numbers and the other 3: both must have as many in round 1",
        ),
        ("argmax([])", "Line 4: argmax of nothing: there must be a score for each arm in round 1"),
        ("throw \"I give up\"", "Line 4: I give up in round 1"),
        (
            "let n = 9223372036854775807;\nn + 1",
            "Line 5: Addition overflow: 9223372036854775807 + 1 in round 1",
        ),
        ("wish(1, 2.0)", "Line 4: there is no function wish (whole number, number) in round 1"),
    ] {
        assert_eq!(chosen(&choosing(body), 1).expect_err(body), sentence);
    }
}

#[test]
fn examples_pass_the_check_and_use_only_what_is_listed() {
    for example in EXAMPLES {
        let found = check(example.source);
        assert!(found.is_ok(), "{}: {found:?}", example.title);
        let packed = pack(example.source).expect("it is short");
        assert!(packed.len() < 1_500, "{}", packed.len());
        assert_eq!(unpack(&packed).as_deref(), Ok(example.source));
        assert!(built(&packed).is_ok());
        // Every line fits a narrow editor.
        assert!(example.source.lines().all(|line| line.chars().count() <= 90), "{}", example.title);
    }
    let mut names: Vec<&str> = HELPERS.iter().map(|helper| helper.call).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), HELPERS.len());
}

/// Each helper of the list can be called as it is written there.
#[test]
fn helpers_are_what_the_list_says() {
    let body = "
        let v = vector([3.0, 4]); let m = identity(2); let n = 3; let list = [1, 2];
        if round.number != 1 { throw \"number\" } if len(round.context) != 2 { throw \"context\" }
        if len(round.arms) != 3 { throw \"arms\" } if len(round.features(1)) != 0 { throw \"features\" }
        if argmax([1.0, 3.0, 2.0]) != 1 || argmax(v) != 1 { throw \"argmax\" }
        let u = uniform(); if u < 0.0 || u >= 1.0 { throw \"uniform\" }
        let g = normal(); let b = beta(2, 3.0); if b <= 0.0 || b >= 1.0 { throw \"beta\" }
        if below(1) != 0 { throw \"below\" } if dot(zeros(2), v) != 0.0 { throw \"zeros\" }
        if len(join(v, v)) != 4 { throw \"join\" } if len(fill(3, v)) != 3 { throw \"fill\" }
        if dot(v, v) != 25.0 { throw \"dot\" } if dot(multiply(m, v), v) != 25.0 { throw \"multiply\" }
        if quadratic(identity(2, 2.0), v) != 50.0 { throw \"quadratic\" }
        m.ridge_update(v); if abs(quadratic(m, v) - 25.0 / 26.0) > 0.000001 { throw \"ridge_update\" }
        m.add_outer(v, 1.0); v.add(v, 1.0); if v[0] != 6.0 || v[-1] != 8.0 { throw \"add\" }
        list.push(3); if list.remove(0) != 1 || len(list) != 2 { throw \"list\" }
        if #{ b: 1, a: 2 }.keys()[0] != \"a\" { throw \"keys\" }
        if sqrt(4) != 2.0 || exp(0) != 1.0 || ln(1.0) != 0.0 || pow(2, 3) != 8.0 { throw \"functions\" }
        if floor(-1.5) != -2 || min(1.0, 2.0) != 1.0 || max(1, 2) != 2 || float(1) != 1.0 { throw \"numbers\" }
        0";
    assert_eq!(chosen(&choosing(body), 1), Ok(0));
    for helper in HELPERS {
        assert!(body.contains(helper.name()), "{} is not tried", helper.call);
    }
}

#[test]
fn what_can_not_be_unpacked_is_refused() {
    let packed = pack(EXAMPLES[1].source).expect("it is short");
    let damaged = "the packed code is damaged: copy the whole link or text again";
    for wrong in [&packed[..packed.len() / 2], "z1", "z1%%%%", &format!("{packed}AAAA")] {
        let found = unpack(wrong).map_err(|error| error.to_string());
        assert_eq!(found, Err(damaged.to_owned()), "{wrong}");
        // What no link can hold is refused before (`code_in_json_is_packed`).
        assert!(wrong.contains('%') || built(wrong).is_err());
    }
    // A small text that unpacks to a large one.
    let bomb = pack(&"0".repeat(60_000)).expect("it packs well");
    assert_eq!(unpack(&bomb).map(|source| source.len()), Ok(60_000));
    assert!(pack(&"0".repeat(70_000)).is_err());
    let mut stream = RngStream::new(1, 0, "noise");
    let noise: String = (0..16_000).map(|_| char::from(b'a' + stream.below(26) as u8)).collect();
    let sentence = pack(&noise).map_err(|error| error.to_string());
    assert!(sentence.expect_err("too long").ends_with("and a link has room for 8192: shorten it"));
}

fn ratings() -> Arc<Dataset> {
    let bytes = std::fs::read("static/data/movielens-small.bundle").expect("the bundled ratings");
    Arc::new(bundle::decode(&bytes).expect("the bundled ratings can be read"))
}

fn experiment(policies: &str, horizon: u32, seeds: u32) -> Experiment {
    let json = format!(
        r#"{{"world": {{"id": "movielens_mf"}}, "contenders": [{policies}], "horizon": {horizon}, "seeds": {seeds}}}"#
    );
    Experiment::from_json(&json).expect("it is an experiment")
}

fn script(source: &str) -> String {
    let packed = pack(source).expect("it is short");
    format!(r#"{{"agent": "script", "parameters": {{"code": "{packed}"}}}}"#)
}

fn regrets(log: &RunLog, policy: usize) -> Vec<f64> {
    let row = log.metrics.iter().position(|id| id == REGRET.id).expect("it is measured");
    log.policies[policy].seeds.iter().map(|seed| seed.rows[row].last().copied().unwrap_or(f64::NAN)).collect()
}

/// The same link gives the same bits, and LinUCB as code earns what the built-in LinUCB earns.
#[test]
fn lin_ucb_as_code_is_lin_ucb() {
    let experiment =
        experiment(&format!(r#"{{"agent": "lin_ucb"}}, {}"#, script(EXAMPLES[1].source)), 1_500, 4);
    let log = run(&experiment, Some(&ratings())).expect("it runs");
    for (own, built_in) in regrets(&log, 1).iter().zip(regrets(&log, 0)) {
        assert!((own - built_in).abs() < 1e-9, "{own} beside {built_in}");
    }
}

/// A run ends with the sentence of an agent that fails, and the digest of one that does not depends on no thread: half the seeds by
/// themselves come to the same numbers.
#[test]
fn runs_end_with_an_agent_that_fails_and_seeds_are_alone() {
    let failing =
        EXAMPLES[0].source.replace("this.sums[arm] += reward;", "if round.number == 40 { loop { } }");
    let json = |code: &str| {
        format!(
            r#"{{"world": {{"id": "bernoulli"}}, "contenders": [{{"agent": "ucb1"}}, {code}], "horizon": 300, "seeds": 4}}"#
        )
    };
    let experiment = Experiment::from_json(&json(&script(&failing))).expect("an experiment");
    let sentence = run(&experiment, Sources::default()).map(|_| ()).expect_err("it fails").to_string();
    assert!(
        sentence.starts_with("Your own agent: Line ") && sentence.ends_with("operations in round 40"),
        "{sentence}"
    );
    let experiment = Experiment::from_json(&json(&script(EXAMPLES[2].source))).expect("an experiment");
    let whole = run(&experiment, Sources::default()).expect("it runs");
    let environment = experiment.prepare(Sources::default()).expect("it can be prepared");
    let mut log = RunLog::new(&experiment, environment.items());
    for seed in (0..4).rev() {
        let mut stepper =
            Stepper::new(&experiment, environment.clone(), seed..seed + 1).expect("it can be made");
        let mut snapshot = stepper.snapshot();
        stepper.advance(120);
        // What a copy does changes nothing here.
        snapshot.advance(90);
        stepper.advance(300);
        stepper.check().expect("it goes on");
        log.apply(&stepper.take()).expect("it fits");
    }
    assert_eq!(log.digest(), whole.digest());
}

/// An agent without `alpha` of its own earns another regret: that the test above holds is no accident of the world.
#[test]
fn another_bonus_is_another_agent() {
    let bold = EXAMPLES[1].source.replace("alpha: 1.0", "alpha: 2.0");
    let experiment = experiment(&format!(r#"{{"agent": "lin_ucb"}}, {}"#, script(&bold)), 300, 2);
    let log = run(&experiment, Some(&ratings())).expect("it runs");
    assert!(
        regrets(&log, 1).iter().zip(regrets(&log, 0)).any(|(own, built_in)| (own - built_in).abs() > 1e-3)
    );
}

/// The agent in README is whole.
#[test]
fn the_agent_in_readme_works() {
    let readme = std::fs::read_to_string("README.md").expect("it is there");
    let from = readme.find("fn init(").expect("it has an agent");
    let source = readme[from..].split("```").next().expect("it ends");
    assert_eq!(check(source).map(|_| ()), Ok(()));
}

/// JSON may hold the code as it is written; it is packed then, so that equal code is equal settings and fits a link.
#[test]
fn code_in_json_is_packed() {
    let json = |code: &str| {
        let code = Value::Choice(code.to_owned());
        let code = serde_json::to_string(&code).expect("a text");
        format!(
            r#"{{"world": {{"id": "bernoulli"}}, "contenders": [{{"agent": "script", "parameters": {{"code": {code}}}}}]}}"#
        )
    };
    let of = |code: &str| Experiment::from_json(&json(code));
    let packed = pack(EXAMPLES[2].source).expect("it is short");
    let experiment = of(EXAMPLES[2].source).expect("an experiment");
    assert_eq!(experiment, of(&packed).expect("an experiment"));
    let opened = link::decode(&link::encode(&experiment, None)).expect("a link");
    assert_eq!((opened.experiment, opened.notices.len()), (experiment, 0));
    let sentence = of("z1 no code").map(|_| ()).map_or_else(|error| error.to_string(), |()| String::new());
    assert_eq!(sentence, "", "it is packed as text, and the engine says what is wrong");
    let sentence = of("z1%").expect_err("it can't be packed code").to_string();
    assert!(sentence.contains("must be code of at most 8192 bytes"), "{sentence}");
}

/// Where copies are asked, as for a request, in a log or before a pipeline, code that fails is said and no arm is made up.
#[test]
fn code_that_fails_is_said_wherever_it_is_asked() {
    let failing = script(&choosing("round.nothing"));
    let experiment = |code: &str| {
        format!(
            r#"{{"world": {{"id": "stationary_linear", "parameters": {{"arms": 3, "dimension": 2}}}}, "contenders": [{code}], "horizon": 300}}"#
        )
    };
    let refused = PipelineSpec::from_json(&format!(r#"{{"experiment": {}}}"#, experiment(&failing)));
    let sentence = refused.expect_err("it is refused").to_string();
    assert!(sentence.starts_with("Your own agent is known by trying it only"), "{sentence}");

    let recorded = Experiment::from_json(&experiment(r#"{"agent": "random"}"#)).expect("an experiment");
    let environment = recorded.prepare(Sources::default()).expect("it needs no data");
    let log = record(&recorded, environment, RecordOptions::default(), &mut |_| {}).expect("it is recorded");
    let part = Experiment::from_json(&experiment(&failing)).expect("an experiment").policies[0].agent.clone();
    // It learns, since only `choose` fails.
    let trained = train(&log, &part, &TrainOptions::default(), &mut |_| {}).expect("it learns");
    assert_eq!(trained.measured, None, "nothing was predicted");
    let instance = Instance { context: vec![0.5, -1.0], ..Instance::default() };
    let asked = predict(&trained.policy, &[instance]).expect_err("it fails").to_string();
    assert!(asked.starts_with("the policy can't choose for instance 1: Line 4"), "{asked}");
    let in_log = ask(&trained.policy, &log).expect_err("it fails").to_string();
    assert!(in_log.starts_with("the policy can't choose in row 1 of the log: Line 4"), "{in_log}");
    let learns_nothing = choosing("0").replace("this.n += 1;", "this.nothing.more = 1;");
    let part = Experiment::from_json(&experiment(&script(&learns_nothing))).expect("an experiment").policies
        [0]
    .agent
    .clone();
    let untrained = train(&log, &part, &TrainOptions::default(), &mut |_| {})
        .map(|_| ())
        .expect_err("it fails")
        .to_string();
    assert!(untrained.starts_with("the agent can't learn from the log: Line 2"), "{untrained}");
}
