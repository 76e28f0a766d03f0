//! MovieLens files, made here in every form: what is written is read back, and what is wrong says so.

mod errors;
mod forms;

use bandit_playground::data::{Dataset, Limits, NamedFile, ReadProgress, Stage, bundle, read_files};
use forms::{Form, Plain, any_plain, file, gzip, small, zip};
use proptest::prelude::*;

fn read(files: Vec<NamedFile>) -> Dataset {
    read_files(files, &Limits::default(), &mut |_| {}).expect("the files are right")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the form, the packing and the order of the lines.
    #[test]
    fn what_is_written_is_read_back(plain in any_plain(), backwards: bool) {
        for form in Form::ALL {
            let files = form.write(&plain, backwards);
            let expected = form.expected(&plain, backwards);
            let same = |dataset: Dataset| {
                prop_assert_eq!(dataset.fingerprint(), expected.fingerprint(), "{:?}", form);
                prop_assert_eq!(dataset.genres(), expected.genres());
                prop_assert_eq!(dataset.movies(), expected.movies());
                prop_assert_eq!(dataset.users(), expected.users());
                prop_assert_eq!(dataset.ratings(), expected.ratings());
                Ok(())
            };
            same(read(vec![zip("anything.zip", "ml", &files)]))?;
            same(read(files.iter().map(gzip).collect()))?;
            same(read(files))?;
        }
    }
}

/// The bundled ratings, written out as the flat table from which they once came.
#[test]
fn the_bundled_ratings_come_back_from_a_flat_table() {
    let bytes = include_bytes!("../../static/data/movielens-small.bundle");
    let times = include_bytes!("../../static/data/movielens-small.times");
    let bundled = bundle::decode(bytes).expect("the bundle is right");
    let timed = bundle::times::decode(bundled.clone(), times).expect("the times are theirs");
    let dataset = read(vec![gzip(&forms::flat_table(&timed))]);
    assert_eq!(dataset, timed);
    let without = dataset.clone().without_times();
    assert_eq!(without, bundled);
    assert!(bundle::encode_smallest(&without) == bytes, "`bundle` would pack them into other bytes");
    assert!(
        bundle::times::encode(&dataset) == times,
        "`bundle --times` would pack their times into other bytes"
    );
    let packed = bundle::encode(&dataset);
    assert_eq!(bundle::decode(&packed), Ok(without), "as the engine gets them");
    assert_eq!(bundle::decode_with_times(&packed), Ok(dataset), "as the reader packs them");
}

#[test]
fn a_renamed_file_is_known_by_its_content() {
    for form in Form::ALL {
        let mut files = form.write(&small(), false);
        for (index, file) in files.iter_mut().enumerate() {
            file.name = format!("download{index}");
        }
        assert_eq!(read(files).fingerprint(), form.expected(&small(), false).fingerprint(), "{form:?}");
    }
}

#[test]
fn line_ends_marks_and_blank_lines_do_not_matter() {
    for form in Form::ALL {
        let files = form.write(&small(), false);
        let messy = files.into_iter().map(|NamedFile { name, bytes }| {
            let text = bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(b"\r\n".as_slice());
            NamedFile { name, bytes: [b"\xef\xbb\xbf", text.as_slice(), b"\r\n\n  \n"].concat() }
        });
        let dataset = read(messy.collect());
        assert_eq!(dataset.fingerprint(), form.expected(&small(), false).fingerprint(), "{form:?}");
    }
}

#[test]
fn archives_of_the_editions_hold_more_than_is_read() {
    let mut files = Form::Bars.write(&small(), false);
    files.push(file("u1.base", "1\t1\t5\t881250949\n"));
    files.push(file("u1.test", "1\t2\t5\t881250949\n"));
    files.push(file("u.genre", "unknown|0\nAction|1\n"));
    files.push(file("u.occupation", "artist\n"));
    files.push(file("README", "SUMMARY & USAGE LICENSE\n"));
    let dataset = read(vec![zip("ml-100k.zip", "ml-100k", &files)]);
    assert_eq!(dataset.fingerprint(), Form::Bars.expected(&small(), false).fingerprint());
    assert_eq!(dataset.name(), "ml-100k");

    let mut files = Form::Tables.write(&small(), false);
    files.push(file("tags.csv", "userId,movieId,tag,timestamp\n1,1,5,1\n"));
    files.push(file("links.csv", "movieId,imdbId,tmdbId\n1,0114709,862\n"));
    let dataset = read(vec![zip("x.zip", "ml-latest", &files)]);
    assert_eq!(dataset.name(), "ml-latest");
    assert_eq!(read(files).name(), "ratings.csv");
}

#[test]
fn a_table_of_ones_own_names_its_columns() {
    let forms = [
        "userId,movieId,rating,timestamp\n7,31,2.5,x\n",
        "Rating,MOVIEID,UserID\n2.5,31,7\n",
        "\"user_id\";\"item_id\";\"rating\"\n7;31;2.5\n",
        "user\titem\trating\n7\t31\t2.5\n",
        "rating,user,movie_id,when\n2.50,7,31,\"yesterday, late\"\n",
    ];
    for text in forms {
        let dataset = read(vec![file("mine.txt", text)]);
        let rating = dataset.ratings()[0];
        assert_eq!((dataset.users()[0].id, dataset.movies()[0].id, rating.half_stars), (7, 31, 5), "{text}");
        assert_eq!(dataset.movies()[0].title, "Movie 31");
    }
}

#[test]
fn what_no_list_tells_has_a_number_for_a_title() {
    let files = vec![
        file("ratings.csv", "userId,movieId,rating,timestamp\n2,5,4,1\n1,9,0.5,1\n"),
        file(
            "movies.csv",
            "movieId,title,genres\n5,\"Matrix, The (1999)\",Sci-Fi|Action\n6,Unseen (2001),(no genres listed)\n",
        ),
    ];
    let dataset = read(files);
    let movies: Vec<_> =
        dataset.movies().iter().map(|m| (m.id, m.title.as_str(), m.year, m.genres.clone())).collect();
    assert_eq!(
        movies,
        [
            (5, "Matrix, The", Some(1999), vec![0, 1]),
            (6, "Unseen", Some(2001), vec![]),
            (9, "Movie 9", None, vec![])
        ]
    );
    assert_eq!(dataset.genres(), ["Sci-Fi", "Action"]);
}

#[test]
fn codes_of_ml_1m_become_words() {
    let files = vec![
        file("ratings.dat", "1::1193::5::978300760\n2::1193::4::978298413\n"),
        file("movies.dat", "1193::One Flew Over the Cuckoo's Nest (1975)::Drama\n"),
        file("users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n3::M::25::15::55117\n"),
    ];
    let dataset = read(files);
    let words: Vec<_> =
        dataset.users().iter().map(|user| user.demographics.as_ref().expect("listed").words()).collect();
    assert_eq!(words, [["age 1", "F", "K-12 student"], ["age 56", "M", "self-employed"]]);
}

#[test]
fn only_the_most_active_users_stay_when_asked() {
    // User 3 has three ratings, 1 and 2 have two each, 4 has one.
    let text = "userId,movieId,rating\n4,1,1\n2,1,2\n2,2,2\n3,1,3\n3,2,3\n3,3,3\n1,1,4\n1,2,4\n";
    let kept = |users, most_ratings| {
        let limits = Limits { keep_most_active_users: Some(users), most_ratings, ..Limits::default() };
        read_files(vec![file("ratings.csv", text)], &limits, &mut |_| {})
    };
    let ids = |dataset: Dataset| dataset.users().iter().map(|user| user.id).collect::<Vec<_>>();
    assert_eq!(ids(kept(1, 9).expect("it fits")), [3]);
    assert_eq!(ids(kept(2, 9).expect("it fits")), [1, 3]);
    assert_eq!(ids(kept(3, 9).expect("it fits")), [1, 2, 3]);
    assert_eq!(ids(kept(99, 9).expect("it fits")), [1, 2, 3, 4]);
    let two = kept(2, 5).expect("it fits exactly");
    assert_eq!((two.name(), two.ratings().len()), ("ratings.csv, 2 most active users", 5));
    assert_eq!(kept(3, 6).unwrap_err().most_active_users(), Some(2));

    let limits = Limits { most_ratings: 7, ..Limits::default() };
    let error = read_files(vec![file("ratings.csv", text)], &limits, &mut |_| {}).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ratings.csv has 8 ratings by 4 users, and at most 7 ratings by 500000 users fit here: \
         keep the 3 most active users"
    );
    let offered = error.most_active_users().expect("some fit");
    assert_eq!(ids(kept(offered, 7).expect("what is offered fits")), [1, 2, 3]);
}

#[test]
fn progress_rises_through_every_stage_to_the_end() {
    let mut ratings = "userId,movieId,rating,timestamp\n".to_owned();
    for user in 0..400 {
        for movie in 0..100 {
            ratings.push_str(&format!("{user},{movie},3.5,1000000000\n"));
        }
    }
    let files =
        [file("ratings.csv", &ratings), file("movies.csv", "movieId,title,genres\n1,One (1999),War\n")];
    for keep_most_active_users in [None, Some(3)] {
        let limits = Limits { keep_most_active_users, ..Limits::default() };
        let mut told: Vec<ReadProgress> = Vec::new();
        read_files(vec![zip("x.zip", "x", &files)], &limits, &mut |progress| told.push(progress))
            .expect("right");
        assert!(told.windows(2).all(|two| two[0].fraction <= two[1].fraction));
        assert_eq!((told[0].fraction, told[told.len() - 1].fraction), (0.0, 1.0));
        let steps = told.iter().filter(|progress| progress.stage == Stage::ReadingRatings).count();
        // A word every 128 KiB of 800 KB, and not one a line.
        assert!((6..40).contains(&steps), "{steps}");
        let mut stages: Vec<String> = told.iter().map(|progress| progress.stage.to_string()).collect();
        stages.dedup();
        assert_eq!(stages, ["Unpacking", "Reading movies", "Reading ratings", "Arranging"]);
    }
}

#[test]
fn the_made_files_are_of_the_right_kind() {
    let of = |form: Form| form.write(&small(), false).into_iter().map(|f| f.name).collect::<Vec<_>>();
    assert_eq!(of(Form::Bars), ["u.data", "u.item", "u.user"]);
    assert_eq!(of(Form::Colons), ["ratings.dat", "movies.dat", "users.dat"]);
    assert_eq!(of(Form::Tables), ["ratings.csv", "movies.csv"]);
    let plain: Plain = small();
    assert!(
        String::from_utf8(Form::Bars.write(&plain, false)[1].bytes.clone()).is_err(),
        "u.item is Latin-1"
    );
}
