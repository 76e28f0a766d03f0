//! The words of the field, each explained in a sentence or two: one list for popovers and for the page of all of them.

use crate::math::sorting::sorted;

/// A word and what it means.
#[derive(Debug, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub title: &'static str,
    /// Other forms in which it stands in texts.
    pub forms: &'static [&'static str],
    /// What it means.
    pub text: &'static str,
}

/// All words, in the order of the alphabet.
pub static TERMS: [Term; 27] = [
    Term {
        title: "agent",
        forms: &["agents"],
        text: "A method that picks, sees what its pick earns, and learns from that. All agents of a run meet the same users.",
    },
    Term {
        title: "arm",
        forms: &["arms"],
        text: "One of the things an agent can pick: here mostly a film. The word comes from slot machines and their arms.",
    },
    Term {
        title: "attraction",
        forms: &["attractions"],
        text: "How likely a user clicks a film that they look at.",
    },
    Term {
        title: "band",
        forms: &["bands"],
        text: "The shaded area around a curve: a 95 % interval of the mean over seeds. Where bands overlap, more seeds may be needed to tell two agents apart.",
    },
    Term {
        title: "bandit",
        forms: &["bandits"],
        text: "The problem of choosing again and again when only what is chosen shows what it is worth, and also an agent that does so. A slot machine was once called a one-armed bandit.",
    },
    Term {
        title: "cascade",
        forms: &[],
        text: "A click model: the user reads a slate from the top and stops at the first film that attracts. What stands below is not seen.",
    },
    Term {
        title: "click model",
        forms: &["click models"],
        text: "How simulated users look at a slate and what makes them click.",
    },
    Term {
        title: "context",
        forms: &["contexts"],
        text: "What is known before a pick: the user, as numbers that describe their taste.",
    },
    Term {
        title: "digest",
        forms: &["digests"],
        text: "A short code computed from every number of a run. Equal digests mean that two runs agree to the last bit.",
    },
    Term {
        title: "epsilon",
        forms: &[],
        text: "The probability with which an epsilon-greedy agent ignores what it knows and picks at random.",
    },
    Term {
        title: "estimate",
        forms: &["estimates"],
        text: "What an agent expects an arm to earn, from what it has seen so far.",
    },
    Term {
        title: "examination",
        forms: &["examined"],
        text: "Whether a user looked at a place of a slate at all. A film that was not examined teaches nothing.",
    },
    Term {
        title: "exploration",
        forms: &["explore", "explores"],
        text: "Picking something because little is known about it, not because it looks best.",
    },
    Term {
        title: "interval",
        forms: &["intervals"],
        text: "Where the mean over all possible seeds probably lies: of a hundred 95 % intervals, about 95 hold it. There is none below four seeds.",
    },
    Term {
        title: "NDCG",
        forms: &[],
        text: "How good a slate is beside the best one, counting upper places more: 1 is the best.",
    },
    Term {
        title: "optimism",
        forms: &["optimistic"],
        text: "Judging each arm by the best that it may plausibly be, so that what is little known is tried until it is known better.",
    },
    Term {
        title: "oracle",
        forms: &["oracles"],
        text: "A pretended agent that knows the true value of everything. Regret is measured against it.",
    },
    Term {
        title: "position bias",
        forms: &[],
        text: "Users look at upper places more often, so clicks say as much about the place as about the film.",
    },
    Term {
        title: "ranker",
        forms: &["rankers"],
        text: "An agent that picks a whole slate and its order, and learns from the clicks on it.",
    },
    Term {
        title: "regret",
        forms: &[],
        text: "What the best pick would have earned on average, minus what the pick earns on average, added up over the rounds. A flat curve has learned.",
    },
    Term {
        title: "reward",
        forms: &["rewards"],
        text: "What a pick earns: stars for a rated film, or a click.",
    },
    Term {
        title: "round",
        forms: &["rounds"],
        text: "One user arrives, each agent picks, the picks earn, the agents learn.",
    },
    Term {
        title: "score",
        forms: &["scores"],
        text: "By what an agent compares the arms: its estimate, and what it adds to it in order to explore. Most agents pick the highest.",
    },
    Term {
        title: "seed",
        forms: &["seeds"],
        text: "The number from which all chance of a run is drawn. Several seeds show what is luck: under one seed all agents meet the same users.",
    },
    Term {
        title: "slate",
        forms: &["slates"],
        text: "A list of films shown at once, from the top place to the last.",
    },
    Term {
        title: "Thompson sampling",
        forms: &[],
        text: "Draw a plausible value for each arm and pick the highest: what is uncertain sometimes draws high and so is tried.",
    },
    Term {
        title: "uncertainty",
        forms: &["uncertain"],
        text: "How far an estimate may be off. It shrinks with each round that teaches something about the arm.",
    },
];

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as they are.
    Text(&'a str),
    /// A word that is explained, as it stands in the text.
    Term(&'static Term, &'a str),
}

/// A text with the first mention of each of these words cut out. Longer forms come first; case does not matter.
pub fn pieces<'a>(text: &'a str, only: &[&str]) -> Vec<Piece<'a>> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<(usize, usize, &'static Term)> = Vec::new();
    for term in TERMS.iter().filter(|term| only.contains(&term.title)) {
        let forms = term.forms.iter().chain([&term.title]);
        let places =
            forms.filter_map(|form| Some((whole_word(&lower, &form.to_ascii_lowercase())?, form.len())));
        let first = places.min_by_key(|(place, length)| (*place, usize::MAX - length));
        if let Some((place, length)) = first.filter(|(place, length)| {
            found.iter().all(|(from, to, _)| place + length <= *from || place >= to)
        }) {
            found.push((place, place + length, term));
        }
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    for (from, to, term) in sorted(found, |one, other| one.0.cmp(&other.0)) {
        if at < from {
            pieces.push(Piece::Text(&text[at..from]));
        }
        pieces.push(Piece::Term(term, &text[from..to]));
        at = to;
    }
    if at < text.len() {
        pieces.push(Piece::Text(&text[at..]));
    }
    pieces
}

/// Where a word begins that is not part of another one.
fn whole_word(text: &str, word: &str) -> Option<usize> {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(word).map(|(place, _)| place).find(|place| {
        !is_letter(text[..*place].chars().next_back())
            && !is_letter(text[place + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stories::STORIES;

    #[test]
    fn terms_are_in_order_and_each_is_a_sentence() {
        for pair in TERMS.windows(2) {
            assert!(pair[0].title.to_lowercase() < pair[1].title.to_lowercase(), "{}", pair[1].title);
        }
        for term in &TERMS {
            assert!(term.text.ends_with('.') && term.text.len() < 200, "{}", term.title);
        }
    }

    #[test]
    fn the_first_mention_of_a_word_is_cut_out_and_nothing_is_lost() {
        let all: Vec<&str> = TERMS.iter().map(|term| term.title).collect();
        let text = "Four agents learn. Watch whose regret grows; Regret is missed.";
        let pieces = pieces(text, &all);
        let words: Vec<&str> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Term(_, word) => Some(*word),
                Piece::Text(_) => None,
            })
            .collect();
        assert_eq!(words, ["agents", "regret"]);
        for story in STORIES {
            let joined: String = super::pieces(story.watch, &all)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) | Piece::Term(_, text) => text,
                })
                .collect();
            assert_eq!(joined, story.watch);
        }
        assert_eq!(super::pieces("a slateful", &["slate"]), [Piece::Text("a slateful")]);
    }
}
