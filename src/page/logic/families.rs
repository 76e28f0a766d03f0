//! Genres in a few families, so that a tint tells taste at a glance.

use crate::environment::ItemCard;

/// Genres that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Drama, war and documentaries.
    Drama,
    /// Crime, mystery, horror and other thrillers.
    Thriller,
    /// Action and science fiction.
    Action,
    /// Adventure, fantasy and westerns.
    Adventure,
    /// Comedy, romance and musicals.
    Comedy,
    /// For children.
    Children,
    /// No genre, or one that is not known here.
    Other,
}

/// Which family a genre of MovieLens belongs to.
pub fn of_genre(genre: &str) -> Family {
    match genre {
        "Drama" | "War" | "Documentary" => Family::Drama,
        "Thriller" | "Crime" | "Mystery" | "Horror" | "Film-Noir" => Family::Thriller,
        "Action" | "Sci-Fi" => Family::Action,
        "Adventure" | "Fantasy" | "Western" | "IMAX" => Family::Adventure,
        "Comedy" | "Romance" | "Musical" => Family::Comedy,
        "Children" | "Children's" | "Animation" => Family::Children,
        _ => Family::Other,
    }
}

impl Family {
    /// The family of a film: that of its first genre.
    pub fn of(card: &ItemCard) -> Family {
        card.genres.first().map_or(Family::Other, |genre| of_genre(genre))
    }

    /// What it is called above a column of films.
    pub fn title(self) -> &'static str {
        match self {
            Family::Drama => "Drama",
            Family::Thriller => "Thriller",
            Family::Action => "Action",
            Family::Adventure => "Adventure",
            Family::Comedy => "Comedy",
            Family::Children => "Family",
            Family::Other => "Other",
        }
    }

    /// The class that gives an element its tint.
    pub fn class(self) -> &'static str {
        match self {
            Family::Drama => "g-drama",
            Family::Thriller => "g-thriller",
            Family::Action => "g-action",
            Family::Adventure => "g-adventure",
            Family::Comedy => "g-comedy",
            Family::Children => "g-children",
            Family::Other => "g-other",
        }
    }
}
