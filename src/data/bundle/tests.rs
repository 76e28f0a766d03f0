//! Bundles are read as they were written, or refused.

use super::*;
use proptest::prelude::*;

fn any_dataset() -> impl Strategy<Value = Dataset> {
    let movies = proptest::collection::btree_map(1_u32..5_000, (".{0,12}", 0_u16..2100, 0_u64..16), 1..12);
    let users = proptest::collection::btree_map(
        1_u32..5_000,
        proptest::option::of((0_u8..99, "[FM]", "[a-z]{1,6}")),
        1..8,
    );
    let stars = proptest::collection::vec(proptest::option::weighted(0.4, 1_u8..=10), 12 * 8);
    let times = proptest::option::of(proptest::collection::vec(0_u32..=u32::MAX, 12 * 8));
    (movies, users, stars, times).prop_map(|(movies, users, stars, times)| {
        let mut ratings: Vec<Rating> = Vec::new();
        for (index, half_stars) in stars.iter().enumerate() {
            let (user, movie) = (index / 12, index % 12);
            if let (Some(half_stars), true) = (half_stars, user < users.len() && movie < movies.len()) {
                ratings.push(Rating { user: user as u32, movie: movie as u32, half_stars: *half_stars });
            }
        }
        if ratings.is_empty() {
            ratings.push(Rating { user: 0, movie: 0, half_stars: 1 });
        }
        let movies = movies.into_iter().map(|(id, (title, year, bits))| Movie {
            id,
            title,
            year: (year > 0).then_some(year),
            genres: (0..4).filter(|genre| bits >> genre & 1 == 1).collect(),
        });
        let users = users.into_iter().map(|(id, who)| User {
            id,
            demographics: who.map(|(age, gender, occupation)| Demographics { age, gender, occupation }),
        });
        let genres = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let count = ratings.len();
        let dataset = Dataset::new("any".to_owned(), genres, movies.collect(), users.collect(), ratings)
            .expect("in order");
        match times {
            Some(times) => dataset.timed(times[..count].to_vec()).expect("one a rating"),
            None => dataset,
        }
    })
}

proptest! {
    #[test]
    fn it_round_trips(dataset in any_dataset()) {
        prop_assert_eq!(decode_with_times(&encode(&dataset)), Ok(dataset.clone()));
        // What environments are made from is the same with times and without.
        let plain = dataset.without_times();
        prop_assert_eq!(decode_with_times(&encode(&plain)), Ok(plain));
    }

    #[test]
    fn environments_get_no_times(dataset in any_dataset()) {
        prop_assert_eq!(decode(&encode(&dataset)), Ok(dataset.without_times()));
    }

    /// Their checksum is right, so that the times themselves are put to the test.
    #[test]
    fn forged_times_are_refused_or_read(dataset in any_dataset(), columns in proptest::collection::vec(any::<u8>(), 0..60)) {
        let _ = times::decode_columns(dataset, &columns);
    }

    #[test]
    fn a_changed_or_cut_bundle_is_refused(dataset in any_dataset(), place: usize, flip in 1_u8.., cut: usize) {
        let mut bytes = encode(&dataset);
        let cut = cut % bytes.len();
        prop_assert!(decode_with_times(&bytes[..cut]).is_err());
        let place = place % bytes.len();
        bytes[place] ^= flip;
        prop_assert!(decode_with_times(&bytes).is_err());
    }

    /// With a right checksum, so that the columns themselves are put to the test.
    #[test]
    fn forged_columns_are_refused_or_read(columns in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&with_header(MAGIC, VERSION, &[&deflated(&columns)]));
        let _ = decode_with_times(&with_header(MAGIC, WITH_TIMES, &[&columns]));
    }
}

proptest! {
    // Small rather than soon, which takes a while.
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn times_round_trip_apart(dataset in any_dataset(), place: usize, flip in 1_u8.., cut: usize) {
        let plain = dataset.clone().without_times();
        prop_assume!(dataset.has_times());
        let mut bytes = times::encode(&dataset);
        prop_assert_eq!(times::decode(plain.clone(), &bytes), Ok(dataset));
        prop_assert!(times::decode(plain.clone(), &bytes[..cut % bytes.len()]).is_err());
        let place = place % bytes.len();
        bytes[place] ^= flip;
        prop_assert!(times::decode(plain, &bytes).is_err());
    }
}

#[test]
fn what_is_no_bundle_says_so() {
    assert_eq!(decode(b"%PDF-1.7"), Err(BundleError::NotABundle));
    assert_eq!(decode(b"BPML\x03"), Err(BundleError::Future(3)));
    assert_eq!(decode(b"BPML"), Err(BundleError::Damaged));
}

#[test]
fn an_older_bundle_opens_and_has_no_times() {
    // The bundled ratings are of version 1, as all were before times were kept.
    let bytes = include_bytes!("../../../static/data/movielens-small.bundle");
    assert_eq!(bytes[4], VERSION);
    let dataset = decode_with_times(bytes).expect("it is a bundle");
    assert_eq!((dataset.ratings().len(), dataset.has_times()), (100_004, false));
    // And it is written as it was.
    assert_eq!(encode(&dataset)[4], VERSION);
}

#[test]
fn times_of_other_ratings_are_refused() {
    let movie = |id| Movie { id, title: String::new(), year: None, genres: vec![] };
    let of = |half_stars| {
        let users = vec![User { id: 1, demographics: None }];
        let rating = Rating { user: 0, movie: 0, half_stars };
        Dataset::new("x".to_owned(), vec![], vec![movie(1)], users, vec![rating]).expect("in order")
    };
    let bytes = times::encode(&of(3).timed(vec![9]).expect("one rating"));
    let error = times::decode(of(4), &bytes).expect_err("another rating");
    assert_eq!(error, BundleError::OtherRatings(of(3).fingerprint()));
    assert_eq!(times::decode(of(3), b"BPML"), Err(BundleError::NotABundle));
}
