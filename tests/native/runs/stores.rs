use std::path::{Path, PathBuf};
use std::sync::Barrier;

use bandit_playground::runs::{
    Edit, Filter, FolderStore, KeptRun, MemoryStore, Placement, RunId, RunStore, StoreError, from_bytes,
    to_bytes,
};
use proptest::prelude::*;

use super::support::{kept, log};

fn store_in(folder: &Path) -> FolderStore {
    FolderStore::open(folder).expect("the folder can be made")
}

fn file_of(folder: &Path, id: &RunId) -> PathBuf {
    folder.join(format!("{id}.run"))
}

/// What a person may do to a store.
#[derive(Debug, Clone)]
enum Step {
    Put(u64),
    Rename(u64, String),
    Pin(u64, bool),
    Delete(u64),
    Restore(u64),
    Remove(u64),
    EmptyBin,
    Limit(Option<u64>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let which = 1..5_u64;
    let step = prop_oneof![
        3 => which.clone().prop_map(Step::Put),
        1 => (which.clone(), "[a-z]{0,4}").prop_map(|(run, name)| Step::Rename(run, name)),
        1 => (which.clone(), any::<bool>()).prop_map(|(run, pinned)| Step::Pin(run, pinned)),
        2 => which.clone().prop_map(Step::Delete),
        1 => which.clone().prop_map(Step::Restore),
        1 => which.prop_map(Step::Remove),
        1 => Just(Step::EmptyBin),
        1 => proptest::option::of(0..12_000_u64).prop_map(Step::Limit),
    ];
    proptest::collection::vec(step, 0..24)
}

fn take(store: &mut dyn RunStore, runs: &[KeptRun], step: &Step) -> String {
    let run = |number: &u64| &runs[*number as usize - 1];
    let id = |number: &u64| &run(number).header.id;
    match step {
        Step::Put(number) => format!("{:?}", store.put(run(number)).map_err(|error| error.to_string())),
        Step::Rename(number, name) => {
            let edit = Edit { name: Some(name.clone()), ..Edit::default() };
            format!("{:?}", store.update(id(number), &edit).map_err(|error| error.to_string()))
        }
        Step::Pin(number, pinned) => {
            let edit = Edit { pinned: Some(*pinned), ..Edit::default() };
            format!("{:?}", store.update(id(number), &edit).map_err(|error| error.to_string()))
        }
        Step::Delete(number) => {
            format!("{:?}", store.delete(id(number), 9 - number).map_err(|error| error.to_string()))
        }
        Step::Restore(number) => {
            format!("{:?}", store.restore(id(number)).map_err(|error| error.to_string()))
        }
        Step::Remove(number) => format!("{:?}", store.remove(id(number)).map_err(|error| error.to_string())),
        Step::EmptyBin => format!("{:?}", store.empty_bin().map_err(|error| error.to_string())),
        Step::Limit(limit) => format!("{:?}", store.set_limit(*limit).map_err(|error| error.to_string())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A folder and the memory do the same, whatever is asked of them; what stands in a list can be read; pinned runs stay; and
    /// after a run is kept all fit the limit.
    #[test]
    fn all_stores_are_alike(steps in steps()) {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut in_folder, mut in_memory) = (store_in(folder.path()), MemoryStore::default());
        let runs: Vec<KeptRun> = (1..5).map(kept).collect();
        for step in &steps {
            let before = in_memory.list().expect("it is listed");
            let one = take(&mut in_folder, &runs, step);
            let other = take(&mut in_memory, &runs, step);
            prop_assert_eq!(&one, &other, "{:?}", step);
            let listing = in_folder.list().expect("it is listed");
            prop_assert_eq!(&listing, &in_memory.list().expect("it is listed"));
            for entry in &listing.entries {
                let run = in_folder.get(&entry.header.id).expect("it is read");
                prop_assert_eq!(&run.header, &entry.header);
                prop_assert_eq!(to_bytes(&run).len() as u64, entry.bytes);
            }
            let there = |id: &RunId| listing.entries.iter().any(|entry| entry.header.id == *id);
            let gone = |pinned: bool| before.entries.iter().any(|entry| {
                let keeps = !pinned || (entry.header.pinned && !entry.header.is_deleted());
                keeps && !there(&entry.header.id)
            });
            match step {
                Step::Put(number) => {
                    prop_assert!(!gone(true), "a pinned run was removed by {:?}", step);
                    let limit = in_folder.limit().expect("it is known");
                    let added = there(&runs[*number as usize - 1].header.id) && one.contains("placement: New");
                    prop_assert!(!added || limit.is_none_or(|limit| listing.bytes() <= limit));
                    prop_assert!(limit.is_some() || !gone(false));
                }
                Step::Remove(_) | Step::EmptyBin => {}
                _ => prop_assert!(!gone(false), "{:?}", step),
            }
        }
    }
}

/// The same run is kept once, another one is never overwritten, and one that went on takes the place of its beginning.
#[test]
fn nothing_is_overwritten() {
    for store in [
        &mut MemoryStore::default() as &mut dyn RunStore,
        &mut store_in(&tempfile::tempdir().expect("a folder").keep()),
    ] {
        let run = kept(1);
        assert_eq!(store.put(&run).expect("it is kept").placement, Placement::New);
        assert_eq!(store.put(&run).expect("it is there").placement, Placement::Same);
        let mut other = kept(2);
        other.header.id = run.header.id.clone();
        let refused = store.put(&other).expect_err("the id is taken");
        assert!(matches!(&refused, StoreError::Taken(id) if *id == run.header.id), "{refused}");
        assert_eq!(store.get(&run.header.id).expect("it is there"), run);

        let whole = log(9, 400);
        let mut begun = whole.clone();
        begun.rounds_done.fill(200);
        let made = bandit_playground::runs::Made { created: 9, random: 9, ..Default::default() };
        let begun = KeptRun::of(&begun, made.clone());
        let id = &begun.header.id;
        store.put(&begun).expect("it is kept");
        store.update(id, &Edit { name: Some("Mine".to_owned()), ..Edit::default() }).expect("it is renamed");
        let whole = KeptRun::of(&whole, made);
        assert_eq!(store.put(&whole).expect("it goes on").placement, Placement::Continues);
        let there = store.get(id).expect("it is there");
        assert_eq!((there.header.name.as_str(), there.header.is_complete()), ("Mine", true));
        assert_eq!(there.results, whole.results);
        assert!(
            matches!(store.put(&begun), Err(StoreError::Taken(_))),
            "an earlier state does not replace it"
        );
        let unknown = RunId::new(77, 0);
        assert_eq!(
            store.get(&unknown).expect_err("no such run").to_string(),
            "there is no run r00000000004d-0000000000000000"
        );
    }
}

/// What is in the bin goes first, then the oldest that is not pinned; what does not fit even so is refused.
#[test]
fn the_limit_is_the_persons_own() {
    let mut store = MemoryStore::default();
    let runs: Vec<KeptRun> = (1..=5).map(kept).collect();
    for run in &runs[..4] {
        store.put(run).expect("it is kept");
    }
    let id = |number: usize| &runs[number - 1].header.id;
    store.delete(id(4), 50).expect("it is deleted");
    store.update(id(1), &Edit { pinned: Some(true), ..Edit::default() }).expect("it is pinned");
    let bytes = store.list().expect("it is listed").bytes();
    let one = to_bytes(&runs[4]).len() as u64;
    store.set_limit(Some(bytes)).expect("it is set");
    let removed: Vec<RunId> =
        store.put(&runs[4]).expect("it fits").removed.into_iter().map(|run| run.id).collect();
    assert_eq!(removed[0], *id(4), "the bin is the first to go");
    store.set_limit(Some(2 * one + 200)).expect("it is set");
    assert_eq!(store.list().expect("it is listed").entries.len(), if removed.len() == 1 { 4 } else { 3 });
    let sixth = kept(6);
    store.put(&sixth).expect("it fits");
    let left: Vec<RunId> =
        store.list().expect("it is listed").entries.into_iter().map(|entry| entry.header.id).collect();
    assert_eq!(left, [sixth.header.id.clone(), id(1).clone()], "the pinned one stays");
    store.set_limit(Some(one / 2)).expect("it is set");
    let refused = store.put(&kept(7)).expect_err("it does not fit").to_string();
    assert!(refused.ends_with("raise the limit or unpin a run"), "{refused}");
    assert_eq!(store.list().expect("it is listed").entries.len(), 2, "nothing was removed in vain");
}

/// A crash in the middle of writing leaves what was there, and its remains go with the next change.
#[test]
fn a_crash_leaves_the_old_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = store_in(folder.path());
    let run = kept(1);
    store.put(&run).expect("it is kept");
    let id = &run.header.id;
    let path = file_of(folder.path(), id);
    let part = folder.path().join(format!("{id}.run.part"));
    std::fs::write(&part, &to_bytes(&run)[..100]).expect("it is written");
    assert_eq!(store_in(folder.path()).list().expect("it is listed").entries.len(), 1);
    assert_eq!(store.get(id).expect("it is read"), run);
    store.update(id, &Edit { note: Some("after".to_owned()), ..Edit::default() }).expect("it is changed");
    assert!(!part.exists());
    assert_eq!(
        from_bytes(&std::fs::read(path).expect("it is there")).expect("it is whole").header.note,
        "after"
    );
}

/// Whatever can't be read is listed with its reason, and stays.
#[test]
fn broken_files_are_listed_and_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = store_in(folder.path());
    let run = kept(1);
    store.put(&run).expect("it is kept");
    let bytes = to_bytes(&run);
    let mut newer = bytes.clone();
    newer[8] = 9;
    let mut flipped = bytes.clone();
    flipped[50] ^= 1;
    for (name, bytes) in [
        ("a.run", &bytes[..100]),
        ("b.run", &newer[..]),
        ("c.run", b"hello"),
        ("d.run", &flipped),
        ("e.run", &bytes),
        ("f.run", b""),
    ] {
        std::fs::write(folder.path().join(name), bytes).expect("it is written");
    }
    let listing = store.list().expect("it is listed");
    assert_eq!(listing.entries.len(), 1);
    let reasons: Vec<String> =
        listing.broken.iter().map(|broken| format!("{}: {}", broken.place, broken.reason)).collect();
    assert!(reasons[0].contains("cut off"), "{reasons:#?}");
    assert!(reasons[1].contains("newer program (schema 9"), "{reasons:#?}");
    assert!(reasons[2].contains("not a kept run"), "{reasons:#?}");
    assert!(reasons[3].contains("checksum of its header"), "{reasons:#?}");
    assert!(reasons[4].contains("this file holds the run r000000000001-0000000000000007"), "{reasons:#?}");
    assert!(reasons[5].contains("not a kept run"), "{reasons:#?}");
    store.set_limit(Some(1)).expect("it is set");
    assert!(store.put(&kept(2)).is_err());
    store.set_limit(None).expect("it is set");
    store.empty_bin().expect("it is emptied");
    assert_eq!(store.list().expect("it is listed"), listing);
    // A run whose file is of a newer program is not written over.
    let other = kept(3);
    std::fs::write(file_of(folder.path(), &other.header.id), &newer).expect("it is written");
    assert!(store.put(&other).expect_err("it is left").to_string().contains("newer program"));
    assert_eq!(std::fs::read(file_of(folder.path(), &other.header.id)).expect("it is there"), newer);
}

/// Many who write at once lose nothing of each other.
#[test]
fn two_at_once_lose_nothing() {
    const EACH: u64 = 12;
    let folder = tempfile::tempdir().expect("a folder");
    let shared = kept(1_000);
    store_in(folder.path()).put(&shared).expect("it is kept");
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for number in 0..4_u64 {
            let (folder, start, shared) = (folder.path(), &start, &shared);
            scope.spawn(move || {
                let mut store = store_in(folder);
                let runs: Vec<KeptRun> = (0..EACH).map(|index| kept(1 + number * EACH + index)).collect();
                start.wait();
                for run in &runs {
                    store.put(run).expect("it is kept");
                    let header = store.get(&shared.header.id).expect("it is always whole").header;
                    assert!(header.tags.len() <= 4);
                }
                let edit = match number {
                    0 => Edit { name: Some("named".to_owned()), ..Edit::default() },
                    1 => Edit { note: Some("noted".to_owned()), ..Edit::default() },
                    2 => Edit { tags: Some(vec!["tagged".to_owned()]), ..Edit::default() },
                    _ => Edit { pinned: Some(true), ..Edit::default() },
                };
                store.update(&shared.header.id, &edit).expect("it is changed");
            });
        }
    });
    let listing = store_in(folder.path()).list().expect("it is listed");
    assert_eq!((listing.entries.len() as u64, listing.broken.len()), (4 * EACH + 1, 0));
    let header = store_in(folder.path()).get(&shared.header.id).expect("it is there").header;
    let found = (header.name.as_str(), header.note.as_str(), header.tags.as_slice(), header.pinned);
    assert_eq!(found, ("named", "noted", &["tagged".to_owned()][..], true));
}

#[test]
fn runs_are_found_by_words_tags_and_state() {
    let mut header = kept(1).header;
    header.name = "Monday's try".to_owned();
    header.note = "LARGER alpha".to_owned();
    header.tags = vec!["baseline".to_owned(), "paper".to_owned()];
    let words = |words: &str| Filter { words: words.to_owned(), ..Filter::default() };
    for found in ["", "  ", "monday", "alpha larger", "ucb1 COIN", "PAPER", "r000000000001"] {
        assert!(words(found).matches(&header), "{found}");
    }
    assert!(!words("monday tuesday").matches(&header));
    let tags = |tags: &[&str]| Filter {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..Filter::default()
    };
    assert!(tags(&["paper"]).matches(&header) && tags(&["paper", "baseline"]).matches(&header));
    assert!(!tags(&["paper", "pap"]).matches(&header));
    assert!(!Filter { pinned: true, ..Filter::default() }.matches(&header));
    header.deleted = Some(3);
    assert!(!Filter::default().matches(&header));
    assert!(Filter { deleted: true, ..Filter::default() }.matches(&header));
}
