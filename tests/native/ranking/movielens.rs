//! Environments of films, on ratings small enough to count by hand.

use std::sync::Arc;

use bandit_playground::data::{Dataset, Movie, Rating, User};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::ranking::clicks::{self, CommonRandomNumbers, Outcome};
use bandit_playground::ranking::environments::{
    SlateEnvironment, SlateEnvironmentDescriptor, SlateRound, movielens,
};

/// Four users, three films: Drama; Drama and Comedy; Comedy. Half stars by user and film, 0 for none.
fn small() -> Arc<Dataset> {
    let stars = [[10, 8, 0], [9, 2, 0], [8, 0, 10], [0, 9, 3]];
    let movie = |id: u32, genres: &[u8]| Movie {
        id,
        title: format!("Film {id}"),
        year: None,
        genres: genres.to_vec(),
    };
    let rating = |user: usize, movie: usize| {
        let half_stars = stars[user][movie];
        (half_stars > 0).then_some(Rating { user: user as u32, movie: movie as u32, half_stars })
    };
    let ratings = (0..4).flat_map(|user| (0..3).filter_map(move |movie| rating(user, movie))).collect();
    let users = (1..=4).map(|id| User { id, demographics: None }).collect();
    let movies = vec![movie(1, &[0]), movie(2, &[0, 1]), movie(3, &[1])];
    let genres = vec!["Drama".to_owned(), "Comedy".to_owned()];
    Arc::new(Dataset::new("small".to_owned(), genres, movies, users, ratings).expect("it is in order"))
}

fn build(descriptor: &SlateEnvironmentDescriptor, values: &[(&str, Value)]) -> Arc<dyn SlateEnvironment> {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    descriptor.builder().make(&Values(values), Some(&small())).expect("the environment can be made")
}

fn rounds(environment: &Arc<dyn SlateEnvironment>, count: usize) -> Vec<SlateRound> {
    let mut round = SlateRound::new(&environment.shape());
    let mut episode = Arc::clone(environment).episode(1, 0);
    let next = |_| {
        episode.next(&mut round);
        round.clone()
    };
    (0..count).map(next).collect()
}

fn assert_near(ours: &[f64], expected: &[f64]) {
    assert_eq!(ours.len(), expected.len());
    for (our, expected) in ours.iter().zip(expected) {
        assert!((our - expected).abs() < 1e-12, "{ours:?}, not {expected:?}");
    }
}

/// Films 1 and 2 have three ratings, film 3 has two; of four stars and more they have three, two and one.
#[test]
fn popular_films_attract_by_who_liked_them() {
    let environment = build(&movielens::popular::DESCRIPTOR, &[]);
    assert_near(&rounds(&environment, 1)[0].attractions, &[0.75, 0.5, 0.25]);
    assert_eq!((environment.shape().items, environment.shape().slots), (3, 3), "no more slots than films");
    assert_eq!(environment.remarks(), ["The ratings have no more than 3 movies, so all are taken."]);
    assert_eq!(environment.item(2).genres, ["Comedy"]);
}

/// A film covers its genres by (likes + 1) / (ratings + 2), and a user cares by the genres of what they liked.
#[test]
fn films_cover_genres() {
    let environment = build(&movielens::genres::DESCRIPTOR, &[("users", Value::Choice("all".to_owned()))]);
    let round = &rounds(&environment, 1)[0];
    assert_near(&round.topics, &[0.8, 0.0, 0.6, 0.6, 0.0, 0.5]);
    assert_near(&round.features, &[0.8, 1.0, 0.6, 1.0, 0.5, 2.0 / 3.0]);
    let tastes = [[0.75, 0.25], [1.0, 0.0], [0.5, 0.5], [0.5, 0.5]];
    let mut seen = [false; 4];
    for round in rounds(&environment, 40) {
        let taste = tastes[round.user];
        seen[round.user] = true;
        assert_near(&round.preferences, &taste);
        assert_near(&round.attractions, &[0.8 * taste[0], 0.6, 0.5 * taste[1]]);
    }
    assert_eq!(seen, [true; 4]);
}

/// With one user, nothing ever changes, and the user is told to no one.
#[test]
fn one_user_comes_again() {
    let environment = build(&movielens::genres::DESCRIPTOR, &[]);
    let found = rounds(&environment, 10);
    assert!(found.iter().all(|round| round.attractions == found[0].attractions && round.context.is_empty()));
    assert_eq!(found[9].attractions_revision, 1);
}

/// Attractions are shares of two users, and the longest features have length 1.
#[test]
fn one_half_describes_films_to_the_other() {
    let environment = build(&movielens::halves::DESCRIPTOR, &[("rank", Value::Number(2.0))]);
    let round = &rounds(&environment, 1)[0];
    assert!(round.attractions.iter().all(|share| [0.0, 0.5, 1.0].contains(share)), "{:?}", round.attractions);
    let lengths = round.features.chunks_exact(2).map(|x| (x[0] * x[0] + x[1] * x[1]).sqrt());
    assert!((lengths.fold(0.0, f64::max) - 1.0).abs() < 1e-12);
}

/// Users who come one a round are attracted by what they rated and nothing else, as often as the shares say, within four
/// standard errors; shares and features are those of the average. Their card is shown, and what they rated can't change.
#[test]
fn users_of_the_other_half_come_one_a_round() {
    let one = ("users", Value::Choice("one_a_round".to_owned()));
    let average = build(&movielens::halves::DESCRIPTOR, &[("rank", Value::Number(2.0))]);
    let environment = build(&movielens::halves::DESCRIPTOR, &[("rank", Value::Number(2.0)), one.clone()]);
    let (plain, count) = (&rounds(&average, 1)[0], 4_000);
    assert!(plain.attracted.is_empty() && average.user(plain).is_none());
    let ratings = small();
    let mut sums = [0.0; 3];
    for round in rounds(&environment, count) {
        assert_eq!((&round.attractions, &round.features), (&plain.attractions, &plain.features));
        let id = environment.user(&round).expect("someone came").id;
        let rated =
            |movie: u32| ratings.ratings_of(id as usize - 1).iter().any(|rating| rating.movie == movie);
        // The films of the environment are those with the most ratings: 1, 2 and 3.
        assert_eq!(round.attracted, [rated(0), rated(1), rated(2)]);
        sums.iter_mut().zip(&round.attracted).for_each(|(sum, yes)| *sum += f64::from(u8::from(*yes)));
    }
    for (sum, share) in sums.iter().zip(&plain.attractions) {
        let error = (share * (1.0 - share) / count as f64).sqrt();
        assert!((sum / count as f64 - share).abs() <= 4.0 * error, "{sums:?} {:?}", plain.attractions);
    }
    assert!(
        environment.remarks().iter().any(|remark| remark.contains("one of 2 users")),
        "{:?}",
        environment.remarks()
    );
    let values =
        Values([one, ("change", Value::Choice("drift".to_owned()))].map(|(n, v)| (n.to_owned(), v)).into());
    let refused = movielens::halves::BUILDER.make(&values, Some(&small())).err().expect("it can't be made");
    assert!(refused.to_string().contains("take no change"), "{refused}");
}

/// The cascade's click is on the first film that the user rated, and regret is never below zero.
#[test]
fn who_comes_clicks_what_they_rated() {
    let one = ("users", Value::Choice("one_a_round".to_owned()));
    let environment = build(&movielens::halves::DESCRIPTOR, &[("rank", Value::Number(2.0)), one]);
    let shape = environment.shape();
    for descriptor in [&clicks::cascade::DESCRIPTOR, &clicks::dependent::DESCRIPTOR] {
        let model =
            (descriptor.builder().build)(&Values::default(), &shape).expect("it depends on attractions");
        let mut outcome = Outcome::new(shape.slots);
        for (round, key) in rounds(&environment, 50).iter().zip(0..) {
            let slate = [2, 0, 1];
            model.respond(round, &slate, CommonRandomNumbers::new(key), &mut outcome);
            let first = slate.iter().position(|item| round.attracted[*item as usize]);
            assert_eq!(outcome.clicked.iter().position(|clicked| *clicked), first);
            let mut best = [9; 3];
            model.optimize(round, &mut best);
            assert!(model.expected_reward(round, &best) >= model.expected_reward(round, &slate));
        }
    }
}

/// What is predicted to have the middle's stars attracts half of the time, and products of tastes hold what attracts.
#[test]
fn taste_attracts() {
    let slope = Value::Number(0.0);
    let environment = build(&movielens::taste::DESCRIPTOR, &[("rank", Value::Number(2.0)), ("slope", slope)]);
    assert_near(&rounds(&environment, 1)[0].attractions, &[0.5; 3]);
    let environment = build(&movielens::taste::DESCRIPTOR, &[("rank", Value::Number(2.0))]);
    for round in rounds(&environment, 20) {
        // ln(w / (1 - w)) is linear in the features: the same weights for all users and films.
        let logit = |item: usize| (round.attractions[item] / (1.0 - round.attractions[item])).ln();
        let x = |item: usize| &round.features[item * 5..(item + 1) * 5];
        let scale = x(0)[4];
        let rating = |item: usize| x(item)[..4].iter().sum::<f64>() / scale;
        for item in 1..3 {
            let expected = 2.0 * (rating(item) - rating(0));
            assert!((logit(item) - logit(0) - expected).abs() < 1e-9, "{round:?}");
        }
    }
}
