use proptest::prelude::*;

use super::*;

/// A row that owns what an [`Interaction`] borrows.
#[derive(Debug, Clone)]
struct Row {
    round: u64,
    context: [f64; 2],
    arms: Vec<u32>,
    actions: [u32; 2],
    rewards: [f64; 2],
    probability: Option<f64>,
    prefixes: Option<[f64; 2]>,
    has_arm_probabilities: bool,
    info: PolicyInfo,
    event: String,
    time: Option<i64>,
    group: Option<u32>,
    arrived: Option<u64>,
}

impl Row {
    fn arm_probabilities(&self) -> Vec<f64> {
        let offered = if self.arms.is_empty() { 5 } else { self.arms.len() };
        vec![1.0 / offered as f64; if self.has_arm_probabilities { offered } else { 0 }]
    }

    fn features(&self) -> Vec<f64> {
        let offered = if self.arms.is_empty() { 5 } else { self.arms.len() };
        (0..3 * offered).map(|place| self.round as f64 + place as f64).collect()
    }
}

fn schema() -> LogSchema {
    LogSchema {
        arm_features: vec!["x".to_owned(), "y".to_owned(), "z".to_owned()],
        features_of: FeaturesOf::Row,
        groups: vec!["north".to_owned(), "south".to_owned()],
        ..LogSchema::of_slates(LogSchema::numbered("item", 5), ["age", "hour"], 2)
    }
}

fn row() -> impl Strategy<Value = Row> {
    let arms =
        prop_oneof![Just(Vec::new()), Just(vec![4, 0, 1, 2]), Just(vec![3, 4, 1]), Just(vec![0, 1, 2, 3, 4])];
    let choice = (arms, any::<bool>(), proptest::option::of(1e-9..=1.0_f64), any::<bool>(), any::<bool>());
    let numbers = (any::<u64>(), [-9.0..9.0_f64, -9.0..9.0], [-1.0..1.0_f64, -1.0..1.0], any::<bool>());
    let optional = proptest::option::of(0..1_000_i64);
    let origin = ("[a-z]{0,3}", optional.clone(), proptest::option::of(0..2_u32), optional);
    (choice, numbers, origin, 0..6_usize).prop_map(|(choice, numbers, origin, kind)| {
        let (arms, last, probability, has_prefixes, has_arm_probabilities) = choice;
        let (round, context, mut rewards, is_missing) = numbers;
        let (event, time, group, arrived) = origin;
        let offered = if arms.is_empty() { vec![2, 3] } else { arms.clone() };
        if is_missing {
            rewards[1] = f64::NAN;
        }
        Row {
            round: round >> 12,
            context,
            actions: if last { [offered[1], offered[0]] } else { [offered[0], offered[offered.len() - 1]] },
            arms,
            rewards,
            probability,
            prefixes: has_prefixes.then_some([0.5, 0.25]),
            has_arm_probabilities,
            info: PolicyInfo {
                predicted: time.map(|time| time as f64),
                kind: ActionKind::ALL[kind],
                ..PolicyInfo::default()
            },
            event,
            time,
            group,
            arrived: arrived.map(|round| round as u64),
        }
    })
}

/// Calls `then` with the row as it is pushed.
fn with<R>(row: &Row, then: impl FnOnce(&Interaction<'_>) -> R) -> R {
    let (features, arm_probabilities) = (row.features(), row.arm_probabilities());
    then(&Interaction {
        round: row.round,
        context: &row.context,
        arms: &row.arms,
        arm_features: &features,
        actions: &row.actions,
        rewards: &row.rewards,
        probability: row.probability,
        prefix_probabilities: row.prefixes.as_ref().map_or(&[], |prefixes| prefixes),
        arm_probabilities: &arm_probabilities,
        info: row.info,
        origin: Origin {
            event: &row.event,
            time: row.time,
            group: row.group,
            arrived: row.arrived,
            ..Origin::default()
        },
        ..Interaction::default()
    })
}

/// Whether two rows are the same, NaN the same as NaN, and all arms the same as a list of all of them.
fn same(one: &Interaction<'_>, other: &Interaction<'_>) -> bool {
    let is_all = |arms: &[u32]| arms.is_empty() || *arms == [0, 1, 2, 3, 4];
    let rewards = |row: &Interaction<'_>| [row.rewards[0].to_bits(), row.rewards[1].to_bits()];
    let rest = |row: &Interaction<'_>| {
        let mut text = format!("{:?}", Interaction { arms: &[], rewards: &[], ..*row });
        text.retain(|letter| letter != ' ');
        text
    };
    (one.arms == other.arms || is_all(one.arms) && is_all(other.arms))
        && rewards(one) == rewards(other)
        && rest(one) == rest(other)
}

proptest! {
    /// Every row comes back as it was pushed, whatever columns the rows before and after it have.
    #[test]
    fn rows_come_back_as_they_were(rows in prop::collection::vec(row(), 1..12)) {
        let mut log = InteractionLog::new(schema());
        for row in &rows {
            with(row, |row| log.push(row)).expect("it fits");
        }
        let packed = postcard::to_allocvec(&log).expect("it can be packed");
        let unpacked: InteractionLog = postcard::from_bytes(&packed).expect("it can be unpacked");
        let filtered = log.filtered(|index, _| index % 2 == 0);
        prop_assert_eq!((log.len(), filtered.len()), (rows.len(), rows.len().div_ceil(2)));
        for (index, row) in rows.iter().enumerate() {
            with(row, |row| {
                prop_assert!(same(&log.row(index), row), "{:?}\n{row:?}", log.row(index));
                prop_assert!(same(&unpacked.row(index), row));
                if index % 2 == 0 {
                    prop_assert!(same(&filtered.row(index / 2), row));
                }
                let offered = log.offered(index);
                for place in 0..offered.count() {
                    prop_assert_eq!(offered.place(offered.arm(place)), Some(place));
                    prop_assert_eq!(log.features(index, place), &row.arm_features[3 * place..3 * place + 3]);
                }
                Ok(())
            })?;
        }
    }
}

/// What is wrong with this row of a log of two arms.
fn refused(row: Interaction<'_>) -> String {
    let schema = LogSchema { groups: vec!["a".to_owned()], ..LogSchema::of_arms(["red", "green"], ["age"]) };
    let mut log = InteractionLog::new(schema);
    let error = log.push(&row).expect_err("it is wrong");
    assert!(log.is_empty());
    error.to_string()
}

#[test]
fn what_no_decision_can_hold_is_refused_with_a_reason() {
    let right = Interaction {
        round: 1,
        context: &[0.5],
        actions: &[1],
        rewards: &[1.0],
        probability: Some(0.5),
        ..Interaction::default()
    };
    assert!(InteractionLog::new(LogSchema::of_arms(["red", "green"], ["age"])).push(&right).is_ok());
    let origin = Origin { group: Some(1), ..Origin::default() };
    let cases = [
        (
            Interaction { context: &[], ..right },
            "there are 0 context features, but this log has 1 in each row",
        ),
        (
            Interaction { context: &[f64::NAN], ..right },
            "context feature 1 is NaN, but must be a finite number",
        ),
        (Interaction { rewards: &[f64::INFINITY], ..right }, "reward 1 is inf, but must be a finite number"),
        (Interaction { actions: &[2], ..right }, "arm 2 is not in this log, whose arms are 0 to 1"),
        (Interaction { arms: &[0, 0], ..right }, "arm 0 is on offer twice"),
        (Interaction { arms: &[0], ..right }, "arm 1 was chosen, but was not on offer"),
        (
            Interaction { probability: Some(0.0), ..right },
            "the probability of the action is 0: an action that was taken has a probability above 0 (some tools round small probabilities to 0)",
        ),
        (
            Interaction { probability: Some(1.5), ..right },
            "the probability of the action is 1.5, but must be above 0 and at most 1",
        ),
        (
            Interaction { arm_probabilities: &[0.4, 0.5], ..right },
            "the probabilities of the arms on offer add up to 0.9, but must add up to 1",
        ),
        (
            Interaction { arm_probabilities: &[0.25, 0.75], ..right },
            "the action has probability 0.5, but 0.75 in the list of all arms' probabilities",
        ),
        (Interaction { origin, ..right }, "group 1 has no name in this log, which has 1 of them"),
    ];
    for (row, sentence) in cases {
        assert_eq!(refused(row), sentence);
    }
}

#[test]
fn features_that_belong_to_arms_are_kept_once() {
    let schema = LogSchema {
        arm_features: vec!["size".to_owned()],
        ..LogSchema::of_arms(["red", "green", "blue"], Vec::<String>::new())
    };
    let mut log = InteractionLog::with_features(schema.clone(), vec![1.0, 2.0, 3.0]).expect("it fits");
    let row =
        Interaction { arms: &[2, 0], actions: &[2], rewards: &[1.0], round: 1, ..Interaction::default() };
    log.push(&row).expect("it fits");
    assert_eq!((log.features(0, 0), log.features(0, 1)), ([3.0].as_slice(), [1.0].as_slice()));
    assert_eq!(log.filtered(|_, _| true).features(0, 1), [1.0]);
    let error = InteractionLog::with_features(schema, vec![1.0]).expect_err("two are missing");
    assert_eq!(error.to_string(), "there are 1 features of arms, but this log has 3 in each row");
}
