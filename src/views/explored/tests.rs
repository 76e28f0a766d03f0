//! What is said of the bundled ratings, whose numbers are known from elsewhere (numpy, pandas), and of others.

use super::*;
use crate::data::{Dataset, Demographics, Movie, Rating, User, bundle};
use crate::stories;

fn bundled() -> Exploration {
    let ratings = bundle::decode(include_bytes!("../../../static/data/movielens-small.bundle"))
        .expect("they are bundled");
    let times = include_bytes!("../../../static/data/movielens-small.times");
    Exploration::of(&bundle::times::decode(ratings, times).expect("they are theirs"))
}

fn card<'a>(cards: &'a [Card], id: &str) -> &'a Card {
    cards.iter().find(|card| card.id == id).expect("it is there")
}

#[test]
fn the_bundled_ratings_are_as_they_are_known_to_be() {
    let found = bundled();
    assert_eq!(about(&found), "100,004 ratings by 671 people of 9,066 films");
    let cards = cards(&found);
    let said = |id: &str| {
        let card = card(&cards, id);
        (card.caption.clone(), card.sentence())
    };
    let expected = [
        (
            "ratings",
            "82 % are 3 stars or more",
            "People rate what they chose to watch, so only 18 % of the ratings are below 3 stars and any film looks good at first.",
        ),
        (
            "time",
            "22 years",
            "The mean of a year moves between 3.32 and 3.72. Shuffled rounds hide that; rounds in order of time show it.",
        ),
        (
            "films",
            "34 % have a single rating",
            "A few films carry the set: 10 % of the films hold 60 % of the ratings, so the rest is mostly guessed.",
        ),
        (
            "people",
            "at least 20 each, at most 2,391",
            "One person in ten gives 46 % of the ratings, so “taste” means the taste of the busiest.",
        ),
        (
            "genres",
            "films with 10 ratings or more",
            "Film-Noir looks best, but only 28 films of it are here, rated by people who like it.",
        ),
        (
            "pairs",
            "1.64 % of 6,083,286",
            "98.4 % of the pairs are empty. A model of few factors fills them, so the true value on Play is the model's.",
        ),
    ];
    for (id, caption, sentence) in expected {
        assert_eq!(said(id), (caption.to_owned(), sentence.to_owned()));
    }
    let found_films = &found.per_movie;
    assert_eq!((found_films.half, found.per_user.median, found_films.most), (608, 71.0, 341));
    assert_eq!(
        (short(found.stars.mean), short(found.stars.deviation)),
        ("3.54".to_owned(), "1.06".to_owned())
    );
    let drama = found.genres.iter().find(|row| row.name == "Drama").expect("there are some");
    assert_eq!(drama.counted, 1_058);
    // Nothing is known of the people.
    assert!(cards.iter().all(|card| !["gender", "age", "occupation"].contains(&card.id.as_str())));
}

#[test]
fn each_card_leads_to_a_story_and_has_a_table() {
    for card in cards(&bundled()) {
        assert!(stories::find(card.story).is_some(), "{}: {}", card.id, card.story);
        assert!(card.picture.is_some() && !card.rows.is_empty() && !card.name.is_empty(), "{}", card.id);
        assert!(card.rows.iter().all(|row| row.len() == card.head.len()), "{}", card.id);
        let sentence = card.sentence();
        assert!(sentence.ends_with('.') && !sentence.contains("  "), "{sentence}");
    }
}

fn few(demographics: Option<[&str; 2]>) -> Dataset {
    let user = |id: u32| User {
        id,
        demographics: demographics.map(|genders| Demographics {
            age: 20 + id as u8,
            gender: genders[usize::from(id > 1)].to_owned(),
            occupation: "writer".to_owned(),
        }),
    };
    let movie = |id| Movie { id, title: format!("M{id}"), year: None, genres: vec![] };
    let rating = |user, movie, half_stars| Rating { user, movie, half_stars };
    let ratings = vec![rating(0, 0, 2), rating(0, 1, 3), rating(1, 0, 1)];
    Dataset::new("few".to_owned(), vec![], vec![movie(1), movie(2)], vec![user(1), user(2)], ratings)
        .expect("in order")
}

#[test]
fn what_ratings_don_t_say_is_said() {
    let found = Exploration::of(&few(None));
    let cards = cards(&found);
    let time = card(&cards, "time");
    assert_eq!((time.caption.as_str(), time.picture.is_none(), time.rows.len()), ("no times", true, 0));
    assert!(time.sentence().starts_with("These ratings don't say when they were given, so"));
    assert!(card(&cards, "genres").sentence().starts_with("No genre has films"));
    assert!(
        card(&cards, "ratings")
            .sentence()
            .starts_with("Low stars are common here: 100 % of the ratings are below 3,")
    );
    assert!(cards.iter().all(|card| card.id != "hours" && card.id != "releases"));
}

#[test]
fn groups_are_compared_where_they_are_known() {
    let cards = cards(&Exploration::of(&few(Some(["F", "M"]))));
    let gender = card(&cards, "gender");
    assert_eq!(
        gender.sentence(),
        "67 % of the ratings are from one group (Women), and 33 % from the smallest (Men): a model that is right on average is right for the first."
    );
    assert_eq!(gender.rows[1], ["Men", "1", "1", "0.50"]);
    let occupation = card(&cards, "occupation");
    assert_eq!(occupation.sentence(), "All users are of one group, so nothing can be said of others.");
}

#[test]
fn a_person_is_described() {
    let person = Person {
        id: 7,
        ratings: 3,
        mean: Some(3.5),
        who: vec!["age 29".to_owned(), "F".to_owned()],
        genres: vec![
            crate::data::exploration::Taste { genre: "War".to_owned(), ratings: 2, mean: Some(4.0) },
            crate::data::exploration::Taste { genre: "Drama".to_owned(), ratings: 1, mean: None },
        ],
        films: vec![],
    };
    assert_eq!(
        person_sentence(&person),
        "User 7 (age 29, F): 3 ratings, 3.50 stars on average; likes War and Drama most."
    );
    assert_eq!(person_rows(&person), [["War", "2", "4.00"], ["Drama", "1", "–"]]);
    let DataPicture::Rows { rows, longest } = person_picture(&person) else { panic!("rows") };
    assert_eq!((rows.len(), longest), (2, 2.0));
}
