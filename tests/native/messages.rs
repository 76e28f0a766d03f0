//! Messages between page and workers: what is sent arrives, and JSON stays what it was.

use bandit_playground::data::kinds::{ratings, table};
use bandit_playground::data::{DataKind, Limits, NamedFile, read_any};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::runs::{Broken, Damaged, Edit, ImportReport, Made, Placement};
use bandit_playground::simulation::bench::Measurement;
use bandit_playground::spec::settings::SETTING_GROUPS;
use bandit_playground::spec::{Experiment, PartChoice};
use bandit_playground::worker::bytes::Bytes;
use bandit_playground::worker::code::code;
use bandit_playground::worker::envelope::{Message, pack, unpack};
use bandit_playground::worker::json::Translation;
use bandit_playground::worker::kept_runs::{
    KeptEntry, KeptHeader, KeptListing, KeptStudiesSize, RunsAnswer, RunsRequest, packed, unpacked,
};
use bandit_playground::worker::protocol::{Command, Refusal, Report};
use proptest::prelude::*;
use serde_json::json;

use crate::experiments::{any_experiment, any_slates};

/// JSON as it has been since version 1, written by hand: what has its default is not there.
fn expected_json(experiment: &Experiment) -> serde_json::Value {
    fn values(values: &Values) -> serde_json::Value {
        let entry = |(name, value): (&String, &Value)| {
            let value = match value {
                Value::Switch(on) => json!(on),
                Value::Number(number) => json!(number),
                Value::Choice(id) => json!(id),
            };
            (name.clone(), value)
        };
        values.0.iter().map(entry).collect::<serde_json::Map<_, _>>().into()
    }
    fn add(json: &mut serde_json::Value, name: &str, there: bool, value: serde_json::Value) {
        if there {
            json[name] = value;
        }
    }
    fn part(choice: &PartChoice) -> serde_json::Value {
        let mut json = json!({ "id": choice.id });
        add(&mut json, "parameters", !choice.parameters.0.is_empty(), values(&choice.parameters));
        json
    }
    let policies = experiment.policies.iter().map(|policy| {
        let mut json = json!({ "agent": policy.agent.id });
        add(&mut json, "parameters", !policy.agent.parameters.0.is_empty(), values(&policy.agent.parameters));
        add(&mut json, "stream", policy.stream != 0, json!(policy.stream));
        add(&mut json, "label", policy.label.is_some(), json!(policy.label));
        json
    });
    let mut json = json!({
        "version": experiment.version,
        "world": part(&experiment.environment),
        "contenders": policies.collect::<Vec<_>>(),
        "horizon": experiment.horizon,
        "seeds": experiment.seeds,
        "master_seed": experiment.master_seed,
    });
    if let Some(clicks) = &experiment.clicks {
        json["clicks"] = part(clicks);
    }
    let mut groups: Vec<_> = SETTING_GROUPS.iter().filter(|group| group.key().is_some()).collect();
    groups.sort_by_key(|group| group.part.id);
    for group in groups {
        let given = group.values(experiment);
        add(&mut json, group.part.id, !given.0.is_empty(), values(&given));
    }
    if let Some(ratings) = experiment.sources.get(&ratings::DESCRIPTOR) {
        json["ratings"] = json!({ "fingerprint": ratings.fingerprint, "name": ratings.name });
    }
    if let Some(source) = experiment.sources.get(&table::DESCRIPTOR) {
        let (label, left_out) = (source.value(&table::LABEL), source.values(&table::LEFT_OUT));
        let mut source = json!({ "fingerprint": source.fingerprint, "name": source.name, "label": label });
        add(&mut source, "left_out", !left_out.is_empty(), json!(left_out));
        json["table"] = source;
    }
    json
}

proptest! {
    /// Any experiment arrives as it was sent, and its JSON is what it has always been.
    #[test]
    fn experiments_survive_messages(experiment in prop_oneof![any_experiment(), any_slates()]) {
        let sent = postcard::to_allocvec(&experiment).expect("an experiment can be sent");
        let read: Experiment = postcard::from_bytes(&sent).expect("what was sent is read");
        prop_assert_eq!(&read, &experiment);
        let json = serde_json::to_value(&experiment).expect("an experiment is JSON");
        prop_assert_eq!(json, expected_json(&experiment));
    }

    /// Numbers arrive with all their bits, which JSON has no words for.
    #[test]
    fn numbers_keep_their_bits(bits in any::<u64>()) {
        let sent = postcard::to_allocvec(&Value::Number(f64::from_bits(bits))).expect("a value can be sent");
        let Ok(Value::Number(number)) = postcard::from_bytes(&sent) else { panic!("it is no number any longer") };
        prop_assert_eq!(number.to_bits(), bits);
    }

    /// Whatever is sent arrives, with each buffer in its place; and no buffer passes through the plain data.
    #[test]
    fn commands_survive_the_way(
        contents in proptest::collection::vec((".{0,9}", proptest::collection::vec(any::<u8>(), 0..900)), 0..5),
        experiment in any_experiment(),
        (request, first_seed, number) in (any::<u64>(), any::<u32>(), proptest::option::of(1_usize..900)),
    ) {
        let bytes = |content: &Vec<u8>| Bytes::from(content.clone());
        let files = contents.iter().map(|(name, content)| (name.clone(), bytes(content))).collect();
        let read_as = number.map(|_| DataKind(&table::DESCRIPTOR));
        arrives(&Command::ReadFiles { files, read_as, keep: number })?;
        let experiment = Box::new(experiment);
        for factors in [None, contents.first().map(|(_, content)| bytes(content))] {
            let (experiment, share) = (experiment.clone(), factors.is_none());
            arrives(&Command::Prepare { run: request, experiment, first_seed, seed_count: 3, factors: factors.clone(), share })?;
            arrives(&Report::Shared { run: request, factors })?;
        }
        for (_, content) in &contents {
            for kind in DataKind::all() {
                let request = number.map(|_| request);
                arrives(&Command::UseData { request, kind, bytes: bytes(content) })?;
            }
            arrives(&Command::Translate { translation: Translation::Open, bytes: bytes(content) })?;
            arrives(&Report::Translated { result: Ok(bytes(content)) })?;
        }
    }

    /// Whatever comes instead of a message gives none, and never a panic.
    #[test]
    fn other_bytes_are_no_message(header in proptest::collection::vec(any::<u8>(), 0..90), buffers in 0_usize..3) {
        let buffers = vec![Bytes::default(); buffers];
        let _ = unpack::<Command>(&header, buffers.clone());
        if let Some(mut report) = unpack::<Report>(&header, buffers.clone()) {
            prop_assert_eq!(report.buffers().len(), buffers.len());
        }
    }
}

fn arrives<M: Message + Clone + PartialEq + std::fmt::Debug>(message: &M) -> Result<(), TestCaseError> {
    let (header, buffers) = pack(message.clone()).expect("every message can be sent");
    let mut emptied = message.clone();
    emptied.buffers().into_iter().for_each(|buffer| *buffer = Bytes::default());
    let (plain, _) = pack(emptied).expect("every message can be sent");
    prop_assert_eq!(plain.len(), header.len(), "buffers are in the plain data");
    // One buffer more or fewer is another message.
    let mut more = buffers.clone();
    more.push(Bytes::default());
    prop_assert_eq!(unpack::<M>(&header, more), None);
    let read: Option<M> = unpack(&header, buffers);
    prop_assert_eq!(read.as_ref(), Some(message));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Requests about kept runs and their answers arrive, whatever the runs are called; in files a header leaves out what has
    /// its default, and in messages it does not.
    #[test]
    fn what_is_said_of_kept_runs_arrives(
        run in crate::runs::support::any_run(),
        bytes in proptest::collection::vec(any::<u8>(), 0..90),
        (number, limit) in (any::<u64>(), proptest::option::of(any::<u64>())),
    ) {
        let bytes = Bytes::from(bytes);
        let header = run.header;
        let id = header.id.clone();
        let edit = Edit { name: Some(header.name.clone()), deleted: Some(header.deleted), ..Edit::default() };
        let made = Made { note: header.note.clone(), tags: header.tags.clone(), ..Made::default() };
        for request in [
            RunsRequest::KeepLog { made, rounds_done: number, digest: header.digest.clone(), log: bytes.clone() },
            RunsRequest::Keep { run: bytes.clone() },
            RunsRequest::List,
            RunsRequest::Load { id: id.clone() },
            RunsRequest::Edit { id: id.clone(), edit },
            RunsRequest::Delete { id: id.clone(), now: number },
            RunsRequest::Restore { id: id.clone() },
            RunsRequest::EmptyBin,
            RunsRequest::SetLimit { limit },
            RunsRequest::Export { ids: limit.map(|_| vec![id.clone(); 3]) },
            RunsRequest::Import { archive: bytes.clone() },
            RunsRequest::Studies { request: bytes.clone() },
        ] {
            arrives(&request)?;
            arrives(&Command::Ask { number, parts: packed(request.clone()) })?;
            prop_assert_eq!(unpacked(packed(request.clone())), Some(request));
        }
        let broken = Broken { place: header.name.clone(), reason: header.note.clone(), bytes: number };
        let damaged = Damaged { entry: header.name.clone(), reason: header.note.clone() };
        let report = ImportReport {
            added: vec![id.clone()],
            known: vec![id.clone(); 2],
            damaged: vec![damaged.clone()],
            notices: vec![header.note.clone()],
        };
        let entry = KeptEntry { header: header.clone(), bytes: number };
        let remark = limit.map(|_| header.note.clone());
        let (entries, broken) = (vec![entry; 2], vec![broken; 2]);
        for answer in [
            RunsAnswer::Kept { id, placement: Placement::Continues, room: remark.clone(), remark: remark.clone() },
            RunsAnswer::Listed(KeptListing {
                entries,
                broken,
                limit,
                studies: KeptStudiesSize { count: number, bytes: number },
                remark,
            }),
            RunsAnswer::Loaded { run: bytes.clone() },
            RunsAnswer::Changed(Box::new(KeptHeader(header.clone()))),
            RunsAnswer::Emptied { count: number },
            RunsAnswer::LimitSet,
            RunsAnswer::Studies { answer: bytes.clone() },
            RunsAnswer::Exported { archive: bytes, damaged: vec![damaged] },
            RunsAnswer::Imported(report),
            RunsAnswer::Refused { sentence: header.note },
        ] {
            arrives(&answer)?;
            arrives(&Report::Answer { number, parts: packed(answer.clone()) })?;
        }
    }

    #[test]
    fn other_bytes_are_no_request_about_runs(bytes in proptest::collection::vec(any::<u8>(), 0..90)) {
        let _ = unpack::<RunsRequest>(&bytes, vec![Bytes::default()]);
        let _ = unpack::<RunsAnswer>(&bytes, Vec::new());
    }
}

#[test]
fn what_readers_and_measurements_say_survives_the_way() {
    let table = NamedFile { name: "t.csv".to_owned(), bytes: b"a,b,c\n1,x,yes\n2,y,no\n3,x,yes\n".to_vec() };
    let bundle = include_bytes!("../../static/data/movielens-small.bundle");
    let bundle = NamedFile { name: "small.bundle".to_owned(), bytes: bundle.to_vec() };
    let cut = NamedFile { name: "cut.csv".to_owned(), bytes: b"movieId,title\n1,a\n".to_vec() };
    let read = |file: &NamedFile| {
        let read = read_any(std::slice::from_ref(file), &Limits::default(), &mut |_| {}).expect("it is read");
        (read.data.summary(&read.name), (read.data.kind().reader().encode)(&*read.data))
    };
    let refused = read_any(&[cut], &Limits::default(), &mut |_| {}).expect_err("there are no ratings");
    let measurement = Measurement {
        environment: "movielens".to_owned(),
        agent: "lin_ucb".to_owned(),
        arms: 20,
        features: 20,
        rounds_per_second: 12_345.678,
    };
    let reports = [
        Report::DataReady { request: 5, summary: read(&bundle).0 },
        Report::FilesRefused { refusal: Refusal::from(&refused) },
        Report::Measured { measurements: vec![measurement; 3] },
        Report::Coded { code: code("https://example.org/#1") },
        Report::Coded { code: None },
        Report::Translated { result: Err("it is no experiment".to_owned()) },
    ];
    for report in reports {
        arrives(&report).expect("it arrives");
    }
    arrives(&Command::Encode { text: "https://example.org/#1".to_owned() }).expect("it arrives");
    for file in [&table, &bundle] {
        let (summary, bytes) = read(file);
        let data = (summary.kind.builder().decode)(&bytes).expect("it was encoded");
        assert_eq!(data.summary(&summary.name), summary);
        arrives(&Report::DataRead { bytes: bytes.into(), summary }).expect("it arrives");
    }
}
