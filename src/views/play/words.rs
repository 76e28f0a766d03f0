//! What is said of a game, and what is drawn of it.

use crate::agent::Reason;
use crate::chart::numbers::{percent, readable};
use crate::chart::{Overlay, OverlayChart, Shape, Theme};
use crate::game::{HUMAN, Move, Standing, UNIT, bandits};
use crate::metrics::{AVERAGE_REWARD, Metric, REGRET};
use crate::results::Band;
use crate::runs::Axis;

/// Totals that are written alike are equal to a person.
const EQUAL: f64 = 0.005;

/// The players, in the order of the moves of a round: the bandits, then the person.
pub fn players() -> Vec<String> {
    bandits().into_iter().chain([HUMAN.to_owned()]).collect()
}

/// "3.84 stars".
pub fn stars(reward: f64) -> String {
    format!("{} {UNIT}", readable(reward))
}

/// How the number of a film compares with those of the others: bandits draw among equal ones.
fn highest(numbers: &[f64], film: usize) -> String {
    let own = numbers.get(film);
    match numbers.iter().filter(|number| Some(*number) == own).count() {
        0 | 1 => "the highest".to_owned(),
        2 => "as high as one other, and drawn among the two".to_owned(),
        equal => format!("as high as {} others, and drawn among them", equal - 1),
    }
}

/// What a bandit knew of the film that it picked, and why it picked it.
pub fn knew(played: &Move) -> String {
    let before = &played.before;
    let of = |numbers: &[f64]| numbers.get(played.chosen).copied().map(readable);
    let (estimate, width, score) = (of(&before.estimates), of(&before.widths), of(&before.scores));
    match (before.reason, estimate) {
        (Reason::Random, _) => "nothing: each film was equally likely".to_owned(),
        (Reason::Optimism { .. }, Some(estimate)) => match width.zip(score) {
            Some((width, score)) => {
                let highest = highest(&before.scores, played.chosen);
                format!("estimate {estimate} + {width} for uncertainty = {score}, {highest}")
            }
            None => format!("estimate {estimate}"),
        },
        (Reason::Sampled { .. }, Some(estimate)) => match score {
            Some(score) => format!("estimate {estimate}; drew {score} around it, the highest draw"),
            None => format!("estimate {estimate}"),
        },
        (Reason::Greedy { .. }, Some(estimate)) => {
            format!("estimate {estimate}, {}", highest(&before.estimates, played.chosen))
        }
        (Reason::Explored { epsilon }, Some(estimate)) => {
            format!("estimate {estimate}; explored, as in {} of rounds", percent(epsilon))
        }
        (_, Some(estimate)) => format!("estimate {estimate}"),
        (_, None) => "nothing".to_owned(),
    }
}

/// What a bandit knew of the film at a place before it chose: "3.40 ± 0.52"; none where it estimates nothing.
pub fn estimate(played: &Move, film: usize) -> Option<String> {
    let estimate = readable(*played.before.estimates.get(film)?);
    Some(match played.before.widths.get(film) {
        Some(width) => format!("{estimate} ± {}", readable(*width)),
        None => estimate,
    })
}

/// What came of the last round, for a screen reader: what was picked, what it earned, what the bandits picked.
pub fn said(standing: &Standing) -> String {
    let Some(played) = standing.rounds.last() else { return String::new() };
    let title = |played_move: &Move| {
        played.offer.films.get(played_move.chosen).map_or("?", |film| film.title.as_str()).to_owned()
    };
    let picks = players().into_iter().zip(&played.moves);
    let mut sentences: Vec<String> = picks
        .rev()
        .map(|(player, own)| format!("{player}: {}, {}.", title(own), stars(own.reward)))
        .collect();
    sentences.insert(0, format!("Round {}.", standing.rounds.len()));
    sentences.push(coming(standing));
    sentences.join(" ")
}

/// What comes now: the user of the next round, or how the game ended.
pub fn coming(standing: &Standing) -> String {
    match &standing.next {
        Some(next) => format!("Round {}: this user {}.", standing.rounds.len() + 1, next.user.join(", ")),
        None => result(standing).join(" "),
    }
}

/// How a game ended, in sentences; empty before its end.
pub fn result(standing: &Standing) -> Vec<String> {
    let Some(spread) = standing.spread.as_ref().filter(|_| standing.next.is_none()) else {
        return Vec::new();
    };
    let names = bandits();
    let Some(best) =
        (0..names.len()).max_by(|one, other| standing.total(*one).total_cmp(&standing.total(*other)))
    else {
        return Vec::new();
    };
    let (own, theirs) = (standing.total(names.len()), standing.total(best));
    let rounds = standing.rounds.len();
    let beaten = (0..names.len()).filter(|bandit| own > standing.total(*bandit) + EQUAL).count();
    let ahead = own - theirs;
    let compared = if ahead.abs() < EQUAL {
        format!("as many as {}, the best of the bandits", names[best])
    } else if ahead > 0.0 {
        format!("{} more than {}, the best of the bandits", readable(ahead), names[best])
    } else {
        let others = match beaten {
            0 => "and no more than any of them".to_owned(),
            beaten => format!("and more than {beaten} of the {}", names.len()),
        };
        format!("{} fewer than {}, the best of the bandits, {others}", readable(-ahead), names[best])
    };
    let most = own + standing.regret(names.len());
    let mut sentences = vec![
        format!("You got {} in {rounds} rounds, {compared}.", stars(own)),
        format!("The best film of each round would have come to {}.", stars(most)),
    ];
    if let Some((low, high)) = spread.nine_of_ten(best) {
        sentences.push(format!(
            "This is one person, {rounds} rounds and one seed, so much of it is chance: with other users, {} gets from {} to {} in nine of ten games.",
            names[best],
            readable(low),
            stars(high)
        ));
    }
    sentences
}

/// The curves of all players: of the reward a round, which is all that anyone knows while the game goes on, or of regret, which
/// needs the truth. Empty before the first round.
pub fn chart(standing: &Standing, metric: &'static Metric, theme: Theme) -> OverlayChart {
    let shape = Shape { axis: Axis::Rounds, window: None, smoothing: 0.0 };
    let curve = |(player, name): (usize, String)| {
        let mut sum = 0.0;
        let point = |(index, round): (usize, &crate::game::PlayedRound)| {
            let played = round.moves.get(player)?;
            let done = index as u64 + 1;
            sum += if *metric == REGRET { played.regret } else { played.reward };
            let mean = metric.shown(sum, done);
            Some((done, Band { mean, standard_error: 0.0, low: mean, high: mean, seeds: 1 }))
        };
        let (rounds, bands): (Vec<u64>, Vec<Band>) =
            standing.rounds.iter().enumerate().filter_map(point).unzip();
        Overlay::of_bands(&name, metric, &rounds, &bands)
    };
    let curves = players().into_iter().enumerate().map(curve).collect();
    OverlayChart::new(metric, UNIT, shape, curves, theme)
}

/// What is drawn while a game goes on, and at its end.
pub fn metrics(standing: &Standing) -> Vec<&'static Metric> {
    if standing.next.is_some() { vec![&AVERAGE_REWARD] } else { vec![&REGRET, &AVERAGE_REWARD] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Explanation;
    use crate::chart::Size;
    use crate::game::{Film, Offer, PlayedRound, Spread};

    fn a_move(reward: f64, regret: f64, before: Explanation) -> Move {
        Move { chosen: 1, reward, regret, before }
    }

    fn offer() -> Offer {
        let film = |title: &str| Film { title: title.to_owned(), about: "Drama; 1994".to_owned() };
        Offer { user: vec!["likes Drama +0.4 stars".to_owned()], films: vec![film("Fargo"), film("Heat")] }
    }

    /// A game whose players get these rewards in its only round.
    fn over(rewards: [f64; 5]) -> Standing {
        let moves = rewards.map(|reward| a_move(reward, 5.0 - reward, Explanation::default())).to_vec();
        Standing {
            rounds: vec![PlayedRound { offer: offer(), moves, best: 0 }],
            next: None,
            spread: Some(Spread { totals: vec![(0..100).map(f64::from).collect(); 4] }),
        }
    }

    #[test]
    fn the_result_says_who_got_more_and_by_how_much() {
        let ahead = result(&over([3.0, 2.0, 1.0, 2.5, 4.5])).join(" ");
        assert!(
            ahead.starts_with("You got 4.50 stars in 1 rounds, 1.50 more than LinUCB, the best of the bandits. The best film of each round would have come to 5.00 stars."),
            "{ahead}"
        );
        assert!(ahead.contains("LinUCB gets from 5.00 to 94.00 stars in nine of ten games"), "{ahead}");
        let behind = result(&over([3.0, 4.0, 1.0, 2.5, 2.75])).join(" ");
        assert!(
            behind.contains(
                "1.25 fewer than Linear Thompson sampling, the best of the bandits, and more than 2 of the 4."
            ),
            "{behind}"
        );
        let last = result(&over([3.0, 4.0, 1.0, 2.5, 1.0])).join(" ");
        assert!(last.contains("and no more than any of them."), "{last}");
        let same = result(&over([3.0, 1.0, 1.0, 2.5, 3.0])).join(" ");
        assert!(same.contains("as many as LinUCB, the best of the bandits."), "{same}");
        let mut going_on = over([1.0; 5]);
        going_on.next = Some(offer());
        assert!(result(&going_on).is_empty());
        assert!(said(&going_on).starts_with("Round 1. You: Heat, 1.00 stars. "), "{}", said(&going_on));
        assert!(said(&going_on).ends_with("Round 2: this user likes Drama +0.4 stars."));
        assert!(said(&over([1.0; 5])).contains("You got 1.00 stars"));
    }

    #[test]
    fn what_bandits_knew_is_said_as_far_as_they_knew_anything() {
        let numbers = || vec![1.0, 2.5];
        let explained = |reason| Explanation {
            estimates: numbers(),
            widths: vec![0.5, 0.25],
            scores: vec![1.5, 2.75],
            reason,
            ..Explanation::default()
        };
        for (reason, words) in [
            (Reason::Optimism { alpha: 1.0 }, "estimate 2.50 + 0.250 for uncertainty = 2.75, the highest"),
            (Reason::Sampled { alpha: 1.0 }, "estimate 2.50; drew 2.75 around it, the highest draw"),
            (Reason::Greedy { epsilon: 0.1 }, "estimate 2.50, the highest"),
            (Reason::Explored { epsilon: 0.1 }, "estimate 2.50; explored, as in 10.0 % of rounds"),
            (Reason::Index, "estimate 2.50"),
        ] {
            assert_eq!(knew(&a_move(1.0, 0.0, explained(reason))), words, "{reason:?}");
        }
        let equal = Explanation {
            estimates: vec![0.0; 3],
            reason: Reason::Greedy { epsilon: 0.1 },
            ..Explanation::default()
        };
        let said = knew(&a_move(1.0, 0.0, equal));
        assert_eq!(said, "estimate 0, as high as 2 others, and drawn among them");
        let nothing = a_move(1.0, 0.0, Explanation::default());
        assert_eq!(knew(&nothing), "nothing: each film was equally likely");
        assert_eq!(estimate(&nothing, 0), None);
        let known = a_move(1.0, 0.0, explained(Reason::Index));
        assert_eq!(estimate(&known, 0).as_deref(), Some("1.00 ± 0.500"));
        assert_eq!(estimate(&known, 7), None);
    }

    #[test]
    fn curves_are_of_all_players() {
        let standing = over([3.0, 2.0, 1.0, 2.5, 4.5]);
        assert_eq!(metrics(&standing), [&REGRET, &AVERAGE_REWARD]);
        for metric in metrics(&standing) {
            let chart = chart(&standing, metric, Theme::Light);
            assert!(chart.title().ends_with("Random, You"), "{}", chart.title());
            let layout = chart.layout(Size { width: 500.0, height: 300.0, ratio: 1.0 });
            assert!(!layout.marks.is_empty());
        }
    }
}
