//! TF-Agents' MovieLensPyEnvironment: which movies and users, singular values, contexts, ratings, the optimal action.

use bandit_playground::data::factorization::{MovieOrder, zero_filled_svd};
use bandit_playground::data::{Dataset, bundle};
use serde_json::Value;

use super::{assert_close, close, indexes, numbers};

/// The ratings that the cases are about are the bundled ones.
fn bundled() -> Dataset {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/static/data/movielens-small.bundle");
    let bytes = std::fs::read(path).expect("the bundle is there");
    bundle::decode(&bytes).expect("the bundle can be read")
}

pub fn check(case: &Value) {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let order = match inputs["movie_order"].as_str() {
        Some("by_movie_id") => MovieOrder::ById,
        Some("most_rated") => MovieOrder::MostRated,
        other => panic!("unknown order {other:?}"),
    };
    let count = |name: &str| inputs[name].as_u64().unwrap_or_else(|| panic!("{name} is a number")) as usize;
    let ratings = bundled();
    let factors = zero_filled_svd(&ratings, order, count("num_movies"), count("rank"));

    let movie_ids: Vec<usize> =
        factors.movies.iter().map(|movie| ratings.movies()[*movie].id as usize).collect();
    assert_eq!(movie_ids, indexes(&expected["movie_ids"]));
    assert_eq!(factors.users.len() as u64, expected["num_users_kept"].as_u64().expect("num_users_kept"));
    assert_close("singular value", &factors.singular_values, &numbers(&expected["singular_values"]));

    // Users depend on their id in the files.
    let row_of = |id: &usize| {
        let row = factors.users.iter().position(|user| ratings.users()[*user].id as usize == *id);
        row.unwrap_or_else(|| panic!("user {id} is kept"))
    };
    let users: Vec<usize> = indexes(&expected["users"]).iter().map(row_of).collect();
    let product = |a: usize, b: usize| -> f64 {
        factors.user_vector(a).iter().zip(factors.user_vector(b)).map(|(a, b)| a * b).sum()
    };
    let theirs = numbers(&expected["context_gram"]);
    let gram: Vec<f64> = users.windows(2).take(theirs.len()).map(|pair| product(pair[0], pair[1])).collect();
    assert_close("context product", &gram, &theirs);

    let ratings_of = |user: usize| -> Vec<f64> {
        (0..factors.movies.len()).map(|movie| factors.rating(user, movie)).collect()
    };
    for (user, row) in users.iter().zip(expected["ratings"].as_array().expect("ratings")) {
        assert_close("rating", &ratings_of(*user), &numbers(row));
    }
    let (actions, rewards) = (indexes(&expected["optimal_action"]), numbers(&expected["optimal_reward"]));
    assert_eq!((actions.len(), rewards.len()), (users.len(), users.len()));
    for ((user, action), reward) in users.iter().zip(actions).zip(rewards) {
        let ours = ratings_of(*user);
        let best = ours.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert!(close(best, reward, 1.0), "user {user}: the best is {best}, theirs {reward}");
        // Equal stars come back with other last bits, and those choose between them.
        assert!(
            close(ours[action], best, 1.0),
            "user {user}: movie {action} earns {}, the best {best}",
            ours[action]
        );
    }
    let all: Vec<Vec<f64>> = (0..factors.users.len()).map(ratings_of).collect();
    let mean = all.iter().flatten().sum::<f64>() / (factors.users.len() * factors.movies.len()) as f64;
    let best = all.iter().map(|row| row.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let mean_best = best.sum::<f64>() / factors.users.len() as f64;
    let number = |name: &str| expected[name].as_f64().unwrap_or_else(|| panic!("{name} is a number"));
    assert!(close(mean, number("mean_rating"), 0.0), "mean {mean}");
    assert!(close(mean_best, number("mean_optimal_reward"), 0.0), "mean of the best {mean_best}");
}
