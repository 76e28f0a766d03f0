//! TopRank, BubbleRank and BatchRank: steps by hand, what must hold for any clicks, and that they learn.

use bandit_playground::descriptor::Value;
use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::Ranker;
use bandit_playground::ranking::rankers::RankerDescriptor;
use bandit_playground::ranking::rankers::cascade::ucb1;
use bandit_playground::ranking::rankers::general::batch_rank::{self, BatchRank};
use bandit_playground::ranking::rankers::general::bubble_rank::{self, BubbleRank};
use bandit_playground::ranking::rankers::general::top_rank::{self, TopRank};
use proptest::prelude::*;

use super::bench::{Environment, User, assert_near, assert_slate, build};

/// An environment whose items are not the point.
fn plain(items: usize, slots: usize) -> Environment {
    Environment::new(&vec![0.5; items], &vec![1.0; slots], User::PositionBased)
}

/// One round in which the items with a bit in `mask` are clicked wherever they are shown.
fn play(
    environment: &Environment,
    ranker: &mut dyn Ranker,
    round: u64,
    mask: u64,
    stream: &mut RngStream,
) -> Vec<u32> {
    let mut slate = vec![0; environment.shape.slots];
    ranker.rank(&environment.view(round), stream, &mut slate);
    let clicks: Vec<bool> = slate.iter().map(|item| mask >> item & 1 == 1).collect();
    environment.teach(ranker, round, &slate, &clicks);
    slate
}

/// c / delta = 3.3437 / 0.5 = 6.687: with S = N, the relation appears with the first N >= 2 ln(6.687 sqrt(N)), which is 5.41
/// for N = 5 and 5.59 for N = 6.
#[test]
fn top_rank_by_hand() {
    let environment = plain(3, 2);
    let mut ranker = TopRank::new(3, 0.5);
    for round in 1..=5 {
        environment.teach(&mut ranker, round, &[2, 0], &[true, false]);
    }
    assert_eq!((ranker.comparisons().difference(2, 0), ranker.comparisons().count(0, 2)), (5.0, 5.0));
    // Item 1 was never shown, and so not clicked.
    assert_eq!(ranker.comparisons().difference(1, 2), -5.0);
    assert_eq!(ranker.blocks().collect::<Vec<_>>(), [&[0, 1, 2]]);
    environment.teach(&mut ranker, 6, &[2, 0], &[true, true]);
    assert_eq!(ranker.comparisons().count(2, 0), 5.0, "both were clicked");
    assert!(ranker.is_worse(1, 2) && !ranker.is_worse(0, 2));
    assert_eq!(ranker.blocks().collect::<Vec<_>>(), [&[0, 2][..], &[1]]);
    // Item 0 was clicked and 1 was not: one comparison; they are of two blocks now and no longer compared.
    environment.teach(&mut ranker, 7, &[0, 1], &[true, false]);
    assert_eq!(ranker.comparisons().difference(0, 1), 1.0);
    assert_eq!(ranker.comparisons().difference(0, 2), -4.0);
    // S = 5 of N = 7, which takes S >= sqrt(14 ln(6.687 sqrt 7)) = 6.34.
    environment.teach(&mut ranker, 8, &[2, 1], &[true, false]);
    assert_eq!((ranker.comparisons().difference(2, 0), ranker.comparisons().count(2, 0)), (5.0, 7.0));
    assert!(!ranker.is_worse(0, 2));
}

/// Blocks as the paper makes them: again and again those of the rest that are not worse than any of the rest.
fn blocks_by_definition(ranker: &TopRank, items: usize) -> Vec<Vec<u32>> {
    let (mut rest, mut blocks): (Vec<u32>, Vec<Vec<u32>>) = ((0..items as u32).collect(), Vec::new());
    while !rest.is_empty() {
        let worse = |item: u32| rest.iter().any(|other| ranker.is_worse(item as usize, *other as usize));
        let block: Vec<u32> = rest.iter().copied().filter(|item| !worse(*item)).collect();
        assert!(!block.is_empty(), "the relation has a cycle");
        rest.retain(|item| !block.contains(item));
        blocks.push(block);
    }
    blocks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// The relation has no cycle, and the blocks are those of the definition, however tastes change.
    #[test]
    fn top_ranks_relation_has_no_cycle(
        tastes in proptest::collection::vec((0_u64..128, 1_u32..25), 1..30), slots in 1_usize..7, seed in 0_u32..99,
    ) {
        let environment = plain(7, slots);
        let mut ranker = TopRank::new(7, 0.9);
        let mut stream = RngStream::new(2, seed, "top rank");
        for (round, (mask, times)) in tastes.iter().enumerate() {
            for _ in 0..*times {
                let slate = play(&environment, &mut ranker, round as u64 + 1, *mask, &mut stream);
                assert_slate(&slate, 7);
            }
            let mut blocks: Vec<Vec<u32>> = ranker.blocks().map(<[u32]>::to_vec).collect();
            blocks.iter_mut().for_each(|block| block.sort_unstable());
            prop_assert_eq!(blocks, blocks_by_definition(&ranker, 7));
        }
    }

    /// The list stays a permutation, and no item is shown further than one place from where it stands.
    #[test]
    fn bubble_ranks_list_stays_a_list(
        tastes in proptest::collection::vec((0_u64..64, 1_u32..25), 1..30), slots in 1_usize..7, seed in 0_u32..99,
        any_below: bool,
    ) {
        let environment = plain(6, slots.min(6));
        let ranker = BubbleRank::new(6, slots.min(6), 0.1);
        let mut ranker = if any_below { ranker.with_any_below() } else { ranker };
        let mut stream = RngStream::new(2, seed, "bubble rank");
        let mut round = 0;
        for (mask, times) in tastes {
            for _ in 0..times {
                round += 1;
                let before = ranker.list().to_vec();
                let slate = play(&environment, &mut ranker, round, mask, &mut stream);
                assert_slate(&slate, 6);
                for (place, item) in slate.iter().enumerate() {
                    let stood = before.iter().position(|other| other == item).expect("it is in the list");
                    // The last slot may try any item without one.
                    let tries = any_below && place + 1 == slate.len() && stood >= slate.len();
                    prop_assert!(stood.abs_diff(place) <= 1 || tries);
                }
                assert_slate(ranker.list(), 6);
            }
        }
    }
}

/// 2 sqrt(N / 4) = sqrt(N): two clicks of two are enough, one of one is not.
#[test]
fn bubble_rank_by_hand() {
    let environment = plain(3, 3);
    let mut ranker = BubbleRank::new(3, 3, 0.25);
    let mut stream = RngStream::new(3, 0, "bubble rank");
    let mut after = |round: u64| {
        play(&environment, &mut ranker, round, 0b100, &mut stream);
        let differences = (ranker.comparisons().difference(2, 1), ranker.comparisons().difference(2, 0));
        (ranker.list().to_vec(), differences)
    };
    // The second and third place are a pair in odd rounds, the first and second in even ones.
    assert_eq!(after(1), (vec![0, 1, 2], (1.0, 0.0)));
    assert_eq!(after(2), (vec![0, 1, 2], (1.0, 0.0)));
    assert_eq!(after(3), (vec![0, 2, 1], (2.0, 0.0)));
    assert_eq!(after(4), (vec![0, 2, 1], (2.0, 1.0)));
    assert_eq!(after(5), (vec![0, 2, 1], (3.0, 1.0)));
    assert_eq!(after(6), (vec![2, 0, 1], (3.0, 2.0)));
}

/// n = 10: n_0 = ceil(16 ln 10) = 37 and n_1 = ceil(64 ln 10) = 148.
#[test]
fn batch_rank_by_hand() {
    let environment = plain(4, 2);
    let mut ranker = BatchRank::new(4, 2, 10.0);
    assert_eq!([0, 1].map(|stage| ranker.stage_rounds(stage)), [37.0, 148.0]);
    let mut stream = RngStream::new(4, 0, "batch rank");
    // Four items on two slots: 74 rounds show each of them 37 times.
    for round in 1..74 {
        play(&environment, &mut ranker, round, 0b1000, &mut stream);
    }
    assert_eq!(ranker.batches().map(|(batch, _)| batch.rounds).collect::<Vec<_>>(), [36]);
    play(&environment, &mut ranker, 74, 0b1000, &mut stream);
    let level = libm::log(10.0) + 3.0 * libm::log(libm::log(10.0));
    let thought = ranker.explain(&environment.view(75));
    assert_near(thought.low[3], libm::exp(-level / 37.0));
    assert_near(thought.high[0], 1.0 - libm::exp(-level / 37.0));
    assert_eq!((thought.high[3], thought.low[0]), (1.0, 0.0));
    let batches = |ranker: &BatchRank| {
        let sizes =
            ranker.batches().map(|(batch, items)| (batch.first, batch.slots, batch.stage, items.len()));
        sizes.collect::<Vec<_>>()
    };
    assert_eq!(batches(&ranker), [(0, 1, 0, 1), (1, 1, 0, 3)]);
    // Three items on one slot: 111 rounds. Only item 1 is clicked, and the other two are dropped.
    for round in 75..=185 {
        assert_eq!(play(&environment, &mut ranker, round, 0b1010, &mut stream)[0], 3);
    }
    assert_eq!(batches(&ranker), [(0, 1, 0, 1), (1, 1, 1, 1)]);
    assert_eq!(play(&environment, &mut ranker, 186, 0, &mut stream), [3, 1]);
}

/// Items shown again only to fill the slots don't count: three items on two slots take two rounds for one show each.
#[test]
fn batch_rank_counts_no_fillers() {
    let environment = plain(3, 2);
    let mut ranker = BatchRank::new(3, 2, 10.0);
    let mut stream = RngStream::new(5, 0, "batch rank");
    for round in 1..=73 {
        play(&environment, &mut ranker, round, 0b111, &mut stream);
        let (batch, _) = ranker.batches().next().expect("there is one");
        assert_eq!(u64::from(batch.rounds), round / 2);
    }
    // All were clicked whenever they were shown.
    play(&environment, &mut ranker, 74, 0b111, &mut stream);
    assert_eq!(ranker.explain(&environment.view(75)).estimates, [1.0; 3]);
}

/// Eight items, four slots that are looked at less and less. The good ones are not the first of the list.
fn position_based() -> Environment {
    let attractions = [0.1, 0.15, 0.9, 0.1, 0.7, 0.3, 0.5, 0.1];
    Environment::new(&attractions, &[0.9, 0.7, 0.5, 0.35], User::PositionBased)
}

/// BubbleRank proves one exchange after the other: from the worst list of four items, the second half of the rounds adds
/// less than a tenth of the first. From a list that is nearly right it loses less than a fifth of that.
#[test]
fn bubble_rank_is_as_good_as_its_base_list() {
    let run = |attractions: &[f64]| {
        let environment = Environment::new(attractions, &[0.9, 0.7, 0.5, 0.35], User::PositionBased);
        environment.halves(&bubble_rank::DESCRIPTOR, &[("rounds", Value::Number(20_000.0))], 20_000)
    };
    let (first, second) = run(&[0.2, 0.4, 0.6, 0.9]);
    let (good_first, good_second) = run(&[0.9, 0.4, 0.6, 0.2]);
    assert!(second < 0.1 * first, "{first}, then {second}");
    assert!(good_first + good_second < 0.2 * (first + second), "{good_first}, then {good_second}");
}

/// Under position-based clicks the second half of the rounds adds much less than the first, mean of four seeds. Chance would
/// add the same in both halves.
#[test]
fn regret_flattens_under_position_based_clicks() {
    let environment = position_based();
    for (descriptor, rounds, most) in
        [(&top_rank::DESCRIPTOR, 20_000, 0.1), (&batch_rank::DESCRIPTOR, 20_000, 0.25)]
    {
        let values = [("rounds", Value::Number(rounds as f64))];
        let (first, second) = environment.halves(descriptor, &values, rounds);
        assert!(second < most * first, "{}: {first}, then {second}", descriptor.part.id);
    }
}

/// A random base list begins with any item as often as with any other, within four standard errors.
#[test]
fn bubble_ranks_base_list_may_be_random() {
    let environment = plain(4, 4);
    let values = [("base", Value::Choice("random".to_owned()))];
    let mut stream = RngStream::new(6, 0, "base");
    let mut counts = [0.0_f64; 4];
    let mut slate = [0; 4];
    for _ in 0..4_000 {
        build(&bubble_rank::DESCRIPTOR, &values, &environment.shape).rank(
            &environment.view(1),
            &mut stream,
            &mut slate,
        );
        counts[slate[0] as usize] += 1.0;
    }
    for count in counts {
        assert!((count - 1_000.0).abs() < 4.0 * (4_000.0_f64 * 3.0 / 16.0).sqrt(), "{counts:?}");
    }
}

/// Where users do not depend on the cascade, CascadeUCB1 goes on losing, while TopRank and BatchRank come to an end: what the
/// second half of the rounds adds, as a share of the first, is above 1/2 for it, and below 1/10 and 1/4 for them, all by more
/// than three standard errors of the mean of eight seeds.
#[test]
fn believing_in_the_cascade_costs_where_there_is_none() {
    let (environment, rounds) = (position_based(), 20_000);
    let seeds = 8;
    let shares = |descriptor: &RankerDescriptor, values: &[(&str, Value)]| {
        let share = |seed| {
            let mut ranker = build(descriptor, values, &environment.shape);
            let regret = environment.regret(ranker.as_mut(), rounds, seed);
            let (half, whole) = (regret[rounds as usize / 2 - 1], regret[rounds as usize - 1]);
            (whole - half) / half
        };
        let found: Vec<f64> = (0..seeds).map(share).collect();
        let count = f64::from(seeds);
        let mean = found.iter().sum::<f64>() / count;
        let variance = found.iter().map(|share| (share - mean) * (share - mean)).sum::<f64>() / (count - 1.0);
        (mean, (variance / count).sqrt())
    };
    let horizon = [("rounds", Value::Number(rounds as f64))];
    let (believed, error) = shares(&ucb1::DESCRIPTOR, &[("start", Value::Choice("none".to_owned()))]);
    assert!(believed - 3.0 * error > 0.5, "{believed} {error}");
    for (descriptor, most) in [(&top_rank::DESCRIPTOR, 0.1), (&batch_rank::DESCRIPTOR, 0.25)] {
        let (proven, error) = shares(descriptor, &horizon);
        assert!(proven + 3.0 * error < most, "{}: {proven} {error}", descriptor.part.id);
    }
}

/// How many pairs of items of a list are in the wrong order.
fn wrong_pairs(list: &[u32], attractions: &[f64]) -> usize {
    let of = |item: &u32| attractions[*item as usize];
    let below =
        |place: usize| list[place + 1..].iter().filter(move |other| of(other) > of(&list[place])).count();
    (0..list.len()).map(below).sum()
}

/// BubbleRank's safety: no list that is shown has more than K / 2 wrong pairs above what the base list has, but with
/// probability K^2 / n a run, which is 1/80 here, and in fact far less: of forty runs from random base lists, half of them
/// with cascading users, none shows one.
#[test]
fn bubble_rank_is_safe() {
    let rounds = 2_880.0;
    let mut stream = RngStream::new(7, 0, "base lists");
    let mut unsafe_runs = 0;
    for seed in 0..40 {
        let attractions: Vec<f64> = (0..6).map(|_| stream.uniform()).collect();
        let user = if seed % 2 == 0 { User::PositionBased } else { User::Cascade };
        let environment = Environment::new(&attractions, &[1.0, 0.9, 0.8, 0.7, 0.6, 0.5], user);
        let mut ranker = BubbleRank::new(6, 6, 4.0 * libm::log(rounds));
        let most = wrong_pairs(&[0, 1, 2, 3, 4, 5], &attractions) + 3;
        let (mut own, mut numbers_of_round) =
            (RngStream::new(8, seed, "ranker"), RngStream::new(8, seed, "clicks"));
        let mut slate = vec![0; 6];
        let mut stays_safe = true;
        for round in 1..=rounds as u64 {
            ranker.rank(&environment.view(round), &mut own, &mut slate);
            stays_safe &= wrong_pairs(&slate, &attractions) <= most;
            let clicks = environment.clicks(&slate, &mut numbers_of_round);
            environment.teach(&mut ranker, round, &slate, &clicks);
        }
        unsafe_runs += u32::from(!stays_safe);
    }
    assert_eq!(unsafe_runs, 0);
}

/// With the first item below alone, what stands further down is never shown; with any of them, the best of all comes to the
/// top, wherever the list has it, in each of four seeds.
#[test]
fn bubble_rank_finds_what_stands_below_if_it_looks() {
    let attractions = [0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9];
    let environment = Environment::new(&attractions, &[1.0, 0.8], User::PositionBased);
    for seed in 0..4 {
        let mut next = BubbleRank::new(8, 2, 4.0);
        environment.regret(&mut next, 20_000, seed);
        assert_eq!(next.list()[3..], [3, 4, 5, 6, 7], "only the first three are ever compared");
        let mut any = BubbleRank::new(8, 2, 4.0).with_any_below();
        environment.regret(&mut any, 20_000, seed);
        assert_eq!(any.list()[..2], [7, 0]);
        assert_slate(any.list(), 8);
    }
}
