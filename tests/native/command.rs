//! The command line as a person uses it: the built program, its two streams and its exit code.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bandit_playground::agent::AGENTS;
use bandit_playground::data::kinds::{ratings, table};
use bandit_playground::data::{Summary as RatingsSummary, bundle};
use bandit_playground::environment::ENVIRONMENTS;
use bandit_playground::environment::classification::TableSummary;
use bandit_playground::evaluation::ESTIMATORS;
use bandit_playground::lessons::LESSONS;
use bandit_playground::metrics::{NDCG, REGRET};
use bandit_playground::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS};
use bandit_playground::results::digest::NUMERICS;
use bandit_playground::results::{RunLog, Summary};
use bandit_playground::simulation::bench::Measurement;
use bandit_playground::spec::Experiment;
use bandit_playground::stories::STORIES;
use serde_json::{Value, json};
use tempfile::TempDir;

const BUNDLED: &[u8] = include_bytes!("../../static/data/movielens-small.bundle");

/// What the program said.
struct Answer {
    code: i32,
    output: String,
    errors: String,
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bandit-playground"));
    command.args(arguments);
    command
}

fn ask_with(arguments: &[&str], input: &str) -> Answer {
    let mut command = program(arguments);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // A program that refuses its arguments may be gone before it reads.
    let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
    let done = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
    Answer {
        code: done.status.code().expect("no signal"),
        output: text(done.stdout),
        errors: text(done.stderr),
    }
}

fn ask(arguments: &[&str]) -> Answer {
    ask_with(arguments, "")
}

fn json_of<T: serde::de::DeserializeOwned>(arguments: &[&str]) -> T {
    let answer = ask(arguments);
    assert_eq!(answer.code, 0, "{}", answer.errors);
    serde_json::from_str(&answer.output).expect("standard output is JSON and nothing else")
}

/// Wrong use or input: exit code 2, nothing on standard output, and one line on standard error, which is returned.
fn wrong(arguments: &[&str], input: &str) -> String {
    let answer = ask_with(arguments, input);
    assert_eq!((answer.code, answer.output.as_str()), (2, ""), "{arguments:?}: {}", answer.errors);
    let line = answer.errors.strip_suffix('\n').expect("a whole line");
    assert!(!line.contains('\n') && !line.contains('\r'), "{line}");
    line.strip_prefix("bandit-playground: ").expect("it says who speaks").to_owned()
}

/// A folder with files.
struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().expect("there is a place for temporary files"))
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("it is UTF-8").to_owned()
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).expect("it can be written");
        self.path(name)
    }

    fn names(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.0.path()).expect("it is there");
        entries.map(|entry| entry.expect("it can be read").path()).collect()
    }
}

fn small() -> Value {
    json!({
        "world": { "id": "stationary_linear" },
        "contenders": [{ "agent": "lin_ucb", "parameters": { "alpha": 2 } }, { "agent": "random" }],
        "horizon": 300,
        "seeds": 3
    })
}

/// Ratings of 8 users and 12 movies as a table, enough for an environment.
fn ratings_csv() -> String {
    let mut text = "userId,movieId,rating,timestamp\n".to_owned();
    for user in 1..=8 {
        for movie in 1..=12 {
            text.push_str(&format!("{user},{movie},{}.5,1000000000\n", (user * movie) % 5));
        }
    }
    text
}

fn on_movielens() -> Value {
    json!({
        "world": { "id": ENVIRONMENTS[0].part.id, "parameters": { "movies": 10, "rank": 2 } },
        "contenders": [{ "agent": "random" }],
        "horizon": 50,
        "seeds": 1
    })
}

#[test]
fn a_run_gives_the_same_digest_whatever_the_number_of_jobs() {
    let folder = Folder::new();
    let experiment = folder.file("experiment.json", small().to_string());
    let out = folder.path("new/folder");
    let one = ask(&["run", &experiment, "--jobs", "1", "--out", &out]);
    let two = ask(&["run", &experiment, "--jobs", "2"]);
    let piped = ask_with(&["run", "-"], &small().to_string());
    assert_eq!((one.code, two.code, piped.code), (0, 0, 0), "{}", one.errors);
    assert_eq!(one.output, two.output);
    assert_eq!(one.output, piped.output);

    let summary: Summary =
        serde_json::from_str(&one.output).expect("standard output is JSON and nothing else");
    assert_eq!(summary.policies.len(), 2);
    assert!(
        summary.policies[0].of(&REGRET).mean < summary.policies[1].of(&REGRET).mean,
        "learning beats chance"
    );
    assert!(one.errors.contains("100 % of 900 rounds"), "{}", one.errors);

    let log = std::fs::read(Path::new(&out).join("run_log.json")).expect("the log is written");
    let mut log: RunLog = serde_json::from_slice(&log).expect("it is a log");
    // A log that is read back is whole; how far it has come is not written.
    log.rounds_done = vec![log.experiment.horizon; 3];
    assert_eq!(log.digest(), Some(summary.digest));
    assert_eq!((log.numerics, summary.numerics), (NUMERICS, NUMERICS));
    // Before there were numbers of numerics, a log named none.
    let mut old = serde_json::to_value(&log).expect("it is JSON");
    old.as_object_mut().expect("an object").remove("numerics");
    let old: RunLog = serde_json::from_value(old).expect("it still reads");
    assert_eq!(old.numerics, 1);
}

#[test]
fn rankers_run_on_slates() {
    let folder = Folder::new();
    let slates = json!({
        "world": { "id": "gap_slates", "parameters": { "items": 10, "gap": 0.2 } },
        "clicks": { "id": "dependent_click" },
        "contenders": [{ "ranker": "cascade_kl_ucb" }, { "agent": "random_slate" }],
        "horizon": 2000,
        "seeds": 2
    });
    let experiment = folder.file("slates.json", slates.to_string());
    let out = folder.path("out");
    let summary: Summary = json_of(&["run", &experiment, "--jobs", "1", "--out", &out]);
    assert_eq!(summary, json_of(&["run", &experiment, "--jobs", "2"]), "every measure is the same bits");
    let ndcg = |policy: usize| summary.policies[policy].of(&NDCG).mean;
    assert!(ndcg(0) > ndcg(1) && ndcg(0) <= 1.0, "learning ranks better than chance");
    assert!(
        summary.policies[0].of(&REGRET).mean < summary.policies[1].of(&REGRET).mean,
        "learning beats chance"
    );
    let log = std::fs::read(Path::new(&out).join("run_log.json")).expect("the log is written");
    let log: RunLog = serde_json::from_slice(&log).expect("it is a log");
    let positions = log.policies[0].positions.as_ref().expect("what users did at each position");
    assert_eq!((positions.examined[0], positions.clicked.len()), (4_000, 4));
    let link = ask(&["link", &experiment]).output;
    assert!(link.starts_with("#1w=gap_slates;") && link.contains("&k=dependent_click&"), "{link}");
    let line = wrong(&["run", "-"], &slates.to_string().replace("random_slate", "lin_ucb"));
    assert!(
        line.contains("the environment \"gap_slates\" shows slates and \"lin_ucb\" chooses one arm"),
        "{line}"
    );
}

#[test]
fn a_run_on_ones_own_ratings_says_so_and_takes_no_others() {
    let folder = Folder::new();
    let ratings = folder.file("ratings.csv", ratings_csv());
    let experiment = folder.file("experiment.json", on_movielens().to_string());
    let held: RatingsSummary = json_of(&["data", &ratings, "--json"]);
    let own: Summary = json_of(&["run", &experiment, "--data", &ratings]);
    let source = own.experiment.sources.get(&ratings::DESCRIPTOR).expect("the log names its ratings");
    assert_eq!((source.name.as_str(), &source.fingerprint), ("ratings.csv", &held.fingerprint));

    let named = folder.file("named.json", serde_json::to_string(&own.experiment).expect("JSON"));
    let again: Summary = json_of(&["run", &named, "--data", &ratings]);
    assert_eq!(again.digest, own.digest);
    let expected = format!(
        "this experiment was made with the ratings \"ratings.csv\" (fingerprint {}), and those are not loaded: \
         open that file first",
        held.fingerprint
    );
    assert_eq!(wrong(&["run", &named], ""), expected);

    let bundled: Summary = json_of(&["run", &experiment]);
    assert!(bundled.experiment.sources.is_empty());
    assert_ne!(bundled.digest, own.digest);
}

/// 60 rows whose kind is their size's, with a number of their own.
fn pets_csv() -> String {
    let rows = (0..60).map(|row| format!("{row},{},{}\n", row % 6, ["cat", "dog"][usize::from(row % 6 > 2)]));
    format!("id,size,kind\n{}", rows.collect::<String>())
}

#[test]
fn a_run_on_ones_own_table_says_so_and_takes_no_other() {
    let folder = Folder::new();
    let pets = folder.file("pets.csv", pets_csv());
    let classify = json!({
        "world": { "id": "classification" },
        "contenders": [{ "agent": "lin_ucb" }, { "agent": "random" }],
        "horizon": 300,
        "seeds": 2
    });
    let experiment = folder.file("experiment.json", classify.to_string());
    let held: TableSummary = json_of(&["data", &pets, "--json"]);
    assert_eq!((held.rows, held.columns.len()), (60, 3));
    let text = ask(&["data", &pets]);
    assert_eq!(text.output.trim_end(), held.to_string());

    let first = ask(&["run", &experiment, "--data", &pets]);
    assert_eq!(first.code, 0, "{}", first.errors);
    assert!(first.errors.contains("The label is the column \"kind\""), "{}", first.errors);
    assert!(first.errors.contains("Left out: id;"), "{}", first.errors);
    let own: Summary = serde_json::from_str(&first.output).expect("JSON");
    assert!(
        own.policies[0].of(&REGRET).mean < own.policies[1].of(&REGRET).mean / 2.0,
        "learning beats chance"
    );
    let source = own.experiment.sources.get(&table::DESCRIPTOR).expect("the log names its table");
    assert_eq!((source.name.as_str(), &source.fingerprint), ("pets.csv", &held.fingerprint));
    assert_eq!(
        (source.value(&table::LABEL), source.values(&table::LEFT_OUT)),
        ("kind", &["id".to_owned()][..])
    );

    let named = folder.file("named.json", serde_json::to_string(&own.experiment).expect("JSON"));
    let again: Summary = json_of(&["run", &named, "--data", &pets]);
    assert_eq!(again.digest, own.digest);
    let expected = format!(
        "this experiment was made with the table \"pets.csv\" (fingerprint {}), and that is not loaded: open that file first",
        held.fingerprint
    );
    let other = folder.file("other.csv", pets_csv().replacen("cat", "dog", 1));
    let ratings = folder.file("ratings.csv", ratings_csv());
    assert_eq!(wrong(&["run", &named], ""), expected);
    assert_eq!(wrong(&["run", &named, "--data", &other], ""), expected);
    assert_eq!(wrong(&["run", &named, "--data", &ratings], ""), expected);

    let sizes: Summary =
        json_of(&["run", &experiment, "--data", &pets, "--label", "size", "--leave-out", "id"]);
    let named_columns = sizes.experiment.sources.get(&table::DESCRIPTOR).expect("it is named");
    assert_eq!(named_columns.value(&table::LABEL), "size");
    let unknown = wrong(&["run", &experiment, "--data", &pets, "--label", "weight"], "");
    assert_eq!(unknown, "pets.csv: the table has no column \"weight\" for the label; it has id, size, kind");
    let on_arms = folder.file("arms.json", small().to_string());
    assert_eq!(
        wrong(&["run", &on_arms, "--data", &pets], ""),
        "pets.csv is a table, and the environment \"stationary_linear\" is not made from one: take the environment \"classification\""
    );
    assert_eq!(
        wrong(&["run", &experiment, "--label", "kind"], ""),
        "--label and --leave-out are of a table: give one with --data"
    );
    let out = folder.path("out.bundle");
    assert_eq!(
        wrong(&["bundle", &pets, "--out", &out], ""),
        "pets.csv is a table, and only MovieLens ratings can be packed"
    );
}

#[test]
fn lists_hold_every_descriptor() {
    let ids = |list: &Value| {
        let parts = list.as_array().expect("a list").iter();
        parts.map(|part| part["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let agents: Vec<&str> = AGENTS.iter().map(|agent| agent.part.id).collect();
    let slate_environments = SLATE_ENVIRONMENTS.iter().map(|environment| environment.part.id);
    let environments: Vec<&str> =
        ENVIRONMENTS.iter().map(|environment| environment.part.id).chain(slate_environments).collect();
    let rankers: Vec<&str> = RANKERS.iter().map(|ranker| ranker.part.id).collect();
    let clicks: Vec<&str> = CLICK_MODELS.iter().map(|clicks| clicks.part.id).collect();
    let all: Value = json_of(&["list", "--json"]);
    assert_eq!((ids(&all["agents"]), ids(&all["worlds"])), (as_text(&agents), as_text(&environments)));
    assert_eq!((ids(&all["rankers"]), ids(&all["clicks"])), (as_text(&rankers), as_text(&clicks)));
    let estimators: Vec<&str> = ESTIMATORS.iter().map(|estimator| estimator.part.id).collect();
    assert_eq!(ids(&all["estimators"]), as_text(&estimators));
    // The environments' key is older than their name, and both are names.
    let families = ["agents", "environments", "worlds", "rankers", "clicks", "estimators", "stories"];
    for family in families {
        let one: Value = json_of(&["list", family, "--json"]);
        let key = if family == "environments" { "worlds" } else { family };
        assert_eq!(Some(&one), all.get(key), "{family}");
        let text = ask(&["list", family]);
        assert_eq!(text.code, 0);
        for id in ids(&one) {
            assert!(text.output.contains(&format!("  {id} ")), "{id} in {}", text.output);
        }
    }
    assert!(ask(&["list"]).output.lines().any(|line| line == "environments"));
    let parameter = &all["agents"][0]["parameters"][0];
    assert!(parameter["name"].is_string() && parameter["help"].is_string(), "{parameter}");
    assert_eq!(ids(&all["stories"]), STORIES.map(|story| story.id));
    assert_eq!(all["stories"][1]["link"], STORIES[1].link);
    assert!(ask(&["list", "stories"]).output.contains(STORIES[1].link));
    assert_eq!(ids(&json_of(&["list", "feedback", "--json"])), ["feedback"]);
    assert_eq!(ids(&json_of(&["list", "objectives", "--json"])), ["objectives"]);
}

/// A teacher prints a lesson: all of its steps, what can be answered, and the answers.
#[test]
fn lessons_are_listed_and_printed() {
    let list = ask(&["lessons"]);
    assert_eq!((list.code, list.errors.as_str()), (0, ""));
    for lesson in LESSONS {
        assert!(list.output.contains(&format!("  {} ", lesson.id)), "{}", list.output);
        assert!(list.output.contains(lesson.title) && list.output.contains(lesson.path.title()));
    }
    let all: Value = json_of(&["lessons", "--json"]);
    assert_eq!(all.as_array().map(Vec::len), Some(LESSONS.len()));
    let one: Value = json_of(&["lessons", "regret", "--json"]);
    assert_eq!(all.as_array().and_then(|all| all.iter().find(|lesson| lesson["id"] == "regret")), Some(&one));
    let printed = ask(&["lessons", "regret"]).output;
    for step in one["steps"].as_array().expect("steps") {
        assert!(printed.contains(step["title"].as_str().expect("a title")));
        for option in step["options"].as_array().expect("options") {
            assert!(printed.contains(&format!("[ ] {}", option.as_str().expect("a text"))));
        }
    }
    assert!(printed.contains("R_T = ∑_(t = 1)^T (μ^∗ − μ_(a_t))"), "{printed}");
    for answer in one["answers"].as_array().expect("answers") {
        assert!(printed.contains(answer.as_str().expect("a text")), "{answer}");
    }
    assert!(
        wrong(&["lessons", "cakes"], "")
            .starts_with("there is no lesson \"cakes\"; there are explore, regret")
    );
}

fn as_text(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_closed_pipe_is_no_failure() {
    for arguments in [&["list"][..], &["list", "--json"], &["--help"]] {
        let mut command = program(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        drop(child.stdout.take());
        let mut errors = String::new();
        child.stderr.take().expect("it is piped").read_to_string(&mut errors).expect("it is UTF-8");
        assert_eq!((child.wait().expect("it ends").code(), errors.as_str()), (Some(0), ""));
    }
}

#[test]
fn a_link_and_its_experiment_are_each_others_inverse() {
    let folder = Folder::new();
    let experiment = folder.file("experiment.json", small().to_string());
    let link = ask(&["link", &experiment]);
    assert_eq!((link.code, link.errors.as_str()), (0, ""));
    assert!(link.output.starts_with("#1w=stationary_linear"), "{}", link.output);
    let expected = Experiment::from_json(&small().to_string()).expect("it is right");
    let address = format!("https://example.org/playground/{}", link.output.trim());
    for form in [link.output.trim(), &address] {
        let opened = ask(&["open", form]);
        assert_eq!(opened.code, 0);
        assert_eq!(Experiment::from_json(&opened.output), Ok(expected.clone()));
        assert_eq!(ask_with(&["link", "-"], &opened.output).output, link.output);
    }
    let bent = ask(&["open", "#1horizon=99999999"]);
    assert_eq!(bent.code, 0);
    assert!(
        bent.errors.contains("The link was corrected: Experiment: horizon is 99999999"),
        "{}",
        bent.errors
    );
    assert!(Experiment::from_json(&bent.output).is_ok());
}

#[test]
fn data_says_what_files_hold() {
    let folder = Folder::new();
    let ratings = folder.file("ratings.csv", ratings_csv());
    let movies = folder.file("movies.csv", "movieId,title,genres\n1,\"Matrix, The (1999)\",Action|Sci-Fi\n");
    let summary: RatingsSummary = json_of(&["data", &ratings, &movies, "--json"]);
    assert_eq!((summary.users, summary.movies, summary.ratings), (8, 12, 96));
    assert_eq!((summary.years, summary.genres.len()), (Some((1999, 1999)), 2));
    let text = ask(&["data", &ratings, &movies]);
    let lines: Vec<&str> = text.output.lines().collect();
    assert_eq!(lines[0], summary.to_string());
    // Then a line for each thing that can go wrong. All ratings are of one second.
    assert!(lines.contains(&"Over time (1 year): Too few years have ratings to compare, so a change of taste over years can't be seen here."), "{lines:?}");
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("Known pairs (100.0 % of 96): 0.00 % of the pairs are empty.")),
        "{lines:?}"
    );
    let found: serde_json::Value = json_of(&["data", &ratings, &movies, "--json"]);
    let times = &found["exploration"]["times"];
    assert_eq!((times["known"].as_u64(), times["first"].as_u64()), (Some(96), Some(1_000_000_000)));
    assert_eq!(found["exploration"]["stars"]["counts"].as_array().map(Vec::len), Some(10));
    let few: RatingsSummary = json_of(&["data", &ratings, "--most-active-users", "3", "--json"]);
    assert_eq!((few.users, few.ratings), (3, 36));
}

/// Without files, what comes with the program.
#[test]
fn the_bundled_ratings_are_described_with_their_times() {
    let found: serde_json::Value = json_of(&["data", "--json"]);
    let years = found["exploration"]["times"]["years"].as_array().expect("they have times");
    assert_eq!((years.len(), years[5]["at"].as_u64()), (22, Some(2000)));
    assert_eq!(found["ratings"].as_u64(), Some(100_004));
}

#[test]
fn times_go_with_the_ratings_or_into_a_file_of_their_own() {
    let folder = Folder::new();
    let ratings = folder.file("ratings.csv", ratings_csv());
    let [whole, apart, times] = ["whole.bundle", "apart.bundle", "apart.times"].map(|name| folder.path(name));
    let bytes = |path: &str| std::fs::read(path).expect("it is written");
    assert_eq!(ask(&["bundle", &ratings, "--out", &whole]).code, 0);
    let with = bundle::decode_with_times(&bytes(&whole)).expect("it is a bundle");
    assert!(with.times().iter().all(|time| *time == 1_000_000_000) && with.times().len() == 96);
    assert_eq!(ask(&["bundle", &ratings, "--out", &apart, "--times", &times]).code, 0);
    let without = bundle::decode_with_times(&bytes(&apart)).expect("it is a bundle");
    assert!(!without.has_times() && bytes(&apart)[4] == 1);
    assert_eq!(bundle::times::decode(without, &bytes(&times)).as_ref(), Ok(&with));
    // The bundled ratings have none.
    let given = folder.file("given.bundle", BUNDLED);
    let line = wrong(&["bundle", &given, "--out", &apart, "--times", &times], "");
    assert!(
        line.ends_with("does not say when its ratings were given, so that --times has nothing to write"),
        "{line}"
    );
}

#[test]
fn a_bundle_holds_the_same_ratings() {
    let folder = Folder::new();
    let given = folder.file("given.bundle", BUNDLED);
    let out = folder.path("out.bundle");
    assert_eq!(ask(&["bundle", &given, "--out", &out]).code, 0);
    assert_eq!(std::fs::read(&out).expect("it is written"), BUNDLED);

    let ratings = folder.file("ratings.csv", ratings_csv());
    assert_eq!(ask(&["bundle", &ratings, "--out", &out]).code, 0);
    let read = bundle::decode(&std::fs::read(&out).expect("it is written")).expect("it is a bundle");
    let described: RatingsSummary = json_of(&["data", &ratings, "--json"]);
    assert_eq!(read.summary(), described);
    assert_eq!(json_of::<RatingsSummary>(&["data", &out, "--json"]), described);
}

#[test]
fn a_failed_write_leaves_the_old_file_alone() {
    let folder = Folder::new();
    let ratings = folder.file("ratings.csv", ratings_csv());
    let out = folder.file("out.bundle", "precious");
    // The place beside it, where the new file grows, is taken by a folder.
    std::fs::create_dir(folder.path("out.bundle.part")).expect("it can be made");
    let line = wrong(&["bundle", &ratings, "--out", &out], "");
    assert!(line.contains("out.bundle"), "{line}");
    assert_eq!(std::fs::read_to_string(&out).expect("it is there"), "precious");

    let target = folder.path("folder");
    std::fs::create_dir(&target).expect("it can be made");
    let before = folder.names().len();
    wrong(&["bundle", &ratings, "--out", &target], "");
    assert_eq!(folder.names().len(), before, "nothing half-written stays");
    wrong(&["bundle", &ratings, "--out", &folder.path("no/such/folder/x.bundle")], "");
    let broken = folder.file("broken.csv", "userId,movieId,rating\n1,1,9\n");
    wrong(&["bundle", &broken, "--out", &out], "");
    assert_eq!(std::fs::read_to_string(&out).expect("it is there"), "precious");
}

#[test]
fn bench_measures_every_agent() {
    assert_eq!(ask(&["bench", "--help"]).code, 0);
    let measured: Vec<Measurement> = json_of(&["bench", "--json", "--seconds", "0.01"]);
    let agents: Vec<&str> = measured.iter().map(|measurement| measurement.agent.as_str()).collect();
    let expected: Vec<&str> = AGENTS.iter().map(|agent| agent.part.id).collect();
    assert_eq!(agents[..expected.len()], expected);
    for found in &measured[..expected.len()] {
        assert!(found.rounds_per_second > 0.0 && found.arms > 0 && found.features > 0, "{found:?}");
        assert!(
            [ENVIRONMENTS[0], ENVIRONMENTS[1]]
                .iter()
                .any(|environment| found.environment == environment.part.id),
            "{found:?}"
        );
    }
    for found in &measured[expected.len()..] {
        assert!(RANKERS.iter().any(|ranker| ranker.part.id == found.agent), "{found:?}");
        assert!(found.rounds_per_second > 0.0 && found.arms > 0, "{found:?}");
        assert!(found.arms == 5_000 || !found.agent.contains("_lin_"), "{found:?}");
    }
    let rankers = measured.len() - expected.len();
    assert_eq!(rankers, RANKERS.len() - 2, "every ranker is measured, but the two that need topics");
}

#[test]
fn a_wrong_experiment_is_one_clear_line() {
    let with = |name: &str, value: Value| {
        let mut experiment = small();
        experiment[name] = value;
        experiment.to_string()
    };
    let cases = [
        (
            "{ \"world\": ".to_owned(),
            "standard input: this is not an experiment: EOF while parsing a value at line 1",
        ),
        (String::new(), "standard input: this is empty: give an experiment, as JSON or as its link"),
        (
            with("contenders", json!([{ "agent": "lin_ubc" }])),
            "standard input: there is no agent \"lin_ubc\" (did you mean \"lin_ucb\"?)",
        ),
        (
            with("world", json!({ "id": "mars" })),
            "standard input: there is no environment \"mars\"; there are ",
        ),
        (
            with("contenders", json!([])),
            "standard input: an experiment has 1 to 8 agents, and this one has 0",
        ),
        (
            with("horizon", json!(0)),
            "standard input: Experiment: horizon is 0, but must lie between 1 and 1000000",
        ),
        (
            with("version", json!(99)),
            "standard input: this experiment has schema version 99, and this program reads versions up to 1",
        ),
        (with("horizont", json!(5)), "standard input: this is not an experiment: unknown field `horizont`"),
    ];
    for (experiment, expected) in cases {
        for command in ["run", "link"] {
            let line = wrong(&[command, "-"], &experiment);
            assert!(line.starts_with(expected), "{line}\n{expected}");
        }
    }
}

#[test]
fn wrong_use_and_wrong_files_are_one_clear_line() {
    let folder = Folder::new();
    let experiment = folder.file("experiment.json", small().to_string());
    let malformed = folder.file("u.data", "196\t242\t3\t881250949\n196\t302\t7\t881250949\n");
    let stars = "u.data line 2: the rating is 7, but must lie between 0.5 and 5 in half stars";
    assert_eq!(wrong(&["data", &malformed], ""), stars);
    assert_eq!(wrong(&["run", &experiment, "--data", &malformed], ""), stars);

    let missing = folder.path("missing.csv");
    for arguments in [&["data", &missing][..], &["run", &missing], &["run", &experiment, "--data", &missing]]
    {
        assert!(wrong(arguments, "").starts_with(&format!("{missing}: there is no such file")));
    }
    let cut = folder.file("cut.bundle", &BUNDLED[..9_000]);
    assert!(wrong(&["data", &cut], "").starts_with("cut.bundle: this bundle is cut or damaged"));
    let out = folder.path("experiment.json/below");
    assert!(wrong(&["run", &experiment, "--out", &out], "").starts_with(&out));

    assert!(wrong(&["open", "holiday.jpg"], "").starts_with("this is not a link of the playground"));
    assert!(wrong(&["open", "#9w=mars"], "").starts_with("this link was made by a newer playground"));
    assert!(
        wrong(&["open", "#1w=mars"], "").starts_with("this link can't be opened: there is no environment")
    );
    assert!(wrong(&["open", "#1c"], "").starts_with("this link is cut or damaged"));

    assert!(wrong(&[], "").starts_with("no command was given"));
    assert!(wrong(&["rum"], "").starts_with("unrecognized subcommand 'rum'"));
    assert!(wrong(&["list", "cakes"], "").starts_with("invalid value 'cakes'"));
    assert!(wrong(&["run"], "").contains("<EXPERIMENT>"));
    assert!(wrong(&["run", &experiment, "--jobs", "many"], "").starts_with("invalid value 'many'"));
    assert!(wrong(&["bench", "--seconds", "0"], "").contains("above 0"));
    let nobody = wrong(&["data", &folder.file("r.csv", ratings_csv()), "--most-active-users", "0"], "");
    assert_eq!(nobody, "the number of most active users to keep is 0, but must be 1 or more");
}

#[test]
fn help_says_what_there_is() {
    let help = ask(&["--help"]);
    assert_eq!((help.code, help.errors.as_str()), (0, ""));
    for command in ["run", "list", "lessons", "link", "open", "data", "bundle", "bench"] {
        assert!(help.output.contains(&format!("\n  {command} ")), "{command}");
        assert_eq!(ask(&[command, "--help"]).code, 0);
    }
    assert_eq!(ask(&["--version"]).output, format!("bandit-playground {}\n", env!("CARGO_PKG_VERSION")));
}

/// The page's static shell shows what the engine computes, and not what it once computed.
#[test]
fn the_curve_in_the_page_is_that_of_the_default_experiment() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html");
    let folder = TempDir::new().expect("a folder");
    let copy = folder.path().join("index.html");
    std::fs::copy(&page, &copy).expect("the page is copied");
    let answer = ask(&["shell", copy.to_str().expect("a plain path")]);
    assert_eq!(answer.code, 0, "{}", answer.errors);
    let read = |path: &Path| std::fs::read_to_string(path).expect("the page");
    assert!(
        read(&page) == read(&copy),
        "the curve in index.html is an old one: run `cargo run --release -- shell index.html`"
    );
}
