//! A person against bandits: a game is replayed from its picks, and the same picks give the same bits.

use std::sync::{Arc, LazyLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::game::{self, Game, Standing, experiment, films, replay, rounds};
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::{PreparedEnvironment, run_in};
use proptest::prelude::*;

use crate::program::{json, refused, text};

static ENVIRONMENT: LazyLock<PreparedEnvironment> = LazyLock::new(|| {
    let bytes = include_bytes!("../../static/data/movielens-small.bundle");
    let ratings: Arc<Dataset> = Arc::new(bundle::decode(bytes).expect("the bundled ratings can be read"));
    experiment().prepare(ratings).expect("it can be prepared")
});

/// The experiment of the bandits, without any person.
static LOG: LazyLock<RunLog> =
    LazyLock::new(|| run_in(&experiment(), ENVIRONMENT.clone()).expect("it can be run"));

/// The place of LinUCB among the bandits.
const LIN_UCB: usize = 0;

fn replayed(seed: u32, picks: &[u8]) -> Standing {
    replay(&Game { seed, picks: picks.to_vec() }, &ENVIRONMENT).expect("it is a game")
}

fn human() -> usize {
    experiment().policies.len()
}

/// A game up to its last round, in which the person picks what a bandit picks: what that is does not depend on the person.
fn copied(seed: u32, bandit: usize) -> Standing {
    // The end, with the spread over all games, is another test's.
    let any = replayed(seed, &vec![0; rounds() - 1]);
    let picks: Vec<u8> = any.rounds.iter().map(|round| round.moves[bandit].chosen as u8).collect();
    replayed(seed, &picks)
}

#[test]
fn a_person_who_copies_a_bandit_gets_its_rewards() {
    for bandit in 0..human() {
        let standing = copied(3, bandit);
        for (index, round) in standing.rounds.iter().enumerate() {
            let (own, theirs) = (&round.moves[human()], &round.moves[bandit]);
            assert_eq!((own.chosen, own.reward, own.regret), (theirs.chosen, theirs.reward, theirs.regret));
            assert!(own.before.estimates.is_empty(), "round {index}: a person's estimates are not known");
        }
        assert_eq!(standing.total(human()).to_bits(), standing.total(bandit).to_bits());
    }
}

/// The bandits do what they do in the experiment itself, without a person, and so does the spread.
#[test]
fn bandits_play_as_in_their_experiment() {
    for seed in [1, 100] {
        let standing = replayed(seed, &vec![7; rounds()]);
        let spread = standing.spread.as_ref().expect("the game is over");
        for bandit in 0..human() {
            let of_log = |metric| LOG.kept(bandit, seed as usize - 1, metric).last().copied();
            let total = of_log(&AVERAGE_REWARD).expect("the run is through");
            assert!((standing.total(bandit) - total).abs() < 1e-9, "seed {seed}, bandit {bandit}");
            let regret = of_log(&REGRET).expect("the run is through");
            assert!((standing.regret(bandit) - regret).abs() < 1e-9);
            assert_eq!(spread.totals[bandit].len(), 100);
            assert_eq!(spread.totals[bandit][seed as usize - 1], total);
        }
    }
}

/// The game is worth playing: LinUCB learns within it, by four standard errors over the seeds.
#[test]
fn lin_ucb_is_ahead_of_chance() {
    let total = |bandit, seed| LOG.kept(bandit, seed, &AVERAGE_REWARD).last().copied();
    let ahead = |seed| Some(total(LIN_UCB, seed)? - total(human() - 1, seed)?);
    let ahead: Vec<f64> = (0..100).filter_map(ahead).collect();
    assert_eq!(ahead.len(), 100);
    let band = bandit_playground::results::band(&ahead);
    assert!(band.mean > 4.0 * band.standard_error, "{band:?}");
}

/// Rewards are what the best film leaves over, and what is seen holds no truth: it is the same whatever was picked.
#[test]
fn what_is_seen_does_not_depend_on_the_picks() {
    let (one, other) = (replayed(5, &[0, 1, 2, 3]), replayed(5, &[7, 6, 5, 4]));
    assert_eq!(one.next, other.next);
    let seen =
        |standing: &Standing| standing.rounds.iter().map(|round| round.offer.clone()).collect::<Vec<_>>();
    assert_eq!(seen(&one), seen(&other));
    let next = one.next.expect("the game goes on");
    assert_eq!(next.films.len(), films());
    assert!(
        !next.user.is_empty() && next.films.iter().all(|film| film.about.contains("popularity")),
        "{next:?}"
    );
    for round in &one.rounds {
        let best = round.moves.iter().map(|own| own.reward + own.regret).collect::<Vec<_>>();
        assert!(best.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 1e-9), "{best:?}");
        assert!(round.moves.iter().all(|own| own.regret >= 0.0));
    }
}

#[test]
fn other_seeds_are_other_games() {
    assert_ne!(replayed(1, &[]).next, replayed(2, &[]).next);
}

#[test]
fn what_is_no_game_is_refused_in_a_sentence() {
    for (game, why) in [
        (Game { seed: 0, picks: Vec::new() }, "from 1 to 100, and this one with \"0\""),
        (Game { seed: 101, picks: Vec::new() }, "from 1 to 100"),
        (Game { seed: 1, picks: vec![0, 8] }, "the pick of round 2 is \"9\""),
        (Game { seed: 1, picks: vec![0; 31] }, "has 30 rounds, and this one has picks for 31"),
    ] {
        let said = replay(&game, &ENVIRONMENT).expect_err("it is no game").to_string();
        assert!(said.contains(why), "{said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// The same game is the same bits, and a longer one begins as the shorter one.
    #[test]
    fn a_longer_game_begins_as_the_shorter_one(
        seed in 1_u32..=100,
        picks in proptest::collection::vec(0_u8..8, 1..=30),
        shorter in 0.0..1.0,
    ) {
        let cut = (shorter * picks.len() as f64) as usize;
        let (whole, part) = (replayed(seed, &picks), replayed(seed, &picks[..cut]));
        prop_assert_eq!(&whole, &replayed(seed, &picks));
        prop_assert_eq!(&whole.rounds[..cut], &part.rounds[..]);
        // What comes next in the shorter one is what came in the longer one.
        prop_assert_eq!(part.next.as_ref(), whole.rounds.get(cut).map(|round| &round.offer));
        prop_assert_eq!(whole.next.is_none(), picks.len() == rounds());
        prop_assert_eq!(whole.spread.is_some(), picks.len() == rounds());
        for (round, pick) in whole.rounds.iter().zip(&picks) {
            prop_assert_eq!(round.moves[human()].chosen, usize::from(*pick));
        }
    }
}

/// The command line replays the link of a game, whole or not, to the same numbers.
#[test]
fn a_link_is_replayed_on_the_command_line() {
    let game = Game { seed: 2, picks: vec![0, 4, 7] };
    let standing = replay(&game, &ENVIRONMENT).expect("it is a game");
    let link = format!("https://example.org/#play={}", game.address());
    let answer = json(&["play", &link, "--json"]);
    assert_eq!(answer["link"], "#play=2,158");
    assert_eq!(answer["bandits"], game::LINK);
    assert_eq!(answer["players"].as_array().map(Vec::len), Some(human() + 1));
    for player in 0..=human() {
        assert_eq!(answer["totals"][player].as_f64(), Some(standing.total(player)));
    }
    assert_eq!(answer, json(&["play", "2,158", "--json"]));
    let words = text(&["play", "2,158"]);
    assert!(words.starts_with("Game 2, 3 of 30 rounds"), "{words}");
    assert!(words.contains("; knew estimate") && words.contains("\nNext: a user who "), "{words}");
    let over = text(&["play", &format!("1,{}", "3".repeat(30))]);
    assert!(over.contains("You got ") && over.contains("nine of ten games"), "{over}");
    assert!(refused(&["play", "2,19"]).contains("it must be a digit from 1 to 8"));
    assert!(
        refused(&["play", "#learn"]).contains("this is not the link of a game, such as #play=1,12345678")
    );
}
