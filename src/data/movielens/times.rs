//! When a rating was given, as files write it.

use super::fields::shown;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Seconds since 1970 as GroupLens writes them: none for 0, for what lies before 1970 and beyond 2106.
///
/// # Errors
/// A sentence, where it is no whole number.
pub fn seconds(value: &str) -> Result<Option<u32>, String> {
    let wrong = || format!("the timestamp is {}, but must be a whole number of seconds", shown(value));
    value.parse::<i64>().map(known).map_err(|_| wrong())
}

/// A time of a table: seconds since 1970, milliseconds where it is too large for those, or a date as ISO 8601 and SQL write it,
/// "2005-04-02" with or without "23:53:47" behind a space or a "T" (taken as UTC). None for anything else.
pub fn any_time(value: &str) -> Option<u32> {
    if let Ok(whole) = value.parse::<i64>() {
        return known(whole).or_else(|| known(whole / 1_000));
    }
    // "964982703.0" is how a table with gaps writes it.
    if let Some(whole) = value.strip_suffix(".0").and_then(|whole| whole.parse().ok()) {
        return known(whole);
    }
    date(value)
}

fn known(seconds: i64) -> Option<u32> {
    u32::try_from(seconds).ok().filter(|seconds| *seconds > 0)
}

fn date(value: &str) -> Option<u32> {
    let day = value.get(..10)?;
    let number = |text: Option<&str>, most: i64| {
        let text = text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        text.parse::<i64>().ok().filter(|number| *number <= most)
    };
    if day.as_bytes()[4] != b'-' || day.as_bytes()[7] != b'-' {
        return None;
    }
    let year = number(day.get(..4), 9_999)?;
    let month = number(day.get(5..7), 12).filter(|month| *month > 0)?;
    let of_month = number(day.get(8..10), 31).filter(|day| *day > 0)?;
    let rest = value.get(10..)?;
    let clock = match rest.bytes().next() {
        None => 0,
        Some(b' ' | b'T') => {
            let colon = |place: usize| (rest.as_bytes().get(place) == Some(&b':')).then_some(());
            colon(3)?;
            let (hour, minute) = (number(rest.get(1..3), 23)?, number(rest.get(4..6), 59)?);
            // A leap second is the first of the next minute.
            let second = if colon(6).is_some() { number(rest.get(7..9), 60)? } else { 0 };
            3_600 * hour + 60 * minute + second
        }
        Some(_) => return None,
    };
    known(DAY * days(year, month, of_month) + clock)
}

/// Days from 1970-01-01 to a day of the Gregorian calendar (Howard Hinnant, chrono-Compatible Low-Level Date Algorithms,
/// `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that a leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + 365 * of_era + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_whole_numbers() {
        assert_eq!(seconds("881250949"), Ok(Some(881_250_949)));
        // Times that no rating has are not known, and nothing is refused for them.
        assert_eq!([seconds("0"), seconds("-5"), seconds("4294967296")], [const { Ok(None) }; 3]);
        assert_eq!(
            seconds("now"),
            Err("the timestamp is \"now\", but must be a whole number of seconds".to_owned())
        );
    }

    #[test]
    fn tables_write_times_in_several_ways() {
        let cases = [
            ("964982703", Some(964_982_703)),
            ("964982703.0", Some(964_982_703)),
            ("964982703123", Some(964_982_703)),
            ("2000-07-30 18:45:03", Some(964_982_703)),
            ("2000-07-30T18:45:03Z", Some(964_982_703)),
            ("2000-07-30 18:45", Some(964_982_700)),
            ("2000-07-30", Some(964_915_200)),
            ("2000-02-29", Some(951_782_400)),
            ("1970-01-01", None),
            ("1969-12-31", None),
            ("2000-13-01", None),
            ("30.07.2000", None),
            ("2000-07-30x", None),
            ("2000-07-30 6pm", None),
            ("2000-07-3é", None),
            ("", None),
            ("yesterday", None),
        ];
        for (text, time) in cases {
            assert_eq!(any_time(text), time, "{text}");
        }
    }

    #[test]
    fn days_follow_each_other() {
        // 400 years have 146,097 days.
        assert_eq!(days(2370, 1, 1) - days(1970, 1, 1), 146_097);
        let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let mut day = days(2001, 1, 1);
        for (month, length) in months.into_iter().enumerate() {
            assert_eq!(days(2001, month as i64 + 1, 1), day);
            day += length;
        }
        assert_eq!(days(2002, 1, 1), day);
    }
}
