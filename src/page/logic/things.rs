//! What an environment's choices are called: films, or in synthetic environments items and arms.

use crate::chart::numbers::{capital, counted};
use crate::environment::ItemCard;
use crate::results::{Choices, RoundView};

/// The words for what is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Things {
    /// For one.
    pub one: &'static str,
    /// For several.
    pub many: &'static str,
}

/// Films.
pub const FILMS: Things = Things { one: "film", many: "films" };

/// What stands in slates that are made up.
pub const ITEMS: Things = Things { one: "item", many: "items" };

/// What is on offer where one is chosen.
pub const ARMS: Things = Things { one: "arm", many: "arms" };

impl Things {
    /// For several, at the beginning of a sentence.
    pub fn capital_many(self) -> String {
        capital(self.many)
    }

    /// For one, by itself.
    pub fn capital_one(self) -> String {
        capital(self.one)
    }

    /// So many of them.
    pub fn counted(self, count: usize) -> String {
        counted(count as u64, self.one, self.many)
    }
}

/// What is chosen in this round: films where there is a user who rates, or a year or a genre.
pub fn things(view: &RoundView) -> Things {
    let is_film = |card: &ItemCard| card.year.is_some() || !card.genres.is_empty();
    let (films, others) = match &view.choices {
        Choices::Arms(arms) => (arms.arms.iter().any(|arm| is_film(&arm.card)), ARMS),
        Choices::Slates(slates) => (slates.optimum.iter().any(|card| is_film(&card.card)), ITEMS),
    };
    if films || view.user.is_some() { FILMS } else { others }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::logic::arms::tests::{of, round};

    #[test]
    fn things_have_the_words_of_their_environment() {
        let mut arms = round(&[0.5], &[0.0], 1.0);
        assert_eq!(things(&of(arms.clone())), ARMS);
        arms.arms[0].card.year = Some(1999);
        assert_eq!(things(&of(arms)), FILMS);
        assert_eq!([ITEMS.counted(1), ITEMS.counted(1_200)], ["1 item", "1,200 items"]);
    }
}
