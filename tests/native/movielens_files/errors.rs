//! What is wrong with a file, in one sentence.

use bandit_playground::data::{DataError, Limits, NamedFile, read_files};

use crate::movielens_files::forms::{Form, any_plain, file, gzip, small, zip};
use proptest::prelude::*;

fn refused(files: Vec<NamedFile>, limits: &Limits) -> DataError {
    let error = read_files(files, limits, &mut |_| {}).expect_err("it is wrong");
    let sentence = error.to_string();
    assert!(!sentence.contains('\n') && !sentence.ends_with('.') && sentence.len() < 300, "{sentence}");
    error
}

fn sentence(files: Vec<NamedFile>) -> String {
    refused(files, &Limits::default()).to_string()
}

fn bytes(name: &str, bytes: &[u8]) -> NamedFile {
    NamedFile { name: name.to_owned(), bytes: bytes.to_vec() }
}

/// The ratings of ml-100k, the line in question last.
fn u_data(line: &str) -> String {
    let mut text = String::new();
    for movie in 1..17 {
        text.push_str(&format!("196\t{movie}\t3\t881250949\n"));
    }
    sentence(vec![file("u.data", &format!("{text}{line}\n"))])
}

#[test]
fn a_malformed_rating_is_told_with_file_line_and_reason() {
    let stars = "must lie between 0.5 and 5 in half stars";
    let number = "must be a whole number from 0 to 4294967295";
    let cases = [
        ("196\t17\t7\t881250949", format!("the rating is 7, but {stars}")),
        ("196\t17\t0\t881250949", format!("the rating is 0, but {stars}")),
        ("196\t17\t3.2\t881250949", format!("the rating is 3.2, but {stars}")),
        ("196\t17\tgood\t881250949", format!("the rating is \"good\", but {stars}")),
        ("196\t17\t\t881250949", format!("the rating is empty, but {stars}")),
        ("x\t17\t3\t881250949", format!("the user is \"x\", but {number}")),
        ("196\t-17\t3\t881250949", format!("the movie is -17, but {number}")),
        ("196\t4294967296\t3\t881250949", format!("the movie is 4294967296, but {number}")),
        ("196\t17\t3\tnow", "the timestamp is \"now\", but must be a whole number of seconds".to_owned()),
        ("196\t17\t3", "the line has 3 fields, but must have 4, with a tab between them".to_owned()),
        ("196,17,3,8", "the line has 1 field, but must have 4, with a tab between them".to_owned()),
        ("196\t4\t5\t881250949", "user 196 rates movie 4 a second time, after line 4".to_owned()),
    ];
    for (line, reason) in cases {
        assert_eq!(u_data(line), format!("u.data line 17: {reason}"));
    }
    let long = format!("196\t17\t3\t{}", "9".repeat(5_000));
    assert_eq!(
        u_data(&long),
        "u.data line 17: the line is longer than 4096 bytes, and none of MovieLens' is"
    );
}

#[test]
fn lines_of_tables_count_from_the_header() {
    let table =
        |row: &str| sentence(vec![file("mine.csv", &format!("user,item,rating\r\n\r\n1,1,5\r\n{row}\r\n"))]);
    assert_eq!(
        table("1,2"),
        "mine.csv line 4: the line has 2 fields, but must have 3, with \",\" between them"
    );
    let open = "mine.csv line 4: a quotation mark is opened and not closed on the same line";
    assert_eq!(table("1,\"2,5"), open);
    let flat = "movieId,title,year,genres,userId,rating\n1,One,1999.0,War,1,5\n1,One,later,War,2,5\n";
    let year = "flat.csv line 3: the year is \"later\", but must be a whole number from 1 to 65535";
    assert_eq!(sentence(vec![file("flat.csv", flat)]), year);
}

#[test]
fn a_malformed_movie_or_user_refuses_everything() {
    let with = |index: usize, form: Form, line: &str| {
        let mut files = form.write(&small(), false);
        files[index].bytes.extend_from_slice(line.as_bytes());
        sentence(files)
    };
    let flags = "0|".repeat(18);
    let cases = [
        (
            1,
            Form::Bars,
            format!("9|X (1999)||||{flags}2\n"),
            "u.item line 4: genre flag 19 is 2, but must be 0 or 1",
        ),
        (
            1,
            Form::Bars,
            format!("7|X||||{flags}1\n"),
            "u.item line 4: movie 7 is listed a second time, after line 3",
        ),
        (
            2,
            Form::Bars,
            "9|old|M|artist|1\n".to_owned(),
            "u.user line 3: the age is \"old\", but must be a whole number from 0 to 255",
        ),
        (
            2,
            Form::Bars,
            "9|33|M||1\n".to_owned(),
            "u.user line 3: the occupation is empty, but must be a word",
        ),
        (
            2,
            Form::Colons,
            "9::X::25::3::1\n".to_owned(),
            "users.dat line 3: the gender is \"X\", but must be F or M",
        ),
        (
            2,
            Form::Colons,
            "9::M::26::3::1\n".to_owned(),
            "users.dat line 3: the age group is 26, but must be one of 1, 18, 25, 35, 45, 50, 56",
        ),
        (
            2,
            Form::Colons,
            "9::M::25::21::1\n".to_owned(),
            "users.dat line 3: the occupation is 21, but must be a code from 0 to 20",
        ),
        (
            1,
            Form::Colons,
            "9::X\n".to_owned(),
            "movies.dat line 4: the line has 2 fields, but must have 3, with two colons between them",
        ),
        (
            1,
            Form::Tables,
            "x,X,War\n".to_owned(),
            "movies.csv line 5: the movie is \"x\", but must be a whole number from 0 to 4294967295",
        ),
    ];
    for (index, form, line, expected) in cases {
        assert_eq!(with(index, form, &line), expected);
    }
}

#[test]
fn many_malformed_lines_are_counted_and_the_first_are_shown() {
    let wrong: String = (0..50).map(|movie| format!("1::{movie}::9::1\n")).collect();
    let right: String = (0..60).map(|movie| format!("2::{movie}::3::1\n")).collect();
    let error = refused(vec![file("ratings.dat", &format!("{right}{wrong}"))], &Limits::default());
    let first = "ratings.dat line 61: the rating is 9, but must lie between 0.5 and 5 in half stars";
    assert_eq!(error.to_string(), format!("{first} (50 lines are wrong in all)"));
    let details = error.details();
    assert_eq!((details.len(), details[0].as_str()), (21, first));
    assert!(details[19].starts_with("ratings.dat line 80:"));
    assert_eq!(details[20], "and 30 more");
}

#[test]
fn a_file_that_is_no_ratings_says_what_would_be() {
    let wanted = "give GroupLens' zip, u.data, ratings.dat or ratings.csv out of it, or a CSV whose first line names \
                  user, movie and rating";
    let utf16: Vec<u8> =
        "\u{feff}userId,movieId,rating\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bars = || Form::Bars.write(&small(), false);
    let cases = [
        (vec![], format!("no file was given: {wanted}")),
        (vec![file("u.data", "")], "u.data is empty: fetch it again".to_owned()),
        (vec![gzip(&file("u.data", ""))], "u.data.gz is empty: fetch it again".to_owned()),
        (vec![file("u.data", "\n \n")], format!("u.data is not a MovieLens file: {wanted}")),
        (vec![file("letter.txt", "Dear all,\n")], format!("letter.txt is not a MovieLens file: {wanted}")),
        (
            vec![bytes("photo.png", &[0x89, 0, 7, 0xff])],
            format!("photo.png is not a MovieLens file: {wanted}"),
        ),
        (vec![zip("a.zip", "b", &[file("c", "d")])], format!("a.zip is not a MovieLens file: {wanted}")),
        (vec![bytes("ratings.csv", &utf16)], "ratings.csv is UTF-16 text: save it as UTF-8".to_owned()),
        (vec![file("r.csv", "userId,movieId,rating\n")], "r.csv has no line with a rating".to_owned()),
        (
            vec![bars().swap_remove(1)],
            "u.item holds no ratings: add the file that does, u.data, ratings.dat or ratings.csv".to_owned(),
        ),
        (
            vec![bars().swap_remove(2)],
            "u.user holds no ratings: add the file that does, u.data, ratings.dat or ratings.csv".to_owned(),
        ),
        (
            vec![file("u1.base", "1\t1\t5\t1\n"), file("u1.test", "1\t2\t5\t1\n")],
            "u1.base and u1.test both hold ratings: give only one of them".to_owned(),
        ),
        (
            vec![zip("a.zip", "ml-a", &bars()), zip("b.zip", "ml-b", &bars())],
            "ml-a/u.item and ml-b/u.item both hold movies: give only one of them".to_owned(),
        ),
    ];
    for (files, expected) in cases {
        assert_eq!(sentence(files), expected);
    }
}

#[test]
fn damaged_archives_are_refused() {
    let packed = zip("ml.zip", "ml", &Form::Colons.write(&small(), false));
    let many: String =
        (0..20_000).map(|movie| format!("{movie}\t{}\t3\t{}\n", movie * 7 % 1_000, movie * 31)).collect();
    let gzipped = gzip(&file("u.data", &many));
    let half = |file: &NamedFile| bytes(&file.name, &file.bytes[..file.bytes.len() / 2]);
    assert_eq!(sentence(vec![half(&packed)]), "ml.zip is cut or damaged: fetch it again");
    assert_eq!(sentence(vec![half(&gzipped)]), "u.data.gz is cut or damaged: fetch it again");
    assert_eq!(sentence(vec![bytes("x.csv.gz", b"\0plain")]), "x.csv.gz is cut or damaged: fetch it again");
    for (name, content, is) in
        [("x.csv.gz", "plain", "plain text"), ("ml.zip", "<html>Not found", "a web page")]
    {
        assert_eq!(
            sentence(vec![bytes(name, content.as_bytes())]),
            format!(
                "{name} is {is}, although its name says that it is packed: fetch it again, or give it the right name"
            )
        );
    }

    // A changed bit in the packed text breaks the checksum or the packing.
    let mut changed = gzipped.clone();
    let middle = changed.bytes.len() / 2;
    changed.bytes[middle] ^= 1;
    let error = refused(vec![changed], &Limits::default());
    assert!(matches!(error, DataError::Damaged(_) | DataError::Malformed { .. }), "{error}");
}

#[test]
fn locked_and_strangely_packed_entries_are_refused() {
    let packed = zip("ml.zip", "ml", &[file("ratings.csv", "userId,movieId,rating\n1,1,5\n")]);
    // In both of the entry's headers: bit 0 of the flags locks, the next field is the method.
    let changed = |flags: u8, method: u8| {
        let mut bytes = packed.bytes.clone();
        for (mark, flags_at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            let last = bytes.windows(4).rposition(|window| window == mark).expect("a header");
            bytes[last + flags_at] |= flags;
            if method > 0 {
                bytes[last + flags_at + 2] = method;
            }
        }
        sentence(vec![NamedFile { name: "ml.zip".to_owned(), bytes }])
    };
    let action = "unpack it first, and give the unpacked files";
    assert_eq!(changed(1, 0), format!("ml.zip is locked with a password: {action}"));
    assert_eq!(changed(0, 12), format!("ml.zip is packed by a method other than deflate: {action}"));
}

#[test]
fn archives_that_unpack_without_end_are_stopped() {
    let zeros = bytes("ratings.csv", &vec![0; 50_000_000]);
    assert!(sentence(vec![zip("a.zip", "a", &[zeros])]).starts_with("a.zip is not a MovieLens file"));

    let mut text = "userId,movieId,rating\n".to_owned();
    (0..300_000).for_each(|movie| text.push_str(&format!("1,{movie},5\n")));
    let ratings = file("ratings.csv", &text);
    let limits = Limits { most_bytes: 2_000_000, ..Limits::default() };
    let long = "unpacks to more than 2 MB, and no MovieLens file does: fetch it again from GroupLens";
    for packed in [zip("a.zip", "a", std::slice::from_ref(&ratings)), gzip(&ratings)] {
        let expected = format!("{} {long}", packed.name);
        assert_eq!(refused(vec![packed], &limits).to_string(), expected);
    }
    let many: Vec<NamedFile> = (0..1_001).map(|number| file(&number.to_string(), "x")).collect();
    let expected =
        "m.zip holds more than 1000 files, and no MovieLens archive does: give only its ratings and movies";
    assert_eq!(sentence(vec![zip("m.zip", "m", &many[..])]), expected);
}

#[test]
fn what_does_not_fit_says_the_limit() {
    let ratings = || file("ratings.csv", "userId,movieId,rating\n1,1,5\n1,2,5\n1,3,5\n2,1,5\n");
    let refused = |limits: Limits| refused(vec![ratings()], &limits);
    let movies = refused(Limits { most_movies: 2, ..Limits::default() });
    assert_eq!(movies.to_string(), "ratings.csv has more than 2 movies, which is the most that fits here");
    let users = refused(Limits { most_users: 1, ..Limits::default() });
    assert_eq!(users.most_active_users(), Some(1));
    let nobody = refused(Limits { most_ratings: 2, ..Limits::default() });
    assert_eq!(nobody.most_active_users(), None);
    let expected = "ratings.csv has 4 ratings by 2 users, and at most 2 ratings by 500000 users fit here";
    assert_eq!(nobody.to_string(), expected);
    let zero = refused(Limits { keep_most_active_users: Some(0), ..Limits::default() });
    assert_eq!(zero.to_string(), "the number of most active users to keep is 0, but must be 1 or more");

    let genres: Vec<String> = (0..65).map(|genre| format!("g{genre}")).collect();
    let movies = file("movies.csv", &format!("movieId,title,genres\n1,One,{}\n", genres.join("|")));
    let expected = "movies.csv names more than 64 genres, and there is room for no more: is the genres' column the \
                    right one?";
    assert_eq!(sentence(vec![ratings(), movies]), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever happens to the bytes on their way, a read ends with a dataset or with one sentence.
    #[test]
    fn damage_anywhere_ends_in_a_dataset_or_a_sentence(
        plain in any_plain(),
        form in 0_usize..4,
        packing in 0_usize..3,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut files = Form::ALL[form].write(&plain, false);
        match packing {
            0 => {}
            1 => files = files.iter().map(gzip).collect(),
            _ => files = vec![zip("ml.zip", "ml", &files)],
        }
        let bytes = &mut files[0].bytes;
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            let cut = cut.index(bytes.len());
            bytes.truncate(cut);
        }
        if let Err(error) = read_files(files, &Limits::default(), &mut |_| {}) {
            let sentence = error.to_string();
            prop_assert!(!sentence.is_empty() && !sentence.contains('\n'), "{}", sentence);
        }
    }
}
