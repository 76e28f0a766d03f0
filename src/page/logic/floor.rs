//! The films on the stage: which of them are shown, where, and what each tile says.

use super::arms::{by_rank, percent_of};
use super::families::Family;
use super::ties::score_words;
use crate::chart::numbers::{readable, short};
use crate::math::sorting::sort_indexes;
use crate::results::{ArmsView, PolicyView};
use crate::session::round::Phase;

/// How many tiles have room before a person asks for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Columns of tiles.
    pub columns: usize,
    /// Most tiles.
    pub tiles: usize,
}

impl Room {
    /// On a wide page.
    pub const WIDE: Room = Room { columns: 4, tiles: 20 };
    /// On a phone, where the charts would otherwise stand far below.
    pub const NARROW: Room = Room { columns: 2, tiles: 8 };
}

/// A column of tiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The families of what stands in it; empty where nothing has a genre.
    pub families: Vec<Family>,
    /// Indexes of the arms, from the top.
    pub arms: Vec<usize>,
}

/// The arms on the stage. Where all have room their places are those of the offer, whatever agents think of them; of more, the
/// picks of all agents, the best one and those ranked highest by `lens`.
fn on_stage(view: &ArmsView, lens: usize, most: usize) -> Vec<usize> {
    if view.arms.len() <= most {
        return (0..view.arms.len()).collect();
    }
    let picks = view.policies.iter().map(|policy| policy.chosen);
    let mut shown: Vec<usize> = Vec::with_capacity(most.min(view.arms.len()));
    for arm in picks.chain([view.best]).chain(by_rank(view, lens)) {
        if shown.len() < most && arm < view.arms.len() && !shown.contains(&arm) {
            shown.push(arm);
        }
    }
    sort_indexes(&mut shown, &|one, other| one.cmp(&other));
    shown
}

/// The tiles in columns as high as each other, films of a family together; `all` of them or those that have room.
pub fn columns(view: &ArmsView, lens: usize, room: Room, all: bool) -> Vec<Column> {
    let mut arms = on_stage(view, lens, if all { usize::MAX } else { room.tiles });
    let family = |arm: usize| view.arms.get(arm).map_or(Family::Other, |arm| Family::of(&arm.card));
    sort_indexes(&mut arms, &|one, other| (family(one), one).cmp(&(family(other), other)));
    let rows = arms.len().div_ceil(room.columns).max(1);
    let column = |arms: &[usize]| {
        let mut families: Vec<Family> = arms.iter().map(|arm| family(*arm)).collect();
        families.dedup();
        families.retain(|family| *family != Family::Other);
        Column { families, arms: arms.to_vec() }
    };
    arms.chunks(rows).map(column).collect()
}

impl Column {
    /// What it is called: its first two families.
    pub fn heading(&self) -> String {
        let named: Vec<&str> = self.families.iter().take(2).map(|family| family.title()).collect();
        let more = if self.families.len() > named.len() { " …" } else { "" };
        format!("{}{more}", named.join(" · "))
    }
}

/// What a tile says of its arm.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tile {
    /// The arm's name.
    pub title: String,
    /// Year and genres.
    pub kind: String,
    /// Whether the agent that is looked at picked it.
    pub picked: bool,
    /// All agents that picked it.
    pub pickers: Vec<usize>,
    /// Whether it is the best arm, once that is shown.
    pub best: bool,
    /// Ends of the bar of the estimate, in percent.
    pub bar: Option<(f64, f64)>,
    /// Ends of the whisker of its uncertainty, in percent.
    pub whisker: Option<(f64, f64)>,
    /// Place of the score that decides, in percent, where it is not the estimate.
    pub score: Option<f64>,
    /// Place of the true value, in percent, once that is shown.
    pub truth: Option<f64>,
    /// The estimate as a number; "none" where the agent makes none.
    pub number: String,
    /// All numbers in words.
    pub words: String,
}

/// The tile of an arm as the agent `lens` sees it, on the common scale `ends` of all tiles (see [`super::arms::scale`]). What
/// has not happened yet in the round is not on it.
pub fn tile(view: &ArmsView, lens: usize, arm: usize, phase: Phase, ends: (f64, f64)) -> Tile {
    let Some((shown, policy)) = view.arms.get(arm).zip(view.policies.get(lens)) else {
        return Tile::default();
    };
    let place = |number: f64| percent_of(ends, number);
    let between = |a: f64, b: f64| (place(a).min(place(b)), place(a).max(place(b)));
    let scored = phase >= Phase::Scores;
    let known = if phase == Phase::Update { &policy.after } else { &policy.before };
    let of = |numbers: &[f64]| numbers.get(arm).copied().filter(|_| scored);
    let (estimate, width) = (of(&known.estimates), of(&known.widths));
    let score = of(&policy.before.scores);
    let has_picked = phase >= Phase::Choice;
    let truth = (phase >= Phase::Feedback).then_some(shown.expectation);
    let chose = |(index, policy): (usize, &PolicyView)| (policy.chosen == arm).then_some(index);
    let year = shown.card.year.map(|year| year.to_string());
    let genres = shown.card.genres.iter().take(3).cloned();
    Tile {
        title: shown.card.title.clone(),
        kind: year.into_iter().chain(genres).collect::<Vec<_>>().join(", "),
        picked: has_picked && policy.chosen == arm,
        pickers: view.policies.iter().enumerate().filter_map(chose).filter(|_| has_picked).collect(),
        best: phase >= Phase::Feedback && view.best == arm,
        bar: estimate.map(|estimate| between(0.0, estimate)),
        whisker: estimate.zip(width).map(|(estimate, width)| between(estimate - width, estimate + width)),
        score: score.filter(|_| width.is_some()).map(place),
        truth: truth.map(place),
        number: match estimate {
            Some(estimate) => short(estimate),
            None if scored => "none".to_owned(),
            None => String::new(),
        },
        words: numbers_in_words(
            policy,
            arm,
            phase,
            truth,
            view.arms.iter().all(|arm| arm.expectation >= 0.0),
        ),
    }
}

/// What the agent thinks of an arm, and what it is worth.
fn numbers_in_words(
    policy: &PolicyView,
    arm: usize,
    phase: Phase,
    truth: Option<f64>,
    never_negative: bool,
) -> String {
    let known = if phase == Phase::Update { &policy.after } else { &policy.before };
    let of = |numbers: &[f64]| numbers.get(arm).copied().filter(|_| phase >= Phase::Scores);
    let (estimate, width, score) = (of(&known.estimates), of(&known.widths), of(&policy.before.scores));
    let mut words = Vec::new();
    if let Some(estimate) = estimate {
        words.push(match width {
            Some(width) => format!("estimate {} ± {}", readable(estimate), readable(width)),
            // Where there is no score the estimates are what decides.
            None if score.is_none() && phase < Phase::Update => {
                format!("estimate {}", score_words(policy, arm))
            }
            None => format!("estimate {}", readable(estimate)),
        });
        if estimate < 0.0 && never_negative {
            words.push("below what any reward can be: the guess of a model has no bounds".to_owned());
        }
    }
    if score.is_some() && width.is_some() {
        words.push(format!("score {}", score_words(policy, arm)));
    }
    if let Some(probability) = of(&policy.before.probabilities) {
        words.push(format!("probability {}", readable(probability)));
    }
    if let Some(truth) = truth {
        words.push(format!("true value {}", readable(truth)));
    }
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::logic::arms::tests::round;
    use proptest::prelude::*;

    fn with_genres(genres: &[&str]) -> ArmsView {
        let mut view = round(&vec![1.0; genres.len()], &vec![0.5; genres.len()], 1.0);
        for (arm, genre) in view.arms.iter_mut().zip(genres) {
            arm.card.genres = vec![(*genre).to_owned()];
        }
        view
    }

    #[test]
    fn films_of_a_family_stand_together_and_columns_are_as_high_as_each_other() {
        let view = with_genres(&["Drama", "Action", "War", "Sci-Fi", "Comedy", "Crime", "Drama", "Children"]);
        let columns = columns(&view, 0, Room::WIDE, false);
        let arms: Vec<_> = columns.iter().map(|column| column.arms.clone()).collect();
        assert_eq!(arms, [vec![0, 2], vec![6, 5], vec![1, 3], vec![4, 7]]);
        let headings: Vec<_> = columns.iter().map(Column::heading).collect();
        assert_eq!(headings, ["Drama", "Drama · Thriller", "Action", "Comedy · Family"]);
    }

    proptest! {
        #[test]
        fn every_pick_and_the_best_arm_have_a_tile(arms in 1_usize..200, chosen in 0_usize..200, best in 0_usize..200, narrow: bool, all: bool) {
            let mut view = round(&vec![1.0; arms], &vec![0.5; arms], 1.0);
            view.policies[0].chosen = chosen % arms;
            view.best = best % arms;
            let room = if narrow { Room::NARROW } else { Room::WIDE };
            let columns = columns(&view, 0, room, all);
            let mut shown: Vec<usize> = columns.iter().flat_map(|column| column.arms.clone()).collect();
            prop_assert!(shown.contains(&view.policies[0].chosen) && shown.contains(&view.best));
            shown.sort_unstable();
            let count = shown.len();
            shown.dedup();
            prop_assert_eq!(shown.len(), count, "no arm stands twice");
            prop_assert_eq!(count, if all { arms } else { arms.min(room.tiles) });
            prop_assert!(columns.len() <= room.columns);
        }
    }

    #[test]
    fn a_tile_shows_what_has_happened() {
        let view = round(&[1.0, 3.0], &[0.5, 0.25], 1.0);
        let context = tile(&view, 0, 1, Phase::Context, (0.0, 4.0));
        assert_eq!((context.number.as_str(), context.bar, context.picked), ("", None, false));
        let scores = tile(&view, 0, 1, Phase::Scores, (0.0, 4.0));
        assert_eq!((scores.number.as_str(), scores.picked, scores.truth), ("3.00", false, None));
        assert!(scores.bar.is_some() && scores.whisker.is_some() && scores.score.is_some());
        let choice = tile(&view, 0, 1, Phase::Choice, (0.0, 4.0));
        assert_eq!((choice.picked, choice.pickers, choice.best), (true, vec![0], false));
        let feedback = tile(&view, 0, 1, Phase::Feedback, (0.0, 4.0));
        assert!(feedback.best && feedback.truth.is_some());
        assert!(!tile(&view, 0, 0, Phase::Feedback, (0.0, 4.0)).best);
    }

    #[test]
    fn a_guess_below_all_rewards_says_that_guesses_have_no_bounds() {
        let words = |estimate: f64| {
            let mut view = round(&[estimate, 3.0], &[0.5, 0.25], 1.0);
            view.arms.iter_mut().for_each(|arm| arm.expectation = 2.0);
            tile(&view, 0, 0, Phase::Scores, (-1.0, 4.0)).words
        };
        assert!(words(-0.5).contains("has no bounds") && !words(0.5).contains("has no bounds"));
        let mut view = round(&[-0.5, 3.0], &[0.5, 0.25], 1.0);
        view.arms[1].expectation = -1.0;
        assert!(!tile(&view, 0, 0, Phase::Scores, (-1.0, 4.0)).words.contains("has no bounds"));
    }

    #[test]
    fn an_agent_without_estimates_has_none() {
        let mut view = round(&[1.0], &[0.5], 1.0);
        let known = &mut view.policies[0].before;
        for numbers in [&mut known.estimates, &mut known.widths, &mut known.scores] {
            numbers.clear();
        }
        let tile = tile(&view, 0, 0, Phase::Choice, (0.0, 4.0));
        assert_eq!((tile.number.as_str(), tile.words.as_str(), tile.bar), ("none", "", None));
    }
}
